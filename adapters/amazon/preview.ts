import type { Batch, BatchResult } from 'mabang/contract';
import { intentOf, type Write } from './intent.ts';
import type { Ctx } from './items.ts';
import { APPLIED, type Fate, Outcomes } from './outcomes.ts';
import type { WireSubmission } from './schema.ts';
import { asFailure, fateOfFailure, refusedBy, submit } from './submit.ts';
import { writesOf } from './write.ts';

/**
 * The same calls with `mode=VALIDATION_PREVIEW`, one a second: Amazon says what it would say, and stores nothing. It does not
 * look for conflicts with its catalogue, which are found later. There is no preview of a deletion.
 */
export async function preview(batch: Batch, ctx: Ctx): Promise<BatchResult> {
  const out = Outcomes.of(batch, ctx.at.channel);
  const writes = await writesOf(
    batch.listings.map((listing) => intentOf(listing)),
    out,
    ctx,
  );
  for (const write of writes) out.add(write.changes, await fateOf(ctx, write));
  // Nothing is there because of a question.
  return { outcomes: out.list().map((outcome) => ('remoteId' in outcome ? without(outcome) : outcome)) };
}

function without<T extends { readonly remoteId?: unknown }>({ remoteId: _, ...rest }: T): Omit<T, 'remoteId'> {
  return rest;
}

async function fateOf(ctx: Ctx, write: Write): Promise<Fate> {
  if (write.operation.kind === 'delete') return APPLIED;
  try {
    return judged(write, await submit(ctx, write, true));
  } catch (error) {
    const failure = asFailure(error);
    const { fate, stop } = fateOfFailure(failure, write);
    if (stop) throw failure;
    return fate;
  }
}

/**
 * The preview of a patch judges the listing as it would be, with what an older definition has left there (models issue 4621).
 * Errors that no attribute of the patch has a part in do not keep the patch itself from being taken.
 */
export function judged({ operation }: Write, { status, issues }: WireSubmission): Fate {
  if (status !== 'INVALID') return APPLIED;
  if (operation.kind !== 'patch') return refusedBy(issues);
  const touched = new Set(operation.patches.map(({ path }) => path.replace(/^\/attributes\//, '')));
  const errors = issues.filter(({ severity }) => severity === 'ERROR');
  const ours = errors.filter(
    ({ attributeNames = [] }) =>
      attributeNames.length === 0 || attributeNames.some((name) => touched.has(name.split('.')[0] ?? name)),
  );
  return errors.length > 0 && ours.length === 0 ? APPLIED : refusedBy(ours.length > 0 ? ours : issues);
}
