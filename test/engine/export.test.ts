import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Money } from '../../src/contract/index.ts';
import type { ProductPatch, VariantPatch } from '../../src/core/index.ts';
import { exportSheet, importSheet, type Workspace } from '../../src/engine/index.ts';
import { Bench, FakePlatform } from './fake.ts';

const open: Bench[] = [];
afterEach(() => {
  for (const bench of open.splice(0)) bench.close();
});

function workspace(): Workspace {
  const bench = new Bench(new FakePlatform());
  open.push(bench);
  return bench.workspace;
}

async function exported(ws: Workspace, request: Parameters<typeof exportSheet>[1] = {}): Promise<string> {
  let text = '';
  await exportSheet(ws, request, (part) => {
    text += part;
  });
  return text;
}

function taken(ws: Workspace, text: string | Buffer) {
  const file = join(ws.dir, 'export.csv');
  writeFileSync(file, text);
  return importSheet(ws, { file, dryRun: false, onError: 'stop' });
}

interface Entry {
  readonly product: ProductPatch;
  readonly skus: readonly VariantPatch[];
}

function fill(ws: Workspace, entries: readonly Entry[]): void {
  const session = ws.catalogue.beginImport({ file: 'x', hash: 'x', mappingHash: 'x', columns: {}, at: '2026-01-01' });
  let row = 1;
  for (const { product, skus } of entries) {
    session.put({ row: ++row, product, fields: [] });
    for (const variant of skus) session.put({ row: ++row, product: { code: product.code }, variant, fields: [] });
  }
  session.commit();
}

