import type { Json, RemoteListing, Wanted } from 'mabang/contract';
import { describe, expect, it } from 'vitest';
import adapter from '../../adapters/woocommerce/index.ts';
import { map } from '../../adapters/woocommerce/map.ts';
import { errors, type Fake, fails, fake, type Handler, listing, refused, rows, sample } from './woocommerce-fake.ts';

const { comparable } = adapter;
const at = () => fake({}).ctx.at;

async function read(shop: Fake, wanted: Wanted = 'all'): Promise<RemoteListing[]> {
  const all: RemoteListing[] = [];
  for await (const one of adapter.fetchRemote(wanted, shop.ctx)) all.push(one);
  return all;
}

describe('describe', () => {
  const setting = (value: string) => () => ({ value });
  const shop = {
    'GET /wc/v3/settings/general/woocommerce_currency': setting('EUR'),
    'GET /wc/v3/settings/products/woocommerce_weight_unit': setting('lbs'),
    'GET /wc/v3/settings/products/woocommerce_dimension_unit': setting('in'),
    'GET /wc/v3/settings/general/woocommerce_price_num_decimals': setting('2'),
    'GET /wc/v3/settings/products/woocommerce_manage_stock': setting('yes'),
    'GET /wc/v3/system_status': () => ({ environment: { version: '10.0.2' } }),
  };

  it('reads currency, units, decimals and version', async () => {
    expect(await adapter.describe(fake(shop).ctx)).toEqual({
      currency: 'EUR',
      weight_unit: 'lbs',
      dimension_unit: 'in',
      price_decimals: 2,
      manage_stock: true,
      version: '10.0.2',
    });
  });

  it('does without what the key may not see', async () => {
    const denied = () => refused(403, errors.cannotView);
    const facts = await adapter.describe(fake({ ...shop, 'GET /wc/v3/system_status': denied }).ctx);
    expect(facts).not.toHaveProperty('version');
    expect(facts.currency).toBe('EUR');
  });

  it('does not take a failure for a refusal', async () => {
    const units = 'GET /wc/v3/settings/products/woocommerce_dimension_unit';
    const down = fake({ ...shop, [units]: () => fails('unclear') });
    await expect(adapter.describe(down.ctx)).rejects.toMatchObject({ kind: 'unclear' });
    const slow = fake({ ...shop, 'GET /wc/v3/system_status': () => fails('unclear') });
    expect(await adapter.describe(slow.ctx)).toMatchObject({ weight_unit: 'lbs' });
  });

  it('tells a seller what to do about a key that is not accepted', async () => {
    const denied = {
      ...shop,
      'GET /wc/v3/settings/general/woocommerce_currency': () => refused(401, errors.cannotView),
    };
    await expect(adapter.describe(fake(denied).ctx)).rejects.toMatchObject({ code: 'E_CREDENTIALS', exit: 6 });
    const plain = adapter.describe(fake(denied, { url: 'http://shop.test' }).ctx);
    await expect(plain).rejects.toMatchObject({ details: { next: { en: expect.stringContaining('Site Address') } } });
  });

  it('tells a shop without pretty permalinks from one with a wrong key', async () => {
    await expect(adapter.describe(fake({}).ctx)).rejects.toMatchObject({
      code: 'E_WOO_NOT_FOUND',
      details: { next: { en: expect.stringContaining('Permalinks') } },
    });
  });
});

const full = {
  'GET /wc/v3/products/categories': () => rows(sample('categories')),
  'GET /wc-analytics/variations': () => rows(sample('variations')),
  'GET /wc/v3/products': ({ query }) =>
    query.status === 'trash' ? rows([]) : rows([sample('product-simple'), sample('product-variable')]),
} satisfies Record<string, Handler>;

