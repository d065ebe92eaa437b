import { RestError } from './rest.ts';
import { cleanText, readable, slugOf, termName } from './text.ts';
import type { AttributeTaxonomy, Term } from './types.ts';

/** Taxonomies whose terms have parents: their names need only be unique under one parent. */
const TREES: ReadonlySet<string> = new Set(['category', 'brand']);

/** The category every product is in that is in no other. Recorded with this id in probe.out. */
export const UNCATEGORIZED = 15;

/** Categories, tags, brands, shop-wide attributes and their terms. Terms of all of them share one row of ids. */
export class Taxonomies {
  readonly terms = new Map<number, Term>();
  readonly attributes = new Map<number, AttributeTaxonomy>();
  #nextTerm = UNCATEGORIZED;
  #nextAttribute = 1;
  /** `taxonomy/lower-case name` → ids. */
  readonly #byName = new Map<string, Set<number>>();
  /** `taxonomy/slug` → id. */
  readonly #bySlug = new Map<string, number>();

  constructor() {
    this.insert('category', { name: 'Uncategorized' });
  }

  of(taxonomy: string): Term[] {
    return [...this.terms.values()].filter((term) => term.taxonomy === taxonomy);
  }

  get(taxonomy: string, id: number): Term | undefined {
    const term = this.terms.get(id);
    return term?.taxonomy === taxonomy ? term : undefined;
  }

  withSlug(taxonomy: string, slug: string): Term | undefined {
    return this.terms.get(this.#bySlug.get(`${taxonomy}/${slug}`) ?? 0);
  }

  /** By name as the database compares it: case does not matter. */
  named(taxonomy: string, name: unknown, parent?: number): Term | undefined {
    for (const id of this.#byName.get(nameKey(taxonomy, termName(name))) ?? []) {
      const term = this.terms.get(id);
      if (term && (parent === undefined || term.parent === parent)) return term;
    }
    return undefined;
  }

  /** Throws `term_exists` with the id of the one that is there. */
  insert(taxonomy: string, given: Partial<Omit<Term, 'id' | 'taxonomy' | 'name'>> & { readonly name: unknown }): Term {
    const name = termName(given.name);
    if (name === '') throw new RestError('empty_term_name', 'A name is required for this term.', 400);
    const parent = given.parent ?? 0;
    this.#refuseDouble(taxonomy, name, parent);
    const term: Term = {
      id: this.#nextTerm++,
      taxonomy,
      name,
      slug: this.#freeSlug(taxonomy, given.slug ? slugOf(given.slug) : slugOf(name), parent),
      parent,
      description: given.description ?? '',
      display: given.display ?? 'default',
      menuOrder: given.menuOrder ?? 0,
      image: given.image ?? 0,
    };
    this.terms.set(term.id, term);
    this.#index(term);
    return term;
  }

  update(term: Term, given: Partial<Omit<Term, 'id' | 'taxonomy'>>): void {
    const name = given.name === undefined ? term.name : termName(given.name);
    const parent = given.parent ?? term.parent;
    if (name.toLowerCase() !== term.name.toLowerCase() || parent !== term.parent) {
      this.#refuseDouble(term.taxonomy, name, parent);
    }
    const slug = given.slug === undefined || given.slug === '' ? term.slug : slugOf(given.slug);
    this.#unindex(term);
    Object.assign(term, given, { name, parent, slug: term.slug });
    if (slug !== term.slug) term.slug = this.#freeSlug(term.taxonomy, slug, parent);
    this.#index(term);
  }

  remove(term: Term): void {
    this.#unindex(term);
    this.terms.delete(term.id);
    for (const other of this.terms.values()) if (other.parent === term.id) other.parent = term.parent;
  }

  addAttribute(given: {
    readonly name: unknown;
    readonly slug: unknown;
    readonly orderBy: string;
    readonly hasArchives: boolean;
  }): AttributeTaxonomy {
    const name = cleanText(given.name);
    const slug = this.#attributeSlug(name, given.slug);
    const attribute = {
      id: this.#nextAttribute++,
      name,
      slug: `pa_${slug}`,
      orderBy: given.orderBy,
      hasArchives: given.hasArchives,
    };
    this.attributes.set(attribute.id, attribute);
    return attribute;
  }

  /** The id goes, its terms go, and products that use it keep nothing of it. */
  removeAttribute(attribute: AttributeTaxonomy): void {
    for (const term of this.of(attribute.slug)) this.remove(term);
    this.attributes.delete(attribute.id);
  }

  attributeOf(taxonomy: string): AttributeTaxonomy | undefined {
    for (const attribute of this.attributes.values()) if (attribute.slug === taxonomy) return attribute;
    return undefined;
  }

  /** A category and everything under it: what a filter by category covers. */
  withBranches(id: number): ReadonlySet<number> {
    const found = new Set([id]);
    for (let grown = true; grown; ) {
      grown = false;
      for (const term of this.terms.values()) {
        if (found.has(term.parent) && !found.has(term.id)) {
          found.add(term.id);
          grown = true;
        }
      }
    }
    return found;
  }

  #attributeSlug(name: string, given: unknown): string {
    const wanted = cleanText(given) || name;
    const slug = readable(slugOf(wanted.replace(/^pa_/, '')));
    const refused = (reason: string) => new RestError('woocommerce_rest_cannot_create', reason, 400);
    if (Buffer.byteLength(slug) > 28) {
      throw refused(`Slug "${slug}" is too long (28 characters max). Shorten it, please.`);
    }
    if (this.attributeOf(`pa_${slug}`)) throw refused(`Slug "${slug}" is already in use. Change it, please.`);
    return slug;
  }

  #refuseDouble(taxonomy: string, name: string, parent: number): void {
    const tree = TREES.has(taxonomy);
    const double = this.named(taxonomy, name, tree ? parent : undefined);
    if (!double) return;
    const where = tree ? 'with this parent' : 'in this taxonomy';
    throw new RestError('term_exists', `A term with the name provided already exists ${where}.`, 400, {
      resource_id: double.id,
    });
  }

  #freeSlug(taxonomy: string, wanted: string, parent: number): string {
    const taken = (slug: string) => this.#bySlug.has(`${taxonomy}/${slug}`);
    if (!taken(wanted)) return wanted;
    const above = parent === 0 ? undefined : this.terms.get(parent)?.slug;
    const base = above === undefined ? wanted : `${wanted}-${above}`;
    if (!taken(base)) return base;
    let suffix = 2;
    while (taken(`${base}-${suffix}`)) suffix++;
    return `${base}-${suffix}`;
  }

  #index(term: Term): void {
    const key = nameKey(term.taxonomy, term.name);
    const ids = this.#byName.get(key) ?? new Set();
    this.#byName.set(key, ids.add(term.id));
    this.#bySlug.set(`${term.taxonomy}/${term.slug}`, term.id);
  }

  #unindex(term: Term): void {
    this.#byName.get(nameKey(term.taxonomy, term.name))?.delete(term.id);
    this.#bySlug.delete(`${term.taxonomy}/${term.slug}`);
  }
}

function nameKey(taxonomy: string, name: string): string {
  return `${taxonomy}/${name.toLowerCase()}`;
}
