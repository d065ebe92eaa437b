import type { AttributeRequirement, Listing, PlatformCategory } from '../contract/index.ts';
import { categoryMapOf, judgeTarget, withTarget } from '../core/index.ts';
import type { Channel } from './channel.ts';
import { listingOn } from './wanted.ts';

/** What the seller's catalogue says that the channel's mapping does not, counted in products. */
export interface Unmapped {
  readonly categories: readonly UnmappedCategory[];
  readonly attributes: readonly UnmappedAttribute[];
  readonly values: readonly UnmappedValue[];
  /** Wanted by the platform, said by nothing. */
  readonly missing: readonly MissingAttribute[];
  /** Category paths that are mapped. */
  readonly mapped: number;
  /** Mapped categories whose attributes are not at hand, so that nothing can be said of them. */
  readonly unread: readonly string[];
}

export interface UnmappedCategory {
  readonly path: string;
  readonly products: number;
  /** A title of one of them: what to search for when the path says nothing to the platform. */
  readonly example: string;
  readonly suggestions: readonly PlatformCategory[];
}

export interface UnmappedAttribute {
  readonly name: string;
  readonly products: number;
  /** Attributes of the platform's whose names are near. */
  readonly suggestions: readonly { readonly name: string; readonly title: string; readonly required: boolean }[];
}

export interface UnmappedValue {
  /** The platform's attribute. */
  readonly attribute: string;
  readonly title: string;
  readonly value: string;
  readonly products: number;
  readonly suggestions: readonly string[];
}

export interface MissingAttribute {
  readonly category: string;
  readonly name: string;
  readonly title: string;
  readonly products: number;
  /** The first of what it takes, where the platform lists it. */
  readonly values: readonly string[];
}

const SUGGESTED = 5;

/** Look through the catalogue as the channel would list it. Asks nobody: suggestions for categories come from a search. */
export function findUnmapped(channel: Channel): Unmapped {
  const tally = new Tally(channel);
  const overrides = channel.catalogue.overrides(channel.name);
  for (const product of channel.catalogue.products()) {
    const built = listingOn(channel, product, overrides.get(product.code));
    if (!('out' in built) && built.listing) tally.add(withTarget(built.listing, channel.taxonomy));
  }
  return tally.result();
}

class Tally {
  private readonly categories = new Map<string, { products: number; example: string }>();
  private readonly mapped = new Set<string>();
  private readonly unread = new Set<string>();
  private readonly attributes = new Map<string, { products: number; near: Map<string, AttributeRequirement> }>();
  private readonly values = new Map<string, { -readonly [K in keyof UnmappedValue]: UnmappedValue[K] }>();
  private readonly missing = new Map<string, { -readonly [K in keyof MissingAttribute]: MissingAttribute[K] }>();

  constructor(private readonly channel: Channel) {}

  add(listing: Listing): void {
    const { taxonomy } = this.channel.adapter;
    if (!taxonomy) return;
    const { category } = listing.target;
    if (category === undefined) {
      const known = this.categories.get(listing.category);
      if (known) known.products++;
      else this.categories.set(listing.category, { products: 1, example: listing.title });
      return;
    }
    this.mapped.add(listing.category);
    const wanted = taxonomy.attributes(category, this.channel.at());
    if (!wanted) this.unread.add(category);
    else this.hold(listing, category, wanted);
  }

  private hold(listing: Listing, category: string, wanted: readonly AttributeRequirement[]): void {
    const byName = new Map(wanted.map((one) => [one.name, one]));
    for (const name of new Set([
      ...Object.keys(listing.attributes),
      ...listing.axes,
      ...listing.variants.flatMap((variant) => Object.keys(variant.attributes)),
    ])) {
      if (Object.hasOwn(this.channel.taxonomy.attributes, name)) continue;
      const known = this.attributes.get(name) ?? { products: 0, near: new Map() };
      known.products++;
      for (const one of nearest(name, wanted)) known.near.set(one.name, one);
      this.attributes.set(name, known);
    }
    const seen = new Set<string>();
    for (const finding of judgeTarget(listing, wanted, this.channel.name).findings) {
      const requirement = byName.get(finding.place.field ?? '');
      if (!requirement) continue;
      const { name, title, values = [] } = requirement;
      if (finding.code === 'E_MISSING_ATTRIBUTE') {
        const key = `${category}\n${name}`;
        const known = this.missing.get(key);
        if (known) known.products++;
        else
          this.missing.set(key, { category, name, title, products: 1, values: values.slice(0, 8).map((v) => v.title) });
        continue;
      }
      for (const value of valuesOf(listing, name, finding.place.sku)) {
        const key = `${name}\n${value}`;
        if (seen.has(key)) continue;
        seen.add(key);
        const known = this.values.get(key);
        if (known) known.products++;
        else
          this.values.set(key, {
            attribute: name,
            title,
            value,
            products: 1,
            suggestions: near(
              value,
              values.map((one) => one.title),
            ),
          });
      }
    }
  }

  result(): Unmapped {
    const most = <T extends { readonly products: number }>(items: Iterable<T>) =>
      [...items].sort((a, b) => b.products - a.products);
    return {
      categories: most([...this.categories].map(([path, one]) => ({ path, ...one, suggestions: [] }))),
      attributes: most(
        [...this.attributes].map(([name, { products, near: found }]) => ({
          name,
          products,
          suggestions: [...found.values()]
            .slice(0, SUGGESTED)
            .map(({ name: to, title, required }) => ({ name: to, title, required })),
        })),
      ),
      values: most(this.values.values()),
      missing: most(this.missing.values()),
      mapped: this.mapped.size,
      unread: [...this.unread],
    };
  }
}

function valuesOf(listing: Listing, name: string, sku: string | undefined): readonly string[] {
  const holder = sku === undefined ? listing.target : listing.variants.find((one) => one.sku === sku)?.target;
  const value = holder?.attributes[name];
  return value === undefined ? [] : [value];
}

function nearest(name: string, wanted: readonly AttributeRequirement[]): readonly AttributeRequirement[] {
  const open = wanted.filter((one) => !one.filled);
  const titles = near(
    name,
    open.flatMap((one) => [one.title, one.name]),
  );
  return titles
    .flatMap((title) => open.find((one) => one.title === title || one.name === title) ?? [])
    .slice(0, SUGGESTED);
}

/** Names that share a word with this one, equal ones first. For a person to choose from; nothing is decided by it. */
export function near(name: string, names: readonly string[]): readonly string[] {
  const words = wordsOf(name);
  const scored = [...new Set(names)].map((other) => {
    const theirs = wordsOf(other);
    const shared = theirs.filter((word) => words.includes(word)).length;
    return { other, score: shared === 0 ? 0 : shared / (words.length + theirs.length - shared) };
  });
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, SUGGESTED)
    .map(({ other }) => other);
}

function wordsOf(text: string): readonly string[] {
  return [
    ...new Set(
      text
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u)
        .filter(Boolean)
        .map((word) => word.replace(/(?<=..)s$/, '')),
    ),
  ];
}

/** Exactly the platform's name for the last part of the path, and only one of that name: still for the seller to accept. */
export function sameName(path: string, suggestions: readonly PlatformCategory[]): PlatformCategory | undefined {
  const last = lastPart(path);
  const same = suggestions.filter(({ title }) => lastPart(title) === last);
  return same.length === 1 ? same[0] : undefined;
}

function lastPart(path: string): string {
  return (path.split(' > ').at(-1) ?? '').trim().toLowerCase();
}

export function isMapped(channel: Channel, path: string): boolean {
  return categoryMapOf(channel.taxonomy, path)?.to !== undefined;
}
