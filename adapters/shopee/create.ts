import { ALL_FIELDS, type Body, contentBody, gtinBody, wholeContent, wireNumber, wireStock } from './bodies.ts';
import type { Refused } from './errors.ts';
import { type Job, settle } from './job.ts';
import { SETTLE_MS } from './limits.ts';
import { forgetLost, imageIds } from './pictures.ts';
import { type Called, type Run, sideBySide } from './run.ts';
import { addedReply, doneReply } from './schema.ts';
import { SHOP, Target } from './side.ts';
import type { Statuses } from './statuses.ts';
import { defined, json } from './terms.ts';
import { bad, initBody, initTiers } from './variants.ts';

/** New items of an ordinary shop. */

interface Made {
  readonly job: Job;
  readonly target: Target;
  readonly body: Body;
}

/**
 * An item with models takes two calls, and the platform wants some seconds between them. Until the second is done it is unlisted,
 * so that nobody buys what it does not say yet; when the second is refused, the item is taken away again. Everything that is to be
 * said is ready before the first call, pictures among it.
 */
export async function create(run: Run, jobs: readonly Job[], statuses: Statuses): Promise<void> {
  const made: Made[] = [];
  await sideBySide(jobs, async (job) => {
    const done = await addItem(run, job);
    if (done) made.push(done);
  });
  if (made.length === 0) return;
  await run.ctx.rest(SETTLE_MS);
  await sideBySide(made, (one) => addTiers(one, statuses));
}

async function addItem(run: Run, job: Job): Promise<Made | undefined> {
  const { out } = run;
  const refuse = (refused: Refused) => void out.rejected(job.changes, refused);
  const models = job.wanted.variation.tiers.length > 0;
  const images = job.wanted.media?.images ?? [];
  const gallery = await imageIds(run, images);
  if (gallery.kind !== 'ok') return refuse(bad(gallery)) ?? undefined;
  const later = models ? await initBody(job, new Target(run, SHOP, '0')) : undefined;
  if (later && later.kind !== 'ok') return refuse(bad(later)) ?? undefined;
  const called = await run.post('/product/add_item', itemBody(job, gallery.data, models), addedReply, 'unsent');
  forgetLost(run, called, images);
  if (called.kind !== 'ok') {
    settle(job, called, job.changes);
    return undefined;
  }
  const id = called.data.response.item_id;
  out.learned(job.code, { item_id: id });
  if (later) return { job, target: new Target(run, SHOP, id), body: later.data };
  out.applied(job.changes);
  return undefined;
}

/** An item with models begins with the price and the pieces of the first: it is not on sale with them. */
export function itemBody({ wanted, code }: Job, images: readonly string[], models: boolean): Body {
  const { content, units, status } = wanted;
  const [first] = units;
  const hidden = models || status === 'UNLIST';
  return {
    description: '',
    logistic_info: [],
    ...(content ? contentBody(SHOP, wholeContent(content), ALL_FIELDS) : {}),
    item_sku: models ? (content?.item_sku ?? code) : (first?.sku ?? code),
    original_price: wireNumber(first?.price?.original_price ?? '0'),
    ...(first?.stock ? { seller_stock: wireStock(first.stock) } : {}),
    ...(models ? {} : gtinBody(first?.content, true)),
    image: json(defined({ image_id_list: images })),
    item_status: hidden ? 'UNLIST' : 'NORMAL',
  };
}

/** "There may be a delay in creating item data": not found is asked again, this often. */
const ASKED_AGAIN = 3;

async function addTiers({ job, target, body }: Made, statuses: Statuses): Promise<void> {
  const { run, code } = job;
  let called = await initTiers(target, body);
  for (let i = 0; i < ASKED_AGAIN && isNotThereYet(called); i++) {
    await run.ctx.rest(SETTLE_MS);
    called = await initTiers(target, body);
  }
  if (called.kind === 'refused') return undo(job, target, called.refused);
  if (called.kind === 'unknown') return run.out.unknown(job.changes, called.reason);
  run.out.applied(job.skus);
  if (job.wanted.status === 'UNLIST') run.out.applied(job.productChanges);
  else statuses.add({ id: target.id, unlist: false, changes: job.productChanges, made: true });
  run.out.learned(code, { item_id: target.id });
}

export function isNotThereYet(called: Called<unknown>): boolean {
  return (
    called.kind === 'refused' && /^error_(?:item_not_found|busi_global_item_not_found)$/.test(called.error?.code ?? '')
  );
}

/** Nothing of it is to stay; where it stays all the same it is unlisted, and the next look finds it. */
async function undo(job: Job, target: Target, refused: Refused): Promise<void> {
  const { out } = job.run;
  out.rejected(job.skus, refused);
  const called = await target.post('delete_item', {}, doneReply, 'always');
  if (called.kind === 'ok') out.rejected(job.productChanges, refused);
  else
    out.unknown(
      job.productChanges,
      `item ${target.id} is made and unlisted, and its models are not: ${refused.issue.message.en}`,
    );
}
