import { filterHtml } from './kses.ts';
import { invalidId, RestError } from './rest.ts';
import type { Shop } from './shop.ts';
import { cleanText, plain, slugOf } from './text.ts';
import type { Body, Product, Variation } from './types.ts';
import {
  applyPrices,
  applySellable,
  applyStock,
  given,
  refuseTrashedSku,
  toInt,
  toObjects,
  Uploads,
} from './write-common.ts';
import { NOTHING_TO_SELL } from './write-product.ts';

/** Nothing is checked against the parent: unknown options and double combinations are taken as they come. */
export function createVariation(shop: Shop, parentId: number, body: Body): Variation {
  const parent = parentOf(shop, parentId);
  const now = shop.now();
  const draft: Variation = {
    kind: 'variation',
    id: 0,
    parentId,
    status: 'publish',
    created: now,
    modified: now,
    menuOrder: 0,
    description: '',
    ...NOTHING_TO_SELL,
    imageId: 0,
    options: {},
  };
  return withUploads(shop, (uploads) => {
    applyVariation(shop, draft, parent, body, uploads);
    refuseTrashedSku(shop, draft.sku);
    return { ...draft, id: shop.nextPostId() };
  });
}

export function updateVariation(shop: Shop, parentId: number, id: number, body: Body): Variation {
  const before = shop.variation(id);
  if (!before) throw invalidId('product_variation', 400);
  const parent = parentOf(shop, parentId);
  if (before.parentId !== parentId) {
    throw new RestError('woocommerce_rest_cannot_edit', 'Parent product does not match current variation.', 403);
  }
  const draft: Variation = { ...before, modified: shop.now() };
  return withUploads(shop, (uploads) => {
    applyVariation(shop, draft, parent, body, uploads);
    return draft;
  });
}

/**
 * A variation for every combination of the parent's options that has none, 99 at most (`WC_MAX_LINKED_VARIATIONS`).
 * Answers how many were made.
 */
export function generateVariations(shop: Shop, parentId: number, defaults: Body): number {
  const parent = shop.product(parentId);
  if (!parent) throw new RestError('woocommerce_rest_product_invalid_id', 'Invalid product ID.', 404);
  const axes = parent.attributes.filter((attribute) => attribute.variation);
  if (axes.length === 0) return 0;
  const there = new Set(shop.variations(parentId).map((variation) => combination(axes, variation.options)));
  let rows: Record<string, string>[] = [{}];
  for (const axis of axes) {
    const values =
      axis.taxonomy === '' ? axis.options : axis.terms.map((id) => shop.taxonomies.terms.get(id)?.slug ?? String(id));
    rows = rows.flatMap((row) => values.map((value) => ({ ...row, [axis.key]: value })));
  }
  const wanted = rows.filter((row) => !there.has(combination(axes, row))).slice(0, 99);
  for (const options of wanted) shop.save({ ...createVariation(shop, parentId, defaults), options });
  return wanted.length;
}

function combination(axes: readonly { readonly key: string }[], options: Readonly<Record<string, string>>): string {
  return JSON.stringify(axes.map(({ key }) => options[key] ?? ''));
}

function parentOf(shop: Shop, id: number): Product {
  const parent = shop.product(id);
  if (parent) return parent;
  const message = 'Cannot set attributes due to invalid parent product.';
  throw new RestError('woocommerce_rest_product_variation_invalid_parent', message, 404);
}

function withUploads(shop: Shop, write: (uploads: Uploads) => Variation): Variation {
  const uploads = new Uploads(shop, 'variation');
  try {
    const variation = write(uploads);
    uploads.keep();
    shop.save(variation);
    return variation;
  } catch (error) {
    uploads.discard();
    throw error;
  }
}

function applyVariation(shop: Shop, variation: Variation, parent: Product, body: Body, uploads: Uploads): void {
  applySellable(shop, variation, body);
  applyStock(variation, body);
  applyPrices(variation, body, shop.settings.decimalSeparator);
  if (given(body, 'description')) variation.description = filterHtml(plain(body.description));
  if (given(body, 'attributes')) variation.options = readOptions(shop, parent, toObjects(body.attributes));
  const { image } = body;
  if (image === undefined || image === null) return;
  const wanted = (typeof image === 'object' && !Array.isArray(image) ? image : {}) as Body;
  const named = toInt(wanted.id) > 0 || given(wanted, 'src');
  variation.imageId = named ? uploads.resolve(wanted) : 0;
}

/** Attributes that the parent does not vary by are dropped; a missing one means any. */
function readOptions(shop: Shop, parent: Product, list: readonly Body[]): Readonly<Record<string, string>> {
  const options: Record<string, string> = {};
  for (const choice of list) {
    const shared = shop.taxonomies.attributes.get(toInt(choice.id))?.slug;
    const key = toInt(choice.id) > 0 ? slugOf(shared ?? '') : slugOf(plain(choice.name));
    const attribute = parent.attributes.find((candidate) => candidate.key === key);
    if (!attribute?.variation) continue;
    const option = cleanText(choice.option);
    const term = attribute.taxonomy === '' ? undefined : shop.taxonomies.named(attribute.taxonomy, option);
    options[key] = attribute.taxonomy === '' ? option : (term?.slug ?? slugOf(option));
  }
  return options;
}
