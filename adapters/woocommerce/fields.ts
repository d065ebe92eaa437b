import type { Change, Json } from 'mabang/contract';
import { equalJson } from 'mabang/core';
import { comparable } from './compare.ts';
import {
  json,
  type Price,
  type ProductContent,
  price,
  productContent,
  productMedia,
  type SkuContent,
  type SkuVariation,
  type Step,
  skuContent,
  skuMedia,
  skuVariation,
  stepOf,
  stock,
} from './facets.ts';
import { MARK, MARK_SKU } from './seen.ts';

/** Fields of a product or variation as they go over the wire. */
export type Fields = Readonly<Record<string, Json>>;

/** A picture to be shown. `id` is its media item, as far as this listing's history tells. */
export interface WantedImage {
  readonly url: string;
  readonly alt?: string;
  readonly id?: number;
}

export function markMeta(code: string, ownSku: string | undefined): readonly Fields[] {
  return [{ key: MARK, value: code }, ...(ownSku === undefined ? [] : [{ key: MARK_SKU, value: ownSku }])];
}

export interface ContentWire {
  readonly fields: Fields;
  readonly categories?: readonly string[];
  readonly brand?: string;
  /** The list of attributes has to be sent. */
  readonly attributes: boolean;
}

/**
 * The members of the content facet that have to be sent. Sending `attributes` replaces the product's whole list, and
 * `categories` likewise, so a member that stands as wanted is left out of the call.
 */
export function contentWire(change: Change | undefined): ContentWire | undefined {
  const step = stepOf(change, 'content', productContent);
  if (!step) return undefined;
  const fields: Record<string, Json> = {};
  for (const key of ['name', 'description', 'short_description'] as const)
    if (differs(step, key)) fields[key] = step.to[key] ?? '';
  return {
    fields,
    ...(differs(step, 'categories') ? { categories: step.to.categories ?? [] } : {}),
    ...(differs(step, 'brand') ? { brand: step.to.brand ?? '' } : {}),
    attributes: differs(step, 'attributes'),
  };
}

/**
 * Whether a member of a facet has to be sent: not when the shop shows it as wanted, nor when it shows what it made of the
 * same value last time. One that is absent now is sent, empty, only if mabang had put it there.
 */
function differs<T extends ProductContent | SkuContent>(step: Step<T>, key: keyof T & string): boolean {
  const { to, seen, last } = step;
  const same = (a: unknown, b: unknown) => {
    if (a === undefined || b === undefined) return a === b;
    return equalJson(comparable('content', { [key]: json(a) }), comparable('content', { [key]: json(b) }));
  };
  if (to[key] === undefined) return last?.sent[key] !== undefined && seen?.[key] !== undefined;
  if (!seen) return true;
  if (same(to[key], seen[key])) return false;
  return !(last && same(to[key], last.sent[key]) && same(seen[key], last.echo[key]));
}

export interface SkuWire {
  readonly fields: Fields;
  readonly options?: SkuVariation['attributes'];
}

/** What is sold under a SKU: price, stock, measures, and on a variation its options. */
export function skuWire(change: Change, verb: 'create' | 'update'): SkuWire {
  const variation = stepOf(change, 'variation', skuVariation);
  return {
    fields: {
      ...(verb === 'create' ? { sku: change.sku ?? '' } : {}),
      ...priceWire(stepOf(change, 'price', price)),
      ...stockWire(change),
      ...measuresWire(stepOf(change, 'content', skuContent)),
      ...(variation?.seen?.status === undefined ? {} : { status: 'publish' }),
    },
    ...(variation ? { options: variation.to.attributes } : {}),
  };
}

/**
 * Prices as plain decimal text: anything else is misread without an error. Both prices travel together, because a sale price
 * that is not below the regular one is dropped in silence; it is left out only where there is none and none is wanted.
 */
function priceWire(step: Step<Price> | undefined): Fields {
  if (!step) return {};
  const { to, seen } = step;
  const onSale = to.sale_price !== '';
  const limited = seen?.date_on_sale_from !== undefined || seen?.date_on_sale_to !== undefined;
  return {
    regular_price: to.regular_price,
    ...(onSale || seen?.sale_price !== '' ? { sale_price: to.sale_price } : {}),
    ...(onSale && limited ? { date_on_sale_from: '', date_on_sale_to: '' } : {}),
  };
}

/** `stock_quantity` is ignored unless the stock is managed, so the two are never sent apart. */
function stockWire(change: Change): Fields {
  const step = stepOf(change, 'stock', stock);
  return step ? { manage_stock: true, stock_quantity: step.to.stock_quantity } : {};
}

function measuresWire(step: Step<SkuContent> | undefined): Fields {
  if (!step) return {};
  const fields: Record<string, Json> = {};
  for (const key of ['weight', 'global_unique_id'] as const) if (differs(step, key)) fields[key] = step.to[key] ?? '';
  if (differs(step, 'dimensions'))
    fields.dimensions = json(step.to.dimensions ?? { length: '', width: '', height: '' });
  return fields;
}

/** The whole gallery in order, with the media items of the pictures that are there already. */
export function imagesOfStep(change: Change | undefined): readonly WantedImage[] | undefined {
  const step = stepOf(change, 'media', productMedia);
  if (!step) return undefined;
  const { to, last } = step;
  const ids = new Map<string, number>();
  // What was sent and how it read right after stand side by side: the third of one is the third of the other.
  if (last && last.sent.images.length === last.echo.images.length)
    for (const [i, image] of last.sent.images.entries()) {
      const id = last.echo.images[i]?.id;
      if (id !== undefined) ids.set(image.src, id);
    }
  return to.images.map((image) => wantedImage(image, ids.get(image.src)));
}

export function imageOfStep(change: Change): WantedImage | undefined {
  const step = stepOf(change, 'media', skuMedia);
  if (!step) return undefined;
  const { to, last } = step;
  return wantedImage(to.image, last && last.sent.image.src === to.image.src ? last.echo.image.id : undefined);
}

function wantedImage(image: { src: string; alt?: string | undefined }, id: number | undefined): WantedImage {
  return {
    url: image.src,
    ...(image.alt === undefined ? {} : { alt: image.alt }),
    ...(id === undefined ? {} : { id }),
  };
}
