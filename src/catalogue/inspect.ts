import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { noCatalogue, translate } from './errors.ts';
import { APPLICATION_ID } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';

/** A catalogue as a doctor looks at it: nothing is written, migrated or taken over, whatever state it is in. */
export interface Inspection {
  /** `user_version`, and the newest one that this program knows. */
  readonly schema: number;
  readonly newest: number;
  /** Whether it is a catalogue of mabang's at all. */
  readonly own: boolean;
  /** What `PRAGMA quick_check` and `PRAGMA foreign_key_check` found, at most 20 of each; empty when all is well. */
  readonly damage: readonly string[];
  readonly products: number;
  readonly variants: number;
  readonly locks: readonly {
    readonly name: string;
    readonly pid: number;
    readonly boot: string;
    readonly host: string;
    readonly command: string;
    readonly at: string;
  }[];
  /** What a platform has taken and not answered yet: per channel, how many and since when. */
  readonly tickets: readonly { readonly channel: string; readonly count: number; readonly since: string }[];
  /** Changes whose fate is open, per channel. */
  readonly open: readonly { readonly channel: string; readonly count: number; readonly since: string }[];
}

const SHOWN = 20;

/** Throws E_NO_CATALOGUE, E_NOT_A_CATALOGUE, E_CORRUPT_CATALOGUE, E_CATALOGUE_OPEN (exit 2), E_BUSY (exit 5). */
export function inspectCatalogue(file: string): Inspection {
  if (!existsSync(file)) throw noCatalogue(file);
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { readonly: true, timeout: 5_000 });
    return inspect(db);
  } catch (error) {
    throw translate(error, file);
  } finally {
    db?.close();
  }
}

export function sqliteVersion(): string {
  const db = new Database(':memory:');
  try {
    return db.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? '';
  } finally {
    db.close();
  }
}

function inspect(db: Database.Database): Inspection {
  const tables = new Set(db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all());
  const rows = <Row>(table: string, sql: string) => (tables.has(table) ? db.prepare<[], Row>(sql).all() : []);
  const count = (table: string) =>
    tables.has(table) ? (db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0) : 0;
  const damage = db
    .prepare<[], string>(`PRAGMA quick_check(${SHOWN})`)
    .pluck()
    .all()
    .filter((line) => line !== 'ok');
  const head = {
    schema: db.pragma('user_version', { simple: true }) as number,
    newest: MIGRATIONS.at(-1)?.version ?? 0,
    own: db.pragma('application_id', { simple: true }) === APPLICATION_ID,
  };
  // Tables of a damaged file may not be readable; what is known of the damage must be said all the same.
  if (damage.length > 0) return { ...head, damage, products: 0, variants: 0, locks: [], tickets: [], open: [] };
  const orphans = db
    .prepare<[], { table: string; rowid: number | null; parent: string }>('PRAGMA foreign_key_check')
    .all()
    .slice(0, SHOWN)
    .map(({ table, rowid, parent }) => `${table} row ${rowid ?? '?'} points to a missing ${parent}`);
  return {
    ...head,
    damage: orphans,
    products: count('product'),
    variants: count('variant'),
    locks: rows('lock', 'SELECT channel AS name, pid, boot, host, command, at FROM lock ORDER BY channel'),
    tickets: rows(
      'ticket',
      'SELECT channel, count(*) AS count, min(at) AS since FROM ticket WHERE open = 1 GROUP BY channel ORDER BY channel',
    ),
    open: rows(
      'entry',
      "SELECT channel, count(*) AS count, min(at) AS since FROM entry WHERE state IN ('intent', 'unknown') GROUP BY channel ORDER BY channel",
    ),
  };
}
