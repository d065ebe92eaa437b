import { ApiError } from './errors.ts';
import { type Market, wirePrice } from './markets.ts';
import type { Content, Item, Limits, Model, Range } from './types.ts';
import type { World } from './world.ts';

/** What an item must be to be kept. The whole of it is looked at, whatever a request changes. */

/** Codes that differ between shop items and global products. */
interface Codes {
  readonly nameShort: readonly [string, string];
  readonly nameLong: readonly [string, string];
  readonly description: (range: Range) => readonly [string, string];
  readonly descriptionLong: (range: Range) => readonly [string, string];
  readonly images: string;
}

const SHOP_CODES: Codes = {
  nameShort: ['error_item_name_is_too_short', 'Item_name length is less than min limit.'],
  nameLong: ['error_title_exceeds_max_length', 'The length of item_name is bigger than max limit.'],
  description: () => ['error_desc_length_min_limit', 'Description length is less than the min limit.'],
  descriptionLong: ({ max }) => ['error_param', `Parameter is not match the constraints, description over ${max}.`],
  images: 'error_image_num_min',
};

const GLOBAL_CODES: Codes = {
  nameShort: ['error_title_len_no_pass', 'global item name length is less than the min limit'],
  nameLong: ['error_title_len_no_pass', 'global item name length exceed upper limit'],
  description: ({ min }) => ['error_desc_len_no_pass', `description length should not be less than ${min}`],
  descriptionLong: ({ max }) => ['error_desc_len_no_pass', `description length should not exceed ${max}`],
  images: 'error_image_quantity_no_pass',
};

/** `error_desc_hash_tag_over_limit`: "Count of hash tags is more than 18". */
const HASH_TAGS = 18;

export function checkContent(world: World, content: Content, isGlobal: boolean): void {
  const codes = isGlobal ? GLOBAL_CODES : SHOP_CODES;
  if (!world.catalogue.leaf(content.category)) throw new ApiError('error_invalid_category', 'Invalid category ID ');
  const limits = world.catalogue.limitsOf(content.category);
  if (content.name === '') throw new ApiError('error_item_name_empty', 'Item name could not be empty.');
  if (lengthOf(content.name) < limits.name.min) throw new ApiError(...codes.nameShort);
  if (lengthOf(content.name) > limits.name.max) throw new ApiError(...codes.nameLong);
  checkDescription(world, content, limits, codes);
  checkImages(world, content, limits, codes);
  if (!(content.weight > 0)) throw new ApiError('error_param', 'Invalid Weight.');
  if (limits.dimensionMandatory && !content.dimension) throw new ApiError('error_param', 'dimension is required');
  const days = content.preOrder ? limits.days : { min: 0, max: isGlobal ? limits.days.max : limits.plainDays };
  if (!within(content.days, days)) throw new ApiError('error_invalid_days_to_ship', 'Invalid days_to_ship.');
}

