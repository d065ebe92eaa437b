import { ApiError, wrong } from './errors.ts';
import * as read from './input.ts';
import type { Market } from './markets.ts';
import { parseDimension, parseStock } from './parse.ts';
import { checkPrice, checkStock, lengthOf, priceSteps } from './rules.ts';
import { checkIndexes, MAX_MODELS } from './tiers.ts';
import type { Body, Item, Limits, Model, Tier } from './types.ts';

/** Models of shop items and of global products alike. */

const MAX_SKU = 100;

/** A new model as it is sent; the name of its SKU's field differs between shop items and global products. */
export function parseModel(
  market: Pick<Market, 'decimals'>,
  limits: Limits,
  row: Body,
  id: number,
  skuField: 'model_sku' | 'global_model_sku',
): Model {
  const price = priceSteps(market, read.number(row, 'original_price'));
  checkPrice(market, limits, price);
  const stock = parseStock(row) ?? 0;
  checkStock(limits, stock);
  const sku = read.maybeText(row, skuField) ?? '';
  checkSku(sku);
  const [weight, dimension] = [read.maybeNumber(row, 'weight'), parseDimension(row)];
  return {
    id,
    index: read.ints(row, 'tier_index'),
    sku,
    price,
    stock,
    gtin: read.maybeText(row, 'gtin_code') ?? '',
    ...(weight === undefined ? {} : { weight }),
    ...(dimension ? { dimension } : {}),
    available: true,
  };
}

/** No document has a code for it; the length itself is documented with every call. */
export function checkSku(sku: string): void {
  if (lengthOf(sku) > MAX_SKU) throw wrong(`model_sku length needs to be no more than ${MAX_SKU} characters`);
}

export function tooMany(): ApiError {
  const message = 'The count of model is too large. Should be under 20 (50 for TW)';
  return new ApiError('error_model_count_over_limit', message);
}

export function withoutTiers<T extends { readonly sku: string }>(item: T, models: readonly Model[]): T {
  const [only] = models;
  if (!only || models.length > 1) throw new ApiError('error_param', 'Model tier_index error.');
  return { ...item, tiers: [], models: [], price: only.price, stock: only.stock, sku: only.sku || item.sku };
}

/** Of a shop item or a global product alike. */
export function retier<T extends Pick<Item, 'tiers' | 'models'>>(
  item: T,
  body: Body,
  tiers: readonly Tier[] | undefined,
): T {
  if (item.tiers.length === 0) {
    const message = 'Item without tier-variation. Please use init_tier_variation api to upgrade the structure.';
    throw new ApiError('error_tier_var_is_', message);
  }
  if (!tiers) throw new ApiError('error_param', 'parameter invalid');
  if (tiers.length !== item.tiers.length) {
    throw new ApiError('error_param', 'Canot change the level of tier-variation.');
  }
  const places = (read.maybeList(body, 'model_list') ?? []).map((row) => ({
    id: read.int(row, 'model_id'),
    index: read.ints(row, 'tier_index'),
  }));
  if (places.length === 0) {
    throw new ApiError('error_busi_cannot_delete_all_model', 'Cannot delete all models by this api.');
  }
  const seen = new Set<number>();
  const models = places.map(({ id, index }) => {
    const model = item.models.find((one) => one.id === id);
    if (!model) {
      const message = `The model_id is wrong or not related to this item, model_id:${id}`;
      throw new ApiError('error_wrong_modelid', message);
    }
    if (seen.has(id)) throw new ApiError('error_duplicate_modelid', `The model_id is duplicate, model_id:${id}`);
    seen.add(id);
    if (index.length !== tiers.length) {
      const message = 'Item tier_index level mismatch tier variation list level.';
      throw new ApiError('error_model_tier_index_level_mismatch_var_level', message);
    }
    if (index.some((at, level) => at < 0 || at >= (tiers[level]?.options.length ?? 0))) {
      throw new ApiError('error_tier_index', 'The tier_index is not exist');
    }
    return { ...model, index };
  });
  checkIndexes(
    tiers,
    models.map(({ index }) => index),
  );
  return { ...item, tiers, models };
}

export function joined(item: Pick<Item, 'tiers' | 'models'>, added: readonly Model[]): readonly Model[] {
  if (item.tiers.length === 0) {
    const message = 'Item without tier_variation. Please use init_tier_variation api to upgrade the structure.';
    throw new ApiError('error_param', message);
  }
  const models = [...item.models, ...added];
  if (models.length > MAX_MODELS) throw tooMany();
  checkIndexes(
    item.tiers,
    models.map(({ index }) => index),
  );
  return models;
}
