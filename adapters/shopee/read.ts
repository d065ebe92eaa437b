import type { RemoteListing, Wanted } from 'mabang/contract';
import { chunks } from 'mabang/core';
import { explained } from './errors.ts';
import { INFO_PER_CALL, LIST_PAGE } from './limits.ts';
import { isUpgradedAt } from './place.ts';
import { globalIdsOf, globalInfos, globalModelsOf, publishedAs } from './read-global.ts';
import { allItemIds, isDeleted, itemInfos, itemPage, itemsWithSku, modelsOf } from './read-items.ts';
import type { ModelList, WireItem } from './read-schema.ts';
import type { Ctx } from './run.ts';
import { listingOf } from './seen.ts';
import { pairListing } from './seen-global.ts';
import { type Id, remoteId } from './terms.ts';
import { violationsOf } from './violations.ts';

/**
 * Items of the shop; in an upgraded one each together with its global product. A global product that is not published in this
 * shop is no listing of it, and is found by whoever publishes.
 *
 * Calls for n items, m of them with models: n/100 + n/50 + m, and in an upgraded shop n/10 + m more.
 */
export async function* fetchRemote(wanted: Wanted, ctx: Ctx): AsyncIterable<RemoteListing> {
  try {
    if (wanted === 'all') yield* everything(ctx);
    else if (wanted.length > 0) yield* some(wanted, ctx);
  } catch (error) {
    throw explained(error);
  }
}

async function* everything(ctx: Ctx): AsyncIterable<RemoteListing> {
  for await (const ids of allItemIds(ctx)) {
    for (const part of chunks(ids, INFO_PER_CALL)) yield* await listings(ctx, await itemInfos(ctx, part, 'moved'));
  }
}

/**
 * Items with their models and global products; what takes a call each is asked for side by side, as the bucket lets it.
 * `remembered`: global products by item, from earlier; the platform may no longer tell those of deleted items.
 */
async function listings(
  ctx: Ctx,
  items: readonly WireItem[],
  remembered: ReadonlyMap<Id, Id> = new Map(),
): Promise<readonly RemoteListing[]> {
  const lists = await Promise.all(items.map((item) => modelListOf(ctx, item)));
  const rows = items.map((item, i) => ({ item, models: lists[i] }));
  const violations = await violationsOf(ctx, items);
  const found = isUpgradedAt(ctx.at)
    ? await pairListings(ctx, rows, remembered)
    : rows.map(({ item, models }) => listingOf(item, models, ctx.at));
  return found.map((listing, i) => {
    const why = violations.get(items[i]?.item_id ?? '') ?? [];
    const [first] = why;
    if (!first) return listing;
    return { ...listing, issues: [...(listing.issues ?? []), ...why], removed: [{ why: first.message }] };
  });
}

interface Row {
  readonly item: WireItem;
  readonly models: ModelList | undefined;
}

async function pairListings(
  ctx: Ctx,
  rows: readonly Row[],
  remembered: ReadonlyMap<Id, Id>,
): Promise<readonly RemoteListing[]> {
  const told = await globalIdsOf(
    ctx,
    rows.map(({ item }) => item.item_id),
  );
  const pairs = new Map([...remembered, ...told]);
  const wholes = await globalInfos(
    ctx,
    rows.flatMap(({ item }) => pairs.get(item.item_id) ?? []),
  );
  return Promise.all(
    rows.map(async ({ item, models }) => {
      const id = pairs.get(item.item_id);
      const whole = wholes.get(id ?? '');
      if (!whole) return listingOf(item, models, ctx.at, id);
      const globalModels = whole.has_model ? await globalModelsOf(ctx, whole.global_item_id) : undefined;
      return pairListing({ item, models, whole, globalModels }, ctx.at);
    }),
  );
}

async function modelListOf(ctx: Ctx, item: WireItem): Promise<ModelList | undefined> {
  const kit = item.tag?.kit === true;
  return item.has_model && !kit && !isDeleted(item) ? modelsOf(ctx, item.item_id) : undefined;
}

