import { randomUUID } from 'node:crypto';
import { compareDecimals, formatDecimal } from './decimal.ts';
import { RestError, readDate } from './rest.ts';
import type { Shop } from './shop.ts';
import { cleanText, plain } from './text.ts';
import type { Body, Download, Item, Media, Meta } from './types.ts';

/** Sent with something in it: PHP's `isset`, to which `null` is nothing. */
export function given(body: Body, name: string): boolean {
  return body[name] !== undefined && body[name] !== null;
}

export function toBool(value: unknown): boolean {
  return value === true || value === 1 || /^(?:1|true|yes)$/i.test(plain(value));
}

/** As PHP's `intval`: what cannot be read is 0, what follows the digits is cut off. */
export function toInt(value: unknown): number {
  if (typeof value === 'number') return Math.trunc(value);
  return Number.parseInt(plain(value), 10) || 0;
}

export function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The objects of a list; everything else in it is nothing. */
export function toObjects(value: unknown): readonly Body[] {
  return toList(value).filter(
    (item): item is Body => item !== null && typeof item === 'object' && !Array.isArray(item),
  );
}

export function toIds(value: unknown): readonly number[] {
  return toList(value)
    .map(toInt)
    .filter((id) => id > 0);
}

const STATUSES: ReadonlySet<string> = new Set('draft pending private publish future auto-draft trash'.split(' '));

/** Applies what products and variations share. `item` is the caller's own copy. Throws before anything is stored. */
export function applySellable(shop: Shop, item: Item, body: Body): void {
  if (given(body, 'status')) item.status = STATUSES.has(plain(body.status)) ? plain(body.status) : 'draft';
  if (given(body, 'sku')) item.sku = checkSku(shop, item.id, cleanText(body.sku));
  if (given(body, 'global_unique_id')) item.gtin = checkGtin(shop, item.id, cleanText(body.global_unique_id));
  if (given(body, 'menu_order')) item.menuOrder = toInt(body.menu_order);
  if (given(body, 'tax_status')) item.taxStatus = plain(body.tax_status);
  if (given(body, 'tax_class')) item.taxClass = cleanText(body.tax_class);
  if (given(body, 'virtual')) item.virtual = toBool(body.virtual);
  if (given(body, 'downloadable')) item.downloadable = toBool(body.downloadable);
  if (item.downloadable) applyDownloads(item, body);
  applyShipping(item, body, shop.settings.decimalSeparator);
  if (Array.isArray(body.meta_data)) item.meta = mergeMeta(shop, item.meta, toObjects(body.meta_data));
}

/** Prices are never refused, only read; a sale price that is not below the regular one is dropped without a word. */
export function applyPrices(item: Item, body: Body, separator: string): void {
  if (given(body, 'regular_price')) item.regularPrice = formatDecimal(body.regular_price, separator);
  if (given(body, 'sale_price')) item.salePrice = formatDecimal(body.sale_price, separator);
  for (const [name, key] of SALE_DATES) {
    if (given(body, name)) item[key] = readDate(body[name]);
    if (given(body, `${name}_gmt`)) item[key] = readDate(body[`${name}_gmt`]);
  }
  if (item.salePrice !== '' && compareDecimals(item.salePrice, item.regularPrice) >= 0) item.salePrice = '';
}

const SALE_DATES = [
  ['date_on_sale_from', 'saleFrom'],
  ['date_on_sale_to', 'saleTo'],
] as const;

/** A quantity counts only while stock is managed; the status then follows the quantity, whatever was sent. */
export function applyStock(item: Item, body: Body): void {
  if (given(body, 'manage_stock')) item.manageStock = toBool(body.manage_stock);
  if (given(body, 'backorders')) item.backorders = plain(body.backorders);
  if (given(body, 'stock_status')) item.stockStatus = plain(body.stock_status);
  if (item.manageStock) {
    if (given(body, 'stock_quantity')) item.stockQuantity = toInt(body.stock_quantity);
    else if (given(body, 'inventory_delta'))
      item.stockQuantity = (item.stockQuantity ?? 0) + toInt(body.inventory_delta);
    if ('low_stock_amount' in body) {
      item.lowStock = body.low_stock_amount === null ? null : toInt(body.low_stock_amount);
    }
    item.stockStatus =
      (item.stockQuantity ?? 0) > 0 ? 'instock' : item.backorders === 'no' ? 'outofstock' : 'onbackorder';
    return;
  }
  item.stockQuantity = null;
  item.backorders = 'no';
  item.lowStock = null;
}

/** Throws `product_invalid_sku` with who holds it and what would be free, unless only trashed things hold it. */
function checkSku(shop: Shop, id: number, sku: string): string {
  const holder = (wanted: string) => shop.holders(wanted).find((item) => item.id !== id && item.status !== 'trash');
  const double = sku === '' ? undefined : holder(sku);
  if (!double) return sku;
  let suffix = 1;
  while (holder(`${sku}-${suffix}`)) suffix++;
  throw new RestError('product_invalid_sku', 'Invalid or duplicated SKU.', 400, {
    resource_id: double.id,
    unique_sku: `${sku}-${suffix}`,
  });
}

