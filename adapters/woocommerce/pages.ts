import type { Context, Query } from 'mabang/contract';
import { EXIT, MabangError } from 'mabang/core';
import { z } from 'zod';
import { unreadable } from './errors.ts';
import { PAGE_SIZE } from './limits.ts';
import type { Bucket, Connection } from './schema.ts';

export type Ctx = Context<Connection, Bucket>;

/** What is read in pages: where, with what query, and what a row looks like. */
export interface Listed<T> {
  readonly path: string;
  readonly query?: Query;
  readonly row: z.ZodType<T>;
}

export interface Page<T> {
  readonly rows: readonly T[];
  /** All rows of the query, as the shop counts them. */
  readonly total: number;
}

/** How often a list is read anew when it changes while it is read. */
const PASSES = 3;

export async function readPage<T>(ctx: Ctx, list: Listed<T>, page: number): Promise<Page<T>> {
  const reply = await ctx.http.request({
    bucket: 'read',
    method: 'GET',
    path: list.path,
    query: { ...list.query, per_page: PAGE_SIZE, page, orderby: 'id', order: 'asc' },
    reply: z.array(list.row),
    resend: 'always',
  });
  const total = reply.headers['x-wp-total'];
  if (total === undefined || !/^\d+$/.test(total)) throw unreadable(list.path, 'the answer has no X-WP-Total');
  return { rows: reply.data, total: Number(total) };
}

/**
 * Every row once. Pages are ordered by id: the shop's own order, by date, skips and repeats products that were imported
 * together. The reading is whole when the count stayed the same from the first page to the last and as many rows were seen;
 * otherwise it is done again, and only what is new is yielded. Throws `E_REMOTE_MOVED` when the list does not hold still.
 */
export async function* everyRow<T extends { readonly id: number }>(ctx: Ctx, list: Listed<T>): AsyncIterable<T> {
  const yielded = new Set<number>();
  for (let pass = 1; pass <= PASSES; pass++) {
    const seen = new Set<number>();
    const totals = new Set<number>();
    let total = 0;
    for (let number = 1; number === 1 || (number - 1) * PAGE_SIZE < total; number++) {
      const page = await readPage(ctx, list, number);
      total = page.total;
      totals.add(total);
      for (const row of page.rows) {
        seen.add(row.id);
        if (yielded.has(row.id)) continue;
        yielded.add(row.id);
        yield row;
      }
    }
    if (totals.size === 1 && seen.size === total) return;
  }
  throw moved(list.path);
}

function moved(path: string): MabangError {
  return new MabangError(
    'E_REMOTE_MOVED',
    EXIT.busy,
    {
      en: `the shop's list at ${path} could not be read whole in ${PASSES} attempts: its count and its rows do not agree`,
      zh: `店铺列表 ${path} 尝试 ${PASSES} 次仍无法完整读取：数量与行数不一致`,
    },
    {
      next: {
        en: 'somebody may be importing products right now: run the same command again when that is over',
        zh: '可能正在导入商品：请在导入结束后重新运行同一命令',
      },
    },
  );
}

export async function allRows<T extends { readonly id: number }>(ctx: Ctx, list: Listed<T>): Promise<readonly T[]> {
  const rows: T[] = [];
  for await (const row of everyRow(ctx, list)) rows.push(row);
  return rows;
}
