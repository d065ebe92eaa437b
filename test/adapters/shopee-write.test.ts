import { describe, expect, it } from 'vitest';
import type { Goods } from '../../src/testing/conformance/goods.ts';
import { crate, mug, picture, shirt } from '../../src/testing/conformance/goods.ts';
import { bodies, nameOf, openShop, type Shop, written } from './shopee-harness.ts';

const codesOf = (report: Awaited<ReturnType<Shop['world']['push']>>) => report.findings.map(({ code }) => code);

const priced = (goods: Goods, prices: Readonly<Record<number, string>>): Goods => ({
  ...goods,
  skus: goods.skus.map((sku, i) => ({ ...sku, price: prices[i] ?? sku.price })),
});

describe('a new listing', () => {
  it('with models takes two calls some seconds apart, and is on sale when both are done', async () => {
    const shop = await openShop();
    shop.world.put(shirt(shop.world), shirt(shop.world, ['Black'], ['S'], 'OTHER'));
    await shop.world.push();
    expect(written(shop)).toEqual([
      'product/add_item',
      'product/add_item',
      'product/init_tier_variation',
      'product/init_tier_variation',
      'product/unlist_item',
    ]);
    expect(bodies(shop, 'product/add_item').map(({ item_status }) => item_status)).toEqual(['UNLIST', 'UNLIST']);
    expect(bodies(shop, 'product/unlist_item')[0].item_list.map(({ unlist }: { unlist: boolean }) => unlist)).toEqual([
      false,
      false,
    ]);
    const at = (call: string) =>
      shop.emulator
        .requests()
        .filter(({ path }) => nameOf(path) === call)
        .map((one) => one.at);
    const made = Math.max(...at('product/add_item'));
    expect(Math.min(...at('product/init_tier_variation')) - made).toBeGreaterThanOrEqual(5000);
    expect(shop.emulator.inspect('SHIRT-White-M')).toMatchObject({ visible: true, copies: 1, quantity: 4 });
  });

  it('without models takes one', async () => {
    const shop = await openShop();
    shop.world.put(mug(shop.world));
    await shop.world.push();
    expect(written(shop)).toEqual(['product/add_item']);
  });

  it('whose models are refused is taken away again, and the reason is told', async () => {
    const shop = await openShop({ promotions: { SHIRT: { locks: ['variation'] } } });
    shop.world.put(shirt(shop.world, ['Black'], ['S', 'M']));
    const report = await shop.world.push();
    expect(written(shop)).toEqual(['product/add_item', 'product/init_tier_variation', 'product/delete_item']);
    expect(report.counts).toMatchObject({ rejected: 3, landed: 0 });
    expect(codesOf(report)).toContain('E_SHOPEE_PROMOTION');
    expect(shop.emulator.skus()).toEqual([]);
  });

  it('that stopped half-way is unlisted, and finished by the next push without another item', async () => {
    const shop = await openShop();
    shop.world.put(shirt(shop.world, ['Black'], ['S', 'M']));
    shop.emulator.inject({ kind: 'error', when: ({ path }) => path.includes('init_tier_variation') });
    await shop.world.push();
    expect(shop.emulator.inspect('SHIRT')).toMatchObject({ visible: false });
    for (let i = 0; i < 3; i++) {
      shop.world.settle();
      shop.world.clock.advance(600_000);
      await shop.world.push();
    }
    expect(bodies(shop, 'product/add_item')).toHaveLength(1);
    expect(shop.emulator.inspect('SHIRT-Black-M')).toMatchObject({ visible: true, copies: 1 });
    expect((await shop.world.diff()).listings).toEqual([]);
  });

  it('is not made when somebody has its SKU by then', async () => {
    const shop = await openShop();
    shop.world.put(shirt(shop.world, ['Black'], ['S', 'M']));
    const variants = [{ sku: 'SHIRT-Black-S', price: '1.00', quantity: 1, options: { Color: 'Black' } }];
    const report = await shop.world.push({
      consent: async () => {
        shop.emulator.seed({ code: 'THEIRS', title: 'Theirs', axes: ['Color'], variants });
        return { create: true, update: true, end: true };
      },
    });
    expect(written(shop)).toEqual([]);
    expect(codesOf(report)).toContain('E_SHOPEE_SKU_TAKEN');
  });

  it('sends pictures as bytes, each once, before anything is made', async () => {
    const shop = await openShop();
    const chart = picture('chart');
    shop.world.put(...crate(shop.world, 3).map((one) => ({ ...one, images: [chart, ...(one.images ?? [])] })));
    await shop.world.push();
    expect(shop.emulator.uploads()).toBe(2);
    const [form] = shop.emulator.requests().filter(({ path }) => path.includes('upload_image'));
    expect(form?.headers['content-type']).toMatch(/^multipart\/form-data/);
    expect(form?.path).not.toContain('access_token');
  });
});

