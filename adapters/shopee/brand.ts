import type { Listing } from 'mabang/contract';
import { BRAND, said } from './choice.ts';
import type { BrandsDocument } from './documents.ts';
import { caseless } from './text.ts';

export const NO_BRAND = { brand_id: 0, original_brand_name: 'No Brand' } as const;

export type BrandFound =
  | { readonly kind: 'found'; readonly brand: { readonly brand_id: number; readonly original_brand_name: string } }
  /** Nothing is mapped, and the product names none. */
  | { readonly kind: 'none' }
  /** The product's own brand is none of the category's: it is sold as No Brand. */
  | { readonly kind: 'unmatched'; readonly name: string }
  /** What is mapped is none of the category's. */
  | { readonly kind: 'unknown'; readonly name: string }
  /** The category's brands are not at hand. */
  | { readonly kind: 'unsure'; readonly name: string };

type Brand = BrandsDocument['brands'][number];

interface Index {
  readonly byId: ReadonlyMap<string, Brand>;
  readonly byName: ReadonlyMap<string, readonly Brand[]>;
}

/** A category can have tens of thousands of brands, and every product asks for one. */
const indexes = new WeakMap<BrandsDocument, Index>();

function indexOf(known: BrandsDocument): Index {
  const made = indexes.get(known);
  if (made) return made;
  const byName = new Map<string, Brand[]>();
  for (const brand of known.brands) {
    for (const name of new Set([brand.name, brand.display ?? brand.name].map(caseless))) {
      const others = byName.get(name);
      if (others) others.push(brand);
      else byName.set(name, [brand]);
    }
  }
  const index = { byId: new Map(known.brands.map((brand) => [String(brand.id), brand])), byName };
  indexes.set(known, index);
  return index;
}

/**
 * The brand that is mapped, by id or name; else the product's own where the category has a brand of exactly that name, which is
 * no guess; else none.
 */
export function brandOf(listing: Listing, known: BrandsDocument | undefined): BrandFound {
  const mapped = said(listing, BRAND);
  const name = mapped ?? listing.brand?.trim() ?? '';
  if (name === '') return { kind: 'none' };
  if (mapped === '0' || caseless(name) === 'no brand') return { kind: 'found', brand: NO_BRAND };
  if (!known) return { kind: 'unsure', name };
  const index = indexOf(known);
  const byId = mapped === undefined ? undefined : index.byId.get(mapped);
  const named = index.byName.get(caseless(name)) ?? [];
  const found = byId ?? (named.length === 1 ? named[0] : undefined);
  if (found) return { kind: 'found', brand: { brand_id: found.id, original_brand_name: found.name } };
  return { kind: mapped === undefined ? 'unmatched' : 'unknown', name };
}
