import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { EXIT, MabangError, NO_TAXONOMY, type TaxonomyMap } from '../core/index.ts';

/** Text, also where YAML would make a number of it: ids of categories are digits. */
const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const values = z.record(z.string(), text);

const category = z.union([
  z.null().transform(() => ({ set: {} })),
  text.transform((to) => ({ to, set: {} })),
  z
    .strictObject({ to: text.nullish(), set: values.default({}) })
    .transform(({ to, set }) => ({ ...(to === null || to === undefined ? {} : { to }), set })),
]);

const attribute = z.union([
  z.null(),
  text.transform((to) => ({ to, values: {} })),
  z.strictObject({ to: text, values: values.default({}) }),
]);

/** `mappings/<channel>.yaml`: the seller's categories and attributes in the platform's words. */
export const taxonomySchema = z.strictObject({
  version: z.literal(1),
  categories: z
    .record(z.string(), category)
    .default({})
    .describe('your category path, or `path > *` for all below it → the platform’s category, or { to, set }'),
  set: values.default({}).describe('attribute of the platform → value, for every listing'),
  attributes: z
    .record(z.string(), attribute)
    .default({})
    .describe('your attribute or option name → the platform’s, or { to, values }; null leaves it out on purpose'),
});

export function taxonomyFile(dir: string, channel: string): string {
  return join(dir, 'mappings', `${channel}.yaml`);
}

/** What the seller has mapped for a channel; `NO_TAXONOMY` without a file. `E_TAXONOMY` names the lines that are wrong. */
export function readTaxonomy(dir: string, channel: string): TaxonomyMap {
  const file = taxonomyFile(dir, channel);
  return existsSync(file) ? parseTaxonomy(readFileSync(file, 'utf8'), file) : NO_TAXONOMY;
}

export function parseTaxonomy(source: string, file: string): TaxonomyMap {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const wrong = document.errors.map((error) => `${file}:${lines.linePos(error.pos[0]).line}: ${error.message}`);
  if (wrong.length === 0) {
    const parsed = taxonomySchema.safeParse(document.toJS() ?? {});
    if (parsed.success) {
      const { categories, set, attributes } = parsed.data;
      return { categories, set, attributes };
    }
    for (const { path, message } of parsed.error.issues) wrong.push(`${file}: ${path.join('.') || 'file'}: ${message}`);
  }
  const all = wrong.join('\n');
  throw new MabangError(
    'E_TAXONOMY',
    EXIT.usage,
    { en: all, zh: all },
    { place: { file }, next: { en: 'correct the lines named above', zh: '请更正以上各行' } },
  );
}
