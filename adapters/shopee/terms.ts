import type { Snapshot } from 'mabang/contract';
import { facetOf, ratioOf } from 'mabang/core';
import { z } from 'zod';

export { defined, facetOf, json, type Step, stepOf } from 'mabang/core';

/**
 * The facets of a snapshot, in Shopee's own terms, wanted and seen alike: `map` writes them, `fetchRemote` reads them, writing
 * takes them apart.
 *
 * A key that is absent says nothing, and nothing is sent for it. Keys that are not compared: whatever only reading fills
 * (ids of models, options and pictures), and `initial`, with which a listing begins and which is left alone afterwards.
 *
 * Where a facet lives. An ordinary shop has items alone: everything is `shop`. In a shop that is upgraded to CNSC each item is
 * the copy of a merchant's global product, and a facet whose `home` is `global` is written to that product (and read from it);
 * the platform carries it into the shop. In content some fields live in the shop whatever the rest does: `contentHome`.
 */
export const home = z.enum(['shop', 'global']);
export type Home = z.output<typeof home>;

/**
 * Settings of a connection that mapping and reading look at, to be spread into its schema.
 *
 * `sync`: what the shop takes from its global products, as under "Sync" in the CNSC; no call tells it, so the seller says what
 * he has switched off there. `globalRate`: units of the merchant's currency for one of the shop's, what a new global product is
 * priced by when `sync.price` is off (it must have a price, and the shop's is in another currency). `location`: the warehouse
 * whose stock mabang keeps, in a shop that has several. `logistics`: `shop` (the default) gives a new item the shop's channels
 * and leaves them to the shop afterwards, which switches them for all items at once; `mapping` holds each item to the channels
 * that the mapping file chooses for it.
 */
export const settings = {
  logistics: z.enum(['shop', 'mapping']).optional(),
  location: z.string().trim().min(1).optional(),
  sync: z
    .strictObject({
      text: z.boolean().optional(),
      media: z.boolean().optional(),
      price: z.boolean().optional(),
    })
    .optional(),
  globalRate: z
    .string()
    .trim()
    .refine((text) => (ratioOf(text)?.numerator ?? 0n) > 0n, 'must be a number above 0, like 5.31')
    .optional(),
};
export type Settings = z.output<z.ZodObject<typeof settings>>;

/**
 * Ids of items, models and global products: decimal digits as text, because they are 64 bits wide. `wireId` turns them into
 * what a JSON body carries.
 */
const id = z.string().regex(/^\d{1,20}$/);
export type Id = string;

/** The id as a JSON number. Throws a RangeError above 2^53 − 1: a rounded id would be somebody else's. */
export function wireId(text: Id): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new RangeError(`not an id that JSON can carry: ${text}`);
  return value;
}

/**
 * `RemoteListing.remoteId`. `item_id` is the shop's; `global_item_id` the merchant's product that the item is a copy of. An
 * item of an ordinary shop has the first alone. `global_item_id` alone: made and not yet published in this shop.
 */
export const remoteId = z.object({ item_id: id.optional(), global_item_id: id.optional() });
export type RemoteId = z.output<typeof remoteId>;

/** One value of an attribute, as it is sent. */
const attributeValue = z.object({
  /** 0: a value in the seller's words, which stands in `original_value_name`. */
  value_id: z.number().int(),
  original_value_name: z.string().optional(),
  value_unit: z.string().optional(),
  /**
   * The value is a date, and `original_value_name` says it as `2024-12-31` or, to the month, as `2024-12`. It is sent as
   * `dateStamp(…)` and comes back as `31/12/2024` or `12/2024`. Only in wanted values; not compared.
   */
  date: z.literal(true).optional(),
});

const attribute = z.object({ attribute_id: z.number().int(), attribute_value_list: z.array(attributeValue) });
export type Attribute = z.output<typeof attribute>;
export type AttributeValue = z.output<typeof attributeValue>;

/** Centimetres, whole. */
const dimension = z.object({
  package_length: z.number().int(),
  package_width: z.number().int(),
  package_height: z.number().int(),
});
export type Dimension = z.output<typeof dimension>;

