import { afterEach, describe, expect, it } from 'vitest';
import { comparable } from '../../adapters/shopee/comparable.ts';
import { map } from '../../adapters/shopee/map.ts';
import { fetchRemote } from '../../adapters/shopee/read.ts';
import { type Client, client, closeAll, type Loose, tier } from './shopee-client.ts';
import { listing, read, reader, variant } from './shopee-reading.ts';

afterEach(closeAll);

const loose = (value: unknown): Loose => value;

const same = (facet: Parameters<typeof comparable>[0], a: Loose, b: Loose) =>
  expect(comparable(facet, a)).toEqual(comparable(facet, b));

async function publish(shop: Client, changes: Record<string, unknown> = {}, colours: readonly string[] = []) {
  const image = await shop.image('mug');
  const { response } = await shop.ok('global_product/add_global_item', {
    category_id: 100101,
    global_item_name: 'Enamel mug',
    description: 'Holds 350 ml.',
    global_item_sku: 'MUG-S',
    image: { image_id_list: [image] },
    original_price: 60.5,
    weight: 0.35,
    pre_order: { days_to_ship: 2 },
    seller_stock: [{ stock: 7 }],
    ...changes,
  });
  shop.emulator.clock.advance(5000);
  const global_item_id: number = response.global_item_id;
  if (colours.length > 0)
    await shop.ok('global_product/init_tier_variation', {
      global_item_id,
      standardise_tier_variation: [tier('Color', colours)],
      global_model: colours.map((colour, n) => ({
        tier_index: [n],
        original_price: 50 + n,
        global_model_sku: `MUG-${colour}`,
        seller_stock: [{ stock: 3 + n }],
      })),
    });
  await shop.ok('global_product/create_publish_task', {
    global_item_id,
    shop_id: shop.shopId,
    shop_region: 'SG',
    item: {},
  });
  shop.emulator.clock.advance(3000);
  return global_item_id;
}

describe('describe', () => {
  it('tells market and currency of an ordinary shop', async () => {
    const shop = await client({ region: 'TH' });
    expect((await reader(shop)).at.facts).toMatchObject({ region: 'TH', currency: 'THB', cnsc: false });
  });

  it('prices an upgraded shop in the merchant’s currency, unless its prices are its own', async () => {
    const shop = await client({ speed: 20, cnsc: true, merchantCurrency: 'USD' });
    expect((await reader(shop)).at.facts).toMatchObject({ cnsc: true, currency: 'USD', merchantCurrency: 'USD' });
    const own = await reader(shop, { sync: { price: false }, globalRate: '5.3' });
    expect(own.at.facts).toMatchObject({ currency: 'SGD', merchantCurrency: 'USD' });
  });

  it('says which merchant an upgraded shop belongs to when the connection names another', async () => {
    const shop = await client({ speed: 20, cnsc: true });
    const { merchantId: _none, ...connection } = shop.emulator.connection;
    const other = { ...shop, emulator: { ...shop.emulator, connection } } as unknown as Client;
    await expect(reader(other)).rejects.toMatchObject({ code: 'E_SHOPEE_MERCHANT', exit: 2 });
  });
});

