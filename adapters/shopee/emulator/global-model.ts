import type { Answer, Call, Route } from './call.ts';
import { ApiError, wrong } from './errors.ts';
import { dayOf } from './gate.ts';
import { merchantOf } from './global-item.ts';
import { publishedOf, spread } from './global-sync.ts';
import { locked } from './guards.ts';
import * as read from './input.ts';
import { CNSC_RATIO } from './markets.ts';
import type { Merchant } from './merchant.ts';
import { checkSku, joined, parseModel, retier, tooMany, withoutTiers } from './models.ts';
import { parseDimension, parseStock } from './parse.ts';
import { checkPrice, checkRatio, checkStock, priceSteps } from './rules.ts';
import { checkIndexes, MAX_MODELS, parseTiers } from './tiers.ts';
import type { Body, GlobalItem, Model } from './types.ts';

/** Variants, prices and stock of global products. None of these answers with ids: they are read afterwards. */

interface Target {
  readonly merchant: Merchant;
  readonly item: GlobalItem;
}

async function target(call: Call): Promise<Target> {
  const merchant = merchantOf(call);
  await call.work();
  return { merchant, item: merchant.workable(read.int(call.body, 'global_item_id')) };
}

function keep({ merchant, item }: Target, change: Partial<GlobalItem>): Answer {
  const next = { ...item, ...change, updated: merchant.world.now() };
  checkRatio(CNSC_RATIO, next.models);
  spread(merchant, merchant.save(next), item);
  return {};
}

function rowsToModels(call: Call, { merchant, item }: Target, rows: readonly Body[]): Model[] {
  const limits = call.world.catalogue.limitsOf(item.category);
  return rows.map((row) => parseModel(merchant.market, limits, row, call.world.nextId(), 'global_model_sku'));
}

async function initTierVariation(call: Call): Promise<Answer> {
  const found = await target(call);
  const limits = call.world.catalogue.limitsOf(found.item.category);
  const tiers = parseTiers(call.world, call.body, { limits, isGlobal: true });
  const rows = read.list(call.body, 'global_model');
  if (!tiers || rows.length === 0) throw wrong('standardise_tier_variation and global_model are required');
  if (rows.length > MAX_MODELS) throw tooMany();
  if (tiers.length === found.item.tiers.length) {
    throw new ApiError('error_param', 'The level of tier-variation not change.');
  }
  const models = rowsToModels(call, found, rows);
  checkIndexes(
    tiers,
    models.map(({ index }) => index),
  );
  return keep(found, tiers.length === 0 ? withoutTiers(found.item, models) : { tiers, models });
}

async function updateTierVariation(call: Call): Promise<Answer> {
  const found = await target(call);
  const limits = call.world.catalogue.limitsOf(found.item.category);
  const { tiers, models } = retier(
    found.item,
    call.body,
    parseTiers(call.world, call.body, { limits, isGlobal: true }),
  );
  return keep(found, { tiers, models });
}

async function addGlobalModel(call: Call): Promise<Answer> {
  const found = await target(call);
  const added = rowsToModels(call, found, read.rows(call.body, 'global_model', MAX_MODELS));
  return keep(found, { models: joined(found.item, added) });
}

async function updateGlobalModel(call: Call): Promise<Answer> {
  const found = await target(call);
  const changes = new Map(
    read.rows(call.body, 'global_model', MAX_MODELS).map((row) => [read.int(row, 'global_model_id'), row]),
  );
  checkModels(found.item, [...changes.keys()]);
  const models = found.item.models.map((model): Model => {
    const row = changes.get(model.id);
    if (!row) return model;
    const [weight, dimension] = [read.maybeNumber(row, 'weight'), parseDimension(row)];
    const sku = read.text(row, 'global_model_sku');
    checkSku(sku);
    return { ...model, sku, ...(weight === undefined ? {} : { weight }), ...(dimension ? { dimension } : {}) };
  });
  return keep(found, { models });
}

