import { chunks } from 'mabang/core';
import { isNotFound, whole } from './read-items.ts';
import {
  type GlobalModelList,
  globalIdsReply,
  globalInfoReply,
  globalModelListReply,
  publishedReply,
  type WireGlobal,
} from './read-schema.ts';
import { type Ctx, get } from './run.ts';
import type { Id } from './terms.ts';

/** Calls that read global products. `get_global_item_id` and `get_global_item_info` take 20 ids (documents, 2026-08). */
const PER_CALL = 20;

/** Statuses of `get_published_list` that mean deleted, by the seller or by Shopee. */
const DELETED: readonly number[] = [0, 4];

/** The global product of each item of this shop that is a copy of one. */
export async function globalIdsOf(ctx: Ctx, items: readonly Id[]): Promise<ReadonlyMap<Id, Id>> {
  const pairs = new Map<Id, Id>();
  const ask = async (ids: readonly Id[]) => {
    for (const part of chunks(ids, PER_CALL)) {
      const query = { shop_id: ctx.at.connection.shopId, item_id_list: part.join(',') };
      const { response } = await get(ctx, '/global_product/get_global_item_id', query, globalIdsReply);
      for (const { item_id, global_item_id } of response.item_id_map) pairs.set(item_id, global_item_id);
    }
  };
  await ask(items);
  // Items of none are left out without a word, so those that are missing are asked for once more.
  await ask(items.filter((id) => !pairs.has(id)));
  return pairs;
}

/** Global products by id; one that is deleted is not among them. */
export async function globalInfos(ctx: Ctx, ids: readonly Id[]): Promise<ReadonlyMap<Id, WireGlobal>> {
  const found = new Map<Id, WireGlobal>();
  const ask = async (wanted: readonly Id[]) => {
    for (const part of chunks(wanted, PER_CALL))
      for (const one of await infoOf(ctx, part)) found.set(one.global_item_id, one);
  };
  await ask([...new Set(ids)]);
  await ask([...new Set(ids)].filter((id) => !found.has(id)));
  return found;
}

/** "You can only query global product with normal status, otherwise api will return error" (document, 2026-08). */
async function infoOf(ctx: Ctx, ids: readonly Id[]): Promise<readonly WireGlobal[]> {
  try {
    const query = { global_item_id_list: ids.join(',') };
    const { response } = await get(ctx, '/global_product/get_global_item_info', query, globalInfoReply);
    return response.global_item_list;
  } catch (error) {
    if (!isNotFound(error)) throw error;
    if (ids.length === 1) return [];
    const middle = Math.ceil(ids.length / 2);
    const parts = await Promise.all([infoOf(ctx, ids.slice(0, middle)), infoOf(ctx, ids.slice(middle))]);
    return parts.flat();
  }
}

export async function globalModelsOf(ctx: Ctx, id: Id): Promise<GlobalModelList> {
  const path = '/global_product/get_global_model_list';
  const read = () => get(ctx, path, { global_item_id: id }, globalModelListReply);
  return whole(path, read, ({ global_model_id }) => global_model_id);
}

/** The live item that a global product is published as in this shop. */
export async function publishedAs(ctx: Ctx, id: Id): Promise<Id | undefined> {
  const { shopId } = ctx.at.connection;
  try {
    const query = { global_item_id: id, shop_id_list: shopId };
    const { response } = await get(ctx, '/global_product/get_published_list', query, publishedReply);
    return response.published_item.find(
      ({ shop_id, item_status }) => shop_id === String(shopId) && !DELETED.includes(item_status ?? 1),
    )?.item_id;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
