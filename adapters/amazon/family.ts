import type { Listing, Sku, Words } from 'mabang/contract';
import type { Ground } from './ground.ts';
import { isOffer, textIn } from './product-types.ts';
import type { Variation } from './terms.ts';
import { themeFor, themesNear, themesOf } from './themes.ts';
import { caseless } from './values.ts';

/**
 * A product whose SKUs are chosen by options is a parent SKU and a child for each variant, also when it has only one. Offers
 * on products that are there already have no family of their own.
 */
export function isFamily(listing: Listing): boolean {
  return (listing.axes.length > 0 || listing.variants.length > 1) && !isOffer(listing);
}

/** The SKU of the parent. One that is also a child's is `E_AMZ_PARENT_SKU`. */
export function parentSku(listing: Pick<Listing, 'code'>): Sku {
  return listing.code;
}

/** The attributes that the axes stand in, where the mapping says so. */
export function optionNames(listing: Listing): readonly (string | undefined)[] {
  const { names } = listing.target;
  return listing.axes.map((axis) => (Object.hasOwn(names, axis) ? names[axis] : undefined));
}

export interface ChosenTheme {
  readonly name?: string;
  /** Why there is none. */
  readonly words?: Words;
  readonly next?: Words;
}

/** The mapping's own `variation_theme`, else the one whose options are the axes. Never one that the definition does not list. */
export function themeOf(listing: Listing, { definition }: Ground): ChosenTheme {
  const literal = textIn(listing.target.attributes, 'variation_theme');
  if (!definition) return literal === '' ? {} : { name: literal };
  const themes = themesOf(definition);
  if (literal !== '') {
    const found = themes.find(({ name }) => caseless(name) === caseless(literal));
    return found ? { name: found.name } : none(`variation_theme "${literal}"`, themesNear(themes, []));
  }
  const names = optionNames(listing);
  const unmapped = listing.axes.filter((_, i) => names[i] === undefined);
  if (unmapped.length > 0) return unnamed(unmapped);
  const options = names.filter((name) => name !== undefined);
  const theme = themeFor(themes, options);
  return theme ? { name: theme.name } : none(options.join(' × '), themesNear(themes, options));
}

function unnamed(axes: readonly string[]): ChosenTheme {
  const [axis = ''] = axes;
  return {
    words: {
      en: `the option ${axes.join(', ')} is not mapped to an attribute, so the family has no variation theme`,
      zh: `规格 ${axes.join('、')} 尚未映射到属性，无法确定变体主题`,
    },
    next: {
      en: `add to the channel's mapping, under attributes: "${axis}: color", with Amazon's name in the place of color`,
      zh: `请在该渠道的映射文件 attributes 下添加：“${axis}: color”，将 color 换成亚马逊的属性名`,
    },
  };
}

const SHOWN = 12;

function none(what: string, near: readonly string[]): ChosenTheme {
  const shown = near.slice(0, SHOWN).join(', ');
  return {
    words: {
      en: `the product type has no variation theme for ${what}`,
      zh: `该商品类型没有适用于 ${what} 的变体主题`,
    },
    next: {
      en: `map the options to attributes of one of these themes, or set variation_theme in the mapping: ${shown}`,
      zh: `请将规格映射到以下主题之一的属性，或在映射中设置 variation_theme：${shown}`,
    },
  };
}

/** The parent too says that there is a relationship, and nothing of whom it is with: HOME in the US asks for it. */
export function parentVariation(theme: string | undefined, { place }: Ground): Variation {
  return {
    parentage_level: [{ value: 'parent', marketplace_id: place.id }],
    ...(theme === undefined ? {} : { variation_theme: [{ name: theme }] }),
    child_parent_sku_relationship: [{ child_relationship_type: 'variation', marketplace_id: place.id }],
  };
}

export function childVariation(parent: Sku, theme: string | undefined, { place }: Ground): Variation {
  return {
    parentage_level: [{ value: 'child', marketplace_id: place.id }],
    ...(theme === undefined ? {} : { variation_theme: [{ name: theme }] }),
    child_parent_sku_relationship: [
      { child_relationship_type: 'variation', parent_sku: parent, marketplace_id: place.id },
    ],
  };
}
