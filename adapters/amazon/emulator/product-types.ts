import { createHash } from 'node:crypto';
import { offerAttributes, productAttributes, type Schema } from './attribute-shapes.ts';
import type { Marketplace } from './places.ts';
import type { Requirements } from './types.ts';

export type Parentage = 'NONE' | 'CHILD' | 'PARENT';

export interface Wanted {
  readonly productType: string;
  readonly requirements: Requirements;
  readonly enforced: boolean;
  readonly parentage?: Parentage | undefined;
}

export interface Definition {
  readonly schema: Schema;
  /** What the link serves. */
  readonly text: string;
  /** Base64 of the text's MD5. */
  readonly checksum: string;
  readonly groups: Readonly<Record<string, { readonly title: string; readonly propertyNames: readonly string[] }>>;
}

export const META_SCHEMA_ID = 'https://schemas.amazon.com/selling-partners/definitions/product-types/meta-schema/v1';

/** The attribute that a part of a theme's name stands for, where it is not the same name. */
const THEME_PARTS: Readonly<Record<string, string>> = {
  MATERIAL_TYPE: 'material',
  SCENT_NAME: 'scent',
  STYLE_NAME: 'style',
};

/** Of the 166 themes of HOME in the US (June 2025), those that are made of the attributes here. */
const THEMES = [
  ...['COLOR', 'COLOR/MATERIAL', 'COLOR/PATTERN', 'COLOR/SIZE', 'COLOR/STYLE', 'MATERIAL/SIZE', 'MATERIAL_TYPE'],
  ...['PATTERN', 'SCENT_NAME', 'SIZE', 'SIZE/COLOR', 'SIZE/MATERIAL', 'SIZE/STYLE', 'STYLE/PATTERN', 'STYLE/SIZE'],
  'STYLE_NAME',
];

interface TypeRow {
  readonly displayName: string;
  readonly keywords: readonly string[];
  readonly required: readonly string[];
  /** Of everything but a parent. */
  readonly requiredOfGoods: readonly string[];
  readonly units: readonly string[];
}

const TYPES: Readonly<Record<string, TypeRow>> = {
  HOME: {
    displayName: 'Home',
    keywords: ['home', 'kitchen', 'mug', 'decor', 'scarf', 'shirt', 'tea'],
    required: [
      ...['brand', 'bullet_point', 'country_of_origin', 'item_name', 'product_description'],
      'supplier_declared_dg_hz_regulation',
    ],
    requiredOfGoods: ['manufacturer'],
    units: ['pounds'],
  },
  PRODUCT: {
    displayName: 'PRODUCT',
    keywords: ['product'],
    required: ['brand', 'item_name'],
    requiredOfGoods: [],
    units: ['grams', 'kilograms', 'ounces', 'pounds'],
  },
};

export function productTypes(): readonly { name: string; displayName: string; keywords: readonly string[] }[] {
  return Object.entries(TYPES).map(([name, { displayName, keywords }]) => ({ name, displayName, keywords }));
}

export function isProductType(name: string): boolean {
  return Object.hasOwn(TYPES, name);
}

/** The attributes a theme is made of: `COLOR/SIZE` → `['color', 'size']`. */
export function themeAttributes(theme: string): readonly string[] {
  return theme.split('/').map((part) => THEME_PARTS[part] ?? part.toLowerCase());
}

const cache = new Map<string, Definition>();

/** The definition of a product type for one marketplace. Throws a RangeError for a type that does not exist. */
export function definitionOf(place: Marketplace, wanted: Wanted): Definition {
  const key = JSON.stringify([place.id, wanted.productType, wanted.requirements, wanted.enforced, wanted.parentage]);
  const known = cache.get(key);
  if (known) return known;
  const schema = schemaOf(place, wanted);
  const text = JSON.stringify(schema);
  const names = new Set(Object.keys(schema.properties as Schema));
  const offer = Object.keys(offerAttributes(place)).filter((name) => names.has(name));
  const rest = [...names].filter((name) => !offer.includes(name));
  const definition = {
    schema,
    text,
    checksum: checksumOf(text),
    groups: {
      offer: { title: 'Offer', propertyNames: offer },
      ...(rest.length > 0 ? { product_details: { title: 'Product Details', propertyNames: rest } } : {}),
    },
  };
  cache.set(key, definition);
  return definition;
}

export function checksumOf(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('base64');
}

function schemaOf(place: Marketplace, { productType, requirements, enforced, parentage }: Wanted): Schema {
  const type = TYPES[productType];
  if (!type) throw new RangeError(`no such product type: ${productType}`);
  const offer = offerAttributes(place);
  const product = productAttributes(place, THEMES, type.units);
  const identity = ['externally_assigned_product_identifier', 'merchant_suggested_asin'];
  const properties: Readonly<Record<string, Schema>> = {
    ...(requirements === 'LISTING_OFFER_ONLY' ? {} : product),
    ...(requirements === 'LISTING_PRODUCT_ONLY' ? pick(offer, identity) : offer),
    ...(requirements === 'LISTING_OFFER_ONLY' ? pick(product, ['item_weight', 'country_of_origin']) : {}),
  };
  const typed = place.region === 'NA' ? 'item_type_keyword' : 'recommended_browse_nodes';
  const listed = requirements !== 'LISTING_OFFER_ONLY';
  const required = [...type.required, ...(productType === 'HOME' ? [typed] : [])].sort();
  return {
    $schema: META_SCHEMA_ID,
    $id: `https://schemas.amazon.com/selling-partners/definitions/product-types/schema/v1/${productType}`,
    $comment: 'An emulated definition.',
    $defs: {
      marketplace_id: { default: place.id, editable: false, hidden: true, type: 'string' },
      language_tag: { default: place.language, editable: false, hidden: true, type: 'string' },
    },
    type: 'object',
    required: enforced && listed ? required : [],
    properties,
    additionalProperties: false,
    allOf: [
      ...(requirements === 'LISTING_PRODUCT_ONLY' ? [] : offerRules(enforced, listed, parentage)),
      ...(listed && enforced ? productRules(type, parentage) : []),
    ],
  };
}

