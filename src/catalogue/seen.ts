import type { Json, RemoteListing, Sku } from '../contract/index.ts';
import { canonical, chunks, parseJson } from '../core/index.ts';
import type { Connection } from './connection.ts';
import type { SeenRow } from './types.ts';

export interface SeenKey {
  readonly code: string;
  readonly skus: readonly Sku[];
  readonly remoteId?: Json;
}

/**
 * What tells one remote listing from another: the `id` member of a remote id that is an object with one, else the whole
 * remote id, as canonical text. The whole object would not do: it may gain ids of variations while the listing stays.
 */
export function remoteKeyOf(remoteId: Json): string {
  if (typeof remoteId === 'object' && remoteId !== null && !Array.isArray(remoteId) && Object.hasOwn(remoteId, 'id'))
    return canonical((remoteId as { readonly id: Json }).id);
  return canonical(remoteId);
}

interface Stored {
  readonly remote_key: string;
  readonly code: string;
  readonly remote_id: string;
  readonly mark: RemoteListing['mark'];
  readonly ended: number;
  readonly seen_at: string;
  readonly skus: string;
  readonly snapshot: string;
}

const COLUMNS = 's.remote_key, s.code, s.remote_id, s.mark, s.ended, s.seen_at, s.skus, s.snapshot';
const SELECT = `SELECT ${COLUMNS} FROM seen s`;
const BY_KEY = `${SELECT} WHERE s.channel = ? AND s.remote_key = ?`;
const BY_SKUS =
  `${SELECT} WHERE s.channel = ? AND s.id IN ` +
  '(SELECT k.seen FROM seen_sku k WHERE k.sku IN (SELECT value FROM json_each(?))) ORDER BY s.remote_key';
const BY_CODE = `${SELECT} WHERE s.channel = ? AND s.code = ? ORDER BY s.remote_key`;
const AFTER = `${SELECT} WHERE s.channel = ? AND s.remote_key > ? ORDER BY s.remote_key LIMIT ?`;

/** Listings read at a time, and listings or characters of snapshot kept back before they are written together. */
const CHUNK = 200;
const HELD_LISTINGS = 256;
const HELD_CHARS = 4_000_000;

interface Held {
  readonly read: number;
  readonly key: string;
  readonly listing: RemoteListing;
  readonly skus: string;
  readonly snapshot: string;
  readonly at: string;
}

/**
 * The seller's own copy of one channel. What a read sees is written some hundred listings at a time, since a transaction
 * each would cost a disk flush each; whoever asks is answered after what is held was written. A crash loses at most
 * what was held of a read that had not ended, which the next read sees again.
 */
export class Seen {
  private held: Held[] = [];
  private heldChars = 0;

  constructor(
    private readonly connection: Connection,
    private readonly channel: string,
  ) {}

  beginRead(): number {
    this.flush();
    return this.connection.write(() => {
      const row = this.connection
        .raw<[number]>(
          'INSERT INTO channel (channel, read) VALUES (?, 1) ON CONFLICT DO UPDATE SET read = read + 1 RETURNING read',
        )
        .get(this.channel);
      if (!row) throw new Error('a read was not given a number');
      return row[0];
    });
  }

  saw(read: number, listing: RemoteListing, at: string): void {
    const snapshot = canonical(listing.snapshot);
    const skus = JSON.stringify(Object.keys(listing.snapshot.variants).sort());
    this.held.push({ read, key: remoteKeyOf(listing.remoteId), listing, skus, snapshot, at });
    this.heldChars += snapshot.length;
    if (this.held.length >= HELD_LISTINGS || this.heldChars >= HELD_CHARS) this.flush();
  }

  /** Write what is held. */
  flush(): void {
    if (this.held.length === 0) return;
    this.connection.write(() => {
      for (const one of this.held) this.store(one);
    });
    this.held = [];
    this.heldChars = 0;
  }

