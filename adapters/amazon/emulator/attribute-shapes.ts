import { digitsOf, type Marketplace } from './places.ts';

/** A JSON Schema as plain data. */
export type Schema = Readonly<Record<string, unknown>>;

const MARKETPLACE = { $ref: '#/$defs/marketplace_id' };
const LANGUAGE = { $ref: '#/$defs/language_tag' };

interface Shape {
  readonly selectors?: readonly string[];
  /** How many values one combination of selectors may have. */
  readonly most?: number;
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, Schema>>;
}

/** Every attribute is a list of objects, each with its selectors beside the value. */
function attribute(title: string, { selectors, most, required, properties }: Shape): Schema {
  return {
    title,
    type: 'array',
    minItems: 1,
    minUniqueItems: 1,
    ...(most === undefined ? {} : { maxUniqueItems: most }),
    ...(selectors === undefined ? {} : { selectors }),
    items: { type: 'object', required, properties, additionalProperties: false },
  };
}

function text(title: string, limits: Schema, most = 1, required = ['language_tag', 'value']): Schema {
  return attribute(title, {
    selectors: ['marketplace_id', 'language_tag'],
    most,
    required,
    properties: {
      value: { type: 'string', editable: true, hidden: false, ...limits },
      language_tag: LANGUAGE,
      marketplace_id: MARKETPLACE,
    },
  });
}

function plain(title: string, value: Schema, most = 1): Schema {
  return attribute(title, {
    selectors: ['marketplace_id'],
    most,
    required: ['value'],
    properties: { value: { editable: true, hidden: false, ...value }, marketplace_id: MARKETPLACE },
  });
}

function image(title: string): Schema {
  return attribute(title, {
    selectors: ['marketplace_id'],
    most: 1,
    required: ['media_location'],
    properties: {
      media_location: { type: 'string', format: 'uri', pattern: '^(https?|s3)://' },
      marketplace_id: MARKETPLACE,
    },
  });
}

const choice = (...values: readonly (string | boolean)[]): Schema => ({
  type: typeof values[0],
  enum: values,
  enumNames: values.map(String),
});

function scheduled(money: Schema, required: readonly string[], more: Readonly<Record<string, Schema>> = {}): Schema {
  return {
    type: 'array',
    minItems: 1,
    items: {
      type: 'object',
      required: ['schedule'],
      properties: {
        schedule: {
          type: 'array',
          minItems: 1,
          items: {
            type: 'object',
            required,
            properties: { value_with_tax: money, ...more },
            additionalProperties: false,
          },
        },
      },
      additionalProperties: false,
    },
  };
}

const WHEN = { type: 'string', oneOf: [{ format: 'date' }, { format: 'date-time' }] };

function offer(place: Marketplace): Schema {
  const money = { type: 'number', ...(digitsOf(place.currency) === 0 ? { multipleOf: 1 } : {}) };
  const level = {
    type: 'object',
    required: ['lower_bound', 'value'],
    properties: { lower_bound: { type: 'integer', minimum: 1 }, value: { type: 'number', minimum: 0 } },
    additionalProperties: false,
  };
  const plan = {
    type: 'object',
    required: ['discount_type', 'levels'],
    properties: { discount_type: choice('fixed', 'percent'), levels: { type: 'array', minItems: 1, items: level } },
    additionalProperties: false,
  };
  const moment = { type: 'object', required: [], properties: { value: WHEN }, additionalProperties: false };
  return attribute('Offer', {
    selectors: ['marketplace_id', 'currency', 'audience'],
    most: 1,
    required: [],
    properties: {
      currency: { default: place.currency, ...choice(place.currency) },
      marketplace_id: MARKETPLACE,
      audience: choice('ALL', 'B2B'),
      our_price: scheduled(money, ['value_with_tax']),
      discounted_price: scheduled(money, ['end_at', 'start_at', 'value_with_tax'], { start_at: WHEN, end_at: WHEN }),
      minimum_seller_allowed_price: scheduled(money, []),
      maximum_seller_allowed_price: scheduled(money, []),
      map_price: scheduled(money, []),
      start_at: moment,
      end_at: moment,
      quantity_discount_plan: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          required: ['schedule'],
          properties: { schedule: { type: 'array', minItems: 1, items: plan } },
          additionalProperties: false,
        },
      },
    },
  });
}

const FULFILMENT: Readonly<Record<string, string>> = { NA: 'AMAZON_NA', EU: 'AMAZON_EU', FE: 'AMAZON_JP' };

const NEW_AND_USED = [
  'new_new',
  'new_open_box',
  'refurbished_refurbished',
  'used_like_new',
  'used_very_good',
  'used_good',
  'used_acceptable',
];

