import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MabangError } from '../../src/core/index.ts';
import { importSheet } from '../../src/engine/index.ts';
import { written } from '../sheets/fuzz.ts';
import { Bench, FakePlatform } from './fake.ts';

/** Sheets of every form through a whole import: what the catalogue is given is counted, and nothing else. */
const seed = Number(process.env.MABANG_SEED ?? Math.floor(Math.random() * 0x7fffffff));

it('rows in = SKUs + rejected + skipped, for 200 sheets that say what they say in every form', async () => {
  process.stdout.write(`imported sheets: MABANG_SEED=${seed}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'mabang-fuzz-'));
  const bench = new Bench(new FakePlatform());
  const file = join(folder, 'sheet.csv');
  try {
    await fc.assert(
      fc.asyncProperty(written, async ({ bytes, goods, rows, guessed }) => {
        writeFileSync(file, bytes);
        const options = { file, dryRun: true, onError: 'skip-row' } as const;
        const report = await importSheet(bench.workspace, options).catch((error: unknown) => error);
        if (report instanceof MabangError) {
          expect([guessed, report.code]).toEqual([true, expect.stringMatching(/^E_ENCODING/)]);
          return;
        }
        expect(report).toMatchObject({
          rows,
          products: { new: goods.length },
          variants: { new: goods.length, changed: 0, same: 0 },
          rejected: 0,
          skipped: rows - goods.length,
        });
      }),
      { numRuns: 200, seed },
    );
  } finally {
    bench.close();
    rmSync(folder, { recursive: true, force: true });
  }
}, 300_000);
