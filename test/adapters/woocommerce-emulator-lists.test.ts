import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { start, type WooEmulator } from '../../adapters/woocommerce/emulator.ts';
import { apiUrl, ask, doubleSku, invalidId, type Loose, oauth, send } from './woocommerce-client.ts';

let shop: WooEmulator;
const fresh = (options?: Parameters<typeof start>[0]) => {
  beforeAll(async () => {
    shop = await start(options);
  });
  afterAll(() => shop.close());
};
const products = (count: number, prefix = 'k', more: object = {}) =>
  Array.from({ length: count }, (_, i) => ({
    name: `bulk ${i}`,
    sku: `${prefix}${i}`,
    regular_price: '9.99',
    ...more,
  }));

describe('batches', () => {
  fresh();
  it('answers 200 with one result per item in order, each for itself', async () => {
    const { body: tea } = await ask(shop, 'POST', '/products', { name: 'Tea', sku: 'T' });
    const { status, body } = await ask(shop, 'POST', '/products/batch', {
      create: [
        { name: 'b1', sku: 'b1', regular_price: '1' },
        { name: 'dup', sku: 'T' },
        { name: 'b2', sku: 'b2', regular_price: 1 },
      ],
      update: [
        { id: tea.id, regular_price: '6.50' },
        { id: 999999, name: 'x' },
        { sku: 'b1', regular_price: '2' },
      ],
      delete: [999998],
    });
    expect(status).toBe(200);
    expect(body.create).toMatchObject([
      { sku: 'b1' },
      { id: 0, error: doubleSku(tea.id, 'T-1') },
      // Items of a batch are not checked as a single request is: a price that is a number is read.
      { sku: 'b2', regular_price: '1' },
    ]);
    expect(body.update).toMatchObject([
      { id: tea.id, regular_price: '6.50' },
      { id: 999999, error: invalidId(400) },
      { id: null, error: invalidId(400) },
    ]);
    expect(body.delete).toEqual([{ id: 999998, error: invalidId(404) }]);
  });

  it('refuses a SKU that an earlier item of the same batch took', async () => {
    const { body } = await ask(shop, 'POST', '/products/batch', {
      create: [
        { name: 'd', sku: 'dd' },
        { name: 'd', sku: 'dd' },
      ],
    });
    expect(body.create[1].error).toMatchObject(doubleSku(body.create[0].id, 'dd-1'));
  });

  it('takes 100 items in all, not one more', async () => {
    const over = await ask(shop, 'POST', '/products/batch', { create: products(60, 'o'), delete: Array(41).fill(1) });
    expect(over.status).toBe(413);
    expect(over.body).toEqual({
      code: 'woocommerce_rest_request_entity_too_large',
      message: 'Unable to accept more than 100 items for this request.',
      data: { status: 413 },
    });
    const full = await ask(shop, 'POST', '/products/batch', { create: products(100, 'f') });
    expect(full.body.create).toHaveLength(100);
    expect(full.body.create.filter((item: Loose) => item.error)).toEqual([]);
  });

  it('lets a failing image fail its item alone and leaves nothing of it behind', async () => {
    const before = shop.uploads();
    const good = 'http://127.0.0.1:8080/red.jpg';
    const { body } = await ask(shop, 'POST', '/products/batch', {
      create: [
        { name: 'bi', sku: 'bi', images: [{ src: good }, { src: 'http://127.0.0.1:8080/nope.jpg' }] },
        { name: 'ok', sku: 'ok', images: [{ src: good }] },
      ],
    });
    expect(body.create[0].error.code).toBe('woocommerce_product_image_upload_error');
    expect(body.create[1]).toMatchObject({ sku: 'ok', images: [{ name: 'red.jpg' }] });
    expect(shop.uploads()).toBe(before + 1);
    expect((await ask(shop, 'GET', '/products?sku=bi')).body).toEqual([]);
  });

  it('deletes for good', async () => {
    const { body: one } = await ask(shop, 'POST', '/products', { name: 'x', sku: 'gone' });
    await ask(shop, 'POST', '/products/batch', { delete: [one.id] });
    expect((await ask(shop, 'GET', '/products?status=trash')).body).toEqual([]);
    expect((await ask(shop, 'POST', '/products', { name: 'x', sku: 'gone' })).status).toBe(201);
  });

  it('makes terms in batches too', async () => {
    const tags = await ask(shop, 'POST', '/products/tags/batch', {
      create: [{ name: 'a' }, { name: 'b' }, { name: 'A' }],
    });
    expect(tags.body.create.map(({ name, error }: Loose) => error?.code ?? name)).toEqual(['a', 'b', 'term_exists']);
    const { body: attribute } = await ask(shop, 'POST', '/products/attributes', { name: 'Size' });
    const path = `/products/attributes/${attribute.id}/terms`;
    const terms = await ask(shop, 'POST', `${path}/batch`, { create: [{ name: 'S' }, { name: 'M & L' }] });
    expect(terms.body.create.map(({ name }: Loose) => name)).toEqual(['S', 'M &amp; L']);
    expect((await ask(shop, 'GET', path)).body).toHaveLength(2);
  });
});

