import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { CALLS } from '../../adapters/shopee/emulator/dispatch.ts';
import { type Client, client, closeAll, type Loose, tier } from './shopee-client.ts';
import { type Departs, Description } from './shopee-description.ts';

afterEach(closeAll);

const seen = new Set<string>();

const description = new Description(join(process.env.MABANG_SPECS ?? '', 'shopee', 'schemas'));

/** Where the documents (2026-08) contradict their own samples, their guides, or what every caller needs. Nothing else may. */
const DEPARTURES: readonly RegExp[] = [
  // The table puts these beside `item_list`; the sample of the same page has `stock_info_v2` and the others in each item.
  /^v2\.product\.get_item_base_info answer response\.item_list\[\]\.(?:description_info|description_type|stock_info_v2): not described$/,
  // "object[]" in the table, `[0, 0]` in the sample.
  /^v2\.product\.init_tier_variation answer response\.model\[\]\.tier_index\[\]: not object$/,
  // null in the sample, and said so in words: a shop without a merchant.
  /^v2\.shop\.get_shop_info answer merchant_id: not int64$/,
  // An object in the table; its own words are "values: normal, extended".
  /^v2\.global_product\.get_global_item_info answer .*description_type: not object$/,
  // Strings in the table, numbers in the sample.
  /^v2\.global_product\.get_publish_task_result answer response\.success\.(?:item_id|shop_id): not string$/,
  // One number in the table; two tiers need two.
  /^v2\.global_product\.update_tier_variation request model_list\[\]\.tier_index: not int32$/,
];
const departs: Departs = (api, side, place, what) =>
  DEPARTURES.some((one) => one.test(`${api} ${side} ${place}: ${what}`));

/** Every reading call that a shop has, on what there is. */
async function look(shop: Client, item_id: number): Promise<void> {
  await shop.get('shop/get_shop_info');
  await shop.get('product/get_item_list', { offset: 0, page_size: 1, item_status: ['NORMAL', 'UNLIST'] });
  await shop.get('product/search_item', { page_size: 1, item_sku: 'e' });
  await shop.get('product/get_item_base_info', { item_id_list: `${item_id},5` });
  await shop.get('product/get_model_list', { item_id });
  await shop.get('product/get_category', { language: 'en' });
  await shop.get('product/get_attribute_tree', { category_id_list: '100104,100101' });
  await shop.get('product/get_brand_list', { category_id: 100104, offset: 0, page_size: 1, status: 1 });
  await shop.get('product/get_item_limit', { category_id: 100104 });
  await shop.get('logistics/get_channel_list');
  await shop.get('product/get_item_violation_info', { item_id_list: `${item_id},5` });
}

it('answers a shop as its documents say', async () => {
  const shop = await client({ region: 'TW', extendedDescription: true });
  await shop.image('one');
  const image = await shop.image('two');
  const made = await shop.variants(['Red', 'Blue'], ['S', 'M'], image);
  const { item_id } = made;
  const ids: number[] = made.model.map((model: Loose) => model.model_id);
  const dimension = { package_height: 1, package_length: 2, package_width: 3 };
  const attribute = (attribute_id: number, value: Record<string, unknown>) => ({
    attribute_id,
    attribute_value_list: [value],
  });
  await shop.ok('product/update_item', {
    item_id,
    dimension,
    category_id: 100104,
    brand: { brand_id: 1078, original_brand_name: 'Northwind' },
    pre_order: { is_pre_order: true, days_to_ship: 8 },
    attribute_list: [
      attribute(100190, { value_id: 811 }),
      attribute(100191, { value_id: 0, original_value_name: 'Type G' }),
      attribute(100192, { value_id: 0, original_value_name: '1', value_unit: 'L' }),
    ],
  });
  shop.emulator.promote('Red-S', { price: '7', locks: ['stock'], reserved: 1 });
  const [first = 0, second = 0, third = 0, fourth = 0] = ids;
  await shop.ok('product/update_price', {
    item_id,
    price_list: [
      { model_id: first, original_price: 9 },
      { model_id: second, original_price: 1e9 },
    ],
  });
  const stock_list = [first, second].map((model_id) => ({ model_id, seller_stock: [{ stock: 4 }] }));
  await shop.ok('product/update_stock', { item_id, stock_list });
  await shop.post('product/update_stock', { item_id, stock_list: stock_list.slice(0, 1) });
  await shop.ok('product/update_model', {
    item_id,
    model: [{ model_id: first, model_sku: 'R', weight: 0.4, dimension }],
  });
  await shop.ok('product/delete_model', { item_id, model_id: fourth });
  await look(shop, item_id);
  await shop.ok('product/update_tier_variation', {
    item_id,
    standardise_tier_variation: [tier('Color', ['Red', 'Blue'], image), tier('Size', ['S', 'M'])],
    model_list: [
      { model_id: first, tier_index: [0, 0] },
      { model_id: third, tier_index: [1, 0] },
    ],
  });
  const more = {
    tier_index: [1, 1],
    original_price: 9,
    model_sku: 'N',
    seller_stock: [{ stock: 1 }],
    weight: 1,
    dimension,
  };
  await shop.ok('product/add_model', { item_id, model_list: [more] });
  const field_list = [
    { field_type: 'text', text: 'Holds 350 ml.' },
    { field_type: 'image', image_info: { image_id: image } },
  ];
  const plain = await shop.item({
    description_type: 'extended',
    description_info: { extended_description: { field_list } },
  });
  await look(shop, plain);
  const item_list = [
    { item_id: plain, unlist: true },
    { item_id: 5, unlist: false },
  ];
  await shop.ok('product/unlist_item', { item_list });
  await shop.ok('product/delete_item', { item_id: plain });
  const { code, shop_id } = shop.emulator.authorize();
  await shop.ok('auth/token/get', { code, shop_id, partner_id: shop.emulator.connection.partnerId });
  const requests = shop.emulator.requests();
  expect(description.problems(requests, departs)).toEqual([]);
  for (const name of description.called(requests)) seen.add(name);
});

