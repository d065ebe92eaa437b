import type { Change, Facet, ListingChange, Snapshot } from 'mabang/contract';
import { type Parts, partsOf } from './bodies.ts';
import { issue, type Refused } from './errors.ts';
import type { Called, Run } from './run.ts';
import { GLOBAL, SHOP, type Side, Target } from './side.ts';
import { type Home, type Id, type RemoteId, remoteId } from './terms.ts';

/** One listing on its way to what is wanted of it. */
export class Job {
  readonly code: string;
  readonly wanted: Parts;
  readonly seen: Parts;
  /** The product's own change. */
  readonly product: Change | undefined;
  readonly skus: readonly Change[];
  readonly ids: RemoteId;
  /** New SKUs that took over a model, by the SKU it was seen with. */
  readonly renames = new Map<string, string>();

  constructor(
    readonly run: Run,
    readonly listing: ListingChange,
  ) {
    this.code = listing.code;
    this.wanted = partsOf(listing.wanted ?? NOTHING);
    this.seen = partsOf(listing.seen ?? NOTHING);
    this.product = listing.changes.find(({ sku }) => sku === undefined);
    this.skus = listing.changes.filter(({ sku }) => sku !== undefined);
    this.ids = idsOf(listing);
  }

  get changes(): readonly Change[] {
    return this.listing.changes;
  }

  get productChanges(): readonly Change[] {
    return this.product ? [this.product] : [];
  }

  /** The item that calls of this home work on; `undefined` when the listing has none there. */
  target(home: Home): Target | undefined {
    const side: Side = home === 'global' ? GLOBAL : SHOP;
    const id = this.ids[side.item];
    return id === undefined ? undefined : new Target(this.run, side, id);
  }

  /** What a side calls the model of a SKU, as it was seen. */
  modelId(side: Side, sku: string): Id | undefined {
    const { home, models, shop_models } = this.seen.variation;
    const list = side.home === home ? models : side.home === 'shop' ? shop_models : undefined;
    return list?.find(({ model_sku }) => model_sku === sku)?.model_id;
  }

  get hasModels(): boolean {
    return this.seen.variation.tiers.length > 0;
  }
}

const NOTHING: Snapshot = { product: {}, variants: {} };

export function idsOf({ remoteId: id }: Pick<ListingChange, 'remoteId'>): RemoteId {
  return remoteId.safeParse(id).data ?? {};
}

/** It is not where it was seen: the next look will tell. */
export function gone(what: { readonly en: string; readonly zh: string }): Refused {
  return {
    retry: 'later',
    issue: issue(
      'E_SHOPEE_GONE',
      { en: `${what.en} is not there any more`, zh: `${what.zh}已不存在` },
      { en: 'run the same command again: the plan is made anew', zh: '请重新运行同一命令：将重新生成计划' },
    ),
  };
}

export const NO_ITEM = { en: 'the item', zh: '该商品' };
export const NO_GLOBAL = { en: 'the global product', zh: '该全球商品' };
export const NO_MODEL = { en: 'the model of this SKU', zh: '该 SKU 对应的规格' };

/** What a call means for the changes that it was made for. */
export function settle(
  { run }: Job,
  called: Called<unknown>,
  changes: readonly Change[],
  facets?: readonly Facet[],
): void {
  if (called.kind === 'ok') run.out.applied(changes, facets);
  else if (called.kind === 'refused') run.out.rejected(changes, called.refused, facets);
  else run.out.unknown(changes, called.reason, facets);
}
