import type { Listing } from 'mabang/contract';
import { type ChosenChannel, chosenChannels } from './choice.ts';
import { type ChannelSpec, channelsAt } from './documents.ts';
import type { Place } from './place.ts';
import type { Dimension, Logistic } from './terms.ts';
import { heaviest, largest } from './weight.ts';

/** What the parcel weighs and measures, as far as the listing says. */
export interface Parcel {
  readonly grams?: number | undefined;
  readonly dimension?: Dimension | undefined;
}

export const parcelOf = (listing: Listing): Parcel => ({ grams: heaviest(listing), dimension: largest(listing) });

/** Why an item cannot name a channel. */
export type Obstacle = 'off' | 'masked' | 'size' | 'fee' | 'dimension' | 'heavy' | 'light' | 'large';

/**
 * What stands against a channel, or `undefined`: it is enabled in the shop, the buyer can choose it (`mask_channel_id` 0), what
 * it wants to know is said, and the parcel is within its limits. Guide "Creating product", 2025-12, section 6.
 */
export function obstacle(channel: ChannelSpec, parcel: Parcel, chosen?: ChosenChannel): Obstacle | undefined {
  if (!channel.enabled) return 'off';
  if (channel.mask !== 0) return 'masked';
  if (channel.fee === 'SIZE_SELECTION' && !channel.sizes.some(({ id }) => id === String(chosen?.size))) return 'size';
  if (channel.fee === 'CUSTOM_PRICE' && chosen?.fee === undefined && chosen?.free !== true) return 'fee';
  const { grams, dimension } = parcel;
  if (channel.fee === 'SIZE_INPUT' && !dimension) return 'dimension';
  if (grams !== undefined && channel.maxWeight !== undefined && grams > channel.maxWeight * 1000) return 'heavy';
  if (grams !== undefined && channel.minWeight !== undefined && grams < channel.minWeight * 1000) return 'light';
  return dimension && isTooLarge(channel, dimension) ? 'large' : undefined;
}

function isTooLarge(channel: ChannelSpec, dimension: Dimension): boolean {
  const { package_length, package_width, package_height } = dimension;
  const over = (size: number, limit: number | undefined) => limit !== undefined && size > limit;
  return (
    over(package_length, channel.maxLength) ||
    over(package_width, channel.maxWidth) ||
    over(package_height, channel.maxHeight) ||
    over(package_length + package_width + package_height, channel.sum)
  );
}

/** Channels that a new item of this listing can begin with: every one of the shop's that nothing stands against. */
export function usable(listing: Listing, channels: readonly ChannelSpec[]): readonly ChannelSpec[] {
  const parcel = parcelOf(listing);
  return channels.filter((channel) => obstacle(channel, parcel) === undefined);
}

/** The channels that the seller chose for it. `undefined`: he chose none. */
export function chosenLogistics(listing: Listing): readonly Logistic[] | undefined {
  return chosenChannels(listing)?.flatMap((one) =>
    typeof one === 'string'
      ? []
      : [
          {
            logistic_id: one.id,
            enabled: true,
            is_free: one.free,
            ...(one.fee === undefined ? {} : { shipping_fee: one.fee }),
            ...(one.size === undefined ? {} : { size_id: one.size }),
          },
        ],
  );
}

/** `undefined` while the shop's channels are not known. */
export function firstLogistics(listing: Listing, at: Pick<Place, 'definition'>): readonly Logistic[] | undefined {
  const channels = channelsAt(at);
  return channels && usable(listing, channels).map(({ id }) => ({ logistic_id: id, enabled: true, is_free: false }));
}
