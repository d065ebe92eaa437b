import type { Json, Listing } from 'mabang/contract';
import { describe, expect, it } from 'vitest';
import { documentKey, LOGISTICS } from '../../adapters/shopee/documents.ts';
import { map } from '../../adapters/shopee/map.ts';
import { contentHome, dateStamp, tierIndex, variationOf, wireId } from '../../adapters/shopee/terms.ts';
import type { Loose } from './shopee-client.ts';
import { attributesBody, brandsBody, channelsBody, limitsBody } from './shopee-documents.ts';
import { listing, place, type Somewhere, shirt, variant } from './shopee-reading.ts';

const loose = (value: unknown): Loose => value;
const content = (one: Listing, at: Somewhere = place()) => loose(map(one, at).product.content);
const sku = (one: Listing, at: Somewhere = place(), name = one.variants[0].sku) => loose(map(one, at).variants[name]);

const CNSC = { region: 'SG', cnsc: true, merchantId: 9, merchantCurrency: 'CNY' };

function known(global = false, settings = {}, facts: object = { region: 'SG', cnsc: global }): Somewhere {
  const at = place(settings, facts as never);
  at.documents.set(documentKey('limits', '100101', global), limitsBody());
  at.documents.set(documentKey('attributes', '100101', global), attributesBody());
  at.documents.set(documentKey('brands', '100101', global), brandsBody());
  at.documents.set(LOGISTICS, channelsBody());
  return at;
}

const targeted = (attributes: Record<string, string>, change: Partial<Listing> = {}) =>
  listing({ target: { category: '100101', attributes, names: {} }, ...change });

describe('content', () => {
  it('is plain text with the bullets before it', () => {
    const description = '<h2>Mug</h2><p>Holds 350&nbsp;ml &amp; more.<br>Dishwasher safe.</p><ul><li>Blue</li></ul>';
    expect(content(listing({ bullets: ['Made to <b>last</b>'], description })).description).toBe(
      '• Made to last\n\nMug\n\nHolds 350 ml & more.\nDishwasher safe.\n\n• Blue',
    );
  });

  it('leaves text without tags as it is written', () => {
    expect(content(listing({ description: 'a < b & c\r\n\r\n\r\n\r\n1 &lt; 2 ' })).description).toBe(
      'a < b & c\n\n1 &lt; 2',
    );
  });

  it('says nothing of a description that there is none of', () => {
    expect(content(listing({ description: ' ' }))).not.toHaveProperty('description');
  });

  it('weighs in kilograms and measures in whole centimetres, the largest SKU for the product', () => {
    const dimensions = { length: 105, width: 80, height: 41 };
    const one = listing({
      axes: ['Color'],
      variants: [
        variant('A', { options: { Color: 'A' }, weight: 1250 }),
        variant('B', { options: { Color: 'B' }, weight: 90, dimensions }),
      ],
    });
    const size = { package_length: 11, package_width: 8, package_height: 5 };
    expect(content(one)).toMatchObject({ weight: '1.25', dimension: size });
    expect(sku(one, place(), 'A').content).toEqual({ home: 'shop', weight: '1.25', dimension: size });
    expect(sku(one, place(), 'B').content).toEqual({ home: 'shop', weight: '0.09', dimension: size });
  });

  it('has a category only where an id is mapped', () => {
    expect(content(listing()).category_id).toBe(100101);
    expect(content(listing({ target: { attributes: {}, names: {} } }))).not.toHaveProperty('category_id');
    const wrong = { category: 'Mugs', attributes: {}, names: {} };
    expect(content(listing({ target: wrong }))).not.toHaveProperty('category_id');
  });

  it('takes No Brand unless the category has the brand, and says none while the brands are not known', () => {
    expect(content(listing(), known()).brand).toEqual({ brand_id: 0, original_brand_name: 'No Brand' });
    expect(content(listing({ brand: 'northwind' }), known()).brand).toMatchObject({ brand_id: 1078 });
    expect(content(listing({ brand: 'Unheard' }), known()).brand).toMatchObject({ brand_id: 0 });
    expect(content(targeted({ brand: '1079' }, { brand: 'Northwind' }), known()).brand).toMatchObject({
      brand_id: 1079,
    });
    expect(content(listing({ brand: 'Northwind' }))).not.toHaveProperty('brand');
  });

  it('begins with the shop’s channels that carry the parcel, and leaves them alone afterwards', () => {
    const one = content(listing(), known());
    expect(one).not.toHaveProperty('logistic_info');
    expect(one.initial.logistic_info).toEqual([{ logistic_id: 18028, enabled: true, is_free: false }]);
    const heavy = listing({ variants: [variant('MUG-S', { weight: 31_000 })] });
    expect(content(heavy, known()).initial.logistic_info).toEqual([]);
  });

  it('holds to chosen channels only where the connection says so', () => {
    const chosen = targeted({ logistics: '18066=2.50 | 18077#2 | 18028*' });
    const rows = [
      { logistic_id: 18066, enabled: true, is_free: false, shipping_fee: '2.50' },
      { logistic_id: 18077, enabled: true, is_free: false, size_id: 2 },
      { logistic_id: 18028, enabled: true, is_free: true },
    ];
    expect(content(chosen, known()).initial.logistic_info).toEqual(rows);
    expect(content(chosen, known(false, { logistics: 'mapping' }))).toMatchObject({ logistic_info: rows });
  });

  it('makes a pre-order of more days than the category ships in', () => {
    expect(content(targeted({ days_to_ship: '10' }), known()).pre_order).toEqual({
      is_pre_order: true,
      days_to_ship: 10,
    });
    expect(content(targeted({ days_to_ship: '2' }), known()).pre_order).toEqual({
      is_pre_order: false,
      days_to_ship: 3,
    });
    expect(content(listing(), known())).not.toHaveProperty('pre_order');
  });
});

