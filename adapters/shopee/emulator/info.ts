import type { Answer, Call, Kind, Route } from './call.ts';
import { ApiError, wrong } from './errors.ts';
import * as query from './input.ts';
import type { AttributeSpec, AttributeValueSpec, CategorySpec, Limits, Range } from './types.ts';
import { seconds } from './wire.ts';

/** What a seller looks up before he lists: shop, categories and their demands, brands, limits, shipping. */

const AUTHORISED_MS = 365 * 86_400_000;

function getShopInfo({ shop, world }: Call): Answer {
  const from = world.now();
  return {
    shop_name: `emulated ${shop.market.region.toLowerCase()} shop`,
    region: shop.market.region,
    status: 'NORMAL',
    is_cb: shop.upgraded,
    is_sip: false,
    is_upgraded_cbsc: shop.upgraded,
    merchant_id: shop.merchantId ?? null,
    auth_time: seconds(from),
    expire_time: seconds(from + AUTHORISED_MS),
    shop_fulfillment_flag: 'Others',
    is_main_shop: false,
    is_direct_shop: false,
    linked_main_shop_id: 0,
    linked_direct_shop_list: [],
    is_one_awb: false,
    is_mart_shop: false,
    is_outlet_shop: false,
  };
}

function getCategory({ world }: Call): Answer {
  return {
    response: {
      category_list: world.catalogue.all.map((category) => ({
        category_id: category.id,
        parent_category_id: category.parent,
        original_category_name: category.name,
        display_category_name: category.name,
        has_children: world.catalogue.hasChildren(category.id),
      })),
    },
  };
}

function leafOf({ world }: Call, id: number): CategorySpec {
  const category = world.catalogue.leaf(id);
  if (!category) throw new ApiError('error_invalid_category', `Invalid category ID ${id}`);
  return category;
}

function getAttributeTree(call: Call): Answer {
  const ids = query.queryInts(call.query, 'category_id_list', 20);
  const list = ids.map((id) => ({
    category_id: id,
    attribute_tree: (leafOf(call, id).attributes ?? []).map((spec) => wireAttribute(spec, false)),
    warning: '',
  }));
  return { response: { list } };
}

/** The same tree, with two differences that table and sample agree on: no warning, and one translation of a value. */
function getGlobalAttributeTree(call: Call): Answer {
  const ids = query.queryInts(call.query, 'category_id_list', 20);
  const list = ids.map((id) => ({
    category_id: id,
    attribute_tree: (leafOf(call, id).attributes ?? []).map((spec) => wireAttribute(spec, true)),
  }));
  return { response: { list } };
}

function wireAttribute(spec: AttributeSpec, isGlobal: boolean): Record<string, unknown> {
  return {
    attribute_id: spec.id,
    mandatory: spec.mandatory ?? false,
    name: spec.name,
    attribute_value_list: (spec.values ?? []).map((value) => wireValue(value, isGlobal)),
    attribute_info: {
      input_type: spec.input,
      input_validation_type: spec.validation ?? 0,
      format_type: spec.units ? 2 : 1,
      date_format_type: spec.dateFormat ?? 0,
      attribute_unit_list: spec.units ?? [],
      max_value_count: spec.input >= 4 ? (spec.max ?? 5) : 1,
      introduction: '',
      is_oem: false,
      support_search_value: false,
    },
    multi_lang: [{ language: 'en', value: spec.name }],
  };
}

function wireValue(value: AttributeValueSpec, isGlobal: boolean): Record<string, unknown> {
  const translation = { language: 'en', value: value.name };
  return {
    value_id: value.id,
    name: value.name,
    value_unit: '',
    child_attribute_list: (value.children ?? []).map((spec) => wireAttribute(spec, isGlobal)),
    multi_lang: isGlobal ? translation : [translation],
  };
}

function getBrandList(call: Call): Answer {
  const offset = query.queryInt(call.query, 'offset');
  const size = query.pageSize(call.query, 100);
  const category = leafOf(call, query.queryInt(call.query, 'category_id'));
  const status = query.queryInt(call.query, 'status');
  if (status !== 1 && status !== 2) throw wrong('status must be 1 or 2');
  const brands = status === 1 ? (category.brands ?? []) : [];
  const next = offset + size;
  return {
    response: {
      brand_list: brands.slice(offset, next).map((brand) => ({
        brand_id: brand.id,
        original_brand_name: brand.name,
        display_brand_name: brand.name,
      })),
      has_next_page: next < brands.length,
      next_offset: next < brands.length ? next : 0,
      is_mandatory: category.brandMandatory ?? false,
      input_type: 'DROP_DOWN',
    },
  };
}

const range = ({ min, max }: Range) => ({ min_limit: min, max_limit: max });

