import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import type { Diagnostic, Place } from '../contract/index.ts';
import { EXIT, MabangError } from '../core/index.ts';
import { hex } from './bytes.ts';
import { type Decoded, decide, refuseRuined } from './decode.ts';
import { proposeMapping } from './mapping.ts';
import { unescapeCell } from './rejects.ts';
import { rowReader } from './rows.ts';
import { CSV, sniff } from './sniff.ts';
import type { Encoding, Mapping, SheetEvent, SheetReading } from './types.ts';
import { trim } from './values.ts';

export interface Sheet {
  readonly reading: SheetReading;
  /** The mapping in force: the one given, or what the header names say. */
  readonly mapping: Mapping;
  readonly findings: readonly Diagnostic[];
  /** Every row of the sheet below its header, once: understood, rejected or skipped. */
  rows(): AsyncIterable<SheetEvent>;
}

export interface ReadOptions {
  readonly mapping?: Mapping;
  readonly encoding?: Encoding;
  /** The name to show for the file; its path when absent. */
  readonly name?: string;
}

/**
 * Read a sheet in two passes over the file: one to decide how it is written, one to understand its rows. Memory does not grow
 * with the file. Throws a `MabangError` when the sheet as a whole cannot be read; a bad row is an event of its own.
 */
export async function openSheet(path: string, options: ReadOptions = {}): Promise<Sheet> {
  const file = options.name ?? path;
  refuseOtherFormats(path, file);
  const decoded = await decide(path, options.encoding ?? options.mapping?.encoding);
  const top = headText(decoded);
  refuseRuined(file, top);
  const shape = sniff(top, file, said(options.mapping));
  const headers = shape.headers;
  const proposed = options.mapping
    ? { mapping: options.mapping, findings: [] }
    : proposeMapping(headers, { header: shape.header, file });
  const place: Place = { file, row: shape.header };
  const findings = [
    ...proposed.findings,
    ...checkHeader(headers, proposed.mapping, place, options.mapping !== undefined),
  ];
  const reading: SheetReading = {
    encoding: decoded.encoding,
    delimiter: shape.delimiter,
    headerRow: shape.header,
    headers,
    evidence: [...decoded.evidence, ...shape.evidence].map((one) => ({ ...one, place: { ...one.place, file } })),
    hash: decoded.hash,
    bytes: decoded.bytes,
  };
  return {
    reading,
    mapping: proposed.mapping,
    findings,
    rows: () => readRows(path, file, decoded, shape, proposed.mapping, headers),
  };
}

