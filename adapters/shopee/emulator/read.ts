import type { Answer, Call, Route } from './call.ts';
import { ApiError, NOT_FOUND, wrong } from './errors.ts';
import * as query from './input.ts';
import { imageUrl } from './library.ts';
import { stepsOf, wirePrice } from './markets.ts';
import type { Shop } from './shop.ts';
import type { AttributeSpec, Item, ItemStatus, Model } from './types.ts';
import { seconds, wireDimension, wireTiers } from './wire.ts';

const STATUSES: readonly ItemStatus[] = ['NORMAL', 'BANNED', 'UNLIST', 'REVIEWING', 'SELLER_DELETE', 'SHOPEE_DELETE'];
const OFFSET_LIMIT = 10_000;

function statusesOf(parameters: URLSearchParams): ReadonlySet<string> | undefined {
  const given = parameters.getAll('item_status');
  if (given.some((status) => !STATUSES.some((known) => known === status))) {
    throw new ApiError('error_param_item_status', 'Item status error.');
  }
  return given.length === 0 ? undefined : new Set(given);
}

function getItemList({ world, shop, query: parameters }: Call): Answer {
  const offset = query.queryInt(parameters, 'offset');
  const size = query.pageSize(parameters, 100);
  const statuses = statusesOf(parameters);
  if (!statuses) throw new ApiError('error_param_item_status', 'Item status error.');
  const [from, to] = [
    query.maybeQueryInt(parameters, 'update_time_from'),
    query.maybeQueryInt(parameters, 'update_time_to'),
  ];
  if (from !== undefined && to !== undefined && to <= from) {
    const message = 'Update_time_to should be later than update_time_from.';
    throw new ApiError('error_update_time_range', message);
  }
  const key = `${shop.id}:${[...statuses].join()}:${offset}`;
  if (offset > (world.options.offsetLimit ?? OFFSET_LIMIT) && !world.offsets.has(key)) {
    throw new ApiError('error_param', 'get items offset over limit, please use the next field');
  }
  const found = shop
    .items()
    .filter((item) => statuses.has(shop.statusOf(item)))
    .filter(
      (item) => seconds(item.updated) >= (from ?? 0) && seconds(item.updated) <= (to ?? Number.POSITIVE_INFINITY),
    );
  const next = offset + size;
  const more = next < found.length;
  if (more) world.offsets.add(`${shop.id}:${[...statuses].join()}:${next}`);
  return {
    response: {
      item: found.slice(offset, next).map((item) => ({
        item_id: item.id,
        item_status: shop.statusOf(item),
        update_time: seconds(item.updated),
        tag: { kit: false },
      })),
      total_count: found.length,
      has_next_page: more,
      ...(more ? { next_offset: next } : {}),
    },
  };
}

/** By a piece of the name or of a SKU, the item's own or a model's; the SKU wins over the name. */
function searchItem({ world, shop, query: parameters }: Call): Answer {
  const size = query.pageSize(parameters, 100);
  const offset = parameters.get('offset') ?? '';
  const statuses = statusesOf(parameters);
  const [sku, name, lacking] = ['item_sku', 'item_name', 'attribute_status'].map((one) => parameters.get(one) ?? '');
  if (!sku && !name && !lacking) {
    throw new ApiError('error_param', 'request must set one of [item_name,attribute_status]');
  }
  if (!/^\d*$/.test(offset)) throw wrong('offset');
  const start = Number(offset);
  const holds = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase());
  const found = shop.items().filter((item) => {
    if (!(statuses?.has(shop.statusOf(item)) ?? item.deleted === undefined)) return false;
    if (lacking && !lacks(world.catalogue.get(item.category)?.attributes ?? [], item, lacking === '1')) return false;
    if (sku) return [item.sku, ...item.models.map((model) => model.sku)].some((one) => holds(one, sku));
    return !name || holds(item.name, name);
  });
  const next = start + size;
  return {
    response: {
      item_id_list: found.slice(start, next).map(({ id }) => id),
      total_count: found.length,
      next_offset: next < found.length ? String(next) : '',
    },
  };
}

