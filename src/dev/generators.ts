import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adapterFolders, registryText } from './gen-registry.ts';

/** A file, or a part of one, that is made from code. CI compares each with what stands in the tree. */
export interface Generated {
  /** From the root of the project. */
  readonly file: string;
  /** The whole text the file should have. Reads the tree, writes nothing. */
  text(root: string): Promise<string>;
}

/** In the order they have to be written in: the README's table loads adapters through the registry. */
export const generators: readonly Generated[] = [
  {
    file: 'src/engine/registry.generated.ts',
    text: async (root) => registryText(adapterFolders(root)),
  },
  {
    file: 'schemas/mabang.schema.json',
    text: async () => (await import('./gen-schema.ts')).schemaText(),
  },
  {
    file: 'README.md',
    text: async (root) =>
      (await import('./gen-readme.ts')).readmeText(root, readFileSync(join(root, 'README.md'), 'utf8')),
  },
];
