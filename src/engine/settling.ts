import type { Entry, EntryState, LedgerRow } from '../catalogue/index.ts';
import type { Change, Diagnostic, Facets, ListingChange, Outcome, RemoteListing } from '../contract/index.ts';
import {
  type Adapterish,
  afterApplied,
  afterFound,
  afterHalf,
  afterSeen,
  changeId,
  diffFacet,
  facetsOf,
  notLanded,
  type Remembered,
  unitOf,
  withoutUnit,
} from '../core/index.ts';
import type { Channel } from './channel.ts';
import { ledgerRowOf, rememberedOf } from './reading.ts';

/** The ledger rows that a group of changes touches, held in memory until they are written together. */
export class RowDraft {
  private readonly rows = new Map<string, LedgerRow>();

  constructor(
    private readonly channel: Channel,
    private readonly at: string,
  ) {}

  get(code: string): LedgerRow | undefined {
    return this.rows.get(code) ?? this.channel.ledger.get(code);
  }

  remembered(code: string): Remembered | undefined {
    const row = this.get(code);
    return row && rememberedOf(row);
  }

  set(code: string, remembered: Remembered, remoteId: LedgerRow['remoteId']): void {
    this.rows.set(code, ledgerRowOf(code, remembered, remoteId, this.at));
  }

  all(): readonly LedgerRow[] {
    return [...this.rows.values()];
  }
}

/** Exactly one outcome per change: a missing one may have happened, a surplus one is dropped. */
export function completeOutcomes(listings: readonly ListingChange[], outcomes: readonly Outcome[]): readonly Outcome[] {
  const first = new Map<string, Outcome>();
  for (const outcome of outcomes) if (!first.has(outcome.changeId)) first.set(outcome.changeId, outcome);
  return listings.flatMap((listing) =>
    listing.changes.map(
      (change): Outcome =>
        first.get(change.id) ?? { changeId: change.id, status: 'unknown', reason: 'the adapter reported no outcome' },
    ),
  );
}

/** What the platform's yes means for the ledger. Everything else leaves it as it was: accepted is not true yet. */
export function rememberOutcomes(
  draft: RowDraft,
  listings: readonly ListingChange[],
  outcomes: readonly Outcome[],
): void {
  const byId = new Map(outcomes.map((outcome) => [outcome.changeId, outcome]));
  for (const listing of listings) {
    for (const change of listing.changes) {
      const outcome = byId.get(change.id);
      if (outcome?.status !== 'applied') continue;
      const remoteId = outcome.remoteId ?? draft.get(listing.code)?.remoteId ?? listing.remoteId ?? null;
      draft.set(listing.code, afterApplied(draft.remembered(listing.code), change), remoteId);
    }
  }
}

export interface Settlement {
  readonly entry: number;
  readonly state: EntryState;
  readonly reason?: string;
  readonly issues?: readonly Diagnostic[];
}

/** A journal entry as the change it once was. */
export function changeOf(entry: Entry): Change {
  return {
    id: changeId(entry.code, entry.sku),
    verb: entry.verb,
    ...(entry.sku === undefined ? {} : { sku: entry.sku }),
    facets: entry.facets,
  };
}

/**
 * What a look at the platform says of changes that were applied: landed as sent (or as the platform rewrites it), or
 * said yes to and not to be seen. The echo is stored either way, so the same finding is not made a change again.
 */
export function settleSeen(
  channel: Channel,
  draft: RowDraft,
  entries: readonly Entry[],
  remote: RemoteListing | undefined,
): readonly Settlement[] {
  const patient = settleMs(channel);
  const now = channel.host.clock.now();
  return entries.flatMap((entry): readonly Settlement[] => {
    // Until the platform has had its time, what is not to be seen is neither here nor there: the entry stays as it is.
    const waits = now - Date.parse(entry.at) < patient;
    if (waits && !hasLanded(channel, entry, remote)) return [];
    return [settleOne(channel, draft, entry, remote)];
  });
}

/** Milliseconds for which the platform may still show what was before. */
export function settleMs(channel: Channel): number {
  return (channel.adapter.capabilities.settles?.value ?? 0) * 1000;
}

function hasLanded(channel: Channel, entry: Entry, remote: RemoteListing | undefined): boolean {
  const now = remote && !remote.ended ? unitOf(remote.snapshot, entry.sku) : undefined;
  if (entry.verb === 'end') return now === undefined;
  return now !== undefined && notLanded(channel.adapter, changeOf(entry), now).length === 0;
}

function settleOne(channel: Channel, draft: RowDraft, entry: Entry, remote: RemoteListing | undefined): Settlement {
  const change = changeOf(entry);
  const remembered = draft.remembered(entry.code);
  const gone = !remote || remote.ended === true;
  if (entry.verb === 'end') {
    const still = entry.sku === undefined ? !gone : !gone && unitOf(remote.snapshot, entry.sku) !== undefined;
    return still
      ? { entry: entry.id, state: 'not-landed', reason: 'ended, and still to be seen' }
      : { entry: entry.id, state: 'landed' };
  }
  if (gone) return { entry: entry.id, state: 'not-landed', reason: 'not to be seen on the platform' };
  const now = unitOf(remote.snapshot, entry.sku);
  if (!now) {
    if (remembered && entry.sku !== undefined)
      draft.set(entry.code, withoutUnit(remembered, entry.sku), remote.remoteId);
    return { entry: entry.id, state: 'not-landed', reason: 'the SKU is not to be seen on the platform' };
  }
  if (remembered)
    draft.set(entry.code, afterSeen(channel.adapter, remembered, change, remote.snapshot), remote.remoteId);
  const missing = notLanded(channel.adapter, change, now);
  return missing.length > 0
    ? { entry: entry.id, state: 'not-landed', reason: `the platform shows something else for: ${missing.join(', ')}` }
    : { entry: entry.id, state: 'landed' };
}

