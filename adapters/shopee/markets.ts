import type { Json, Marketplace } from 'mabang/contract';

/** Markets as data. What is absent no document tells. */
export interface Market {
  /** As `get_shop_info` names it. */
  readonly region: string;
  readonly title: string;
  readonly currency: string;
  /** Decimals a price may have; the platform rounds or refuses what is finer. */
  readonly decimals: 0 | 2;
  /** The dearest SKU of a product costs at most this many times the cheapest. */
  readonly ratio?: number;
  /** Of its buyers, where `get_attribute_tree` names it first. */
  readonly language?: string;
  /** A read tells the GTIN. */
  readonly tellsGtin?: true;
}

/**
 * decimals: `update_price`, `get_model_list` and `create_publish_task` (2026-08): two for SG MY BR MX PL ES AR, none elsewhere.
 * ratio: guide "Stock & price management", 2025-12, section 5. language: `get_attribute_tree`, field `language`, 2026-08.
 * tellsGtin: `get_model_list`, field `gtin_code`, 2026-08. All read 2026-11-23.
 */
export const MARKETS: readonly Market[] = [
  { region: 'SG', title: 'Singapore', currency: 'SGD', decimals: 2, ratio: 5, language: 'en' },
  { region: 'MY', title: 'Malaysia', currency: 'MYR', decimals: 2, ratio: 7, language: 'en' },
  { region: 'TW', title: 'Taiwan', currency: 'TWD', decimals: 0, ratio: 5, language: 'zh-Hant', tellsGtin: true },
  { region: 'TH', title: 'Thailand', currency: 'THB', decimals: 0, ratio: 5, language: 'th' },
  { region: 'PH', title: 'Philippines', currency: 'PHP', decimals: 0, ratio: 5, language: 'en' },
  { region: 'VN', title: 'Vietnam', currency: 'VND', decimals: 0, ratio: 5, language: 'vn' },
  { region: 'ID', title: 'Indonesia', currency: 'IDR', decimals: 0, ratio: 7, language: 'id' },
  { region: 'BR', title: 'Brazil', currency: 'BRL', decimals: 2, ratio: 4, language: 'pt-BR', tellsGtin: true },
  { region: 'MX', title: 'Mexico', currency: 'MXN', decimals: 2, ratio: 5, language: 'es-MX' },
  { region: 'CL', title: 'Chile', currency: 'CLP', decimals: 0, ratio: 9, language: 'es-CL' },
  { region: 'CO', title: 'Colombia', currency: 'COP', decimals: 0, ratio: 9, language: 'es-CO' },
  { region: 'PL', title: 'Poland', currency: 'PLN', decimals: 2 },
  { region: 'ES', title: 'Spain', currency: 'EUR', decimals: 2 },
  { region: 'AR', title: 'Argentina', currency: 'ARS', decimals: 2 },
];

/** Of global products, and of the items they are published as (same guide). */
export const CNSC_RATIO = 7;

/** A global product's price: the doc samples have one and two decimals, no document tells more. */
export const GLOBAL_DECIMALS = 2;

export const marketplaces: readonly Marketplace[] = MARKETS.map(({ region, title, currency, language }) => ({
  id: region,
  title,
  country: region,
  currency,
  ...(language === undefined ? {} : { language }),
}));

export function marketOf(region: Json | undefined): Market | undefined {
  return MARKETS.find((market) => market.region === region);
}