describe('reading items', () => {
  it('gives an item without models in the shape that map wants', async () => {
    const shop = await client();
    await shop.item();
    const ctx = await reader(shop);
    const [seen, ...others] = await read(ctx);
    expect(others).toEqual([]);
    expect(seen).toMatchObject({ code: 'MUG-S', mark: 'none' });
    const wanted = map(
      listing({ variants: [variant('MUG-S', {}, 1290)], description: 'Holds 350 ml.', bullets: [] }),
      ctx.at,
    );
    expect(seen?.snapshot.product.content).toMatchObject({ item_name: 'Enamel mug', category_id: 100101 });
    same('content', seen?.snapshot.product.content, wanted.product.content);
    same('price', seen?.snapshot.variants['MUG-S']?.price, wanted.variants['MUG-S']?.price);
    same('stock', seen?.snapshot.variants['MUG-S']?.stock, wanted.variants['MUG-S']?.stock);
    same('variation', seen?.snapshot.product.variation, wanted.product.variation);
    same('status', seen?.snapshot.product.status, wanted.product.status);
    expect(seen?.snapshot.variants['MUG-S']).not.toHaveProperty('variation');
  });

  it('gives the models of an item with their ids, and pictures of their options', async () => {
    const shop = await client();
    const { item_id } = await shop.variants(['Black', 'White'], ['S', 'M'], await shop.image('black'));
    const [seen] = await read(await reader(shop));
    expect(seen).toMatchObject({ code: 'SHIRT', remoteId: { item_id: String(item_id) } });
    expect(Object.keys(seen?.snapshot.variants ?? {})).toEqual(['Black-S', 'Black-M', 'White-S', 'White-M']);
    const variation = seen?.snapshot.product.variation as Loose;
    expect(variation.tiers.map((one: Loose) => [one.name, one.options.map((option: Loose) => option.name)])).toEqual([
      ['Color', ['Black', 'White']],
      ['Size', ['S', 'M']],
    ]);
    expect(variation.models).toHaveLength(4);
    const model = seen?.snapshot.variants['White-S']?.variation as Loose;
    expect(model.options).toEqual(['White', 'S']);
    expect(variation.models.find((one: Loose) => one.model_id === model.model_id)).toMatchObject({
      model_sku: 'White-S',
      tier_index: [1, 0],
    });
    expect(loose(seen?.snapshot.product.media).options.map((one: Loose) => one.option)).toEqual(['Black', 'White']);
    expect(seen?.snapshot.variants['White-S']?.price).toEqual({ home: 'shop', original_price: '11' });
  });

  it('keeps the model without a SKU among the models, and out of the SKUs', async () => {
    const shop = await client();
    const { item_id, model } = await shop.variants(['Black', 'White']);
    await shop.ok('product/update_model', { item_id, model: [{ model_id: model[1].model_id, model_sku: '' }] });
    const [seen] = await read(await reader(shop));
    expect(Object.keys(seen?.snapshot.variants ?? {})).toEqual(['Black']);
    expect(loose(seen?.snapshot.product.variation).models).toHaveLength(2);
  });

  it.each([1, 99, 100, 101, 201])('reads %i items whole, over pages and past the offset limit', async (count) => {
    const shop = await client({ offsetLimit: 100 });
    for (let i = 0; i < count; i++) {
      const variants = [{ sku: `S-${i}`, price: '5', quantity: 1 }] as const;
      shop.emulator.seed({ code: `P-${i}`, title: `Item number ${i}`, variants });
    }
    const seen = await read(await reader(shop));
    expect(new Set(seen.map(({ code }) => code)).size).toBe(count);
    expect(seen).toHaveLength(count);
  });

  it('finds items by id and by SKU, and not those that hold a part of it alone', async () => {
    const shop = await client();
    const id = await shop.item({ item_sku: 'MUG-S' });
    await shop.item({ item_sku: 'MUG-S-2' });
    await shop.variants(['Black', 'White']);
    const ctx = await reader(shop);
    const codes = async (wanted: Parameters<typeof read>[1]) =>
      (await read(ctx, wanted)).map(({ code }) => code).sort();
    expect(await codes([{ code: 'MUG', skus: ['MUG-S'] }])).toEqual(['MUG-S']);
    expect(await codes([{ code: 'X', skus: ['White'] }])).toEqual(['SHIRT']);
    expect(await codes([{ code: 'SHIRT', skus: [] }])).toEqual(['SHIRT']);
    expect(await codes([{ code: 'MUG', skus: ['MUG-S'], remoteId: { item_id: String(id) } }])).toEqual(['MUG-S']);
    expect(await codes([{ code: 'NONE', skus: ['NOT-THERE'] }])).toEqual([]);
  });

  it('tells of a deleted item by its id, unless another holds its SKU', async () => {
    const shop = await client();
    const id = await shop.item();
    const key = { code: 'MUG', skus: ['MUG-S'], remoteId: { item_id: String(id) } };
    const ctx = await reader(shop);
    await shop.ok('product/delete_item', { item_id: id });
    expect(await read(ctx, [key])).toMatchObject([{ code: 'MUG-S', ended: true }]);
    expect(await read(ctx)).toEqual([]);
    const next = await shop.item();
    expect(await read(ctx, [key])).toMatchObject([{ remoteId: { item_id: String(next) } }]);
  });

  it('reads the seller’s own price in a promotion, and says that there is one', async () => {
    const shop = await client({ promotions: { 'MUG-S': { price: '9.9' } } });
    await shop.item();
    const [seen] = await read(await reader(shop));
    expect(seen?.snapshot.variants['MUG-S']?.price).toMatchObject({ original_price: '12.9' });
    expect(seen?.issues).toMatchObject([{ code: 'I_SHOPEE_PROMOTION', severity: 'info', place: { sku: 'MUG-S' } }]);
    expect(seen?.issues?.[0]?.message.en).toContain('9.9 SGD');
  });

  it('tells paused, banned and reviewed items apart', async () => {
    const shop = await client();
    await shop.item();
    const ctx = await reader(shop);
    const status = async () => {
      const [seen] = await read(ctx);
      return [seen?.snapshot.product.status, seen?.issues?.map(({ code, severity }) => `${severity} ${code}`)];
    };
    expect(await status()).toEqual([{ item_status: 'NORMAL' }, []]);
    shop.emulator.setStatus('MUG-S', 'UNLIST');
    expect(await status()).toEqual([{ item_status: 'UNLIST' }, []]);
    shop.emulator.setStatus('MUG-S', 'REVIEWING');
    expect(await status()).toEqual([{ item_status: 'NORMAL' }, ['info I_SHOPEE_REVIEWING']]);
    shop.emulator.setStatus('MUG-S', 'BANNED');
    expect(await status()).toEqual([{ item_status: 'BANNED' }, expect.arrayContaining(['error E_SHOPEE_BANNED'])]);
  });

  it('knows a date in the form in which it comes back', async () => {
    const shop = await client();
    const attributes = [
      { attribute_id: 100190, attribute_value_list: [{ value_id: 812 }] },
      { attribute_id: 100193, attribute_value_list: [{ value_id: 0, original_value_name: '1735646400' }] },
    ];
    const brand = { brand_id: 1078, original_brand_name: 'Northwind' };
    await shop.item({ category_id: 100104, attribute_list: attributes, brand });
    const [seen] = await read(await reader(shop));
    const { attribute_list } = comparable('content', seen?.snapshot.product.content ?? null) as Loose;
    expect(attribute_list).toContainEqual({
      attribute_id: 100193,
      attribute_value_list: [{ text: '2024-12-31', unit: '' }],
    });
  });
});