type Key = Exclude<Wanted, 'all'>[number];

/** By id where one is known and the item lives; the rest by SKU. */
async function* some(wanted: readonly Key[], ctx: Ctx): AsyncIterable<RemoteListing> {
  const idOf = new Map<Key, Id>();
  for (const key of wanted) {
    const id = await knownId(ctx, key);
    if (id !== undefined) idOf.set(key, id);
  }
  const remembered = new Map<Id, Id>();
  for (const [key, id] of idOf) {
    const global = remoteId.safeParse(key.remoteId).data?.global_item_id;
    if (global !== undefined) remembered.set(id, global);
  }
  const byId = new Map<Id, WireItem>();
  for (const item of await itemInfos(ctx, [...new Set(idOf.values())], 'gone')) byId.set(item.item_id, item);
  const alive = (key: Key) => {
    const item = byId.get(idOf.get(key) ?? '');
    return item !== undefined && !isDeleted(item);
  };
  const open = wanted.filter((key) => !alive(key));
  const found = await bySku(ctx, open, new Set(byId.keys()));
  const taken = new Set(found.flatMap(keysOf));
  const known = [...byId.entries()].filter(([id, item]) => {
    if (!isDeleted(item)) return true;
    // A deleted item is told of only where no other holds its SKUs by now.
    const key = wanted.find((one) => idOf.get(one) === id);
    return ![key?.code ?? '', ...(key?.skus ?? [])].some((text) => taken.has(text));
  });
  for (const part of chunks(known, INFO_PER_CALL)) {
    const items = part.map(([, item]) => item);
    yield* await listings(ctx, items, remembered);
  }
  yield* found;
}

async function knownId(ctx: Ctx, { remoteId: known }: Key): Promise<Id | undefined> {
  const ids = remoteId.safeParse(known).data;
  if (ids?.item_id !== undefined) return ids.item_id;
  return ids?.global_item_id === undefined ? undefined : publishedAs(ctx, ids.global_item_id);
}

/** Above so many searches it is looked up what reading the whole shop would cost. */
const FEW = 20;

/** Live items, other than those at hand, that hold a wanted SKU or, having models, a wanted code. */
async function bySku(ctx: Ctx, wanted: readonly Key[], known: ReadonlySet<Id>): Promise<readonly RemoteListing[]> {
  const texts = [...new Set(wanted.flatMap(({ code, skus }) => [code, ...skus]))].filter((text) => text !== '');
  if (texts.length === 0) return [];
  const wantedTexts = new Set(texts);
  const holds = (listing: RemoteListing) => keysOf(listing).some((key) => wantedTexts.has(key));
  const found: RemoteListing[] = [];
  for (const part of chunks(await candidates(ctx, texts), INFO_PER_CALL)) {
    const ids = part.filter((id) => !known.has(id));
    for (const listing of await listings(ctx, await itemInfos(ctx, ids, 'gone')))
      if (listing.ended !== true && holds(listing)) found.push(listing);
  }
  return found;
}

async function candidates(ctx: Ctx, texts: readonly string[]): Promise<readonly Id[]> {
  if (texts.length > FEW) {
    const { total } = await itemPage(ctx, 0, 1);
    // Most items have models, each a call.
    if (Math.ceil(total / LIST_PAGE) + Math.ceil(total / INFO_PER_CALL) + total <= texts.length) {
      const all: Id[] = [];
      for await (const ids of allItemIds(ctx)) all.push(...ids);
      return all;
    }
  }
  const lists = await Promise.all(texts.map((text) => itemsWithSku(ctx, text)));
  return [...new Set(lists.flat())];
}

function keysOf({ code, snapshot }: RemoteListing): readonly string[] {
  return [code, ...Object.keys(snapshot.variants)].filter((key) => key !== '');
}
