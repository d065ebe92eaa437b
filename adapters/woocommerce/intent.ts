import type { Change, Diagnostic, Facets, Json, ListingChange, Sku, Snapshot } from 'mabang/contract';
import { unitOf } from 'mabang/core';
import { type AttributePlan, planAttributes } from './attributes.ts';
import { issue } from './errors.ts';
import { facetOf, json, productVariation, type SkuVariation, skuVariation, typeOf } from './facets.ts';
import { contentWire, type Fields, imageOfStep, imagesOfStep, markMeta, skuWire, type WantedImage } from './fields.ts';
import { parentSku } from './map.ts';
import { remoteIdOf } from './read.ts';
import { MARK_ENDED } from './seen.ts';

/** What is known of a product that is brought back, beside its id. */
export interface Current {
  readonly type: string;
  readonly sku: string;
}

/** One write to a product: a simple one with its SKU, or the parent of variations. */
export interface ProductIntent {
  readonly verb: 'create' | 'update';
  readonly fields: Fields;
  /** Paths to be resolved to ids; an empty list takes the product out of its categories. */
  readonly categories?: readonly string[];
  /** '' takes the brand away. */
  readonly brand?: string;
  readonly attributes: AttributePlan;
  readonly sendAttributes: boolean;
  readonly images?: readonly WantedImage[];
  readonly changes: readonly Change[];
}

/** One write to a variation. */
export interface SkuIntent {
  readonly verb: 'create' | 'update' | 'delete';
  readonly sku: Sku;
  readonly id?: number;
  readonly fields: Fields;
  readonly options?: SkuVariation['attributes'];
  readonly image?: WantedImage;
  readonly change: Change;
  /** Cannot stand without what the product's own write brings. */
  readonly dependent: boolean;
}

export interface WriteIntent {
  readonly kind: 'write';
  readonly listing: ListingChange;
  /** Absent until the product is created. */
  readonly id?: number;
  /** From variable to simple: the type first, by itself, because it is what frees the SKUs. */
  readonly retype?: boolean;
  readonly product?: ProductIntent;
  readonly skus: readonly SkuIntent[];
  /** Look for variations that are there already before any is created. */
  readonly lookUp: boolean;
  /** Ends that the product's own write brings about. */
  readonly implied: readonly Change[];
}

export type Intent =
  | WriteIntent
  | { readonly kind: 'end'; readonly listing: ListingChange; readonly id: number; readonly change: Change }
  | { readonly kind: 'refuse'; readonly listing: ListingChange; readonly issue: Diagnostic };

/** What has to be written for one listing. Pure. `current` is given for a listing that is brought back. */
export function intentOf(listing: ListingChange, current?: Current): Intent {
  const product = listing.changes.find((change) => change.sku === undefined);
  const skus = listing.changes.filter((change) => change.sku !== undefined);
  const fresh = product?.verb === 'create' && !listing.revive;
  const id = fresh ? undefined : remoteIdOf(listing.remoteId);
  if (!fresh && id === undefined) return refuse(listing, NO_ID);
  if (product?.verb === 'end') return { kind: 'end', listing, id: id as number, change: product };
  const wanted = listing.wanted;
  const to = typeOf(wanted);
  if (!wanted || to === undefined) return refuse(listing, NO_ID);

  const base = { listing, wanted, product, skus, ...(id === undefined ? {} : { id }) };
  if (fresh) return to === 'variable' ? variableFrom(base, 'create') : simpleFrom(base, 'create', current);
  if (listing.revive)
    return to === 'variable' ? variableFrom(base, 'revive', current) : simpleFrom(base, 'revive', current);
  const from = typeOf(listing.seen) ?? to;
  if (from === to) return to === 'variable' ? variableFrom(base, 'update') : simpleUpdate(base);
  if (!product?.facets.variation) return refuse(listing, otherType(from, to));
  return to === 'variable' ? toVariable(base) : simpleFrom(base, 'convert', { type: from, sku: '' });
}

interface Base {
  readonly listing: ListingChange;
  readonly wanted: Snapshot;
  readonly product: Change | undefined;
  readonly skus: readonly Change[];
  readonly id?: number;
}

function write(base: Base, rest: Partial<WriteIntent>): WriteIntent {
  const { listing, id } = base;
  return { kind: 'write', listing, ...(id === undefined ? {} : { id }), skus: [], lookUp: false, implied: [], ...rest };
}

