import type { Json } from 'mabang/contract';
import { compileSchema } from 'mabang/jsonschema';
import { describe, expect, it } from 'vitest';
import { expand } from '../../adapters/amazon/attributes.ts';
import { definitionFrom } from '../../adapters/amazon/definition.ts';
import { groundOf } from '../../adapters/amazon/ground.ts';
import { KEYWORDS, utf8Bytes } from '../../adapters/amazon/keywords.ts';
import {
  categoryAttributes,
  categoryNeeded,
  definitionKey,
  needed,
  parseDefinitionKey,
} from '../../adapters/amazon/product-types.ts';
import { themeFor, themesOf } from '../../adapters/amazon/themes.ts';
import { DE, listing, MUG, mug, placed, US, withMug } from './amazon-listings.ts';

const here = { marketplace_id: US };

function expanded(attributes: Readonly<Record<string, string>>) {
  return expand(attributes, groundOf(mug(), withMug()));
}

const problems = (attributes: Readonly<Record<string, string>>) =>
  expanded(attributes).problems.map(({ kind, path }) => `${kind} ${path}`);

describe('keys of definitions', () => {
  it('name type, requirements and marketplace, and can be read again', () => {
    const key = { productType: 'HOME', requirements: 'LISTING', marketplaceId: DE } as const;
    expect(parseDefinitionKey(definitionKey(key))).toEqual(key);
    expect(parseDefinitionKey('HOME')).toBeUndefined();
    expect(parseDefinitionKey('HOME LISTING_PRODUCT_ONLY x')).toBeUndefined();
  });

  it('are those that a listing needs', () => {
    expect(needed(mug(), placed())).toEqual([`MUG LISTING ${US}`]);
    expect(needed(mug(), placed({ marketplace: DE }))).toEqual([`MUG LISTING ${DE}`]);
    const offer = listing({ target: { attributes: { merchant_suggested_asin: 'B007KQBXN0' }, names: {} } });
    expect(needed(offer, placed())).toEqual([`PRODUCT LISTING_OFFER_ONLY ${US}`]);
    expect(categoryNeeded('HOME', placed())).toEqual([`HOME LISTING ${US}`]);
  });
});

describe("Amazon's keywords", () => {
  const check = (schema: Json, value: Json) => compileSchema(schema, KEYWORDS)(value).map(({ message }) => message);

  it('count bytes', () => {
    expect([utf8Bytes('a'), utf8Bytes('é'), utf8Bytes('茶'), utf8Bytes('🍵')]).toEqual([1, 2, 3, 4]);
    const schema = { maxUtf8ByteLength: 6, minUtf8ByteLength: 2 };
    expect(check(schema, '茶茶')).toEqual([]);
    expect(check(schema, '茶茶a')).toEqual(['must have at most 6 bytes in UTF-8, has 7']);
    expect(check(schema, 'a')).toEqual(['must have at least 2 bytes in UTF-8, has 1']);
    expect(check(schema, 12_345_678)).toEqual([]);
  });

  it('count items of the same selectors', () => {
    const schema = { selectors: ['language_tag'], maxUniqueItems: 1, minUniqueItems: 1 };
    const item = (language_tag: string, value: string) => ({ language_tag, value });
    expect(check(schema, [item('en_US', 'a'), item('es_US', 'b')])).toEqual([]);
    expect(check(schema, [item('en_US', 'a'), item('en_US', 'b')])).toEqual(['must have at most 1 values, has 2']);
    expect(check(schema, [])).toEqual(['must have at least 1 values, has 0']);
    expect(check({ maxUniqueItems: 1 }, ['a', 'b'])).toHaveLength(1);
  });
});

