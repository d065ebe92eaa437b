import { beforeSending, explained } from './errors.ts';
import { keysOf } from './guard.ts';
import type { Job } from './job.ts';
import { globalInfos, globalModelsOf } from './read-global.ts';
import { type Ctx, get, type Run, sideBySide } from './run.ts';
import { globalListReply, publishedReply } from './schema.ts';
import type { Id } from './terms.ts';

/** `get_global_item_list`, page_size: document of 2026-08. */
const PAGE = 50;

export interface GlobalHolder {
  readonly id: Id;
  /** whole: it is this product, with all of its SKUs. unfinished: its models are not made, and no shop sells it. other: neither. */
  readonly kind: 'whole' | 'unfinished' | 'other';
}

/**
 * Global products that hold what is to be made. There is no search among them, so all are read once: two calls for 50 of them, and
 * one more for each that holds the code. Throws when it cannot be known, before anything is sent.
 */
export async function globalHolders(run: Run, jobs: readonly Job[]): Promise<ReadonlyMap<Job, GlobalHolder>> {
  const byKey = new Map<string, Job>();
  for (const job of jobs) for (const key of keysOf(job)) byKey.set(key, job);
  const found = new Map<Job, GlobalHolder>();
  try {
    const infos = await allInfos(run.ctx);
    await sideBySide(infos, async ({ global_item_id: id, global_item_sku: sku, has_model }) => {
      const job = byKey.get(sku);
      if (!job || found.get(job)?.kind === 'whole') return;
      const skus = has_model
        ? (await globalModelsOf(run.ctx, id)).models.map(({ global_model_sku }) => global_model_sku)
        : [sku];
      found.set(job, { id, kind: await kindOf(run.ctx, job, id, skus, has_model) });
    });
  } catch (error) {
    throw explained(beforeSending(error));
  }
  return found;
}

async function allInfos(ctx: Ctx) {
  const ids: Id[] = [];
  for (let offset = ''; ; ) {
    const query = { page_size: PAGE, ...(offset === '' ? {} : { offset }) };
    const { response } = await get(ctx, '/global_product/get_global_item_list', query, globalListReply);
    ids.push(...(response.global_item_list ?? []).map(({ global_item_id }) => global_item_id));
    const next = response.offset ?? '';
    if (!response.has_next_page || next === '' || next === offset) break;
    offset = next;
  }
  return [...(await globalInfos(ctx, ids)).values()];
}

async function kindOf(
  ctx: Ctx,
  { wanted }: Job,
  id: Id,
  skus: readonly string[],
  models: boolean,
): Promise<GlobalHolder['kind']> {
  const all = wanted.units.map((unit) => unit.sku);
  if (models === wanted.variation.tiers.length > 0 && sameSet(skus, all)) return 'whole';
  if (models || wanted.variation.tiers.length === 0) return 'other';
  const { response } = await get(ctx, '/global_product/get_published_list', { global_item_id: id }, publishedReply);
  return (response.published_item ?? []).length === 0 ? 'unfinished' : 'other';
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  const [left, right] = [new Set(a), new Set(b)];
  return left.size === right.size && [...left].every((one) => right.has(one));
}
