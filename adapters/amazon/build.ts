import type { At, Listing, Sku, Variant } from 'mabang/contract';
import { expand, type Problem } from './attributes.ts';
import { goodsOf, textsOf } from './derived.ts';
import type { SkuFacets } from './facets.ts';
import { type ChosenTheme, childVariation, isFamily, parentSku, parentVariation, themeOf } from './family.ts';
import { type Ground, groundOf } from './ground.ts';
import { mediaOf } from './images.ts';
import { listPriceOf, stockOf } from './offer.ts';
import { priceOf } from './price.ts';
import { ASIN, EXEMPTION, IDENTIFIER, textIn } from './product-types.ts';
import type { Attributes, Instance, Price, Settings } from './terms.ts';

/** One SKU as it is to stand, and what came up in making it. */
export interface Unit {
  readonly sku: Sku;
  /** Absent: the parent of the family. */
  readonly variant?: Variant;
  readonly facets: SkuFacets;
  /** Lines of the mapping that do not fit. */
  readonly problems: readonly Problem[];
  /** Attributes that the catalogue has a value for and the product type has no place for. */
  readonly unplaced: readonly string[];
}

export interface Built {
  readonly ground: Ground;
  readonly parent?: Unit;
  readonly units: readonly Unit[];
  /** Of a family. */
  readonly theme?: ChosenTheme;
}

const built = new WeakMap<object, WeakMap<object, Built>>();

/** A listing's SKUs with all their attributes. Rules and mapping ask for the same listing in turn, so the last is kept. */
export function build(listing: Listing, at: At<Settings>): Built {
  const byListing = built.get(at) ?? new WeakMap<object, Built>();
  built.set(at, byListing);
  const known = byListing.get(listing);
  const ground = groundOf(listing, at);
  // A definition can come to hand between two calls.
  if (known && known.ground.definition === ground.definition) return known;
  const made = make(listing, ground);
  byListing.set(listing, made);
  return made;
}

function make(listing: Listing, ground: Ground): Built {
  if (!isFamily(listing)) return { ground, units: listing.variants.map((one) => unitOf(listing, one, ground)) };
  const theme = themeOf(listing, ground);
  const parent = parentSku(listing);
  return {
    ground,
    theme,
    parent: parentOf(listing, parent, theme, ground),
    units: listing.variants.map((one) => unitOf(listing, one, ground, { parent, theme })),
  };
}

function parentOf(listing: Listing, sku: Sku, theme: ChosenTheme, ground: Ground): Unit {
  const { attributes, problems, unplaced } = content(textsOf(listing, ground), listing.target.attributes, ground);
  const media = mediaOf(listing.images, ground);
  return {
    sku,
    facets: {
      content: { productType: ground.productType, requirements: ground.requirements, attributes: shared(attributes) },
      ...(media ? { media } : {}),
      variation: parentVariation(theme.name, ground),
    },
    problems,
    unplaced,
  };
}

/** A parent is not sold: what speaks of an offer or of a thing in a box stands on its children alone. */
function shared(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !NOT_SHARED.has(name)));
}

const NOT_SHARED = new Set([
  'condition_type',
  'condition_note',
  'merchant_shipping_group',
  'skip_offer',
  'product_tax_code',
  'max_order_quantity',
  IDENTIFIER,
  EXEMPTION,
  ASIN,
]);

function unitOf(
  listing: Listing,
  variant: Variant,
  ground: Ground,
  family?: { readonly parent: Sku; readonly theme: ChosenTheme },
): Unit {
  const offered = ground.requirements === 'LISTING_OFFER_ONLY';
  const derived = { ...(offered ? {} : textsOf(listing, ground)), ...goodsOf(listing, variant, ground) };
  const mapped = { ...listing.target.attributes, ...variant.target.attributes };
  if (variant.gtin !== undefined) delete mapped[EXEMPTION];
  const { attributes, problems, unplaced } = content(derived, mapped, ground);
  const images = family ? [...variant.images, ...listing.images] : [...listing.images, ...variant.images];
  const media = offered ? undefined : mediaOf(images, ground);
  const list = listPriceOf(listing, variant);
  const price = placed(priceOf(variant.price, list, ground), ground);
  return {
    sku: variant.sku,
    variant,
    facets: {
      content: { productType: ground.productType, requirements: ground.requirements, attributes },
      ...(media ? { media } : {}),
      price,
      stock: stockOf(listing, variant),
      variation: family ? childVariation(family.parent, family.theme.name, ground) : {},
    },
    problems,
    unplaced: [...unplaced, ...(list && !price.list_price ? ['list_price'] : [])],
  };
}

/** What the mapping says goes before what the product says of itself. */
function content(
  derived: Attributes,
  mapped: Readonly<Record<string, string>>,
  ground: Ground,
): { readonly attributes: Attributes; readonly problems: readonly Problem[]; readonly unplaced: readonly string[] } {
  const { attributes, problems } = expand(mapped, ground);
  const own = Object.entries(derived).filter(([name]) => textIn(mapped, name) === '');
  const has = (name: string) => ground.definition?.has(name) ?? true;
  // Of an attribute whose members are named one by one, the product fills those that are not.
  const joined = Object.entries(attributes).map(([name, instances]): [string, readonly Instance[]] => {
    const [said] = textIn(mapped, name) === '' ? (derived[name] ?? []) : [];
    return [name, said ? instances.map((one) => ({ ...said, ...one })) : instances];
  });
  return {
    attributes: { ...Object.fromEntries(own.filter(([name]) => has(name))), ...Object.fromEntries(joined) },
    problems,
    unplaced: own.map(([name]) => name).filter((name) => !has(name)),
  };
}

function placed(price: Price, { definition }: Ground): Price {
  if (!price.list_price || (definition?.has('list_price') ?? true)) return price;
  const { list_price: _, ...rest } = price;
  return rest;
}
