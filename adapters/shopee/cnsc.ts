import {
  ALL_FIELDS,
  type Body,
  contentBody,
  priceOn,
  wholeContent,
  wireLogistics,
  wireNumber,
  wireStock,
} from './bodies.ts';
import { globalHolders } from './cnsc-guard.ts';
import { removeUnsold } from './cnsc-undo.ts';
import { isNotThereYet } from './create.ts';
import { issue, type Refused } from './errors.ts';
import { taken } from './guard.ts';
import { type Job, settle } from './job.ts';
import { SETTLE_MS } from './limits.ts';
import { forgetLost, imageIds } from './pictures.ts';
import type { OpenTask } from './publishing.ts';
import { type Run, sideBySide } from './run.ts';
import { doneReply, globalAddedReply, publishableReply, taskReply } from './schema.ts';
import { GLOBAL, Target } from './side.ts';
import { defined, type Id, json, tierIndex } from './terms.ts';
import { bad, initBody, initTiers, noGlobalPrice } from './variants.ts';

/** New listings of a shop that is upgraded to CNSC: a global product of the merchant, and a task that brings it into the shop. */

/** Tasks that were taken in this `apply`. */
export interface Publishing {
  readonly tasks: OpenTask[];
}

interface Made {
  readonly job: Job;
  readonly target: Target;
  /** Of `init_tier_variation`; absent for a product without models. */
  readonly body?: Readonly<Record<string, unknown>>;
}

export async function createGlobal(run: Run, jobs: readonly Job[], publishing: Publishing): Promise<void> {
  if (jobs.length === 0) return;
  const known = await globalHolders(run, jobs);
  const made: Made[] = [];
  await sideBySide(jobs, async (job) => {
    const holder = known.get(job);
    // The merchant has it already, made for another shop or by a push that came no further: it is not made twice.
    if (holder?.kind === 'whole') return publish(job, holder.id, false, publishing);
    if (holder?.kind === 'other') return run.out.rejected(job.changes, otherProduct(holder.id));
    if (holder) return resume(run, job, holder.id, made);
    const done = await addGlobalItem(run, job);
    if (done) made.push(done);
  });
  if (made.length === 0) return;
  await run.ctx.rest(SETTLE_MS);
  await sideBySide(made, (one) => addTiers(one, publishing));
}

/** A push came no further than the product itself: no shop sells it, and its models are still to be made. */
async function resume(run: Run, job: Job, id: Id, made: Made[]): Promise<void> {
  const target = new Target(run, GLOBAL, id);
  const body = await initBody(job, target);
  if (body.kind === 'ok') made.push({ job, target, body: body.data });
  else run.out.rejected(job.changes, bad(body));
}

function otherProduct(id: Id): Refused {
  return taken({ en: `global product ${id} of the merchant`, zh: `商户的全球商品 ${id} ` });
}

async function addGlobalItem(run: Run, job: Job): Promise<Made | undefined> {
  const { out } = run;
  const refuse = (refused: Refused): undefined => out.rejected(job.changes, refused) ?? undefined;
  const images = job.wanted.media?.images ?? [];
  const gallery = await imageIds(run, images);
  if (gallery.kind !== 'ok') return refuse(bad(gallery));
  const body = globalBody(job, gallery.data);
  if (!body) return refuse(noGlobalPrice());
  const later = job.wanted.variation.tiers.length > 0 ? await initBody(job, new Target(run, GLOBAL, '0')) : undefined;
  if (later && later.kind !== 'ok') return refuse(bad(later));
  const called = await run.post('/global_product/add_global_item', body, globalAddedReply, 'unsent');
  forgetLost(run, called, images);
  if (called.kind !== 'ok') {
    settle(job, called, job.changes);
    return undefined;
  }
  const target = new Target(run, GLOBAL, called.data.response.global_item_id);
  return { job, target, ...(later ? { body: later.data } : {}) };
}

function globalBody({ wanted, code }: Job, images: readonly string[]): Body | undefined {
  const { content, units, variation } = wanted;
  const [first] = units;
  const original = priceOn(GLOBAL, first?.price);
  if (original === undefined || !content) return undefined;
  const models = variation.tiers.length > 0;
  // Whatever lives in the shop alone, the text of a global product must be said.
  const whole = { ...wholeContent(content), home: 'global' as const };
  return {
    description: '',
    ...contentBody(GLOBAL, whole, ALL_FIELDS),
    pre_order: { days_to_ship: whole.pre_order?.days_to_ship ?? 0 },
    global_item_sku: models ? (content.item_sku ?? code) : (first?.sku ?? code),
    original_price: wireNumber(original),
    ...(first?.stock ? { seller_stock: wireStock(first.stock) } : {}),
    image: { image_id_list: images },
  };
}

