/**
 * The catalogue as its callers see it. One SQLite file: what the seller sells, where each value came from, and
 * the ledger of what was sent, seen and promised. Every method is synchronous and does one thing in one transaction.
 */

import type {
  Diagnostic,
  Facet,
  FacetChange,
  Facts,
  Json,
  Outcome,
  RemoteListing,
  Removed,
  Sku,
  Snapshot,
  Ticket,
  Verb,
} from '../contract/index.ts';
import type { Override, Pace, Product } from '../core/index.ts';
import type { DefinitionStore } from './definitions.ts';
import type { ImportSession, SheetInfo } from './import-types.ts';

export interface Catalogue {
  readonly file: string;
  /** Rises with every committed change of products, variants or overrides. */
  revision(): number;
  counts(): { readonly products: number; readonly variants: number };

  /** Products in code order, each whole. Reads in chunks: memory does not grow with the catalogue. */
  products(only?: { readonly codes?: readonly string[] }): Iterable<Product>;
  product(code: string): Product | undefined;
  /** The product that has this SKU. */
  productOf(sku: Sku): Product | undefined;
  /** Where each value of a product (and its SKUs) came from. */
  sources(code: string): readonly FieldSource[];

  overrides(channel: string): ReadonlyMap<string, readonly Override[]>;
  setOverride(channel: string, override: Override): void;
  removeOverride(channel: string, code: string, sku: Sku | undefined, field: Override['field']): boolean;

  /** Begin one sheet: everything `put` does until `commit` is one transaction. Only one at a time. */
  beginImport(sheet: SheetInfo): ImportSession;
  /** A finished import of exactly these bytes with exactly this mapping. */
  findImport(sheetHash: string, mappingHash: string): { readonly id: number; readonly at: string } | undefined;

  ledger(channel: string): Ledger;
  journal: Journal;
  /** How far the buckets of an account are used, by everybody who has this file open. Throws `E_BUSY` rather than wait long. */
  pace(account: string): PaceBook;
  /** Takes a channel's lock or throws `E_LOCKED` (exit 5). Stale when its process or its boot is gone. */
  lock(channel: string, who: LockHolder): { release(): void };

  /** `PRAGMA integrity_check` and foreign keys; empty when all is well. */
  check(): readonly string[];
  close(): void;
}

/** Where one value came from. */
export interface FieldSource {
  readonly sku?: Sku;
  readonly field: string;
  readonly file: string;
  readonly sheetHash: string;
  /** 0: it follows from the sheet's having no row of the SKU. */
  readonly row: number;
  readonly column: string;
  readonly at: string;
}

/** What is remembered of one listing on one channel. Snapshots are canonical JSON text, so equality needs no parsing. */
export interface LedgerRow {
  readonly code: string;
  readonly remoteId: Json;
  readonly origin: 'made' | 'adopted';
  /** Canonical `Snapshot`: what was sent last, facet by facet. */
  readonly sent: string;
  /** Canonical `Snapshot`: how it read right after. Facets sent and not yet read back are absent. */
  readonly echo: string;
  readonly ended: boolean;
  /** ISO 8601, when it was last written. */
  readonly at: string;
}

export interface PaceBook {
  /** Change one bucket in one step that no other process comes between. */
  change<T>(bucket: string, step: (was: Pace | undefined) => { readonly pace: Pace; readonly result: T }): T;
}

/** A listing, or a SKU of it, that is off the platform without our doing. */
export interface Removal extends Removed {
  readonly code: string;
  /** ISO 8601, when it was noticed. */
  readonly at: string;
  /** ISO 8601, when the seller said that it may be listed again. */
  readonly allowed?: string;
}

/** A listing as it was last seen on the platform; the seller's own copy of it. */
export interface SeenRow {
  readonly remoteKey: string;
  readonly code: string;
  readonly remoteId: Json;
  readonly mark: RemoteListing['mark'];
  readonly ended: boolean;
  /** Canonical `Snapshot`. */
  readonly snapshot: string;
  readonly skus: readonly Sku[];
  /** What of it the platform has taken off sale. */
  readonly removed: readonly Removed[];
  readonly seenAt: string;
}

/** The memory of one channel. */
export interface Ledger {
  get(code: string): LedgerRow | undefined;
  /**
   * What was sent last (canonical `Snapshot`) for those of these codes whose listing is live, reads exactly as it did after
   * that, and shares no SKU with another listing. When it is also what is wanted, there is nothing to do and nothing to parse.
   */
  quiet(codes: readonly string[]): ReadonlyMap<string, string>;
  /** Listings that mabang made or adopted and that were last seen live, and their SKUs. */
  live(): { readonly listings: number; readonly skus: number };
  put(row: LedgerRow): void;
  /** In code order, in chunks. */
  rows(): Iterable<LedgerRow>;

  /** Begin reading the platform. What `saw` stores carries the read's number. */
  beginRead(): number;
  saw(read: number, listing: RemoteListing, at: string): void;
  /**
   * The read ended whole. With `'all'`, everything not seen by it is forgotten; with keys, whatever matches them and was
   * not seen. Never called after an error: then the earlier picture stays.
   */
  endRead(
    read: number,
    scope: 'all' | readonly { readonly code: string; readonly skus: readonly Sku[]; readonly remoteId?: Json }[],
  ): void;
  /**
   * What was seen with this remote id, then what holds one of these SKUs, then what has this code; each once, so doubles
   * show. An empty code and an absent remote id match nothing.
   */
  seen(key: { readonly code: string; readonly skus: readonly Sku[]; readonly remoteId?: Json }): readonly SeenRow[];
  /** Everything seen, in remote key order, in chunks. */
  seenAll(): Iterable<SeenRow>;

