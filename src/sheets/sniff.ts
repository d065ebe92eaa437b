import { parse } from 'csv-parse/sync';
import type { Diagnostic } from '../contract/index.ts';
import { isKnown } from './headers.ts';
import { trim } from './values.ts';

/** How the text of a sheet is cut into cells, and where its header stands. */
export interface Shape {
  readonly delimiter: string;
  /** Characters at the start that are no row: the line `sep=;`. They make one line when there are any. */
  readonly skip: number;
  /** Row number of the header, from 1, after what is skipped. */
  readonly header: number;
  /** Trimmed. */
  readonly headers: readonly string[];
  readonly evidence: readonly Diagnostic[];
}

export interface SaidOfShape {
  readonly delimiter?: string;
  readonly header?: number;
  readonly columns?: readonly string[];
}

const CANDIDATES = [',', ';', '\t', '|'] as const;
const NAMES: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe' };
/** Rows of the top that are looked at. A title and a blank line stand above a header, not a page of text. */
const TOP = 40;

/** Find delimiter and header from the first rows. What a mapping says is taken as it is. */
export function sniff(text: string, file: string, said: SaidOfShape): Shape {
  const sep = /^"?sep=([^\r\n])"?(?:\r\n|\n|\r|$)/i.exec(text);
  const skip = sep?.[0].length ?? 0;
  const known = (header: string) => said.columns?.includes(header) === true || isKnown(header);
  const wanted = said.delimiter ?? sep?.[1];
  const tried = (wanted === undefined ? CANDIDATES : [wanted]).map((delimiter) =>
    look(text.slice(skip), delimiter, known, said.header),
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
  return {
    delimiter: best.delimiter,
    skip,
    header: best.header,
    headers: best.headers,
    evidence: [
      info('I_DELIMITER', `delimiter ${name}: ${why}`, `分隔符 ${name}：${reason}`, file),
      info(
        'I_HEADER',
        `header in row ${best.header}: ${best.known} of ${best.headers.length} names are known`,
        `表头在第 ${best.header} 行：${best.headers.length} 个名称中 ${best.known} 个已知`,
        file,
      ),
    ],
  };
}

interface Look {
  readonly delimiter: string;
  readonly header: number;
  readonly headers: readonly string[];
  readonly known: number;
  readonly columns: number;
  readonly even: number;
  readonly rows: number;
  readonly score: number;
}

function look(text: string, delimiter: string, known: (header: string) => boolean, said: number | undefined): Look {
  const names = parseTop(text, delimiter).map((row) => row.map(trim));
  const counted = names.map((row) => row.filter((name) => name !== '' && known(name)).length);
  const at = said === undefined ? headerAt(names, counted) : said - 1;
  const headers = names[at] ?? [];
  const below = names.slice(at + 1).filter((row) => row.some((cell) => cell !== ''));
  const even = below.filter((row) => row.length === headers.length).length;
  const evenness = below.length === 0 ? 0 : even / below.length;
  return {
    delimiter,
    header: at + 1,
    headers,
    known: counted[at] ?? 0,
    columns: headers.length,
    even,
    rows: below.length,
    // Known names decide; then rows of one width; then more columns rather than fewer.
    score: (counted[at] ?? 0) * 100 + (headers.length > 1 ? evenness * 50 + Math.min(headers.length, 40) / 10 : 0),
  };
}

/** The row with the most known names, when it has two at least; the first row with anything in it otherwise. */
function headerAt(names: readonly (readonly string[])[], counted: readonly number[]): number {
  const most = Math.max(0, ...counted);
  if (most >= 2) return counted.indexOf(most);
  return Math.max(
    0,
    names.findIndex((row) => row.some((name) => name !== '')),
  );
}

/** The first rows, as far as they can be read with this delimiter. */
function parseTop(text: string, delimiter: string): readonly (readonly string[])[] {
  const rows: (readonly string[])[] = [];
  const take = (row: readonly string[]) => {
    rows.push(row);
    return null;
  };
  try {
    parse(text, { ...CSV, delimiter, to: TOP, on_record: take });
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
