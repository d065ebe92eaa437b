import type { Facets, Json, RemoteListing, Sku } from 'mabang/contract';
import { type Attribute, defined, json } from './facets.ts';
import type { WireImage, WireProduct, WireVariation } from './schema.ts';
import { decoded, folded } from './text.ts';

/** Carries the product's code: mabang made it, or took it over. */
export const MARK = '_mabang';
/** The product's own SKU when it was marked. A copy made in the back office has the mark too, and another SKU. */
export const MARK_SKU = '_mabang_sku';
/** '1' on a draft that ended a listing, as against one that pauses it. */
export const MARK_ENDED = '_mabang_ended';

export const MARKS = [MARK, MARK_SKU, MARK_ENDED].join(',');

/** Category paths by id: `Home > Kitchen`. */
export type CategoryPaths = ReadonlyMap<number, string>;

type Meta = readonly { readonly key: string; readonly value?: unknown }[];

export function metaText(meta: Meta, key: string): string | undefined {
  const value = meta.find((one) => one.key === key)?.value;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** The code that the mark names, when the mark is the product's own. */
export function markedCode(product: { readonly sku: string; readonly meta_data: Meta }): string | undefined {
  const code = metaText(product.meta_data, MARK);
  const sku = metaText(product.meta_data, MARK_SKU);
  return code === undefined || (sku !== undefined && sku !== product.sku) ? undefined : code;
}

export function isEnded(product: Pick<WireProduct, 'status' | 'meta_data'>): boolean {
  return product.status === 'trash' || (product.status === 'draft' && metaText(product.meta_data, MARK_ENDED) === '1');
}

/** A product of the shop as a listing, in exactly the shape that `map` gives. */
export function listingOf(
  product: WireProduct,
  variations: readonly WireVariation[],
  paths: CategoryPaths,
): RemoteListing {
  const code = markedCode(product);
  const variable = product.type === 'variable';
  const axes = product.attributes.filter((one) => variable && one.variation);
  return {
    code: code ?? product.sku,
    remoteId: { id: product.id },
    snapshot: {
      product: {
        content: contentOf(product, paths),
        ...(product.images.length > 0 ? { media: json({ images: product.images.map(imageOf) }) } : {}),
        variation: json(
          variable
            ? defined({
                type: product.type,
                attributes: axes.map(attributeOf),
                sku: product.sku === '' ? undefined : product.sku,
              })
            : { type: product.type },
        ),
        status: product.status,
      },
      variants: Object.fromEntries(variable ? variationUnits(product, variations) : simpleUnit(product)),
    },
    mark: code === undefined ? 'theirs' : 'ours',
    ...(isEnded(product) ? { ended: true } : {}),
  };
}

/** A variation whose product is gone: it cannot be bought, and still holds its SKU. */
export function orphanOf(variation: WireVariation): RemoteListing {
  return {
    code: variation.sku,
    remoteId: { id: variation.id },
    snapshot: {
      product: { variation: { type: 'variation' }, status: variation.status },
      variants: Object.fromEntries([[variation.sku, sellableFacets(variation)]]),
    },
    mark: 'theirs',
  };
}

function simpleUnit(product: WireProduct): readonly (readonly [Sku, Facets])[] {
  return product.sku === '' ? [] : [[product.sku, sellableFacets(product)]];
}

/** A variation without a SKU of its own reads as its product's SKU, so that one counts as none. */
function variationUnits(
  product: WireProduct,
  variations: readonly WireVariation[],
): readonly (readonly [Sku, Facets])[] {
  return variations
    .filter((variation) => variation.sku !== '' && variation.sku !== product.sku && variation.status !== 'trash')
    .map((variation) => [variation.sku, { ...sellableFacets(variation), ...variationFacets(variation) }]);
}

function variationFacets(variation: WireVariation): Facets {
  return {
    ...(variation.image ? { media: json({ image: imageOf(variation.image) }) } : {}),
    variation: json(
      defined({
        attributes: variation.attributes.map(({ name, option }) => ({ name, option })),
        id: variation.id,
        status: variation.status === 'publish' ? undefined : variation.status,
      }),
    ),
  };
}

function sellableFacets(unit: WireProduct | WireVariation): Facets {
  const { length, width, height } = unit.dimensions;
  const content = defined({
    weight: unit.weight === '' ? undefined : unit.weight,
    dimensions: length === '' && width === '' && height === '' ? undefined : unit.dimensions,
    global_unique_id: unit.global_unique_id === '' ? undefined : unit.global_unique_id,
  });
  const onSale = unit.sale_price !== '';
  return {
    ...(Object.keys(content).length > 0 ? { content: json(content) } : {}),
    price: json(
      defined({
        regular_price: unit.regular_price,
        sale_price: unit.sale_price,
        date_on_sale_from: onSale ? (unit.date_on_sale_from ?? undefined) : undefined,
        date_on_sale_to: onSale ? (unit.date_on_sale_to ?? undefined) : undefined,
      }),
    ),
    stock: { manage_stock: unit.manage_stock, stock_quantity: unit.stock_quantity },
  };
}

function contentOf(product: WireProduct, paths: CategoryPaths): Json {
  const told = product.attributes.filter((one) => product.type !== 'variable' || !one.variation).map(attributeOf);
  const categories = product.categories.map((one) => paths.get(one.id) ?? folded(decoded(one.name))).sort();
  const [brand] = product.brands ?? [];
  return json(
    defined({
      name: product.name,
      description: product.description === '' ? undefined : product.description,
      short_description: product.short_description === '' ? undefined : product.short_description,
      categories: categories.length > 0 ? categories : undefined,
      brand: brand && decoded(brand.name),
      attributes: told.length > 0 ? told : undefined,
    }),
  );
}

function attributeOf(one: WireProduct['attributes'][number]): Attribute {
  return { name: one.name, options: one.options, ...(one.id > 0 ? { id: one.id } : {}) };
}

function imageOf(image: WireImage): object {
  return { src: image.src, ...(image.alt === '' ? {} : { alt: image.alt }), id: image.id };
}
