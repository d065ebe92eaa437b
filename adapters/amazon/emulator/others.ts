import type { Account } from './account.ts';
import { normalise } from './attributes.ts';
import type { Marketplace } from './places.ts';
import type { Instance, Listing } from './types.ts';

/** What other hands than the tool's set beside a price and a quantity: a business price, bounds, a handling time. */
export function attach(account: Account, place: Marketplace, sku: string): void {
  const amount = (value: number) => [{ schedule: [{ value_with_tax: value }] }];
  account.force(place.id, sku, (state) => {
    if (!state) throw new Error(`no listing holds the SKU ${sku}`);
    const offers = (state.attributes.purchasable_offer ?? []).filter((one) => one.audience !== 'B2B');
    const attributes = {
      ...state.attributes,
      purchasable_offer: [
        ...offers.map((one) => ({ ...one, minimum_seller_allowed_price: amount(1) })),
        { currency: place.currency, audience: 'B2B', our_price: amount(9) },
      ],
      fulfillment_availability: (state.attributes.fulfillment_availability ?? []).map((one) => ({
        ...one,
        lead_time_to_ship_max_days: 5,
      })),
    };
    return { ...state, attributes: normalise(place, attributes) };
  });
}

/** What is left of them. */
export function attached(listing: Listing | undefined): Readonly<Record<string, unknown>> {
  const { purchasable_offer: offers = [], fulfillment_availability: stock = [] } = listing?.shown?.attributes ?? {};
  const business = offers.find((one) => one.audience === 'B2B');
  const found = {
    'business price': business?.our_price,
    'lowest price': member(offers, 'minimum_seller_allowed_price'),
    'handling time': member(stock, 'lead_time_to_ship_max_days'),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function member(instances: readonly Instance[], name: string): unknown {
  return instances.find((one) => one[name] !== undefined)?.[name];
}
