import { z } from 'zod';

/** What people paste: the shop, its API, its back office. All of them name the shop. */
function bareUrl(text: string): string {
  return text
    .replace(/[?#].*$/, '')
    .replace(/\/(?:wp-json|wp-admin|wp-login\.php)(?:\/.*)?$/i, '')
    .replace(/\/+$/, '');
}

function isShopUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}

export const connection = z.strictObject({
  /** The shop's own address, as WordPress has it under Settings > General ("Site Address"). */
  url: z
    .string()
    .trim()
    .overwrite(bareUrl)
    .refine(isShopUrl, 'must be the address of the shop, like https://shop.example, without a user name or password'),
  /** What ending a listing does: move it to the trash, or set it to draft. */
  endWith: z.enum(['trash', 'draft']).default('trash'),
  /** Where the key goes over HTTPS: hosts that strip the Authorization header need `query`. */
  auth: z.enum(['header', 'query']).default('header'),
  /** `shop`: an attribute that the shop has under the same name is used. `own`: every product gets its own. */
  attributes: z.enum(['shop', 'own']).default('shop'),
});

export type Connection = z.output<typeof connection>;

export type Bucket = 'read' | 'write';

const id = z.number().int();

export const wireImage = z.object({ id, src: z.string(), alt: z.string() });

export const wireCategory = z.object({ id, name: z.string(), parent: id });
export const wireTerm = z.object({ id, name: z.string() });
export const wireSetting = z.object({ value: z.unknown() });
export const wireStatus = z.object({ environment: z.object({ version: z.string() }) });

const dimensions = z.object({ length: z.string(), width: z.string(), height: z.string() });

/** What products and variations have in common. */
const sellable = {
  id,
  status: z.string(),
  sku: z.string(),
  regular_price: z.string(),
  sale_price: z.string(),
  date_on_sale_from: z.string().nullable(),
  date_on_sale_to: z.string().nullable(),
  /** `'parent'` in a variation whose product manages the stock: a string in a field declared boolean. */
  manage_stock: z.union([z.boolean(), z.literal('parent')]),
  /** Null while unmanaged; a fraction only where a plugin allows it. */
  stock_quantity: z.number().nullable(),
  weight: z.string(),
  dimensions,
  /** Since WooCommerce 9.2. */
  global_unique_id: z.string().optional(),
};

export const wireVariation = z.object({
  ...sellable,
  parent_id: id.optional(),
  image: wireImage.nullish(),
  attributes: z.array(z.object({ id, name: z.string(), option: z.string() })),
});

export const wireProduct = z.object({
  ...sellable,
  type: z.string(),
  name: z.string(),
  description: z.string(),
  short_description: z.string(),
  categories: z.array(z.object({ id, name: z.string() })),
  /** Since WooCommerce 9.6. */
  brands: z.array(wireTerm).optional(),
  images: z.array(wireImage),
  attributes: z.array(z.object({ id, name: z.string(), variation: z.boolean(), options: z.array(z.string()) })),
  variations: z.array(id),
  meta_data: z.array(z.object({ key: z.string(), value: z.unknown() })),
});

/** A search by SKU finds variations among the products; only their parent is of interest. */
export const wireStub = z.object({ type: z.literal('variation'), id, sku: z.string(), parent_id: id });
export const wireProductOrStub = z.union([wireStub, wireProduct]);

export type WireVariation = z.output<typeof wireVariation>;
export type WireProduct = z.output<typeof wireProduct>;
export type WireStub = z.output<typeof wireStub>;
export type WireImage = z.output<typeof wireImage>;

/** Fields asked for, so that a page of 100 stays small. Must name every key of the schema above it. */
export const PRODUCT_FIELDS = [...Object.keys(wireProduct.shape), 'parent_id'].join(',');
export const VARIATION_FIELDS = Object.keys(wireVariation.shape).join(',');

const wireError = z.object({ code: z.string(), message: z.string(), data: z.unknown() });
const failed = z.object({ id: z.number().nullish(), error: wireError });
const made = z.object({ id: id.positive(), images: z.array(z.object({ id })) });
const madeVariation = z.object({ id: id.positive(), image: z.object({ id }).nullish() });

/** One answer of a batch, in the order of the request: what became of it, or why not. */
export type BatchItem =
  | { readonly error: z.output<typeof wireError> }
  | { readonly id: number; readonly images: readonly { readonly id: number }[] };

export interface BatchCounts {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
}

export interface BatchReply {
  readonly create: readonly BatchItem[];
  readonly update: readonly BatchItem[];
  readonly delete: readonly BatchItem[];
}

/** The answer to a batch with these counts. One answer too few is no answer: nobody could say whose it is. */
export function batchReply(of: 'products' | 'variations', counts: BatchCounts): z.ZodType<BatchReply> {
  const done =
    of === 'products'
      ? made.transform(({ id: made, images }): BatchItem => ({ id: made, images }))
      : madeVariation.transform(({ id: made, image }): BatchItem => ({ id: made, images: image ? [image] : [] }));
  const item = z.union([failed.transform(({ error }): BatchItem => ({ error })), done]);
  const list = (count: number) => z.array(item).length(count);
  return z.object({
    create: list(counts.create).default([]),
    update: list(counts.update).default([]),
    delete: list(counts.delete).default([]),
  });
}