const logistic = z.object({
  logistic_id: z.number().int(),
  enabled: z.boolean(),
  is_free: z.boolean().optional(),
  /** Plain decimal text in the market's currency. */
  shipping_fee: z.string().optional(),
  size_id: z.number().int().optional(),
});
export type Logistic = z.output<typeof logistic>;

/** `is_pre_order` is a word of shop items alone: a global product has the days and no more. */
const preOrder = z.object({ is_pre_order: z.boolean().optional(), days_to_ship: z.number().int().optional() });
const condition = z.enum(['NEW', 'USED']);

/**
 * Content of the product.
 *
 * `weight` is the heaviest of its SKUs, because that is what an item with models reads as; each SKU has its own in its content.
 * An update of the item's weight wipes those of its models, so it is followed by theirs.
 */
export const productContent = z.object({
  /** Of the text (`item_name`, `description`); the other fields' homes follow from it and from `upgraded`: `contentHome`. */
  home,
  /** The shop is upgraded to CNSC. */
  upgraded: z.boolean(),
  item_name: z.string(),
  /** Plain text. */
  description: z.string().optional(),
  /** Only seen: pictures stand in the description, which writing a plain one would lose. */
  description_type: z.literal('extended').optional(),
  category_id: z.number().int().optional(),
  /** The whole list: what is sent replaces what is there. Absent where nothing is said. */
  attribute_list: z.array(attribute).optional(),
  /** `brand_id` 0 is `No Brand`. */
  brand: z.object({ brand_id: z.number().int(), original_brand_name: z.string() }).optional(),
  /** Kilograms, plain decimal text. */
  weight: z.string().optional(),
  dimension: dimension.optional(),
  /** The product's code where it has models, and absent where it has none: then the SKU stands there. */
  item_sku: z.string().optional(),
  /** Wanted where the seller has chosen it, seen where it is not `NEW`. */
  condition: condition.optional(),
  /** Wanted where the seller has chosen it; seen of a global product always, of an item where it is a pre-order. */
  pre_order: preOrder.optional(),
  /** With the setting `logistics: mapping`; otherwise in `initial`. */
  logistic_info: z.array(logistic).optional(),
  /** Text by the platform's field names (`ncm`, `origin`); only those the seller has set. */
  tax_info: z.record(z.string(), z.string()).optional(),
  /** Wanted alone: what a new listing begins with where the seller has chosen nothing. */
  initial: z
    .object({
      condition: condition.optional(),
      pre_order: preOrder.optional(),
      logistic_info: z.array(logistic).optional(),
    })
    .optional(),
});
export type ProductContent = z.output<typeof productContent>;

/** Content of a SKU. `weight` and `dimension` only where it is a model; they live in the global product, `gtin_code` in the shop. */
export const skuContent = z.object({
  home,
  weight: z.string().optional(),
  dimension: dimension.optional(),
  /** `00`: there is none, where the market wants that said. Compared in markets that tell it; in others in `initial`. */
  gtin_code: z.string().optional(),
  initial: z.object({ gtin_code: z.string().optional() }).optional(),
});
export type SkuContent = z.output<typeof skuContent>;

/** Wanted: `src` is where the seller keeps the picture. Seen: `id` is the platform's image id and `src` its address of it. */
const image = z.object({ src: z.string(), id: z.string().optional() });
export type ImageFacet = z.output<typeof image>;

/** Stands on the product alone. */
export const media = z.object({
  home,
  images: z.array(image),
  /**
   * Pictures of the options of the first tier, one for each, in the order of the options; absent where they have none. They
   * are written with the tiers.
   */
  options: z.array(z.object({ option: z.string(), image })).optional(),
});
export type Media = z.output<typeof media>;

/**
 * Stands on each SKU. `original_price` is the seller's own, without the promotion that may be running, as plain decimal text
 * in the channel's currency: the shop's where `home` is `shop`, the merchant's where it is `global`.
 */
