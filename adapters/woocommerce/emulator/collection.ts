import { createHash } from 'node:crypto';
import { compareDecimals } from './decimal.ts';
import { readDate } from './rest.ts';
import * as selling from './selling.ts';
import type { Shop } from './shop.ts';
import { plain } from './text.ts';
import type { Body, Item } from './types.ts';

/** Query arguments after `checkArgs`: typed, with their defaults. */
export type Arguments = Body;

const numbers = (value: unknown) => (Array.isArray(value) ? (value as readonly number[]) : []);
const texts = (value: unknown) => (Array.isArray(value) ? (value as readonly string[]) : []);

/**
 * The items a list asks for, in its order, all pages. Where the order is by date the rows of one second stand in an order
 * that changes from page to page, so a walk through the pages meets some twice and some never. Recorded in pages.out.
 */
export function findProducts(shop: Shop, args: Arguments): Item[] {
  const { sku, search_sku, search_name_or_sku, global_unique_id } = args;
  const both = [sku, search_sku, search_name_or_sku, global_unique_id].some((value) => plain(value) !== '');
  const from = plain(sku) !== '' && plain(search_sku) === '' ? bySku(shop, plain(sku)) : [...shop.items.values()];
  return from.filter(
    (item) => (both || item.kind === 'product') && matches(shop, item, args) && matchesProduct(shop, item, args),
  );
}

/** Of one product, or with `parentId` undefined of all. */
export function findVariations(shop: Shop, parentId: number | undefined, args: Arguments): Item[] {
  const all = parentId === undefined ? [...shop.items.values()] : shop.variations(parentId);
  const skus = plain(args.sku) === '' ? undefined : new Set(bySku(shop, plain(args.sku)));
  return all.filter(
    (item) =>
      item.kind === 'variation' &&
      (skus?.has(item) ?? true) &&
      matches(shop, item, args) &&
      (typeof args.has_price !== 'boolean' || args.has_price === (selling.priceOf(shop, item) !== '')),
  );
}

/** A list of SKUs is split at every comma, so a SKU that holds one is never found. Case does not matter. */
function bySku(shop: Shop, list: string): Item[] {
  return [...new Set(list.split(',').flatMap((sku) => (sku === '' ? [] : shop.holders(sku))))];
}

function matches(shop: Shop, item: Item, args: Arguments): boolean {
  const include = numbers(args.include);
  const parents = numbers(args.parent);
  return (
    statusMatches(item.status, args) &&
    datesMatch(item, args) &&
    (include.length === 0 || include.includes(item.id)) &&
    !numbers(args.exclude).includes(item.id) &&
    (parents.length === 0 || parents.includes(item.parentId)) &&
    !numbers(args.parent_exclude).includes(item.parentId) &&
    (plain(args.slug) === '' || (item.kind === 'product' && item.slug === plain(args.slug))) &&
    searchMatches(shop, item, plain(args.search)) &&
    sellingMatches(shop, item, args)
  );
}

/** Without a word about it, everything but the trash. */
function statusMatches(status: string, args: Arguments): boolean {
  const included = texts(args.include_status);
  const wanted = included.length > 0 ? included : [plain(args.status)];
  if (texts(args.exclude_status).includes(status)) return false;
  return wanted.includes('any') ? status !== 'trash' && status !== 'auto-draft' : wanted.includes(status);
}

function datesMatch(item: Item, args: Arguments): boolean {
  const after = (name: string, value: number) => args[name] === undefined || value > (readDate(args[name]) ?? 0);
  const before = (name: string, value: number) => args[name] === undefined || value < (readDate(args[name]) ?? 0);
  return (
    after('after', item.created) &&
    before('before', item.created) &&
    after('modified_after', item.modified) &&
    before('modified_before', item.modified)
  );
}

