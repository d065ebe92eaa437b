/**
 * {{title}}. Begin here: one screen says what the platform can do. The other files, in the order they are written:
 * schema (its answers), map (a listing in its terms), api (reading and applying), rules (checks without a network),
 * emulator (a second witness, written from the platform's documents and from nothing in this folder).
 */

import { defineAdapter } from 'mabang/contract';
import { apply, describe, fetchRemote, PER_CALL } from './api.ts';
import { comparable, map, meaning } from './map.ts';
import { MAX_IMAGES, MAX_TITLE, rules } from './rules.ts';
import { type Connection, connectionSchema } from './schema.ts';

/** Where a number was read, and when. Replace it with the platform's own page for each number. */
const documented = { source: 'adapters/{{id}}/README.md, "What the platform does"', date: '{{date}}' };

export default defineAdapter<Connection, 'read' | 'write'>({
  contract: 1,
  id: '{{id}}',
  title: '{{title}}',
  api: { name: '{{title}} API', version: 'v1', docs: 'https://{{id}}.example/docs', verified: '{{date}}' },

  // One entry per country or site, where one account sells on several.
  marketplaces: [],

  // Absent means cannot. The suite proves each of these, and skips only what is not declared.
  capabilities: {
    facets: {
      content: { verbs: ['create', 'update', 'end'], unit: 'both', readback: 'rewritten', note: 'titles are trimmed' },
      media: { verbs: ['create', 'update', 'end'], unit: 'both', readback: 'exact' },
      variation: { verbs: ['create', 'update', 'end'], unit: 'both', readback: 'exact' },
      price: { verbs: ['create', 'update', 'end'], unit: 'sku', readback: 'exact' },
      stock: { verbs: ['create', 'update', 'end'], unit: 'sku', readback: 'exact' },
      status: { verbs: ['create', 'update'], unit: 'product', readback: 'exact' },
    },
    enumerate: 'all',
    submission: 'sync',
    dryRun: false,
    uniqueSku: true,
    mark: true,
  },

  auth: {
    kind: 'bearer',
    secrets: [{ name: 'token', title: 'API token', help: '{{title}}, Settings > API > New token, with write access' }],
    sign: ({ secrets }) => ({ headers: { authorization: `Bearer ${secrets.token}` } }),
  },

  limits: {
    buckets: {
      read: { perSecond: 10, burst: 20, concurrent: 4, ...documented },
      write: { perSecond: 5, burst: 10, concurrent: 2, ...documented },
    },
    listingsPerApply: {
      value: 20,
      unit: 'listings',
      ...documented,
      note: 'ours: a call each, so an interrupt is soon heard',
    },
    pageSize: { value: PER_CALL, unit: 'items', ...documented },
    more: {
      title: { value: MAX_TITLE, unit: 'characters', ...documented },
      images: { value: MAX_IMAGES, unit: 'pictures', ...documented },
    },
  },

  connection: connectionSchema,
  questions: [{ key: 'url', title: 'API address', help: 'such as https://api.{{id}}.example' }],
  baseUrl: ({ url }) => url,

  rules,
  map,
  comparable,
  meaning,
  describe,
  fetchRemote,
  apply,
});
