import { compareDecimals } from './decimal.ts';
import type { Shop } from './shop.ts';
import type { Item, Product, ProductAttribute, Variation } from './types.ts';

/** What follows from several records at once: the price that applies, the stock that counts, the options that match. */

/** Variations a buyer may see: the ones `variations` of the parent lists. */
export function shownVariations(shop: Shop, parentId: number): Variation[] {
  return shop.variations(parentId).filter(({ status }) => status === 'publish' || status === 'private');
}

export function onSale(shop: Shop, item: Item): boolean {
  if (item.kind === 'product' && item.type === 'variable') {
    return shownVariations(shop, item.id).some((variation) => onSale(shop, variation));
  }
  const now = shop.now();
  return (
    item.salePrice !== '' &&
    compareDecimals(item.regularPrice, item.salePrice) > 0 &&
    (item.saleFrom === null || item.saleFrom <= now) &&
    (item.saleTo === null || item.saleTo >= now)
  );
}

/** What a buyer pays; of a variable product the least of its variations; '' when it cannot be bought. */
export function priceOf(shop: Shop, item: Item): string {
  if (item.kind === 'variation' || item.type !== 'variable')
    return onSale(shop, item) ? item.salePrice : item.regularPrice;
  return priceRange(shop, item)[0] ?? '';
}

/** Lowest and highest price among a variable product's variations; empty when none has one. */
export function priceRange(shop: Shop, product: Product): readonly string[] {
  const prices = shownVariations(shop, product.id)
    .filter(({ status }) => status === 'publish')
    .map((variation) => priceOf(shop, variation))
    .filter((price) => price !== '')
    .sort(compareDecimals);
  const [low] = prices;
  return low === undefined ? [] : [low, prices.at(-1) ?? low];
}

export interface Stock {
  /** `parent`: the variation has none of its own, its product's counts. */
  readonly managed: boolean | 'parent';
  readonly quantity: number | null;
  readonly status: string;
  readonly backorders: string;
  readonly low: number | null;
}

export function stockOf(shop: Shop, item: Item): Stock {
  const own: Stock = {
    managed: item.manageStock,
    quantity: item.stockQuantity,
    status: item.stockStatus,
    backorders: item.backorders,
    low: item.lowStock,
  };
  if (item.manageStock) return own;
  if (item.kind === 'variation') {
    const parent = shop.product(item.parentId);
    return parent?.manageStock ? { ...stockOf(shop, parent), managed: 'parent' } : own;
  }
  if (item.type !== 'variable') return own;
  const states = new Set(shownVariations(shop, item.id).map((variation) => stockOf(shop, variation).status));
  if (states.size === 0) return own;
  const status = ['instock', 'onbackorder'].find((state) => states.has(state)) ?? 'outofstock';
  return { ...own, status };
}

/**
 * A variation's options as its parent lets them stand: attributes that the parent no longer varies by are gone, ones without
 * a value mean any and are left out. In the parent's order.
 */
export function optionsOf(
  shop: Shop,
  variation: Variation,
): readonly { readonly attribute: ProductAttribute; readonly value: string }[] {
  const parent = shop.product(variation.parentId);
  return (parent?.attributes ?? [])
    .filter((attribute) => attribute.variation)
    .map((attribute) => ({ attribute, value: variation.options[attribute.key] ?? '' }))
    .filter(({ value }) => value !== '');
}

/** What a page shows of an option: the term's name where there is a term. */
export function optionLabel(shop: Shop, attribute: ProductAttribute, value: string): string {
  if (attribute.taxonomy === '') return value;
  return shop.taxonomies.withSlug(attribute.taxonomy, value)?.name ?? value;
}

export function attributeLabel(shop: Shop, attribute: ProductAttribute): string {
  if (attribute.taxonomy === '') return attribute.name;
  return shop.taxonomies.attributeOf(attribute.taxonomy)?.name ?? attribute.taxonomy;
}

/** `S, Red`. */
export function optionList(shop: Shop, variation: Variation): string {
  return optionsOf(shop, variation)
    .map(({ attribute, value }) => optionLabel(shop, attribute, value))
    .join(', ');
}

/** `Shirt - S, Red`; the product's name alone when there are three options or more. */
export function titleOf(shop: Shop, item: Item): string {
  if (item.kind === 'product') return item.name;
  const name = shop.product(item.parentId)?.name ?? '';
  const options = optionsOf(shop, item);
  return options.length === 0 || options.length > 2 ? name : `${name} - ${optionList(shop, item)}`;
}
