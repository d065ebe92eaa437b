import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AnyAdapter, Authorise, Authorised, Denied } from '../../src/contract/index.ts';
import { EXIT, MabangError } from '../../src/core/index.ts';
import { authSet, authStatus, authTest } from '../../src/engine/auth.ts';
import { authLogin, type LoginAsk } from '../../src/engine/auth-login.ts';
import { readSecrets, storeSecrets } from '../../src/engine/secrets.ts';
import { tokensFile } from '../../src/engine/tokens.ts';
import type { Host } from '../../src/engine/types.ts';
import { initWorkspace, openWorkspace, type Workspace } from '../../src/engine/workspace.ts';
import type { TraceEvent } from '../../src/http/index.ts';
import { FakePlatform } from './fake.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-01-01T00:00:00.000Z');
const CODE = 'c0de-9f8e7d6c';
const FRESH = 'r3fresh-5a4b3c2d';
const said = { source: 'test', date: '2026-11-23' };

let dir: string;
let now = START;
let trace: TraceEvent[];
let asked: { readonly body: string; readonly authorization: string | undefined }[];
let answer: { status: number; body: unknown };
let server: Server;
let url: string;
const open: Workspace[] = [];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'mabang-auth-'));
  now = START;
  trace = [];
  asked = [];
  answer = { status: 200, body: { refresh_token: FRESH } };
  server = createServer(async (request, response) => {
    asked.push({ body: await textOf(request), authorization: request.headers.authorization });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  for (const ws of open.splice(0)) ws.close();
  server.closeAllConnections();
  server.close();
  rmSync(dir, { recursive: true, force: true });
});

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request) text += part;
  return text;
}

const reply = z.union([
  z.object({ refresh_token: z.string() }).transform((a): Authorised => ({ secrets: { refresh: a.refresh_token } })),
  z.object({ error: z.string() }).transform((a): Denied => ({ denied: a.error, authorise: true })),
]);

function flow(redirect: 'loopback' | 'pasted'): Authorise<{ readonly url: string }> {
  return {
    needs: ['app'],
    redirect,
    registered: () => (redirect === 'pasted' ? 'https://seller.example/back' : undefined),
    parameters: ['code'],
    bucket: 'all',
    reply,
    url: ({ redirect: back, state, connection }) =>
      `${connection.url}/agree?back=${encodeURIComponent(back)}&state=${state}`,
    exchange: ({ answer: { code = '' }, secrets, redirect: back }) => ({
      url: `${url}/exchange`,
      content: { kind: 'form', fields: { code, app: secrets.app ?? '', back } },
    }),
  };
}

function adapterWith(authorise?: Authorise<{ readonly url: string }>, describeIt?: () => Promise<object>): AnyAdapter {
  const title = (name: string) => ({ name, title: `the ${name}`, help: 'somewhere' });
  return {
    ...new FakePlatform().adapter,
    ...(describeIt ? { describe: describeIt } : {}),
    connection: z.strictObject({ url: z.string() }),
    baseUrl: (connection: { readonly url: string }) => connection.url,
    auth: {
      kind: 'oauth2',
      secrets: [title('app'), title('refresh')],
      sign: () => ({}),
      lives: { refresh: { value: 30, unit: 'days', ...said } },
      tokens: [
        {
          name: 'access',
          title: 'the access token',
          bucket: 'all',
          lifetime: { value: 3600, unit: 'seconds', ...said },
          rotates: ['refresh'],
          grant: () => ({ url: `${url}/token`, content: { kind: 'form', fields: {} } }),
          reply: z.never(),
        },
      ],
      ...(authorise ? { authorise } : {}),
    },
  } as unknown as AnyAdapter;
}

function workspace(adapter: AnyAdapter, env: Record<string, string> = {}): Workspace {
  const host: Host = {
    env: { PATH: process.env.PATH, ...env },
    clock: { now: () => now, sleep: async () => {} },
    pid: 1,
    bootId: 'b',
    hostName: 'h',
    alive: () => true,
    version: 'test',
    trace: (event) => trace.push(event),
  };
  try {
    initWorkspace(dir, {
      channels: [
        { name: 'shop', adapter: 'fake', environment: 'sandbox', currency: 'EUR', connection: { url }, secrets: {} },
      ],
    });
  } catch (error) {
    if (!(error instanceof MabangError) || error.code !== 'E_EXISTS') throw error;
  }
  const ws = openWorkspace(dir, host, { ids: ['fake'], load: async () => adapter });
  open.push(ws);
  return ws;
}