function checkDescription(world: World, content: Content, limits: Limits, codes: Codes): void {
  for (const field of content.extended ?? []) {
    if ('image' in field && !world.library.has(field.image)) throw new ApiError('error_param', 'Image not exist.');
  }
  const whole = content.extended
    ? content.extended.map((field) => ('text' in field ? field.text : '')).join('')
    : content.description;
  const range = limits.description;
  if (lengthOf(whole) < range.min) throw new ApiError(...codes.description(range));
  if (lengthOf(whole) > range.max) throw new ApiError(...codes.descriptionLong(range));
  if ((whole.match(/#[^\s#]+/g) ?? []).length > HASH_TAGS) {
    throw new ApiError('error_desc_hash_tag_over_limit', 'Count of hash tags is more than 18');
  }
}

function checkImages(world: World, content: Content, limits: Limits, codes: Codes): void {
  const count = content.images.length;
  if (!within(count, limits.images)) {
    const { min, max } = limits.images;
    throw new ApiError(codes.images, `the number of images should be between ${min} and ${max}`);
  }
  for (const id of content.images) if (!world.library.has(id)) throw new ApiError('error_param', 'Image not exist.');
}

/** What only an item of a shop has. */
export function checkItem(world: World, item: Item): void {
  checkContent(world, item, false);
  checkLogistics(world, item);
  checkGtin(world.catalogue.limitsOf(item.category), item.models.length > 0 ? item.models : [item]);
}

function checkLogistics(world: World, item: Item): void {
  const refuse = (info: string) => new ApiError('error_invalid_logistic_info', `invalid logistic info , ${info}`);
  if (!item.logistics.some((one) => one.enabled)) throw refuse('at least one channel must be enabled');
  for (const choice of item.logistics) {
    const channel = world.channels.find((one) => one.id === choice.id);
    if (channel?.mask !== 0) throw refuse(`channel ${choice.id} cannot be chosen`);
    if (!choice.enabled) continue;
    if (!channel.enabled) throw refuse(`channel ${choice.id} is not enabled in the shop`);
    if (channel.feeType === 'CUSTOM_PRICE' && choice.fee === undefined && !choice.free) {
      throw refuse(`shipping_fee of ${choice.id} is required`);
    }
    if (channel.feeType === 'SIZE_SELECTION' && !channel.sizes?.some((size) => size.id === String(choice.size))) {
      throw refuse(`size_id of ${choice.id} is required`);
    }
    if (channel.feeType === 'SIZE_INPUT' && !item.dimension) throw new ApiError('error_param', 'dimension is required');
    if (channel.maxWeight !== undefined && item.weight > channel.maxWeight) {
      throw refuse(`weight is over the limit of ${choice.id}`);
    }
  }
}

/** `00` says that there is none; the shop's rule tells whether it may be said or left out. */
export function checkGtin(limits: Limits, holders: readonly { readonly gtin: string }[]): void {
  for (const { gtin } of holders) {
    if (gtin === '' && limits.gtin !== 'Optional') {
      throw new ApiError('error_busi', 'The GTIN code is mandatory, please check and upload again.');
    }
    if (gtin === '' || (gtin === '00' && limits.gtin !== 'Mandatory') || isGtin(gtin)) continue;
    throw new ApiError('error_param_validate', 'This is not a valid GTIN. Please, inform a valid number.');
  }
}

/** 8, 12, 13 or 14 digits of which the last checks the others (GS1). */
function isGtin(text: string): boolean {
  if (!/^(?:\d{8}|\d{12,14})$/.test(text)) return false;
  const sum = [...text].reverse().reduce((total, digit, at) => total + Number(digit) * (at % 2 === 1 ? 3 : 1), 0);
  return sum % 10 === 0;
}

/** A price off the wire in the market's steps: too fine is refused where there are decimals, and rounded where there are none. */
export function priceSteps(market: Pick<Market, 'decimals'>, value: number): number {
  if (market.decimals === 0) return Math.round(value);
  if (!/^\d+(?:\.\d{1,2})?$/.test(String(value))) {
    throw new ApiError('error_invalid_price', 'Invalid price, please use the correct format');
  }
  return Math.round(value * 100);
}

export function checkPrice(market: Pick<Market, 'decimals'>, limits: Limits, steps: number): void {
  const price = wirePrice(market, steps);
  if (price < limits.price.min || steps <= 0) {
    throw new ApiError('error_price_exceed_min_limitt', 'Original_price is less than min price limit.');
  }
  if (price > limits.price.max) {
    throw new ApiError('error_price_exceed_max_limitt', 'Original_price is bigger than max price limit.');
  }
}

export function checkStock(limits: Limits, stock: number): void {
  if (stock < limits.stock.min) {
    throw new ApiError('error_stock_less_then_min_limit', 'Normal_stock/ seller_stock is less than min limit.');
  }
  if (stock > limits.stock.max) {
    throw new ApiError('error_stock_bigger_then_limit', 'Normal_stock/ seller_stock is bigger than max limit.');
  }
}

/** The only code that the documents have for it is the one of global products. */
export function checkRatio(ratio: number | undefined, models: readonly Pick<Model, 'price'>[]): void {
  const prices = models.map(({ price }) => price);
  if (ratio === undefined || prices.length < 2 || Math.max(...prices) <= ratio * Math.min(...prices)) return;
  throw new ApiError('error_price_agp_too_large', `the max price is ${ratio} lager the min price`);
}

/** Characters as a reader counts them, near enough: code points. */
export function lengthOf(text: string): number {
  return [...text].length;
}

export function within(value: number, { min, max }: Range): boolean {
  return value >= min && value <= max;
}