async function deleteGlobalModel(call: Call): Promise<Answer> {
  const found = await target(call);
  const id = read.int(call.body, 'global_model_id');
  checkModels(found.item, [id]);
  if (found.item.models.length === 1) {
    throw new ApiError('error_busi_global_item_model_not_allow_empty', 'Model can not be empty.');
  }
  keep(found, { models: found.item.models.filter((model) => model.id !== id) });
  return { response: { global_model_id: id, failures: [] } };
}

function checkModels(item: GlobalItem, ids: readonly number[]): void {
  for (const id of ids) {
    if (id !== 0 && !item.models.some((model) => model.id === id)) {
      throw new ApiError('error_busi_global_model_not_found', 'Global model no found.');
    }
    if ((id === 0) !== (item.models.length === 0)) {
      throw new ApiError('error_item_model_not_match', 'Input item_id and model_id are not match.');
    }
  }
  if (new Set(ids).size < ids.length) throw wrong('Repeat global_model_id');
}

async function updatePrice(call: Call): Promise<Answer> {
  const found = await target(call);
  const { merchant, item } = found;
  const limits = call.world.catalogue.limitsOf(item.category);
  const prices = new Map<number, number>();
  const rows = read.rows(call.body, 'price_list', 50);
  checkModels(item, rows.map(modelId));
  for (const row of rows) {
    const price = priceSteps(merchant.market, read.number(row, 'original_price'));
    checkPrice(merchant.market, limits, price);
    prices.set(modelId(row), price);
  }
  const held = publishedOf(call.world, item.id).some(
    ({ shop, item: published }) => shop.sync.price && locked(shop.promotionsOf(published), 'price'),
  );
  if (held) throw new ApiError('error_update_item_price', 'Update item price fail, operation not allowed');
  countEdit(call, merchant, item.id);
  return keep(found, {
    price: prices.get(0) ?? item.price,
    models: item.models.map((model) => ({ ...model, price: prices.get(model.id) ?? model.price })),
  });
}

function modelId(row: Body): number {
  return read.maybeInt(row, 'global_model_id') ?? 0;
}

function countEdit({ world }: Call, merchant: Merchant, id: number): void {
  const day = dayOf(world.now());
  const last = merchant.priceEdits.get(id);
  const count = last?.day === day ? last.count + 1 : 1;
  if (count > (world.options.dailyPriceEdits ?? Number.POSITIVE_INFINITY)) {
    const message = 'Update item price fail, reach item price edit limit for each day';
    throw new ApiError('error_update_item_price', message);
  }
  merchant.priceEdits.set(id, { day, count });
}

/** Of an item or of its models; each shop's stock is the same afterwards. */
async function updateStock(call: Call): Promise<Answer> {
  const found = await target(call);
  const { item } = found;
  const limits = call.world.catalogue.limitsOf(item.category);
  const rows = read.rows(call.body, 'stock_list', 50);
  checkModels(item, rows.map(modelId));
  const stocks = new Map<number, number>();
  for (const row of rows) {
    const stock = parseStock(row);
    if (stock === undefined) throw wrong('seller_stock is required');
    checkStock(limits, stock);
    stocks.set(modelId(row), stock);
  }
  return keep(found, {
    stock: stocks.get(0) ?? item.stock,
    models: item.models.map((model) => ({ ...model, stock: stocks.get(model.id) ?? model.stock })),
  });
}

const write = (path: string, handle: Route['handle']): Route => ({
  method: 'POST',
  path: `global_product/${path}`,
  kind: 'merchant',
  prefix: 'product',
  handle,
});

export const GLOBAL_MODEL_WRITES: readonly Route[] = [
  write('init_tier_variation', initTierVariation),
  write('update_tier_variation', updateTierVariation),
  write('add_global_model', addGlobalModel),
  write('update_global_model', updateGlobalModel),
  write('delete_global_model', deleteGlobalModel),
  write('update_price', updatePrice),
  write('update_stock', updateStock),
];