function pick(from: Readonly<Record<string, Schema>>, names: readonly string[]): Readonly<Record<string, Schema>> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
}

const says = (name: string, value: string | boolean, key = 'value'): Schema => ({
  required: [name],
  properties: { [name]: { contains: { required: [key], properties: { [key]: { enum: [value] } } } } },
});
/** Written this way because an object with a member of that name reads like a promise. */
const implies = (condition: Schema, consequence: Schema): Schema =>
  Object.fromEntries([
    ['if', condition],
    ['then', consequence],
  ]);
const not = (schema: Schema): Schema => ({ not: schema });
const DEFAULT_CHANNEL = {
  required: ['fulfillment_channel_code'],
  properties: { fulfillment_channel_code: { enum: ['DEFAULT'] } },
};
const ofFulfilment = (condition: Schema, consequence: Schema): Schema => ({
  properties: { fulfillment_availability: { items: implies(condition, consequence) } },
});

function offerRules(enforced: boolean, listed: boolean, parentage: Parentage | undefined): Schema[] {
  const sold = { required: ['condition_type', 'fulfillment_availability'] };
  const rules: Schema[] = [
    ofFulfilment(not(DEFAULT_CHANNEL), { not: { required: ['quantity'] } }),
    ofFulfilment(not(DEFAULT_CHANNEL), { not: { required: ['lead_time_to_ship_max_days'] } }),
    {
      properties: {
        purchasable_offer: { items: implies({ required: ['discounted_price'] }, { required: ['our_price'] }) },
      },
    },
  ];
  if (!enforced) return rules;
  rules.push(
    ofFulfilment(
      { allOf: [DEFAULT_CHANNEL, not({ required: ['is_inventory_available'] })] },
      { required: ['quantity'] },
    ),
  );
  const offered = not(says('skip_offer', true));
  if (parentage === 'PARENT') return rules;
  const goods = listed && parentage === undefined ? [not(says('parentage_level', 'parent')), offered] : [offered];
  rules.push(implies({ allOf: goods }, sold));
  return rules;
}

function productRules(type: TypeRow, parentage: Parentage | undefined): Schema[] {
  const goods = not(says('parentage_level', 'parent'));
  const when = (known: Parentage | undefined, condition: Schema, consequence: Schema): Schema[] => {
    if (parentage === undefined) return [implies(condition, consequence)];
    return known === undefined || known === parentage ? [consequence] : [];
  };
  const rules: Schema[] = [];
  if (parentage !== 'PARENT') {
    const unnamed = [
      not({ required: ['merchant_suggested_asin'] }),
      not(says('supplier_declared_has_product_identifier_exemption', true)),
    ];
    const condition = { allOf: [...(parentage === undefined ? [goods] : []), ...unnamed] };
    rules.push(implies(condition, { required: ['externally_assigned_product_identifier'] }));
    if (type.requiredOfGoods.length > 0) rules.push(...when(undefined, goods, { required: type.requiredOfGoods }));
  }
  rules.push(
    ...when('PARENT', says('parentage_level', 'parent'), { required: ['parentage_level', 'variation_theme'] }),
  );
  rules.push(
    ...when('CHILD', says('parentage_level', 'child'), {
      required: ['parentage_level', 'variation_theme', 'child_parent_sku_relationship'],
      properties: { child_parent_sku_relationship: { items: { required: ['parent_sku'] } } },
    }),
  );
  if (parentage === 'PARENT') return rules;
  for (const theme of THEMES) {
    const condition = { allOf: [says('parentage_level', 'child'), says('variation_theme', theme, 'name')] };
    rules.push(implies(condition, { required: themeAttributes(theme) }));
  }
  return rules;
}

/** Amazon's own words for a schema, beside those of JSON Schema 2019-09. */
export const META_SCHEMA = JSON.stringify({
  $schema: 'https://json-schema.org/draft/2019-09/schema',
  $id: META_SCHEMA_ID,
  $recursiveAnchor: true,
  allOf: [{ $ref: 'https://json-schema.org/draft/2019-09/schema' }],
  properties: {
    selectors: { type: 'array', items: { type: 'string' } },
    minUniqueItems: { type: 'integer', minimum: 0 },
    maxUniqueItems: { type: 'integer', minimum: 0 },
    minUtf8ByteLength: { type: 'integer', minimum: 0 },
    maxUtf8ByteLength: { type: 'integer', minimum: 0 },
    editable: { type: 'boolean' },
    hidden: { type: 'boolean' },
    enumNames: { type: 'array', items: { type: 'string' } },
  },
});
