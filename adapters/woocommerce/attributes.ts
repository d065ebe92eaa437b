import type { Change, ListingChange, Snapshot } from 'mabang/contract';
import { type Attribute, facetOf, productContent, productVariation, skuVariation, stepOf } from './facets.ts';
import { caseless } from './text.ts';

/** An attribute to be written. `known`: the product has it already, shop-wide (`id`) or as its own. */
export interface PlannedAttribute extends Attribute {
  readonly known: boolean;
}

/** The product's whole list of attributes: the shop knows no other way to change one. */
export interface AttributePlan {
  /** Chosen from, in the catalogue's order. */
  readonly axes: readonly PlannedAttribute[];
  /** Told of. */
  readonly others: readonly PlannedAttribute[];
}

/**
 * The list as it is to stand after this change. A part of it that the change does not touch stays as it is seen: an
 * attribute keeps its kind, because a variation is tied to the kind its product has.
 */
export function planAttributes(
  listing: ListingChange,
  wanted: Snapshot,
  change: Change | undefined,
  sendOthers: boolean,
): AttributePlan {
  const seen = {
    axes: facetOf(listing.seen?.product.variation, productVariation)?.attributes,
    others: facetOf(listing.seen?.product.content, productContent)?.attributes,
  };
  const wantedAxes = facetOf(wanted.product.variation, productVariation);
  const axisStep = stepOf(change, 'variation', productVariation);
  const axes =
    wantedAxes?.type !== 'variable'
      ? []
      : axisStep
        ? withKeptOptions(axisStep.to.attributes ?? [], listing, wanted)
        : (seen.axes ?? wantedAxes.attributes ?? []);
  const wantedOthers = facetOf(wanted.product.content, productContent)?.attributes ?? [];
  const others = sendOthers
    ? (stepOf(change, 'content', productContent)?.to.attributes ?? [])
    : (seen.others ?? (listing.seen ? [] : wantedOthers));

  const kinds = new Map([...(seen.others ?? []), ...(seen.axes ?? [])].map((one) => [caseless(one.name), one]));
  const planned = ({ name, options }: Attribute): PlannedAttribute => {
    const stands = kinds.get(caseless(name));
    return { name, options, known: stands !== undefined, ...(stands?.id === undefined ? {} : { id: stands.id }) };
  };
  const taken = new Set(axes.map((one) => caseless(one.name)));
  return {
    axes: axes.map(planned),
    others: others.filter((one) => !taken.has(caseless(one.name))).map(planned),
  };
}

/**
 * Values that only SKUs have which are left as they are (held by an error, or somebody else's): a variation whose value the
 * product does not offer cannot be bought.
 */
function withKeptOptions(axes: readonly Attribute[], listing: ListingChange, wanted: Snapshot): readonly Attribute[] {
  const ended = new Set(listing.changes.filter((one) => one.verb === 'end').map((one) => one.sku));
  const kept = Object.entries(listing.seen?.variants ?? {})
    .filter(([sku]) => !Object.hasOwn(wanted.variants, sku) && !ended.has(sku))
    .flatMap(([, facets]) => facetOf(facets.variation, skuVariation)?.attributes ?? []);
  return axes.map((axis) => {
    const own = kept.filter((one) => caseless(one.name) === caseless(axis.name)).map((one) => one.option);
    return { ...axis, options: [...new Set([...axis.options, ...own])] };
  });
}
