import type { Plain } from './plain-cells.ts';
import { type PlainColumn, plainColumns } from './plain-columns.ts';
import { CELL, type CellText, cellText, type Records } from './records.ts';
import { maybeRuined } from './ruined.ts';
import type { Encoding, Mapping } from './types.ts';

/** Where the cells of the row before lie. */
interface Before {
  bytes: Buffer;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly flags: Uint8Array;
}

/**
 * Understands rows whose cells are all plain, straight from bytes. A cell that holds the same bytes as in the row before is not
 * looked at again: the rows of a product repeat most of what they say.
 */
export class PlainRows {
  /** Of the row understood last, by the place of the column in `columns`; `undefined` for an empty cell. */
  readonly values: (Plain | undefined)[];
  /** Whether it says of the product what the row before said, where that row was understood here too. */
  repeats = false;
  /** Columns that are filled, as a text of 0 and 1. Rows with the same one speak of the same fields. */
  filled = '';
  private readonly text: CellText;
  /** By cell: the column it feeds, or -1. */
  private readonly columnAt: Int16Array;
  /** By cell: where the run of cells ends that rows of a product repeat, and that begins here. */
  private readonly runs: Int16Array;
  private before: Before | undefined;
  private readonly keyAt: number;
  private readonly gtinAt: number;
  private readonly needed: readonly number[];
  private readonly sides: readonly number[];

  /** `undefined` when a mapping or sheet is such that rows are not plain. */
  static of(mapping: Mapping, headers: readonly string[], encoding: Encoding): PlainRows | undefined {
    const columns = plainColumns(mapping, headers, cellText(encoding));
    return columns && new PlainRows(columns, headers.length, encoding);
  }

  private constructor(
    readonly columns: readonly PlainColumn[],
    private readonly width: number,
    encoding: Encoding,
  ) {
    this.text = cellText(encoding);
    this.values = columns.map(() => undefined);
    this.columnAt = new Int16Array(width).fill(-1);
    columns.forEach((column, i) => {
      this.columnAt[column.index] = i;
    });
    this.runs = new Int16Array(width);
    for (let from = 0, to = 0; from < width; from = Math.max(to, from + 1)) {
      for (to = from; to < width && this.repeatsOften(to); ) to++;
      if (to - from > 1) this.runs[from] = to;
    }
    const all = (...fields: readonly string[]) =>
      columns.flatMap((column, i) => (fields.includes(column.field) ? [i] : []));
    this.needed = all('code', 'sku');
    this.keyAt = all('sku')[0] ?? all('code')[0] ?? 0;
    this.gtinAt = columns.findIndex((column) => column.field === 'gtin' && !column.shared);
    this.sides = all('length', 'width', 'height');
  }

  private repeatsOften(cell: number): boolean {
    const at = this.columnAt[cell] as number;
    return at < 0 || this.columns[at]?.ofProduct === true;
  }

  /** Nothing is carried over to the next row. */
  forget(): void {
    this.before = undefined;
  }

  /** The bytes of earlier rows move; what is carried over is kept. */
  moved(): void {
    const { before } = this;
    if (!before) return;
    const [start, end] = [before.starts[0] as number, before.ends[this.width - 1] as number];
    before.bytes = Buffer.from(before.bytes.subarray(start, end));
    for (let i = 0; i < this.width; i++) {
      before.starts[i] = (before.starts[i] as number) - start;
      before.ends[i] = (before.ends[i] as number) - start;
    }
  }

