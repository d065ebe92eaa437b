import type { Change, Facet, Json } from 'mabang/contract';
import { chunks } from 'mabang/core';
import type { z } from 'zod';
import { priceOn, wireNumber, wireStock } from './bodies.ts';
import { refusedRow, type ShopeeError } from './errors.ts';
import { gone, type Job, NO_GLOBAL, NO_ITEM, NO_MODEL } from './job.ts';
import { MODELS_PER_CALL } from './limits.ts';
import type { Called } from './run.ts';
import { modelFailures, type modelsReply } from './schema.ts';
import { GLOBAL, SHOP, type Side, sideOf, type Target } from './side.ts';
import { facetOf, type Id, price, stock, wireId } from './terms.ts';

/** Price and stock: one item a call, at most 50 of its models, and each of them for itself. */

/** A row of a call; `id` '0' is the item itself. */
export interface Row {
  readonly change: Change;
  readonly id: Id;
  readonly body: Readonly<Record<string, Json>>;
}

/** The new prices of SKUs that are there. `ids`: models that were learned since the listing was seen, by SKU. */
export async function sendPrices(job: Job, changes: readonly Change[]): Promise<void> {
  await send(job, 'price', changes, (change) => {
    const to = facetOf(change.facets.price?.to, price);
    if (!to) return undefined;
    const side = sideOf(to.home);
    const text = priceOn(side, to);
    return text === undefined ? undefined : { side, body: { original_price: wireNumber(text) } };
  });
}

export async function sendStocks(job: Job, changes: readonly Change[]): Promise<void> {
  await send(job, 'stock', changes, (change) => {
    const to = facetOf(change.facets.stock?.to, stock);
    return to && { side: sideOf(to.home), body: { seller_stock: wireStock(to) } };
  });
}

async function send(
  job: Job,
  facet: 'price' | 'stock',
  changes: readonly Change[],
  valueIn: (change: Change) => { readonly side: Side; readonly body: Row['body'] } | undefined,
): Promise<void> {
  const { out } = job.run;
  for (const side of [GLOBAL, SHOP]) {
    const rows: Row[] = [];
    for (const change of changes) {
      const value = valueIn(change);
      if (value?.side !== side) continue;
      const id = job.hasModels ? job.modelId(side, renamedFrom(job, change)) : '0';
      if (id === undefined) out.rejected([change], gone(NO_MODEL), [facet]);
      else rows.push({ change, id, body: value.body });
    }
    if (rows.length === 0) continue;
    const target = job.target(side.home);
    if (target) await sendRows(target, facet, rows);
    else out.rejected(changesOf(rows), gone(side.home === 'global' ? NO_GLOBAL : NO_ITEM), [facet]);
  }
}

/** A new SKU that took a model over is found under the name that the model was seen with. */
function renamedFrom(job: Job, change: Change): string {
  return job.renames.get(change.sku ?? '') ?? change.sku ?? '';
}

const changesOf = (rows: readonly Row[]) => rows.map(({ change }) => change);

export async function sendRows(target: Target, facet: 'price' | 'stock', rows: readonly Row[]): Promise<void> {
  const call = facet === 'price' ? 'update_price' : 'update_stock';
  const { model, home } = target.side;
  for (const part of chunks(rows, MODELS_PER_CALL)) {
    const wire = part.map(({ id, body }) => ({
      ...(id === '0' && home === 'global' ? {} : { [model]: wireId(id) }),
      ...body,
    }));
    settle(target, facet, part, await target.offers(call, wire));
  }
}

function settle(target: Target, facet: Facet, rows: readonly Row[], called: Called<unknown>): void {
  const { out } = target.run;
  if (called.kind === 'unknown') {
    out.unknown(changesOf(rows), called.reason, [facet]);
    return;
  }
  if (called.kind === 'refused') {
    const reasons = failuresIn(modelFailures.safeParse(called.body).data?.response.failure_list);
    for (const { change, id } of rows) {
      const reason = reasons.get(id);
      // With one row the code of the call is the row's; with more it is the first one's.
      const refused = reason === undefined ? called.refused : refusedRow(reason, codeFor(called.error, reason));
      out.rejected([change], refused, [facet]);
    }
    return;
  }
  if (target.side.home === 'global') {
    out.applied(changesOf(rows), [facet]);
    return;
  }
  const { response } = called.data as z.output<typeof modelsReply>;
  const reasons = failuresIn(response.failure_list ?? []);
  const done = new Set((response.success_list ?? []).map(({ model_id }) => model_id));
  for (const { change, id } of rows) {
    const reason = reasons.get(id);
    if (reason !== undefined) out.rejected([change], refusedRow(reason), [facet]);
    else if (done.has(id)) out.applied([change], [facet]);
    else out.unknown([change], `the answer to ${facet} does not name model ${id}`, [facet]);
  }
}

function codeFor(error: ShopeeError | undefined, reason: string): string {
  return error && error.message.trim() === reason.trim() ? error.code : '';
}

function failuresIn(list: readonly { readonly model_id: string; readonly failed_reason: string }[] = []) {
  return new Map(list.map(({ model_id, failed_reason }) => [model_id, failed_reason]));
}
