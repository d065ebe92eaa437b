import { parse } from 'csv-parse/sync';
import type { Diagnostic } from '../contract/index.ts';
import { EXIT, MabangError } from '../core/index.ts';
import { type Header, headerOf, looksHeaderless, type Merge } from './header-rows.ts';
import { isKnown } from './headers.ts';
import { trim } from './values.ts';

/** How the text of a sheet is cut into cells, and where its header stands. */
export interface Shape {
  readonly delimiter: string;
  readonly quote: '"' | "'";
  /** Characters at the start that are no row: the line `sep=;`. They make one line when there are any. */
  readonly skip: number;
  /** Row number of the header's last row, from 1, after what is skipped; 0 when the sheet has none. */
  readonly header: number;
  /** Trimmed; two rows joined, and names that occur twice numbered. */
  readonly headers: readonly string[];
  /** The header's rows as they stand: a row that repeats one of them is no goods. */
  readonly raw: readonly (readonly string[])[];
  readonly evidence: readonly Diagnostic[];
}

export interface SaidOfShape {
  readonly delimiter?: string;
  /** 0: there is no header, and the columns are called A, B, C. */
  readonly header?: number;
  readonly columns?: readonly string[];
  /** Columns that are left out on purpose. */
  readonly ignore?: readonly string[];
}

const CANDIDATES = [',', ';', '\t', '|'] as const;
const NAMES: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe' };
/** Rows of the top that are looked at. A title and a blank line stand above a header, not a page of text. */
const TOP = 40;

/**
 * Find delimiter and header from the first rows. What a mapping says is taken as it is. Throws `E_NO_HEADER` when no row looks
 * like one.
 */
export function sniff(text: string, file: string, said: SaidOfShape): Shape {
  const sep = /^"?sep=([^\r\n])"?(?:\r\n|\n|\r|$)/i.exec(text);
  const skip = sep?.[0].length ?? 0;
  const wanted = said.delimiter ?? sep?.[1];
  const tried = (wanted === undefined ? CANDIDATES : [wanted]).map((delimiter) =>
    look(text.slice(skip), delimiter, said),
  );
  const best = tried.reduce((a, b) => (b.score > a.score ? b : a));
  const name = NAMES[best.delimiter] ?? JSON.stringify(best.delimiter);
  const [why, reason] =
    said.delimiter !== undefined
      ? ['the mapping says so', '由映射指定']
      : sep
        ? ['its first line says sep=', '首行写有 sep=']
        : [
            `${best.columns} columns in ${best.even} of ${best.rows} rows looked at`,
            `已看的 ${best.rows} 行中有 ${best.even} 行为 ${best.columns} 列`,
          ];
  const quoted =
    best.quote === "'" ? [info('I_QUOTE', "cells stand in single quotes: '…'", '单元格使用单引号', file)] : [];
  const shape = shaped(best.top, best.header, file, said);
  return {
    delimiter: best.delimiter,
    quote: best.quote,
    skip,
    ...shape,
    evidence: [
      info('I_DELIMITER', `delimiter ${name}: ${why}`, `分隔符 ${name}：${reason}`, file),
      ...quoted,
      ...shape.evidence,
    ],
  };
}

/** The same for rows that need no delimiter: those of a workbook. */
export function shapeOf(
  rows: readonly (readonly string[])[],
  file: string,
  said: SaidOfShape,
  merges: readonly Merge[],
): Pick<Shape, 'header' | 'headers' | 'raw' | 'evidence'> {
  const top = rows.slice(0, TOP).map((row) => row.map(trim));
  return shaped(top, headerOf(top, knownIn(said), said, merges), file, said);
}

function shaped(
  top: readonly (readonly string[])[],
  header: Header,
  file: string,
  said: SaidOfShape,
): Pick<Shape, 'header' | 'headers' | 'raw' | 'evidence'> {
  if (said.header === undefined && header.known === 0 && looksHeaderless(top, header.row - 1))
    throw noHeader(file, header.row, top[header.row - 1] ?? []);
  return {
    header: header.row,
    headers: header.names,
    raw: header.raw,
    evidence: [
      header.row === 0
        ? info(
            'I_HEADER',
            'no header, as the mapping says: the columns are A, B, C',
            '按映射指定无表头：各列为 A、B、C',
            file,
          )
        : info(
            'I_HEADER',
            `header in ${header.rows === 2 ? `rows ${header.row - 1} and` : 'row'} ${header.row}: ${header.known} of ${header.names.length} names are known`,
            `表头在第 ${header.rows === 2 ? `${header.row - 1}、` : ''}${header.row} 行：${header.names.length} 个名称中 ${header.known} 个已知`,
            file,
          ),
      ...[...header.doubled].map(([name, count]) => doubled(name, count, header, file, said)),
    ],
  };
}

