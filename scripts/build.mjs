/**
 * Bundles the command and the public entries into dist/.
 *
 *   node scripts/build.mjs           JavaScript only: what `npm install` runs
 *   node scripts/build.mjs --types   declarations as well: what `npm pack` runs
 *
 * One bundle with lazy chunks, because start-up is paid at every call: Node resolves and reads hundreds of files of
 * node_modules far slower than one chunk.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const result = await build({
  absWorkingDir: root,
  entryPoints: {
    mabang: 'bin/mabang.ts',
    contract: 'src/contract/index.ts',
    core: 'src/core/index.ts',
    jsonschema: 'src/jsonschema/index.ts',
    testing: 'src/testing/index.ts',
    conformance: 'src/testing/conformance/index.ts',
    // A thread of its own, started by the file's name.
    'sheets-worker': 'src/sheets/worker.ts',
  },
  outdir: dist,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.18',
  // Native: it cannot be in a bundle.
  external: ['better-sqlite3'],
  alias: {
    'mabang/contract': './src/contract/index.ts',
    'mabang/core': './src/core/index.ts',
    'mabang/jsonschema': './src/jsonschema/index.ts',
    'mabang/testing': './src/testing/index.ts',
    'mabang/conformance': './src/testing/conformance/index.ts',
  },
  plugins: [leanPackages()],
  define: { __MABANG_VERSION__: JSON.stringify(version) },
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
  write: false,
});

const written = new Set();
for (const { path, text } of result.outputFiles) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, withRequire(text));
  written.add(relative(dist, path));
}
chmodSync(join(dist, 'mabang.js'), 0o755);
removeStale();
if (process.argv.includes('--types')) emitTypes();

/**
 * Two packages that would put into every start-up what is never used: zod its messages in fifty languages (ours come from
 * the core, in two), yaml its CommonJS build, of which nothing can be left out.
 */
function leanPackages() {
  return {
    name: 'lean-packages',
    setup({ onLoad, onResolve }) {
      onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, ({ path }) => ({
        contents: "export { default as en } from './en.js';",
        resolveDir: dirname(path),
      }));
      onResolve({ filter: /^yaml$/ }, () => ({ path: join(root, 'node_modules/yaml/browser/index.js') }));
    },
  };
}

/**
 * CommonJS packages in an ESM bundle call `require` for Node's own modules through one helper of esbuild's. Only the chunk
 * that holds the helper gets a `require`; a banner on every file would make `mabang --version` pay for it.
 */
function withRequire(text) {
  if (!text.includes('typeof require')) return text;
  return `import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);${text}`;
}

/** Chunks of earlier builds. Written after the new ones are in place, so that dist works at every moment. */
function removeStale() {
  for (const file of readdirSync(dist, { recursive: true })) {
    if (file.endsWith('.js') && !written.has(file)) rmSync(join(dist, file));
  }
}

function emitTypes() {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
