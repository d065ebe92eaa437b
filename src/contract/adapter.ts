import type { ZodType } from 'zod';
import type { Authorise, SecretLives } from './authorise.ts';
import type { Batch, BatchResult, Danger, ListingChange, Ticket, Wanted } from './change.ts';
import type { Answered, Http, Signed, SignInput, Verdict } from './http.ts';
import type { Facts, Listing, RemoteListing, Snapshot } from './listing.ts';
import type { Definitions, Taxonomy } from './taxonomy.ts';
import type { TokenSpec } from './token.ts';
import type { Currency, Diagnostic, Facet, Json, Money, Readback, Source, Verb } from './words.ts';

/** Static data, readable without credentials. Absent means cannot. */
export interface Capabilities {
  readonly facets: Readonly<Partial<Record<Facet, FacetCapability>>>;
  /** all: every listing of the account can be read. by-sku: only ones whose SKU is asked for. none: nothing can be read. */
  readonly enumerate: 'all' | 'by-sku' | 'none';
  readonly submission: 'sync' | 'async';
  readonly dryRun: boolean;
  /** The platform itself refuses a second create with the same SKU, so an unknown create can be repeated after a look-up. */
  readonly uniqueSku: boolean;
  /** Listings that mabang created carry a mark that can be read back (`RemoteListing.mark`). */
  readonly mark: boolean;
  /**
   * Seconds for which a read may still show the old state after a write was answered with yes. Absent: reads show it at
   * once. Until then what is not to be seen is asked for again, and is neither a failure nor a success.
   */
  readonly settles?: NumberLimit;
}

export interface FacetCapability {
  readonly verbs: readonly Verb[];
  /** Where the facet stands in a snapshot: on the product, on each SKU, or on both. */
  readonly unit: 'product' | 'sku' | 'both';
  readonly readback: Readback;
  /**
   * It is said in several calls, some of which no read may tell of. After an answer that was lost, what is to be seen may be
   * half of it, or all of it as the platform rewrites it; nobody can tell, so it is said once more.
   */
  readonly piecemeal?: true;
  readonly note?: string;
}

/** A token bucket: `burst` tokens at most, one back every `1 / perSecond` seconds, at most `concurrent` requests in flight. */
export interface BucketLimit extends Source {
  readonly perSecond: number;
  readonly burst: number;
  readonly concurrent: number;
  readonly note?: string;
}

/** A number that shapes requests: a page size, a batch size, a field length. */
export interface NumberLimit extends Source {
  readonly value: number;
  readonly unit: string;
  readonly note?: string;
}

export interface Limits<Bucket extends string> {
  readonly buckets: Readonly<Record<Bucket, BucketLimit>>;
  /** Listings handed to one `apply` at most. */
  readonly listingsPerApply: NumberLimit;
  /** Rows per page when everything is read, where the platform pages. The suite tests counts around it. */
  readonly pageSize?: NumberLimit;
  /** Items per write call, where the platform batches. The suite tests counts around it. */
  readonly batchSize?: NumberLimit;
  /** Percent of changes that may be refused before the platform looks at the account; a push stops before it. */
  readonly refusals?: NumberLimit;
  /** Others worth showing a seller, by the platform's own name. */
  readonly more?: Readonly<Record<string, NumberLimit>>;
}

export interface SecretSpec {
  /** Also the environment variable: `MABANG_<CHANNEL>_<NAME>`. */
  readonly name: string;
  readonly title: string;
  /** Where a seller finds it. */
  readonly help: string;
}

/** One declaration drives the set-up questions, the README table, signing and redaction. */
export interface Auth<Connection> {
  readonly kind: 'bearer' | 'basic' | 'oauth2' | 'signed';
  readonly secrets: readonly SecretSpec[];
  readonly note?: string;
  sign(input: SignInput<Connection>): Signed;
  /** Short-lived credentials that requests are signed with. Those that this connection has no use for are left out by `needs`. */
  readonly tokens?: readonly TokenSpec<Connection>[];
  /** The platform's own flow that gives the secrets; without it they are asked for one by one. */
  readonly authorise?: Authorise<Connection>;
  /** For how long secrets are good, where they expire. */
  readonly lives?: SecretLives;
  /** Names of the tokens that a request is signed with; all of them unless said. Pure. */
  needs?(request: { readonly path: string; readonly connection: Connection }): readonly string[];
  /** What an answer means where its status does not say it. `undefined` leaves it to the status. Pure. */
  judge?(answer: Answered): Verdict | undefined;
}

