import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openSheet } from '../../src/sheets/index.ts';
import type { Mapping } from '../../src/sheets/types.ts';
import { printTable } from './support.ts';

/** Real sheets, beside the platforms' descriptions, and what each must become. */
const folder = join(dirname(process.env.MABANG_SPECS ?? ''), 'sheets');

interface Real {
  readonly file: string;
  /** What somebody who knows the supplier adds to the mapping that the header proposes. */
  readonly said?: Partial<Mapping>;
  readonly sheet?: string;
  readonly delimiter: string;
  readonly header: number;
  readonly columns: number;
  readonly rows: number;
  readonly taken: number;
  /** By code, how many rows are refused with it; a row may have several. */
  readonly rejected: Readonly<Record<string, number>>;
  /** Errors about the sheet as a whole, when nothing is added to the mapping. */
  readonly findings: readonly string[];
}

const dollars = { currency: 'USD' } as const;
const euros = { currency: 'EUR' } as const;
const none = { rejected: {}, findings: [] } as const;

const sheets: readonly Real[] = [
  // No SKUs at all: they are made of handle and options when the mapping says so.
  {
    ...none,
    ...{ file: '17a_shopify_partners_apparel.csv', said: { ...dollars, noSku: 'code-and-options' } },
    ...{ delimiter: ',', header: 1, columns: 46, rows: 22, taken: 22 },
  },
  {
    ...none,
    ...{ file: '17b_shopify_partners_jewelery.csv', said: { ...dollars, noSku: 'code-and-options' } },
    ...{ delimiter: ',', header: 1, columns: 46, rows: 41, taken: 41 },
  },
  // A grouped product and an external one are neither parent, variant nor goods of their own.
  {
    ...none,
    ...{ file: '18a_woocommerce_sample_products.csv', said: dollars, rejected: { E_KIND: 2 } },
    ...{ delimiter: ',', header: 1, columns: 51, rows: 25, taken: 23 },
  },
  {
    ...none,
    ...{ file: '19_magento_gear_bags_newlines_in_cells.csv', said: dollars },
    ...{ delimiter: ',', header: 1, columns: 19, rows: 14, taken: 14 },
  },
  // Prices net and gross, in three currencies: which is meant is asked.
  {
    ...{ file: '20a_shopware_semicolon_products.csv', said: euros },
    ...{ delimiter: ';', header: 1, columns: 46, rows: 60, taken: 59 },
    ...{ rejected: { E_PARENT_SOLD: 1 }, findings: ['E_SECOND_COLUMN'] },
  },
  {
    ...{ file: '20b_shopware_products_with_invalid.csv', said: euros },
    ...{ delimiter: ';', header: 1, columns: 21, rows: 10, taken: 10, rejected: {}, findings: ['E_SECOND_COLUMN'] },
  },
  // Pictures without addresses, SKUs without text, and a status that means nothing: no row can be taken.
  {
    ...{ file: '21a_medusa_semicolon.csv', said: euros },
    ...{ delimiter: ';', header: 1, columns: 56, rows: 3, taken: 0 },
    ...{ rejected: { E_IMAGE_URL: 3, E_NO_SKU: 3, E_STATUS: 1 }, findings: ['E_SECOND_COLUMN', 'E_SECOND_COLUMN'] },
  },
  {
    ...{ file: '21b_medusa_invalid_prices.csv', said: euros },
    ...{ delimiter: ',', header: 1, columns: 55, rows: 1, taken: 0 },
    ...{ rejected: { E_IMAGE_URL: 1, E_NO_SKU: 1, E_STATUS: 1 }, findings: ['E_SECOND_COLUMN', 'E_SECOND_COLUMN'] },
  },
  // Templates: a row of names for people, a row of names for programs, and no goods.
  {
    ...{ file: '22a_mirakl_operator_template.xlsx', sheet: 'Data' },
    ...{ delimiter: '', header: 2, columns: 92, rows: 0, taken: 0, rejected: {}, findings: ['E_SECOND_COLUMN'] },
  },
  {
    ...{ file: '22b_mirakl_offers_template.xlsx', sheet: 'Data', said: euros },
    ...{ delimiter: '', header: 2, columns: 18, rows: 0, taken: 0, rejected: {}, findings: [] },
  },
  {
    ...{ file: '22c_mirakl_mens_suits_example.csv', said: { currency: 'GBP' } },
    ...{ delimiter: ',', header: 1, columns: 70, rows: 1, taken: 0 },
    ...{ rejected: { E_STATUS: 1, E_NO_CODE: 1 }, findings: ['E_SECOND_COLUMN'] },
  },
  {
    ...none,
    ...{ file: '25a_two_row_header_dup_columns_bom.csv', said: dollars },
    ...{ delimiter: ',', header: 2, columns: 32, rows: 96, taken: 96 },
  },
  // Formulas were filled down below the last product.
  {
    ...none,
    ...{ file: '25b_two_row_header_costs_percent.csv', said: dollars, rejected: { E_NO_SKU: 12 } },
    ...{ delimiter: ',', header: 2, columns: 21, rows: 108, taken: 96 },
  },
  // The supplier gave the SKU of one product to others.
  {
    ...none,
    ...{ file: '30a_spree_products.csv', rejected: { E_DUPLICATE_SKU: 88 } },
    ...{ delimiter: ',', header: 1, columns: 39, rows: 211, taken: 123 },
  },
  // A row per language: the second of each product is not a product.
  {
    ...none,
    ...{ file: '30b_spree_product_translations.csv', rejected: { E_DUPLICATE_SKU: 37 } },
    ...{ delimiter: ',', header: 1, columns: 6, rows: 74, taken: 37 },
  },
];