/** The product's own write. `ownSku` is the SKU it will carry; it is sent where `setSku` says so. */
function productOf(
  base: Base,
  how: { readonly verb: 'create' | 'update'; readonly ownSku?: string; readonly setSku?: boolean },
  extra: Fields,
  changes: readonly Change[],
): ProductIntent {
  const { listing, product, wanted } = base;
  const content = contentWire(product);
  const attributes = planAttributes(listing, wanted, product, content?.attributes ?? false);
  const images = imagesOfStep(product);
  const status = product?.facets.status?.to;
  const meta = [
    ...(content || how.setSku ? markMeta(listing.code, how.ownSku) : []),
    ...(listing.revive ? [{ key: MARK_ENDED, value: null }] : []),
  ];
  const whole = how.verb === 'create' || listing.revive === true;
  return {
    verb: how.verb,
    fields: {
      ...content?.fields,
      ...(status === undefined ? {} : { status }),
      ...(how.setSku && how.ownSku !== undefined ? { sku: how.ownSku } : {}),
      ...extra,
      ...(meta.length > 0 ? { meta_data: json(meta) } : {}),
    },
    ...(content?.categories ? { categories: content.categories } : {}),
    ...(content?.brand === undefined ? {} : { brand: content.brand }),
    attributes,
    sendAttributes: whole
      ? attributes.axes.length + attributes.others.length > 0
      : content?.attributes === true || product?.facets.variation !== undefined,
    ...(images ? { images } : {}),
    changes,
  };
}

/** A simple product in one write: created, brought back, or made of a variable one. */
function simpleFrom(base: Base, how: 'create' | 'revive' | 'convert', current?: Current): Intent {
  const [sku, ...more] = Object.keys(base.wanted.variants);
  if (sku === undefined || more.length > 0) return refuse(base.listing, NO_ID);
  const fields = { type: 'simple', ...skuWire(createdFacets(base.wanted, sku), 'create').fields };
  const setSku = how !== 'revive' || current?.sku !== sku;
  const ends = base.skus.filter((change) => change.verb === 'end');
  const done = [...(base.product ? [base.product] : []), ...base.skus.filter((change) => change.verb !== 'end')];
  const product = productOf(base, { verb: how === 'create' ? 'create' : 'update', ownSku: sku, setSku }, fields, done);
  return write(base, { product, implied: ends, ...(how === 'convert' ? { retype: true } : {}) });
}

/** Changes of a simple product and of its SKU are one write. Another SKU in the catalogue renames the one in the shop. */
function simpleUpdate(base: Base): Intent {
  const { listing, skus } = base;
  const ends = skus.filter((change) => change.verb === 'end');
  const created = skus.find((change) => change.verb === 'create');
  const old = Object.keys(listing.seen?.variants ?? {});
  const kept = old.filter((sku) => !ends.some((end) => end.sku === sku));
  if (ends.length > 0 && !created) return refuse(listing, LAST_SKU);
  if (created && kept.length > 0) return refuse(listing, holdsOther(kept[0] ?? ''));
  let fields: Fields = {};
  for (const change of skus)
    if (change.verb !== 'end')
      fields = { ...fields, ...skuWire(change, change.verb === 'create' ? 'create' : 'update').fields };
  const ownSku = created?.sku ?? old[0];
  const done = listing.changes.filter((change) => change.verb !== 'end');
  const how = { verb: 'update' as const, ...(ownSku === undefined ? {} : { ownSku }), setSku: created !== undefined };
  return write(base, { product: productOf(base, how, fields, done), implied: ends });
}

/** A variable product: its own write, where there is one, and one for each variation that changes. */
function variableFrom(base: Base, how: 'create' | 'revive' | 'update', current?: Current): Intent {
  const { listing, wanted, product, skus } = base;
  const fresh = how === 'create';
  const own = fresh || how === 'revive' ? parentSku(listing.code, Object.keys(wanted.variants)) : seenSku(listing);
  const retyped = how === 'revive' && current?.type !== 'variable';
  const extra = fresh || retyped ? asParent(fresh) : {};
  const setSku = fresh || (how === 'revive' && (retyped || current?.sku === ''));
  const ownSku = how === 'revive' && !setSku ? current?.sku : own;
  const verb = fresh ? 'create' : 'update';
  return write(base, {
    ...(product
      ? { product: productOf(base, { verb, ...(ownSku === undefined ? {} : { ownSku }), setSku }, extra, [product]) }
      : {}),
    skus: skus.map((change) => skuIntent(listing, change)),
    lookUp: how === 'revive',
  });
}