describe('fetchRemote, everything', () => {
  it('reads a simple product in the shape of map', async () => {
    const [mug] = await read(fake(full));
    expect(mug).toEqual({
      code: 'MUG-1',
      remoteId: { id: 11 },
      mark: 'ours',
      snapshot: {
        product: {
          content: {
            name: 'Tom &amp; Jerry mug',
            description: '<p>Holds 350 ml &amp; more.</p>',
            short_description: '<ul><li>Enamel</li></ul>',
            categories: ['Home & Kitchen > Mugs'],
            brand: 'Acme & Sons',
            attributes: [{ name: 'Material', options: ['Steel'] }],
          },
          media: { images: [{ id: 10, src: expect.stringContaining('mug.jpg'), alt: 'front' }] },
          variation: { type: 'simple' },
          status: 'publish',
        },
        variants: {
          'MUG-1-S': {
            content: { weight: '0.35', global_unique_id: '4006381333931' },
            price: { regular_price: '15.00', sale_price: '12.90' },
            stock: { manage_stock: true, stock_quantity: 7 },
          },
        },
      },
    });
    const wanted = map(
      listing({
        title: 'Tom & Jerry mug',
        description: '<p>Holds 350 ml & more.</p>',
        bullets: ['Enamel'],
        category: 'Home & Kitchen > Mugs',
        brand: 'Acme & Sons',
        attributes: { Material: 'Steel' },
      }),
      at(),
    );
    expect(comparable?.('content', mug?.snapshot.product.content as Json)).toEqual(
      comparable?.('content', wanted.product.content as Json),
    );
  });

  it('reads a variable product with its variations, and takes no SKU for one that is only inherited', async () => {
    const [, shown] = await read(fake(full));
    expect(shown?.snapshot.product.variation).toEqual({
      type: 'variable',
      attributes: [
        { name: 'Color', options: ['Black', 'White'] },
        { name: 'Size', options: ['L', 'S'], id: 3 },
      ],
      sku: 'SHIRT',
    });
    expect(Object.keys(shown?.snapshot.variants ?? {})).toEqual(['SHIRT-B-S', 'SHIRT-W-L']);
    expect(shown?.snapshot.variants['SHIRT-B-S']).toMatchObject({
      media: { image: { id: 123 } },
      price: { regular_price: '29.9' },
      variation: { id: 124 },
    });
    expect(shown?.snapshot.variants['SHIRT-W-L']).toMatchObject({
      stock: { manage_stock: 'parent', stock_quantity: 50 },
      variation: { id: 125, status: 'private' },
    });
  });

  it('asks in an order that is complete, and in full pages', async () => {
    const shop = fake(full);
    await read(shop);
    for (const { query } of shop.calls)
      expect(query).toMatchObject({ orderby: 'id', order: 'asc', per_page: 100, page: 1 });
  });

  it('reads product by product where the route for all variations is closed', async () => {
    const perProduct = 'GET /wc/v3/products/122/variations';
    const shop = fake({
      ...full,
      'GET /wc-analytics/variations': () => refused(403, {}),
      [perProduct]: () => rows(sample('variations')),
    });
    const [, shown] = await read(shop);
    expect(Object.keys(shown?.snapshot.variants ?? {})).toHaveLength(2);
  });

  it('reads a product again whose variations are not all in the list', async () => {
    const perProduct = 'GET /wc/v3/products/122/variations';
    const shop = fake({
      ...full,
      'GET /wc-analytics/variations': () => rows(sample('variations').slice(0, 1)),
      [perProduct]: () => rows(sample('variations')),
    });
    const [, shown] = await read(shop);
    expect(Object.keys(shown?.snapshot.variants ?? {})).toHaveLength(2);
  });

  it('reads every page, once more when the count changes meanwhile, and yields nothing twice', async () => {
    const many = Array.from({ length: 230 }, (_, i) => ({
      ...sample('product-simple'),
      id: i + 1,
      sku: `S${i}`,
      meta_data: [],
    }));
    let asked = 0;
    const shop = fake({
      ...full,
      'GET /wc/v3/products': ({ query }) => {
        if (query.status === 'trash') return rows([]);
        // On the first pass a product is deleted after the first page: the next page begins one later.
        return ++asked === 1 ? rows(many) : rows(many.filter((one) => one.id !== 5));
      },
    });
    const codes = (await read(shop)).map((one) => one.code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes).toHaveLength(230);
    expect(codes).toContain('S100');
  });

  it('throws rather than give a shorter list', async () => {
    const products = 'GET /wc/v3/products';
    const short = fake({ ...full, [products]: () => rows([sample('product-simple')], 2) });
    await expect(read(short)).rejects.toMatchObject({ code: 'E_REMOTE_MOVED', exit: 5 });
    const { name: _, ...nameless } = sample('product-simple');
    await expect(read(fake({ ...full, [products]: () => rows([nameless]) }))).rejects.toMatchObject({
      kind: 'unreadable',
    });
    await expect(read(fake({ ...full, [products]: () => [sample('product-simple')] }))).rejects.toMatchObject({
      kind: 'unreadable',
    });
    await expect(read(fake({ ...full, 'GET /wc-analytics/variations': () => fails('unclear') }))).rejects.toMatchObject(
      { kind: 'unclear' },
    );
  });

  it('shows what is in the trash, but not when a live product has the SKU again', async () => {
    const trashed = { ...sample('product-simple'), id: 9, status: 'trash' };
    const route = (live: object[]) => ({
      ...full,
      'GET /wc-analytics/variations': () => rows([]),
      'GET /wc/v3/products': ({ query }: { query: { status?: unknown } }) =>
        query.status === 'trash' ? rows([trashed]) : rows(live),
    });
    const [gone] = await read(fake(route([])));
    expect(gone).toMatchObject({ code: 'MUG-1', remoteId: { id: 9 }, ended: true, mark: 'ours' });
    const again = await read(fake(route([{ ...sample('product-simple'), sku: 'mug-1-s' }])));
    expect(again.map((one) => one.remoteId)).toEqual([{ id: 11 }]);
  });

  it('tells a draft that ended a listing from one that pauses it', async () => {
    const draft = (value: string | null) => ({
      ...sample('product-simple'),
      status: 'draft',
      meta_data: [...sample('product-simple').meta_data, { key: '_mabang_ended', value }],
    });
    const route = (one: object) =>
      fake({ ...full, 'GET /wc/v3/products': ({ query }) => rows(query.status === 'trash' ? [] : [one]) });
    expect((await read(route(draft('1'))))[0]).toMatchObject({ ended: true });
    const [paused] = await read(route(draft(null)));
    expect(paused?.ended).toBeUndefined();
    expect(paused?.snapshot.product.status).toBe('draft');
  });

  it('takes a copy made in the back office, and types it does not know, for somebody else’s', async () => {
    const copy = { ...sample('product-simple'), id: 12, sku: 'MUG-1-S-1' };
    const bundle = { ...sample('product-simple'), id: 13, sku: 'B', type: 'bundle', meta_data: [] };
    const shop = fake({
      ...full,
      'GET /wc/v3/products': ({ query }) => rows(query.status === 'trash' ? [] : [copy, bundle]),
    });
    const [a, b] = await read(shop);
    expect(a).toMatchObject({ code: 'MUG-1-S-1', mark: 'theirs' });
    expect(b).toMatchObject({ code: 'B', mark: 'theirs', snapshot: { product: { variation: { type: 'bundle' } } } });
  });

  it('shows a variation whose product is gone, because it holds its SKU', async () => {
    const orphan = { ...sample('variations')[0], id: 900, parent_id: 899, sku: 'LOST' };
    const shop = fake({ ...full, 'GET /wc-analytics/variations': () => rows([...sample('variations'), orphan]) });
    expect((await read(shop)).at(-1)).toMatchObject({ code: 'LOST', remoteId: { id: 900 }, mark: 'theirs' });
  });
});

