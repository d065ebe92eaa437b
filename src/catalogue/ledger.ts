import type { Facts, Json, RemoteListing } from '../contract/index.ts';
import { canonical, parseJson } from '../core/index.ts';
import type { Connection } from './connection.ts';
import { DefinitionStore } from './definitions.ts';
import { Removals } from './removals.ts';
import { remoteKeyOf, Seen, type SeenKey } from './seen.ts';
import type { Ledger, LedgerRow, SeenRow } from './types.ts';

interface Stored {
  readonly code: string;
  readonly remote_id: string;
  readonly origin: LedgerRow['origin'];
  readonly sent: string;
  readonly echo: string;
  readonly ended: number;
  readonly at: string;
}

const SELECT = 'SELECT code, remote_id, origin, sent, echo, ended, at FROM ledger';
const CHUNK = 200;

/**
 * Live listings that read as they did right after our last push, and whose SKUs no other listing holds. SQLite compares the
 * texts itself, so that a listing at rest costs no string in JavaScript but what was sent.
 */
const QUIET = `
SELECT l.code, l.sent FROM json_each(?) j
CROSS JOIN ledger l ON l.channel = ? AND l.code = j.value
JOIN seen s ON s.channel = l.channel AND s.remote_key = l.remote_key
WHERE l.ended = 0 AND s.ended = 0 AND s.removed IS NULL AND s.snapshot = l.echo
AND NOT EXISTS (
  SELECT 1 FROM seen_sku a JOIN seen_sku b ON b.channel = a.channel AND b.sku = a.sku AND b.seen <> a.seen
  WHERE a.seen = s.id
)`;

const SHARED = `
SELECT a.code FROM ledger a JOIN ledger b ON b.code = a.code
JOIN seen s ON s.channel = a.channel AND s.remote_key = a.remote_key
JOIN seen t ON t.channel = b.channel AND t.remote_key = b.remote_key
WHERE a.channel = ? AND b.channel = ? AND a.ended = 0 AND b.ended = 0 AND s.ended = 0 AND t.ended = 0
ORDER BY a.code`;

const UNSEEN = `
${SELECT} l WHERE l.channel = ? AND NOT EXISTS (
  SELECT 1 FROM seen s WHERE s.channel = l.channel AND s.remote_key = l.remote_key
) ORDER BY code`;

const LIVE = `
SELECT count(DISTINCT l.id), count(k.sku) FROM ledger l
JOIN seen s ON s.channel = l.channel AND s.remote_key = l.remote_key
LEFT JOIN seen_sku k ON k.seen = s.id
WHERE l.channel = ? AND l.ended = 0 AND s.ended = 0`;

/** Write a ledger row inside the caller's transaction. */
export function putLedgerRow(connection: Connection, channel: string, row: LedgerRow): void {
  connection
    .statement(
      'INSERT INTO ledger (channel, code, remote_id, remote_key, origin, ended, at, sent, echo) ' +
        'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (channel, code) DO UPDATE SET ' +
        'remote_id = excluded.remote_id, remote_key = excluded.remote_key, origin = excluded.origin, ' +
        'ended = excluded.ended, at = excluded.at, sent = excluded.sent, echo = excluded.echo',
    )
    .run(
      channel,
      row.code,
      canonical(row.remoteId),
      remoteKeyOf(row.remoteId),
      row.origin,
      row.ended ? 1 : 0,
      row.at,
      row.sent,
      row.echo,
    );
}

/** The memory of one channel in the catalogue's file. */
export class ChannelLedger implements Ledger {
  readonly definitions: DefinitionStore;
  readonly removals: Removals;
  private readonly picture: Seen;

  constructor(
    private readonly connection: Connection,
    private readonly channel: string,
  ) {
    this.picture = new Seen(connection, channel);
    this.definitions = new DefinitionStore(connection, channel);
    this.removals = new Removals(connection, channel);
  }

  get(code: string): LedgerRow | undefined {
    const row = this.connection.one(() =>
      this.connection.statement<Stored>(`${SELECT} WHERE channel = ? AND code = ?`).get(this.channel, code),
    );
    return row && toLedgerRow(row);
  }

  quiet(codes: readonly string[]): ReadonlyMap<string, string> {
    this.picture.flush();
    const rows = this.connection.one(() =>
      this.connection.raw<[string, string]>(QUIET).all(JSON.stringify(codes), this.channel),
    );
    return new Map(rows);
  }

