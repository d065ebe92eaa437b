/** Rows of `product` and `variant` as they are stored, and how they become a `Product`. */
import type { Image } from '../contract/index.ts';
import type { Product, ProductVariant } from '../core/index.ts';

/** A product as its row holds it. `null` in a JSON column is the empty value. */
export interface ProductRow {
  id: number;
  code: string;
  title: string;
  description: string;
  bullets: string | null;
  brand: string | null;
  category: string;
  attributes: string | null;
  images: string | null;
  axes: string | null;
  status: Product['status'];
  source: string;
}

export interface VariantRow {
  product: number;
  position: number;
  sku: string;
  options: string | null;
  price: number | null;
  price_currency: string | null;
  list_price: number | null;
  list_price_currency: string | null;
  cost: number | null;
  cost_currency: string | null;
  quantity: number | null;
  gtin: string | null;
  weight: number | null;
  length: number | null;
  width: number | null;
  height: number | null;
  images: string | null;
  attributes: string | null;
  status: ProductVariant['status'];
  source: string;
}

/** The columns of `ProductRow`, in its order. */
export const PRODUCT_COLUMNS =
  'id, code, title, description, bullets, brand, category, attributes, images, axes, status, source';

/** The columns of `VariantRow`, in its order. */
export const VARIANT_COLUMNS =
  'product, position, sku, options, price, price_currency, list_price, list_price_currency, cost, cost_currency, ' +
  'quantity, gtin, weight, length, width, height, images, attributes, status, source';

/** Rows are read as arrays and named here: objects made by the driver cost twice as much. */
export type StoredProduct = readonly [
  number,
  string,
  string,
  string,
  string | null,
  string | null,
  string,
  string | null,
  string | null,
  string | null,
  ProductRow['status'],
  string,
];

export function productRow(stored: StoredProduct): ProductRow {
  const [id, code, title, description, bullets, brand, category, attributes, images, axes, status, source] = stored;
  return { id, code, title, description, bullets, brand, category, attributes, images, axes, status, source };
}

type Text = string | null;
type Whole = number | null;

export type StoredVariant = readonly [
  ...[number, number, string, Text, Whole, Text, Whole, Text, Whole, Text],
  ...[Whole, Text, Whole, Whole, Whole, Whole, Text, Text, VariantRow['status'], string],
];

export function variantRow(stored: StoredVariant): VariantRow {
  return {
    product: stored[0],
    position: stored[1],
    sku: stored[2],
    options: stored[3],
    price: stored[4],
    price_currency: stored[5],
    list_price: stored[6],
    list_price_currency: stored[7],
    cost: stored[8],
    cost_currency: stored[9],
    quantity: stored[10],
    gtin: stored[11],
    weight: stored[12],
    length: stored[13],
    width: stored[14],
    height: stored[15],
    images: stored[16],
    attributes: stored[17],
    status: stored[18],
    source: stored[19],
  };
}

export function blankProduct(code: string): ProductRow {
  return {
    id: 0,
    code,
    title: '',
    description: '',
    bullets: null,
    brand: null,
    category: '',
    attributes: null,
    images: null,
    axes: null,
    status: 'active',
    source: '',
  };
}

export function blankVariant(product: number, sku: string): VariantRow {
  return {
    product,
    position: 0,
    sku,
    options: null,
    price: null,
    price_currency: null,
    list_price: null,
    list_price_currency: null,
    cost: null,
    cost_currency: null,
    quantity: null,
    gtin: null,
    weight: null,
    length: null,
    width: null,
    height: null,
    images: null,
    attributes: null,
    status: 'active',
    source: '',
  };
}

/** What reading products selects, in this order. */
export const PRODUCT_SELECT =
  'p.id, p.code, p.title, p.description, p.bullets, p.brand, p.category, p.attributes, p.images, p.axes, p.status';

export type ProductTuple = readonly [
  id: number,
  code: string,
  title: string,
  description: string,
  bullets: string | null,
  brand: string | null,
  category: string,
  attributes: string | null,
  images: string | null,
  axes: string | null,
  status: Product['status'],
];

export const VARIANT_SELECT =
  'v.product, v.sku, v.options, v.price, v.price_currency, v.list_price, v.list_price_currency, v.cost, ' +
  'v.cost_currency, v.quantity, v.gtin, v.weight, v.length, v.width, v.height, v.images, v.attributes, v.status';

export type VariantTuple = readonly [
  product: number,
  sku: string,
  options: string | null,
  price: number | null,
  priceCurrency: string,
  listPrice: number | null,
  listPriceCurrency: string,
  cost: number | null,
  costCurrency: string,
  quantity: number | null,
  gtin: string | null,
  weight: number | null,
  length: number | null,
  width: number,
  height: number,
  images: string | null,
  attributes: string | null,
  status: ProductVariant['status'],
];

type Building<T> = { -readonly [K in keyof T]: T[K] };

const NO_LIST: readonly never[] = Object.freeze([]);
const NO_MAP: Readonly<Record<string, string>> = Object.freeze({});

const list = <T>(text: string | null): readonly T[] => (text === null ? NO_LIST : (JSON.parse(text) as T[]));
const map = (text: string | null): Readonly<Record<string, string>> =>
  text === null ? NO_MAP : (JSON.parse(text) as Record<string, string>);

export function toProduct(row: ProductTuple, variants: readonly ProductVariant[]): Product {
  const product: Building<Product> = {
    code: row[1],
    title: row[2],
    description: row[3],
    bullets: list<string>(row[4]),
    category: row[6],
    attributes: map(row[7]),
    images: list<Image>(row[8]),
    axes: list<string>(row[9]),
    status: row[10],
    variants,
  };
  if (row[5] !== null) product.brand = row[5];
  return product;
}

export function toVariant(row: VariantTuple): ProductVariant {
  const variant: Building<ProductVariant> = {
    sku: row[1],
    options: map(row[2]),
    images: list<Image>(row[15]),
    attributes: map(row[16]),
    status: row[17],
  };
  if (row[3] !== null) variant.price = { minor: row[3], currency: row[4] };
  if (row[5] !== null) variant.listPrice = { minor: row[5], currency: row[6] };
  if (row[7] !== null) variant.cost = { minor: row[7], currency: row[8] };
  if (row[9] !== null) variant.quantity = row[9];
  if (row[10] !== null) variant.gtin = row[10];
  if (row[11] !== null) variant.weight = row[11];
  if (row[12] !== null) variant.dimensions = { length: row[12], width: row[13], height: row[14] };
  return variant;
}
