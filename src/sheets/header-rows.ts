import { trim } from './values.ts';

/** The header of a sheet: which rows it is, and the name of each column. */
export interface Header {
  /** Row number of its last row, from 1; 0 when the sheet has none. */
  readonly row: number;
  /** Rows that it takes: a group row above or below makes two. */
  readonly rows: 0 | 1 | 2;
  /** Names that no two columns share, trimmed; empty for a column without one. */
  readonly names: readonly string[];
  /** The header's rows as they stand, trimmed: what a row that repeats one of them is known by. */
  readonly raw: readonly (readonly string[])[];
  /** Names that several columns have, with how many. */
  readonly doubled: ReadonlyMap<string, number>;
  /** Of the names, how many `known` knows. */
  readonly known: number;
}

export interface SaidOfHeader {
  /** Row number; 0 says that there is no header, and columns are called A, B, C. */
  readonly header?: number | undefined;
  /** Columns that a mapping speaks of. */
  readonly columns?: readonly string[] | undefined;
}

/** A range of merged cells of a workbook: rows and columns from 0, both ends belong to it. */
export interface Merge {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

type Rows = readonly (readonly string[])[];

/** `rows`: the first of the sheet, trimmed. */
export function headerOf(
  rows: Rows,
  known: (name: string) => boolean,
  said: SaidOfHeader = {},
  merges?: readonly Merge[],
): Header {
  if (said.header === 0) return lettered(rows);
  const counted = rows.map((row) => row.filter((name) => name !== '' && known(name)).length);
  const at = said.header === undefined ? headerAt(rows, counted) : said.header - 1;
  const own = rows[at] ?? [];
  const two = twoRows(rows, at, said.header === undefined, merges);
  const plain = { last: at, raw: [own], names: own };
  const { last, raw, names } = two && !speaksOf(said.columns, own, two.names) ? two : plain;
  const { distinct, doubled } = makeDistinct(names);
  return {
    row: last + 1,
    rows: raw.length === 2 ? 2 : 1,
    names: distinct,
    raw,
    doubled,
    known: Math.max(counted[at] ?? 0, names.filter((name) => name !== '' && known(name)).length),
  };
}

/** A mapping that speaks of the names as they stand was made for them. */
function speaksOf(
  columns: readonly string[] | undefined,
  plain: readonly string[],
  joined: readonly string[],
): boolean {
  if (!columns) return false;
  const count = (names: readonly string[]) => columns.filter((column) => names.includes(column)).length;
  return count(plain) > count(joined);
}

/**
 * The row with the most known names, when it has two at least. Otherwise the first row that is about as full as those below it:
 * titles stand in one cell.
 */
function headerAt(rows: Rows, counted: readonly number[]): number {
  const most = Math.max(0, ...counted);
  if (most >= 2) return counted.indexOf(most);
  const filled = rows.map((row) => row.filter((cell) => cell !== '').length);
  const usual = [...filled].filter((count) => count > 0).sort((a, b) => a - b)[Math.floor(filled.length / 2)] ?? 1;
  const full = filled.findIndex((count) => count >= Math.max(2, usual * 0.6));
  if (full >= 0) return full;
  return Math.max(
    0,
    filled.findIndex((count) => count > 0),
  );
}

interface TwoRows {
  readonly last: number;
  readonly raw: Rows;
  readonly names: readonly string[];
}

/** A row of groups over the header, or a row of sub-headers under it. */
function twoRows(rows: Rows, at: number, under: boolean, merges: readonly Merge[] | undefined): TwoRows | undefined {
  const [above = [], own = [], below = []] = [rows[at - 1], rows[at], rows[at + 1]];
  if (at > 0 && areGroups(above, own)) return joined(above, own, at, at - 1, merges);
  if (!under && at > 0 && areSubs(above, own)) return joined(above, own, at, at - 1, merges);
  if (under && areSubs(own, below)) return joined(own, below, at + 1, at, merges);
  return undefined;
}

/** Several short names, or one that does not begin the sheet; a title, an address or a date is none. */
function areGroups(above: readonly string[], own: readonly string[]): boolean {
  const groups = above.flatMap((cell, i) => (cell === '' ? [] : [{ cell, i }]));
  const filled = own.filter((cell) => cell !== '').length;
  if (groups.length === 0 || groups.length >= filled || groups.some(({ i }) => i >= own.length)) return false;
  if (groups.some(({ cell }) => cell.length > 30 || /[:：\n]|\d{4}|^[\d.,%\s]+$|@|https?:/.test(cell))) return false;
  return groups.length > 1 || (groups[0]?.i ?? 0) > 0;
}

/** Each name that stands alone has nothing under it, and what is under an empty cell names a part of the name to its left. */
function areSubs(own: readonly string[], below: readonly string[]): boolean {
  if (below.length < own.length || own[0] === '') return false;
  let parts = 0;
  for (let i = 0; i < below.length; i++) {
    const [over = '', under = '', next = own[i + 1] ?? '-'] = [own[i], below[i]];
    if (over === '' && under === '') return false;
    if (over === '') parts++;
    else if (under !== '' && next !== '') return false;
    else if (under === '' && next === '' && (below[i + 1] ?? '') !== '') return false;
    if (under !== '' && (under.length > 30 || isValue(under))) return false;
  }
  return parts > 0;
}

/** Groups that say nothing of what is under them. */
const NEUTRAL =
  /^(基本信息|基础信息|商品信息|产品信息|商品資訊|基本資訊|general|basics?|basic info(rmation)?|product|product info(rmation)?|商品情報|기본정보|상품정보)$/i;

function joined(
  over: readonly string[],
  under: readonly string[],
  last: number,
  groupRow: number,
  merges: readonly Merge[] | undefined,
): TwoRows {
  const width = Math.max(over.length, under.length);
  const spans = merges?.filter(
    (merge) => merge.top <= groupRow && merge.bottom >= groupRow && merge.right > merge.left,
  );
  const names: string[] = [];
  let group = '';
  for (let i = 0; i < width; i++) {
    const [top, sub] = [over[i] ?? '', under[i] ?? ''];
    if (spans && spans.length > 0) {
      const span = spans.find((merge) => merge.left <= i && i <= merge.right);
      group = top !== '' ? top : span ? (over[span.left] ?? '') : '';
    } else if (top !== '') group = top;
    // A name without anything under it spans both rows, and no column beside it.
    if (top !== '' && sub === '') {
      names.push(top);
      group = '';
    } else names.push(group === '' || sub === '' || NEUTRAL.test(group) ? sub : `${group} / ${sub}`);
  }
  return { last, raw: [over, under], names };
}

/** `Cost`, `Cost (2)`, `Cost (3)`: what a mapping can speak of. */
function makeDistinct(names: readonly string[]): {
  readonly distinct: readonly string[];
  readonly doubled: ReadonlyMap<string, number>;
} {
  const taken = new Set(names);
  const met = new Map<string, number>();
  const distinct = names.map((name) => {
    if (name === '') return name;
    let count = (met.get(name) ?? 0) + 1;
    met.set(name, count);
    if (count === 1) return name;
    while (taken.has(`${name} (${count})`)) count++;
    taken.add(`${name} (${count})`);
    return `${name} (${count})`;
  });
  return { distinct, doubled: new Map([...met].filter(([, count]) => count > 1)) };
}

function lettered(rows: Rows): Header {
  const width = Math.max(0, ...rows.map((row) => row.length));
  const names = Array.from({ length: width }, (_, i) => letters(i));
  return { row: 0, rows: 0, names, raw: [], doubled: new Map(), known: 0 };
}

/** The name that a spreadsheet gives a column: 0 is A, 26 is AA. */
export function letters(index: number): string {
  return (index >= 26 ? letters(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26));
}

/** A number, price, date, web address: what stands below a header, not in one. */
export function isValue(cell: string): boolean {
  const text = trim(cell);
  return (
    /^[-+(]?[\p{Sc}\s]*\d[\d.,'\s]*(?:[eE][+-]?\d+)?[\p{Sc}%\s)]*$/u.test(text) ||
    /^https?:\/\//i.test(text) ||
    /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}/.test(text)
  );
}

/** The row that would be the header holds values where the rows below it do: the sheet has no header. */
export function looksHeaderless(rows: Rows, at: number): boolean {
  const own = rows[at] ?? [];
  const below = rows.slice(at + 1).filter((row) => row.some((cell) => cell !== ''));
  return own.some((cell, i) => {
    if (!isValue(cell)) return false;
    const filled = below.map((row) => row[i] ?? '').filter((value) => value !== '');
    return filled.filter(isValue).length >= filled.length * 0.6;
  });
}
