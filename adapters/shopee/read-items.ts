import { HttpFailure } from 'mabang/contract';
import { chunks, EXIT, MabangError } from 'mabang/core';
import { shopeeErrorOf } from './errors.ts';
import { INFO_PER_CALL, LIST_PAGE } from './limits.ts';
import { marketAt } from './place.ts';
import {
  itemInfoReply,
  itemPageReply,
  itemSearchReply,
  type ModelList,
  modelListReply,
  type WireItem,
  type WireTier,
} from './read-schema.ts';
import { type Ctx, get } from './run.ts';
import type { Id } from './terms.ts';

/** Calls that read items of a shop. Each ends whole or throws. */

/** Statuses of items that are not deleted. Asked for together: without a status the platform answers an error. */
export const LIVE = ['NORMAL', 'UNLIST', 'BANNED', 'REVIEWING'] as const;
const DELETED: readonly string[] = ['SELLER_DELETE', 'SHOPEE_DELETE', 'DELETED'];

export const isDeleted = ({ item_status }: Pick<WireItem, 'item_status'>): boolean => DELETED.includes(item_status);

/** How often a list is read anew when it changes while it is read. */
const PASSES = 3;

/**
 * Ids of all live items, each once. Offsets are the platform's own (`next_offset`): those that are counted on are refused beyond
 * a limit that no document names. The reading is whole when the count stayed the same on all pages and as many ids were seen,
 * or when two readings one after the other saw the same ids, whatever the count; otherwise it is done again. Throws
 * `E_REMOTE_MOVED` when the list does not hold still.
 */
export async function* allItemIds(ctx: Ctx): AsyncIterable<readonly Id[]> {
  const yielded = new Set<Id>();
  let before: string | undefined;
  for (let pass = 1; pass <= PASSES; pass++) {
    const seen = new Set<Id>();
    const totals = new Set<number>();
    for (let offset: number | undefined = 0; offset !== undefined; ) {
      const page: Page = await itemPage(ctx, offset, LIST_PAGE);
      totals.add(page.total);
      const fresh = page.ids.filter((id) => !yielded.has(id));
      for (const id of page.ids) {
        seen.add(id);
        yielded.add(id);
      }
      if (fresh.length > 0) yield [...new Set(fresh)];
      offset = page.next;
    }
    const ids = [...seen].sort().join();
    if ((totals.size === 1 && totals.has(seen.size)) || ids === before) return;
    before = ids;
  }
  throw moved();
}

export interface Page {
  readonly ids: readonly Id[];
  readonly total: number;
  readonly next?: number;
}

export async function itemPage(ctx: Ctx, offset: number, size: number): Promise<Page> {
  const query = { offset, page_size: size, item_status: LIVE };
  const { response } = await get(ctx, '/product/get_item_list', query, itemPageReply);
  const next = response.has_next_page ? response.next_offset : undefined;
  if (response.has_next_page && (next === undefined || next === null || next <= offset))
    throw strange('/product/get_item_list', 'has_next_page is true and next_offset does not go on');
  return {
    ids: response.item.map(({ item_id }) => item_id),
    total: response.total_count,
    ...(next === undefined || next === null ? {} : { next }),
  };
}

/** Ids of live items that have this text somewhere in a SKU. The platform searches for parts, without regard to case. */
export async function itemsWithSku(ctx: Ctx, sku: string): Promise<readonly Id[]> {
  const ids = new Set<Id>();
  const offsets = new Set<string>();
  for (let offset = ''; ; ) {
    const query = { item_sku: sku, item_status: LIVE, page_size: LIST_PAGE, ...(offset === '' ? {} : { offset }) };
    const { response } = await get(ctx, '/product/search_item', query, itemSearchReply);
    for (const id of response.item_id_list) ids.add(id);
    offset = response.next_offset;
    if (offset === '' || response.item_id_list.length === 0) return [...ids];
    if (offsets.has(offset)) throw strange('/product/search_item', 'next_offset comes twice');
    offsets.add(offset);
  }
}

