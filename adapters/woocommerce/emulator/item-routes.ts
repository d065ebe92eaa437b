import { type EmulatorReply, json } from 'mabang/testing';
import { defaultsOf } from './args.ts';
import { runBatch } from './batch.ts';
import { type Call, idOf, offsetOf, pageReply, type Route } from './call.ts';
import { findProducts, findVariations, pageOf } from './collection.ts';
import {
  CONTEXT,
  CREATE_PRODUCT,
  CREATE_VARIATION,
  FORCE,
  LIST_PRODUCTS,
  LIST_VARIATIONS,
  UPDATE_PRODUCT,
  UPDATE_VARIATION,
} from './product-args.ts';
import { productJson, type Reading, variationJson } from './read.ts';
import { fieldsOf, invalidId, RestError } from './rest.ts';
import type { Body, Item, Meta, Product, Variation } from './types.ts';
import { createProduct, updateProduct, variationThere } from './write-product.ts';
import { createVariation, generateVariations, updateVariation } from './write-variation.ts';

const PRODUCTS = '^/wc/v3/products';
const VARIATIONS = `${PRODUCTS}/(\\d+)/variations`;

export const ITEM_ROUTES: readonly Route[] = [
  { method: 'GET', pattern: new RegExp(`${PRODUCTS}$`), needs: 'list', args: LIST_PRODUCTS, handle: listProducts },
  {
    method: 'POST',
    pattern: new RegExp(`${PRODUCTS}$`),
    needs: 'create',
    args: CREATE_PRODUCT,
    handle: async (call, args) => {
      await call.work();
      const product = createProduct(call.shop, args);
      const location = `${call.shop.site}/wp-json/wc/v3/products/${product.id}`;
      return json(showProduct(call, product, 'edit'), 201, { location });
    },
  },
  { method: 'PUT', pattern: new RegExp(`${PRODUCTS}/batch$`), needs: 'batch', args: {}, handle: batchProducts },
  {
    method: 'GET',
    pattern: new RegExp(`${PRODUCTS}/(\\d+)$`),
    needs: 'view',
    args: CONTEXT,
    handle: (call, args) => {
      const item = call.shop.items.get(idOf(call));
      if (!item) throw invalidId('product', 404);
      return json(showProduct(call, item, readingOf(args)));
    },
  },
  {
    method: 'PUT',
    pattern: new RegExp(`${PRODUCTS}/(\\d+)$`),
    needs: 'edit',
    args: UPDATE_PRODUCT,
    handle: async (call, args) => {
      await call.work();
      return json(showProduct(call, updateProduct(call.shop, idOf(call), args), 'edit'));
    },
  },
  {
    method: 'DELETE',
    pattern: new RegExp(`${PRODUCTS}/(\\d+)$`),
    needs: 'delete',
    args: FORCE,
    handle: async (call, args) => {
      await call.work();
      return json(deleteProduct(call, idOf(call), args.force === true));
    },
  },
  {
    method: 'GET',
    pattern: new RegExp(`${VARIATIONS}$`),
    needs: 'list',
    args: LIST_VARIATIONS,
    handle: listVariations,
  },
  {
    method: 'POST',
    pattern: new RegExp(`${VARIATIONS}$`),
    needs: 'create',
    args: CREATE_VARIATION,
    handle: async (call, args) => {
      await call.work();
      const variation = createVariation(call.shop, idOf(call), args);
      const location = `${call.shop.site}/wp-json/wc/v3/products/${variation.parentId}/variations/${variation.id}`;
      return json(showVariation(call, variation, 'edit'), 201, { location });
    },
  },
  { method: 'PUT', pattern: new RegExp(`${VARIATIONS}/batch$`), needs: 'batch', args: {}, handle: batchVariations },
  {
    method: 'POST',
    pattern: new RegExp(`${VARIATIONS}/generate$`),
    needs: 'create',
    args: {},
    handle: async (call) => {
      await call.work();
      const defaults = { ...defaultsOf(CREATE_VARIATION), ...(call.input.default_values as Body | undefined) };
      return json({ count: generateVariations(call.shop, idOf(call), defaults) });
    },
  },
  {
    method: 'GET',
    pattern: new RegExp(`${VARIATIONS}/(\\d+)$`),
    needs: 'view',
    args: CONTEXT,
    handle: (call, args) => json(showVariation(call, ownVariation(call, 404), readingOf(args))),
  },
  {
    method: 'PUT',
    pattern: new RegExp(`${VARIATIONS}/(\\d+)$`),
    needs: 'edit',
    args: UPDATE_VARIATION,
    handle: async (call, args) => {
      await call.work();
      return json(showVariation(call, updateVariation(call.shop, idOf(call), idOf(call, 1), args), 'edit'));
    },
  },
  {
    method: 'DELETE',
    pattern: new RegExp(`${VARIATIONS}/(\\d+)$`),
    needs: 'delete',
    args: FORCE,
    handle: async (call, args) => {
      await call.work();
      return json(deleteVariation(call, ownVariation(call, 404).id, args.force === true));
    },
  },
  {
    method: 'GET',
    pattern: /^\/wc-analytics\/variations$/,
    needs: 'list',
    args: LIST_VARIATIONS,
    handle: listVariations,
  },
];

