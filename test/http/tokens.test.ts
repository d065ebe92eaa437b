import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { HttpFailure, type TokenSpec, type Verdict } from '../../src/contract/index.ts';
import {
  type Client,
  type ClientOptions,
  createClient,
  memoryTokens,
  type TokenStore,
  type TraceEvent,
} from '../../src/http/index.ts';
import { serve, skippingClock, type TestServer } from './kit.ts';

const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of cleanup.splice(0)) await end();
});

const SECRETS = { client: 'client-secret-1', refresh: 'refresh-one-1' };
const limit = { perSecond: 1000, burst: 1000, concurrent: 10, source: 'test', date: '2026-01-01' };

interface Platform extends TestServer {
  /** What it calls a good token now. */
  token: string;
  grants: number;
  refresh: string;
}

/** Grants a token for its refresh token, which works once where `rotating`; answers calls that carry the token. */
async function platform(rotating = false, lifeSeconds = 3600): Promise<Platform> {
  const state = { token: '', grants: 0, refresh: 'refresh-one-1' };
  const server = await serve((request, response) => {
    const say = (value: unknown, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (request.url === '/token') {
      const form = new URLSearchParams(request.body);
      if (form.get('refresh') !== state.refresh) return say({ error: 'invalid_grant' }, 400);
      state.grants++;
      state.token = `token-number-${state.grants}`;
      if (rotating) state.refresh = `refresh-turn-${state.grants}`;
      return say({ token: state.token, life: lifeSeconds, ...(rotating ? { refresh: state.refresh } : {}) });
    }
    if (request.headers['x-token'] !== state.token) return say({ error: 'expired' }, 401);
    return say({ ok: true });
  });
  cleanup.push(() => server.close());
  return Object.assign(state, server);
}

const reply = z
  .object({ token: z.string(), life: z.number(), refresh: z.string().optional() })
  .transform(({ token, life, refresh }) => ({
    token,
    expiresIn: life,
    ...(refresh === undefined ? {} : { secrets: { refresh } }),
  }))
  .or(z.object({ error: z.string() }).transform(({ error }) => ({ denied: error, authorise: true })));

function spec(url: string, rotates: readonly string[] = []): TokenSpec<unknown> {
  return {
    name: 'access',
    title: 'access token',
    bucket: 'all',
    lifetime: { value: 3600, unit: 's', source: 'test', date: '2026-01-01' },
    rotates,
    grant: ({ secrets }) => ({
      url: `${url}/token`,
      content: { kind: 'form', fields: { client: secrets.client ?? '', refresh: secrets.refresh ?? '' } },
    }),
    reply: reply as never,
  };
}

function clientOf(
  server: Platform,
  more: { readonly rotates?: readonly string[]; readonly judge?: () => Verdict | undefined } & Partial<
    Pick<ClientOptions<unknown, 'all'>, 'tokens' | 'clock' | 'trace' | 'secrets'>
  > = {},
): Client<'all'> {
  const { rotates = [], judge, ...options } = more;
  const client = createClient<unknown, 'all'>({
    channel: 'shop',
    adapter: {
      limits: {
        buckets: { all: limit },
        listingsPerApply: { value: 1, unit: 'listings', source: 'test', date: '2026-01-01' },
      },
      baseUrl: () => server.url,
      auth: {
        kind: 'oauth2',
        secrets: [],
        tokens: [spec(server.url, rotates)],
        sign: ({ tokens }) => ({ headers: { 'x-token': tokens.access ?? '' } }),
        ...(judge ? { judge } : {}),
      },
    },
    connection: {},
    secrets: SECRETS,
    clock: skippingClock(),
    userAgent: 'test',
    env: {},
    ...options,
  });
  cleanup.push(() => client.close());
  return client;
}

const read = (client: Client<'all'>) =>
  client.request({
    bucket: 'all',
    method: 'GET',
    path: '/thing',
    reply: z.object({ ok: z.boolean() }),
    resend: 'always',
  });
const create = (client: Client<'all'>) =>
  client.request({
    bucket: 'all',
    method: 'POST',
    path: '/thing',
    body: {},
    reply: z.object({ ok: z.boolean() }),
    resend: 'unsent',
  });

describe('tokens that expire', () => {
  it('are asked for once however many requests wait', async () => {
    const server = await platform();
    const client = clientOf(server);
    await Promise.all(Array.from({ length: 20 }, () => read(client)));
    expect(server.grants).toBe(1);
  });

  it('are renewed a little before their end, by the clock of the run', async () => {
    const server = await platform();
    const clock = skippingClock();
    const client = clientOf(server, { clock });
    await read(client);
    await clock.sleep(3_500_000);
    await read(client);
    expect(server.grants).toBe(1);
    await clock.sleep(45_000);
    await read(client);
    expect(server.grants).toBe(2);
  });

  it('are renewed once when an answer calls them stale, and the request is made again: it did nothing', async () => {
    const server = await platform();
    const client = clientOf(server);
    await read(client);
    server.token = 'revoked-by-somebody';
    await Promise.all([create(client), create(client), read(client)]);
    expect(server.grants).toBe(2);
  });

  it('that end at once are used all the same, and do not make a loop', async () => {
    const server = await platform(false, 0);
    await read(clientOf(server));
    expect(server.grants).toBeLessThanOrEqual(2);
  });

  it('that are not taken when new are an error of credentials, not a loop', async () => {
    const server = await platform();
    const client = clientOf(server, { judge: () => ({ kind: 'stale', token: 'access' }) });
    await expect(read(client)).rejects.toMatchObject({ kind: 'refused' });
    expect(server.grants).toBe(2);
  });

  it('keep a rotated secret on disk before they are used, and the next process goes on from it', async () => {
    const server = await platform(true);
    const kept: string[] = [];
    const memory = memoryTokens();
    const store: TokenStore = {
      exclusively: (name, renew) =>
        memory.exclusively(name, (before, keep) =>
          renew(before, async (token) => {
            // Nothing but the grant has reached the platform yet.
            kept.push(`${server.received.length} ${token.secrets.refresh ?? ''}`);
            await keep(token);
          }),
        ),
    };
    const clock = skippingClock();
    await read(clientOf(server, { rotates: ['refresh'], tokens: store, clock }));
    await clock.sleep(4_000_000);
    await read(clientOf(server, { rotates: ['refresh'], tokens: store, clock }));
    expect(kept).toEqual(['1 refresh-turn-1', '3 refresh-turn-2']);
  });

  it('are asked for by one of two processes, and the other takes what it got', async () => {
    const server = await platform(true);
    const tokens = memoryTokens();
    const clients = [1, 2, 3].map(() => clientOf(server, { rotates: ['refresh'], tokens }));
    await Promise.all(clients.map(read));
    expect(server.grants).toBe(1);
  });

  it('forget what grew from an older authorisation', async () => {
    const server = await platform(true);
    const tokens = memoryTokens();
    await read(clientOf(server, { rotates: ['refresh'], tokens }));
    server.refresh = 'authorised-anew';
    server.token = 'gone';
    await read(clientOf(server, { rotates: ['refresh'], tokens, secrets: { ...SECRETS, refresh: 'authorised-anew' } }));
    expect(server.grants).toBe(2);
  });

  it('that the platform refuses end in words about the authorisation, and nothing is sent', async () => {
    const server = await platform(true);
    server.refresh = 'used by somebody else';
    const failure = await create(clientOf(server, { rotates: ['refresh'] })).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(HttpFailure);
    expect(failure).toMatchObject({ kind: 'refused', details: { status: 401 } });
    expect((failure as Error).message).toContain('invalid_grant');
    expect(server.received.map(({ url }) => url)).toEqual(['/token']);
  });

  it('are in no trace and no error, nor is what they were asked for with', async () => {
    const server = await platform(true);
    const events: TraceEvent[] = [];
    const client = clientOf(server, { rotates: ['refresh'], trace: (event) => events.push(event) });
    await read(client);
    await client
      .request({
        bucket: 'all',
        method: 'GET',
        path: '/token-number-1',
        reply: z.object({ no: z.string() }),
        resend: 'always',
      })
      .catch((error: unknown) => events.push({ note: String(error) } as TraceEvent));
    const told = JSON.stringify(events);
    for (const secret of [...Object.values(SECRETS), 'token-number-1', 'refresh-turn-1'])
      expect(told).not.toContain(secret);
    expect(told).toContain('(credentials)');
  });
});

describe('answers whose status does not say it', () => {
  const answers = (verdicts: readonly (Verdict | undefined)[]) => {
    let i = 0;
    return () => verdicts[Math.min(i++, verdicts.length - 1)];
  };

  it('throttled: made again like a 429', async () => {
    const server = await platform();
    const client = clientOf(server, { judge: answers([{ kind: 'throttled' }, { kind: 'throttled' }, undefined]) });
    await create(client);
    expect(client.stats()).toMatchObject({ retries: 2 });
  });

  it('refused: it did not happen; unclear: it may have', async () => {
    const server = await platform();
    const refused = clientOf(server, { judge: () => ({ kind: 'refused', message: 'no such category' }) });
    await expect(create(refused)).rejects.toMatchObject({ kind: 'refused', details: { verdict: 'refused' } });
    await expect(create(refused)).rejects.toThrow('no such category');
    const unclear = clientOf(server, { judge: () => ({ kind: 'unclear' }) });
    await expect(create(unclear)).rejects.toMatchObject({ kind: 'unclear' });
  });

  it('exhausted: nothing more of the bucket is sent until it is over', async () => {
    const server = await platform();
    const client = clientOf(server, { judge: () => ({ kind: 'exhausted', seconds: 7200 }) });
    await expect(create(client)).rejects.toMatchObject({ kind: 'refused', details: { retryAfterMs: 7_200_000 } });
    const before = server.received.length;
    await expect(create(client)).rejects.toMatchObject({ kind: 'unsent' });
    expect(server.received.length).toBe(before);
  });
});
