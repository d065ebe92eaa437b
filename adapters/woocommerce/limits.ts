import type { Limits } from 'mabang/contract';
import type { Bucket } from './schema.ts';

const READ = '2026-11-23';
const RECORDED = 'recorded on WooCommerce 10.0.2, WordPress 6.8.3';
const OURS = 'our own choice: WooCommerce documents no rate limit for wc/v3, hosts and firewalls have theirs';

export const PAGE_SIZE = 100;
export const BATCH_SIZE = 100;

/**
 * What one new picture weighs in a batch, in products. The shop fetches it before it answers; the whole batch must be over
 * before the host's or a proxy's time limit, often 30 s. Our own guess: a second a picture, 25 pictures a call.
 */
export const IMAGE_WEIGHT = 4;

export const limits: Limits<Bucket> = {
  buckets: {
    read: { perSecond: 10, burst: 20, concurrent: 2, source: OURS, date: READ },
    write: {
      perSecond: 5,
      burst: 10,
      concurrent: 2,
      source: OURS,
      date: READ,
      note: 'a write of 100 items takes the shop 3 to 6 s of work, so few are under way at once',
    },
  },
  listingsPerApply: { value: 100, unit: 'listings', source: `${RECORDED}: one batch call holds 100 items`, date: READ },
  pageSize: { value: PAGE_SIZE, unit: 'rows', source: `${RECORDED}: per_page=101 is refused`, date: READ },
  batchSize: {
    value: BATCH_SIZE,
    unit: 'items',
    source: `${RECORDED}: 101 items are refused with 413`,
    date: READ,
    note: 'a host can lower it (filter woocommerce_rest_batch_items_limit); a 413 halves it',
  },
  more: {
    sku: {
      value: 100,
      unit: 'characters',
      source: 'WooCommerce 10.0.2, class-wc-install.php: column sku of the product lookup table is varchar(100)',
      date: READ,
      note: 'longer ones are accepted and only their beginning is indexed; mabang refuses them',
    },
    name: {
      value: 65_535,
      unit: 'bytes',
      source: `${RECORDED}: an update with more changes nothing and says 200`,
      date: READ,
    },
    attributeSlug: {
      value: 28,
      unit: 'characters',
      source: `${RECORDED}: of a shop-wide attribute`,
      date: READ,
      note: 'mabang uses shop-wide attributes that are there and makes none',
    },
    picturesPerCall: {
      value: Math.floor(BATCH_SIZE / IMAGE_WEIGHT),
      unit: 'new pictures',
      source: 'our own guess: a second a picture, and 30 s for a call',
      date: READ,
    },
    variations: {
      value: 105,
      unit: 'variations',
      source: `${RECORDED}: the most that were tried; no limit is documented`,
      date: READ,
    },
    signatureWindow: {
      value: 15,
      unit: 'minutes',
      source: 'WooCommerce 10.0.2, class-wc-rest-authentication.php: how far the clocks may differ over plain HTTP',
      date: READ,
    },
  },
};
