import type { Facets, Json } from 'mabang/contract';
import { describe, expect, it } from 'vitest';
import { attributesOf, contentOf as content, facetsOf, json, skuValues } from '../../adapters/amazon/facets.ts';
import { map } from '../../adapters/amazon/map.ts';
import { offerWith } from '../../adapters/amazon/price.ts';
import { DE, family, listing, mug, placed, US, variant, withMug } from './amazon-listings.ts';

const here = { marketplace_id: US };
const said = (value: string) => ({ value, language_tag: 'en_US', ...here });

function contentOf(facets: Facets | undefined): Readonly<Record<string, Json>> {
  return json(content(facets?.content)?.attributes) as Readonly<Record<string, Json>>;
}

describe('a product with one SKU', () => {
  it('is a listing of its own, with every attribute and selector written out', () => {
    const wanted = mug({
      weight: 350,
      dimensions: { length: 120, width: 85, height: 90 },
      listPrice: { minor: 1990, currency: 'USD' },
    });
    expect(map(wanted, withMug())).toEqual({
      product: { variation: {} },
      variants: {
        'MUG-1': {
          content: {
            productType: 'MUG',
            requirements: 'LISTING',
            attributes: {
              item_name: [said('Enamel mug')],
              brand: [said('Brandname')],
              bullet_point: [said('Enamel on steel'), said('Safe in the dishwasher')],
              product_description: [said('Holds 350 ml.')],
              condition_type: [{ value: 'new_new', ...here }],
              externally_assigned_product_identifier: [{ type: 'ean', value: '4006381333931', ...here }],
              item_weight: [{ value: 0.772, unit: 'pounds', ...here }],
              item_dimensions: [
                {
                  length: { value: 4.72, unit: 'inches' },
                  width: { value: 3.35, unit: 'inches' },
                  height: { value: 3.54, unit: 'inches' },
                  ...here,
                },
              ],
              country_of_origin: [{ value: 'CN', ...here }],
            },
          },
          media: {
            main_product_image_locator: [{ media_location: 'https://images.example/mug.jpg', ...here }],
          },
          price: {
            purchasable_offer: [
              { currency: 'USD', audience: 'ALL', ...here, our_price: [{ schedule: [{ value_with_tax: 12.9 }] }] },
            ],
            list_price: [{ value: 19.9, currency: 'USD', ...here }],
          },
          stock: { fulfillment_availability: [{ fulfillment_channel_code: 'DEFAULT', quantity: 3 }] },
          variation: {},
        },
      },
    });
  });

  it('says nothing of what the catalogue does not say', () => {
    const bare = listing({ description: ' ', bullets: ['', ' '], images: [], variants: [variant()] });
    const { brand: _, ...plain } = bare;
    const { 'MUG-1': sku } = map(plain, placed()).variants;
    expect(Object.keys(contentOf(sku)).sort()).toEqual(['condition_type', 'item_name']);
    expect(sku?.media).toBeUndefined();
  });

  it('fills the members that the mapping does not name', () => {
    const wanted = mug(
      { dimensions: { length: 120, width: 85, height: 90 } },
      { 'item_dimensions.height': '9 inches' },
    );
    expect(contentOf(map(wanted, withMug()).variants['MUG-1']).item_dimensions).toEqual([
      {
        length: { value: 4.72, unit: 'inches' },
        width: { value: 3.35, unit: 'inches' },
        height: { value: 9, unit: 'inches' },
        ...here,
      },
    ]);
  });

  it('names a GTIN by its length', () => {
    const type = (gtin: string) => contentOf(map(mug({ gtin }), withMug()).variants['MUG-1']);
    const key = 'externally_assigned_product_identifier';
    expect(type('036000291452')[key]).toMatchObject([{ type: 'upc' }]);
    expect(type('96385074')[key]).toMatchObject([{ type: 'ean' }]);
    expect(type('10012345678902')[key]).toMatchObject([{ type: 'gtin' }]);
  });

  it('sells in a currency without minor digits and in one with three', () => {
    const price = (minor: number, currency: string) =>
      map(listing({ variants: [variant({ price: { minor, currency } })] }), placed()).variants['MUG-1']?.price;
    expect(price(500, 'JPY')).toMatchObject({
      purchasable_offer: [{ our_price: [{ schedule: [{ value_with_tax: 500 }] }] }],
    });
    expect(price(1505, 'KWD')).toMatchObject({
      purchasable_offer: [{ our_price: [{ schedule: [{ value_with_tax: 1.505 }] }] }],
    });
  });

  it('crosses out in the way of the marketplace, with a definition and without', () => {
    const wanted = listing({
      variants: [variant({ listPrice: { minor: 1990, currency: 'EUR' }, price: { minor: 1290, currency: 'EUR' } })],
    });
    const german = map(wanted, placed({ marketplace: DE })).variants['MUG-1'];
    expect(german?.price).toMatchObject({
      list_price: [{ value_with_tax: 19.9, currency: 'EUR', marketplace_id: DE }],
    });
    expect(contentOf(german).item_name).toMatchObject([{ language_tag: 'de_DE' }]);
  });

  it('wants a quantity of 0 while it is paused: Amazon has no other pause', () => {
    expect(map({ ...mug(), status: 'paused' }, withMug()).variants['MUG-1']?.stock).toEqual({
      fulfillment_availability: [{ fulfillment_channel_code: 'DEFAULT', quantity: 0 }],
    });
  });

  it('shows nine pictures, each address once', () => {
    const images = Array.from({ length: 12 }, (_, i) => ({ url: `https://images.example/${i % 11}.jpg` }));
    const { media } = map(listing({ images }), placed()).variants['MUG-1'] ?? {};
    const names = Object.keys(media as object);
    expect(names).toHaveLength(9);
    expect(names.at(-1)).toBe('other_product_image_locator_8');
    // `MUG` has places for three.
    expect(Object.keys(map({ ...mug(), images }, withMug()).variants['MUG-1']?.media as object)).toHaveLength(3);
  });

  it('turns HTML into lines', () => {
    const html = '<p>Holds <b>350&nbsp;ml</b> &amp; more.</p>\r\n<ul><li>one</li><li>two</li></ul><script>x()</script>';
    const content = contentOf(
      map({ ...mug(), title: 'Mug <i>blue</i>', description: html }, withMug()).variants['MUG-1'],
    );
    expect(content.product_description).toMatchObject([{ value: 'Holds 350 ml & more.<br>one<br>two' }]);
    expect(content.item_name).toMatchObject([{ value: 'Mug blue' }]);
    const plain = contentOf(map({ ...mug(), title: 'Mug 1 < 2 &amp; 3' }, withMug()).variants['MUG-1']);
    expect(plain.item_name).toMatchObject([{ value: 'Mug 1 < 2 &amp; 3' }]);
  });
});

