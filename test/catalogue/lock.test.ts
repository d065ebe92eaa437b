import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { LockHolder } from '../../src/catalogue/index.ts';
import { EXIT } from '../../src/core/index.ts';
import { AT, child, freshFile, LATER, open, refusal } from './support.ts';

const holder = (more: Partial<LockHolder> = {}): LockHolder => ({
  pid: 4711,
  bootId: 'boot-1',
  host: 'here',
  command: 'push',
  at: AT,
  alive: () => true,
  ...more,
});

describe('a channel’s lock', () => {
  it('is held by one, who is named with what to do', () => {
    const file = freshFile();
    const [one, two] = [open(file), open(file)];
    const lock = one.lock('shop', holder());
    const error = refusal(() => two.lock('shop', holder({ pid: 12, at: LATER })));
    expect([error.code, error.exit, error.details.place]).toEqual(['E_LOCKED', EXIT.busy, { channel: 'shop' }]);
    for (const text of [error.words.en, error.words.zh])
      for (const part of ['4711', 'push', AT]) expect(text).toContain(part);
    expect(error.details.next?.en).toContain('4711');
    expect(error.details.next?.zh).toContain('4711');
    two.lock('other', holder({ pid: 12 })).release();
    lock.release();
    two.lock('shop', holder({ pid: 12 })).release();
  });

  it('is taken over from a process or a boot that is gone', () => {
    const file = freshFile();
    open(file).lock('shop', holder());
    const catalogue = open(file);
    const next = { pid: 12, at: LATER };
    expect(refusal(() => catalogue.lock('shop', holder(next))).code).toBe('E_LOCKED');
    catalogue.lock('shop', holder({ ...next, alive: (pid) => pid !== 4711 }));
    catalogue.lock('shop', holder({ pid: 12, bootId: 'boot-2' })).release();
  });

  it('of another host of this boot holds: its processes cannot be looked at', () => {
    const file = freshFile();
    open(file).lock('shop', holder({ host: 'container-a' }));
    const error = refusal(() => open(file).lock('shop', holder({ host: 'container-b', alive: () => false })));
    expect(error.code).toBe('E_LOCKED');
    expect(error.words.en).toContain('container-a');
    expect(error.details.next?.en).toContain("DELETE FROM lock WHERE channel = 'shop'");
  });

  it('is given back by its owner alone, and once', () => {
    const file = freshFile();
    const catalogue = open(file);
    const lost = catalogue.lock('shop', holder());
    const taken = catalogue.lock('shop', holder({ pid: 12, alive: () => false }));
    lost.release();
    expect(refusal(() => catalogue.lock('shop', holder({ pid: 13 }))).code).toBe('E_LOCKED');
    taken.release();
    const third = catalogue.lock('shop', holder({ pid: 13 }));
    taken.release();
    expect(refusal(() => catalogue.lock('shop', holder({ pid: 14 }))).code).toBe('E_LOCKED');
    third.release();
  });

  it('of this very process holds against itself', () => {
    const catalogue = open(freshFile());
    const lock = catalogue.lock('shop', holder());
    expect(refusal(() => catalogue.lock('shop', holder())).code).toBe('E_LOCKED');
    lock.release();
    catalogue.lock('shop', holder()).release();
  });

  it('left by a process that had the pid we have now is taken over', () => {
    const file = freshFile();
    const catalogue = open(file);
    const db = new Database(file);
    db.prepare("INSERT INTO lock VALUES ('shop', 'token of the dead', 4711, 'boot-1', 'here', 'push', ?)").run(AT);
    db.close();
    catalogue.lock('shop', holder({ pid: 4711 })).release();
  });

  it('is never held by two processes that race for it', async () => {
    const file = freshFile();
    open(file).close();
    const log = join(dirname(file), 'log');
    const ended = await Promise.all([child('race', file, log), child('race', file, log)]);
    expect(ended.map(({ code }) => code)).toEqual([0, 0]);
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(80);
    for (let i = 0; i < lines.length; i += 2) {
      const pid = lines[i]?.split(' ')[1];
      expect([lines[i], lines[i + 1]]).toEqual([`in ${pid}`, `out ${pid}`]);
    }
    open(file).lock('shop', holder()).release();
  });
});
