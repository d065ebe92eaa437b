import Database from 'better-sqlite3';
import type { Pace } from '../core/index.ts';
import { Connection } from './connection.ts';
import type { PaceBook } from './types.ts';

/** How long the event loop may stand still for another process's commit before `E_BUSY`. */
const WAIT_MS = 50;

/**
 * How far the buckets of accounts are used, for every process that has this catalogue open.
 *
 * It has a connection of its own: this state may be lost with the power, so its commits do not wait for the disk
 * (`synchronous = NORMAL`), and there is one for each request.
 */
export class Paces {
  private connection: Connection | undefined;

  constructor(private readonly own: Connection) {}

  of(account: string): PaceBook {
    return {
      change: (bucket, step) =>
        this.open().write(() => {
          const [due, held, at] =
            this.open()
              .raw<[number, number, number]>('SELECT due, held, at FROM pace WHERE account = ? AND bucket = ?')
              .get(account, bucket) ?? [];
          const was = due === undefined || held === undefined || at === undefined ? undefined : { due, held, at };
          const { pace, result } = step(was);
          this.put(account, bucket, pace);
          return result;
        }),
    };
  }

  private put(account: string, bucket: string, { due, held, at }: Pace): void {
    this.open()
      .statement(
        'INSERT INTO pace (account, bucket, due, held, at) VALUES (?, ?, ?, ?, ?) ' +
          'ON CONFLICT DO UPDATE SET due = excluded.due, held = excluded.held, at = excluded.at',
      )
      .run(account, bucket, due, held, at);
  }

  private open(): Connection {
    if (!this.connection) {
      // A catalogue that no file keeps has no second door.
      if (this.own.db.memory || !this.own.db.open) return this.own;
      const db = new Database(this.own.file, { fileMustExist: true, timeout: WAIT_MS });
      db.pragma('synchronous = NORMAL');
      this.connection = new Connection(db, this.own.file);
    }
    return this.connection;
  }

  close(): void {
    this.connection?.db.close();
  }
}
