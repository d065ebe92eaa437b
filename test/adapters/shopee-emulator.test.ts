import { afterEach, describe, expect, it } from 'vitest';
import { pictureAt, start } from '../../adapters/shopee/emulator.ts';
import { client, closeAll, mug, tier } from './shopee-client.ts';

afterEach(closeAll);

describe('an item without variants', () => {
  it('is what was sent, for the API and for a buyer', async () => {
    const shop = await client();
    const id = await shop.item();
    const { response } = (await shop.get('product/get_item_base_info', { item_id_list: id })).body;
    expect(response.item_list).toMatchObject([
      {
        item_id: id,
        item_name: 'Enamel mug',
        description: 'Holds 350 ml.',
        description_type: 'normal',
        item_sku: 'MUG-S',
        item_status: 'NORMAL',
        has_model: false,
        weight: '0.35',
        price_info: [{ currency: 'SGD', original_price: 12.9, current_price: 12.9 }],
        stock_info_v2: { seller_stock: [{ stock: 7 }] },
        brand: { brand_id: 0, original_brand_name: 'No Brand' },
      },
    ]);
    expect(shop.emulator.inspect('MUG-S')).toEqual({
      sku: 'MUG-S',
      copies: 1,
      visible: true,
      title: 'Enamel mug',
      price: '12.90',
      currency: 'SGD',
      quantity: 7,
      options: {},
      images: [`${shop.emulator.imageHost}/images/mug.jpg`],
      weight: 350,
      category: 'Kitchen > Mugs',
      description: 'Holds 350 ml.',
    });
    expect(shop.emulator.skus()).toEqual(['MUG-S']);
  });

  it('made twice is a double', async () => {
    const shop = await client();
    await shop.item();
    await shop.item();
    expect(shop.emulator.inspect('MUG-S')?.copies).toBe(2);
    expect(shop.emulator.skus()).toEqual(['MUG-S', 'MUG-S']);
  });

  it('keeps what an update does not name, and loses its SKU to an empty one', async () => {
    const shop = await client();
    const item_id = await shop.item();
    shop.emulator.clock.advance(5000);
    await shop.ok('product/update_item', {
      item_id,
      item_name: 'Blue mug',
      original_price: 1,
      seller_stock: [{ stock: 1 }],
    });
    expect(shop.emulator.inspect('MUG-S')).toMatchObject({ title: 'Blue mug', price: '12.90', quantity: 7 });
    await shop.ok('product/update_item', { item_id, item_sku: '' });
    expect(shop.emulator.skus()).toEqual(['']);
  });

  it('is refused as a whole when a part that was not sent breaks a rule', async () => {
    const shop = await client({
      categories: [{ id: 9, parent: 0, name: 'Short', limits: { name: { min: 5, max: 12 } } }],
    });
    const item_id = await shop.item({ category_id: 9 });
    shop.emulator.seed({
      code: 'OLD',
      title: 'A name far too long',
      variants: [{ sku: 'OLD', price: '1', quantity: 1 }],
    });
    const list = (await shop.get('product/get_item_list', { offset: 0, page_size: 10, item_status: 'NORMAL' })).body;
    const old = list.response.item.find((item: { item_id: number }) => item.item_id !== item_id).item_id;
    expect(await shop.error('product/update_item', { item_id: old, weight: 2 })).toBe(
      'product.error_title_exceeds_max_length: The length of item_name is bigger than max limit.',
    );
  });

  it('is deleted for the shop and still readable for 90 days', async () => {
    const shop = await client();
    const item_id = await shop.item();
    await shop.ok('product/delete_item', { item_id });
    expect(shop.emulator.inspect('MUG-S')).toBeUndefined();
    expect(shop.emulator.skus()).toEqual([]);
    const seen = async () =>
      (await shop.get('product/get_item_base_info', { item_id_list: item_id })).body.response.item_list.map(
        (item: { item_status: string }) => item.item_status,
      );
    expect(await seen()).toEqual(['SELLER_DELETE']);
    expect(await shop.error('product/update_item', { item_id, item_name: 'Again here' })).toMatch(
      /^product.error_item_uneditable/,
    );
    expect(await shop.error('product/delete_item', { item_id })).toBe(
      'product.error_item_not_found: Product not found',
    );
    shop.emulator.clock.advance(91 * 86_400_000);
    shop.refresh = shop.emulator.reauthorize().refresh_token;
    await shop.login();
    expect(await seen()).toEqual([]);
  });

  it('goes off the shelf and back, each for itself in a batch', async () => {
    const shop = await client();
    const item_id = await shop.item();
    const reply = await shop.ok('product/unlist_item', {
      item_list: [
        { item_id, unlist: true },
        { item_id: 5, unlist: true },
      ],
    });
    expect(reply.response).toEqual({
      failure_list: [{ item_id: 5, failed_reason: 'Product not found' }],
      success_list: [{ item_id, unlist: true }],
    });
    expect(shop.emulator.inspect('MUG-S')?.visible).toBe(false);
    await shop.ok('product/unlist_item', { item_list: [{ item_id, unlist: false }] });
    expect(shop.emulator.inspect('MUG-S')?.visible).toBe(true);
    const none = await shop.post('product/unlist_item', { item_list: [{ item_id: 5, unlist: true }] });
    expect(none.body).toMatchObject({
      error: 'product.error_unlist_item_all_failed',
      response: { failure_list: [{ item_id: 5 }], success_list: [] },
    });
    shop.emulator.setStatus('MUG-S', 'BANNED');
    expect(
      (await shop.post('product/unlist_item', { item_list: [{ item_id, unlist: true }] })).body.response,
    ).toMatchObject({
      failure_list: [{ failed_reason: 'Banned and Reviewing Products cannot be delisted' }],
    });
  });
});

