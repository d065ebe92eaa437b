import { afterEach, describe, expect, it } from 'vitest';
import { client, closeAll, type Loose, mug, tier } from './shopee-client.ts';

afterEach(closeAll);

const modelIds = (made: Loose): number[] => made.model.map((model: Loose) => model.model_id);

describe('price', () => {
  it('of an item and of its models is set one item at a time', async () => {
    const shop = await client();
    const plain = await shop.item();
    const made = await shop.variants(['Red', 'Blue']);
    await shop.ok('product/update_price', { item_id: plain, price_list: [{ model_id: 0, original_price: 13.45 }] });
    expect(shop.emulator.inspect('MUG-S')?.price).toBe('13.45');
    const [red = 0, blue = 0] = modelIds(made);
    const price_list = [
      { model_id: red, original_price: 20 },
      { model_id: blue, original_price: 9_999_999_999 },
    ];
    const reply = await shop.post('product/update_price', {
      item_id: made.item_id,
      price_list: price_list.slice(0, 1),
    });
    expect(reply.body.response).toEqual({ failure_list: [], success_list: [{ model_id: red, original_price: 20 }] });
    const half = await shop.ok('product/update_price', { item_id: made.item_id, price_list });
    expect(half.response).toMatchObject({
      failure_list: [{ model_id: blue, failed_reason: 'Original_price is bigger than max price limit.' }],
      success_list: [{ model_id: red }],
    });
    expect(shop.emulator.inspect('Blue')?.price).toBe('11.00');
  });

  it('keeps variants within the market’s ratio, all or none', async () => {
    const shop = await client();
    const made = await shop.variants(['Red', 'Blue']);
    const [red = 0, blue = 0] = modelIds(made);
    const at = (a: number, b: number) => ({
      item_id: made.item_id,
      price_list: [
        { model_id: red, original_price: a },
        { model_id: blue, original_price: b },
      ],
    });
    await shop.ok('product/update_price', at(10, 50));
    expect(await shop.error('product/update_price', at(10, 50.01))).toBe(
      'product.error_price_agp_too_large: the max price is 5 lager the min price',
    );
    expect(shop.emulator.inspect('Blue')?.price).toBe('50.00');
  });

  it('names each model once, an existing one, and at most fifty', async () => {
    const shop = await client();
    const made = await shop.variants(['Red']);
    const [red = 0] = modelIds(made);
    const refused = (price_list: unknown) => shop.error('product/update_price', { item_id: made.item_id, price_list });
    const row = { model_id: red, original_price: 1 };
    expect(await refused([row, row])).toBe('product.error_param: Repeat model_id.');
    expect(await refused([{ ...row, model_id: 1 }])).toBe('product.error_param: Wrong model_id.');
    expect(await refused([{ original_price: 1 }])).toBe('product.error_param: Wrong model_id.');
    expect(await refused(Array.from({ length: 51 }, () => row))).toContain('between 1 to 50');
    expect(await refused([])).toContain('between 1 to 50');
    expect(await shop.error('product/update_price', { price_list: [row] })).toBe(
      'product.error_param: invalid field ItemId: value must  Not Null',
    );
  });
});

describe('stock', () => {
  it('of models goes down to none; an item with models has none of its own', async () => {
    const shop = await client();
    const made = await shop.variants(['Red', 'Blue']);
    const [red = 0] = modelIds(made);
    const set = (row: unknown) => ({ item_id: made.item_id, stock_list: [row] });
    const reply = await shop.ok('product/update_stock', set({ model_id: red, seller_stock: [{ stock: 0 }] }));
    expect(reply.response.success_list).toEqual([{ model_id: red, location_id: '', stock: 0 }]);
    expect(shop.emulator.inspect('Red')?.quantity).toBe(0);
    expect(await shop.error('product/update_stock', set({ seller_stock: [{ stock: 1 }] }))).toContain(
      'product.error_edit_item_stock_for_item_has_model',
    );
    expect(await shop.error('product/update_stock', set({ model_id: red, normal_stock: 4 }))).toContain('SellerStock');
    expect(await shop.error('product/update_stock', set({ model_id: red, seller_stock: [{ stock: 1e8 }] }))).toContain(
      'product.error_busi_update_stock_failed',
    );
  });
});

