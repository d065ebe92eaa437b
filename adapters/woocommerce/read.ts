import type { RemoteListing, Wanted } from 'mabang/contract';
import { chunks, MabangError } from 'mabang/core';
import { z } from 'zod';
import { refusedWith } from './errors.ts';
import { PAGE_SIZE } from './limits.ts';
import { parentSku } from './map.ts';
import { type Ctx, everyRow, type Listed, readPage } from './pages.ts';
import {
  PRODUCT_FIELDS,
  VARIATION_FIELDS,
  type WireProduct,
  type WireStub,
  type WireVariation,
  wireCategory,
  wireProduct,
  wireProductOrStub,
  wireVariation,
} from './schema.ts';
import { type CategoryPaths, isEnded, listingOf, MARKS, markedCode, orphanOf } from './seen.ts';
import { decoded, folded } from './text.ts';

/** `context: edit` gives the text as it is stored; `view` runs it through the theme's and the plugins' filters. */
const PRODUCTS = {
  path: '/wc/v3/products',
  query: { context: 'edit', _fields: PRODUCT_FIELDS, include_meta: MARKS },
} as const;
const VARIATION_QUERY = { context: 'edit', _fields: VARIATION_FIELDS } as const;

/** A reverse proxy may refuse a longer address; 8,000 is a usual limit, and signing adds to it. */
const SKU_QUERY_LENGTH = 1500;

export async function* fetchRemote(wanted: Wanted, ctx: Ctx): AsyncIterable<RemoteListing> {
  if (wanted === 'all') yield* everything(ctx);
  else if (wanted.length > 0) yield* some(wanted, ctx);
}

/** Paths of all categories: the shop gives a product's categories by name, and names repeat. */
export async function categoryPaths(ctx: Ctx): Promise<CategoryPaths> {
  const byId = new Map<number, z.output<typeof wireCategory>>();
  const query = { _fields: 'id,name,parent' };
  for await (const row of everyRow(ctx, { path: '/wc/v3/products/categories', query, row: wireCategory }))
    byId.set(row.id, row);
  const paths = new Map<number, string>();
  for (const start of byId.keys()) {
    const names: string[] = [];
    const met = new Set<number>();
    for (let id = start; byId.has(id) && !met.has(id); id = byId.get(id)?.parent ?? 0) {
      met.add(id);
      names.unshift(folded(decoded(byId.get(id)?.name ?? '')));
    }
    paths.set(start, names.join(' > '));
  }
  return paths;
}

/** Everything the shop has, live or in the trash. */
async function* everything(ctx: Ctx): AsyncIterable<RemoteListing> {
  const paths = await categoryPaths(ctx);
  const byParent = await variationsOfAll(ctx);
  const live = new Set<string>();
  const parents = new Set<number>();
  for await (const product of everyRow(ctx, { ...PRODUCTS, row: wireProduct })) {
    parents.add(product.id);
    const listing = listingOf(product, await variationsOf(ctx, product, byParent), paths);
    for (const key of keysOf(product, listing)) live.add(key);
    yield listing;
  }
  for await (const product of trashed(ctx)) {
    parents.add(product.id);
    const listing = listingOf(product, [], paths);
    if (!keysOf(product, listing).some((key) => live.has(key))) yield listing;
  }
  for (const [parent, rows] of byParent ?? [])
    if (!parents.has(parent)) for (const row of rows) if (row.sku !== '') yield orphanOf(row);
}

function trashed(ctx: Ctx): AsyncIterable<WireProduct> {
  return everyRow(ctx, { ...PRODUCTS, query: { ...PRODUCTS.query, status: 'trash' }, row: wireProduct });
}

/** What a listing occupies, in the shop's eyes: SKUs without regard to case. */
function keysOf(product: WireProduct, listing: RemoteListing): readonly string[] {
  return [product.sku, ...Object.keys(listing.snapshot.variants)]
    .filter((sku) => sku !== '')
    .map((sku) => sku.toLowerCase());
}

type ByParent = ReadonlyMap<number, readonly WireVariation[]>;

