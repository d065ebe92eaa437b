import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Catalogue, openCatalogue } from '../../src/catalogue/index.ts';
import { fileTokens, tokensFile } from '../../src/engine/tokens.ts';
import type { Host } from '../../src/engine/types.ts';
import type { KeptToken } from '../../src/http/index.ts';

let dir: string;
const open: Catalogue[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mabang-tokens-'));
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Another process on the same workspace: its own connection and pid. */
function processOf(pid: number, alive: (pid: number) => boolean = () => true) {
  const file = join(dir, 'catalogue.db');
  const catalogue = openCatalogue(file, { create: !existsSync(file) });
  open.push(catalogue);
  const host: Host = {
    env: {},
    clock: { now: () => 1_000_000, sleep: async () => {} },
    pid,
    bootId: 'boot',
    hostName: 'here',
    alive,
    version: 'test',
  };
  return { catalogue, store: fileTokens(dir, 'shop', catalogue, host), host };
}

const token = (n: number): KeptToken => ({
  token: `token-${n}`,
  issuedAt: 0,
  expiresAt: 9e15,
  secrets: { refresh: `refresh-${n}` },
  origin: 'o',
});

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('the file of tokens', () => {
  it('is readable by its owner alone, and whole at every moment', async () => {
    const { store } = processOf(1);
    await store.exclusively('access', async (_, keep) => {
      await keep(token(1));
      expect(JSON.parse(readFileSync(tokensFile(dir, 'shop'), 'utf8'))).toMatchObject({ access: { token: 'token-1' } });
      return token(1);
    });
    expect(statSync(tokensFile(dir, 'shop')).mode & 0o777).toBe(0o600);
    expect(existsSync(`${tokensFile(dir, 'shop')}.new`)).toBe(false);
  });

  it('keeps the tokens of a channel apart', async () => {
    const { store } = processOf(1);
    for (const [name, n] of [
      ['shop', 1],
      ['merchant', 2],
    ] as const)
      await store.exclusively(name, async (_, keep) => {
        await keep(token(n));
        return token(n);
      });
    const seen = await store.exclusively('shop', async (kept) => kept as KeptToken);
    expect(seen.token).toBe('token-1');
  });

  it('one process renews, and the other finds what it kept', async () => {
    const stores = [1, 2, 3].map((pid) => processOf(pid).store);
    let renewals = 0;
    const got = await Promise.all(
      stores.map((store) =>
        store.exclusively('access', async (kept, keep) => {
          if (kept) return kept;
          renewals++;
          await wait(50);
          await keep(token(renewals));
          return token(renewals);
        }),
      ),
    );
    expect(renewals).toBe(1);
    expect(got.map((one) => one.token)).toEqual(['token-1', 'token-1', 'token-1']);
  });

  it('a process that died while renewing does not keep the others out', async () => {
    const dead = processOf(7);
    dead.catalogue.lock('shop:access', {
      pid: 7,
      bootId: 'boot',
      host: 'here',
      command: 'renew a token',
      at: '2026-01-01',
      alive: () => true,
    });
    const { store } = processOf(8, (pid) => pid !== 7);
    expect((await store.exclusively('access', async () => token(3))).token).toBe('token-3');
  });

  it('a failed renewal leaves what was there, and the turn', async () => {
    const { store } = processOf(1);
    await store.exclusively('access', async (_, keep) => {
      await keep(token(1));
      return token(1);
    });
    await expect(
      store.exclusively('access', async () => {
        throw new Error('no answer');
      }),
    ).rejects.toThrow('no answer');
    expect((await store.exclusively('access', async (kept) => kept as KeptToken)).token).toBe('token-1');
  });

  it('that others can read, or that is broken, is not used', async () => {
    const { store } = processOf(1);
    await store.exclusively('access', async (_, keep) => {
      await keep(token(1));
      return token(1);
    });
    chmodSync(tokensFile(dir, 'shop'), 0o644);
    const use = () => store.exclusively('access', async (kept) => kept as KeptToken);
    await expect(use()).rejects.toMatchObject({ code: 'E_SECRETS_OPEN', exit: 6 });
    chmodSync(tokensFile(dir, 'shop'), 0o600);
    writeFileSync(tokensFile(dir, 'shop'), '{"access":');
    await expect(use()).rejects.toMatchObject({ code: 'E_TOKENS_FILE', exit: 6 });
  });
});
