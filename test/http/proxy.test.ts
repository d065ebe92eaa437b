import { createServer, request as forward } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { MabangError } from '../../src/core/index.ts';
import { proxyFor } from '../../src/http/index.ts';
import { failureOf, get, json, listen, post, rig, serve, shut } from './kit.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

interface Proxy {
  readonly url: string;
  readonly asked: { readonly method: string; readonly target: string; readonly authorization: string | undefined }[];
}

/** A forward proxy that sends every host name to one local port. */
async function startProxy(port: number, password?: string): Promise<Proxy> {
  const asked: Proxy['asked'] = [];
  const tunnels = new Set<Socket>();
  const allowed = (header: string | undefined) =>
    password === undefined || header === `Basic ${Buffer.from(`me:${password}`).toString('base64')}`;
  const server = createServer((request, response) => {
    const authorization = request.headers['proxy-authorization'];
    asked.push({ method: request.method ?? '', target: request.url ?? '', authorization });
    if (!allowed(authorization)) return response.writeHead(407).end();
    const { pathname, search } = new URL(request.url ?? '');
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const onward = forward(
      { port, host: '127.0.0.1', path: pathname + search, method: request.method, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    request.pipe(onward);
  });
  server.on('connect', (request, socket: Socket) => {
    const authorization = request.headers['proxy-authorization'];
    asked.push({ method: 'CONNECT', target: request.url ?? '', authorization });
    tunnels.add(socket);
    socket.on('error', () => {});
    if (!allowed(authorization)) return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
  });
  const url = `http://127.0.0.1:${await listen(server)}`;
  open.push({
    close: () => {
      for (const tunnel of tunnels) tunnel.destroy();
      return shut(server);
    },
  });
  return { url, asked };
}

async function shopBehindProxy(password?: string) {
  const shop = await serve(json({ from: 'the shop' }));
  open.push(shop);
  return { shop, proxy: await startProxy(shop.port, password) };
}

function client(url: string, env: Readonly<Record<string, string>>) {
  const made = rig(url, { env, attempts: 1 });
  open.unshift(made.client);
  return made;
}

describe('a proxy of the environment', () => {
  it.each(['HTTP_PROXY', 'http_proxy'])('in %s carries http, in the form every proxy takes', async (name) => {
    const { shop, proxy } = await shopBehindProxy();
    const reply = await client('http://shop.test/api', { [name]: proxy.url }).client.request(
      post('/items', { query: { a: 1 } }),
    );
    expect(reply.data).toEqual({ from: 'the shop' });
    expect(proxy.asked).toMatchObject([{ method: 'POST', target: 'http://shop.test/api/items?a=1' }]);
    expect(shop.received[0]).toMatchObject({ url: '/api/items?a=1', body: '{"n":1}' });
    expect(shop.received[0]?.headers.host).toBe('shop.test');
  });

  it('in HTTPS_PROXY carries https through a tunnel, and not http', async () => {
    const { shop, proxy } = await shopBehindProxy();
    // The server behind the tunnel speaks no TLS, so the request fails; that the proxy was asked is the point.
    const failure = await failureOf(
      client('https://shop.test', { HTTPS_PROXY: proxy.url }).client.request(get('/items')),
    );
    expect(failure.kind).toBe('unsent');
    expect(proxy.asked).toMatchObject([{ method: 'CONNECT', target: 'shop.test:443' }]);
    await client(shop.url.replace('127.0.0.1', '0.0.0.0'), { HTTPS_PROXY: proxy.url }).client.request(get('/items'));
    expect(proxy.asked).toHaveLength(1);
  });

  it('is passed by for the hosts of NO_PROXY', async () => {
    const { shop, proxy } = await shopBehindProxy();
    const env = { HTTP_PROXY: proxy.url, NO_PROXY: 'example.com, 0.0.0.0' };
    const reply = await client(shop.url.replace('127.0.0.1', '0.0.0.0'), env).client.request(get('/items'));
    expect(reply.data).toEqual({ from: 'the shop' });
    expect(proxy.asked).toHaveLength(0);
    await client('http://shop.test', env).client.request(get('/items'));
    expect(proxy.asked).toHaveLength(1);
  });

  it('is not read from this process', async () => {
    const { shop, proxy } = await shopBehindProxy();
    const before = process.env.HTTP_PROXY;
    process.env.HTTP_PROXY = proxy.url;
    try {
      await client(shop.url.replace('127.0.0.1', '0.0.0.0'), {}).client.request(get('/items'));
    } finally {
      if (before === undefined) delete process.env.HTTP_PROXY;
      else process.env.HTTP_PROXY = before;
    }
    expect(proxy.asked).toHaveLength(0);
    expect(shop.received).toHaveLength(1);
  });

  it('gets its user name and password, and nobody else does', async () => {
    const { shop, proxy } = await shopBehindProxy('pass word!');
    const url = proxy.url.replace('//', '//me:pass%20word%21@');
    const made = client('http://shop.test', { HTTP_PROXY: url });
    await made.client.request(get('/items'));
    expect(proxy.asked[0]?.authorization).toMatch(/^Basic /);
    expect(shop.received[0]?.headers['proxy-authorization']).toBeUndefined();
    expect(JSON.stringify(made.events)).not.toMatch(/pass(%20| )word/);
  });

  it.each(['http', 'https'])('that wants a password for %s did not pass the request on', async (scheme) => {
    const { shop, proxy } = await shopBehindProxy('wanted');
    const { client: made } = rig(`${scheme}://shop.test`, { env: { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url } });
    open.unshift(made);
    const failure = await failureOf(made.request(post('/items')));
    expect(failure.kind).toBe('unsent');
    expect(failure.message).toContain('407');
    expect(made.stats().retries).toBe(0);
    expect(shop.received).toHaveLength(0);
  });

  it('that is not a URL is an error of the configuration that does not repeat it', async () => {
    const wrong = client('http://shop.test', { HTTP_PROXY: 'ftp://me:hidden@proxy' }).client.request(get('/items'));
    await expect(wrong).rejects.toThrow(MabangError);
    await expect(wrong).rejects.toMatchObject({ code: 'E_PROXY', message: expect.not.stringContaining('hidden') });
  });
});

describe('which proxy', () => {
  const env = { HTTPS_PROXY: 'proxy.corp:3128', NO_PROXY: '.internal,*.lan;x, shop.example:8443 10.0.0.1 ::1 fe80::1' };
  it.each([
    ['https://shop.example/', true],
    ['https://shop.example:8443/', false],
    ['https://a.shop.example:8443/', false],
    ['https://notshop.example:8443/', true],
    ['https://api.internal/', false],
    ['https://internal/', false],
    ['https://notinternal/', true],
    ['https://10.0.0.1/', false],
    ['https://10.0.0.11/', true],
    ['https://[fe80::1]/', false],
    ['http://shop.example/', false],
    ['https://localhost/', false],
    ['https://127.0.0.2/', false],
    ['https://[::1]/', false],
    ['https://SHOP.INTERNAL/', false],
  ])('for %s: %s', (url, proxied) => {
    expect(proxyFor(new URL(url), env)?.href).toBe(proxied ? 'http://proxy.corp:3128/' : undefined);
  });

  it('is none for anything with NO_PROXY=*, and the lower-case variable comes first', () => {
    const url = new URL('https://shop.example/');
    expect(proxyFor(url, { HTTPS_PROXY: 'http://a', NO_PROXY: '*' })).toBeUndefined();
    expect(proxyFor(url, { HTTPS_PROXY: 'http://a', https_proxy: 'http://b' })?.hostname).toBe('b');
    expect(proxyFor(url, { HTTPS_PROXY: '' })).toBeUndefined();
  });
});
