import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Folders of `adapters/` that are adapters, in order. One that begins with `_` is not. */
export function adapterFolders(root: string): readonly string[] {
  return readdirSync(join(root, 'adapters'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_'))
    .map((entry) => entry.name)
    .filter((id) => existsSync(join(root, 'adapters', id, 'index.ts')))
    .sort();
}

/** The text of `src/engine/registry.generated.ts`. Each adapter is imported only when it is asked for. */
export function registryText(ids: readonly string[]): string {
  const row = (id: string, file: string) => `  ${key(id)}: () => import('../../adapters/${id}/${file}.ts'),\n`;
  return `// Made by \`npm run gen\` from the folders of adapters/. Do not edit.
import type { AnyAdapter } from '../contract/index.ts';
import type { EmulatorModule } from '../testing/types.ts';

type Load<T> = Readonly<Record<string, () => Promise<T>>>;

const adapters: Load<{ readonly default: AnyAdapter }> = {
${ids.map((id) => row(id, 'index')).join('')}};

const emulators: Load<EmulatorModule> = {
${ids.map((id) => row(id, 'emulator')).join('')}};

/** Every adapter that is built in, in alphabetical order. */
export const adapterIds: readonly string[] = Object.keys(adapters);

/** Throws a \`RangeError\` for an id that is not in \`adapterIds\`. */
export async function loadAdapter(id: string): Promise<AnyAdapter> {
  return (await loaderOf(adapters, id)()).default;
}

/** The emulator beside an adapter. Throws a \`RangeError\` for an id that is not in \`adapterIds\`. */
export function loadEmulator(id: string): Promise<EmulatorModule> {
  return loaderOf(emulators, id)();
}

export function loadAllAdapters(): Promise<readonly AnyAdapter[]> {
  return Promise.all(adapterIds.map(loadAdapter));
}

function loaderOf<T>(loaders: Load<T>, id: string): () => Promise<T> {
  const load = Object.hasOwn(loaders, id) ? loaders[id] : undefined;
  if (!load) throw new RangeError(\`no adapter \${JSON.stringify(id)}\`);
  return load;
}
`;
}

function key(id: string): string {
  return /^[a-z]\w*$/.test(id) ? id : `'${id}'`;
}
