import type { Diagnostic, Listing, Target, Variant } from '../contract/index.ts';

/** The seller's own words on one side, the platform's on the other: `mappings/<channel>.yaml`, parsed. */
export interface TaxonomyMap {
  /** By the seller's category path. `A > *` speaks for whatever lies below `A` and has no line of its own. */
  readonly categories: Readonly<Record<string, CategoryMap>>;
  /** Platform attribute → value, for every listing. */
  readonly set: Readonly<Record<string, string>>;
  /** By the seller's attribute or axis name; `null`: left out on purpose. */
  readonly attributes: Readonly<Record<string, AttributeMap | null>>;
}

export interface CategoryMap {
  /** Absent: not decided yet. */
  readonly to?: string;
  readonly set: Readonly<Record<string, string>>;
}

export interface AttributeMap {
  readonly to: string;
  /** The seller's value → the platform's. Values without a line go as they are. */
  readonly values: Readonly<Record<string, string>>;
}

export const NO_TARGET: Target = { attributes: {}, names: {} };
export const NO_TAXONOMY: TaxonomyMap = { categories: {}, set: {}, attributes: {} };

/** What stands for a category path: its own line, else the nearest `… > *` above it. */
export function categoryMapOf(map: TaxonomyMap, path: string): CategoryMap | undefined {
  if (Object.hasOwn(map.categories, path)) return map.categories[path];
  const parts = path.split(' > ');
  for (let length = parts.length; length > 0; length--) {
    const above = `${parts.slice(0, length).join(' > ')} > *`;
    if (Object.hasOwn(map.categories, above)) return map.categories[above];
  }
  return Object.hasOwn(map.categories, '*') ? map.categories['*'] : undefined;
}

/**
 * The listing with its targets filled in. What is nearer wins: the seller's own attribute over what is set for its category,
 * and that over what is set for all.
 */
export function withTarget(listing: Listing, map: TaxonomyMap): Listing {
  if (map === NO_TAXONOMY) return listing;
  const category = categoryMapOf(map, listing.category);
  const names: Record<string, string> = {};
  const own = translated(listing.attributes, map, names);
  for (const axis of listing.axes) nameOf(axis, map, names);
  const variants = listing.variants.map((variant): Variant => {
    const attributes = {
      ...translated(variant.attributes, map, names),
      ...translated(variant.options, map, names),
    };
    return { ...variant, target: { ...NO_TARGET, attributes } };
  });
  return {
    ...listing,
    target: {
      ...(category?.to === undefined ? {} : { category: category.to }),
      attributes: { ...map.set, ...category?.set, ...own },
      names,
    },
    variants: variants as [Variant, ...Variant[]],
  };
}

function nameOf(name: string, map: TaxonomyMap, names: Record<string, string>): AttributeMap | undefined {
  const found = Object.hasOwn(map.attributes, name) ? map.attributes[name] : undefined;
  if (found) names[name] = found.to;
  return found ?? undefined;
}

function translated(
  attributes: Readonly<Record<string, string>>,
  map: TaxonomyMap,
  names: Record<string, string>,
): Record<string, string> {
  const target: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    const to = nameOf(name, map, names);
    if (to) target[to.to] = Object.hasOwn(to.values, value) ? (to.values[value] ?? value) : value;
  }
  return target;
}

type Finding = Omit<Diagnostic, 'place'> & { readonly place: Pick<Diagnostic['place'], 'sku' | 'field'> };

/** The listing's category has no line: nothing of it can be listed, and nobody guesses one. */
export function unmappedCategory(listing: Listing, channel: string): Finding {
  const none = listing.category === '';
  return {
    code: 'E_UNMAPPED_CATEGORY',
    severity: 'error',
    message: none
      ? {
          en: 'the product has no category, and the platform wants one of its own',
          zh: '商品没有类目，而平台要求使用其类目',
        }
      : {
          en: `the category “${listing.category}” is not mapped to one of the platform's`,
          zh: `类目“${listing.category}”尚未映射到平台类目`,
        },
    place: { field: 'category' },
    next: {
      en: `mabang map ${channel} shows the platform's categories near it and writes mappings/${channel}.yaml`,
      zh: `运行 mabang map ${channel} 查看相近的平台类目，并写入 mappings/${channel}.yaml`,
    },
  };
}

/** A value that the platform does not list, of an attribute that takes listed ones alone. */
export function unmappedValue(
  where: { readonly name: string; readonly title: string; readonly value: string; readonly sku?: string },
  some: readonly string[],
  channel: string,
): Finding {
  const { name, title, value, sku } = where;
  const shown = some.slice(0, 8).join(', ');
  const more = some.length > 8 ? ', …' : '';
  return {
    code: 'E_UNMAPPED_VALUE',
    severity: 'error',
    message: {
      en: `${title} (${name}) takes none of “${value}”; it takes ${shown}${more}`,
      zh: `${title}（${name}）不接受“${value}”；可用值：${shown}${more}`,
    },
    place: { field: name, ...(sku === undefined ? {} : { sku }) },
    next: {
      en: `write under attributes in mappings/${channel}.yaml which of them it means (mabang map ${channel} lists all)`,
      zh: `在 mappings/${channel}.yaml 的 attributes 下写明对应哪个值（mabang map ${channel} 可列出全部）`,
    },
  };
}

/** The platform wants an attribute that nothing of the listing says. */
export function missingAttribute(
  where: { readonly name: string; readonly title: string; readonly category: string },
  channel: string,
): Finding {
  const { name, title, category } = where;
  return {
    code: 'E_MISSING_ATTRIBUTE',
    severity: 'error',
    message: {
      en: `the platform's category ${category} wants ${title} (${name}), and nothing says it`,
      zh: `平台类目 ${category} 要求填写 ${title}（${name}），目前没有来源`,
    },
    place: { field: name },
    next: {
      en: `map an attribute of yours to it, or set it for the category, in mappings/${channel}.yaml`,
      zh: `请在 mappings/${channel}.yaml 中映射自有属性，或为该类目设置固定值`,
    },
  };
}
