import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { drop, failureOf, get, type Handler, hang, json, post, rig, serve, text } from './kit.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function world(handlers: readonly Handler[], options: Parameters<typeof rig>[1] = {}) {
  const server = await serve(...handlers);
  const made = rig(server.url, options);
  open.push(made.client, server);
  return { server, ...made };
}

const truncated: Handler = (_, response, socket) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
  response.write('{"a":', () => socket.end());
};
const truncatedAndClosed: Handler = (_, response, socket) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100', connection: 'close' });
  response.write('{"a":1}', () => socket.end());
};
const truncatedChunks: Handler = (_, response, socket) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"a":1', () => socket.end());
};
const stuckBody: Handler = (_, response) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('{"a":');
};

/** A port on which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('what may have happened', () => {
  const unclear: readonly [string, Handler, number | undefined][] = [
    ['a dropped socket', drop, undefined],
    ['a time-out', hang, undefined],
    ['a 500', json({ message: 'oops' }, 500), 500],
    ['a 503 with Retry-After', json({}, 503, { 'retry-after': '1' }), 503],
    ['an HTML 502 of a gateway', text('<html>Bad Gateway</html>', 502), 502],
    ['a body shorter than its length', truncated, 200],
    ['a body shorter than its length that looks whole', truncatedAndClosed, 200],
    ['a chunked body without its end', truncatedChunks, 200],
    ['a body that never ends', stuckBody, 200],
  ];
  it.each(unclear)('after %s is sent once when only unsent requests may be resent', async (_, handler, status) => {
    const { server, client } = await world([handler, json({})], { timeoutMs: 150 });
    const failure = await failureOf(client.request(post('/items')));
    expect(failure.kind).toBe('unclear');
    expect(failure.mayHaveHappened).toBe(true);
    expect(failure.details.status).toBe(status);
    expect(server.received).toHaveLength(1);
    expect(client.stats()).toMatchObject({ requests: 1, writes: 1, retries: 0 });
  });

  it.each(unclear)('after %s is sent again when it may always be resent', async (_, handler) => {
    const { server, client } = await world([handler, json({ done: true })], { timeoutMs: 150 });
    const reply = await client.request(post('/items', { resend: 'always' }));
    expect(reply.data).toEqual({ done: true });
    expect(server.received).toHaveLength(2);
  });

  it('gives up after the attempts allowed', async () => {
    const { server, client, clock } = await world([json({}, 500)], { attempts: 4 });
    const failure = await failureOf(client.request(get('/items')));
    expect(failure.kind).toBe('unclear');
    expect(failure.message).toContain('given up after 4 attempts');
    expect(server.received).toHaveLength(4);
    expect(clock.slept).toEqual([250, 500, 1000]);
  });
});

describe('what certainly did nothing', () => {
  it('a 429 is sent again even when only unsent requests may be resent, after the time asked for', async () => {
    const { server, client, clock } = await world([
      json({}, 429, { 'retry-after': '7' }),
      json({}, 429),
      json({ id: 1 }, 201),
    ]);
    const reply = await client.request(post('/items'));
    expect(reply.status).toBe(201);
    expect(server.received).toHaveLength(3);
    expect(clock.slept).toEqual([7_000, 500]);
  });

  it('a 429 holds back the rest of its bucket, and no other bucket', async () => {
    const { server, client, clock } = await world([json({}, 429, { 'retry-after': '60' }), json({})], { attempts: 1 });
    const failure = await failureOf(client.request(post('/items')));
    expect(failure).toMatchObject({ kind: 'refused', details: { status: 429, retryAfterMs: 60_000 } });
    await client.request(get('/other'));
    expect(clock.slept).toEqual([]);
    await client.request(post('/items'));
    expect(clock.slept).toEqual([60_000]);
    expect(server.received).toHaveLength(3);
  });

  it('a pause of an hour is reported, and nothing of the bucket is sent into it', async () => {
    const { server, client, clock } = await world([json({}, 429, { 'retry-after': '3600' }), json({})]);
    const first = await failureOf(client.request(post('/items')));
    expect(first).toMatchObject({ kind: 'refused', details: { status: 429, retryAfterMs: 3_600_000 } });
    const second = await failureOf(client.request(post('/items')));
    expect(second).toMatchObject({ kind: 'unsent', details: { retryAfterMs: 3_600_000 } });
    expect(server.received).toHaveLength(1);
    expect(clock.slept).toEqual([]);
  });

  it('a refused connection is tried again whatever may be resent, and is not counted as sent', async () => {
    const port = await closedPort();
    for (const resend of ['always', 'unsent'] as const) {
      const { client } = rig(`http://127.0.0.1:${port}`, { attempts: 3 });
      open.push(client);
      const failure = await failureOf(client.request(post('/items', { resend })));
      expect(failure.kind).toBe('unsent');
      expect(failure.mayHaveHappened).toBe(false);
      expect(failure.message).toContain('ECONNREFUSED');
      expect(client.stats()).toMatchObject({ requests: 0, writes: 0, retries: 2 });
    }
  });

  it('a host that does not exist was not sent anything', async () => {
    const { client } = rig('http://shop.invalid', { attempts: 1 });
    open.push(client);
    const failure = await failureOf(client.request(post('/items')));
    expect(failure.kind).toBe('unsent');
  });

  it('a server that does not speak TLS is not tried again', async () => {
    const server = await serve(json({}));
    const { client } = rig(server.url.replace('http:', 'https:'));
    open.push(client, server);
    const failure = await failureOf(client.request(post('/items')));
    expect(failure.kind).toBe('unsent');
    expect(client.stats().retries).toBe(0);
  });

  it('a header that HTTP cannot carry is not tried again', async () => {
    const { server, client } = await world([json({})]);
    const failure = await failureOf(client.request(get('/items', { headers: { 'x-note': 'a\r\nb' } })));
    expect(failure.kind).toBe('unsent');
    expect(server.received).toHaveLength(0);
    expect(client.stats().retries).toBe(0);
  });
});

describe('what was answered', () => {
  it.each([400, 401, 403, 404, 409, 413, 422])('with %i is never sent again', async (status) => {
    const { server, client } = await world([json({ message: 'no' }, status)]);
    const failure = await failureOf(client.request(get('/items')));
    expect(failure).toMatchObject({ kind: 'refused', details: { status } });
    expect(server.received).toHaveLength(1);
  });

  it('a 4xx whose body was cut short is still a 4xx', async () => {
    const { client } = await world([
      (_, response, socket) => {
        response.writeHead(404, { 'content-length': '50' });
        response.write('{', () => socket.end());
      },
    ]);
    const failure = await failureOf(client.request(post('/items')));
    expect(failure).toMatchObject({ kind: 'refused', details: { status: 404 } });
  });
});

describe('several attempts', () => {
  it('are each signed anew', async () => {
    const seen = new Set<string>();
    const { server, client, clock } = await world([json({}, 500), drop, json({}, 429), json({})], {
      sign: ({ nonce, now }) => ({ query: { nonce, at: String(now) } }),
    });
    await client.request(get('/items', { query: { page: 1 } }));
    for (const { url } of server.received) {
      expect(url).toMatch(/^\/items\?page=1&nonce=[0-9a-f]{32}&at=\d+$/);
      seen.add(url);
    }
    expect(server.received).toHaveLength(4);
    expect(new Set(server.received.map(({ url }) => new URL(url, server.url).searchParams.get('nonce'))).size).toBe(4);
    expect(server.received.at(-1)?.url).toContain(`at=${clock.now()}`);
    expect(seen.size).toBe(4);
  });

  it('of a write are unclear as a whole when an early one may have done it', async () => {
    const spec = post('/items/1', { method: 'PUT', resend: 'always' });
    const { client } = await world([drop, json({ message: 'no such item' }, 404)]);
    const failure = await failureOf(client.request(spec));
    expect(failure.kind).toBe('unclear');
    expect(failure.details).toMatchObject({ status: 404, body: { message: 'no such item' } });
    expect(failure.message).toContain('an earlier attempt may have been carried out');
  });

  it('of a write stay unclear when the server is gone afterwards', async () => {
    const gone: Handler = () => {
      void server.close();
    };
    const { server, client } = await world([gone], { attempts: 2 });
    const failure = await failureOf(client.request(post('/items/1', { method: 'PUT', resend: 'always' })));
    expect(failure.kind).toBe('unclear');
    expect(failure.message).toContain('ECONNREFUSED');
  });

  it('of a DELETE that finds nothing the second time have an answer', async () => {
    const { client } = await world([drop, json({ message: 'gone' }, 404)]);
    const failure = await failureOf(client.request(post('/items/1', { method: 'DELETE', resend: 'always' })));
    expect(failure).toMatchObject({ kind: 'refused', details: { status: 404 } });
  });

  it('of a read are what the last one was', async () => {
    const { client } = await world([drop, json({}, 404)]);
    const failure = await failureOf(client.request(get('/items/1')));
    expect(failure.kind).toBe('refused');
  });

  it('are each traced', async () => {
    const { client, events } = await world([json({}, 503, { 'retry-after': '3' }), json({ ok: 1 })]);
    await client.request(get('/items'));
    expect(events.map((e) => [e.kind, e.attempt, e.status, e.waitMs])).toEqual([
      ['request', 1, undefined, undefined],
      ['response', 1, 503, undefined],
      ['failure', 1, 503, undefined],
      ['wait', 1, undefined, 3_000],
      ['request', 2, undefined, undefined],
      ['response', 2, 200, undefined],
    ]);
    expect(events.every((e) => e.channel === 'shop' && e.method === 'GET' && e.url.endsWith('/items'))).toBe(true);
    expect(events.at(-1)?.body).toBe('{"ok":1}');
  });

  it('on a connection that the server closed while it was idle do not double a write', async () => {
    let made = 0;
    const closing: Handler = (_, response, socket) => {
      made++;
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end('{}', () => setImmediate(() => socket.destroy()));
    };
    const { server, client } = await world([closing]);
    let failures = 0;
    for (let i = 0; i < 20; i++) {
      await client.request(post('/items')).catch(() => failures++);
    }
    expect(made).toBe(server.received.length);
    expect(server.received.length).toBeLessThanOrEqual(20);
    expect(server.received.length).toBeGreaterThanOrEqual(20 - failures);
  });
});
