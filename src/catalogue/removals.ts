import type { Removed, Sku } from '../contract/index.ts';
import type { Connection } from './connection.ts';
import type { Removal } from './types.ts';

interface Row {
  readonly code: string;
  readonly sku: string;
  readonly at: string;
  readonly why: string;
  readonly allowed: string | null;
}

/** What is live again, and not called removed by the platform. */
const LIVE_AGAIN = `
DELETE FROM removal AS r WHERE r.channel = ? AND EXISTS (
  SELECT 1 FROM ledger l JOIN seen s ON s.channel = l.channel AND s.remote_key = l.remote_key
  WHERE l.channel = r.channel AND l.code = r.code AND s.ended = 0 AND s.removed IS NULL
  AND (r.sku = '' OR EXISTS (SELECT 1 FROM seen_sku k WHERE k.seen = s.id AND k.sku = r.sku))
)`;

/** What was taken off one platform without our doing. In the table, the SKU of a whole listing is ''. */
export class Removals {
  constructor(
    private readonly connection: Connection,
    private readonly channel: string,
  ) {}

  all(): readonly Removal[] {
    return this.connection
      .one(() =>
        this.connection
          .statement<Row>('SELECT code, sku, at, why, allowed FROM removal WHERE channel = ? ORDER BY code, sku')
          .all(this.channel),
      )
      .map(({ code, sku, at, why, allowed }) => ({
        code,
        ...(sku === '' ? {} : { sku }),
        why: JSON.parse(why) as Removal['why'],
        at,
        ...(allowed === null ? {} : { allowed }),
      }));
  }

  /** Keep these with the day they were first noticed. */
  note(removed: readonly (Removed & { readonly code: string })[], at: string): void {
    if (removed.length === 0) return;
    this.connection.write(() => {
      const add = this.connection.statement(
        'INSERT INTO removal (channel, code, sku, at, why) VALUES (?, ?, ?, ?, ?) ' +
          'ON CONFLICT DO UPDATE SET why = excluded.why WHERE why <> excluded.why',
      );
      for (const { code, sku, why } of removed) add.run(this.channel, code, sku ?? '', at, JSON.stringify(why));
    });
  }

  forgetLive(): void {
    // Mostly there is nothing to forget, and a write waits for the disk.
    if (this.all().length === 0) return;
    this.connection.write(() => this.connection.statement(LIVE_AGAIN).run(this.channel));
  }

  allow(code: string, at: string): number {
    return this.connection.write(
      () =>
        this.connection
          .statement('UPDATE removal SET allowed = ? WHERE channel = ? AND code = ?')
          .run(at, this.channel, code).changes,
    );
  }

  forget(code: string, sku: Sku | undefined): void {
    this.connection.write(() =>
      this.connection
        .statement('DELETE FROM removal WHERE channel = ? AND code = ? AND sku = ?')
        .run(this.channel, code, sku ?? ''),
    );
  }
}
