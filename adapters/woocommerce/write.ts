import type { Batch, BatchResult, Json, ListingChange } from 'mabang/contract';
import { z } from 'zod';
import { type Answer, type Item, PRODUCTS, Run, sendItems } from './batches.ts';
import { refuseCreate } from './conflicts.ts';
import { type EndIntent, sendEnds } from './ends.ts';
import { beforeSending, gone, refusal, refusedWith } from './errors.ts';
import { json } from './facets.ts';
import { type Current, intentOf, type ProductIntent, type WriteIntent } from './intent.ts';
import { Outcomes } from './outcomes.ts';
import type { Ctx } from './pages.ts';
import { remoteIdOf } from './read.ts';
import { BRAND_ATTRIBUTE, Shop } from './shop.ts';
import { caseless } from './text.ts';
import { type Fate, sendVariations } from './variations.ts';

/** Products first, their variations next, ends last. */
export async function apply(batch: Batch, ctx: Ctx): Promise<BatchResult> {
  const run = new Run(ctx, new Outcomes(batch, ctx.at.channel));
  const shop = new Shop(ctx);
  const { writes, ends } = await prepared(run, shop, batch).catch((error: unknown) => {
    throw beforeSending(error);
  });
  const fates = new Map<WriteIntent, Fate>();
  await retype(run, writes, fates);
  await sendProducts(run, shop, writes, fates);
  for (const intent of writes) await sendVariations(run, shop, intent, fates.get(intent));
  await sendEnds(run, ends);
  return run.out.result();
}

/** What has to be sent, and the terms it names. Nothing of the batch is sent here. */
async function prepared(run: Run, shop: Shop, batch: Batch) {
  const writes: WriteIntent[] = [];
  const ends: EndIntent[] = [];
  for (const listing of batch.listings) {
    const current = listing.revive ? await currentOf(run.ctx, listing) : undefined;
    if (current === 'gone') {
      run.out.rejected(listing.changes, 'later', gone('product'));
      continue;
    }
    const intent = intentOf(listing, current);
    if (intent.kind === 'refuse') run.out.rejected(listing.changes, 'never', intent.issue);
    else if (intent.kind === 'end') ends.push(intent);
    else writes.push(intent);
  }
  const refused = await shop.prepare(writes);
  for (const [intent, problem] of refused) run.out.rejected(intent.listing.changes, 'never', problem);
  return { writes: writes.filter((intent) => !refused.has(intent)), ends };
}

const current = z.object({ id: z.number().int(), type: z.string(), sku: z.string() });

/** What a product in the trash is now: its type may not be the wanted one. */
async function currentOf(ctx: Ctx, listing: ListingChange): Promise<Current | 'gone'> {
  const path = `/wc/v3/products/${remoteIdOf(listing.remoteId) ?? 0}`;
  const query = { context: 'edit', _fields: 'id,type,sku' };
  try {
    const request = { bucket: 'read', method: 'GET', path, query, reply: current, resend: 'always' } as const;
    return (await ctx.http.request(request)).data;
  } catch (error) {
    if (refusedWith(error) === 404) return 'gone';
    throw error;
  }
}

/** From variable to simple, the type by itself: it deletes the variations, and with them frees their SKUs. */
async function retype(run: Run, intents: readonly WriteIntent[], fates: Map<WriteIntent, Fate>): Promise<void> {
  const items = intents
    .filter((intent) => intent.retype)
    .map((intent) => ({
      kind: 'update' as const,
      changes: intent.listing.changes,
      images: [],
      bad: new Set<number>(),
      intent,
      wire: (): Json => ({ id: intent.id ?? 0, type: 'simple' }),
    }));
  const open = new Set(items.map((item) => item.intent));
  await sendItems(run, PRODUCTS, items, async ({ intent }, answer) => {
    open.delete(intent);
    if ('id' in answer) run.out.applied(intent.implied);
    else {
      fates.set(intent, 'rejected');
      run.out.rejected(intent.listing.changes, 'never', refusal(answer.error));
    }
    return undefined;
  });
  for (const intent of open) fates.set(intent, 'unknown');
}

