import type { Facets, Json } from 'mabang/contract';
import { json } from 'mabang/core';
import type { Attributes, Content, Instance, Media, Price, Requirements, Stock, Variation } from './terms.ts';

export { defined, json } from 'mabang/core';

/** The nine places of the gallery, in order. */
export const GALLERY: readonly string[] = [
  'main_product_image_locator',
  ...Array.from({ length: 8 }, (_, i) => `other_product_image_locator_${i + 1}`),
];

/** What tells a family's SKUs apart and ties them together. */
export const FAMILY: readonly string[] = ['parentage_level', 'variation_theme', 'child_parent_sku_relationship'];

const OFFER: readonly string[] = ['purchasable_offer', 'list_price'];
const FULFILMENT: readonly string[] = ['fulfillment_availability'];

export type AmazonFacet = 'content' | 'media' | 'price' | 'stock' | 'variation';

const PLACES = new Map<string, AmazonFacet>([
  ...GALLERY.map((name) => [name, 'media'] as const),
  ...FAMILY.map((name) => [name, 'variation'] as const),
  ...OFFER.map((name) => [name, 'price'] as const),
  ...FULFILMENT.map((name) => [name, 'stock'] as const),
]);

/** The facet that an attribute belongs to. */
export function facetOfAttribute(name: string): AmazonFacet {
  return PLACES.get(name) ?? 'content';
}

/** The facets of one SKU, with types. */
export interface SkuFacets {
  readonly content: Content;
  readonly media?: Media;
  readonly price?: Price;
  readonly stock?: Stock;
  readonly variation: Variation;
}

/**
 * The attributes of a SKU cut into facets. Instances of other marketplaces than `marketplaceId` are left out; those that name
 * none belong to every marketplace. `content` and `variation` are always there, the others where an attribute of theirs is.
 */
export function facetsOf(attributes: Attributes, productType: string, marketplaceId: string): SkuFacets {
  const parts: Record<AmazonFacet, Record<string, readonly Instance[]>> = {
    content: {},
    media: {},
    price: {},
    stock: {},
    variation: {},
  };
  for (const [name, instances] of Object.entries(attributes)) {
    const own = instances.filter((one) => one.marketplace_id === undefined || one.marketplace_id === marketplaceId);
    if (own.length > 0) parts[facetOfAttribute(name)][name] = own;
  }
  const some = (part: Attributes) => (Object.keys(part).length > 0 ? part : undefined);
  const [media, price, stock] = [some(parts.media), some(parts.price), some(parts.stock)];
  return {
    content: { productType, attributes: parts.content },
    ...(media ? { media } : {}),
    ...(price ? { price } : {}),
    ...(stock ? { stock } : {}),
    variation: parts.variation,
  };
}

/** Every attribute of a SKU's facets in one object: the body of a `PUT`. */
export function attributesOf(facets: Facets): Attributes {
  return {
    ...contentOf(facets.content)?.attributes,
    ...attributeMap(facets.media),
    ...attributeMap(facets.variation),
    ...attributeMap(facets.price),
    ...attributeMap(facets.stock),
  };
}

/** The value of a facet that is an attribute map: media, price, stock, variation. `{}` for anything else. */
export function attributeMap(value: Json | undefined): Attributes {
  return isAttributes(value) ? value : {};
}

/** The value of a content facet; `undefined` for anything else. */
export function contentOf(value: Json | undefined): Content | undefined {
  if (!isObject(value) || typeof value.productType !== 'string' || !isAttributes(value.attributes)) return undefined;
  const { productType, requirements, attributes } = value;
  const known = REQUIREMENTS.find((one) => one === requirements);
  return { productType, ...(known === undefined ? {} : { requirements: known }), attributes };
}

const REQUIREMENTS: readonly Requirements[] = ['LISTING', 'LISTING_OFFER_ONLY'];

// By hand, and not by a schema: every comparison of every listing comes through here.
function isAttributes(value: Json | undefined): value is Attributes {
  return isObject(value) && Object.values(value).every((list) => Array.isArray(list) && list.every(isObject));
}

export function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a product's facets say that there is a parent SKU. */
export function hasParent(product: Facets): boolean {
  return Object.keys(attributeMap(product.variation)).length > 0;
}

/** A SKU's facets as a snapshot holds them. */
export function skuValues({ content, media, price, stock, variation }: SkuFacets): Facets {
  return {
    content: json(content),
    ...(media ? { media: json(media) } : {}),
    ...(price ? { price: json(price) } : {}),
    ...(stock ? { stock: json(stock) } : {}),
    variation: json(variation),
  };
}
