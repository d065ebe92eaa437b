import type { Emulator, EmulatorClock, EmulatorOptions } from 'mabang/testing';
import type { RegionId } from './places.ts';

/** Milliseconds of emulator time between ACCEPTED and what follows from it. Nothing promises any of them. */
export interface Delays {
  /** A new SKU answers 404 until then. Default 20 s. Users report up to 45 minutes (models issues 4764 and 5021). */
  readonly visibleMs?: number;
  /** A new SKU has no `summaries`, and so no ASIN, until then (models issue 2701). Default 40 s. */
  readonly catalogueMs?: number;
  /** A new SKU is not BUYABLE until then. Default 60 s. */
  readonly buyableMs?: number;
  /** A change or a deletion of a SKU that exists is not seen until then. Default 10 s. */
  readonly updateMs?: number;
}

export interface FeedTimes {
  /** Milliseconds in the queue. Default 15 s; users report up to 8 hours (models issue 5151). */
  readonly queueMs?: number;
  /** Milliseconds for each message. Default 5. */
  readonly messageMs?: number;
  /** Processing reports come compressed, as they may. Default false. */
  readonly gzip?: boolean;
}

/** An item of the marketplace's own catalogue, for offers on products that somebody else described. */
export interface CatalogueItem {
  readonly asin: string;
  readonly title: string;
  readonly brand?: string;
  readonly productType?: string;
  readonly gtin?: string;
  readonly image?: string;
}

export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export interface AmazonEmulatorOptions extends EmulatorOptions {
  /** What state the application is in. Default draft, as one's own is. */
  readonly application?: 'draft' | 'published';
  /** Default: the region of `marketplaceId`, or of `currency`, or NA. */
  readonly region?: RegionId;
  /** The channel's marketplace. Default: the first of the region that sells in `currency`. */
  readonly marketplaceId?: string;
  readonly delays?: Delays;
  readonly feeds?: FeedTimes;
  /** Items that are in the catalogue from the start. */
  readonly catalogue?: readonly CatalogueItem[];
  /** Limits that stack on those of an operation; none is published as a number. Absent: not limited. */
  readonly stacked?: {
    /** All calls of the application. Default 100 a second, which the operations' own limits never reach. */
    readonly application?: Rate;
    /** Writes that carry product data, and writes that carry a relationship: each with words of its own. */
    readonly productData?: Rate;
    readonly relationships?: Rate;
  };
  /** A listing without a main image is kept out of search. Default false: the rule is known second-hand only. */
  readonly suppressWithoutImage?: boolean;
}

export interface AmazonEmulator extends Emulator {
  readonly clock: EmulatorClock;
  /** From now on an accepted submission of this SKU ends, `afterMs` later, with this issue. */
  lateIssue(sku: string, issue: Partial<Issue> & { readonly code: string }, afterMs?: number): void;
  /** Takes every late issue of the SKU back, met or not. */
  clearIssues(sku: string): void;
  /** Puts attributes on a listing as they are, checked by nobody: what is left of an older definition. */
  plant(sku: string, attributes: Attributes): void;
  /** The next feed that is processed ends FATAL after this many messages were applied. */
  breakFeed(after: number): void;
  /** What a seller would find in the back office. `undefined` before the SKU is there. */
  statusOf(sku: string): readonly string[] | undefined;
  attributesOf(sku: string): Attributes | undefined;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** One instance of an attribute: a value with its selectors beside it. */
export type Instance = Readonly<Record<string, unknown>>;
export type Attributes = Readonly<Record<string, readonly Instance[]>>;

export type Requirements = 'LISTING' | 'LISTING_PRODUCT_ONLY' | 'LISTING_OFFER_ONLY';

export interface Issue {
  readonly code: string;
  readonly message: string;
  readonly severity: 'ERROR' | 'WARNING' | 'INFO';
  readonly attributeNames?: readonly string[];
  readonly categories: readonly string[];
  readonly enforcements?: {
    readonly actions: readonly { readonly action: string }[];
    readonly exemption: { readonly status: string; readonly expiryDate?: string };
  };
}

/** What a submission made of a listing. Replaced as a whole, so that a refused one leaves no trace. */
export interface State {
  readonly productType: string;
  readonly requirements: Requirements;
  readonly attributes: Attributes;
}

/** One SKU in one marketplace. */
export interface Listing {
  readonly sku: string;
  readonly marketplaceId: string;
  readonly asin: string;
  /** Milliseconds of emulator time. */
  readonly acceptedAt: number;
  /** When it can be read, has a summary, can be bought. */
  readonly visibleAt: number;
  readonly catalogueAt: number;
  readonly buyableAt: number;
  /** What was submitted last; `undefined` when that was a deletion. */
  draft: State | undefined;
  /** What a reader sees now; `undefined` before the first change took hold. */
  shown: State | undefined;
  pending: { readonly due: number; readonly state: State | undefined }[];
  updatedAt: number;
  late: { readonly due: number; readonly issue: Issue }[];
}