async function sendProducts(
  run: Run,
  shop: Shop,
  intents: readonly WriteIntent[],
  fates: Map<WriteIntent, Fate>,
): Promise<void> {
  const items: (Item & { readonly intent: WriteIntent; readonly product: ProductIntent })[] = [];
  for (const intent of intents) {
    const { product } = intent;
    if (!product || fates.has(intent)) continue;
    const bad = new Set<number>();
    const images = product.images ?? [];
    const wire = (): Json => ({
      ...(intent.id === undefined ? {} : { id: intent.id }),
      ...product.fields,
      ...termsWire(shop, product),
      ...(product.images ? { images: images.map((image) => run.media.wire(image, bad)) } : {}),
    });
    // Children that wait for the product share its fate only where they cannot stand without it; see sendVariations.
    items.push({
      kind: product.verb,
      changes: [...product.changes, ...intent.implied],
      images,
      bad,
      wire,
      intent,
      product,
    });
  }
  const open = new Set(items.map((item) => item.intent));
  await sendItems(run, PRODUCTS, items, async ({ intent, product, changes }, answer) => {
    open.delete(intent);
    if ('id' in answer) {
      run.out.learned(intent.listing, answer.id);
      run.out.applied(changes);
      fates.set(intent, 'applied');
      return undefined;
    }
    fates.set(intent, 'rejected');
    await refuseProduct(run, intent, product, changes, answer);
    return undefined;
  });
  for (const intent of open) fates.set(intent, 'unknown');
}

async function refuseProduct(
  run: Run,
  intent: WriteIntent,
  product: ProductIntent,
  changes: Item['changes'],
  { error }: Extract<Answer, { error: unknown }>,
): Promise<void> {
  // The type was changed before: what is left of the change has to be looked at.
  if (intent.retype)
    return run.out.unknown(changes, `the product is simple now, but: ${error.message} (${error.code})`);
  if (error.code === 'woocommerce_rest_product_invalid_id') return run.out.rejected(changes, 'later', gone('product'));
  if (product.verb === 'create') {
    const sku = product.fields.sku;
    const claim = { sku: typeof sku === 'string' ? sku : '', code: intent.listing.code, changes };
    return refuseCreate(run, claim, error);
  }
  run.out.rejected(changes, 'never', refusal(error));
}

/** Categories, brand and attributes by their ids. A shop without brands shows the brand as an attribute. */
function termsWire(shop: Shop, product: ProductIntent): Record<string, Json> {
  const brand = product.brand === undefined ? undefined : product.brand === '' ? [] : shop.brandRefs(product.brand);
  const asAttribute = brand === 'none' && product.brand ? product.brand : undefined;
  const others = product.attributes.others.filter(
    (one) => asAttribute === undefined || caseless(one.name) !== caseless(BRAND_ATTRIBUTE),
  );
  const list = [
    ...product.attributes.axes.map((one) => ({ ...one, variation: true })),
    ...others.map((one) => ({ ...one, variation: false })),
    ...(asAttribute ? [{ name: BRAND_ATTRIBUTE, options: [asAttribute], known: true, variation: false }] : []),
  ];
  const attributes = list.map((one, position) => {
    const id = shop.attributeId(one, one.variation);
    const { options, variation } = one;
    return { ...(id > 0 ? { id } : { name: one.name }), options, variation, visible: true, position };
  });
  return {
    ...(product.categories ? { categories: json(shop.categoryRefs(product.categories)) } : {}),
    ...(brand === undefined || brand === 'none' ? {} : { brands: json(brand) }),
    ...(product.sendAttributes || asAttribute ? { attributes: json(attributes) } : {}),
  };
}
