import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AmazonEmulator, start } from '../../adapters/amazon/emulator.ts';
import {
  type Ask,
  child,
  client,
  EVERYTHING,
  itemPath,
  type Loose,
  live,
  mug,
  offer,
  parent,
  patch,
  said,
  stock,
  US,
} from './amazon-emulator-client.ts';

/** Time stands all but still unless a test moves it. */
const FROZEN = { speed: 0.001 };

let amazon: AmazonEmulator;
let ask: Ask;
beforeEach(async () => {
  amazon = await start(FROZEN);
  ask = await client(amazon);
});
afterEach(() => amazon.close());

const ITEMS = '/listings/2021-08-01/items/{seller}';

describe('accepted is not live', () => {
  it('a new SKU is unknown, then without a summary, then not buyable, then live', async () => {
    expect((await ask('PUT', itemPath('MUG'), mug())).body.status).toBe('ACCEPTED');
    expect((await ask('GET', itemPath('MUG'))).status).toBe(404);
    expect(amazon.inspect('MUG')).toBeUndefined();
    expect(amazon.skus()).toEqual(['MUG']);
    amazon.clock.advance(20_000);
    expect((await ask('GET', itemPath('MUG'))).body.summaries).toEqual([]);
    amazon.clock.advance(20_000);
    expect((await ask('GET', itemPath('MUG'))).body.summaries[0].status).toEqual([]);
    expect(amazon.inspect('MUG')?.visible).toBe(false);
    amazon.clock.advance(20_000);
    expect((await ask('GET', itemPath('MUG'))).body.summaries[0].status).toEqual(['BUYABLE', 'DISCOVERABLE']);
    expect(amazon.inspect('MUG')).toMatchObject({ visible: true, price: '12.90', currency: 'USD', quantity: 7 });
  });

  it('a change is not read back at once, and changes come true in their order', async () => {
    await live(amazon, ask, { MUG: mug() });
    const price = (amount: number) =>
      ask(
        'PATCH',
        itemPath('MUG'),
        patch({ op: 'replace', path: '/attributes/purchasable_offer', value: offer(amount) }),
      );
    await price(20);
    amazon.clock.advance(5000);
    await price(30);
    expect(amazon.inspect('MUG')?.price).toBe('12.90');
    amazon.clock.advance(5000);
    expect(amazon.inspect('MUG')?.price).toBe('20.00');
    amazon.clock.advance(5000);
    expect(amazon.inspect('MUG')?.price).toBe('30.00');
  });

  it('two writers at once both get what they asked for', async () => {
    const busy = await start({ speed: 1000, workMs: 5000 });
    const call = await client(busy);
    await call('PUT', itemPath('MUG'), mug());
    const change = (name: string, value: unknown) =>
      call('PATCH', itemPath('MUG'), patch({ op: 'replace', path: `/attributes/${name}`, value }));
    await Promise.all([change('purchasable_offer', offer(20)), change('fulfillment_availability', stock(1))]);
    busy.clock.advance(120_000);
    expect(busy.inspect('MUG')).toMatchObject({ price: '20.00', quantity: 1 });
    await busy.close();
  });

  it('an issue comes later, and takes the listing down', async () => {
    const enforcements = { actions: [{ action: 'LISTING_SUPPRESSED' }], exemption: { status: 'NOT_EXEMPT' } };
    amazon.lateIssue('MUG', { code: '18742', message: 'Restricted.', categories: [], enforcements }, 90_000);
    expect((await ask('PUT', itemPath('MUG'), mug())).body.issues).toEqual([]);
    amazon.clock.advance(89_000);
    expect(amazon.statusOf('MUG')).toContain('BUYABLE');
    amazon.clock.advance(2000);
    const { body } = await ask('GET', itemPath('MUG', EVERYTHING));
    expect(body.issues).toMatchObject([{ code: '18742', marketplaceIds: [US] }]);
    expect(body.summaries[0].status).not.toContain('BUYABLE');
    amazon.clearIssues('MUG');
    expect(amazon.inspect('MUG')?.visible).toBe(true);
  });

  it('without stock it is found and not bought; without an offer it is neither', async () => {
    await live(amazon, ask, { EMPTY: mug({ fulfillment_availability: stock(0) }) });
    expect(amazon.statusOf('EMPTY')).toEqual(['DISCOVERABLE']);
    expect(amazon.inspect('EMPTY')).toMatchObject({ visible: true, quantity: 0 });
    const past = { end_at: { value: '2020-01-01' } };
    await live(amazon, ask, { OVER: mug({ purchasable_offer: offer(5, past) }) });
    expect(amazon.inspect('OVER')).toMatchObject({ visible: false, price: '' });
  });
});