describe('a reading that is not whole', () => {
  const on =
    (call: string) =>
    ({ path }: { readonly path: string }) =>
      path.includes(call);

  it('asks again for items and models that an answer leaves out', async () => {
    const shop = await client();
    await shop.item();
    await shop.variants(['Black', 'White'], ['S', 'M']);
    const ctx = await reader(shop);
    shop.emulator.inject({ kind: 'missing-part', when: on('get_item_base_info') });
    shop.emulator.inject({ kind: 'missing-part', when: on('get_model_list') });
    const seen = await read(ctx);
    expect(seen.map(({ code }) => code).sort()).toEqual(['MUG-S', 'SHIRT']);
    const shirt = seen.find(({ code }) => code === 'SHIRT');
    expect(Object.keys(shirt?.snapshot.variants ?? {})).toHaveLength(4);
  });

  it('throws when items that were just named stay away', async () => {
    const shop = await client();
    await shop.item();
    const ctx = await reader(shop);
    shop.emulator.inject({ kind: 'missing-part', when: on('get_item_base_info'), times: 9 });
    await expect(read(ctx)).rejects.toMatchObject({ code: 'E_REMOTE_MOVED', exit: 5 });
  });

  it('throws when a page does not say whether there is another', async () => {
    const shop = await client();
    await shop.item();
    const ctx = await reader(shop);
    shop.emulator.inject({ kind: 'missing-part', when: on('get_item_list'), times: 9 });
    await expect(read(ctx)).rejects.toMatchObject({ kind: 'unreadable' });
  });

  it('takes a product that does not sell every combination for whole once two answers agree', async () => {
    const shop = await client();
    const { item_id, model } = await shop.variants(['Black', 'White'], ['S', 'M']);
    await shop.ok('product/delete_model', { item_id, model_id: model[3].model_id });
    const [seen] = await read(await reader(shop));
    expect(Object.keys(seen?.snapshot.variants ?? {})).toEqual(['Black-S', 'Black-M', 'White-S']);
  });

  it('goes on when an item is listed while the list is read', async () => {
    const shop = await client();
    for (let i = 0; i < 101; i++) {
      const variants = [{ sku: `S-${i}`, price: '5', quantity: 1 }] as const;
      shop.emulator.seed({ code: `P-${i}`, title: `Item number ${i}`, variants });
    }
    const ctx = await reader(shop);
    const codes = new Set<string>();
    for await (const one of fetchRemote('all', ctx)) {
      if (codes.size === 0) {
        const variants = [{ sku: 'LATE', price: '5', quantity: 1 }] as const;
        shop.emulator.seed({ code: 'LATE', title: 'A late item', variants });
      }
      expect(codes).not.toContain(one.code);
      codes.add(one.code);
    }
    expect(codes.size).toBe(102);
  });
});

