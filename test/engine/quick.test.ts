import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { take } from '../../src/engine/taking.ts';
import type { Tally } from '../../src/engine/tally.ts';
import { type Mapping, openSheet, parseMapping } from '../../src/sheets/index.ts';
import { Bench, FakePlatform } from './fake.ts';

const open: Bench[] = [];
afterEach(() => {
  for (const bench of open.splice(0)) bench.close();
});

type Reading = 'quick' | 'full' | 'plain';

/** A catalogue that takes sheets in one way of reading; what became of them. */
function taker(reading: Reading) {
  const bench = new Bench(new FakePlatform());
  open.push(bench);
  return async (text: string | Buffer, mapping: Mapping, hash: string, chunk?: number) => {
    const { workspace: ws, dir } = bench;
    const file = join(dir, 'sheet.csv');
    const rejects = join(dir, 'rejects.csv');
    writeFileSync(file, text);
    rmSync(rejects, { force: true });
    const sheet = await openSheet(file, { name: 'sheet.csv', mapping, ...(chunk === undefined ? {} : { chunk }) });
    expect(sheet.findings.filter((finding) => finding.severity === 'error')).toEqual([]);
    const how = { file: 'sheet.csv', mappingHash: hash, rejects, reading };
    const tally = await take(ws, sheet, how, (session) => {
      session.commit();
      return true;
    });
    const products = [...ws.catalogue.products()];
    return {
      tally: summary(tally),
      rejects: existsSync(rejects) ? readFileSync(rejects, 'utf8') : undefined,
      products,
      sources: products.map((product) => ws.catalogue.sources(product.code)),
    };
  };
}

function summary({ rows, rejected, skipped, products, variants, findings }: Tally) {
  return { rows, rejected, skipped, products: products.counts, variants, findings };
}

const column = (name: string, field: string, more = '') => `  - { column: ${name}, field: "${field}"${more} }`;
const GROUPED = parseMapping(
  [
    'version: 1',
    'currency: EUR',
    'columns:',
    ...[column('code', 'code'), column('sku', 'sku'), column('title', 'title'), column('category', 'category')],
    ...[
      column('price', 'price'),
      column('stock', 'quantity', ', decimal: none'),
      column('ean', 'gtin'),
      column('kg', 'weight', ', unit: kg'),
    ],
    ...[column('color', 'option:Color'), column('size', 'option:Size'), column('stuff', 'attribute:Material')],
    ...[column('picture', 'image'), column('state', 'status'), column('lines', 'bullet')],
    'ignore: [note]',
  ].join('\n'),
  'grouped.yaml',
);
const HEADERS = [...GROUPED.columns.map(({ column: name }) => name), 'note'];
const FLAT: Mapping = {
  ...GROUPED,
  columns: GROUPED.columns.filter(({ field }) => field !== 'code'),
  ignore: ['note', 'code'],
};
const STOCK: Mapping = {
  ...GROUPED,
  columns: GROUPED.columns.filter(({ field }) => ['sku', 'quantity', 'price', 'status'].includes(field)),
  ignore: HEADERS.filter((name) => !['sku', 'stock', 'price', 'state'].includes(name)),
};

const EANS = ['4006381333931', '6900000000007', '5901234123457', '4006381333932', '00012345'];
const odd = <T>(plain: fc.Arbitrary<T>, ...others: readonly T[]) =>
  fc.oneof({ weight: 24, arbitrary: plain }, { weight: 1, arbitrary: fc.constantFrom(...others) });

