import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Becomes } from '../../src/dev/supplier-sheet.ts';
import { type ImportOptions, type ImportReport, importSheet } from '../../src/engine/index.ts';
import { printTable } from '../sheets/support.ts';
import { Bench, FakePlatform } from './fake.ts';

const folder = join(import.meta.dirname, '../../fixtures/suppliers');
const files = readdirSync(folder);
const names = files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -5));
const table: Record<string, string | number>[] = [];

/** The sheet itself, of whatever kind. */
function sheetOf(name: string): string {
  const file = files.find((one) => one.startsWith(`${name}.`) && !/\.(json|yaml)$/.test(one));
  if (file === undefined) throw new Error(`no sheet stands beside ${name}.json`);
  return join(folder, file);
}

function optionsFor(name: string, bench: Bench): ImportOptions {
  return {
    file: sheetOf(name),
    ...(files.includes(`${name}.yaml`) ? { mapping: join(folder, `${name}.yaml`) } : {}),
    dryRun: false,
    onError: 'skip-row',
    rejects: join(bench.dir, `${name}.rejects.csv`),
  };
}

function stoppedRow(sheet: string, code: string): Record<string, string | number> {
  return {
    sheet,
    encoding: '',
    delimiter: '',
    header: '',
    rows: 0,
    products: 0,
    SKUs: 0,
    skipped: 0,
    rejected: `stopped: ${code}`,
  };
}

/** First error of each refused row. */
function rejectedIn(report: ImportReport) {
  const seen = new Set<number>();
  return report.findings.filter(({ severity, place }) => {
    if (severity !== 'error' || place.row === undefined || seen.has(place.row)) return false;
    seen.add(place.row);
    return true;
  });
}

describe('suppliers’ sheets become what stands beside them', () => {
  afterAll(() => printTable(table));

  it.each(names)('%s', async (name) => {
    const becomes = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Becomes;
    const bench = new Bench(new FakePlatform());
    try {
      const { workspace: ws } = bench;
      const options = optionsFor(name, bench);
      if (becomes.result === 'stopped') {
        const error: unknown = await importSheet(ws, options).catch((caught: unknown) => caught);
        expect(error).toMatchObject({ code: becomes.stops?.code, details: { place: { file: options.file } } });
        for (const part of becomes.stops?.says ?? []) expect((error as Error).message).toContain(part);
        expect(ws.catalogue.counts()).toMatchObject({ products: 0, variants: 0 });
        table.push(stoppedRow(name, becomes.stops?.code ?? ''));
        return;
      }
      const report = await importSheet(ws, options);
      const taken = ws.catalogue.counts();
      table.push({
        sheet: name,
        encoding: report.reading.encoding,
        delimiter: JSON.stringify(report.reading.delimiter),
        header: report.reading.headerRow,
        rows: report.rows,
        products: taken.products,
        SKUs: taken.variants,
        skipped: report.skipped,
        rejected: [...new Set(rejectedIn(report).map((f) => f.code))].join(' '),
      });

      expect({
        encoding: report.reading.encoding,
        delimiter: report.reading.delimiter,
        header: report.reading.headerRow,
        result: report.result,
        rows: report.rows,
        ...taken,
        skipped: report.skipped,
        rejected: report.rejected,
      }).toEqual({
        encoding: becomes.encoding,
        delimiter: becomes.delimiter,
        header: becomes.header,
        result: becomes.result,
        rows: becomes.rows,
        products: becomes.products,
        variants: becomes.variants,
        skipped: becomes.skipped,
        rejected: becomes.rejected.length,
      });
      expect(report.variants.new + report.rejected + report.skipped).toBe(report.rows);
      for (const finding of becomes.findings ?? [])
        expect(report.findings).toContainEqual(
          expect.objectContaining({
            code: finding.code,
            place: expect.objectContaining({ file: options.file, column: finding.column }),
          }),
        );
      if (becomes.result === 'committed') {
        const refused = rejectedIn(report);
        expect(refused.map(({ code, place }) => ({ code, row: place.row, column: place.column }))).toEqual(
          becomes.rejected.map(({ code, row, column }) => ({ code, row, column })),
        );
        becomes.rejected.forEach(({ line, says = [] }, i) => {
          expect(refused[i]?.place.file).toBe(options.file);
          if (line !== undefined) expect(refused[i]?.place.line).toBe(line);
          for (const part of says) expect(refused[i]?.message.en).toContain(part);
        });
      }
      for (const [sku, { product, ...variant }] of Object.entries(becomes.values ?? {})) {
        const stored = ws.catalogue.productOf(sku);
        expect(stored?.variants.find((one) => one.sku === sku)).toMatchObject(variant);
        if (product) expect(stored).toMatchObject(product as object);
      }
      if (becomes.source) {
        const { code, ...place } = becomes.source;
        expect(ws.catalogue.sources(code)).toContainEqual(
          expect.objectContaining({ ...place, file: options.file, sheetHash: report.reading.hash }),
        );
      }
      if (becomes.result !== 'committed') return;

      const [before, sources] = [[...ws.catalogue.products()], ws.catalogue.sources(becomes.source?.code ?? '')];
      const revision = ws.catalogue.revision();
      expect((await importSheet(ws, options)).result).toBe('already-imported');
      const again = await importSheet(ws, { ...options, again: true });
      expect([
        again.result,
        again.variants.new,
        again.variants.changed,
        again.products.new,
        again.products.changed,
      ]).toEqual(['committed', 0, 0, 0, 0]);
      expect(ws.catalogue.revision()).toBe(revision);
      expect([...ws.catalogue.products()]).toEqual(before);
      expect(ws.catalogue.sources(becomes.source?.code ?? '')).toEqual(sources);
    } finally {
      bench.close();
    }
  });
});
