import type { Facets, Removed, Sku, Words } from '../contract/index.ts';
import type { DiffInput } from './diff.ts';

/** What was removed and may be listed again, by SKU; `undefined` in it stands for the listing. `'all'`: whatever it is. */
export type Relist = ReadonlySet<Sku | undefined> | 'all';

const GONE: Words = {
  en: 'it was live and is gone from the platform, and mabang did not end it',
  zh: '该商品曾在售，但已从平台消失，且不是 mabang 下架的',
};
const SKU_GONE: Words = {
  en: 'the SKU was live and is gone from its listing, and mabang did not take it off',
  zh: '该 SKU 曾在售，但已从商品中消失，且不是 mabang 移除的',
};

/**
 * The listing is off the platform, and not by our doing: called so by the platform itself, or seen live by us after we sent it,
 * and there no more. Listing again what a platform has removed can cost the account, so it takes the seller's word.
 */
export function removedListing({
  remote,
  remembered,
  relist,
}: Pick<DiffInput, 'remote' | 'remembered' | 'relist'>): Removed | undefined {
  if (!remembered || remembered.ended || mayRelist(relist, undefined)) return undefined;
  const said = remote?.removed?.find(({ sku }) => sku === undefined);
  if (said) return said;
  const wasSeen = [remembered.echo.product, ...Object.values(remembered.echo.variants)].some(hasFacets);
  return wasSeen && (!remote || remote.ended) ? { why: GONE } : undefined;
}

/** `now`: as it is seen. `echo`: as it read right after it was sent. */
export function removedSku(
  { remote, relist }: Pick<DiffInput, 'remote' | 'relist'>,
  sku: Sku,
  now: Facets | undefined,
  echo: Facets = {},
): Removed | undefined {
  if (mayRelist(relist, sku)) return undefined;
  const said = remote?.removed?.find((one) => one.sku === sku);
  if (said) return said;
  return !now && hasFacets(echo) ? { sku, why: SKU_GONE } : undefined;
}

/** Whoever lists a removed listing again lists its SKUs again. */
function mayRelist(relist: Relist | undefined, sku: Sku | undefined): boolean {
  return relist === 'all' || (relist?.has(sku) ?? false) || (relist?.has(undefined) ?? false);
}

function hasFacets(unit: Facets): boolean {
  return Object.keys(unit).length > 0;
}
