import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AnyAdapter } from '../../src/contract/index.ts';
import { doctor } from '../../src/engine/doctor.ts';
import type { Check } from '../../src/engine/doctor-types.ts';
import { storeSecrets } from '../../src/engine/secrets.ts';
import type { Host } from '../../src/engine/types.ts';
import { initWorkspace } from '../../src/engine/workspace.ts';
import { FakePlatform } from './fake.ts';

const KEY = 'ck_0123456789abcdef';
let dir: string;
let server: Server | undefined;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mabang-doctor-'));
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  rmSync(dir, { recursive: true, force: true });
});

const host = (part: Partial<Host> = {}): Host => ({
  env: { PATH: process.env.PATH },
  clock: { now: () => Date.now(), sleep: async () => {} },
  pid: 1,
  bootId: 'boot',
  hostName: 'here',
  alive: () => true,
  version: 'test',
  ...part,
});

const adapter = {
  ...new FakePlatform().adapter,
  auth: { kind: 'bearer', secrets: [{ name: 'key', title: 'Key', help: 'in the settings' }], sign: () => ({}) },
  connection: z.strictObject({ url: z.string() }),
  baseUrl: ({ url }: { readonly url: string }) => url,
} as unknown as AnyAdapter;
const registry = { ids: ['fake'], load: async () => adapter };

