import type { Marketplace } from './places.ts';
import { definitionOf } from './product-types.ts';
import { float } from './reply.ts';
import type { Attributes, Instance } from './types.ts';

export function first(attributes: Attributes, name: string): Instance | undefined {
  return attributes[name]?.[0];
}

/** The `value` of an attribute's first instance, when it is text. */
export function textOf(attributes: Attributes, name: string): string | undefined {
  const value = first(attributes, name)?.value;
  return typeof value === 'string' ? value : undefined;
}

/** The parent that a child names. */
export function parentSkuOf(attributes: Attributes): string | undefined {
  if (textOf(attributes, 'parentage_level') === 'parent') return undefined;
  const sku = first(attributes, 'child_parent_sku_relationship')?.parent_sku;
  return typeof sku === 'string' ? sku : undefined;
}

export function themeOf(attributes: Attributes): string | undefined {
  const name = first(attributes, 'variation_theme')?.name;
  return typeof name === 'string' ? name : undefined;
}

const GALLERY = [
  'main_product_image_locator',
  ...Array.from({ length: 8 }, (_, i) => `other_product_image_locator_${i + 1}`),
];

/** The gallery of a product page in order. */
export function galleryOf(attributes: Attributes): readonly string[] {
  return GALLERY.flatMap((name) => locations(attributes[name]));
}

/** Every image that a submission names, of the offer too. */
export function imagesOf(attributes: Attributes): readonly string[] {
  return Object.entries(attributes).flatMap(([name, instances]) =>
    name.includes('image_locator') ? locations(instances) : [],
  );
}

function locations(instances: readonly Instance[] | undefined): readonly string[] {
  return (instances ?? []).flatMap(({ media_location: url }) => (typeof url === 'string' ? [url] : []));
}

interface Shape {
  readonly selectors?: readonly string[];
  readonly items?: { readonly properties?: Readonly<Record<string, unknown>> };
}

function shapeOf(place: Marketplace, name: string): Shape | undefined {
  const wanted = { productType: 'PRODUCT', requirements: 'LISTING', enforced: true } as const;
  const { properties } = definitionOf(place, wanted).schema as { properties: Readonly<Record<string, Shape>> };
  return properties[name];
}

/** What tells one instance of an attribute from another. */
export function selectorsOf(place: Marketplace, name: string): readonly string[] {
  return shapeOf(place, name)?.selectors ?? [];
}

/** What a selector is when it is left out. */
export function selectorDefault(place: Marketplace, selector: string): unknown {
  const defaults: Readonly<Record<string, unknown>> = {
    marketplace_id: place.id,
    language_tag: place.language,
    currency: place.currency,
    audience: 'ALL',
  };
  return defaults[selector];
}

/**
 * As the platform keeps what was sent: with the selectors that were left out, and keys in its own order. Recorded: a
 * marketplace and an audience come back that nobody sent.
 */
export function normalise(place: Marketplace, attributes: Attributes): Attributes {
  const names = Object.keys(attributes).sort();
  return Object.fromEntries(
    names.map((name) => [name, (attributes[name] ?? []).map((instance) => complete(place, name, instance))]),
  );
}

function complete(place: Marketplace, name: string, instance: Instance): Instance {
  const properties = shapeOf(place, name)?.items?.properties ?? {};
  const added: Record<string, unknown> = {};
  for (const selector of ['marketplace_id', 'audience', 'currency']) {
    if (selector in properties && instance[selector] === undefined) added[selector] = selectorDefault(place, selector);
  }
  return sorted({ ...instance, ...added }) as Instance;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}

/** As attributes are read: numbers that are amounts are written with a point, 400 as 400.0. */
export function written(value: unknown, key = ''): unknown {
  if (typeof value === 'number') return key === 'value_with_tax' || key === 'value' ? float(value) : value;
  if (Array.isArray(value)) return value.map((item) => written(item, key));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, written(member, name)]));
}
