import type { Facet, Json, Snapshot } from 'mabang/contract';
import { describe, expect, it } from 'vitest';
import { comparable } from '../../adapters/shopee/comparable.ts';
import { dangers } from '../../adapters/shopee/dangers.ts';
import { meaning } from '../../adapters/shopee/meaning.ts';
import {
  globalInfoReply,
  globalModelListReply,
  itemInfoReply,
  modelListReply,
} from '../../adapters/shopee/read-schema.ts';
import { listingOf } from '../../adapters/shopee/seen.ts';
import { pairListing } from '../../adapters/shopee/seen-global.ts';
import type { Loose } from './shopee-client.ts';
import { answer } from './shopee-documents.ts';
import { place } from './shopee-reading.ts';

const loose = (value: unknown): Loose => value;
const equal = (facet: Facet, a: Json, b: Json) =>
  JSON.stringify(comparable(facet, a)) === JSON.stringify(comparable(facet, b));

const BASE = { home: 'shop', upgraded: false, item_name: 'Mug' } as const;

describe('what is equal', () => {
  it('is text but for its line ends and outer blanks', () => {
    expect(equal('content', { ...BASE, description: 'a\r\nb ' }, { ...BASE, description: 'a\nb' })).toBe(true);
    expect(equal('content', { ...BASE, description: 'a b' }, { ...BASE, description: 'a  b' })).toBe(false);
    expect(equal('content', BASE, { ...BASE, item_name: ' Mug ' })).toBe(true);
  });

  it('are numbers, however many zeros they end in', () => {
    expect(equal('price', { home: 'shop', original_price: '12.90' }, { home: 'shop', original_price: '12.9' })).toBe(
      true,
    );
    expect(equal('price', { home: 'shop', original_price: '12.90' }, { home: 'shop', original_price: '12.91' })).toBe(
      false,
    );
    expect(equal('content', { ...BASE, weight: '0.350' }, { ...BASE, weight: '0.35' })).toBe(true);
  });

  it('is a value of the platform’s by its id, and a date in either form', () => {
    const attributes = (...values: Json[]) => ({
      ...BASE,
      attribute_list: [{ attribute_id: 1, attribute_value_list: values }],
    });
    const sent = attributes({ value_id: 7, original_value_name: 'Steel' });
    expect(equal('content', sent, attributes({ value_id: 7, original_value_name: 'Stahl' }))).toBe(true);
    const date = attributes({ value_id: 0, original_value_name: '2024-12-31', date: true });
    expect(equal('content', date, attributes({ value_id: 0, original_value_name: '31/12/2024' }))).toBe(true);
    expect(equal('content', date, attributes({ value_id: 0, original_value_name: '30/12/2024' }))).toBe(false);
    const month = attributes({ value_id: 0, original_value_name: '2024-12', date: true });
    expect(equal('content', month, attributes({ value_id: 0, original_value_name: '12/2024' }))).toBe(true);
    const amount = attributes({ value_id: 0, original_value_name: '1.50', value_unit: 'L' });
    expect(equal('content', amount, attributes({ value_id: 0, original_value_name: '1.5', value_unit: 'L' }))).toBe(
      true,
    );
    expect(equal('content', amount, attributes({ value_id: 0, original_value_name: '1.5', value_unit: 'ml' }))).toBe(
      false,
    );
    // A model number is no amount.
    const name = attributes({ value_id: 0, original_value_name: '007' });
    expect(equal('content', name, attributes({ value_id: 0, original_value_name: '7' }))).toBe(false);
  });

  it('are attributes and channels in any order', () => {
    const attributes = (ids: readonly number[]) => ({
      ...BASE,
      attribute_list: ids.map((id) => ({ attribute_id: id, attribute_value_list: [{ value_id: 1 }] })),
    });
    expect(equal('content', attributes([1, 2]), attributes([2, 1]))).toBe(true);
    expect(equal('content', { ...BASE, attribute_list: [] }, BASE)).toBe(true);
    const channels = (...rows: Json[]) => ({ ...BASE, logistic_info: rows });
    expect(
      equal(
        'content',
        channels({ logistic_id: 1, enabled: true, is_free: false }, { logistic_id: 2, enabled: false }),
        channels({ logistic_id: 1, enabled: true }),
      ),
    ).toBe(true);
    expect(
      equal('content', channels({ logistic_id: 1, enabled: true }), channels({ logistic_id: 2, enabled: true })),
    ).toBe(false);
  });

  it('leaves out what is only for writing', () => {
    const model = { home: 'shop', options: ['Red'] };
    expect(equal('variation', model, { ...model, model_id: '1', global_model_id: '2' })).toBe(true);
    expect(equal('variation', model, { ...model, model_status: 'UNAVAILABLE' })).toBe(false);
    const tiers = { home: 'shop', tiers: [{ name: 'Color', options: [{ name: 'Red' }] }] };
    const seen = {
      home: 'shop',
      tiers: [{ name: 'Color', variation_id: 4, options: [{ name: 'Red', variation_option_id: 5 }] }],
      models: [{ model_id: '1', tier_index: [0], model_sku: 'A' }],
    };
    expect(equal('variation', tiers, seen)).toBe(true);
    expect(equal('content', { ...BASE, initial: { condition: 'NEW' } }, BASE)).toBe(true);
    expect(equal('price', { home: 'shop', original_price: '1' }, { home: 'global', original_price: '1' })).toBe(true);
  });

  it('is a picture of the platform’s by its id', () => {
    const media = (image: Json) => ({ home: 'shop', images: [image] });
    expect(equal('media', media({ src: 'https://a/1', id: 'x' }), media({ src: 'https://b/1', id: 'x' }))).toBe(true);
    expect(equal('media', media({ src: 'https://a/1' }), media({ src: 'https://a/2' }))).toBe(false);
  });

  it('is stock, whichever warehouses are empty', () => {
    const stock = (...rows: Json[]) => ({ home: 'shop', seller_stock: rows });
    expect(
      equal(
        'stock',
        stock({ location_id: 'A', stock: 5 }, { location_id: 'B', stock: 0 }),
        stock({ location_id: 'A', stock: 5 }),
      ),
    ).toBe(true);
    expect(equal('stock', stock({ location_id: '', stock: 0 }), stock({ location_id: '', stock: 1 }))).toBe(false);
  });
});

