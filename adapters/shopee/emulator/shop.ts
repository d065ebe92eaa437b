import { NOT_FOUND } from './errors.ts';
import { CNSC_RATIO, type Market } from './markets.ts';
import type { Item, ItemStatus, Model, Promotion, Sync } from './types.ts';
import type { World } from './world.ts';

/** Guide "product base info management", 2025-12: a deleted product can be read for 90 days. */
const KEPT_MS = 90 * 86_400_000;

export interface Holder {
  readonly item: Item;
  /** Absent: the item has no models, and is sold by its own SKU. */
  readonly model?: Model;
}

/** Emulator milliseconds from a change to the review that bans it. No document tells. */
const REVIEW_MS = 20_000;

/** One shop in one market, in memory. */
export class Shop {
  readonly #items = new Map<number, Item>();
  readonly #bySku = new Map<string, Set<number>>();
  sync: Sync;

  constructor(
    readonly world: World,
    readonly id: number,
    readonly market: Market,
    /** The merchant of a shop that is upgraded to CNSC. */
    readonly merchantId: number | undefined,
  ) {
    this.sync = { text: true, media: true, tiers: true, price: true, days: true, ...world.options.sync };
  }

  get upgraded(): boolean {
    return this.merchantId !== undefined;
  }

  get ratio(): number | undefined {
    return this.upgraded ? CNSC_RATIO : this.market.ratio;
  }

  /** All items that can still be read, deleted ones among them, in order of creation. */
  items(): Item[] {
    return [...this.#items.values()].filter((item) => this.#shows(item));
  }

  /** Items that are not deleted, also those that do not show yet. */
  live(): Item[] {
    return [...this.#items.values()].filter((item) => item.deleted === undefined);
  }

  /** As a read finds it. */
  readable(id: number): Item | undefined {
    const item = this.#items.get(id);
    return item && this.#shows(item) ? item : undefined;
  }

  #shows(item: Item): boolean {
    const now = this.world.clock.now();
    const old = item.deleted !== undefined && now - item.deleted > KEPT_MS;
    return !old && now >= item.created + this.world.listingMs;
  }

  /** As a write finds it: a new item is not there for the first seconds, and a deleted one cannot be worked on. */
  workable(id: number): Item {
    const item = this.#items.get(id);
    if (!item || item.deleted !== undefined || this.world.clock.now() < item.ready) throw NOT_FOUND();
    return item;
  }

  /** Every live item that sells the SKU, each with its first model of that SKU. */
  holders(sku: string): Holder[] {
    return [...(this.#bySku.get(sku) ?? [])].flatMap((id) => {
      const item = this.#items.get(id);
      if (!item || item.deleted !== undefined) return [];
      const model = item.models.find((one) => one.sku === sku);
      return model ? [{ item, model }] : [{ item }];
    });
  }

  save(item: Item): Item {
    const before = this.#items.get(item.id);
    for (const sku of before ? skusOf(before) : []) this.#bySku.get(sku)?.delete(item.id);
    this.#items.set(item.id, item);
    for (const sku of skusOf(item)) {
      const ids = this.#bySku.get(sku);
      if (ids) ids.add(item.id);
      else this.#bySku.set(sku, new Set([item.id]));
    }
    return item;
  }

  remove(item: Item, status: 'SELLER_DELETE' | 'SHOPEE_DELETE' = 'SELLER_DELETE'): void {
    const now = this.world.clock.now();
    this.save({ ...item, status, deleted: now, updated: now });
  }

  statusOf(item: Item): ItemStatus {
    if (this.violationOf(item) !== undefined) return 'BANNED';
    const reviewing = item.status === 'NORMAL' && this.world.clock.now() < item.created + this.world.reviewMs;
    return reviewing ? 'REVIEWING' : item.status;
  }

  /** Why the item is banned, once the review has come to it. */
  violationOf(item: Item): string | undefined {
    if (item.deleted !== undefined || this.world.clock.now() < item.updated + REVIEW_MS) return undefined;
    return skusOf(item)
      .map((sku) => this.world.violations.get(sku))
      .find((reason) => reason !== undefined);
  }

  /** What holds the item, or one model of it. */
  promotionOf(item: Item, model?: Model): Promotion | undefined {
    return this.world.promotions.get(model ? model.sku : item.models.length > 0 ? '' : item.sku);
  }

  /** Every promotion that holds the item or one of its models. */
  promotionsOf(item: Item): Promotion[] {
    const parts: (Model | undefined)[] = item.models.length > 0 ? [...item.models] : [undefined];
    return parts.map((model) => this.promotionOf(item, model)).filter((found) => found !== undefined);
  }
}

/** What an item is sold by: the SKUs of its models, else its own. */
export function skusOf(item: Pick<Item, 'sku' | 'models'>): string[] {
  return [...new Set(item.models.length > 0 ? item.models.map(({ sku }) => sku) : [item.sku])];
}