/**
 * What a look at the platform says of changes whose fate is unknown. Found as wanted: it happened. Not found: it did
 * not (`void`) and is planned anew, or stays unknown while the platform may still be at work on it.
 */
export function settleUnknown(
  channel: Channel,
  draft: RowDraft,
  entries: readonly Entry[],
  remote: RemoteListing | undefined,
  absent: 'void' | 'unknown',
): readonly Settlement[] {
  const live = remote && !remote.ended ? remote : undefined;
  return entries.map((entry): Settlement => {
    if (entry.verb === 'end') return settleEnd(draft, entry, live, absent);
    const now = live && unitOf(live.snapshot, entry.sku);
    if (!live || !now) return { entry: entry.id, state: absent, reason: 'looked up: not there' };
    return settleThere(channel, draft, entry, live, now, absent);
  });
}

function settleEnd(
  draft: RowDraft,
  entry: Entry,
  live: RemoteListing | undefined,
  absent: 'void' | 'unknown',
): Settlement {
  const there = live && (entry.sku === undefined || unitOf(live.snapshot, entry.sku) !== undefined);
  if (there) return { entry: entry.id, state: absent, reason: 'looked up: still there' };
  const remembered = draft.remembered(entry.code);
  const row = draft.get(entry.code);
  if (remembered && row) draft.set(entry.code, afterApplied(remembered, changeOf(entry)), row.remoteId);
  return { entry: entry.id, state: 'landed', reason: 'looked up: gone' };
}

/** A create or an update of something that is there. */
function settleThere(
  channel: Channel,
  draft: RowDraft,
  entry: Entry,
  live: RemoteListing,
  now: Facets,
  absent: 'void' | 'unknown',
): Settlement {
  const { adapter } = channel;
  const change = changeOf(entry);
  const remembered = draft.remembered(entry.code);
  const ours = draft.get(entry.code) !== undefined || !adapter.capabilities.mark || live.mark === 'ours';
  if (entry.verb === 'create' && !ours) return { entry: entry.id, state: 'rejected', issues: [takenByOther(entry)] };
  if (entry.verb === 'create' || happened(adapter, change, now)) {
    const found = afterFound(adapter, afterApplied(remembered, change), change, live.snapshot);
    draft.set(entry.code, found, live.remoteId);
    return { entry: entry.id, state: 'landed', reason: 'looked up: it had happened' };
  }
  if (remembered && absent === 'void')
    draft.set(entry.code, afterHalf(adapter, remembered, change, live.snapshot), live.remoteId);
  return { entry: entry.id, state: absent, reason: 'looked up: not to be seen, or by half' };
}

/**
 * A change of ours broke off, and SKUs that were live are gone from the listing: it may have been our doing (platforms take SKUs
 * off and put them on again when options change), so it is not held against the platform.
 */
export function forgetMissing(draft: RowDraft, code: string, remote: RemoteListing | undefined): void {
  let remembered = draft.remembered(code);
  if (!remembered || !remote || remote.ended) return;
  const missing = Object.keys(remembered.echo.variants).filter((sku) => !unitOf(remote.snapshot, sku));
  for (const sku of missing) remembered = withoutUnit(remembered, sku);
  if (missing.length > 0) draft.set(code, remembered, remote.remoteId);
}

/** Every facet reads as wanted, or, where the platform rewrites what is said in one call, differently from before. */
function happened(adapter: Adapterish, change: Change, now: Facets): boolean {
  return facetsOf(Object.fromEntries(Object.entries(change.facets).map(([f, s]) => [f, s.to]))).every((facet) => {
    const step = change.facets[facet];
    if (!step) return true;
    if (diffFacet(adapter, facet, step.to, now[facet], undefined, undefined) === 'same') return true;
    const { readback, piecemeal } = adapter.capabilities.facets[facet] ?? {};
    if (readback !== 'rewritten' || piecemeal || step.seen === undefined) return false;
    return diffFacet(adapter, facet, step.seen, now[facet], undefined, undefined) !== 'same';
  });
}

function takenByOther(entry: Entry): Diagnostic {
  return {
    code: 'E_FOREIGN',
    severity: 'error',
    message: {
      en: 'a listing that mabang did not make holds this SKU or code on the platform; it is left alone',
      zh: '平台上有非 mabang 创建的商品占用此 SKU 或编码；不会改动',
    },
    place: { channel: entry.channel, code: entry.code, ...(entry.sku === undefined ? {} : { sku: entry.sku }) },
    next: { en: 'run `mabang adopt <channel>` to see it and take it over', zh: '运行 mabang adopt <渠道> 查看并接管' },
  };
}
