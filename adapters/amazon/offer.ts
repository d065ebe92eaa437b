import type { Listing, Money, Variant } from 'mabang/contract';
import { moneyOf } from 'mabang/core';
import { textIn } from './product-types.ts';
import type { Stock } from './terms.ts';

/** The merchant's own fulfilment; every other code is a warehouse of Amazon's. */
export const OWN = 'DEFAULT';

export const CHANNEL = 'fulfillment_availability.fulfillment_channel_code';

/** Stands in a mapping for "the same as the price": some product types want a list price of everything. */
export const SAME = 'price';

function mapped(listing: Listing, variant: Variant, name: string): string {
  return textIn(variant.target.attributes, name) || textIn(listing.target.attributes, name);
}

/** The crossed-out price, else what the mapping says of `list_price`. */
export function listPriceOf(listing: Listing, variant: Variant): Money | undefined {
  if (variant.listPrice) return variant.listPrice;
  const said = mapped(listing, variant, 'list_price');
  if (said === '') return undefined;
  return said === SAME ? variant.price : moneyOf(said, variant.price.currency);
}

/** What the mapping says of `list_price` when that is neither `price` nor an amount. */
export function badListPrice(listing: Listing, variant: Variant): string | undefined {
  const said = mapped(listing, variant, 'list_price');
  return said === '' || said === SAME || moneyOf(said, variant.price.currency) ? undefined : said;
}

/** `DEFAULT` unless the mapping names a warehouse of Amazon's. */
export function channelOf(listing: Listing, variant: Variant): string {
  return mapped(listing, variant, CHANNEL) || OWN;
}

/** Amazon counts what lies in its own warehouses; a quantity is said of the merchant's alone. Paused is a quantity of 0. */
export function stockOf(listing: Listing, variant: Variant): Stock {
  const channel = channelOf(listing, variant);
  if (channel !== OWN) return { fulfillment_availability: [{ fulfillment_channel_code: channel }] };
  const quantity = listing.status === 'paused' ? 0 : variant.quantity;
  return { fulfillment_availability: [{ fulfillment_channel_code: OWN, quantity }] };
}
