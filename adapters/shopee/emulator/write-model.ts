import type { Answer, Call, Route } from './call.ts';
import { ApiError, wrong } from './errors.ts';
import { editable, locked, refuseUpgraded } from './guards.ts';
import * as read from './input.ts';
import { checkSku, joined, parseModel, retier, tooMany, withoutTiers } from './models.ts';
import { parseDimension } from './parse.ts';
import { checkGtin, checkRatio } from './rules.ts';
import type { Shop } from './shop.ts';
import { checkIndexes, MAX_MODELS, parseTiers } from './tiers.ts';
import type { Body, Item, Model, Tier } from './types.ts';
import { wireNew, wireTiers } from './wire.ts';

/**
 * Sets another number of tiers, and by that makes every model anew: the ids of before are gone. Without tiers the one model
 * that is sent becomes the item's own price and stock.
 */
async function initTierVariation({ world, shop, body, work }: Call): Promise<Answer> {
  if (shop.upgraded) throw blockedTiers();
  await work();
  const item = editable(shop, read.int(body, 'item_id'));
  const limits = world.catalogue.limitsOf(item.category);
  const rows = read.list(body, 'model');
  const tiers = parseTiers(world, body, { limits, isGlobal: false });
  if (!tiers) {
    const message = 'There is at least one standardise_tier_variation and tier_variation';
    throw new ApiError('error_param', `Parameter is not match the constraints, ${message}.`);
  }
  if (rows.length === 0) throw wrong('the length of model should be between 1 to 50');
  if (rows.length > MAX_MODELS) throw tooMany();
  if (tiers.length === item.tiers.length) throw new ApiError('error_param', 'The level of tier-variation not change.');
  if (locked(shop.promotionsOf(item), 'variation')) {
    throw tiers.length === 0
      ? new ApiError(
          'error_cannt_be_no_variation_in_promotion',
          'Item cannot be without model when item is under promotion.',
        )
      : new ApiError(
          'error_cannt_init_tier_in_promotion',
          'Tier_variation cannot be changed when item is under promotion.',
        );
  }
  const models = rows.map((row) => parseModel(shop.market, limits, row, world.nextId(), 'model_sku'));
  checkIndexes(
    tiers,
    models.map(({ index }) => index),
  );
  const next = tiers.length === 0 ? withoutTiers(item, models) : { ...item, tiers, models };
  checkGtin(limits, models);
  checkRatio(shop.ratio, next.models);
  shop.save({ ...next, updated: world.now() });
  return {
    response: {
      item_id: item.id,
      tier_variation: wireTiers(shop, tiers, false),
      model: next.models.map(wireNew(shop, item)),
    },
  };
}

/** Options come and go; of the models only those stay that `model_list` gives a place. */
async function updateTierVariation({ world, shop, body, work }: Call): Promise<Answer> {
  await work();
  const item = editable(shop, read.int(body, 'item_id'));
  const limits = world.catalogue.limitsOf(item.category);
  const next = retier(item, body, parseTiers(world, body, { limits, isGlobal: false }));
  if (shop.upgraded && shapeOf(next) !== shapeOf(item)) throw blockedTiers();
  if (locked(shop.promotionsOf(item), 'variation')) checkPromotedTiers(item, next);
  checkRatio(shop.ratio, next.models);
  shop.save({ ...next, updated: world.now() });
  return {};
}

/** An upgraded shop may give its variants other names, and no other shape. */
function shapeOf(item: Item): string {
  const places = item.models.map(({ id, index }) => [id, ...index]).sort(([a = 0], [b = 0]) => a - b);
  return JSON.stringify([item.tiers.map((tier) => tier.options.length), places]);
}

function blockedTiers(): ApiError {
  const message = 'CNCS shop can not modify tier_variation structure.';
  return new ApiError('error_cnsc_shop_block_update_tier_variation', message);
}

