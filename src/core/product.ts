import type { Dimensions, Image, Money, Sku } from '../contract/index.ts';

/** A product as the catalogue holds it, before any channel's rules. */
export interface Product {
  readonly code: string;
  readonly title: string;
  readonly description: string;
  readonly bullets: readonly string[];
  readonly brand?: string;
  readonly category: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly images: readonly Image[];
  /** Option names, in the order they were first seen; empty for a product with one plain variant. */
  readonly axes: readonly string[];
  readonly status: 'active' | 'paused' | 'ended';
  readonly variants: readonly ProductVariant[];
}

export interface ProductVariant {
  readonly sku: Sku;
  readonly options: Readonly<Record<string, string>>;
  /** `undefined`: the sheet gave none. Never 0 in its place. */
  readonly price?: Money;
  readonly listPrice?: Money;
  /** What the seller pays. Never sent anywhere. */
  readonly cost?: Money;
  readonly quantity?: number;
  readonly gtin?: string;
  /** Grams. */
  readonly weight?: number;
  readonly dimensions?: Dimensions;
  readonly images: readonly Image[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly status: 'active' | 'ended';
}

/** What one channel says instead of the catalogue, per product or SKU. Text until parsed. */
export interface Override {
  readonly code: string;
  readonly sku?: Sku;
  readonly field: 'title' | 'description' | 'price' | 'listPrice' | 'quantity' | 'category' | 'status';
  readonly value: string;
}

/**
 * What one sheet row says of a product and a SKU. A key that is absent says nothing; `null` clears the value.
 * `put` in the catalogue applies it and tells what changed.
 */
export interface ProductPatch {
  readonly code: string;
  readonly title?: string | null;
  readonly description?: string | null;
  readonly bullets?: readonly string[] | null;
  readonly brand?: string | null;
  readonly category?: string | null;
  readonly images?: readonly Image[] | null;
  /** Attributes to set; a `null` value removes one. Others stay. */
  readonly attributes?: Readonly<Record<string, string | null>>;
  readonly status?: Product['status'];
}

export interface VariantPatch {
  readonly sku: Sku;
  /** One value per axis. Axes that the product does not have yet are added to it, in this order. */
  readonly options?: Readonly<Record<string, string>>;
  readonly price?: Money | null;
  readonly listPrice?: Money | null;
  readonly cost?: Money | null;
  readonly quantity?: number | null;
  readonly gtin?: string | null;
  readonly weight?: number | null;
  readonly dimensions?: Dimensions | null;
  readonly images?: readonly Image[] | null;
  readonly attributes?: Readonly<Record<string, string | null>>;
  readonly status?: ProductVariant['status'];
}
