import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { fill, makeAdapter, mention, refusal, titleOf } from '../src/dev/new-adapter.ts';
import { conformance } from '../src/testing/conformance/index.ts';

const project = fileURLToPath(new URL('..', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'mabang-new-adapter-'));
afterAll(() => rmSync(root, { recursive: true }));
mkdirSync(join(root, 'src'));
symlinkSync(join(project, 'node_modules'), join(root, 'node_modules'));
cpSync(join(project, 'adapters', '_template'), join(root, 'adapters', '_template'), { recursive: true });
const files = makeAdapter(root, 'north-sea-2', 'North Sea', '2026-02-03');

// What a person begins with must be what they are told it is: an adapter that passes the whole suite. Each case has a world
// of its own and most of its time is spent waiting for a server that hangs, so they run beside each other.
const made = (file: string) => import(join(root, 'adapters/north-sea-2', file));
conformance(
  { adapter: (await made('index.ts')).default, emulator: await made('emulator.ts') },
  { describe: describe.concurrent, it },
);

describe('npm run new-adapter', () => {
  it('copies every file of the template and fills in every name', () => {
    expect(files).toEqual(
      readdirSync(join(project, 'adapters/_template')).map((file) => `adapters/north-sea-2/${file}`),
    );
    const texts = files.map((file) => readFileSync(join(root, file), 'utf8'));
    expect(texts.filter((text) => /\{\{|\}\}/.test(text.replace(/\$\{.*?\}/g, '')))).toEqual([]);
    const index = readFileSync(join(root, 'adapters/north-sea-2/index.ts'), 'utf8');
    expect(index).toContain(`id: 'north-sea-2'`);
    expect(index).toContain(`title: 'North Sea'`);
    expect(index).toContain(`verified: '2026-02-03'`);
    expect(readFileSync(join(root, 'adapters/north-sea-2/rules.ts'), 'utf8')).toContain(`'NORTH_SEA_2_TITLE_LONG'`);
  });

  it('refuses a name that is taken', () => {
    makeAdapter(root, 'taken', 'Taken', '2026-02-03');
    expect(() => makeAdapter(root, 'taken', 'Taken', '2026-02-03')).toThrow('adapters/taken is there already');
  });

  it.each(['', 'Shop', 'my shop', '1shop', 'shop-', 'my--shop', '_template', '../evil', 'a'.repeat(31)])(
    'refuses the name %j',
    (id) => {
      expect(() => makeAdapter(root, id, 'Title', '2026-02-03')).toThrow(/is not a name/);
      expect(readdirSync(join(root, 'adapters')).sort()).toEqual(['_template', 'north-sea-2', 'taken']);
    },
  );

  it('refuses a name that the core uses as a word, and says where', () => {
    expect(refusal(project, 'ledger')).toMatch(/^ledger is a word of the core \(src\/.+:\d+\)/);
  });

  it('refuses a title that would break out of its quotes', () => {
    expect(() => makeAdapter(root, 'quoted', `Bob's`, '2026-02-03')).toThrow(/not a title/);
  });

  it('finds an id as a word only', () => {
    const files = [
      { path: 'src/a.ts', text: 'one\nshopper' },
      { path: 'src/b.generated.ts', text: 'shop' },
      { path: 'src/c.ts', text: 'one\ntwo // the Shop' },
    ];
    expect(mention(files, 'shop')).toBe('src/c.ts:2');
    expect(mention(files, 'shoppe')).toBeUndefined();
  });

  it('leaves other braces alone, and makes a title of an id', () => {
    expect(fill('{{id}} {{other}} {x}', { id: 'a-b', title: 'A', date: '' })).toBe('a-b {{other}} {x}');
    expect(titleOf('north-sea')).toBe('North Sea');
  });
});