describe('a product with options', () => {
  const wanted = {
    ...family(),
    target: { category: 'MUG', attributes: { country_of_origin: 'CN' }, names: { Color: 'color' } },
  };

  it('is a parent SKU with the code of the product, and a child for each variant', () => {
    const { product, variants } = map(wanted, withMug());
    const theme = [{ name: 'COLOR' }];
    expect(product.variation).toEqual({
      parentage_level: [{ value: 'parent', ...here }],
      variation_theme: theme,
      child_parent_sku_relationship: [{ child_relationship_type: 'variation', ...here }],
    });
    expect(Object.keys(product).sort()).toEqual(['content', 'media', 'variation']);
    expect(Object.keys(contentOf(product)).sort()).toEqual([
      'brand',
      'bullet_point',
      'country_of_origin',
      'item_name',
      'product_description',
    ]);
    expect(Object.keys(variants)).toEqual(['MUG-1', 'MUG-2']);
    expect(variants['MUG-2']?.variation).toEqual({
      parentage_level: [{ value: 'child', ...here }],
      variation_theme: theme,
      child_parent_sku_relationship: [{ child_relationship_type: 'variation', parent_sku: 'MUG', ...here }],
    });
    expect(contentOf(variants['MUG-2']).color).toEqual([said('Blue')]);
    expect(contentOf(variants['MUG-2']).item_name).toEqual([said('Enamel mug')]);
  });

  it('shows the pictures of a variant before those of the product', () => {
    expect(map(wanted, withMug()).variants['MUG-2']?.media).toEqual({
      main_product_image_locator: [{ media_location: 'https://images.example/mug-2.jpg', ...here }],
      other_product_image_locator_1: [{ media_location: 'https://images.example/mug.jpg', ...here }],
    });
  });

  it('is a family with one child too', () => {
    const [first] = wanted.variants;
    const one = map({ ...wanted, variants: [first] }, withMug());
    expect(one.product.variation).toMatchObject({ parentage_level: [{ value: 'parent' }] });
    expect(Object.keys(one.variants)).toEqual(['MUG-1']);
  });

  it('has no theme that nobody has listed', () => {
    const strange = { ...wanted, target: { ...wanted.target, names: { Color: 'brand' } } };
    expect(map(strange, withMug()).product.variation).not.toHaveProperty('variation_theme');
    expect(map(wanted, placed()).product.variation).not.toHaveProperty('variation_theme');
  });
});

