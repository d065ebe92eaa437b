import type { Facets, Json, RemoteListing, Sku } from 'mabang/contract';
import { NO_BRAND } from './brand.ts';
import { issuesOf, removedOf } from './issues.ts';
import { marketAt, type Place } from './place.ts';
import { isDeleted } from './read-items.ts';
import type { ModelList, WireItem, WireModel, WireTier } from './read-schema.ts';
import {
  defined,
  type Home,
  type Id,
  type ImageFacet,
  json,
  type ModelRef,
  type RemoteId,
  type Tier,
} from './terms.ts';

/**
 * An item of an ordinary shop as a listing, in exactly the shape that `map` gives. `global`: of an upgraded shop's item, the
 * global product that it was a copy of and that is gone.
 */
export function listingOf(item: WireItem, list: ModelList | undefined, at: Place, global?: Id): RemoteListing {
  const remoteId: RemoteId = { item_id: item.item_id, ...(global === undefined ? {} : { global_item_id: global }) };
  return {
    code: item.item_sku,
    remoteId: json(remoteId),
    snapshot: {
      product: {
        content: json(contentOf(item, at)),
        media: json(mediaOf('shop', item.image, list?.tiers)),
        variation: json(variationOf('shop', list, (list?.models ?? []).map(modelRef))),
        status: statusOf(item),
      },
      variants: Object.fromEntries(list ? modelUnits(list, at) : ownUnit(item, at)),
    },
    mark: 'none',
    ...(isDeleted(item) ? { ended: true } : {}),
    issues: issuesOf(item, list?.models ?? [], at),
    ...removedOf(item),
  };
}

/** REVIEWING is NORMAL on its way: nothing is to be done about it. */
export function statusOf({ item_status }: Pick<WireItem, 'item_status'>): Json {
  return { item_status: item_status === 'REVIEWING' ? 'NORMAL' : item_status };
}

function contentOf(item: WireItem, at: Place): object {
  const extended = item.description_type === 'extended';
  return defined({
    home: 'shop',
    upgraded: false,
    ...textOf(item.item_name, item.description, extended ? item.description_info : undefined),
    category_id: item.category_id,
    attribute_list: item.attribute_list.length > 0 ? item.attribute_list.map(attributeOf) : undefined,
    brand: item.brand ?? NO_BRAND,
    weight: item.weight === '' ? undefined : item.weight,
    dimension: item.dimension,
    item_sku: item.has_model && item.item_sku !== '' ? item.item_sku : undefined,
    condition: conditionOf(item.condition),
    pre_order: preOrderOf(item),
    logistic_info: at.connection.logistics === 'mapping' ? logisticsOf(item) : undefined,
    tax_info: taxOf(item),
  });
}

/** A description with pictures is told as its text, and that there are pictures. */
export function textOf(
  name: string,
  description: string,
  info: WireItem['description_info'],
): { item_name: string; description?: string; description_type?: 'extended' } {
  const fields = info?.extended_description?.field_list;
  const text = fields ? fields.flatMap((field) => (field.text === '' ? [] : [field.text])).join('\n') : description;
  return {
    item_name: name,
    ...(text === '' ? {} : { description: text }),
    ...(fields ? { description_type: 'extended' as const } : {}),
  };
}

export function attributeOf(one: WireItem['attribute_list'][number]): object {
  return {
    attribute_id: one.attribute_id,
    attribute_value_list: one.attribute_value_list.map((value) =>
      defined({
        value_id: value.value_id,
        original_value_name: value.original_value_name === '' ? undefined : value.original_value_name,
        value_unit: value.value_unit === '' ? undefined : value.value_unit,
      }),
    ),
  };
}

export function conditionOf(condition: string): 'USED' | undefined {
  return condition.toUpperCase() === 'USED' ? 'USED' : undefined;
}

function preOrderOf({ pre_order }: WireItem): object | undefined {
  if (pre_order?.is_pre_order !== true) return undefined;
  return defined({ is_pre_order: true, days_to_ship: pre_order.days_to_ship ?? undefined });
}

/** A channel that is off is as good as one that is not named. */
export function logisticsOf(item: WireItem): readonly object[] {
  return item.logistic_info
    .filter(({ enabled }) => enabled)
    .map((one) =>
      defined({
        logistic_id: one.logistic_id,
        enabled: true,
        is_free: one.is_free === true ? true : undefined,
        shipping_fee: one.shipping_fee ?? undefined,
        size_id: one.size_id || undefined,
      }),
    );
}

export function taxOf({ tax_info }: Pick<WireItem, 'tax_info'>): Readonly<Record<string, string>> | undefined {
  const fields = Object.entries(tax_info ?? {}).filter((field): field is [string, string] => {
    const [, value] = field;
    return typeof value === 'string' && value !== '';
  });
  return fields.length > 0 ? Object.fromEntries(fields) : undefined;
}

