import { onTestFinished } from 'vitest';
import type { ShopeeEmulator, ShopeeEmulatorOptions } from '../../adapters/shopee/emulator.ts';
import * as emulator from '../../adapters/shopee/emulator.ts';
import shopee from '../../adapters/shopee/index.ts';
import { World } from '../../src/testing/conformance/world.ts';
import type { Loose } from './shopee-client.ts';

/** A shop behind the engine, as a seller's push meets it: real HTTP, tokens, and the emulator's own rules. */
export interface Shop {
  readonly world: World;
  readonly emulator: ShopeeEmulator;
}

/** `settings`: more of what the seller says under `connection`. */
export async function openShop(
  options: ShopeeEmulatorOptions = {},
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Shop> {
  const module = {
    ...emulator,
    start: async (given?: ShopeeEmulatorOptions) => {
      const started = await emulator.start(given);
      return { ...started, connection: { ...started.connection, ...settings } };
    },
  };
  const world = await World.open({ adapter: shopee, emulator: module }, options as Readonly<Record<string, unknown>>);
  onTestFinished(() => world.close());
  return { world, emulator: world.emulator as ShopeeEmulator };
}

/** Names of the writing calls since the log was cleared, in their order; tokens and pictures are none. */
export function written({ emulator: shop }: Shop): string[] {
  return shop
    .requests()
    .filter(({ write }) => write)
    .map(({ path }) => nameOf(path));
}

/** Bodies of one call, in their order. */
export function bodies({ emulator: shop }: Shop, call: string): Loose[] {
  return shop
    .requests()
    .filter(({ path, method }) => method === 'POST' && nameOf(path) === call)
    .map(({ body }) => JSON.parse(body));
}

export function nameOf(path: string): string {
  return (path.split('?')[0] ?? '').replace('/api/v2/', '');
}
