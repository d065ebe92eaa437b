import type { At, Currency } from 'mabang/contract';
import { CNSC_RATIO, GLOBAL_DECIMALS, type Market, marketOf } from './markets.ts';
import type { Home, Settings } from './terms.ts';

/** What mapping and reading look at of a channel. An `At<Connection>` is one. */
export type Place = Pick<At<unknown>, 'currency' | 'facts' | 'marketplace' | 'definition'> & {
  readonly connection: Settings & { readonly merchantId?: number | undefined };
};

/**
 * The shop is upgraded to CNSC: it sells copies of its merchant's global products. As the shop itself said; before the first
 * contact, whether the seller named a merchant.
 */
export function isUpgradedAt({ facts, connection }: Pick<Place, 'facts' | 'connection'>): boolean {
  return typeof facts.cnsc === 'boolean' ? facts.cnsc : connection.merchantId !== undefined;
}

/** The shop's market, or `undefined` before anything told it. */
export function marketAt({ facts, marketplace, currency }: Pick<Place, 'facts' | 'marketplace' | 'currency'>) {
  return marketOf(facts.region) ?? marketOf(marketplace?.id) ?? marketByCurrency(currency);
}

function marketByCurrency(currency: Currency): Market | undefined {
  return marketOf(REGION_BY_CURRENCY[currency]);
}

/** Each currency that is sold in belongs to one market. */
const REGION_BY_CURRENCY: Readonly<Record<Currency, string>> = {
  SGD: 'SG',
  MYR: 'MY',
  TWD: 'TW',
  THB: 'TH',
  PHP: 'PH',
  VND: 'VN',
  IDR: 'ID',
  BRL: 'BR',
  MXN: 'MX',
  CLP: 'CL',
  COP: 'CO',
  PLN: 'PL',
  EUR: 'ES',
  ARS: 'AR',
};

export interface Homes {
  readonly upgraded: boolean;
  /** Name and description. */
  readonly text: Home;
  readonly media: Home;
  readonly price: Home;
  /** Stock and the structure of variants, which an upgraded shop cannot change for itself. */
  readonly rest: Home;
}

/** Where each facet lives: in the global product, unless the shop was told not to take it from there. */
export function homesAt(at: Pick<Place, 'facts' | 'connection'>): Homes {
  const upgraded = isUpgradedAt(at);
  const sync = at.connection.sync;
  const shared = (on: boolean | undefined): Home => (upgraded && on !== false ? 'global' : 'shop');
  return {
    upgraded,
    text: shared(sync?.text),
    media: shared(sync?.media),
    price: shared(sync?.price),
    rest: upgraded ? 'global' : 'shop',
  };
}

/** Decimals of the channel's prices: the market's, or a global product's. */
export function decimalsAt(at: Pick<Place, 'facts' | 'connection' | 'marketplace' | 'currency'>): number | undefined {
  return homesAt(at).price === 'global' ? GLOBAL_DECIMALS : marketAt(at)?.decimals;
}

export function ratioAt(at: Pick<Place, 'facts' | 'connection' | 'marketplace' | 'currency'>): number | undefined {
  return isUpgradedAt(at) ? CNSC_RATIO : marketAt(at)?.ratio;
}
