import type { Change, Facet, Json } from 'mabang/contract';
import { modelRow, priceOn, tiersBody, type Unit } from './bodies.ts';
import { issue, type Refused } from './errors.ts';
import { gone, type Job, NO_GLOBAL, NO_ITEM } from './job.ts';
import { forgetLost, imageIds } from './pictures.ts';
import { isLaidOut, type Kept, layoutOf, type Structure } from './restructure.ts';
import type { Called } from './run.ts';
import { doneReply, modelsMadeReply, publishedReply, removedReply } from './schema.ts';
import type { Target } from './side.ts';
import { type ImageFacet, type Tier, tierIndex, wireId } from './terms.ts';

/** Tiers and models of a listing that is there. */

/** What `change` is about here; a piece that the change does not have is passed over. */
const SHAPE: readonly Facet[] = ['variation'];

/** Another number of tiers: one call makes all models anew, with their prices and pieces. */
export async function remake(job: Job, pictured: boolean): Promise<boolean> {
  const { run, wanted } = job;
  const touched = [...SHAPE, ...(pictured ? (['media'] as const) : [])];
  const target = job.target(wanted.variation.home);
  const refuse = (refused: Refused) => {
    run.out.rejected(job.productChanges, refused, touched);
    run.out.rejected(job.skus, refused);
    return false;
  };
  if (!target) return refuse(gone(wanted.variation.home === 'global' ? NO_GLOBAL : NO_ITEM));
  const body = await initBody(job, target);
  if (body.kind !== 'ok') return refuse(bad(body));
  const called = await initTiers(target, body.data);
  if (called.kind === 'refused') return refuse(called.refused);
  if (called.kind === 'unknown') {
    run.out.unknown(job.productChanges, called.reason, touched);
    run.out.unknown(job.skus, called.reason);
    return false;
  }
  const [only] = wanted.units;
  if (wanted.variation.tiers.length === 0 && only) await target.update({ [target.side.itemSku]: only.sku });
  run.out.applied(job.productChanges, touched);
  return true;
}

/** The body of `init_tier_variation` with every wanted SKU. */
export async function initBody(job: Job, target: Target): Promise<Called<Readonly<Record<string, Json>>>> {
  const { tiers } = job.wanted.variation;
  const pictures = await optionImages(job, tiers);
  if (pictures.kind !== 'ok') return pictures;
  const rows = rowsOf(target, tiers, job.wanted.units);
  if ('retry' in rows) return { kind: 'refused', refused: rows };
  return {
    kind: 'ok',
    data: {
      standardise_tier_variation: tiersBody(tiers, pictures.data),
      [target.side.rows.init]: rows,
    },
  };
}

/** Of a shop item the answer names the models that were made; one too few is no answer. */
export async function initTiers(target: Target, body: Readonly<Record<string, Json>>): Promise<Called<unknown>> {
  const rows = body[target.side.rows.init];
  const count =
    Array.isArray(rows) && (body.standardise_tier_variation as readonly Json[]).length > 0 ? rows.length : 0;
  const reply =
    target.side.home === 'global'
      ? doneReply
      : modelsMadeReply.refine(({ response }) => response.model.length >= count, 'a model is missing');
  return target.post<unknown>('init_tier_variation', body, reply, 'unsent');
}

function rowsOf(target: Target, tiers: readonly Tier[], units: readonly Unit[]): readonly Json[] | Refused {
  const rows: Json[] = [];
  for (const unit of units) {
    const original = priceOn(target.side, unit.price);
    if (original === undefined) return noGlobalPrice();
    const index = tiers.length === 0 ? [] : tierIndex(tiers, unit.variation?.options ?? []);
    if (!index) return noPlace(unit);
    rows.push(modelRow(target.side, unit, index, original));
  }
  return rows;
}

function noPlace({ sku }: Unit): Refused {
  return {
    retry: 'never',
    issue: issue('E_SHOPEE_OPTIONS', {
      en: `${sku} has options that its product does not have`,
      zh: `${sku} 的规格选项不在商品的规格中`,
    }),
  };
}

export function noGlobalPrice(): Refused {
  return {
    retry: 'never',
    issue: issue(
      'E_SHOPEE_GLOBAL_PRICE',
      {
        en: 'a global product needs a price in the currency of its merchant, and none is known',
        zh: '全球商品需要以商户币种定价，但尚无该价格',
      },
      {
        en: "set connection.globalRate (units of the merchant's currency for one of the channel's), or sync.price: true with the channel in the merchant's currency",
        zh: '请设置 connection.globalRate（渠道币种 1 单位对应的商户币种数额），或设 sync.price: true 并将渠道币种改为商户币种',
      },
    ),
  };
}

