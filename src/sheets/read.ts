import { parse } from 'csv-parse';
import type { Diagnostic, Place } from '../contract/index.ts';
import { EXIT, MabangError } from '../core/index.ts';
import { type Decoded, decide } from './decode.ts';
import { badBytes, broken, changed, checkHeader, duplicate, ragged, ruinedCell, ruinedHeader } from './faults.ts';
import { proposeMapping } from './mapping.ts';
import { isOwnColumn, unescapeCell } from './rejects.ts';
import { type ReadRow, rowReader } from './rows.ts';
import { maybeRuined, misreadAsGbk, ruinOf } from './ruined.ts';
import { CSV, type Shape, sniff } from './sniff.ts';
import { chunksOf } from './source.ts';
import { TextReader } from './text.ts';
import { together } from './together.ts';
import type { Encoding, Mapping, SheetEvent, SheetReading } from './types.ts';
import { trim } from './values.ts';

export interface Sheet {
  readonly reading: SheetReading;
  /** The mapping in force: the one given, or what the header names say. */
  readonly mapping: Mapping;
  readonly findings: readonly Diagnostic[];
  /** Every row of the sheet below its header, once and in order: understood, rejected or skipped. */
  rows(): AsyncIterable<SheetEvent>;
}

export interface ReadOptions {
  readonly mapping?: Mapping;
  readonly encoding?: Encoding;
  /** The name to show for the file; its path when absent. */
  readonly name?: string;
  /** Bytes read at a time, 256 KiB unless said. Changes nothing of what is read. */
  readonly chunk?: number;
}

/**
 * Read a sheet in two passes over the file: one to decide how it is written, one to understand its rows. Memory does not grow
 * with the file, but for the SKUs and a short print of each product, by which rows are told apart. Throws a `MabangError` when
 * the sheet as a whole cannot be read; a bad row is an event of its own.
 */
export async function openSheet(path: string, options: ReadOptions = {}): Promise<Sheet> {
  const file = options.name ?? path;
  refuseOtherFormats(path, file);
  const said = { forced: options.encoding, pinned: options.mapping?.encoding };
  const decoded = await decide(file, chunksOf(path, file, 0, options.chunk), said);
  const shape = sniff(decoded.top, file, saidOfShape(options.mapping, decoded.returned));
  const headers = decoded.returned ? shape.headers.map(unescapeCell) : shape.headers;
  const own = headers.filter((header) => !isOwnColumn(header));
  const ruin = ruinOf(own.join('\n')) ?? misreadAsGbk(decoded.top);
  if (ruin) throw ruinedHeader(file, shape.header, ruin);
  const proposed = options.mapping
    ? { mapping: options.mapping, findings: [] }
    : proposeMapping(own, { header: shape.header, file });
  const place: Place = { file, row: shape.header };
  const evidence = [...decoded.evidence, ...shape.evidence];
  return {
    reading: {
      encoding: decoded.encoding,
      delimiter: shape.delimiter,
      headerRow: shape.header,
      headers: own,
      evidence,
      hash: decoded.hash,
      bytes: decoded.bytes,
    },
    mapping: proposed.mapping,
    findings: [
      ...evidence.filter((one) => one.severity !== 'info'),
      ...proposed.findings,
      ...checkHeader(own, proposed.mapping, place, options.mapping !== undefined),
    ],
    rows: () => {
      const rows = new Rows(path, file, decoded, shape, headers, proposed.mapping).read(options.chunk);
      const grouped = proposed.mapping.columns.some((column) => column.field === 'code');
      return grouped ? together(rows, proposed.mapping) : rows;
    },
  };
}

/** A rejects file that comes back is as a spreadsheet saved it: what the mapping says of the supplier's files does not hold. */
function saidOfShape(mapping: Mapping | undefined, returned: boolean): Parameters<typeof sniff>[2] {
  if (!mapping) return {};
  const columns = mapping.columns.map((column) => column.column);
  if (returned) return { columns };
  return {
    ...(mapping.delimiter === undefined ? {} : { delimiter: mapping.delimiter }),
    header: mapping.header,
    columns,
  };
}

/** What cannot be read as text at all is named for what it is. */
function refuseOtherFormats(path: string, file: string): void {
  const extension = /\.(xlsx|xls|ods|pdf|zip|numbers)$/i.exec(path)?.[1]?.toLowerCase();
  if (!extension) return;
  throw new MabangError(
    'E_NOT_CSV',
    EXIT.usage,
    { en: `a .${extension} file is not a CSV sheet`, zh: `.${extension} 文件不是 CSV 表格` },
    { place: { file }, next: { en: 'save the sheet as "CSV UTF-8" and import that', zh: '请另存为“CSV UTF-8”后导入' } },
  );
}