function checkPromotedTiers(item: Item, next: Item): void {
  if (next.models.length < item.models.length) {
    const message = "Can't change tier_variation when item is under promotion.";
    throw new ApiError('error_in_item_promotion_remove_model', message);
  }
  const names = (tier: Tier) => new Set(tier.options.map(({ name }) => name));
  item.tiers.forEach((tier, level) => {
    const after = next.tiers[level];
    if (!after || after.name !== tier.name) {
      throw new ApiError(
        'error_cannt_change_tier_variation_in_promotion',
        'Structure of tier_variation cannot be edited when item is under promotion.',
      );
    }
    if ([...names(tier)].some((name) => !names(after).has(name))) {
      throw new ApiError(
        'error_cannt_delete_option_in_promotion',
        'Option of tier_variation cannot be deleted when item is under promotion.',
      );
    }
  });
}

async function addModel({ world, shop, body, work }: Call): Promise<Answer> {
  refuseUpgraded(shop);
  await work();
  const item = editable(shop, read.int(body, 'item_id'));
  const limits = world.catalogue.limitsOf(item.category);
  const rows = read.rows(body, 'model_list', MAX_MODELS);
  const added = rows.map((row) => parseModel(shop.market, limits, row, world.nextId(), 'model_sku'));
  checkGtin(limits, added);
  const models = joined(item, added);
  checkRatio(shop.ratio, models);
  shop.save({ ...item, models, updated: world.now() });
  return { response: { model: added.map(wireNew(shop, item)) } };
}

async function updateModel({ world, shop, body, work }: Call): Promise<Answer> {
  await work();
  const item = editable(shop, read.int(body, 'item_id'));
  const limits = world.catalogue.limitsOf(item.category);
  const changed = new Map<number, Model>();
  for (const row of read.rows(body, 'model', MAX_MODELS)) {
    const model = item.models.find(({ id }) => id === read.int(row, 'model_id'));
    if (!model) throw new ApiError('error_model_invalid_model_id', 'Invalid model_id.');
    changed.set(model.id, changedModel(shop, model, row));
  }
  const models = item.models.map((model) => changed.get(model.id) ?? model);
  checkGtin(limits, models);
  shop.save({ ...item, models, updated: world.now() });
  return {};
}

/** A model's SKU comes from the global product in an upgraded shop; only there can a model be made unavailable. */
function changedModel(shop: Shop, model: Model, row: Body): Model {
  const sku = shop.upgraded ? (read.maybeText(row, 'model_sku') ?? model.sku) : read.text(row, 'model_sku');
  checkSku(sku);
  const status = read.maybeText(row, 'model_status');
  if ((shop.upgraded && sku !== model.sku) || (!shop.upgraded && status !== undefined)) {
    throw new ApiError('error_perm_non_admin', "Don't have permission.");
  }
  if (status !== undefined && status !== 'NORMAL' && status !== 'UNAVAILABLE') throw wrong('model_status');
  const [weight, dimension] = [read.maybeNumber(row, 'weight'), parseDimension(row)];
  return {
    ...model,
    sku,
    gtin: read.maybeText(row, 'gtin_code') ?? model.gtin,
    ...(weight === undefined ? {} : { weight }),
    ...(dimension ? { dimension } : {}),
    available: status === undefined ? model.available : status === 'NORMAL',
  };
}

async function deleteModel({ world, shop, body, work }: Call): Promise<Answer> {
  refuseUpgraded(shop);
  await work();
  const item = editable(shop, read.int(body, 'item_id'));
  const model = item.models.find(({ id }) => id === read.int(body, 'model_id'));
  if (!model) throw new ApiError('error_param', 'Model_id and item_id not match.');
  if (locked([shop.promotionOf(item, model)], 'delete')) {
    const message = 'Model cannot be deleted when item/model is under promotion or groupbuy.';
    throw new ApiError('error_model_remove_model_in_promotion', message);
  }
  if (item.models.length === 1) {
    throw new ApiError('error_busi_cannot_delete_all_model', 'Cannot delete all models by this api.');
  }
  shop.save({ ...item, models: item.models.filter(({ id }) => id !== model.id), updated: world.now() });
  return {};
}

const write = (path: string, handle: Route['handle']): Route => ({
  method: 'POST',
  path: `product/${path}`,
  kind: 'shop',
  prefix: 'product',
  handle,
});

export const MODEL_WRITES: readonly Route[] = [
  write('init_tier_variation', initTierVariation),
  write('update_tier_variation', updateTierVariation),
  write('add_model', addModel),
  write('update_model', updateModel),
  write('delete_model', deleteModel),
];
