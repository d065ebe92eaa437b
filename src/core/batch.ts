import type { Batch, ListingChange } from '../contract/index.ts';

/**
 * Cut listing changes into batches of at most `size` listings. Creates and updates come first and in their order,
 * ends last and never in one batch with anything else: what is taken down is taken down after the rest is up.
 */
export function cutBatches(listings: readonly ListingChange[], size: number): readonly Batch[] {
  const ends = (listing: ListingChange) => listing.changes.every((change) => change.verb === 'end');
  return [
    ...chunks(
      listings.filter((l) => !ends(l)),
      size,
    ),
    ...chunks(listings.filter(ends), size),
  ].map((part) => ({
    listings: part,
  }));
}

export function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const parts: T[][] = [];
  for (let i = 0; i < items.length; i += size) parts.push(items.slice(i, i + size));
  return parts;
}