describe('families', () => {
  it('hold together when the parent came first', async () => {
    await live(amazon, ask, {
      SHIRT: parent('COLOR/SIZE', { main_product_image_locator: [{ media_location: 'https://i.example/front.jpg' }] }),
      'SHIRT-B-M': child('SHIRT', 'Black', 'M', { item_weight: [{ value: 210, unit: 'grams' }] }),
      'SHIRT-W-M': child('SHIRT', 'White', 'M'),
    });
    const { body } = await ask('GET', itemPath('SHIRT', EVERYTHING));
    expect(body.relationships[0].relationships).toEqual([
      {
        childSkus: ['SHIRT-B-M', 'SHIRT-W-M'],
        variationTheme: { attributes: ['color', 'size'], theme: 'COLOR/SIZE' },
        type: 'VARIATION',
      },
    ]);
    expect(body.summaries[0].status).toEqual(['DISCOVERABLE']);
    expect(amazon.skus().toSorted()).toEqual(['SHIRT-B-M', 'SHIRT-W-M']);
    expect(amazon.inspect('SHIRT-B-M')).toMatchObject({
      visible: true,
      options: { Color: 'Black', Size: 'M' },
      images: ['https://i.example/front.jpg'],
      variantImage: 'https://images.example/mug.jpg',
      weight: 210,
    });
    const children = await ask('GET', `${ITEMS}?marketplaceIds=${US}&variationParentSku=SHIRT`);
    expect(children.body.numberOfResults).toBe(2);
  });

  it('a child that came before its parent stays detached until it is sent again', async () => {
    await live(amazon, ask, { 'SHIRT-B-M': child('SHIRT', 'Black', 'M') });
    await live(amazon, ask, { SHIRT: parent() });
    const before = (await ask('GET', itemPath('SHIRT-B-M', EVERYTHING))).body;
    expect(before.issues).toMatchObject([{ severity: 'ERROR', attributeNames: ['child_parent_sku_relationship'] }]);
    expect(before.relationships[0].relationships).toEqual([]);
    expect(amazon.inspect('SHIRT-B-M')?.visible).toBe(false);
    await live(amazon, ask, { 'SHIRT-B-M': child('SHIRT', 'Black', 'M') });
    expect((await ask('GET', itemPath('SHIRT-B-M', EVERYTHING))).body.issues).toEqual([]);
    expect(amazon.inspect('SHIRT-B-M')?.visible).toBe(true);
  });

  it('wants the theme of the parent, its options, and no two children alike', async () => {
    await live(amazon, ask, { SHIRT: parent('COLOR'), HAT: parent() });
    const bare = child('HAT', 'Red', 'M');
    bare.attributes.size = undefined;
    const missing = await ask('PUT', itemPath('HAT-R'), bare);
    expect(missing.body.issues).toMatchObject([{ code: '90220', attributeNames: ['size'] }]);
    await live(amazon, ask, {
      'SHIRT-B': child('SHIRT', 'Black', 'M'),
      'HAT-1': child('HAT', 'Red', 'M'),
      'HAT-2': child('HAT', 'Red', 'M'),
    });
    const issues = async (sku: string) => (await ask('GET', itemPath(sku, EVERYTHING))).body.issues;
    expect(await issues('SHIRT-B')).toMatchObject([{ attributeNames: ['variation_theme'] }]);
    expect(await issues('HAT-1')).toEqual([]);
    expect(await issues('HAT-2')).toMatchObject([{ categories: ['DUPLICATE'] }]);
  });

  it('a family is seeded, edited and erased as a whole', async () => {
    amazon.seed({
      code: 'CAP',
      title: 'Cap',
      variants: [
        { sku: 'CAP-R', price: '9.50', quantity: 2, options: { Color: 'Red' } },
        { sku: 'CAP-G', price: '9.50', quantity: 3, options: { Color: 'Green' } },
      ],
    });
    expect(amazon.inspect('CAP-R')).toMatchObject({ visible: true, price: '9.50', options: { Color: 'Red' } });
    amazon.edit('CAP-R', { title: 'Vandalised', price: '1.00', quantity: 99 });
    expect(amazon.inspect('CAP-R')).toMatchObject({ title: 'Vandalised', price: '1.00', quantity: 99, visible: true });
    amazon.erase('CAP-G');
    expect(amazon.skus()).toEqual([]);
    expect(amazon.inspect('CAP-R')).toBeUndefined();
    expect(() => amazon.edit('CAP-R', { quantity: 1 })).toThrow(/CAP-R/);
  });
});