describe('a server that goes on alone', () => {
  fresh({ workMs: 10 });
  it('finishes a batch whose client gave up; the blind retry is told who holds each SKU', async () => {
    const items = products(40, 'ab');
    const url = apiUrl(shop, '/products/batch');
    for (const [name, value] of oauth(shop, 'POST', url)) url.searchParams.set(name, value);
    const client = new AbortController();
    const gaveUp = fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ create: items }),
      signal: client.signal,
    }).catch(() => 'gave up');
    await expect.poll(() => shop.skus().length, { interval: 1 }).toBeGreaterThan(0);
    client.abort();
    expect(await gaveUp).toBe('gave up');
    const half = shop.skus().length;
    expect(half).toBeLessThan(40);
    await expect.poll(() => shop.skus().length).toBe(40);
    const retry = await ask(shop, 'POST', '/products/batch', { create: items });
    const codes = new Set(retry.body.create.map(({ error }: Loose) => error.code));
    expect([...codes]).toEqual(['product_invalid_sku']);
    const held = retry.body.create.map(({ error }: Loose) => error.data.resource_id);
    expect(new Set(held).size).toBe(40);
  });

  it('lets one of four creates with one SKU through', async () => {
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => ask(shop, 'POST', '/products', { name: 'one', sku: 'ONE' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 400, 400, 400]);
    expect(shop.inspect('ONE')?.copies).toBe(1);
  });
});