describe('what an item must be', () => {
  const cases: [string, Record<string, unknown>, string][] = [
    ['a short name', { item_name: 'Mug' }, 'product.error_item_name_is_too_short'],
    ['a long name', { item_name: 'x'.repeat(101) }, 'product.error_title_exceeds_max_length'],
    ['a short description', { description: 'Short' }, 'product.error_desc_length_min_limit'],
    ['a long description', { description: 'x'.repeat(2001) }, 'product.error_param'],
    ['hash tags', { description: `${'#tag '.repeat(19)}` }, 'product.error_desc_hash_tag_over_limit'],
    ['no images', { image: { image_id_list: [] } }, 'product.error_image_num_min'],
    ['an unknown image', { image: { image_id_list: ['nope'] } }, 'product.error_param: Image not exist.'],
    ['a category with children', { category_id: 100001 }, 'product.error_invalid_category'],
    ['an unknown category', { category_id: 1 }, 'product.error_invalid_category'],
    ['no mandatory attribute', { category_id: 100103 }, 'product.error_less_required_attribute'],
    ['no mandatory brand', { category_id: 100104 }, 'product.error_less_required_brand'],
    ['a price of three decimals', { original_price: 1.005 }, 'product.error_invalid_price'],
    ['no price at all', { original_price: 0 }, 'product.error_price_exceed_min_limitt'],
    ['a price as text', { original_price: '12.90' }, 'product.error_param'],
    ['too much stock', { seller_stock: [{ stock: 10_000_001 }] }, 'product.error_stock_bigger_then_limit'],
    ['a location', { seller_stock: [{ location_id: 'SGZ', stock: 1 }] }, 'product.error_auth'],
    ['a wrong GTIN', { gtin_code: '4006381333932' }, 'product.error_param_validate'],
    ['no shipping', { logistic_info: [{ logistic_id: 18028, enabled: false }] }, 'product.error_invalid_logistic_info'],
    [
      'a masked channel',
      { logistic_info: [{ logistic_id: 18025, enabled: true }] },
      'product.error_invalid_logistic_info',
    ],
    ['an extended description', { description_type: 'extended' }, 'product.error_param'],
  ];
  it('says so with its own code', async () => {
    const shop = await client();
    const image = await shop.image('mug');
    for (const [what, changes, code] of cases) {
      expect(await shop.error('product/add_item', { ...mug(image), ...changes }), what).toContain(code);
    }
    expect(shop.emulator.skus()).toEqual([]);
  });

  it('reads attributes back in the platform’s words, and asks for children where their value was chosen', async () => {
    const shop = await client();
    const image = await shop.image('kettle');
    const kettle = { ...mug(image), category_id: 100104, brand: { brand_id: 1078, original_brand_name: 'Northwind' } };
    const mains = { attribute_id: 100190, attribute_value_list: [{ value_id: 811 }] };
    expect(await shop.error('product/add_item', { ...kettle, attribute_list: [mains] })).toContain(
      'error_less_required',
    );
    const plug = { attribute_id: 100191, attribute_value_list: [{ value_id: 0, original_value_name: 'Type G' }] };
    const made = { attribute_id: 100193, attribute_value_list: [{ value_id: 0, original_value_name: '1634526913' }] };
    const volume = {
      attribute_id: 100192,
      attribute_value_list: [{ value_id: 0, original_value_name: '1.7', value_unit: 'L' }],
    };
    const { response } = await shop.ok('product/add_item', { ...kettle, attribute_list: [mains, plug, made, volume] });
    const { body } = await shop.get('product/get_item_base_info', { item_id_list: response.item_id });
    const values = body.response.item_list[0].attribute_list.map(
      (one: { attribute_value_list: { original_value_name: string }[] }) =>
        one.attribute_value_list[0]?.original_value_name,
    );
    expect(values).toEqual(['Mains', 'Type G', '18/10/2021', '1.7']);
    const unit = { attribute_id: 100192, attribute_value_list: [{ value_id: 0, original_value_name: '2' }] };
    const battery = { attribute_id: 100190, attribute_value_list: [{ value_id: 812 }] };
    expect(await shop.error('product/add_item', { ...kettle, attribute_list: [battery, unit] })).toContain(
      'Invalid attribute.',
    );
    expect(await shop.error('product/add_item', { ...kettle, attribute_list: [battery, plug] })).toContain(
      'error_invalid_category_attribute',
    );
  });

  it('takes an extended description where the shop may', async () => {
    const shop = await client({ extendedDescription: true });
    const image = await shop.image('mug');
    const field_list = [
      { field_type: 'text', text: 'Holds 350 ml.' },
      { field_type: 'image', image_info: { image_id: image } },
    ];
    const item_id = await shop.item({
      description_type: 'extended',
      description_info: { extended_description: { field_list } },
    });
    const { body } = await shop.get('product/get_item_base_info', { item_id_list: item_id });
    expect(body.response.item_list[0]).toMatchObject({
      description_type: 'extended',
      description_info: { extended_description: { field_list } },
    });
    expect(body.response.item_list[0].description).toBeUndefined();
  });
});