/** A picture that could not be had means that nothing was sent. */
export function bad(called: Exclude<Called<unknown>, { kind: 'ok' }>): Refused {
  return called.kind === 'refused'
    ? called.refused
    : { retry: 'later', issue: issue('E_SHOPEE_NOT_SENT', { en: called.reason, zh: called.reason }) };
}

/** Image ids by option of the first tier: of all options or of none. */
async function optionImages(job: Job, tiers: readonly Tier[]): Promise<Called<ReadonlyMap<string, string>>> {
  const wanted = job.wanted.media?.options ?? [];
  const ids = await imageIds(
    job.run,
    wanted.map(({ image }) => image),
  );
  if (ids.kind !== 'ok') return ids;
  const found = new Map(wanted.map(({ option }, i) => [option, ids.data[i] ?? '']));
  const [first] = found.values();
  if (first === undefined) return { kind: 'ok', data: found };
  const seen = new Map((job.seen.media?.options ?? []).map(({ option, image }) => [option, image.id]));
  // Options of models that are not ours to take off keep their picture; the platform takes no option without one.
  for (const { name } of tiers[0]?.options ?? []) if (!found.has(name)) found.set(name, seen.get(name) ?? first);
  return { kind: 'ok', data: found };
}

const optionPictures = (job: Job): readonly ImageFacet[] => (job.wanted.media?.options ?? []).map(({ image }) => image);

export interface Reshaped {
  /** Add the new SKUs, once the prices beside them are the new ones. The changes of those that were taken. */
  add(): Promise<readonly Change[]>;
}

/** The same number of tiers: take models off, lay the rest out anew, and have new ones ready to be added. */
export async function reshape(job: Job, structure: Structure, pictured: boolean): Promise<Reshaped> {
  const { run, wanted, seen } = job;
  const { home } = wanted.variation;
  const touched = [...SHAPE, ...(pictured ? (['media'] as const) : [])];
  const moved = job.skus.filter(({ verb }) => verb === 'update');
  const target = job.target(home);
  if (!target) {
    const refused = gone(home === 'global' ? NO_GLOBAL : NO_ITEM);
    run.out.rejected(job.productChanges, refused, touched);
    run.out.rejected(moved, refused, SHAPE);
    run.out.rejected(
      job.skus.filter(({ verb }) => verb !== 'update'),
      refused,
    );
    return { add: async () => [] };
  }
  const stay = [...structure.kept, ...(await remove(job, target, structure))];
  for (const { model, unit } of structure.renamed) {
    job.renames.set(unit.sku, model.model_sku);
    stay.push({ model, unit });
  }
  const layout = layoutOf(seen.variation.tiers, wanted.variation.tiers, stay);
  const inForce = layout?.tiers ?? seen.variation.tiers;
  const news = structure.renamed.flatMap(({ changes }) => changes.filter(({ verb }) => verb === 'create'));
  let laid: Called<unknown> = { kind: 'ok', data: undefined };
  if (layout && (pictured || !isLaidOut(seen.variation.tiers, layout, stay))) {
    const pictures = await optionImages(job, layout.tiers);
    laid =
      pictures.kind === 'ok'
        ? await target.post(
            'update_tier_variation',
            {
              standardise_tier_variation: tiersBody(layout.tiers, pictures.data),
              model_list: layout.models.map(({ id, index }) => ({ model_id: wireId(id), tier_index: index })),
            },
            doneReply,
            'always',
          )
        : pictures;
    forgetLost(run, laid, optionPictures(job));
  }
  settleShape(job, [...job.productChanges, ...moved, ...news], touched, laid);
  const tiers = laid.kind === 'ok' ? inForce : seen.variation.tiers;
  return { add: () => addModels(job, target, structure.added, tiers, laid) };
}

function settleShape(job: Job, changes: readonly Change[], facets: readonly Facet[], laid: Called<unknown>): void {
  const { out } = job.run;
  if (laid.kind === 'ok') out.applied(changes, facets);
  else if (laid.kind === 'refused') out.rejected(changes, laid.refused, facets);
  else out.unknown(changes, laid.reason, facets);
}

