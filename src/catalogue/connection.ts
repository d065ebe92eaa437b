import type Database from 'better-sqlite3';
import { translate } from './errors.ts';

type Statement<Row> = Database.Statement<unknown[], Row>;

/**
 * One SQLite connection with its prepared statements, and the only place that begins and ends transactions.
 * What SQLite refuses leaves it as `MabangError` where a user can do something about it.
 */
export class Connection {
  private readonly prepared = new Map<string, Statement<unknown>>();
  private readonly preparedRaw = new Map<string, Statement<unknown>>();
  private held = false;

  constructor(
    readonly db: Database.Database,
    readonly file: string,
  ) {}

  /** A prepared statement whose rows are objects. Prepared once per text. */
  statement<Row = unknown>(sql: string): Statement<Row> {
    let statement = this.prepared.get(sql);
    if (!statement) {
      statement = this.db.prepare<unknown[], unknown>(sql);
      this.prepared.set(sql, statement);
    }
    return statement as Statement<Row>;
  }

  /** A prepared statement whose rows are arrays: the quicker form, for the paths that read many. */
  raw<Row extends readonly unknown[]>(sql: string): Statement<Row> {
    let statement = this.preparedRaw.get(sql);
    if (!statement) {
      statement = this.db.prepare<unknown[], unknown>(sql).raw(true);
      this.preparedRaw.set(sql, statement);
    }
    return statement as Statement<Row>;
  }

  /** Run a single statement. */
  one<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw translate(error, this.file);
    }
  }

  /** Run several reads against one state of the database, even while another process writes. */
  read<T>(work: () => T): T {
    try {
      if (this.db.inTransaction) return work();
      this.statement('BEGIN').run();
      return this.finish(work);
    } catch (error) {
      throw translate(error, this.file);
    }
  }

  /** Run writes as one transaction: all of it is on disk when this returns, or none of it. */
  write<T>(work: () => T): T {
    if (this.held) throw new Error('an import is open on this catalogue: commit it or roll it back first');
    try {
      this.statement('BEGIN IMMEDIATE').run();
      return this.finish(work);
    } catch (error) {
      throw translate(error, this.file);
    }
  }

  private finish<T>(work: () => T): T {
    try {
      const result = work();
      this.statement('COMMIT').run();
      return result;
    } catch (error) {
      this.undo();
      throw error;
    }
  }

  /** Begin a transaction that stays open over many calls; until `release`, `write` refuses. */
  hold(): void {
    if (this.held) throw new Error('an import is open on this catalogue already');
    try {
      this.statement('BEGIN IMMEDIATE').run();
    } catch (error) {
      throw translate(error, this.file);
    }
    this.held = true;
  }

  release(how: 'commit' | 'rollback'): void {
    this.held = false;
    if (how === 'rollback') {
      this.undo();
      return;
    }
    try {
      this.statement('COMMIT').run();
    } catch (error) {
      this.undo();
      throw translate(error, this.file);
    }
  }

  /** SQLite ends the transaction by itself after some errors, a full disk among them. */
  private undo(): void {
    if (this.db.inTransaction) this.statement('ROLLBACK').run();
  }
}
