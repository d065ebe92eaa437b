import type { AnyAdapter, At, Facts, Json, Listing } from '../../contract/index.ts';
import { NO_TARGET, withTarget } from '../../core/index.ts';
import { type Subject, World } from './world.ts';

/** A listing and the place it is to stand at. */
export interface Placed {
  readonly listing: Listing;
  readonly at: At<unknown>;
}

/** What pure functions are given: a real connection, and what a first contact with the platform leaves behind. */
export interface Ground {
  readonly adapter: AnyAdapter;
  /** Before the first contact: no facts, no documents, nothing mapped. */
  bare(listing: Listing): Placed;
  /** With the account's facts, the seller's mapping, and the platform's documents for the listing. */
  known(listing: Listing): Placed;
}

/** Reads what `known` needs for these listings from an emulator. */
export async function groundOf(subject: Subject, corpus: readonly Listing[]): Promise<Ground> {
  const { adapter } = subject;
  const world = await World.open(subject);
  try {
    return await world.connected(async ({ channel, context }) => {
      const documents = new Map<string, Json>();
      const facts: Facts = await adapter.describe(context);
      const here = channel.at();
      const place = (listing: Listing, more: Pick<At<unknown>, 'facts' | 'definition'>): At<unknown> => ({
        channel: here.channel,
        ...(here.marketplace ? { marketplace: here.marketplace } : {}),
        connection: here.connection,
        currency: listing.variants[0].price.currency,
        ...more,
      });
      const known = (listing: Listing): Placed => ({
        listing: withTarget(listing, channel.taxonomy),
        at: place(listing, { facts, definition: (key) => documents.get(key) }),
      });
      const keys = new Set(
        corpus.flatMap((listing) => {
          const placed = known(listing);
          return adapter.definitions?.needed(placed.listing, placed.at) ?? [];
        }),
      );
      for (const key of keys) {
        const got = await adapter.definitions?.fetch(key, undefined, context);
        if (got !== undefined && got !== 'same') documents.set(key, got.body);
      }
      const bare = (listing: Listing): Placed => ({
        listing: { ...listing, target: NO_TARGET },
        at: place(listing, { facts: {}, definition: () => undefined }),
      });
      return { adapter, bare, known };
    });
  } finally {
    await world.close();
  }
}
