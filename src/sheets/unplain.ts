import type { Image, Money } from '../contract/index.ts';
import type { ProductPatch, VariantPatch } from '../core/index.ts';
import { type Batch, type Part, PRODUCT_TEXTS, SKU_NUMBERS, SKU_TEXTS, type Span } from './batch.ts';
import type { SheetRow } from './types.ts';

/** Currencies of price, list price and cost. */
export type Amounts = readonly [string | null, string | null, string | null];

/** Where a plain part stands in its batch. */
export interface PlainAt {
  readonly texts: number;
  readonly numbers: number;
}

/** The rows that a plain part was read from, as any other row is handed on. */
export function plainRows(
  { texts, numbers }: Pick<Batch, 'texts' | 'numbers'>,
  { skus }: Part,
  at: PlainAt,
  fields: readonly string[],
  amounts: Amounts,
): readonly (Omit<SheetRow, 'cells'> & { readonly span: Span })[] {
  const { images, ...product } = productPatch(texts.slice(at.texts, at.texts + PRODUCT_TEXTS));
  const status = texts[at.texts + PRODUCT_TEXTS - 1] ?? null;
  return Array.from({ length: skus }, (_, i) => {
    const own = texts.slice(at.texts + PRODUCT_TEXTS + i * SKU_TEXTS).slice(0, SKU_TEXTS);
    const said = numbers.subarray(at.numbers + i * SKU_NUMBERS, at.numbers + (i + 1) * SKU_NUMBERS);
    const [row = 0, line = 0, from = 0, to = 0] = said;
    return {
      row,
      line,
      // The first row of a product that gives pictures gives all of them.
      product: images && i === 0 ? { ...product, images } : product,
      variant: variantPatch(own, said, status, amounts),
      fields,
      place: { row, line },
      span: { from, to },
    };
  });
}

type Building<T> = { -readonly [K in keyof T]: T[K] };

function productPatch(texts: readonly (string | null)[]): ProductPatch {
  const [code, title, description, bullets, brand, category, attributes, images, , status] = texts;
  const patch: Building<ProductPatch> = { code: code ?? '' };
  if (title) patch.title = title;
  if (description) patch.description = description;
  if (bullets) patch.bullets = JSON.parse(bullets) as string[];
  if (brand) patch.brand = brand;
  if (category) patch.category = category;
  if (images) patch.images = JSON.parse(images) as Image[];
  if (attributes) patch.attributes = JSON.parse(attributes) as Record<string, string>;
  if (status === 'active' || status === 'paused') patch.status = status;
  return patch;
}

function variantPatch(
  [sku, options, images]: readonly (string | null)[],
  said: Float64Array,
  status: string | null,
  amounts: Amounts,
): VariantPatch {
  const patch: Building<VariantPatch> = { sku: sku ?? '' };
  const number = (at: number): number | undefined => {
    const value = said[at] as number;
    return Number.isNaN(value) ? undefined : value;
  };
  const money = (at: number): Money | undefined => {
    const [minor, currency] = [number(4 + at), amounts[at]];
    return minor === undefined || !currency ? undefined : { minor, currency };
  };
  if (options) patch.options = JSON.parse(options) as Record<string, string>;
  const [price, listPrice, cost, quantity, gtin, weight] = [
    money(0),
    money(1),
    money(2),
    number(7),
    number(8),
    number(9),
  ];
  if (price) patch.price = price;
  if (listPrice) patch.listPrice = listPrice;
  if (cost) patch.cost = cost;
  if (quantity !== undefined) patch.quantity = quantity;
  if (gtin !== undefined) patch.gtin = String(gtin);
  if (weight !== undefined) patch.weight = weight;
  const [length, width, height] = [number(10), number(11), number(12)];
  if (length !== undefined && width !== undefined && height !== undefined) patch.dimensions = { length, width, height };
  if (images) patch.images = JSON.parse(images) as Image[];
  if (status !== null) patch.status = status === 'ended' ? 'ended' : 'active';
  return patch;
}
