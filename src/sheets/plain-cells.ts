import { exponentOf } from '../core/index.ts';
import { CELL, type CellText } from './records.ts';
import { type ReadRow, rowReader } from './rows.ts';
import type { ColumnMapping, Mapping } from './types.ts';
import { trim } from './values.ts';

/**
 * Cells in their plainest form, read from their bytes without the work that other forms need: digits, a code, an address.
 * Whatever is not plain is `undefined` here, and its row is read by `rowReader`. What is plain becomes exactly what `rowReader`
 * makes of it (`test/sheets/quick.test.ts` holds the two against each other).
 */
export type Plain = string | number;

/** The cell without its quotes is `bytes` from `from` to `to`, and never empty; `flags` are those of `CELL`. */
export type PlainReader = (bytes: Buffer, from: number, to: number, flags: number) => Plain | undefined;

const POINT = 46;
const COMMA = 44;
const ZERO = 48;

/** Amounts of at most ten digits before the sign: all of them are safe integers in any currency. */
export function plainMoney(column: ColumnMapping, currency: string): PlainReader {
  const places = exponentOf(currency);
  // A column of whole numbers alone has no sign.
  const sign = column.decimal === 'none' ? -1 : column.decimal === ',' ? COMMA : POINT;
  return (bytes, from, to) => {
    const whole = digitsEnd(bytes, from, Math.min(to, from + 10));
    if (whole === from || (whole - from > 1 && bytes[from] === ZERO)) return undefined;
    let minor = numberOf(bytes, from, whole);
    let left = places;
    if (whole < to) {
      const begin = whole + 1;
      left -= to - begin;
      if (bytes[whole] !== sign || begin === to || left < 0 || digitsEnd(bytes, begin, to) !== to) return undefined;
      for (let i = begin; i < to; i++) minor = minor * 10 + (bytes[i] as number) - ZERO;
    }
    for (; left > 0; left--) minor *= 10;
    return minor > 0 ? minor : undefined;
  };
}

function digitsEnd(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && (bytes[at] as number) >= ZERO && (bytes[at] as number) <= ZERO + 9) at++;
  return at;
}

function numberOf(bytes: Buffer, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) value = value * 10 + (bytes[i] as number) - ZERO;
  return value;
}

export const plainQuantity: PlainReader = (bytes, from, to) => {
  if (to - from > 9 || (to - from > 1 && bytes[from] === ZERO) || digitsEnd(bytes, from, to) !== to) return undefined;
  return numberOf(bytes, from, to);
};

/** Thirteen digits that fit, as a number: the first is no zero, so nothing of them is lost. */
export const plainGtin: PlainReader = (bytes, from, to) => {
  if (to - from !== 13 || bytes[from] === ZERO || digitsEnd(bytes, from, to) !== to) return undefined;
  let sum = 0;
  for (let i = 0; i < 12; i++) sum += ((bytes[from + i] as number) - ZERO) * (i % 2 === 0 ? 1 : 3);
  return (10 - (sum % 10)) % 10 === (bytes[to - 1] as number) - ZERO ? numberOf(bytes, from, to) : undefined;
};

/** Letters, digits, `-`, `_` and `/`, with a digit among them: no word of totals, and nothing that a spreadsheet has ruined. */
export function plainCode(column: ColumnMapping): PlainReader {
  return (bytes, from, to) => {
    let digits = 0;
    for (let i = from; i < to; i++) {
      const kind = CODE[bytes[i] as number] as number;
      if (kind === 0) return undefined;
      digits |= kind;
    }
    if ((digits & 2) === 0) return undefined;
    const text = bytes.toString('latin1', from, to);
    // The header once more is no row.
    return text === column.column ? undefined : text;
  };
}

const CODE = tableOf((sign) => (/\d/.test(sign) ? 3 : /[A-Za-z_/-]/.test(sign) ? 1 : 0));
const PATH = tableOf((sign) => (/[A-Za-z0-9./_~?=&%+-]/.test(sign) ? 1 : 0));

function tableOf(kind: (sign: string) => number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (byte < 0x80 ? kind(String.fromCharCode(byte)) : 0));
}

/** Text that stands for itself: no white space around it, and not in the form `="0012"`. */
export function plainText(column: ColumnMapping, text: CellText): PlainReader {
  const { words } = column;
  return (bytes, from, to, flags) => {
    const value = text(bytes, from, to, flags);
    if (value === '' || trim(value) !== value || value.startsWith('="')) return undefined;
    return words && Object.hasOwn(words, value) ? undefined : value;
  };
}

/** One address without signs that could divide two. What comes before its path is understood once for every host. */
export function plainAddress(column: ColumnMapping, understood: (text: string) => unknown): PlainReader {
  const { separator } = column;
  const homes = new Map<string, boolean>();
  return (bytes, from, to) => {
    const path = bytes.indexOf('/', from + 8);
    if (path < 0 || path >= to) return undefined;
    for (let i = path; i < to; i++) if (PATH[bytes[i] as number] === 0) return undefined;
    const value = bytes.toString('latin1', from, to);
    if (separator !== undefined && value.includes(separator)) return undefined;
    const home = value.slice(0, path - from);
    let known = homes.get(home);
    if (known === undefined) {
      known = understood(`${home}/x`) === `${home}/x`;
      if (homes.size < 1000) homes.set(home, known);
    }
    return known ? value : undefined;
  };
}

/** Places for cells of one column that are remembered with what they mean. */
const PLACES = 4096;
/** Longer cells are understood each time. */
const LONG = 200;

/** Remembers what cells mean, by their bytes: most columns repeat themselves. */
export function remembering(text: CellText, understand: (text: string) => Plain | undefined): PlainReader {
  const keys: (Buffer | undefined)[] = new Array(PLACES).fill(undefined);
  const values: (Plain | undefined)[] = new Array(PLACES).fill(undefined);
  return (bytes, from, to, flags) => {
    if (flags & CELL.doubled || to - from > LONG) return understand(text(bytes, from, to, flags));
    let hash = 0x811c9dc5;
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
    const place = (hash ^ (hash >>> 15)) & (PLACES - 1);
    const key = keys[place];
    if (key !== undefined && key.length === to - from && equal(key, bytes, from)) return values[place];
    const value = understand(text(bytes, from, to, flags));
    keys[place] = Buffer.from(bytes.subarray(from, to));
    values[place] = value;
    return value;
  };
}

function equal(key: Buffer, bytes: Buffer, from: number): boolean {
  for (let i = key.length - 1; i >= 0; i--) if (key[i] !== bytes[from + i]) return false;
  return true;
}

/** What `rowReader` makes of one cell, alone with a SKU. */
export function alone(column: ColumnMapping, mapping: Mapping): (text: string) => ReadRow | undefined {
  const sides = ['length', 'width', 'height'] as const;
  const measured = sides.some((side) => side === column.field);
  const columns: ColumnMapping[] = measured
    ? sides.map((field) => ({ ...column, column: field, field }))
    : [{ ...column, column: 'cell' }];
  const small: Mapping = {
    version: 1,
    header: 1,
    ...(mapping.currency === undefined ? {} : { currency: mapping.currency }),
    columns: [{ column: 'sku', field: 'sku' }, ...columns],
    ignore: [],
  };
  const headers = small.columns.map((one) => one.column);
  return (text) => {
    // What a reader remembers of the rows above must not be what this cell says.
    const row = rowReader(small, headers)(['X1', ...columns.map(() => text)], { file: '' });
    return row.errors.length > 0 ? undefined : row;
  };
}
