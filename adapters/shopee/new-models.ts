import type { Change, Json } from 'mabang/contract';
import { type Body, gtinBody, priceOn, wireNumber } from './bodies.ts';
import type { Job } from './job.ts';
import { modelsOf } from './read-items.ts';
import type { Called } from './run.ts';
import { doneReply, modelsReply } from './schema.ts';
import { SHOP, type Target } from './side.ts';
import { facetOf, price, skuContent, wireId } from './terms.ts';

interface Row {
  readonly change: Change;
  readonly price?: string;
  readonly gtin: Body;
}

/**
 * In an upgraded shop a new model comes from the global product, with a price that the platform makes of the global one and without
 * a GTIN. The shop's own are set once the model has come there; where it has not, what became of the SKU is unknown, and the next
 * look tells.
 */
export async function finishNewModels(job: Job, changes: readonly Change[]): Promise<void> {
  const { out, ctx } = job.run;
  const target = job.target('shop');
  const rows = changes.flatMap((change): Row[] => {
    const to = facetOf(change.facets.price?.to, price);
    const own = to?.home === 'shop' ? priceOn(SHOP, to) : undefined;
    const gtin = gtinBody(facetOf(change.facets.content?.to, skuContent), true);
    if (own === undefined && Object.keys(gtin).length === 0) return [];
    return [{ change, gtin, ...(own === undefined ? {} : { price: own }) }];
  });
  if (job.wanted.variation.home !== 'global' || rows.length === 0 || !target || job.run.stopped) return;
  const seen = await job.run.attempt(() => modelsOf(ctx, target.id));
  const ids = new Map(
    seen.kind === 'ok' ? seen.data.models.map(({ model_id, model_sku }) => [model_sku, model_id]) : [],
  );
  const there = rows.flatMap((row) => {
    const id = ids.get(row.change.sku ?? '');
    if (id === undefined) out.unknown([row.change], 'its model has not come to the shop yet');
    return id === undefined ? [] : [{ ...row, id: wireId(id) }];
  });
  await sendPrices(
    target,
    there.flatMap(({ change, id, price: own }) => (own === undefined ? [] : [{ change, id, own }])),
  );
  const coded = there.filter(({ gtin }) => Object.keys(gtin).length > 0);
  if (coded.length === 0) return;
  const model = coded.map(({ change: { sku = '' }, id, gtin }): Json => ({ model_id: id, model_sku: sku, ...gtin }));
  const called = await target.post('update_model', { model }, doneReply, 'always');
  if (called.kind !== 'ok') unset(target, coded, `its GTIN is not set: ${reasonOf(called)}`);
}

async function sendPrices(
  target: Target,
  rows: readonly { readonly change: Change; readonly id: number; readonly own: string }[],
): Promise<void> {
  if (rows.length === 0) return;
  const price_list = rows.map(({ id, own }) => ({ model_id: id, original_price: wireNumber(own) }));
  const called = await target.post('update_price', { price_list }, modelsReply, 'always');
  if (called.kind !== 'ok') return unset(target, rows, `its price in the shop is not set: ${reasonOf(called)}`);
  const failed = new Map((called.data.response.failure_list ?? []).map((row) => [row.model_id, row.failed_reason]));
  for (const row of rows) {
    const reason = failed.get(String(row.id));
    if (reason !== undefined) unset(target, [row], `its price in the shop is not set: ${reason}`);
  }
}

function unset(target: Target, rows: readonly { readonly change: Change }[], why: string): void {
  target.run.out.unknown(
    rows.map(({ change }) => change),
    `the model is made, and ${why}`,
  );
}

function reasonOf(called: Exclude<Called<unknown>, { kind: 'ok' }>): string {
  return called.kind === 'unknown' ? called.reason : called.refused.issue.message.en;
}