/** One pass over the rows. */
class Rows {
  private readonly text: TextReader;
  private readonly understand: (cells: readonly string[], place: Place) => ReadRow;
  /** SKU → the row that it stood in first. */
  private readonly seen = new Map<string, number>();
  private readonly headers: readonly string[];
  /** Positions of mabang's own columns, in a rejects file that comes back. */
  private readonly own: ReadonlySet<number>;
  /** Wrong bytes of rows that are read already. */
  private passed = 0;
  /** Record read last, and the line of the file that the next one begins on. */
  private row = 0;
  private line = 1;

  constructor(
    private readonly path: string,
    private readonly file: string,
    private readonly decoded: Decoded,
    private readonly shape: Shape,
    headers: readonly string[],
    mapping: Mapping,
  ) {
    this.text = new TextReader(decoded.encoding, decoded.clean, decoded.skip);
    this.own = new Set(headers.flatMap((header, i) => (isOwnColumn(header) ? [i] : [])));
    this.headers = headers.filter((_, i) => !this.own.has(i));
    this.understand = rowReader(mapping, this.headers);
    if (shape.skip > 0) this.line++;
  }

  async *read(chunk: number | undefined): AsyncIterable<SheetEvent> {
    const parser = parse({ ...CSV, delimiter: this.shape.delimiter });
    void this.feed(parser, chunk);
    try {
      for await (const record of parser as AsyncIterable<readonly string[]>) {
        const event = this.eventOf(record);
        if (event) yield event;
      }
    } catch (error) {
      throw broken(this.file, this.row, this.line, error);
    }
  }

  /** Decode chunk by chunk into the parser, no faster than it reads. */
  private async feed(parser: ReturnType<typeof parse>, size: number | undefined): Promise<void> {
    let { skip } = this.shape;
    let bytes = this.decoded.skip;
    const put = async (text: string) => {
      const rest = text.slice(skip);
      skip -= text.length - rest.length;
      if (rest !== '' && !parser.write(rest)) await drained(parser);
    };
    try {
      for await (const chunk of chunksOf(this.path, this.file, this.decoded.skip, size)) {
        bytes += chunk.length;
        await put(this.text.push(chunk));
        if (parser.destroyed) return;
      }
      await put(this.text.end());
      if (bytes !== this.decoded.bytes) throw changed(this.file);
      parser.end();
    } catch (error) {
      parser.destroy(error as Error);
    }
  }

  private eventOf(record: readonly string[]): SheetEvent | undefined {
    const row = ++this.row;
    const line = this.line;
    this.line += 1 + breaks(record);
    const wrong = this.wrongIn(record);
    if (row <= this.shape.header) return undefined;
    const cells = this.own.size === 0 ? record : record.filter((_, i) => !this.own.has(i)).map(unescapeCell);
    const filled = cells.some((cell) => trim(cell) !== '');
    if (!filled) return { kind: 'skipped', value: { row, line, reason: 'blank' } };
    if (cells[0] !== undefined && trim(cells[0]) === this.headers[0] && this.isHeader(cells))
      return { kind: 'skipped', value: { row, line, reason: 'header' } };
    const place: Place = { file: this.file, row, line };
    const errors = this.faults(cells, place, wrong);
    if (errors.length > 0) return { kind: 'rejected', value: { row, line, cells, errors } };
    return this.rowOf(cells, place, row, line);
  }

  private rowOf(cells: readonly string[], place: Place, row: number, line: number): SheetEvent {
    const { product, variant, fields, errors } = this.understand(cells, place);
    const sku = variant?.sku ?? '';
    const before = sku === '' ? undefined : this.seen.get(sku);
    if (before === undefined && sku !== '') this.seen.set(sku, row);
    const all = before === undefined ? errors : [...errors, duplicate(place, sku, before)];
    if (all.length > 0) return { kind: 'rejected', value: { row, line, cells, errors: all } };
    return {
      kind: 'row',
      value: { row, line, product, ...(variant ? { variant } : {}), fields, place, cells: () => cells },
    };
  }

  private isHeader(cells: readonly string[]): boolean {
    return cells.length >= this.headers.length && cells.every((cell, i) => trim(cell) === (this.headers[i] ?? ''));
  }

  /** What is wrong with a row before any cell is understood. */
  private faults(cells: readonly string[], place: Place, wrong: Wrong | undefined): readonly Diagnostic[] {
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
    return errors;
  }

  /** Each U+FFFD stands for one sequence of wrong bytes, in the order in which they were met. */
  private wrongIn(record: readonly string[]): Wrong | undefined {
    if (this.text.wrong.length === this.passed) return undefined;
    let count = 0;
    for (const cell of record) for (const char of cell) if (char === '\uFFFD') count++;
    const first = this.text.wrong[this.passed];
    this.passed += count;
    return count > 0 ? first : undefined;
  }
}

type Wrong = TextReader['wrong'][number];

function drained(parser: ReturnType<typeof parse>): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      parser.off('drain', go).off('close', go);
      resolve();
    };
    parser.on('drain', go).on('close', go);
  });
}

function breaks(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells)
    if (cell.includes('\n') || cell.includes('\r')) count += cell.match(/\r\n|\n|\r/g)?.length ?? 0;
  return count;
}