describe('attributes', () => {
  const list = (attributes: Record<string, string>) => content(targeted(attributes), known()).attribute_list;

  it('sends the platform’s own values by id, whichever language they are named in', () => {
    const steel = [{ attribute_id: 100134, attribute_value_list: [{ value_id: 678, original_value_name: 'Steel' }] }];
    expect(list({ 100134: '678' })).toEqual(steel);
    expect(list({ 100134: 'steel' })).toEqual(steel);
    expect(list({ 100134: '钢' })).toEqual(steel);
  });

  it('sends other values in the seller’s words where those are taken', () => {
    expect(list({ 100134: 'Bamboo' })?.[0].attribute_value_list).toEqual([
      { value_id: 0, original_value_name: 'Bamboo' },
    ]);
    expect(list({ 100190: 'Wind' })).toBeUndefined();
  });

  it('takes amounts apart, dates in one form, and several values by a bar', () => {
    expect(list({ 100192: '1.5 l' })?.[0].attribute_value_list).toEqual([
      { value_id: 0, original_value_name: '1.5', value_unit: 'L' },
    ]);
    expect(list({ 100193: '31/12/2024' })?.[0].attribute_value_list).toEqual([
      { value_id: 0, original_value_name: '2024-12-31', date: true },
    ]);
    expect(list({ 100194: 'Cordless | Quiet' })?.[0].attribute_value_list).toEqual([
      { value_id: 822, original_value_name: 'Cordless' },
      { value_id: 0, original_value_name: 'Quiet' },
    ]);
  });

  it('has children only where their parent chose them', () => {
    const both = { 100190: 'Mains', 100191: 'Type G' };
    expect(list(both)?.map((one: Loose) => one.attribute_id)).toEqual([100190, 100191]);
    expect(list({ ...both, 100190: 'Battery' })?.map((one: Loose) => one.attribute_id)).toEqual([100190]);
  });

  it('says nothing while the tree is not at hand, and nothing where nothing is said', () => {
    expect(content(targeted({ 100134: 'Steel' }))).not.toHaveProperty('attribute_list');
    expect(content(listing(), known())).not.toHaveProperty('attribute_list');
  });

  it('brings together what SKUs say of a product', () => {
    const one = listing({
      axes: ['Color'],
      variants: [
        variant('A', { options: { Color: 'A' }, target: { attributes: { 100194: 'Cordless' }, names: {} } }),
        variant('B', { options: { Color: 'B' }, target: { attributes: { 100194: 'Keep warm' }, names: {} } }),
      ],
    });
    expect(content(one, known()).attribute_list[0].attribute_value_list.map((v: Loose) => v.value_id)).toEqual([
      822, 821,
    ]);
  });
});

