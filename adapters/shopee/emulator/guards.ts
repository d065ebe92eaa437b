import { ApiError } from './errors.ts';
import type { Shop } from './shop.ts';
import type { Item, Lock, Promotion } from './types.ts';

/** What stands in the way of a write before its values are looked at. */

/**
 * Upgraded shops create and stock through global products; what they call here "will result in an error" (guides on CNSC,
 * variants and stock, 2025-12). The guides do not print the code; this one is in the list that every call has.
 */
export function refuseUpgraded(shop: Shop): void {
  if (shop.upgraded) throw new ApiError('error_auth', 'No permission to current api.');
}

/** An item that is deleted can be read and not be worked on. */
export function editable(shop: Shop, id: number): Item {
  if (shop.readable(id)?.deleted !== undefined) throw uneditable();
  return shop.workable(id);
}

/** A SKU that was marked for it is refused, once. */
export function refuseMarked({ world }: Pick<Shop, 'world'>, skus: readonly string[]): void {
  for (const sku of skus) {
    if (!world.refusals.delete(sku)) continue;
    throw new ApiError('error_brand_forbidden', 'The brand is forbidden.');
  }
}

export function uneditable(): ApiError {
  return new ApiError('error_item_uneditable', "Can't edit this item. item status can not support editing.");
}

export function locked(promotions: readonly (Promotion | undefined)[], lock: Lock): boolean {
  return promotions.some((promotion) => promotion && (promotion.locks?.includes(lock) ?? true));
}