  /** Codes that were last seen live on this channel and on that one. In code order. */
  sharedWith(channel: string): readonly string[];
  /** Listings that are nowhere in the picture, also ended ones. In code order. */
  unseen(): readonly LedgerRow[];
  readonly removals: RemovalBook;

  facts(): { readonly facts: Facts; readonly at: string } | undefined;
  setFacts(facts: Facts, at: string): void;

  asset(url: string): Json | undefined;
  setAsset(url: string, remote: Json | undefined): void;

  /** Documents of the platform's that this channel has. */
  readonly definitions: DefinitionStore;

  size(name: string): number | undefined;
  setSize(name: string, size: number): void;
}

/** What was taken off one platform without our doing. */
export interface RemovalBook {
  all(): readonly Removal[];
  /** Keep these, each with the time it was first noticed. */
  note(removed: readonly (Removed & { readonly code: string })[], at: string): void;
  /** Forget those that were seen live again. */
  forgetLive(): void;
  /** The seller says that what was removed of a product may be listed again. Returns how many removals that opens. */
  allow(code: string, at: string): number;
  forget(code: string, sku: Sku | undefined): void;
}

/**
 * intent: written, perhaps sent, no answer known. applied: the platform said yes; not read back yet. accepted: taken, not yet
 * true. landed: read back as sent (or as the platform rewrites it). not-landed: the platform said yes and shows something else.
 * rejected: it did not happen. unknown: it may have happened. void: looked up and found not to have happened, to be planned anew.
 */
export type EntryState = 'intent' | 'applied' | 'accepted' | 'landed' | 'not-landed' | 'rejected' | 'unknown' | 'void';

export interface Entry {
  readonly id: number;
  readonly run: number;
  readonly channel: string;
  readonly changeId: string;
  readonly code: string;
  readonly sku?: Sku;
  readonly verb: Verb;
  readonly state: EntryState;
  /** What was wanted and what was there before, per facet. The source of undo. */
  readonly facets: Readonly<Partial<Record<Facet, FacetChange>>>;
  readonly ticketId?: number;
  readonly issues: readonly Diagnostic[];
  /** Of a rejected entry: whether the same request may succeed on another day. */
  readonly retry?: 'never' | 'later';
  readonly reason?: string;
  /** ISO 8601, when it came into this state. */
  readonly at: string;
}

export interface Run {
  readonly id: number;
  readonly command: string;
  readonly channel: string;
  readonly planHash?: string;
  readonly startedAt: string;
  /** `user@host`. */
  readonly who?: string;
  readonly endedAt?: string;
  /** How it ended: an exit code's name, absent when it never ended. */
  readonly ended?: string;
  readonly summary?: Json;
}

export interface Journal {
  beginRun(run: {
    readonly command: string;
    readonly channel: string;
    readonly planHash?: string;
    readonly at: string;
    readonly who?: string;
  }): number;
  endRun(id: number, ended: string, summary: Json, at: string): void;
  runs(limit: number): readonly Run[];

  /** Write intents durably, all or none, BEFORE anything is sent. Returns their ids by change id. */
  intend(
    run: number,
    channel: string,
    at: string,
    changes: readonly {
      readonly changeId: string;
      readonly code: string;
      readonly sku?: Sku;
      readonly verb: Verb;
      readonly facets: Readonly<Partial<Record<Facet, FacetChange>>>;
    }[],
  ): ReadonlyMap<string, number>;

  /**
   * Store outcomes and what they mean for the ledger in one transaction. A ticket belongs to the run of the first outcome's
   * entry and to every accepted one. Landed, rejected and void entries move no more: trying throws.
   */
  record(
    channel: string,
    at: string,
    outcomes: readonly { readonly entry: number; readonly outcome: Outcome }[],
    ledgerRows: readonly LedgerRow[],
    ticket?: Ticket,
  ): void;

  /** Move entries to a later state, with the ledger rows that follow from it, in one transaction. */
  settle(
    channel: string,
    at: string,
    entries: readonly {
      readonly entry: number;
      readonly state: EntryState;
      readonly reason?: string;
      readonly issues?: readonly Diagnostic[];
    }[],
    ledgerRows: readonly LedgerRow[],
  ): void;

  /** Open entries that a clock that was ahead has dated after this moment are from this moment: their age begins now. */
  forgetFuture(channel: string, at: string): void;

  /** Entries of a channel in these states, oldest first. */
  entries(channel: string, states: readonly EntryState[]): readonly Entry[];
  run(id: number): Run | undefined;
  /** In these states; in any when absent. */
  entriesOfRun(run: number, states?: readonly EntryState[]): readonly Entry[];
  /** How many changes of a run are in each state. */
  states(run: number): Readonly<Partial<Record<EntryState, number>>>;
  /** The newest entry of each change id, where it is in one of these states; what `status` shows. Oldest first. */
  latest(channel: string, states: readonly EntryState[]): readonly Entry[];

  /** Of each of these changes the newest entry that was refused for good. Those that never were are absent. */
  refused(channel: string, changeIds: readonly string[]): ReadonlyMap<string, Entry>;
  /** What was tried of a change after this entry, oldest first. */
  since(channel: string, changeId: string, entry: number): readonly Entry[];

  /** Open tickets of a channel, oldest first. */
  tickets(
    channel: string,
  ): readonly { readonly id: number; readonly run: number; readonly ticket: Ticket; readonly at: string }[];
  closeTicket(id: number): void;
}

export interface LockHolder {
  readonly pid: number;
  /** Names this boot of the machine; a lock from another boot is stale. */
  readonly bootId: string;
  readonly host: string;
  readonly command: string;
  readonly at: string;
  /** Whether a process of this boot and host is alive. */
  alive(pid: number): boolean;
}

export type * from './import-types.ts';
export type { Snapshot };
