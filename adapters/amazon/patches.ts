import type { Facet, FacetChange, Facets, Json } from 'mabang/contract';
import { equalJson } from 'mabang/core';
import { comparable } from './comparable.ts';
import { type AmazonFacet, attributeMap, contentOf, json } from './facets.ts';
import { OWN } from './offer.ts';
import { offerWith } from './price.ts';
import { instancesWith, selectorsOf, spokenOf } from './selectors.ts';
import type { Attributes, Instance, Price, Stock } from './terms.ts';

/** One operation on one top-level attribute: nothing below can be addressed. */
export interface Patch {
  readonly op: 'replace' | 'merge' | 'delete';
  readonly path: string;
  readonly value: readonly Instance[];
}

type Steps = Readonly<Partial<Record<Facet, FacetChange>>>;

/** The narrowest operations that carry the changed facets of one SKU. At least one where a facet is given. */
export function patchesOf(steps: Steps): readonly Patch[] {
  return [
    ...(steps.content ? contentPatches(steps.content) : []),
    ...(steps.media ? attributePatches('media', steps.media, attributeMap(steps.media.seen)) : []),
    ...(steps.variation ? attributePatches('variation', steps.variation, attributeMap(steps.variation.seen)) : []),
    ...(steps.price ? pricePatches(steps.price) : []),
    ...(steps.stock ? stockPatches(steps.stock) : []),
  ];
}

/**
 * What goes to Amazon for a SKU as a whole. Siblings of price and stock that are seen (other audiences, sales, handling time)
 * are repeated, because what a PUT does not say is gone.
 */
export function wholeOf(wanted: Facets, seen: Facets | undefined): Attributes {
  const content = contentOf(wanted.content)?.attributes ?? {};
  const price: Price = attributeMap(wanted.price);
  const stock: Stock = attributeMap(wanted.stock);
  return {
    ...content,
    ...attributeMap(wanted.media),
    ...attributeMap(wanted.variation),
    ...(price as Attributes),
    ...(price.purchasable_offer ? { purchasable_offer: offerWith(attributeMap(seen?.price), price) } : {}),
    ...(stock.fulfillment_availability
      ? { fulfillment_availability: fulfilmentWith(attributeMap(seen?.stock), stock) }
      : {}),
  };
}

const at = (name: string) => `/attributes/${name}`;
const replace = (name: string, value: readonly Instance[]): Patch => ({ op: 'replace', path: at(name), value });

function remove(name: string, seen: readonly Instance[]): Patch {
  return { op: 'delete', path: at(name), value: seen.map((one) => selectorsOf(name, one)) };
}

/** Equal in meaning, as the core compares the facet that the attribute belongs to. */
export function sameAttribute(
  facet: AmazonFacet,
  name: string,
  a: readonly Instance[] | undefined,
  b: readonly Instance[] | undefined,
): boolean {
  if (a === undefined || b === undefined) return a === b;
  const wrap = (value: readonly Instance[]): Json =>
    json(facet === 'content' ? { productType: '', attributes: { [name]: value } } : { [name]: value });
  return equalJson(wrap(a), wrap(b)) || equalJson(comparable(facet, wrap(a)), comparable(facet, wrap(b)));
}

/** Of content, only what mabang itself has set is ever taken away: a SKU has attributes from many hands. */
function contentPatches(step: FacetChange): readonly Patch[] {
  const sent = contentOf(step.last?.sent)?.attributes ?? {};
  const seen = contentOf(step.seen)?.attributes ?? {};
  const ours = Object.fromEntries(Object.entries(seen).filter(([name]) => Object.hasOwn(sent, name)));
  return attributePatches('content', step, ours);
}

function attributesIn(facet: AmazonFacet, value: Json | undefined): Attributes {
  return facet === 'content' ? (contentOf(value)?.attributes ?? {}) : attributeMap(value);
}

