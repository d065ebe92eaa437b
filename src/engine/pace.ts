import type { AnyAdapter } from '../contract/index.ts';
import type { PaceStore } from '../http/index.ts';
import type { Channel } from './channel.ts';
import { patiently } from './waiting.ts';

/** Another process may import a sheet meanwhile, which is one long write. */
const LONGEST_IMPORT_MS = 10 * 60_000;

/** The buckets of a channel's account, shared through the catalogue with every process that sends in its name. */
export function sharedPace(channel: Pick<Channel, 'name' | 'config' | 'adapter' | 'catalogue' | 'at'>): PaceStore {
  const book = channel.catalogue.pace(accountOf(channel.adapter, channel));
  return { change: (bucket, step) => patiently(() => book.change(bucket, step), LONGEST_IMPORT_MS) };
}

function accountOf(adapter: AnyAdapter, { name, config, at }: Pick<Channel, 'name' | 'config' | 'at'>): string {
  const account = adapter.account?.(at().connection);
  return account === undefined ? `channel ${name}` : `${adapter.id} ${config.environment} ${account}`;
}
