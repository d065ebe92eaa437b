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
