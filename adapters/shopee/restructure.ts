import type { Change } from 'mabang/contract';
import { equalJson } from 'mabang/core';
import type { Parts, Unit } from './bodies.ts';
import { type ModelRef, type Tier, tierIndex } from './terms.ts';

/** What has to be done to tiers and models so that they are as wanted. Pure. */

/** A model that stays, with the SKU that is to stand on it. */
export interface Kept {
  readonly model: ModelRef;
  /** The wanted SKU; absent for a model that is none of ours, or held back. */
  readonly unit?: Unit;
}

/** A SKU that takes the place of another: the model keeps its id, its reviews and its place in carts. */
export interface Renamed {
  readonly model: ModelRef;
  readonly unit: Unit;
  readonly changes: readonly Change[];
}

export interface Removed {
  readonly model: ModelRef;
  readonly change: Change;
}

export interface Added {
  readonly unit: Unit;
  readonly change: Change;
}

export interface Structure {
  /** another: the number of tiers changes, so the platform makes all models anew. */
  readonly kind: 'same' | 'another';
  readonly kept: readonly Kept[];
  readonly renamed: readonly Renamed[];
  readonly removed: readonly Removed[];
  readonly added: readonly Added[];
}

export function structureOf(seen: Parts, wanted: Parts, changes: readonly Change[]): Structure {
  const before = seen.variation.tiers;
  const units = new Map(wanted.units.map((unit) => [unit.sku, unit]));
  const created = changes.flatMap((change): Added[] => {
    const unit = change.verb === 'create' && change.sku !== undefined ? units.get(change.sku) : undefined;
    return unit ? [{ unit, change }] : [];
  });
  if (before.length !== wanted.variation.tiers.length) {
    return { kind: 'another', kept: [], renamed: [], removed: [], added: created };
  }
  const ends = new Map(
    changes.flatMap((change) => (change.verb === 'end' ? [[change.sku ?? '', change] as const] : [])),
  );
  const kept: Kept[] = [];
  const leaving: Removed[] = [];
  for (const model of seen.variation.models ?? []) {
    const change = model.model_sku === '' ? undefined : ends.get(model.model_sku);
    const unit = units.get(model.model_sku);
    if (change) leaving.push({ model, change });
    else kept.push({ model, ...(unit ? { unit } : {}) });
  }
  return { kind: 'same', kept, ...paired(before, leaving, created, kept.length === 0) };
}

/**
 * A new SKU with the options of one that goes takes its model over. An item cannot be without models: when all of them go, the
 * first new SKU takes over the first of them, whatever its options.
 */
function paired(tiers: readonly Tier[], leaving: readonly Removed[], created: readonly Added[], all: boolean) {
  const removed = [...leaving];
  const renamed: Renamed[] = [];
  const added: Added[] = [];
  const take = (one: Added, at: number) => {
    const [gone] = removed.splice(at, 1);
    if (gone) renamed.push({ model: gone.model, unit: one.unit, changes: [one.change, gone.change] });
  };
  for (const one of created) {
    const at = removed.findIndex(({ model }) => equalJson(optionsOf(tiers, model), one.unit.variation?.options ?? []));
    if (at >= 0) take(one, at);
    else added.push(one);
  }
  const [first] = added;
  if (all && renamed.length === 0 && removed.length > 0 && first) {
    added.shift();
    take(first, 0);
  }
  return { renamed, removed, added };
}

export function optionsOf(tiers: readonly Tier[], model: ModelRef): readonly string[] {
  return tiers.map((tier, level) => tier.options[model.tier_index[level] ?? -1]?.name ?? '');
}

export interface Layout {
  readonly tiers: readonly Tier[];
  /** Every model that stays: one that is left out is deleted by the platform. */
  readonly models: readonly { readonly id: string; readonly index: readonly number[] }[];
}

/**
 * The wanted tiers, and behind their options those that only models need which are not ours to take off. Names that the platform
 * has standardised keep its ids.
 */
export function layoutOf(seen: readonly Tier[], wanted: readonly Tier[], stay: readonly Kept[]): Layout | undefined {
  const places = stay.map(({ model, unit }) => ({
    id: model.model_id,
    options: unit?.variation?.options ?? optionsOf(seen, model),
  }));
  const tiers = wanted.map((tier, level): Tier => {
    const known = seen[level];
    const same = known?.name === tier.name ? known : undefined;
    const names = new Set(tier.options.map(({ name }) => name));
    const needed = [...new Set(places.map(({ options }) => options[level] ?? ''))].filter((name) => !names.has(name));
    const options = [...tier.options, ...needed.map((name) => ({ name }))].map((option) => ({
      ...option,
      ...idOf(same?.options.find(({ name }) => name === option.name)?.variation_option_id, 'variation_option_id'),
    }));
    return {
      ...tier,
      options,
      ...idOf(same?.variation_id, 'variation_id'),
      ...idOf(same?.variation_group_id, 'variation_group_id'),
    };
  });
  const models = places.map(({ id, options }) => ({ id, index: tierIndex(tiers, options) }));
  if (models.some(({ index }) => index === undefined)) return undefined;
  return { tiers, models: models.map(({ id, index }) => ({ id, index: index ?? [] })) };
}

function idOf<K extends string>(id: number | undefined, key: K): Partial<Record<K, number>> {
  return id === undefined || id === 0 ? {} : ({ [key]: id } as Partial<Record<K, number>>);
}

const names = (tiers: readonly Tier[]) => tiers.map(({ name, options }) => [name, ...options.map((one) => one.name)]);

/** Whether the layout is what the platform shows already. */
export function isLaidOut(seen: readonly Tier[], layout: Layout, stay: readonly Kept[]): boolean {
  const before = new Map(stay.map(({ model }) => [model.model_id, model.tier_index]));
  return (
    equalJson(names(seen), names(layout.tiers)) &&
    layout.models.every(({ id, index }) => equalJson(before.get(id), index))
  );
}
