import { closeSync, existsSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Sku } from '../contract/index.ts';
import type { Override, Product } from '../core/index.ts';
import { Connection } from './connection.ts';
import { cannotOpen, noCatalogue, translate } from './errors.ts';
import { findImport, SheetImport } from './import.ts';
import { CatalogueJournal } from './journal.ts';
import { ChannelLedger } from './ledger.ts';
import { takeLock } from './lock.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';
import { Overrides } from './overrides.ts';
import { Paces } from './pace.ts';
import { Products } from './products.ts';
import { sourcesOf } from './provenance.ts';
import type {
  Catalogue,
  FieldSource,
  ImportSession,
  Journal,
  Ledger,
  LockHolder,
  PaceBook,
  SheetInfo,
} from './types.ts';

export interface OpenOptions {
  /** Make the file when there is none. Default false. */
  readonly create?: boolean;
  /** Refuse every write, migrations included. Default false. */
  readonly readonly?: boolean;
  /** How long to wait for another process's write before `E_BUSY`. Default 5,000 ms. */
  readonly busyTimeoutMs?: number;
}

/** The write-ahead log is cut back to this after a checkpoint; a big import would leave it as long as itself. */
const WAL_BYTES = 64 * 1024 * 1024;

/**
 * Open a catalogue, and bring its schema up to date. `:memory:` with `create` makes one that no file keeps.
 * Throws E_NO_CATALOGUE, E_NOT_A_CATALOGUE, E_NEWER_CATALOGUE, E_OLDER_CATALOGUE, E_CORRUPT_CATALOGUE,
 * E_CATALOGUE_READONLY, E_CATALOGUE_OPEN (exit 2), E_BUSY, E_DISK (exit 5).
 */
export function openCatalogue(file: string, options: OpenOptions = {}): Catalogue {
  const create = options.create === true && options.readonly !== true;
  if (!create && !existsSync(file)) throw noCatalogue(file);
  let db: Database.Database;
  try {
    if (create && file !== ':memory:') makePrivate(file);
    db = new Database(file, {
      readonly: options.readonly === true,
      fileMustExist: !create,
      timeout: options.busyTimeoutMs ?? 5_000,
    });
  } catch (error) {
    const better = translate(error, file);
    throw better === error ? cannotOpen(file, error) : better;
  }
  try {
    prepare(db, file, options.readonly === true, create);
    return new OpenCatalogue(new Connection(db, file));
  } catch (error) {
    db.close();
    throw translate(error, file);
  }
}

/** Costs and margins are nobody else's business: a new file is its owner's alone, and SQLite gives its log the same mode. */
function makePrivate(file: string): void {
  try {
    closeSync(openSync(file, 'ax', 0o600));
  } catch {
    // It is there already, or cannot be made; SQLite says which, in its own words.
  }
}

/**
 * Durability: `synchronous = FULL` always. A commit is on disk when it returns, which the journal must be able to promise;
 * an import is one commit and what reads see is written some hundred listings at a time, so nothing else is slow for it.
 */
function prepare(db: Database.Database, file: string, readonly: boolean, create: boolean): void {
  const empty = db.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
  if (empty && !create && db.pragma('application_id', { simple: true }) === 0) throw noCatalogue(file);
  migrate(db, file, MIGRATIONS, readonly);
  db.pragma('foreign_keys = ON');
  if (readonly) return;
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma(`journal_size_limit = ${WAL_BYTES}`);
}

class OpenCatalogue implements Catalogue {
  readonly file: string;
  readonly journal: Journal;
  private readonly reader: Products;
  private readonly own: Overrides;
  private readonly paces: Paces;
  private readonly ledgers = new Map<string, ChannelLedger>();
  private importing: SheetImport | undefined;

  constructor(private readonly connection: Connection) {
    this.file = connection.file;
    this.reader = new Products(connection);
    this.own = new Overrides(connection);
    this.journal = new CatalogueJournal(connection);
    this.paces = new Paces(connection);
  }

  revision(): number {
    return this.connection.one(() => this.connection.raw<[number]>('SELECT revision FROM catalogue').get()?.[0] ?? 0);
  }

  counts(): { readonly products: number; readonly variants: number } {
    return this.reader.counts();
  }

  products(only?: { readonly codes?: readonly string[] }): Iterable<Product> {
    return only?.codes ? this.reader.listed(only.codes) : this.reader.all();
  }

  product(code: string): Product | undefined {
    return this.reader.one(code);
  }

  productOf(sku: Sku): Product | undefined {
    return this.reader.withSku(sku);
  }

  sources(code: string): readonly FieldSource[] {
    return sourcesOf(this.connection, code);
  }

  overrides(channel: string): ReadonlyMap<string, readonly Override[]> {
    return this.own.of(channel);
  }

  setOverride(channel: string, override: Override): void {
    this.own.set(channel, override);
  }

  removeOverride(channel: string, code: string, sku: Sku | undefined, field: Override['field']): boolean {
    return this.own.remove(channel, code, sku, field);
  }

  beginImport(sheet: SheetInfo): ImportSession {
    this.importing = new SheetImport(this.connection, sheet);
    return this.importing;
  }

  findImport(sheetHash: string, mappingHash: string): { readonly id: number; readonly at: string } | undefined {
    const underWay = this.importing?.open ? this.importing.importId : undefined;
    return findImport(this.connection, sheetHash, mappingHash, underWay);
  }

  /** One per channel, since what a read saw is held there before it is written. */
  ledger(channel: string): Ledger {
    let ledger = this.ledgers.get(channel);
    if (!ledger) {
      ledger = new ChannelLedger(this.connection, channel);
      this.ledgers.set(channel, ledger);
    }
    return ledger;
  }

  pace(account: string): PaceBook {
    return this.paces.of(account);
  }

  lock(channel: string, who: LockHolder): { release(): void } {
    return takeLock(this.connection, channel, who);
  }

  check(): readonly string[] {
    const { db } = this.connection;
    try {
      const damage = db.prepare<[], string>('PRAGMA integrity_check').pluck().all();
      const orphans = db
        .prepare<[], { table: string; rowid: number | null; parent: string }>('PRAGMA foreign_key_check')
        .all();
      return [
        ...damage.filter((line) => line !== 'ok'),
        ...orphans.map(({ table, rowid, parent }) => `${table} row ${rowid ?? '?'} points to a missing ${parent}`),
      ];
    } catch (error) {
      if (!(error instanceof Database.SqliteError)) throw error;
      return [error.message];
    }
  }

  /** Undoes an import that was not committed. */
  close(): void {
    if (!this.connection.db.open) return;
    this.importing?.rollback();
    try {
      for (const ledger of this.ledgers.values()) ledger.flush();
    } finally {
      this.paces.close();
      this.connection.db.close();
    }
  }
}
