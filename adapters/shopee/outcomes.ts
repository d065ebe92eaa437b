import type { Batch, BatchResult, Change, Facet, Json, Outcome, Place, Ticket } from 'mabang/contract';
import { facetsOf } from 'mabang/core';
import type { Refused } from './errors.ts';

type Part =
  | { readonly state: 'applied' | 'accepted' }
  | { readonly state: 'rejected'; readonly refused: Refused }
  | { readonly state: 'unknown'; readonly reason: string };

/** What a change is made of: its facets, or itself where it has none. */
type Piece = Facet | 'whole';

/**
 * What became of each change. A change is carried out in pieces, in several calls: it is applied when all of them are,
 * unknown when one may have happened or nothing is known of it, and rejected when one was refused.
 */
export class Outcomes {
  private readonly pieces = new Map<string, Map<Piece, Part[]>>();
  private readonly places = new Map<string, Place>();
  private readonly ids = new Map<string, Json>();

  constructor(
    private readonly batch: Batch,
    channel: string,
  ) {
    for (const { code, changes } of batch.listings)
      for (const change of changes) {
        this.places.set(change.id, { channel, code, ...(change.sku === undefined ? {} : { sku: change.sku }) });
        this.pieces.set(change.id, new Map(piecesOf(change).map((piece) => [piece, []])));
      }
  }

  /** Without facets: every one that the change has. */
  applied(changes: readonly Change[], facets?: readonly Facet[]): void {
    this.add(changes, facets, { state: 'applied' });
  }

  accepted(changes: readonly Change[]): void {
    this.add(changes, undefined, { state: 'accepted' });
  }

  rejected(changes: readonly Change[], refused: Refused, facets?: readonly Facet[]): void {
    this.add(changes, facets, { state: 'rejected', refused });
  }

  unknown(changes: readonly Change[], reason: string, facets?: readonly Facet[]): void {
    this.add(changes, facets, { state: 'unknown', reason });
  }

  /** What the platform calls the listing. */
  learned(code: string, remoteId: Json): void {
    this.ids.set(code, remoteId);
  }

  /** Exactly one outcome for each change, in the batch's order. */
  result(ticket?: Ticket): BatchResult {
    const outcomes = this.batch.listings.flatMap(({ code, changes }) => {
      const remoteId = this.ids.get(code);
      return changes.map((change) => this.outcome(change, remoteId));
    });
    return ticket === undefined ? { outcomes } : { outcomes, ticket };
  }

  private add(changes: readonly Change[], facets: readonly Facet[] | undefined, part: Part): void {
    for (const change of changes) {
      const pieces = this.pieces.get(change.id);
      for (const [piece, parts] of pieces ?? [])
        if (facets === undefined || facets.some((facet) => facet === piece)) parts.push(part);
    }
  }

  private outcome({ id }: Change, remoteId: Json | undefined): Outcome {
    const pieces = [...(this.pieces.get(id) ?? [])];
    const parts = pieces.flatMap(([, found]) => found);
    const unknown = parts.find((part) => part.state === 'unknown');
    if (unknown) return { changeId: id, status: 'unknown', reason: unknown.reason };
    const rejected = parts.flatMap((part) => (part.state === 'rejected' ? [part.refused] : []));
    if (rejected.length > 0) return this.rejection(id, rejected, pieces);
    if (pieces.some(([, found]) => found.length === 0))
      return { changeId: id, status: 'unknown', reason: 'no answer was kept for it' };
    const status = parts.some((part) => part.state === 'accepted') ? 'accepted' : 'applied';
    return { changeId: id, status, ...(remoteId === undefined ? {} : { remoteId }) };
  }

  /** The platform's reasons, each once, and what of the change was done all the same. */
  private rejection(id: string, refused: readonly Refused[], pieces: readonly (readonly [Piece, Part[]])[]): Outcome {
    const done = pieces
      .filter(([, parts]) => parts.length > 0 && parts.every((part) => part.state === 'applied'))
      .map(([piece]) => piece)
      .join(', ');
    const retry = refused.some((one) => one.retry === 'never') ? 'never' : 'later';
    const issues = [...new Map(refused.map(({ issue }) => [issue.message.en, issue])).values()];
    return {
      changeId: id,
      status: 'rejected',
      retry,
      issues: issues.map((issue) => ({
        ...issue,
        message:
          done === ''
            ? issue.message
            : { en: `${issue.message.en} (done all the same: ${done})`, zh: `${issue.message.zh}（已完成：${done}）` },
        place: { ...this.places.get(id), ...issue.place },
      })),
    };
  }
}

function piecesOf(change: Change): readonly Piece[] {
  const facets = facetsOf(Object.fromEntries(Object.entries(change.facets).map(([facet, step]) => [facet, step.to])));
  return facets.length > 0 ? facets : ['whole'];
}
