import { canonicalDecimal } from 'mabang/core';
import { z } from 'zod';

/**
 * Answers that are read, each with the fields that are used. What every item has is required: an answer without it is
 * unreadable, and never a shorter list. Lists that come as null or not at all are empty.
 */

/** Ids are 64 bits wide; above 2^53 they arrive as text. */
const id = z
  .union([z.number().int().nonnegative(), z.string().regex(/^\d{1,20}$/)])
  .transform((value) => String(value));

const list = <T>(row: z.ZodType<T>) =>
  z
    .array(row)
    .nullish()
    .transform((rows) => rows ?? []);

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

/** A number of JSON as plain decimal text, exactly as it was written. */
const decimal = z.number().transform((value, context) => {
  const plain = canonicalDecimal(String(value));
  if (plain !== undefined) return plain;
  context.addIssue({ code: 'custom', message: 'not a plain decimal' });
  return z.NEVER;
});

/** Kilograms: text in items, a number in some answers (the samples have both). '' where there is none. */
const weight = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === null || value === undefined ? '' : (canonicalDecimal(String(value)) ?? '')));

/** All zero where there is none (doc sample of `get_global_item_info`). */
const dimension = z
  .object({ package_length: z.number(), package_width: z.number(), package_height: z.number() })
  .nullish()
  .transform((size) =>
    size && size.package_length > 0 && size.package_width > 0 && size.package_height > 0 ? size : undefined,
  );

const attributes = list(
  z.object({
    attribute_id: z.number().int(),
    attribute_value_list: list(z.object({ value_id: z.number().int(), original_value_name: text, value_unit: text })),
  }),
);

const brand = z.object({ brand_id: z.number().int(), original_brand_name: text }).nullish();

const images = z.object({ image_id_list: list(z.string()), image_url_list: list(z.string()) });

const extended = z
  .object({
    extended_description: z.object({ field_list: list(z.object({ field_type: z.string(), text })) }).nullish(),
  })
  .nullish();

const prices = list(z.object({ currency: text, original_price: decimal, current_price: decimal }));

const stockInfo = z.object({
  seller_stock: list(z.object({ location_id: text, stock: z.number().int() })),
});

export const wireItem = z.object({
  item_id: id,
  category_id: z.number().int(),
  item_name: z.string(),
  description: text,
  description_type: text,
  description_info: extended,
  item_sku: text,
  attribute_list: attributes,
  /** Absent where there are models. */
  price_info: prices,
  stock_info_v2: stockInfo.nullish(),
  image: images,
  weight,
  dimension,
  logistic_info: list(
    z.object({
      logistic_id: z.number().int(),
      enabled: z.boolean(),
      is_free: z.boolean().nullish(),
      shipping_fee: decimal.nullish(),
      size_id: z.number().int().nullish(),
    }),
  ),
  pre_order: z.object({ is_pre_order: z.boolean(), days_to_ship: z.number().int().nullish() }).nullish(),
  condition: text,
  item_status: z.string(),
  /** The doc sample has it as text. */
  deboost: z.union([z.boolean(), z.string()]).nullish(),
  has_model: z.boolean(),
  has_promotion: z.boolean().nullish(),
  brand,
  gtin_code: text,
  tax_info: z.record(z.string(), z.unknown()).nullish(),
  tag: z.object({ kit: z.boolean().nullish() }).nullish(),
});
export type WireItem = z.output<typeof wireItem>;

const tiers = list(
  z.object({
    variation_id: z.number().int().nullish(),
    variation_name: z.string(),
    variation_group_id: z.number().int().nullish(),
    variation_option_list: list(
      z.object({
        variation_option_id: z.number().int().nullish(),
        variation_option_name: z.string(),
        image_id: z.string().nullish(),
        image_url: z.string().nullish(),
      }),
    ),
  }),
);

/** The form of before 2025-09, which every answer still has; the newer one may be missing. */
const olderTiers = list(
  z.object({
    name: z.string(),
    option_list: list(
      z.object({
        option: z.string(),
        image: z.object({ image_id: z.string().nullish(), image_url: z.string().nullish() }).nullish(),
      }),
    ),
  }),
);

export interface WireTier {
  readonly name: string;
  readonly variation_id?: number;
  readonly variation_group_id?: number;
  readonly options: readonly {
    readonly name: string;
    readonly variation_option_id?: number;
    readonly image?: { readonly id: string; readonly src: string };
  }[];
}

function told<K extends string, T>(key: K, value: T | null | undefined): Partial<Record<K, T>> {
  return value === null || value === undefined ? {} : ({ [key]: value } as Partial<Record<K, T>>);
}

/** 0 says that the name is the seller's own. */
const standard = <K extends string>(key: K, value: number | null | undefined) => told(key, value || undefined);

function picture(id: string | null | undefined, src: string | null | undefined) {
  return id ? { image: { id, src: src ?? '' } } : {};
}