const answers = (secrets: readonly string[], more: Partial<LoginAsk> = {}): LoginAsk => {
  const left = [...secrets];
  return {
    secret: async (spec) => {
      const next = left.shift();
      if (next === undefined) throw new Error(`not expected: ${spec.name}`);
      return next;
    },
    open: () => {},
    ...more,
  };
};

async function refusal(work: Promise<unknown>): Promise<MabangError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof MabangError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const stateOf = (address: string) => new URL(address).searchParams.get('state') ?? '';
const backOf = (address: string) => new URL(address).searchParams.get('back') ?? '';

describe('auth login', () => {
  it('through the browser: opens, checks the state, exchanges once, stores', async () => {
    const ws = workspace(adapterWith(flow('loopback')));
    const turnedAway: number[] = [];
    let page = '';
    const report = await authLogin(
      ws,
      'shop',
      answers(['app-key-1'], {
        open: async (address) => {
          const back = backOf(address);
          expect(back).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/mabang$/);
          for (const wrong of [`${back}?code=evil&state=0`, `${back}?code=evil`, back.replace('/mabang', '/x')])
            turnedAway.push((await fetch(wrong)).status);
          page = await (await fetch(`${back}?code=${CODE}&state=${stateOf(address)}`)).text();
        },
      }),
    );
    expect(turnedAway).toEqual([400, 400, 404]);
    expect(page).toContain('close');
    expect(report.stored.slice().sort()).toEqual(['app', 'refresh']);
    expect(readSecrets(dir)).toEqual({ shop: { app: 'app-key-1', refresh: FRESH } });
    expect(asked).toHaveLength(1);
    expect(asked[0]?.body).toContain(`code=${CODE}`);
  });

  it('leaves neither the code nor what it was exchanged for in the trace', async () => {
    const ws = workspace(adapterWith(flow('pasted')));
    await authLogin(ws, 'shop', answers(['app-key-1'], { pasted: async () => CODE }));
    expect(trace.length).toBeGreaterThan(0);
    const text = JSON.stringify(trace);
    for (const secret of [CODE, FRESH, 'app-key-1']) expect(text).not.toContain(secret);
  });

  it('by pasting: the address at the end with our state, or the code alone', async () => {
    const ws = workspace(adapterWith(flow('pasted')));
    let state = '';
    const look = {
      open: (address: string) => {
        state = stateOf(address);
        expect(backOf(address)).toBe('https://seller.example/back');
      },
    };
    const paste = (text: () => string) =>
      authLogin(ws, 'shop', answers(['app-key-1'], { ...look, pasted: async () => text() }));
    const wrong = await refusal(paste(() => `https://seller.example/back?code=${CODE}&state=other`));
    expect([wrong.code, wrong.exit]).toEqual(['E_AUTHORISE', EXIT.credentials]);
    expect((await refusal(paste(() => `https://seller.example/back?state=${state}`))).words.en).toContain('no code');
    expect((await refusal(paste(() => `https://x/?error=access_denied&state=${state}`))).words.en).toContain('denied');
    expect((await refusal(paste(() => 'two words'))).code).toBe('E_AUTHORISE');
    expect([asked.length, readSecrets(dir)]).toEqual([0, {}]);
    await paste(() => ` https://seller.example/back?code=${CODE}&state=${state}\n`);
    expect(readSecrets(dir).shop?.refresh).toBe(FRESH);
  });

  it('that the platform refuses stores nothing, and is not asked twice', async () => {
    storeSecrets(dir, { shop: { app: 'old-app', refresh: 'old-refresh' } });
    const ws = workspace(adapterWith(flow('pasted')));
    for (const [status, body] of [
      [400, { error: 'the code is used up' }],
      [200, { error: 'the code is used up' }],
      [500, {}],
      [200, { odd: 1 }],
    ] as const) {
      asked = [];
      answer = { status, body };
      const error = await refusal(authLogin(ws, 'shop', answers([], { pasted: async () => CODE })));
      expect(error.toDiagnostic().message.en).not.toContain(CODE);
      expect(asked).toHaveLength(1);
      expect(readSecrets(dir).shop).toEqual({ app: 'old-app', refresh: 'old-refresh' });
    }
  });

  it('gives up when nobody comes back', async () => {
    const ws = workspace(adapterWith(flow('loopback')));
    const error = await refusal(authLogin(ws, 'shop', answers(['app-key-1']), { waitMs: 30 }));
    expect(error.words.en).toContain('nobody came back');
    expect(readSecrets(dir)).toEqual({});
  });

  it('asks for each secret where the platform has no flow; an empty answer keeps the one there is', async () => {
    const ws = workspace(adapterWith());
    await authLogin(ws, 'shop', answers(['a1', 'r1']));
    const second = await authLogin(ws, 'shop', answers(['', 'r2']));
    expect([second.stored, readSecrets(dir).shop]).toEqual([['refresh'], { app: 'a1', refresh: 'r2' }]);
  });

  it('stores nothing when an answer is missing, and says which flag helps where nobody can answer', async () => {
    const ws = workspace(adapterWith());
    expect((await refusal(authLogin(ws, 'shop', answers(['a1', ' '])))).code).toBe('E_EMPTY_SECRET');
    const alone = await refusal(authLogin(ws, 'shop', { open: () => {} }));
    expect([alone.code, alone.details.next?.en]).toEqual(['E_NO_TERMINAL', 'mabang auth set shop app < file']);
    expect(readSecrets(dir)).toEqual({});
  });
});

