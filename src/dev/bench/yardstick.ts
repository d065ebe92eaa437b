/** The yardstick of the diff: every row of every table that it reads, fetched in order, with every JSON column parsed. */
import Database from 'better-sqlite3';

export function openRows(file: string): { readAll(): void; close(): void } {
  const db = new Database(file, { readonly: true });
  const tables = ['product', 'variant', 'ledger', 'seen'].filter(
    (name) => db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(name) !== undefined,
  );
  const statements = tables.map((name) => db.prepare(`SELECT * FROM ${name}`));
  return {
    readAll() {
      for (const statement of statements) {
        for (const row of statement.iterate()) {
          for (const value of Object.values(row as Record<string, unknown>))
            if (typeof value === 'string' && (value.startsWith('{') || value.startsWith('['))) JSON.parse(value);
        }
      }
    },
    close: () => db.close(),
  };
}