const ALL_VARIATIONS: Listed<WireVariation> = {
  path: '/wc-analytics/variations',
  query: VARIATION_QUERY,
  row: wireVariation,
};

/**
 * All variations of the shop, by product. wc/v3 lists them product by product only; the route of WooCommerce's own
 * analytics lists them at once. `undefined` where it is switched off or closed to the key.
 */
async function variationsOfAll(ctx: Ctx): Promise<ByParent | undefined> {
  const byParent = new Map<number, WireVariation[]>();
  try {
    for await (const row of everyRow(ctx, ALL_VARIATIONS)) {
      const parent = row.parent_id ?? 0;
      byParent.set(parent, [...(byParent.get(parent) ?? []), row]);
    }
    return byParent;
  } catch (error) {
    const status = refusedWith(error);
    if (status === 401 || status === 403 || status === 404) return undefined;
    // It counts variations that it cannot show (of a plugin that is gone, say); each product's own list is sure to agree.
    if (error instanceof MabangError && error.code === 'E_REMOTE_MOVED') return undefined;
    throw error;
  }
}

/** The variations of one product: from the list of all, unless the product names one that is not in it. */
async function variationsOf(
  ctx: Ctx,
  product: WireProduct,
  byParent: ByParent | undefined,
): Promise<readonly WireVariation[]> {
  if (product.type !== 'variable') return [];
  const known = byParent?.get(product.id) ?? [];
  const ids = new Set(known.map((row) => row.id));
  if (byParent && product.variations.every((id) => ids.has(id))) return known;
  return variationsOfProduct(ctx, product.id);
}

export async function variationsOfProduct(ctx: Ctx, product: number): Promise<readonly WireVariation[]> {
  const rows: WireVariation[] = [];
  const path = `/wc/v3/products/${product}/variations`;
  for await (const row of everyRow(ctx, { path, query: VARIATION_QUERY, row: wireVariation })) rows.push(row);
  return rows;
}

type Keys = Exclude<Wanted, 'all'>;

export function remoteIdOf(remoteId: unknown): number | undefined {
  const parsed = z.object({ id: z.number().int().positive() }).safeParse(remoteId);
  return parsed.success ? parsed.data.id : undefined;
}

/** Listings by id, code and SKU: first the live ones, then, for keys without a live one, the trash. */
async function* some(wanted: Keys, ctx: Ctx): AsyncIterable<RemoteListing> {
  const paths = await categoryPaths(ctx);
  const found = new Map<number, WireProduct>();
  const orphans = new Map<number, WireStub>();
  await findBySku(ctx, wanted, found, orphans);
  const ids = wanted.flatMap((key) => remoteIdOf(key.remoteId) ?? []);
  await findById(ctx, [...ids, ...[...orphans.values()].map((stub) => stub.parent_id)], found);

  const variable = [...found.values()].filter((product) => product.type === 'variable');
  const byParent = await variationsOfSome(ctx, variable.length);
  const keys = new Set<string>();
  const marked = new Set<string>();
  for (const product of found.values()) {
    const listing = listingOf(product, await variationsOf(ctx, product, byParent), paths);
    for (const key of keysOf(product, listing)) keys.add(key);
    if (listing.mark === 'ours') marked.add(listing.code);
    yield listing;
  }
  const missing = wanted.filter(
    (key) =>
      !found.has(remoteIdOf(key.remoteId) ?? 0) &&
      !keyTexts(key).some((text) => keys.has(text)) &&
      !marked.has(key.code),
  );
  const gone = new Set<number>();
  if (missing.length > 0) {
    const texts = new Set(missing.flatMap(keyTexts));
    const codes = new Set(missing.map((key) => key.code));
    const byId = new Set(missing.flatMap((key) => remoteIdOf(key.remoteId) ?? []));
    for await (const product of trashed(ctx)) {
      gone.add(product.id);
      const hit =
        byId.has(product.id) || texts.has(product.sku.toLowerCase()) || codes.has(markedCode(product) ?? product.sku);
      if (hit && isEnded(product)) yield listingOf(product, [], paths);
    }
  }
  for (const stub of orphans.values())
    if (!found.has(stub.parent_id) && !gone.has(stub.parent_id)) yield* orphan(ctx, stub);
}