/** What is said about the offer: the part that an offer on somebody else's product has too. */
export function offerAttributes(place: Marketplace): Readonly<Record<string, Schema>> {
  return {
    skip_offer: plain('Skip offer', choice(false, true)),
    condition_type: plain('Condition', choice(...NEW_AND_USED)),
    fulfillment_availability: attribute('Fulfilment', {
      selectors: ['fulfillment_channel_code'],
      most: 1,
      required: ['fulfillment_channel_code'],
      properties: {
        fulfillment_channel_code: choice(FULFILMENT[place.region] ?? 'AMAZON', 'DEFAULT'),
        quantity: { type: 'integer', minimum: 0 },
        lead_time_to_ship_max_days: { type: 'integer', minimum: 0, maximum: 30 },
        restock_date: WHEN,
        is_inventory_available: choice(false, true),
      },
    }),
    purchasable_offer: offer(place),
    main_offer_image_locator: image('Main offer image'),
    ...numbered('other_offer_image_locator', 5, 'Other offer image'),
    externally_assigned_product_identifier: attribute('Product identifier', {
      selectors: ['marketplace_id', 'type'],
      most: 1,
      required: ['type', 'value'],
      properties: {
        type: choice('ean', 'gtin', 'upc'),
        value: { type: 'string', editable: false },
        marketplace_id: MARKETPLACE,
      },
    }),
    merchant_suggested_asin: attribute('ASIN', {
      selectors: ['marketplace_id', 'value'],
      most: 1,
      required: ['value'],
      properties: {
        value: { type: 'string', minLength: 10, maxLength: 10, maxUtf8ByteLength: 40, editable: false },
        marketplace_id: MARKETPLACE,
      },
    }),
  };
}

/** What is said about the product. Lengths and units are those of HOME in the US (June 2025) and near it elsewhere. */
export function productAttributes(
  place: Marketplace,
  themes: readonly string[],
  units: readonly string[],
): Readonly<Record<string, Schema>> {
  const amount = place.country === 'US' ? 'value' : 'value_with_tax';
  const cents = digitsOf(place.currency) === 0 ? 1 : 0.01;
  return {
    item_name: text('Title', { minLength: 0, maxLength: 200 }),
    brand: text('Brand', { minLength: 1, maxLength: 100 }),
    bullet_point: text('Bullet point', { minLength: 0, maxLength: 700 }, 10),
    product_description: text('Description', { maxUtf8ByteLength: 10_000 }, 1000),
    generic_keyword: text('Keywords', { minLength: 0, maxLength: 500, maxUtf8ByteLength: 2000 }),
    manufacturer: text('Manufacturer', { minLength: 0, maxLength: 100 }),
    ...(place.region === 'NA'
      ? { item_type_keyword: plain('Item type', { type: 'string', maxLength: 20_090 }) }
      : { recommended_browse_nodes: plain('Browse node', { type: 'string', maxLength: 20_090 }, 2) }),
    country_of_origin: plain('Country of origin', choice(...COUNTRIES)),
    supplier_declared_dg_hz_regulation: plain(
      'Dangerous goods',
      choice('ghs', 'not_applicable', 'other', 'storage', 'transportation', 'unknown', 'waste'),
      1000,
    ),
    batteries_required: plain('Batteries', choice(false, true)),
    color: text('Color', { minLength: 0, maxLength: 1000 }, 1, ['language_tag']),
    size: text('Size', { maxLength: 50, maxUtf8ByteLength: 2000 }),
    style: text('Style', { maxLength: 2200, maxUtf8ByteLength: 2000 }),
    material: text('Material', { maxUtf8ByteLength: 2000 }, 14),
    pattern: text('Pattern', { maxLength: 2200, maxUtf8ByteLength: 2000 }),
    scent: text('Scent', { maxLength: 2200, maxUtf8ByteLength: 2000 }, 5),
    item_weight: attribute('Weight', {
      selectors: ['marketplace_id'],
      most: 1,
      required: ['unit', 'value'],
      properties: { value: { type: 'number', minimum: 0 }, unit: choice(...units), marketplace_id: MARKETPLACE },
    }),
    list_price: attribute('List price', {
      selectors: ['marketplace_id', 'currency'],
      most: 1,
      required: ['currency', amount],
      properties: {
        [amount]: { type: 'number', minimum: 0, multipleOf: cents },
        currency: choice(place.currency),
        marketplace_id: MARKETPLACE,
      },
    }),
    main_product_image_locator: image('Main image'),
    ...numbered('other_product_image_locator', 8, 'Other image'),
    swatch_product_image_locator: image('Swatch'),
    parentage_level: plain('Parentage', choice('child', 'parent')),
    variation_theme: {
      ...attribute('Variation theme', { required: ['name'], properties: { name: choice(...themes) } }),
      maxItems: 1,
    },
    child_parent_sku_relationship: attribute('Parent', {
      selectors: ['marketplace_id'],
      most: 1,
      required: ['child_relationship_type'],
      properties: {
        child_relationship_type: choice('variation'),
        parent_sku: { type: 'string', maxUtf8ByteLength: 5000 },
        marketplace_id: MARKETPLACE,
      },
    }),
    supplier_declared_has_product_identifier_exemption: plain('No product identifier', choice(false, true)),
  };
}

function numbered(name: string, count: number, title: string): Readonly<Record<string, Schema>> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`${name}_${i + 1}`, image(`${title} ${i + 1}`)]));
}

const COUNTRIES = [
  ...['AE', 'AT', 'AU', 'BD', 'BE', 'BR', 'CA', 'CH', 'CN', 'CZ', 'DE', 'DK', 'EG', 'ES', 'FI', 'FR', 'GB', 'GR'],
  ...['HK', 'ID', 'IE', 'IN', 'IT', 'JP', 'KH', 'KR', 'LK', 'MX', 'MY', 'NL', 'NO', 'PH', 'PK', 'PL', 'PT', 'RO'],
  ...['SA', 'SE', 'SG', 'TH', 'TR', 'TW', 'UA', 'US', 'VN', 'ZA'],
];
