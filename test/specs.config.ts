/**
 * The tests that hold the project against the platforms' own published descriptions, `*.specs.test.ts`.
 * MABANG_SPECS names the folder of descriptions; without it there is nothing to hold against, so nothing passes.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import base from '../vitest.config.ts';

const folder = process.env.MABANG_SPECS;
if (!folder || !existsSync(folder)) {
  throw new Error(
    `MABANG_SPECS must name the folder with the platforms' descriptions${folder ? `; ${folder} is not there` : ''}`,
  );
}

export default defineConfig({
  ...base,
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: { ...base.test, include: ['test/**/*.specs.test.ts'], exclude: [] },
});