  live(): { readonly listings: number; readonly skus: number } {
    this.picture.flush();
    const [listings = 0, skus = 0] =
      this.connection.one(() => this.connection.raw<[number, number]>(LIVE).get(this.channel)) ?? [];
    return { listings, skus };
  }

  put(row: LedgerRow): void {
    this.connection.write(() => putLedgerRow(this.connection, this.channel, row));
  }

  *rows(): Generator<LedgerRow> {
    let after = '';
    for (;;) {
      const rows = this.connection.one(() =>
        this.connection
          .statement<Stored>(`${SELECT} WHERE channel = ? AND code > ? ORDER BY code LIMIT ?`)
          .all(this.channel, after, CHUNK),
      );
      for (const row of rows) yield toLedgerRow(row);
      const last = rows.at(-1);
      if (!last || rows.length < CHUNK) return;
      after = last.code;
    }
  }

  sharedWith(channel: string): readonly string[] {
    this.picture.flush();
    return this.connection
      .one(() => this.connection.raw<[string]>(SHARED).all(this.channel, channel))
      .map(([code]) => code);
  }

  unseen(): readonly LedgerRow[] {
    this.picture.flush();
    return this.connection.one(() => this.connection.statement<Stored>(UNSEEN).all(this.channel)).map(toLedgerRow);
  }

  beginRead(): number {
    return this.picture.beginRead();
  }

  saw(read: number, listing: RemoteListing, at: string): void {
    this.picture.saw(read, listing, at);
  }

  endRead(read: number, scope: 'all' | readonly SeenKey[]): void {
    this.picture.endRead(read, scope);
  }

  seen(key: SeenKey): readonly SeenRow[] {
    return this.picture.find(key);
  }

  seenAll(): Iterable<SeenRow> {
    return this.picture.all();
  }

  /** Write what a read saw and is still held in memory; the catalogue calls it when it closes. */
  flush(): void {
    this.picture.flush();
  }

  facts(): { readonly facts: Facts; readonly at: string } | undefined {
    const row = this.connection.one(() =>
      this.connection
        .raw<[string | null, string]>('SELECT facts, facts_at FROM channel WHERE channel = ?')
        .get(this.channel),
    );
    return row && row[0] !== null ? { facts: JSON.parse(row[0]) as Facts, at: row[1] } : undefined;
  }

  setFacts(facts: Facts, at: string): void {
    this.connection.write(() =>
      this.connection
        .statement(
          'INSERT INTO channel (channel, facts, facts_at) VALUES (?, ?, ?) ' +
            'ON CONFLICT DO UPDATE SET facts = excluded.facts, facts_at = excluded.facts_at',
        )
        .run(this.channel, canonical(facts), at),
    );
  }

  asset(url: string): Json | undefined {
    const row = this.connection.one(() =>
      this.connection.raw<[string]>('SELECT remote FROM asset WHERE channel = ? AND url = ?').get(this.channel, url),
    );
    return row && parseJson(row[0]);
  }

  setAsset(url: string, remote: Json | undefined): void {
    this.connection.write(() =>
      remote === undefined
        ? this.connection.statement('DELETE FROM asset WHERE channel = ? AND url = ?').run(this.channel, url)
        : this.connection
            .statement(
              'INSERT INTO asset (channel, url, remote) VALUES (?, ?, ?) ' +
                'ON CONFLICT DO UPDATE SET remote = excluded.remote',
            )
            .run(this.channel, url, canonical(remote)),
    );
  }

  size(name: string): number | undefined {
    return this.connection.one(() =>
      this.connection.raw<[number]>('SELECT size FROM size WHERE channel = ? AND name = ?').get(this.channel, name),
    )?.[0];
  }

  setSize(name: string, size: number): void {
    this.connection.write(() =>
      this.connection
        .statement(
          'INSERT INTO size (channel, name, size) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET size = excluded.size',
        )
        .run(this.channel, name, size),
    );
  }
}

function toLedgerRow(row: Stored): LedgerRow {
  return {
    code: row.code,
    remoteId: parseJson(row.remote_id),
    origin: row.origin,
    sent: row.sent,
    echo: row.echo,
    ended: row.ended === 1,
    at: row.at,
  };
}