describe('reading an upgraded shop', () => {
  it('joins an item with its global product, each facet from where it lives', async () => {
    const shop = await client({ speed: 20, cnsc: true, rates: { SG: 0.2 } });
    const global = await publish(shop);
    const ctx = await reader(shop);
    const [seen] = await read(ctx);
    expect(seen).toMatchObject({ code: 'MUG-S', remoteId: { global_item_id: String(global) } });
    expect(seen?.snapshot.product.content).toMatchObject({ home: 'global', upgraded: true, weight: '0.35' });
    expect(seen?.snapshot.variants['MUG-S']?.price).toEqual({ home: 'global', original_price: '60.5' });
    expect(seen?.snapshot.product.status).toEqual({ item_status: 'NORMAL' });
    const wanted = map(listing({ variants: [variant('MUG-S', { price: { minor: 6050, currency: 'CNY' } })] }), ctx.at);
    same('price', seen?.snapshot.variants['MUG-S']?.price, wanted.variants['MUG-S']?.price);
    same('stock', seen?.snapshot.variants['MUG-S']?.stock, wanted.variants['MUG-S']?.stock);
  });

  it('reads the shop’s own price and text where they are not taken from the global product', async () => {
    const shop = await client({ speed: 20, cnsc: true, rates: { SG: 0.2 } });
    await publish(shop);
    const [seen] = await read(await reader(shop, { sync: { price: false, text: false }, globalRate: '5' }));
    expect(seen?.snapshot.variants['MUG-S']?.price).toEqual({ home: 'shop', original_price: '12.1' });
    expect(seen?.snapshot.product.content).toMatchObject({ home: 'shop' });
  });

  it('has the ids of both models of a SKU', async () => {
    const shop = await client({ speed: 20, cnsc: true });
    const global = await publish(shop, { global_item_sku: 'MUG' }, ['Red', 'Blue']);
    const [seen] = await read(await reader(shop));
    const model = seen?.snapshot.variants['MUG-Blue']?.variation as Loose;
    expect(model).toMatchObject({ home: 'global', options: ['Blue'] });
    expect(model.model_id).not.toBe(model.global_model_id);
    const variation = seen?.snapshot.product.variation as Loose;
    expect(variation.models).toHaveLength(2);
    expect(variation.shop_models).toHaveLength(2);
    expect(seen?.remoteId).toMatchObject({ global_item_id: String(global) });
  });

  it('finds the item of a global product whose publishing was cut short', async () => {
    const shop = await client({ speed: 20, cnsc: true });
    const global = await publish(shop);
    const ctx = await reader(shop);
    const key = { code: 'MUG-S', skus: ['MUG-S'], remoteId: { global_item_id: String(global) } };
    expect(await read(ctx, [key])).toMatchObject([{ code: 'MUG-S' }]);
    shop.emulator.erase('MUG-S');
    expect(await read(ctx, [key])).toEqual([]);
  });
});
