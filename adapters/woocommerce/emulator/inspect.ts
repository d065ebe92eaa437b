import type { Emulator, Inspection, SeedProduct } from 'mabang/testing';
import { digitsOf } from './currencies.ts';
import { payable } from './decimal.ts';
import { decodeEntities } from './entities.ts';
import * as selling from './selling.ts';
import type { Shop } from './shop.ts';
import { UNCATEGORIZED } from './taxonomy.ts';
import { stripTags } from './text.ts';
import type { Item, Product, Variation } from './types.ts';
import { createProduct, updateProduct } from './write-product.ts';
import { createVariation, updateVariation } from './write-variation.ts';

const GRAMS: Readonly<Record<string, number>> = { kg: 1000, g: 1, lbs: 453.59237, oz: 28.349523125 };

/** The shop seen from the street, and hands other than the tool's in its back office. */
export type Street = Pick<Emulator, 'inspect' | 'skus' | 'uploads' | 'seed' | 'edit' | 'erase'>;

export function street(shop: Shop): Street {
  return {
    inspect: (sku) => inspect(shop, sku),
    skus: () => shop.products().flatMap((product) => skusOf(shop, product)),
    uploads: () => shop.library.media.size,
    seed: (product) => seed(shop, product),
    edit: (sku, change) => edit(shop, sku, change),
    erase: (sku) => {
      const item = live(shop, sku);
      const listing = item.kind === 'variation' ? shop.product(item.parentId) : item;
      if (listing) shop.remove(listing);
    },
  };
}

/**
 * What one listing holds. A variable product is sold by its variations' SKUs; one that has none is an empty shell, and
 * shows by its own SKU so that it is not overlooked. A listing without any SKU shows as ''.
 */
function skusOf(shop: Shop, product: Product): string[] {
  if (product.status === 'trash') return [];
  const variations = shop.variations(product.id).filter(({ status }) => status !== 'trash');
  return [...new Set(variations.length > 0 ? variations.map(({ sku }) => sku) : [product.sku])];
}

/** In the trash alone: the last one there, with `copies: 0`. */
function inspect(shop: Shop, sku: string): Inspection | undefined {
  const holders = shop.holders(sku).filter((item) => item.sku === sku);
  const alive = holders.filter(({ status }) => status !== 'trash');
  const item = alive[0] ?? holders.at(-1);
  const product = item?.kind === 'variation' ? shop.product(item.parentId) : item;
  if (!item || product?.kind !== 'product') return undefined;
  const digits = digitsOf(shop.settings.currency);
  const variantImage = item.kind === 'variation' ? sources(shop, [item.imageId])[0] : undefined;
  const category = categoryPath(shop, product);
  const weight = grams(item.weight || product.weight, shop.settings.value('woocommerce_weight_unit'));
  return {
    sku,
    copies: alive.length,
    visible: visible(shop, item, product),
    title: decodeEntities(stripTags(product.name)),
    price: payable(selling.priceOf(shop, item), digits),
    currency: shop.settings.currency,
    ...(selling.onSale(shop, item) && item.regularPrice !== ''
      ? { listPrice: payable(item.regularPrice, digits) }
      : {}),
    quantity: selling.stockOf(shop, item).quantity,
    options: item.kind === 'variation' ? optionsShown(shop, item) : {},
    images: sources(shop, product.images),
    ...(variantImage === undefined ? {} : { variantImage }),
    ...(item.gtin === '' ? {} : { gtin: item.gtin }),
    ...(weight === undefined ? {} : { weight }),
    ...(category === undefined ? {} : { category }),
    description: product.description,
  };
}

/**
 * A buyer can find it and put it in the basket. Of a variation the page must offer every option it has, and of two
 * variations with the same options only the first can ever be chosen.
 */
