import type { Diagnostic } from 'mabang/contract';
import { chunks } from 'mabang/core';
import { z } from 'zod';
import { issue, shopeeErrorOf } from './errors.ts';
import { INFO_PER_CALL } from './limits.ts';
import type { WireItem } from './read-schema.ts';
import { type Ctx, get } from './run.ts';
import type { Id } from './terms.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

const details = z
  .array(z.object({ violation_type: text, violation_reason: text, suggestion: text }))
  .nullish()
  .transform((rows) => rows ?? []);

const violationReply = z.object({
  response: z.object({
    item_list: z.array(
      z.object({
        item_id: z.union([z.number().int(), z.string()]).transform(String),
        item_status_details: details,
      }),
    ),
  }),
});

/** Why items are banned, in the platform's own words. Asked for them alone: two calls for a hundred of them. */
export async function violationsOf(
  ctx: Ctx,
  items: readonly WireItem[],
): Promise<ReadonlyMap<Id, readonly Diagnostic[]>> {
  const banned = items.filter(({ item_status }) => item_status === 'BANNED').map(({ item_id }) => item_id);
  const found = new Map<Id, readonly Diagnostic[]>();
  for (const part of chunks(banned, INFO_PER_CALL)) {
    for (const { item_id, item_status_details } of await ask(ctx, part)) {
      found.set(item_id, item_status_details.map(violation));
    }
  }
  return found;
}

/** Not every app may ask; that the item is banned is known all the same. */
async function ask(ctx: Ctx, ids: readonly Id[]) {
  try {
    const query = { item_id_list: ids.join(',') };
    return (await get(ctx, '/product/get_item_violation_info', query, violationReply)).response.item_list;
  } catch (error) {
    if (shopeeErrorOf(error)) return [];
    throw error;
  }
}

function violation(row: z.output<typeof details>[number]): Diagnostic {
  const { violation_type, violation_reason, suggestion } = row;
  const why = [violation_type, violation_reason].filter((part) => part !== '').join(': ');
  return issue(
    'E_SHOPEE_VIOLATION',
    { en: `Shopee has banned the listing: ${why}`, zh: `Shopee 已禁卖该商品：${why}` },
    suggestion === '' ? undefined : { en: suggestion, zh: suggestion },
    { facet: 'status', field: violation_reason || violation_type },
  );
}