  private store({ read, key, listing, skus, snapshot, at }: Held): void {
    const { connection, channel } = this;
    const remoteId = canonical(listing.remoteId);
    const ended = listing.ended === true ? 1 : 0;
    const known = connection
      .raw<[number, string]>('SELECT id, skus FROM seen WHERE channel = ? AND remote_key = ?')
      .get(channel, key);
    let id = known?.[0];
    if (id === undefined) {
      const added = connection
        .statement(
          'INSERT INTO seen (channel, remote_key, code, remote_id, mark, ended, read, seen_at, skus, snapshot) ' +
            'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        )
        .run(channel, key, listing.code, remoteId, listing.mark, ended, read, at, skus, snapshot);
      id = Number(added.lastInsertRowid);
    } else {
      connection
        .statement(
          'UPDATE seen SET code = ?, remote_id = ?, mark = ?, ended = ?, read = max(read, ?), seen_at = ?, skus = ?, ' +
            'snapshot = ? WHERE id = ?',
        )
        .run(listing.code, remoteId, listing.mark, ended, read, at, skus, snapshot, id);
    }
    if (known?.[1] === skus) return;
    if (known) connection.statement('DELETE FROM seen_sku WHERE seen = ?').run(id);
    connection.statement('INSERT INTO seen_sku (seen, sku) SELECT ?, value FROM json_each(?)').run(id, skus);
  }

  endRead(read: number, scope: 'all' | readonly SeenKey[]): void {
    this.flush();
    this.connection.write(() => {
      if (scope === 'all') {
        this.connection.statement('DELETE FROM seen WHERE channel = ? AND read < ?').run(this.channel, read);
        return;
      }
      for (const part of chunks(scope, 500)) this.forget(read, part);
    });
  }

  /** Whatever holds one of the keys and was not seen by the read is gone from the platform. */
  private forget(read: number, keys: readonly SeenKey[]): void {
    const remoteKeys = keys.flatMap((key) => (key.remoteId === undefined ? [] : [remoteKeyOf(key.remoteId)]));
    const skus = keys.flatMap((key) => key.skus);
    const codes = keys.flatMap((key) => (key.code === '' ? [] : [key.code]));
    this.connection
      .statement(
        'DELETE FROM seen WHERE channel = ? AND read < ? AND id IN (' +
          'SELECT id FROM seen WHERE channel = ? AND remote_key IN (SELECT value FROM json_each(?)) UNION ' +
          'SELECT seen FROM seen_sku WHERE sku IN (SELECT value FROM json_each(?)) UNION ' +
          'SELECT id FROM seen WHERE channel = ? AND code IN (SELECT value FROM json_each(?)))',
      )
      .run(
        this.channel,
        read,
        this.channel,
        JSON.stringify(remoteKeys),
        JSON.stringify(skus),
        this.channel,
        JSON.stringify(codes),
      );
  }

  find({ code, skus, remoteId }: SeenKey): readonly SeenRow[] {
    this.flush();
    return this.connection.one(() => {
      const found = new Map<string, Stored>();
      const add = (rows: readonly Stored[]) => {
        for (const row of rows) if (!found.has(row.remote_key)) found.set(row.remote_key, row);
      };
      const by = (sql: string, key: string) => this.connection.statement<Stored>(sql).all(this.channel, key);
      if (remoteId !== undefined) add(by(BY_KEY, remoteKeyOf(remoteId)));
      if (skus.length > 0) add(by(BY_SKUS, JSON.stringify(skus)));
      if (code !== '') add(by(BY_CODE, code));
      return [...found.values()].map(toSeen);
    });
  }

  *all(): Generator<SeenRow> {
    let after = '';
    for (;;) {
      this.flush();
      const rows = this.connection.one(() => this.connection.statement<Stored>(AFTER).all(this.channel, after, CHUNK));
      for (const row of rows) yield toSeen(row);
      const last = rows.at(-1);
      if (!last || rows.length < CHUNK) return;
      after = last.remote_key;
    }
  }
}

function toSeen(row: Stored): SeenRow {
  return {
    remoteKey: row.remote_key,
    code: row.code,
    remoteId: parseJson(row.remote_id),
    mark: row.mark,
    ended: row.ended === 1,
    snapshot: row.snapshot,
    skus: JSON.parse(row.skus) as string[],
    seenAt: row.seen_at,
  };
}