/**
 * What items are, by 50. The platform leaves out ids that it does not have without a word, so those that are missing are asked
 * for once more; `missing` tells what that means: `gone` for ids from our memory, `moved` for ids that it has just named.
 */
export async function itemInfos(ctx: Ctx, ids: readonly Id[], missing: 'gone' | 'moved'): Promise<readonly WireItem[]> {
  const found = new Map<Id, WireItem>();
  for (const part of chunks(ids, INFO_PER_CALL))
    for (const item of await infoOf(ctx, part)) found.set(item.item_id, item);
  const lost = ids.filter((id) => !found.has(id));
  for (const part of chunks(lost, INFO_PER_CALL))
    for (const item of await infoOf(ctx, part)) found.set(item.item_id, item);
  if (missing === 'moved' && ids.some((id) => !found.has(id))) throw moved();
  return ids.flatMap((id) => found.get(id) ?? []);
}

async function infoOf(ctx: Ctx, ids: readonly Id[]): Promise<readonly WireItem[]> {
  const region = marketAt(ctx.at)?.region;
  const taxed = region === 'BR' || region === 'PL';
  const query = { item_id_list: ids.join(','), ...(taxed ? { need_tax_info: true } : {}) };
  try {
    const { response } = await get(ctx, '/product/get_item_base_info', query, itemInfoReply);
    const asked = new Set(ids);
    return response.item_list.filter(({ item_id }) => asked.has(item_id));
  } catch (error) {
    // One id that is unknown by now must not hide the others.
    if (!isNotFound(error)) throw error;
    if (ids.length === 1) return [];
    const halves = [ids.slice(0, Math.ceil(ids.length / 2)), ids.slice(Math.ceil(ids.length / 2))];
    const parts = await Promise.all(halves.map((half) => infoOf(ctx, half)));
    return parts.flat();
  }
}

export function isNotFound(error: unknown): boolean {
  const shopee = shopeeErrorOf(error);
  return shopee !== undefined && /not[ _]?found|not[ _]exist/i.test(`${shopee.code} ${shopee.message}`);
}

/**
 * The models of an item. Nothing in the answer counts them, so one that is short of the combinations that its tiers make is
 * asked for once more: two that agree are a product that does not sell every combination.
 */
export async function modelsOf(ctx: Ctx, item: Id): Promise<ModelList> {
  const path = '/product/get_model_list';
  return whole(
    path,
    () => get(ctx, path, { item_id: item }, modelListReply),
    ({ model_id }) => model_id,
  );
}

export async function whole<L extends { readonly tiers: readonly WireTier[]; readonly models: readonly unknown[] }>(
  path: string,
  read: () => Promise<L>,
  idOf: (model: L['models'][number]) => Id,
): Promise<L> {
  let before: string | undefined;
  for (let pass = 1; pass <= PASSES; pass++) {
    const answer = await read();
    const combinations = answer.tiers.reduce((count, { options }) => count * options.length, 1);
    if (answer.models.length > 0 && answer.models.length >= combinations) return answer;
    const now = answer.models.map(idOf).sort().join();
    if (now !== '' && now === before) return answer;
    before = now;
  }
  throw strange(path, 'an item with models has none, or other ones each time');
}

/** An answer of the right shape that cannot be true. */
export function strange(path: string, what: string): HttpFailure {
  return new HttpFailure('unreadable', `GET ${path}: ${what}`, { method: 'GET', path });
}

function moved(): MabangError {
  return new MabangError(
    'E_REMOTE_MOVED',
    EXIT.busy,
    {
      en: `the shop's list of items could not be read whole in ${PASSES} attempts: its count and its rows do not agree`,
      zh: `店铺商品列表尝试 ${PASSES} 次仍无法完整读取：数量与行数不一致`,
    },
    {
      next: {
        en: 'somebody may be listing products right now: run the same command again when that is over',
        zh: '可能正在上架商品：请在结束后重新运行同一命令',
      },
    },
  );
}