export interface Marketplace {
  readonly id: string;
  readonly title: string;
  readonly country?: string;
  readonly currency?: Currency;
  readonly language?: string;
}

/** Where a listing is to stand. Everything `map` may know besides the listing itself. */
export interface At<Connection> {
  readonly channel: string;
  readonly marketplace?: Marketplace;
  readonly connection: Connection;
  readonly currency: Currency;
  /** As last read from the account; `{}` before the first contact, so `map` must have a default for each. */
  readonly facts: Facts;
  /** A document of `Adapter.definitions` that is at hand. */
  definition(key: string): Json | undefined;
}

/** A check that needs no network. Runs on the listing, before `map`. */
export interface Rule<Connection> extends Source {
  /** Stable, upper case with the adapter's prefix. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly title: string;
  /** One diagnostic per finding; `place.code` and `place.channel` are filled in by the engine. */
  check(listing: Listing, at: At<Connection>): readonly Omit<Diagnostic, 'code' | 'severity'>[];
}

/** Remote copies of the seller's images, by source URL. Persisted per channel, so nothing is uploaded twice. */
export interface Assets {
  recall(url: string): Json | undefined;
  remember(url: string, remote: Json): void;
  forget(url: string): void;
}

/** A picture of the seller's, fetched from where he keeps it. */
export interface Picture {
  readonly bytes: Uint8Array;
  /** As its first bytes say. */
  readonly type: 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp';
  /** sha256 of the bytes, hexadecimal. */
  readonly hash: string;
}

/** A picture could not be fetched or is none; nothing was sent to the platform. */
export class PictureFailure extends Error {
  override readonly name = 'PictureFailure';
  constructor(
    /** With a code, and the address in its words. */
    readonly issue: Diagnostic,
    /** `later`: the same address may answer another time. */
    readonly retry: 'never' | 'later',
  ) {
    super(issue.message.en);
  }
}

/** A batch size that learns. Persisted per channel under `name`. */
export interface Sizer {
  /** How many items the next call may carry, 1 to the maximum. */
  readonly size: number;
  /** The call was answered; `elapsedMs` from the reply. Grows slowly, shrinks when answers get slow. */
  answered(elapsedMs: number): void;
  /** The call was too much: 413, time-out, 5xx. Halves. */
  tooMuch(): void;
}

/** What an adapter may do to the world. It has no clock, no terminal, no files. */
export interface Context<Connection, Bucket extends string> {
  readonly http: Http<Bucket>;
  readonly at: At<Connection>;
  readonly assets: Assets;
  /**
   * The remote copy of a picture, for platforms that want the bytes: recalled by its address, then by its content, and
   * only when neither is known fetched and handed to `send`. What `send` resolves with is remembered under both.
   * Throws `PictureFailure` when there is no picture, and whatever `send` throws.
   */
  upload(url: string, send: (picture: Picture) => Promise<Json>): Promise<Json>;
  /** Let the platform's clock run on by this much: between two steps that it wants apart, or before asking again. */
  rest(ms: number): Promise<void>;
  sizer(name: string, max: number): Sizer;
}

/** A facet's value in terms that every platform shares, as far as it says them. What guards measure in. */
export interface Meaning {
  /** As a buyer pays it. */
  readonly price?: Money;
  readonly quantity?: number;
  readonly title?: string;
  readonly description?: string;
  /** The category as the platform knows it; equal text for the same category. */
  readonly category?: string;
}

/**
 * One platform. A plain object: `export default defineAdapter({ … })`.
 *
 * An adapter maps, reads and applies. It does not compare, retry, throttle, prompt, print, or read a clock.
 */
