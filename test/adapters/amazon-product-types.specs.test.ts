import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json, Listing, Variant } from 'mabang/contract';
import { compileSchema } from 'mabang/jsonschema';
import { describe, expect, it } from 'vitest';
import { definitionFrom } from '../../adapters/amazon/definition.ts';
import { attributesOf } from '../../adapters/amazon/facets.ts';
import { KEYWORDS } from '../../adapters/amazon/keywords.ts';
import { map } from '../../adapters/amazon/map.ts';
import { categoryAttributes } from '../../adapters/amazon/product-types.ts';
import { themeFor, themesOf } from '../../adapters/amazon/themes.ts';
import { briefly, DE, family, findings, GB, listing, placed, US, variant } from './amazon-listings.ts';

/** Mapped listings against real product type definitions: HOME in the US and Germany, an offer in Great Britain. */

const folder = join(process.env.MABANG_SPECS ?? '', 'amazon', 'product-types');
const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Json;
const HOME_US = read('HOME-us.json');
const HOME_DE = read('HOME-de.json');
const OFFER_GB = read('PRODUCT-gb-LISTING_OFFER_ONLY.2025-09.schema.json');
const definitions = {
  [`HOME LISTING ${US}`]: HOME_US,
  [`HOME LISTING ${DE}`]: HOME_DE,
  [`PRODUCT LISTING_OFFER_ONLY ${GB}`]: OFFER_GB,
};
const us = placed({ definitions });
const de = placed({ marketplace: DE, definitions });
const gb = placed({ marketplace: GB, definitions });

/** What a seller has to set for HOME in the US, in words that people use. */
const SET_US = {
  model_number: 'EM-350',
  model_name: 'Enamel',
  generic_keyword: 'enamel mug camping',
  manufacturer: 'Brandname',
  required_product_compliance_certificate: 'not applicable',
  list_price: 'price',
  merchant_shipping_group: 'Standard',
  number_of_items: '1',
  part_number: 'EM-350',
  country_of_origin: 'China',
  item_type_keyword: 'coffee-mugs',
  supplier_declared_dg_hz_regulation: 'Not Applicable',
  batteries_required: 'no',
};

const EAN = '4006381333931';

function mug(change: Partial<Variant> = {}, set: Readonly<Record<string, string>> = SET_US): Listing {
  return listing({
    target: { category: 'HOME', attributes: { color: 'White', ...set }, names: {} },
    variants: [
      variant({
        gtin: EAN,
        weight: 350,
        dimensions: { length: 120, width: 85, height: 90 },
        listPrice: { minor: 1990, currency: change.price?.currency ?? 'USD' },
        ...change,
      }),
    ],
  });
}

/** What Amazon's schema says of each SKU of a listing, the parent first. */
function judged(schema: Json, wanted: Listing, at = us): readonly string[] {
  const { product, variants } = map(wanted, at);
  const units = [...(product.content === undefined ? [] : [product]), ...Object.values(variants)];
  return units.flatMap((unit) =>
    compileSchema(
      schema,
      KEYWORDS,
    )(attributesOf(unit) as Json).map(({ path, keyword, message }) => `${path.join('.')} ${keyword} ${message}`),
  );
}

