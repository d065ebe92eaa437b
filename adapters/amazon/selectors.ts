import type { Json } from 'mabang/contract';
import { isObject } from './facets.ts';
import type { Attributes, Instance } from './terms.ts';

/**
 * What tells one instance of an attribute from another, beside the marketplace, where that is not the language alone:
 * `selectors` of the product type definitions of HOME in the US and Germany (June 2025) and PRODUCT in Great Britain
 * (September 2025), read 2026-11-23.
 */
const SELECTORS: Readonly<Record<string, readonly string[]>> = {
  purchasable_offer: ['currency', 'audience'],
  list_price: ['currency'],
  uvp_list_price: ['currency'],
  fulfillment_availability: ['fulfillment_channel_code'],
  externally_assigned_product_identifier: ['type'],
  num_batteries: ['type'],
  language: ['type'],
  hazmat: ['aspect'],
  pesticide_marking: ['marking_type'],
  regulatory_compliance_certification: ['regulation_type'],
  compliance_media: ['content_type', 'content_language'],
  epr_product_packaging: ['main_material'],
  package_contains_sku: ['sku'],
  legal_compliance_certifications: ['regulatory_organization_name', 'language_tag'],
};

const LANGUAGE: readonly string[] = ['language_tag'];

/** What Amazon fills in where a selector is left out (recorded: an audience comes back that nobody sent). */
const DEFAULTS: Readonly<Record<string, string>> = { audience: 'ALL' };

/** Equal text for instances of the same selectors in one marketplace. */
export function selectorKey(name: string, instance: Instance): string {
  const selectors = Object.hasOwn(SELECTORS, name) ? (SELECTORS[name] ?? LANGUAGE) : LANGUAGE;
  let key = '';
  for (const selector of selectors) key += `${JSON.stringify(instance[selector] ?? DEFAULTS[selector] ?? null)} `;
  return key;
}

/**
 * The instances for a replace: a replace leaves nothing of the attribute but what it carries. Those of other selectors than
 * the wanted ones (another language) are repeated as they are seen.
 */
export function instancesWith(
  name: string,
  seen: readonly Instance[],
  wanted: readonly Instance[],
): readonly Instance[] {
  const own = new Set(wanted.map((one) => selectorKey(name, one)));
  return [...wanted, ...seen.filter((one) => !own.has(selectorKey(name, one)))];
}

/** For a patch with `delete`: the selectors of each instance and nothing else. */
export function selectorsOf(name: string, instance: Instance): Instance {
  const selectors = Object.hasOwn(SELECTORS, name) ? (SELECTORS[name] ?? LANGUAGE) : LANGUAGE;
  return Object.fromEntries(
    ['marketplace_id', ...selectors].flatMap((selector) => {
      const value = instance[selector] ?? DEFAULTS[selector];
      return value === undefined ? [] : [[selector, value]];
    }),
  );
}

/**
 * Attributes in the form in which equal meanings are equal: without the marketplace and what Amazon fills in itself,
 * instances sorted by their selectors. Those of the same selectors keep their order: bullet points have one.
 */
export function plainAttributes(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, instances]) => {
      // Nearly every attribute has one instance, and nothing to sort.
      if (instances.length === 1) return [name, instances.map(plain)];
      const keyed = instances.map((one) => ({ key: selectorKey(name, one), plain: plain(one) }));
      return [name, keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map((one) => one.plain)];
    }),
  );
}

function plain(instance: Instance): Instance {
  return Object.fromEntries(
    Object.entries(instance).filter(
      ([member, value]) => member !== 'marketplace_id' && !(member in DEFAULTS && DEFAULTS[member] === value),
    ),
  );
}

/**
 * The part of `seen` that one of `said` speaks of: its attributes, the instances of its selectors, the members that they
 * have. What somebody else has set beside it is left out.
 */
export function spokenOf(seen: Attributes, said: readonly Attributes[]): Attributes {
  return Object.fromEntries(
    Object.entries(seen).flatMap(([name, instances]) => {
      const ours = said.flatMap((attributes) => (Object.hasOwn(attributes, name) ? (attributes[name] ?? []) : []));
      const kept = instances.flatMap((one) => {
        const same = ours.filter((other) => selectorKey(name, other) === selectorKey(name, one));
        return same.length > 0 ? [within(one, same)] : [];
      });
      return kept.length > 0 ? [[name, kept]] : [];
    }),
  );
}

function within(seen: Instance, said: readonly Instance[]): Instance {
  return Object.fromEntries(
    Object.entries(seen).flatMap(([member, value]) => {
      const ours = said.flatMap((one) => (Object.hasOwn(one, member) ? [one[member] as Json] : []));
      if (ours.length === 0) return [];
      return [[member, isObject(value) ? within(value, ours.filter(isObject)) : value]];
    }),
  );
}