function said(mapping: Mapping | undefined): Parameters<typeof sniff>[2] {
  if (!mapping) return {};
  return {
    ...(mapping.delimiter === undefined ? {} : { delimiter: mapping.delimiter }),
    header: mapping.header,
    columns: mapping.columns.map((column) => column.column),
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

function headText({ head, encoding, bom, bytes }: Decoded): string {
  // Cut where a character may be cut: what is lost is part of a last line that is not looked at.
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(head.subarray(bom), {
    stream: head.length < bytes,
  });
  return text;
}

function checkHeader(
  headers: readonly string[],
  mapping: Mapping,
  place: Place,
  given: boolean,
): readonly Diagnostic[] {
  const error = (code: string, en: string, zh: string, column?: string, next?: Diagnostic['next']): Diagnostic => ({
    code,
    severity: 'error',
    message: { en, zh },
    place: { ...place, ...(column === undefined ? {} : { column }) },
    ...(next ? { next } : {}),
  });
  const findings: Diagnostic[] = [];
  for (const column of mapping.columns) {
    const count = headers.filter((header) => header === column.column).length;
    if (count === 0)
      findings.push(
        error(
          'E_MISSING_COLUMN',
          `the mapping reads the column ${column.column}, and the sheet has none`,
          `映射需要列“${column.column}”，表格中没有`,
          column.column,
          {
            en: `the sheet has: ${headers.join(', ')}`,
            zh: `表格中的列：${headers.join('、')}`,
          },
        ),
      );
    if (count > 1)
      findings.push(
        error(
          'E_DUPLICATE_COLUMN',
          `${count} columns are called ${column.column}`,
          `有 ${count} 列都叫“${column.column}”`,
          column.column,
          {
            en: 'rename one of them in the sheet; which is meant cannot be told',
            zh: '请在表格中重命名其中一列；无法判断指的是哪一列',
          },
        ),
      );
  }
  if (!mapping.columns.some((column) => column.field === 'sku' || column.field === 'code'))
    findings.push(
      error('E_NO_SKU_COLUMN', 'no column says which product a row is', '没有任何列标明每行是哪个商品', undefined, {
        en: `map one to sku or code in a mapping file; the sheet has: ${headers.join(', ')}`,
        zh: `请在映射文件中将某列映射为 sku 或 code；表格中的列：${headers.join('、')}`,
      }),
    );
  if (given) {
    const spoken = new Set([...mapping.columns.map((column) => column.column), ...mapping.ignore]);
    for (const header of headers)
      if (header !== '' && !spoken.has(header) && !/^mabang_(row|error)$/.test(header))
        findings.push({
          code: 'W_UNMAPPED_COLUMN',
          severity: 'warning',
          message: {
            en: `the column ${header} is new: the mapping does not speak of it`,
            zh: `新列“${header}”：映射中未提及`,
          },
          place: { ...place, column: header },
          next: { en: 'map it, or list it under ignore', zh: '请映射该列，或列入 ignore' },
        });
  }
  return findings;
}

async function* readRows(
  path: string,
  file: string,
  decoded: Decoded,
  shape: { readonly delimiter: string; readonly skipLines: number; readonly header: number },
  mapping: Mapping,
  headers: readonly string[],
): AsyncIterable<SheetEvent> {
  const read = rowReader(mapping, headers);
  const seen = new Map<string, number>();
  // A rejects file that comes back: its cells were escaped for Excel when it was written.
  const returned = headers.includes('mabang_row');
  let bad = 0;
  let row = 0;
  const parser = parse({ ...CSV, delimiter: shape.delimiter, info: true, from_line: 1 + shape.skipLines });
  void feed(path, decoded, parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const cells = returned ? record.map(unescapeCell) : record;
      row++;
      if (row <= shape.header) continue;
      // The parser counts the lines it has read; a record begins where the one before it ended.
      const line = info.lines - breaks(cells) + shape.skipLines;
      const place: Place = { file, row, line };
      if (cells.every((cell) => trim(cell) === '')) {
        yield { kind: 'skipped', value: { row, line, reason: 'blank' } };
        continue;
      }
      const errors: Diagnostic[] = [];
      if (cells.some((cell) => cell.includes('\uFFFD'))) {
        const column = cells.findIndex((cell) => cell.includes('\uFFFD'));
        errors.push(badBytes(place, headers[column] ?? String(column + 1), decoded.bad[bad]?.bytes ?? []));
        bad += cells.reduce((sum, cell) => sum + (cell.match(/\uFFFD+/g)?.length ?? 0), 0);
      }
      if (cells.length > headers.length && cells.slice(headers.length).some((cell) => trim(cell) !== ''))
        errors.push(ragged(place, cells.length, headers.length));
      else if (cells.length < headers.length) errors.push(ragged(place, cells.length, headers.length));
      if (errors.length > 0) {
        yield { kind: 'rejected', value: { row, line, cells, errors } };
        continue;
      }
      const { product, variant, fields, errors: wrong } = read(cells, place);
      const before = variant.sku === '' ? undefined : seen.get(variant.sku);
      const all = before === undefined ? wrong : [...wrong, duplicate(place, variant.sku, before)];
      if (before === undefined && variant.sku !== '') seen.set(variant.sku, row);
      if (all.length > 0) yield { kind: 'rejected', value: { row, line, cells, errors: all } };
      else yield { kind: 'row', value: { row, line, product, variant, fields, place, cells: () => cells } };
    }
  } catch (error) {
    throw broken(file, row, error);
  }
}

/** Decode chunk by chunk into the parser, no faster than it reads. */
async function feed(path: string, { encoding, bom }: Decoded, parser: ReturnType<typeof parse>): Promise<void> {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  try {
    for await (const chunk of createReadStream(path, { start: bom, highWaterMark: 1 << 18 })) {
      const text = decoder.decode(chunk as Buffer, { stream: true });
      if (text !== '' && !parser.write(text)) await drained(parser);
      if (parser.destroyed) return;
    }
    parser.end(decoder.decode());
  } catch (error) {
    parser.destroy(error as Error);
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

function badBytes(place: Place, column: string, bytes: readonly number[]): Diagnostic {
  const shown = bytes.length > 0 ? ` (${hex(bytes)})` : '';
  return {
    code: 'E_BAD_BYTES',
    severity: 'error',
    message: { en: `bytes that are no character${shown}`, zh: `无法解码的字节${shown}` },
    place: { ...place, column },
    next: { en: 'correct the cell in the program the sheet is from', zh: '请在原程序中更正该单元格' },
  };
}

function ragged(place: Place, cells: number, columns: number): Diagnostic {
  return {
    code: 'E_RAGGED',
    severity: 'error',
    message: {
      en: `${cells} cells where the header has ${columns}: values may stand in wrong columns`,
      zh: `有 ${cells} 个单元格，表头为 ${columns} 列：值可能错列`,
    },
    place,
    next: { en: 'look for a missing quote or delimiter in this row', zh: '请检查该行是否缺少引号或分隔符' },
  };
}

function duplicate(place: Place, sku: string, before: number): Diagnostic {
  return {
    code: 'E_DUPLICATE_SKU',
    severity: 'error',
    message: { en: `SKU ${sku} stands in row ${before} already`, zh: `SKU ${sku} 已在第 ${before} 行出现` },
    place: { ...place, sku },
    next: { en: 'leave one of the two rows', zh: '请只保留其中一行' },
  };
}

function broken(file: string, row: number, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || !String(error.code).startsWith('CSV_')) return error;
  return new MabangError(
    'E_CSV',
    EXIT.findings,
    { en: `after row ${row}: ${error.message}`, zh: `第 ${row} 行之后：${error.message}` },
    {
      place: { file, row: row + 1 },
      next: { en: 'a quote is opened and never closed from there on', zh: '从此处起有引号未闭合' },
    },
  );
}
