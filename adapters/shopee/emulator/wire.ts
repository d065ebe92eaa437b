import { imageUrl } from './library.ts';
import { wirePrice } from './markets.ts';
import type { Shop } from './shop.ts';
import type { Item, Model, Tier } from './types.ts';

/** Parts of answers that several calls share. */

export function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

/** Tiers in the form of before 2025-09, which answers still have beside the new one. */
export function wireTiers(shop: Pick<Shop, 'market'>, tiers: readonly Tier[], ids: boolean): unknown[] {
  return tiers.map((tier) => ({
    name: tier.name,
    option_list: tier.options.map(({ name, image }) => ({
      option: name,
      ...(image === undefined
        ? {}
        : { image: { ...(ids ? { image_id: image } : {}), image_url: imageUrl(shop.market.region, image) } }),
    })),
  }));
}

/** A model as the call that made it tells of it. */
export const wireNew = (shop: Shop, item: Item) => (model: Model) => ({
  tier_index: model.index,
  model_id: model.id,
  model_sku: model.sku,
  price_info: [{ original_price: wirePrice(shop.market, model.price) }],
  seller_stock: [{ location_id: '', stock: model.stock }],
  weight: model.weight ?? item.weight,
  ...((model.dimension ?? item.dimension)
    ? { dimension: wireDimension(model.dimension ?? item.dimension ?? { height: 0, length: 0, width: 0 }) }
    : {}),
});

/** What add_item and update_item alike tell of the item that they leave. */
function written(shop: Shop, item: Item): Record<string, unknown> {
  const { extended, dimension } = item;
  return {
    item_id: item.id,
    item_name: item.name,
    description: item.description,
    description_type: extended ? 'extended' : 'normal',
    ...(extended ? { description_info: { extended_description: { field_list: extended.map(wireField) } } } : {}),
    category_id: item.category,
    weight: item.weight,
    ...(dimension ? { dimension: wireDimension(dimension) } : {}),
    condition: item.condition,
    item_status: shop.statusOf(item),
    pre_order: { is_pre_order: item.preOrder, days_to_ship: item.days },
    images: {
      image_id_list: item.images,
      image_url_list: item.images.map((id) => imageUrl(shop.market.region, id)),
    },
    brand: { brand_id: item.brand.id, original_brand_name: item.brand.name },
  };
}

export function created(shop: Shop, item: Item): Record<string, unknown> {
  const price = wirePrice(shop.market, item.price);
  return {
    ...written(shop, item),
    price_info: { current_price: price, original_price: price },
    logistic_info: item.logistics.map((one) => ({
      logistic_id: one.id,
      enabled: one.enabled,
      is_free: one.free,
      size_id: one.size ?? 0,
      shipping_fee: one.fee ?? 0,
    })),
    attribute: item.attributes.map(wireAttribute),
    seller_stock: [{ location_id: '', stock: item.stock }],
  };
}

export function changed(shop: Shop, item: Item): Record<string, unknown> {
  return {
    ...written(shop, item),
    logistic_info: item.logistics.map((one) => ({
      logistic_id: one.id,
      logistic_name: shop.world.channels.find(({ id }) => id === one.id)?.name ?? '',
      enabled: one.enabled,
      is_free: one.free,
      estimated_shipping_fee: one.fee ?? 0,
    })),
  };
}

export function wireDimension(dimension: NonNullable<Item['dimension']>): Record<string, number> {
  return {
    package_height: dimension.height,
    package_length: dimension.length,
    package_width: dimension.width,
  };
}

function wireField(field: NonNullable<Item['extended']>[number]): Record<string, unknown> {
  return 'text' in field
    ? { field_type: 'text', text: field.text }
    : { field_type: 'image', image_info: { image_id: field.image } };
}

function wireAttribute(attribute: Item['attributes'][number]): Record<string, unknown> {
  return {
    attribute_id: attribute.id,
    attribute_value_list: attribute.values.map((value) => ({
      value_id: value.id,
      original_value_name: value.name,
      value_unit: value.unit,
    })),
  };
}