function searchMatches(shop: Shop, item: Item, search: string): boolean {
  if (search.trim() === '') return true;
  const text =
    `${selling.titleOf(shop, item)}\n${item.description}\n${item.kind === 'product' ? item.shortDescription : ''}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function sellingMatches(shop: Shop, item: Item, args: Arguments): boolean {
  const { stock_status, on_sale, virtual, downloadable, min_price, max_price } = args;
  if (plain(stock_status) !== '' && selling.stockOf(shop, item).status !== stock_status) return false;
  if (typeof on_sale === 'boolean' && on_sale !== selling.onSale(shop, item)) return false;
  if (typeof virtual === 'boolean' && virtual !== item.virtual) return false;
  if (typeof downloadable === 'boolean' && downloadable !== item.downloadable) return false;
  const price = selling.priceOf(shop, item);
  if (plain(min_price) !== '' && compareDecimals(price, plain(min_price)) < 0) return false;
  return plain(max_price) === '' || (price !== '' && compareDecimals(price, plain(max_price)) <= 0);
}

function matchesProduct(shop: Shop, item: Item, args: Arguments): boolean {
  const { search_sku, search_name_or_sku, global_unique_id, featured } = args;
  const gtins = plain(global_unique_id)
    .split(',')
    .map((gtin) => gtin.trim());
  const sku = item.sku.toLowerCase();
  const words = plain(search_name_or_sku).toLowerCase().split(/\s+/);
  const name = () => selling.titleOf(shop, item).toLowerCase();
  return (
    (plain(search_sku) === '' || sku.includes(plain(search_sku).toLowerCase())) &&
    (plain(search_name_or_sku) === '' || words.every((word) => sku.includes(word) || name().includes(word))) &&
    (plain(global_unique_id) === '' || (item.gtin !== '' && gtins.includes(item.gtin))) &&
    (typeof featured !== 'boolean' || (item.kind === 'product' && item.featured === featured)) &&
    typeMatches(item, args) &&
    termsMatch(shop, item, args)
  );
}

function typeMatches(item: Item, args: Arguments): boolean {
  const type = item.kind === 'product' ? item.type : 'variation';
  const included = texts(args.include_types);
  const wanted = included.length > 0 ? included : plain(args.type) === '' ? [] : [plain(args.type)];
  return (wanted.length === 0 || wanted.includes(type)) && !texts(args.exclude_types).includes(type);
}

function termsMatch(shop: Shop, item: Item, args: Arguments): boolean {
  const has = (argument: unknown, ids: readonly number[]) => {
    if (plain(argument) === '') return true;
    const wanted = plain(argument).split(',').map(Number);
    return wanted.some((id) => [...shop.taxonomies.withBranches(id)].some((branch) => ids.includes(branch)));
  };
  const product = item.kind === 'product' ? item : undefined;
  const shared = (product?.attributes ?? []).find(({ taxonomy }) => taxonomy === plain(args.attribute));
  return (
    has(args.category, product?.categories ?? []) &&
    has(args.tag, product?.tags ?? []) &&
    has(args.brand, product?.brands ?? []) &&
    plain(args.shipping_class) === '' &&
    (plain(args.attribute) === '' || plain(args.attribute_term) === '' || has(args.attribute_term, shared?.terms ?? []))
  );
}

/** Rows from `offset` on, `limit` of them, ordered as asked. */
export function pageOf(shop: Shop, items: readonly Item[], args: Arguments, offset: number, limit: number): Item[] {
  const orderby = plain(args.orderby);
  const direction = args.order === 'asc' ? 1 : -1;
  if (orderby === 'date' || orderby === 'modified') {
    const key = orderby === 'date' ? 'created' : 'modified';
    // Everything on one page has no page to get lost on; the newest of a second stands first, as recorded.
    const shaken = items.length > limit;
    const tie = (item: Item) => (shaken ? shake(item.id, offset) : item.id);
    const rows = items.map((item) => ({ item, at: item[key], tie: tie(item) }));
    rows.sort((a, b) => (a.at - b.at || a.tie - b.tie) * direction);
    return rows.slice(offset, offset + limit).map(({ item }) => item);
  }
  return [...items].sort(comparison(shop, orderby, direction, args)).slice(offset, offset + limit);
}

/** Stable for one page, different on the next. */
function shake(id: number, offset: number): number {
  return createHash('md5').update(`${id}/${offset}`).digest().readUInt32BE(0);
}

function comparison(shop: Shop, orderby: string, direction: number, args: Arguments): (a: Item, b: Item) => number {
  const byId = (a: Item, b: Item) => (a.id - b.id) * direction;
  const name = (item: Item) => selling.titleOf(shop, item);
  switch (orderby) {
    case 'title':
      return (a, b) => name(a).localeCompare(name(b)) * direction || byId(a, b);
    case 'slug': {
      const slug = (item: Item) => (item.kind === 'product' ? item.slug : '');
      return (a, b) => slug(a).localeCompare(slug(b)) * direction || byId(a, b);
    }
    case 'menu_order':
      return (a, b) => (a.menuOrder - b.menuOrder) * direction || name(a).localeCompare(name(b)) || byId(a, b);
    case 'price':
      return (a, b) => compareDecimals(selling.priceOf(shop, a), selling.priceOf(shop, b)) * direction || byId(a, b);
    case 'include':
    case 'post__in': {
      const order = numbers(args.include);
      return (a, b) => order.indexOf(a.id) - order.indexOf(b.id);
    }
    case 'random': {
      const seed = shop.now();
      return (a, b) => shake(a.id, seed) - shake(b.id, seed);
    }
    default:
      return byId;
  }
}
