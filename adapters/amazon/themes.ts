import type { Json } from 'mabang/contract';
import { choicesOf, type Definition, node, texts } from './definition.ts';
import { isObject } from './facets.ts';

/** A variation theme as a definition lists it. */
export interface Theme {
  /** `COLOR/SIZE`. */
  readonly name: string;
  /** As many as a family of this theme has options. */
  readonly parts: readonly string[];
  /**
   * The attributes that the definition asks of a child of this theme, sorted. Empty where it does not say: then only the
   * theme's own name tells.
   */
  readonly attributes: readonly string[];
  readonly deprecated: boolean;
}

const known = new WeakMap<Definition, readonly Theme[]>();

/** Every theme of a product type. The attributes are those that its conditions require of children of that theme. */
export function themesOf(definition: Definition): readonly Theme[] {
  const before = known.get(definition);
  if (before) return before;
  const choices = choicesOf(definition.at('variation_theme.name') ?? {});
  const needs = requiredByTheme(definition.schema.allOf);
  const themes = (choices?.values ?? []).map(({ id }) => ({
    name: id,
    parts: id.split('/'),
    attributes: [...(needs.get(id) ?? [])].sort(),
    deprecated: choices?.deprecated.has(id) ?? false,
  }));
  known.set(definition, themes);
  return themes;
}

/** Conditions read "a child whose theme is one of these needs these attributes"; they may stand within each other. */
function requiredByTheme(conditions: Json | undefined): ReadonlyMap<string, ReadonlySet<string>> {
  const needs = new Map<string, Set<string>>();
  const walk = (value: Json | undefined): void => {
    if (Array.isArray(value)) for (const one of value) walk(one);
    if (!isObject(value)) return;
    const required = texts(node(value.then).required);
    if (required.length > 0)
      for (const theme of namedIn(value.if)) needs.set(theme, new Set([...(needs.get(theme) ?? []), ...required]));
    for (const part of [value.allOf, value.then, value.else]) walk(part);
  };
  walk(conditions);
  return needs;
}

/** The themes that a condition names. */
function namedIn(condition: Json | undefined): readonly string[] {
  if (Array.isArray(condition)) return condition.flatMap(namedIn);
  if (!isObject(condition)) return [];
  const contains = node(node(node(condition.properties).variation_theme).contains);
  return [
    ...texts(node(node(contains.properties).name).enum),
    ...namedIn(condition.allOf),
    ...namedIn(condition.anyOf),
  ];
}

/**
 * The theme of a family whose options stand in these attributes (`color`, `item_display_dimensions.length`), in the seller's
 * order. One that is not deprecated comes before one that is, then one that has the order, then the first in the list; all of
 * them mean the same options. `undefined` when the product type has none for them.
 */
export function themeFor(themes: readonly Theme[], options: readonly string[]): Theme | undefined {
  const fits = themes.filter((theme) => theme.parts.length === options.length && isOf(theme, options));
  const named = fits.filter((theme) => theme.parts.every((part) => options.some((option) => sounds(part, option))));
  const rank = (theme: Theme) =>
    (theme.deprecated ? 2 : 0) + (theme.parts.every((part, i) => sounds(part, options[i] ?? '')) ? 0 : 1);
  return [...(named.length > 0 ? named : fits)].sort((a, b) => rank(a) - rank(b))[0];
}

function isOf(theme: Theme, options: readonly string[]): boolean {
  if (theme.attributes.length === 0) return options.every((option) => theme.parts.some((part) => sounds(part, option)));
  const roots = [...new Set(options.map((option) => option.split('.')[0] ?? ''))].sort();
  return roots.join() === theme.attributes.join();
}

/** `SIZE_NAME` and `size`, `BAND_COLOR` and `band.color`, `ITEM_DISPLAY_LENGTH` and `item_display_dimensions.length`. */
function sounds(part: string, option: string): boolean {
  const plain = (name: string) => name.replace(/_(?:NAME|TYPE)$/, '');
  const path = option.toUpperCase().replaceAll('.', '_');
  return [path, path.replace('DIMENSIONS_', '')].some((name) => plain(name) === plain(part));
}

/** Themes that have at least one of these options, to tell a seller what there is; those still in use first. */
export function themesNear(themes: readonly Theme[], options: readonly string[]): readonly string[] {
  const near = themes.filter(({ parts }) => parts.some((part) => options.some((option) => sounds(part, option))));
  const from = near.length > 0 ? near : themes;
  return [...from.filter(({ deprecated }) => !deprecated), ...from.filter(({ deprecated }) => deprecated)].map(
    ({ name }) => name,
  );
}
