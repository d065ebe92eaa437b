import { defineAdapter, type Verb } from 'mabang/contract';
import { apply, describe, fetchRemote, poll, preview } from './api.ts';
import { auth } from './auth.ts';
import { comparable, spoken } from './comparable.ts';
import { dangers } from './dangers.ts';
import { definitions, taxonomy } from './definitions.ts';
import { tieless } from './families.ts';
import { limits } from './limits.ts';
import { map } from './map.ts';
import { MARKETPLACES, marketplaceById } from './marketplaces.ts';
import { meaning } from './meaning.ts';
import { rules } from './rules.ts';
import { type Bucket, baseUrlOf, type Connection, connection } from './schema.ts';

const verbs: readonly Verb[] = ['create', 'update', 'end'];

export default defineAdapter<Connection, Bucket>({
  contract: 1,
  id: 'amazon',
  title: 'Amazon',
  api: {
    name: 'Selling Partner API, Listings Items',
    version: '2021-08-01',
    docs: 'https://developer-docs.amazon.com/sp-api/',
    verified: '2026-11-23',
  },
  marketplaces: MARKETPLACES,
  capabilities: {
    facets: {
      content: {
        verbs,
        unit: 'both',
        readback: 'rewritten',
        note: 'of the attributes only those that mabang sends; what others have set stays',
      },
      media: {
        verbs,
        unit: 'both',
        readback: 'rewritten',
        note: 'Amazon fetches pictures from their addresses, each address once',
      },
      price: { verbs, unit: 'sku', readback: 'exact', note: "sales, business prices and the seller's bounds stay" },
      stock: {
        verbs,
        unit: 'sku',
        readback: 'exact',
        note: "the merchant's own stock; a paused product has a quantity of 0",
      },
      variation: {
        verbs,
        unit: 'both',
        readback: 'exact',
        note: 'a parent SKU under the product code, and its children',
      },
    },
    enumerate: 'all',
    submission: 'async',
    dryRun: true,
    uniqueSku: true,
    mark: false,
    settles: {
      value: 2700,
      unit: 'seconds',
      source:
        'selling-partner-api-models issues 4764, 5021 and 4221: a SKU shows up to 45 minutes after its submission was accepted',
      date: '2026-11-23',
      note: 'nothing is promised; mostly it is a minute',
    },
  },
  auth,
  limits,
  connection,
  questions: [
    {
      key: 'sellerId',
      title: 'Merchant token',
      help: 'Seller Central > Settings > Account Info > Merchant Token, like A2EXAMPLE0SELL',
    },
    {
      key: 'marketplaceId',
      title: 'Marketplace',
      help: 'the country or the domain of the store: US, DE, amazon.co.jp; or its marketplace id',
    },
    {
      key: 'applicationId',
      title: 'Application id',
      help: 'of your app, begins with amzn1.sp.solution. or amzn1.sellerapps.app.: `mabang auth login` then gets the refresh token in the browser; leave it empty to type the token yourself',
    },
    {
      key: 'redirectUri',
      title: 'Redirect address',
      help: 'with an application id: the OAuth redirect URI that is registered with the app, https; else leave it empty',
    },
  ],
  rules,
  baseUrl: baseUrlOf,
  // Rates are counted for a seller and an application, and a region is a system of its own.
  account: ({ sellerId, marketplaceId }) => `${marketplaceById(marketplaceId)?.region ?? ''} ${sellerId}`,
  // One seller, one account a region, unless Amazon has agreed to more; two offers of one seller on a product are duplicates.
  market: ({ connection: { marketplaceId } }) => marketplaceId,
  map,
  describe,
  fetchRemote,
  apply,
  poll,
  preview,
  definitions,
  taxonomy,
  comparable: (facet, value) => comparable(facet, tieless(facet, value)),
  spoken,
  meaning,
  dangers,
});
