import type { Answer, Call, Route } from './call.ts';
import { ApiError } from './errors.ts';
import { editable, locked, refuseMarked, refuseUpgraded } from './guards.ts';
import * as read from './input.ts';
import { wirePrice } from './markets.ts';
import { parseStock } from './parse.ts';
import { checkPrice, checkRatio, checkStock, priceSteps } from './rules.ts';
import type { Shop } from './shop.ts';
import type { Body, Item, Model } from './types.ts';

/** Price and stock: one item a call, up to 50 of its models, each of which can fail for itself. */

interface Row {
  readonly row: Body;
  /** 0: the item itself. */
  readonly id: number;
  readonly model?: Model;
}

function rowsOf(item: Item, rows: readonly Body[]): Row[] {
  const seen = new Set<number>();
  return rows.map((row) => {
    const id = read.maybeInt(row, 'model_id') ?? 0;
    if (seen.has(id)) throw new ApiError('error_param', 'Repeat model_id.');
    seen.add(id);
    const model = item.models.find((one) => one.id === id);
    if (!model && id !== 0) throw new ApiError('error_param', 'Wrong model_id.');
    return model ? { row, id, model } : { row, id };
  });
}

interface Failure {
  readonly code: string;
  readonly reason: string;
}

function failureOf(run: () => void): Failure | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return { code: error.code, reason: error.message };
    throw error;
  }
}

/** The answer of a call whose rows failed or not. When all did, the call failed, with the first one's code or with `all`. */
function settled(
  rows: readonly { readonly id: number; readonly failure?: Failure | undefined; readonly done: unknown }[],
  all?: Failure,
): Answer {
  const failed = rows.filter((row) => row.failure);
  const response = {
    failure_list: failed.map(({ id, failure }) => ({ model_id: id, failed_reason: failure?.reason ?? '' })),
    success_list: rows.filter((row) => !row.failure).map(({ done }) => done),
  };
  const first = failed[0]?.failure;
  if (!first || failed.length < rows.length) return { response };
  const { code, reason } = all ?? first;
  throw new ApiError(code, reason, { response });
}

async function updatePrice({ world, shop, body, work }: Call): Promise<Answer> {
  await work();
  const item = editable(shop, read.int(body, 'item_id'));
  if (shop.upgraded && shop.sync.price && item.globalId !== undefined) {
    throw new ApiError('error_update_price_fail', 'Update price failed, please try later.');
  }
  const limits = world.catalogue.limitsOf(item.category);
  const rows = rowsOf(item, read.rows(body, 'price_list', 50)).map(({ row, id, model }) => {
    const given = read.number(row, 'original_price');
    let price = 0;
    const failure = failureOf(() => {
      refuseMarked(shop, [(model ?? item).sku]);
      checkPriceLock(shop, item, model);
      price = priceSteps(shop.market, given);
      checkPrice(shop.market, limits, price);
    });
    return { id, failure, price, done: { model_id: id, original_price: wirePrice(shop.market, price) } };
  });
  const prices = new Map(rows.flatMap(({ id, failure, price }) => (failure ? [] : [[id, price] as const])));
  const next = {
    ...item,
    price: prices.get(0) ?? item.price,
    models: item.models.map((model) => ({ ...model, price: prices.get(model.id) ?? model.price })),
    updated: world.now(),
  };
  checkRatio(shop.ratio, next.models);
  const answer = settled(rows);
  shop.save(next);
  return answer;
}

function checkPriceLock(shop: Shop, item: Item, model: Model | undefined): void {
  if (!model && item.models.length > 0) throw new ApiError('error_param', 'Wrong model_id.');
  if (!locked([shop.promotionOf(item, model)], 'price')) return;
  throw model
    ? new ApiError(
        'error_cannt_edit_price_in_promotion',
        'Original_price cannot be edited when item is under promotion.',
      )
    : new ApiError('error_in_item_promotion_item_price_lock', "Can't update price when item is under promotion.");
}

async function updateStock({ world, shop, body, work }: Call): Promise<Answer> {
  refuseUpgraded(shop);
  await work();
  const item = editable(shop, read.int(body, 'item_id'));
  const limits = world.catalogue.limitsOf(item.category);
  const asked = rowsOf(item, read.rows(body, 'stock_list', 50));
  if (item.models.length > 0 && asked.some(({ model }) => !model)) {
    const message = "Can't to edit item stock directly while item has models.";
    throw new ApiError('error_edit_item_stock_for_item_has_model', message);
  }
  const rows = asked.map(({ row, id, model }) => {
    const stock = parseStock(row);
    if (stock === undefined) throw new ApiError('error_param', 'invalid field SellerStock: value must  Not Null');
    const failure = failureOf(() => {
      refuseMarked(shop, [(model ?? item).sku]);
      checkStockLock(shop, item, model, stock);
      checkStock(limits, stock);
    });
    return { id, failure, stock, done: { model_id: id, location_id: '', stock } };
  });
  const stocks = new Map(rows.flatMap(({ id, failure, stock }) => (failure ? [] : [[id, stock] as const])));
  const promoted = rows.length === 1 && rows[0]?.failure?.code.includes('promotion') ? rows[0].failure : undefined;
  const answer = settled(
    rows,
    promoted ?? {
      code: 'error_busi_update_stock_failed',
      reason: 'Update stock failed, please check failure_list for detailed reason',
    },
  );
  shop.save({
    ...item,
    stock: stocks.get(0) ?? item.stock,
    models: item.models.map((model) => ({ ...model, stock: stocks.get(model.id) ?? model.stock })),
    updated: world.now(),
  });
  return answer;
}

function checkStockLock(shop: Shop, item: Item, model: Model | undefined, stock: number): void {
  const promotion = shop.promotionOf(item, model);
  if (promotion && stock < (promotion.reserved ?? 0)) {
    throw new ApiError('error_auth', 'Stock should be larger than reserved stock.');
  }
  if (!locked([promotion], 'stock')) return;
  throw model
    ? new ApiError(
        'error_model_update_stock_model_in_promotion',
        'Model stock cannot be editted when item/model is promotion.',
      )
    : new ApiError(
        'error_cannt_edit_stock_in_promotion',
        'Normal_stock cannot be edited when item is under promotion.',
      );
}

export const OFFER_WRITES: readonly Route[] = [
  { method: 'POST', path: 'product/update_price', kind: 'shop', prefix: 'product', handle: updatePrice },
  { method: 'POST', path: 'product/update_stock', kind: 'shop', prefix: 'product', handle: updateStock },
];