describe('auth set', () => {
  it('keeps one secret, without its line end', async () => {
    const ws = workspace(adapterWith());
    await authSet(ws, 'shop', 'app', 'a1 \r\n');
    expect(readSecrets(dir)).toEqual({ shop: { app: 'a1 ' } });
  });

  it('refuses an empty one, an unknown name and an unknown channel', async () => {
    const ws = workspace(adapterWith());
    const codes = await Promise.all(
      [authSet(ws, 'shop', 'app', '\n'), authSet(ws, 'shop', 'nope', 'x'), authSet(ws, 'nowhere', 'app', 'x')].map(
        async (work) => (await refusal(work)).code,
      ),
    );
    expect(codes).toEqual(['E_EMPTY_SECRET', 'E_NO_SUCH_SECRET', 'E_NO_CHANNEL']);
  });

  it('says when something else has the better of it', async () => {
    const ws = workspace(adapterWith(), { MABANG_SHOP_APP: 'from-env' });
    const { findings } = await authSet(ws, 'shop', 'app', 'a1');
    expect(findings.map(({ code }) => code)).toEqual(['W_SECRET_SHADOWED']);
    expect((await authSet(ws, 'shop', 'refresh', 'r1')).findings).toEqual([]);
  });
});

describe('a credential_command that fails', () => {
  it('does not undo what was stored, and is named', async () => {
    const ws = workspace(adapterWith());
    const config = { ...ws.config, credential_command: ['false'] };
    const { stored, findings } = await authSet({ ...ws, config }, 'shop', 'app', 'a1');
    expect([stored, findings.map(({ code }) => code)]).toEqual([['app'], ['E_CREDENTIAL_COMMAND']]);
    expect(readSecrets(dir).shop?.app).toBe('a1');
    const report = await authStatus({ ...ws, config }, []);
    expect(report.channels[0]?.findings.map(({ code }) => code)).toContain('E_CREDENTIAL_COMMAND');
    expect(report.exit).toBe(EXIT.credentials);
  });
});

