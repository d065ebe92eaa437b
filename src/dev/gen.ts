/** `npm run gen` writes every generated file; `npm run gen:check` writes none and fails when one is stale. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from '../engine/paths.ts';
import { generators } from './generators.ts';

const root = packageRoot();
const check = process.argv.includes('--check');
let stale = 0;

for (const { file, text } of generators) {
  const path = join(root, file);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  const after = await text(root);
  if (before === after) continue;
  stale++;
  if (!check) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, after);
  }
  process.stdout.write(`${check ? 'stale' : 'wrote'} ${file}\n`);
}

if (stale === 0) process.stdout.write('everything generated is fresh\n');
else if (check) {
  process.stdout.write('run: npm run gen\n');
  process.exitCode = 1;
}
