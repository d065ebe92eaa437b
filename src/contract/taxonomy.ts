import type { At, Context } from './adapter.ts';
import type { Listing } from './listing.ts';
import type { Json } from './words.ts';

/**
 * A document of the platform's own that says what it takes: the schema of a product type, the attributes of a category,
 * the limits of a shop. Kept in the catalogue by its checksum and shared by the channels it is equal for, so that
 * `map`, `rules` and `mabang validate` know it without a connection and without credentials.
 */
export interface Definitions<Connection, Bucket extends string> {
  /** Keys of the documents that mapping and judging this listing needs. Pure. The same text for the same document. */
  needed(listing: Listing, at: At<Connection>): readonly string[];
  /**
   * Read one. `known` is the checksum of the copy at hand; `'same'` when the platform says that it still holds.
   * `undefined`: the platform has no such document (a category that is gone).
   */
  fetch(
    key: string,
    known: string | undefined,
    ctx: Context<Connection, Bucket>,
  ): Promise<Definition | 'same' | undefined>;
  /** Hours after which a copy is asked for again when a channel is read. */
  readonly maxAgeHours: number;
}

export interface Definition {
  /** The platform's own, or any text that changes with the body. */
  readonly checksum: string;
  readonly body: Json;
}

/**
 * Categories and attributes of the platform, for platforms that want each listing in one of theirs. The seller maps his own
 * onto them in `mappings/<channel>.yaml`; what he has not mapped is a finding, never a guess.
 */
export interface Taxonomy<Connection, Bucket extends string> {
  /** Categories whose names are near these words, best first, at most 20. */
  search(words: string, ctx: Context<Connection, Bucket>): Promise<readonly PlatformCategory[]>;
  /** Keys of the definitions that `attributes` reads for this category. Pure. */
  needed(category: string, at: At<Connection>): readonly string[];
  /** What listings of this category may and must say, from definitions at hand; `undefined` when they are not. Pure. */
  attributes(category: string, at: At<Connection>): readonly AttributeRequirement[] | undefined;
}

export interface PlatformCategory {
  readonly id: string;
  /** With its parents, in the platform's words: `Home & Living > Mugs`. */
  readonly title: string;
}

export interface AttributeRequirement {
  /** The platform's name or id for it: what stands on the right side in `mappings/<channel>.yaml`. */
  readonly name: string;
  readonly title: string;
  readonly required: boolean;
  /** `map` fills it from the listing itself (title, brand, price), so there is nothing to map. */
  readonly filled: boolean;
  /** The only values it takes, where the platform lists them. `id` is what is sent, `title` what a person reads. */
  readonly values?: readonly { readonly id: string; readonly title: string }[];
  /** Values beside the listed ones are taken too. */
  readonly open?: boolean;
}
