import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { matrixMarkdown } from '../report/index.ts';
import { adapterFolders } from './gen-registry.ts';

const BEGIN = '<!-- matrix:begin -->';
const END = '<!-- matrix:end -->';

/** `adapters/<id>/levels.json`: what the conformance suite last proved, and the day the adapter last met a real server. */
const levelsSchema = z.strictObject({
  level: z.int().min(0).max(5),
  live: z.union([z.literal('never'), z.iso.date()]),
  verified: z.iso.date(),
});

export type Levels = z.infer<typeof levelsSchema>;

/** The levels of every adapter that has been through the suite. Throws on a file that is not what it should be. */
export function readLevels(root: string): Readonly<Record<string, Levels>> {
  const levels: Record<string, Levels> = {};
  for (const id of adapterFolders(root)) {
    const file = join(root, 'adapters', id, 'levels.json');
    if (existsSync(file)) levels[id] = levelsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  }
  return levels;
}

/** The README with the platform table between its two markers made anew. */
export async function readmeText(root: string, readme: string): Promise<string> {
  const { loadAllAdapters } = await import('../engine/registry.generated.ts');
  return withMatrix(readme, matrixMarkdown(await loadAllAdapters(), readLevels(root)));
}

/** Throws when a marker is missing, doubled or in the wrong order: the table would silently grow old. */
export function withMatrix(readme: string, matrix: string): string {
  const [head, rest, ...more] = readme.split(BEGIN);
  const [, tail, ...others] = (rest ?? '').split(END);
  if (head === undefined || tail === undefined || more.length > 0 || others.length > 0)
    throw new Error(`README.md needs ${BEGIN} and, after it, ${END}, each once`);
  return `${head}${BEGIN}\n${matrix.trim()}\n${END}${tail}`;
}