function visible(shop: Shop, item: Item, product: Product): boolean {
  if (product.status !== 'publish' || product.catalogVisibility !== 'visible') return false;
  if (item.status !== 'publish' || selling.priceOf(shop, item) === '') return false;
  if (item.kind === 'product') return true;
  if (product.type !== 'variable') return false;
  const offered = selling.optionsOf(shop, item).every(({ attribute, value }) => offers(shop, attribute, value));
  const key = optionKey(shop, item);
  const first = shop
    .variations(product.id)
    .find((other) => other.status === 'publish' && optionKey(shop, other) === key);
  return offered && first?.id === item.id;
}

function offers(shop: Shop, attribute: Product['attributes'][number], value: string): boolean {
  if (attribute.taxonomy === '') return attribute.options.includes(value);
  return attribute.terms.some((id) => shop.taxonomies.terms.get(id)?.slug === value);
}

function optionKey(shop: Shop, variation: Variation): string {
  return JSON.stringify(selling.optionsOf(shop, variation).map(({ attribute, value }) => [attribute.key, value]));
}

function optionsShown(shop: Shop, variation: Variation): Readonly<Record<string, string>> {
  return Object.fromEntries(
    selling
      .optionsOf(shop, variation)
      .map(({ attribute, value }) => [
        decodeEntities(selling.attributeLabel(shop, attribute)),
        decodeEntities(selling.optionLabel(shop, attribute, value)),
      ]),
  );
}

function sources(shop: Shop, ids: readonly number[]): string[] {
  return ids.map((id) => shop.library.media.get(id)?.source).filter((source) => source !== undefined);
}

function grams(weight: string, unit: string): number | undefined {
  return weight === '' ? undefined : Math.round(Number(weight) * (GRAMS[unit] ?? 1000));
}

/** The longest path among the product's categories, `Home > Kitchen`. */
function categoryPath(shop: Shop, product: Product): string | undefined {
  const paths = product.categories
    .filter((id) => id !== UNCATEGORIZED)
    .map((id) => {
      const names: string[] = [];
      for (let term = shop.taxonomies.terms.get(id); term; term = shop.taxonomies.terms.get(term.parent)) {
        names.unshift(decodeEntities(term.name));
      }
      return names;
    })
    .sort((a, b) => b.length - a.length);
  return paths[0]?.join(' > ');
}

function seed(shop: Shop, given: SeedProduct): void {
  const axes = given.axes ?? Object.keys(given.variants[0]?.options ?? {});
  const stock = (variant: SeedProduct['variants'][number]) => ({
    sku: variant.sku,
    regular_price: variant.price,
    manage_stock: true,
    stock_quantity: variant.quantity,
  });
  const [only] = given.variants;
  if (axes.length === 0 && only && given.variants.length === 1) {
    createProduct(shop, { name: given.title, ...stock(only) });
    return;
  }
  const attributes = axes.map((name) => ({
    name,
    visible: true,
    variation: true,
    options: [...new Set(given.variants.map((variant) => variant.options?.[name] ?? ''))],
  }));
  const parent = createProduct(shop, { name: given.title, type: 'variable', sku: given.code, attributes });
  for (const variant of given.variants) {
    const chosen = Object.entries(variant.options ?? {}).map(([name, option]) => ({ name, option }));
    createVariation(shop, parent.id, { ...stock(variant), attributes: chosen });
  }
}

function edit(shop: Shop, sku: string, change: Parameters<Street['edit']>[1]): void {
  const item = live(shop, sku);
  const body = {
    ...(change.price === undefined ? {} : { regular_price: change.price }),
    ...(change.quantity === undefined ? {} : { manage_stock: true, stock_quantity: change.quantity }),
  };
  const title = change.title === undefined ? {} : { name: change.title };
  if (item.kind === 'product') {
    updateProduct(shop, item.id, { ...body, ...title });
    return;
  }
  if (change.title !== undefined) updateProduct(shop, item.parentId, title);
  if (Object.keys(body).length > 0) updateVariation(shop, item.parentId, item.id, body);
}

/** What holds the SKU and is not in the trash. Throws when nothing does: a test that edits nothing proves nothing. */
function live(shop: Shop, sku: string): Item {
  const item = shop.holders(sku).find(({ status }) => status !== 'trash');
  if (!item) throw new Error(`no listing holds the SKU ${sku}`);
  return item;
}
