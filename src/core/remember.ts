import type { Change, Facet, Facets, Json, Sku, Snapshot } from '../contract/index.ts';
import { type Adapterish, diffFacet, facetsOf, nothingRemembered, type Remembered, unitOf } from './diff.ts';

/** What is remembered once the platform said yes to a change: its values are sent, and not read back yet. */
export function afterApplied(before: Remembered | undefined, change: Change): Remembered {
  const base = before ?? nothingRemembered('made');
  if (change.verb === 'end') {
    if (change.sku === undefined) return { ...base, ended: true };
    return { ...base, sent: withoutSku(base.sent, change.sku), echo: withoutSku(base.echo, change.sku) };
  }
  const fresh = change.verb === 'create' && change.sku === undefined;
  const sent = fresh ? { product: {}, variants: {} } : base.sent;
  const echo = fresh ? { product: {}, variants: {} } : base.echo;
  const values: Partial<Record<Facet, Json>> = {};
  for (const facet of facetsOf(change.facets as Facets)) values[facet] = change.facets[facet]?.to as Json;
  return {
    origin: base.origin,
    ended: false,
    sent: mergeUnit(sent, change.sku, values),
    echo: dropFacets(echo, change.sku, Object.keys(values) as Facet[], change.verb === 'create'),
  };
}

/**
 * What is remembered once a change was read back: the echo of its facets, and of no others, so that edits elsewhere stay
 * visible. An exact facet that reads as something else is not remembered as sent: equal texts of `sent` and wanted, and of
 * `echo` and seen, then mean that nothing is to be done.
 */
export function afterSeen(adapter: Adapterish, before: Remembered, change: Change, seen: Snapshot): Remembered {
  if (change.verb === 'end') return before;
  const now = unitOf(seen, change.sku) ?? {};
  const values: Partial<Record<Facet, Json>> = {};
  const astray: Facet[] = [];
  for (const facet of facetsOf(change.facets as Facets)) {
    const value = now[facet];
    if (value !== undefined) values[facet] = value;
    const exact = (adapter.capabilities.facets[facet]?.readback ?? 'exact') === 'exact';
    if (exact && diffFacet(adapter, facet, change.facets[facet]?.to as Json, value, undefined, undefined) !== 'same')
      astray.push(facet);
  }
  return {
    ...before,
    sent: astray.length > 0 ? dropFacets(before.sent, change.sku, astray, false) : before.sent,
    echo: mergeUnit(before.echo, change.sku, values),
  };
}

/**
 * What is remembered of a change whose answer was lost, as far as it was found on the platform. Of a facet that is said in several
 * calls nothing is known to have been said: it may be there by half.
 */
export function afterFound(adapter: Adapterish, before: Remembered, change: Change, seen: Snapshot): Remembered {
  const found = afterSeen(adapter, before, change, seen);
  const unsure = facetsOf(change.facets as Facets).filter(
    (facet) => adapter.capabilities.facets[facet]?.piecemeal && !change.facets[facet]?.last,
  );
  return { ...found, sent: dropFacets(found.sent, change.sku, unsure, false) };
}

/**
 * What is remembered of a change whose answer was lost and that is not to be seen whole: facets that read neither as wanted nor as
 * before are our own half-done work, and nobody's edit.
 */
export function afterHalf(adapter: Adapterish, before: Remembered, change: Change, seen: Snapshot): Remembered {
  const now = unitOf(seen, change.sku) ?? {};
  const same = (facet: Facet, value: Json | undefined) =>
    value !== undefined && diffFacet(adapter, facet, value, now[facet], undefined, undefined) === 'same';
  const half = facetsOf(change.facets as Facets).filter(
    (facet) =>
      adapter.capabilities.facets[facet]?.piecemeal &&
      now[facet] !== undefined &&
      !same(facet, change.facets[facet]?.to) &&
      !same(facet, change.facets[facet]?.seen),
  );
  const echo = Object.fromEntries(half.map((facet) => [facet, now[facet] as Json]));
  return {
    ...before,
    sent: dropFacets(before.sent, change.sku, half, false),
    echo: mergeUnit(before.echo, change.sku, echo),
  };
}

/** The SKU was said to be there and is not: nothing was sent of it that still stands. */
export function withoutUnit(before: Remembered, sku: Sku): Remembered {
  return { ...before, sent: withoutSku(before.sent, sku), echo: withoutSku(before.echo, sku) };
}

function mergeUnit(snapshot: Snapshot, sku: Sku | undefined, values: Facets): Snapshot {
  if (sku === undefined) return { ...snapshot, product: { ...snapshot.product, ...values } };
  return { ...snapshot, variants: { ...snapshot.variants, [sku]: { ...unitOf(snapshot, sku), ...values } } };
}

function dropFacets(snapshot: Snapshot, sku: Sku | undefined, facets: readonly Facet[], all: boolean): Snapshot {
  const keep = (unit: Facets): Facets =>
    all ? {} : Object.fromEntries(Object.entries(unit).filter(([facet]) => !facets.includes(facet as Facet)));
  if (sku === undefined) return { ...snapshot, product: keep(snapshot.product) };
  return { ...snapshot, variants: { ...snapshot.variants, [sku]: keep(unitOf(snapshot, sku) ?? {}) } };
}

function withoutSku(snapshot: Snapshot, sku: Sku): Snapshot {
  const { [sku]: _, ...variants } = snapshot.variants;
  return { ...snapshot, variants };
}
