import type { Definition, Definitions, Json, PlatformCategory, Taxonomy } from 'mabang/contract';
import { refusedWith } from './errors.ts';
import type { Ctx } from './items.ts';
import { placeOf } from './marketplaces.ts';
import { categoryAttributes, categoryNeeded, needed, parseDefinitionKey } from './product-types.ts';
import { type Bucket, type Connection, wireDefinition, wireSchema, wireTypes } from './schema.ts';

const TYPES = '/definitions/2020-09-01/productTypes';

/** Hours. Amazon changes lists of values and requirements several times a year (changelog, 27 April 2026 for one). */
const MAX_AGE = 24;

/**
 * The schema of a product type in one marketplace. Asked for without the seller's id, so that it is the same for every
 * channel of a marketplace; Amazon's checksum (MD5) tells whether a copy still holds, and spares the megabyte behind the link.
 */
async function fetchDefinition(
  key: string,
  known: string | undefined,
  ctx: Ctx,
): Promise<Definition | 'same' | undefined> {
  const wanted = parseDefinitionKey(key);
  if (!wanted) return undefined;
  const found = await definitionOf(ctx, wanted);
  if (!found) return undefined;
  const { checksum, link } = found.schema;
  if (checksum === known) return 'same';
  const reply = await ctx.http.request({
    bucket: 'storage',
    method: 'GET',
    path: `/schema/${encodeURIComponent(wanted.productType)}`,
    elsewhere: link.resource,
    reply: wireSchema,
    resend: 'always',
  });
  return { checksum, body: reply.data as Json };
}

/** `undefined` when there is no such type in the marketplace. */
async function definitionOf(
  ctx: Ctx,
  { productType, marketplaceId, requirements }: NonNullable<ReturnType<typeof parseDefinitionKey>>,
) {
  const query = {
    marketplaceIds: marketplaceId,
    requirements,
    requirementsEnforced: 'ENFORCED',
    locale: 'DEFAULT',
  };
  try {
    const reply = await ctx.http.request({
      bucket: 'getType',
      method: 'GET',
      path: `${TYPES}/${encodeURIComponent(productType)}`,
      query,
      reply: wireDefinition,
      resend: 'always',
    });
    return reply.data;
  } catch (error) {
    const status = refusedWith(error);
    if (status === 400 || status === 404) return undefined;
    throw error;
  }
}

export const definitions: Definitions<Connection, Bucket> = { needed, fetch: fetchDefinition, maxAgeHours: MAX_AGE };

/** Found at most. */
const MOST = 20;

/** Amazon's own recommendation for a title with these words goes first, then types whose names have them. */
async function search(words: string, ctx: Ctx): Promise<readonly PlatformCategory[]> {
  const text = words.trim();
  if (text === '') return [];
  const keywords = text.split(/[\s,>/&]+/).filter((word) => word.length > 1);
  const found = new Map<string, PlatformCategory>();
  const asks: Readonly<Record<string, string>>[] = [
    { itemName: text },
    ...(keywords.length > 0 ? [{ keywords: keywords.join(',') }] : []),
  ];
  for (const ask of asks) {
    for (const { name, displayName } of await searchTypes(ctx, ask))
      if (!found.has(name))
        found.set(name, { id: name, title: displayName === name ? name : `${displayName} (${name})` });
  }
  return [...found.values()].slice(0, MOST);
}

async function searchTypes(ctx: Ctx, ask: Readonly<Record<string, string>>) {
  const reply = await ctx.http.request({
    bucket: 'searchTypes',
    method: 'GET',
    path: TYPES,
    query: { marketplaceIds: placeOf(ctx.at).id, ...ask },
    reply: wireTypes,
    resend: 'always',
  });
  return reply.data.productTypes;
}

export const taxonomy: Taxonomy<Connection, Bucket> = {
  search,
  needed: categoryNeeded,
  attributes: categoryAttributes,
};
