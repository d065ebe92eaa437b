import type { At, AttributeRequirement, Json, Listing } from 'mabang/contract';
import { compileSchema } from 'mabang/jsonschema';
import { choicesOf, type Definition, definitionFrom } from './definition.ts';
import { FAMILY, GALLERY } from './facets.ts';
import { KEYWORDS } from './keywords.ts';
import { placeOf } from './marketplaces.ts';
import type { DefinitionKey, Requirements, Settings } from './terms.ts';

/** The type of everything that has none of its own; an offer on a product that is there already needs no other. */
export const GENERIC = 'PRODUCT';

/** The attribute that names the product an offer is for. */
export const ASIN = 'merchant_suggested_asin';

/** GTIN, EAN or UPC; or that there is none. */
export const IDENTIFIER = 'externally_assigned_product_identifier';
export const EXEMPTION = 'supplier_declared_has_product_identifier_exemption';

/** `HOME LISTING ATVPDKIKX0DER`. */
export function definitionKey({ productType, requirements, marketplaceId }: DefinitionKey): string {
  return `${productType} ${requirements} ${marketplaceId}`;
}

/** `undefined` for text that `definitionKey` did not make. */
export function parseDefinitionKey(key: string): DefinitionKey | undefined {
  const match = /^(\S+) (LISTING|LISTING_OFFER_ONLY) (\S+)$/.exec(key);
  if (!match) return undefined;
  const [, productType = '', requirements = '', marketplaceId = ''] = match;
  return { productType, requirements: requirements as Requirements, marketplaceId };
}

/** A SKU that names the product it is an offer for (`merchant_suggested_asin`) describes none of its own. */
export function isOffer(listing: Listing): boolean {
  return [listing.target, ...listing.variants.map(({ target }) => target)].some(
    ({ attributes }) => textIn(attributes, ASIN) !== '',
  );
}

export function requirementsOf(listing: Listing): Requirements {
  return isOffer(listing) ? 'LISTING_OFFER_ONLY' : 'LISTING';
}

/** What a mapping says under a name, '' when it says nothing. */
export function textIn(attributes: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(attributes, name) ? (attributes[name] ?? '').trim() : '';
}

export function productTypeOf(listing: Listing): string {
  return listing.target.category ?? GENERIC;
}

/** `Definitions.needed`. */
export function needed(listing: Listing, at: At<Settings>): readonly string[] {
  return [keyFor(productTypeOf(listing), requirementsOf(listing), at)];
}

function keyFor(productType: string, requirements: Requirements, at: At<Settings>): string {
  return definitionKey({ productType, requirements, marketplaceId: placeOf(at).id });
}

/** The definition that a listing is mapped and judged by; `undefined` while it is not at hand. */
export function definitionOf(listing: Listing, at: At<Settings>): Definition | undefined {
  const [key] = needed(listing, at);
  return key === undefined ? undefined : definitionFrom(at.definition(key));
}

/** `Taxonomy.needed`. */
export function categoryNeeded(category: string, at: At<Settings>): readonly string[] {
  return [keyFor(category, 'LISTING', at)];
}

/** Attributes that come out of the listing itself: there is nothing to map. */
const FILLED: ReadonlySet<string> = new Set([
  'item_name',
  'brand',
  'bullet_point',
  'product_description',
  'condition_type',
  'item_weight',
  'item_dimensions',
  'item_length_width_height',
  IDENTIFIER,
  'purchasable_offer',
  'list_price',
  'fulfillment_availability',
  ...GALLERY,
  ...FAMILY,
]);

/** A SKU that stands alone, is sold and says nothing: what is missing of it is what everything of the type must say. */
const SILENT: Json = { fulfillment_availability: [{ fulfillment_channel_code: 'DEFAULT', quantity: 0 }] };

const requirements = new WeakMap<Definition, readonly AttributeRequirement[]>();

/** `Taxonomy.attributes`: required ones first, then by name. */
export function categoryAttributes(category: string, at: At<Settings>): readonly AttributeRequirement[] | undefined {
  const [key] = categoryNeeded(category, at);
  const definition = key === undefined ? undefined : definitionFrom(at.definition(key));
  if (!definition) return undefined;
  const known = requirements.get(definition) ?? requirementsIn(definition);
  requirements.set(definition, known);
  return known;
}

function requirementsIn(definition: Definition): readonly AttributeRequirement[] {
  const issues = compileSchema(definition.schema, KEYWORDS)(SILENT);
  const missing = issues.filter(({ keyword, path }) => keyword === 'required' && path.length === 1);
  const required = new Set([...definition.required, ...missing.map(({ path }) => String(path[0]))]);
  // A definition asks for an ASIN or an identifier, and says so of both. Who describes a product of his own has no ASIN.
  required.delete(ASIN);
  return definition.names
    .map((name) => requirementOf(name, definition, required.has(name)))
    .sort((a, b) => Number(b.required) - Number(a.required) || (a.name < b.name ? -1 : 1));
}

function requirementOf(name: string, definition: Definition, required: boolean): AttributeRequirement {
  const choices = choicesOf(definition.leaf(name) ?? {});
  return {
    name,
    title: definition.shape(name)?.title ?? name,
    required,
    filled: FILLED.has(name),
    ...(choices
      ? {
          values: choices.values.filter(({ id }) => !choices.deprecated.has(id)),
          open: !isChecked(name, definition),
        }
      : {}),
  };
}

/**
 * An attribute that takes one of a list and nothing else: the core holds its value against the list. Where several values
 * stand in one text, or old ones are still taken, it would refuse what is right.
 */
export function isChecked(name: string, definition: Definition): boolean {
  const choices = choicesOf(definition.leaf(name) ?? {});
  return choices !== undefined && !choices.open && choices.deprecated.size === 0 && definition.shape(name)?.most === 1;
}
