import { describe, expect, it } from 'vitest';
import {
  buildListing,
  type ChannelRules,
  isGtin,
  type Product,
  type ProductVariant,
  rulesOf,
} from '../../src/core/index.ts';

function rules(settings: Parameters<typeof rulesOf>[1] = {}, currency = 'EUR'): ChannelRules {
  const parsed = rulesOf(currency, settings);
  if ('bad' in parsed) throw new Error(`${parsed.bad}: ${parsed.value}`);
  return parsed;
}

const variant = (sku: string, more: Partial<ProductVariant> = {}): ProductVariant => ({
  sku,
  options: {},
  price: { minor: 1000, currency: 'EUR' },
  quantity: 5,
  images: [],
  attributes: {},
  status: 'active',
  ...more,
});
const product = (variants: readonly ProductVariant[], more: Partial<Product> = {}): Product => ({
  code: 'P',
  title: 'Mug',
  description: '',
  bullets: [],
  category: '',
  attributes: {},
  images: [],
  axes: [],
  status: 'active',
  variants,
  ...more,
});
const price = (settings: Parameters<typeof rulesOf>[1], minor: number, from = 'EUR', to = 'EUR') =>
  buildListing(product([variant('A', { price: { minor, currency: from } })]), rules(settings, to)).listing?.variants[0]
    .price;

describe('a channel’s price', () => {
  it.each([
    [{}, 1000, 'EUR', 'EUR', 1000],
    [{ rates: { CNY: '0.128' } }, 10_000, 'CNY', 'EUR', 1280],
    [{ rates: { CNY: '0.128' }, multiply: '1.35' }, 10_000, 'CNY', 'EUR', 1728],
    [{ multiply: '135%', add: '2.00' }, 1000, 'EUR', 'EUR', 1550],
    [{ ending: '0.99' }, 1000, 'EUR', 'EUR', 1099],
    [{ ending: '0.99' }, 1099, 'EUR', 'EUR', 1099],
    [{ ending: '0.99' }, 1100, 'EUR', 'EUR', 1199],
    [{ ending: '9.90' }, 1000, 'EUR', 'EUR', 1990],
    [{ roundTo: '0.05' }, 1002, 'EUR', 'EUR', 1000],
    [{ roundTo: '0.05' }, 1003, 'EUR', 'EUR', 1005],
    [{ rates: { CNY: '21' }, ending: '80' }, 10_000, 'CNY', 'JPY', 2180],
  ])('%j of %i %s in %s is %i', (settings, minor, from, to, expected) => {
    expect(price(settings, minor, from, to)).toEqual({ minor: expected, currency: to });
  });

  it('refuses a currency without a rate, a missing price and a price of nothing', () => {
    const codes = (p: ProductVariant, r = rules()) => buildListing(product([p]), r).findings.map((f) => f.code);
    expect(codes(variant('A', { price: { minor: 1, currency: 'CNY' } }))).toEqual(['E_NO_RATE']);
    expect(codes(variant('A', { price: undefined }))).toEqual(['E_NO_PRICE']);
    expect(codes(variant('A', { price: { minor: 0, currency: 'EUR' } }))).toEqual(['E_PRICE_ZERO']);
    expect(codes(variant('A'), rules({ add: '-10.00' }))).toEqual(['E_PRICE_ZERO']);
  });

  it('names the setting it does not understand', () => {
    expect(rulesOf('EUR', { multiply: '1,35' })).toEqual({ bad: 'price.multiply', value: '1,35' });
    expect(rulesOf('EUR', { ending: '0.999' })).toEqual({ bad: 'price.ending', value: '0.999' });
  });
});

describe('a channel’s stock', () => {
  const quantity = (settings: Parameters<typeof rulesOf>[1], known?: number) =>
    buildListing(product([variant('A', { quantity: known })]), rules(settings)).listing?.variants[0].quantity;

  it('keeps some back and shows no more than it should', () => {
    expect([quantity({ keepBack: 2 }, 5), quantity({ keepBack: 9 }, 5), quantity({ atMost: 3 }, 5)]).toEqual([3, 0, 3]);
  });

  it('never takes an unknown quantity for a number, unless told to', () => {
    expect(quantity({}, undefined)).toBeUndefined();
    expect(quantity({ unknownQuantity: 0 }, undefined)).toBe(0);
  });
});

describe('a bad SKU', () => {
  it('is left out and named; the others stand', () => {
    const built = buildListing(
      product([variant('A', { options: { Size: 'S' } }), variant('B', { options: { Size: 'M' }, price: undefined })], {
        axes: ['Size'],
      }),
      rules(),
    );
    expect(built.listing?.variants.map((v) => v.sku)).toEqual(['A']);
    expect(built.held).toEqual(['B']);
    expect(built.findings.map((f) => [f.code, f.place])).toEqual([['E_NO_PRICE', { code: 'P', sku: 'B' }]]);
  });

  it('is one that a buyer could not choose', () => {
    const built = buildListing(
      product([variant('A', { options: { Size: 'S' } }), variant('B', { options: { Size: 's' } }), variant('C')], {
        axes: ['Size'],
      }),
      rules(),
    );
    expect(built.findings.map((f) => [f.code, f.place.sku])).toEqual([
      ['E_OPTION_DUPLICATE', 'B'],
      ['E_OPTION_MISSING', 'C'],
    ]);
  });

  it('holds the whole product when none is good', () => {
    const built = buildListing(product([variant('A', { price: undefined })]), rules());
    expect([built.listing, built.held]).toEqual([undefined, ['A']]);
    expect(buildListing(product([]), rules()).findings.map((f) => f.code)).toEqual(['E_NO_VARIANTS']);
    expect(buildListing(product([variant('A')], { title: ' ' }), rules()).findings.map((f) => f.code)).toEqual([
      'E_NO_TITLE',
    ]);
  });
});

describe('a list price', () => {
  it('is shown above the price, and named when it is not', () => {
    const sold = (minor: number) =>
      buildListing(product([variant('A', { listPrice: { minor, currency: 'EUR' } })]), rules());
    expect(sold(1500).listing?.variants[0].listPrice?.minor).toBe(1500);
    expect(sold(1000).listing?.variants[0].listPrice).toBeUndefined();
    expect(sold(1000).findings.map((f) => [f.code, f.severity])).toEqual([['W_LIST_PRICE', 'warning']]);
  });
});

describe('overrides', () => {
  it('say what one channel shows instead', () => {
    const built = buildListing(product([variant('A')]), rules(), [
      { code: 'P', field: 'title', value: 'Cup' },
      { code: 'P', sku: 'A', field: 'price', value: '7.77' },
      { code: 'P', sku: 'A', field: 'quantity', value: '1' },
    ]);
    expect(built.listing).toMatchObject({ title: 'Cup', variants: [{ price: { minor: 777 }, quantity: 1 }] });
    const bad = buildListing(product([variant('A')]), rules(), [
      { code: 'P', sku: 'A', field: 'price', value: '7,77' },
    ]);
    expect(bad.findings.map((f) => f.code)).toEqual(['E_PRICE']);
  });
});

describe('GTIN', () => {
  it.each(['4006381333931', '96385074', '036000291452', '00012345600012'])('%s is one', (text) =>
    expect(isGtin(text)).toBe(true),
  );
  it.each(['4006381333932', '4.00638E+12', '12345', '', '400638133393'])('%j is not', (text) =>
    expect(isGtin(text)).toBe(false),
  );
});
