import type { Facet, Json, Snapshot } from 'mabang/contract';
import { equalJson } from 'mabang/core';
import { describe, expect, it } from 'vitest';
import { comparable, spoken } from '../../adapters/amazon/comparable.ts';
import { dangers } from '../../adapters/amazon/dangers.ts';
import { facetsOf, skuValues } from '../../adapters/amazon/facets.ts';
import { map } from '../../adapters/amazon/map.ts';
import { meaning } from '../../adapters/amazon/meaning.ts';
import { instancesWith, selectorsOf } from '../../adapters/amazon/selectors.ts';
import { family, listing, mug, PUT_AND_READ, placed, US, withMug } from './amazon-listings.ts';

const USD = { currency: 'USD' };
const same = (facet: Facet, a: Json, b: Json) => equalJson(comparable(facet, a), comparable(facet, b));

describe('what reads back', () => {
  const { sent, read } = PUT_AND_READ;
  const [before, after] = [skuValues(facetsOf(sent, 'MUG', US)), skuValues(facetsOf(read, 'MUG', US))];

  it.each(['content', 'price', 'stock', 'variation'] as const)('is what was sent: %s', (facet) => {
    expect(same(facet, before[facet] ?? null, after[facet] ?? null)).toBe(true);
  });

  it('is another when bullet points change places', () => {
    const turned = { ...read, bullet_point: [...(read.bullet_point ?? [])].reverse() };
    expect(same('content', skuValues(facetsOf(turned, 'MUG', US)).content ?? null, after.content ?? null)).toBe(false);
  });

  it('is the same when languages change places', () => {
    const [english, spanish] = [
      { value: 'Mug', language_tag: 'en_US' },
      { value: 'Taza', language_tag: 'es_US' },
    ];
    const content = (...item_name: Json[]): Json => ({ productType: 'MUG', attributes: { item_name } });
    expect(same('content', content(english, spanish), content(spanish, english))).toBe(true);
    expect(same('content', content(english), content(english, spanish))).toBe(false);
  });
});

describe('what others have set', () => {
  const offer = (...more: Json[]): Json => ({
    purchasable_offer: [
      ...more,
      {
        currency: 'USD',
        audience: 'ALL',
        our_price: [{ schedule: [{ value_with_tax: 12.9 }] }],
        start_at: { value: 'x' },
      },
    ],
  });

  it('is no difference in a price: sales, business prices, bounds', () => {
    const wanted = map(mug(), withMug()).variants['MUG-1']?.price ?? null;
    const business = { currency: 'USD', audience: 'B2B', our_price: [{ schedule: [{ value_with_tax: 5 }] }] };
    expect(same('price', wanted, offer())).toBe(true);
    expect(same('price', wanted, offer(business))).toBe(true);
    expect(same('price', wanted, { ...(offer() as object), list_price: [{ value: 20, currency: 'USD' }] })).toBe(false);
  });

  it('is no difference in stock: handling time and restock date', () => {
    const stock = (more: object): Json => ({
      fulfillment_availability: [{ fulfillment_channel_code: 'DEFAULT', quantity: 3, ...more }],
    });
    expect(same('stock', stock({}), stock({ lead_time_to_ship_max_days: 4 }))).toBe(true);
    expect(same('stock', stock({}), stock({ quantity: 4 }))).toBe(false);
    const amazon: Json = { fulfillment_availability: [{ fulfillment_channel_code: 'AMAZON_NA' }] };
    expect(same('stock', stock({}), amazon)).toBe(false);
    expect(same('stock', amazon, { fulfillment_availability: [{ fulfillment_channel_code: 'AMAZON_NA', x: 1 }] })).toBe(
      true,
    );
  });

  it('is left out of content: attributes, languages and members that the seller does not speak of', () => {
    const wanted: Json = {
      productType: 'MUG',
      attributes: {
        item_name: [{ value: 'Mug', language_tag: 'en_US', marketplace_id: US }],
        item_weight: [{ value: 1, unit: 'pounds', marketplace_id: US }],
      },
    };
    const seen: Json = {
      productType: 'MUG',
      attributes: {
        item_name: [
          { value: 'Taza', language_tag: 'es_US', marketplace_id: US },
          { value: 'Mug', language_tag: 'en_US', marketplace_id: US },
        ],
        item_weight: [{ value: 1, unit: 'pounds', marketplace_id: US, source: 'measured' }],
        batteries_required: [{ value: false, marketplace_id: US }],
      },
    };
    expect(same('content', wanted, seen)).toBe(false);
    expect(same('content', wanted, spoken('content', seen, [wanted]))).toBe(true);
    // What was sent before and is wanted no longer is still spoken of.
    const sent: Json = {
      productType: 'MUG',
      attributes: { batteries_required: [{ value: false, marketplace_id: US }] },
    };
    expect(same('content', wanted, spoken('content', seen, [wanted, sent]))).toBe(false);
    const changed = structuredClone(seen) as { attributes: { item_weight: { value: number }[] } };
    for (const one of changed.attributes.item_weight) one.value = 2;
    expect(same('content', wanted, spoken('content', changed as unknown as Json, [wanted]))).toBe(false);
  });

  it('is a type that Amazon has found for a product without one', () => {
    const wanted: Json = { productType: 'PRODUCT', attributes: {} };
    const seen: Json = { productType: 'DRINKING_CUP', attributes: {} };
    expect(same('content', wanted, spoken('content', seen, [wanted]))).toBe(true);
    const typed: Json = { productType: 'MUG', attributes: {} };
    expect(same('content', typed, spoken('content', seen, [typed]))).toBe(false);
  });

  it('is repeated by a replace, and named by its selectors for a delete', () => {
    const english = { value: 'Mug', language_tag: 'en_US', marketplace_id: US };
    const spanish = { value: 'Taza', language_tag: 'es_US', marketplace_id: US };
    expect(instancesWith('item_name', [spanish, { ...english, value: 'Cup' }], [english])).toEqual([english, spanish]);
    expect(selectorsOf('item_name', english)).toEqual({ language_tag: 'en_US', marketplace_id: US });
    expect(selectorsOf('list_price', { value: 9, currency: 'USD', marketplace_id: US })).toEqual({
      currency: 'USD',
      marketplace_id: US,
    });
  });
});

