import type { Facets, Json, Snapshot } from 'mabang/contract';
import { canonicalDecimal } from 'mabang/core';
import type { Side } from './side.ts';
import {
  type Attribute,
  contentHome,
  type Dimension,
  dateStamp,
  defined,
  facetOf,
  json,
  type Logistic,
  type Media,
  media,
  type Price,
  type ProductContent,
  type ProductVariation,
  price,
  productContent,
  productVariation,
  type SkuContent,
  type SkuVariation,
  type Stock,
  skuContent,
  skuVariation,
  status,
  stock,
  type Tier,
} from './terms.ts';

/** From facets to what goes over the wire. Pure. */

export type Body = Record<string, Json>;

/** A SKU with all its facets. */
export interface Unit {
  readonly sku: string;
  readonly content?: SkuContent;
  readonly price?: Price;
  readonly stock?: Stock;
  readonly variation?: SkuVariation;
}

/** A snapshot taken apart. */
export interface Parts {
  readonly content?: ProductContent;
  readonly media?: Media;
  readonly variation: ProductVariation;
  readonly status?: string;
  readonly units: readonly Unit[];
}

export function unitFrom(sku: string, facets: Facets): Unit {
  return defined({
    sku,
    content: facetOf(facets.content, skuContent),
    price: facetOf(facets.price, price),
    stock: facetOf(facets.stock, stock),
    variation: facetOf(facets.variation, skuVariation),
  });
}

export function partsOf({ product, variants }: Snapshot): Parts {
  return defined({
    content: facetOf(product.content, productContent),
    media: facetOf(product.media, media),
    variation: facetOf(product.variation, productVariation) ?? { home: 'shop' as const, tiers: [] },
    status: facetOf(product.status, status)?.item_status,
    units: Object.entries(variants).map(([sku, facets]) => unitFrom(sku, facets)),
  });
}

/** Plain decimal text as the JSON number that the platform wants; the only place where one is made. */
export function wireNumber(text: string): number {
  const plain = canonicalDecimal(text);
  const value = Number(plain);
  if (plain === undefined || !Number.isFinite(value)) throw new RangeError(`not a number: ${text}`);
  return value;
}

function wireAttributes(list: readonly Attribute[]): Json {
  return list.map(({ attribute_id, attribute_value_list }) => ({
    attribute_id,
    attribute_value_list: attribute_value_list.map(({ date, original_value_name, ...value }) => ({
      ...defined(value),
      ...(original_value_name === undefined
        ? {}
        : { original_value_name: date ? dateStamp(original_value_name) : original_value_name }),
    })),
  }));
}

export function wireLogistics(list: readonly Logistic[]): Json {
  return list.map(({ shipping_fee, ...one }) =>
    json({ ...defined(one), ...(shipping_fee === undefined ? {} : { shipping_fee: wireNumber(shipping_fee) }) }),
  );
}

export function wireStock({ seller_stock }: Stock): Json {
  return seller_stock.map(({ location_id, stock: units }) => ({
    ...(location_id === '' ? {} : { location_id }),
    stock: units,
  }));
}

/** Fields of product content that an item call takes, in the order they are sent in. */
const FIELDS = [
  'item_name',
  'description',
  'category_id',
  'attribute_list',
  'brand',
  'weight',
  'dimension',
  'item_sku',
  'condition',
  'pre_order',
  'logistic_info',
  'tax_info',
] as const;
export type Field = (typeof FIELDS)[number];

/** What is said of these fields, where this side is their home. */
export function contentBody(side: Side, content: ProductContent, fields: ReadonlySet<Field>): Body {
  const body: Body = {};
  for (const field of FIELDS) {
    const value = content[field];
    if (value === undefined || !fields.has(field) || contentHome(field, content) !== side.home) continue;
    Object.assign(body, fieldBody(side, content, field));
  }
  return body;
}

function fieldBody(side: Side, content: ProductContent, field: Field): Body {
  const { attribute_list, logistic_info, pre_order, weight, item_name, item_sku, description, brand } = content;
  switch (field) {
    case 'item_name':
      return { [side.name]: item_name };
    case 'item_sku':
      return { [side.itemSku]: item_sku ?? '' };
    case 'description':
      return { description: description ?? '', description_type: 'normal' };
    case 'weight':
      return { weight: wireNumber(weight ?? '0') };
    case 'attribute_list':
      return { attribute_list: wireAttributes(attribute_list ?? []) };
    case 'logistic_info':
      return { logistic_info: wireLogistics(logistic_info ?? []) };
    case 'pre_order':
      return { pre_order: preOrderBody(side, pre_order) };
    case 'brand':
      return { brand: json(brand) };
    default:
      return { [field]: json(content[field]) };
  }
}

/** A global product has days to ship alone; each market makes a pre-order of what is more than it takes. */
function preOrderBody(side: Side, order: ProductContent['pre_order']): Json {
  if (side.home === 'shop') return json(defined(order ?? { is_pre_order: false }));
  return { days_to_ship: order?.days_to_ship ?? 0 };
}

/** Everything said of a listing's content, with what a new one begins with. */
export function wholeContent(content: ProductContent): ProductContent {
  return { ...content, ...initialOf(content) };
}

function initialOf({ initial = {}, condition, pre_order, logistic_info }: ProductContent): Partial<ProductContent> {
  return defined({
    condition: condition ?? initial.condition,
    pre_order: pre_order ?? initial.pre_order,
    logistic_info: logistic_info ?? initial.logistic_info,
  });
}

export const ALL_FIELDS: ReadonlySet<Field> = new Set(FIELDS);

/** What a model is made with. `price`: in the currency of the side. */
export function modelRow(side: Side, unit: Unit, index: readonly number[], original: string): Json {
  const { content, stock: units, sku } = unit;
  return {
    tier_index: index,
    [side.modelSku]: sku,
    original_price: wireNumber(original),
    ...(units ? { seller_stock: wireStock(units) } : {}),
    ...physicalBody(content),
    ...(side.home === 'shop' ? gtinBody(content, true) : {}),
  };
}

/** Of a model: weight and dimension. */
export function physicalBody(
  content: { weight?: string | undefined; dimension?: Dimension | undefined } | undefined,
): Body {
  return {
    ...(content?.weight === undefined ? {} : { weight: wireNumber(content.weight) }),
    ...(content?.dimension === undefined ? {} : { dimension: { ...content.dimension } }),
  };
}

export function gtinBody(content: SkuContent | undefined, fresh: boolean): Body {
  const gtin = content?.gtin_code ?? (fresh ? content?.initial?.gtin_code : undefined);
  return gtin === undefined ? {} : { gtin_code: gtin };
}

/** The price that a side is told. `undefined`: there is none in its currency. */
export function priceOn(side: Side, value: Price | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (side.home === 'shop') return value.home === 'shop' ? value.original_price : undefined;
  return value.home === 'global' ? value.original_price : value.initial?.global_price;
}

/** `pictures`: image ids by the name of the first tier's option. */
export function tiersBody(tiers: readonly Tier[], pictures: ReadonlyMap<string, string>): Json {
  return tiers.map((tier, level) => ({
    variation_id: tier.variation_id ?? 0,
    variation_name: tier.name,
    ...(tier.variation_group_id === undefined ? {} : { variation_group_id: tier.variation_group_id }),
    variation_option_list: tier.options.map(({ name, variation_option_id }) => {
      const image = level === 0 ? pictures.get(name) : undefined;
      return {
        variation_option_id: variation_option_id ?? 0,
        variation_option_name: name,
        ...(image === undefined ? {} : { image_id: image }),
      };
    }),
  }));
}
