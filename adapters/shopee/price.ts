import type { Money } from 'mabang/contract';
import { canonicalDecimal, convert, decimalOf, exponentOf, ratioOf } from 'mabang/core';

/** A price as the market writes it: `12.90`, or `129` where it has no decimals. More digits stay, for a rule to find. */
export function priceText(price: Money, decimals: number | undefined): string {
  const exact = canonicalDecimal(decimalOf(price)) ?? decimalOf(price);
  const [whole = '0', fraction = ''] = exact.split('.');
  const digits = fraction.padEnd(decimals ?? 0, '0');
  return digits === '' ? whole : `${whole}.${digits}`;
}

/** The market would round it, or refuse it. */
export function isTooFine(price: Money, decimals: number): boolean {
  const spare = exponentOf(price.currency) - decimals;
  return spare > 0 && price.minor % 10 ** spare !== 0;
}

/** What a global product is priced with whose shops have prices of their own; the platform wants one. */
export function globalPrice(price: Money, rate: string, currency: string): string | undefined {
  const ratio = ratioOf(rate);
  if (!ratio || ratio.numerator <= 0n) return undefined;
  return decimalOf(convert(price, ratio, currency));
}