describe('HOME in the US', () => {
  it('takes a SKU that says everything, and the rules have nothing to say', () => {
    expect(findings(mug(), us)).toEqual([]);
    expect(judged(HOME_US, mug())).toEqual([]);
  });

  it('takes the words that people read for the values that are sent', () => {
    const { content } = map(mug(), us).variants['MUG-1'] ?? {};
    expect(content).toMatchObject({
      attributes: {
        country_of_origin: [{ value: 'CN', marketplace_id: US }],
        batteries_required: [{ value: false, marketplace_id: US }],
        number_of_items: [{ value: 1, marketplace_id: US }],
        manufacturer: [{ value: 'Brandname', language_tag: 'en_US', marketplace_id: US }],
        item_weight: [{ value: 0.772, unit: 'pounds', marketplace_id: US }],
      },
    });
  });

  it('takes a family, and asks of its parent what parents need alone', () => {
    const wanted = family({}, SET_US);
    expect(findings(wanted, us)).toEqual([]);
    expect(judged(HOME_US, wanted)).toEqual([]);
    expect(map(wanted, us).product).toMatchObject({
      variation: { parentage_level: [{ value: 'parent', marketplace_id: US }], variation_theme: [{ name: 'COLOR' }] },
    });
    // Sold things need them; a parent is none.
    expect(JSON.stringify(map(wanted, us).product.content)).not.toContain('condition_type');
    expect(Object.keys(map(wanted, us).product).sort()).toEqual(['content', 'media', 'variation']);
  });

  it.each(Object.keys(SET_US).filter((name) => name !== 'list_price' && name !== 'batteries_required'))(
    'names %s when it is missing, for the SKU',
    (name) => {
      const set = Object.fromEntries(Object.entries(SET_US).filter(([key]) => key !== name));
      expect(briefly(findings(mug({}, set), us))).toEqual([`E_AMZ_MISSING MUG-1 ${name}`]);
    },
  );

  it('names what is missing of the parent and of each child, each on its own', () => {
    const { country_of_origin: _, model_name: __, ...set } = SET_US;
    expect(briefly(findings(family({}, set), us))).toEqual([
      'E_AMZ_MISSING - country_of_origin',
      'E_AMZ_MISSING MUG-1 model_name',
      'E_AMZ_MISSING MUG-1 country_of_origin',
      'E_AMZ_MISSING MUG-2 model_name',
      'E_AMZ_MISSING MUG-2 country_of_origin',
    ]);
  });

  it('says which line of the mapping is to be added, and what may stand in it', () => {
    const { supplier_declared_dg_hz_regulation: _, ...set } = SET_US;
    const [finding] = findings(mug({}, set), us);
    expect(finding?.next?.en).toContain('mappings/amazon-us.yaml');
    expect(finding?.next?.en).toContain('supplier_declared_dg_hz_regulation: <value>');
    expect(finding?.next?.en).toContain('not_applicable (Not Applicable)');
    expect(finding?.next?.zh).toContain('supplier_declared_dg_hz_regulation: <值>');
  });

  it('asks for a list price, and takes the price for one when the mapping says so', () => {
    const { list_price: _, ...set } = SET_US;
    const { listPrice: __, ...plain } = mug().variants[0];
    const without = { ...mug({}, set), variants: [plain] as const };
    expect(briefly(findings(without, us))).toEqual(['E_AMZ_MISSING MUG-1 list_price']);
    const same = { ...mug(), variants: [plain] as const };
    expect(findings(same, us)).toEqual([]);
    expect(map(same, us).variants['MUG-1']?.price).toMatchObject({
      list_price: [{ value: 12.9, currency: 'USD', marketplace_id: US }],
    });
  });

  it('wants a GTIN, or the words that there is none', () => {
    const bare = { ...mug(), variants: [variant({ listPrice: { minor: 1990, currency: 'USD' } })] as const };
    const [finding, ...more] = findings(bare, us);
    expect(more).toEqual([]);
    expect(finding?.place).toMatchObject({ sku: 'MUG-1', field: 'externally_assigned_product_identifier' });
    expect(finding?.next?.en).toContain('gtinExemption');
    expect(findings(bare, placed({ definitions, connection: { gtinExemption: true } }))).toEqual([]);
    const set = { ...SET_US, supplier_declared_has_product_identifier_exemption: 'yes' };
    expect(findings({ ...bare, target: mug({}, set).target }, us)).toEqual([]);
    // Who has a GTIN is not exempt.
    expect(judged(HOME_US, mug({}, set))).toEqual([]);
    expect(JSON.stringify(map(mug({}, set), us))).not.toContain('exemption');
  });

  it('counts characters and bytes as the definition does', () => {
    const long = (change: Partial<Listing>) => findings({ ...mug(), ...change }, us);
    const [title] = long({ title: 'x'.repeat(201) });
    expect(title).toMatchObject({ code: 'E_AMZ_VALUE', place: { sku: 'MUG-1', field: 'item_name' } });
    expect(title?.message.en).toContain('has 201 characters; at most 200 are taken');
    expect(long({ title: 'x'.repeat(200) })).toEqual([]);
    // 3,334 Chinese characters are 10,002 bytes.
    const [description] = long({ description: '茶'.repeat(3334) });
    expect(description?.place.field).toBe('product_description');
    expect(description?.message.en).toContain('10002 bytes in UTF-8; at most 10000');
    expect(long({ description: '茶'.repeat(3333) })).toEqual([]);
    const [bullets] = long({ bullets: Array.from({ length: 11 }, (_, i) => `Point ${i}`) });
    expect(bullets?.message.en).toContain('has 11 values; at most 10');
  });

  it('names values that Amazon does not take, once', () => {
    const said = (set: Readonly<Record<string, string>>) => briefly(findings(mug({}, { ...SET_US, ...set }), us));
    expect(said({ country_of_origin: 'Chine' })).toEqual(['E_UNMAPPED_VALUE - country_of_origin']);
    expect(said({ batteries_required: 'perhaps' })).toEqual(['E_UNMAPPED_VALUE - batteries_required']);
    expect(said({ number_of_items: 'one' })).toEqual(['E_AMZ_VALUE - number_of_items']);
    expect(said({ supplier_declared_dg_hz_regulation: 'unknown|poison' })).toEqual([
      'E_AMZ_VALUE - supplier_declared_dg_hz_regulation',
    ]);
    expect(said({ list_price: 'twelve' })).toEqual(['E_AMZ_VALUE MUG-1 list_price']);
    expect(said({ merchant_release_date: '23.11.2026' })).toEqual(['E_AMZ_VALUE - merchant_release_date']);
    expect(said({ merchant_release_date: '2026-11-23' })).toEqual([]);
    const [finding] = findings(mug({}, { ...SET_US, 'item_dimensions.length': '10 bushels' }), us);
    expect(finding?.next?.en).toContain('one of: inches');
  });

  it('builds members, lists and units from names with points', () => {
    const set = {
      ...SET_US,
      material: 'Steel|Enamel',
      'item_dimensions.length': '10 inches',
      'item_dimensions.width.value': '4',
      'item_dimensions.height': '5.5',
      'unit_count.value': '2',
      'unit_count.type': 'Count',
      batteries_required: 'yes',
      batteries_included: 'yes',
      'battery.cell_composition': 'Alkaline',
      'battery.weight': '20 grams',
      'num_batteries.quantity': '2',
      'num_batteries.type': 'AA',
      capacity: '350 milliliters',
    };
    const wanted = mug({}, set);
    expect(briefly(findings(wanted, us))).toEqual([]);
    expect(judged(HOME_US, wanted)).toEqual([]);
    expect(map(wanted, us).variants['MUG-1']?.content).toMatchObject({
      attributes: {
        material: [
          { value: 'Steel', language_tag: 'en_US', marketplace_id: US },
          { value: 'Enamel', language_tag: 'en_US', marketplace_id: US },
        ],
        item_dimensions: [
          {
            length: { value: 10, unit: 'inches' },
            width: { value: 4, unit: 'inches' },
            height: { value: 5.5, unit: 'inches' },
            marketplace_id: US,
          },
        ],
        unit_count: [{ value: 2, type: { value: 'Count', language_tag: 'en_US' }, marketplace_id: US }],
        battery: [
          {
            cell_composition: [{ value: 'alkaline' }],
            weight: [{ value: 20, unit: 'grams' }],
            marketplace_id: US,
          },
        ],
        capacity: [{ value: 350, unit: 'milliliters', marketplace_id: US }],
      },
    });
  });

  it('refuses names that the product type does not have, and those that are filled', () => {
    const set = { ...SET_US, colour: 'White', 'color.shade': 'x', purchasable_offer: '9', parentage_level: 'child' };
    const found = findings(mug({}, set), us);
    expect(briefly(found)).toEqual([
      'E_AMZ_VALUE - color.shade',
      'E_AMZ_ATTRIBUTE - colour',
      'E_AMZ_ATTRIBUTE - purchasable_offer',
      'E_AMZ_ATTRIBUTE - parentage_level',
    ]);
  });

  it('lists what a seller has to map', () => {
    const attributes = categoryAttributes('HOME', us) ?? [];
    expect(attributes).toHaveLength(130);
    const open = attributes.filter(({ required, filled }) => required && !filled).map(({ name }) => name);
    expect(open).toEqual([
      ...['color', 'country_of_origin', 'generic_keyword', 'item_type_keyword', 'manufacturer'],
      ...['merchant_shipping_group', 'model_name', 'model_number', 'number_of_items', 'part_number'],
      ...['required_product_compliance_certificate', 'supplier_declared_dg_hz_regulation'],
    ]);
    expect(attributes.find(({ name }) => name === 'condition_type')?.values).toContainEqual({
      id: 'new_new',
      title: 'New',
    });
    expect(attributes.find(({ name }) => name === 'style')?.open).toBe(true);
  });
});

