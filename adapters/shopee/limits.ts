import type { BucketLimit, Limits } from 'mabang/contract';
import { USUAL_REFUSALS } from 'mabang/core';
import type { Bucket } from './schema.ts';

const READ = '2026-11-23';
const DOCS = 'open.shopee.com/documents, 2026-08';
const OURS =
  'our own choice: Shopee publishes no number (rate_limit is 0 in every document); a user held 100 calls a second, JimCurryWang/python-shopee issue 54';
const NOTE = 'unknown to everybody: a call that comes too fast is refused with error_rate_limit, and asked again later';

/** Rows that one call of price, stock or models takes, of one item. */
export const MODELS_PER_CALL = 50;
/** Items that one call lists or unlists. */
export const UNLIST_PER_CALL = 50;
/** Rest between the making of an item and the first work on it. */
export const SETTLE_MS = 5000;
export const LIST_PAGE = 100;
export const INFO_PER_CALL = 50;

function bucket(perSecond: number, concurrent: number, note = NOTE): BucketLimit {
  return { perSecond, burst: perSecond, concurrent, source: OURS, date: READ, note };
}

const documented = (value: number, unit: string, source: string, note?: string) => ({
  value,
  unit,
  source: `${DOCS}: ${source}`,
  date: READ,
  ...(note === undefined ? {} : { note }),
});

export const limits: Limits<Bucket> = {
  buckets: {
    read: bucket(95, 8),
    write: bucket(95, 8),
    upload: bucket(5, 2),
    token: bucket(1, 1, 'a token is good for 4 hours'),
  },
  listingsPerApply: documented(50, 'listings', 'v2.product.unlist_item takes 50 items, no other call more than one'),
  pageSize: documented(LIST_PAGE, 'rows', 'v2.product.get_item_list, page_size'),
  batchSize: documented(MODELS_PER_CALL, 'models', 'v2.product.update_price and update_stock, of one item'),
  refusals: {
    ...USUAL_REFUSALS,
    note: 'Shopee itself names no share: it counts penalty points for what is listed against its rules, and limits listings by store health',
  },
  more: {
    infoPerCall: documented(INFO_PER_CALL, 'items', 'v2.product.get_item_base_info, item_id_list'),
    unlistPerCall: documented(UNLIST_PER_CALL, 'items', 'v2.product.unlist_item, item_list'),
    variantsPerListing: documented(50, 'models', 'v2.product.init_tier_variation, model'),
    tiers: documented(2, 'tiers', 'guide "Variant management", 2025-12'),
    globalInfoPerCall: documented(20, 'global items', 'v2.global_product.get_global_item_info, global_item_id_list'),
    globalPage: documented(50, 'rows', 'v2.global_product.get_global_item_list, page_size'),
    sku: documented(100, 'characters', 'v2.product.init_tier_variation, model_sku'),
    imageBytes: documented(10_485_760, 'bytes', 'v2.media_space.upload_image: 10.0 MB, JPG, JPEG, PNG'),
    createRest: documented(SETTLE_MS, 'ms', 'guide "Creating product", 2025-12: variants 5 seconds after the item'),
    accessToken: documented(14_400, 'seconds', 'guide "Authorization and Authentication", 2025-12'),
    refreshToken: documented(2_592_000, 'seconds', 'guide "Authorization and Authentication", 2025-12', 'works once'),
    signature: documented(300, 'seconds', 'guide "API calls", 2025-12: how old a timestamp may be'),
    categoriesPerTree: documented(20, 'categories', 'v2.product.get_attribute_tree, category_id_list'),
  },
};
