import type { Account } from './account.ts';
import { normalise, textOf } from './attributes.ts';
import { applyPatches, type Patch } from './patches.ts';
import type { Marketplace } from './places.ts';
import type { Attributes, Issue, Requirements, State } from './types.ts';
import { check, invalid } from './validate.ts';

export interface PutBody {
  readonly productType: string;
  readonly requirements: Requirements;
  readonly attributes: Attributes;
}

export interface PatchBody {
  readonly productType: string;
  readonly patches: readonly Patch[];
}

/** What came of a submission. With an issue of severity ERROR nothing was taken. */
export interface Result {
  readonly issues: readonly Issue[];
  readonly valid: boolean;
  readonly state?: State;
}

function resultOf(issues: readonly Issue[], state: State): Result {
  return { issues, state, valid: !issues.some(({ severity }) => severity === 'ERROR') };
}

/** The words are those of the sandbox for an attribute that does not exist. */
function refusal(state: State): Result {
  return resultOf([invalid('item_name', 'The attributes are invalid.')], state);
}

/** A listing as a whole: what is not given is gone. */
export function judgePut(account: Account, place: Marketplace, sku: string, body: PutBody, preview = false): Result {
  const { productType, requirements } = body;
  if (!preview && account.takeRefusal(sku)) return refusal(body);
  const issues = [
    ...check(place, { productType, requirements, enforced: true }, body.attributes),
    ...identity(account, sku, body),
  ];
  return resultOf(issues, { productType, requirements, attributes: normalise(place, body.attributes) });
}

/**
 * The change alone is judged, not what the listing had before; a preview judges the listing as it would become, and so
 * complains of what an older definition left there (models issue 4621). A SKU that is not there is judged as a new one.
 */
export function judgePatch(
  account: Account,
  place: Marketplace,
  sku: string,
  body: PatchBody,
  preview = false,
): Result {
  const draft = account.find(place.id, sku)?.draft;
  const base: State = draft ?? { productType: body.productType, requirements: 'LISTING', attributes: {} };
  const { attributes, touched, issues } = applyPatches(place, base.attributes, body.patches);
  const state = { ...base, attributes: normalise(place, attributes) };
  if (!preview && account.takeRefusal(sku)) return refusal(state);
  if (issues.length > 0) return resultOf(issues, state);
  const changed = Object.fromEntries(
    Object.entries(attributes).filter(
      ([name, instances]) => touched.includes(name) && instances !== base.attributes[name],
    ),
  );
  const { requirements } = base;
  const own = check(place, { productType: body.productType, requirements, enforced: false }, changed);
  const whole = check(place, { productType: base.productType, requirements, enforced: true }, attributes);
  const all =
    draft && !preview ? whole.filter((issue) => issue.attributeNames?.some((name) => touched.includes(name))) : whole;
  const merged = new Map([...own, ...all].map((issue) => [`${issue.code} ${issue.message}`, issue]));
  return resultOf([...merged.values()], state);
}

/** An offer needs a product that is there; a product of one's own must not claim somebody else's. */
function identity(account: Account, sku: string, { requirements, attributes }: PutBody): readonly Issue[] {
  const asin = textOf(attributes, 'merchant_suggested_asin');
  if (asin !== undefined && !account.catalogue.has(asin)) {
    return [invalid('merchant_suggested_asin', `The ASIN ${asin} does not exist in this catalogue.`)];
  }
  if (requirements !== 'LISTING_OFFER_ONLY' || asin !== undefined) return [];
  const gtin = textOf(attributes, 'externally_assigned_product_identifier');
  if (gtin !== undefined && account.byGtin(gtin)) return [];
  return [
    {
      code: '8560',
      message: `The data for SKU ${sku} does not match any ASIN.`,
      severity: 'ERROR',
      attributeNames: ['merchant_suggested_asin'],
      categories: ['MISSING_ATTRIBUTE'],
    },
  ];
}

const OFFER = new Set(['purchasable_offer', 'fulfillment_availability', 'condition_type', 'skip_offer']);
const FAMILY = new Set(['parentage_level', 'variation_theme', 'child_parent_sku_relationship']);

/** What the stacked throttles look at. */
export function carries(names: readonly string[]): { readonly relationships: boolean; readonly productData: boolean } {
  return {
    relationships: names.some((name) => FAMILY.has(name)),
    productData: names.some((name) => !FAMILY.has(name) && !OFFER.has(name)),
  };
}