describe('lists', () => {
  fresh();
  const walk = async (query: string) => {
    const seen: number[] = [];
    for (let page = 1; page <= 2; page++) {
      const { body } = await ask(shop, 'GET', `/products?per_page=100&page=${page}&_fields=id${query}`);
      seen.push(...body.map(({ id }: Loose) => id));
    }
    return { rows: seen.length, unique: new Set(seen).size };
  };

  it('loses products made in one batch between pages ordered by date, and none ordered by id', async () => {
    await ask(shop, 'POST', '/products/batch', { create: products(100, 'y') });
    shop.clock.advance(5000);
    await ask(shop, 'POST', '/products/batch', { create: products(41, 'x') });
    for (const query of ['', '&orderby=modified']) {
      const { rows, unique } = await walk(query);
      expect(rows).toBe(141);
      expect(unique).toBeLessThan(141);
    }
    for (const query of ['&orderby=id&order=asc', '&orderby=title', '&orderby=menu_order']) {
      expect(await walk(query)).toEqual({ rows: 141, unique: 141 });
    }
  });

  it('tells totals and where the next page stands', async () => {
    const { body, headers } = await ask(shop, 'GET', '/products?per_page=2&page=2&_fields=id,sku');
    expect(Object.keys(body[0])).toEqual(['id', 'sku']);
    expect([headers.get('x-wp-total'), headers.get('x-wp-totalpages')]).toEqual(['141', '71']);
    const at = (page: number) => `<${shop.url}/wp-json/wc/v3/products?per_page=2&page=${page}&_fields=id%2Csku>`;
    expect(headers.get('link')).toBe(`${at(1)}; rel="prev", ${at(3)}; rel="next"`);
    const last = await ask(shop, 'GET', '/products?per_page=100&page=2');
    expect(last.headers.get('link')).not.toContain('next');
  });

  it('finds by SKU: a list, exactly, whatever the case', async () => {
    const { body } = await ask(shop, 'GET', '/products?sku=x1,Y2,x&_fields=sku&orderby=id&order=asc');
    expect(body).toEqual([{ sku: 'y2' }, { sku: 'x1' }]);
    await ask(shop, 'POST', '/products', { name: 'comma', sku: 'a,b' });
    expect((await ask(shop, 'GET', '/products?sku=a,b')).body).toEqual([]);
    const part = await ask(shop, 'GET', '/products?search_sku=y9&per_page=20&_fields=sku&orderby=id&order=asc');
    expect(part.body.map(({ sku }: Loose) => sku)).toEqual([
      'y9',
      'y90',
      'y91',
      'y92',
      'y93',
      'y94',
      'y95',
      'y96',
      'y97',
      'y98',
      'y99',
    ]);
  });

  it('filters by id, GTIN, status and date, and ignores custom fields', async () => {
    const total = async (query: string) =>
      Number((await ask(shop, 'GET', `/products?${query}`)).headers.get('x-wp-total'));
    const { body: one } = await ask(shop, 'POST', '/products', {
      name: 'z',
      sku: 'z',
      global_unique_id: '4006381333931',
    });
    await ask(shop, 'POST', '/products', { name: 'd', sku: 'd', status: 'draft' });
    expect((await ask(shop, 'GET', `/products?include=${one.id},999999&_fields=id`)).body).toEqual([{ id: one.id }]);
    expect((await ask(shop, 'GET', '/products?global_unique_id=4006381333931&_fields=sku')).body).toEqual([
      { sku: 'z' },
    ]);
    expect((await ask(shop, 'GET', '/products?status=draft&_fields=sku')).body).toEqual([{ sku: 'd' }]);
    const all = await total('per_page=1');
    expect(await total('meta_key=_mabang_id&meta_value=p1')).toBe(all);
    expect(await total('modified_after=2026-01-01T00:00:00')).toBe(all);
    expect(await total('modified_after=2037-01-01T00:00:00Z&dates_are_gmt=true')).toBe(0);
    expect((await ask(shop, 'GET', '/products?modified_after=yesterday')).body.code).toBe('rest_invalid_param');
    const offset = await ask(shop, 'GET', '/products?offset=3&per_page=2&orderby=id&order=asc&_fields=sku');
    expect(offset.body).toEqual([{ sku: 'y3' }, { sku: 'y4' }]);
  });

  it('gives the fields asked for, by whole names', async () => {
    const path = '/products?sku=z&_fields=id,images.src,meta_data';
    expect(Object.keys((await ask(shop, 'GET', path)).body[0])).toEqual(['id', 'meta_data']);
    const status = await ask(shop, 'GET', '/system_status?_fields=environment.version');
    expect(status.body).toEqual({ environment: { version: '10.0.2' } });
  });

  it('lists the variations of all products under wc-analytics', async () => {
    const axis = { name: 'Size', variation: true, options: ['S', 'M'] };
    for (const name of ['one', 'two']) {
      const { body } = await ask(shop, 'POST', '/products', { name, type: 'variable', attributes: [axis] });
      const create = ['S', 'M'].map((option) => ({ sku: `${name}-${option}`, attributes: [{ name: 'Size', option }] }));
      await ask(shop, 'POST', `/products/${body.id}/variations/batch`, { create });
    }
    const path = '/wp-json/wc-analytics/variations?per_page=100&orderby=id&order=asc&_fields=sku,parent_id,name';
    const { body, headers } = await ask(shop, 'GET', path);
    expect(body.map(({ sku }: Loose) => sku)).toEqual(['one-S', 'one-M', 'two-S', 'two-M']);
    expect(body[0].name).toBe('S');
    expect(headers.get('x-wp-total')).toBe('4');
  });

  it('shows the library of images to anybody', async () => {
    await ask(shop, 'POST', '/products', { name: 'i', images: [{ src: 'https://img.test/a.png' }] });
    const { status, body, headers } = await send(
      apiUrl(shop, '/wp-json/wp/v2/media?per_page=3&_fields=id,slug'),
      'GET',
    );
    expect([status, headers.get('x-wp-total'), body[0].slug]).toEqual([200, '1', 'a-png']);
    expect((await send(apiUrl(shop, '/wp-json/wp/v2/media'), 'POST', {})).status).toBe(401);
  });
});