function lacks(specs: readonly AttributeSpec[], item: Item, mandatory: boolean): boolean {
  return specs.some(
    (spec) => (spec.mandatory ?? false) === mandatory && !item.attributes.some(({ id }) => id === spec.id),
  );
}

/** Ids that are not the shop's are left out without a word. */
function getItemBaseInfo({ shop, query: parameters }: Call): Answer {
  const ids = query.queryInts(parameters, 'item_id_list', 50);
  const items = [...new Set(ids)].map((id) => shop.readable(id)).filter((item) => item !== undefined);
  return { response: { item_list: items.map((item) => baseInfo(shop, item)) } };
}

function baseInfo(shop: Shop, item: Item): Record<string, unknown> {
  const plain = item.models.length === 0;
  const { extended, dimension } = item;
  return {
    item_id: item.id,
    category_id: item.category,
    item_name: item.name,
    ...(extended
      ? { description_info: { extended_description: { field_list: extended.map((one) => field(shop, one)) } } }
      : { description: item.description }),
    description_type: extended ? 'extended' : 'normal',
    item_sku: item.sku,
    create_time: seconds(item.created),
    update_time: seconds(item.updated),
    attribute_list: item.attributes.map((one) => attribute(shop, item, one)),
    ...(plain ? { price_info: [priceInfo(shop, item)], stock_info_v2: stockInfo(shop, item) } : {}),
    image: {
      image_id_list: item.images,
      image_url_list: item.images.map((id) => imageUrl(shop.market.region, id)),
      image_ratio: '1:1',
    },
    weight: String(Math.max(item.weight, ...item.models.map(({ weight }) => weight ?? 0))),
    ...(dimension ? { dimension: wireDimension(dimension) } : {}),
    logistic_info: item.logistics.map((one) => ({
      logistic_id: one.id,
      logistic_name: shop.world.channels.find(({ id }) => id === one.id)?.name ?? '',
      enabled: one.enabled,
      is_free: one.free,
      ...(one.size === undefined ? {} : { size_id: one.size }),
      ...(one.fee === undefined ? {} : { shipping_fee: one.fee }),
      estimated_shipping_fee: one.fee ?? 0,
    })),
    pre_order: { is_pre_order: item.preOrder, days_to_ship: item.days },
    condition: item.condition,
    item_status: shop.statusOf(item),
    deboost: false,
    has_model: !plain,
    has_promotion: shop.promotionsOf(item).length > 0,
    brand: { brand_id: item.brand.id, original_brand_name: item.brand.name },
    item_dangerous: 0,
    ...(plain && tellsGtin(shop) ? { gtin_code: item.gtin } : {}),
    tag: { kit: false },
  };
}

/** A GTIN is taken everywhere and told in two markets (docs of get_item_base_info and get_model_list, 2026-08). */
function tellsGtin(shop: Shop): boolean {
  return shop.market.region === 'BR' || shop.market.region === 'TW';
}

function field(shop: Shop, one: NonNullable<Item['extended']>[number]): Record<string, unknown> {
  if ('text' in one) return { field_type: 'text', text: one.text };
  return {
    field_type: 'image',
    image_info: { image_id: one.image, image_url: imageUrl(shop.market.region, one.image) },
  };
}

function specOf(specs: readonly AttributeSpec[], id: number): AttributeSpec | undefined {
  for (const spec of specs) {
    const found = spec.id === id ? spec : specOf(spec.values?.flatMap((value) => value.children ?? []) ?? [], id);
    if (found) return found;
  }
  return undefined;
}

