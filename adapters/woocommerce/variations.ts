import { HttpFailure, type Json } from 'mabang/contract';
import { planAttributes } from './attributes.ts';
import { type Answer, type Item, type Run, sendItems } from './batches.ts';
import { refuseCreate } from './conflicts.ts';
import { beforeSending, gone, issue, refusal, refusalOf } from './errors.ts';
import { json } from './facets.ts';
import type { SkuIntent, WriteIntent } from './intent.ts';
import { variationsOfProduct } from './read.ts';
import type { Shop } from './shop.ts';
import { caseless } from './text.ts';

/** How a product's own write went. Absent: not sent. */
export type Fate = 'applied' | 'rejected' | 'unknown';

interface VariationItem extends Item {
  readonly intent: SkuIntent;
}

/** The variations of one product: what is new, what changed and what goes, in as few calls as the shop allows. */
export async function sendVariations(run: Run, shop: Shop, intent: WriteIntent, fate: Fate | undefined): Promise<void> {
  const { listing, product } = intent;
  const id = run.out.idOf(listing) ?? intent.id;
  let open = intent.skus;
  if (product && fate !== 'applied') {
    const waiting = open.filter((sku) => sku.dependent || id === undefined);
    holdBack(run, waiting, fate);
    open = open.filter((sku) => !waiting.includes(sku));
  }
  if (open.length === 0 || id === undefined) return;
  if (run.stopped) return holdBack(run, open, undefined);
  run.out.learned(listing, id);
  const found = await existing(run, intent, id, open);
  if (!found) return;
  const axes =
    product?.attributes.axes ?? (listing.wanted ? planAttributes(listing, listing.wanted, undefined, false).axes : []);
  const kinds = new Map(axes.map((axis) => [caseless(axis.name), shop.attributeId(axis, true)]));
  const items = open.flatMap((sku) => variationItem(run, sku, found, kinds) ?? []);
  const target = { of: 'variations', path: `/wc/v3/products/${id}/variations/batch` } as const;
  await sendItems(run, target, items, async (item, answer) => {
    if ('id' in answer) run.out.applied(item.changes);
    else await refuseVariation(run, intent, id, item, answer);
    return undefined;
  });
}

/** Variations of a product that did not come about, or of which nobody knows whether it did. */
function holdBack(run: Run, skus: readonly SkuIntent[], fate: Fate | undefined): void {
  const changes = skus.map((sku) => sku.change);
  if (fate === 'rejected') run.out.rejected(changes, 'never', PARENT_FAILED);
  else if (run.stopped && fate === undefined) run.out.rejected(changes, 'later', run.stopped);
  else run.out.unknown(changes, 'not sent: whether its product was written is not known yet');
}

const PARENT_FAILED = issue(
  'E_WOO_PARENT',
  {
    en: 'not sent, because its product was refused: see there',
    zh: '未发送，因为其商品被拒绝：请查看该商品的原因',
  },
  { en: 'correct what is wrong with the product, then run again', zh: '请先修正商品的问题，然后重新运行' },
);

/** Ids of the product's variations by SKU, as far as they are needed and not known. `undefined` when they cannot be read. */
async function existing(
  run: Run,
  intent: WriteIntent,
  id: number,
  skus: readonly SkuIntent[],
): Promise<ReadonlyMap<string, number> | undefined> {
  const unknown = skus.some((sku) => sku.verb !== 'create' && sku.id === undefined);
  if (!intent.lookUp && !unknown) return new Map();
  try {
    const rows = await variationsOfProduct(run.ctx, id);
    return new Map(rows.filter((row) => row.status !== 'trash').map((row) => [row.sku, row.id]));
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    if (!run.sent) throw beforeSending(error);
    run.out.rejected(
      skus.map((sku) => sku.change),
      'later',
      refusalOf(error),
    );
    return undefined;
  }
}

/** One line of the call, or nothing for one that needs none. A variation that is there already is updated, not made. */
function variationItem(
  run: Run,
  sku: SkuIntent,
  found: ReadonlyMap<string, number>,
  kinds: ReadonlyMap<string, number>,
): VariationItem | undefined {
  const id = sku.id ?? found.get(sku.sku);
  const changes = [sku.change];
  const base = { changes, bad: new Set<number>(), intent: sku };
  if (sku.verb === 'delete') {
    if (id !== undefined) return { ...base, kind: 'delete', images: [], wire: () => id };
    run.out.applied(changes);
    return undefined;
  }
  if (sku.verb === 'update' && id === undefined) {
    run.out.rejected(changes, 'later', gone('variation'));
    return undefined;
  }
  const { image } = sku;
  const wire = (): Json => ({
    ...(id === undefined ? {} : { id }),
    ...sku.fields,
    ...(sku.options ? { attributes: optionsWire(sku.options, kinds) } : {}),
    ...(image ? { image: run.media.wire(image, base.bad) } : {}),
  });
  return { ...base, kind: id === undefined ? 'create' : 'update', images: image ? [image] : [], wire };
}

function optionsWire(options: NonNullable<SkuIntent['options']>, kinds: ReadonlyMap<string, number>): Json {
  return json(
    options.map(({ name, option }) => {
      const id = kinds.get(caseless(name)) ?? 0;
      return id > 0 ? { id, option } : { name, option };
    }),
  );
}

async function refuseVariation(
  run: Run,
  { listing }: WriteIntent,
  parent: number,
  { kind, changes, intent }: VariationItem,
  { error }: Extract<Answer, { error: unknown }>,
): Promise<void> {
  const lost = error.code === 'woocommerce_rest_product_variation_invalid_id';
  if (lost && kind === 'delete') return run.out.applied(changes);
  if (lost) return run.out.rejected(changes, 'later', gone('variation'));
  if (kind === 'create') return refuseCreate(run, { sku: intent.sku, code: listing.code, parent, changes }, error);
  run.out.rejected(changes, 'never', refusal(error));
}
