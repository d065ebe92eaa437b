import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openCatalogue } from '../../src/catalogue/index.ts';
import { APPLICATION_ID, migrate } from '../../src/catalogue/migrate.ts';
import { MIGRATIONS } from '../../src/catalogue/migrations.ts';
import { EXIT } from '../../src/core/index.ts';
import { freshFile, importRows, open, refusal, row } from './support.ts';

const newest = MIGRATIONS.at(-1)?.version ?? 0;

describe('opening a catalogue', () => {
  it('makes a file that any SQLite can identify, durable and with foreign keys', () => {
    const file = freshFile();
    open(file).close();
    const db = new Database(file);
    expect(db.pragma('application_id', { simple: true })).toBe(APPLICATION_ID);
    expect(db.pragma('user_version', { simple: true })).toBe(newest);
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    db.close();
  });

  it('is empty at first and keeps what was put in', () => {
    const file = freshFile();
    const first = open(file);
    expect([first.revision(), first.counts(), [...first.products()]]).toEqual([0, { products: 0, variants: 0 }, []]);
    importRows(first, [row(2, { code: 'A', title: 'Mug' }, { sku: 'A-1' })]);
    first.close();
    const again = open(file, {});
    expect(again.product('A')?.title).toBe('Mug');
    expect(again.counts()).toEqual({ products: 1, variants: 1 });
    expect(again.check()).toEqual([]);
  });

  it('says to run init where there is none, and leaves no file behind', () => {
    const file = freshFile();
    const error = refusal(() => openCatalogue(file, { create: false }));
    expect([error.code, error.exit]).toEqual(['E_NO_CATALOGUE', EXIT.usage]);
    expect(error.details.next?.en).toContain('mabang init');
    expect(() => readFileSync(file)).toThrow();
  });

  it('takes a file without anything in it for none', () => {
    const file = freshFile();
    writeFileSync(file, '');
    expect(refusal(() => openCatalogue(file)).code).toBe('E_NO_CATALOGUE');
    expect(open(file, { create: true }).revision()).toBe(0);
  });

  it('refuses another program’s SQLite file and does not touch it', () => {
    const file = freshFile();
    const db = new Database(file);
    db.exec('CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)');
    db.close();
    const before = readFileSync(file);
    for (const create of [true, false]) {
      const error = refusal(() => openCatalogue(file, { create }));
      expect([error.code, error.exit]).toEqual(['E_NOT_A_CATALOGUE', EXIT.usage]);
    }
    expect(readFileSync(file)).toEqual(before);
  });

  it('refuses a file that is no database, a folder, and a folder that is not there', () => {
    const file = freshFile();
    writeFileSync(file, 'code,sku,title\nA,A-1,Mug\n'.repeat(100));
    expect(refusal(() => openCatalogue(file)).code).toBe('E_NOT_A_CATALOGUE');
    const folder = join(dirname(file), 'folder');
    mkdirSync(folder);
    expect(refusal(() => openCatalogue(folder)).code).toBe('E_CATALOGUE_OPEN');
    expect(refusal(() => openCatalogue(join(dirname(file), 'no', 'x.db'), { create: true })).code).toBe(
      'E_CATALOGUE_OPEN',
    );
  });

  it('says that a damaged file is damaged', () => {
    const file = freshFile();
    const catalogue = open(file);
    importRows(
      catalogue,
      Array.from({ length: 500 }, (_, i) => row(i + 2, { code: `P${i}`, description: 'x'.repeat(1_000) })),
    );
    catalogue.close();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill('damage', bytes.length / 2));
    const damaged = open(file, {});
    const error = refusal(() => [...damaged.products()]);
    expect([error.code, error.exit]).toEqual(['E_CORRUPT_CATALOGUE', EXIT.usage]);
    expect(damaged.check().length).toBeGreaterThan(0);
    damaged.close();
    truncateSync(file, 40 * 4096);
    expect(refusal(() => openCatalogue(file)).code).toBe('E_CORRUPT_CATALOGUE');
  });

  it('names rows that point nowhere', () => {
    const file = freshFile();
    const catalogue = open(file);
    importRows(catalogue, [row(2, { code: 'A' }, { sku: 'A-1' })]);
    catalogue.close();
    const db = new Database(file);
    db.pragma('foreign_keys = OFF');
    db.exec('DELETE FROM product');
    db.close();
    expect(open(file).check()).toEqual([expect.stringContaining('variant')]);
  });

  it('opens for reading only: reads, refuses to write, refuses to make', () => {
    const file = freshFile();
    expect(refusal(() => openCatalogue(file, { readonly: true, create: true })).code).toBe('E_NO_CATALOGUE');
    importRows(open(file), [row(2, { code: 'A', title: 'Mug' })]);
    const reader = open(file, { readonly: true });
    expect(reader.product('A')?.title).toBe('Mug');
    expect(refusal(() => reader.setOverride('shop', { code: 'A', field: 'title', value: 'x' })).code).toBe(
      'E_CATALOGUE_READONLY',
    );
  });

  it('is busy, not broken, while another process writes', () => {
    const file = freshFile();
    const catalogue = open(file, { create: true, busyTimeoutMs: 20 });
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    const error = refusal(() => catalogue.setOverride('shop', { code: 'A', field: 'title', value: 'x' }));
    expect([error.code, error.exit]).toEqual(['E_BUSY', EXIT.busy]);
    expect(refusal(() => importRows(catalogue, [])).code).toBe('E_BUSY');
    expect(catalogue.revision()).toBe(0);
    other.exec('ROLLBACK');
    other.close();
    catalogue.setOverride('shop', { code: 'A', field: 'title', value: 'x' });
    expect(catalogue.revision()).toBe(1);
  });
});

