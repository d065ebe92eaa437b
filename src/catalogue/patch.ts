/**
 * One sheet row laid over a stored row. A key that is absent says nothing, `null` clears. The row is changed in place and
 * the names of the fields whose value changed are returned, in the words sheets map columns to (`price`,
 * `attribute:Material`); none means that nothing is to be written.
 */
import type { Dimensions, Image, Money } from '../contract/index.ts';
import type { ProductPatch, VariantPatch } from '../core/index.ts';
import type { ProductRow, VariantRow } from './rows.ts';

export type Changed = string[];

export function patchProduct(
  row: ProductRow,
  patch: ProductPatch,
  options: VariantPatch['options'],
  fresh: boolean,
): Changed {
  const changed: Changed = fresh ? ['code'] : [];
  for (const field of ['title', 'description', 'category'] as const) {
    const said = patch[field];
    if (said === undefined || (said ?? '') === row[field]) continue;
    row[field] = said ?? '';
    changed.push(field);
  }
  if (patch.brand !== undefined && patch.brand !== row.brand) {
    row.brand = patch.brand;
    changed.push('brand');
  }
  if (patch.bullets !== undefined) {
    const text = patch.bullets === null || patch.bullets.length === 0 ? null : JSON.stringify(patch.bullets);
    if (text !== row.bullets) {
      row.bullets = text;
      changed.push('bullet');
    }
  }
  if (patch.images !== undefined) {
    const text = imagesText(patch.images);
    if (text !== row.images) {
      row.images = text;
      changed.push('image');
    }
  }
  if (patch.attributes !== undefined)
    row.attributes = patchMap(row.attributes, patch.attributes, 'attribute:', changed);
  if (options !== undefined) {
    const axes = withAxes(row.axes, options);
    if (axes !== row.axes) {
      row.axes = axes;
      changed.push('axes');
    }
  }
  if (patch.status !== undefined && (fresh || patch.status !== row.status)) {
    row.status = patch.status;
    changed.push('status');
  }
  return changed;
}

export function patchVariant(row: VariantRow, patch: VariantPatch, fresh: boolean): Changed {
  const changed: Changed = fresh ? ['sku'] : [];
  if (patch.options !== undefined) row.options = patchMap(row.options, patch.options, 'option:', changed);
  patchMoney(row, 'price', 'price_currency', patch.price, 'price', changed);
  patchMoney(row, 'list_price', 'list_price_currency', patch.listPrice, 'listPrice', changed);
  patchMoney(row, 'cost', 'cost_currency', patch.cost, 'cost', changed);
  if (patch.quantity !== undefined && patch.quantity !== row.quantity) {
    row.quantity = patch.quantity;
    changed.push('quantity');
  }
  if (patch.gtin !== undefined && patch.gtin !== row.gtin) {
    row.gtin = patch.gtin;
    changed.push('gtin');
  }
  if (patch.weight !== undefined && patch.weight !== row.weight) {
    row.weight = patch.weight;
    changed.push('weight');
  }
  if (patch.dimensions !== undefined) patchDimensions(row, patch.dimensions, changed);
  if (patch.images !== undefined) {
    const text = imagesText(patch.images);
    if (text !== row.images) {
      row.images = text;
      changed.push('variantImage');
    }
  }
  if (patch.attributes !== undefined)
    row.attributes = patchMap(row.attributes, patch.attributes, 'attribute:', changed);
  if (patch.status !== undefined && (fresh || patch.status !== row.status)) {
    row.status = patch.status;
    changed.push('status');
  }
  return changed;
}

type Amount = 'price' | 'list_price' | 'cost';

function patchMoney(
  row: VariantRow,
  minor: Amount,
  currency: `${Amount}_currency`,
  said: Money | null | undefined,
  field: string,
  changed: Changed,
): void {
  if (said === undefined) return;
  const toMinor = said === null ? null : said.minor;
  const toCurrency = said === null ? null : said.currency;
  if (toMinor === row[minor] && toCurrency === row[currency]) return;
  row[minor] = toMinor;
  row[currency] = toCurrency;
  changed.push(field);
}

function patchDimensions(row: VariantRow, said: Dimensions | null, changed: Changed): void {
  for (const side of ['length', 'width', 'height'] as const) {
    const to = said === null ? null : said[side];
    if (to === row[side]) continue;
    row[side] = to;
    changed.push(side);
  }
}

/** Written by hand: a sheet repeats a product's images on every row of its SKUs, and this is what they are compared by. */
function imagesText(images: readonly Image[] | null): string | null {
  if (images === null || images.length === 0) return null;
  let text = '[';
  for (const { url, alt } of images) {
    if (text.length > 1) text += ',';
    text += `{"url":${JSON.stringify(url)}${alt === undefined ? '' : `,"alt":${JSON.stringify(alt)}`}}`;
  }
  return `${text}]`;
}

/** Names keep the order in which they were first said, so attributes stay in the order of the sheet's columns. */
function patchMap(
  text: string | null,
  said: Readonly<Record<string, string | null>>,
  prefix: string,
  changed: Changed,
): string | null {
  if (text !== null && text === JSON.stringify(said)) return text;
  const before = changed.length;
  const now = text === null ? undefined : (JSON.parse(text) as Readonly<Record<string, string>>);
  const names = Object.keys(said);
  for (const name of names) {
    const to = said[name];
    if (to === undefined) continue;
    const has = now !== undefined && Object.hasOwn(now, name) ? now[name] : null;
    if (to !== has) changed.push(prefix + name);
  }
  if (changed.length === before) return text;
  const merged = new Map<string, string>(now === undefined ? [] : Object.entries(now));
  for (const name of names) {
    const to = said[name];
    if (to === null) merged.delete(name);
    else if (to !== undefined) merged.set(name, to);
  }
  return merged.size === 0 ? null : JSON.stringify(Object.fromEntries(merged));
}

/** Axes in the order they were first seen; new ones go to the end. */
function withAxes(text: string | null, options: Readonly<Record<string, string>>): string | null {
  const axes = axesOf(text);
  const added = Object.keys(options).filter((name) => !axes.includes(name));
  return added.length === 0 ? text : JSON.stringify([...axes, ...added]);
}

/** The SKUs of a product come one after the other, so the axes asked for are mostly those asked for last. */
let lastAxes: { readonly text: string | null; readonly names: readonly string[] } = { text: null, names: [] };

function axesOf(text: string | null): readonly string[] {
  if (text !== lastAxes.text) lastAxes = { text, names: text === null ? [] : (JSON.parse(text) as string[]) };
  return lastAxes.names;
}