function tiersOf(newer: z.output<typeof tiers>, older: z.output<typeof olderTiers>): readonly WireTier[] {
  if (newer.length > 0) {
    return newer.map((tier) => ({
      name: tier.variation_name,
      ...standard('variation_id', tier.variation_id),
      ...standard('variation_group_id', tier.variation_group_id),
      options: tier.variation_option_list.map((option) => ({
        name: option.variation_option_name,
        ...standard('variation_option_id', option.variation_option_id),
        ...picture(option.image_id, option.image_url),
      })),
    }));
  }
  return older.map((tier) => ({
    name: tier.name,
    options: tier.option_list.map(({ option, image }) => ({
      name: option,
      ...picture(image?.image_id, image?.image_url),
    })),
  }));
}

const fine = { error: z.literal('').nullish() };

const wireModel = z.object({
  model_id: id,
  tier_index: z.array(z.number().int()),
  model_sku: text,
  model_status: text,
  has_promotion: z.boolean().nullish(),
  price_info: prices,
  stock_info_v2: stockInfo.nullish(),
  gtin_code: text,
  weight,
  dimension,
});
export type WireModel = z.output<typeof wireModel>;

export const modelListReply = z
  .object({
    ...fine,
    response: z.object({ tier_variation: olderTiers, standardise_tier_variation: tiers, model: list(wireModel) }),
  })
  .transform(({ response }) => ({
    tiers: tiersOf(response.standardise_tier_variation, response.tier_variation),
    models: response.model,
  }));
export type ModelList = z.output<typeof modelListReply>;

export const itemPageReply = z.object({
  ...fine,
  response: z.object({
    item: list(z.object({ item_id: id })),
    total_count: z.number().int(),
    has_next_page: z.boolean(),
    next_offset: z.number().int().nullish(),
  }),
});

export const itemSearchReply = z.object({
  ...fine,
  response: z.object({ item_id_list: list(id), total_count: z.number().int(), next_offset: text }),
});

export const itemInfoReply = z.object({ ...fine, response: z.object({ item_list: list(wireItem) }) });

const wireGlobal = z.object({
  global_item_id: id,
  global_item_name: z.string(),
  description: text,
  /** Text in the tables, an object in one of them. */
  description_type: z.unknown().optional(),
  description_info: extended,
  global_item_sku: text,
  stock_info: list(
    z.object({
      stock_type: z.number().int().nullish(),
      stock_location_id: z.coerce.string().nullish(),
      normal_stock: z.number().int(),
    }),
  ),
  price_info: list(z.object({ currency: text, original_price: decimal })),
  image: images,
  weight,
  dimension,
  pre_order: z.object({ days_to_ship: z.number().int().nullish() }).nullish(),
  condition: text,
  has_model: z.boolean(),
  /** The document's table has it, its sample has not. */
  category_id: z.number().int().nullish(),
  brand,
  attribute_list: attributes,
});
export type WireGlobal = z.output<typeof wireGlobal>;

export const globalInfoReply = z.object({ ...fine, response: z.object({ global_item_list: list(wireGlobal) }) });

const wireGlobalModel = z.object({
  global_model_id: id,
  global_model_sku: text,
  tier_index: z.array(z.number().int()),
  price_info: z.object({ original_price: decimal }),
  stock_info: list(
    z.object({
      stock_type: z.number().int().nullish(),
      stock_location_id: z.coerce.string().nullish(),
      normal_stock: z.number().int(),
    }),
  ),
  weight,
  dimension,
});
export type WireGlobalModel = z.output<typeof wireGlobalModel>;

export const globalModelListReply = z
  .object({
    ...fine,
    response: z.object({
      tier_variation: olderTiers,
      standardise_tier_variation: tiers,
      global_model: list(wireGlobalModel),
    }),
  })
  .transform(({ response }) => ({
    tiers: tiersOf(response.standardise_tier_variation, response.tier_variation),
    models: response.global_model,
  }));
export type GlobalModelList = z.output<typeof globalModelListReply>;

export const globalIdsReply = z.object({
  ...fine,
  response: z.object({ item_id_map: list(z.object({ item_id: id, global_item_id: id })) }),
});

export const publishedReply = z.object({
  ...fine,
  response: z.object({
    published_item: list(z.object({ shop_id: id, item_id: id, item_status: z.number().int().nullish() })),
  }),
});

/** At the top level, not under `response`. */
export const shopReply = z.object({
  ...fine,
  shop_name: text,
  region: z.string().min(2),
  status: text,
  is_cb: z.boolean().nullish(),
  is_upgraded_cbsc: z.boolean().nullish(),
  merchant_id: z.number().int().nullish(),
});

export const merchantReply = z.object({ ...fine, merchant_name: text, merchant_currency: text, merchant_region: text });
