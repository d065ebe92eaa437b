import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workbook } from '../../src/dev/supplier-workbook.ts';
import { type ImportOptions, importSheet, validate } from '../../src/engine/index.ts';
import { take as takeSheet } from '../../src/engine/taking.ts';
import { openSheet, parseMapping } from '../../src/sheets/index.ts';
import { Bench, FakePlatform } from './fake.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench(new FakePlatform());
});
afterEach(() => bench.close());

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(bench.dir, name);
  writeFileSync(path, content);
  return path;
};
let count = 0;
const take = (content: string | Uint8Array, options: Partial<ImportOptions> = {}, name = `s${++count}.csv`) =>
  importSheet(bench.workspace, { file: file(name, content), dryRun: false, onError: 'stop', ...options });
const sku = (name: string) => bench.workspace.catalogue.productOf(name)?.variants.find((one) => one.sku === name);
const codes = (report: { readonly findings: readonly { readonly code: string }[] }) =>
  report.findings.map((f) => f.code);

/** The mapping of a supplier called `ada`. */
function supplier(keys: string, name = 'ada', columns = '', headers = 'nr,name,preis,lager'): void {
  const folder = join(bench.dir, 'mappings/suppliers');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, `${name}.yaml`),
    `version: 1
currency: EUR
${keys}
columns:
  - { column: nr, field: sku }
  - { column: name, field: title }
  - { column: preis, field: price, decimal: "." }
  - { column: lager, field: quantity, decimal: "." }
${columns}
fingerprint: { headers: [${headers}], shapes: {} }
`,
  );
}
const sheet = (...rows: readonly string[]) => `nr,name,preis,lager\n${rows.map((row) => `${row}\n`).join('')}`;
const row = (name: string, stock: number | string = 5) => `${name},Mug ${name},2.50,${stock}`;

describe('a workbook', () => {
  const book = (): Uint8Array =>
    workbook([
      {
        name: '库存',
        rows: [
          ['sku', 'title', 'price eur'],
          ['A', 'Mug', '2.50'],
        ],
      },
      {
        name: 'old',
        rows: [
          ['sku', 'title', 'price eur'],
          ['B', 'Cup', '3.50'],
          ['C', 'Pot', 'x'],
        ],
      },
    ]);

  it('is read on the sheet that is named', async () => {
    const report = await take(book(), { sheet: '库存' }, 'a.xlsx');
    expect([report.result, report.reading.sheet, sku('A')?.price?.minor, sku('B')]).toEqual([
      'committed',
      '库存',
      250,
      undefined,
    ]);
    await expect(take(book(), { sheet: 'none' }, 'b.xlsx')).rejects.toMatchObject({ exit: expect.any(Number) });
    const checked = await validate(bench.workspace, { sheet: file('c.xlsx', book()), sheetName: 'old', channels: [] });
    expect(codes(checked)).toContain('E_PRICE_FORMAT');
  });

  it('alone has sheets', async () => {
    await expect(take('sku,title\nA,Mug\n', { sheet: 'x' })).rejects.toMatchObject({ code: 'E_NO_WORKBOOK', exit: 2 });
  });
});

describe('an encoding', () => {
  it('may be said by any of its names', async () => {
    const bytes = Uint8Array.from([...Buffer.from('sku,title\nA,caf'), 0xe9, 0x0a]);
    const report = await take(bytes, { encoding: 'Latin1' });
    expect([report.reading.encoding, bench.workspace.catalogue.product('A')?.title]).toEqual(['windows-1252', 'café']);
    await expect(take(bytes, { encoding: 'ebcdic' })).rejects.toMatchObject({ code: 'E_ENCODING', exit: 2 });
  });
});