describe('a change', () => {
  it('of prices is one call an item, with the changed models alone', async () => {
    const shop = await openShop();
    const [one, two] = [shirt(shop.world), mug(shop.world)];
    shop.world.put(one, two);
    await shop.world.push();
    shop.emulator.clearRequests();
    shop.world.put(priced(one, { 0: '31.31', 4: '32.32' }), priced(two, { 0: '9.99' }));
    await shop.world.push();
    expect(written(shop)).toEqual(['product/update_price', 'product/update_price']);
    const lists = bodies(shop, 'product/update_price').map(({ price_list }) => price_list);
    expect(lists.map((list) => list.length).sort()).toEqual([1, 2]);
    expect(lists.find((list) => list.length === 1)).toEqual([{ model_id: 0, original_price: 9.99 }]);
    expect(
      lists.find((list) => list.length === 2)?.map((row: { original_price: number }) => row.original_price),
    ).toEqual([31.31, 32.32]);
  });

  it('of one model that a promotion holds is told as such, and the others are done', async () => {
    const shop = await openShop();
    const goods = shirt(shop.world, ['Black'], ['S', 'M', 'L']);
    shop.world.put(goods);
    await shop.world.push();
    shop.emulator.promote('SHIRT-Black-M', { locks: ['price'] });
    shop.world.put(priced(goods, { 0: '40.00', 1: '41.00', 2: '42.00' }));
    const report = await shop.world.push();
    const outcomes = Object.fromEntries(report.outcomes.map(({ sku, outcome }) => [sku, outcome]));
    expect(outcomes['SHIRT-Black-S']).toMatchObject({ status: 'applied' });
    expect(outcomes['SHIRT-Black-L']).toMatchObject({ status: 'applied' });
    expect(outcomes['SHIRT-Black-M']).toMatchObject({
      status: 'rejected',
      retry: 'later',
      issues: [{ code: 'E_SHOPEE_PROMOTION', place: { sku: 'SHIRT-Black-M' } }],
    });
    expect(shop.emulator.inspect('SHIRT-Black-L')?.price).toBe('42.00');
  });

  it('that is half refused says which half was done', async () => {
    const shop = await openShop();
    const goods = mug(shop.world);
    shop.world.put(goods);
    await shop.world.push();
    shop.world.clock.advance(10_000);
    shop.emulator.promote('MUG-1-S', { locks: ['price'] });
    shop.world.put({ ...goods, skus: goods.skus.map((sku) => ({ ...sku, price: '9.99', quantity: 3 })) });
    const report = await shop.world.push();
    const own = report.outcomes.find(({ sku }) => sku === 'MUG-1-S')?.outcome;
    expect(own).toMatchObject({ status: 'rejected', retry: 'later' });
    expect(JSON.stringify(own)).toContain('done all the same: stock');
    expect(shop.emulator.inspect('MUG-1-S')).toMatchObject({ quantity: 3, price: '12.91' });
  });

  it('of text names the changed fields alone', async () => {
    const shop = await openShop();
    const goods = mug(shop.world);
    shop.world.put(goods);
    await shop.world.push();
    shop.emulator.clearRequests();
    shop.world.put({ ...goods, title: 'Another enamel mug' });
    await shop.world.push();
    const [body, ...more] = bodies(shop, 'product/update_item');
    expect(more).toEqual([]);
    expect(Object.keys(body).sort()).toEqual(['item_id', 'item_name']);
  });

  it("of an item's weight is followed by those of its models, which it wipes", async () => {
    const shop = await openShop();
    const goods = shirt(shop.world, ['Black'], ['S', 'M']);
    shop.world.put(goods);
    await shop.world.push();
    shop.emulator.clearRequests();
    shop.world.put({ ...goods, skus: goods.skus.map((sku, i) => (i === 1 ? { ...sku, weight: 999 } : sku)) });
    await shop.world.push();
    expect(written(shop)).toEqual(['product/update_item', 'product/update_model']);
    expect(bodies(shop, 'product/update_model')[0].model.map(({ weight }: { weight: number }) => weight)).toEqual([
      0.21, 0.999,
    ]);
    expect(shop.emulator.inspect('SHIRT-Black-S')?.weight).toBe(210);
    expect(shop.emulator.inspect('SHIRT-Black-M')?.weight).toBe(999);
  });

  it('of what is on sale is one call for many listings, and ends are one each', async () => {
    const shop = await openShop();
    const goods = crate(shop.world, 4);
    shop.world.put(...goods);
    await shop.world.push();
    shop.emulator.clearRequests();
    shop.world.put(...goods.map((one) => ({ ...one, status: 'paused' as const })));
    await shop.world.push();
    expect(written(shop)).toEqual(['product/unlist_item']);
    shop.emulator.clearRequests();
    shop.world.put(...goods.map((one) => ({ ...one, status: 'ended' as const })));
    await shop.world.push();
    expect(written(shop)).toEqual(Array(4).fill('product/delete_item'));
    expect(shop.emulator.skus()).toEqual([]);
  });
});

