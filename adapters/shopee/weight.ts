import type { Dimensions, Listing } from 'mabang/contract';
import type { Dimension } from './terms.ts';

/** Grams as kilograms, plain decimal text: 350 is `0.35`. Exact. */
export function kilograms(grams: number): string {
  const text = String(grams).padStart(4, '0');
  return `${text.slice(0, -3)}.${text.slice(-3)}`.replace(/\.?0+$/, '');
}

/** The heaviest of the SKUs, in grams: what an item with models reads as. `undefined` when none has a weight. */
export function heaviest(listing: Listing): number | undefined {
  const weights = listing.variants.flatMap(({ weight }) => (weight !== undefined && weight > 0 ? [weight] : []));
  return weights.length > 0 ? Math.max(...weights) : undefined;
}

/** Whole centimetres, the next where it is none: a parcel that must hold the goods. `W_SHOPEE_DIMENSION` tells of it. */
export function centimetres({ length, width, height }: Dimensions): Dimension {
  const up = (millimetres: number) => Math.ceil(millimetres / 10);
  return { package_length: up(length), package_width: up(width), package_height: up(height) };
}

/** The largest of the SKUs by volume: what an item with models reads as. */
export function largest(listing: Listing): Dimension | undefined {
  let found: Dimension | undefined;
  for (const { dimensions } of listing.variants) {
    const size = dimensions && centimetres(dimensions);
    if (size && (!found || volume(size) > volume(found))) found = size;
  }
  return found;
}

function volume({ package_length, package_width, package_height }: Dimension): number {
  return package_length * package_width * package_height;
}
