import type { AttributeRequirement, Listing } from 'mabang/contract';
import { isOpen, isSeveral } from './attributes.ts';
import { BRAND, CONDITION, DAYS, LOGISTICS_CHOICE, TAX, TAX_FIELDS } from './choice.ts';
import {
  type AttributeSpec,
  attributesAt,
  brandsAt,
  channelsAt,
  documentKey,
  LOGISTICS,
  limitsAt,
} from './documents.ts';
import { categoryOf } from './map.ts';
import { isUpgradedAt, marketAt, type Place } from './place.ts';

/**
 * Documents that a category's listings are mapped and judged with: its limits, attributes and brands where the product lives,
 * and in an upgraded shop the shop's own limits too, which a publish task holds it against.
 */
export function neededByCategory(category: string, at: Pick<Place, 'facts' | 'connection'>): readonly string[] {
  if (!/^[1-9]\d{0,14}$/.test(category)) return [];
  const global = isUpgradedAt(at);
  return [
    documentKey('limits', category, global),
    documentKey('attributes', category, global),
    documentKey('brands', category, global),
    ...(global ? [documentKey('limits', category, false)] : []),
  ];
}

export function needed(listing: Listing, at: Pick<Place, 'facts' | 'connection'>): readonly string[] {
  const category = categoryOf(listing);
  return [...(category === undefined ? [] : neededByCategory(category, at)), LOGISTICS];
}

/**
 * What listings of a category may and must say. Attributes go by their ids, which are the same in every market and language;
 * beside them stand what Shopee asks of every product. `undefined` while the category's attributes are not at hand.
 */
export function requirements(category: string, at: Place): readonly AttributeRequirement[] | undefined {
  const global = isUpgradedAt(at);
  const tree = attributesAt(at, category, global);
  if (!tree) return undefined;
  const region = marketAt(at)?.region;
  return [...tree.flatMap((spec) => withChildren(spec, region, [])), ...others(category, at, global)];
}

/** An attribute and those that its values ask for. A child is never required for all: only what chose its parent must say it. */
function withChildren(
  spec: AttributeSpec,
  region: string | undefined,
  above: readonly string[],
): readonly AttributeRequirement[] {
  const mandatory = spec.mandatory || (region !== undefined && spec.regions.includes(region));
  const title = [...above, spec.name].join(' > ');
  const one: AttributeRequirement = {
    name: String(spec.id),
    title: spec.units.length > 0 ? `${title} (${spec.units.join(', ')})` : title,
    required: mandatory && above.length === 0,
    filled: false,
    ...(spec.input === 3 ? {} : { values: spec.values.map(({ id, name }) => ({ id: String(id), title: name })) }),
    // Several values come in one text, `A | B`, and are judged by a rule of its own.
    ...(isOpen(spec) || isSeveral(spec) || spec.searched ? { open: true } : {}),
  };
  const children = spec.values.flatMap((value) =>
    value.children.flatMap((child) => withChildren(child, region, [...above, `${spec.name}: ${value.name}`])),
  );
  return [one, ...children.filter((child, i) => children.findIndex(({ name }) => name === child.name) === i)];
}

function others(category: string, at: Place, global: boolean): readonly AttributeRequirement[] {
  const brands = brandsAt(at, category, global);
  const limits = limitsAt(at, category, global);
  const region = marketAt(at)?.region;
  const days = (limits?.days ?? []).map(({ min, max }) => `${min}–${max}`).join(', ');
  const channels = channelsAt(at)?.filter(({ enabled, mask }) => enabled && mask === 0) ?? [];
  return [
    {
      name: BRAND,
      title: 'Brand',
      required: brands?.mandatory ?? false,
      // The product's own brand is taken where the category has it; a rule tells when it has not.
      filled: true,
      ...(brands
        ? {
            values: [
              ...(brands.mandatory ? [] : [{ id: '0', title: 'No Brand' }]),
              ...brands.brands.map(({ id, name }) => ({ id: String(id), title: name })),
            ],
          }
        : {}),
    },
    {
      name: CONDITION,
      title: 'Condition',
      required: false,
      filled: true,
      values: [
        { id: 'NEW', title: 'NEW' },
        { id: 'USED', title: 'USED' },
      ],
    },
    {
      name: DAYS,
      title: days === '' ? 'Days to ship' : `Days to ship (${days})`,
      required: false,
      filled: true,
    },
    {
      name: LOGISTICS_CHOICE,
      title: 'Shipping channels',
      required: false,
      filled: true,
      values: channels.map(({ id, name }) => ({ id: String(id), title: name })),
      open: true,
    },
    ...(region === 'BR' || region === 'PL' ? TAX_FIELDS : []).map((field) => ({
      name: `${TAX}${field}`,
      title: `Tax: ${field}`,
      required: false,
      filled: false,
    })),
  ];
}
