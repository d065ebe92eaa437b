import { z } from 'zod';

/** Bodies of the platform's documents, as they are kept: the answers cut to what is used. */

const range = z.object({ min: z.number(), max: z.number() });
export type Range = z.output<typeof range>;

/** What a shop, or a merchant's global products, take in a category. A range that is absent was not told. */
export const limitsDocument = z.object({
  /** In the shop's currency, or the merchant's for global products. */
  price: range.optional(),
  stock: range.optional(),
  /** Characters, as the three after it that are no counts. */
  name: range.optional(),
  description: range.optional(),
  images: range.optional(),
  tierName: range.optional(),
  tierOption: range.optional(),
  /** Days to ship that a pre-order may have; none: no pre-orders. For global products: days to ship at all. */
  days: z.array(range),
  /** Days to ship of what is no pre-order. */
  plainDays: z.number().optional(),
  dimensionMandatory: z.boolean(),
  gtin: z.enum(['Mandatory', 'Flexible', 'Optional']).optional(),
  /** What a Chinese character counts for in a global product's text. */
  chinese: z.number().optional(),
});
export type LimitsDocument = z.output<typeof limitsDocument>;

/** 1 one of a list · 2 one of a list or free · 3 free · 4 several of a list · 5 several of a list or free. */
export const inputType = z.number().int().min(1).max(5);

export interface AttributeSpec {
  readonly id: number;
  readonly name: string;
  /** The name in other languages. */
  readonly names: readonly string[];
  readonly mandatory: boolean;
  /** Of a global product: markets that want it all the same. */
  readonly regions: readonly string[];
  readonly input: number;
  /** 0 anything · 1 whole number · 2 text · 3 number · 4 date. */
  readonly validation: number;
  /** A date to the month alone. */
  readonly month: boolean;
  /** A free value has one of these; none: it has no unit. */
  readonly units: readonly string[];
  readonly max: number;
  /** Its values are more than the tree holds, and are to be searched for. */
  readonly searched: boolean;
  readonly values: readonly AttributeValueSpec[];
}

export interface AttributeValueSpec {
  readonly id: number;
  readonly name: string;
  readonly names: readonly string[];
  readonly unit: string;
  /** Asked for once this value is chosen. */
  readonly children: readonly AttributeSpec[];
}

export const attributeSpec: z.ZodType<AttributeSpec> = z.object({
  id: z.number(),
  name: z.string(),
  names: z.array(z.string()),
  mandatory: z.boolean(),
  regions: z.array(z.string()),
  input: inputType,
  validation: z.number(),
  month: z.boolean(),
  units: z.array(z.string()),
  max: z.number(),
  searched: z.boolean(),
  values: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      names: z.array(z.string()),
      unit: z.string(),
      get children() {
        return z.array(attributeSpec);
      },
    }),
  ),
});

export const attributesDocument = z.array(attributeSpec);

export const brandsDocument = z.object({
  mandatory: z.boolean(),
  brands: z.array(z.object({ id: z.number(), name: z.string(), display: z.string().optional() })),
});
export type BrandsDocument = z.output<typeof brandsDocument>;

export const channelSpec = z.object({
  id: z.number(),
  name: z.string(),
  enabled: z.boolean(),
  fee: z.string(),
  /** 0: the buyer chooses it at the checkout, so an item names it. */
  mask: z.number(),
  sizes: z.array(z.object({ id: z.string(), name: z.string() })),
  /** Kilograms. */
  maxWeight: z.number().optional(),
  minWeight: z.number().optional(),
  /** Centimetres; `sum` of all three. */
  maxLength: z.number().optional(),
  maxWidth: z.number().optional(),
  maxHeight: z.number().optional(),
  sum: z.number().optional(),
});
export type ChannelSpec = z.output<typeof channelSpec>;
export const channelsDocument = z.array(channelSpec);
