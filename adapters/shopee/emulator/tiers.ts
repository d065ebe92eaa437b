import { ApiError } from './errors.ts';
import * as read from './input.ts';
import { lengthOf } from './rules.ts';
import type { Body, Limits, Tier } from './types.ts';
import type { World } from './world.ts';

/** Documents: at most 2 tiers, 50 options a tier, 50 models (guide "variant management", 2025-12). */
export const MAX_MODELS = 50;
const MAX_TIERS = 2;

export interface TierRules {
  readonly limits: Limits;
  readonly isGlobal: boolean;
}

/** `standardise_tier_variation`: a name of the seller's own has `variation_id` 0. `undefined`: it was not sent. */
export function parseTiers(world: World, body: Body, rules: TierRules): readonly Tier[] | undefined {
  const given = read.maybeList(body, 'standardise_tier_variation');
  if (!given) return undefined;
  const tiers = given.map(
    (tier): Tier => ({
      name: read.maybeText(tier, 'variation_name') ?? '',
      variationId: read.int(tier, 'variation_id'),
      groupId: read.maybeInt(tier, 'variation_group_id') ?? 0,
      options: read.list(tier, 'variation_option_list').map((option) => {
        const image = read.maybeText(option, 'image_id') ?? '';
        return {
          id: read.maybeInt(option, 'variation_option_id') ?? 0,
          name: read.maybeText(option, 'variation_option_name') ?? '',
          ...(image === '' ? {} : { image }),
        };
      }),
    }),
  );
  checkTiers(world, tiers, rules);
  return tiers;
}

function checkTiers(world: World, tiers: readonly Tier[], { limits, isGlobal }: TierRules): void {
  if (tiers.length > MAX_TIERS) throw new ApiError('error_param', 'The level of tier-variation over 2.');
  const combinations = tiers.reduce((count, tier) => count * tier.options.length, 1);
  if (tiers.some((tier) => tier.options.length > MAX_MODELS) || combinations > MAX_MODELS) {
    const message =
      'Count of tier_variation options should be under 50. Count of 2-level variations combinations should be under 50.';
    throw new ApiError('error_param', message);
  }
  for (const tier of tiers) {
    if (tier.name === '' || tier.options.length === 0 || tier.options.some(({ name }) => name === '')) {
      throw new ApiError('error_nil_name_new_item_model', 'Item tier_variation name cannot be empty.');
    }
    if (lengthOf(tier.name) > limits.tierName.max) {
      throw new ApiError(
        'error_tier_var_name_too_long',
        `tier_variation name should not exceed ${limits.tierName.max}`,
      );
    }
    if (tier.options.some(({ name }) => lengthOf(name) > limits.tierOption.max)) {
      const message = `tier_variation option should not exceed ${limits.tierOption.max}`;
      throw new ApiError('error_tier_opt_val_too_long', message);
    }
    if (new Set(tier.options.map(({ name }) => name)).size < tier.options.length) throw duplicateNames(isGlobal);
  }
  if (new Set(tiers.map(({ name }) => name)).size < tiers.length) throw duplicateNames(isGlobal);
  checkTierImages(world, tiers, isGlobal);
}

function duplicateNames(isGlobal: boolean): ApiError {
  return isGlobal
    ? new ApiError('error_duplicated_variation_option', 'Tier variation option duplicated.')
    : new ApiError('error_model_duplicate_name', 'Item tier_variation have duplicate name.');
}

/** Images are of the first tier alone, and there of all its options or of none. */
function checkTierImages(world: World, tiers: readonly Tier[], isGlobal: boolean): void {
  const [first, second] = tiers;
  const images = first?.options.flatMap(({ image }) => (image === undefined ? [] : [image])) ?? [];
  if (images.some((id) => !world.library.has(id))) throw new ApiError('error_param', 'Image not exist.');
  if (second?.options.some(({ image }) => image !== undefined)) {
    throw new ApiError('error_tier_img_not_allower', 'Not allowed to update tier-variation image.');
  }
  if (images.length === 0 || images.length === first?.options.length) return;
  throw isGlobal
    ? new ApiError(
        'error_busi_global_tier_option_image_not_equal_to_tier_one_option',
        'Image num of tier_variation option is not equal to option num of tier_variation.',
      )
    : new ApiError('error_tier_img_partial', 'Interal error, please contact openapi team.');
}

/** Each index stands within the tiers, and none twice. */
export function checkIndexes(tiers: readonly Tier[], indexes: readonly (readonly number[])[]): void {
  for (const index of indexes) {
    if (index.length !== tiers.length) throw new ApiError('error_param', 'Model tier_index error.');
    index.forEach((at, level) => {
      if (at < 0 || at >= (tiers[level]?.options.length ?? 0)) {
        throw new ApiError('error_param', 'Model tier_index error.');
      }
    });
  }
  if (new Set(indexes.map(String)).size < indexes.length) {
    throw new ApiError('error_model_duplicate_tier_variation_index', 'Item have duplicate tier_index.');
  }
}
