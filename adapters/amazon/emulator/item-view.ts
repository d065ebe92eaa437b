import type { Account } from './account.ts';
import { galleryOf, textOf, themeOf, written } from './attributes.ts';
import { digitsOf, type Marketplace } from './places.ts';
import { themeAttributes } from './product-types.ts';
import { attached, isParent, issuesOf, priceOf, statusOf } from './selling.ts';
import type { Instance, Listing, State } from './types.ts';

export const DATA_SETS = [
  'summaries',
  'attributes',
  'issues',
  'offers',
  'fulfillmentAvailability',
  'procurement',
  'relationships',
  'productTypes',
] as const;

export type DataSet = (typeof DATA_SETS)[number];

interface Part {
  readonly place: Marketplace;
  readonly listing: Listing;
  readonly shown: State;
}

/** A SKU as it is read, over the marketplaces asked for; `undefined` when it can be read in none of them. */
export function viewItem(
  account: Account,
  places: readonly Marketplace[],
  sku: string,
  sets: ReadonlySet<DataSet>,
  now: number,
): Readonly<Record<string, unknown>> | undefined {
  const parts = places.flatMap((place): Part[] => {
    const listing = account.find(place.id, sku);
    return listing?.shown ? [{ place, listing, shown: listing.shown }] : [];
  });
  if (parts.length === 0) return undefined;
  const view: Readonly<Record<DataSet, () => unknown>> = {
    summaries: () => parts.flatMap((part) => summary(account, part, now)),
    attributes: () => written(joined(parts)),
    issues: () =>
      parts.flatMap(({ place, listing }) =>
        issuesOf(account, listing, now).map((issue) => ({ ...issue, marketplaceIds: [place.id] })),
      ),
    offers: () => parts.flatMap((part) => offers(part, now)),
    fulfillmentAvailability: () => availability(parts),
    procurement: () => [],
    relationships: () => parts.map((part) => relationships(account, part)),
    productTypes: () => parts.map(({ place, shown }) => ({ marketplaceId: place.id, productType: shown.productType })),
  };
  const wanted = DATA_SETS.filter((name) => sets.has(name));
  return { sku, ...Object.fromEntries(wanted.map((name) => [name, view[name]()])) };
}

/** A listing that is not in the catalogue yet has no summary (models issue 2701). */
function summary(account: Account, { place, listing, shown }: Part, now: number): readonly unknown[] {
  if (now < listing.catalogueAt) return [];
  const { attributes } = shown;
  const item = account.catalogue.get(listing.asin);
  const image = galleryOf(attributes)[0] ?? item?.image;
  const condition = textOf(attributes, 'condition_type');
  return [
    {
      marketplaceId: place.id,
      asin: listing.asin,
      productType: shown.productType,
      ...(condition === undefined ? {} : { conditionType: condition }),
      status: statusOf(account, listing, now),
      itemName: textOf(attributes, 'item_name') ?? item?.title ?? '',
      createdDate: new Date(listing.acceptedAt).toISOString(),
      lastUpdatedDate: new Date(listing.updatedAt).toISOString(),
      ...(image === undefined ? {} : { mainImage: { link: image, height: 500, width: 500 } }),
    },
  ];
}

/** Attributes of several marketplaces stand in one list, each with its own marketplace on it. */
function joined(parts: readonly Part[]): Readonly<Record<string, readonly Instance[]>> {
  const all: Record<string, Instance[]> = {};
  const seen = new Set<string>();
  for (const { shown } of parts) {
    for (const [name, instances] of Object.entries(shown.attributes)) {
      for (const instance of instances) {
        const key = `${name} ${JSON.stringify(instance)}`;
        // What has no marketplace on it is the same in all of them. Within one marketplace nothing is folded.
        if (instance.marketplace_id === undefined && seen.has(key) && parts.length > 1) continue;
        seen.add(key);
        all[name] = [...(all[name] ?? []), instance];
      }
    }
  }
  return all;
}

function offers({ place, shown }: Part, now: number): readonly unknown[] {
  return ['ALL', 'B2B'].flatMap((audience) => {
    const price = priceOf(shown.attributes, now, audience);
    if (!price) return [];
    return [
      {
        marketplaceId: place.id,
        offerType: audience === 'ALL' ? 'B2C' : 'B2B',
        price: { currencyCode: place.currency, amount: price.amount.toFixed(digitsOf(place.currency)) },
        audience: { value: audience, displayName: audience === 'ALL' ? 'Sell on Amazon' : 'Amazon Business' },
      },
    ];
  });
}

function availability(parts: readonly Part[]): readonly unknown[] {
  const [part] = parts;
  return (part?.shown.attributes.fulfillment_availability ?? []).map((one) => ({
    fulfillmentChannelCode: one.fulfillment_channel_code,
    ...(one.quantity === undefined ? {} : { quantity: one.quantity }),
  }));
}

function relationships(account: Account, { place, listing, shown }: Part): unknown {
  const theme = themeOf(shown.attributes);
  const variationTheme = theme === undefined ? {} : { variationTheme: { attributes: themeAttributes(theme), theme } };
  const parent = isParent(shown.attributes) ? undefined : account.parentOf(listing);
  const children = attached(account, listing).map(({ sku }) => sku);
  const found =
    children.length > 0
      ? [{ childSkus: children, ...variationTheme, type: 'VARIATION' }]
      : parent && !account.isDetached(listing)
        ? [{ parentSkus: [parent.sku], ...variationTheme, type: 'VARIATION' }]
        : [];
  return { marketplaceId: place.id, relationships: found };
}