describe('variants', () => {
  it('cannot be made in the first five seconds of an item', async () => {
    const shop = await client();
    const item_id = await shop.item();
    const body = {
      item_id,
      standardise_tier_variation: [tier('Color', ['Red'])],
      model: [{ tier_index: [0], original_price: 5, model_sku: 'RED', seller_stock: [{ stock: 1 }] }],
    };
    expect(await shop.error('product/init_tier_variation', body)).toBe(
      'product.error_item_not_found: Product not found',
    );
    shop.emulator.clock.advance(5000);
    await shop.ok('product/init_tier_variation', body);
    expect(shop.emulator.skus()).toEqual(['RED']);
  });

  it('are what was sent, in both forms of tiers', async () => {
    const shop = await client();
    const image = await shop.image('shirt-red');
    const made = await shop.variants(['Red', 'Blue'], ['S', 'M'], image);
    const { response } = (await shop.get('product/get_model_list', { item_id: made.item_id })).body;
    expect(response.tier_variation[1]).toEqual({ name: 'Size', option_list: [{ option: 'S' }, { option: 'M' }] });
    expect(response.tier_variation[0].option_list[0]).toMatchObject({ option: 'Red', image: { image_id: image } });
    expect(response.standardise_tier_variation[0].variation_option_list[1]).toMatchObject({
      variation_option_name: 'Blue',
      image_id: image,
    });
    expect(response.model[3]).toMatchObject({
      tier_index: [1, 1],
      model_sku: 'Blue-M',
      model_status: 'MODEL_NORMAL',
      price_info: [{ original_price: 11, current_price: 11 }],
      weight: '0.35',
    });
    expect(shop.emulator.inspect('Blue-M')).toMatchObject({
      copies: 1,
      price: '11.00',
      quantity: 4,
      options: { Color: 'Blue', Size: 'M' },
      variantImage: `${shop.emulator.imageHost}/images/shirt-red.jpg`,
    });
    expect(shop.emulator.inspect('SHIRT')).toBeUndefined();
    const base = (await shop.get('product/get_item_base_info', { item_id_list: made.item_id })).body.response
      .item_list[0];
    expect(base.has_model).toBe(true);
    expect(base.price_info).toBeUndefined();
  });

  it('are lost when an update of the tiers does not name them', async () => {
    const shop = await client();
    const made = await shop.variants(['Red', 'Blue', 'Green']);
    const ids = made.model.map((model: { model_id: number }) => model.model_id);
    const change = {
      item_id: made.item_id,
      standardise_tier_variation: [tier('Color', ['Green', 'Red', 'Black'])],
      model_list: [
        { model_id: ids[2], tier_index: [0] },
        { model_id: ids[0], tier_index: [1] },
      ],
    };
    await shop.ok('product/update_tier_variation', change);
    expect([...shop.emulator.skus()].sort()).toEqual(['Green', 'Red']);
    expect(shop.emulator.inspect('Green')?.options).toEqual({ Color: 'Green' });
    const added = await shop.ok('product/add_model', {
      item_id: made.item_id,
      model_list: [{ tier_index: [2], original_price: 12, model_sku: 'Black', seller_stock: [{ stock: 1 }] }],
    });
    expect(added.response.model[0].model_id).not.toBe(ids[1]);
    expect(shop.emulator.inspect('Black')?.options).toEqual({ Color: 'Black' });
    const { model_list: _left, ...nothing } = change;
    expect(await shop.error('product/update_tier_variation', nothing)).toContain('error_busi_cannot_delete_all_model');
    expect(
      await shop.error('product/update_tier_variation', { ...change, model_list: [{ model_id: 1, tier_index: [0] }] }),
    ).toContain('product.error_wrong_modelid');
  });

  it('keep to the platform’s counts, indexes and lengths', async () => {
    const shop = await client();
    const item_id = await shop.item();
    shop.emulator.clock.advance(5000);
    const model = (tier_index: number[], more = {}) => ({
      tier_index,
      original_price: 5,
      seller_stock: [{ stock: 1 }],
      ...more,
    });
    const refused = (tiers: unknown[], models: unknown[]) =>
      shop.error('product/init_tier_variation', { item_id, standardise_tier_variation: tiers, model: models });
    const many = Array.from({ length: 51 }, (_, i) => `O${i}`);
    const colour = tier('Color', ['Red', 'Blue']);
    expect(await refused([tier('Color', many)], [model([0])])).toContain('should be under 50');
    expect(await refused([tier('A', many.slice(0, 8)), tier('B', many.slice(0, 7))], [model([0, 0])])).toContain(
      'under 50',
    );
    expect(await refused([colour, tier('B', ['1']), tier('C', ['1'])], [model([0, 0, 0])])).toContain('over 2');
    expect(await refused([colour], [model([2])])).toContain('Model tier_index error.');
    expect(await refused([colour], [model([0]), model([0])])).toContain('error_model_duplicate_tier_variation_index');
    expect(await refused([tier('Color', ['Red', 'Red'])], [model([0])])).toContain('error_model_duplicate_name');
    expect(await refused([tier('A colour of mine', ['Red'])], [model([0])])).toContain('error_tier_var_name_too_long');
    expect(await refused([tier('Color', ['x'.repeat(21)])], [model([0])])).toContain('error_tier_opt_val_too_long');
    expect(await refused([colour], [model([0], { model_sku: 'x'.repeat(101) })])).toContain('model_sku');
    expect(await refused([colour], [model([0]), model([1], { original_price: 25.01 })])).toContain(
      'error_price_agp_too_large',
    );
    const partial = tier('Color', ['Red', 'Blue'], await shop.image('red')) as {
      variation_option_list: { image_id?: string }[];
    };
    partial.variation_option_list[1] = { ...partial.variation_option_list[1], image_id: '' };
    expect(await refused([partial], [model([0])])).toContain('error_tier_img_partial');
    expect(shop.emulator.skus()).toEqual(['MUG-S']);
    await shop.ok('product/init_tier_variation', {
      item_id,
      standardise_tier_variation: [colour],
      model: [model([0])],
    });
    expect(await refused([colour], [model([0])])).toContain('The level of tier-variation not change.');
    expect(await shop.error('product/add_model', { item_id, model_list: [model([0])] })).toContain('duplicate');
  });

  it('end one by one but for the last, and all at once by taking the tiers away', async () => {
    const shop = await client();
    const { item_id, model } = await shop.variants(['Red', 'Blue']);
    await shop.ok('product/delete_model', { item_id, model_id: model[1].model_id });
    expect(shop.emulator.skus()).toEqual(['Red']);
    expect(await shop.error('product/delete_model', { item_id, model_id: model[0].model_id })).toContain(
      'delete_all_model',
    );
    await shop.ok('product/init_tier_variation', {
      item_id,
      standardise_tier_variation: [],
      model: [{ tier_index: [], original_price: 9, model_sku: 'PLAIN', seller_stock: [{ stock: 2 }] }],
    });
    expect(shop.emulator.inspect('PLAIN')).toMatchObject({ price: '9.00', quantity: 2, options: {} });
  });

  it('take another SKU, weight and GTIN; a GTIN is told in two markets only', async () => {
    for (const [region, told] of [
      ['SG', undefined],
      ['TW', '4006381333931'],
    ] as const) {
      const shop = await client({ region });
      const { item_id, model } = await shop.variants(['Red']);
      const change = { model_id: model[0].model_id, model_sku: 'RED-2', gtin_code: '4006381333931', weight: 0.5 };
      await shop.ok('product/update_model', { item_id, model: [change] });
      expect(shop.emulator.inspect('RED-2')).toMatchObject({ gtin: '4006381333931', weight: 500 });
      const list = (await shop.get('product/get_model_list', { item_id })).body.response.model;
      expect(list[0].gtin_code).toBe(told);
      await shop.ok('product/update_item', { item_id, weight: 0.2 });
      expect(shop.emulator.inspect('RED-2')?.weight).toBe(200);
    }
  });
});

