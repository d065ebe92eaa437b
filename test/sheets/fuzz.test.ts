import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MabangError } from '../../src/core/index.ts';
import { decoderOf } from '../../src/sheets/charsets.ts';
import { openSheet, type Sheet, type SheetEvent } from '../../src/sheets/index.ts';
import { CSV } from '../../src/sheets/sniff.ts';
import { damaged, type Goods, written } from './fuzz.ts';
import { all } from './support.ts';

/**
 * 10,000 sheets: no crash, no row lost in silence, no value from a wrong column. MABANG_SEED=n runs the same ones again.
 */
const seed = Number(process.env.MABANG_SEED ?? Math.floor(Math.random() * 0x7fffffff));
const folder = mkdtempSync(join(tmpdir(), 'mabang-fuzz-'));
let count = 0;
/** Milliseconds, for a machine that is busy with other things. */
const LONG = 300_000;

beforeAll(() => void process.stdout.write(`fuzzed sheets: MABANG_SEED=${seed}\n`));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What became of a file: its events, or the refusal. Whatever else is thrown is a crash. */
async function readFile(bytes: Uint8Array): Promise<{ sheet: Sheet; events: SheetEvent[] } | MabangError> {
  const path = join(folder, `${count++ % 8}.csv`);
  writeFileSync(path, bytes);
  try {
    const sheet = await openSheet(path, { name: 'sheet.csv' });
    return { sheet, events: await all(sheet.rows()) };
  } catch (error) {
    if (error instanceof MabangError) return error;
    throw error;
  }
}

/** Records below the header, counted by other means. */
function recordsIn(bytes: Uint8Array, { reading }: Sheet): number {
  const text = decoderOf(reading.encoding)
    .decode(bytes)
    .replace(/^\uFEFF+/, '')
    .replace(/^"?sep=[^\r\n]"?(?:\r\n|\n|\r|$)/i, '');
  const quote = reading.evidence.some(({ code }) => code === 'I_QUOTE') ? "'" : '"';
  if (text.includes(quote))
    return parse(text, { ...CSV, quote, escape: quote, delimiter: reading.delimiter }).length - reading.headerRow;
  const lines = text.split(/\r\n|\n|\r/);
  return lines.length - (lines.at(-1) === '' ? 1 : 0) - reading.headerRow;
}

/** A row's values stand in its own cells, in the columns that the mapping names. */
function checkColumns({ mapping, reading }: Sheet, event: SheetEvent): void {
  if (event.kind !== 'row') return;
  const { product, variant } = event.value;
  const cells = event.value.cells();
  for (const { column, field } of mapping.columns) {
    const at = reading.headers.indexOf(column);
    expect(reading.headers.lastIndexOf(column)).toBe(at);
    const cell = (cells[at] ?? '').trim();
    if (field === 'sku' && variant && cell !== '') expect(variant.sku).toBe(unwrapped(cell));
    if (field === 'title' && product.title) expect(product.title).toBe(unwrapped(cell));
    if (field === 'quantity' && typeof variant?.quantity === 'number' && /^\d+$/.test(cell))
      expect(variant.quantity).toBe(Number(cell));
    if (field === 'price' && variant?.price)
      expect(digits(String(variant.price.minor))).toBe(digits(cell.normalize('NFKC')));
  }
}

/** `="0012"`, which spreadsheets write to keep zeros. */
const unwrapped = (cell: string) => /^="(.*)"$/.exec(cell)?.[1] ?? cell;
const digits = (text: string) => text.replace(/\D/g, '').replace(/^0+|0+$/g, '');

describe('10,000 sheets', () => {
  it(
    '5,000 that say the same in every form say the same',
    async () => {
      let stopped = 0;
      await fc.assert(
        fc.asyncProperty(written, async ({ bytes, goods, rows, guessed }) => {
          const result = await readFile(bytes);
          if (result instanceof MabangError) {
            // Few characters may leave two encodings open: then it is asked, never guessed.
            expect([guessed, result.code]).toEqual([true, expect.stringMatching(/^E_ENCODING/)]);
            stopped++;
            return;
          }
          const { sheet, events } = result;
          expect(sheet.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
          expect(events).toHaveLength(rows);
          expect(events.flatMap(taken)).toEqual(goods);
        }),
        { numRuns: 5000, seed },
      );
      process.stdout.write(`sheets of 1 to 8 rows whose encoding was asked for: ${stopped} of 5000\n`);
      expect(stopped).toBeLessThan(250);
    },
    LONG,
  );

  it(
    '5,000 damaged ones lose nothing in silence, and mix no columns',
    async () => {
      const files = bases();
      const codes = new Map<string, number>();
      await fc.assert(
        fc.asyncProperty(damaged(files), async (bytes) => {
          const result = await readFile(bytes);
          const code = result instanceof MabangError ? result.code : 'read';
          codes.set(code, (codes.get(code) ?? 0) + 1);
          if (result instanceof MabangError) return;
          const { sheet, events } = result;
          const first = sheet.reading.headerRow + 1;
          expect(events.map(({ value }) => value.row)).toEqual(events.map((_, i) => first + i));
          expect(events.length).toBe(Math.max(0, recordsIn(bytes, sheet)));
          for (const event of events) {
            if (event.kind === 'rejected') expect(event.value.errors.length).toBeGreaterThan(0);
            checkColumns(sheet, event);
          }
        }),
        { numRuns: 5000, seed },
      );
      process.stdout.write(`damaged sheets: ${[...codes].map(([code, times]) => `${code} ${times}`).join(', ')}\n`);
      expect(codes.get('read')).toBeGreaterThan(1000);
    },
    LONG,
  );
});

function taken(event: SheetEvent): Goods[] {
  if (event.kind !== 'row') return [];
  const { product, variant } = event.value;
  return [
    {
      sku: variant?.sku ?? '',
      title: product.title ?? '',
      price: variant?.price?.minor ?? -1,
      stock: variant?.quantity ?? -1,
    },
  ];
}

/** The project's own sheets, and real ones where they are at hand, cut to their first rows. */
function bases(): readonly Buffer[] {
  const own = join(import.meta.dirname, '../../fixtures/suppliers');
  const real = join(dirname(process.env.MABANG_SPECS ?? ''), 'sheets');
  const files = [own, real].flatMap((one) =>
    existsSync(one) ? readdirSync(one).flatMap((name) => (/\.(csv|tsv)$/.test(name) ? [join(one, name)] : [])) : [],
  );
  return files.map((file) => readFileSync(file).subarray(0, 6000));
}
