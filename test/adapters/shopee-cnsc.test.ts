import { describe, expect, it } from 'vitest';
import { mug, shirt } from '../../src/testing/conformance/goods.ts';
import { Client } from './shopee-client.ts';
import { bodies, nameOf, openShop, type Shop, written } from './shopee-harness.ts';

const OWN = { cnsc: true, sync: { text: false, media: false, price: false } } as const;
const GLOBAL = { cnsc: true } as const;

const asked = (shop: Shop, call: string) => shop.emulator.requests().filter(({ path }) => nameOf(path) === call).length;
const codesOf = (report: Awaited<ReturnType<Shop['world']['push']>>) => report.findings.map(({ code }) => code);

describe('a new listing', () => {
  it('is a global product, its models, and a task that brings it into the shop', async () => {
    const shop = await openShop(GLOBAL);
    shop.world.put(shirt(shop.world, ['Black'], ['S', 'M']));
    const report = await shop.world.push();
    expect(report.counts.rejected).toBe(0);
    expect(written(shop)).toEqual([
      'global_product/add_global_item',
      'global_product/init_tier_variation',
      'global_product/create_publish_task',
      // The GTIN is the shop item's alone.
      'product/update_model',
    ]);
    expect(asked(shop, 'global_product/get_publishable_shop')).toBe(1);
    const [{ shop_id, shop_region, item }] = bodies(shop, 'global_product/create_publish_task');
    expect({ shop_id, shop_region }).toEqual({ shop_id: shop.emulator.connection.shopId, shop_region: 'SG' });
    // What the shop takes from the global product is not said again.
    expect(Object.keys(item).sort()).toEqual(['item_status', 'logistic']);
    expect(shop.emulator.inspect('SHIRT-Black-M')).toMatchObject({ visible: true, copies: 1 });
    expect((await shop.world.diff()).listings).toEqual([]);
  });

  it('says price, text and pictures for itself where the shop does not take them', async () => {
    const shop = await openShop(OWN);
    shop.world.put(shirt(shop.world, ['Black'], ['S', 'M']));
    await shop.world.push();
    const [{ item }] = bodies(shop, 'global_product/create_publish_task');
    expect(item).toMatchObject({
      item_name: 'Linen shirt',
      model: [
        { tier_index: [0, 0], original_price: 29.9 },
        { tier_index: [0, 1], original_price: 30.9 },
      ],
    });
  });

  it('waits behind a ticket when the task is slow, and is true when the task is', async () => {
    const shop = await openShop({ ...GLOBAL, publishMs: 60_000 });
    shop.world.put(mug(shop.world));
    const first = await shop.world.push({ waitMs: 0 });
    expect(first.outcomes.map(({ outcome }) => outcome.status)).toEqual(['accepted', 'accepted']);
    expect(shop.emulator.inspect('MUG-1-S')).toBeUndefined();
    shop.world.restart();
    shop.world.clock.advance(60_000);
    shop.emulator.clearRequests();
    await shop.world.push();
    expect(asked(shop, 'global_product/get_publish_task_result')).toBe(1);
    expect(asked(shop, 'global_product/add_global_item')).toBe(0);
    expect(shop.emulator.inspect('MUG-1-S')).toMatchObject({ visible: true, copies: 1, gtin: expect.any(String) });
    expect((await shop.world.diff()).listings).toEqual([]);
  });

  it('that the shop refuses says why, and leaves no global product behind', async () => {
    const shop = await openShop(GLOBAL);
    shop.world.put(mug(shop.world));
    shop.emulator.refuse?.('MUG-1-S');
    const report = await shop.world.push();
    expect(report.counts.rejected).toBe(2);
    expect(JSON.stringify(report.findings)).toContain('The brand is forbidden.');
    expect(shop.emulator.skus()).toEqual([]);
    await shop.world.push({ allow: ['E_REFUSED_BEFORE'] });
    expect(shop.emulator.inspect('MUG-1-S')).toMatchObject({ visible: true, copies: 1 });
  });

  it.each(['init_tier_variation', 'create_publish_task'])(
    'that stopped at %s is finished by the next push, with the same global product',
    async (call) => {
      const shop = await openShop(GLOBAL);
      shop.world.put(shirt(shop.world, ['Black'], ['S', 'M']));
      shop.emulator.inject({ kind: 'error', when: ({ path }) => path.includes(call) });
      await shop.world.push();
      shop.world.settle();
      for (let i = 0; i < 3; i++) {
        shop.world.clock.advance(600_000);
        await shop.world.push();
      }
      expect(bodies(shop, 'global_product/add_global_item')).toHaveLength(1);
      expect(shop.emulator.inspect('SHIRT-Black-M')).toMatchObject({ visible: true, copies: 1 });
    },
  );

  it('needs a price in the currency of the merchant', async () => {
    const shop = await openShop({ ...OWN, rates: { SG: 0.2 } });
    expect(shop.emulator.connection.globalRate).toBe('5');
    shop.world.put(mug(shop.world));
    await shop.world.push();
    const [{ original_price }] = bodies(shop, 'global_product/add_global_item');
    expect(original_price).toBe(64.55);
    expect(shop.emulator.inspect('MUG-1-S')?.price).toBe('12.91');
  });
});