describe('images', () => {
  it('are bytes, and never recognised', async () => {
    const shop = await client();
    const bytes = pictureAt('https://images.example/a.jpg');
    const [one, two] = [await shop.upload(bytes), await shop.upload(bytes)];
    const ids = [one, two].map(({ body }) => body.response.image_info.image_id);
    expect(ids[0]).not.toBe(ids[1]);
    expect(shop.emulator.uploads()).toBe(2);
    await shop.item({ image: { image_id_list: ids } });
    expect(shop.emulator.inspect('MUG-S')?.images).toEqual([
      'https://images.example/a.jpg',
      'https://images.example/a.jpg',
    ]);
    const several = (await shop.upload(bytes, new TextEncoder().encode('GIF89a no picture'))).body.response;
    expect(several.image_info_list).toMatchObject([
      { id: 0, error: '' },
      { id: 1, error: 'error_param' },
    ]);
    expect((await shop.upload(new TextEncoder().encode('https://images.example/a.jpg'))).body.error).toBe(
      'error_param',
    );
  });

  it('come from the host as whole JPEG files that carry their URL', async () => {
    const { emulator } = await client();
    const url = `${emulator.imageHost}/images/red%20shirt.jpg`;
    const response = await fetch(url);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect([bytes[0], bytes[1], bytes.at(-2), bytes.at(-1)]).toEqual([0xff, 0xd8, 0xff, 0xd9]);
    expect(bytes.equals(pictureAt(url))).toBe(true);
    expect((await fetch(`${emulator.imageHost}/other`)).status).toBe(404);
  });
});