describe('search', () => {
  const search = async (query: string): Promise<Loose> => {
    amazon.clock.advance(1000);
    return ask('GET', `${ITEMS}?marketplaceIds=${US}&${query}`);
  };
  const crate = (count: number) => {
    for (let i = 0; i < count; i++) {
      const sku = `TEA-${String(i).padStart(4, '0')}`;
      amazon.seed({ code: sku, title: sku, variants: [{ sku, price: '5.00', quantity: i % 2 }] });
    }
  };

  it('pages with tokens, at most 20 at a time, forth and back', async () => {
    crate(45);
    const first = await search('sortBy=sku&sortOrder=ASC&pageSize=20');
    expect(first.body.numberOfResults).toBe(45);
    expect(first.body.items.map((item: Loose) => item.sku).slice(0, 2)).toEqual(['TEA-0000', 'TEA-0001']);
    expect(first.body.pagination).not.toHaveProperty('previousToken');
    const page = (token: string) => search(`sortBy=sku&sortOrder=ASC&pageSize=20&pageToken=${token}`);
    const second = await page(first.body.pagination.nextToken);
    const third = await page(second.body.pagination.nextToken);
    expect(third.body.items).toHaveLength(5);
    expect(third.body.pagination).not.toHaveProperty('nextToken');
    expect((await page(second.body.pagination.previousToken)).body.items).toEqual(first.body.items);
    expect((await search('')).body.items).toHaveLength(10);
    expect((await search('pageSize=21')).status).toBe(400);
    expect((await search('pageToken=nonsense')).status).toBe(400);
    expect((await search(`sortBy=sku&pageToken=${first.body.pagination.nextToken}`)).status).toBe(400);
  });

  it('reaches 1,000 and no further', async () => {
    crate(1005);
    let token: string | undefined;
    let count = 0;
    do {
      const { body } = await search(`pageSize=20${token ? `&pageToken=${token}` : ''}`);
      expect(body.numberOfResults).toBe(1005);
      count += body.items.length;
      token = body.pagination?.nextToken;
    } while (token);
    expect(count).toBe(1000);
  });

  it('finds by identifiers, at most 20, and by status', async () => {
    crate(4);
    const found = await search('identifiersType=SKU&identifiers=TEA-0001,TEA-0003,NOBODY&includedData=offers');
    expect(found.body.items.map((item: Loose) => item.sku).toSorted()).toEqual(['TEA-0001', 'TEA-0003']);
    expect(found.body.items[0]).not.toHaveProperty('summaries');
    expect((await search('withStatus=BUYABLE')).body.numberOfResults).toBe(2);
    expect((await search('withoutStatus=BUYABLE')).body.numberOfResults).toBe(2);
    expect((await search('identifiers=TEA-0001')).status).toBe(400);
    expect((await search('identifiersType=SKU')).status).toBe(400);
    expect((await search('identifiersType=SKU&identifiers=A&variationParentSku=B')).status).toBe(400);
    const many = Array.from({ length: 21 }, (_, i) => i).join(',');
    expect((await search(`identifiersType=SKU&identifiers=${many}`)).status).toBe(400);
  });
});