describe('a GTIN that the sheet has ruined', () => {
  const GOOD = 'sku,title,price eur,ean\nA,Mug,2.50,4260123456788\n';
  const RUINED = 'sku,title,price eur,ean\nA,Mug,2.90,"4,26E+12"\nB,Cup,1.00,"4,26E+12"\n';

  it('is proposed, and its row refused, until that is accepted', async () => {
    await take(GOOD);
    const report = await take(RUINED, { onError: 'skip-row' });
    expect([report.rejected, codes(report).filter((code) => code === 'W_GTIN_PROPOSED')]).toEqual([
      2,
      ['W_GTIN_PROPOSED'],
    ]);
    expect(sku('A')).toMatchObject({ price: { minor: 250 }, gtin: '4260123456788' });
    const accepted = await take(RUINED, { onError: 'skip-row', accept: ['gtin'] });
    expect([accepted.rejected, accepted.variants.changed]).toEqual([1, 1]);
    expect(accepted.findings.find((one) => one.code === 'I_GTIN_RESTORED')?.place).toMatchObject({ row: 2, sku: 'A' });
    expect(sku('A')).toMatchObject({ price: { minor: 290 }, gtin: '4260123456788' });
    // Nobody knows the GTIN of B.
    expect(sku('B')).toBe(undefined);
  });

  it('is left to the catalogue where the mapping accepts that', async () => {
    await take(GOOD);
    const mapping = file(
      'm.yaml',
      'version: 1\naccept: [gtin]\ncolumns:\n  - { column: sku, field: sku }\n  - { column: ean, field: gtin }\nignore: [title, price eur]\n',
    );
    const report = await take(RUINED.split('\n').slice(0, 2).join('\n'), { mapping });
    expect([report.result, report.rejected, sku('A')?.gtin]).toEqual(['committed', 0, '4260123456788']);
  });

  it('of a product’s row leaves that row one of its product', async () => {
    const head = '货号,sku,title,price eur,ean,颜色,image\n';
    const rows = (first: string, second: string) =>
      `${head}P,P1,Mug,2.50,${first},Red,https://x.example/1.jpg\nP,P2,Mug,2.50,${second},Blue,https://x.example/2.jpg\n`;
    await take(rows('4260123456788', '4006381333931'));
    const before = bench.workspace.catalogue.product('P');
    const report = await take(rows('4260123456788', '"4,01E+12"'), { accept: ['gtin'] });
    expect([report.result, report.rejected]).toEqual(['committed', 0]);
    expect(bench.workspace.catalogue.product('P')).toEqual(before);
  });
});