describe('tiers', () => {
  it('has none for a product without options, whose SKU stands on the item', () => {
    const snapshot = map(listing(), place());
    expect(snapshot.product.variation).toEqual({ home: 'shop', tiers: [] });
    expect(snapshot.variants['MUG-S']).not.toHaveProperty('variation');
    expect(snapshot.product.content).not.toHaveProperty('item_sku');
  });

  it('has one with one option for a product with one SKU and an option', () => {
    const one = listing({ axes: ['Color'], variants: [variant('MUG-R', { options: { Color: 'Red' } })] });
    const snapshot = map(one, place());
    expect(snapshot.product.variation).toEqual({
      home: 'shop',
      tiers: [{ name: 'Color', options: [{ name: 'Red' }] }],
    });
    expect(snapshot.product.content).toMatchObject({ item_sku: 'MUG' });
  });

  it('keeps options in the order in which they first occur, and finds each SKU among them', () => {
    const snapshot = map(shirt(['White', 'Black'], ['M', 'S']), place());
    const tiers = variationOf(snapshot)?.tiers ?? [];
    expect(tiers.map(({ options }) => options.map(({ name }) => name))).toEqual([
      ['White', 'Black'],
      ['M', 'S'],
    ]);
    expect(tierIndex(tiers, ['Black', 'M'])).toEqual([1, 0]);
    expect(tierIndex(tiers, ['Green', 'M'])).toBeUndefined();
    expect(tierIndex(tiers, ['Black'])).toBeUndefined();
  });

  it('gives a snapshot of what no rule would let through', () => {
    const three = listing({ axes: ['A', 'B', 'C'], variants: [variant('X', { options: { A: '1', B: '2', C: '3' } })] });
    expect(variationOf(map(three, place()))?.tiers).toHaveLength(3);
    const nameless = listing({ variants: [variant('X'), variant('Y')] });
    expect(variationOf(map(nameless, place()))?.tiers).toEqual([
      { name: 'SKU', options: [{ name: 'X' }, { name: 'Y' }] },
    ]);
  });
});

describe('pictures', () => {
  const photo = (name: string) => ({ url: `https://images.example/${name}.jpg` });
  const coloured = (pictures: Readonly<Record<string, string | undefined>>) => {
    const one = shirt(['Black', 'White'], ['S', 'M']);
    const variants = one.variants.map((each) => {
      const name = pictures[each.options.Color ?? ''];
      return name === undefined ? each : { ...each, images: [photo(name)] };
    });
    return { ...one, variants } as unknown as Listing;
  };
  const media = (one: Listing) => loose(map(one, place()).product.media);

  it('of options are all there or not at all', () => {
    expect(media(coloured({ Black: 'b', White: 'w' })).options).toEqual([
      { option: 'Black', image: { src: photo('b').url } },
      { option: 'White', image: { src: photo('w').url } },
    ]);
    expect(media(coloured({ Black: 'b' }))).not.toHaveProperty('options');
  });

  it('of the SKUs make the gallery where the product has none of its own', () => {
    expect(media({ ...coloured({ Black: 'b', White: 'w' }), images: [] }).images).toEqual([
      { src: photo('b').url },
      { src: photo('w').url },
    ]);
    const plain = listing({ variants: [variant('MUG-S', { images: [photo('side'), photo('mug')] })] });
    expect(media(plain).images.map((one: Loose) => one.src)).toEqual([photo('mug').url, photo('side').url]);
  });
});

