import { parse } from 'csv-parse';
import type { Diagnostic, Place } from '../contract/index.ts';
import type { Decoded } from './decode.ts';
import { EXPORT_MARK } from './exported.ts';
import { exportMapping, isExport } from './exported-rows.ts';
import { broken, changed, checkHeader, ruinedHeader } from './faults.ts';
import { RowJudge } from './judge.ts';
import { proposeMapping } from './mapping.ts';
import { openSource } from './open.ts';
import { type Found, type QuickSheet, quickSheet } from './quick-sheet.ts';
import { isOwnColumn, unescapeCell } from './rejects.ts';
import { misreadAsGbk, ruinOf } from './ruined.ts';
import { CSV, type SaidOfShape, type Shape } from './sniff.ts';
import { chunksOf } from './source.ts';
import { TextReader } from './text.ts';
import { together } from './together.ts';
import type { Encoding, Mapping, RejectedRow, SheetEvent, SheetReading } from './types.ts';

export interface Sheet {
  readonly reading: SheetReading;
  /** The mapping in force: the one given, or what the header names say. */
  readonly mapping: Mapping;
  readonly findings: readonly Diagnostic[];
  /** Every row of the sheet below its header, once and in order: understood, rejected or skipped. */
  rows(restore?: Restore): AsyncIterable<SheetEvent>;
  /** The same rows product by product, where the sheet is of a kind that can be read so. */
  readonly quick?: QuickSheet;
  /** It is a file of refused rows that comes back. */
  readonly returned?: boolean;
  /** It is an export of a catalogue, read as such: there is nothing to understand about its columns. */
  readonly exported?: boolean;
}

/**
 * What to take in the place of a refused row, `undefined` to refuse it. Asked before the rows of a product are held against each
 * other, so that such a row is one of them.
 */
export type Restore = (row: RejectedRow) => RejectedRow['otherwise'];

export interface ReadOptions {
  readonly mapping?: Mapping;
  readonly encoding?: Encoding;
  /** The name to show for the file; its path when absent. */
  readonly name?: string;
  /** The sheet of a workbook to read; the only one that holds anything unless said. */
  readonly sheet?: string;
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
  const source = await openSource(path, file, {
    said: { forced: options.encoding, pinned: options.mapping?.encoding },
    shape: ({ top, returned }) => shapeOfExport(top) ?? saidOfShape(options.mapping, returned),
    sheet: options.sheet ?? options.mapping?.sheet,
    chunk: options.chunk,
  });
  const { decoded, shape } = source;
  const exported = options.mapping === undefined && isExport(shape.headers);
  const headers = decoded.returned || exported ? shape.headers.map(unescapeCell) : shape.headers;
  const own = headers.filter((header) => !isOwnColumn(header));
  const ruin = ruinOf(own.join('\n')) ?? misreadAsGbk(decoded.top);
  if (ruin) throw ruinedHeader(file, shape.header, ruin);
  const given = exported ? exportMapping(own, shape.header) : options.mapping;
  const proposed = given ? { mapping: given, findings: [] } : proposeMapping(own, { header: shape.header, file });
  const place: Place = { file, row: shape.header };
  const evidence = [...decoded.evidence, ...shape.evidence];
  const found = { decoded, shape, headers, mapping: proposed.mapping, chunk: options.chunk };
  const quick = exported || source.rows ? undefined : quickSheet(path, file, found);
  return {
    ...(quick ? { quick } : {}),
    ...(exported ? { exported } : {}),
    ...(decoded.returned ? { returned: true } : {}),
    reading: {
      encoding: decoded.encoding,
      delimiter: shape.delimiter,
      headerRow: shape.header,
      headers: own,
      evidence,
      hash: decoded.hash,
      bytes: decoded.bytes,
      ...(source.sheet === undefined ? {} : { sheet: source.sheet }),
    },
    mapping: proposed.mapping,
    findings: [
      ...evidence.filter((one) => one.severity !== 'info'),
      ...proposed.findings,
      ...checkHeader(own, proposed.mapping, place, options.mapping !== undefined),
    ],
    rows: (restore) => {
      const reader = new Rows(path, file, { ...found, exported });
      const read = source.rows ? reader.of(source.rows()) : reader.read(options.chunk);
      const rows = restore ? restored(read, restore, file) : read;
      const grouped = proposed.mapping.columns.some((column) => column.field === 'code');
      return grouped ? together(rows, proposed.mapping) : rows;
    },
  };
}

/** An export of a catalogue says itself what it is, in the first line or, where rows were refused, behind mabang's own columns. */
function shapeOfExport(top: string): SaidOfShape | undefined {
  const found = new RegExp(`^(?:"?mabang_row"?([,;\\t])"?mabang_error"?\\1)?"?${EXPORT_MARK}"?([,;\\t])`).exec(top);
  return found?.[2] === undefined ? undefined : { delimiter: found[2], header: 1 };
}

/** A rejects file that comes back is as a spreadsheet saved it: what the mapping says of the supplier's files does not hold. */
function saidOfShape(mapping: Mapping | undefined, returned: boolean): SaidOfShape {
  if (!mapping) return {};
  const columns = mapping.columns.map((column) => column.column);
  const { ignore } = mapping;
  if (returned) return { columns, ignore };
  return {
    ...(mapping.delimiter === undefined ? {} : { delimiter: mapping.delimiter }),
    header: mapping.header,
    columns,
    ignore,
  };
}

/** One pass over the rows. */
class Rows {
  private readonly decoded: Decoded;
  private readonly shape: Shape;
  private readonly text: TextReader;
  private readonly judge: RowJudge;
  /** Wrong bytes of rows that are read already. */
  private passed = 0;
  /** Record read last, and the line of the file that the next one begins on. */
  private row = 0;
  private line = 1;

  constructor(
    private readonly path: string,
    private readonly file: string,
    { decoded, shape, headers, mapping, exported }: Found & { readonly exported: boolean },
  ) {
    this.decoded = decoded;
    this.shape = shape;
    this.text = new TextReader(decoded.encoding, decoded.clean, decoded.skip);
    this.judge = new RowJudge(file, headers, mapping, { exported, raw: shape.raw });
    if (shape.skip > 0) this.line++;
  }

  /** Of a workbook: its rows come cut already. */
  async *of(records: AsyncIterable<readonly string[]>): AsyncIterable<SheetEvent> {
    for await (const record of records) {
      const row = ++this.row;
      if (row > this.shape.header) yield this.judge.judge(record, row, row);
    }
  }

  async *read(chunk: number | undefined): AsyncIterable<SheetEvent> {
    const parser = parse({
      ...CSV,
      delimiter: this.shape.delimiter,
      quote: this.shape.quote,
      escape: this.shape.quote,
    });
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
    return row <= this.shape.header ? undefined : this.judge.judge(record, row, line, wrong);
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

async function* restored(events: AsyncIterable<SheetEvent>, restore: Restore, file: string): AsyncIterable<SheetEvent> {
  for await (const event of events) {
    const instead = event.kind === 'rejected' ? restore(event.value) : undefined;
    if (event.kind !== 'rejected' || !instead) yield event;
    else {
      const { row, line, cells } = event.value;
      yield { kind: 'row', value: { ...instead, row, line, place: { file, row, line }, cells: () => cells } };
    }
  }
}

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
