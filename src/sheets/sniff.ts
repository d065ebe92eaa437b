import { parse } from 'csv-parse/sync';
import type { Diagnostic } from '../contract/index.ts';
import { isKnown } from './headers.ts';
import { trim } from './values.ts';

/** How the text of a sheet is cut into cells, and where its header stands. */
export interface Shape {
  readonly delimiter: string;
  /** Lines at the top that are no rows: `sep=;`. */
  readonly skipLines: number;
  /** Row number of the header, from 1, after the skipped lines. */
  readonly header: number;
  readonly headers: readonly string[];
  readonly evidence: readonly Diagnostic[];
}

const CANDIDATES = [',', ';', '\t', '|'] as const;
const NAMES: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe' };
/** Rows of the top that are looked at. A title and a blank line stand above a header, not a page of text. */
const TOP = 40;

/** Find delimiter and header from the first rows. What a mapping says is taken as it is. */
export function sniff(
  text: string,
  file: string,
  said: { readonly delimiter?: string; readonly header?: number; readonly columns?: readonly string[] },
): Shape {
  const sep = /^sep=(.)\r?\n?/i.exec(text)?.[1];
  const body = sep === undefined ? text : text.slice(text.search(/[\r\n]/) + (/^[^\r\n]*\r\n/.test(text) ? 2 : 1));
  const known = (header: string) => said.columns?.includes(header) === true || isKnown(header);
  const wanted = said.delimiter ?? sep;
  const tried = (wanted === undefined ? CANDIDATES : [wanted]).map((delimiter) =>
    look(body, delimiter, known, said.header),
  );
  const best = tried.reduce((a, b) => (b.score > a.score ? b : a));
  const name = NAMES[best.delimiter] ?? JSON.stringify(best.delimiter);
  const why =
    said.delimiter !== undefined
      ? 'the mapping says so'
      : sep !== undefined
        ? 'its first line says sep='
        : `${best.columns} columns in ${best.even} of ${best.rows} rows looked at`;
  return {
    delimiter: best.delimiter,
    skipLines: sep === undefined ? 0 : 1,
    header: best.header,
    headers: best.headers,
    evidence: [
      info('I_DELIMITER', `delimiter ${name}: ${why}`, `分隔符 ${name}：${why}`, file),
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
  const rows = parseTop(text, delimiter);
  const names = rows.map((row) => row.map(trim));
  const counted = names.map((row) => row.filter((name) => name !== '' && known(name)).length);
  const first = counted.findIndex((count) => count >= 2);
  const filled = names.findIndex((row) => row.some((name) => name !== ''));
  const at = said === undefined ? (first >= 0 ? first : Math.max(0, filled)) : said - 1;
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

/** The first rows, as far as they can be read; the last one may be cut off and is left out. */
function parseTop(text: string, delimiter: string): readonly (readonly string[])[] {
  try {
    const rows = parse(text, { ...CSV, delimiter, to: TOP + 1 }) as string[][];
    return rows.slice(0, TOP);
  } catch {
    // A quote that is never closed with this delimiter: cut at lines, so that others can be compared with it.
    return text
      .split(/\r\n|\n|\r/)
      .slice(0, TOP)
      .map((line) => line.split(delimiter));
  }
}

/** How csv-parse is told to read: RFC 4180 with the three line ends, ragged rows handed on to be named. */
export const CSV = {
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: false,
};

function info(code: string, en: string, zh: string, file: string): Diagnostic {
  return { code, severity: 'info', message: { en, zh }, place: { file } };
}
