import type { At, Currency, Marketplace } from 'mabang/contract';
import type { Settings } from './terms.ts';

export type RegionId = 'na' | 'eu' | 'fe';

export interface Region {
  readonly id: RegionId;
  /** Base of every path, live. */
  readonly host: string;
  /** The same in Amazon's sandbox. */
  readonly sandbox: string;
}

/** Selling Partner API developer guide, endpoints; read 2026-11-23. A marketplace is served by the host of its own region alone. */
export const REGIONS: Readonly<Record<RegionId, Region>> = {
  na: region('na'),
  eu: region('eu'),
  fe: region('fe'),
};

function region(id: RegionId): Region {
  const domain = `sellingpartnerapi-${id}.amazon.com`;
  return { id, host: `https://${domain}`, sandbox: `https://sandbox.${domain}` };
}

/** A marketplace as the mapping needs it. */
export interface Place extends Marketplace {
  readonly country: string;
  readonly currency: Currency;
  /** `language_tag` of text, where no definition says another. */
  readonly language: string;
  readonly region: RegionId;
  /** Of the store, as buyers know it: `amazon.de`. */
  readonly domain: string;
  /** Units of weight and length, where no definition says which it takes. */
  readonly weightUnit: 'pounds' | 'grams';
  readonly lengthUnit: 'inches' | 'centimeters';
  /** The member of `list_price` that holds the amount, where no definition says. US: `value`; elsewhere with tax. */
  readonly listPriceKey: 'value' | 'value_with_tax';
}

type Row = readonly [
  id: string,
  region: RegionId,
  country: string,
  currency: Currency,
  language: string,
  domain: string,
];

/**
 * Marketplace ids and regions: Selling Partner API developer guide, read 2026-11-23. Belgium, Ireland and South Africa exist
 * too; their ids are not in it. Languages of the US, Germany and Great Britain: product type definitions of those
 * marketplaces (June and September 2025); of the others: Amazon's own language of the site.
 */
const ROWS: readonly Row[] = [
  ['ATVPDKIKX0DER', 'na', 'US', 'USD', 'en_US', 'amazon.com'],
  ['A2EUQ1WTGCTBG2', 'na', 'CA', 'CAD', 'en_CA', 'amazon.ca'],
  ['A1AM78C64UM0Y8', 'na', 'MX', 'MXN', 'es_MX', 'amazon.com.mx'],
  ['A2Q3Y263D00KWC', 'na', 'BR', 'BRL', 'pt_BR', 'amazon.com.br'],
  ['A1PA6795UKMFR9', 'eu', 'DE', 'EUR', 'de_DE', 'amazon.de'],
  ['A1F83G8C2ARO7P', 'eu', 'GB', 'GBP', 'en_GB', 'amazon.co.uk'],
  ['A13V1IB3VIYZZH', 'eu', 'FR', 'EUR', 'fr_FR', 'amazon.fr'],
  ['APJ6JRA9NG5V4', 'eu', 'IT', 'EUR', 'it_IT', 'amazon.it'],
  ['A1RKKUPIHCS9HS', 'eu', 'ES', 'EUR', 'es_ES', 'amazon.es'],
  ['A1805IZSGTT6HS', 'eu', 'NL', 'EUR', 'nl_NL', 'amazon.nl'],
  ['A2NODRKZP88ZB9', 'eu', 'SE', 'SEK', 'sv_SE', 'amazon.se'],
  ['A1C3SOZRARQ6R3', 'eu', 'PL', 'PLN', 'pl_PL', 'amazon.pl'],
  ['ARBP9OOSHTCHU', 'eu', 'EG', 'EGP', 'ar_EG', 'amazon.eg'],
  ['A33AVAJ2PDY3EV', 'eu', 'TR', 'TRY', 'tr_TR', 'amazon.com.tr'],
  ['A17E79C6D8DWNP', 'eu', 'SA', 'SAR', 'ar_SA', 'amazon.sa'],
  ['A2VIGQ35RCS4UG', 'eu', 'AE', 'AED', 'en_AE', 'amazon.ae'],
  ['A21TJRUUN4KGV', 'eu', 'IN', 'INR', 'en_IN', 'amazon.in'],
  ['A1VC38T7YXB528', 'fe', 'JP', 'JPY', 'ja_JP', 'amazon.co.jp'],
  ['A39IBJ37TRP1C6', 'fe', 'AU', 'AUD', 'en_AU', 'amazon.com.au'],
  ['A19VAU5U5O7RUS', 'fe', 'SG', 'SGD', 'en_SG', 'amazon.sg'],
];

export const MARKETPLACES: readonly Place[] = ROWS.map(([id, region, country, currency, language, domain]) => ({
  id,
  title: domain,
  domain,
  country,
  currency,
  language,
  region,
  weightUnit: country === 'US' ? 'pounds' : 'grams',
  lengthUnit: country === 'US' ? 'inches' : 'centimeters',
  listPriceKey: country === 'US' ? 'value' : 'value_with_tax',
}));

const BY_ID = new Map(MARKETPLACES.map((place) => [place.id, place]));

export function marketplaceById(id: string): Place | undefined {
  return BY_ID.get(id);
}

/**
 * Where the channel sells: its marketplace, else that of its connection. One that is not in the table is still mapped for, in
 * the channel's currency and English; `E_AMZ_MARKETPLACE` names it.
 */
export function placeOf(at: Pick<At<Settings>, 'marketplace' | 'connection' | 'currency'>): Place {
  const id = at.marketplace?.id ?? at.connection.marketplaceId;
  return (
    BY_ID.get(id) ?? {
      id,
      title: id,
      domain: '',
      country: '',
      currency: at.currency,
      language: 'en_US',
      region: 'na',
      weightUnit: 'grams',
      lengthUnit: 'centimeters',
      listPriceKey: 'value_with_tax',
    }
  );
}