/** What a product becomes that carries variations. What it had as a simple one would be inherited by them, or shown. */
function asParent(fresh: boolean): Fields {
  const nothing = { length: '', width: '', height: '' };
  const own = { manage_stock: false, global_unique_id: '', weight: '', dimensions: nothing };
  return fresh ? { type: 'variable' } : { type: 'variable', ...own };
}

/** From simple to variable: the product gives up its SKU first, then every SKU is made a variation. */
function toVariable(base: Base): Intent {
  const { listing, wanted, product, skus } = base;
  const own = parentSku(listing.code, Object.keys(wanted.variants));
  const ends = skus.filter((change) => change.verb === 'end');
  const left = Object.keys(listing.seen?.variants ?? {}).find(
    (sku) => !unitOf(wanted, sku) && !ends.some((end) => end.sku === sku),
  );
  if (left !== undefined) return refuse(listing, holdsOther(left));
  const made = skus.filter((change) => change.verb !== 'end');
  return write(base, {
    product: productOf(base, { verb: 'update', ownSku: own, setSku: true }, asParent(false), product ? [product] : []),
    skus: made.map((change) => skuIntent(listing, createdFacets(wanted, change.sku ?? '', change))),
    implied: ends,
  });
}

function skuIntent(listing: ListingChange, change: Change): SkuIntent {
  const sku = change.sku ?? '';
  const seen = unitOf(listing.seen ?? EMPTY, sku);
  const id = facetOf(seen?.variation, skuVariation)?.id;
  const known = id === undefined ? {} : { id };
  if (change.verb === 'end') return { verb: 'delete', sku, ...known, fields: {}, change, dependent: false };
  const verb = change.verb === 'create' ? 'create' : 'update';
  const { fields, options } = skuWire(change, verb);
  const image = imageOfStep(change);
  return {
    verb,
    sku,
    ...(verb === 'update' ? known : {}),
    fields,
    ...(options ? { options } : {}),
    ...(image ? { image } : {}),
    change,
    dependent: verb === 'create' || options !== undefined,
  };
}

const EMPTY: Snapshot = { product: {}, variants: {} };

/** A SKU's wanted facets as a create, under the change that stands for them. */
function createdFacets(wanted: Snapshot, sku: Sku, change?: Change): Change {
  const facets: Facets = unitOf(wanted, sku) ?? {};
  const steps = Object.fromEntries(Object.entries(facets).map(([facet, to]) => [facet, { to: to as Json }]));
  return { id: change?.id ?? sku, verb: 'create', sku, facets: steps };
}

function seenSku(listing: ListingChange): string | undefined {
  return facetOf(listing.seen?.product.variation, productVariation)?.sku;
}

function refuse(listing: ListingChange, problem: Diagnostic): Intent {
  return { kind: 'refuse', listing, issue: problem };
}

const NO_ID = issue('E_WOO_REFUSED', {
  en: 'the change does not say which product of the shop it is for, or what is wanted of it',
  zh: '该更改没有说明对应店铺中的哪个商品或需要什么',
});

const LAST_SKU = issue('E_WOO_TYPE', {
  en: 'a simple product cannot lose its only SKU; end the listing instead',
  zh: '简单商品不能失去唯一的 SKU；请下架整个商品',
});

function holdsOther(sku: Sku): Diagnostic {
  return issue(
    'E_WOO_TYPE',
    {
      en: `the product in the shop carries the SKU ${sku}, which would be lost, and the catalogue did not end it`,
      zh: `店铺中的商品带有 SKU ${sku}，更改会使其丢失，而目录中并未下架它`,
    },
    {
      en: `correct or end ${sku} in the catalogue first`,
      zh: `请先在目录中更正或下架 ${sku}`,
    },
  );
}

function otherType(from: string, to: string): Diagnostic {
  return issue(
    'E_WOO_TYPE',
    {
      en: `the product is ${from} in the shop and ${to} in the catalogue; nothing else of it can be changed before that is`,
      zh: `该商品在店铺中为 ${from}，在目录中为 ${to}；在类型一致之前无法更改其他内容`,
    },
    { en: 'push without limiting the facets', zh: '请在不限制 facets 的情况下推送' },
  );
}
