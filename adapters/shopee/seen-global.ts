import type { Facets, RemoteListing, Sku } from 'mabang/contract';
import { NO_BRAND } from './brand.ts';
import { issuesOf, removedOf } from './issues.ts';
import { homesAt, type Place } from './place.ts';
import { isDeleted } from './read-items.ts';
import type { GlobalModelList, ModelList, WireGlobal, WireGlobalModel, WireItem, WireModel } from './read-schema.ts';
import {
  attributeOf,
  conditionOf,
  contentFacet,
  firstOfEach,
  gtinOf,
  logisticsOf,
  mediaOf,
  modelRef,
  optionsAt,
  priceFacet,
  statusOf,
  stockFacet,
  taxOf,
  textOf,
  unavailable,
  variationOf,
} from './seen.ts';
import { defined, json, type ModelRef, type RemoteId } from './terms.ts';

/** An item of an upgraded shop, and the global product that it is a copy of. */
export interface Pair {
  readonly item: WireItem;
  readonly models?: ModelList | undefined;
  readonly whole: WireGlobal;
  readonly globalModels?: GlobalModelList | undefined;
}

/** Stock of the seller's own, as against Shopee's warehouses. */
const SELLER = 2;

/** Both as one listing: each facet as it reads where it lives. */
export function pairListing(pair: Pair, at: Place): RemoteListing {
  const { item, models, whole, globalModels } = pair;
  const homes = homesAt(at);
  const remoteId: RemoteId = { item_id: item.item_id, global_item_id: whole.global_item_id };
  return {
    code: whole.global_item_sku,
    remoteId: json(remoteId),
    snapshot: {
      product: {
        content: json(contentOf(pair, at)),
        media: json(
          homes.media === 'global'
            ? mediaOf('global', whole.image, globalModels?.tiers)
            : mediaOf('shop', item.image, models?.tiers),
        ),
        variation: json(
          variationOf(
            'global',
            globalModels,
            (globalModels?.models ?? []).map(globalRef),
            models?.models.map(modelRef),
          ),
        ),
        status: statusOf(item),
      },
      variants: Object.fromEntries(globalModels ? modelUnits(pair, globalModels, at) : ownUnit(pair, at)),
    },
    mark: 'none',
    ...(isDeleted(item) ? { ended: true } : {}),
    issues: issuesOf(item, models?.models ?? [], at),
    ...removedOf(item),
  };
}

function contentOf({ item, whole }: Pair, at: Place): object {
  const { text } = homesAt(at);
  const days = whole.pre_order?.days_to_ship;
  return defined({
    home: text,
    upgraded: true,
    ...(text === 'global'
      ? textOf(whole.global_item_name, whole.description, pictured(whole))
      : textOf(item.item_name, item.description, item.description_type === 'extended' ? item.description_info : null)),
    category_id: whole.category_id ?? item.category_id,
    attribute_list: whole.attribute_list.length > 0 ? whole.attribute_list.map(attributeOf) : undefined,
    brand: whole.brand ?? NO_BRAND,
    weight: whole.weight === '' ? undefined : whole.weight,
    dimension: whole.dimension,
    item_sku: whole.has_model && whole.global_item_sku !== '' ? whole.global_item_sku : undefined,
    condition: conditionOf(whole.condition),
    pre_order: days === null || days === undefined ? undefined : { days_to_ship: days },
    logistic_info: at.connection.logistics === 'mapping' ? logisticsOf(item) : undefined,
    tax_info: taxOf(item),
  });
}

function pictured(whole: WireGlobal): WireGlobal['description_info'] {
  return whole.description_type === 'extended' ? whole.description_info : undefined;
}

function globalRef({ global_model_id, tier_index, global_model_sku }: WireGlobalModel): ModelRef {
  return { model_id: global_model_id, tier_index: [...tier_index], model_sku: global_model_sku };
}

function ownUnit({ item, whole }: Pair, at: Place): readonly (readonly [Sku, Facets])[] {
  if (whole.global_item_sku === '') return [];
  const homes = homesAt(at);
  const gtin = gtinOf(item.gtin_code, at);
  return [
    [
      whole.global_item_sku,
      {
        content: { home: 'global', ...(gtin === undefined ? {} : { gtin_code: gtin }) },
        ...priceFacet(homes.price, homes.price === 'global' ? whole.price_info : item.price_info),
        ...stockFacet('global', sellerRows(whole.stock_info), at),
      },
    ],
  ];
}

function modelUnits(pair: Pair, { tiers, models }: GlobalModelList, at: Place): readonly (readonly [Sku, Facets])[] {
  const homes = homesAt(at);
  return firstOfEach(models, ({ global_model_sku }) => global_model_sku).map((model) => {
    const own = shopModel(pair.models, model);
    const price = homes.price === 'global' ? [model.price_info] : (own?.price_info ?? []);
    return [
      model.global_model_sku,
      {
        ...contentFacet('global', model, own && gtinOf(own.gtin_code, at)),
        ...priceFacet(homes.price, price),
        ...stockFacet('global', sellerRows(model.stock_info), at),
        variation: json(
          defined({
            home: 'global',
            options: optionsAt(tiers, model.tier_index),
            model_id: own?.model_id,
            global_model_id: model.global_model_id,
            model_status: own && unavailable(own),
          }),
        ),
      },
    ];
  });
}

/** The shop's copy of a global model: the SKU is the global product's, and so is its place among the tiers. */
function shopModel(list: ModelList | undefined, model: WireGlobalModel): WireModel | undefined {
  const sameSku = list?.models.filter(({ model_sku }) => model_sku === model.global_model_sku) ?? [];
  if (sameSku.length === 1) return sameSku[0];
  return list?.models.find(({ tier_index }) => tier_index.join() === model.tier_index.join());
}

function sellerRows(rows: WireGlobal['stock_info']): readonly { location_id: string; stock: number }[] {
  const own = rows.filter(({ stock_type }) => (stock_type ?? SELLER) === SELLER);
  return own.map(({ stock_location_id, normal_stock }) => ({
    location_id: stock_location_id ?? '',
    stock: normal_stock,
  }));
}
