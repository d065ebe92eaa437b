/** Marketplaces by region: the host serves its own and no other. Developer guide, read 2026-11-23. */
export type RegionId = 'NA' | 'EU' | 'FE';

export interface Marketplace {
  readonly id: string;
  readonly region: RegionId;
  readonly country: string;
  readonly currency: string;
  readonly language: string;
  readonly domain: string;
}

const ROWS: readonly (readonly [id: string, RegionId, country: string, currency: string, language: string, string])[] =
  [
    ['ATVPDKIKX0DER', 'NA', 'US', 'USD', 'en_US', 'amazon.com'],
    ['A2EUQ1WTGCTBG2', 'NA', 'CA', 'CAD', 'en_CA', 'amazon.ca'],
    ['A1AM78C64UM0Y8', 'NA', 'MX', 'MXN', 'es_MX', 'amazon.com.mx'],
    ['A2Q3Y263D00KWC', 'NA', 'BR', 'BRL', 'pt_BR', 'amazon.com.br'],
    ['A1PA6795UKMFR9', 'EU', 'DE', 'EUR', 'de_DE', 'amazon.de'],
    ['A1F83G8C2ARO7P', 'EU', 'GB', 'GBP', 'en_GB', 'amazon.co.uk'],
    ['A1RKKUPIHCS9HS', 'EU', 'ES', 'EUR', 'es_ES', 'amazon.es'],
    ['A13V1IB3VIYZZH', 'EU', 'FR', 'EUR', 'fr_FR', 'amazon.fr'],
    ['A1805IZSGTT6HS', 'EU', 'NL', 'EUR', 'nl_NL', 'amazon.nl'],
    ['APJ6JRA9NG5V4', 'EU', 'IT', 'EUR', 'it_IT', 'amazon.it'],
    ['A2NODRKZP88ZB9', 'EU', 'SE', 'SEK', 'sv_SE', 'amazon.se'],
    ['A1C3SOZRARQ6R3', 'EU', 'PL', 'PLN', 'pl_PL', 'amazon.pl'],
    ['ARBP9OOSHTCHU', 'EU', 'EG', 'EGP', 'ar_EG', 'amazon.eg'],
    ['A33AVAJ2PDY3EV', 'EU', 'TR', 'TRY', 'tr_TR', 'amazon.com.tr'],
    ['A17E79C6D8DWNP', 'EU', 'SA', 'SAR', 'ar_SA', 'amazon.sa'],
    ['A2VIGQ35RCS4UG', 'EU', 'AE', 'AED', 'en_AE', 'amazon.ae'],
    ['A21TJRUUN4KGV', 'EU', 'IN', 'INR', 'en_IN', 'amazon.in'],
    ['A1VC38T7YXB528', 'FE', 'JP', 'JPY', 'ja_JP', 'amazon.co.jp'],
    ['A39IBJ37TRP1C6', 'FE', 'AU', 'AUD', 'en_AU', 'amazon.com.au'],
    ['A19VAU5U5O7RUS', 'FE', 'SG', 'SGD', 'en_SG', 'amazon.sg'],
  ];

export const MARKETPLACES: readonly Marketplace[] = ROWS.map(([id, region, country, currency, language, domain]) => ({
  id,
  region,
  country,
  currency,
  language,
  domain,
}));

/** Digits after the point: JPY has none, every other currency here has two. */
export function digitsOf(currency: string): number {
  return currency === 'JPY' ? 0 : 2;
}

/** The marketplace that the options mean. Throws a RangeError when no marketplace is like that. */
export function choose(options: {
  readonly region?: RegionId | undefined;
  readonly marketplaceId?: string | undefined;
  readonly currency?: string | undefined;
}): Marketplace {
  const { region, marketplaceId, currency } = options;
  const found = MARKETPLACES.find(
    (one) =>
      (region === undefined || one.region === region) &&
      (marketplaceId === undefined || one.id === marketplaceId) &&
      (currency === undefined || one.currency === currency),
  );
  if (!found) throw new RangeError(`no marketplace is ${JSON.stringify(options)}`);
  return found;
}

export function marketplacesOf(region: RegionId): readonly Marketplace[] {
  return MARKETPLACES.filter((one) => one.region === region);
}
