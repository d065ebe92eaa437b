import type { At, Listing, Snapshot } from 'mabang/contract';
import { build } from './build.ts';
import { skuValues } from './facets.ts';
import type { Settings } from './terms.ts';

/** What Amazon is to show of a listing: see `terms.ts`. Pure; every listing gives a snapshot. */
export function map(listing: Listing, at: At<Settings>): Snapshot {
  const { parent, units } = build(listing, at);
  return {
    product: parent ? skuValues(parent.facets) : { variation: {} },
    variants: Object.fromEntries(units.map(({ sku, facets }) => [sku, skuValues(facets)])),
  };
}
