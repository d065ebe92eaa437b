import { type Change, HttpFailure } from 'mabang/contract';
import type { z } from 'zod';
import { removeUnsold } from './cnsc-undo.ts';
import { refusedRow } from './errors.ts';
import { sendGtins } from './gtins.ts';
import { type Ctx, get, type Run, sideBySide } from './run.ts';
import { taskResultReply } from './schema.ts';
import { GLOBAL, SHOP, Target } from './side.ts';
import type { Id } from './terms.ts';

/** A task that brings a global product into the shop. Kept in the ticket. */
export interface PublishTask {
  readonly task: string;
  readonly code: string;
  readonly global: Id;
  /** The global product was made for it, so it goes when it may not come into the shop. */
  readonly made: boolean;
}

/** A task and the changes it is for. */
export interface OpenTask extends PublishTask {
  readonly changes: readonly Change[];
}

type Result = z.output<typeof taskResultReply>['response'];

/** No document tells how long a task takes; most are over before a second push would ask. */
const ASK_MS = 3000;
const ASKS = 4;

/** Ask after tasks until they are over, for a little while. The ones that are still open. */
export async function awaitTasks(run: Run, tasks: readonly OpenTask[]): Promise<readonly OpenTask[]> {
  let open = tasks;
  for (let i = 0; i < ASKS && open.length > 0 && !run.stopped; i++) {
    await run.ctx.rest(ASK_MS);
    const left: OpenTask[] = [];
    await sideBySide(open, async (task) => {
      const result = await resultOf(run.ctx, task).catch((error: unknown) => {
        if (error instanceof HttpFailure) return undefined;
        throw error;
      });
      if (result) await settleTask(run, task, result);
      else left.push(task);
    });
    open = open.filter((task) => left.includes(task));
  }
  for (const { changes } of open) run.out.accepted(changes);
  return open;
}

/** `undefined`: it is not over. */
export async function resultOf(ctx: Ctx, { task }: Pick<PublishTask, 'task'>): Promise<Result | undefined> {
  const query = { publish_task_id: task };
  const { response } = await get(ctx, '/global_product/get_publish_task_result', query, taskResultReply);
  return /^(?:success|failed)$/i.test(response.publish_status) ? response : undefined;
}

export async function settleTask(run: Run, { changes, ...task }: OpenTask, result: Result): Promise<void> {
  const item = result.success?.item_id;
  if (item !== undefined) {
    run.out.learned(task.code, { item_id: item, global_item_id: task.global });
    run.out.applied(changes);
    await sendGtins(new Target(run, SHOP, item), changes);
  } else if (/^failed$/i.test(result.publish_status)) {
    run.out.rejected(changes, refusedRow(result.failed?.failed_reason || 'Publish failed'));
    if (task.made) await removeUnsold(new Target(run, GLOBAL, task.global));
  } else {
    run.out.unknown(changes, 'the task is said to be done, and names no item');
  }
}
