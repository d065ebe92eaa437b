/**
 * A listing in the platform's terms, and back. Each facet is the part of the request body that carries it, under the
 * platform's own names: what `map` wants and what `seenOf` saw have one shape, and `api.ts` sends facets as they are.
 */
import type { At, Facet, Facets, Json, Listing, Meaning, RemoteListing, Snapshot, Variant } from 'mabang/contract';
import { canonicalDecimal, decimalOf, moneyOf } from 'mabang/core';
import type { Connection, Item } from './schema.ts';

/** Written to `origin` of every item that mabang makes. */
export const MARK = 'mabang';

export function map(listing: Listing, _at: At<Connection>): Snapshot {
  return {
    product: {
      content: {
        title: listing.title,
        description: listing.description,
        bullets: listing.bullets,
        brand: listing.brand ?? null,
        category: listing.category,
        attributes: listing.attributes,
      },
      media: { images: listing.images.map((image) => image.url) },
      variation: { option_names: listing.axes },
      status: { status: listing.status },
    },
    variants: Object.fromEntries(listing.variants.map((variant) => [variant.sku, skuFacets(variant)])),
  };
}

function skuFacets(variant: Variant): Facets {
  return {
    content: { gtin: variant.gtin ?? null, weight_grams: variant.weight ?? null, attributes: variant.attributes },
    media: { image: variant.images[0]?.url ?? null },
    variation: { options: variant.options },
    price: {
      price: decimalOf(variant.price),
      list_price: variant.listPrice ? decimalOf(variant.listPrice) : null,
    },
    stock: { stock: variant.quantity },
  };
}

export function seenOf(item: Item): RemoteListing {
  const { id, code, title, description, bullets, brand, category, attributes, images, option_names, status } = item;
  return {
    code,
    remoteId: { id },
    mark: item.origin === MARK ? 'ours' : 'theirs',
    snapshot: {
      product: {
        content: { title, description, bullets, brand, category, attributes },
        media: { images },
        variation: { option_names },
        status: { status },
      },
      variants: Object.fromEntries(item.skus.map((sku) => [sku.sku, seenSku(sku)])),
    },
  };
}

function seenSku(sku: Item['skus'][number]): Facets {
  return {
    content: { gtin: sku.gtin, weight_grams: sku.weight_grams, attributes: sku.attributes },
    media: { image: sku.image },
    variation: { options: sku.options },
    price: { price: sku.price, list_price: sku.list_price },
    stock: { stock: sku.stock },
  };
}

/** The platform sends `4.9` for `4.90`. */
export function comparable(facet: Facet, value: Json): Json {
  if (facet !== 'price' || value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, text]) => [
      key,
      typeof text === 'string' ? (canonicalDecimal(text) ?? text) : text,
    ]),
  );
}

/** What a facet's value says in terms that every platform shares: guards measure in them. */
export function meaning(facet: Facet, value: Json, { currency }: Pick<At<Connection>, 'currency'>): Meaning {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return {};
  const member = (key: string) => (value as { readonly [key: string]: Json })[key];
  if (facet === 'price') {
    const text = canonicalDecimal(String(member('price')));
    const money = text === undefined ? undefined : moneyOf(text, currency);
    return money ? { price: money } : {};
  }
  if (facet === 'stock') return { quantity: Number(member('stock')) };
  const title = member('title');
  if (facet !== 'content' || typeof title !== 'string') return {};
  return { title, description: String(member('description')), category: String(member('category')) };
}