/** A date is written as a timestamp and read as a date. */
function attribute(shop: Shop, item: Item, one: Item['attributes'][number]): Record<string, unknown> {
  const spec = specOf(shop.world.catalogue.get(item.category)?.attributes ?? [], one.id);
  return {
    attribute_id: one.id,
    original_attribute_name: spec?.name ?? '',
    is_mandatory: spec?.mandatory ?? false,
    attribute_value_list: one.values.map((value) => ({
      value_id: value.id,
      original_value_name: spec?.validation === 4 && value.id === 0 ? dateText(value.name, spec) : value.name,
      value_unit: value.unit,
    })),
  };
}

function dateText(timestamp: string, spec: AttributeSpec): string {
  const [year = '', month = '', day = ''] = new Date(Number(timestamp) * 1000).toISOString().slice(0, 10).split('-');
  return spec.dateFormat === 1 ? `${month}/${year}` : `${day}/${month}/${year}`;
}

/** In a promotion a buyer pays another price than the one that the seller set. */
export function currentSteps(shop: Shop, item: Item, model?: Model): number {
  const price = shop.promotionOf(item, model)?.price;
  return price === undefined ? (model ?? item).price : stepsOf(shop.market, price);
}

/** `inflated` is with tax in ID, CO and PL; the rate is nowhere told, so here it is none. */
function priceInfo(shop: Shop, item: Item, model?: Model): Record<string, unknown> {
  const original = wirePrice(shop.market, (model ?? item).price);
  const current = wirePrice(shop.market, currentSteps(shop, item, model));
  return {
    currency: shop.market.currency,
    original_price: original,
    current_price: current,
    inflated_price_of_original_price: original,
    inflated_price_of_current_price: current,
  };
}

function stockInfo(shop: Shop, item: Item, model?: Model): Record<string, unknown> {
  const { stock } = model ?? item;
  const reserved = shop.promotionOf(item, model)?.reserved ?? 0;
  return {
    summary_info: { total_reserved_stock: reserved, total_available_stock: stock },
    seller_stock: [{ location_id: '', stock, if_saleable: true }],
    shopee_stock: [],
  };
}

function getModelList({ shop, query: parameters }: Call): Answer {
  const item = shop.readable(query.queryInt(parameters, 'item_id'));
  if (!item) throw NOT_FOUND();
  const { market } = shop;
  return {
    response: {
      tier_variation: wireTiers(shop, item.tiers, true),
      model: item.models.map((model) => {
        const dimension = model.dimension ?? item.dimension;
        return {
          model_id: model.id,
          tier_index: model.index,
          model_sku: model.sku,
          model_status: model.available ? 'MODEL_NORMAL' : 'MODEL_UNAVAILABLE',
          promotion_id: shop.promotionOf(item, model) ? 1 : 0,
          has_promotion: shop.promotionOf(item, model) !== undefined,
          price_info: [priceInfo(shop, item, model)],
          stock_info_v2: stockInfo(shop, item, model),
          pre_order: { is_pre_order: item.preOrder, days_to_ship: item.days },
          weight: String(model.weight ?? item.weight),
          ...(dimension ? { dimension: wireDimension(dimension) } : {}),
          ...(tellsGtin(shop) ? { gtin_code: model.gtin } : {}),
          is_fulfillment_by_shopee: false,
        };
      }),
      standardise_tier_variation: item.tiers.map((tier) => ({
        variation_id: tier.variationId,
        variation_name: tier.name,
        variation_group_id: tier.groupId,
        variation_option_list: tier.options.map(({ id, name, image }) => ({
          variation_option_id: id,
          variation_option_name: name,
          ...(image === undefined ? {} : { image_id: image, image_url: imageUrl(market.region, image) }),
        })),
      })),
    },
  };
}

const get = (path: string, handle: Route['handle']): Route => ({
  method: 'GET',
  path: `product/${path}`,
  kind: 'shop',
  prefix: 'product',
  handle,
});

export const ITEM_READS: readonly Route[] = [
  get('get_item_list', getItemList),
  get('search_item', searchItem),
  get('get_item_base_info', getItemBaseInfo),
  get('get_model_list', getModelList),
];
