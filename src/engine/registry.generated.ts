// Made by `npm run gen` from the folders of adapters/. Do not edit.
import type { AnyAdapter } from '../contract/index.ts';
import type { EmulatorModule } from '../testing/types.ts';

type Load<T> = Readonly<Record<string, () => Promise<T>>>;

const adapters: Load<{ readonly default: AnyAdapter }> = {
  amazon: () => import('../../adapters/amazon/index.ts'),
  shopee: () => import('../../adapters/shopee/index.ts'),
  woocommerce: () => import('../../adapters/woocommerce/index.ts'),
};

const emulators: Load<EmulatorModule> = {
  amazon: () => import('../../adapters/amazon/emulator.ts'),
  shopee: () => import('../../adapters/shopee/emulator.ts'),
  woocommerce: () => import('../../adapters/woocommerce/emulator.ts'),
};

/** Every adapter that is built in, in alphabetical order. */
export const adapterIds: readonly string[] = Object.keys(adapters);

/** Throws a `RangeError` for an id that is not in `adapterIds`. */
export async function loadAdapter(id: string): Promise<AnyAdapter> {
  return (await loaderOf(adapters, id)()).default;
}

/** The emulator beside an adapter. Throws a `RangeError` for an id that is not in `adapterIds`. */
export function loadEmulator(id: string): Promise<EmulatorModule> {
  return loaderOf(emulators, id)();
}

export function loadAllAdapters(): Promise<readonly AnyAdapter[]> {
  return Promise.all(adapterIds.map(loadAdapter));
}

function loaderOf<T>(loaders: Load<T>, id: string): () => Promise<T> {
  const load = Object.hasOwn(loaders, id) ? loaders[id] : undefined;
  if (!load) throw new RangeError(`no adapter ${JSON.stringify(id)}`);
  return load;
}
