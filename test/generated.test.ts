import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readLevels, withMatrix } from '../src/dev/gen-readme.ts';
import { adapterFolders, registryText } from '../src/dev/gen-registry.ts';
import { generators } from '../src/dev/generators.ts';
import { adapterIds, loadAdapter, loadAllAdapters, loadEmulator } from '../src/engine/registry.generated.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

describe('what is generated', () => {
  it.each(generators)('$file is fresh (npm run gen)', async ({ file, text }) => {
    expect(readFileSync(join(root, file), 'utf8')).toBe(await text(root));
  });
});

describe('the registry', () => {
  it('has every folder of adapters/ that is an adapter, and not the template', () => {
    expect(adapterIds).toEqual(adapterFolders(root));
    expect(adapterIds.filter((id) => id.startsWith('_'))).toEqual([]);
  });

  it('loads each adapter under its own id, and an emulator beside it', async () => {
    expect((await loadAllAdapters()).map((adapter) => adapter.id)).toEqual(adapterIds);
    for (const id of adapterIds) expect(typeof (await loadEmulator(id)).start).toBe('function');
  });

  it('refuses an id it does not have, also one that every object has', async () => {
    await expect(loadAdapter('nowhere')).rejects.toThrow(RangeError);
    await expect(loadAdapter('constructor')).rejects.toThrow(RangeError);
  });

  it('imports nothing before it is asked to, and quotes ids that need it', () => {
    const text = registryText(['plain', 'two-parts']);
    expect(text.match(/^import .* from '.*adapters.*'/gm)).toBeNull();
    expect(text).toContain(`  plain: () => import('../../adapters/plain/index.ts'),`);
    expect(text).toContain(`  'two-parts': () => import('../../adapters/two-parts/emulator.ts'),`);
  });
});

describe('the schema for editors', () => {
  const schema = JSON.parse(readFileSync(join(root, 'schemas/mabang.schema.json'), 'utf8')) as object;
  const valid = new Ajv({ strict: false }).compile(schema);
  const accepts = (more: string) => {
    const lines = ['adapter: some', 'environment: sandbox', 'currency: EUR', more].map((line) => `    ${line}\n`);
    return valid(parse(`version: 1\nchannels:\n  shop:\n${lines.join('')}`));
  };

  it('accepts what a seller writes, with numbers or text for decimals and defaults left out', () => {
    expect(accepts('')).toBe(true);
    expect(accepts('price: { multiply: 1.35, rates: { CNY: "0.128" }, ending: 0.99 }')).toBe(true);
  });

  it.each([
    ['a key that is misspelt', 'titel: "{title}"'],
    ['a choice that is none', 'when_missing: delete'],
    ['half a unit held back', 'stock: { keep_back: 0.5 }'],
    ['a price that is a list', 'price: { add: [1] }'],
  ])('marks %s', (_, line) => {
    expect(accepts(line)).toBe(false);
  });
});

describe('the table of platforms in the README', () => {
  const README = 'before\n<!-- matrix:begin -->\nold\n<!-- matrix:end -->\nafter\n';

  it('is put between its markers, and the rest stays', () => {
    const made = withMatrix(README, '| a |\n');
    expect(made).toBe('before\n<!-- matrix:begin -->\n| a |\n<!-- matrix:end -->\nafter\n');
    expect(withMatrix(made, '| a |\n')).toBe(made);
  });

  it.each([
    ['no markers', 'text'],
    ['no end', '<!-- matrix:begin -->'],
    ['two tables', README + README],
    ['the end first', '<!-- matrix:end --><!-- matrix:begin -->'],
  ])('is refused a README with %s', (_, readme) => {
    expect(() => withMatrix(readme, '')).toThrow(/matrix:begin/);
  });

  it('knows a level only for adapters that are there', () => {
    const ids = Object.keys(readLevels(root));
    expect(ids.filter((id) => !adapterIds.includes(id))).toEqual([]);
  });
});