/** Models that stay although they were to go, since the platform would not let them. */
async function remove(job: Job, target: Target, { removed }: Structure): Promise<readonly Kept[]> {
  const { out } = job.run;
  const stay: Kept[] = [];
  if (removed.length === 0) return stay;
  const shared = target.side.home === 'global' ? await sharedWith(job, target) : undefined;
  for (const { model, change } of removed) {
    const called = shared ?? (await removeOne(target, model.model_id));
    if (called.kind === 'ok') out.applied([change]);
    else if (called.kind === 'unknown') out.unknown([change], called.reason);
    else {
      out.rejected([change], called.refused);
      stay.push({ model });
    }
  }
  return stay;
}

async function removeOne(target: Target, id: string): Promise<Called<unknown>> {
  const call = target.side.home === 'global' ? 'delete_global_model' : 'delete_model';
  const called = await target.post(call, { [target.side.model]: wireId(id) }, removedReply, 'always');
  const failures = called.kind === 'ok' ? (called.data.response?.failures ?? []) : [];
  if (failures.length === 0) return called;
  return { kind: 'unknown', reason: `the model is deleted and still stands in ${failures.length} shops` };
}

/** Why a model of a global product is not deleted: other shops sell it. */
async function sharedWith(job: Job, target: Target): Promise<Exclude<Called<unknown>, { kind: 'ok' }> | undefined> {
  const { connection } = job.run.ctx.at;
  if (connection.sharedEnds === 'delete') return undefined;
  const query = { global_item_id: target.id };
  const called = await job.run.look('/global_product/get_published_list', query, publishedReply);
  if (called.kind !== 'ok') return { kind: 'refused', refused: bad(called) };
  const others = (called.data.response.published_item ?? []).filter(
    ({ shop_id }) => shop_id !== String(connection.shopId),
  );
  if (others.length === 0) return undefined;
  const where = others.map(({ shop_id, shop_region }) => `${shop_region} ${shop_id}`).join(', ');
  return {
    kind: 'refused',
    refused: {
      retry: 'never',
      issue: issue(
        'E_SHOPEE_SHARED',
        {
          en: `a SKU is taken off a global product for every shop, and others sell it too: ${where}`,
          zh: `从全球商品移除 SKU 会影响所有店铺，其他店铺也在销售：${where}`,
        },
        {
          en: 'set connection.sharedEnds: delete to take it off all of them, or set its stock to 0',
          zh: '如需从所有店铺移除，请设置 connection.sharedEnds: delete；也可将库存设为 0',
        },
      ),
    },
  };
}

async function addModels(
  job: Job,
  target: Target,
  added: Structure['added'],
  tiers: readonly Tier[],
  laid: Called<unknown>,
): Promise<readonly Change[]> {
  const { out } = job.run;
  const ready: { readonly change: Change; readonly index: readonly number[]; readonly row: Json }[] = [];
  for (const { unit, change } of added) {
    const index = tierIndex(tiers, unit.variation?.options ?? []);
    const rows = rowsOf(target, tiers, [unit]);
    if (laid.kind === 'unknown') out.rejected([change], unlaid(laid.reason));
    else if (!index) out.rejected([change], laid.kind === 'refused' ? laid.refused : noPlace(unit));
    else if ('retry' in rows) out.rejected([change], rows);
    else ready.push({ change, index, row: rows[0] ?? null });
  }
  if (ready.length === 0) return [];
  const changes = ready.map(({ change }) => change);
  const body = { [target.side.rows.add]: ready.map(({ row }) => row) };
  const isShop = target.side.home === 'shop';
  const called = await target.post<unknown>(
    target.side.calls.addModel,
    body,
    isShop ? modelsMadeReply : doneReply,
    'unsent',
  );
  if (called.kind === 'refused') out.rejected(changes, called.refused);
  else if (called.kind === 'unknown') out.unknown(changes, called.reason);
  if (called.kind !== 'ok') return [];
  const made = isShop
    ? modelsMadeReply.parse(called.data).response.model.map(({ tier_index }) => String(tier_index))
    : ready.map(({ index }) => String(index));
  const done = ready.filter(({ index }) => made.includes(String(index))).map(({ change }) => change);
  out.applied(done);
  out.unknown(
    changes.filter((change) => !done.includes(change)),
    'the answer does not name its model',
  );
  return done;
}

function unlaid(reason: string): Refused {
  return {
    retry: 'later',
    issue: issue(
      'E_SHOPEE_NOT_SENT',
      {
        en: `not sent, because it is not known whether its options are there: ${reason}`,
        zh: `未发送，因为无法确认其规格选项是否已存在：${reason}`,
      },
      { en: 'run the same command again', zh: '请重新运行同一命令' },
    ),
  };
}
