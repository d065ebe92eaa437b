import type { Facets, Listing, Snapshot } from './listing.ts';
import type { Diagnostic, Facet, Json, Sku, Verb } from './words.ts';

/** Stable within a plan: `code` for the product itself, `code/sku` for one SKU of it. */
export type ChangeId = string;

/** One facet's way from what is there to what is wanted. */
export interface FacetChange {
  /** The wanted value, as `map` gave it. */
  readonly to: Json;
  /** What the platform shows now. Absent on create. */
  readonly seen?: Json;
  /**
   * What was sent last and how it read right after. When `seen` equals `last.echo`, the two can be laid
   * side by side: the third image of `sent` is the third image of `echo`, so its remote id is known.
   */
  readonly last?: { readonly sent: Json; readonly echo: Json };
  /** It may stand there already, whole or by half: said once more because an answer was lost (`FacetCapability.piecemeal`). */
  readonly again?: true;
}

/** A change of one unit: the product itself (`sku` absent) or one SKU of it. The unit of outcomes, consent and undo. */
export interface Change {
  readonly id: ChangeId;
  readonly verb: Verb;
  readonly sku?: Sku;
  /** Every wanted facet on create, the changed ones on update, none on end. */
  readonly facets: Readonly<Partial<Record<Facet, FacetChange>>>;
}

/** All changes of one listing. They travel together, so an adapter can send them in as few calls as the platform allows. */
export interface ListingChange {
  readonly code: string;
  /** Absent when the listing does not exist on the platform. */
  readonly remoteId?: Json;
  /** Absent when the listing ends. */
  readonly listing?: Listing;
  readonly wanted?: Snapshot;
  readonly seen?: Snapshot;
  /** The remote listing was ended (`RemoteListing.ended`) and this change brings it back. */
  readonly revive?: boolean;
  readonly changes: readonly Change[];
}

export interface Batch {
  readonly listings: readonly ListingChange[];
}

/**
 * What became of one change. Exactly one per change of the batch: a missing one is treated as `unknown`.
 *
 * - applied: the platform said so in a parsed answer. `remoteId` whenever it is new or different.
 * - accepted: taken, not yet true; the batch result carries a ticket to ask with.
 * - rejected: it did NOT happen. `later` when the same request may succeed on another day (limits, locks).
 * - unknown: it may have happened. It is looked up before anything is sent again.
 */
export type Outcome =
  | { readonly changeId: ChangeId; readonly status: 'applied'; readonly remoteId?: Json }
  | { readonly changeId: ChangeId; readonly status: 'accepted'; readonly remoteId?: Json }
  | {
      readonly changeId: ChangeId;
      readonly status: 'rejected';
      readonly retry: 'never' | 'later';
      readonly issues: readonly Diagnostic[];
    }
  | { readonly changeId: ChangeId; readonly status: 'unknown'; readonly reason: string };

/** What to ask an asynchronous platform with. Stored in the ledger, so it must hold all that `poll` needs. */
export type Ticket = Json;

export interface BatchResult {
  readonly outcomes: readonly Outcome[];
  readonly ticket?: Ticket;
}

/** Which listings to read: everything the account has, or the ones that hold these keys. */
export type Wanted =
  | 'all'
  | readonly { readonly code: string; readonly skus: readonly Sku[]; readonly remoteId?: Json }[];

/** @see Adapter.dangers */
export interface Danger {
  readonly seen: Snapshot;
  readonly wanted: Snapshot;
}

export type { Facets };
