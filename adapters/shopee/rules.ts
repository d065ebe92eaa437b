import type { Rule } from 'mabang/contract';
import type { Check } from './check.ts';
import * as goods from './check-goods.ts';
import * as offer from './check-offer.ts';
import * as parcel from './check-parcel.ts';
import * as text from './check-text.ts';
import type { Connection } from './schema.ts';

const DATE = '2026-11-23';
const LIMITS = 'v2.product.get_item_limit and v2.global_product.get_global_item_limit, 2026-08';
const VARIANTS = 'guide "Variant management", 2025-12';
const PRICES = 'guide "Stock & price management", 2025-12';
const CREATING = 'guide "Creating product", 2025-12';
const PREPARING = 'guide "Product creation preparation", 2025-12';
const GLOBAL = 'guide "Creating global product", 2025-12';

function rule(code: string, title: string, source: string, check: Check): Rule<Connection> {
  return { code, severity: code.startsWith('E_') ? 'error' : 'warning', title, source, date: DATE, check };
}

/** What the platform takes differs by shop and category: numbers come from its own documents, never from here. */
export const rules: readonly Rule<Connection>[] = [
  rule('E_SHOPEE_NAME', 'title too short or too long', LIMITS, text.name),
  rule('E_SHOPEE_DESCRIPTION', 'description missing, too short or too long', LIMITS, text.description),
  rule('E_SHOPEE_HASHTAGS', 'more than 18 hash tags', 'error_desc_hash_tag_over_limit, 2026-08', text.hashTags),
  rule(
    'W_SHOPEE_HTML',
    'text that plain text cannot show',
    'v2.product.add_item, description_type, 2026-08',
    text.html,
  ),
  rule('W_SHOPEE_GLOBAL_TEXT', 'name that the platform translates in part', `${GLOBAL}, 4.5.3`, text.globalText),
  rule(
    'E_SHOPEE_SKU',
    'SKU of more than 100 characters',
    'v2.product.init_tier_variation, model_sku, 2026-08',
    text.sku,
  ),
  rule(
    'E_SHOPEE_PARENT_SKU',
    'product code of more than 100 characters',
    'v2.product.init_tier_variation, 2026-08',
    text.parentSku,
  ),
  rule('E_SHOPEE_TIERS', 'more than two options', VARIANTS, text.tierCount),
  rule(
    'E_SHOPEE_MODELS',
    'more than 50 combinations',
    `${VARIANTS}; v2.product.init_tier_variation, 2026-08`,
    text.modelCount,
  ),
  rule('E_SHOPEE_TIER_NAME', 'name of an option', LIMITS, text.tierNames),
  rule('E_SHOPEE_OPTION', 'value of an option', LIMITS, text.optionNames),
  rule('E_SHOPEE_IMAGES', 'too few or too many pictures', LIMITS, goods.images),
  rule('W_SHOPEE_IMAGE_TYPE', 'picture that is no JPG or PNG', 'v2.media_space.upload_image, 2026-08', goods.imageType),
  rule('W_SHOPEE_TIER_IMAGES', 'pictures of some options alone', `${CREATING}, 7`, goods.tierImages),
  rule('W_SHOPEE_SKU_IMAGES', 'pictures of one SKU', `${CREATING}, 7`, goods.skuImages),
  rule(
    'E_SHOPEE_PRICE_DECIMALS',
    'price finer than the market',
    'v2.product.update_price, 2026-08',
    offer.priceDecimals,
  ),
  rule('E_SHOPEE_PRICE_RANGE', 'price out of range', LIMITS, offer.priceRange),
  rule('E_SHOPEE_PRICE_RATIO', 'prices too far apart', `${PRICES}, 5`, offer.priceRatio),
  rule('W_SHOPEE_LIST_PRICE', 'crossed-out price', `${PRICES}, 1`, offer.listPrice),
  rule(
    'E_SHOPEE_GLOBAL_RATE',
    'no price for the global product',
    'v2.global_product.add_global_item, 2026-08',
    offer.globalRate,
  ),
  rule('E_SHOPEE_STOCK', 'quantity above the most', LIMITS, offer.stockMost),
  rule('W_SHOPEE_STOCK', 'quantity below the least', LIMITS, offer.stockLeast),
  rule('E_SHOPEE_GTIN', 'GTIN missing', 'v2.product.get_item_limit, gtin_validation_rule, 2026-08', offer.gtin),
  rule('E_SHOPEE_WEIGHT', 'weight missing', 'v2.product.add_item, weight, 2026-08', parcel.weight),
  rule('W_SHOPEE_SKU_WEIGHT', 'SKU without weight', 'v2.product.add_model, weight, 2026-08', parcel.skuWeight),
  rule('E_SHOPEE_DIMENSION', 'size of the parcel missing', LIMITS, parcel.dimensionMissing),
  rule(
    'W_SHOPEE_DIMENSION',
    'size that is no whole centimetres',
    'v2.product.add_item, dimension, 2026-08',
    parcel.dimensionRounded,
  ),
  rule(
    'E_SHOPEE_LOGISTICS',
    'no shipping channel',
    `${CREATING}, 6; v2.logistics.get_channel_list, 2026-08`,
    parcel.logistics,
  ),
  rule('E_SHOPEE_DAYS', 'days to ship', `${PREPARING}, 4`, parcel.days),
  rule('W_SHOPEE_DAYS', 'days to ship that the shop may refuse', `${GLOBAL}, 3.6`, parcel.shopDays),
  rule('E_SHOPEE_CONDITION', 'condition', 'v2.product.add_item, condition, 2026-08', goods.conditionWord),
  rule('E_SHOPEE_BRAND', 'brand missing', `${PREPARING}, 3`, goods.brandMissing),
  rule('W_SHOPEE_BRAND', 'brand that the category has not', `${PREPARING}, 3`, goods.brandUnmatched),
  rule('E_SHOPEE_ATTRIBUTE', 'value that an attribute does not take', `${CREATING}, 2.2`, goods.attributeValues),
  rule('W_SHOPEE_ATTRIBUTE', 'attribute that the category has not', `${PREPARING}, 2`, goods.attributeUnknown),
  rule('E_SHOPEE_TAX', 'NCM or CEST', 'v2.product.add_item, tax_info, 2026-08', goods.tax),
];