/** A shop whose clock is off by so many milliseconds. */
async function shopAt(off: number): Promise<string> {
  const started = createServer((_, response) => {
    response.sendDate = false;
    response.writeHead(401, { date: new Date(Date.now() + off).toUTCString() }).end();
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}/api`;
}

function workspace(url = 'http://127.0.0.1:9'): void {
  initWorkspace(dir, {
    channels: [
      {
        name: 'shop',
        adapter: 'fake',
        environment: 'sandbox',
        currency: 'EUR',
        connection: { url },
        secrets: { key: KEY },
      },
    ],
  });
  chmodSync(join(dir, 'mabang.yaml'), 0o644);
}

const look = (part: Partial<Host> = {}, offline = true) =>
  doctor(dir, host(part), { node: 'v20.18.1', registry, offline });
const of = (checks: readonly Check[], name: string) => checks.filter(({ check }) => check === name);
const states = (checks: readonly Check[], name: string) => of(checks, name).map(({ state }) => state);

function git(...args: readonly string[]): void {
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...who, ...args], { cwd: dir, stdio: 'ignore' });
}

describe('doctor', () => {
  it('finds nothing wrong with a new workspace, and says what it did not look at', async () => {
    workspace();
    const report = await look();
    expect(report.checks.filter(({ state }) => state === 'error' || state === 'warn')).toEqual([]);
    expect(report.exit).toBe(0);
    expect(states(report.checks, 'network')).toEqual(['skipped']);
    expect(states(report.checks, 'git')).toEqual(['skipped']);
  });

  it('says what to do of everything that is not well', async () => {
    workspace();
    chmodSync(join(dir, '.mabang', 'secrets.yaml'), 0o644);
    writeFileSync(join(dir, 'catalogue.db'), 'not a database at all, but long enough to be looked at');
    const { checks, exit } = await look();
    expect(exit).toBe(1);
    expect(states(checks, 'catalogue')).toEqual(['error']);
    expect(states(checks, 'permissions')).toContain('error');
    for (const check of checks)
      if (check.state === 'error' || check.state === 'warn') expect(check.next?.en, check.check).toBeTruthy();
  });

  it('goes on where mabang.yaml is broken, with what of it can be used', async () => {
    workspace();
    const good = `  shop: { adapter: fake, environment: sandbox, currency: EUR, connection: { url: "http://127.0.0.1:9" } }`;
    writeFileSync(join(dir, 'mabang.yaml'), `version: 1\nchannels:\n${good}\n  bad: { adapter: 7 }\n`);
    const first = await look();
    expect(states(first.checks, 'config')).toEqual(['error']);
    expect(of(first.checks, 'secrets').map(({ channel, state }) => [channel, state])).toEqual([['shop', 'ok']]);
    writeFileSync(join(dir, 'mabang.yaml'), 'catalogue: catalogue.db\nchannels: [\n');
    const second = await look();
    expect([states(second.checks, 'config'), states(second.checks, 'catalogue')]).toEqual([['error'], ['ok']]);
    rmSync(join(dir, 'mabang.yaml'));
    expect((await look()).exit).toBe(1);
    expect(states((await look()).checks, 'config')).toEqual(['error']);
  });

  it('looks into the catalogue without touching it: damage, schema, orphans', async () => {
    workspace();
    const file = join(dir, 'catalogue.db');
    const db = new Database(file);
    db.pragma('foreign_keys = OFF');
    db.exec("INSERT INTO ticket (run, channel, ticket, at) VALUES (77, 'shop', '{}', '2026-01-01T00:00:00.000Z')");
    const version = db.pragma('user_version', { simple: true }) as number;
    const orphaned = await look();
    expect(of(orphaned.checks, 'catalogue')[0]?.message.en).toContain('ticket row 1 points to a missing run');
    expect(states(orphaned.checks, 'tickets')).toEqual(['warn']);
    db.pragma('user_version = 3');
    expect(states((await look()).checks, 'schema')).toEqual(['warn']);
    expect(db.pragma('user_version', { simple: true })).toBe(3);
    db.pragma(`user_version = ${version + 1}`);
    expect(states((await look()).checks, 'schema')).toEqual(['error']);
    db.close();
  });

  it('tells a lock that is held from one that was left', async () => {
    workspace();
    const db = new Database(join(dir, 'catalogue.db'));
    const put = db.prepare("INSERT OR REPLACE INTO lock VALUES ('shop', 't', 42, ?, ?, 'push', ?)");
    put.run('an earlier boot', 'here', '2020-01-01T00:00:00.000Z');
    expect(states((await look()).checks, 'locks')).toEqual(['ok']);
    put.run('boot', 'here', '2020-01-01T00:00:00.000Z');
    expect(states((await look()).checks, 'locks')).toEqual(['warn']);
    expect(states((await look({ alive: () => false })).checks, 'locks')).toEqual(['ok']);
    put.run('boot', 'here', new Date().toISOString());
    expect(states((await look()).checks, 'locks')).toEqual(['ok']);
    db.close();
  });

  it('refuses a Node that is too old', async () => {
    workspace();
    const old = await doctor(dir, host(), { node: 'v20.18.0', registry, offline: true });
    expect(states(old.checks, 'versions')).toEqual(['error']);
  });

  it('names a credential_command that fails, and anybody who could change it', async () => {
    workspace();
    storeSecrets(dir, { shop: { key: '' } });
    writeFileSync(
      join(dir, 'mabang.yaml'),
      `credential_command: ["false"]\nversion: 1\nchannels:\n  shop: { adapter: fake, environment: sandbox, currency: EUR, connection: { url: "http://127.0.0.1:9" } }\n`,
    );
    chmodSync(join(dir, 'mabang.yaml'), 0o664);
    const { checks } = await look();
    expect(of(checks, 'secrets')[0]?.message.en).toContain('credential_command');
    expect(states(checks, 'permissions')).toEqual(['warn']);
  });
});

describe('clock and network', () => {
  const seen = async (off: number) => {
    workspace(await shopAt(off));
    return (await look({}, false)).checks;
  };

  it('is well within a minute, whatever the answer is', async () => {
    const checks = await seen(20_000);
    expect([states(checks, 'network'), states(checks, 'clock')]).toEqual([['ok'], ['ok']]);
  });
  it('doubts a clock that is more than a minute off, either way', async () => {
    expect(states(await seen(120_000), 'clock')).toEqual(['warn']);
  });
  it('calls four minutes wrong, and says in which direction', async () => {
    const checks = await seen(-300_000);
    expect(of(checks, 'clock')[0]).toMatchObject({ state: 'error', channel: 'shop' });
    expect(of(checks, 'clock')[0]?.message.en).toMatch(/is (29\d|300|301) s ahead of/);
  });
  it('says which host cannot be reached, and that a proxy is none', async () => {
    workspace('http://127.0.0.1:9');
    expect(of((await look({}, false)).checks, 'network')[0]).toMatchObject({ state: 'error', channel: 'shop' });
    const checks = (await look({ env: { HTTP_PROXY: 'ftp://u:pr0xy-pass@x' } }, false)).checks;
    expect(JSON.stringify(checks)).not.toContain('pr0xy-pass');
  });
});

describe('secrets in git', () => {
  const text = (checks: readonly Check[]) => JSON.stringify(of(checks, 'git'));

  it('are found in a commit that was taken back since, by name and place, never by value', async () => {
    workspace();
    git('init', '-q');
    writeFileSync(join(dir, 'notes.txt'), `the key is ${KEY}, do not lose it`);
    git('add', 'notes.txt', '.gitignore');
    git('commit', '-qm', 'one');
    git('rm', '-q', 'notes.txt');
    git('commit', '-qm', 'two');
    const { checks, exit } = await look();
    expect(exit).toBe(1);
    expect(states(checks, 'git')).toContain('error');
    expect(text(checks)).toMatch(/key stands in the git repository: [0-9a-f]{7,} notes\.txt/);
    expect(text(checks)).not.toContain(KEY);
  });

  it('are found in a message, in a tracked file that is not committed, and as base64', async () => {
    workspace();
    git('init', '-q');
    writeFileSync(join(dir, 'a.txt'), 'x');
    git('add', 'a.txt');
    expect(text((await look()).checks)).toContain('none found');
    writeFileSync(join(dir, 'a.txt'), Buffer.from(KEY).toString('base64'));
    expect(text((await look()).checks)).toContain('a.txt');
    writeFileSync(join(dir, 'a.txt'), 'x');
    git('commit', '-qm', `with ${KEY}`);
    expect(states((await look()).checks, 'git')).toContain('error');
  });

  it('are found among objects that are large or many, across the parts they come in', async () => {
    workspace();
    git('init', '-q');
    for (let i = 0; i < 60; i++) writeFileSync(join(dir, `f${i}.txt`), `${i}\n`.repeat(20_000));
    writeFileSync(join(dir, 'big.txt'), `${'y'.repeat(3_000_000)}${KEY}${'z'.repeat(1_000_000)}`);
    git('add', '.');
    git('commit', '-qm', 'all');
    const { checks } = await look();
    expect(text(checks)).toContain('big.txt');
    expect(text(checks)).toMatch(/6[0-9] objects/);
  });

  it('that git would take up are warned of', async () => {
    workspace();
    rmSync(join(dir, '.gitignore'));
    git('init', '-q');
    expect(states((await look()).checks, 'git')).toContain('warn');
    git('add', '-f', '.mabang/secrets.yaml');
    const { checks } = await look();
    expect(text(checks)).toContain('git tracks .mabang/secrets.yaml');
    expect(text(checks)).not.toContain(KEY);
  });

  it('are looked for in a folder below the top of the repository too', async () => {
    git('init', '-q');
    const top = dir;
    writeFileSync(join(top, 'outside.txt'), KEY);
    git('add', '.');
    git('commit', '-qm', 'one');
    dir = join(top, 'shop');
    mkdirSync(dir);
    workspace();
    expect(text((await look()).checks)).toContain('outside.txt');
    dir = top;
  });
});
