/**
 * What the platform answers, as far as it is used: strict about these fields, silent about the rest. A part that is
 * missing is an error where it is read, never an empty value further on.
 */
import { z } from 'zod';

/** What stands under `connection` in mabang.yaml. Never a secret. */
export const connectionSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
});

export type Connection = z.infer<typeof connectionSchema>;

export const accountSchema = z.object({ currency: z.string().length(3), name: z.string() });

const skuSchema = z.object({
  sku: z.string(),
  options: z.record(z.string(), z.string()),
  /** Decimal text, trailing zeros dropped: `4.9`. */
  price: z.string(),
  list_price: z.string().nullable(),
  stock: z.int(),
  gtin: z.string().nullable(),
  weight_grams: z.int().nullable(),
  image: z.string().nullable(),
  attributes: z.record(z.string(), z.string()),
});

export const itemSchema = z.object({
  id: z.string(),
  code: z.string(),
  title: z.string(),
  description: z.string(),
  bullets: z.array(z.string()),
  brand: z.string().nullable(),
  category: z.string(),
  attributes: z.record(z.string(), z.string()),
  images: z.array(z.string()),
  option_names: z.array(z.string()),
  status: z.enum(['active', 'paused']),
  /** Free text that the platform keeps for whoever made the item. */
  origin: z.string().nullable(),
  skus: z.array(skuSchema).min(1),
});

export type Item = z.infer<typeof itemSchema>;

/** `next` must be there, `null` on the last page: a page without it was cut short. */
export const pageSchema = z.object({ items: z.array(itemSchema), next: z.string().nullable() });

export const doneSchema = z.object({ id: z.string() });

/** `{ "error": { "code": "sku_taken", "message": "…" } }` */
export const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** A listing's address on the platform, as the ledger keeps it. */
export const remoteIdSchema = z.object({ id: z.string() });
