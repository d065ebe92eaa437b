import type { Listing } from 'mabang/contract';
import { describe, expect, it } from 'vitest';
import { rules } from '../../adapters/amazon/rules.ts';
import { briefly, DE, family, findings, listing, mug, placed, US, variant, withMug } from './amazon-listings.ts';

const at = withMug();
const said = (wanted: Listing, where = at) => briefly(findings(wanted, where));

const mugs = (attributes: Readonly<Record<string, string>> = {}): Listing => ({
  ...family(),
  target: { category: 'MUG', attributes: { country_of_origin: 'CN', ...attributes }, names: { Color: 'color' } },
});

describe('rules', () => {
  it('have nothing to say of a product that says everything', () => {
    expect(findings(mug(), at)).toEqual([]);
    expect(findings(mugs(), at)).toEqual([]);
  });

  it('speak English and Chinese', () => {
    const wanted = {
      ...mugs({ colour: 'x', 'handle.count': 'two', purchasable_offer: '1' }),
      code: 'MUG-1',
      title: 'x'.repeat(70),
      bullets: Array.from({ length: 9 }, () => 'x'.repeat(90)),
    };
    const torn = placed({ marketplace: DE, definitions: { [`MUG LISTING ${DE}`]: null } });
    const found = [...findings(wanted, at), ...findings(wanted, torn)];
    expect(found.length).toBeGreaterThan(6);
    for (const { message, next } of found)
      for (const words of [message, ...(next ? [next] : [])]) {
        expect(words.zh).toMatch(/\p{Script=Han}/u);
        expect(words.en).not.toMatch(/\p{Script=Han}|undefined|\?/u);
        expect(words.zh).not.toContain('undefined');
      }
  });

  it('carry a source and a date each', () => {
    for (const { code, source, date } of rules) {
      expect(code).toMatch(/^[EW]_AMZ_/);
      expect(source.length).toBeGreaterThan(3);
      expect(date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
  });
});

describe('what is missing', () => {
  it('is named for each SKU', () => {
    const [first, second] = mugs().variants;
    const { gtin: _, ...bare } = second ?? first;
    const wanted: Listing = { ...mugs(), variants: [first, { ...bare, target: { attributes: {}, names: {} } }] };
    expect(said(wanted)).toEqual([
      'E_AMZ_MISSING MUG-2 externally_assigned_product_identifier',
      'E_AMZ_MISSING MUG-2 color',
    ]);
  });

  it('is the whole product when the parent lacks it', () => {
    const { brand: _, ...wanted } = mugs();
    expect(said(wanted)).toEqual(['E_AMZ_MISSING - brand', 'E_AMZ_MISSING MUG-1 brand', 'E_AMZ_MISSING MUG-2 brand']);
    expect(findings(wanted, at)[0]?.message.en).toMatch(/^parent SKU MUG: brand \(Brand\) is missing/);
  });

  it('follows from what is said: a condition of the definition', () => {
    expect(said(mug({}, { dishwasher_safe: 'no' }))).toEqual([]);
    expect(said(mug({}, { dishwasher_safe: 'yes' }))).toEqual(['E_AMZ_MISSING MUG-1 material']);
    expect(said(mug({}, { dishwasher_safe: 'yes', material: 'Steel|Enamel' }))).toEqual([]);
  });

  it('is a member, where an attribute has several', () => {
    expect(said(mug({}, { 'handle.count': '2' }))).toEqual(['E_AMZ_MISSING MUG-1 handle.material']);
    expect(said(mug({}, { capacity: '350' }))).toEqual(['E_AMZ_MISSING MUG-1 capacity.unit']);
    expect(findings(mug({}, { capacity: '350' }), at)[0]?.next?.en).toContain('milliliters');
  });

  it('comes with the line of the mapping that brings it', () => {
    const { target: _, ...rest } = mug();
    const [finding] = findings({ ...rest, target: { category: 'MUG', attributes: {}, names: {} } }, at);
    expect(finding).toMatchObject({ code: 'E_AMZ_MISSING', place: { sku: 'MUG-1', field: 'country_of_origin' } });
    expect(finding?.next).toEqual({
      en: 'in mappings/amazon-us.yaml add under set: "country_of_origin: <value>", or under attributes: "<your own name>: country_of_origin"; one of: CN (China), DE (Germany), VN (Vietnam)',
      zh: '请在 mappings/amazon-us.yaml 的 set 下添加“country_of_origin: <值>”，或在 attributes 下添加“<您的列名>: country_of_origin”；可选：CN (China)、DE (Germany)、VN (Vietnam)',
    });
  });
});

describe('what does not fit', () => {
  it('is named with the length it has and the one it may have', () => {
    const long = { ...mug(), title: 'x'.repeat(61), description: '茶'.repeat(101) };
    expect(findings(long, at).map(({ message }) => message.en)).toEqual([
      'item_name (Title) has 61 characters; at most 60 are taken',
      'product_description (Description) has 303 bytes in UTF-8; at most 300 are taken',
    ]);
  });

  it('counts an emoji as one character and as four bytes', () => {
    expect(said({ ...mug(), title: '🍵'.repeat(60), description: '🍵'.repeat(75) })).toEqual([]);
    expect(said({ ...mug(), description: '🍵'.repeat(76) })).toEqual(['E_AMZ_VALUE MUG-1 product_description']);
  });

  it('is a line of the mapping, named once for all SKUs or for its own', () => {
    expect(said(mugs({ number_of_items: 'two' }))).toEqual(['E_AMZ_VALUE - number_of_items']);
    const [first, second] = mugs().variants;
    const own = { ...(second ?? first), target: { attributes: { color: 'Blue', number_of_items: 'two' }, names: {} } };
    expect(said({ ...mugs(), variants: [first, own] })).toEqual(['E_AMZ_VALUE MUG-2 number_of_items']);
  });

  it('is an attribute that the product type does not have', () => {
    const [finding, ...more] = findings(mug({}, { item_colour: 'x', item_na: 'y' }), at);
    expect(finding).toMatchObject({ code: 'E_AMZ_ATTRIBUTE', place: { field: 'item_colour' } });
    expect(more.map(({ next }) => next?.en)).toEqual(['near: item_name']);
  });

  it('is a measure that the product type has no place for', () => {
    const { item_weight: _, ...properties } = (at.definition(`MUG LISTING ${US}`) as { properties: object })
      .properties as { item_weight: object };
    const definition = { ...(at.definition(`MUG LISTING ${US}`) as object), properties } as never;
    const where = placed({ definitions: { [`MUG LISTING ${US}`]: definition } });
    expect(said(mug({ weight: 350 }), where)).toEqual(['W_AMZ_NO_PLACE MUG-1 item_weight']);
  });
});

describe('families', () => {
  it('need a code that none of their SKUs has', () => {
    const [finding] = findings({ ...mugs(), code: 'MUG-1' }, at);
    expect(finding).toMatchObject({ code: 'E_AMZ_PARENT_SKU', place: { field: 'code' } });
    expect(said({ ...mug(), code: 'MUG-1' })).toEqual([]);
  });

  it('need a theme for their options', () => {
    const names = (attribute: string) => ({ ...mugs(), target: { ...mugs().target, names: { Color: attribute } } });
    expect(said(names('material'))).toEqual(['E_AMZ_THEME - variation_theme']);
    const [unmapped] = findings({ ...mugs(), target: { ...mugs().target, names: {} } }, at);
    expect(unmapped?.next?.en).toContain('"Color: color"');
    expect(said(mugs({ variation_theme: 'color' }))).toEqual([]);
    expect(said(mugs({ variation_theme: 'COLOUR' }))).toContain('E_AMZ_THEME - variation_theme');
  });
});

describe('offers', () => {
  const offer = (asin: string) => listing({ target: { attributes: { merchant_suggested_asin: asin }, names: {} } });

  it('stand alone, and name a product that can be', () => {
    expect(said(offer('B007KQBXN0'), placed())).toEqual([]);
    expect(said(offer('b007kqbxn0'), placed())).toEqual(['E_AMZ_ASIN MUG-1 merchant_suggested_asin']);
    const many = { ...offer('B007KQBXN0'), variants: [variant(), variant({ sku: 'MUG-2' })] as const };
    expect(said(many, placed())).toEqual(['E_AMZ_OFFER - merchant_suggested_asin']);
  });
});

describe('the place', () => {
  it('is one marketplace, with its own currency', () => {
    expect(said(mug())).toEqual([]);
    const german = placed({ marketplace: DE });
    expect(said(listing(), german)).toEqual(['E_AMZ_CURRENCY - currency']);
    const torn = { ...withMug(), marketplace: { id: DE, title: 'amazon.de' } };
    expect(said(listing({ variants: [variant({}, 'EUR')] }), torn)).toEqual(['E_AMZ_MARKETPLACE - marketplace']);
    expect(said(listing(), placed({ marketplace: 'A0NOWHERE' }))).toEqual(['E_AMZ_MARKETPLACE - marketplace']);
  });

  it('has to know the product type, once it was asked', () => {
    expect(said(listing(), placed())).toEqual([]);
    const none = placed({ definitions: { [`HOME LISTING ${US}`]: null } });
    expect(said(listing(), none)).toEqual(['E_AMZ_PRODUCT_TYPE - category']);
  });
});

describe('without a definition', () => {
  it('lengths of most product types are warned of', () => {
    const long = { ...listing(), title: 'x'.repeat(201), bullets: Array.from({ length: 11 }, (_, i) => `${i}`) };
    expect(said(long, placed())).toEqual(['W_AMZ_LENGTH - item_name', 'W_AMZ_LENGTH - bullet_point']);
    expect(said({ ...listing(), description: '茶'.repeat(3334) }, placed())).toEqual([
      'W_AMZ_LENGTH - product_description',
    ]);
  });
});

describe('what is left out', () => {
  it('are pictures beyond nine, and HTML that is no text', () => {
    const images = Array.from({ length: 11 }, (_, i) => ({ url: `https://images.example/${i}.jpg` }));
    const [finding] = findings({ ...mug(), images }, at);
    expect(finding).toMatchObject({ code: 'W_AMZ_IMAGES', place: { sku: 'MUG-1' } });
    expect(finding?.message.en).toContain('2 of this SKU are not sent');
    expect(said({ ...mug(), description: '<p>See <a href="x">this</a><img src="y"></p>' })).toEqual([
      'W_AMZ_HTML - description',
    ]);
  });

  it('is a pause of what Amazon ships', () => {
    const set = { 'fulfillment_availability.fulfillment_channel_code': 'AMAZON_NA' };
    expect(said({ ...mug({}, set), status: 'paused' })).toEqual(['W_AMZ_PAUSED MUG-1 status']);
  });
});

describe('SKUs', () => {
  it('with a slash are warned of', () => {
    expect(said(mug({ sku: 'A/1' }))).toEqual(['W_AMZ_SKU_SLASH A/1 -']);
  });

  it('with a price of too many digits are refused', () => {
    expect(said(mug({ price: { minor: 9_007_199_254_740_991, currency: 'USD' } }))).toEqual([
      'E_AMZ_AMOUNT MUG-1 price',
    ]);
  });
});