function listProducts(call: Call, args: Body): EmulatorReply {
  const found = findProducts(call.shop, args);
  const rows = pageOf(call.shop, found, args, offsetOf(args), Number(args.per_page));
  return pageReply(
    call,
    rows.map((item) => showProduct(call, withMeta(item, args), readingOf(args))),
    found.length,
    args,
  );
}

function listVariations(call: Call, args: Body): EmulatorReply {
  const found = findVariations(call.shop, call.ids.length > 0 ? idOf(call) : undefined, args);
  const rows = pageOf(call.shop, found, args, offsetOf(args), Number(args.per_page));
  const shown = rows.map((item) => showVariation(call, withMeta(item, args) as Variation, readingOf(args)));
  return pageReply(call, shown, found.length, args);
}

function batchProducts(call: Call): Promise<EmulatorReply> {
  const defaults = defaultsOf(CREATE_PRODUCT);
  return runBatch(call, {
    create: (item) => showProduct(call, createProduct(call.shop, { ...defaults, ...item }), 'edit'),
    update: (id, item) => showProduct(call, updateProduct(call.shop, id, item), 'edit'),
    remove: (id) => deleteProduct(call, id, true),
  });
}

function batchVariations(call: Call): Promise<EmulatorReply> {
  const parentId = idOf(call);
  const defaults = defaultsOf(CREATE_VARIATION);
  return runBatch(call, {
    create: (item) => showVariation(call, createVariation(call.shop, parentId, { ...defaults, ...item }), 'edit'),
    update: (id, item) => showVariation(call, updateVariation(call.shop, parentId, id, item), 'edit'),
    remove: (id) => deleteVariation(call, id, true),
  });
}

/** The answer shows the product as it was: a trashed one still says `publish`. */
function deleteProduct(call: Call, id: number, force: boolean): unknown {
  const { shop } = call;
  const item = shop.items.get(id);
  if (!item) throw invalidId('product', 404);
  if (item.kind === 'variation') throw variationThere();
  const answer = showProduct(call, item, 'edit');
  end(call, item, force, 'product');
  return answer;
}

function deleteVariation(call: Call, id: number, force: boolean): unknown {
  const item = call.shop.variation(id);
  if (!item) throw invalidId('product_variation', 404);
  const answer = showVariation(call, item, 'edit');
  end(call, item, force, 'product_variation');
  return answer;
}

function end(call: Call, item: Item, force: boolean, type: string): void {
  if (force) {
    call.shop.remove(item);
    return;
  }
  if (item.status === 'trash') {
    throw new RestError('woocommerce_rest_already_trashed', `The ${type} has already been deleted.`, 410);
  }
  call.shop.trash(item);
}

function ownVariation(call: Call, status: number): Variation {
  const variation = call.shop.variation(idOf(call, 1));
  if (!variation || variation.parentId !== idOf(call)) throw invalidId('product_variation', status);
  return variation;
}

function readingOf(args: Body): Reading {
  return args.context === 'edit' ? 'edit' : 'view';
}

/** `_fields` is looked at here already: a product answers only fields it knows by exactly that name. */
function showProduct(call: Call, item: Item, reading: Reading): Record<string, unknown> {
  const full = productJson(call.shop, item, reading);
  const fields = fieldsOf(call.request.query);
  if (fields.length === 0) return full;
  const picked: Record<string, unknown> = {};
  for (const field of fields) if (field in full) picked[field] = full[field];
  return picked;
}

function showVariation(call: Call, item: Variation, reading: Reading): Record<string, unknown> {
  return variationJson(call.shop, item, reading);
}

/** `include_meta` and `exclude_meta` are lists of exact keys. */
function withMeta<T extends Product | Variation>(item: T, args: Body): T {
  const keys = (value: unknown) => (Array.isArray(value) ? (value as readonly string[]) : []);
  const include = keys(args.include_meta);
  const exclude = keys(args.exclude_meta);
  if (include.length === 0 && exclude.length === 0) return item;
  const kept = ({ key }: Meta) => (include.length > 0 ? include.includes(key) : !exclude.includes(key));
  return { ...item, meta: item.meta.filter(kept) };
}