describe('a family', () => {
  it('is the same whether its parent says that it has a relationship or not', () => {
    const parent: Json = { parentage_level: [{ value: 'parent' }], variation_theme: [{ name: 'COLOR' }] };
    const tied = { ...parent, child_parent_sku_relationship: [{ child_relationship_type: 'variation' }] };
    expect(same('variation', parent, tied)).toBe(true);
  });

  it('is another with another parent or theme', () => {
    const child = (sku: string, theme: string): Json => ({
      parentage_level: [{ value: 'child', marketplace_id: US }],
      variation_theme: [{ name: theme }],
      child_parent_sku_relationship: [{ child_relationship_type: 'variation', parent_sku: sku }],
    });
    expect(same('variation', child('A', 'COLOR'), child('B', 'COLOR'))).toBe(false);
    expect(same('variation', child('A', 'COLOR'), child('A', 'SIZE'))).toBe(false);
    expect(same('variation', child('A', 'COLOR'), {})).toBe(false);
    const { child_parent_sku_relationship: _, ...loose } = child('A', 'COLOR') as Record<string, Json>;
    expect(same('variation', child('A', 'COLOR'), loose)).toBe(false);
  });
});

/** Nothing that a facet can be, and nothing that may throw. */
const STRANGE: readonly Json[] = [null, 3, 'x', [], {}, { purchasable_offer: 'x' }];

describe('meaning', () => {
  it('tells price, quantity, title and category', () => {
    const { 'MUG-1': sku } = map(mug(), withMug()).variants;
    expect(meaning('price', sku?.price ?? null, USD)).toEqual({ price: { minor: 1290, currency: 'USD' } });
    expect(meaning('stock', sku?.stock ?? null, USD)).toEqual({ quantity: 3 });
    expect(meaning('content', sku?.content ?? null, USD)).toEqual({
      title: 'Enamel mug',
      description: 'Holds 350 ml.',
      category: 'MUG',
    });
    expect(meaning('variation', {}, USD)).toEqual({});
  });

  it('is nothing for what is not understood', () => {
    for (const value of STRANGE)
      for (const facet of ['content', 'media', 'price', 'stock', 'variation', 'status'] as const)
        expect(meaning(facet, value, USD)).toEqual({});
    const strange: Json = {
      purchasable_offer: [{ currency: 'XXX', our_price: [{ schedule: [{ value_with_tax: 1 }] }] }],
    };
    expect(meaning('price', strange, USD)).toEqual({});
  });

  it('is total where a value is compared, and compares what is compared already', () => {
    const { product, variants } = map(family({}, { variation_theme: 'COLOR', list_price: 'price' }), placed());
    for (const unit of [product, ...Object.values(variants)])
      for (const [facet, value] of Object.entries(unit) as [Facet, Json][]) {
        const once = comparable(facet, value);
        expect(comparable(facet, once)).toEqual(once);
      }
    for (const value of STRANGE)
      for (const facet of ['content', 'media', 'price', 'stock', 'variation', 'status'] as const) {
        const once = comparable(facet, value);
        expect(comparable(facet, once)).toEqual(once);
        expect(spoken(facet, value, [value])).toEqual(value);
      }
  });
});

describe('dangers', () => {
  const codes = (seen: Snapshot, wanted: Snapshot) => dangers({ seen, wanted }).map(({ code }) => code);
  const at = placed();
  const inFamily = (theme: string) => map(family({}, { variation_theme: theme }), at);

  it('are the end of a family and another theme', () => {
    const alone = map(listing(), at);
    expect(codes(inFamily('COLOR'), alone)).toEqual(['D_AMZ_FAMILY_ENDS']);
    expect(codes(inFamily('COLOR'), inFamily('SIZE'))).toEqual(['D_AMZ_THEME']);
    expect(codes(inFamily('COLOR'), inFamily('COLOR'))).toEqual([]);
    expect(codes(alone, inFamily('COLOR'))).toEqual([]);
  });

  it("are a quantity for what lies in Amazon's own warehouse", () => {
    const wanted = map(listing(), at);
    const amazon: Snapshot = {
      product: { variation: {} },
      variants: { 'MUG-1': { stock: { fulfillment_availability: [{ fulfillment_channel_code: 'AMAZON_NA' }] } } },
    };
    const [danger] = dangers({ seen: amazon, wanted });
    expect(danger).toMatchObject({ code: 'D_AMZ_FULFILMENT', place: { sku: 'MUG-1', facet: 'stock' } });
    expect(danger?.next?.en).toContain('fulfillment_channel_code: AMAZON_NA');
    expect(codes(wanted, wanted)).toEqual([]);
    expect(codes({ product: {}, variants: {} }, wanted)).toEqual([]);
  });
});