describe('SKUs that a supplier’s new sheet has not', () => {
  const missing = async (content: string, options: Partial<ImportOptions> = {}) => {
    const report = await take(content, options);
    return report.findings.find((one) => one.code.startsWith('W_MISSING_'));
  };

  it('are reported, every time, and left as they are', async () => {
    supplier('missing: report');
    expect(await missing(sheet(row('A'), row('B'), row('C')))).toBe(undefined);
    const found = await missing(sheet(row('A')));
    expect([found?.code, found?.message.en]).toEqual(['W_MISSING_SKUS', expect.stringContaining('2 SKUs')]);
    expect(found?.message.en).toContain('B, C');
    expect((await missing(sheet(row('A', 6))))?.message.en).toContain('B, C');
    expect([sku('B'), sku('C')]).toMatchObject([
      { quantity: 5, status: 'active' },
      { quantity: 5, status: 'active' },
    ]);
    expect(await missing(sheet(row('A'), row('B'), row('C'), row('D')))).toBe(undefined);
  });

  it('lose their stock, or end, where the mapping says so', async () => {
    supplier('missing: zero-stock');
    await take(sheet(row('A'), row('B')));
    const found = await missing(sheet(row('A')), { dryRun: true });
    expect([found?.code, sku('B')?.quantity]).toEqual(['W_MISSING_SKUS', 5]);
    await take(sheet(row('A')));
    expect([sku('A')?.quantity, sku('B')?.quantity]).toEqual([5, 0]);
    expect(bench.workspace.catalogue.sources('B')).toContainEqual(
      expect.objectContaining({ sku: 'B', field: 'quantity', row: 0 }),
    );
    // It is as it should be now.
    expect(await missing(sheet(row('A', 7)))).toBe(undefined);
    await take(sheet(row('A'), row('B', 3)));
    expect(sku('B')?.quantity).toBe(3);
  });

  it('that ended come back with the sheet that has them again', async () => {
    supplier('missing: end');
    await take(sheet(row('A'), row('B')));
    const gone = await take(sheet(row('A')));
    expect([codes(gone), sku('B')?.status]).toEqual([expect.arrayContaining(['W_MISSING_SKUS']), 'ended']);
    expect(bench.workspace.catalogue.product('B')?.status).toBe('ended');
    const back = await take(sheet(row('A'), row('B')), { again: true });
    expect([codes(back), sku('B')?.status]).toEqual([expect.arrayContaining(['I_SKUS_BACK']), 'active']);
    expect(bench.workspace.catalogue.product('B')?.status).toBe('active');
  });

  it('are too many to be believed, unless that is accepted', async () => {
    supplier('missing: zero-stock');
    const all = Array.from({ length: 60 }, (_, i) => row(`S${i}`));
    await take(sheet(...all));
    const cut = sheet(...all.slice(0, 30));
    expect((await missing(cut))?.code).toBe('W_MISSING_MANY');
    expect(sku('S59')?.quantity).toBe(5);
    // The same bytes have something to say now.
    const accepted = await take(cut, { accept: ['missing'] });
    expect([accepted.result, sku('S59')?.quantity, sku('S0')?.quantity]).toEqual(['committed', 0, 5]);
    supplier('missing: end\naccept: [missing]');
    await take(sheet(row('S0')));
    expect([sku('S59')?.status, sku('S0')?.status]).toEqual(['ended', 'active']);
  });

  it('are none when their rows were refused, nor when the sheet is a file of refused rows', async () => {
    supplier('missing: end');
    await take(sheet(row('A'), row('B'), row('C')));
    const bad = sheet(row('A'), row('B', 'many'), row('C'));
    const report = await take(bad, { onError: 'skip-row' });
    expect([report.rejected, codes(report).includes('W_MISSING_SKUS')]).toEqual([1, false]);
    const rejects = readFileSync(report.rejectsFile ?? '', 'utf8').replaceAll('many', '4');
    const back = await take(rejects, { mapping: join(bench.dir, 'mappings/suppliers/ada.yaml') }, 'back.csv');
    expect([back.result, codes(back).includes('W_MISSING_SKUS'), sku('B')?.quantity]).toEqual(['committed', false, 4]);
    expect([sku('A')?.status, sku('C')?.status]).toEqual(['active', 'active']);
  });

  it('are only reported when a refused row may be any of them', async () => {
    supplier('missing: end');
    await take(sheet(row('A'), row('B')));
    const found = await missing(sheet(row('A'), ',Mug,2.50,5'), { onError: 'skip-row' });
    expect([found?.code, found?.next?.en, sku('B')?.status]).toEqual([
      'W_MISSING_SKUS',
      expect.stringContaining('1 refused rows'),
      'active',
    ]);
  });

  it('are not those that another supplier’s last sheet has', async () => {
    supplier('missing: zero-stock');
    supplier('missing: report', 'bea', '  - { column: marke, field: brand }', 'nr,name,preis,lager,marke');
    const ada = join(bench.dir, 'mappings/suppliers/ada.yaml');
    const bea = join(bench.dir, 'mappings/suppliers/bea.yaml');
    await take(sheet(row('A'), row('B'), row('C')), { mapping: ada });
    await take('nr,name,preis,lager,marke\nB,Mug B,2.50,5,Bea\n', { mapping: bea });
    await take(sheet(row('A')), { mapping: ada });
    expect([sku('B')?.quantity, sku('C')?.quantity]).toEqual([5, 0]);
  });

  it('are counted where rows are recognised unread', async () => {
    supplier('missing: zero-stock', 'ada', '  - { column: code, field: code }', 'nr,name,preis,lager,code');
    const grouped = (...rows: readonly string[]) => `nr,name,preis,lager,code\n${rows.join('\n')}\n`;
    const of = (product: string, name: string, stock = 5) => `${name},Mug ${product},2.50,${stock},${product}`;
    const all = [of('P', 'P1'), of('P', 'P2'), of('Q', 'Q1'), of('Q', 'Q2'), of('R', 'R1')];
    await take(grouped(...all));
    const stocks = () => ['P1', 'P2', 'Q1', 'Q2', 'R1'].map((name) => sku(name)?.quantity);
    expect(await missing(grouped(...all.slice(0, 4), of('R', 'R1', 7)))).toBe(undefined);
    expect(stocks()).toEqual([5, 5, 5, 5, 7]);
    // One SKU of Q is gone, all of R are; P is recognised.
    await take(grouped(...all.slice(0, 3)));
    expect(stocks()).toEqual([5, 5, 5, 0, 0]);
    // Q is what it was, as far as the sheet goes, and so is P.
    expect(await missing(grouped(...all.slice(0, 3), of('S', 'S1')))).toBe(undefined);
    expect(stocks()).toEqual([5, 5, 5, 0, 0]);
    // Rows as they first were mean something again.
    await take(grouped(...all, of('S', 'S1')));
    expect(stocks()).toEqual([5, 5, 5, 5, 5]);
    supplier('missing: end');
    const flat = ['A', 'B', 'C', 'D'].map((name) => row(name));
    await take(sheet(...flat));
    await take(sheet(...flat.slice(0, 3), row('D', 9)));
    expect((await missing(sheet(...flat.slice(1))))?.message.en).toContain('1 SKUs');
    expect(['A', 'B', 'C', 'D'].map((name) => sku(name)?.status)).toEqual(['ended', 'active', 'active', 'active']);
    await take(sheet(...flat, row('E')));
    expect(sku('A')?.status).toBe('active');
  });

  it('are nobody’s where no mapping speaks of them', async () => {
    supplier('');
    await take(sheet(row('A'), row('B')));
    supplier('missing: end');
    const report = await take(sheet(row('A')));
    expect([codes(report).includes('W_MISSING_SKUS'), sku('B')?.status]).toEqual([false, 'active']);
  });

  it('of an import that takes nothing are as they were', async () => {
    supplier('missing: end');
    await take(sheet(row('A'), row('B')));
    const report = await take(sheet(row('A', 'many')));
    expect([report.result, codes(report).includes('W_MISSING_SKUS'), sku('B')?.status]).toEqual([
      'refused',
      false,
      'active',
    ]);
  });
});

