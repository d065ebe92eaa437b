import type { Diagnostic, Place } from '../contract/index.ts';
import { isCellError, isTotal } from './totals.ts';
import type { Mapping, SkippedRow } from './types.ts';
import { trim } from './values.ts';

/** Tells rows that carry no goods, and cells that hold a failed formula, under one header and mapping. */
export class Emptiness {
  /** Positions of what a row is known by. */
  private readonly identity: readonly number[];
  private readonly mapped: readonly number[];

  /** `raw`: the rows of the header as they stand in the sheet, without mabang's own columns. */
  constructor(
    private readonly headers: readonly string[],
    mapping: Mapping,
    private readonly raw: readonly (readonly string[])[] = [],
  ) {
    const at = (columns: Mapping['columns']) =>
      columns.map(({ column }) => headers.indexOf(column)).filter((index) => index >= 0);
    this.identity = at(mapping.columns.filter(({ field }) => field === 'sku' || field === 'code'));
    this.mapped = at(mapping.columns);
  }

  /** Why the row is skipped: blank, the header or a part of it once more, a row of totals. */
  reason(cells: readonly string[]): SkippedRow['reason'] | undefined {
    const first = cells.findIndex((cell) => cell !== '' && trim(cell) !== '');
    if (first < 0) return 'blank';
    const begins = trim(cells[first] as string);
    if (this.headers[first] === begins && repeats(cells, this.headers)) return 'header';
    if (this.raw.some((row) => row[first] === begins && repeats(cells, row))) return 'header';
    return isTotal(cells, this.identity) ? 'total' : undefined;
  }

  /** Cells of columns that are read in which a formula failed, where a spreadsheet saved `#REF!` and the like. */
  failed(cells: readonly string[], place: Place): readonly Diagnostic[] {
    if (!cells.some((cell) => cell.charCodeAt(0) === 35)) return [];
    return this.mapped.flatMap((at) => {
      const cell = cells[at] ?? '';
      return isCellError(cell) ? [cellError(cell, { ...place, column: this.headers[at] || String(at + 1) })] : [];
    });
  }
}

function repeats(cells: readonly string[], row: readonly string[]): boolean {
  return cells.length >= row.length && cells.every((cell, i) => trim(cell) === (row[i] ?? ''));
}

function cellError(cell: string, place: Place): Diagnostic {
  return {
    code: 'E_CELL_ERROR',
    severity: 'error',
    message: { en: `${cell}: the formula of this cell failed`, zh: `${cell}：该单元格的公式出错` },
    place,
    next: {
      en: 'correct the formula in the spreadsheet, or write the value',
      zh: '请在表格中更正公式，或直接填写数值',
    },
  };
}
