import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const { version } = JSON.parse(readFileSync(at('./package.json'), 'utf8')) as { version: string };
const report = process.env.MABANG_TEST_REPORT;

export default defineConfig({
  resolve: {
    alias: {
      'mabang/contract': at('./src/contract/index.ts'),
      'mabang/core': at('./src/core/index.ts'),
      'mabang/jsonschema': at('./src/jsonschema/index.ts'),
      'mabang/testing': at('./src/testing/index.ts'),
      'mabang/conformance': at('./src/testing/conformance/index.ts'),
    },
  },
  // A test that makes an adapter in a temporary folder imports it from there.
  server: { fs: { strict: false } },
  define: { __MABANG_VERSION__: JSON.stringify(version) },
  test: {
    include: ['test/**/*.test.ts'],
    // These need the platforms' own descriptions, which are not part of the project: `npm run test:specs`.
    exclude: ['test/**/*.specs.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A second copy of the results for a script to count, where one is asked for.
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
  },
});
