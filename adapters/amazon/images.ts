import type { Image } from 'mabang/contract';
import { GALLERY } from './facets.ts';
import type { Ground } from './ground.ts';
import type { Media } from './terms.ts';

/** Pictures that a gallery shows: the main one and eight others. */
export const MOST_IMAGES = GALLERY.length;

/** Each address once, in the order they come. */
export function distinct(images: readonly Image[]): readonly string[] {
  return [...new Set(images.map(({ url }) => url))];
}

/** The gallery. `undefined` without pictures: an empty cell of a sheet takes none away. */
export function mediaOf(images: readonly Image[], { place, definition }: Ground): Media | undefined {
  const places = GALLERY.filter((name) => definition?.has(name) ?? true);
  const shown = distinct(images).slice(0, places.length);
  if (shown.length === 0) return undefined;
  return Object.fromEntries(
    shown.map((url, i) => [places[i] ?? '', [{ media_location: url, marketplace_id: place.id }]]),
  );
}