describe('migrations', () => {
  const next = { version: newest + 1, sql: 'ALTER TABLE product ADD COLUMN season TEXT' };

  it('count from 1 without gaps', () => {
    expect(MIGRATIONS.map((migration) => migration.version)).toEqual(MIGRATIONS.map((_, i) => i + 1));
  });

  it('bring an older catalogue up to date and keep its rows', () => {
    const file = freshFile();
    importRows(open(file), [row(2, { code: 'A', title: 'Mug' })]);
    const db = new Database(file);
    migrate(db, file, [...MIGRATIONS, next], false);
    expect(db.pragma('user_version', { simple: true })).toBe(newest + 1);
    expect(db.prepare('SELECT title, season FROM product').all()).toEqual([{ title: 'Mug', season: null }]);
    migrate(db, file, [...MIGRATIONS, next], false);
    db.close();
  });

  it('that fail leave the catalogue as it was', () => {
    const file = freshFile();
    open(file).close();
    const db = new Database(file);
    const broken = { version: newest + 2, sql: 'CREATE TABLE half (a); INSERT INTO nowhere VALUES (1)' };
    expect(() => migrate(db, file, [...MIGRATIONS, next, broken], false)).toThrow('nowhere');
    expect(db.pragma('user_version', { simple: true })).toBe(newest + 1);
    expect(db.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'half'").get()).toEqual({ n: 0 });
    db.close();
  });

  it('refuse a catalogue of a newer mabang, and say to update', () => {
    const file = freshFile();
    open(file).close();
    const db = new Database(file);
    db.pragma(`user_version = ${newest + 1}`);
    db.close();
    const error = refusal(() => openCatalogue(file));
    expect([error.code, error.exit]).toEqual(['E_NEWER_CATALOGUE', EXIT.usage]);
    expect(error.details.next?.en).toContain('update mabang');
  });

  it('are not run on a file opened for reading only', () => {
    const file = freshFile();
    open(file).close();
    const db = new Database(file, { readonly: true });
    expect(refusal(() => migrate(db, file, [...MIGRATIONS, next], true)).code).toBe('E_OLDER_CATALOGUE');
    db.close();
  });
});