describe('throttling', () => {
  it('each operation has its bucket; 429 says QuotaExceeded and nothing about when', async () => {
    for (let i = 0; i < 10; i++) expect((await ask('GET', itemPath('A'))).status).toBe(404);
    const refused = await ask('GET', itemPath('A'));
    expect(refused.status).toBe(429);
    expect(refused.body.errors[0].code).toBe('QuotaExceeded');
    expect(refused.headers.get('retry-after')).toBeNull();
    expect(refused.headers.get('x-amzn-ratelimit-limit')).toBeNull();
    expect((await ask('PUT', itemPath('A'), mug())).status).toBe(200);
    amazon.clock.advance(200);
    expect((await ask('GET', itemPath('A'))).status).not.toBe(429);
  });

  it('tells its rate on most successes', async () => {
    await live(amazon, ask, { MUG: mug() });
    const rates: (string | null)[] = [];
    for (let i = 0; i < 9; i++) rates.push((await ask('GET', itemPath('MUG'))).headers.get('x-amzn-ratelimit-limit'));
    expect(new Set(rates)).toEqual(new Set(['5.0', null]));
  });

  it('previews have one a second of their own, and spend nothing of the others', async () => {
    const preview = `marketplaceIds=${US}&mode=VALIDATION_PREVIEW`;
    expect((await ask('PUT', itemPath('A', preview), mug())).status).toBe(200);
    const change = patch({ op: 'replace', path: '/attributes/item_name', value: said('x') });
    expect((await ask('PATCH', itemPath('A', preview), change)).status).toBe(429);
    expect((await ask('PUT', itemPath('A'), mug())).status).toBe(200);
    amazon.clock.advance(1000);
    expect((await ask('PATCH', itemPath('A', preview), change)).status).toBe(200);
  });

  it('limits stack: the application may be spent before an operation is', async () => {
    const tight = await start({
      ...FROZEN,
      stacked: { application: { perSecond: 0.1, burst: 2 }, relationships: { perSecond: 0.1, burst: 1 } },
    });
    const call = await client(tight);
    await call('PUT', itemPath('P'), parent());
    const second = await call('PUT', itemPath('Q'), parent());
    expect(second.status).toBe(429);
    expect(second.body.errors[0].message).toMatch(/relationship/);
    expect((await call('GET', itemPath('P'))).status).toBe(429);
    tight.clock.advance(60_000);
    expect((await call('GET', itemPath('P'))).status).toBe(200);
    await tight.close();
  });
});

describe('faults', () => {
  it('are worded as the platform words them', async () => {
    await live(amazon, ask, { MUG: mug() });
    const met = async (kind: 'throttle' | 'error' | 'deny' | 'missing-part') => {
      amazon.inject({ kind });
      return ask('GET', itemPath('MUG'));
    };
    expect((await met('throttle')).body.errors[0].code).toBe('QuotaExceeded');
    expect((await met('error')).status).toBe(500);
    expect((await met('deny')).status).toBe(403);
    expect((await met('missing-part')).body).not.toHaveProperty('sku');
    amazon.inject({ kind: 'missing-part' });
    expect((await ask('PUT', itemPath('NEW'), mug())).body).not.toHaveProperty('status');
    expect(amazon.skus()).toContain('NEW');
  });

  it('counts logging in and previews as no writes', async () => {
    amazon.clearRequests();
    ask = await client(amazon);
    await ask('PUT', itemPath('MUG', `marketplaceIds=${US}&mode=VALIDATION_PREVIEW`), mug());
    expect(amazon.requests().map(({ write }) => write)).toEqual([false, false]);
    await ask('PUT', itemPath('MUG'), mug());
    expect(amazon.requests().at(-1)?.write).toBe(true);
  });
});
