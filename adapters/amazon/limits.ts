import type { BucketLimit, Limits } from 'mabang/contract';
import { USUAL_REFUSALS } from 'mabang/core';
import type { Bucket } from './schema.ts';

const READ = '2026-11-23';
const PLAN = 'usage-plan table in the published model of 2026-08-05';
const OURS =
  'one less than the published burst: calls that leave at the published pace arrive bunched, and a refused one costs more than it gains. How many are under way at once is our own choice';

/** An operation's own bucket. Amazon publishes rate and burst, and says nothing of how many calls may be under way. */
function plan(model: string, perSecond: number, published: number): BucketLimit {
  const burst = published - 1;
  const note = `burst ${published}; ${OURS}`;
  return { perSecond, burst, concurrent: Math.min(10, burst), source: `${PLAN}, ${model}`, date: READ, note };
}

const LISTINGS = 'listingsItems_2021-08-01';
const FEEDS = 'feeds_2021-06-30';
const REPORTS = 'reports_2021-06-30';
const TYPES = 'definitionsProductTypes_2020-09-01';

/** Identifiers of one search, and items of one page. */
export const PAGE_SIZE = 20;
/** Items that a search can be paged through, whatever it found. */
export const SEARCH_REACH = 1000;
/** Messages of one feed. */
export const FEED_MESSAGES = 25_000;
/** Bytes of one feed, the envelope included. */
export const FEED_BYTES = 10 * 1024 * 1024;

const buckets: Limits<Bucket>['buckets'] = {
  token: {
    perSecond: 1,
    burst: 2,
    concurrent: 1,
    source: 'our own choice: Login with Amazon publishes no rate, and a token lasts an hour',
    date: READ,
  },
  getItem: plan(LISTINGS, 5, 10),
  putItem: plan(LISTINGS, 5, 10),
  patchItem: plan(LISTINGS, 5, 5),
  deleteItem: plan(LISTINGS, 5, 5),
  searchItems: plan(LISTINGS, 5, 5),
  preview: {
    perSecond: 0.95,
    burst: 1,
    concurrent: 1,
    source: 'developer-docs.amazon.com/sp-api/changelog, 2024-01-31: previews have a rate of their own, 1 a second',
    date: READ,
    note: 'a little slower than the published 1 a second; models issue 2765 tells of a smaller quota than that of the operation',
  },
  searchTypes: plan(TYPES, 5, 10),
  getType: plan(TYPES, 5, 10),
  participations: plan('sellers', 0.016, 15),
  createDocument: plan(FEEDS, 0.5, 15),
  createFeed: {
    perSecond: 0.0083,
    burst: 3,
    concurrent: 1,
    source: `${PLAN}, ${FEEDS}`,
    date: READ,
    note: 'burst 15; 3 keeps JSON listings feeds within 5 in any 5 minutes (changelog of 2025-05-06)',
  },
  getFeed: plan(FEEDS, 2, 15),
  getFeedDocument: plan(FEEDS, 0.0222, 10),
  createReport: plan(REPORTS, 0.0167, 15),
  getReport: plan(REPORTS, 2, 15),
  getReportDocument: plan(REPORTS, 0.0167, 15),
  storage: {
    perSecond: 20,
    burst: 20,
    concurrent: 5,
    source: 'our own choice: no rate is published for presigned addresses',
    date: READ,
  },
};

export const limits: Limits<Bucket> = {
  buckets,
  listingsPerApply: {
    value: FEED_MESSAGES,
    unit: 'listings',
    source: 'our own choice: only who sees the whole change can tell whether a feed is quicker than single calls',
    date: READ,
    note: 'as many as one feed has messages',
  },
  pageSize: {
    value: PAGE_SIZE,
    unit: 'SKUs',
    source: 'parameter pageSize of searchListingsItems, published model of 2026-08-05',
    date: READ,
  },
  batchSize: {
    value: PAGE_SIZE,
    unit: 'SKUs looked up in one call',
    source: 'parameter identifiers of searchListingsItems, published model of 2026-08-05',
    date: READ,
    note: 'writes go one SKU a call, or up to 25,000 in a feed',
  },
  refusals: {
    ...USUAL_REFUSALS,
    note: 'Amazon publishes no share for refused submissions',
  },
  more: {
    searchReach: {
      value: SEARCH_REACH,
      unit: 'SKUs',
      source: 'numberOfResults of searchListingsItems, published model of 2026-08-05',
      date: READ,
      note: 'an account with more is read with the help of the report GET_MERCHANT_LISTINGS_ALL_DATA',
    },
    feedMessages: {
      value: FEED_MESSAGES,
      unit: 'messages',
      source: 'listings-feed-schema-v2.json (maxItems), and changelog of 2025-05-06',
      date: READ,
    },
    feedBytes: {
      value: FEED_BYTES,
      unit: 'bytes',
      source: 'Feeds API guide (text of 2021 to 2023): a feed below 10 MiB; no newer page gives a size',
      date: READ,
    },
    feedsPerFiveMinutes: {
      value: 5,
      unit: 'feeds',
      source: 'changelog of 2025-05-06: JSON listings feeds of one region',
      date: READ,
    },
    feedUrl: {
      value: 300,
      unit: 'seconds',
      source: 'feeds_2021-06-30: how long an address for an upload or a download is good',
      date: READ,
    },
    feedExpected: {
      value: 1 / buckets.createFeed.perSecond,
      unit: 'seconds',
      source:
        'no time is published for processing; taken as the pace at which feeds may be handed in (createFeed, 0.0083/s)',
      date: READ,
      note: 'used for nothing but choosing between a feed and single calls; users report up to 8 hours (models issue 5151)',
    },
    feedExpectedPerMessage: {
      value: 0.01,
      unit: 'seconds',
      source: 'our own guess: no time is published for a message',
      date: READ,
      note: 'used for nothing but choosing between a feed and single calls',
    },
    accessToken: {
      value: 3600,
      unit: 'seconds',
      source: 'SellingPartnerApiDeveloperGuide, read 2026-11-23',
      date: READ,
    },
    feedResults: {
      value: 90,
      unit: 'days',
      source: 'feeds_2021-06-30: how long a feed can be asked for',
      date: READ,
    },
  },
};