/** The SKUs a listing of these keys may hold, its product's own included. */
function keyTexts(key: Keys[number]): readonly string[] {
  return [key.code, parentSku(key.code, key.skus), ...key.skus].filter((sku) => sku !== '').map((s) => s.toLowerCase());
}

async function findBySku(
  ctx: Ctx,
  wanted: Keys,
  found: Map<number, WireProduct>,
  stubs: Map<number, WireStub>,
): Promise<void> {
  const skus = new Map(
    wanted
      .flatMap((key) => [key.code, parentSku(key.code, key.skus), ...key.skus])
      .map((sku) => [folded(sku).toLowerCase(), folded(sku)]),
  );
  skus.delete('');
  const take = (rows: readonly (WireProduct | WireStub)[]) => {
    for (const row of rows) {
      if (!skus.has(row.sku.toLowerCase())) continue;
      if ('parent_id' in row) stubs.set(row.id, row);
      else found.set(row.id, row);
    }
  };
  const plain = [...skus.values()].filter((sku) => !sku.includes(','));
  for (const sku of skuLists(plain)) take(await products(ctx, { sku }));
  // A comma separates SKUs in that query, so one that has a comma is looked for as a part of SKUs.
  for (const sku of [...skus.values()].filter((one) => one.includes(',')))
    take(await products(ctx, { search_sku: sku }));
}

/** SKUs joined by commas, each list short enough for an address and for one page. */
function skuLists(skus: readonly string[]): readonly string[] {
  const lists: string[][] = [];
  let length = 0;
  for (const sku of skus) {
    const size = encodeURIComponent(sku.toWellFormed()).length + 3;
    const last = lists.at(-1);
    if (!last || last.length === PAGE_SIZE || length + size > SKU_QUERY_LENGTH) {
      lists.push([sku]);
      length = size;
    } else {
      last.push(sku);
      length += size;
    }
  }
  return lists.map((list) => list.join(','));
}

async function products(ctx: Ctx, filter: Readonly<Record<string, string>>): Promise<(WireProduct | WireStub)[]> {
  const rows: (WireProduct | WireStub)[] = [];
  const query = { ...PRODUCTS.query, ...filter };
  for await (const row of everyRow(ctx, { path: PRODUCTS.path, query, row: wireProductOrStub })) rows.push(row);
  return rows;
}

async function findById(ctx: Ctx, ids: readonly number[], found: Map<number, WireProduct>): Promise<void> {
  const open = [...new Set(ids)].filter((id) => !found.has(id));
  for (const part of chunks(open, PAGE_SIZE))
    for (const row of await products(ctx, { include: part.join(',') }))
      if (!('parent_id' in row)) found.set(row.id, row);
}

/** For many products it is cheaper to read all variations of the shop than each product's own; for few it is not. */
async function variationsOfSome(ctx: Ctx, count: number): Promise<ByParent | undefined> {
  if (count < 5) return undefined;
  try {
    const { total } = await readPage(ctx, ALL_VARIATIONS, 1);
    return Math.ceil(total / PAGE_SIZE) <= count ? await variationsOfAll(ctx) : undefined;
  } catch (error) {
    if (refusedWith(error) !== undefined) return undefined;
    throw error;
  }
}

async function* orphan(ctx: Ctx, stub: WireStub): AsyncIterable<RemoteListing> {
  const path = `/wc/v3/products/${stub.parent_id}/variations/${stub.id}`;
  try {
    const reply = await ctx.http.request({
      bucket: 'read',
      method: 'GET',
      path,
      query: VARIATION_QUERY,
      reply: wireVariation,
      resend: 'always',
    });
    yield orphanOf(reply.data);
  } catch (error) {
    if (refusedWith(error) !== 404) throw error;
  }
}
