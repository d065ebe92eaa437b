import {
  type Fingerprint,
  fingerprintOf,
  type Mapping,
  openSheet,
  type ReadOptions,
  RowSurvey,
  type Sheet,
  SheetSurvey,
} from '../sheets/index.ts';

/** Rows by which a known supplier's sheet is recognised. */
export const GLANCE = 2000;

export interface Surveyed {
  readonly sheet: Sheet;
  readonly columns: SheetSurvey;
  readonly rows: RowSurvey;
  readonly fingerprint: Fingerprint;
}

/**
 * Read a sheet for what its cells look like. `most` rows at most; `only` these columns, else all. Understanding the rows is not
 * the purpose: refused rows are looked at too.
 */
export async function surveySheet(
  path: string,
  options: ReadOptions,
  { most = Number.POSITIVE_INFINITY, only }: { readonly most?: number; readonly only?: ReadonlySet<string> } = {},
): Promise<Surveyed> {
  const sheet = await openSheet(path, options);
  return surveyRows(sheet, sheet.mapping, most, only);
}

export async function surveyRows(
  sheet: Sheet,
  mapping: Mapping,
  most: number,
  only: ReadonlySet<string> | undefined,
): Promise<Surveyed> {
  const { headers } = sheet.reading;
  const columns = new SheetSurvey(headers, only);
  const rows = new RowSurvey(mapping, headers);
  for await (const event of sheet.rows()) {
    if (event.kind === 'skipped') continue;
    const cells = event.kind === 'row' ? event.value.cells() : event.value.cells;
    columns.add(cells, event.value.row);
    rows.add(cells);
    if (columns.rows >= most) break;
  }
  rows.end();
  return { sheet, columns, rows, fingerprint: fingerprintOf(sheet.reading, columns) };
}

export function mappedColumns(mapping: Mapping): ReadonlySet<string> {
  return new Set(mapping.columns.map((column) => column.column));
}
