import type { Json } from 'mabang/contract';
import type { z } from 'zod';
import { attributesDocument, brandsDocument, channelsDocument, limitsDocument } from './document-shapes.ts';
import type { Place } from './place.ts';

export * from './document-replies.ts';
export * from './document-shapes.ts';

/**
 * The platform's documents that mapping and judging look into, as they are kept: the answers of the calls below, cut to what
 * is used. Each `…Reply` turns an answer into the body that is kept.
 *
 * | key                                              | call                                                        |
 * | `limits/<category>`, `global/limits/<category>`  | `product.get_item_limit`, `global_product.get_global_item_limit` |
 * | `attributes/<category>`, `global/attributes/…`   | `get_attribute_tree` with this one category                 |
 * | `brands/<category>`, `global/brands/…`           | `get_brand_list`, status 1, all pages                       |
 * | `logistics`                                      | `logistics.get_channel_list`                                |
 */
export type DocumentKind = 'limits' | 'attributes' | 'brands';

export const LOGISTICS = 'logistics';

export function documentKey(kind: DocumentKind, category: string, global: boolean): string {
  return `${global ? 'global/' : ''}${kind}/${category}`;
}

/** What a key asks for, or `undefined` for a key of another version. */
export function parseKey(key: string): { kind: DocumentKind; category: string; global: boolean } | undefined {
  const match = /^(global\/)?(limits|attributes|brands)\/(\d+)$/.exec(key);
  if (!match) return undefined;
  return { kind: match[2] as DocumentKind, category: match[3] ?? '', global: match[1] !== undefined };
}

/** What a body was read as: judging asks for the same documents again and again, and trees are large. */
const read = new WeakMap<object, unknown>();

/** A document at hand, in types; `undefined` when it is not at hand, or of a version that kept something else. */
function at<T>(place: Pick<Place, 'definition'>, key: string, shape: z.ZodType<T>): T | undefined {
  const body: Json | undefined = place.definition(key);
  if (typeof body !== 'object' || body === null) return undefined;
  if (!read.has(body)) read.set(body, shape.safeParse(body).data);
  return read.get(body) as T | undefined;
}

export const limitsAt = (place: Pick<Place, 'definition'>, category: string, global: boolean) =>
  at(place, documentKey('limits', category, global), limitsDocument);

export const attributesAt = (place: Pick<Place, 'definition'>, category: string, global: boolean) =>
  at(place, documentKey('attributes', category, global), attributesDocument);

export const brandsAt = (place: Pick<Place, 'definition'>, category: string, global: boolean) =>
  at(place, documentKey('brands', category, global), brandsDocument);

export const channelsAt = (place: Pick<Place, 'definition'>) => at(place, LOGISTICS, channelsDocument);