const table: Record<string, string | number>[] = [];

describe('real sheets', () => {
  afterAll(() => printTable(table));

  it('are all spoken of', () => {
    const there = existsSync(folder) ? readdirSync(folder).filter((file) => /\.(csv|xlsx)$/.test(file)) : [];
    expect(there.sort()).toEqual(sheets.map(({ file }) => file).sort());
  });

  it.each(sheets)('$file', async ({ file, said, sheet: name, findings, ...becomes }) => {
    const path = join(folder, file);
    const options = { name: file, ...(name === undefined ? {} : { sheet: name }) };
    const plain = await openSheet(path, options);
    const sheet = said ? await openSheet(path, { ...options, mapping: { ...plain.mapping, ...said } }) : plain;
    const rejected: Record<string, number> = {};
    const rows: number[] = [];
    let [taken, skipped] = [0, 0];
    for await (const { kind, value } of sheet.rows()) {
      rows.push(value.row);
      if (kind === 'row') taken++;
      else if (kind === 'skipped') skipped++;
      else for (const code of new Set(value.errors.map((one) => one.code))) rejected[code] = (rejected[code] ?? 0) + 1;
    }
    const { encoding, delimiter, headerRow, headers } = sheet.reading;
    const errors = plain.findings.flatMap(({ severity, code }) => (severity === 'error' ? [code] : []));
    table.push({
      file,
      encoding,
      delimiter: JSON.stringify(delimiter),
      header: headerRow,
      columns: `${sheet.mapping.columns.length} of ${headers.length}`,
      rows: rows.length,
      taken,
      skipped,
      rejected: Object.entries(rejected)
        .map(([code, count]) => `${code} ${count}`)
        .join(', '),
      sheet: errors.join(', '),
    });
    expect(encoding).toBe('utf-8');
    expect(rows).toEqual(rows.map((_, i) => headerRow + 1 + i));
    expect({ delimiter, header: headerRow, columns: headers.length, rows: rows.length, taken, rejected }).toEqual(
      becomes,
    );
    expect(errors).toEqual(findings);
    expect(new Set(headers.filter((header) => header !== '')).size).toBe(
      headers.filter((header) => header !== '').length,
    );
  });

  it('a workbook with several sheets is asked about', async () => {
    const open = openSheet(join(folder, '22b_mirakl_offers_template.xlsx'));
    await expect(open).rejects.toMatchObject({ code: 'E_WHICH_SHEET' });
    await expect(open).rejects.toThrow('Data, ReferenceData, Columns');
  });
});