describe('auth status', () => {
  const one = async (ws: Workspace) => (await authStatus(ws, ['shop'])).channels[0];

  it('says where each comes from and since when, and never a value', async () => {
    const ws = workspace(adapterWith(), { MABANG_SHOP_APP: 'env-s3cret' });
    storeSecrets(dir, { shop: { refresh: 'file-s3cret' } }, START - 2 * DAY);
    const report = await authStatus(ws, []);
    expect(report.exit).toBe(EXIT.done);
    expect(report.channels[0]?.secrets).toMatchObject([
      { name: 'app', origin: 'environment', variable: 'MABANG_SHOP_APP' },
      { name: 'refresh', origin: 'file', storedAt: '2025-12-30T00:00:00.000Z', exact: true },
    ]);
    expect(JSON.stringify(report)).not.toContain('s3cret');
  });

  it('names what is missing, with what to do', async () => {
    const report = await authStatus(workspace(adapterWith()), []);
    expect(report.exit).toBe(EXIT.credentials);
    expect(report.channels[0]?.findings.map(({ code, place }) => [code, place.field])).toEqual([
      ['E_NO_SECRET', 'app'],
      ['E_NO_SECRET', 'refresh'],
    ]);
  });

  it('warns a week before a secret expires, and says when it has', async () => {
    const ws = workspace(adapterWith());
    storeSecrets(dir, { shop: { app: 'a', refresh: 'r' } }, START);
    const at = async (days: number) => {
      now = START + days * DAY;
      return (await one(ws))?.findings.map(({ code }) => code);
    };
    expect(await at(23)).toEqual([]);
    expect(await at(24.5)).toEqual(['W_SECRET_EXPIRES']);
    expect(await at(30)).toEqual(['E_SECRET_EXPIRED']);
  });

  it('counts from the last time the platform replaced it; a new authorisation counts from itself', async () => {
    const ws = workspace(adapterWith());
    storeSecrets(dir, { shop: { app: 'a', refresh: 'r' } }, START);
    const file = tokensFile(dir, 'shop');
    mkdirSync(dirname(file), { recursive: true });
    const issuedAt = START + 20 * DAY;
    const kept = { token: 't0ken', issuedAt, expiresAt: issuedAt + 3_600_000, secrets: { refresh: 'r2' }, origin: 'o' };
    writeFileSync(file, JSON.stringify({ access: kept }), { mode: 0o600 });
    now = START + 28 * DAY;
    const rotated = await one(ws);
    expect(rotated?.tokens).toMatchObject([{ name: 'access', state: 'expired' }]);
    expect(rotated?.secrets[1]).toMatchObject({
      rotatedAt: '2026-01-21T00:00:00.000Z',
      expiresAt: '2026-02-20T00:00:00.000Z',
    });
    expect(rotated?.findings).toEqual([]);
    await authSet(ws, 'shop', 'refresh', 'r3');
    const anew = await one(ws);
    expect(anew?.tokens[0]?.state).toBe('replaced');
    expect(anew?.secrets[1]?.expiresAt).toBe('2026-02-28T00:00:00.000Z');
    expect(anew?.secrets[1]?.rotatedAt).toBeUndefined();
    expect(readFileSync(file, 'utf8')).toContain('r2');
  });

  it('goes on over a file that cannot be used', async () => {
    const ws = workspace(adapterWith());
    storeSecrets(dir, { shop: { app: 'a', refresh: 'r' } }, START);
    const file = tokensFile(dir, 'shop');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '{"half', { mode: 0o600 });
    const status = await one(ws);
    expect(status?.findings.map(({ code }) => code)).toEqual(['E_TOKENS_FILE']);
    expect(status?.secrets.map(({ origin }) => origin)).toEqual(['file', 'file']);
  });
});

describe('auth test', () => {
  it('says which account it is, and what is wrong with one that does not answer', async () => {
    const ws = workspace(adapterWith(undefined, async () => ({ name: 'Mugs & More', currency: 'EUR' })));
    storeSecrets(dir, { shop: { app: 'a', refresh: 'r' } });
    const good = await authTest(ws, []);
    expect(good).toMatchObject({
      exit: 0,
      channels: [{ channel: 'shop', ok: true, account: { name: 'Mugs & More' } }],
    });
    rmSync(join(dir, '.mabang', 'secrets.yaml'));
    const bad = await authTest(ws, []);
    expect([bad.exit, bad.channels[0]?.error?.code]).toEqual([EXIT.credentials, 'E_NO_SECRET']);
  });
});
