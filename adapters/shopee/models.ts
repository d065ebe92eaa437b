import type { Change, Facet, Json } from 'mabang/contract';
import { type Body, gtinBody, physicalBody } from './bodies.ts';
import { differingSkuFields } from './differing.ts';
import { gone, type Job, NO_GLOBAL, NO_ITEM, NO_MODEL, settle } from './job.ts';
import type { Rename } from './renames.ts';
import type { Structure } from './restructure.ts';
import type { Called } from './run.ts';
import { doneReply } from './schema.ts';
import { GLOBAL, SHOP, type Side } from './side.ts';
import { skuContent, skuVariation, stepOf, wireId } from './terms.ts';

interface ModelRow {
  readonly changes: readonly Change[];
  readonly facets?: readonly Facet[];
  readonly body: Body;
}

/**
 * SKU, weight, dimension and GTIN of models, in one call a home. An item's new weight wipes those of its models, so they are all
 * said again behind it.
 */
export async function sendModels(
  job: Job,
  updates: readonly Change[],
  renamed: readonly Rename[],
  wiped: readonly Side[],
  structure: Structure | undefined,
): Promise<void> {
  const { out } = job.run;
  for (const side of [GLOBAL, SHOP]) {
    const rows: ModelRow[] = renamed.flatMap((one) => renameRow(side, job, one));
    const own = wiped.includes(side) ? productRows(job, side, structure) : [];
    for (const change of updates)
      rows.push(...contentRows(job, side, change), ...firstRows(job, side, change), ...statusRows(side, change));
    const all = merged(side, [...own, ...rows]);
    if (all.length === 0) continue;
    const target = job.target(side.home);
    const called: Called<unknown> = target
      ? await target.post(side.calls.updateModel, { [side.rows.update]: all }, doneReply, 'always')
      : { kind: 'refused', refused: gone(side.home === 'global' ? NO_GLOBAL : NO_ITEM) };
    for (const { changes, facets } of [...own, ...rows]) settle(job, called, changes, facets);
  }
  for (const change of updates) {
    const step = stepOf(change, 'content', skuContent);
    if (step && differingSkuFields(step).size === 0) out.applied([change], ['content']);
  }
}

/** One row a model, whatever asked for it. */
function merged(side: Side, rows: readonly ModelRow[]): readonly Json[] {
  const byModel = new Map<unknown, Body>();
  for (const { body } of rows) {
    const id = body[side.model];
    if (id !== undefined) byModel.set(id, { ...byModel.get(id), ...body });
  }
  return [...byModel.values()];
}

function renameRow(side: Side, job: Job, { change, end, unit, model }: Rename): readonly ModelRow[] {
  if (side.home !== job.wanted.variation.home) return [];
  const body = {
    [side.model]: wireId(model),
    [side.modelSku]: unit.sku,
    ...physicalBody(unit.content),
    ...(side.home === 'shop' ? gtinBody(unit.content, true) : {}),
  };
  return [
    { changes: [change], facets: ['content'], body },
    { changes: end, body: {} },
  ];
}

/** Models whose own weight and dimension an update of the item has taken away. */
function productRows(job: Job, side: Side, structure: Structure | undefined): readonly ModelRow[] {
  const gonePieces = new Set(structure?.removed.map(({ model }) => model.model_id));
  const units = new Map([...job.seen.units, ...job.wanted.units].map((unit) => [unit.sku, unit]));
  const models = job.seen.variation.home === side.home ? (job.seen.variation.models ?? []) : [];
  const stay = models.filter(({ model_id, model_sku }) => model_sku !== '' && !gonePieces.has(model_id));
  return stay.flatMap(({ model_id, model_sku }): ModelRow[] => {
    const physical = physicalBody(units.get(model_sku)?.content);
    if (Object.keys(physical).length === 0) return [];
    const body = { [side.model]: wireId(model_id), [side.modelSku]: model_sku, ...physical };
    return [{ changes: job.productChanges, facets: ['content'], body }];
  });
}

function contentRows(job: Job, side: Side, change: Change): readonly ModelRow[] {
  const step = stepOf(change, 'content', skuContent);
  if (!step || !job.hasModels) return [];
  const fields = differingSkuFields(step);
  const { to } = step;
  const body: Body = {
    ...(to.home === side.home && (fields.has('weight') || fields.has('dimension')) ? physicalBody(to) : {}),
    ...(side.home === 'shop' && fields.has('gtin_code') ? gtinBody(to, false) : {}),
  };
  if (Object.keys(body).length === 0) return [];
  const id = job.modelId(side, change.sku ?? '');
  if (id === undefined) {
    job.run.out.rejected([change], gone(NO_MODEL), ['content']);
    return [];
  }
  return [
    {
      changes: [change],
      facets: ['content'],
      body: { [side.model]: wireId(id), [side.modelSku]: change.sku ?? '', ...body },
    },
  ];
}

/** A GTIN that the market does not tell is said when mabang first writes to a SKU that it has not made. */
function firstRows(job: Job, side: Side, change: Change): readonly ModelRow[] {
  const gtin = side.home === 'shop' && job.hasModels ? firstGtin(job, change) : {};
  const id = job.modelId(side, change.sku ?? '');
  if (Object.keys(gtin).length === 0 || id === undefined) return [];
  const body = { [side.model]: wireId(id), [side.modelSku]: change.sku ?? '', ...gtin };
  return [{ ...saidWith(change), body }];
}

/** A GTIN is part of the content, where that is to be said; else it goes along with whatever moves. */
export function saidWith(change: Change): Pick<ModelRow, 'changes' | 'facets'> {
  return change.facets.content ? { changes: [change], facets: ['content'] } : { changes: [] };
}

export function firstGtin(job: Job, change: Change): Body {
  const { content } = change.facets;
  const steps = content ? [content] : Object.values(change.facets);
  if (steps.some(({ last }) => last !== undefined)) return {};
  return gtinBody(job.wanted.units.find(({ sku }) => sku === change.sku)?.content, true);
}

/** A model that the shop does not sell, though the global product has it. */
function statusRows(side: Side, change: Change): readonly ModelRow[] {
  const step = stepOf(change, 'variation', skuVariation);
  const id = step?.seen?.model_id;
  if (side.home !== 'shop' || id === undefined || step?.seen?.model_status !== 'UNAVAILABLE') return [];
  const body = { model_id: wireId(id), model_sku: change.sku ?? '', model_status: 'NORMAL' };
  return [{ changes: [change], facets: ['variation'], body }];
}
