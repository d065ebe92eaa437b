import { defineAdapter, type Verb } from 'mabang/contract';
import { apply, describe, fetchRemote } from './api.ts';
import { comparable, dangers } from './compare.ts';
import { limits } from './limits.ts';
import { map } from './map.ts';
import { meaning } from './meaning.ts';
import { rules } from './rules.ts';
import { type Bucket, type Connection, connection } from './schema.ts';
import { auth } from './sign.ts';

const verbs: readonly Verb[] = ['create', 'update', 'end'];

export default defineAdapter<Connection, Bucket>({
  contract: 1,
  id: 'woocommerce',
  title: 'WooCommerce',
  api: {
    name: 'WooCommerce REST API',
    version: 'wc/v3',
    docs: 'https://woocommerce.github.io/woocommerce-rest-api-docs/',
    verified: '2026-11-23',
  },
  marketplaces: [],
  capabilities: {
    facets: {
      content: {
        verbs,
        unit: 'both',
        readback: 'rewritten',
        note: "text comes back with entities, without script tags; an empty value leaves the shop's",
      },
      media: {
        verbs,
        unit: 'both',
        readback: 'rewritten',
        note: "pictures are copied into the media library, each once; removing all leaves the shop's",
      },
      price: {
        verbs,
        unit: 'sku',
        readback: 'exact',
        note: 'the crossed-out price is the regular price, the price the sale price',
      },
      stock: { verbs, unit: 'sku', readback: 'exact', note: 'stock is managed per SKU' },
      variation: {
        verbs,
        unit: 'both',
        readback: 'rewritten',
        note: 'from options to none deletes all variations, so it needs --allow',
      },
      status: { verbs, unit: 'product', readback: 'exact', note: 'paused is a draft' },
    },
    enumerate: 'all',
    submission: 'sync',
    dryRun: false,
    uniqueSku: true,
    mark: true,
  },
  auth,
  limits,
  connection,
  questions: [
    {
      key: 'url',
      title: 'Address of the shop',
      help: 'the Site Address under WordPress > Settings > General, like https://shop.example; permalinks must not be Plain',
    },
  ],
  rules,
  baseUrl: ({ url }) => `${url}/wp-json`,
  map,
  describe,
  fetchRemote,
  apply,
  comparable,
  meaning,
  dangers,
});
