import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { RequestSpec } from '../../src/contract/index.ts';
import { type Client, createClient, type TraceEvent } from '../../src/http/index.ts';
import { type Handler, serve, skippingClock, type TestServer } from './kit.ts';

const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of cleanup.splice(0)) await end();
});

async function bench(
  ...handlers: readonly Handler[]
): Promise<{ server: TestServer; client: Client<'all'>; told: TraceEvent[] }> {
  const server = await serve(...handlers);
  const told: TraceEvent[] = [];
  const client = createClient<unknown, 'all'>({
    channel: 'shop',
    adapter: {
      limits: {
        buckets: { all: { perSecond: 1000, burst: 1000, concurrent: 10, source: 'test', date: '2026-01-01' } },
        listingsPerApply: { value: 1, unit: 'listings', source: 'test', date: '2026-01-01' },
      },
      baseUrl: () => server.url,
      auth: { kind: 'signed', secrets: [], sign: ({ body }) => ({ headers: { 'x-signed': `over ${body.length}` } }) },
    },
    connection: {},
    secrets: {},
    clock: skippingClock(),
    userAgent: 'test/1',
    env: {},
    trace: (event) => told.push(event),
  });
  cleanup.push(
    () => client.close(),
    () => server.close(),
  );
  return { server, client, told };
}

const fine: Handler = (_, response) => response.end('{}');
const post = (more: Partial<RequestSpec<'all', unknown>>): RequestSpec<'all', unknown> => ({
  bucket: 'all',
  method: 'POST',
  path: '/x',
  reply: z.unknown(),
  resend: 'unsent',
  ...more,
});

describe('bodies that are not JSON', () => {
  it('a form is encoded and signed as text', async () => {
    const { server, client } = await bench(fine);
    await client.request(post({ content: { kind: 'form', fields: { a: '1 & 2', b: '中' } } }));
    expect(server.received[0]).toMatchObject({
      body: 'a=1+%26+2&b=%E4%B8%AD',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-signed': 'over 21' },
    });
  });

  it('parts carry bytes and fields, and are not signed', async () => {
    const { server, client } = await bench(fine);
    const bytes = new TextEncoder().encode('PNG?');
    const parts = [
      { name: 'scene', value: 'normal' },
      { name: 'image', filename: 'a.png', type: 'image/png', bytes },
    ];
    await client.request(post({ content: { kind: 'parts', parts } }));
    const [got] = server.received;
    expect(got?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(got?.headers['x-signed']).toBe('over 0');
    expect(got?.body).toContain('filename="a.png"\r\nContent-Type: image/png\r\n\r\nPNG?\r\n');
  });

  it('raw bytes go under exactly the type that was said', async () => {
    const { server, client } = await bench(fine);
    await client.request(post({ content: { kind: 'raw', type: 'application/json; charset=UTF-8', data: '{"a":1}' } }));
    expect(server.received[0]).toMatchObject({
      body: '{"a":1}',
      headers: { 'content-type': 'application/json; charset=UTF-8' },
    });
  });
});

describe('addresses that the platform hands out', () => {
  it('get no signature and no headers of ours, and their query is nowhere to be read', async () => {
    const { server, client, told } = await bench((_, response) => response.writeHead(403).end('{"message":"no"}'));
    const elsewhere = `${server.url}/bucket/file?Expires=12345&Key=opensesame`;
    const failure = await client
      .request(post({ method: 'PUT', elsewhere, content: { kind: 'raw', type: 'text/plain', data: 'x' } }))
      .catch((error: unknown) => error);
    expect(server.received[0]?.url).toBe('/bucket/file?Expires=12345&Key=opensesame');
    expect(server.received[0]?.headers).not.toHaveProperty('x-signed');
    expect(server.received[0]?.headers).not.toHaveProperty('accept-language');
    expect(JSON.stringify([told, String(failure)])).not.toMatch(/opensesame|12345/);
  });

  it('are followed to another server, and refused where they are no http', async () => {
    const other = await serve((_, response) => response.end('from elsewhere'));
    cleanup.push(() => other.close());
    const { server, client } = await bench((_, response) =>
      response.writeHead(302, { location: `${other.url}/y` }).end(),
    );
    const asked = { method: 'GET' as const, answer: 'text' as const, reply: z.string(), resend: 'always' as const };
    const { data } = await client.request({ ...post({}), ...asked, elsewhere: `${server.url}/x` });
    expect(data).toBe('from elsewhere');
    await expect(client.request({ ...post({}), ...asked, elsewhere: 'file:///etc/passwd' })).rejects.toMatchObject({
      kind: 'unsent',
    });
  });
});

describe('answers that are not JSON', () => {
  const get = (more: Partial<RequestSpec<'all', unknown>>) => post({ method: 'GET', resend: 'always', ...more });

  it('text is read by its charset, and wrong bytes are not guessed at', async () => {
    const type = { 'content-type': 'text/plain; charset=windows-1252' };
    const { client } = await bench(
      (_, response) => response.writeHead(200, type).end(Buffer.from([0x43, 0x61, 0x66, 0xe9])),
      (_, response) => response.end(Buffer.from([0x43, 0xe9])),
    );
    expect((await client.request(get({ answer: 'text' }))).data).toBe('Café');
    await expect(client.request(get({ answer: 'text' }))).rejects.toMatchObject({ kind: 'unreadable' });
  });

  it('a gzip file is opened, whether the server says so or not', async () => {
    const file = gzipSync('{"a":[1]}');
    const { client } = await bench(
      (_, response) => response.end(file),
      (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(file),
      (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(file)),
      (_, response) => response.end('{"a":[1]}'),
    );
    for (let i = 0; i < 4; i++) expect((await client.request(get({ unzip: true }))).data).toEqual({ a: [1] });
  });

  it('bytes come as they are', async () => {
    const { client } = await bench((_, response) => response.end(Buffer.from([0, 255, 128])));
    const { data } = await client.request(get({ answer: 'bytes', reply: z.instanceof(Uint8Array) }));
    expect([...(data as Uint8Array)]).toEqual([0, 255, 128]);
  });
});
