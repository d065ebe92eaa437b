import type { BatchResult, ListingChange, Ticket } from 'mabang/contract';
import { z } from 'zod';
import { explained } from './errors.ts';
import { Outcomes } from './outcomes.ts';
import { type OpenTask, resultOf, settleTask } from './publishing.ts';
import { type Ctx, Run } from './run.ts';

const ticketShape = z.object({
  tasks: z.array(z.object({ task: z.string(), code: z.string(), global: z.string(), made: z.boolean() })),
});

/** Every task of the ticket is asked after; until all of them are over nothing is settled. */
export async function poll(
  ticket: Ticket,
  changes: readonly ListingChange[],
  ctx: Ctx,
): Promise<BatchResult | 'pending'> {
  const { tasks } = ticketShape.parse(ticket);
  const run = new Run(ctx, new Outcomes({ listings: changes }, ctx.at.channel));
  const over: (readonly [OpenTask, NonNullable<Awaited<ReturnType<typeof resultOf>>>])[] = [];
  try {
    for (const listing of changes) {
      const task = tasks.find(({ code }) => code === listing.code);
      if (!task) {
        run.out.unknown(listing.changes, 'no task was kept for it');
        continue;
      }
      const result = await resultOf(ctx, task);
      if (!result) return 'pending';
      over.push([{ ...task, changes: listing.changes }, result]);
    }
  } catch (error) {
    throw explained(error);
  }
  for (const [task, result] of over) await settleTask(run, task, result);
  return run.out.result();
}
