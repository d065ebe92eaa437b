export interface Market {
  readonly region: string;
  readonly currency: string;
  /** Decimals a price may have. `product.update_price`, doc of 2026-08: two for SG MY BR MX PL ES AR, none elsewhere. */
  readonly decimals: 0 | 2;
  /** Digits of the currency itself (ISO 4217), as a price is written for a reader. */
  readonly digits: 0 | 2;
  /** Dearest variant at most this many times the cheapest. Guide "stock price management", 2025-12; absent where none is told. */
  readonly ratio?: number;
}

const MARKETS: readonly Market[] = [
  { region: 'SG', currency: 'SGD', decimals: 2, digits: 2, ratio: 5 },
  { region: 'MY', currency: 'MYR', decimals: 2, digits: 2, ratio: 7 },
  { region: 'TW', currency: 'TWD', decimals: 0, digits: 2, ratio: 5 },
  { region: 'TH', currency: 'THB', decimals: 0, digits: 2, ratio: 5 },
  { region: 'PH', currency: 'PHP', decimals: 0, digits: 2, ratio: 5 },
  { region: 'VN', currency: 'VND', decimals: 0, digits: 0, ratio: 5 },
  { region: 'ID', currency: 'IDR', decimals: 0, digits: 2, ratio: 7 },
  { region: 'BR', currency: 'BRL', decimals: 2, digits: 2, ratio: 4 },
  { region: 'MX', currency: 'MXN', decimals: 2, digits: 2, ratio: 5 },
  { region: 'CL', currency: 'CLP', decimals: 0, digits: 0, ratio: 9 },
  { region: 'CO', currency: 'COP', decimals: 0, digits: 2, ratio: 9 },
  { region: 'PL', currency: 'PLN', decimals: 2, digits: 2 },
  { region: 'ES', currency: 'EUR', decimals: 2, digits: 2 },
  { region: 'AR', currency: 'ARS', decimals: 2, digits: 2 },
];

export const MARKET_CURRENCIES: Readonly<Record<string, number>> = Object.fromEntries(
  MARKETS.map(({ currency, decimals }) => [currency, decimals]),
);

/** Of all shops that are upgraded to CNSC, whatever their market (same guide). */
export const CNSC_RATIO = 7;

/** Throws a RangeError that names what there is. */
export function marketOf(region: string): Market {
  const found = MARKETS.find((market) => market.region === region);
  if (!found) throw new RangeError(`no market ${region}; there are ${MARKETS.map((one) => one.region).join(', ')}`);
  return found;
}

export function marketOfCurrency(currency: string): Market {
  const found = MARKETS.find((market) => market.currency === currency);
  if (!found) {
    throw new RangeError(`no market sells in ${currency}; there are ${MARKETS.map((one) => one.currency).join(', ')}`);
  }
  return found;
}

/** What the platform puts on the wire: a JSON number. */
export function wirePrice(market: Pick<Market, 'decimals'>, steps: number): number {
  return steps / 10 ** market.decimals;
}

/** `12.90`: in the currency's own digits. */
export function shownPrice(market: Market, steps: number): string {
  return wirePrice(market, steps).toFixed(market.digits);
}

/** From plain decimal text; what is finer than the market's step is rounded half up. */
export function stepsOf(market: Pick<Market, 'decimals'>, text: string): number {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) throw new RangeError(`not a price: ${text}`);
  const fraction = (match[2] ?? '').padEnd(market.decimals + 1, '0');
  const whole = Number(`${match[1]}${fraction.slice(0, market.decimals)}`);
  return whole + (Number(fraction[market.decimals]) >= 5 ? 1 : 0);
}
