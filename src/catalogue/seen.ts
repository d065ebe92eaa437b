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
  readonly id: number;
  readonly remote_key: string;
  readonly code: string;
  readonly remote_id: string;
  readonly mark: RemoteListing['mark'];
  readonly ended: number;
  readonly seen_at: string;
  readonly skus: string;
  readonly snapshot: string;
  readonly removed: string | null;
}

const SELECT = 'SELECT id, remote_key, code, remote_id, mark, ended, seen_at, skus, snapshot, removed FROM seen';
const BY_KEY = `${SELECT} WHERE channel = ? AND remote_key = ?`;
const BY_ID = `${SELECT} WHERE id = ?`;
const AFTER = `${SELECT} WHERE channel = ? AND remote_key > ? ORDER BY remote_key LIMIT ?`;
/** CROSS JOIN keeps SQLite from walking the channel's whole index: it cannot know that the list is short. */
const IDS_BY_SKUS =
  'SELECT DISTINCT k.seen FROM json_each(?) j CROSS JOIN seen_sku k ON k.channel = ? AND k.sku = j.value';
const IDS_BY_CODES = 'SELECT s.id FROM json_each(?) j CROSS JOIN seen s ON s.channel = ? AND s.code = j.value';
const IDS_BY_KEYS = 'SELECT s.id FROM json_each(?) j CROSS JOIN seen s ON s.channel = ? AND s.remote_key = j.value';

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
    const removed = listing.removed && listing.removed.length > 0 ? JSON.stringify(listing.removed) : null;
    const known = connection
      .raw<[number, string]>('SELECT id, skus FROM seen WHERE channel = ? AND remote_key = ?')
      .get(channel, key);
    let id = known?.[0];
    if (id === undefined) {
      const added = connection
        .statement(
          'INSERT INTO seen (channel, remote_key, code, remote_id, mark, ended, read, seen_at, skus, snapshot, removed) ' +
            'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        )
        .run(channel, key, listing.code, remoteId, listing.mark, ended, read, at, skus, snapshot, removed);
      id = Number(added.lastInsertRowid);
    } else {
      connection
        .statement(
          'UPDATE seen SET code = ?, remote_id = ?, mark = ?, ended = ?, read = max(read, ?), seen_at = ?, skus = ?, ' +
            'snapshot = ?, removed = ? WHERE id = ?',
        )
        .run(listing.code, remoteId, listing.mark, ended, read, at, skus, snapshot, removed, id);
    }
    if (known?.[1] === skus) return;
    if (known) connection.statement('DELETE FROM seen_sku WHERE seen = ?').run(id);
    connection
      .statement('INSERT INTO seen_sku (channel, sku, seen) SELECT ?, value, ? FROM json_each(?)')
      .run(channel, id, skus);
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
    const ids = [
      ...this.ids(IDS_BY_KEYS, remoteKeys),
      ...this.ids(
        IDS_BY_SKUS,
        keys.flatMap((key) => key.skus),
      ),
      ...this.ids(
        IDS_BY_CODES,
        keys.flatMap((key) => (key.code === '' ? [] : [key.code])),
      ),
    ];
    const forget = this.connection.statement('DELETE FROM seen WHERE id = ? AND read < ?');
    for (const id of new Set(ids)) forget.run(id, read);
  }

  find({ code, skus, remoteId }: SeenKey): readonly SeenRow[] {
    this.flush();
    return this.connection.one(() => {
      const own =
        remoteId === undefined
          ? undefined
          : this.connection.statement<Stored>(BY_KEY).get(this.channel, remoteKeyOf(remoteId));
      const ids = new Set(this.ids(IDS_BY_SKUS, skus));
      if (code !== '') for (const id of this.ids(IDS_BY_CODES, [code])) ids.add(id);
      if (own) ids.delete(own.id);
      const others = [...ids].flatMap((id) => this.connection.statement<Stored>(BY_ID).all(id));
      return (own ? [own, ...others] : others).map(toSeen);
    });
  }

  private ids(sql: string, list: readonly string[]): readonly number[] {
    if (list.length === 0) return [];
    return this.connection
      .raw<[number]>(sql)
      .all(JSON.stringify(list), this.channel)
      .map(([id]) => id)
      .sort((a, b) => a - b);
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
    removed: row.removed === null ? [] : (JSON.parse(row.removed) as SeenRow['removed']),
    seenAt: row.seen_at,
  };
}
