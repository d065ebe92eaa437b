import { existsSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { adapterFolders } from '../src/dev/gen-registry.ts';
import { circles, type Import, parseSource, readSources, type SourceFile } from '../src/dev/imports.ts';
import { mention } from '../src/dev/new-adapter.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = readSources(root, ['bin', 'src', 'adapters']);

/**
 * Who may import what: folders of src/, packages, modules of Node. `types:` allows types alone, which are gone at run time.
 *
 * Wider than the design's table in these places, each for a reason:
 * - core may hash (node:crypto): plans and snapshots are compared by their sha256, and hashing is pure.
 * - adapters may use core: its helpers are pure, and money or canonical JSON must not be written twice.
 * - adapters may use jsonschema: platforms publish what they take as JSON Schema, and judging by it is pure.
 * - cli may use the clock's and the trace's types of http: it hands both to the engine.
 * - report, engine and cli may name types of the parts they report on or hand through.
 * - engine (mabang.yaml) and sheets (mapping files) read YAML.
 * - engine starts the seller's own credential_command and git (node:child_process), and waits on 127.0.0.1 for the browser
 *   that comes back from a platform's login (node:http).
 * - engine loads the kit's clock and pictures when a rehearsal is asked for (`lazily:`), and at no other time.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  contract: ['zod'],
  core: ['contract', 'node:crypto'],
  jsonschema: ['contract', 'ajv/dist/2019.js'],
  http: [
    'core',
    'contract',
    'undici',
    'zod',
    'node:crypto',
    'node:events',
    'node:timers/promises',
    'node:util',
    'node:zlib',
  ],
  catalogue: ['core', 'contract', 'better-sqlite3', 'node:fs', 'node:path', 'node:os', 'node:crypto'],
  sheets: [
    ...['core', 'contract', 'csv-parse', 'csv-parse/sync', 'csv-stringify', 'csv-stringify/sync', 'yaml', 'zod'],
    ...['numfmt', 'saxes', 'yauzl'],
    ...[
      'node:buffer',
      'node:events',
      'node:fs',
      'node:fs/promises',
      'node:path',
      'node:stream',
      'node:stream/promises',
      'node:crypto',
      'node:url',
      'node:util',
      'node:worker_threads',
    ],
  ],
  engine: [
    ...['core', 'contract', 'http', 'catalogue', 'sheets', 'types:testing', 'lazily:testing', 'yaml', 'zod'],
    ...['node:fs', 'node:fs/promises', 'node:path', 'node:os', 'node:url', 'node:crypto'],
    ...['node:child_process', 'node:http'],
  ],
  report: ['core', 'contract', 'types:engine'],
  cli: ['engine', 'report', 'core', 'contract', 'types:http', 'commander', 'inquirer', 'chalk', 'ora', 'zod', 'node:*'],
  testing: ['core', 'contract', 'engine', 'types:http', 'zod', 'node:*'],
  dev: ['*'],
};

/** What an adapter is made of. It has no clock, no terminal, no files, and does not know that others exist. */
const ADAPTER_MAY_IMPORT = ['mabang/contract', 'mabang/core', 'mabang/jsonschema', 'zod'];
/** An emulator is a second witness: nothing of the adapter's, and of Node only what computes. */
/**
 * ajv: a platform that publishes JSON Schemas judges listings by them, and so does its emulator. node:http: a platform that
 * wants the bytes of pictures needs a host of pictures, and the kit's answers are text.
 */
const EMULATOR_MAY_IMPORT = ['mabang/testing', 'zod', 'ajv/dist/2019.js', 'node:crypto', 'node:http', 'node:zlib'];

/** Packages that have one home, whatever the table says. */
const ONE_HOME: Readonly<Record<string, string>> = {
  undici: 'http',
  'better-sqlite3': 'catalogue',
  'csv-parse': 'sheets',
  'csv-stringify': 'sheets',
  commander: 'cli',
  inquirer: 'cli',
  chalk: 'cli',
  ora: 'cli',
};

const REGISTRY = 'src/engine/registry.generated.ts';

/** `src/core/money.ts` → `core`; `src/globals.d.ts` → `''`. */
function folderOf(path: string): string {
  const parts = path.split('/');
  return parts.length > 2 ? (parts[1] ?? '') : '';
}

function at({ from, line, specifier }: Import): string {
  return `${from}:${line} ${specifier}`;
}

function isEmulator(path: string): boolean {
  return /^adapters\/[^/]+\/emulator(\.ts|\/)/.test(path);
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function srcMayImport(one: Import): boolean {
  const folder = folderOf(one.from);
  const allowed = MAY_IMPORT[folder] ?? [];
  if (allowed.includes('*')) return true;
  if (one.file === undefined) {
    return allowed.includes(one.specifier) || (one.specifier.startsWith('node:') && allowed.includes('node:*'));
  }
  if (one.file.startsWith('adapters/')) return one.from === REGISTRY && one.dynamic;
  if (!one.file.startsWith('src/')) return false;
  const target = folderOf(one.file);
  if (target === folder || allowed.includes(target)) return true;
  return (one.typeOnly && allowed.includes(`types:${target}`)) || (one.dynamic && allowed.includes(`lazily:${target}`));
}

function adapterMayImport(one: Import): boolean {
  const home = one.from.split('/').slice(0, 2).join('/');
  const id = home.split('/')[1];
  if (one.file === undefined || !one.specifier.startsWith('.')) {
    return (isEmulator(one.from) ? EMULATOR_MAY_IMPORT : ADAPTER_MAY_IMPORT).includes(one.specifier);
  }
  if (isEmulator(one.from)) return isEmulator(one.file) || one.file.startsWith(`fixtures/${id}/`);
  return one.file.startsWith(`${home}/`) && !isEmulator(one.file);
}

const files = (folder: string): readonly SourceFile[] => sources.filter((file) => file.path.startsWith(`${folder}/`));
const importsOf = (folder: string): readonly Import[] => files(folder).flatMap((file) => file.imports);

describe('who imports whom', () => {
  it('src/ holds to the table', () => {
    const strangers = importsOf('src').filter((one) => !srcMayImport(one));
    expect(strangers.map(at)).toEqual([]);
  });

  it('every folder of src/ stands in the table', () => {
    const folders = readdirSync(`${root}/src`, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map((entry) => entry.name).sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  it('bin/ imports the command line and Node', () => {
    const strangers = importsOf('bin').filter(
      (one) => !one.file?.startsWith('src/cli/') && !one.specifier.startsWith('node:'),
    );
    expect(strangers.map(at)).toEqual([]);
  });

  it('an adapter imports the contract, core, zod and itself; its emulator shares nothing with it', () => {
    const strangers = importsOf('adapters').filter((one) => !adapterMayImport(one));
    expect(strangers.map(at)).toEqual([]);
  });

  it('a package with one home is imported there alone', () => {
    const strangers = sources
      .flatMap((file) => file.imports)
      .filter((one) => one.file === undefined && !one.from.startsWith('src/dev/'))
      .filter((one) => {
        const home = ONE_HOME[packageOf(one.specifier)];
        return home !== undefined && !one.from.startsWith(`src/${home}/`);
      });
    expect(strangers.map(at)).toEqual([]);
  });

  it('modules of Node are named with node:, relative files with their extension', () => {
    const odd = sources
      .flatMap((file) => file.imports)
      .filter(({ specifier }) => builtinModules.includes(specifier) || /^\..*(?<!\.(ts|json))$/.test(specifier));
    expect(odd.map(at)).toEqual([]);
  });

  it('nothing is imported for its side effects alone, so the bundle may leave out what is not used', () => {
    const bare = sources.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, i) => (/^\s*import\s+['"]/.test(line) ? [`${path}:${i + 1}`] : [])),
    );
    expect(bare).toEqual([]);
  });
});

describe('no import circles', () => {
  const graph = (keep: (one: Import) => boolean) =>
    new Map(
      sources.map(({ path, imports }) => [
        path,
        imports.filter(keep).flatMap((one) => (one.file === undefined ? [] : [one.file])),
      ]),
    );

  it('between files, as they load', () => {
    expect(circles(graph((one) => !one.typeOnly && !one.dynamic))).toEqual([]);
  });

  it('between files, lazy imports included; the registry alone reaches outwards', () => {
    expect(circles(graph((one) => !one.typeOnly && one.from !== REGISTRY))).toEqual([]);
  });

  it('between files, types included, unless they live in one folder', () => {
    const all = circles(graph((one) => one.from !== REGISTRY || !one.dynamic));
    expect(all.filter((circle) => new Set(circle.map(folderOf)).size > 1)).toEqual([]);
  });

  it('between folders, as they load', () => {
    const folders = new Map<string, string[]>();
    for (const one of importsOf('src')) {
      if (one.typeOnly || one.dynamic || one.file === undefined) continue;
      const [from, to] = [folderOf(one.from), folderOf(one.file)];
      if (from !== to) folders.set(from, [...(folders.get(from) ?? []), to]);
    }
    expect(circles(folders)).toEqual([]);
  });
});

describe('what code may touch', () => {
  const usesIn = (list: readonly SourceFile[], names: readonly string[]) =>
    list.flatMap(({ path, uses }) =>
      uses.filter((use) => names.includes(use.name)).map((use) => `${path}:${use.line} ${use.name}`),
    );
  const WORLD = [
    ...['process', 'console', 'globalThis', 'fetch', 'performance', 'require'],
    ...['setTimeout', 'setInterval', 'setImmediate', 'Date.now', 'new Date()', 'Math.random'],
  ];

  it('only the command line and bin/ touch the process', () => {
    const others = sources.filter(({ path }) => !/^(bin|src\/cli|src\/dev)\//.test(path));
    expect(usesIn(others, ['process'])).toEqual([]);
  });

  it('contract, core and report are pure: no clock, no chance, no world', () => {
    expect(usesIn([...files('src/contract'), ...files('src/core'), ...files('src/report')], WORLD)).toEqual([]);
  });

  it('adapters have no clock, no terminal and no wire of their own', () => {
    const adapters = files('adapters').filter(({ path }) => !isEmulator(path));
    expect(usesIn(adapters, WORLD)).toEqual([]);
  });

  it('src/ names no platform', () => {
    const ids = adapterFolders(root);
    expect(ids.flatMap((id) => mention(files('src'), id) ?? [])).toEqual([]);
  });
});

describe('the tree', () => {
  it('has these folders and files at its root, and no others', () => {
    const folders = ['.ci', 'adapters', 'bin', 'docs', 'fixtures', 'schemas', 'scripts', 'src', 'test'];
    const known = [
      ...['.editorconfig', '.gitattributes', '.gitignore', 'CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md'],
      ...['README.zh.md', 'biome.json', 'package-lock.json', 'package.json'],
      ...['tsconfig.build.json', 'tsconfig.json', 'vitest.config.ts'],
    ];
    const made = ['.git', '.mabang', 'coverage', 'dist', 'node_modules'];
    const strangers = readdirSync(root).filter((name) => ![...folders, ...known, ...made].includes(name));
    expect(strangers.filter((name) => !name.endsWith('.tgz'))).toEqual([]);
  });

  it('keeps every file of src/ and adapters/ below 400 lines', () => {
    const big = sources.filter(({ path, text }) => !path.endsWith('.generated.ts') && text.split('\n').length > 400);
    expect(big.map(({ path, text }) => `${path}: ${text.split('\n').length}`)).toEqual([]);
  });

  it('has the same parts in every adapter', () => {
    const parts = ['README.md', 'index.ts', 'schema.ts', 'map.ts', 'api.ts', 'rules.ts', 'emulator.ts'];
    const missing = ['_template', ...adapterFolders(root)].flatMap((id) =>
      parts.map((part) => `adapters/${id}/${part}`).filter((path) => !existsSync(`${root}/${path}`)),
    );
    expect(missing).toEqual([]);
  });
});

describe('the reader that these rules stand on', () => {
  const read = (text: string) => parseSource('src/core/x.ts', text);

  it('finds every form of import, and tells types and lazy ones apart', () => {
    const { imports } = read(
      [
        `import { a } from './a.ts';`,
        `import type { B } from '../contract/index.ts';`,
        `import { type C, type D } from './c.ts';`,
        `import { type E, f } from './e.ts';`,
        `export * from './g.ts';`,
        `export type { H } from './h.ts';`,
        `const i = () => import('node:fs');`,
        `let j: import('./j.ts').J;`,
        `// import './comment.ts'`,
        `const k = "import './string.ts'";`,
        `import l from 'mabang/core';`,
      ].join('\n'),
    );
    expect(imports.map((one) => [one.file ?? one.specifier, one.typeOnly, one.dynamic])).toEqual([
      ['src/core/a.ts', false, false],
      ['src/contract/index.ts', true, false],
      ['src/core/c.ts', true, false],
      ['src/core/e.ts', false, false],
      ['src/core/g.ts', false, false],
      ['src/core/h.ts', true, false],
      ['node:fs', false, true],
      ['src/core/j.ts', true, false],
      ['src/core/index.ts', false, false],
    ]);
  });

  it('refuses an import whose name is computed', () => {
    expect(() => read('const x = import(name);')).toThrow(/computed/);
  });

  it('sees the process and the clock where they are used, not where a word is the same', () => {
    const { uses } = read(
      [
        'process.exit(1);',
        'const a = { process: 1, fetch() {} };',
        'a.process;',
        'Date.now();',
        'new Date();',
        'new Date(0);',
        'Math.random();',
        '// process',
      ].join('\n'),
    );
    expect(uses.map((use) => `${use.line} ${use.name}`)).toEqual([
      '1 process',
      '4 Date.now',
      '5 new Date()',
      '7 Math.random',
    ]);
  });

  it('finds circles of one, of two and of more, and none in a tree', () => {
    const graph = (edges: Record<string, string[]>) => circles(new Map(Object.entries(edges)));
    expect(graph({ a: ['b', 'c'], b: ['c'], c: [] })).toEqual([]);
    expect(graph({ a: ['a'] })).toEqual([['a', 'a']]);
    expect(graph({ a: ['b'], b: ['a'] })).toEqual([['a', 'b', 'a']]);
    expect(graph({ x: ['a'], a: ['b'], b: ['c'], c: ['a'] })).toEqual([['a', 'b', 'c', 'a']]);
  });
});
