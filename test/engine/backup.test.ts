import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backupCatalogue, openCatalogue } from '../../src/catalogue/index.ts';
import { migrate } from '../../src/catalogue/migrate.ts';
import { MIGRATIONS } from '../../src/catalogue/migrations.ts';
import { MabangError } from '../../src/core/index.ts';
import { backup } from '../../src/engine/backup.ts';
import { Bench, FakePlatform } from './fake.ts';

const newest = MIGRATIONS.at(-1)?.version ?? 0;
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mabang-backup-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function filled(products: number, file = join(dir, 'catalogue.db')): string {
  const catalogue = openCatalogue(file, { create: true });
  const session = catalogue.beginImport({ file: 'a.csv', hash: 'h', mappingHash: '', columns: {}, at: '2026-01-01' });
  for (let i = 0; i < products; i++)
    session.put({
      row: i,
      product: { code: `P${i}`, title: `Title ${i}`, description: 'x'.repeat(2_000) },
      variant: { sku: `P${i}`, quantity: 1 },
      fields: [],
    });
  session.commit();
  catalogue.close();
  return file;
}

async function refusal(work: () => unknown): Promise<MabangError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof MabangError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a backup', () => {
  it('is one whole private file that opens as a catalogue', async () => {
    const to = join(dir, 'copy.db');
    const result = await backupCatalogue(filled(20), to);
    expect(result).toEqual({ file: to, bytes: statSync(to).size, products: 20, variants: 20, schema: newest });
    expect(statSync(to).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir).filter((name) => name.startsWith('copy'))).toEqual(['copy.db']);
    const copy = openCatalogue(to);
    expect([copy.product('P7')?.title, copy.check()]).toEqual(['Title 7', []]);
    copy.close();
  });

  it('is of one moment, however much is written while it is made', async () => {
    const file = filled(4_000);
    const writer = openCatalogue(file);
    const before = writer.counts().products;
    let written = 0;
    const done = await backupCatalogue(file, join(dir, 'copy.db'), {
      progress: () => {
        const session = writer.beginImport({ file: 'b', hash: `${written}`, mappingHash: '', columns: {}, at: '' });
        session.put({
          row: 1,
          product: { code: `N${written++}`, title: 'new' },
          variant: { sku: `N${written}` },
          fields: [],
        });
        session.commit();
      },
    });
    expect(written).toBeGreaterThan(1);
    expect(done.products).toBe(before);
    expect(writer.counts().products).toBe(before + written);
    writer.close();
  });

  it('replaces nothing unless told so, and never the catalogue itself', async () => {
    const file = filled(2);
    const to = join(dir, 'copy.db');
    writeFileSync(to, 'mine');
    expect((await refusal(() => backupCatalogue(file, to))).code).toBe('E_BACKUP_EXISTS');
    expect(readFileSync(to, 'utf8')).toBe('mine');
    await backupCatalogue(file, to, { replace: true });
    expect(readFileSync(to, 'latin1').startsWith('SQLite format 3')).toBe(true);
    for (const own of [file, `${file}-wal`])
      expect((await refusal(() => backupCatalogue(file, own, { replace: true }))).code).toBe('E_BACKUP_EXISTS');
  });

  it('that does not pass the check takes no name', async () => {
    const file = filled(400);
    const bytes = readFileSync(file);
    bytes.fill(0xaa, 8 * 4096, 60 * 4096);
    writeFileSync(file, bytes);
    const to = join(dir, 'copy.db');
    writeFileSync(to, 'an earlier backup');
    const error = await refusal(() => backupCatalogue(file, to, { replace: true }));
    expect(['E_BACKUP_DAMAGED', 'E_CORRUPT_CATALOGUE']).toContain(error.code);
    expect(readFileSync(to, 'utf8')).toBe('an earlier backup');
    expect(readdirSync(dir).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it('goes on beside a push, and the push beside it', async () => {
    const bench = new Bench(new FakePlatform());
    for (let i = 0; i < 30; i++) bench.put(`A${i}`, 'Mug', { [`A${i}`]: '5.00' });
    const to = join(dir, 'copy.db');
    const [pushed, copied] = await Promise.all([bench.push(), backup(bench.workspace, { file: to })]);
    expect([pushed.counts.landed, copied.products]).toEqual([60, 30]);
    const named = await backup(bench.workspace, {});
    expect(named.file).toMatch(/catalogue\.db\.bak-2026\d{4}T\d{6}$/);
    expect(existsSync(named.file)).toBe(true);
    bench.close();
  });
});

describe('before a migration', () => {
  const next = { version: newest + 1, sql: 'ALTER TABLE product ADD COLUMN season TEXT' };
  const open = (file: string) => new Database(file);
  const kept = (file: string) => `${file}.bak-v${newest}`;

  it('a copy of what is there is kept, as it was', () => {
    const file = filled(3);
    const db = open(file);
    migrate(db, file, [...MIGRATIONS, next], false);
    db.close();
    const copy = open(kept(file));
    expect(copy.pragma('user_version', { simple: true })).toBe(newest);
    expect(copy.prepare('SELECT count(*) AS n FROM product').get()).toEqual({ n: 3 });
    expect(() => copy.prepare('SELECT season FROM product')).toThrow('season');
    copy.close();
    expect(statSync(kept(file)).mode & 0o777).toBe(0o600);
  });

  it('holds what is in the log and not yet in the file', () => {
    const file = filled(1);
    const writer = openCatalogue(file);
    const session = writer.beginImport({ file: 'b', hash: 'b', mappingHash: '', columns: {}, at: '' });
    session.put({ row: 1, product: { code: 'LATE', title: 'late' }, variant: { sku: 'LATE' }, fields: [] });
    session.commit();
    const db = open(file);
    migrate(db, file, [...MIGRATIONS, next], false);
    db.close();
    writer.close();
    const copy = open(kept(file));
    expect(copy.prepare("SELECT count(*) AS n FROM product WHERE code = 'LATE'").get()).toEqual({ n: 1 });
    copy.close();
  });

  it('nothing is kept of an empty one, and nothing of one that is up to date', () => {
    const file = join(dir, 'empty.db');
    openCatalogue(file, { create: true }).close();
    const db = open(file);
    migrate(db, file, [...MIGRATIONS, next], false);
    db.close();
    openCatalogue(filled(1)).close();
    expect(readdirSync(dir).filter((name) => name.includes('.bak'))).toEqual([]);
  });

  it('that fails, the copy stays; when no copy can be made, nothing is migrated', async () => {
    const file = filled(1);
    const db = open(file);
    const broken = { version: newest + 1, sql: 'INSERT INTO nowhere VALUES (1)' };
    expect(() => migrate(db, file, [...MIGRATIONS, broken], false)).toThrow('nowhere');
    expect(existsSync(kept(file))).toBe(true);
    rmSync(kept(file));
    // A folder in the place of the copy cannot be replaced by a file.
    mkdirSync(join(kept(file), 'x'), { recursive: true });
    const error = await refusal(() => migrate(db, file, [...MIGRATIONS, next], false));
    expect(error.code).toBe('E_BACKUP');
    expect(db.pragma('user_version', { simple: true })).toBe(newest);
    expect(readdirSync(dir).filter((name) => name.includes('.part'))).toEqual([]);
    db.close();
  });
});