describe('meaning', () => {
  it('tells price, quantity and text in terms of everybody', () => {
    const at = { currency: 'SGD' };
    expect(meaning('price', { home: 'shop', original_price: '12.9' }, at)).toEqual({
      price: { minor: 1290, currency: 'SGD' },
    });
    expect(
      meaning(
        'stock',
        {
          home: 'shop',
          seller_stock: [
            { location_id: 'A', stock: 2 },
            { location_id: 'B', stock: 3 },
          ],
        },
        at,
      ),
    ).toEqual({ quantity: 5 });
    expect(meaning('content', { ...BASE, category_id: 7, description: 'd' }, at)).toEqual({
      title: 'Mug',
      description: 'd',
      category: '7',
    });
  });

  it.each(['content', 'media', 'price', 'stock', 'variation', 'status'] as const)('is total over %s', (facet) => {
    for (const value of [null, {}, [], 'x', { home: 'shop', weight: '1' }, { original_price: '1.999' }])
      expect(meaning(facet, value as Json, { currency: 'SGD' })).toBeTypeOf('object');
  });
});

describe('dangers', () => {
  const tiers = (count: number) => ({
    product: {
      variation: {
        home: 'shop',
        tiers: Array.from({ length: count }, (_, i) => ({ name: `T${i}`, options: [{ name: 'x' }] })),
        models: [],
      },
    },
    variants: {},
  });
  const found = (seen: Snapshot, wanted: Snapshot) => dangers({ seen, wanted }).map(({ code }) => code);

  it('are changes of the number of tiers, but not the first ones', () => {
    expect(found(tiers(1), tiers(2))).toEqual(['D_SHOPEE_REMAKES_MODELS']);
    expect(found(tiers(2), tiers(0))).toEqual(['D_SHOPEE_REMAKES_MODELS']);
    expect(found(tiers(0), tiers(2))).toEqual([]);
    expect(found(tiers(2), tiers(2))).toEqual([]);
  });

  it('are pictures in a description', () => {
    const snapshot = (content: Json): Snapshot => ({ product: { content }, variants: {} });
    const seen = snapshot({ ...BASE, description: 'a', description_type: 'extended' });
    expect(found(seen, snapshot({ ...BASE, description: 'b' }))).toEqual(['D_SHOPEE_PLAIN_DESCRIPTION']);
    expect(found(seen, snapshot(BASE))).toEqual([]);
  });
});

