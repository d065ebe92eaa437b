import type { Image, Listing } from 'mabang/contract';
import { hasModels, optionPictures } from './tiers.ts';

/**
 * The gallery, each address once. A product without models shows its SKU's pictures in it after its own; one with models and
 * no picture of its own shows the first picture of each SKU, because an item must have one.
 */
export function galleryOf(listing: Listing): readonly Image[] {
  const models = hasModels(listing);
  const ofSkus = listing.variants.flatMap(({ images }) => (models ? images.slice(0, 1) : images));
  const all = models && listing.images.length > 0 ? listing.images : [...listing.images, ...ofSkus];
  return all.filter((image, i) => all.findIndex(({ url }) => url === image.url) === i);
}

/** Pictures of SKUs that no place is left for. */
export function picturesUnseen(listing: Listing): readonly string[] {
  if (!hasModels(listing)) return [];
  const { pictures } = optionPictures(listing);
  const shown = new Set([...galleryOf(listing), ...(pictures ?? []).map(({ image }) => image)].map(({ url }) => url));
  return listing.variants.filter(({ images }) => images.some(({ url }) => !shown.has(url))).map(({ sku }) => sku);
}
