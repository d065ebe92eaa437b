import type { EmulatorReply } from 'mabang/testing';
import type { Call, Route } from './call.ts';
import { list, marketplaces, oneOf } from './params.ts';
import { answer, badRequest } from './reply.ts';
import type { CatalogueItem } from './types.ts';

const PAGE_MAX = 20;

export const SELLER_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    pattern: /^\/sellers\/v1\/marketplaceParticipations$/,
    operation: 'getMarketplaceParticipations',
    handle: ({ region }) =>
      answer({
        payload: region.places.map((place) => ({
          marketplace: {
            id: place.id,
            name: `A${place.domain.slice(1)}`,
            countryCode: place.country,
            defaultCurrencyCode: place.currency,
            defaultLanguageCode: place.language,
            domainName: `www.${place.domain}`,
          },
          participation: { isParticipating: true, hasSuspendedListings: false },
          storeName: 'Emulated store',
        })),
      }),
  },
  {
    method: 'GET',
    pattern: /^\/catalog\/2022-04-01\/items$/,
    operation: 'searchCatalogItems',
    handle: searchCatalogue,
  },
];

/** By identifier alone: what it takes to find the ASIN of a product that is there already. */
function searchCatalogue(call: Call): EmulatorReply {
  const [place] = marketplaces(call, 1);
  const identifiers = list(call, 'identifiers');
  const type = oneOf(call, 'identifiersType', ['ASIN', 'EAN', 'GTIN', 'ISBN', 'JAN', 'MINSAN', 'SKU', 'UPC']);
  if (!place || !identifiers || !type) throw badRequest("'identifiers' and 'identifiersType' are required.");
  if (identifiers.length > PAGE_MAX) throw badRequest("'identifiers' takes at most 20 values.");
  if (type === 'SKU' && call.request.query.get('sellerId') === null)
    throw badRequest("'sellerId' is required for SKUs.");
  const { account } = call.region;
  const found = new Map<string, CatalogueItem>();
  for (const identifier of identifiers) {
    const asin = type === 'SKU' ? account.find(place.id, identifier)?.asin : identifier;
    const item = type === 'ASIN' || type === 'SKU' ? account.catalogue.get(asin ?? '') : account.byGtin(identifier);
    if (item) found.set(item.asin, item);
  }
  return answer({
    numberOfResults: found.size,
    items: [...found.values()].map((item) => ({
      asin: item.asin,
      summaries: [
        { marketplaceId: place.id, itemName: item.title, ...(item.brand === undefined ? {} : { brand: item.brand }) },
      ],
    })),
  });
}