function knownIn(said: SaidOfShape): (name: string) => boolean {
  return (name) => said.columns?.includes(name) === true || isKnown(name);
}

/** Which of several columns of one name is meant is not guessed where it matters: the name is known, or a mapping speaks of it. */
function doubled(name: string, count: number, header: Header, file: string, said: SaidOfShape): Diagnostic {
  const numbered = header.names.filter((one) => one.startsWith(`${name} (`));
  const spoken = [...(said.columns ?? []), ...(said.ignore ?? [])];
  const decided = numbered.some((one) => spoken.includes(one));
  const matters = !decided && (said.columns ? said.columns.includes(name) : isKnown(name));
  return {
    code: matters ? 'E_DUPLICATE_COLUMN' : 'W_DUPLICATE_COLUMN',
    severity: matters ? 'error' : decided ? 'info' : 'warning',
    message: {
      en: `${count} columns are called ${name}; they are ${[name, ...numbered].join(', ')} here`,
      zh: `有 ${count} 列都叫“${name}”；此处依次称为 ${[name, ...numbered].join('、')}`,
    },
    place: { file, row: header.row, column: name },
    next: {
      en: 'say in a mapping file which is meant, and list the others under ignore, or rename them in the sheet',
      zh: '请在映射文件中指明使用哪一列，并将其余列入 ignore，或在表格中重命名',
    },
  };
}

function noHeader(file: string, row: number, cells: readonly string[]): MabangError {
  const shown = cells.slice(0, 4).join(', ');
  return new MabangError(
    'E_NO_HEADER',
    EXIT.findings,
    {
      en: `no row looks like the names of columns: row ${row} already holds values (${shown})`,
      zh: `没有任何行像列名：第 ${row} 行已是数据（${shown}）`,
    },
    {
      place: { file, row },
      next: {
        en: 'put a row of names above it, or write a mapping file with header: 0 that calls the columns A, B, C; if row 1 is a header, say header: 1',
        zh: '请在其上方加一行列名，或在映射文件中写 header: 0 并用 A、B、C 指称各列；若第 1 行确为表头，请写 header: 1',
      },
    },
  );
}

interface Look {
  readonly delimiter: string;
  readonly quote: '"' | "'";
  readonly top: readonly (readonly string[])[];
  readonly header: Header;
  readonly columns: number;
  readonly even: number;
  readonly rows: number;
  readonly score: number;
}

function look(text: string, delimiter: string, said: SaidOfShape): Look {
  const quote = quoteOf(text, delimiter);
  const top = parseTop(text, delimiter, quote).map((row) => row.map(trim));
  const header = headerOf(top, knownIn(said), said);
  const columns = header.names.length;
  const below = top.slice(header.row).filter((row) => row.some((cell) => cell !== ''));
  const even = below.filter((row) => row.length === columns).length;
  const evenness = below.length === 0 ? 0 : even / below.length;
  return {
    delimiter,
    quote,
    top,
    header,
    columns,
    even,
    rows: below.length,
    // Known names decide; then rows of one width; then more columns rather than fewer.
    score: header.known * 100 + (columns > 1 ? evenness * 50 + Math.min(columns, 40) / 10 : 0),
  };
}

/** Single quotes only where most cells stand in them, and no cell in double ones. */
function quoteOf(text: string, delimiter: string): '"' | "'" {
  if (text.includes('"') || !text.includes("'")) return '"';
  const cells = text
    .slice(0, 8192)
    .split('\n', 20)
    .flatMap((line) => line.replace(/\r$/, '').split(delimiter));
  const quoted = cells.filter((cell) => cell.length > 1 && cell.startsWith("'") && cell.endsWith("'")).length;
  return quoted >= 4 && quoted * 5 >= cells.length * 3 ? "'" : '"';
}

/** The first rows, as far as they can be read with this delimiter. */
function parseTop(text: string, delimiter: string, quote: string): readonly (readonly string[])[] {
  const rows: (readonly string[])[] = [];
  const take = (row: readonly string[]) => {
    rows.push(row);
    return null;
  };
  try {
    parse(text, { ...CSV, delimiter, quote, escape: quote, to: TOP, on_record: take });
  } catch {
    // A quote that is not closed, with this delimiter or because the text is cut off here: the rows before it count.
  }
  return rows;
}

/** How csv-parse is told to read: RFC 4180 with the three line ends, ragged rows handed on to be named. */
export const CSV = {
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: false,
  // A quote that is never closed would take the rest of the file into memory.
  max_record_size: 4 * 1024 * 1024,
};

function info(code: string, en: string, zh: string, file: string): Diagnostic {
  return { code, severity: 'info', message: { en, zh }, place: { file } };
}
