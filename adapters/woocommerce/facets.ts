import type { Snapshot } from 'mabang/contract';
import { facetOf } from 'mabang/core';
import { z } from 'zod';

export { defined, facetOf, json, type Step, stepOf } from 'mabang/core';

/**
 * The facets of a snapshot in WooCommerce's own terms. A key that is absent says nothing: an empty cell of a sheet never
 * blanks a field of the shop, unless mabang had filled it before.
 *
 * Keys that only reading fills (`id`, `sku`, `status`) are what writing needs to address things; comparing leaves them out.
 */
const attribute = z.object({
  name: z.string(),
  options: z.array(z.string()),
  /** Of a shop-wide attribute. */
  id: z.number().optional(),
});

export const productContent = z.object({
  name: z.string(),
  description: z.string().optional(),
  short_description: z.string().optional(),
  /** Paths, `Home > Kitchen`. The catalogue has one; a shop may show more. */
  categories: z.array(z.string()).optional(),
  brand: z.string().optional(),
  /** Shown on the product page, not chosen from. */
  attributes: z.array(attribute).optional(),
});

/** Stands on the SKU of simple products too, so that a SKU has the same facets everywhere. */
export const skuContent = z.object({
  weight: z.string().optional(),
  dimensions: z.object({ length: z.string(), width: z.string(), height: z.string() }).optional(),
  global_unique_id: z.string().optional(),
});

const image = z.object({ src: z.string(), alt: z.string().optional(), id: z.number().optional() });
export const productMedia = z.object({ images: z.array(image) });
export const skuMedia = z.object({ image });

export const price = z.object({
  regular_price: z.string(),
  /** '' when nothing is crossed out. */
  sale_price: z.string(),
  /** Only while there is a sale price and somebody limited its time. */
  date_on_sale_from: z.string().optional(),
  date_on_sale_to: z.string().optional(),
});

export const stock = z.object({
  manage_stock: z.union([z.boolean(), z.literal('parent')]),
  stock_quantity: z.number().nullable(),
});

export const productVariation = z.object({
  type: z.string(),
  attributes: z.array(attribute).optional(),
  /** The product's own SKU. */
  sku: z.string().optional(),
});

export const skuVariation = z.object({
  attributes: z.array(z.object({ name: z.string(), option: z.string() })),
  /** Of the variation. */
  id: z.number().optional(),
  /** When it is not `publish`: a buyer cannot choose it. */
  status: z.string().optional(),
});

export type Attribute = z.output<typeof attribute>;
export type ProductContent = z.output<typeof productContent>;
export type SkuContent = z.output<typeof skuContent>;
export type ImageFacet = z.output<typeof image>;
export type Price = z.output<typeof price>;
export type ProductVariation = z.output<typeof productVariation>;
export type SkuVariation = z.output<typeof skuVariation>;

/** `simple`, `variable`, or another type that mabang never makes. */
export function typeOf(snapshot: Snapshot | undefined): string | undefined {
  return facetOf(snapshot?.product.variation, productVariation)?.type;
}
