import { HttpFailure, type Json } from 'mabang/contract';
import { z } from 'zod';
import { PRODUCTS, type Run, sendItems } from './batches.ts';
import { issue, refusal, refusedWith, wooErrorOf } from './errors.ts';
import type { Intent } from './intent.ts';
import { MARK_ENDED } from './seen.ts';

export type EndIntent = Extract<Intent, { kind: 'end' }>;

/** Ends: to the trash one by one, because a batch deletes for good; or to draft, all in one call. */
export async function sendEnds(run: Run, ends: readonly EndIntent[]): Promise<void> {
  if (run.ctx.at.connection.endWith === 'draft') return sendDrafts(run, ends);
  for (const { id, change } of ends) {
    if (run.stopped) run.out.rejected([change], 'later', run.stopped);
    else await trash(run, id, change);
  }
}

async function sendDrafts(run: Run, ends: readonly EndIntent[]): Promise<void> {
  const items = ends.map(({ id, change }) => ({
    kind: 'update' as const,
    changes: [change],
    images: [],
    bad: new Set<number>(),
    wire: (): Json => ({ id, status: 'draft', meta_data: [{ key: MARK_ENDED, value: '1' }] }),
  }));
  await sendItems(run, PRODUCTS, items, async ({ changes }, answer) => {
    if ('id' in answer || answer.error.code === 'woocommerce_rest_product_invalid_id') run.out.applied(changes);
    else run.out.rejected(changes, 'never', refusal(answer.error));
    return undefined;
  });
}

const NO_TRASH = issue(
  'E_WOO_REFUSED',
  { en: 'the shop has no trash (EMPTY_TRASH_DAYS is 0)', zh: '店铺未启用回收站（EMPTY_TRASH_DAYS 为 0）' },
  { en: 'set connection.endWith: draft for the channel', zh: '请为该渠道设置 connection.endWith: draft' },
);

async function trash(run: Run, id: number, change: EndIntent['change']): Promise<void> {
  try {
    await run.ctx.http.request({
      bucket: 'write',
      method: 'DELETE',
      path: `/wc/v3/products/${id}`,
      reply: z.object({ id: z.number().int() }),
      resend: 'always',
    });
    run.answered();
    run.out.applied([change]);
  } catch (error) {
    const status = refusedWith(error);
    const code = error instanceof HttpFailure ? wooErrorOf(error)?.code : undefined;
    if (status === 404 || status === 410) run.out.applied([change]);
    else if (code === 'woocommerce_rest_trash_not_supported') run.out.rejected([change], 'never', NO_TRASH);
    else run.failed(error, [change], 1);
  }
}
