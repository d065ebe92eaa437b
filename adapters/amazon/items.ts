import type { Context, Sku } from 'mabang/contract';
import { chunks } from 'mabang/core';
import type { z } from 'zod';
import { refusedWith } from './errors.ts';
import { PAGE_SIZE } from './limits.ts';
import { placeOf } from './marketplaces.ts';
import { type Bucket, type Connection, INCLUDED, type WireItem, wireItem, wirePage } from './schema.ts';

export type Ctx = Context<Connection, Bucket>;

/** The path of one SKU, which may hold a slash or anything else. Of one account, without a SKU. */
export function itemsPath(ctx: Ctx, sku?: Sku): string {
  const account = `/listings/2021-08-01/items/${encodeURIComponent(ctx.at.connection.sellerId)}`;
  return sku === undefined ? account : `${account}/${encodeURIComponent(sku.toWellFormed())}`;
}

/** What every call about SKUs says: the one marketplace, and the language of complaints. */
export function about(ctx: Ctx): { readonly marketplaceIds: string; readonly issueLocale: string } {
  return { marketplaceIds: placeOf(ctx.at).id, issueLocale: ctx.at.connection.issueLocale };
}

type Page = z.output<typeof wirePage>;

/** One page of what the account has. A token is good only beside the very question that it was given for. */
export async function searchPage(
  ctx: Ctx,
  question: Readonly<Record<string, string | number>>,
  pageToken?: string,
): Promise<Page> {
  const query = {
    ...about(ctx),
    includedData: INCLUDED,
    pageSize: PAGE_SIZE,
    ...question,
    ...(pageToken === undefined ? {} : { pageToken }),
  };
  const reply = await ctx.http.request({
    bucket: 'searchItems',
    method: 'GET',
    path: itemsPath(ctx),
    query,
    reply: wirePage,
    resend: 'always',
  });
  return reply.data;
}

/** One SKU by itself; `undefined` when the account has no such SKU, or Amazon does not show it yet. */
export async function getItem(ctx: Ctx, sku: Sku): Promise<WireItem | undefined> {
  try {
    const reply = await ctx.http.request({
      bucket: 'getItem',
      method: 'GET',
      path: itemsPath(ctx, sku),
      query: { ...about(ctx), includedData: INCLUDED },
      reply: wireItem,
      resend: 'always',
    });
    return reply.data;
  } catch (error) {
    if (refusedWith(error) === 404) return undefined;
    throw error;
  }
}

/** A list of SKUs is delimited by commas and trimmed, so these have to be asked for one by one. */
function standsInList(sku: Sku): boolean {
  return !sku.includes(',') && sku.trim() === sku && sku !== '';
}

/** Those of these SKUs that the account has, 20 in a call. */
export async function* itemsBySku(ctx: Ctx, skus: Iterable<Sku>): AsyncIterable<WireItem> {
  const wanted = [...new Set(skus)].filter((sku) => sku !== '');
  const alone = wanted.filter((sku) => !standsInList(sku));
  const calls = chunks(
    wanted.filter((sku) => standsInList(sku)),
    PAGE_SIZE,
  ).map((part) => () => searchFor(ctx, part));
  for await (const items of inOrder([...calls, ...alone.map((sku) => () => one(ctx, sku))])) yield* items;
}

async function one(ctx: Ctx, sku: Sku): Promise<readonly WireItem[]> {
  const item = await getItem(ctx, sku);
  return item ? [item] : [];
}

async function searchFor(ctx: Ctx, skus: readonly Sku[]): Promise<readonly WireItem[]> {
  const { items } = await searchPage(ctx, { identifiersType: 'SKU', identifiers: skus.join(',') });
  return items.filter(({ sku }) => skus.includes(sku));
}

/** Calls at a time. The buckets pace them; more would only be memory. */
const AHEAD = 10;

/** Runs calls side by side and gives their results in order. The first failure is thrown once nothing is under way. */
export async function* inOrder<T>(calls: readonly (() => Promise<T>)[]): AsyncIterable<T> {
  const running: Promise<{ readonly value: T } | { readonly error: unknown }>[] = [];
  let next = 0;
  const start = () => {
    const call = calls[next++];
    if (call)
      running.push(
        call().then(
          (value) => ({ value }),
          (error: unknown) => ({ error }),
        ),
      );
  };
  for (let i = 0; i < AHEAD; i++) start();
  try {
    for (let first = running.shift(); first; first = running.shift()) {
      const result = await first;
      if ('error' in result) throw result.error;
      start();
      yield result.value;
    }
  } finally {
    await Promise.all(running);
  }
}
