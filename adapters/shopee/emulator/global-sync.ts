import type { Merchant } from './merchant.ts';
import type { Shop } from './shop.ts';
import type { GlobalItem, Item, Model, Tier } from './types.ts';
import type { World } from './world.ts';

/** How a global product reaches its shop items: guide "creating global product", 2025-12, "field management restrictions". */

export interface Published {
  readonly shop: Shop;
  readonly item: Item;
}

/** The shop items of a global product that are not deleted. */
export function publishedOf(world: World, globalId: number): Published[] {
  return [...world.shops.values()].flatMap((shop) =>
    shop
      .live()
      .filter((item) => item.globalId === globalId)
      .map((item) => ({ shop, item })),
  );
}

/** The merchant's price in a shop's market, rounded to what the market sells in. */
export function localPrice(merchant: Merchant, shop: Shop, steps: number): number {
  const { decimals, region } = shop.market;
  return Math.round((steps / 100) * merchant.rate(region) * 10 ** decimals);
}

/**
 * Category, attributes, brand, weight, dimension, condition, SKUs, stock and the structure of variants always go on; text,
 * media, names of variants, price and days only where the shop's synchronising is on. A new model's price always does.
 */
export function spread(merchant: Merchant, item: GlobalItem, before: GlobalItem): void {
  for (const { shop, item: published } of publishedOf(merchant.world, item.id)) {
    shop.save(followed(merchant, shop, item, published, before));
  }
}

function followed(merchant: Merchant, shop: Shop, item: GlobalItem, own: Item, before: GlobalItem): Item {
  const { sync } = shop;
  const { extended: _extended, ...rest } = own;
  const text = sync.text && (item.name !== before.name || bodyOf(item) !== bodyOf(before));
  const described = text
    ? {
        ...rest,
        name: item.name,
        description: item.description,
        ...(item.extended ? { extended: item.extended } : {}),
      }
    : own;
  const media = sync.media && item.images.join() !== before.images.join();
  return {
    ...described,
    category: item.category,
    attributes: item.attributes,
    brand: item.brand,
    weight: item.weight,
    ...(item.dimension ? { dimension: item.dimension } : {}),
    condition: item.condition,
    sku: item.sku,
    stock: item.stock,
    ...(media ? { images: item.images } : {}),
    ...(sync.days && item.days !== before.days ? daysOf(shop, item.days) : {}),
    price: sync.price && item.price !== before.price ? localPrice(merchant, shop, item.price) : own.price,
    tiers: tiersOf(shop, item.tiers, own.tiers, before.tiers),
    models: item.models.map((model) => followedModel(merchant, shop, model, own, before)),
    updated: merchant.world.now(),
  };
}

function bodyOf(item: GlobalItem): string {
  return JSON.stringify([item.description, item.extended ?? null]);
}

/** More days than a market ships in are a pre-order there. */
export function daysOf(shop: Shop, days: number): { readonly preOrder: boolean; readonly days: number } {
  const { plainDays } = shop.world.catalogue.limits;
  return days > plainDays ? { preOrder: true, days } : { preOrder: false, days: plainDays };
}

function followedModel(merchant: Merchant, shop: Shop, model: Model, own: Item, before: GlobalItem): Model {
  const mine = own.models.find(({ globalId }) => globalId === model.id);
  if (!mine) return publishedModel(merchant, shop, model);
  const moved = before.models.find(({ id }) => id === model.id)?.price !== model.price;
  const { weight: _weight, dimension: _dimension, ...kept } = mine;
  return {
    ...kept,
    index: model.index,
    sku: model.sku,
    stock: model.stock,
    ...(model.weight === undefined ? {} : { weight: model.weight }),
    ...(model.dimension ? { dimension: model.dimension } : {}),
    price: shop.sync.price && moved ? localPrice(merchant, shop, model.price) : mine.price,
  };
}

export function publishedModel(merchant: Merchant, shop: Shop, model: Model): Model {
  return {
    ...model,
    id: merchant.world.nextId(),
    globalId: model.id,
    price: localPrice(merchant, shop, model.price),
    gtin: '',
    available: true,
  };
}

/**
 * The global product's tiers. Where names are not synchronised a shop's own name of a tier, and its own name and image of an
 * option that was there before, stay.
 */
function tiersOf(shop: Shop, next: readonly Tier[], own: readonly Tier[], before: readonly Tier[]): readonly Tier[] {
  if (JSON.stringify(next) === JSON.stringify(before)) return own;
  if (shop.sync.tiers || next.length !== before.length) return next;
  return next.map((tier, level) => ({
    ...tier,
    name: tier.name === before[level]?.name ? (own[level]?.name ?? tier.name) : tier.name,
    options: tier.options.map((option) => {
      const place = before[level]?.options.findIndex(({ name }) => name === option.name) ?? -1;
      return own[level]?.options[place] ?? option;
    }),
  }));
}
