import type { Answer, Call, Route } from './call.ts';
import { ApiError, NOT_FOUND } from './errors.ts';
import { editable, locked, refuseMarked, refuseUpgraded, uneditable } from './guards.ts';
import * as read from './input.ts';
import * as parse from './parse.ts';
import { checkItem, checkPrice, checkStock, priceSteps } from './rules.ts';
import type { Shop } from './shop.ts';
import type { Body, Item, Lock } from './types.ts';
import { changed, created } from './wire.ts';

async function addItem({ world, shop, body, work }: Call): Promise<Answer> {
  refuseUpgraded(shop);
  await work();
  for (const name of ['item_name', 'original_price', 'weight', 'category_id', 'image', 'logistic_info']) {
    if (body[name] === undefined || body[name] === null) {
      throw new ApiError('error_param', `Parameter is not match the constraints, ${name} is required.`);
    }
  }
  const limits = world.catalogue.limitsOf(read.int(body, 'category_id'));
  if (shop.live().length >= limits.items) {
    throw new ApiError('error_reach_shop_item_limit', 'Item published item count reaches limit.');
  }
  const price = priceSteps(shop.market, read.number(body, 'original_price'));
  checkPrice(shop.market, limits, price);
  const stock = parse.parseStock(body) ?? 0;
  checkStock(limits, stock);
  const item = withChanges(shop, { ...emptyItem(shop), price, stock }, body);
  checkItem(world, item);
  refuseMarked(shop, [item.sku]);
  shop.save(item);
  return { response: created(shop, item) };
}

export function emptyItem(shop: Shop): Item {
  const { world } = shop;
  const now = world.now();
  return {
    id: world.nextId(),
    name: '',
    description: '',
    sku: '',
    category: 0,
    attributes: [],
    brand: { id: 0, name: 'No Brand' },
    images: [],
    weight: 0,
    condition: 'NEW',
    preOrder: false,
    days: world.catalogue.limits.plainDays,
    price: 0,
    stock: 0,
    tiers: [],
    models: [],
    created: now,
    updated: now,
    ready: now + world.settleMs,
    status: 'NORMAL',
    gtin: '',
    logistics: [],
  };
}

/** Fields that are not sent stay; `item_sku` alone can be emptied. Price, stock and models are not looked at. */
export function withChanges(shop: Shop, item: Item, body: Body): Item {
  const { world } = shop;
  const category = read.maybeInt(body, 'category_id') ?? item.category;
  const brand = parse.parseBrand(world, body, category) ?? item.brand;
  parse.checkBrand(world, brand, category);
  const attributes = parse.checkAttributes(world, parse.parseAttributes(body) ?? item.attributes, category);
  const image = read.maybeObject(body, 'image');
  const dimension = parse.parseDimension(body) ?? item.dimension;
  const order = read.maybeObject(body, 'pre_order');
  const { extended: _old, ...rest } = item;
  const description = parse.parseDescription(world, body);
  return {
    ...(description ? { ...rest, ...description } : item),
    category,
    brand,
    attributes,
    ...(dimension ? { dimension } : {}),
    name: read.maybeText(body, 'item_name') ?? item.name,
    sku: read.maybeText(body, 'item_sku') ?? item.sku,
    images: image ? read.texts(image, 'image_id_list') : item.images,
    weight: read.maybeNumber(body, 'weight') ?? item.weight,
    condition: oneOf(body, 'condition', ['NEW', 'USED']) ?? item.condition,
    preOrder: order ? read.flag(order, 'is_pre_order') : item.preOrder,
    days: (order && read.maybeInt(order, 'days_to_ship')) ?? item.days,
    gtin: read.maybeText(body, 'gtin_code') ?? item.gtin,
    logistics: parse.parseLogistics(body) ?? item.logistics,
    status: oneOf(body, 'item_status', ['NORMAL', 'UNLIST']) ?? item.status,
    updated: world.now(),
  };
}

function oneOf<const T extends string>(body: Body, name: string, values: readonly T[]): T | undefined {
  const given = read.maybeText(body, name);
  const found = values.find((value) => value === given);
  if (given !== undefined && found === undefined) {
    throw new ApiError('error_param', `Wrong parameters, detail: ${name} must be one of ${values.join(', ')}.`);
  }
  return found;
}

