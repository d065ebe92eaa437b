import type { At, Image, Json, Listing, Sku, Snapshot, Variant } from 'mabang/contract';
import { decimalOf } from 'mabang/core';
import { type Attribute, defined, type ImageFacet, json } from './facets.ts';
import type { Connection } from './schema.ts';
import { asHtml, caseless, folded, keepStrayLess, lengthIn, weightIn } from './text.ts';

/** A product whose SKUs are chosen by options. A single SKU with an option is one too: the option is shown. */
export function isVariable(listing: Pick<Listing, 'axes' | 'variants'>): boolean {
  return listing.axes.length > 0 || listing.variants.length > 1;
}

/**
 * The SKU that the product itself carries: its code. SKUs are unique over products and variations, upper and lower case
 * alike, so a code that one of its own SKUs has is given an ending.
 */
export function parentSku(code: string, skus: readonly Sku[]): Sku {
  const taken = new Set(skus.map((sku) => sku.toLowerCase()));
  let sku = code;
  for (let n = 1; taken.has(sku.toLowerCase()); n++) sku = n === 1 ? `${code}-parent` : `${code}-parent-${n}`;
  return sku;
}

/** What the shop is to show of a listing. Pure; every listing gives a snapshot. */
export function map(listing: Listing, at: At<Connection>): Snapshot {
  const variable = isVariable(listing);
  const images = imagesOf(listing, variable);
  return {
    product: {
      content: contentOf(listing, variable),
      ...(images.length > 0 ? { media: json({ images }) } : {}),
      variation: json(variable ? { type: 'variable', attributes: axesOf(listing) } : { type: 'simple' }),
      status: listing.status === 'paused' ? 'draft' : 'publish',
    },
    variants: Object.fromEntries(
      listing.variants.map((variant) => [variant.sku, variantOf(listing, variant, variable, at)]),
    ),
  };
}

function contentOf(listing: Listing, variable: boolean): Json {
  const path = categoryPath(listing.category);
  const brand = folded(listing.brand ?? '');
  const attributes = attributesOf(listing, variable);
  const bullets = listing.bullets.map(folded).filter((bullet) => bullet !== '');
  return json(
    defined({
      name: asHtml(folded(listing.title)),
      description: listing.description.trim() === '' ? undefined : keepStrayLess(listing.description.trim()),
      short_description:
        bullets.length > 0 ? `<ul>${bullets.map((b) => `<li>${asHtml(b)}</li>`).join('')}</ul>` : undefined,
      categories: path === '' ? undefined : [path],
      brand: brand === '' ? undefined : brand,
      attributes: attributes.length > 0 ? attributes : undefined,
    }),
  );
}

/** `Home>Kitchen ` → `Home > Kitchen`. */
export function categoryPath(category: string): string {
  return category
    .split('>')
    .map(folded)
    .filter((part) => part !== '')
    .join(' > ');
}

/** What is told of a product and not chosen. An axis of the same name wins: the shop keeps one attribute of a name. */
function attributesOf(listing: Listing, variable: boolean): readonly Attribute[] {
  const own = variable ? {} : listing.variants[0].attributes;
  const axes = new Set(variable ? listing.axes.map(caseless) : []);
  const byName = new Map<string, Attribute>();
  for (const [name, value] of [...Object.entries(listing.attributes), ...Object.entries(own)]) {
    const options = value
      .split('|')
      .map(folded)
      .filter((option) => option !== '');
    const key = caseless(name);
    if (key !== '' && options.length > 0 && !axes.has(key)) byName.set(key, { name: folded(name), options });
  }
  return [...byName.values()];
}

/** Each axis with its values in the order they first occur. */
function axesOf(listing: Listing): readonly Attribute[] {
  return listing.axes.map((axis) => ({
    name: folded(axis),
    options: [...new Set(listing.variants.map((variant) => folded(optionOf(variant, axis))))],
  }));
}

function optionOf(variant: Variant, axis: string): string {
  return Object.hasOwn(variant.options, axis) ? (variant.options[axis] ?? '') : '';
}

/** The gallery. A simple product shows its SKU's pictures in it, after its own. */
function imagesOf(listing: Listing, variable: boolean): readonly ImageFacet[] {
  const all = variable ? listing.images : [...listing.images, ...listing.variants[0].images];
  const byUrl = new Map<string, ImageFacet>();
  for (const image of all) if (!byUrl.has(image.url)) byUrl.set(image.url, imageOf(image));
  return [...byUrl.values()];
}

function imageOf(image: Image): ImageFacet {
  const alt = folded(image.alt ?? '');
  return { src: image.url, ...(alt === '' ? {} : { alt }) };
}

function variantOf(listing: Listing, variant: Variant, variable: boolean, at: At<Connection>): Record<string, Json> {
  const content = skuContentOf(variant, at);
  const [image] = variant.images;
  const options = listing.axes.map((axis) => ({ name: folded(axis), option: folded(optionOf(variant, axis)) }));
  return {
    ...(Object.keys(content).length > 0 ? { content: json(content) } : {}),
    ...(variable && image ? { media: json({ image: imageOf(image) }) } : {}),
    price: priceOf(variant),
    stock: { manage_stock: true, stock_quantity: variant.quantity },
    ...(variable ? { variation: json({ attributes: options }) } : {}),
  };
}

/** What a buyer pays is the sale price where there is a crossed-out price, and the regular price otherwise. */
function priceOf(variant: Variant): Json {
  const { price, listPrice } = variant;
  const crossed = listPrice !== undefined && listPrice.minor > price.minor;
  return crossed
    ? { regular_price: decimalOf(listPrice), sale_price: decimalOf(price) }
    : { regular_price: decimalOf(price), sale_price: '' };
}

function skuContentOf(variant: Variant, at: At<Connection>): object {
  const weightUnit = unitOf(at.facts.weight_unit, 'kg');
  const lengthUnit = unitOf(at.facts.dimension_unit, 'cm');
  const { weight, dimensions, gtin } = variant;
  const size = dimensions && {
    length: lengthIn(lengthUnit, dimensions.length),
    width: lengthIn(lengthUnit, dimensions.width),
    height: lengthIn(lengthUnit, dimensions.height),
  };
  const known = size?.length !== undefined && size.width !== undefined && size.height !== undefined;
  return defined({
    weight: weight === undefined ? undefined : weightIn(weightUnit, weight),
    dimensions: known ? size : undefined,
    global_unique_id: gtin,
  });
}

export function unitOf(fact: Json | undefined, standard: string): string {
  return typeof fact === 'string' && fact !== '' ? fact : standard;
}
