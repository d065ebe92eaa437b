import type { AnyAdapter } from '../contract/index.ts';
import { EXIT, MabangError, verbatim } from '../core/index.ts';
import type { EmulatorModule } from '../testing/types.ts';
import * as generated from './registry.generated.ts';

/** Where a workspace gets its adapters from. Tests and third parties may bring another. */
export interface Registry {
  readonly ids: readonly string[];
  load(id: string): Promise<AnyAdapter>;
}

export const builtIn: Registry = { ids: generated.adapterIds, load: loadAdapter };

/** Every adapter that is built in, each loaded. */
export function listAdapters(): Promise<readonly AnyAdapter[]> {
  return Promise.all(generated.adapterIds.map((id) => generated.loadAdapter(id)));
}

export async function loadAdapter(id: string): Promise<AnyAdapter> {
  known(id);
  return generated.loadAdapter(id);
}

/** The emulator that stands beside an adapter. */
export async function loadEmulator(id: string): Promise<EmulatorModule> {
  known(id);
  return generated.loadEmulator(id);
}

function known(id: string): void {
  if (generated.adapterIds.includes(id)) return;
  throw new MabangError(
    'E_NO_ADAPTER',
    EXIT.usage,
    { en: `no adapter ${id}`, zh: `没有适配器 ${id}` },
    { next: verbatim(`mabang adapters: ${generated.adapterIds.join(', ')}`) },
  );
}
