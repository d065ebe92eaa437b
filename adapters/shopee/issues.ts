import type { Diagnostic, RemoteListing, Severity, Place as Where, Words } from 'mabang/contract';
import type { Place } from './place.ts';
import type { WireItem, WireModel } from './read-schema.ts';

/** What the platform says of a listing besides its facets. Errors of listings that a push touched are findings of that push. */
export function issuesOf(
  item: WireItem,
  models: readonly WireModel[],
  at: Pick<Place, 'connection'>,
): readonly Diagnostic[] {
  return [...statusIssues(item), ...promotions(item, models), ...oddities(item, models, at)];
}

function one(code: string, severity: Severity, message: Words, place: Where = {}, next?: Words): Diagnostic {
  return { code, severity, message, place, ...(next ? { next } : {}) };
}

const SELLER_CENTRE: Words = {
  en: 'the reason stands in the Seller Centre under My Products > Violation',
  zh: '具体原因请见卖家中心 > 我的商品 > 违规/禁卖',
};

const REMOVED: Readonly<Record<string, Words>> = {
  BANNED: { en: 'Shopee has banned the listing', zh: 'Shopee 已禁卖该商品' },
  SHOPEE_DELETE: { en: 'Shopee has deleted the listing', zh: 'Shopee 已删除该商品' },
};

/** Taken off sale by the platform itself: it counts penalty points, and more for who lists the same thing again. */
export function removedOf({ item_status }: Pick<WireItem, 'item_status'>): Pick<RemoteListing, 'removed'> {
  const why = REMOVED[item_status];
  return why ? { removed: [{ why }] } : {};
}

function statusIssues({ item_status, deboost }: WireItem): readonly Diagnostic[] {
  const place = { facet: 'status', field: item_status } as const;
  const found: Diagnostic[] = [];
  if (item_status === 'BANNED')
    found.push(
      one(
        'E_SHOPEE_BANNED',
        'error',
        { en: 'Shopee has banned the listing: no buyer sees it', zh: 'Shopee 已禁卖该商品，买家无法看到' },
        place,
        SELLER_CENTRE,
      ),
    );
  if (item_status === 'REVIEWING')
    found.push(
      one(
        'I_SHOPEE_REVIEWING',
        'info',
        {
          en: 'Shopee is reviewing the listing; buyers see it afterwards',
          zh: 'Shopee 正在审核该商品，通过后买家可见',
        },
        place,
      ),
    );
  if (item_status === 'SHOPEE_DELETE')
    found.push(
      one(
        'E_SHOPEE_DELETED',
        'error',
        { en: 'Shopee has deleted the listing', zh: 'Shopee 已删除该商品' },
        place,
        SELLER_CENTRE,
      ),
    );
  if (deboost === true || deboost === 'true')
    found.push(
      one(
        'W_SHOPEE_DEBOOSTED',
        'warning',
        { en: 'Shopee ranks the listing lower in searches', zh: 'Shopee 已降低该商品的搜索排名' },
        { field: 'deboost' },
        SELLER_CENTRE,
      ),
    );
  return found;
}

/** While a promotion runs the platform refuses most edits, each with a code of its own. */
function promotions(item: WireItem, models: readonly WireModel[]): readonly Diagnostic[] {
  const held = models.length > 0 ? models.filter(({ has_promotion }) => has_promotion === true) : [];
  const units: readonly Pick<WireModel, 'model_sku' | 'price_info'>[] =
    held.length > 0
      ? held
      : item.has_promotion === true
        ? [{ model_sku: models.length > 0 ? '' : item.item_sku, price_info: item.price_info }]
        : [];
  return units.map(({ model_sku, price_info: [price] }) => {
    const now = price && price.current_price !== price.original_price ? price : undefined;
    return one(
      'I_SHOPEE_PROMOTION',
      'info',
      now
        ? {
            en: `in a promotion at ${now.current_price} ${now.currency}; the seller's own price is ${now.original_price}, and edits may be refused until it is over`,
            zh: `正在参加促销，促销价 ${now.current_price} ${now.currency}，原价 ${now.original_price}；活动结束前修改可能被拒绝`,
          }
        : {
            en: 'in a promotion; edits may be refused until it is over',
            zh: '正在参加促销；活动结束前修改可能被拒绝',
          },
      { field: 'has_promotion', ...(model_sku === '' ? {} : { sku: model_sku }) },
    );
  });
}

function oddities(item: WireItem, models: readonly WireModel[], at: Pick<Place, 'connection'>): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const skus = models.map(({ model_sku }) => model_sku);
  const twice = [...new Set(skus.filter((sku, i) => sku !== '' && skus.indexOf(sku) !== i))];
  if (twice.length > 0)
    found.push(
      one(
        'W_SHOPEE_SKU_TWICE',
        'warning',
        {
          en: `several models of the listing have the same SKU; the first of each is looked after: ${twice.join(', ')}`,
          zh: `该商品有多个规格使用相同 SKU，仅管理其中第一个：${twice.join('、')}`,
        },
        { facet: 'variation' },
      ),
    );
  const rows = [item.stock_info_v2, ...models.map((model) => model.stock_info_v2)];
  const places = Math.max(...rows.map((info) => info?.seller_stock.length ?? 0));
  if (places > 1 && at.connection.location === undefined)
    found.push(
      one(
        'W_SHOPEE_LOCATIONS',
        'warning',
        {
          en: `the listing has stock in ${places} warehouses, and the connection names none of them`,
          zh: `该商品在 ${places} 个仓库有库存，而连接设置未指定仓库`,
        },
        { facet: 'stock' },
        {
          en: 'set connection.location to the warehouse whose stock the catalogue tells',
          zh: '请将 connection.location 设为目录库存对应的仓库',
        },
      ),
    );
  if (item.tag?.kit === true)
    found.push(
      one('I_SHOPEE_KIT', 'info', {
        en: 'the listing is a kit of other listings; it is to be looked after in the Seller Centre',
        zh: '该商品为套装商品，请在卖家中心管理',
      }),
    );
  return found;
}
