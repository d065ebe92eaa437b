import type { EmulatorClock } from './emulator/clock.ts';

/**
 * What an emulator is to the suite. An emulator is a real HTTP server on loopback, written from the platform's documents
 * and recordings alone: a second witness that shares no code with the adapter. It agrees with documents, not with the
 * platform.
 */

/** What a buyer (and the platform's own back office) would see of one SKU. In no platform's terms. */
export interface Inspection {
  readonly sku: string;
  /** Every listing that holds the SKU and is not deleted; more than one is a double. */
  readonly copies: number;
  /** A buyer can find and see it. */
  readonly visible: boolean;
  readonly title: string;
  /** As a buyer pays it: plain decimal text with the currency's digits, `12.90`. */
  readonly price: string;
  readonly currency: string;
  readonly listPrice?: string;
  readonly quantity: number | null;
  /** Of the SKU: `{ Color: 'Black' }`. */
  readonly options: Readonly<Record<string, string>>;
  /** Source URLs of the product's images in order, as first uploaded. */
  readonly images: readonly string[];
  /** Source URL of the SKU's own image. */
  readonly variantImage?: string;
  readonly gtin?: string;
  /** Grams, rounded to an integer. */
  readonly weight?: number;
  readonly category?: string;
  readonly description: string;
}

/** A listing put there by somebody else, before or beside mabang. */
export interface SeedProduct {
  readonly code: string;
  readonly title: string;
  readonly axes?: readonly string[];
  readonly variants: readonly {
    readonly sku: string;
    readonly price: string;
    readonly quantity: number;
    readonly options?: Readonly<Record<string, string>>;
  }[];
}

export interface RecordedRequest {
  readonly at: number;
  readonly method: string;
  /** Path and query without the base. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly status: number;
  readonly reply: string;
  /** It can change what is listed: not a GET or HEAD, unless the emulator knows better. */
  readonly write: boolean;
  /** It asks for a short-lived token. */
  readonly grant?: boolean;
  /** The fault that was injected, if any. */
  readonly fault?: string;
  /** A limit that the platform documents was exceeded, and the request was refused for it. */
  readonly overLimit?: true;
}

/**
 * - throttle: 429 with Retry-After, nothing done. error: 500, nothing done. html: 200 with an HTML page, nothing done.
 * - drop: the socket is closed before anything is done. drop-after: done, then closed without an answer.
 * - hang: nothing is done and nothing answered until the client gives up. hang-after: done, never answered.
 * - error-after: done, then 500. truncate: done, and the answer is cut in the middle. missing-part: done, and a part that is
 *   documented is left out of the answer (the emulator decides which).
 * - slow: done and answered after `ms` of emulator time.
 * - deny: 401 as for a bad credential, once.
 */
export type FaultKind =
  | 'throttle'
  | 'error'
  | 'html'
  | 'drop'
  | 'drop-after'
  | 'hang'
  | 'hang-after'
  | 'error-after'
  | 'truncate'
  | 'missing-part'
  | 'slow'
  | 'deny';

/** What a fault may choose its requests by. */
export type Faulty = Pick<RecordedRequest, 'method' | 'path' | 'body' | 'write' | 'grant'>;

export interface Fault {
  readonly kind: FaultKind;
  /** Requests it applies to; all of them when absent. */
  readonly when?: (request: Faulty) => boolean;
  /** Requests for tokens are spared unless this is `true`. */
  readonly grants?: boolean;
  /** How many matching requests to let through first. Default 0. */
  readonly skip?: number;
  /** How many matching requests it hits. Default 1. */
  readonly times?: number;
  readonly ms?: number;
}

export interface Emulator {
  /** Base URL on loopback. */
  readonly url: string;
  /** What goes under `connection` in a channel that points here. */
  readonly connection: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly currency: string;
  /** Other keys that a channel here needs in `mabang.yaml`: `{ marketplace: 'de' }`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /**
   * What a seller here would have in `mappings/<channel>.yaml` for goods of the categories `Kitchen > Mugs`,
   * `Kitchen > Tea`, `Clothing > Shirts` and `Clothing > Scarves`, of the axes `Color` and `Size` and the attribute
   * `Material`. Absent where the platform takes the seller's own words.
   */
  readonly mapping?: Readonly<Record<string, unknown>>;
  /** The platform's time, which a test can move. Tokens, limits, delays and tickets live in it. */
  readonly clock: EmulatorClock;

