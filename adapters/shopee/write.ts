import type { Batch, BatchResult, ListingChange } from 'mabang/contract';
import { createGlobal, type Publishing, publish, setSwitches } from './cnsc.ts';
import { create } from './create.ts';
import { beforeSending, explained } from './errors.ts';
import { holderOf, taken } from './guard.ts';
import { idsOf, Job, settle } from './job.ts';
import { Outcomes } from './outcomes.ts';
import { isUpgradedAt } from './place.ts';
import { awaitTasks } from './publishing.ts';
import { type Called, type Ctx, Run, sideBySide } from './run.ts';
import { doneReply } from './schema.ts';
import { SHOP, Target } from './side.ts';
import { Statuses } from './statuses.ts';
import { update } from './update.ts';

/** Looks first, then what is new, then what changes, what is to be on sale, and ends last. */
export async function apply(batch: Batch, ctx: Ctx): Promise<BatchResult> {
  const run = new Run(ctx, new Outcomes(batch, ctx.at.channel));
  const statuses = new Statuses(run);
  const publishing: Publishing = { tasks: [] };
  const upgraded = isUpgradedAt(ctx.at);
  const { fresh, updates, unpublished, ends } = sorted(run, batch);
  const free = await unheld(ctx, run, fresh).catch((error: unknown) => {
    throw explained(beforeSending(error));
  });
  if (upgraded) {
    await setSwitches(run);
    await createGlobal(run, free, publishing);
    await sideBySide(unpublished, (job) => publish(job, job.ids.global_item_id ?? '', false, publishing));
  } else {
    await create(run, free, statuses);
  }
  await sideBySide(updates, (job) => update(job, statuses));
  await statuses.send();
  await sideBySide(ends, end);
  const open = await awaitTasks(run, publishing.tasks);
  run.end();
  return run.out.result(
    open.length > 0 ? { tasks: open.map(({ task, code, global, made }) => ({ task, code, global, made })) } : undefined,
  );
}

function sorted(run: Run, batch: Batch) {
  const jobs = { fresh: [] as Job[], updates: [] as Job[], unpublished: [] as Job[], ends: [] as Job[] };
  for (const listing of batch.listings) {
    const job = new Job(run, listing);
    jobs[kindOf(listing)].push(job);
  }
  return jobs;
}

/** What was deleted on the platform cannot be brought back: it is made anew. */
function kindOf(listing: ListingChange): 'fresh' | 'updates' | 'unpublished' | 'ends' {
  const own = listing.changes.find(({ sku }) => sku === undefined);
  const ids = idsOf(listing);
  if (own?.verb === 'end') return 'ends';
  if (listing.revive || own?.verb === 'create' || (ids.item_id === undefined && ids.global_item_id === undefined))
    return 'fresh';
  return ids.item_id === undefined ? 'unpublished' : 'updates';
}

/** New listings whose SKUs nobody has in the shop. */
async function unheld(ctx: Ctx, run: Run, jobs: readonly Job[]): Promise<readonly Job[]> {
  const free = new Set<Job>();
  await sideBySide(jobs, async (job) => {
    const holder = await holderOf(ctx, job);
    if (holder === undefined) free.add(job);
    else run.out.rejected(job.changes, taken({ en: `item ${holder} of the shop`, zh: `店铺商品 ${holder} ` }));
  });
  return jobs.filter((job) => free.has(job));
}

/** An item that is gone already is as ended as can be. The global product stays: other shops may sell it. */
async function end(job: Job): Promise<void> {
  const { item_id } = job.ids;
  if (item_id === undefined) return job.run.out.applied(job.changes);
  const called: Called<unknown> = await new Target(job.run, SHOP, item_id).post('delete_item', {}, doneReply, 'always');
  const isGone = called.kind === 'refused' && called.error?.code === 'error_item_not_found';
  settle(job, isGone ? { kind: 'ok', data: undefined } : called, job.changes);
}
