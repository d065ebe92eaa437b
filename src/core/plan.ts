import type { Diagnostic, Facet, Verb } from '../contract/index.ts';
import { canonical, hashOf } from './canonical.ts';
import type { ListingState, PlannedChange } from './diff.ts';
import type { Tripped } from './guards.ts';

/** One listing's part of a plan. */
export interface ListingPlan {
  readonly code: string;
  readonly title: string;
  readonly state: Extract<ListingState, 'create' | 'update' | 'end'>;
  readonly revive: boolean;
  readonly changes: readonly PlannedChange[];
}

export interface ChannelPlan {
  readonly channel: string;
  readonly adapter: string;
  /** The adapter's API version: a plan made for another one is refused. */
  readonly apiVersion: string;
  readonly environment: 'sandbox' | 'live';
  /** The facets it was limited to; `null` for all. */
  readonly facets: readonly Facet[] | null;
  readonly listings: readonly ListingPlan[];
  readonly findings: readonly Diagnostic[];
  /** Guards that it trips. Each must be opened by name before it is pushed. */
  readonly guards: readonly Tripped[];
  /** Listings looked at, by what became of them. */
  readonly counts: Readonly<Record<ListingState, number>>;
}

/** The reviewed list of changes. `hash` covers everything else in it, except `madeAt`. */
export interface Plan {
  readonly version: 1;
  readonly madeAt: string;
  readonly channels: readonly ChannelPlan[];
  readonly hash: string;
}

export const NO_COUNTS: Readonly<Record<ListingState, number>> = {
  same: 0,
  create: 0,
  update: 0,
  end: 0,
  absent: 0,
  foreign: 0,
  held: 0,
};

export function sealPlan(madeAt: string, channels: readonly ChannelPlan[]): Plan {
  return { version: 1, madeAt, channels, hash: hashOf({ version: 1, channels }) };
}

/** Whether the plan's text was changed since it was sealed. */
export function isSealed(plan: Plan): boolean {
  return hashOf({ version: plan.version, channels: plan.channels }) === plan.hash;
}

export interface VerbCounts {
  readonly create: number;
  readonly update: number;
  readonly end: number;
}

/** Changes by verb: what consent is asked for. A SKU added to a live listing is a create, a SKU taken off it an end. */
export function countVerbs(listings: readonly ListingPlan[]): VerbCounts {
  const counts = { create: 0, update: 0, end: 0 };
  for (const listing of listings) for (const change of listing.changes) counts[change.verb]++;
  return counts;
}

/** A listing of a saved plan that is no longer what it was. */
export interface Moved {
  readonly channel: string;
  readonly code: string;
  readonly why: 'no-longer-needed' | 'different';
}

/** What a saved plan says that a plan made now does not. Empty: the saved plan can be carried out exactly. */
export function movedSince(saved: ChannelPlan, now: ChannelPlan): readonly Moved[] {
  const current = new Map(now.listings.map((listing) => [listing.code, listing]));
  return saved.listings.flatMap((listing): readonly Moved[] => {
    const same = current.get(listing.code);
    if (!same) return [{ channel: saved.channel, code: listing.code, why: 'no-longer-needed' }];
    return canonical(essence(same)) === canonical(essence(listing))
      ? []
      : [{ channel: saved.channel, code: listing.code, why: 'different' }];
  });
}

/** What must be equal for a saved change to be the same change: verbs, targets and what was seen. */
function essence(listing: ListingPlan): unknown {
  return {
    state: listing.state,
    revive: listing.revive,
    changes: listing.changes.map((change) => ({
      id: change.id,
      verb: change.verb,
      facets: Object.fromEntries(
        Object.entries(change.facets).map(([facet, step]) => [facet, { to: step.to, seen: step.seen }]),
      ),
    })),
  };
}

export function verbsOf(counts: VerbCounts): readonly Verb[] {
  return (['create', 'update', 'end'] as const).filter((verb) => counts[verb] > 0);
}