  inspect(sku: string): Inspection | undefined;
  /** Every SKU of every listing that is not deleted, each listing's SKUs once per listing: doubles show as doubles. */
  skus(): readonly string[];
  /** Remote copies of images that were ever made, for "nothing is uploaded twice". */
  uploads(): number;
  /** Somebody else lists a product. */
  seed(product: SeedProduct): void;
  /** Somebody edits a listing on the platform. */
  edit(sku: string, change: { readonly title?: string; readonly price?: string; readonly quantity?: number }): void;
  /** Somebody deletes the whole listing that holds this SKU on the platform, for good. */
  erase(sku: string): void;
  /**
   * From now on what is taken of this SKU turns out, some time after the platform's yes, to be wrong: an issue with this
   * code then stands at the listing. Where `capabilities.settles` is declared.
   */
  lateIssue?(sku: string, issue: { readonly code: string }): void;
  /** Takes every late issue of the SKU back, met or not. */
  clearIssues?(sku: string): void;
  /** The next submission that is worked off behind a ticket breaks off after this many of its parts, and nobody says which. */
  breakFeed?(after: number): void;
  /** The next write of this SKU is refused in the platform's own words, for good, while the rest of the same call is taken. */
  refuse?(sku: string): void;
  /**
   * The platform itself takes the listing of this SKU off sale, at once, for breaking its rules; or lets it stand again. Where
   * platforms do that.
   */
  takeOff?(sku: string): void;
  restore?(sku: string): void;
  /** A campaign takes hold of a SKU that is listed, so that its price cannot be changed; or lets go of it. */
  promote?(sku: string): void;
  endPromotion?(sku: string): void;
  /**
   * Parts of a SKU's price or stock that only others set (another audience's price, a lead time), by any name. What mabang
   * does not speak of stays: `attach` puts one of each there, `attached` tells what is left of them.
   */
  attach?(sku: string): void;
  attached?(sku: string): Readonly<Record<string, unknown>>;

  /** Faults to come; each is used up. */
  inject(...faults: readonly Fault[]): void;
  clearFaults(): void;
  requests(): readonly RecordedRequest[];
  clearRequests(): void;
  close(): Promise<void>;
}

export interface EmulatorOptions {
  readonly port?: number;
  /** Emulator seconds per real second, for rate limits, tokens and slow work. Default 1. */
  readonly speed?: number;
  readonly currency?: string;
  /** Milliseconds of work per written item, so that a killed client meets a half-done batch. Default 0. */
  readonly workMs?: number;
  /** A clock shared with others, in the place of an own one at `speed`. Closing the emulator leaves it running. */
  readonly clock?: EmulatorClock;
}

export interface EmulatorModule {
  /** The channel that `mabang demo` makes for it, in the terms of `mabang.yaml`. Absent: not part of the demo. */
  readonly demo?: {
    readonly channel: string;
    readonly settings: Readonly<Record<string, unknown>>;
    /** `mappings/<channel>.yaml` for the categories of the demo's sheet. */
    readonly mapping?: Readonly<Record<string, unknown>>;
  };
  /** Currencies that the platform sells in, with the digits after the point that its prices may have. Absent: any. */
  readonly currencies?: Readonly<Record<string, number>>;
  /**
   * Listings in one push from which on the platform answers with a ticket; `Infinity` for an account that never sees one.
   * Where submission is async. Default: found out by trying.
   */
  readonly ticketsFrom?: number;
  /** What listings of this kind of account have no place for, so that the suite does not look for it. */
  readonly lacks?: readonly ('gtin' | 'weight')[];
  /** Kinds of account that the platform treats so differently that the suite is run for each, by name. */
  readonly accounts?: Readonly<
    Record<
      string,
      Pick<EmulatorModule, 'ticketsFrom' | 'lacks'> & { readonly options: Readonly<Record<string, unknown>> }
    >
  >;
  /**
   * What changing the prices of so many SKUs, each of its own listing, takes at least by the published batch sizes and limits:
   * writing requests, and seconds until all of it has been read back. No seconds where the platform publishes no limit. From
   * the documents alone, as everything here: what the adapter does is held against it.
   */
  readonly least?: (prices: number) => { readonly writes: number; readonly seconds?: number };
  start(options?: EmulatorOptions): Promise<Emulator>;
}
