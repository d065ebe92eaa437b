/**
 * `npm run bench [name…]`: every row prints a ratio against a yardstick that is named and taken in the same run, on the same
 * machine. The work is done in processes of its own, bundled as the command is, so that no TypeScript loader is measured.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { adapterIds } from '../../engine/registry.generated.ts';
import { type Row, table } from './row.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const wanted = process.argv.slice(2);
const out = mkdtempSync(join(root, 'node_modules', '.bench-'));

async function child(name: string, ...args: string[]): Promise<Row[]> {
  const outfile = join(out, `${name}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: [`src/dev/bench/${name}.ts`],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.18',
    external: ['better-sqlite3'],
    alias: {
      'mabang/contract': './src/contract/index.ts',
      'mabang/core': './src/core/index.ts',
      'mabang/jsonschema': './src/jsonschema/index.ts',
      'mabang/testing': './src/testing/index.ts',
    },
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    define: { __MABANG_VERSION__: '"bench"' },
    logLevel: 'warning',
  });
  const run = spawnSync(process.execPath, ['--expose-gc', outfile, ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  if (run.status !== 0) throw new Error(`${name} failed:\n${run.stderr}`);
  return JSON.parse(run.stdout) as Row[];
}

/** The parts by name, each in a file of that name, with what it is given. */
const BIN = join(root, 'dist', 'mabang.js');
const PARTS: Readonly<Record<string, readonly string[] | 'each'>> = {
  start: [BIN],
  // A process for each adapter: memory is measured.
  diff: 'each',
  requests: [],
  pace: [],
  import: [BIN],
};

try {
  const strangers = wanted.filter((name) => !Object.hasOwn(PARTS, name));
  if (strangers.length > 0)
    throw new Error(`no part is called ${strangers.join(', ')}; there are: ${Object.keys(PARTS).join(', ')}`);
  const all: Row[] = [];
  for (const [name, args] of Object.entries(PARTS))
    for (const one of args === 'each' ? adapterIds.map((id) => [id]) : [args])
      if (wanted.length === 0 || wanted.includes(name)) all.push(...(await child(name, ...one)));
  process.stdout.write(table(all));
} finally {
  rmSync(out, { recursive: true });
}
