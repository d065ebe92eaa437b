import type { Change } from 'mabang/contract';
import { chunks } from 'mabang/core';
import { type Refused, refusedRow } from './errors.ts';
import { UNLIST_PER_CALL } from './limits.ts';
import type { Called, Run } from './run.ts';
import { itemFailures, unlistReply } from './schema.ts';
import { type Id, wireId } from './terms.ts';

export interface StatusRow {
  readonly id: Id;
  readonly unlist: boolean;
  readonly changes: readonly Change[];
  /** It was made in this push: only its being on sale is open. */
  readonly made: boolean;
}

/** Listings to be put on sale or taken off it, many in one call. */
export class Statuses {
  private readonly rows: StatusRow[] = [];

  constructor(private readonly run: Run) {}

  add(row: StatusRow): void {
    this.rows.push(row);
  }

  async send(): Promise<void> {
    for (const part of chunks(this.rows, UNLIST_PER_CALL)) {
      const item_list = part.map(({ id, unlist }) => ({ item_id: wireId(id), unlist }));
      this.settle(part, await this.run.post('/product/unlist_item', { item_list }, unlistReply, 'always'));
    }
  }

  private settle(rows: readonly StatusRow[], called: Called<ReturnType<typeof unlistReply.parse>>): void {
    const failures =
      called.kind === 'ok'
        ? called.data.response.failure_list
        : called.kind === 'refused'
          ? itemFailures.safeParse(called.body).data?.response.failure_list
          : [];
    const reasons = new Map((failures ?? []).map(({ item_id, failed_reason }) => [item_id, failed_reason]));
    const done = new Set(
      called.kind === 'ok' ? (called.data.response.success_list ?? []).map(({ item_id }) => item_id) : [],
    );
    for (const row of rows) this.settleRow(row, called, reasons.get(row.id), done.has(row.id));
  }

  private settleRow(row: StatusRow, called: Called<unknown>, reason: string | undefined, done: boolean): void {
    const { out } = this.run;
    const facets = row.made ? undefined : (['status'] as const);
    if (done) out.applied(row.changes, facets);
    else if (called.kind === 'unknown') out.unknown(row.changes, called.reason, facets);
    else this.refuse(row, reason === undefined && called.kind === 'refused' ? called.refused : reason);
  }

  private refuse(row: StatusRow, why: Refused | string | undefined): void {
    const { out } = this.run;
    const facets = row.made ? undefined : (['status'] as const);
    const refused = typeof why === 'string' ? refusedRow(why) : why;
    if (!refused) out.unknown(row.changes, `the answer does not name item ${row.id}`, facets);
    // The item is there, and not yet on sale: no yes and no no.
    else if (row.made) out.unknown(row.changes, `it is made and not yet on sale: ${refused.issue.message.en}`);
    else out.rejected(row.changes, refused, facets);
  }
}