describe('price and stock', () => {
  const priced = (minor: number, currency: string) =>
    listing({ variants: [variant('S', { price: { minor, currency } })] });

  it('has the decimals of the market', () => {
    expect(sku(priced(1290, 'SGD')).price).toEqual({ home: 'shop', original_price: '12.90' });
    expect(sku(priced(129_00, 'THB'), place({}, { region: 'TH' }, 'THB')).price.original_price).toBe('129');
    expect(sku(priced(50_000, 'VND'), place({}, { region: 'VN' }, 'VND')).price.original_price).toBe('50000');
  });

  it('is never rounded on the way: a price too fine stays so for a rule to find', () => {
    expect(sku(priced(129_50, 'THB'), place({}, { region: 'TH' }, 'THB')).price.original_price).toBe('129.5');
  });

  it('names the warehouse of the connection', () => {
    expect(sku(listing()).stock).toEqual({ home: 'shop', seller_stock: [{ location_id: '', stock: 7 }] });
    expect(sku(listing(), place({ location: 'IDZ' })).stock.seller_stock).toEqual([{ location_id: 'IDZ', stock: 7 }]);
  });

  it('says that there is no GTIN where that must be said', () => {
    const brazil = place({}, { region: 'BR' }, 'BRL');
    expect(sku(listing(), brazil).content).toEqual({ home: 'shop', gtin_code: '00' });
    const coded = listing({ variants: [variant('S', { gtin: '4006381333931' })] });
    expect(sku(coded, brazil).content.gtin_code).toBe('4006381333931');
    // Elsewhere it is not told, so it is only where a listing begins.
    expect(sku(coded).content).toEqual({ home: 'shop', initial: { gtin_code: '4006381333931' } });
    expect(sku(listing())).not.toHaveProperty('content');
  });
});

describe('an upgraded shop', () => {
  it('keeps everything but shipping and status in the global product', () => {
    const at = known(true, { merchantId: 9 }, CNSC);
    const { product, variants } = map(shirt(['A'], ['S']), at);
    for (const facet of ['content', 'media', 'variation'] as const)
      expect(product[facet]).toMatchObject({ home: 'global' });
    for (const facet of ['price', 'stock', 'variation'] as const)
      expect(variants['A-S']?.[facet]).toMatchObject({ home: 'global' });
    expect(contentHome('logistic_info', { upgraded: true, home: 'global' })).toBe('shop');
    expect(contentHome('item_name', { upgraded: true, home: 'shop' })).toBe('shop');
    expect(contentHome('weight', { upgraded: true, home: 'shop' })).toBe('global');
  });

  it('is known by its merchant before the first contact', () => {
    expect(content(listing(), place({ merchantId: 9 }, {}))).toMatchObject({ upgraded: true, home: 'global' });
    expect(content(listing(), place({ merchantId: 9 }, { cnsc: false }))).toMatchObject({
      upgraded: false,
      home: 'shop',
    });
  });

  it('begins with the days that the shop ships in, as far as the global product takes them', () => {
    const at = known(true, {}, CNSC);
    expect(content(listing(), at).initial.pre_order).toEqual({ days_to_ship: 7 });
    at.documents.set(documentKey('limits', '100101', false), limitsBody());
    at.documents.set(documentKey('limits', '100101', true), {
      ...(limitsBody() as object),
      days: [{ min: 0, max: 30 }],
    });
    expect(content(listing(), at).initial.pre_order).toEqual({ days_to_ship: 3 });
  });

  it('prices the global product by the seller’s rate where the shop has prices of its own', () => {
    const at = place({ sync: { price: false }, globalRate: '5.31' }, CNSC);
    expect(sku(listing(), at).price).toEqual({
      home: 'shop',
      original_price: '12.90',
      initial: { global_price: '68.50' },
    });
    expect(sku(listing(), place({ sync: { price: false } }, CNSC)).price).not.toHaveProperty('initial');
  });
});

describe('terms', () => {
  it('refuse an id that a JSON number would change', () => {
    expect(wireId('2500139861')).toBe(2500139861);
    expect(() => wireId('9007199254740993')).toThrow(RangeError);
    expect(() => wireId('x')).toThrow(RangeError);
  });

  it('send a date as the noon of its day', () => {
    expect(dateStamp('2024-12-31')).toBe('1735646400');
    expect(dateStamp('2024-12')).toBe(String(Date.UTC(2024, 11, 1, 12) / 1000));
  });

  it('is JSON, whatever the listing', () => {
    const odd = listing({ title: '<b>&\u{1f600}\u202e', description: 'x'.repeat(5000), images: [], brand: '' });
    const snapshot = map(odd, place());
    expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot as unknown as Json);
  });
});