it('answers a merchant as its documents say', async () => {
  const shop = await client({ cnsc: true });
  const image = await shop.image('one');
  const dimension = { package_height: 1, package_length: 2, package_width: 3 };
  const { global_item_id } = (
    await shop.ok('global_product/add_global_item', {
      category_id: 100101,
      global_item_name: 'Enamel mug',
      description: 'Holds 350 ml.',
      global_item_sku: 'MUG-S',
      image: { image_id_list: [image] },
      original_price: 60,
      weight: 0.35,
      dimension,
      pre_order: { days_to_ship: 2 },
      seller_stock: [{ stock: 7 }],
    })
  ).response;
  shop.emulator.clock.advance(5000);
  const read = async () => {
    await shop.get('global_product/get_global_item_list', { page_size: 1 });
    await shop.get('global_product/get_global_item_info', { global_item_id_list: global_item_id });
    return (await shop.get('global_product/get_global_model_list', { global_item_id })).body.response.global_model;
  };
  await read();
  const model = (tier_index: number[], global_model_sku: string) => ({
    tier_index,
    original_price: 50,
    global_model_sku,
    seller_stock: [{ stock: 3 }],
    weight: 1,
    dimension,
  });
  await shop.ok('global_product/init_tier_variation', {
    global_item_id,
    standardise_tier_variation: [tier('Color', ['Red', 'Blue'], image)],
    global_model: [model([0], 'R'), model([1], 'B')],
  });
  const [red, blue] = await read();
  await shop.get('global_product/get_publishable_shop', { global_item_id });
  await shop.post('global_product/create_publish_task', {
    global_item_id,
    shop_id: shop.shopId,
    shop_region: 'SG',
    item: { item_name: 'Enamel mug of ours', model: [{ tier_index: [0], original_price: 9, model_status: 'NORMAL' }] },
  });
  const [task = ''] = /\d{18}/.exec(shop.emulator.requests().at(-1)?.reply ?? '') ?? [];
  await shop.get('global_product/get_publish_task_result', { publish_task_id: task });
  shop.emulator.clock.advance(3000);
  await shop.get('global_product/get_publish_task_result', { publish_task_id: task });
  const list = await shop.get('global_product/get_published_list', { global_item_id, shop_id_list: shop.shopId });
  const { item_id } = list.body.response.published_item[0];
  await shop.get('global_product/get_global_item_id', { shop_id: shop.shopId, item_id_list: item_id });
  await shop.ok('global_product/set_sync_field', {
    shop_sync_list: [
      {
        shop_id: shop.shopId,
        shop_region: 'SG',
        name_and_description: true,
        media_information: true,
        tier_variation_name_and_option: true,
        price: true,
        days_to_ship: true,
      },
    ],
  });
  const ids = { global_item_id, global_model_id: red.global_model_id };
  await shop.ok('global_product/update_global_item', { global_item_id, global_item_name: 'Another mug' });
  await shop.ok('global_product/update_price', {
    global_item_id,
    price_list: [{ global_model_id: ids.global_model_id, original_price: 55 }],
  });
  await shop.ok('global_product/update_stock', {
    global_item_id,
    stock_list: [{ global_model_id: ids.global_model_id, seller_stock: [{ stock: 0 }] }],
  });
  await shop.ok('global_product/update_global_model', {
    global_item_id,
    global_model: [{ global_model_id: ids.global_model_id, global_model_sku: 'R2' }],
  });
  await shop.ok('global_product/update_tier_variation', {
    global_item_id,
    standardise_tier_variation: [tier('Color', ['Blue', 'Red', 'Green'], image)],
    model_list: [
      { model_id: blue.global_model_id, tier_index: [0] },
      { model_id: red.global_model_id, tier_index: [1] },
    ],
  });
  await shop.ok('global_product/add_global_model', { global_item_id, global_model: [model([2], 'G')] });
  await shop.ok('global_product/delete_global_model', ids);
  await shop.get('global_product/get_category', { language: 'en' });
  await shop.get('global_product/get_attribute_tree', { category_id_list: 100104 });
  await shop.get('global_product/get_brand_list', { category_id: 100104, offset: 0, page_size: 1, status: 1 });
  await shop.get('global_product/get_global_item_limit', { category_id: 100104 });
  await shop.get('global_product/get_local_adjustment_rate', { shop_id: shop.shopId });
  await shop.get('merchant/get_merchant_info');
  await shop.get('merchant/get_shop_list_by_merchant', { page_no: 1, page_size: 10 });
  await look(shop, item_id);
  await shop.ok('global_product/delete_global_item', { global_item_id });
  const requests = shop.emulator.requests();
  expect(description.problems(requests, departs)).toEqual([]);
  for (const name of description.called(requests)) seen.add(name);
});

it('was asked for every call that it has', () => {
  // The link that a seller opens is no call: a guide tells of it.
  const calls = CALLS.map((path) => description.nameOf(path)).filter((name) => name !== '/api/v2/shop/auth_partner');
  expect(calls.filter((name) => !seen.has(name))).toEqual([]);
});
