import type { Currency, Money } from '../contract/index.ts';

/**
 * Digits after the decimal point where they are not two.
 * Source: ISO 4217:2015, table A.1, list one (minor unit column), read 2026-11-23. A currency that is not
 * in ISO 4217 is refused by `exponentOf` rather than given two digits.
 */
const EXPONENTS: Readonly<Record<string, number>> = {
  BHD: 3,
  BIF: 0,
  CLF: 4,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  IQD: 3,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  PYG: 0,
  RWF: 0,
  TND: 3,
  UGX: 0,
  UYI: 0,
  UYW: 4,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
};

/** ISO 4217 active codes with two minor digits, same table and day. */
const TWO =
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK ' +
  'DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD ' +
  'KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP ' +
  'PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH ' +
  'USD UYU UZS VED VES WST XCD YER ZAR ZMW ZWG';

const KNOWN = new Map<string, number>([...TWO.split(' ').map((c) => [c, 2] as const), ...Object.entries(EXPONENTS)]);

export function isCurrency(text: string): boolean {
  return KNOWN.has(text);
}

/** Minor digits of a currency: 2 for EUR, 0 for JPY, 3 for KWD. Throws a `RangeError` for a code ISO 4217 does not list. */
export function exponentOf(currency: Currency): number {
  const exponent = KNOWN.get(currency);
  if (exponent === undefined) throw new RangeError(`not an ISO 4217 currency: ${JSON.stringify(currency)}`);
  return exponent;
}

/** Money as a plain decimal with exactly the currency's digits: `12.90`, `500`, `1.500`. */
export function decimalOf(money: Money): string {
  return decimalText(BigInt(money.minor), exponentOf(money.currency));
}

/**
 * A plain decimal (`^-?\d+(\.\d+)?$`, no grouping, no sign of currency) as Money, or `undefined` when it is not one
 * or has more digits than the currency knows. `4.9` and `4.90` are equal; `4.999` EUR is refused, never rounded.
 */
export function moneyOf(text: string, currency: Currency): Money | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) return undefined;
  const exponent = exponentOf(currency);
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > exponent) return undefined;
  const minor = Number(`${match[1]}${match[2]}${fraction.padEnd(exponent, '0')}`);
  return Number.isSafeInteger(minor) ? { minor: minor === 0 ? 0 : minor, currency } : undefined;
}

/** `04.90` → `4.9`, `4.00` → `4`: equal numbers become equal text. `undefined` when the text is not a plain decimal. */
export function canonicalDecimal(text: string): string | undefined {
  const match = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/.exec(text.trim());
  if (!match) return undefined;
  const body = match[3] ? `${match[2]}.${match[3]}` : `${match[2]}`;
  return body === '0' ? '0' : `${match[1]}${body}`;
}

/** A rational number from decimal text, for rates and percentages. Exact. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** `0.128` → 128/1000; `35%` → 35/100. `undefined` when the text is neither. Negative only with a leading `-`. */
export function ratioOf(text: string): Ratio | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?(%?)$/.exec(text.trim());
  if (!match) return undefined;
  const fraction = match[3] ?? '';
  return {
    numerator: BigInt(`${match[1]}${match[2]}${fraction}`),
    denominator: 10n ** BigInt(fraction.length + (match[4] ? 2 : 0)),
  };
}

/** `money × ratio` in another currency's minor units, half away from zero. */
export function convert(money: Money, ratio: Ratio, currency: Currency): Money {
  const shift = exponentOf(currency) - exponentOf(money.currency);
  const up = shift > 0 ? 10n ** BigInt(shift) : 1n;
  const down = shift < 0 ? 10n ** BigInt(-shift) : 1n;
  return { minor: divide(BigInt(money.minor) * ratio.numerator * up, ratio.denominator * down), currency };
}

function divide(numerator: bigint, denominator: bigint): number {
  const negative = numerator < 0n !== denominator < 0n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  const rounded = (2n * n + d) / (2n * d);
  const result = Number(negative ? -rounded : rounded);
  if (!Number.isSafeInteger(result)) throw new RangeError('amount out of range');
  return result === 0 ? 0 : result;
}

function decimalText(minor: bigint, exponent: number): string {
  const negative = minor < 0n;
  const digits = (negative ? -minor : minor).toString().padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const text = exponent === 0 ? whole : `${whole}.${digits.slice(-exponent)}`;
  return negative ? `-${text}` : text;
}