describe('a definition', () => {
  it('is looked into once for one document', () => {
    expect(definitionFrom(MUG)).toBe(definitionFrom(MUG));
    expect(definitionFrom({})).toBeUndefined();
    expect(definitionFrom(undefined)).toBeUndefined();
  });

  it('says what there is to map: required first, and what the listing fills by itself', () => {
    const attributes = categoryAttributes('MUG', withMug()) ?? [];
    expect(attributes).toBe(categoryAttributes('MUG', withMug()));
    expect(attributes.filter(({ required, filled }) => required && !filled)).toEqual([
      {
        name: 'country_of_origin',
        title: 'Country of Origin',
        required: true,
        filled: false,
        values: [
          { id: 'CN', title: 'China' },
          { id: 'DE', title: 'Germany' },
          { id: 'VN', title: 'Vietnam' },
        ],
        open: false,
      },
    ]);
    expect(attributes.filter(({ required }) => required).map(({ name }) => name)).toEqual([
      'brand',
      'condition_type',
      'country_of_origin',
      'externally_assigned_product_identifier',
      'item_name',
    ]);
    expect(attributes.find(({ name }) => name === 'style')).toMatchObject({ open: true, filled: false });
    expect(categoryAttributes('MUG', placed())).toBeUndefined();
  });

  it('lists themes with the attributes that they need', () => {
    const definition = definitionFrom(MUG);
    const themes = definition ? themesOf(definition) : [];
    expect(themes.map(({ name, attributes }) => [name, ...attributes].join(' '))).toEqual([
      'COLOR_NAME color',
      'COLOR color',
      'COLOR/SIZE color size',
      'SIZE size',
      'HANDLE_MATERIAL handle',
    ]);
    expect(themeFor(themes, ['color'])?.name).toBe('COLOR');
    expect(themeFor(themes, ['size', 'color'])?.name).toBe('COLOR/SIZE');
    expect(themeFor(themes, ['handle.material'])?.name).toBe('HANDLE_MATERIAL');
    expect(themeFor(themes, ['color', 'handle.material'])).toBeUndefined();
    expect(themeFor(themes, [])).toBeUndefined();
  });
});

describe("the seller's attributes", () => {
  it('become values of the type that the definition asks for, with their selectors', () => {
    expect(
      expanded({
        color: ' Blue ',
        number_of_items: '2',
        dishwasher_safe: 'Yes',
        country_of_origin: 'vietnam',
        style: 'modern',
        material: 'Steel | Enamel',
        capacity: '350.50 Milliliters',
      }),
    ).toEqual({
      problems: [],
      attributes: {
        color: [{ value: 'Blue', language_tag: 'en_US', ...here }],
        number_of_items: [{ value: 2, ...here }],
        dishwasher_safe: [{ value: true, ...here }],
        country_of_origin: [{ value: 'VN', ...here }],
        style: [{ value: 'Modern', language_tag: 'en_US', ...here }],
        material: [
          { value: 'Steel', language_tag: 'en_US', ...here },
          { value: 'Enamel', language_tag: 'en_US', ...here },
        ],
        capacity: [{ value: 350.5, unit: 'milliliters', ...here }],
      },
    });
  });

  it('find their members by points, and a unit that leaves no choice', () => {
    expect(
      expanded({
        'item_dimensions.length': '12 centimeters',
        'item_dimensions.width.value': '8.5',
        'item_dimensions.width.unit': 'Centimeters',
        'item_dimensions.height': '9 inches',
        'handle.material': 'Wood',
        'handle.count': '1',
        item_weight: '0.5',
      }).attributes,
    ).toEqual({
      item_dimensions: [
        {
          length: { value: 12, unit: 'centimeters' },
          width: { value: 8.5, unit: 'centimeters' },
          height: { value: 9, unit: 'inches' },
          ...here,
        },
      ],
      handle: [{ material: [{ value: 'Wood', language_tag: 'en_US' }], count: 1, ...here }],
      item_weight: [{ value: 0.5, unit: 'pounds', ...here }],
    });
  });

  it('are refused where they do not fit', () => {
    expect(problems({ number_of_items: '2.5' })).toEqual(['value number_of_items']);
    expect(problems({ number_of_items: '1e3' })).toEqual(['value number_of_items']);
    expect(problems({ item_weight: '1,5' })).toEqual(['value item_weight']);
    expect(problems({ capacity: '350 buckets' })).toEqual(['value capacity']);
    expect(problems({ country_of_origin: 'Atlantis' })).toEqual(['value country_of_origin']);
    expect(problems({ dishwasher_safe: 'sometimes' })).toEqual(['value dishwasher_safe']);
    expect(problems({ handle: 'Wood' })).toEqual(['value handle']);
    expect(problems({ 'handle.colour': 'Red' })).toEqual(['value handle.colour']);
    expect(problems({ 'color.value.deep': 'Red' })).toEqual(['value color.value.deep']);
    expect(problems({ colour: 'Red' })).toEqual(['unknown colour']);
    expect(problems({ purchasable_offer: '9', main_product_image_locator: 'x' })).toEqual([
      'reserved purchasable_offer',
      'reserved main_product_image_locator',
    ]);
  });

  it('say nothing when they are empty', () => {
    expect(expanded({ color: '  ', size: '' })).toEqual({ attributes: {}, problems: [] });
  });

  it('are text while nobody knows better', () => {
    const ground = groundOf(mug(), placed());
    expect(expand({ number_of_items: '2', 'handle.material.value': 'Wood' }, ground)).toEqual({
      problems: [],
      attributes: {
        number_of_items: [{ value: '2', ...here }],
        handle: [{ material: { value: 'Wood' }, ...here }],
      },
    });
  });
});