describe('a change', () => {
  it.each([
    ['of its own price', OWN, 'product/update_price'],
    ['of the global price', GLOBAL, 'global_product/update_price'],
  ] as const)('%s is one call: %s', async (_, options, call) => {
    const shop = await openShop(options);
    const goods = shirt(shop.world, ['Black'], ['S', 'M']);
    shop.world.put(goods);
    await shop.world.push();
    shop.emulator.clearRequests();
    shop.world.put({ ...goods, skus: goods.skus.map((sku, i) => (i === 0 ? { ...sku, price: '35.00' } : sku)) });
    await shop.world.push();
    expect(written(shop)).toEqual([call]);
    expect(bodies(shop, call)[0].price_list).toHaveLength(1);
    expect(shop.emulator.inspect('SHIRT-Black-S')?.price).toBe('35.00');
  });

  it('of stock is made to the global product, whatever the switches', async () => {
    const shop = await openShop(OWN);
    const goods = mug(shop.world);
    shop.world.put(goods);
    await shop.world.push();
    shop.emulator.clearRequests();
    shop.world.put({ ...goods, skus: goods.skus.map((sku) => ({ ...sku, quantity: 0 })) });
    await shop.world.push();
    expect(written(shop)).toEqual(['global_product/update_stock']);
    expect(shop.emulator.inspect('MUG-1-S')?.quantity).toBe(0);
  });

  it.each([
    ['in the shop', OWN, ['product/update_item']],
    ['in the global product', GLOBAL, ['global_product/update_global_item']],
  ] as const)('of the title is made where it lives: %s', async (_, options, calls) => {
    const shop = await openShop(options);
    const goods = mug(shop.world);
    shop.world.put(goods);
    await shop.world.push();
    shop.emulator.clearRequests();
    shop.world.put({ ...goods, title: 'Another enamel mug' });
    await shop.world.push();
    expect(written(shop)).toEqual(calls);
    expect(shop.emulator.inspect('MUG-1-S')?.title).toBe('Another enamel mug');
  });

  it('that adds a model sets the price and the GTIN of the shop once the model is there', async () => {
    const shop = await openShop(OWN);
    shop.world.put(shirt(shop.world, ['Black'], ['S', 'M']));
    await shop.world.push();
    shop.emulator.clearRequests();
    const more = shirt(shop.world, ['Black', 'Red'], ['S', 'M']);
    shop.world.put({ ...more, skus: more.skus.map((sku) => ({ ...sku, price: '31.00' })) });
    await shop.world.push();
    expect(written(shop)).toContain('global_product/add_global_model');
    expect(shop.emulator.inspect('SHIRT-Red-M')).toMatchObject({ price: '31.00', gtin: expect.any(String), copies: 1 });
  });

  it("of the shop's switches is made when the seller asks for it, and only then", async () => {
    const plain = await openShop(GLOBAL);
    plain.world.put(mug(plain.world));
    await plain.world.push();
    expect(written(plain)).not.toContain('global_product/set_sync_field');
    const asking = await openShop(GLOBAL, { syncSwitches: 'set', sync: { text: true, media: false, price: true } });
    asking.world.put(mug(asking.world));
    await asking.world.push();
    const [{ shop_sync_list }] = bodies(asking, 'global_product/set_sync_field');
    expect(shop_sync_list).toEqual([
      {
        shop_id: asking.emulator.connection.shopId,
        shop_region: 'SG',
        name_and_description: true,
        media_information: false,
        tier_variation_name_and_option: true,
        price: true,
        days_to_ship: true,
      },
    ]);
  });
});

describe('an end', () => {
  it('takes the item out of this shop, and is listed again from the same global product', async () => {
    const shop = await openShop(GLOBAL);
    const goods = mug(shop.world);
    shop.world.put(goods);
    await shop.world.push();
    shop.emulator.clearRequests();
    shop.world.put({ ...goods, status: 'ended' });
    await shop.world.push();
    expect(written(shop)).toEqual(['product/delete_item']);
    shop.emulator.clearRequests();
    shop.world.put(goods);
    await shop.world.push();
    expect(written(shop)).not.toContain('global_product/add_global_item');
    expect(shop.emulator.inspect('MUG-1-S')).toMatchObject({ visible: true, copies: 1 });
  });

  it('of a SKU that another shop of the merchant sells is refused unless the seller says so', async () => {
    const shop = await openShop({ ...GLOBAL, otherRegions: ['MY'] });
    const goods = shirt(shop.world, ['Black'], ['S', 'M']);
    shop.world.put(goods);
    await shop.world.push();
    const other = new Client(shop.emulator);
    const { refresh_token } = shop.emulator.reauthorize();
    other.refresh = refresh_token;
    await other.login();
    const list = await other.get('global_product/get_global_item_list', { page_size: 50 });
    const { global_item_id } = list.body.response.global_item_list[0];
    const free = await other.get('global_product/get_publishable_shop', { global_item_id });
    const [{ shop_id, shop_region }] = free.body.response.publishable_shop;
    await other.post('global_product/create_publish_task', { global_item_id, shop_id, shop_region });
    shop.world.clock.advance(10_000);
    shop.world.put({ ...goods, skus: goods.skus.map((sku, i) => ({ ...sku, ended: i === 1 })) });
    shop.emulator.clearRequests();
    const report = await shop.world.push();
    expect(codesOf(report)).toContain('E_SHOPEE_SHARED');
    expect(written(shop)).not.toContain('global_product/delete_global_model');
    expect(shop.emulator.skus()).toContain('SHIRT-Black-M');
  });
});

it('has its models taken off in the global product when no other shop sells it', async () => {
  const shop = await openShop(GLOBAL);
  const goods = shirt(shop.world, ['Black'], ['S', 'M']);
  shop.world.put(goods);
  await shop.world.push();
  shop.emulator.clearRequests();
  shop.world.put({ ...goods, skus: goods.skus.map((sku, i) => ({ ...sku, ended: i === 1 })) });
  await shop.world.push();
  expect(written(shop).slice(0, 2)).toEqual([
    'global_product/delete_global_model',
    'global_product/update_tier_variation',
  ]);
  expect(shop.emulator.skus()).toEqual(['SHIRT-Black-S']);
});