describe('a supplier’s sheets one after the other', () => {
  const sheets = fc.array(
    fc.array(
      fc.record({
        product: fc.integer({ min: 0, max: 4 }),
        sku: fc.integer({ min: 0, max: 2 }),
        stock: fc.constantFrom('1', '1', '1', '2', 'x'),
      }),
      { maxLength: 14 },
    ),
    { minLength: 2, maxLength: 7 },
  );
  const COLUMNS =
    'columns:\n  - { column: sku, field: sku }\n  - { column: title, field: title }\n  - { column: stock, field: quantity }\n';

  it.each(['flat', 'grouped'])('leave the same catalogue however they are read: %s', async (layout) => {
    await fc.assert(
      fc.asyncProperty(sheets, fc.constantFrom('report', 'zero-stock', 'end'), async (list, missing) => {
        const grouped = layout === 'grouped';
        const columns = `${COLUMNS}${grouped ? '  - { column: code, field: code }\n' : ''}`;
        const mapping = parseMapping(`version: 1\nmissing: ${missing}\n${columns}`, 'm.yaml');
        const texts = list.map((rows) => {
          const once = new Map(rows.map(({ product, sku: n, stock }) => [`${product}-${n}`, { product, stock }]));
          const lines = [...once].sort(([a], [b]) => (a < b ? -1 : 1));
          const body = lines.map(
            ([name, { product, stock }]) => `${name},Mug,${stock}${grouped ? `,${product}` : ''}\n`,
          );
          return `sku,title,stock${grouped ? ',code' : ''}\n${body.join('')}`;
        });
        const results = [];
        for (const reading of ['quick', 'full', 'plain'] as const) {
          const own = new Bench(new FakePlatform());
          const said = [];
          try {
            for (const [i, text] of texts.entries()) {
              const path = join(own.dir, 's.csv');
              writeFileSync(path, text);
              const opened = await openSheet(path, { name: 's.csv', mapping });
              const taking = { file: 's.csv', mappingHash: String(i), supplier: 'ada', reading };
              const tally = await takeSheet(own.workspace, opened, taking, (session) => {
                session.commit();
                return true;
              });
              said.push(
                tally.findings.map(({ code, message }) => `${code} ${message.en}`),
                tally.settled,
              );
            }
            results.push({ said, products: [...own.workspace.catalogue.products()] });
          } finally {
            own.close();
          }
        }
        expect(results[0]).toEqual(results[2]);
        expect(results[1]).toEqual(results[2]);
      }),
      { numRuns: 15 },
    );
  });
});