export function mediaOf(home: Home, image: WireItem['image'], tiers: readonly WireTier[] | undefined): object {
  const images = image.image_id_list.map((id, i): ImageFacet => ({ src: image.image_url_list[i] ?? '', id }));
  const options = tiers?.[0]?.options ?? [];
  const pictured = options.flatMap((option) => (option.image ? [{ option: option.name, image: option.image }] : []));
  return { home, images, ...(pictured.length > 0 ? { options: pictured } : {}) };
}

export function variationOf(
  home: Home,
  list: { readonly tiers: readonly WireTier[] } | undefined,
  models: readonly ModelRef[],
  shopModels?: readonly ModelRef[],
): object {
  const tiers = (list?.tiers ?? []).map(
    (tier): Tier => ({
      ...tier,
      options: tier.options.map(({ image: _image, ...option }) => option),
    }),
  );
  return { home, tiers, ...(list ? { models, ...(shopModels ? { shop_models: shopModels } : {}) } : {}) };
}

export function modelRef({ model_id, tier_index, model_sku }: WireModel): ModelRef {
  return { model_id, tier_index: [...tier_index], model_sku };
}

/** Names of a model's options; '' for an index that no option stands at. */
export function optionsAt(tiers: readonly WireTier[], index: readonly number[]): readonly string[] {
  return tiers.map((tier, level) => tier.options[index[level] ?? -1]?.name ?? '');
}

function ownUnit(item: WireItem, at: Place): readonly (readonly [Sku, Facets])[] {
  if (item.item_sku === '') return [];
  const gtin = gtinOf(item.gtin_code, at);
  return [
    [
      item.item_sku,
      {
        // Always there: a GTIN that the market does not tell is content that cannot be seen.
        content: { home: 'shop', ...(gtin === undefined ? {} : { gtin_code: gtin }) },
        ...offerOf(item.price_info, item.stock_info_v2, at),
      },
    ],
  ];
}

/** Models without a SKU cannot be told apart from outside; the first of those with the same SKU stands for it. */
function modelUnits({ tiers, models }: ModelList, at: Place): readonly (readonly [Sku, Facets])[] {
  return firstOfEach(models, ({ model_sku }) => model_sku).map((model) => [
    model.model_sku,
    {
      ...contentFacet('shop', model, gtinOf(model.gtin_code, at)),
      ...offerOf(model.price_info, model.stock_info_v2, at),
      variation: json(
        defined({
          home: 'shop',
          options: optionsAt(tiers, model.tier_index),
          model_id: model.model_id,
          model_status: unavailable(model),
        }),
      ),
    },
  ]);
}

export function firstOfEach<T>(models: readonly T[], skuOf: (model: T) => string): readonly T[] {
  const met = new Set<string>(['']);
  return models.filter((model) => !met.has(skuOf(model)) && met.add(skuOf(model)));
}

export function unavailable({ model_status }: Pick<WireModel, 'model_status'>): 'UNAVAILABLE' | undefined {
  return /UNAVAILABLE$/.test(model_status) ? 'UNAVAILABLE' : undefined;
}

/** `''` where there is none; markets that do not tell it leave it out. */
export function gtinOf(code: string, at: Place): string | undefined {
  return code === '' || marketAt(at)?.tellsGtin !== true ? undefined : code;
}

export function contentFacet(
  home: Home,
  { weight, dimension }: Pick<WireModel, 'weight' | 'dimension'>,
  gtin: string | undefined,
): Facets {
  const content = defined({ weight: weight === '' ? undefined : weight, dimension, gtin_code: gtin });
  return { content: json({ home, ...content }) };
}

function offerOf(prices: WireItem['price_info'], info: WireItem['stock_info_v2'], at: Place): Facets {
  const price = priceFacet('shop', prices);
  const rows = info?.seller_stock;
  return { ...price, ...(rows ? stockFacet('shop', rows, at) : {}) };
}

/** The seller's own price: in a promotion `current_price` is another. */
export function priceFacet(home: Home, prices: readonly { readonly original_price: string }[]): Facets {
  const [price] = prices;
  return price ? { price: { home, original_price: price.original_price } } : {};
}

/**
 * Rows of the warehouses. Where the connection names one, that one alone is mabang's; where there is but one row, it is the
 * shop's stock whatever it is called.
 */
export function stockFacet(
  home: Home,
  rows: readonly { readonly location_id: string; readonly stock: number }[],
  at: Pick<Place, 'connection'>,
): Facets {
  const { location } = at.connection;
  const own = location === undefined ? rows : rows.filter((row) => row.location_id === location);
  if (location === undefined && rows.length <= 1)
    return { stock: { home, seller_stock: [{ location_id: '', stock: rows[0]?.stock ?? 0 }] } };
  if (own.length === 0) return { stock: { home, seller_stock: [{ location_id: location ?? '', stock: 0 }] } };
  return { stock: { home, seller_stock: own.map(({ location_id, stock }) => ({ location_id, stock })) } };
}
