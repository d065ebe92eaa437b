import type { Change, Json } from 'mabang/contract';
import { chunks } from 'mabang/core';
import { gtinBody } from './bodies.ts';
import { MODELS_PER_CALL } from './limits.ts';
import { modelsOf } from './read-items.ts';
import type { Called } from './run.ts';
import { doneReply } from './schema.ts';
import type { Target } from './side.ts';
import { facetOf, skuContent, wireId } from './terms.ts';

/** Neither a global product nor its publishing takes a GTIN: it is said to the shop's item once that is there. */
export async function sendGtins(target: Target, changes: readonly Change[]): Promise<void> {
  const { out } = target.run;
  const wanted = changes.flatMap((change) => {
    const body = gtinBody(facetOf(change.facets.content?.to, skuContent), true);
    return change.sku === undefined || Object.keys(body).length === 0 ? [] : [{ change, body }];
  });
  const missing = (list: readonly { readonly change: Change }[], why: string) =>
    out.unknown(
      list.map(({ change }) => change),
      `it is published, and its GTIN is not set: ${why}`,
      ['content'],
    );
  const [plain] = wanted.filter(({ change }) => change.facets.variation === undefined);
  if (plain) {
    const called = await target.update(plain.body);
    if (called.kind !== 'ok') missing([plain], reasonOf(called));
    return;
  }
  if (wanted.length === 0) return;
  const seen = await target.run.attempt(() => modelsOf(target.run.ctx, target.id));
  if (seen.kind !== 'ok') return missing(wanted, reasonOf(seen));
  const ids = new Map(seen.data.models.map(({ model_id, model_sku }) => [model_sku, model_id]));
  for (const part of chunks(wanted, MODELS_PER_CALL)) {
    const there = part.filter(({ change }) => ids.has(change.sku ?? ''));
    const lacking = part.filter((one) => !there.includes(one));
    if (lacking.length > 0) missing(lacking, 'the item does not show its model yet');
    const model = there.map(
      ({ change: { sku = '' }, body }): Json => ({ model_id: wireId(ids.get(sku) ?? ''), model_sku: sku, ...body }),
    );
    const called = there.length > 0 ? await target.post('update_model', { model }, doneReply, 'always') : undefined;
    if (called && called.kind !== 'ok') missing(there, reasonOf(called));
  }
}

function reasonOf(called: Exclude<Called<unknown>, { kind: 'ok' }>): string {
  return called.kind === 'unknown' ? called.reason : called.refused.issue.message.en;
}