/** What makes trouble in a cell: formulas, quotes, line breaks, leading zeros, blanks, escapes, emoji. */
const piece = fc.constantFrom(
  ...['=1+1', '+49', '-5', '@SUM(A1)', '＝1', '\t', '\r', '\n', '\r\n', '"', '""', "'", "'=", ',', ';', '|', ' ', '\\'],
  ...['\\e', '="0012"', '0012', '1E5', '不锈钢', '😀👩‍👧', 'é', 'a', 'Mug', '<b>', '> ', '￥', '1-2', 'true', 'ﬁ'],
);
const text = fc.array(piece, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
const identifier = fc
  .array(fc.constantFrom('0', '00', '1', 'E5', '-', 'A', '"', '=', '货', '/', '@', '.', "'", ','), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) => parts.join(''))
  // What a sheet could not give either: totals and ruined digits are refused.
  .filter((code) => !/^[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+$/.test(code));
const name = fc.constantFrom('Color', '颜色', 'Size "L"', '=x', 'a,b', 'Länge\nmm', '10', 'sku');
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
const money = fc
  .tuple(fc.nat(1_000_000), fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF', 'CNY', 'IDR'))
  .map(([minor, currency]): Money => ({ minor, currency }));
const image = fc.record({ url: fc.webUrl({ withQueryParameters: true }), alt: maybe(text) }, { requiredKeys: ['url'] });
const images = fc.uniqueArray(image, { selector: ({ url }) => url, maxLength: 3 });
const map = (value: fc.Arbitrary<string>) => fc.dictionary(name, value, { maxKeys: 3 });
const side = fc.nat(5000);

const sku = fc.record({
  price: maybe(money),
  listPrice: maybe(money),
  cost: maybe(money),
  quantity: maybe(fc.nat(10_000)),
  gtin: maybe(fc.constantFrom('4006381333931', '00012348', '036000291452', '10012345678902')),
  weight: maybe(fc.nat(10_000)),
  dimensions: maybe(fc.record({ length: side, width: side, height: side })),
  images,
  attributes: map(fc.oneof(text, fc.constant(''))),
  status: fc.constantFrom('active' as const, 'active' as const, 'ended' as const),
});

const catalogue = fc
  .record({
    codes: fc.uniqueArray(identifier, { minLength: 1, maxLength: 5 }),
    skus: fc.uniqueArray(identifier, { minLength: 0, maxLength: 12 }),
    axes: fc.uniqueArray(name, { maxLength: 3 }),
    values: fc.array(text, { minLength: 3, maxLength: 3 }),
    variants: fc.array(sku, { minLength: 12, maxLength: 12 }),
    products: fc.array(
      fc.record({
        title: maybe(text),
        description: maybe(text),
        bullets: fc.array(fc.oneof(text, fc.constant('')), { maxLength: 3 }),
        brand: maybe(fc.oneof(text, fc.constant(''))),
        category: maybe(text),
        images,
        attributes: map(fc.oneof(text, fc.constant(''))),
        status: fc.constantFrom('active' as const, 'paused' as const, 'ended' as const),
      }),
      { minLength: 5, maxLength: 5 },
    ),
  })
  .map(({ codes, skus, axes, values, variants, products }): readonly Entry[] =>
    codes.map((code, i) => ({
      product: { code, ...defined(products[i] ?? {}) },
      skus: skus.flatMap((one, k) =>
        k % codes.length === i
          ? [{ sku: one, options: optionsOf(axes, values, i), ...defined(variants[k] ?? {}) } as VariantPatch]
          : [],
      ),
    })),
  );

function optionsOf(axes: readonly string[], values: readonly string[], turn: number): Readonly<Record<string, string>> {
  const own = turn % 2 === 0 ? axes : [...axes].reverse();
  return Object.fromEntries(own.map((axis, i) => [axis, values[i] ?? 'x']));
}

function defined<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}

describe('an export', () => {
  it('comes back and changes nothing, and makes the same catalogue in an empty one', async () => {
    await fc.assert(
      fc.asyncProperty(catalogue, async (entries) => {
        const [ws, fresh] = [workspace(), workspace()];
        fill(ws, entries);
        const before = [...ws.catalogue.products()];
        const [revision, sources] = [ws.catalogue.revision(), before.map(({ code }) => ws.catalogue.sources(code))];
        const csv = await exported(ws);

        const report = await taken(ws, csv);
        expect(report.findings).toEqual([]);
        expect([report.result, report.products.new, report.products.changed]).toEqual(['committed', 0, 0]);
        expect([report.variants.new, report.variants.changed, report.rejected]).toEqual([0, 0, 0]);
        expect([...ws.catalogue.products()]).toEqual(before);
        expect(ws.catalogue.revision()).toBe(revision);
        expect(before.map(({ code }) => ws.catalogue.sources(code))).toEqual(sources);

        expect((await taken(fresh, csv)).findings).toEqual([]);
        expect([...fresh.catalogue.products()]).toEqual(before);
        for (const bench of open.splice(0)) bench.close();
      }),
      { numRuns: Number(process.env.MABANG_RUNS ?? 15) },
    );
  });

  it('is what Excel opens: BOM, CRLF, identifiers as text, no formula', async () => {
    const ws = workspace();
    fill(ws, [
      {
        product: { code: '0012', title: '=HYPERLINK("x")', description: 'two\nlines' },
        skus: [{ sku: '007', price: { minor: 1290, currency: 'EUR' }, gtin: '4006381333931', quantity: 0 }],
      },
    ]);
    const csv = await exported(ws);
    expect(csv.startsWith('\uFEFFmabang_export,code,sku,')).toBe(true);
    expect(csv.replace(/"[^"]*"/g, '')).not.toMatch(/(?<!\r)\n/);
    const [, row = ''] = csv.split('\r\n');
    expect(row.startsWith('1,"=""0012""","=""007""","\'=HYPERLINK(""x"")",')).toBe(true);
    expect(row).toContain(',12.90,EUR,');
    expect(row).toContain(',0,"=""4006381333931""",');
  });

  it('comes back from a spreadsheet that wrote it anew: semicolons, no formulas, another order of rows', async () => {
    const ws = workspace();
    fill(ws, [
      {
        product: { code: '0012', title: 'Mug' },
        skus: [
          { sku: '007', quantity: 3 },
          { sku: '008', quantity: 4 },
        ],
      },
    ]);
    const csv = await exported(ws, { columns: ['quantity'] });
    const [head = '', first = '', second = ''] = csv.replaceAll('"=""', '').replaceAll('"""', '').split('\r\n');
    const edited = [head, second.replace(/4$/, '9'), first].join('\r\n').replaceAll(',', ';');
    const report = await taken(ws, `${edited}\r\n`);
    expect(report).toMatchObject({ result: 'committed', variants: { changed: 1, same: 1 }, products: { new: 0 } });
    expect(ws.catalogue.product('0012')?.variants.map(({ quantity }) => quantity)).toEqual([3, 9]);
    expect(ws.catalogue.product('0012')?.title).toBe('Mug');
  });

  it('that was edited is checked like any sheet, and its refused rows come back once they are corrected', async () => {
    const ws = workspace();
    fill(ws, [{ product: { code: 'A' }, skus: [{ sku: 'A1', price: { minor: 100, currency: 'EUR' }, quantity: 1 }] }]);
    const csv = await exported(ws, { columns: ['price', 'price currency', 'quantity'] });
    const report = await taken(ws, csv.replace('1.00', '1.00x').replace(',1\r\n', ',many\r\n'));
    expect(report.result).toBe('refused');
    expect(report.findings.map(({ code, place }) => [code, place.column, place.row, place.sku])).toEqual([
      ['E_PRICE_FORMAT', 'price', 2, 'A1'],
      ['E_QUANTITY', 'quantity', 2, 'A1'],
    ]);
    const rejects = readFileSync(report.rejectsFile ?? '', 'utf8');
    const again = await taken(ws, rejects.replaceAll('1.00x', '2.00').replaceAll('many', '7'));
    expect(again).toMatchObject({ result: 'committed', variants: { changed: 1 } });
    expect(ws.catalogue.product('A')?.variants[0]).toMatchObject({ price: { minor: 200 }, quantity: 7 });
  });

  it('holds the products named, by code or SKU, and refuses names that there are not', async () => {
    const ws = workspace();
    fill(ws, [
      { product: { code: 'A' }, skus: [{ sku: 'A1' }] },
      { product: { code: 'B' }, skus: [{ sku: 'B1' }] },
    ]);
    expect((await exported(ws, { products: ['B1'] })).split('\r\n')).toHaveLength(3);
    await expect(exported(ws, { products: ['C'] })).rejects.toMatchObject({ code: 'E_NO_PRODUCT', exit: 2 });
    await expect(exported(ws, { columns: ['colour'] })).rejects.toMatchObject({ code: 'E_NO_COLUMN', exit: 2 });
  });
});
