import { z } from 'zod';
import {
  type AttributeSpec,
  type AttributeValueSpec,
  type ChannelSpec,
  inputType,
  type LimitsDocument,
  limitsDocument,
  type Range,
} from './document-shapes.ts';

/** Answers of the platform, each turned into the body that is kept of it. */

const wireRange = z
  .object({ min_limit: z.number(), max_limit: z.number() })
  .transform(({ min_limit, max_limit }) => ({ min: min_limit, max: max_limit }));

const commonLimits = {
  price_limit: wireRange.nullish(),
  stock_limit: wireRange.nullish(),
  tier_variation_name_length_limit: wireRange.nullish(),
  tier_variation_option_length_limit: wireRange.nullish(),
  dimension_limit: z.object({ dimension_mandatory: z.boolean().nullish() }).nullish(),
};

type Common = z.output<z.ZodObject<typeof commonLimits>>;

function common(limits: Common) {
  return {
    ...told('price', limits.price_limit),
    ...told('stock', limits.stock_limit),
    ...told('tierName', limits.tier_variation_name_length_limit),
    ...told('tierOption', limits.tier_variation_option_length_limit),
    dimensionMandatory: limits.dimension_limit?.dimension_mandatory ?? false,
  };
}

function told<K extends string, T>(key: K, value: T | null | undefined): Partial<Record<K, T>> {
  return value === null || value === undefined ? {} : ({ [key]: value } as Partial<Record<K, T>>);
}

/** -1 says that there are no pre-orders (guide "Product creation preparation", 2025-12, section 4). */
const possible = ({ min, max }: Range) => min > -1 && max > 0;

export const limitsReply = z
  .object({
    response: z.object({
      ...commonLimits,
      item_name_length_limit: wireRange.nullish(),
      item_image_count_limit: wireRange.nullish(),
      item_description_length_limit: wireRange.nullish(),
      dts_limit: z
        .object({ days_to_ship_limit: wireRange.nullish(), non_pre_order_days_to_ship: z.number().nullish() })
        .nullish(),
    }),
    /** Beside the response, not in it. */
    gtin_limit: z.object({ gtin_validation_rule: z.string().nullish() }).nullish(),
  })
  .transform(({ response, gtin_limit }): LimitsDocument => {
    const days = response.dts_limit?.days_to_ship_limit;
    const gtin = limitsDocument.shape.gtin.safeParse(gtin_limit?.gtin_validation_rule ?? undefined).data;
    return {
      ...common(response),
      ...told('name', response.item_name_length_limit),
      ...told('images', response.item_image_count_limit),
      ...told('description', response.item_description_length_limit),
      days: days && possible(days) ? [days] : [],
      ...told('plainDays', response.dts_limit?.non_pre_order_days_to_ship),
      ...told('gtin', gtin),
    };
  });

export const globalLimitsReply = z
  .object({
    response: z.object({
      ...commonLimits,
      global_item_name_length_limit: wireRange.nullish(),
      global_item_image_count_limit: wireRange.nullish(),
      global_item_description_length_limit: wireRange.nullish(),
      text_length_multiplier: z.number().nullish(),
      dts_limit: z.object({ days_to_ship_range_list: z.array(wireRange).nullish() }).nullish(),
    }),
  })
  .transform(
    ({ response }): LimitsDocument => ({
      ...common(response),
      ...told('name', response.global_item_name_length_limit),
      ...told('images', response.global_item_image_count_limit),
      ...told('description', response.global_item_description_length_limit),
      days: (response.dts_limit?.days_to_ship_range_list ?? []).filter(possible),
      ...told('chinese', response.text_length_multiplier),
    }),
  );

/** A list of translations, or one alone in the global tree's values. */
const translation = z.object({ language: z.string().nullish(), value: z.string().nullish() });
const translations = z
  .union([z.array(translation), translation])
  .nullish()
  .transform((given) =>
    (given ? [given].flat() : [])
      .map(({ value }) => value ?? '')
      .filter((value, i, all) => value !== '' && all.indexOf(value) === i),
  );