export const price = z.object({
  home,
  original_price: z.string(),
  /** Of a global product whose shops set their prices themselves: what it is made with, in the merchant's currency. */
  initial: z.object({ global_price: z.string() }).optional(),
});
export type Price = z.output<typeof price>;

/** Stands on each SKU. `location_id` is '' in a shop without warehouses, and is then not sent. */
export const stock = z.object({
  home,
  seller_stock: z.array(z.object({ location_id: z.string(), stock: z.number().int() })),
});
export type Stock = z.output<typeof stock>;

const tierOption = z.object({
  name: z.string(),
  /** Of a variation that the platform has standardised; 0 or absent for the seller's own words. To be sent back as they are. */
  variation_option_id: z.number().int().optional(),
});
const tier = z.object({
  name: z.string(),
  options: z.array(tierOption),
  variation_id: z.number().int().optional(),
  variation_group_id: z.number().int().optional(),
});
export type Tier = z.output<typeof tier>;

/** A model as it stands on the platform, one without a SKU among them: none may be left out when tiers are written. */
const modelRef = z.object({ model_id: id, tier_index: z.array(z.number().int()), model_sku: z.string() });
export type ModelRef = z.output<typeof modelRef>;

/** Variation of the product. No tiers: it has no models, and is sold by its own SKU. */
export const productVariation = z.object({
  home,
  tiers: z.array(tier),
  /** Seen alone. Models of the home: global ones where that is `global`. */
  models: z.array(modelRef).optional(),
  /** Seen alone, where the home is `global`: the models of the item in this shop. */
  shop_models: z.array(modelRef).optional(),
});
export type ProductVariation = z.output<typeof productVariation>;

/** Variation of a SKU: absent where there are no models. */
export const skuVariation = z.object({
  home,
  /** One name for each tier, in their order; with the product's tiers they give the `tier_index` (`tierIndex`). */
  options: z.array(z.string()),
  /** Seen alone. Of the shop item's model. */
  model_id: id.optional(),
  /** Seen alone. Of the global product's model. */
  global_model_id: id.optional(),
  /** Seen alone, when it is not on sale in the shop (`UNAVAILABLE`). */
  model_status: z.string().optional(),
});
export type SkuVariation = z.output<typeof skuVariation>;

/**
 * Stands on the product. Wanted: `NORMAL` or `UNLIST`. Seen also `BANNED`; `REVIEWING` counts as `NORMAL`. It lives in the shop.
 */
export const status = z.object({ item_status: z.string() });
export type Status = z.output<typeof status>;

/**
 * The home of a field of product content. Category, attributes, brand, weight, dimension, condition and the SKU belong to the
 * global product alone; text to both, where `home` decides; logistics and tax to the shop alone. Days to ship belong to both and
 * are kept in the global product, which hands them on while the shop takes them from there (its default).
 * Source: guide "Creating global product", 2025-12, "Field management restrictions"; `tax_info` is a field of item calls only.
 */
export function contentHome(
  field: keyof ProductContent,
  { upgraded, home }: Pick<ProductContent, 'upgraded' | 'home'>,
): Home {
  if (!upgraded || field === 'logistic_info' || field === 'tax_info') return 'shop';
  return field === 'item_name' || field === 'description' ? home : 'global';
}

/** Where a model stands among the tiers, or `undefined` when one of its options is none of theirs. */
export function tierIndex(tiers: readonly Tier[], options: readonly string[]): readonly number[] | undefined {
  if (tiers.length !== options.length) return undefined;
  const index = tiers.map((one, level) => one.options.findIndex(({ name }) => name === options[level]));
  return index.includes(-1) ? undefined : index;
}

/** A date as the timestamp it is sent as: noon UTC of the day, or of the month's first, the same day in every market. */
export function dateStamp(date: string): string {
  const [year = '', month = '', day = '01'] = date.split('-');
  return String(Date.UTC(Number(year), Number(month) - 1, Number(day), 12) / 1000);
}

/** The product's variation as far as a snapshot tells of it. */
export function variationOf(snapshot: Snapshot | undefined): ProductVariation | undefined {
  return facetOf(snapshot?.product.variation, productVariation);
}
