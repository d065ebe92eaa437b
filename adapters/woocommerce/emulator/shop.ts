import type { EmulatorClock } from 'mabang/testing';
import { Library } from './library.ts';
import { Settings } from './settings-store.ts';
import { Taxonomies } from './taxonomy.ts';
import { slugOf } from './text.ts';
import type { Item, Product, Variation, WooEmulatorOptions } from './types.ts';

/** The shop's database. Products, variations and media share one row of ids, as posts do. */
export class Shop {
  readonly items = new Map<number, Item>();
  readonly library: Library;
  readonly taxonomies = new Taxonomies();
  readonly settings: Settings;
  readonly #clock: EmulatorClock;
  #nextPost = 10;
  #nextMeta = 27;
  /** Lower-case SKU → ids, trashed ones too. */
  readonly #bySku = new Map<string, Set<number>>();
  readonly #children = new Map<number, Set<number>>();
  readonly #slugs = new Map<string, number>();
  readonly #slugSuffixes = new Map<string, number>();

  constructor(
    readonly site: string,
    clock: EmulatorClock,
    options: WooEmulatorOptions,
  ) {
    this.#clock = clock;
    this.library = new Library(site, options.imageHosts);
    this.settings = new Settings(options);
  }

  /** Unix seconds: WordPress keeps no fractions. */
  now(): number {
    return Math.floor(this.#clock.now() / 1000);
  }

  nextPostId(): number {
    return this.#nextPost++;
  }

  nextMetaId(): number {
    return this.#nextMeta++;
  }

  product(id: number): Product | undefined {
    const item = this.items.get(id);
    return item?.kind === 'product' ? item : undefined;
  }

  variation(id: number): Variation | undefined {
    const item = this.items.get(id);
    return item?.kind === 'variation' ? item : undefined;
  }

  products(): Product[] {
    return [...this.items.values()].filter((item) => item.kind === 'product');
  }

  /** All variations of a product, in the order of the shop: menu order, then id. */
  variations(parentId: number): Variation[] {
    return [...(this.#children.get(parentId) ?? [])]
      .map((id) => this.variation(id))
      .filter((item) => item !== undefined)
      .sort((a, b) => a.menuOrder - b.menuOrder || a.id - b.id);
  }

  /** Everything that holds the SKU, whatever its case, trashed or not. */
  holders(sku: string): Item[] {
    return [...(this.#bySku.get(sku.toLowerCase()) ?? [])]
      .map((id) => this.items.get(id))
      .filter((item) => item !== undefined);
  }

  save(item: Item): void {
    const before = this.items.get(item.id);
    if (before) this.#unindex(before);
    this.items.set(item.id, item);
    if (item.sku !== '') addTo(this.#bySku, item.sku.toLowerCase(), item.id);
    if (item.kind === 'variation') addTo(this.#children, item.parentId, item.id);
    else if (item.slug !== '') this.#slugs.set(item.slug, item.id);
  }

  /** For good, with its variations. Media stay. */
  remove(item: Item): void {
    for (const child of this.variations(item.id)) this.remove(child);
    this.#unindex(item);
    this.items.delete(item.id);
  }

  /** Into the trash; a product takes its variations along. Each keeps its place, its SKU and its slug. */
  trash(item: Item): void {
    for (const child of this.variations(item.id)) if (child.status !== 'trash') this.trash(child);
    this.save({ ...item, status: 'trash', modified: this.now() });
  }

  /** `tea`, then `tea-2`. */
  freeSlug(wanted: string, id: number): string {
    const base = slugOf(wanted);
    const free = (slug: string) => (this.#slugs.get(slug) ?? id) === id;
    if (base === '') return String(id);
    if (free(base)) return base;
    let suffix = this.#slugSuffixes.get(base) ?? 2;
    while (!free(`${base}-${suffix}`)) suffix++;
    this.#slugSuffixes.set(base, suffix);
    return `${base}-${suffix}`;
  }

  #unindex(item: Item): void {
    this.#bySku.get(item.sku.toLowerCase())?.delete(item.id);
    if (item.kind === 'variation') this.#children.get(item.parentId)?.delete(item.id);
    else this.#slugs.delete(item.slug);
  }
}

function addTo<K>(map: Map<K, Set<number>>, key: K, id: number): void {
  const ids = map.get(key);
  if (ids) ids.add(id);
  else map.set(key, new Set([id]));
}