const wireAttribute: z.ZodType<AttributeSpec> = z
  .object({
    attribute_id: z.number().int(),
    mandatory: z.boolean(),
    name: z.string(),
    get attribute_value_list() {
      return z.array(wireValue).nullish();
    },
    attribute_info: z.object({
      input_type: inputType,
      input_validation_type: z.number().int().nullish(),
      format_type: z.number().int().nullish(),
      date_format_type: z.number().int().nullish(),
      attribute_unit_list: z.array(z.string()).nullish(),
      max_value_count: z.number().int().nullish(),
      support_search_value: z.boolean().nullish(),
      mandatory_region: z.array(z.string()).nullish(),
    }),
    multi_lang: translations,
  })
  .transform(({ attribute_info: info, ...one }) => ({
    id: one.attribute_id,
    name: one.name,
    names: one.multi_lang,
    mandatory: one.mandatory,
    regions: info.mandatory_region ?? [],
    input: info.input_type,
    validation: info.input_validation_type ?? 0,
    month: info.date_format_type === 1,
    units: info.format_type === 2 ? (info.attribute_unit_list ?? []) : [],
    max: info.input_type >= 4 ? (info.max_value_count ?? 0) : 1,
    searched: info.support_search_value ?? false,
    values: one.attribute_value_list ?? [],
  }));

const wireValue: z.ZodType<AttributeValueSpec> = z
  .object({
    value_id: z.number().int(),
    name: z.string(),
    value_unit: z.string().nullish(),
    get child_attribute_list() {
      return z.array(wireAttribute).nullish();
    },
    multi_lang: translations,
  })
  .transform((one) => ({
    id: one.value_id,
    name: one.name,
    names: one.multi_lang,
    unit: one.value_unit ?? '',
    children: one.child_attribute_list ?? [],
  }));

/** Of one category. Throws, as every answer that does not fit, when the list is of another. */
export function attributesReply(category: string): z.ZodType<readonly AttributeSpec[]> {
  const list = z.array(z.object({ category_id: z.number().int(), attribute_tree: z.array(wireAttribute).nullish() }));
  return z
    .object({ response: z.object({ list }) })
    .refine(({ response }) => response.list.some((one) => String(one.category_id) === category), 'not of this category')
    .transform(
      ({ response }) => response.list.find((one) => String(one.category_id) === category)?.attribute_tree ?? [],
    );
}

/** One page of `get_brand_list`; `next` is the offset of the page after it. */
export const brandsReply = z
  .object({
    response: z.object({
      brand_list: z.array(
        z.object({
          brand_id: z.number().int(),
          original_brand_name: z.string(),
          display_brand_name: z.string().nullish(),
        }),
      ),
      has_next_page: z.boolean(),
      next_offset: z.number().int().nullish(),
      is_mandatory: z.boolean(),
    }),
  })
  .transform(({ response }) => ({
    mandatory: response.is_mandatory,
    brands: response.brand_list.map(({ brand_id, original_brand_name, display_brand_name }) => ({
      id: brand_id,
      name: original_brand_name,
      ...(display_brand_name && display_brand_name !== original_brand_name ? { display: display_brand_name } : {}),
    })),
    ...(response.has_next_page ? { next: response.next_offset ?? undefined } : {}),
  }));

/** 0 and null say that there is no limit. */
const limit = z.number().nullish();

export const channelsReply = z
  .object({
    response: z.object({
      logistics_channel_list: z.array(
        z.object({
          logistics_channel_id: z.number().int(),
          logistics_channel_name: z.string(),
          enabled: z.boolean(),
          fee_type: z.string().nullish(),
          mask_channel_id: z.number().int().nullish(),
          size_list: z.array(z.object({ size_id: z.coerce.string(), name: z.string().nullish() })).nullish(),
          weight_limit: z.object({ item_max_weight: limit, item_min_weight: limit }).nullish(),
          item_max_dimension: z
            .object({ height: limit, width: limit, length: limit, unit: z.string().nullish(), dimension_sum: limit })
            .nullish(),
        }),
      ),
    }),
  })
  .transform(({ response }): readonly ChannelSpec[] =>
    response.logistics_channel_list.map((one) => {
      const size = one.item_max_dimension?.unit === 'cm' ? one.item_max_dimension : undefined;
      return {
        id: one.logistics_channel_id,
        name: one.logistics_channel_name,
        enabled: one.enabled,
        fee: one.fee_type ?? '',
        mask: one.mask_channel_id ?? 0,
        sizes: (one.size_list ?? []).map(({ size_id, name }) => ({ id: size_id, name: name ?? '' })),
        ...told('maxWeight', one.weight_limit?.item_max_weight || undefined),
        ...told('minWeight', one.weight_limit?.item_min_weight || undefined),
        ...told('maxLength', size?.length || undefined),
        ...told('maxWidth', size?.width || undefined),
        ...told('maxHeight', size?.height || undefined),
        ...told('sum', size?.dimension_sum || undefined),
      };
    }),
  );
