import { afterEach, describe, expect, it } from 'vitest';
import { type Client, client, closeAll, type Loose, mug, tier } from './shopee-client.ts';

afterEach(closeAll);

async function addGlobal(shop: Client, changes: Record<string, unknown> = {}): Promise<number> {
  const image = await shop.image('mug');
  const body = {
    category_id: 100101,
    global_item_name: 'Enamel mug',
    description: 'Holds 350 ml.',
    global_item_sku: 'MUG-S',
    image: { image_id_list: [image] },
    original_price: 60,
    weight: 0.35,
    pre_order: { days_to_ship: 2 },
    seller_stock: [{ stock: 7 }],
    ...changes,
  };
  const { response } = await shop.ok('global_product/add_global_item', body);
  shop.emulator.clock.advance(5000);
  return response.global_item_id;
}

/** The task's id as it stands on the wire: JSON.parse would round it. */
async function startTask(
  shop: Client,
  global_item_id: number,
  item: Record<string, unknown> = {},
  shop_id = shop.shopId,
) {
  const shop_region = shop_id === shop.shopId ? 'SG' : 'MY';
  const url = shop.url('global_product/create_publish_task', 'merchant', {}, {});
  const body = JSON.stringify({ global_item_id, shop_id, shop_region, item });
  const text = await (
    await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  ).text();
  expect(JSON.parse(text)).toMatchObject({ error: '' });
  return /"publish_task_id":(\d{18})\b/.exec(text)?.[1] ?? '';
}

async function result(shop: Client, publish_task_id: string): Promise<Loose> {
  return (await shop.get('global_product/get_publish_task_result', { publish_task_id })).body.response;
}

async function publish(shop: Client, id: number, item: Record<string, unknown> = {}, shopId?: number): Promise<number> {
  const task = await startTask(shop, id, item, shopId);
  shop.emulator.clock.advance(3000);
  const done = await result(shop, task);
  expect(done.publish_status, JSON.stringify(done)).toBe('success');
  return done.success.item_id;
}

async function withColours(shop: Client, colours: readonly string[]): Promise<number> {
  const id = await addGlobal(shop, { global_item_sku: 'SHIRT' });
  await shop.ok('global_product/init_tier_variation', {
    global_item_id: id,
    standardise_tier_variation: [tier('Color', colours)],
    global_model: colours.map((colour, n) => ({
      tier_index: [n],
      original_price: 50 + n,
      global_model_sku: colour,
      seller_stock: [{ stock: 3 }],
    })),
  });
  return id;
}

async function models(shop: Client, global_item_id: number): Promise<Loose[]> {
  return (await shop.get('global_product/get_global_model_list', { global_item_id })).body.response.global_model;
}

describe('publishing a global product', () => {
  it('takes a while, under an id that a JavaScript number cannot hold', async () => {
    const shop = await client({ cnsc: true, rates: { SG: 0.19 } });
    const id = await addGlobal(shop);
    expect(shop.emulator.inspect('MUG-S')).toBeUndefined();
    expect(shop.emulator.skus()).toEqual(['MUG-S']);
    const shops = async () =>
      (await shop.get('global_product/get_publishable_shop', { global_item_id: id })).body.response.publishable_shop;
    expect(await shops()).toEqual([{ shop_id: shop.shopId, shop_region: 'SG' }]);
    const task = await startTask(shop, id);
    expect(task).toMatch(/^\d{18}$/);
    expect(Number.isSafeInteger(Number(task))).toBe(false);
    expect(await result(shop, task)).toEqual({ publish_status: 'processing' });
    shop.emulator.clock.advance(3000);
    const done = await result(shop, task);
    expect(done).toMatchObject({ publish_status: 'success', success: { region: 'SG', shop_id: shop.shopId } });
    expect(shop.emulator.inspect('MUG-S')).toMatchObject({
      copies: 1,
      visible: true,
      price: '11.40',
      quantity: 7,
      images: [`${shop.emulator.imageHost}/images/mug.jpg`],
    });
    expect(shop.emulator.skus()).toEqual(['MUG-S']);
    expect(await shops()).toEqual([]);
    const list = (await shop.get('global_product/get_published_list', { global_item_id: id })).body.response;
    expect(list.published_item).toEqual([
      { shop_id: shop.shopId, shop_region: 'SG', item_id: done.success.item_id, item_status: 1 },
    ]);
    const map = await shop.get('global_product/get_global_item_id', {
      shop_id: shop.shopId,
      item_id_list: done.success.item_id,
    });
    expect(map.body.response.item_id_map).toEqual([{ item_id: done.success.item_id, global_item_id: id }]);
    const again = { global_item_id: id, shop_id: shop.shopId, shop_region: 'SG' };
    expect(await shop.error('global_product/create_publish_task', again)).toContain('error_busi_cannot_publish');
  });

  it('fails in the task for what the shop’s rules make of it', async () => {
    const shop = await client({ cnsc: true });
    const id = await addGlobal(shop);
    const task = await startTask(shop, id, { item_name: 'Mug' });
    shop.emulator.clock.advance(3000);
    expect(await result(shop, task)).toEqual({
      publish_status: 'failed',
      failed: { failed_reason: 'Item_name length is less than min limit.' },
    });
    const item = { item_name: 'A mug of our own', original_price: 12.9, item_status: 'UNLIST' };
    await publish(shop, id, item);
    expect(shop.emulator.inspect('MUG-S')).toMatchObject({ title: 'A mug of our own', price: '12.90', visible: false });
  });

  it('waits five seconds before variants, as a shop item does', async () => {
    const shop = await client({ cnsc: true, settleMs: 8000 });
    const id = await addGlobal(shop);
    const change = { global_item_id: id, global_item_name: 'Another mug' };
    expect(await shop.error('global_product/update_global_item', change)).toBe(
      'product.error_busi_global_item_not_found: Global item not found.',
    );
    shop.emulator.clock.advance(3000);
    await shop.ok('global_product/update_global_item', change);
  });
});