describe('models', () => {
  async function live(colours: readonly string[], sizes: readonly string[]): Promise<{ shop: Shop; goods: Goods }> {
    const shop = await openShop();
    const goods = shirt(shop.world, [...colours], [...sizes]);
    shop.world.put(goods);
    await shop.world.push();
    shop.emulator.clearRequests();
    return { shop, goods };
  }

  it('that stay are all named when an option comes between', async () => {
    const { shop } = await live(['Black', 'White'], ['S', 'M']);
    shop.world.put(shirt(shop.world, ['Black', 'White', 'Red'], ['S', 'M']));
    const report = await shop.world.push();
    expect(report.counts.rejected).toBe(0);
    expect(written(shop)).toEqual(['product/update_tier_variation', 'product/add_model']);
    const [{ model_list, standardise_tier_variation }] = bodies(shop, 'product/update_tier_variation');
    expect(model_list).toHaveLength(4);
    expect(standardise_tier_variation[0].variation_option_list).toHaveLength(3);
    expect(shop.emulator.inspect('SHIRT-Red-M')).toMatchObject({ options: { Color: 'Red', Size: 'M' }, copies: 1 });
  });

  it('go by their own call before the rest is laid out', async () => {
    const { shop, goods } = await live(['Black', 'White'], ['S', 'M']);
    const skus = goods.skus.map((sku) => ({ ...sku, ended: sku.sku.includes('White') }));
    shop.world.put({ ...goods, skus });
    await shop.world.push();
    expect(written(shop)).toEqual(['product/delete_model', 'product/delete_model', 'product/update_tier_variation']);
    expect(bodies(shop, 'product/update_tier_variation')[0].model_list).toHaveLength(2);
    expect([...shop.emulator.skus()].sort()).toEqual(['SHIRT-Black-M', 'SHIRT-Black-S']);
  });

  it('that a promotion holds stay, with their place', async () => {
    const { shop, goods } = await live(['Black', 'White'], ['S', 'M']);
    shop.emulator.promote('SHIRT-White-M', { locks: ['delete'] });
    shop.world.put({ ...goods, skus: goods.skus.map((sku) => ({ ...sku, ended: sku.sku.includes('White') })) });
    const report = await shop.world.push();
    expect(codesOf(report)).toContain('E_SHOPEE_PROMOTION');
    expect([...shop.emulator.skus()].sort()).toEqual(['SHIRT-Black-M', 'SHIRT-Black-S', 'SHIRT-White-M']);
    expect(shop.emulator.inspect('SHIRT-White-M')?.options).toEqual({ Color: 'White', Size: 'M' });
  });

  it('change hands when a SKU takes the place of another', async () => {
    const { shop, goods } = await live(['Black'], ['S', 'M']);
    const [first] = goods.skus;
    if (!first) throw new Error('no SKU');
    shop.world.put({
      ...goods,
      skus: [
        { ...first, sku: 'NEW-S', price: '33.00' },
        { ...first, ended: true },
      ],
    });
    const report = await shop.world.push();
    expect(report.counts.rejected).toBe(0);
    // The new SKU stands behind the others of the sheet, so the options change their order too.
    expect(written(shop).sort()).toEqual([
      'product/update_model',
      'product/update_price',
      'product/update_stock',
      'product/update_tier_variation',
    ]);
    expect(shop.emulator.inspect('NEW-S')).toMatchObject({ price: '33.00', options: { Color: 'Black', Size: 'S' } });
    expect(shop.emulator.inspect('SHIRT-Black-S')).toBeUndefined();
    expect((await shop.world.diff()).listings).toEqual([]);
  });
});

it('an item that is too new to be worked on is tried again another time', async () => {
  const shop = await openShop({ settleMs: 3_600_000 });
  const goods = mug(shop.world);
  shop.world.put(goods);
  await shop.world.push();
  shop.world.put(priced(goods, { 0: '9.99' }));
  const report = await shop.world.push();
  expect(report.outcomes[0]?.outcome).toMatchObject({
    status: 'rejected',
    retry: 'later',
    issues: [{ code: 'E_SHOPEE_GONE' }],
  });
});

describe('when the platform takes no more', () => {
  it('a quota that is used up stops the push, and nothing is lost', async () => {
    const shop = await openShop({ dailyCalls: 40 });
    const goods = crate(shop.world, 30);
    shop.world.put(...goods);
    const report = await shop.world.push();
    expect(report.exit).not.toBe(0);
    const made = shop.emulator.skus();
    expect(new Set(made).size).toBe(made.length);
    expect(made.length).toBeLessThan(30);
  });
});
