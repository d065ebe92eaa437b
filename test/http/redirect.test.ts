import { afterEach, describe, expect, it } from 'vitest';
import { failureOf, get, type Handler, json, post, rig, SECRETS, serve } from './kit.ts';

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

const to = (location: string, status = 301): Handler => json({}, status, { location });

describe('a redirect', () => {
  it('of a GET is followed on the same server, each hop signed anew', async () => {
    const echo: Handler = ({ url }, response) => response.writeHead(302, { location: url.replace('/a', '/b') }).end();
    const { server, client } = await world([to('/a?page=2#top'), echo, json({ ok: 1 })], {
      sign: ({ url, nonce }) => ({ query: { nonce, signature: `over ${url.pathname}${url.search}` } }),
    });
    const reply = await client.request(get('/start'));
    expect(reply.data).toEqual({ ok: 1 });
    const urls = server.received.map(({ url }) => new URL(url, server.url));
    expect(urls.map((url) => url.pathname)).toEqual(['/start', '/a', '/b']);
    // What the server sent back of the last signature is not signed over again.
    expect(urls.map((url) => url.searchParams.getAll('signature'))).toEqual([
      ['over /start'],
      ['over /a?page=2'],
      ['over /b?page=2'],
    ]);
    expect(new Set(urls.map((url) => url.searchParams.get('nonce'))).size).toBe(3);
    expect(client.stats()).toMatchObject({ requests: 3, retries: 0 });
  });

  it('of a GET is followed three times and no more', async () => {
    const { server, client } = await world([to('/round')]);
    const failure = await failureOf(client.request(get('/round')));
    expect(failure).toMatchObject({ kind: 'refused', details: { status: 301 } });
    expect(server.received).toHaveLength(4);
  });

  it('to another server is not followed: credentials stay here', async () => {
    const other = await serve(json({ stolen: true }));
    open.push(other);
    const { client } = await world([to(`${other.url}/steal?token=${encodeURIComponent(SECRETS.KEY)}`)]);
    const failure = await failureOf(client.request(get('/items')));
    expect(failure.kind).toBe('refused');
    expect(failure.message).toContain(`redirected to ${other.url}/steal?token=***`);
    expect(failure.message).toContain('another server');
    expect(other.received).toHaveLength(0);
  });

  it('from http to https says that the address must be corrected', async () => {
    const { client, server } = await world([
      (_, response) => response.writeHead(301, { location: server.url.replace('http:', 'https:') }).end(),
    ]);
    const failure = await failureOf(client.request(get('/items')));
    expect(failure.kind).toBe('refused');
    expect(failure.message).toContain('must begin with https://');
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('of a %s is never followed', async (method) => {
    for (const status of [301, 302, 303, 307, 308]) {
      const { server, client } = await world([to('/elsewhere', status)]);
      const failure = await failureOf(client.request(post('/items', { method, resend: 'always' })));
      expect(failure).toMatchObject({ kind: 'refused', mayHaveHappened: false, details: { status } });
      expect(failure.message).toContain('/elsewhere, which was not followed');
      expect(server.received).toHaveLength(1);
    }
  });

  it('without a target, and 304, are refused', async () => {
    for (const handler of [json({}, 302), json({}, 304)]) {
      const { client } = await world([handler]);
      expect((await failureOf(client.request(get('/items')))).kind).toBe('refused');
    }
  });
});