  /** Understand the record whose cells begin at `first`; false when not all of them are plain. */
  read(bytes: Buffer, records: Records, first: number, count: number): boolean {
    const { before, width } = this;
    if (count !== width) return this.fail();
    this.repeats = before !== undefined;
    let refilled = before === undefined;
    for (let i = 0; i < width; i++) {
      if (before) {
        const run = this.runs[i] as number;
        if (run > 0 && this.same(bytes, records, first, i, run)) {
          i = run - 1;
          continue;
        }
        if (same(bytes, records, first + i, before, i)) continue;
      }
      const was = this.columnAt[i] as number;
      const filled = was >= 0 && this.values[was] !== undefined;
      if (!this.cell(bytes, records, first + i, was)) return this.fail();
      if (was >= 0 && filled !== (this.values[was] !== undefined)) refilled = true;
    }
    if (refilled) this.filled = this.values.map((value) => (value === undefined ? '0' : '1')).join('');
    this.keep(bytes, records, first);
    return this.whole() || this.fail();
  }

  /** Whether the cells from `i` to `run` are those of the row before, to the byte. */
  private same(bytes: Buffer, records: Records, first: number, i: number, run: number): boolean {
    const { before } = this;
    if (!before) return false;
    const { starts, ends, flags } = records;
    const shift = (starts[first + i] as number) - (before.starts[i] as number);
    for (let k = i; k < run; k++)
      if (
        (starts[first + k] as number) - (before.starts[k] as number) !== shift ||
        (ends[first + k] as number) - (before.ends[k] as number) !== shift ||
        flags[first + k] !== before.flags[k]
      )
        return false;
    const [start, end] = [before.starts[i] as number, before.ends[run - 1] as number];
    return bytes.compare(before.bytes, start, end, start + shift, end + shift) === 0;
  }

  private cell(bytes: Buffer, records: Records, at: number, column: number): boolean {
    const [start, end] = [records.starts[at] as number, records.ends[at] as number];
    const flags = records.flags[at] as number;
    if ((flags & (CELL.wide | CELL.asked)) !== 0 && maybeRuined(this.text(bytes, start, end, flags))) return false;
    if (column < 0) return true;
    // A formula that failed: #REF! and the like.
    if (bytes[start] === 35) return false;
    const { ofProduct, read } = this.columns[column] as PlainColumn;
    if (ofProduct) this.repeats = false;
    const value = start === end ? undefined : read(bytes, start, end, flags);
    this.values[column] = value;
    return start === end || value !== undefined;
  }

  private fail(): false {
    this.before = undefined;
    return false;
  }

  /** A row needs what it is known by, and three sides or none. */
  private whole(): boolean {
    const { values, sides } = this;
    for (const at of this.needed) if (values[at] === undefined) return false;
    let given = 0;
    for (const at of sides) if (values[at] !== undefined) given++;
    return given === 0 || given === 3;
  }

  private keep(bytes: Buffer, records: Records, first: number): void {
    const { width } = this;
    this.before ??= {
      bytes,
      starts: new Int32Array(width),
      ends: new Int32Array(width),
      flags: new Uint8Array(width),
    };
    this.before.bytes = bytes;
    const { starts, ends, flags } = this.before;
    for (let i = 0; i < width; i++) {
      starts[i] = records.starts[first + i] as number;
      ends[i] = records.ends[first + i] as number;
      flags[i] = records.flags[first + i] as number;
    }
  }

  /** The GTIN, where no two SKUs may have one. */
  get gtin(): number | undefined {
    return this.gtinAt < 0 ? undefined : (this.values[this.gtinAt] as number | undefined);
  }

  get sku(): string {
    return String(this.values[this.keyAt]);
  }
}

function same(bytes: Buffer, records: Records, at: number, before: Before, i: number): boolean {
  const from = records.starts[at] as number;
  const start = before.starts[i] as number;
  const end = before.ends[i] as number;
  const length = end - start;
  if (length !== (records.ends[at] as number) - from || records.flags[at] !== before.flags[i]) return false;
  const old = before.bytes;
  if (length > 48) return bytes.compare(old, start, end, from, from + length) === 0;
  // From the end: what differs between two rows differs there most often.
  for (let k = length - 1; k >= 0; k--) if (bytes[from + k] !== old[start + k]) return false;
  return true;
}
