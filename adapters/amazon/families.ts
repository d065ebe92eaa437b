import type { Diagnostic, Facet, Facets, Json, RemoteListing, Removed, Sku } from 'mabang/contract';
import { attributeMap, facetsOf, json, skuValues } from './facets.ts';
import { diagnosticOf, removalsIn } from './issues.ts';
import type { WireItem } from './schema.ts';
import type { Attributes } from './terms.ts';

/** A SKU that was read, as far as a listing needs it; the rest of the answer is let go of. */
export interface Unit {
  readonly sku: Sku;
  readonly facets: Facets;
  /** The parent that it names itself. */
  readonly parent?: Sku;
  readonly isParent: boolean;
  /** As Amazon has tied them together, which can be later than it was asked to. */
  readonly children: readonly Sku[];
  readonly issues: readonly Diagnostic[];
  readonly removed: readonly Removed[];
}

/**
 * A child that names a parent and is not tied to it reads without its `child_parent_sku_relationship`: it stays detached
 * until it is sent again, so the difference has to show.
 */
export function unitOf(item: WireItem, marketplaceId: string): Unit {
  const here = <T extends { readonly marketplaceId: string }>(all: readonly T[]) =>
    all.filter((one) => one.marketplaceId === marketplaceId);
  const type = here(item.productTypes)[0]?.productType ?? '';
  const facets = facetsOf(item.attributes as Attributes, type, marketplaceId);
  const family = here(item.relationships)
    .flatMap(({ relationships }) => relationships)
    .filter((one) => one.type === 'VARIATION');
  const [relation] = facets.variation.child_parent_sku_relationship ?? [];
  const named = typeof relation?.parent_sku === 'string' ? relation.parent_sku : undefined;
  const tied = family.flatMap(({ parentSkus = [] }) => parentSkus);
  const parent = named ?? tied[0];
  const isParent = facets.variation.parentage_level?.[0]?.value === 'parent';
  const { child_parent_sku_relationship: _, ...loose } = facets.variation;
  const detached = !isParent && named !== undefined && !tied.includes(named);
  const issues = item.issues.filter((one) => one.marketplaceIds?.includes(marketplaceId) ?? true);
  return {
    sku: item.sku,
    facets: { ...skuValues(facets), ...(detached ? { variation: json(loose) } : {}) },
    ...(parent === undefined || isParent ? {} : { parent }),
    isParent,
    children: family.flatMap(({ childSkus = [] }) => childSkus),
    issues: issues.map((one) => diagnosticOf(one, { sku: item.sku })),
    removed: removalsIn(issues).map((why) => ({ sku: item.sku, why })),
  };
}

/** The SKU that a listing is known by: the parent's, or that of the only SKU. */
export function remoteIdFor(sku: Sku): Json {
  return { sku };
}

/** The SKU in a remote id that `remoteIdFor` made. */
export function skuOf(remoteId: Json | undefined): Sku | undefined {
  if (typeof remoteId !== 'object' || remoteId === null || Array.isArray(remoteId)) return undefined;
  const { sku } = remoteId as Readonly<Record<string, Json>>;
  return typeof sku === 'string' ? sku : undefined;
}

export function single(unit: Unit): RemoteListing {
  return listing(unit.sku, { variation: {} }, [unit], [unit]);
}

/**
 * A family under its parent's SKU. Without a parent SKU (somebody deleted it) its children still are one listing, so that the
 * parent can be made anew.
 */
export function family(parentSku: Sku, parent: Unit | undefined, children: readonly Unit[]): RemoteListing {
  const ordered = [...children].sort((a, b) => (a.sku < b.sku ? -1 : 1));
  return listing(parentSku, parent?.facets ?? {}, ordered, parent ? [parent, ...ordered] : ordered);
}

/** `units` are its SKUs; `told` are those that it says something of, the parent's among them. */
function listing(sku: Sku, product: Facets, units: readonly Unit[], told: readonly Unit[]): RemoteListing {
  const issues = told.flatMap((unit) => unit.issues);
  // The parent's removal is that of the whole family.
  const removed = told.flatMap((unit) => (unit.isParent ? unit.removed.map(({ why }) => ({ why })) : unit.removed));
  return {
    code: sku,
    remoteId: remoteIdFor(sku),
    snapshot: { product, variants: Object.fromEntries(units.map((unit) => [unit.sku, unit.facets])) },
    mark: 'none',
    ...(issues.length > 0 ? { issues } : {}),
    ...(removed.length > 0 ? { removed } : {}),
  };
}

/**
 * A variation facet without the name of the parent: a child of another parent belongs to another listing, and a family that
 * was taken over keeps its parent's SKU, whatever the catalogue calls the product.
 */
export function tieless(facet: Facet, value: Json): Json {
  if (facet !== 'variation') return value;
  const attributes = attributeMap(value);
  const { child_parent_sku_relationship: ties } = attributes;
  if (!ties) return value;
  return json({ ...attributes, child_parent_sku_relationship: ties.map(({ parent_sku: _, ...tie }) => tie) });
}