describe('an offer on a product that is there already', () => {
  it('is a SKU without a family, whatever its options', () => {
    const [first] = family().variants;
    const wanted = {
      ...family(),
      variants: [{ ...first, target: { attributes: { merchant_suggested_asin: 'B007KQBXN0' }, names: {} } }] as const,
    };
    const { product, variants } = map(wanted, placed());
    expect(product).toEqual({ variation: {} });
    const content = contentOf(variants['MUG-1']);
    expect(Object.keys(content).sort()).toEqual([
      'condition_type',
      'externally_assigned_product_identifier',
      'merchant_suggested_asin',
    ]);
    expect(variants['MUG-1']?.content).toMatchObject({ requirements: 'LISTING_OFFER_ONLY' });
    expect(variants['MUG-1']).not.toHaveProperty('media');
  });
});

describe('facets', () => {
  it('cut the attributes of a SKU at the same places that mapping fills', () => {
    const { 'MUG-1': sku } = map(mug({ weight: 350, listPrice: { minor: 1990, currency: 'USD' } }), withMug()).variants;
    const again = skuValues(facetsOf(attributesOf(sku ?? {}), 'MUG', US));
    expect(again).toEqual({ ...sku, content: { productType: 'MUG', attributes: contentOf(sku) } });
  });

  it('leave other marketplaces out', () => {
    const cut = facetsOf(
      {
        item_name: [said('Mug'), { value: 'Tasse', language_tag: 'de_DE', marketplace_id: DE }],
        list_price: [{ value_with_tax: 9, currency: 'EUR', marketplace_id: DE }],
      },
      'MUG',
      US,
    );
    expect(cut).toEqual({ content: { productType: 'MUG', attributes: { item_name: [said('Mug')] } }, variation: {} });
  });
});

describe('a replace of the price', () => {
  const wanted = {
    purchasable_offer: [
      { currency: 'USD', audience: 'ALL', ...here, our_price: [{ schedule: [{ value_with_tax: 9 }] }] },
    ],
  };

  it('repeats what others have set', () => {
    const business = { currency: 'USD', audience: 'B2B', our_price: [{ schedule: [{ value_with_tax: 8 }] }] };
    const seen = {
      purchasable_offer: [
        business,
        {
          currency: 'USD',
          audience: 'ALL',
          our_price: [{ schedule: [{ value_with_tax: 12.9 }] }],
          minimum_seller_allowed_price: [{ schedule: [{ value_with_tax: 7 }] }],
        },
      ],
    };
    expect(offerWith(seen, wanted)).toEqual([
      business,
      { ...wanted.purchasable_offer[0], minimum_seller_allowed_price: [{ schedule: [{ value_with_tax: 7 }] }] },
    ]);
  });

  it('is the wanted price where there was none', () => {
    expect(offerWith(undefined, wanted)).toEqual(wanted.purchasable_offer);
    expect(offerWith({}, wanted)).toEqual(wanted.purchasable_offer);
  });
});