function common(limits: Limits): Record<string, unknown> {
  return {
    price_limit: range(limits.price),
    stock_limit: range(limits.stock),
    tier_variation_name_length_limit: range(limits.tierName),
    tier_variation_option_length_limit: range(limits.tierOption),
    extended_description_limit: {
      description_text_length_min: limits.description.min,
      description_text_length_max: limits.description.max,
      description_image_num_min: 0,
      description_image_num_max: 12,
      description_image_width_min: 1,
      description_image_height_min: 1,
      description_image_aspect_ratio_min: 0.5,
      description_image_aspect_ratio_max: 32,
    },
    weight_limit: { weight_mandatory: true },
    dimension_limit: { dimension_mandatory: limits.dimensionMandatory },
  };
}

const NO_SIZE_CHART = {
  size_chart_mandatory: false,
  support_image_size_chart: false,
  support_template_size_chart: false,
};

/** `gtin_limit` stands beside `response`, not in it. */
function getItemLimit({ world, query: parameters }: Call): Answer {
  const limits = world.catalogue.limitsOf(query.maybeQueryInt(parameters, 'category_id'));
  return {
    response: {
      ...common(limits),
      wholesale_price_threshold_percentage: { min_limit: 30, max_limit: 100 },
      item_name_length_limit: range(limits.name),
      item_image_count_limit: range(limits.images),
      item_description_length_limit: range(limits.description),
      item_count_limit: { max_limit: limits.items },
      dts_limit: { days_to_ship_limit: range(limits.days), non_pre_order_days_to_ship: limits.plainDays },
      size_chart_limit: NO_SIZE_CHART,
    },
    gtin_limit: { gtin_validation_rule: limits.gtin },
  };
}

function getGlobalItemLimit({ world, query: parameters }: Call): Answer {
  const limits = world.catalogue.limitsOf(query.maybeQueryInt(parameters, 'category_id'));
  return {
    response: {
      ...common(limits),
      global_item_name_length_limit: range(limits.name),
      global_item_image_count_limit: range(limits.images),
      global_item_description_length_limit: range(limits.description),
      text_length_multiplier: 1,
      dts_limit: { days_to_ship_range_list: [range({ min: 0, max: limits.days.max })] },
    },
    size_chart_limit: NO_SIZE_CHART,
  };
}

function getChannelList({ world }: Call): Answer {
  const logistics_channel_list = world.channels.map((channel) => ({
    logistics_channel_id: channel.id,
    logistics_channel_name: channel.name,
    cod_enabled: false,
    enabled: channel.enabled,
    fee_type: channel.feeType,
    size_list: (channel.sizes ?? []).map((size) => ({
      size_id: size.id,
      name: size.name,
      default_price: size.price,
    })),
    weight_limit: { item_max_weight: channel.maxWeight ?? 0, item_min_weight: 0 },
    item_max_dimension: { height: 0, width: 0, length: 0, unit: 'cm', dimension_sum: 0 },
    volume_limit: { item_max_volume: 0, item_min_volume: 0 },
    logistics_description: '',
    force_enable: false,
    mask_channel_id: channel.mask,
    block_seller_cover_shipping_fee: false,
    support_cross_border: false,
    seller_logistic_has_configuration: false,
    logistics_capability: { seller_logistics: false },
    preprint: false,
  }));
  return { response: { logistics_channel_list } };
}

function getMerchantInfo({ world }: Call): Answer {
  const from = world.now();
  return {
    merchant_name: 'emulated merchant',
    auth_time: seconds(from),
    expire_time: seconds(from + AUTHORISED_MS),
    merchant_currency: world.merchant?.currency ?? '',
    merchant_region: 'CN',
    is_upgraded_cbsc: true,
  };
}

function getShopList({ world, query: parameters }: Call): Answer {
  const page = query.queryInt(parameters, 'page_no');
  const size = query.pageSize(parameters, 500);
  const shops = [...world.shops.keys()].map((shop_id) => ({ shop_id, sip_affi_shops: [] }));
  const from = (page - 1) * size;
  return { shop_list: shops.slice(from, from + size), more: from + size < shops.length };
}

const get = (path: string, kind: Kind, prefix: string, handle: Route['handle']): Route => ({
  method: 'GET',
  path,
  kind,
  prefix,
  handle,
});

export const INFO_ROUTES: readonly Route[] = [
  { method: 'GET', path: 'shop/get_shop_info', kind: 'shop', handle: getShopInfo },
  { method: 'GET', path: 'merchant/get_merchant_info', kind: 'merchant', handle: getMerchantInfo },
  { method: 'GET', path: 'merchant/get_shop_list_by_merchant', kind: 'merchant', handle: getShopList },
  get('logistics/get_channel_list', 'shop', 'logistics', getChannelList),
  get('product/get_item_limit', 'shop', 'product', getItemLimit),
  get('global_product/get_global_item_limit', 'merchant', 'product', getGlobalItemLimit),
  ...(['product/shop', 'global_product/merchant'] as const).flatMap((pair) => {
    const [module = '', kind] = pair.split('/') as [string, Kind];
    return [
      get(`${module}/get_category`, kind, 'product', getCategory),
      get(
        `${module}/get_attribute_tree`,
        kind,
        'product',
        kind === 'merchant' ? getGlobalAttributeTree : getAttributeTree,
      ),
      get(`${module}/get_brand_list`, kind, 'product', getBrandList),
    ];
  }),
];