describe('a shop item of a global product', () => {
  it('follows the global one where it is synchronised, and always in stock and structure', async () => {
    const shop = await client({ cnsc: true, otherRegions: ['MY'], rates: { SG: 0.2, MY: 0.6 } });
    const id = await withColours(shop, ['Red', 'Blue']);
    const item_id = await publish(shop, id);
    const other = shop.shopId + 1;
    await publish(shop, id, {}, other);
    const [red, blue] = await models(shop, id);
    const sync = (on: boolean) => ({
      shop_sync_list: [
        {
          shop_id: shop.shopId,
          shop_region: 'SG',
          name_and_description: on,
          media_information: on,
          tier_variation_name_and_option: on,
          price: on,
          days_to_ship: on,
        },
      ],
    });
    const price = (original_price: number) =>
      shop.ok('global_product/update_price', {
        global_item_id: id,
        price_list: [{ global_model_id: red.global_model_id, original_price }],
      });
    await price(80);
    expect(shop.emulator.inspect('Red')).toMatchObject({ price: '16.00' });
    await shop.ok('global_product/set_sync_field', sync(false));
    await price(90);
    await shop.ok('global_product/update_global_item', { global_item_id: id, global_item_name: 'Another shirt' });
    expect(shop.emulator.inspect('Red')).toMatchObject({ price: '16.00', title: 'Enamel mug' });
    const own = (await shop.get('product/get_model_list', { item_id })).body.response.model;
    const local = { item_id, price_list: [{ model_id: own[0].model_id, original_price: 17.5 }] };
    await shop.ok('product/update_price', local);
    expect(shop.emulator.inspect('Red')?.price).toBe('17.50');
    await shop.ok('global_product/update_stock', {
      global_item_id: id,
      stock_list: [{ global_model_id: blue.global_model_id, seller_stock: [{ stock: 0 }] }],
    });
    expect(shop.emulator.inspect('Blue')?.quantity).toBe(0);
    await shop.ok('global_product/update_tier_variation', {
      global_item_id: id,
      standardise_tier_variation: [tier('Color', ['Red', 'Green'])],
      model_list: [{ model_id: red.global_model_id, tier_index: [0] }],
    });
    await shop.ok('global_product/add_global_model', {
      global_item_id: id,
      global_model: [{ tier_index: [1], original_price: 50, global_model_sku: 'Green', seller_stock: [{ stock: 1 }] }],
    });
    expect([...shop.emulator.skus()].sort()).toEqual(['Green', 'Red']);
    expect(shop.emulator.inspect('Green')).toMatchObject({ price: '10.00', options: { Color: 'Green' } });
    await shop.ok('global_product/set_sync_field', sync(true));
    expect(await shop.error('product/update_price', local)).toContain('product.error_update_price_fail');
  });

  it('cannot be made, stocked or given another shape in the shop itself', async () => {
    const shop = await client({ cnsc: true });
    const item_id = await publish(shop, await withColours(shop, ['Red', 'Blue']));
    const image = await shop.image('mug');
    const model = (await shop.get('product/get_model_list', { item_id })).body.response.model;
    const [red, blue] = model.map((one: Loose) => one.model_id);
    const stock_list = [{ model_id: red, seller_stock: [{ stock: 1 }] }];
    const places = (ids: number[]) => ids.map((model_id, n) => ({ model_id, tier_index: [n] }));
    const refused: [string, Record<string, unknown>, string][] = [
      ['add_item', mug(image), 'product.error_auth'],
      ['update_stock', { item_id, stock_list }, 'product.error_auth'],
      ['delete_model', { item_id, model_id: red }, 'product.error_auth'],
      ['update_item', { item_id, weight: 2 }, 'product.error_auth'],
      ['update_model', { item_id, model: [{ model_id: red, model_sku: 'OTHER' }] }, 'product.error_perm_non_admin'],
      [
        'update_tier_variation',
        { item_id, standardise_tier_variation: [tier('Color', ['Red'])], model_list: places([red]) },
        'product.error_cnsc_shop_block_update_tier_variation',
      ],
    ];
    for (const [call, body, code] of refused) {
      expect((await shop.post(`product/${call}`, body)).body.error, call).toBe(code);
    }
    await shop.ok('product/update_tier_variation', {
      item_id,
      standardise_tier_variation: [tier('Colour', ['Rot', 'Blau'])],
      model_list: places([red, blue]),
    });
    expect(shop.emulator.inspect('Red')?.options).toEqual({ Colour: 'Rot' });
    await shop.ok('product/update_model', {
      item_id,
      model: [{ model_id: red, model_sku: 'Red', model_status: 'UNAVAILABLE' }],
    });
    expect(shop.emulator.inspect('Red')?.visible).toBe(false);
    expect(shop.emulator.inspect('Blue')?.visible).toBe(true);
  });

  it('goes when the global product goes, but for one that a promotion holds', async () => {
    const shop = await client({ cnsc: true });
    const id = await addGlobal(shop);
    const item_id = await publish(shop, id);
    shop.emulator.promote('MUG-S');
    const held = await shop.post('global_product/delete_global_item', { global_item_id: id });
    expect(held.body).toMatchObject({
      error: 'product.error_busi_cannot_delete_global_item',
      response: { failure_delete_item: [{ shop_id: shop.shopId, item_id }] },
    });
    const price = { global_item_id: id, price_list: [{ original_price: 70 }] };
    expect(await shop.error('global_product/update_price', price)).toContain('product.error_update_item_price');
    shop.emulator.endPromotion('MUG-S');
    await shop.ok('global_product/delete_global_item', { global_item_id: id });
    expect(shop.emulator.skus()).toEqual([]);
    const list = (await shop.get('global_product/get_global_item_list', { page_size: 10 })).body.response;
    expect(list).toMatchObject({ global_item_list: [], total_count: 0 });
  });
});

