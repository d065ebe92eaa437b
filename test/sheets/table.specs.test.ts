import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openSheet } from '../../src/sheets/index.ts';
import { printTable } from './support.ts';

/** Real sheets, beside the platforms' descriptions: they are read, and none of their rows gets lost. */
const folder = join(dirname(process.env.MABANG_SPECS ?? ''), 'sheets');
const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.csv')) : [];
const table: Record<string, string | number>[] = [];

describe('real sheets', () => {
  afterAll(() => printTable(table));

  it('are there', () => expect(files.length).toBeGreaterThan(0));

  it.each(files)('%s', async (file) => {
    const sheet = await openSheet(join(folder, file), { name: file });
    const rejected = new Map<string, number>();
    const rows: number[] = [];
    let [taken, skipped] = [0, 0];
    for await (const { kind, value } of sheet.rows()) {
      rows.push(value.row);
      if (kind === 'row') taken++;
      else if (kind === 'skipped') skipped++;
      else
        for (const code of new Set(value.errors.map((one) => one.code)))
          rejected.set(code, (rejected.get(code) ?? 0) + 1);
    }
    const { encoding, delimiter, headerRow } = sheet.reading;
    table.push({
      file,
      encoding,
      delimiter: JSON.stringify(delimiter),
      header: headerRow,
      columns: `${sheet.mapping.columns.length} of ${sheet.reading.headers.length}`,
      rows: rows.length,
      taken,
      skipped,
      rejected: [...rejected].map(([code, count]) => `${code} ${count}`).join(', '),
      sheet: sheet.findings
        .filter((one) => one.severity === 'error')
        .map((one) => one.code)
        .join(', '),
    });
    expect(rows).toEqual(rows.map((_, i) => headerRow + 1 + i));
  });
});
