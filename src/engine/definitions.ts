import { isoDate } from '../core/index.ts';
import { type Connected, wire } from './channel.ts';
import { listingOn } from './wanted.ts';

/**
 * Fetch the platform's documents that the catalogue's products need and the channel does not have, or has had for longer
 * than the adapter calls fresh. Afterwards mapping and judging need no connection.
 */
export async function refreshDefinitions(connected: Connected, extra: readonly string[] = []): Promise<number> {
  const { channel, context } = connected;
  const { definitions } = channel.adapter;
  if (!definitions) return 0;
  const { clock } = channel.host;
  let fetched = 0;
  for (const key of new Set([...extra, ...neededKeys(connected)])) {
    const row = channel.ledger.definitions.row(key);
    const now = clock.now();
    if (row && now - Date.parse(row.at) < definitions.maxAgeHours * 3_600_000) continue;
    const got = await wire(channel.name, () => definitions.fetch(key, row?.checksum, context));
    if (got === 'same') channel.ledger.definitions.touch(key, isoDate(now));
    else channel.define(key, got ?? { checksum: 'none', body: null });
    fetched++;
  }
  return fetched;
}

function neededKeys({ channel }: Connected): ReadonlySet<string> {
  const { definitions } = channel.adapter;
  const keys = new Set<string>();
  if (!definitions) return keys;
  const overrides = channel.catalogue.overrides(channel.name);
  for (const product of channel.catalogue.products()) {
    const built = listingOn(channel, product, overrides.get(product.code));
    if ('out' in built || !built.listing) continue;
    for (const key of definitions.needed(built.listing, channel.at())) keys.add(key);
  }
  return keys;
}
