import type { AttributeSpec, CategorySpec, ChannelSpec, Limits } from './types.ts';

/**
 * The doc sample of `get_item_limit` (2026-08), but for the numbers under `price` and `stock.min`: the sample's 5.5 and 5
 * would forbid a cheap or a sold-out product, and no document says that a shop does.
 */
export const DEFAULT_LIMITS: Limits = {
  price: { min: 0.01, max: 10_000_000 },
  stock: { min: 0, max: 10_000_000 },
  name: { min: 5, max: 100 },
  description: { min: 10, max: 2000 },
  images: { min: 1, max: 9 },
  tierName: { min: 0, max: 14 },
  tierOption: { min: 0, max: 20 },
  items: 50_001,
  days: { min: 7, max: 30 },
  plainDays: 3,
  dimensionMandatory: false,
  gtin: 'Optional',
};

const MATERIAL: AttributeSpec = {
  id: 100134,
  name: 'Material',
  mandatory: true,
  input: 2,
  values: [
    { id: 678, name: 'Steel' },
    { id: 679, name: 'Glass' },
    { id: 680, name: 'Plastic' },
  ],
};

const POWER: AttributeSpec[] = [
  {
    id: 100190,
    name: 'Power Source',
    mandatory: true,
    input: 1,
    values: [
      { id: 811, name: 'Mains', children: [{ id: 100191, name: 'Plug Type', mandatory: true, input: 3 }] },
      { id: 812, name: 'Battery' },
    ],
  },
  { id: 100192, name: 'Capacity', input: 3, validation: 3, units: ['ml', 'L'] },
  { id: 100193, name: 'Manufacture Date', input: 3, validation: 4, dateFormat: 0 },
  {
    id: 100194,
    name: 'Features',
    input: 5,
    max: 3,
    values: [
      { id: 821, name: 'Keep warm' },
      { id: 822, name: 'Cordless' },
    ],
  },
];

const BRANDS = [
  { id: 1078, name: 'Northwind' },
  { id: 1079, name: 'Alpenhaus' },
];

/** A small tree with what a category can be: free of demands, with mandatory attributes, with a mandatory brand. */
export const DEFAULT_CATEGORIES: readonly CategorySpec[] = [
  { id: 100001, parent: 0, name: 'Kitchen' },
  { id: 100101, parent: 100001, name: 'Mugs', brands: BRANDS },
  { id: 100102, parent: 100001, name: 'Tea', brands: BRANDS },
  { id: 100103, parent: 100001, name: 'Bottles', brands: BRANDS, attributes: [MATERIAL] },
  { id: 100104, parent: 100001, name: 'Kettles', brands: BRANDS, brandMandatory: true, attributes: POWER },
  { id: 100002, parent: 0, name: 'Clothing' },
  { id: 100201, parent: 100002, name: 'Shirts', brands: BRANDS },
  { id: 100202, parent: 100002, name: 'Scarves', brands: BRANDS },
  { id: 100003, parent: 0, name: 'Others' },
];

/** One that asks for nothing, and one of each other kind that the shop has not switched on. */
export const DEFAULT_CHANNELS: readonly ChannelSpec[] = [
  { id: 18028, name: 'Standard Delivery', enabled: true, feeType: 'FIXED_DEFAULT_PRICE', mask: 0, maxWeight: 30 },
  { id: 18025, name: 'Doorstep Partner', enabled: true, feeType: 'FIXED_DEFAULT_PRICE', mask: 18028 },
  { id: 18055, name: 'Bulky Delivery', enabled: false, feeType: 'SIZE_INPUT', mask: 0 },
  { id: 18066, name: 'Own Courier', enabled: false, feeType: 'CUSTOM_PRICE', mask: 0 },
  {
    id: 18077,
    name: 'Parcel Sizes',
    enabled: false,
    feeType: 'SIZE_SELECTION',
    mask: 0,
    sizes: [
      { id: '1', name: 'Small', price: 2.5 },
      { id: '2', name: 'Large', price: 6 },
    ],
  },
];

/** Categories by id, with what follows from the tree. */
export class Catalogue {
  readonly #byId: ReadonlyMap<number, CategorySpec>;
  readonly #parents: ReadonlySet<number>;

  constructor(
    readonly all: readonly CategorySpec[],
    readonly limits: Limits,
  ) {
    this.#byId = new Map(all.map((category) => [category.id, category]));
    this.#parents = new Set(all.map((category) => category.parent));
  }

  get(id: number): CategorySpec | undefined {
    return this.#byId.get(id);
  }

  hasChildren(id: number): boolean {
    return this.#parents.has(id);
  }

  /** Only a leaf can hold products. */
  leaf(id: number): CategorySpec | undefined {
    return this.hasChildren(id) ? undefined : this.get(id);
  }

  limitsOf(id: number | undefined): Limits {
    return { ...this.limits, ...(id === undefined ? {} : this.get(id)?.limits) };
  }

  /** `Kitchen > Mugs` */
  path(id: number): string {
    const names: string[] = [];
    for (let at = this.get(id); at; at = this.get(at.parent)) names.unshift(at.name);
    return names.join(' > ');
  }
}
