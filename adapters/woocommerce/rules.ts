import type { Rule } from 'mabang/contract';
import {
  axisNames,
  type Check,
  nameBytes,
  optionText,
  parentSkuTaken,
  parentSkuText,
  skuCase,
  skuComma,
  skuLength,
  skuText,
  strippedText,
} from './check-text.ts';
import {
  axisAndAttribute,
  decimals,
  imageType,
  salePrice,
  skuAttributes,
  skuImages,
  stockOff,
  units,
} from './check-values.ts';
import type { Connection } from './schema.ts';

const DATE = '2026-11-23';
const RECORDED = 'recorded on WooCommerce 10.0.2, WordPress 6.8.3';

function rule(code: string, title: string, source: string, check: Check): Rule<Connection> {
  return { code, severity: code.startsWith('E_') ? 'error' : 'warning', title, source, date: DATE, check };
}

const SOURCE = 'plugin source, repository woocommerce/woocommerce';
const CLEAN = `${SOURCE}, class-wc-rest-products-controller.php: a SKU goes through wc_clean()`;

export const rules: readonly Rule<Connection>[] = [
  rule('E_WOO_SKU_TEXT', 'SKU that the shop would store differently', CLEAN, skuText),
  rule('E_WOO_SKU_LENGTH', 'SKU of more than 100 characters', 'WooCommerce 10.0.2, class-wc-install.php', skuLength),
  rule('W_WOO_SKU_COMMA', 'SKU with a comma', `${RECORDED}: ?sku= is a comma list`, skuComma),
  rule('E_WOO_SKU_CASE', 'SKUs that differ in case only', `${RECORDED}: a lower-case duplicate is refused`, skuCase),
  rule(
    'W_WOO_PARENT_SKU',
    'product code that is a SKU',
    `${RECORDED}: SKUs are unique over products and variations`,
    parentSkuTaken,
  ),
  rule('E_WOO_PARENT_SKU_TEXT', 'product code that cannot be a SKU', CLEAN, parentSkuText),
  rule('E_WOO_NAME_BYTES', 'title of more than 65,535 bytes', RECORDED, nameBytes),
  rule(
    'W_WOO_TEXT_STRIPPED',
    'text that the shop strips',
    `${RECORDED}: kses, as an author without unfiltered_html`,
    strippedText,
  ),
  rule('E_WOO_SALE_PRICE', 'crossed-out price not above the price', `${RECORDED}: dropped with 200`, salePrice),
  rule(
    'W_WOO_DECIMALS',
    'price with more decimals than the shop shows',
    `${RECORDED}: price_html shows 10 as 10.00`,
    decimals,
  ),
  rule(
    'W_WOO_STOCK_OFF',
    'stock management switched off',
    `${SOURCE}, class-wc-rest-products-controller.php: option woocommerce_manage_stock`,
    stockOff,
  ),
  rule(
    'W_WOO_UNIT',
    'unit of the shop that cannot be converted to',
    `${RECORDED}: the weight unit is a setting of the shop`,
    units,
  ),
  rule(
    'E_WOO_OPTION_TEXT',
    'option value that the shop splits or strips',
    `${RECORDED}: | splits on the product only`,
    optionText,
  ),
  rule(
    'E_WOO_AXIS_NAME',
    'option names that are one to the shop',
    `${SOURCE}, class-wc-rest-product-variations-controller.php: looked up by sanitize_title(name)`,
    axisNames,
  ),
  rule(
    'W_WOO_AXIS_ATTRIBUTE',
    'attribute with the name of an option',
    `${SOURCE}, class-wc-rest-products-controller.php: attributes are keyed by name`,
    axisAndAttribute,
  ),
  rule(
    'W_WOO_SKU_ATTRIBUTES',
    'attributes of one variant',
    `${RECORDED}: the variation's schema has options only`,
    skuAttributes,
  ),
  rule(
    'W_WOO_SKU_IMAGES',
    'more than one picture of a variant',
    `${RECORDED}: the variation's schema has one image`,
    skuImages,
  ),
  rule(
    'W_WOO_IMAGE_TYPE',
    'picture of a type the shop does not take',
    'WooCommerce 10.0.2, wc_rest_allowed_image_mime_types()',
    imageType,
  ),
];
