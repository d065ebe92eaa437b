import { selectorDefault, selectorsOf } from './attributes.ts';
import type { Marketplace } from './places.ts';
import type { Attributes, Instance, Issue } from './types.ts';
import { invalid } from './validate.ts';

export interface Patch {
  readonly op: 'add' | 'replace' | 'merge' | 'delete';
  readonly name: string;
  readonly value: readonly Instance[];
}

/** The one member that `merge` may carry beside the selectors. "Merge a listing" of the documents, 2025-06-16. */
const MERGEABLE: Readonly<Record<string, { readonly member: string; readonly named: string }>> = {
  fulfillment_availability: { member: 'quantity', named: 'fulfillment_channel_code' },
  purchasable_offer: { member: 'quantity_discount_plan', named: 'audience' },
};

/**
 * `add` and `replace` put the value in the place of everything the attribute had: what is not repeated is gone. `merge`
 * changes one member of one instance. `delete` takes the instances that the selectors name.
 */
export function applyPatches(
  place: Marketplace,
  before: Attributes,
  patches: readonly Patch[],
): { readonly attributes: Attributes; readonly touched: readonly string[]; readonly issues: readonly Issue[] } {
  const attributes: Record<string, readonly Instance[]> = { ...before };
  const issues: Issue[] = [];
  for (const patch of patches) {
    const result = applyOne(place, attributes[patch.name] ?? [], patch);
    if (!Array.isArray(result)) issues.push(result as Issue);
    else attributes[patch.name] = result;
  }
  const left = Object.entries(attributes).filter(([, instances]) => instances.length > 0);
  return { attributes: Object.fromEntries(left), touched: patches.map(({ name }) => name), issues };
}

function applyOne(place: Marketplace, before: readonly Instance[], patch: Patch): readonly Instance[] | Issue {
  const selectors = selectorsOf(place, patch.name);
  const same = (a: Instance, b: Instance) =>
    selectors.every((name) => (a[name] ?? selectorDefault(place, name)) === (b[name] ?? selectorDefault(place, name)));
  switch (patch.op) {
    case 'delete': {
      // The marketplace of the request goes without saying; every other selector has to be said.
      const wants = selectors.filter((name) => name !== 'marketplace_id');
      const vague =
        patch.value.length === 0 || patch.value.some((one) => wants.some((name) => one[name] === undefined));
      if (vague)
        return invalid(patch.name, `To delete '${patch.name}', give ${selectors.join(', ')} of each instance.`);
      return before.filter((instance) => !patch.value.some((one) => same(instance, one)));
    }
    case 'merge':
      return merge(before, patch, selectors, same);
    default:
      return patch.value;
  }
}

function merge(
  before: readonly Instance[],
  { name, value }: Patch,
  selectors: readonly string[],
  same: (a: Instance, b: Instance) => boolean,
): readonly Instance[] | Issue {
  const rule = MERGEABLE[name];
  if (!rule) return invalid(name, `The operation 'merge' is not supported for '${name}'.`);
  let after = [...before];
  for (const one of value) {
    const stray = Object.keys(one).find((key) => key !== rule.member && !selectors.includes(key));
    if (stray) return invalid(name, `The operation 'merge' is not supported for '${name}.${stray}'.`);
    if (one[rule.named] === undefined) return invalid(name, `'${rule.named}' is required to merge '${name}'.`);
    const plan = one[rule.member];
    if (rule.member === 'quantity_discount_plan') {
      if (plan !== null) return invalid(name, `'${rule.member}' can be merged away with null alone.`);
      after = after.map((instance) => (same(instance, one) ? without(instance, rule.member) : instance));
      continue;
    }
    const known = after.some((instance) => same(instance, one));
    after = known
      ? after.map((instance) => (same(instance, one) ? { ...instance, [rule.member]: plan } : instance))
      : [...after, one];
  }
  return after;
}

function without(instance: Instance, member: string): Instance {
  return Object.fromEntries(Object.entries(instance).filter(([name]) => name !== member));
}
