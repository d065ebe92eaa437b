import { ApiError } from './errors.ts';
import type { Market } from './markets.ts';
import type { GlobalItem } from './types.ts';
import type { World } from './world.ts';

export interface PublishTask {
  /** 18 digits: more than a JavaScript number holds. */
  readonly id: string;
  readonly due: number;
  readonly shopId: number;
  readonly region: string;
  /** Set once it is done. */
  itemId?: number;
  failure?: string;
  readonly run: () => void;
}

/** A CNSC merchant: its global products, in its own currency, and the tasks that carry them to shops. */
export class Merchant {
  readonly #items = new Map<number, GlobalItem>();
  readonly tasks = new Map<string, PublishTask>();
  readonly currency: string;
  /** Prices of global products have two decimals, whatever the shop's market. */
  readonly market: Pick<Market, 'decimals'> = { decimals: 2 };
  /** Price changes of the day, by global product. */
  readonly priceEdits = new Map<number, { day: number; count: number }>();

  constructor(
    readonly world: World,
    readonly id: number,
  ) {
    this.currency = world.options.merchantCurrency ?? 'CNY';
  }

  /** Not deleted: `get_global_item_list` never tells of those. */
  items(): GlobalItem[] {
    return [...this.#items.values()].filter((item) => item.deleted === undefined);
  }

  find(id: number): GlobalItem | undefined {
    const item = this.#items.get(id);
    return item?.deleted === undefined ? item : undefined;
  }

  /** As a write finds it: not there for the first seconds. */
  workable(id: number): GlobalItem {
    const item = this.find(id);
    if (!item || this.world.now() < item.ready) throw noGlobalItem();
    return item;
  }

  save(item: GlobalItem): GlobalItem {
    this.#items.set(item.id, item);
    return item;
  }

  /** A task that is due is done before anybody looks. */
  settle(): void {
    for (const task of this.tasks.values()) {
      if (task.itemId === undefined && task.failure === undefined && this.world.now() >= task.due) task.run();
    }
  }

  /** How many of the market's currency one of the merchant's is. */
  rate(region: string): number {
    return this.world.options.rates?.[region] ?? 1;
  }
}

export function noGlobalItem(): ApiError {
  return new ApiError('error_busi_global_item_not_found', 'Global item not found.');
}
