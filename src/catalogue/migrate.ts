import type Database from 'better-sqlite3';
import { hasContent, keepBeforeMigration } from './backup.ts';
import { newerCatalogue, notACatalogue, olderCatalogue } from './errors.ts';
import type { Migration } from './migrations.ts';

/** `maba`: tells a catalogue from any other SQLite file. */
export const APPLICATION_ID = 0x6d616261;

/**
 * Bring the schema to the newest step, each step in a transaction of its own, safe beside another process that does the
 * same. A foreign or newer file is refused before anything is written: E_NOT_A_CATALOGUE, E_NEWER_CATALOGUE; an older one
 * that may not be written to, E_OLDER_CATALOGUE. A catalogue with something in it is copied to `<file>.bak-v<schema>` before
 * its first step; when that cannot be done, E_BACKUP and nothing is changed.
 */
export function migrate(
  db: Database.Database,
  file: string,
  migrations: readonly Migration[],
  readonly: boolean,
): void {
  const newest = migrations.at(-1)?.version ?? 0;
  refuseForeign(db, file);
  if (versionOf(db) > newest) throw newerCatalogue(file, versionOf(db), newest);
  if (versionOf(db) === newest) return;
  if (readonly) throw olderCatalogue(file, versionOf(db), newest);
  let kept = db.memory;
  for (const { version, sql } of migrations) {
    db.transaction(() => {
      refuseForeign(db, file);
      if (versionOf(db) >= version) return;
      if (!kept && versionOf(db) > 0 && hasContent(db)) keepBeforeMigration(file, versionOf(db));
      kept = true;
      db.exec(sql);
      db.pragma(`application_id = ${APPLICATION_ID}`);
      db.pragma(`user_version = ${version}`);
    }).immediate();
  }
}

/** A file with no tables and no application id is new; anything else must carry ours. */
function refuseForeign(db: Database.Database, file: string): void {
  const id = db.pragma('application_id', { simple: true });
  if (id === APPLICATION_ID) return;
  const tables = db.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get();
  if (id !== 0 || versionOf(db) !== 0 || tables !== 0) throw notACatalogue(file);
}

function versionOf(db: Database.Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}