export interface Adapter<Connection = never, Bucket extends string = string> {
  readonly contract: 1;
  readonly id: string;
  readonly title: string;
  readonly api: { readonly name: string; readonly version: string; readonly docs: string; readonly verified: string };
  readonly marketplaces: readonly Marketplace[];
  readonly capabilities: Capabilities;
  readonly auth: Auth<Connection>;
  readonly limits: Limits<Bucket>;
  /** What `mabang.yaml` holds under `connection`. Must have `url`, the base of every path, or derive it in `baseUrl`. */
  readonly connection: ZodType<Connection>;
  /** Settings asked for at `init`, in order; each is a key of `connection`. */
  readonly questions: readonly { readonly key: string; readonly title: string; readonly help: string }[];
  readonly rules: readonly Rule<Connection>[];

  /** The base URL that request paths are appended to. */
  baseUrl(connection: Connection): string;

  /**
   * Whom the platform counts requests for, where that can be several channels' account: channels with an equal text share one
   * budget of requests, in all processes. Absent: each channel is counted for itself. Pure.
   */
  account?(connection: Connection): string;

  /**
   * The market in which buyers see this shop's listings beside those of the seller's other shops, where the platform calls the
   * same product in two of them a duplicate. Equal text for the same market. Absent: every shop stands alone. Pure.
   */
  market?(at: At<Connection>): string | undefined;

  /** Pure and total: any listing that passed the rules, and most that did not, gives a snapshot. */
  map(listing: Listing, at: At<Connection>): Snapshot;

  /** Read what the account says of itself: currency, units, version. Also the check that credentials work. */
  describe(ctx: Context<Connection, Bucket>): Promise<Facts>;

  /**
   * Every listing asked for that exists, each once, in any order. Ends whole or throws: never a silently shorter list.
   * A key that is not there is simply not yielded. With a list, ended listings that hold a wanted key are
   * yielded with `ended: true`; with `'all'` they need not be.
   */
  fetchRemote(wanted: Wanted, ctx: Context<Connection, Bucket>): AsyncIterable<RemoteListing>;

  /**
   * Carry out the batch with the narrowest calls the platform has. Throws only when nothing of the batch was sent;
   * once something was, every failure is an outcome.
   */
  apply(batch: Batch, ctx: Context<Connection, Bucket>): Promise<BatchResult>;

  /** Iff submission is async. Outcomes for exactly the changes the ticket was given for. */
  poll?(
    ticket: Ticket,
    changes: readonly ListingChange[],
    ctx: Context<Connection, Bucket>,
  ): Promise<BatchResult | 'pending'>;

  /**
   * What the platform says of the batch without taking it: the same requests in its dry-run mode. Iff `capabilities.dryRun`.
   * `applied` means that it would be taken, as far as the platform can tell.
   */
  preview?(batch: Batch, ctx: Context<Connection, Bucket>): Promise<BatchResult>;

  /** Documents of the platform's that `map` and `rules` look into (`At.definition`). */
  readonly definitions?: Definitions<Connection, Bucket>;

  /** Absent for a platform that takes the seller's own category names. */
  readonly taxonomy?: Taxonomy<Connection, Bucket>;

  /** Rewrite a facet's value so that equal meanings are equal JSON: order that does not matter, `4.9` and `4.90`. Pure. */
  comparable?(facet: Facet, value: Json): Json;

  /**
   * The part of a seen value that one of `said` (what is wanted, what was sent last) speaks of, for platforms where a listing
   * has many hands: what the back office, other tools or the platform itself have set besides is no difference and is left
   * alone. Absent: all of a value is compared. Pure.
   */
  spoken?(facet: Facet, value: Json, said: readonly Json[]): Json;

  /** What a facet's value says, wanted or seen: the price as money, the quantity as a number. Pure and total. */
  meaning(facet: Facet, value: Json, at: At<Connection>): Meaning;

  /** What the platform would destroy if this step were taken. Each one blocks the listing until the seller allows its code. Pure. */
  dangers?(step: Danger): readonly Diagnostic[];
}

/** The type of an adapter whose connection and buckets nobody needs to know. */
// biome-ignore lint/suspicious/noExplicitAny: the registry holds adapters of every connection type; each parses its own.
export type AnyAdapter = Adapter<any, any>;

export function defineAdapter<Connection, Bucket extends string>(
  adapter: Adapter<Connection, Bucket>,
): Adapter<Connection, Bucket> {
  return adapter;
}
