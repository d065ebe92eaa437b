import type { Change, Facet, Json } from 'mabang/contract';
import { equalJson } from 'mabang/core';
import { type Body, contentBody, type Field, gtinBody, type Unit } from './bodies.ts';
import { differingFields, differingSkuFields } from './differing.ts';
import { gone, type Job, NO_GLOBAL, NO_ITEM, settle } from './job.ts';
import { firstGtin, saidWith, sendModels } from './models.ts';
import { forgetLost, imageIds } from './pictures.ts';
import type { Rename } from './renames.ts';
import type { Structure } from './restructure.ts';
import type { Called } from './run.ts';
import { GLOBAL, SHOP, type Side } from './side.ts';
import { type ImageFacet, type Media, media, productContent, type Step, skuContent, stepOf } from './terms.ts';

function mediaStep(job: Job): Step<Media> | undefined {
  return stepOf(job.product, 'media', media);
}

/** A part of the pictures that is as it was when it was last sent. */
function isEchoed({ to, seen, last }: Step<Media>, part: 'images' | 'options'): boolean {
  if (!seen) return false;
  const ids = (list: Media['images'] | undefined) => (list ?? []).map(({ id, src }) => id ?? src);
  const shown = (value: Media): Json =>
    part === 'images'
      ? ids(value.images)
      : (value.options ?? []).map(({ option, image }) => [option, image.id ?? image.src]);
  if (part === 'options' && (to.options ?? []).length === 0 && (seen.options ?? []).length === 0) return true;
  return last !== undefined && equalJson(shown(to), shown(last.sent)) && equalJson(shown(seen), shown(last.echo));
}

export function optionPicturesChanged(job: Job): boolean {
  const step = mediaStep(job);
  return step !== undefined && job.wanted.variation.tiers.length > 0 && !isEchoed(step, 'options');
}

/** Fields of the item and of its models, each with the calls of its home. */
export async function sendContent(
  job: Job,
  updates: readonly Change[],
  renamed: readonly Rename[],
  structure: Structure | undefined,
): Promise<void> {
  const step = stepOf(job.product, 'content', productContent);
  const fields: ReadonlySet<Field> = step ? differingFields(step) : new Set();
  const pictures = await galleryIds(job);
  const wiped: Side[] = [];
  for (const side of [GLOBAL, SHOP]) {
    const said = step ? contentBody(side, step.to, fields) : {};
    const facets: Facet[] = [
      ...(Object.keys(said).length > 0 ? (['content'] as const) : []),
      ...(pictures.has(side) ? (['media'] as const) : []),
    ];
    const body = { ...said, ...pictures.get(side) };
    const called = await sendItem(job, side, body, facets, updates, job.hasModels ? [] : renamed);
    if (called?.kind === 'ok' && ('weight' in said || 'dimension' in said)) wiped.push(side);
  }
  const { out } = job.run;
  // Nothing of it is to be sent: it reads as it was sent the last time.
  if (step && fields.size === 0) out.applied(job.productChanges, ['content']);
  const gallery = mediaStep(job);
  if (gallery && isEchoed(gallery, 'images')) out.applied(job.productChanges, ['media']);
  await sendModels(job, updates, job.hasModels ? renamed : [], wiped, structure);
}

/** One call for the item of a side, with whatever of its SKU stands on the item itself where it has no models. */
async function sendItem(
  job: Job,
  side: Side,
  said: Body,
  facets: readonly Facet[],
  updates: readonly Change[],
  renamed: readonly Rename[],
): Promise<Called<unknown> | undefined> {
  const body = { ...said };
  const own = job.hasModels ? [] : updates.filter((change) => isOwnGtin(change, side));
  for (const change of own) Object.assign(body, gtinBody(stepOf(change, 'content', skuContent)?.to, false));
  const mayBeFirst = side.home === 'shop' && !job.hasModels ? updates : [];
  const firsts = mayBeFirst.filter((change) => Object.keys(firstGtin(job, change)).length > 0);
  for (const change of firsts) Object.assign(body, firstGtin(job, change));
  const renames = side.home === job.wanted.variation.home ? renamed : [];
  for (const { unit } of renames) Object.assign(body, itemRename(side, unit));
  if (Object.keys(body).length === 0) return undefined;
  const called = await sendBody(job, side, body);
  settle(job, called, job.productChanges, facets);
  settle(job, called, own, ['content']);
  for (const { changes, facets } of firsts.map(saidWith)) settle(job, called, changes, facets);
  for (const { change, end } of renames) {
    settle(job, called, [change], ['content', 'variation']);
    settle(job, called, end);
  }
  return called;
}

function itemRename(side: Side, unit: Unit): Body {
  return { [side.itemSku]: unit.sku, ...(side.home === 'shop' ? gtinBody(unit.content, true) : {}) };
}

function isOwnGtin(change: Change, side: Side): boolean {
  const step = stepOf(change, 'content', skuContent);
  return step !== undefined && side.home === 'shop' && differingSkuFields(step).has('gtin_code');
}

async function sendBody(job: Job, side: Side, body: Body): Promise<Called<unknown>> {
  const target = job.target(side.home);
  if (!target) return { kind: 'refused', refused: gone(side.home === 'global' ? NO_GLOBAL : NO_ITEM) };
  const called = await target.update(body);
  forgetLost(job.run, called, job.wanted.media?.images ?? []);
  return called;
}

/** The gallery as the body of its home takes it; none when it is as it was, or could not be had. */
async function galleryIds(job: Job): Promise<ReadonlyMap<Side, Body>> {
  const step = mediaStep(job);
  if (!step || isEchoed(step, 'images')) return new Map();
  const side = step.to.home === 'global' ? GLOBAL : SHOP;
  const images: readonly ImageFacet[] = step.to.images;
  const ids = await imageIds(job.run, images);
  if (ids.kind !== 'ok') {
    settle(job, ids, job.productChanges, ['media']);
    return new Map();
  }
  return new Map([[side, { image: { image_id_list: ids.data } }]]);
}
