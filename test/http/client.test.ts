import { createHmac } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  failureOf,
  get,
  type Handler,
  json,
  post,
  type Rig,
  rig,
  SECRETS,
  serve,
  type TestServer,
  text,
} from './kit.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function world(handlers: readonly Handler[], options: Parameters<typeof rig>[1] = {}, base = '') {
  const server: TestServer = await serve(...handlers);
  const made: Rig = rig(`${server.url}${base}`, options);
  open.push(made.client, server);
  return { server, ...made };
}

describe('a request', () => {
  it('carries method, encoded query, JSON body and the headers a platform needs', async () => {
    const { server, client } = await world([json({ ok: true })], {}, '/api/');
    const query = { sku: "a b+c&d=é'(!*)", page: 2, all: false, none: undefined, id: [1, 'x,y'] };
    const reply = await client.request(
      post('/items/a%2Fb', {
        query,
        body: { name: 'Tasse 杯' },
        headers: { 'X-Extra': '1' },
        reply: z.object({ ok: z.boolean() }),
      }),
    );
    expect(reply.data).toEqual({ ok: true });
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('application/json');
    const [seen] = server.received;
    expect(seen?.method).toBe('POST');
    expect(seen?.url).toBe('/api/items/a%2Fb?sku=a%20b%2Bc%26d%3D%C3%A9%27%28%21%2A%29&page=2&all=false&id=1&id=x%2Cy');
    expect(JSON.parse(seen?.body ?? '')).toEqual({ name: 'Tasse 杯' });
    expect(seen?.headers).toMatchObject({
      accept: 'application/json',
      'accept-language': 'en-US',
      'content-type': 'application/json',
      'user-agent': 'mabang/test',
      'x-extra': '1',
      authorization: `Basic ${Buffer.from(`${SECRETS.KEY}:${SECRETS.SECRET}`).toString('base64')}`,
    });
  });

  it('without a body claims none', async () => {
    const { server, client } = await world([json([])]);
    await client.request(get('/items'));
    expect(server.received[0]?.headers['content-type']).toBeUndefined();
    expect(server.received[0]?.body).toBe('');
  });

  it('appends path and query to a base that has a query of its own', async () => {
    const { server, client } = await world([json([])], {}, '/?route=/v1');
    await client.request(get('/items', { query: { page: 1 } }));
    expect(server.received[0]?.url).toBe('/?route=/v1/items&page=1');
  });

  it('whose path would climb out of its folder is not sent', async () => {
    const { server, client } = await world([json([])]);
    for (const path of ['/items/..', '/items/%2e%2E/x', '/./x', 'items']) {
      const failure = await failureOf(client.request(get(path)));
      expect(failure.kind).toBe('unsent');
    }
    expect(server.received).toHaveLength(0);
  });

  it('is signed over the URL that is sent, with the time of the clock', async () => {
    const { server, client, clock } = await world([json([])], {
      sign: ({ url, method, now, nonce, body, crypto, secrets }) => ({
        query: {
          timestamp: String(now),
          nonce,
          signature: crypto.hmac(
            'sha256',
            secrets.SECRET ?? '',
            `${method} ${url.href} ${now} ${nonce} ${body}`,
            'base64',
          ),
        },
      }),
    });
    const started = clock.now();
    await client.request(post('/items', { query: { a: 'x y' }, body: { n: 1 } }));
    const url = new URL(server.received[0]?.url ?? '', server.url);
    const now = url.searchParams.get('timestamp');
    const nonce = url.searchParams.get('nonce');
    expect(now).toBe(String(started));
    expect(nonce).toMatch(/^[0-9a-f]{32}$/);
    const signed = `POST ${server.url}/items?a=x%20y ${now} ${nonce} {"n":1}`;
    expect(url.searchParams.get('signature')).toBe(
      createHmac('sha256', SECRETS.SECRET).update(signed).digest('base64'),
    );
  });

  it('that cannot be signed is not sent and not tried again', async () => {
    const { server, client, events } = await world([json([])], {
      sign: ({ secrets }) => {
        throw new Error(`bad key ${secrets.KEY}`);
      },
    });
    const failure = await failureOf(client.request(get('/items')));
    expect(failure.kind).toBe('unsent');
    expect(failure.message).toContain('could not be signed: bad key ***');
    expect(server.received).toHaveLength(0);
    expect(events.filter((event) => event.kind === 'wait')).toHaveLength(0);
  });

  it('in a bucket nobody declared is a bug, not an unthrottled call', async () => {
    const { client } = await world([json([])]);
    await expect(client.request(get('/x', { bucket: 'other' as 'read' }))).rejects.toThrow(TypeError);
  });
});