/** `removable`: what is seen and may be deleted when it is not wanted. */
function attributePatches(facet: AmazonFacet, step: FacetChange, removable: Attributes): readonly Patch[] {
  const wanted = attributesIn(facet, step.to);
  const seen = attributesIn(facet, step.seen);
  const sent = attributesIn(facet, step.last?.sent);
  const echo = attributesIn(facet, step.last?.echo);
  /** Sent as it is wanted, and still read as it read then: Amazon has only worded it in its own way. */
  const atRest = (name: string) =>
    step.last !== undefined &&
    Object.hasOwn(echo, name) &&
    sameAttribute(facet, name, wanted[name], sent[name]) &&
    sameAttribute(facet, name, seen[name], echo[name]);
  const value = (name: string) => instancesWith(name, seen[name] ?? [], wanted[name] ?? []);
  const names = Object.keys(wanted);
  // Other languages of an attribute, and members that others have added, are no difference.
  const kept = (name: string) => {
    const spoken = spokenOf({ [name]: seen[name] ?? [] }, [{ [name]: wanted[name] ?? [] }]);
    return sameAttribute(facet, name, wanted[name], facet === 'content' ? spoken[name] : seen[name]);
  };
  const changed = names.filter((name) => !(kept(name) || atRest(name)));
  const gone = Object.entries(removable).filter(([name]) => !Object.hasOwn(wanted, name));
  const patches = [
    ...changed.map((name) => replace(name, value(name))),
    ...gone.map(([name, instances]) => remove(name, instances)),
  ];
  // Somebody has changed what is not ours to change: what is ours is said once more.
  return patches.length > 0 ? patches : names.map((name) => replace(name, value(name)));
}

/** There is no merge for a price: the whole attribute is sent, with everything that others have set. */
function pricePatches(step: FacetChange): readonly Patch[] {
  const wanted: Price = attributeMap(step.to);
  const seen: Price = attributeMap(step.seen);
  const offer = offerWith(seen, wanted);
  const { list_price: crossed } = wanted;
  const { list_price: before } = seen;
  const patches = [
    ...(sameAttribute('price', 'purchasable_offer', offer, seen.purchasable_offer)
      ? []
      : [replace('purchasable_offer', offer)]),
    ...(crossed && !sameAttribute('price', 'list_price', crossed, before) ? [replace('list_price', crossed)] : []),
    ...(!crossed && before ? [remove('list_price', before)] : []),
  ];
  return patches.length > 0 ? patches : [replace('purchasable_offer', offer)];
}

/** A merge leaves handling time, restock date and Amazon's own stock alone. There is nothing to merge into before the first. */
function stockPatches(step: FacetChange): readonly Patch[] {
  const wanted: Stock = attributeMap(step.to);
  const seen: Stock = attributeMap(step.seen);
  const [own] = wanted.fulfillment_availability ?? [];
  const known = seen.fulfillment_availability?.some(
    (one) => one.fulfillment_channel_code === own?.fulfillment_channel_code,
  );
  if (own === undefined) return [];
  if (known && own.quantity !== undefined) return [{ op: 'merge', path: at('fulfillment_availability'), value: [own] }];
  return [replace('fulfillment_availability', fulfilmentWith(seen, wanted))];
}

/** The wanted quantity with everything that is seen beside it. Goods are with the merchant or with Amazon, not with both. */
function fulfilmentWith(seen: Stock, { fulfillment_availability: wanted = [] }: Stock): readonly Instance[] {
  const before = seen.fulfillment_availability ?? [];
  const code = (one: Instance) => one.fulfillment_channel_code;
  const own = wanted.map((one) => ({ ...before.find((other) => code(other) === code(one)), ...one }));
  if (hasOwn(before) !== hasOwn(wanted)) return own;
  return [...own, ...before.filter((other) => !wanted.some((one) => code(one) === code(other)))];
}

function hasOwn(instances: readonly Instance[]): boolean {
  return instances.some((one) => one.fulfillment_channel_code === OWN);
}