/**
 * A GTIN is one thing's, as a SKU is: WC_Product::set_global_unique_id of the plugin, read 2026-11-23. The recording does not
 * speak against it: there ("gtin duplicate" in probe.out) the first product had another GTIN by then.
 */
function checkGtin(shop: Shop, id: number, text: string): string {
  const gtin = text.replace(/[^0-9-]/g, '');
  const double =
    gtin === ''
      ? undefined
      : [...shop.items.values()].find((item) => item.gtin === gtin && item.id !== id && item.status !== 'trash');
  if (!double) return gtin;
  throw new RestError('product_invalid_global_unique_id', 'Invalid or duplicated GTIN, UPC, EAN or ISBN.', 400, {
    resource_id: double.id,
  });
}

/**
 * A product in the trash keeps its row in the look-up table, and a create with its SKU dies of it. A variation in the trash
 * does not. Recorded in probe.out ("create same sku while trashed") and probe2.out ("recreate same sku after var delete").
 */
export function refuseTrashedSku(shop: Shop, sku: string): void {
  if (sku === '' || !shop.holders(sku).some((item) => item.kind === 'product' && item.status === 'trash')) return;
  throw new RestError(
    'woocommerce_rest_product_not_created',
    `The product with SKU (${sku}) you are trying to insert is already present in the lookup table`,
    400,
  );
}

function applyShipping(item: Item, body: Body, separator: string): void {
  if (given(body, 'weight')) item.weight = formatDecimal(body.weight, separator);
  const sizes = body.dimensions;
  if (sizes === null || typeof sizes !== 'object') return;
  for (const side of ['length', 'width', 'height'] as const) {
    if (given(sizes as Body, side)) item[side] = formatDecimal((sizes as Body)[side], separator);
  }
}

function applyDownloads(item: Item, body: Body): void {
  if (Array.isArray(body.downloads)) {
    item.downloads = toObjects(body.downloads).map(
      (file): Download => ({ id: plain(file.id) || randomUUID(), name: plain(file.name), file: plain(file.file) }),
    );
  }
  if (given(body, 'download_limit')) item.downloadLimit = toInt(body.download_limit);
  if (given(body, 'download_expiry')) item.downloadExpiry = toInt(body.download_expiry);
}

function mergeMeta(shop: Shop, before: readonly Meta[], changes: readonly Body[]): readonly Meta[] {
  let list = [...before];
  for (const change of changes) {
    const id = toInt(change.id);
    const key = plain(change.key);
    if (key === '') continue;
    const at = list.findIndex((meta) => (id > 0 ? meta.id === id : meta.key === key));
    const old = list[at];
    if (change.value === null || change.value === undefined) {
      list = list.filter((meta) => (id > 0 ? meta.id !== id : meta.key !== key));
    } else if (old) {
      list[at] = { id: old.id, key, value: stored(change.value) };
      if (id === 0) list = list.filter((meta) => meta.key !== key || meta.id === old.id);
    } else list.push({ id: shop.nextMetaId(), key, value: stored(change.value) });
  }
  return list;
}

/** A custom field holds text: 5 comes back `"5"`, `true` `"1"`. Lists and objects survive, but `{}` comes back `[]`. */
function stored(value: unknown): unknown {
  return value !== null && typeof value === 'object' ? asArrays(value) : plain(value);
}

function asArrays(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asArrays);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  return entries.length === 0 ? [] : Object.fromEntries(entries.map(([key, member]) => [key, asArrays(member)]));
}

/** Images fetched for one write. Its owner keeps them all, or none when the write fails. */
export class Uploads {
  readonly staged: Media[] = [];

  constructor(
    readonly shop: Shop,
    readonly kind: 'product' | 'variation',
  ) {}

  /** The media id for `{id}` or `{src}`. Throws what the shop answers to an unknown id or an unreadable URL. */
  resolve(image: Body): number {
    const { library } = this.shop;
    let media = library.media.get(toInt(image.id));
    if (toInt(image.id) === 0 && given(image, 'src')) {
      const code = `woocommerce_${this.kind}_image_upload_error`;
      media = library.stage(plain(image.src), this.shop.nextPostId(), this.shop.now(), code);
      this.staged.push(media);
    }
    if (!media) {
      const code = `woocommerce_${this.kind}_invalid_image_id`;
      throw new RestError(code, `#${toInt(image.id)} is an invalid image ID.`, 400);
    }
    const staged = this.staged.includes(media);
    const words = { title: plain(image.name), alt: cleanText(image.alt) };
    if (staged) {
      if (words.title) media.title = words.title;
      if (words.alt) media.alt = words.alt;
    } else this.later.push({ media, ...words });
    return media.id;
  }

  /** Words for images that are there already: written only when the whole write succeeds. */
  readonly later: { readonly media: Media; readonly title: string; readonly alt: string }[] = [];

  keep(): void {
    this.shop.library.keep(this.staged);
    for (const { media, title, alt } of this.later) {
      if (title) media.title = title;
      if (alt) media.alt = alt;
      if (title) media.modified = this.shop.now();
    }
  }

  discard(): void {
    this.shop.library.discard(this.staged);
  }
}