describe('variation themes of HOME in the US', () => {
  const definition = definitionFrom(HOME_US);
  const themes = definition ? themesOf(definition) : [];
  const theme = (...options: string[]) => themeFor(themes, options)?.name;

  it('are 166, each with the attributes that it needs', () => {
    expect(themes).toHaveLength(166);
    expect(themes.filter(({ attributes }) => attributes.length === 0)).toEqual([]);
  });

  it('are chosen by the options, in their order, and not from those that are on their way out', () => {
    expect(theme('color')).toBe('COLOR');
    expect(theme('color', 'size')).toBe('COLOR/SIZE');
    expect(theme('size', 'color')).toBe('SIZE/COLOR');
    expect(theme('material')).toBe('MATERIAL_TYPE');
    expect(theme('size', 'color', 'style')).toBe('COLOR_NAME/SIZE_NAME/STYLE_NAME');
    expect(theme('band.color')).toBe('BAND_COLOR');
    expect(theme('item_display_dimensions.length')).toBe('ITEM_DISPLAY_LENGTH');
    expect(theme('model_number')).toBe('MODEL');
  });

  it('are none for options that no theme has', () => {
    expect(theme('brand')).toBeUndefined();
    expect(theme('color', 'color')).toBeUndefined();
  });

  it('that are missing are a finding with the ones there are', () => {
    const wanted = family({ target: { category: 'HOME', attributes: SET_US, names: { Color: 'brand' } } });
    const [finding] = findings(wanted, us).filter(({ code }) => code === 'E_AMZ_THEME');
    expect(finding?.next?.en).toContain('COLOR/SIZE');
    const unmapped = family({ target: { category: 'HOME', attributes: SET_US, names: {} } });
    expect(findings(unmapped, us).find(({ code }) => code === 'E_AMZ_THEME')?.next?.en).toContain('"Color: color"');
  });

  it('can be set by name, one of the old ones too', () => {
    const set = { ...SET_US, variation_theme: 'color_name' };
    expect(findings(family({}, set), us)).toEqual([]);
    expect(map(family({}, set), us).variants['MUG-2']).toMatchObject({
      variation: { variation_theme: [{ name: 'COLOR_NAME' }] },
    });
    expect(briefly(findings(family({}, { ...SET_US, variation_theme: 'COLOUR' }), us))).toContain(
      'E_AMZ_THEME - variation_theme',
    );
  });
});

