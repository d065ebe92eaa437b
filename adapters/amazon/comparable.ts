import type { Facet, Json } from 'mabang/contract';
import { attributeMap, contentOf, isObject, json } from './facets.ts';
import { OWN } from './offer.ts';
import { amountsOf } from './price.ts';
import { GENERIC } from './product-types.ts';
import { plainAttributes, spokenOf } from './selectors.ts';
import type { Stock, Variation } from './terms.ts';

/** A facet's value in the form in which equal meanings are equal. */
export function comparable(facet: Facet, value: Json): Json {
  switch (facet) {
    case 'content': {
      const content = contentOf(value);
      if (!content) return value;
      // Nothing reads back whether a SKU was sent as an offer or as a product.
      return json({ productType: content.productType, attributes: plainAttributes(content.attributes) });
    }
    case 'price':
      return holds(value, 'purchasable_offer', 'list_price') ? json(amountsOf(attributeMap(value))) : value;
    case 'stock':
      return holds(value, 'fulfillment_availability') ? stockTerms(attributeMap(value)) : value;
    case 'media':
      return isObject(value) ? json(plainAttributes(attributeMap(value))) : value;
    case 'variation':
      return isObject(value) ? json(plainAttributes(withoutEmptyTies(attributeMap(value)))) : value;
    default:
      return value;
  }
}

function holds(value: Json, ...names: readonly string[]): boolean {
  return isObject(value) && names.some((name) => Object.hasOwn(value, name));
}

/**
 * A parent may say that it has a relationship, with nobody in it; to the family that is the same as saying nothing. A child
 * that says nothing of one is not tied to its parent.
 */
function withoutEmptyTies(variation: Variation): Variation {
  const { child_parent_sku_relationship: _, ...rest } = variation;
  return variation.parentage_level?.[0]?.value === 'parent' ? rest : variation;
}

/** The merchant's quantity, or the warehouses that have the goods. */
function stockTerms({ fulfillment_availability: instances = [] }: Stock): Json {
  const own = instances.find((one) => one.fulfillment_channel_code === OWN);
  if (own) return { quantity: own.quantity ?? null };
  return { channels: instances.map((one) => String(one.fulfillment_channel_code)).sort() };
}

/**
 * The part of a facet's value that one of `said` (what is wanted, what was sent last) speaks of. On Amazon a SKU has
 * attributes from many hands: the seller's back office, other tools, Amazon itself. They are no difference and are left
 * alone. Of the other facets all is compared.
 */
export function spoken(facet: Facet, value: Json, said: readonly Json[]): Json {
  const content = facet === 'content' ? contentOf(value) : undefined;
  if (!content) return value;
  const ours = said.flatMap((one) => contentOf(one) ?? []);
  const generic = ours[0]?.productType === GENERIC;
  return json({
    // Who names no type leaves the choice to Amazon.
    productType: generic ? GENERIC : content.productType,
    attributes: spokenOf(
      content.attributes,
      ours.map(({ attributes }) => attributes),
    ),
  });
}
