import type { Image, Listing, Variant } from 'mabang/contract';
import { defined, type Tier } from './terms.ts';
import { folded } from './text.ts';

/** Guide "Variant management", 2025-12, read 2026-11-23; `init_tier_variation`, 2026-08: "model number at most 50". */
export const MAX_TIERS = 2;
export const MAX_MODELS = 50;

/** The tier of SKUs that are told apart by nothing: their own names. The core lets no such product through. */
const UNNAMED = 'SKU';

/**
 * A product with options has models, one SKU with an option too: the buyer is shown the option, and a second SKU is then one
 * more model of the same structure. Were it an item without models, its SKU would stand on the item, and the second would
 * change the structure, which remakes the models and puts another text into the item's SKU.
 */
export function hasModels(listing: Pick<Listing, 'axes' | 'variants'>): boolean {
  return listing.axes.length > 0 || listing.variants.length > 1;
}

/** Names of a SKU's options, in the order of the tiers. */
export function optionsOf(listing: Listing, variant: Variant): readonly string[] {
  if (listing.axes.length === 0) return hasModels(listing) ? [variant.sku] : [];
  return listing.axes.map((axis) => folded(Object.hasOwn(variant.options, axis) ? (variant.options[axis] ?? '') : ''));
}

/** Each axis with its options in the order they first occur. */
export function tiersOf(listing: Listing): readonly Tier[] {
  if (!hasModels(listing)) return [];
  const names = listing.axes.length === 0 ? [UNNAMED] : listing.axes.map(folded);
  const rows = listing.variants.map((variant) => optionsOf(listing, variant));
  return names.map((name, level) => ({
    name,
    options: [...new Set(rows.map((row) => row[level] ?? ''))].map((option) => ({ name: option })),
  }));
}

/** Combinations that the tiers make, sold or not. */
export function combinations(tiers: readonly Tier[]): number {
  return tiers.length === 0 ? 0 : tiers.reduce((count, { options }) => count * options.length, 1);
}

export interface OptionPictures {
  /** One for each option of the first tier, when all have one. */
  readonly pictures?: readonly { readonly option: string; readonly image: Image }[];
  /** Options of the first tier without a picture, while others have one. */
  readonly lacking: readonly string[];
  /** SKUs whose first picture is another than that of the SKU before them with the same option. */
  readonly differing: readonly string[];
}

/**
 * Pictures of the first tier's options, from the first picture of the first SKU of each that has one. The platform shows them
 * for all options of the tier or for none, and has no place for a picture of one SKU.
 */
export function optionPictures(listing: Listing): OptionPictures {
  const [first] = tiersOf(listing);
  if (!first) return { lacking: [], differing: [] };
  const found = new Map<string, Image>();
  const differing: string[] = [];
  for (const variant of listing.variants) {
    const [image] = variant.images;
    const option = optionsOf(listing, variant)[0] ?? '';
    const known = found.get(option);
    if (image && !known) found.set(option, image);
    else if (image && known && known.url !== image.url) differing.push(variant.sku);
  }
  if (found.size === 0) return { lacking: [], differing };
  const lacking = first.options.filter(({ name }) => !found.has(name)).map(({ name }) => name);
  const pictures = first.options.flatMap(({ name }) => {
    const image = found.get(name);
    return image ? [{ option: name, image }] : [];
  });
  return defined({ pictures: lacking.length === 0 ? pictures : undefined, lacking, differing });
}
