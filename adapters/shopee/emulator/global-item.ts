import type { Answer, Call, Route } from './call.ts';
import { ApiError } from './errors.ts';
import { publishedOf, spread } from './global-sync.ts';
import { locked } from './guards.ts';
import * as read from './input.ts';
import { type Merchant, noGlobalItem } from './merchant.ts';
import * as parse from './parse.ts';
import { checkContent, checkPrice, checkStock, priceSteps } from './rules.ts';
import type { Body, GlobalItem } from './types.ts';

/** Writing calls on global products as a whole. */

export function merchantOf({ world }: Pick<Call, 'world'>): Merchant {
  if (!world.merchant) throw new ApiError('error_merchant_not_found', 'Merchant_id is not found.');
  return world.merchant;
}

async function addGlobalItem(call: Call): Promise<Answer> {
  const { world, body, work } = call;
  const merchant = merchantOf(call);
  await work();
  read.text(body, 'global_item_name');
  read.number(body, 'weight');
  read.int(read.object(body, 'pre_order'), 'days_to_ship');
  const limits = world.catalogue.limitsOf(read.int(body, 'category_id'));
  const given = read.number(body, 'original_price');
  if (given <= 0) {
    throw new ApiError('error_busi_global_item_price_should_bigger_than_zero', 'Original_price must bigger than 0.');
  }
  const price = priceSteps(merchant.market, given);
  checkPrice(merchant.market, limits, price);
  const stock = parse.parseStock(body) ?? read.maybeInt(body, 'normal_stock') ?? 0;
  checkStock(limits, stock);
  const now = world.now();
  const empty: GlobalItem = {
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
    days: 0,
    price,
    stock,
    tiers: [],
    models: [],
    created: now,
    updated: now,
    ready: now + world.settleMs,
  };
  const item = withChanges(call, empty);
  checkContent(world, item, true);
  merchant.save(item);
  return { response: { global_item_id: item.id } };
}

function withChanges({ world, body }: Call, item: GlobalItem): GlobalItem {
  const category = read.maybeInt(body, 'category_id') ?? item.category;
  const brand = parse.parseBrand(world, body, category) ?? item.brand;
  parse.checkBrand(world, brand, category);
  const order = read.maybeObject(body, 'pre_order');
  const image = read.maybeObject(body, 'image');
  const dimension = parse.parseDimension(body) ?? item.dimension;
  const description = parse.parseDescription(world, body);
  const { extended: _old, ...rest } = item;
  return {
    ...(description ? { ...rest, ...description } : item),
    category,
    brand,
    attributes: parse.checkAttributes(world, parse.parseAttributes(body) ?? item.attributes, category),
    ...(dimension ? { dimension } : {}),
    name: read.maybeText(body, 'global_item_name') ?? item.name,
    sku: read.maybeText(body, 'global_item_sku') ?? item.sku,
    images: image ? read.texts(image, 'image_id_list') : item.images,
    weight: read.maybeNumber(body, 'weight') ?? item.weight,
    condition: read.maybeText(body, 'condition') ?? item.condition,
    days: order ? read.int(order, 'days_to_ship') : item.days,
    updated: world.now(),
  };
}

/** What is changed here goes on to the shops; what a shop has for itself stays where synchronising is off. */
async function updateGlobalItem(call: Call): Promise<Answer> {
  const merchant = merchantOf(call);
  await call.work();
  const item = merchant.workable(read.int(call.body, 'global_item_id'));
  const next = withChanges(call, item);
  checkContent(call.world, next, true);
  const weighed = call.body.weight === undefined || call.body.weight === null;
  const models = weighed ? next.models : next.models.map(({ weight: _own, ...model }) => model);
  spread(merchant, merchant.save({ ...next, models }), item);
  return { response: { global_item_id: item.id } };
}

/** Takes every shop item with it, unless a promotion holds one: then that one and the global product stay. */
async function deleteGlobalItem(call: Call): Promise<Answer> {
  const merchant = merchantOf(call);
  await call.work();
  const item = merchant.find(read.int(call.body, 'global_item_id'));
  if (!item) throw noGlobalItem();
  const failures: { shop_id: number; item_id: number }[] = [];
  for (const { shop, item: published } of publishedOf(call.world, item.id)) {
    if (locked(shop.promotionsOf(published), 'delete')) failures.push({ shop_id: shop.id, item_id: published.id });
    else shop.remove(published);
  }
  if (failures.length > 0) {
    const message = 'Delete global item failed,item is under promotion, please try later.';
    throw new ApiError('error_busi_cannot_delete_global_item', message, {
      response: { failure_delete_item: failures },
    });
  }
  merchant.save({ ...item, deleted: call.world.now(), updated: call.world.now() });
  return { response: { failure_delete_item: [] } };
}

function setSyncField(call: Call): Answer {
  const rows = read.rows(call.body, 'shop_sync_list', 50).map((row) => syncRow(call, row));
  for (const { shop, sync } of rows) shop.sync = sync;
  return {};
}

function syncRow({ world }: Call, row: Body) {
  const shop = world.shops.get(read.int(row, 'shop_id'));
  if (!shop?.upgraded) {
    throw new ApiError(
      'error_busi_shop_not_upgraded_to_cnsc',
      'SIP ASHOP has no permission to all this api or Shop not upgraded or lack of service fee rate.',
    );
  }
  if (shop.market.region !== read.text(row, 'shop_region')) {
    throw new ApiError('error_busi_shop_region_not_match', 'Shop and shop region not match.');
  }
  const sync = {
    text: read.flag(row, 'name_and_description'),
    media: read.flag(row, 'media_information'),
    tiers: read.flag(row, 'tier_variation_name_and_option'),
    price: read.flag(row, 'price'),
    days: read.flag(row, 'days_to_ship'),
  };
  return { shop, sync };
}

const write = (path: string, handle: Route['handle']): Route => ({
  method: 'POST',
  path: `global_product/${path}`,
  kind: 'merchant',
  prefix: 'product',
  handle,
});

export const GLOBAL_ITEM_WRITES: readonly Route[] = [
  write('add_global_item', addGlobalItem),
  write('update_global_item', updateGlobalItem),
  write('delete_global_item', deleteGlobalItem),
  write('set_sync_field', setSyncField),
];