describe('a promotion', () => {
  it('sells at another price and locks what it holds, each with the platform’s own code', async () => {
    const shop = await client({ promotions: { 'MUG-S': { price: '9.90' } } });
    const item_id = await shop.item();
    shop.emulator.clock.advance(5000);
    expect(shop.emulator.inspect('MUG-S')).toMatchObject({ price: '9.90', listPrice: '12.90' });
    const { body } = await shop.get('product/get_item_base_info', { item_id_list: item_id });
    expect(body.response.item_list[0]).toMatchObject({
      has_promotion: true,
      price_info: [{ original_price: 12.9, current_price: 9.9 }],
    });
    const codes: [string, Record<string, unknown>, string][] = [
      ['update_price', { price_list: [{ original_price: 5 }] }, 'error_in_item_promotion_item_price_lock'],
      ['update_stock', { stock_list: [{ seller_stock: [{ stock: 1 }] }] }, 'error_cannt_edit_stock_in_promotion'],
      ['update_item', { item_name: 'Another mug' }, 'error_cannt_edit_name_in_promotion'],
      ['update_item', { description: 'Another description' }, 'error_cannt_edit_description_in_promotion'],
      ['update_item', { item_status: 'UNLIST' }, 'error_in_item_promotion_unlsit_lock'],
      ['delete_item', {}, 'error_in_item_promotion_delete_lock'],
      [
        'init_tier_variation',
        {
          standardise_tier_variation: [tier('Color', ['Red'])],
          model: [{ tier_index: [0], original_price: 5, seller_stock: [{ stock: 1 }] }],
        },
        'error_cannt_init_tier_in_promotion',
      ],
    ];
    for (const [call, change, code] of codes) {
      const reply = await shop.post(`product/${call}`, { item_id, ...change });
      expect(reply.body.error, call).toBe(`product.${code}`);
    }
    const unlist = await shop.post('product/unlist_item', { item_list: [{ item_id, unlist: true }] });
    expect(unlist.body.response.failure_list[0].failed_reason).toBe("Can't unlist item when item is under promotion");
    await shop.ok('product/update_item', { item_id, item_name: 'Enamel mug', weight: 0.4 });
    shop.emulator.endPromotion('MUG-S');
    await shop.ok('product/update_price', { item_id, price_list: [{ original_price: 5 }] });
    expect(shop.emulator.inspect('MUG-S')).toMatchObject({ price: '5.00', quantity: 7, title: 'Enamel mug' });
  });

  it('of one model holds that model alone, and its place among the tiers', async () => {
    const shop = await client();
    const made = await shop.variants(['Red', 'Blue']);
    const { item_id } = made;
    const [red = 0, blue = 0] = modelIds(made);
    shop.emulator.promote('Red', { reserved: 2, locks: ['price', 'delete', 'variation'] });
    const both = [red, blue].map((model_id) => ({ model_id, original_price: 12 }));
    const reply = await shop.ok('product/update_price', { item_id, price_list: both });
    expect(reply.response).toEqual({
      failure_list: [{ model_id: red, failed_reason: 'Original_price cannot be edited when item is under promotion.' }],
      success_list: [{ model_id: blue, original_price: 12 }],
    });
    const alone = await shop.post('product/update_price', { item_id, price_list: both.slice(0, 1) });
    expect(alone.body).toMatchObject({
      error: 'product.error_cannt_edit_price_in_promotion',
      response: { failure_list: [{ model_id: red }], success_list: [] },
    });
    const stock = (stock: number) => ({ item_id, stock_list: [{ model_id: red, seller_stock: [{ stock }] }] });
    expect(await shop.error('product/update_stock', stock(1))).toContain('error_busi_update_stock_failed');
    await shop.ok('product/update_stock', stock(2));
    expect(await shop.error('product/delete_model', { item_id, model_id: red })).toContain(
      'error_model_remove_model_in_promotion',
    );
    const drop = {
      item_id,
      standardise_tier_variation: [tier('Color', ['Blue'])],
      model_list: [{ model_id: blue, tier_index: [0] }],
    };
    expect(await shop.error('product/update_tier_variation', drop)).toContain('error_in_item_promotion_remove_model');
    expect(await shop.error('product/delete_item', { item_id })).toContain('error_in_model_promotion_delete_lock');
    expect([...shop.emulator.skus()].sort()).toEqual(['Blue', 'Red']);
  });
});