describe('global products', () => {
  it('are listed by a cursor, at most fifty a page', async () => {
    const shop = await client({ cnsc: true });
    const ids = [];
    for (let n = 0; n < 5; n++) ids.push(await addGlobal(shop, { global_item_sku: `MUG-${n}` }));
    const found: number[] = [];
    for (let offset: string | undefined = ''; offset !== undefined; ) {
      const page = (await shop.get('global_product/get_global_item_list', { page_size: 2, offset })).body as Loose;
      found.push(...page.response.global_item_list.map((item: Loose) => item.global_item_id));
      offset = page.response.has_next_page ? page.response.offset : undefined;
    }
    expect(found).toEqual(ids);
    expect((await shop.get('global_product/get_global_item_list', { page_size: 51 })).body.error).toBe(
      'product.error_param',
    );
    const { response } = (await shop.get('global_product/get_global_item_info', { global_item_id_list: ids.join() }))
      .body;
    expect(response.global_item_list[4]).toMatchObject({
      global_item_name: 'Enamel mug',
      global_item_sku: 'MUG-4',
      has_model: false,
      price_info: [{ currency: 'CNY', original_price: 60 }],
      stock_info: [{ normal_stock: 7 }],
      weight: '0.35',
    });
  });

  it('keep to seven times between variants, and to so many price changes a day', async () => {
    const shop = await client({ cnsc: true, dailyPriceEdits: 2 });
    const id = await withColours(shop, ['Red', 'Blue']);
    const [red] = await models(shop, id);
    const price = (original_price: number) => ({
      global_item_id: id,
      price_list: [{ global_model_id: red.global_model_id, original_price }],
    });
    expect(await shop.error('global_product/update_price', price(357.01))).toContain('error_price_agp_too_large');
    await shop.ok('global_product/update_price', price(357));
    expect(await shop.error('global_product/update_price', price(100))).toContain(
      'reach item price edit limit for each day',
    );
    expect(
      await shop.error('global_product/update_price', { global_item_id: id, price_list: [{ original_price: 1 }] }),
    ).toContain('error_item_model_not_match');
  });

  it('are what somebody else lists too', async () => {
    const shop = await client({ cnsc: true, rates: { SG: 0.2 } });
    shop.emulator.seed({ code: 'T', title: 'Theirs', variants: [{ sku: 'T-1', price: '9.99', quantity: 4 }] });
    expect(shop.emulator.inspect('T-1')).toMatchObject({ price: '9.99', quantity: 4, copies: 1 });
    const { global_item_list } = (await shop.get('global_product/get_global_item_list', { page_size: 10 })).body
      .response;
    const [{ global_item_id }] = global_item_list;
    shop.emulator.edit('T-1', { quantity: 9 });
    const { body } = await shop.get('global_product/get_global_item_info', { global_item_id_list: global_item_id });
    expect(body.response.global_item_list[0]).toMatchObject({
      price_info: [{ original_price: 49.95 }],
      stock_info: [{ normal_stock: 9 }],
    });
    shop.emulator.erase('T-1');
    expect(shop.emulator.skus()).toEqual([]);
  });
});
