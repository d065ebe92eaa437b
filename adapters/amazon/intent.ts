import type { Change, Diagnostic, Facet, FacetChange, Facets, Json, ListingChange, Sku } from 'mabang/contract';
import { unitOf } from 'mabang/core';
import { issue } from './errors.ts';
import { attributeMap, contentOf, hasParent, json } from './facets.ts';
import { skuOf } from './families.ts';
import { type Patch, patchesOf, wholeOf } from './patches.ts';
import { GENERIC } from './product-types.ts';
import type { Attributes, Requirements } from './terms.ts';

/** What is asked of Amazon for one SKU. */
export type Operation =
  | {
      readonly kind: 'put';
      readonly productType: string;
      readonly requirements: Requirements;
      readonly attributes: Attributes;
    }
  | { readonly kind: 'patch'; readonly productType: string; readonly patches: readonly Patch[] }
  | { readonly kind: 'delete' };

/** One call or one message of a feed, and the changes that it carries. */
export interface Write {
  readonly code: string;
  readonly sku: Sku;
  readonly operation: Operation;
  readonly changes: readonly Change[];
  /** The SKU is not to be there yet: looked up first, so that nobody else's is overwritten. */
  readonly creates: boolean;
  /** Parents, then what is sold, then parents that end. */
  readonly stage: 0 | 1 | 2;
}

export interface Intent {
  readonly listing: ListingChange;
  /** The SKU that the listing is known by once it is done; absent when it ends. */
  readonly sku?: Sku;
  readonly writes: readonly Write[];
  /** Changes that nothing has to be sent for. */
  readonly done: readonly Change[];
  readonly refused?: Diagnostic;
}

/** A listing's changes as the fewest calls: all facets of a SKU travel in one. */
export function intentOf(listing: ListingChange): Intent {
  const before = listing.seen?.product ?? {};
  const was = parentSeen(listing);
  const becomes = hasParent(listing.wanted?.product ?? {});
  const parent = was ? (skuOf(listing.remoteId) ?? listing.code) : listing.code;
  const draft = new Draft(listing, parent);
  const [ending] = listing.changes.filter((change) => change.verb === 'end' && change.sku === undefined);
  if (ending) return draft.ended(ending, was);

  const only = Object.keys(listing.wanted?.variants ?? {})[0];
  if (becomes && unitOf(listing.wanted ?? NOTHING, parent)) return draft.refused(sameSku(parent));
  for (const change of listing.changes) {
    if (change.sku !== undefined) draft.unit(change, change.sku);
    else if (becomes) draft.parentUnit(change, before.content !== undefined);
    else if (was) draft.endParent(change);
    else if (only !== undefined) draft.along(change, only);
  }
  return draft.intent(becomes ? parent : only);
}

const NOTHING = { product: {}, variants: {} };

/** There is a parent SKU, or there was one until somebody deleted it. */
function parentSeen({ seen }: ListingChange): boolean {
  if (!seen) return false;
  return hasParent(seen.product) || Object.values(seen.variants).some((unit) => hasParent(unit));
}

class Draft {
  private readonly writes: Write[] = [];
  private readonly done: Change[] = [];
  private readonly riders: { readonly change: Change; readonly sku: Sku }[] = [];

  constructor(
    private readonly listing: ListingChange,
    private readonly parent: Sku,
  ) {}

  /** Children before their parent: a child that outlives it would be a listing of its own. */
  ended(change: Change, wasFamily: boolean): Intent {
    const { seen, remoteId, code } = this.listing;
    const skus = Object.keys(seen?.variants ?? {});
    const known = skuOf(remoteId) ?? code;
    for (const sku of skus.length > 0 || wasFamily ? skus : [known]) this.remove(sku, [change], 1);
    if (wasFamily) this.remove(this.parent, [change], 2);
    return { listing: this.listing, writes: this.writes, done: [] };
  }

  /** One SKU that is sold. */
  unit(change: Change, sku: Sku): void {
    if (change.verb === 'end') {
      this.remove(sku, [change], 1);
      return;
    }
    const wanted = this.tied(unitOf(this.listing.wanted ?? NOTHING, sku) ?? {});
    const seen = unitOf(this.listing.seen ?? NOTHING, sku);
    this.send(change, sku, change.verb === 'create', wanted, seen, 1);
  }