describe('HOME in Germany', () => {
  const set = {
    model_number: 'EM-350',
    is_fragile: 'false',
    manufacturer: 'Brandname',
    power_plug_type: 'no_plug',
    merchant_shipping_group: 'Standard',
    number_of_items: '1',
    color: 'Weiß',
    size: '350 ml',
    part_number: 'EM-350',
    accepted_voltage_frequency: '100v_120v_50hz',
    country_of_origin: 'CN',
    recommended_browse_nodes: '3169131',
    supplier_declared_dg_hz_regulation: 'not_applicable',
  };
  const wanted = mug({ price: { minor: 1290, currency: 'EUR' } }, set);

  it('takes a SKU with browse nodes, prices with tax, and German text', () => {
    expect(briefly(findings(wanted, de))).toEqual([]);
    expect(judged(HOME_DE, wanted, de)).toEqual([]);
    const { price, content } = map(wanted, de).variants['MUG-1'] ?? {};
    expect(price).toEqual({
      purchasable_offer: [
        {
          currency: 'EUR',
          audience: 'ALL',
          marketplace_id: DE,
          our_price: [{ schedule: [{ value_with_tax: 12.9 }] }],
        },
      ],
      list_price: [{ value_with_tax: 19.9, currency: 'EUR', marketplace_id: DE }],
    });
    expect(content).toMatchObject({
      attributes: {
        item_name: [{ value: 'Enamel mug', language_tag: 'de_DE', marketplace_id: DE }],
        item_weight: [{ value: 350, unit: 'grams', marketplace_id: DE }],
      },
    });
  });
});

describe('an offer on a product that is there already', () => {
  const offer = (change: Partial<Listing> = {}, attributes: Readonly<Record<string, string>> = {}) =>
    listing({
      target: { attributes: { merchant_shipping_group: 'Standard', ...attributes }, names: {} },
      variants: [
        variant(
          {
            target: { attributes: { merchant_suggested_asin: 'B007KQBXN0' }, names: {} },
            weight: 350,
          },
          'GBP',
        ),
      ],
      ...change,
    });

  it('says price, stock, condition and ASIN, and nothing of the product', () => {
    expect(findings(offer(), gb)).toEqual([]);
    expect(judged(OFFER_GB, offer(), gb)).toEqual([]);
    const { content, media } = map(offer(), gb).variants['MUG-1'] ?? {};
    expect(media).toBeUndefined();
    expect(content).toEqual({
      productType: 'PRODUCT',
      requirements: 'LISTING_OFFER_ONLY',
      attributes: {
        condition_type: [{ value: 'new_new', marketplace_id: GB }],
        item_weight: [{ value: 350, unit: 'grams', marketplace_id: GB }],
        merchant_shipping_group: [{ value: 'Standard', marketplace_id: GB }],
        merchant_suggested_asin: [{ value: 'B007KQBXN0', marketplace_id: GB }],
      },
    });
  });

  it('names what an offer lacks', () => {
    const bare = offer({ target: { attributes: {}, names: {} } });
    expect(briefly(findings(bare, gb))).toEqual(['E_AMZ_MISSING MUG-1 merchant_shipping_group']);
  });

  it('can be in a warehouse of Amazon, and is then told no quantity', () => {
    const set = { 'fulfillment_availability.fulfillment_channel_code': 'AMAZON_EU', batteries_required: 'no' };
    const { 'MUG-1': sku } = map(offer({}, set), gb).variants;
    expect(sku?.stock).toEqual({ fulfillment_availability: [{ fulfillment_channel_code: 'AMAZON_EU' }] });
    expect(judged(OFFER_GB, offer({}, set), gb)).toEqual([]);
  });
});