describe('the samples', () => {
  const item = () => {
    const [found] = itemInfoReply.parse(answer('item-base-info')).response.item_list;
    if (!found) throw new Error('no item in the sample');
    return found;
  };

  it('read as the documents describe them', () => {
    const { snapshot, issues } = listingOf(item(), undefined, place());
    expect(snapshot.variants['MUG-S']?.price).toEqual({ home: 'shop', original_price: '122.02' });
    expect(snapshot.product.content).toMatchObject({
      weight: '10.02',
      condition: 'USED',
      pre_order: { is_pre_order: true, days_to_ship: 7 },
      brand: { brand_id: 123 },
    });
    expect(snapshot.product.content).not.toHaveProperty('logistic_info');
    expect(issues?.map(({ code }) => code)).toEqual(['I_SHOPEE_PROMOTION', 'W_SHOPEE_LOCATIONS']);
    const own = listingOf(item(), undefined, place({ location: 'IDX', logistics: 'mapping' }));
    expect(own.snapshot.variants['MUG-S']?.stock).toEqual({
      home: 'shop',
      seller_stock: [{ location_id: 'IDX', stock: 100 }],
    });
    expect(loose(own.snapshot.product.content).logistic_info).toEqual([
      { logistic_id: 80012, enabled: true, is_free: true, shipping_fee: '5.02' },
    ]);
  });

  it('keep ids of 64 bits, standard variations and a model without a SKU', () => {
    const list = modelListReply.parse(answer('model-list'));
    const { snapshot } = listingOf({ ...item(), has_model: true, item_sku: 'BAG' }, list, place());
    const variation = loose(snapshot.product.variation);
    expect(variation.models.map((model: Loose) => model.model_id)).toEqual(['2000458802', '9223372036854775807']);
    expect(variation.tiers[0]).toMatchObject({
      variation_id: 41,
      variation_group_id: 7,
      options: [{ name: 'Red', variation_option_id: 411 }, { name: 'Blue' }],
    });
    expect(Object.keys(snapshot.variants)).toEqual(['BAG-RED']);
  });

  it('of global products have numbers for text and text for numbers', () => {
    const [whole] = globalInfoReply.parse(answer('global-item-info')).response.global_item_list;
    if (!whole) throw new Error('no global item in the sample');
    const at = place({ merchantId: 9 }, { region: 'SG', cnsc: true }, 'CNY');
    const { snapshot, remoteId } = pairListing({ item: item(), whole }, at);
    expect(remoteId).toEqual({ item_id: '34002', global_item_id: '2700141500' });
    expect(snapshot.product.content).toMatchObject({ weight: '1', category_id: 14646 });
    expect(snapshot.product.content).not.toHaveProperty('dimension');
    expect(snapshot.variants['MUG-S']).toMatchObject({
      price: { home: 'global', original_price: '60.5' },
      // Shopee's own warehouse is not the seller's stock.
      stock: { seller_stock: [{ location_id: '', stock: 44 }] },
    });
    const globalModels = globalModelListReply.parse(answer('global-model-list'));
    const withModels = pairListing({ item: item(), whole: { ...whole, has_model: true }, globalModels }, at);
    expect(loose(withModels.snapshot.product.media).options.map((one: Loose) => one.image.id)).toEqual([
      'cc01',
      'cc02',
    ]);
    expect(withModels.snapshot.variants['MUG-BLUE']?.stock).toMatchObject({ seller_stock: [{ stock: 12 }] });
  });

  it('are unreadable without what every item has', () => {
    const whole = loose(answer('item-base-info'));
    for (const field of ['item_id', 'item_name', 'image', 'has_model', 'item_status', 'category_id']) {
      const { [field]: _gone, ...rest } = whole.response.item_list[0];
      expect(itemInfoReply.safeParse({ ...whole, response: { item_list: [rest] } }).success, field).toBe(false);
    }
  });
});
