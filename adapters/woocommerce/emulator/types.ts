import type { EmulatorOptions } from 'mabang/testing';

export interface WooEmulatorOptions extends EmulatorOptions {
  /** The shop's weight unit. Default `kg`. */
  readonly weightUnit?: 'kg' | 'g' | 'lbs' | 'oz';
  /** What the shop takes for a decimal separator in prices and weights. Default `.`. */
  readonly decimalSeparator?: '.' | ',';
  /** The key may only read. */
  readonly readOnly?: boolean;
  /** Behave as a shop behind HTTPS does: take Basic and `?consumer_key=` on this plain connection too. */
  readonly https?: boolean;
  /** Hosts that images can be fetched from. Absent: every host exists. Loopback is always reachable. */
  readonly imageHosts?: readonly string[];
  /** WooCommerce's version as `system_status` tells it. */
  readonly version?: string;
}

/** A request body, or one item of a batch: what somebody sent, so nothing is known of its values. */
export type Body = Readonly<Record<string, unknown>>;

export interface Meta {
  readonly id: number;
  readonly key: string;
  readonly value: unknown;
}

export interface Download {
  readonly id: string;
  readonly name: string;
  readonly file: string;
}

/** What products and variations have in common. Replaced as a whole when changed, so a failed write leaves no trace. */
interface Sellable {
  readonly id: number;
  status: string;
  /** Unix seconds. */
  created: number;
  modified: number;
  menuOrder: number;
  description: string;
  sku: string;
  gtin: string;
  regularPrice: string;
  salePrice: string;
  saleFrom: number | null;
  saleTo: number | null;
  manageStock: boolean;
  stockQuantity: number | null;
  stockStatus: string;
  backorders: string;
  lowStock: number | null;
  weight: string;
  length: string;
  width: string;
  height: string;
  virtual: boolean;
  downloadable: boolean;
  downloads: readonly Download[];
  downloadLimit: number;
  downloadExpiry: number;
  taxStatus: string;
  taxClass: string;
  meta: readonly Meta[];
}

/** An attribute of a product. `taxonomy` is `pa_…` for a shop-wide one, whose options are then term ids; '' for a custom one. */
export interface ProductAttribute {
  /** `sanitize_title` of the name: what variations refer to it by. */
  readonly key: string;
  readonly name: string;
  readonly taxonomy: string;
  readonly position: number;
  readonly visible: boolean;
  readonly variation: boolean;
  readonly options: readonly string[];
  readonly terms: readonly number[];
}

export interface Product extends Sellable {
  readonly kind: 'product';
  type: 'simple' | 'grouped' | 'external' | 'variable';
  name: string;
  slug: string;
  shortDescription: string;
  featured: boolean;
  catalogVisibility: string;
  externalUrl: string;
  buttonText: string;
  soldIndividually: boolean;
  reviewsAllowed: boolean;
  postPassword: string;
  purchaseNote: string;
  upsellIds: readonly number[];
  crossSellIds: readonly number[];
  parentId: number;
  categories: readonly number[];
  brands: readonly number[];
  tags: readonly number[];
  /** Media ids; the first is the featured one. */
  images: readonly number[];
  attributes: readonly ProductAttribute[];
  defaults: Readonly<Record<string, string>>;
}

export interface Variation extends Sellable {
  readonly kind: 'variation';
  parentId: number;
  /** 0: none of its own. */
  imageId: number;
  /** Attribute key → option; for a shop-wide attribute the term's slug. */
  options: Readonly<Record<string, string>>;
}

export type Item = Product | Variation;

export interface Media {
  readonly id: number;
  /** Unix seconds. */
  readonly created: number;
  modified: number;
  readonly file: string;
  readonly src: string;
  /** Where the bytes were first fetched from. */
  readonly source: string;
  title: string;
  alt: string;
}

export interface Term {
  readonly id: number;
  readonly taxonomy: string;
  /** As stored: `&` is `&amp;`. */
  name: string;
  slug: string;
  parent: number;
  description: string;
  display: string;
  menuOrder: number;
  image: number;
}

export interface AttributeTaxonomy {
  readonly id: number;
  name: string;
  /** With `pa_`. */
  slug: string;
  orderBy: string;
  hasArchives: boolean;
}