  parentUnit(change: Change, isThere: boolean): void {
    const wanted = this.listing.wanted?.product ?? {};
    this.send(change, this.parent, !isThere, wanted, this.listing.seen?.product, 0);
  }

  endParent(change: Change): void {
    this.remove(this.parent, [change], 2);
  }

  /** What is said of a product that is one SKU goes with that SKU, or needs no call at all. */
  along(change: Change, sku: Sku): void {
    this.riders.push({ change, sku });
  }

  refused(why: Diagnostic): Intent {
    return { listing: this.listing, writes: [], done: [], refused: why };
  }

  intent(sku: Sku | undefined): Intent {
    const writes = this.writes.map((write) => ({
      ...write,
      changes: [...this.riders.filter((one) => one.sku === write.sku).map(({ change }) => change), ...write.changes],
    }));
    const carried = new Set(writes.flatMap(({ changes }) => changes));
    const left = this.riders.map(({ change }) => change).filter((change) => !carried.has(change));
    return { listing: this.listing, ...(sku === undefined ? {} : { sku }), writes, done: [...this.done, ...left] };
  }

  private send(change: Change, sku: Sku, creates: boolean, wanted: Facets, seen: Facets | undefined, stage: 0 | 1) {
    const steps = this.stepsOf(change, wanted);
    const to = contentOf(steps.content?.to ?? wanted.content);
    const now = contentOf(seen?.content);
    const type = to?.productType ?? now?.productType ?? GENERIC;
    // A type that is named and is another one: no patch can change it.
    const retyped = !creates && steps.content !== undefined && now !== undefined && type !== GENERIC;
    if (creates || (retyped && type !== now.productType)) {
      const requirements = to?.requirements ?? 'LISTING';
      const attributes = wholeOf(wanted, seen);
      this.push(change, sku, { kind: 'put', productType: type, requirements, attributes }, creates, stage);
      return;
    }
    const patches = patchesOf(steps);
    const productType = now === undefined || now.productType === '' ? type : now.productType;
    if (patches.length === 0) this.done.push(change);
    else this.push(change, sku, { kind: 'patch', productType, patches }, false, stage);
  }

  private push(change: Change, sku: Sku, operation: Operation, creates: boolean, stage: 0 | 1 | 2): void {
    this.writes.push({ code: this.listing.code, sku, operation, changes: [change], creates, stage });
  }

  private remove(sku: Sku, changes: readonly Change[], stage: 1 | 2): void {
    const { code } = this.listing;
    this.writes.push({ code, sku, operation: { kind: 'delete' }, changes, creates: false, stage });
  }

  /** The change's steps, with the family's own parent in them. */
  private stepsOf(change: Change, wanted: Facets): Readonly<Partial<Record<Facet, FacetChange>>> {
    const { variation } = change.facets;
    if (!variation || change.sku === undefined) return change.facets;
    return { ...change.facets, variation: { ...variation, to: wanted.variation ?? variation.to } };
  }

  /** A family that was taken over keeps the parent SKU that it has, whatever the catalogue calls the product. */
  private tied(unit: Facets): Facets {
    const variation = attributeMap(unit.variation);
    const [relation] = variation.child_parent_sku_relationship ?? [];
    if (!relation || relation.parent_sku === this.parent) return unit;
    const tied: Json = json({
      ...variation,
      child_parent_sku_relationship: [{ ...relation, parent_sku: this.parent }],
    });
    return { ...unit, variation: tied };
  }
}

function sameSku(sku: Sku): Diagnostic {
  return issue(
    'E_AMZ_PARENT_SKU',
    {
      en: `the product code ${sku} is also the SKU of one of its variants, and the family's parent needs a SKU of its own`,
      zh: `商品编码 ${sku} 同时是其变体的 SKU，而变体组的父商品需要独立的 SKU`,
    },
    {
      en: 'give the product a code that none of its SKUs has',
      zh: '请为商品设置与所有 SKU 不同的编码',
    },
    { sku },
  );
}