async function addTiers({ job, target, body }: Made, publishing: Publishing): Promise<void> {
  const { run } = job;
  if (body) {
    const wire = body as Parameters<typeof initTiers>[1];
    let called = await initTiers(target, wire);
    for (let i = 0; i < 3 && isNotThereYet(called); i++) {
      await run.ctx.rest(SETTLE_MS);
      called = await initTiers(target, wire);
    }
    if (called.kind === 'refused') return undone(job, target, called.refused);
    if (called.kind === 'unknown') return run.out.unknown(job.changes, called.reason);
  }
  await publish(job, target.id, true, publishing);
}

async function undone(job: Job, target: Target, refused: Refused): Promise<void> {
  job.run.out.rejected(job.changes, refused);
  await removeUnsold(target);
}

/** Ask for the task that brings a global product into this shop. `made`: in this push, so that it goes when it may not come here. */
export async function publish(job: Job, id: Id, made: boolean, publishing: Publishing): Promise<void> {
  const { run, changes } = job;
  const { shopId } = run.ctx.at.connection;
  const target = new Target(run, GLOBAL, id);
  const query = { global_item_id: id, shop_id_list: shopId };
  const asked = await run.look('/global_product/get_publishable_shop', query, publishableReply);
  if (asked.kind !== 'ok') {
    const refused = bad(asked);
    return run.out.rejected(changes, refused);
  }
  const shop = (asked.data.response.publishable_shop ?? []).find(({ shop_id }) => shop_id === String(shopId));
  if (!shop) {
    const refused = unpublishable(id);
    return made ? undone(job, target, refused) : run.out.rejected(changes, refused);
  }
  const body = { shop_id: shopId, shop_region: shop.shop_region, item: shopBody(job) };
  const called = await target.post('create_publish_task', body, taskReply, 'unsent');
  if (called.kind === 'refused' && made && !run.stopped) return undone(job, target, called.refused);
  if (called.kind !== 'ok') return settle(job, called, changes);
  publishing.tasks.push({ task: called.data.response.publish_task_id, code: job.code, global: id, made, changes });
}

/** What this shop says for itself; the platform makes the rest of the global product. */
function shopBody({ wanted }: Job): Body {
  const { content, units, status, variation } = wanted;
  const whole = content && wholeContent(content);
  const [first] = units;
  const own = first?.price?.home === 'shop';
  const models = variation.tiers.length > 0;
  return json(
    defined({
      item_status: status,
      item_name: content?.home === 'shop' ? content.item_name : undefined,
      description: content?.home === 'shop' ? content.description : undefined,
      logistic: whole?.logistic_info && whole.logistic_info.length > 0 ? wireLogistics(whole.logistic_info) : undefined,
      original_price: own && !models ? wireNumber(first.price?.original_price ?? '0') : undefined,
      model:
        own && models
          ? units.map((unit) => ({
              tier_index: tierIndex(variation.tiers, unit.variation?.options ?? []) ?? [],
              original_price: wireNumber(unit.price?.original_price ?? '0'),
            }))
          : undefined,
    }),
  ) as Body;
}

function unpublishable(id: Id): Refused {
  return {
    retry: 'never',
    issue: issue(
      'E_SHOPEE_UNPUBLISHABLE',
      {
        en: `global product ${id} cannot be published in this shop: its market has it already in another shop of the merchant, or the shop is not authorised, or it follows another shop (SIP)`,
        zh: `全球商品 ${id} 无法发布到该店铺：同一市场的其他店铺已发布、店铺未授权，或该店铺为 SIP 附属店铺`,
      },
      {
        en: 'a global product has one item in each market; look for it in the CNSC under Global SKU',
        zh: '每个全球商品在每个市场只能有一个店铺商品；请在 CNSC 的全球商品页面查看',
      },
    ),
  };
}

/** The shop's switches as the seller has declared them, once a push and only where he wants them set. */
export async function setSwitches(run: Run): Promise<void> {
  const { at } = run.ctx;
  const { connection, facts } = at;
  if (connection.syncSwitches !== 'set' || typeof facts.region !== 'string') return;
  const { text = true, media = true, price = true } = connection.sync ?? {};
  const row = {
    shop_id: connection.shopId,
    shop_region: facts.region,
    name_and_description: text,
    media_information: media,
    tier_variation_name_and_option: true,
    price,
    days_to_ship: true,
  };
  await run.post('/global_product/set_sync_field', { shop_sync_list: [row] }, doneReply, 'always');
}
