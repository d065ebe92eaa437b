import { afterEach, describe, expect, it } from 'vitest';
import { start, type WooEmulator, type WooEmulatorOptions } from '../../adapters/woocommerce/emulator.ts';
import { apiUrl, ask, oauth, type SignOptions, send } from './woocommerce-client.ts';

let shop: WooEmulator;
afterEach(() => shop.close());
const open = async (options: WooEmulatorOptions = {}) => {
  shop = await start(options);
};
const refusal = (message: string) => ({
  code: 'woocommerce_rest_authentication_error',
  message,
  data: { status: 401 },
});
/** Signed in the query, with something about the signature being different. */
const attempt = (options: SignOptions, method = 'GET', path = '/products') => {
  const url = apiUrl(shop, path);
  for (const [name, value] of oauth(shop, method, url, options)) url.searchParams.set(name, value);
  return send(url, method, method === 'GET' ? undefined : {});
};
const basic = (key = shop.secrets.key, secret = shop.secrets.secret) => ({
  authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`,
});

describe('signatures on plain HTTP', () => {
  it('are taken with both hashes, in the query and in the header', async () => {
    await open();
    expect(shop.secrets.key).toMatch(/^ck_[0-9a-f]{40}$/);
    expect(shop.secrets.secret).toMatch(/^cs_[0-9a-f]{40}$/);
    expect(shop.connection).toEqual({ url: shop.url });
    expect((await attempt({ hash: 'sha1' })).status).toBe(200);
    expect((await attempt({ hash: 'sha256' })).status).toBe(200);
    expect((await ask(shop, 'GET', '/products?search=a b&sku=x,y(z)!&_fields=id')).status).toBe(200);
    expect((await ask(shop, 'POST', '/products', { name: 'x' }, 'query')).status).toBe(201);
  });

  it('are refused with a wrong secret, key or time', async () => {
    await open();
    const wrong = await attempt({ secret: 'cs_no' });
    expect(wrong.status).toBe(401);
    expect(wrong.body).toEqual(refusal('Invalid signature - provided signature does not match.'));
    expect((await attempt({ key: 'ck_no' })).body).toEqual(refusal('Consumer key is invalid.'));
    const now = Math.floor(Date.now() / 1000);
    for (const timestamp of [now - 16 * 60, now + 16 * 60]) {
      expect((await attempt({ timestamp })).body).toEqual(refusal('Invalid timestamp.'));
    }
    expect((await attempt({ timestamp: now - 14 * 60 })).status).toBe(200);
  });

  it('count once: the same signed request again is refused', async () => {
    await open();
    const url = apiUrl(shop, '/products');
    for (const [name, value] of oauth(shop, 'GET', url)) url.searchParams.set(name, value);
    expect((await send(url, 'GET')).status).toBe(200);
    expect((await send(url, 'GET')).body).toEqual(refusal('Invalid nonce - nonce has already been used.'));
  });

  it('belong to the method, the path and every parameter', async () => {
    await open();
    const url = apiUrl(shop, '/products?per_page=1');
    for (const [name, value] of oauth(shop, 'GET', url)) url.searchParams.set(name, value);
    const moved = new URL(url);
    moved.searchParams.set('per_page', '2');
    expect((await send(moved, 'GET')).status).toBe(401);
    expect((await send(url, 'POST', {})).status).toBe(401);
    expect((await send(url.href.replace('/products', '/products/tags'), 'GET')).status).toBe(401);
    expect((await send(url, 'GET')).status).toBe(200);
  });

  it('must be whole', async () => {
    await open();
    const url = apiUrl(shop, '/products?oauth_consumer_key=ck_x&oauth_nonce=1');
    expect((await send(url, 'GET')).body).toEqual({
      code: 'woocommerce_rest_authentication_missing_parameter',
      message: 'Missing OAuth parameters oauth_timestamp, oauth_signature, oauth_signature_method',
      data: { status: 401 },
    });
  });
});

describe('nobody in particular', () => {
  it('is who comes with Basic on plain HTTP, or without anything', async () => {
    await open();
    for (const headers of [basic(), {}]) {
      const list = await send(apiUrl(shop, '/products'), 'GET', undefined, headers);
      expect([list.status, list.body.code]).toEqual([401, 'woocommerce_rest_cannot_view']);
      const write = await send(apiUrl(shop, '/products'), 'POST', { name: 'x' }, headers);
      expect([write.status, write.body.code]).toEqual([401, 'woocommerce_rest_cannot_create']);
      const edit = await send(apiUrl(shop, '/products/1'), 'PUT', { name: 'x' }, headers);
      expect([edit.status, edit.body.code]).toEqual([401, 'woocommerce_rest_cannot_edit']);
    }
    expect(shop.skus()).toEqual([]);
  });

  it('is who comes by ?rest_route=, keys or not', async () => {
    await open();
    const url = new URL('/?rest_route=/wc/v3/products', shop.url);
    for (const [name, value] of oauth(shop, 'GET', url)) url.searchParams.set(name, value);
    const answer = await send(url, 'GET');
    expect([answer.status, answer.body.code]).toEqual([401, 'woocommerce_rest_cannot_view']);
  });

  it('gets a page of the shop where no interface is', async () => {
    await open();
    const page = await send(new URL('/wc-api/v3/products', shop.url), 'GET');
    expect(page.status).toBe(404);
    expect(page.body).toContain('<html>');
  });
});

describe('behind HTTPS', () => {
  it('takes Basic and keys in the query', async () => {
    await open({ https: true });
    expect((await send(apiUrl(shop, '/products'), 'GET', undefined, basic())).status).toBe(200);
    const query = new URLSearchParams({
      consumer_key: shop.secrets.key ?? '',
      consumer_secret: shop.secrets.secret ?? '',
    });
    expect((await send(apiUrl(shop, `/products?${query}`), 'POST', { name: 'x' })).status).toBe(201);
    const wrong = await send(apiUrl(shop, '/products'), 'GET', undefined, basic(shop.secrets.key, 'cs_no'));
    expect(wrong.body).toEqual(refusal('Consumer secret is invalid.'));
    const stranger = await send(apiUrl(shop, '/products'), 'GET', undefined, basic('ck_no'));
    expect(stranger.body.code).toBe('woocommerce_rest_cannot_view');
    expect((await ask(shop, 'GET', '/products')).status).toBe(200);
  });
});

describe('a key that may only read', () => {
  it('reads, and is refused as soon as it writes', async () => {
    await open({ readOnly: true });
    expect((await ask(shop, 'GET', '/products')).status).toBe(200);
    const write = await ask(shop, 'POST', '/products', { name: 'x' });
    expect([write.status, write.body]).toEqual([401, refusal('The API key provided does not have write permissions.')]);
    expect(shop.skus()).toEqual([]);
  });
});

describe('faults in this shop’s words', () => {
  const create = () => ask(shop, 'POST', '/products', { name: 'x', sku: 'x' });
  it('deny looks like a bad key, error like a dead PHP', async () => {
    await open();
    shop.inject({ kind: 'deny' }, { kind: 'error' }, { kind: 'throttle', ms: 3000 }, { kind: 'html' });
    expect((await create()).body).toEqual(refusal('Consumer key is invalid.'));
    expect((await create()).body.code).toBe('internal_server_error');
    const throttled = await create();
    expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, '3']);
    const page = await create();
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
    expect(shop.skus()).toEqual([]);
    expect((await create()).status).toBe(201);
  });

  it('missing-part leaves out a documented part of what was done', async () => {
    await open();
    shop.inject({ kind: 'missing-part', times: 4 });
    const one = await create();
    expect([one.status, 'id' in one.body, one.body.sku]).toEqual([201, false, 'x']);
    const batch = await ask(shop, 'POST', '/products/batch', { create: [{ sku: 'a' }, { sku: 'b' }] });
    expect(batch.body.create).toHaveLength(1);
    expect(shop.skus()).toEqual(['x', 'a', 'b']);
    const list = await ask(shop, 'GET', '/products?orderby=id&order=asc');
    expect(list.body).toHaveLength(3);
    expect('id' in list.body[0]).toBe(false);
    const empty = await ask(shop, 'GET', '/products?sku=nobody');
    expect(empty.headers.get('x-wp-total')).toBeNull();
  });

  it('error-after did it', async () => {
    await open();
    shop.inject({ kind: 'error-after' });
    expect((await create()).status).toBe(500);
    expect(shop.skus()).toEqual(['x']);
  });
});