describe('an answer', () => {
  const item = z.object({ items: z.array(z.object({ id: z.number() })) });

  it('that does not fit names the path and is unreadable', async () => {
    const { client, server } = await world([json({ items: [{ id: 1 }, { id: 'two' }] })]);
    const failure = await failureOf(client.request(get('/items', { reply: item })));
    expect(failure.kind).toBe('unreadable');
    expect(failure.mayHaveHappened).toBe(true);
    expect(failure.message).toMatch(/items\[1\]\.id: .*expected number/);
    expect(failure.details).toMatchObject({ status: 200, body: { items: [{ id: 1 }, { id: 'two' }] } });
    expect(server.received).toHaveLength(1);
  });

  it('in HTML with status 200 is unreadable and says who may be answering', async () => {
    const { client, server } = await world([text('<!DOCTYPE html><title>Back soon</title>', 200)]);
    const failure = await failureOf(client.request(get('/items')));
    expect(failure.kind).toBe('unreadable');
    expect(failure.message).toMatch(/web page.*something other than the platform/);
    expect(failure.details.body).toContain('Back soon');
    expect(server.received).toHaveLength(1);
  });

  it('in HTML with a 4xx is refused and says so too', async () => {
    const { client } = await world([text('<html><body>Blocked by a firewall</body></html>', 403)]);
    const failure = await failureOf(client.request(get('/items')));
    expect(failure.kind).toBe('refused');
    expect(failure.details.status).toBe(403);
    expect(failure.details.body).toContain('Blocked by a firewall');
    expect(failure.message).toMatch(/403.*something other than the platform/);
  });

  it('with an error in JSON brings the platform’s own sentence and the whole body', async () => {
    const body = { code: 'bad_sku', message: 'SKU is taken', data: { resource_id: 7 } };
    const { client, server } = await world([json(body, 400)]);
    const failure = await failureOf(client.request(post('/items')));
    expect(failure).toMatchObject({ kind: 'refused', mayHaveHappened: false, details: { status: 400, body } });
    expect(failure.message).toBe('POST /items: answered 400: SKU is taken');
    expect(server.received).toHaveLength(1);
  });

  it('without a body is null to the schema', async () => {
    const empty: Handler = (_, response) => response.writeHead(204).end();
    const { client } = await world([empty, empty]);
    const reply = await client.request(post('/items', { reply: z.null() }));
    expect(reply).toMatchObject({ status: 204, data: null });
    const failure = await failureOf(client.request(get('/items', { reply: item })));
    expect(failure.kind).toBe('unreadable');
    expect(failure.message).toContain('it is empty');
  });

  it('to HEAD has headers and no body', async () => {
    const { client } = await world([json({ big: 'body' }, 200, { 'x-total': '41' })]);
    const reply = await client.request(get('/items', { method: 'HEAD', reply: z.null() }));
    expect(reply.headers['x-total']).toBe('41');
  });

  it('keeps an integer that a double cannot hold as its digits', async () => {
    const { client } = await world([
      text(
        '{"id":9007199254740993,"small":9007199254740991,"in":"id 9007199254740993","frac":0.5555555555555555555,"neg":[-9223372036854775808]}',
      ),
    ]);
    const reply = await client.request(get('/items'));
    expect(reply.data).toEqual({
      id: '9007199254740993',
      small: 9007199254740991,
      in: 'id 9007199254740993',
      frac: 5 / 9,
      neg: ['-9223372036854775808'],
    });
  });

  it('may begin with a byte order mark', async () => {
    const { client } = await world([text('\uFEFF{"a":1}')]);
    expect((await client.request(get('/items'))).data).toEqual({ a: 1 });
  });

  it('that is not UTF-8 is unreadable, not silently repaired', async () => {
    const { client } = await world([
      (_, response) => response.writeHead(200).end(Buffer.from('{"a":"\xe9"}', 'latin1')),
    ]);
    const failure = await failureOf(client.request(get('/items')));
    expect(failure.kind).toBe('unreadable');
    expect(failure.message).toContain('not UTF-8');
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
  ] as const)('in %s is opened', async (encoding, pack) => {
    const packed = pack(Buffer.from('{"a":"é"}'));
    const { client, server } = await world([
      (_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(packed),
    ]);
    expect((await client.request(get('/items'))).data).toEqual({ a: 'é' });
    expect(server.received[0]?.headers['accept-encoding']).toBe('gzip, deflate, br');
  });

  it('larger than allowed is refused, before and after it is unpacked', async () => {
    const large = JSON.stringify({ a: 'x'.repeat(5_000) });
    const { client } = await world(
      [
        text(large),
        (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(large)),
        json(1),
      ],
      { maxBytes: 1_000 },
    );
    for (let i = 0; i < 2; i++) {
      const failure = await failureOf(client.request(get('/items')));
      expect(failure.kind).toBe('unreadable');
      expect(failure.message).toContain('larger than 1000 bytes');
    }
    expect((await client.request(get('/items'))).data).toBe(1);
  });
});

describe('the count', () => {
  it('is of attempts on the wire, writes apart', async () => {
    const { client } = await world([json({}, 429), json({}), json({}), json({})]);
    await client.request(post('/items'));
    await client.request(get('/items'));
    await client.request(get('/items', { method: 'HEAD' }));
    expect(client.stats()).toEqual({ requests: 4, writes: 2, retries: 1, waitedMs: 250 });
  });
});

describe('what stays inside', () => {
  it('is every secret, also when the client is printed', async () => {
    const { inspect } = await import('node:util');
    const { client } = await world([json([])]);
    await client.request(get('/items'));
    const printed = inspect(client, { depth: 20, showHidden: true });
    for (const secret of Object.values(SECRETS)) expect(printed).not.toContain(secret);
  });
});