/** A product and its rows: mostly as a supplier means it, now and then not. */
const product = fc
  .record({
    code: odd(fc.constantFrom('P1', 'P2', 'P3', 'P4', 'P5-x', 'P6'), '', ' P1', 'total', '="0012"', '货1'),
    title: odd(fc.constantFrom('Mug', '马克杯', 'Cup "24"', 'A, B', 'Line\nbreak'), '', ' Mug ', '??', '锟斤拷'),
    category: fc.constantFrom('Home > Mugs', 'Home>Mugs', '', 'TV/Audio'),
    stuff: fc.constantFrom('Steel', '搪瓷', ''),
    picture: odd(
      fc.constantFrom('https://a.example/1.jpg', 'https://b.example/x/2.png?v=1', ''),
      'https://a.example/1.jpg|https://a.example/2.jpg',
      'nowhere',
    ),
    lines: fc.constantFrom('', 'one|two', 'one'),
    rows: fc.array(
      fc.record({
        sku: odd(
          fc.integer({ min: 1, max: 30 }).map((n) => `S-${n}`),
          '',
          '1.5E+12',
          'Total',
        ),
        price: odd(fc.constantFrom('1.00', '12.5', '3', '0.99'), '', 'x', '1,5', '0', '-1', '1.999'),
        stock: odd(fc.constantFrom('0', '5', '12', ''), '<10', '007', '1.0'),
        ean: odd(fc.constant(''), ...EANS),
        kg: odd(fc.constantFrom('0.35', '1', ''), '350 g', 'heavy'),
        color: fc.constantFrom('red', '红', ''),
        size: fc.constantFrom('S', 'M', ''),
        state: odd(fc.constantFrom('active', 'active', 'paused', 'ended', ''), 'perhaps'),
        title: fc.option(fc.constantFrom('Other', ''), { nil: undefined, freq: 12 }),
        picture: fc.option(fc.constantFrom('https://a.example/3.jpg', ''), { nil: undefined, freq: 8 }),
        note: odd(fc.constantFrom('x', '', '备注'), '??', 'a"b'),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ rows, ...shared }) =>
    rows.map((row) => ({ ...shared, ...defined(row) }) as Readonly<Record<string, string>>),
  );

function defined(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
}

interface Line {
  readonly cells?: readonly string[];
  readonly raw?: string;
}

/** Lines that are no rows, and rows too short or too long. */
const stray = fc.constantFrom<Line>(
  { raw: '' },
  { cells: HEADERS },
  { raw: ',,,' },
  { raw: 'P1,S-1' },
  { raw: 'a"b,c' },
);

const sheet = fc
  .array(
    fc.oneof(
      {
        weight: 12,
        arbitrary: product.map((rows) => rows.map((row) => ({ cells: HEADERS.map((name) => row[name] ?? '') }))),
      },
      { weight: 1, arbitrary: stray.map((line): Line[] => [line]) },
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.flat());

function textOf(lines: readonly Line[], end: string): string {
  const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return [{ cells: HEADERS }, ...lines].map((line) => line.raw ?? line.cells?.map(quoted).join(',')).join(end) + end;
}

/** More of them with `MABANG_RUNS=200`. */
const RUNS = Number(process.env.MABANG_RUNS ?? 5);

const run = (mapping: Mapping) =>
  fc.assert(
    fc.asyncProperty(
      sheet,
      fc.array(
        fc.record({ at: fc.nat(40), column: fc.nat(HEADERS.length - 1), to: fc.constantFrom('', '7', 'Z', 'M') }),
        {
          maxLength: 3,
        },
      ),
      sheet,
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.constantFrom(37, 400, undefined),
      async (first, edits, other, end, chunk) => {
        const ways = (['plain', 'full', 'quick'] as const).map((reading) => taker(reading));
        // The sheet comes back changed here and there, another sheet comes between, and then the first as it was.
        const second = first.map((line, i) => {
          const edit = edits.find(({ at }) => at === i);
          return edit && line.cells
            ? { cells: line.cells.map((cell, k) => (k === edit.column ? edit.to : cell)) }
            : line;
        });
        const days: readonly (readonly [readonly Line[], Mapping])[] = [
          ...([
            [first, mapping],
            [first, mapping],
            [second, mapping],
          ] as const),
          ...([
            [other, STOCK],
            [second, mapping],
            [first, mapping],
            [[...first, ...other], mapping],
          ] as const),
        ];
        for (const [lines, how] of days) {
          const text = textOf(lines, end);
          const [plain, ...others] = await Promise.all(ways.map((way) => way(text, how, 'm', chunk)));
          for (const one of others) expect(one).toEqual(plain);
        }
        for (const bench of open.splice(0)) bench.close();
      },
    ),
    { numRuns: RUNS },
  );

describe('a sheet read product by product, from bytes, without what it had before', () => {
  it('becomes what it becomes row by row: a sheet with product codes', () => run(GROUPED));
  it('becomes what it becomes row by row: a sheet of SKUs', () => run(FLAT));
});

describe('a sheet that comes back', () => {
  it('is read only where it changed', async () => {
    const bench = new Bench(new FakePlatform());
    open.push(bench);
    const { workspace: ws, dir } = bench;
    const file = join(dir, 'sheet.csv');
    const rows = (price: (i: number) => string) =>
      Array.from({ length: 400 }, (_, i) => `P${i >> 2},P${i >> 2}-${i & 3},Mug,,${price(i)},1,,,red,${i & 3},,,,,x\n`);
    const day = async (text: string) => {
      writeFileSync(file, text);
      const sheet = await openSheet(file, { mapping: GROUPED });
      const read: number[] = [];
      const { quick } = sheet;
      if (!quick) throw new Error('this sheet is to be read product by product');
      const watched: typeof quick = {
        ...quick,
        open: (known) => {
          const run = quick.open(known);
          return {
            ...run,
            async *batches() {
              for await (const batch of run.batches()) {
                read.push(batch.rows - batch.knownRows);
                yield batch;
              }
            },
          };
        },
      };
      const tally = await take(ws, { ...sheet, quick: watched }, { file, mappingHash: 'm' }, (session) => {
        session.commit();
        return true;
      });
      return { read: read.reduce((sum, n) => sum + n, 0), variants: tally.variants, products: tally.products.counts };
    };
    const head = `${HEADERS.join(',')}\n`;
    const first = await day(head + rows(() => '1.00').join(''));
    expect(first).toEqual({
      read: 400,
      variants: { new: 400, changed: 0, same: 0 },
      products: { new: 100, changed: 0, same: 0 },
    });
    const second = await day(head + rows((i) => (i === 9 ? '2.00' : '1.00')).join(''));
    expect(second).toEqual({
      read: 4,
      variants: { new: 0, changed: 1, same: 399 },
      products: { new: 0, changed: 0, same: 100 },
    });
    expect(ws.catalogue.productOf('P2-1')?.variants[1]?.price).toEqual({ minor: 200, currency: 'EUR' });
  });
});
