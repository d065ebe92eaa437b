import type { Answer, Call, Route } from './call.ts';
import { wrong } from './errors.ts';
import { merchantOf } from './global-item.ts';
import * as read from './input.ts';
import { imageUrl } from './library.ts';
import { wirePrice } from './markets.ts';
import { noGlobalItem } from './merchant.ts';
import type { GlobalItem } from './types.ts';
import { seconds, wireDimension, wireTiers } from './wire.ts';

/** The cursor is opaque: a place in the list that only the platform reads. */
function getGlobalItemList(call: Call): Answer {
  const size = read.pageSize(call.query, 50);
  const cursor = call.query.get('offset') ?? '';
  const place = /^global:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('latin1'))?.[1];
  if (cursor !== '' && place === undefined) throw wrong('offset');
  const [from, to] = ['update_time_from', 'update_time_to'].map((name) => read.maybeQueryInt(call.query, name));
  const items = merchantOf(call)
    .items()
    .filter(
      (item) => seconds(item.updated) >= (from ?? 0) && seconds(item.updated) <= (to ?? Number.POSITIVE_INFINITY),
    );
  const start = Number(place ?? 0);
  const next = start + size;
  const more = next < items.length;
  return {
    response: {
      global_item_list: items.slice(start, next).map((item) => ({
        global_item_id: item.id,
        update_time: seconds(item.updated),
      })),
      total_count: items.length,
      has_next_page: more,
      offset: more ? Buffer.from(`global:${next}`).toString('base64') : '',
    },
  };
}

function getGlobalItemInfo(call: Call): Answer {
  const merchant = merchantOf(call);
  const ids = read.queryInts(call.query, 'global_item_id_list', 20);
  const items = [...new Set(ids)].map((id) => merchant.find(id)).filter((item) => item !== undefined);
  return { response: { global_item_list: items.map((item) => info(call, item)) } };
}

function info(call: Call, item: GlobalItem): Record<string, unknown> {
  const { currency, market } = merchantOf(call);
  const plain = item.models.length === 0;
  const region = call.world.main.market.region;
  const { extended, dimension } = item;
  return {
    global_item_id: item.id,
    global_item_name: item.name,
    ...(extended
      ? {
          description_info: {
            extended_description: {
              field_list: extended.map((one) =>
                'text' in one
                  ? { field_type: 'text', text: one.text }
                  : {
                      field_type: 'image',
                      image_info: { image_id: one.image, image_url: imageUrl(region, one.image) },
                    },
              ),
            },
          },
        }
      : { description: item.description }),
    description_type: extended ? 'extended' : 'normal',
    global_item_sku: item.sku,
    global_item_status: 'NORMAL',
    create_time: seconds(item.created),
    update_time: seconds(item.updated),
    ...(plain
      ? {
          stock_info: [stock(item.stock)],
          price_info: [{ currency, original_price: wirePrice(market, item.price) }],
        }
      : {}),
    image: { image_id_list: item.images, image_url_list: item.images.map((id) => imageUrl(region, id)) },
    weight: String(item.weight),
    ...(dimension ? { dimension: wireDimension(dimension) } : {}),
    pre_order: { days_to_ship: item.days },
    condition: item.condition,
    has_model: !plain,
    category_id: item.category,
    brand: { brand_id: item.brand.id, original_brand_name: item.brand.name },
    attribute_list: item.attributes.map((one) => ({
      attribute_id: one.id,
      attribute_value_list: one.values.map((value) => ({
        value_id: value.id,
        original_value_name: value.name,
        value_unit: value.unit,
      })),
    })),
    is_fulfillment_by_shopee: false,
  };
}

const stock = (normal: number) => ({
  stock_type: 2,
  stock_location_id: '',
  normal_stock: normal,
  reserved_stock: 0,
});

function getGlobalModelList(call: Call): Answer {
  const merchant = merchantOf(call);
  const item = merchant.find(read.queryInt(call.query, 'global_item_id'));
  if (!item) throw noGlobalItem();
  const { main } = call.world;
  return {
    response: {
      tier_variation: wireTiers(main, item.tiers, true),
      global_model: item.models.map((model) => {
        const dimension = model.dimension ?? item.dimension;
        return {
          global_model_id: model.id,
          global_model_sku: model.sku,
          tier_index: model.index,
          price_info: { original_price: wirePrice(merchant.market, model.price) },
          stock_info: [{ ...stock(model.stock), current_stock: model.stock }],
          weight: String(model.weight ?? item.weight),
          ...(dimension ? { dimension: wireDimension(dimension) } : {}),
          pre_order: { days_to_ship: item.days },
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
          ...(image === undefined ? {} : { image_id: image, image_url: imageUrl(main.market.region, image) }),
        })),
      })),
    },
  };
}

/** Which global product a shop item is of; items of none are left out. */
function getGlobalItemId(call: Call): Answer {
  const shop = call.world.shops.get(read.queryInt(call.query, 'shop_id'));
  const ids = read.queryInts(call.query, 'item_id_list', 20);
  const pairs = ids.flatMap((item_id) => {
    const global_item_id = shop?.readable(item_id)?.globalId;
    return global_item_id === undefined ? [] : [{ item_id, global_item_id }];
  });
  return { response: { item_id_map: pairs } };
}

function getLocalAdjustmentRate(call: Call): Answer {
  read.queryInt(call.query, 'shop_id');
  return { response: { local_adjustment_rate: 1 } };
}

const get = (path: string, handle: Route['handle']): Route => ({
  method: 'GET',
  path: `global_product/${path}`,
  kind: 'merchant',
  prefix: 'product',
  handle,
});

export const GLOBAL_READS: readonly Route[] = [
  get('get_global_item_list', getGlobalItemList),
  get('get_global_item_info', getGlobalItemInfo),
  get('get_global_model_list', getGlobalModelList),
  get('get_global_item_id', getGlobalItemId),
  get('get_local_adjustment_rate', getLocalAdjustmentRate),
];
