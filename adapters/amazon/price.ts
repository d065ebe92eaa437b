import type { Json, Money } from 'mabang/contract';
import { decimalOf } from 'mabang/core';
import { defined, isObject } from './facets.ts';
import type { Ground } from './ground.ts';
import { decimalText, numberOf } from './numbers.ts';
import type { Instance, Price } from './terms.ts';

/** Buyers that are not businesses: the audience that Amazon fills in when none is said. */
export const EVERYBODY = 'ALL';

/** The price facet of a SKU: one offer to everybody, and what is crossed out beside it. */
export function priceOf(price: Money, listPrice: Money | undefined, ground: Ground): Price {
  const { definition, place } = ground;
  const item = definition?.shape('purchasable_offer')?.item;
  const says = (member: string) => !item || definition.member(item, member) !== undefined;
  const offer = defined({
    currency: price.currency,
    audience: says('audience') ? EVERYBODY : undefined,
    marketplace_id: place.id,
    our_price: [{ schedule: [{ value_with_tax: amountOf(price) }] }],
  });
  const crossed = listPrice && {
    [listPriceKey(ground)]: amountOf(listPrice),
    currency: listPrice.currency,
    marketplace_id: place.id,
  };
  return { purchasable_offer: [offer], ...(crossed ? { list_price: [crossed] } : {}) };
}

/** A JSON number. An amount that has more digits than one keeps is `E_AMZ_AMOUNT`. */
function amountOf(money: Money): number {
  const text = decimalOf(money);
  return numberOf(text) ?? Number(text);
}

/** Whether an amount can be sent: that the number reads back as it was written. */
export function isAmount(money: Money): boolean {
  return numberOf(decimalOf(money)) !== undefined;
}

function listPriceKey({ definition, place }: Ground): string {
  const item = definition?.shape('list_price')?.item;
  const known = ['value_with_tax', 'value'].find((key) => item && definition?.member(item, key) !== undefined);
  return known ?? place.listPriceKey;
}

/** What the price facet says of money, in plain decimals. Absent: not said. */
export interface Amounts {
  readonly currency?: string;
  readonly price?: string;
  readonly listPrice?: string;
}

/** The price to everybody. Sales, business prices and the seller's own bounds are left aside. */
export function amountsOf(price: Price): Amounts {
  const offer = price.purchasable_offer?.find(isForEverybody);
  const crossed = price.list_price?.[0];
  return defined({
    currency: typeof offer?.currency === 'string' ? offer.currency : undefined,
    price: decimal(scheduled(offer?.our_price)),
    listPrice: decimal(crossed?.value_with_tax ?? crossed?.value),
  });
}

function isForEverybody(offer: Instance): boolean {
  return (offer.audience ?? EVERYBODY) === EVERYBODY;
}

/** `[{ schedule: [{ value_with_tax }] }]` → the amount. */
function scheduled(value: Json | undefined): Json | undefined {
  const [first] = list(value);
  const [step] = list(isObject(first) ? first.schedule : undefined);
  return isObject(step) ? step.value_with_tax : undefined;
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function decimal(value: Json | undefined): string | undefined {
  return typeof value === 'number' ? decimalText(value) : undefined;
}

/**
 * The whole of `purchasable_offer` for a replace: what a replace does not repeat is gone. Every instance that is seen stays as
 * it is, and the one of the wanted instance's currency and audience gets its `our_price`.
 */
export function offerWith(seen: Price | undefined, wanted: Price): readonly Instance[] {
  const [own] = wanted.purchasable_offer ?? [];
  const before = seen?.purchasable_offer ?? [];
  if (!own) return before;
  const same = (one: Instance) =>
    (one.audience ?? EVERYBODY) === (own.audience ?? EVERYBODY) && (one.currency ?? own.currency) === own.currency;
  if (!before.some(same)) return [...before, own];
  return before.map((one) => (same(one) ? { ...one, ...own } : one));
}