describe('a market', () => {
  it('rounds a price to what it sells in', async () => {
    const shop = await client({ region: 'TW' });
    expect(shop.emulator.currency).toBe('TWD');
    await shop.item({ original_price: 129.5 });
    expect(shop.emulator.inspect('MUG-S')?.price).toBe('130.00');
  });

  it('is one that the platform has', async () => {
    await expect(start({ currency: 'JPY' })).rejects.toThrow(/no market sells in JPY/);
    await expect(start({ region: 'SG', currency: 'MYR' })).rejects.toThrow(/SG sells in SGD/);
  });
});

describe('somebody else', () => {
  it('lists, edits and deletes', async () => {
    const shop = await client();
    const variants = [
      { sku: 'A', price: '9.99', quantity: 1, options: { Color: 'Red' } },
      { sku: 'B', price: '9.99', quantity: 2, options: { Color: 'Blue' } },
    ];
    shop.emulator.seed({ code: 'THEIRS', title: 'Their shirt', variants });
    expect(shop.emulator.inspect('B')).toMatchObject({
      price: '9.99',
      quantity: 2,
      options: { Color: 'Blue' },
      visible: true,
    });
    shop.emulator.edit('B', { price: '8', quantity: 0, title: 'Another' });
    expect(shop.emulator.inspect('B')).toMatchObject({ price: '8.00', quantity: 0, title: 'Another' });
    expect(shop.emulator.inspect('A')).toMatchObject({ price: '9.99', title: 'Another' });
    expect(shop.emulator.uploads()).toBe(0);
    shop.emulator.erase('A');
    expect(shop.emulator.skus()).toEqual([]);
    expect(() => shop.emulator.edit('A', { price: '1' })).toThrow(/no listing holds/);
  });
});
