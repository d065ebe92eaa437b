import type { Batch, BatchResult, Change, Diagnostic, Json, ListingChange, Outcome, Place } from 'mabang/contract';

type Verdict =
  | { readonly status: 'applied' }
  | { readonly status: 'rejected'; readonly retry: 'never' | 'later'; readonly issues: readonly Diagnostic[] }
  | { readonly status: 'unknown'; readonly reason: string };

/** What became of each change of a batch. The first verdict stands. */
export class Outcomes {
  private readonly verdicts = new Map<string, Verdict>();
  private readonly ids = new Map<string, number>();
  private readonly places = new Map<string, Place>();

  constructor(
    private readonly batch: Batch,
    channel: string,
  ) {
    for (const listing of batch.listings)
      for (const change of listing.changes)
        this.places.set(change.id, {
          channel,
          code: listing.code,
          ...(change.sku === undefined ? {} : { sku: change.sku }),
        });
  }

  applied(changes: readonly Change[]): void {
    for (const change of changes) this.set(change, { status: 'applied' });
  }

  rejected(changes: readonly Change[], retry: 'never' | 'later', issue: Diagnostic): void {
    for (const change of changes) {
      const place = { ...this.places.get(change.id), ...issue.place };
      this.set(change, { status: 'rejected', retry, issues: [{ ...issue, place }] });
    }
  }

  unknown(changes: readonly Change[], reason: string): void {
    for (const change of changes) this.set(change, { status: 'unknown', reason });
  }

  /** The product that a listing is, now that the shop has said so. */
  learned(listing: ListingChange, id: number): void {
    this.ids.set(listing.code, id);
  }

  idOf(listing: ListingChange): number | undefined {
    return this.ids.get(listing.code);
  }

  /** Exactly one outcome for each change, in the batch's order. */
  result(): BatchResult {
    return {
      outcomes: this.batch.listings.flatMap((listing) => {
        const id = this.ids.get(listing.code);
        const remoteId: Json | undefined = id === undefined ? undefined : { id };
        return listing.changes.map((change): Outcome => {
          const verdict = this.verdicts.get(change.id) ?? { status: 'unknown', reason: 'no answer was kept for it' };
          if (verdict.status !== 'applied') return { changeId: change.id, ...verdict };
          return { changeId: change.id, status: 'applied', ...(remoteId === undefined ? {} : { remoteId }) };
        });
      }),
    };
  }

  private set(change: Change, verdict: Verdict): void {
    if (!this.verdicts.has(change.id)) this.verdicts.set(change.id, verdict);
  }
}
