import { SaxesParser } from 'saxes';
import type { Merge } from './header-rows.ts';
import { attributesOf, type Parts } from './workbook-parts.ts';
import { numberText } from './workbook-values.ts';
import { cellAt, unescapeText } from './workbook-xml.ts';
import { broken, type Zip } from './zip.ts';

/** A row of a sheet that has cells: those from the left up to the last one, empty ones as empty text. */
export interface SheetLine {
  /** From 1. */
  readonly row: number;
  readonly cells: readonly string[];
  readonly hidden: boolean;
  /** Cells with a formula whose value is not stored. */
  readonly unvalued: readonly number[];
}

/** A spreadsheet has no more rows and columns. Source: Microsoft, "Excel specifications and limits", read 2026-11-23. */
const MOST_ROWS = 1_048_576;
const MOST_COLUMNS = 16_384;

/**
 * The rows of one sheet of a workbook, in order, as they are read: memory does not grow with them. `merges` is filled when all rows
 * are out. Throws `E_WORKBOOK` when the sheet is damaged.
 */
export async function* linesOf(
  zip: Zip,
  part: string,
  parts: Parts,
  file: string,
  merges: Merge[] = [],
): AsyncGenerator<readonly SheetLine[]> {
  const reader = new LineReader(parts, merges);
  const decoder = new TextDecoder();
  const stream = await zip.read(part);
  try {
    for await (const chunk of stream) {
      reader.write(decoder.decode(chunk as Buffer, { stream: true }));
      const lines = reader.take();
      if (lines.length > 0) yield lines;
    }
    reader.write(decoder.decode());
    reader.close();
  } catch (error) {
    throw broken(file, error);
  } finally {
    stream.destroy();
  }
  const rest = reader.take();
  if (rest.length > 0) yield rest;
}

class LineReader {
  private readonly parser = new SaxesParser();
  private lines: SheetLine[] = [];
  private row = 0;
  private hidden = false;
  private cells: string[] = [];
  private unvalued: number[] = [];
  private column = -1;
  private type = '';
  private style = 0;
  private formula = false;
  /** Of the cell: what is stored, `undefined` when nothing is. */
  private value: string | undefined;
  private spoken = 0;
  private text = '';

  constructor(
    private readonly parts: Parts,
    private readonly merges: Merge[],
  ) {
    this.parser.on('error', (error) => {
      throw error;
    });
    this.parser.on('text', (more) => {
      this.text += more;
    });
    this.parser.on('cdata', (more) => {
      this.text += more;
    });
    this.parser.on('opentag', (tag) => {
      this.opens(tag.name.slice(tag.name.indexOf(':') + 1), tag.attributes);
      this.text = '';
    });
    this.parser.on('closetag', (tag) => {
      this.closes(tag.name.slice(tag.name.indexOf(':') + 1));
      this.text = '';
    });
  }

  write(text: string): void {
    this.parser.write(text);
  }

  close(): void {
    this.parser.close();
  }

  take(): readonly SheetLine[] {
    const { lines } = this;
    this.lines = [];
    return lines;
  }

  private opens(name: string, all: Readonly<Record<string, string>>): void {
    if (name === 'row') {
      const { r, hidden } = attributesOf(all);
      const row = r === undefined ? this.row + 1 : Number(r);
      if (!(row > this.row && row <= MOST_ROWS)) throw new Error(`row ${r} comes after row ${this.row}`);
      this.row = row;
      this.hidden = hidden === '1' || hidden === 'true';
      this.cells = [];
      this.unvalued = [];
      this.column = -1;
    } else if (name === 'c') {
      const { r, t = 'n', s = '0' } = attributesOf(all);
      const column = r === undefined ? this.column + 1 : (cellAt(r)?.column ?? -1);
      if (!(column > this.column && column < MOST_COLUMNS)) throw new Error(`the cell ${r} stands in a wrong place`);
      this.column = column;
      this.type = t;
      this.style = Number(s);
      this.formula = false;
      this.value = undefined;
    } else if (name === 'f') this.formula = true;
    else if (name === 'rPh') this.spoken++;
    else if (name === 'mergeCell') this.merge(attributesOf(all).ref ?? '');
  }

  private closes(name: string): void {
    if (name === 'rPh') this.spoken--;
    else if (name === 'v') this.value = this.text;
    else if (name === 't' && this.spoken === 0) this.value = (this.value ?? '') + this.text;
    else if (name === 'c') {
      if (this.value === undefined) {
        if (this.formula) this.unvalued.push(this.column);
        return;
      }
      while (this.cells.length < this.column) this.cells.push('');
      this.cells[this.column] = this.textOf(this.value);
    } else if (name === 'row' && (this.cells.length > 0 || this.unvalued.length > 0))
      this.lines.push({ row: this.row, cells: this.cells, hidden: this.hidden, unvalued: this.unvalued });
  }

  private textOf(value: string): string {
    switch (this.type) {
      case 's': {
        const text = this.parts.texts[Number(value)];
        if (text === undefined) throw new Error(`the text ${value} is missing`);
        return text;
      }
      case 'b':
        return value === '1' || value === 'true' ? 'TRUE' : 'FALSE';
      case 'str':
      case 'inlineStr':
        return unescapeText(value);
      case 'n':
        return numberText(value, this.parts.formats[this.style] ?? 'General', this.parts.epoch1904);
      default:
        // Errors, and dates that are stored as ISO 8601.
        return value;
    }
  }

  private merge(reference: string): void {
    const [from = '', to = from] = reference.split(':');
    const [first, last] = [cellAt(from), cellAt(to)];
    if (first && last) this.merges.push({ top: first.row, left: first.column, bottom: last.row, right: last.column });
  }
}
