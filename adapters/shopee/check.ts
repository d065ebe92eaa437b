import type { Listing, Variant, Place as Where, Words } from 'mabang/contract';
import { attributesAt, brandsAt, type LimitsDocument, limitsAt } from './documents.ts';
import { categoryOf } from './map.ts';
import { isUpgradedAt, type Place } from './place.ts';

/** What checks share. */

export interface Finding {
  readonly message: Words;
  readonly place: Where;
  readonly next?: Words;
}

export type Check = (listing: Listing, at: Place) => readonly Finding[];

export function found(en: string, zh: string, place: Where = {}, next?: Words): Finding {
  return { message: { en, zh }, place, ...(next ? { next } : {}) };
}

/** One finding at most for each SKU. */
export const perSku =
  (check: (variant: Variant, listing: Listing, at: Place) => Finding | undefined): Check =>
  (listing, at) =>
    listing.variants.flatMap((variant) => {
      const finding = check(variant, listing, at);
      return finding ? [{ ...finding, place: { sku: variant.sku, ...finding.place } }] : [];
    });

/** Limits of the listing's category where the product lives: of global products in an upgraded shop. */
export function limitsOf(listing: Listing, at: Place): LimitsDocument | undefined {
  const category = categoryOf(listing);
  return category === undefined ? undefined : limitsAt(at, category, isUpgradedAt(at));
}

/** Limits of the shop itself, which hold for prices in its own currency. */
export function shopLimitsOf(listing: Listing, at: Place): LimitsDocument | undefined {
  const category = categoryOf(listing);
  return category === undefined ? undefined : limitsAt(at, category, false);
}

export function treeOf(listing: Listing, at: Place) {
  const category = categoryOf(listing);
  return category === undefined ? undefined : attributesAt(at, category, isUpgradedAt(at));
}

export function brandsOf(listing: Listing, at: Place) {
  const category = categoryOf(listing);
  return category === undefined ? undefined : brandsAt(at, category, isUpgradedAt(at));
}

/** Some of a list, for a sentence. */
export function some(items: readonly string[], count = 5): string {
  return items.length > count ? `${items.slice(0, count).join(', ')}, …` : items.join(', ');
}