describe('lists', () => {
  it('go by pages of at most a hundred, and beyond a place only by the offset that was handed out', async () => {
    const shop = await client({ offsetLimit: 2 });
    const image = await shop.image('mug');
    for (let n = 0; n < 7; n++) await shop.ok('product/add_item', { ...mug(image), item_sku: `MUG-${n}` });
    const page = (offset: number, page_size = 2) =>
      shop.get('product/get_item_list', { offset, page_size, item_status: ['NORMAL', 'UNLIST'] });
    expect((await page(4)).body.message).toBe('get items offset over limit, please use the next field');
    const found: number[] = [];
    for (let offset: number | undefined = 0; offset !== undefined; ) {
      const { response } = (await page(offset)).body as Loose;
      found.push(...response.item.map((item: Loose) => item.item_id));
      expect(response.total_count).toBe(7);
      expect(response.has_next_page).toBe(found.length < 7);
      offset = response.next_offset;
    }
    expect(new Set(found).size).toBe(7);
    expect((await page(0, 101)).body.error).toBe('product.error_param');
    const none = await shop.get('product/get_item_list', { offset: 0, page_size: 2, item_status: 'NORMAL,UNLIST' });
    expect(none.body.error).toBe('product.error_param_item_status');
  });

  it('tell of the statuses asked for, and search names and SKUs', async () => {
    const shop = await client({ reviewMs: 60_000 });
    const item_id = await shop.item();
    const made = await shop.variants(['Red']);
    const list = async (item_status: string) =>
      (await shop.get('product/get_item_list', { offset: 0, page_size: 50, item_status })).body.response.item.length;
    expect([await list('REVIEWING'), await list('NORMAL')]).toEqual([2, 0]);
    expect(shop.emulator.inspect('MUG-S')?.visible).toBe(false);
    shop.emulator.clock.advance(60_000);
    await shop.ok('product/unlist_item', { item_list: [{ item_id, unlist: true }] });
    expect([await list('REVIEWING'), await list('NORMAL'), await list('UNLIST')]).toEqual([0, 1, 1]);
    const search = async (query: Record<string, unknown>) =>
      (await shop.get('product/search_item', { page_size: 10, ...query })).body;
    expect((await search({ item_sku: 'mug-s' })).response.item_id_list).toEqual([item_id]);
    expect((await search({ item_sku: 'Red' })).response.item_id_list).toEqual([made.item_id]);
    expect((await search({ item_name: 'enamel' })).response).toMatchObject({ total_count: 2, next_offset: '' });
    expect((await search({})).error).toBe('product.error_param');
    const many = Array.from({ length: 51 }, (_, i) => i + 1).join(',');
    expect((await shop.get('product/get_item_base_info', { item_id_list: many })).body.error).toBe(
      'product.error_param',
    );
    const two = (await shop.get('product/get_item_base_info', { item_id_list: `${item_id},7,${made.item_id}` })).body;
    expect(two.response.item_list.length).toBe(2);
  });

  it('show a new item late where the platform is slow', async () => {
    const shop = await client({ listingMs: 10_000 });
    const item_id = await shop.item();
    const read = async () =>
      (await shop.get('product/get_item_base_info', { item_id_list: item_id })).body.response.item_list;
    expect(await read()).toEqual([]);
    expect(shop.emulator.skus()).toEqual(['MUG-S']);
    shop.emulator.clock.advance(10_000);
    expect((await read()).length).toBe(1);
  });
});

describe('what a seller looks up', () => {
  it('is a tree of categories with attributes, brands and limits, and shipping channels', async () => {
    const shop = await client({ limits: { name: { min: 20, max: 60 }, gtin: 'Flexible' } });
    const read = async (path: string, query = {}) => (await shop.get(path, query)).body;
    const categories = (await read('product/get_category')).response.category_list;
    expect(categories.find((one: Loose) => one.category_id === 100104)).toMatchObject({
      parent_category_id: 100001,
      has_children: false,
    });
    const tree = (await read('product/get_attribute_tree', { category_id_list: '100104,100101' })).response.list;
    expect(tree[0].attribute_tree[0]).toMatchObject({
      name: 'Power Source',
      mandatory: true,
      attribute_info: { input_type: 1 },
      attribute_value_list: [{ name: 'Mains', child_attribute_list: [{ name: 'Plug Type' }] }, { name: 'Battery' }],
    });
    expect(tree[1].attribute_tree).toEqual([]);
    expect((await read('product/get_attribute_tree', { category_id_list: 100001 })).error).toContain(
      'error_invalid_category',
    );
    const brands = { category_id: 100104, offset: 0, page_size: 1, status: 1 };
    expect((await read('product/get_brand_list', brands)).response).toMatchObject({
      brand_list: [{ brand_id: 1078 }],
      has_next_page: true,
      next_offset: 1,
      is_mandatory: true,
    });
    const limit = await read('product/get_item_limit', { category_id: 100101 });
    expect(limit.response.item_name_length_limit).toEqual({ min_limit: 20, max_limit: 60 });
    expect(limit.gtin_limit).toEqual({ gtin_validation_rule: 'Flexible' });
    expect(limit.response.gtin_limit).toBeUndefined();
    const image = await shop.image('mug');
    const long = { ...mug(image), item_name: 'Enamel mug in sky blue' };
    expect(await shop.error('product/add_item', long)).toContain('The GTIN code is mandatory');
    await shop.ok('product/add_item', { ...long, gtin_code: '00' });
    const channels = (await read('logistics/get_channel_list')).response.logistics_channel_list;
    const usable = channels.filter((one: Loose) => one.enabled && one.mask_channel_id === 0);
    expect(usable.map((one: Loose) => one.logistics_channel_id)).toEqual([18028]);
  });
});