describe('fetchRemote, by keys', () => {
  const key = (code: string, skus: string[], id?: number) => ({ code, skus, ...(id ? { remoteId: { id } } : {}) });

  /** Answers `sku`, `search_sku`, `include` and `status` as the shop does. */
  function shopOf(
    products: { id: number; sku: string; status: string }[],
    variations: { id: number; sku: string; parent_id: number }[] = [],
  ) {
    const calls: string[] = [];
    const shop = fake({
      ...full,
      'GET /wc/v3/products': ({ query }) => {
        const live = products.filter((one) => (one.status === 'trash') === (query.status === 'trash'));
        const stubs = query.status === 'trash' ? [] : variations.map((one) => ({ ...one, type: 'variation' }));
        if (query.sku) {
          calls.push(String(query.sku));
          const skus = String(query.sku).toLowerCase().split(',');
          return rows([...live, ...stubs].filter((one) => skus.includes(one.sku.toLowerCase())));
        }
        if (query.search_sku)
          return rows([...live, ...stubs].filter((one) => one.sku.includes(String(query.search_sku))));
        if (query.include) return rows(live.filter((one) => String(query.include).split(',').includes(String(one.id))));
        return rows(live);
      },
      'GET /wc/v3/products/122/variations': () => rows(sample('variations')),
    });
    return { shop, calls };
  }

  it('finds by SKU, through a variation its product, and by id', async () => {
    const { shop } = shopOf([sample('product-simple'), sample('product-variable')], sample('variations').slice(0, 2));
    const found = await read(shop, [key('NEW', ['SHIRT-B-S']), key('OLD', ['nowhere'], 11)]);
    expect(found.map((one) => one.code).sort()).toEqual(['MUG-1', 'SHIRT']);
    expect(await read(shop, [key('none', ['none'])])).toEqual([]);
  });

  it('asks nothing for no keys', async () => {
    const { shop } = shopOf([]);
    expect(await read(shop, [])).toEqual([]);
    expect(shop.calls).toEqual([]);
  });

  it('keeps addresses short and pages whole', async () => {
    const { shop, calls } = shopOf([]);
    await read(
      shop,
      Array.from({ length: 300 }, (_, i) => key(`CODE-${i}`, [`SKU-${'茶'.repeat(4)}-${i}`])),
    );
    expect(calls.length).toBeGreaterThan(5);
    for (const list of calls) {
      expect(encodeURIComponent(list).length).toBeLessThan(1600);
      expect(list.split(',').length).toBeLessThanOrEqual(100);
    }
    expect(new Set(calls.flatMap((list) => list.split(','))).size).toBe(600);
  });

  it('finds a SKU with a comma, and nothing that only contains it', async () => {
    const commas = { ...sample('product-simple'), id: 30, sku: 'a,b', meta_data: [] };
    const longer = { ...sample('product-simple'), id: 31, sku: 'a,b,c', meta_data: [] };
    const { shop } = shopOf([commas, longer]);
    expect((await read(shop, [key('X', ['a,b'])])).map((one) => one.remoteId)).toEqual([{ id: 30 }]);
  });

  it('looks into the trash only for keys without a live product', async () => {
    const trashed = { ...sample('product-simple'), status: 'trash' };
    const gone = shopOf([trashed]);
    expect(await read(gone.shop, [key('MUG-1', ['MUG-1-S'])])).toMatchObject([{ ended: true, remoteId: { id: 11 } }]);
    expect(await read(gone.shop, [key('RENAMED', ['OTHER'], 11)])).toMatchObject([{ ended: true }]);
    const live = shopOf([sample('product-simple')]);
    await read(live.shop, [key('MUG-1', ['MUG-1-S'])]);
    expect(live.shop.calls.some((call) => call.query.status === 'trash')).toBe(false);
  });
});
