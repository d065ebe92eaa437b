import type { Diagnostic, Place } from '../contract/index.ts';
import { exportedReader } from './exported-rows.ts';
import { badBytes, duplicate, ragged, ruinedCell } from './faults.ts';
import { withoutGtin } from './otherwise.ts';
import { isOwnColumn, unescapeCell } from './rejects.ts';
import { type ReadRow, rowReader } from './rows.ts';
import { maybeRuined, ruinOf } from './ruined.ts';
import { Emptiness } from './skipped.ts';
import { SeenSkus } from './skus.ts';
import type { WrongBytes } from './text.ts';
import type { Mapping, SheetEvent } from './types.ts';
import { trim } from './values.ts';

export interface JudgeOptions {
  /** The rows of the header as they stand in the sheet. */
  readonly raw?: readonly (readonly string[])[];
  /** The sheet is an export of a catalogue. */
  readonly exported?: boolean;
  /** Hears of the SKU and the GTIN of every row that was understood, refused ones too. */
  met?(sku: string, gtin: string | undefined, row: number): void;
}

/** Says of each record below the header what it is: a row, a refused row, or nothing. */
export class RowJudge {
  /** SKU → the row that it stood in first. */
  private readonly seen = new SeenSkus();
  private readonly understand: (cells: readonly string[], place: Place) => ReadRow;
  private readonly headers: readonly string[];
  private readonly empty: Emptiness;
  /** Positions of mabang's own columns, in a rejects file that comes back. */
  private readonly own: ReadonlySet<number>;

  constructor(
    private readonly file: string,
    headers: readonly string[],
    mapping: Mapping,
    private readonly more: JudgeOptions = {},
  ) {
    this.own = new Set(headers.flatMap((header, i) => (isOwnColumn(header) ? [i] : [])));
    this.headers = headers.filter((_, i) => !this.own.has(i));
    const own = (cells: readonly string[]) => cells.filter((_, i) => !this.own.has(i));
    this.empty = new Emptiness(this.headers, mapping, more.raw?.map(own));
    this.understand = more.exported ? exportedReader(this.headers) : rowReader(mapping, this.headers);
  }

  /** `wrong`: the first of the bytes in it that are no characters. */
  judge(record: readonly string[], row: number, line: number, wrong?: WrongBytes): SheetEvent {
    const escaped = this.own.size > 0 || this.more.exported === true;
    const cells = escaped ? record.filter((_, i) => !this.own.has(i)).map(unescapeCell) : record;
    const reason = this.empty.reason(cells);
    // An export has no totals, and may have a product that is called so.
    if (reason && !(reason === 'total' && this.more.exported)) return { kind: 'skipped', value: { row, line, reason } };
    const place: Place = { file: this.file, row, line };
    const errors = this.faults(cells, place, wrong);
    if (errors.length > 0) return { kind: 'rejected', value: { row, line, cells, errors } };
    return this.rowOf(cells, place, row, line);
  }

  private rowOf(cells: readonly string[], place: Place, row: number, line: number): SheetEvent {
    const read = this.understand(cells, place);
    const { product, variant, fields, errors } = read;
    this.more.met?.(variant?.sku ?? '', variant?.gtin ?? undefined, row);
    const sku = variant?.sku ?? '';
    const before = sku === '' ? undefined : this.seen.first(sku, row);
    const all = before === undefined ? errors : [...errors, duplicate(place, sku, before)];
    if (all.length > 0) {
      const otherwise = before === undefined ? withoutGtin(read) : undefined;
      return { kind: 'rejected', value: { row, line, cells, errors: all, ...(otherwise ? { otherwise } : {}) } };
    }
    return {
      kind: 'row',
      value: { row, line, product, ...(variant ? { variant } : {}), fields, place, cells: () => cells },
    };
  }

  /** What is wrong with a row before any cell is understood. */
  private faults(cells: readonly string[], place: Place, wrong: WrongBytes | undefined): readonly Diagnostic[] {
    const errors: Diagnostic[] = [];
    const nameOf = (index: number) => this.headers[index] || String(index + 1);
    if (wrong) errors.push(badBytes(place, nameOf(cells.findIndex((cell) => cell.includes('\uFFFD'))), wrong));
    else if (maybeRuined(cells.join('\n'))) {
      cells.forEach((cell, i) => {
        const ruin = errors.length === 0 ? ruinOf(cell) : undefined;
        if (ruin) errors.push(ruinedCell(place, nameOf(i), ruin));
      });
    }
    const columns = this.headers.length;
    if (cells.length < columns || cells.slice(columns).some((cell) => trim(cell) !== ''))
      errors.push(ragged(place, cells.length, columns));
    return this.more.exported ? errors : [...errors, ...this.empty.failed(cells, place)];
  }
}
