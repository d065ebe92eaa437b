import { optionPicturesChanged, sendContent } from './content.ts';
import { gone, type Job, NO_ITEM } from './job.ts';
import { finishNewModels } from './new-models.ts';
import { sendPrices, sendStocks } from './offers.ts';
import { renamesOf } from './renames.ts';
import { structureOf } from './restructure.ts';
import type { Statuses } from './statuses.ts';
import { status, stepOf } from './terms.ts';
import { remake, reshape } from './variants.ts';

/**
 * Bring a listing to what is wanted of it: models off and tiers first, because ids and places depend on them; then content,
 * prices and pieces; new models behind the new prices, so that the platform's ratio of prices is judged among new ones; whether
 * it is on sale last, with other listings in one call.
 */
export async function update(job: Job, statuses: Statuses): Promise<void> {
  const pictured = optionPicturesChanged(job);
  const structure = isShaped(job, pictured) ? structureOf(job.seen, job.wanted, job.changes) : undefined;
  const another = structure?.kind === 'another';
  const remade = another ? await remake(job, pictured) : false;
  const reshaped =
    structure && !another && job.hasModels ? await reshape(job, structure, pictured) : { add: async () => [] };
  if (structure && !another && !job.hasModels) job.run.out.applied(job.productChanges, ['variation']);
  // What the making of all models has set is not set again; where it was refused, nothing of them can be.
  const updates = another ? [] : job.skus.filter(({ verb }) => verb === 'update');
  const renamed = structure && !another ? renamesOf(job, structure) : [];
  await sendContent(job, updates, renamed, another ? undefined : structure);
  const offered = [...updates, ...renamed.map(({ change }) => change)];
  await sendPrices(job, offered);
  await sendStocks(job, offered);
  const added = await reshaped.add();
  await finishNewModels(job, remade ? job.skus : added);
  if (remade) job.run.out.applied(job.skus);
  queueStatus(job, statuses);
}

function isShaped(job: Job, pictured: boolean): boolean {
  const { changes, product } = job;
  return (
    pictured ||
    product?.facets.variation !== undefined ||
    changes.some(({ sku, verb, facets }) => sku !== undefined && (verb !== 'update' || facets.variation !== undefined))
  );
}

function queueStatus(job: Job, statuses: Statuses): void {
  const step = stepOf(job.product, 'status', status);
  if (!step) return;
  const id = job.ids.item_id;
  if (id === undefined) job.run.out.rejected(job.productChanges, gone(NO_ITEM), ['status']);
  else statuses.add({ id, unlist: step.to.item_status === 'UNLIST', changes: job.productChanges, made: false });
}
