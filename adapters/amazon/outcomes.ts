import type { Batch, Change, Diagnostic, Json, ListingChange, Outcome, Place } from 'mabang/contract';
import { remoteIdFor } from './families.ts';
import type { Intent } from './intent.ts';

export type Fate =
  | { readonly status: 'applied' | 'accepted' }
  | { readonly status: 'rejected'; readonly retry: 'never' | 'later'; readonly issues: readonly Diagnostic[] }
  | { readonly status: 'unknown'; readonly reason: string };

export const APPLIED: Fate = { status: 'applied' };
export const ACCEPTED: Fate = { status: 'accepted' };

export function rejected(retry: 'never' | 'later', ...issues: readonly Diagnostic[]): Fate {
  return { status: 'rejected', retry, issues };
}

export function unknown(reason: string): Fate {
  return { status: 'unknown', reason };
}

/** A change that several calls carry (the end of a family) has happened when all of them have. */
export function together(fates: readonly Fate[]): Fate {
  const [first = unknown('no answer was kept for it')] = fates;
  if (fates.length < 2) return first;
  const vague = fates.find((fate) => fate.status === 'unknown');
  if (vague) return vague;
  if (fates.some((fate) => fate.status === 'accepted')) return ACCEPTED;
  const refused = fates.filter((fate) => fate.status === 'rejected');
  if (refused.length === 0) return APPLIED;
  const issues = refused.flatMap((fate) => fate.issues);
  const words = issues.map(({ message }) => message.en).join('; ');
  if (refused.length < fates.length) return unknown(`a part of it was done, and a part refused: ${words}`);
  return { status: 'rejected', retry: refused.some(({ retry }) => retry === 'later') ? 'later' : 'never', issues };
}

/** What became of each change. */
export class Outcomes {
  private readonly fates = new Map<string, Fate[]>();
  private readonly places = new Map<string, Place>();
  private readonly ids = new Map<string, Json>();

  constructor(
    private readonly listings: readonly ListingChange[],
    channel: string,
  ) {
    for (const { code, changes } of listings)
      for (const { id, sku } of changes) this.places.set(id, { channel, code, ...(sku === undefined ? {} : { sku }) });
  }

  static of(batch: Batch, channel: string): Outcomes {
    return new Outcomes(batch.listings, channel);
  }

  /** The SKU that the listing is known by, once something of it is there. */
  learned({ listing, sku }: Pick<Intent, 'listing' | 'sku'>): void {
    if (sku !== undefined) this.ids.set(listing.code, remoteIdFor(sku));
  }

  add(changes: readonly Pick<Change, 'id'>[], fate: Fate): void {
    for (const { id } of changes) {
      const own = this.placed(id, fate);
      const fates = this.fates.get(id);
      if (fates) fates.push(own);
      else this.fates.set(id, [own]);
    }
  }

  /** Exactly one for each change, in order. */
  list(): readonly Outcome[] {
    return this.listings.flatMap(({ code, changes }) => {
      const remoteId = this.ids.get(code);
      return changes.map((change): Outcome => {
        const fate = together(this.fates.get(change.id) ?? []);
        const known = remoteId !== undefined && change.verb !== 'end';
        if (fate.status === 'applied' || fate.status === 'accepted')
          return { changeId: change.id, status: fate.status, ...(known ? { remoteId } : {}) };
        return { changeId: change.id, ...fate };
      });
    });
  }

  private placed(id: string, fate: Fate): Fate {
    if (fate.status !== 'rejected') return fate;
    const place = this.places.get(id);
    return { ...fate, issues: fate.issues.map((one) => ({ ...one, place: { ...place, ...one.place } })) };
  }
}
