import { defineAdapter, type Verb } from 'mabang/contract';
import { apply, describe, fetchRemote, poll } from './api.ts';
import { auth } from './auth.ts';
import { comparable } from './comparable.ts';
import { dangers } from './dangers.ts';
import { definitions } from './definitions.ts';
import { limits } from './limits.ts';
import { map } from './map.ts';
import { marketplaces } from './markets.ts';
import { meaning } from './meaning.ts';
import { marketAt } from './place.ts';
import { rules } from './rules.ts';
import { type Bucket, baseUrl, type Connection, connection } from './schema.ts';
import { taxonomy } from './taxonomy.ts';

const verbs: readonly Verb[] = ['create', 'update', 'end'];
const DOCS = 'open.shopee.com/documents, 2026-08';

export default defineAdapter<Connection, Bucket>({
  contract: 1,
  id: 'shopee',
  title: 'Shopee',
  api: {
    name: 'Shopee Open Platform',
    version: 'v2',
    docs: 'https://open.shopee.com/documents',
    verified: '2026-11-23',
  },
  marketplaces,
  capabilities: {
    facets: {
      content: {
        verbs,
        unit: 'both',
        readback: 'rewritten',
        // Of the item, its models and its global product; a GTIN is told to most markets and read from none of them.
        piecemeal: true,
        note: 'plain text; in a CNSC shop that takes its text from the global product, that text is compared, not its translation',
      },
      media: {
        verbs,
        unit: 'product',
        readback: 'rewritten',
        // Of the item, and of the options of its first tier.
        piecemeal: true,
        note: 'pictures are uploaded as bytes, each once; options of the first tier have pictures, or none of them has',
      },
      price: {
        verbs,
        unit: 'sku',
        readback: 'exact',
        note: 'the original price; what a promotion makes of it is not looked at',
      },
      stock: { verbs, unit: 'sku', readback: 'exact', note: "the seller's own stock, in a CNSC shop the merchant's" },
      variation: {
        verbs,
        unit: 'both',
        readback: 'rewritten',
        piecemeal: true,
        note: 'at most 2 tiers and 50 models; another number of tiers makes all models anew, so it needs --allow',
      },
      status: {
        verbs,
        unit: 'product',
        readback: 'exact',
        note: 'paused is unlisted; an end deletes the item for good',
      },
    },
    enumerate: 'all',
    submission: 'async',
    dryRun: false,
    uniqueSku: false,
    mark: false,
    settles: {
      value: 60,
      unit: 'seconds',
      source: `${DOCS}: "there may be a delay in creating item data"; no number is published, so this is our own`,
      date: '2026-11-23',
    },
  },
  auth,
  limits,
  connection,
  questions: [
    {
      key: 'host',
      title: 'Host',
      help: 'where this machine stands, not the shop: global, china (servers in mainland China), brazil; sandbox or sandbox-china for a test partner',
    },
    { key: 'partnerId', title: 'Partner id', help: 'Open Platform > Console > App List; live and test ids differ' },
    { key: 'shopId', title: 'Shop id', help: 'comes back with the authorisation; one channel is one shop' },
    {
      key: 'merchantId',
      title: 'Merchant id',
      help: 'of a shop upgraded to CNSC: merchant_id_list of the token exchange; leave it empty for any other shop',
    },
  ],
  rules,
  baseUrl,
  // The same product in two shops is a duplicate listing, deleted and penalised: ssopdot.com/blog/32919.html, bigseller.com
  // blogContent/468; read 2026-11-23.
  market: (at) => marketAt(at)?.region,
  map,
  describe,
  fetchRemote,
  apply,
  poll,
  definitions,
  taxonomy,
  comparable,
  meaning,
  dangers,
});
