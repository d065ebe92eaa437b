import type { Currency, Diagnostic, Facet, Json, Money, Sku, Words } from './words.ts';

export interface Image {
  /** Where the bytes can be fetched; absolute http(s) URL. Also the image's identity in the asset memory. */
  readonly url: string;
  readonly alt?: string;
}

export interface Dimensions {
  /** Millimetres, integer. */
  readonly length: number;
  readonly width: number;
  readonly height: number;
}

/**
 * What the seller's mapping of categories and attributes (`mappings/<channel>.yaml`) makes of his own words: in the platform's
 * terms, and only what he has mapped or set. `{ attributes: {}, names: {} }` where there is no such file.
 */
export interface Target {
  /** The platform's id of the category; absent when the path is not mapped. */
  readonly category?: string;
  /** Platform's attribute name → value in the platform's words; options of a SKU among them. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The seller's attribute or axis name → the platform's. */
  readonly names: Readonly<Record<string, string>>;
}

/** One SKU of a listing. */
export interface Variant {
  readonly sku: Sku;
  /** One value per axis of the listing, same keys: `{ Color: 'Black' }`. Empty when the listing has no axes. */
  readonly options: Readonly<Record<string, string>>;
  readonly price: Money;
  /** The crossed-out price a buyer sees beside `price`; same currency, greater than `price`. */
  readonly listPrice?: Money;
  /** Units on hand for this channel; integer, may be 0. */
  readonly quantity: number;
  /** GTIN-8, -12, -13 or -14 with a valid check digit, digits only. */
  readonly gtin?: string;
  /** Grams, integer. */
  readonly weight?: number;
  readonly dimensions?: Dimensions;
  readonly images: readonly Image[];
  readonly attributes: Readonly<Record<string, string>>;
  /** Of this SKU alone: what is said of the product stands in the listing's. */
  readonly target: Target;
}

/** Wanted state of one product on one channel, after that channel's rules. */
export interface Listing {
  /** The seller's product code (parent SKU, SPU). Unique in the catalogue. */
  readonly code: string;
  readonly title: string;
  /** HTML or plain text, as the seller wrote it. */
  readonly description: string;
  readonly bullets: readonly string[];
  readonly brand?: string;
  /** The seller's own path, `Home > Kitchen > Mugs`; empty when there is none. */
  readonly category: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly target: Target;
  readonly images: readonly Image[];
  /** `['Color', 'Size']`; empty for a product with one variant and no options. */
  readonly axes: readonly string[];
  readonly status: 'active' | 'paused';
  readonly variants: readonly [Variant, ...Variant[]];
}

/** The facets of one unit (the product itself, or one SKU of it), in the platform's own terms. */
export type Facets = Readonly<Partial<Record<Facet, Json>>>;

/** A listing in the platform's own terms: what `map` wants there, or what `fetchRemote` saw there. */
export interface Snapshot {
  readonly product: Facets;
  readonly variants: Readonly<Record<Sku, Facets>>;
}

/** A listing as the platform shows it now. */
export interface RemoteListing {
  /** The platform's own parent key: the parent SKU where there is one, else the SKU of the single variant. May be ''. */
  readonly code: string;
  /** What the adapter needs to address it again (`{ id: 12, variations: { SKU: 13 } }`). Equal for equal listings. */
  readonly remoteId: Json;
  readonly snapshot: Snapshot;
  /**
   * Whether the listing carries the mark that mabang's creates leave on the platform.
   * `'none'` for a platform that has no place for such a mark: then the ledger alone decides.
   */
  readonly mark: 'ours' | 'theirs' | 'none';
  /** `true` when the platform still holds it but no buyer can see it because it was ended (trash, archive). */
  readonly ended?: boolean;
  /**
   * What the platform finds wrong with the listing as it stands, with its own code in `place.field` or the words. It can come
   * long after a write was taken. Errors of listings that a push touched are findings of that push.
   */
  readonly issues?: readonly Diagnostic[];
  /**
   * What of it the platform itself has taken off sale for breaking its rules: the listing, or SKUs of it. mabang leaves that
   * alone until the seller says otherwise, because a second offence counts for more than the first.
   */
  readonly removed?: readonly Removed[];
}

export interface Removed {
  /** Absent when it is the whole listing. */
  readonly sku?: Sku;
  /** As the platform says it. */
  readonly why: Words;
}

/** What an account says of itself. Read once per run, remembered per channel, handed to `map`. */
export interface Facts {
  /** The currency the account sells in, where the platform fixes one. A channel with another currency is refused. */
  readonly currency?: Currency;
  readonly [key: string]: Json | undefined;
}