async function updateItem({ world, shop, body, work }: Call): Promise<Answer> {
  await work();
  const item = editable(shop, read.int(body, 'item_id'));
  const next = withChanges(shop, item, body);
  if (shop.upgraded && wholeOnly(next) !== wholeOnly(item)) refuseUpgraded(shop);
  checkPromotedItem(shop, item, next);
  if (next.status !== item.status && (item.status === 'BANNED' || shop.statusOf(item) === 'REVIEWING'))
    throw uneditable();
  checkItem(world, next);
  const models =
    body.weight === undefined || body.weight === null
      ? next.models
      : next.models.map(({ weight: _own, ...model }) => model);
  shop.save({ ...next, models });
  return { response: changed(shop, next) };
}

/** What only the global product can change (guide "creating global product", 2025-12, table of fields). */
function wholeOnly(item: Item): string {
  const { category, attributes, brand, weight, dimension, condition, sku } = item;
  return JSON.stringify([category, attributes, brand, weight, dimension ?? null, condition, sku]);
}

function checkPromotedItem(shop: Shop, item: Item, next: Item): void {
  const promotions = shop.promotionsOf(item);
  if (promotions.length === 0) return;
  const text = (one: Item) => JSON.stringify([one.description, one.extended ?? null]);
  const rules: readonly [Lock, boolean, string, string][] = [
    [
      'name',
      next.name !== item.name,
      'error_cannt_edit_name_in_promotion',
      'Item_name cannot be edited when item is under promotion..',
    ],
    [
      'description',
      text(next) !== text(item),
      'error_cannt_edit_description_in_promotion',
      'Description of item cannot be edited when item is under promotion..',
    ],
    [
      'image',
      next.images.join() !== item.images.join(),
      'error_cannt_edit_image_in_promotion',
      'Image of item cannot be edited when item is under promotion..',
    ],
    [
      'category',
      next.category !== item.category,
      'error_item_in_promotion',
      'item is in promotion can not set category',
    ],
    [
      'unlist',
      next.status === 'UNLIST' && item.status !== 'UNLIST',
      'error_in_item_promotion_unlsit_lock',
      "Can't unlist item when item is under promotion.",
    ],
  ];
  for (const [lock, changed, code, message] of rules) {
    if (changed && locked(promotions, lock)) throw new ApiError(code, message);
  }
}

async function deleteItem({ shop, body, work }: Call): Promise<Answer> {
  await work();
  const item = shop.readable(read.int(body, 'item_id'));
  if (!item || item.deleted !== undefined) throw NOT_FOUND();
  if (locked(shop.promotionsOf(item), 'delete')) {
    throw item.models.length > 0
      ? new ApiError('error_in_model_promotion_delete_lock', "Can't delete item when item model is under promotion.")
      : new ApiError('error_in_item_promotion_delete_lock', "Can't delete item when item is under promotion.");
  }
  shop.remove(item);
  return {};
}

/** Each item for itself; when none can be done the call as a whole is an error too. */
async function unlistItem({ shop, body, work }: Call): Promise<Answer> {
  const asked = read.rows(body, 'item_list', 50).map((row) => ({
    id: read.int(row, 'item_id'),
    unlist: read.flag(row, 'unlist'),
  }));
  const done: { item_id: number; unlist: boolean }[] = [];
  const failed: { item_id: number; failed_reason: string }[] = [];
  for (const { id, unlist } of asked) {
    await work();
    const reason = unlistOne(shop, id, unlist);
    if (reason === undefined) done.push({ item_id: id, unlist });
    else failed.push({ item_id: id, failed_reason: reason });
  }
  const response = { failure_list: failed, success_list: done };
  if (done.length === 0) throw new ApiError('error_unlist_item_all_failed', 'Unlist item all failed.', { response });
  return { response };
}

function unlistOne(shop: Shop, id: number, unlist: boolean): string | undefined {
  const item = shop.readable(id);
  if (!item || item.deleted !== undefined) return 'Product not found';
  const status = shop.statusOf(item);
  if (status === 'BANNED' || status === 'REVIEWING') return 'Banned and Reviewing Products cannot be delisted';
  if (unlist && locked(shop.promotionsOf(item), 'unlist')) return "Can't unlist item when item is under promotion";
  shop.save({ ...item, status: unlist ? 'UNLIST' : 'NORMAL', updated: shop.world.now() });
  return undefined;
}

const write = (path: string, handle: Route['handle']): Route => ({
  method: 'POST',
  path: `product/${path}`,
  kind: 'shop',
  prefix: 'product',
  handle,
});

export const ITEM_WRITES: readonly Route[] = [
  write('add_item', addItem),
  write('update_item', updateItem),
  write('delete_item', deleteItem),
  write('unlist_item', unlistItem),
];