describe('single writes', () => {
  fresh();
  it('bumps the date of change at every PUT, even of nothing', async () => {
    const { body: tea } = await ask(shop, 'POST', '/products', { name: 'Tea', regular_price: '1' });
    shop.clock.advance(5000);
    const { body: after } = await ask(shop, 'PUT', `/products/${tea.id}`, { regular_price: '1' });
    expect(Date.parse(after.date_modified)).toBeGreaterThan(Date.parse(tea.date_modified));
    expect(after.date_created).toBe(tea.date_created);
  });

  it('takes POST for PUT on an id', async () => {
    const { body: tea } = await ask(shop, 'POST', '/products', { name: 'Tea' });
    expect((await ask(shop, 'POST', `/products/${tea.id}`, { regular_price: '3' })).body.regular_price).toBe('3');
  });

  it('keeps the old name when the new one is too long, and dies when a product is made with it', async () => {
    const { body: tea } = await ask(shop, 'POST', '/products', { name: 'Tea' });
    const name = 'x'.repeat(70_000);
    const update = await ask(shop, 'PUT', `/products/${tea.id}`, { name, regular_price: '5' });
    expect([update.status, update.body.name, update.body.regular_price]).toEqual([200, 'Tea', '']);
    expect((await ask(shop, 'PUT', `/products/${tea.id}`, { name: 'y'.repeat(5000) })).body.name).toHaveLength(5000);
    const create = await ask(shop, 'POST', '/products', { name, sku: 'long' });
    expect([create.status, create.body.code]).toEqual([500, 'internal_server_error']);
    expect(create.body.message).toContain('<p>There has been a critical error');
    expect((await ask(shop, 'POST', '/products', { name: 'short', sku: 'long' })).status).toBe(201);
    const long = 's'.repeat(120);
    expect((await ask(shop, 'PUT', `/products/${tea.id}`, { sku: long })).body.sku).toBe(long);
    const text = 'd'.repeat(2_000_000);
    expect((await ask(shop, 'POST', '/products', { name: 'big', description: text })).body.description).toHaveLength(
      2_000_000,
    );
  });

  it('shows paragraphs to whoever reads, and the bare text to whoever writes', async () => {
    const { body: made } = await ask(shop, 'POST', '/products', { name: 'p', description: 'one\n\ntwo' });
    expect(made.description).toBe('one\n\ntwo');
    expect((await ask(shop, 'GET', `/products/${made.id}`)).body.description).toBe('<p>one</p>\n<p>two</p>\n');
    expect((await ask(shop, 'GET', `/products/${made.id}?context=edit`)).body.description).toBe('one\n\ntwo');
  });

  it('reads a body only when it says that it is JSON', async () => {
    const url = apiUrl(shop, '/products');
    for (const [name, value] of oauth(shop, 'POST', url)) url.searchParams.set(name, value);
    const { status, body } = await send(url, 'POST', '{"name":"x","sku":"y"}', { 'content-type': 'text/plain' });
    expect([status, body.name, body.sku]).toEqual([201, 'Product', '']);
  });

  it('keeps images by id, in the order sent, and never takes one out of the library', async () => {
    const red = 'http://127.0.0.1:8080/red.jpg';
    const before = shop.uploads();
    const { body: made } = await ask(shop, 'POST', '/products', { name: 'i', images: [{ src: red }] });
    const first = made.images[0].id;
    const put = async (images: readonly object[]) =>
      (await ask(shop, 'PUT', `/products/${made.id}`, { images })).body.images?.map(({ id }: Loose) => id);
    const [, second] = await put([{ id: first }, { src: 'http://127.0.0.1:8080/blue.jpg' }]);
    expect(await put([{ id: second }, { id: first }])).toEqual([second, first]);
    expect(shop.uploads()).toBe(before + 2);
    const [copy] = await put([{ src: made.images[0].src }]);
    expect([first, second]).not.toContain(copy);
    const unknown = await ask(shop, 'PUT', `/products/${made.id}`, { images: [{ id: 999_999 }] });
    expect([unknown.status, unknown.body.code]).toEqual([400, 'woocommerce_product_invalid_image_id']);
    expect(await put([])).toEqual([]);
    await ask(shop, 'DELETE', `/products/${made.id}?force=true`);
    expect(shop.uploads()).toBe(before + 3);
  });

  it('refuses what the trash already holds, and a create of what is there', async () => {
    const { body: made } = await ask(shop, 'POST', '/products', { name: 't' });
    await ask(shop, 'DELETE', `/products/${made.id}`);
    expect((await ask(shop, 'DELETE', `/products/${made.id}`)).status).toBe(410);
    expect((await ask(shop, 'POST', '/products', { id: made.id })).body.code).toBe('woocommerce_rest_product_exists');
  });
});
