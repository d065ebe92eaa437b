import type { Answer, Call, Route } from './call.ts';
import * as query from './input.ts';
import type { Shop } from './shop.ts';
import type { Item } from './types.ts';
import { seconds } from './wire.ts';

/** Why items are banned: document and sample of `get_item_violation_info`, 2026-08. */
function getItemViolationInfo({ shop, query: parameters }: Call): Answer {
  const ids = query.queryInts(parameters, 'item_id_list', 50);
  const items = [...new Set(ids)].map((id) => shop.readable(id)).filter((item) => item !== undefined);
  return { response: { item_list: items.map((item) => violation(shop, item)) } };
}

function violation(shop: Shop, item: Item): Record<string, unknown> {
  const reason = shop.violationOf(item);
  const banned = item.status === 'BANNED' ? 'License Reason' : undefined;
  const found = reason ?? banned;
  return {
    item_id: item.id,
    item_name: item.name,
    item_status: shop.statusOf(item),
    deboost: false,
    item_status_details:
      found === undefined
        ? []
        : [
            {
              violation_type: 'Prohibited Listing',
              violation_reason: found,
              suggestion: 'Upload license',
              fix_deadline_time: 0,
              update_time: seconds(item.updated),
            },
          ],
    deboost_details: [],
  };
}

export const VIOLATION_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: 'product/get_item_violation_info',
    kind: 'shop',
    prefix: 'product',
    handle: getItemViolationInfo,
  },
];
