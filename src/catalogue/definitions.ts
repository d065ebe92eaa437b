import { createHash } from 'node:crypto';
import type { Definition, Json } from '../contract/index.ts';
import { canonical, parseJson } from '../core/index.ts';
import type { Connection } from './connection.ts';

/**
 * Documents of the platforms. Channels of one platform mostly get the same ones, and some are a megabyte: each body is
 * stored once, by its hash. `checksum` is the platform's own word for a version. A body of `null` says that the platform
 * has no such document.
 */
export const DEFINITIONS = `
CREATE TABLE document (
  hash TEXT PRIMARY KEY,
  body TEXT NOT NULL CHECK (json_valid(body))
) STRICT;

CREATE TABLE definition (
  channel TEXT NOT NULL,
  key TEXT NOT NULL,
  checksum TEXT NOT NULL,
  hash TEXT NOT NULL REFERENCES document (hash),
  at TEXT NOT NULL,
  PRIMARY KEY (channel, key)
) STRICT, WITHOUT ROWID;
`;

/** When a channel last asked for a document, and which version it got. */
export interface DefinitionRow {
  readonly checksum: string;
  readonly at: string;
}

/** What one channel has of the platform's documents. */
export class DefinitionStore {
  constructor(
    private readonly connection: Connection,
    private readonly channel: string,
  ) {}

  row(key: string): DefinitionRow | undefined {
    return this.connection.one(() =>
      this.connection
        .statement<DefinitionRow>('SELECT checksum, at FROM definition WHERE channel = ? AND key = ?')
        .get(this.channel, key),
    );
  }

  body(key: string): Json | undefined {
    const row = this.connection.one(() =>
      this.connection
        .raw<[string]>(
          'SELECT d.body FROM definition c JOIN document d ON d.hash = c.hash WHERE c.channel = ? AND c.key = ?',
        )
        .get(this.channel, key),
    );
    return row && parseJson(row[0]);
  }

  set(key: string, { checksum, body }: Definition, at: string): void {
    const text = canonical(body);
    const hash = createHash('sha256').update(text).digest('hex');
    this.connection.write(() => {
      this.connection.statement('INSERT OR IGNORE INTO document (hash, body) VALUES (?, ?)').run(hash, text);
      this.connection
        .statement('INSERT OR REPLACE INTO definition (channel, key, checksum, hash, at) VALUES (?, ?, ?, ?, ?)')
        .run(this.channel, key, checksum, hash, at);
      this.connection.statement('DELETE FROM document WHERE hash NOT IN (SELECT hash FROM definition)').run();
    });
  }

  /** The copy still holds. */
  touch(key: string, at: string): void {
    this.connection.write(() =>
      this.connection
        .statement('UPDATE definition SET at = ? WHERE channel = ? AND key = ?')
        .run(at, this.channel, key),
    );
  }
}
