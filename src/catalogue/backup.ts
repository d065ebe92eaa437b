import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { EXIT, MabangError } from '../core/index.ts';
import { corrupt, noCatalogue, translate } from './errors.ts';

export interface BackupResult {
  readonly file: string;
  readonly bytes: number;
  readonly products: number;
  readonly variants: number;
  /** `user_version` of what was copied. */
  readonly schema: number;
}

/** Pages copied before others in this process get a turn: 4 MB at the usual 4 kB. */
const PAGES_AT_ONCE = 1_024;

/**
 * A whole copy of a catalogue while others write to it, made with SQLite's online backup and checked before it takes its
 * name. Readable by its owner alone, and one file: no log stands beside it.
 *
 * Throws E_NO_CATALOGUE, E_BACKUP_EXISTS (exit 2) unless `replace`, E_BACKUP_DAMAGED (exit 2) when the copy does not pass
 * SQLite's own check, E_DISK, E_BUSY (exit 5). Whatever fails leaves nothing under the name, or what was there before.
 */
export async function backupCatalogue(
  file: string,
  to: string,
  options: { readonly replace?: boolean; readonly progress?: (done: number, total: number) => void } = {},
): Promise<BackupResult> {
  if (!existsSync(file)) throw noCatalogue(file);
  refuseSame(file, to);
  if (existsSync(to) && !options.replace) throw exists(to);
  const draft = draftOf(to);
  makeEmpty(draft);
  try {
    await copyInto(file, draft, options.progress);
    const result = settle(draft);
    sync(draft);
    // The last look: what appeared meanwhile is somebody's.
    if (existsSync(to) && !options.replace) throw exists(to);
    renameSync(draft, to);
    syncFolder(to);
    return { ...result, file: to, bytes: statSync(to).size };
  } catch (error) {
    throw translate(error, to);
  } finally {
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${draft}${suffix}`, { force: true });
  }
}

async function copyInto(file: string, draft: string, progress?: (done: number, total: number) => void): Promise<void> {
  const db = new Database(file, { readonly: true, timeout: 5_000 });
  try {
    // One state of the file for all of the copy: without it, every commit of a running push would begin it anew.
    db.exec('BEGIN');
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    await db.backup(draft, {
      progress: ({ totalPages, remainingPages }) => {
        progress?.(totalPages - remainingPages, totalPages);
        return PAGES_AT_ONCE;
      },
    });
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK');
    db.close();
  }
}

/** Fold the log into the one file, and look whether SQLite finds it whole. */
function settle(draft: string): Omit<BackupResult, 'file' | 'bytes'> {
  const db = new Database(draft, { fileMustExist: true });
  try {
    db.pragma('journal_mode = DELETE');
    const found = db.prepare<[], string>('PRAGMA integrity_check(1)').pluck().get();
    if (found !== 'ok') throw damaged(draft, found ?? 'no answer');
    const count = (table: string) => db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;
    return {
      products: count('product'),
      variants: count('variant'),
      schema: db.pragma('user_version', { simple: true }) as number,
    };
  } finally {
    db.close();
  }
}

/** `catalogue.db` of schema 3 → `catalogue.db.bak-v3`. */
export function migrationBackup(file: string, from: number): string {
  return `${file}.bak-v${from}`;
}

/**
 * Keep a copy of a catalogue as it is before its schema changes. Called inside the transaction that makes the change, so
 * nobody writes between the copy and the change; the copy is made through a connection of its own, which sees what is
 * committed. Written in one go, checked, synced, and renamed; it replaces a copy of the same version, which an earlier
 * migration that failed has left. Throws E_BACKUP (exit 5): then nothing is migrated.
 */
export function keepBeforeMigration(file: string, from: number): void {
  const to = migrationBackup(file, from);
  const draft = draftOf(to);
  try {
    makeEmpty(draft);
    const db = new Database(file, { readonly: true, timeout: 5_000 });
    try {
      // Synchronous, which the online backup of the driver is not; SQLite lets it write over an empty file.
      db.prepare('VACUUM INTO ?').run(draft);
    } finally {
      db.close();
    }
    const copy = new Database(draft, { readonly: true });
    try {
      const damage = copy.prepare<[], string>('PRAGMA quick_check(1)').pluck().get();
      const version = copy.pragma('user_version', { simple: true });
      if (damage !== 'ok' || version !== from) throw corrupt(draft, new Error(damage ?? 'no answer'));
    } finally {
      copy.close();
    }
    sync(draft);
    renameSync(draft, to);
    syncFolder(to);
  } catch (cause) {
    throw notKept(file, to, cause);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Whether there is anything that a migration could spoil. */
export function hasContent(db: Database.Database): boolean {
  const tables = db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all();
  return tables
    .filter((name) => name !== 'catalogue')
    .some((name) => db.prepare(`SELECT EXISTS (SELECT 1 FROM "${name}")`).pluck().get() === 1);
}

let drafts = 0;

/** A name that no other process and no other backup of this one has. */
function draftOf(to: string): string {
  return `${to}.${Date.now().toString(36)}-${drafts++}.part`;
}

function makeEmpty(file: string): void {
  closeSync(openSync(file, 'wx', 0o600));
}

function sync(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** So that the new name survives a power cut too. Windows has no such thing. */
function syncFolder(file: string): void {
  try {
    const handle = openSync(dirname(resolve(file)), 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // The file itself is synced; a folder that cannot be opened for reading only makes its name a little less certain.
  }
}

function refuseSame(file: string, to: string): void {
  const [a, b] = [resolve(file), resolve(to)];
  if (a !== b && ![`${a}-wal`, `${a}-shm`, `${a}-journal`].includes(b)) return;
  throw new MabangError(
    'E_BACKUP_EXISTS',
    EXIT.usage,
    { en: `${to} is the catalogue itself`, zh: `${to} 就是商品目录本身` },
    { place: { file: to }, next: { en: 'name another file', zh: '请指定其他文件' } },
  );
}

function exists(to: string): MabangError {
  return new MabangError(
    'E_BACKUP_EXISTS',
    EXIT.usage,
    { en: `there is a file ${to} already; it was not touched`, zh: `文件 ${to} 已存在，未作改动` },
    {
      place: { file: to },
      next: { en: 'name another file, or add --replace', zh: '请指定其他文件，或加上 --replace' },
    },
  );
}

function damaged(draft: string, what: string): MabangError {
  return new MabangError(
    'E_BACKUP_DAMAGED',
    EXIT.usage,
    {
      en: `the copy does not pass SQLite's check, so it was not kept: ${what}`,
      zh: `副本未通过 SQLite 检查，未保留：${what}`,
    },
    {
      place: { file: draft },
      next: {
        en: 'the catalogue or the disk is damaged: run `mabang doctor`, and restore an earlier backup if it says so',
        zh: '商品目录或磁盘已损坏：请运行 mabang doctor，必要时恢复较早的备份',
      },
    },
  );
}

function notKept(file: string, to: string, cause: unknown): MabangError {
  const said = translate(cause, file);
  const why = said instanceof Error ? said.message : String(said);
  return new MabangError(
    'E_BACKUP',
    EXIT.busy,
    {
      en: `the catalogue must be brought to a newer schema, and no copy of it could be kept first: ${why}. Nothing was changed`,
      zh: `商品目录需要升级结构，但升级前无法保留副本：${why}。未作任何改动`,
    },
    {
      place: { file: to },
      next: {
        en: 'make room on the disk or permit writing to the folder, then run the same command again',
        zh: '请清理磁盘空间或开放文件夹写入权限，然后再次运行同一命令',
      },
      cause,
    },
  );
}
