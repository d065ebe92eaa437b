import type { Json, Listing, Variant } from 'mabang/contract';
import type { Definition } from './definition.ts';
import type { Ground } from './ground.ts';
import { oneLine, withBreaks } from './html.ts';
import { lengthIn, type Measure, weightIn } from './measures.ts';
import { numberOf } from './numbers.ts';
import { EXEMPTION, IDENTIFIER, textIn } from './product-types.ts';
import type { Attributes, Instance } from './terms.ts';

/** What a product says of itself, in attributes that every product type has: title, brand, bullet points, description. */
export function textsOf(listing: Listing, ground: Ground): Attributes {
  const said = (text: string): Instance => ({
    value: text,
    language_tag: ground.language,
    marketplace_id: ground.place.id,
  });
  const one = (text: string) => (text === '' ? [] : [said(text)]);
  return some({
    item_name: one(oneLine(listing.title)),
    brand: one(oneLine(listing.brand ?? '')),
    bullet_point: listing.bullets.map(oneLine).flatMap(one),
    product_description: one(withBreaks(listing.description)),
  });
}

/** What belongs to the thing that is sold: condition, identifier, measures. */
export function goodsOf(listing: Listing, variant: Variant, ground: Ground): Attributes {
  const { place, settings } = ground;
  const plain = (value: Json): Instance => ({ value, marketplace_id: place.id });
  return some({
    condition_type: [plain(settings.condition)],
    ...identifiersOf(listing, variant, ground, plain),
    item_weight: weightOf(variant, ground),
    ...dimensionsOf(variant, ground),
  });
}

/**
 * A GTIN where there is one; else that there is none, if the account or the mapping says so. Both together Amazon does not
 * know: an exemption set for the whole channel says nothing of a SKU that has a GTIN.
 */
function identifiersOf(
  listing: Listing,
  variant: Variant,
  { settings, place, requirements }: Ground,
  plain: (value: Json) => Instance,
): Attributes {
  if (variant.gtin !== undefined)
    return { [IDENTIFIER]: [{ type: gtinType(variant.gtin), value: variant.gtin, marketplace_id: place.id }] };
  const said = [listing.target, variant.target].some(({ attributes }) => textIn(attributes, EXEMPTION) !== '');
  if (requirements === 'LISTING_OFFER_ONLY' || said || !settings.gtinExemption) return {};
  return { [EXEMPTION]: [plain(true)] };
}

/** GTIN-12 is a UPC, GTIN-8 and -13 are EANs, GTIN-14 goes by its own name. GS1 General Specifications, section 2.1. */
export function gtinType(gtin: string): 'upc' | 'ean' | 'gtin' {
  if (gtin.length === 12) return 'upc';
  return gtin.length === 14 ? 'gtin' : 'ean';
}

function weightOf({ weight }: Variant, { definition, place }: Ground): readonly Instance[] {
  if (weight === undefined) return [];
  const measure = weightIn(weight, place.weightUnit, unitsAt(definition, 'item_weight'));
  return measure ? [{ ...amount(measure), marketplace_id: place.id }] : [];
}

/** Product types name the same three measures in one of these ways. */
const DIMENSIONS: readonly string[] = ['item_dimensions', 'item_length_width_height'];

function dimensionsOf({ dimensions }: Variant, { definition, place }: Ground): Attributes {
  const name = definition ? DIMENSIONS.find((one) => definition.has(one)) : DIMENSIONS[0];
  if (!dimensions || name === undefined) return {};
  const side = (mm: number, member: string) => {
    const measure = lengthIn(mm, place.lengthUnit, unitsAt(definition, `${name}.${member}`));
    return measure && amount(measure);
  };
  const [length, width, height] = [
    side(dimensions.length, 'length'),
    side(dimensions.width, 'width'),
    side(dimensions.height, 'height'),
  ];
  if (!length || !width || !height) return {};
  return { [name]: [{ length, width, height, marketplace_id: place.id }] };
}

function unitsAt(definition: Definition | undefined, path: string): readonly string[] | undefined {
  return definition?.choices(`${path}.unit`)?.values.map(({ id }) => id);
}

function amount({ value, unit }: Measure): { readonly value: number; readonly unit: string } {
  return { value: numberOf(value) ?? Number(value), unit };
}

function some(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, instances]) => instances.length > 0));
}
