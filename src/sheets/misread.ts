import { isUtf8 } from 'node:buffer';
import { STEPS } from './bytes.ts';
import { charactersOf, PAIRED, type Paired, pairsOf } from './charsets.ts';
import { PairReading, SingleReading } from './readings.ts';

/** Text that was decoded in a wrong encoding once: the bytes it came from read well in another. */
export interface Misread {
  readonly was: Paired | 'utf-8';
  readonly readAs: Paired | 'latin' | 'macintosh';
  readonly example: string;
}

/** One cell on its own: it takes several characters to be sure. */
export function misreadText(text: string): Misread | undefined {
  const bytes = latinBytes(text);
  if (bytes) return asLatin(bytes, text, 4);
  const mac = macBytes(text);
  if (mac && isUtf8(mac) && mac.toString('utf8').length + 3 < text.length)
    return { was: 'utf-8', readAs: 'macintosh', example: text };
  const runs = text.match(RUNS) ?? [];
  for (const readAs of PAIRED)
    for (const run of runs) if (run.length >= 5 && isUtf8As(readAs, run)) return { was: 'utf-8', readAs, example: run };
  return undefined;
}

/**
 * The beginning of a sheet. UTF-8 that was read as GBK and saved: 不锈钢 became 涓嶉攤閽㈢. Each run of such characters is turned back into
 * the bytes it may have been read from, and those are well-formed UTF-8 again and again. Three characters of real Chinese are that
 * once in ten thousand times.
 */
export function misreadCells(text: string): Misread | undefined {
  const cells = text.slice(0, 16 * 1024).split(/[\r\n,;\t|"]+/);
  const wide = cells.filter((cell) => /[^\0-\x7f]/.test(cell));
  const latin = wide.flatMap((cell) => {
    const bytes = latinBytes(cell);
    return bytes ? (asLatin(bytes, cell, 4) ?? []) : [];
  });
  if (latin.length >= 2 && latin.length * 2 >= wide.length) return latin[0];
  const runs = text.match(RUNS) ?? [];
  for (const readAs of PAIRED) {
    const hits = runs.filter((run) => isUtf8As(readAs, run));
    const [example] = hits;
    if (example !== undefined && hits.length >= 2 && hits.length * 4 >= runs.length)
      return { was: 'utf-8', readAs, example };
  }
  return undefined;
}

/** Characters above ASCII that stand together. */
const RUNS = /[^\p{ASCII}\uFFFD]{3,}/gu;

let latin: ReadonlyMap<string, number> | undefined;
let mac: ReadonlyMap<string, number> | undefined;

function macBytes(text: string): Buffer | undefined {
  mac ??= new Map([
    ...Array.from({ length: 128 }, (_, byte) => [String.fromCharCode(byte), byte] as const),
    ...charactersOf('macintosh').flatMap((char, i) => (char === undefined ? [] : [[char, 0x80 + i] as const])),
  ]);
  return bytesBy(mac, text);
}

/** The bytes that windows-1252 or ISO 8859-1 reads as this text; nothing when they have not all of its characters. */
function latinBytes(text: string): Buffer | undefined {
  latin ??= new Map([
    ...Array.from({ length: 256 }, (_, byte) => [String.fromCharCode(byte), byte] as const),
    ...charactersOf('windows-1252').flatMap((char, i) => (char === undefined ? [] : [[char, 0x80 + i] as const])),
  ]);
  return bytesBy(latin, text);
}

function bytesBy(known: ReadonlyMap<string, number>, text: string): Buffer | undefined {
  const bytes: number[] = [];
  for (const char of text) {
    const byte = known.get(char);
    if (byte === undefined) return undefined;
    bytes.push(byte);
  }
  return Buffer.from(bytes);
}

/** A reading as Chinese, Japanese or Korean must be far better than the Latin one: a thousand times for each two characters. */
function asLatin(bytes: Buffer, text: string, least: number): Misread | undefined {
  let high = 0;
  for (const byte of bytes) if (byte > 0x7f) high++;
  if (high < least) return undefined;
  if (isUtf8(bytes)) return { was: 'utf-8', readAs: 'latin', example: text };
  const plain = new SingleReading('windows-1252', charactersOf('windows-1252'));
  plain.add(bytes, 0);
  for (const was of PAIRED) {
    const one = new PairReading(was);
    one.add(bytes, 0);
    const { wrong, units, everyday, total } = one;
    if (wrong === 0 && units > 1 && everyday * 2 >= units && total > plain.total + 14 + units && one.isOrdinary(0))
      return { was, readAs: 'latin', example: text };
  }
  return undefined;
}

const backwards = new Map<Paired, ReadonlyMap<string, number>>();

/** The characters of an encoding with their bytes. Made when first needed. */
function bytesOf(encoding: Paired): ReadonlyMap<string, number> {
  const known = backwards.get(encoding);
  if (known) return known;
  const made = new Map<string, number>();
  pairsOf(encoding).forEach((unit, pair) => {
    if (unit !== 0) made.set(String.fromCharCode(unit), pair);
  });
  // Half-width katakana are one byte.
  if (encoding === 'shift_jis')
    for (let byte = 0xa1; byte < 0xe0; byte++) made.set(String.fromCharCode(0xff61 + byte - 0xa1), byte);
  backwards.set(encoding, made);
  return made;
}

function isUtf8As(encoding: Paired, run: string): boolean {
  const known = bytesOf(encoding);
  const bytes: number[] = [];
  for (const char of run) {
    const code = known.get(char);
    if (code === undefined) return false;
    if (code > 0xff) bytes.push(code >> 8);
    bytes.push(code & 0xff);
  }
  const step = STEPS['utf-8'];
  const whole = Uint8Array.from(bytes);
  let i = 0;
  while (i < whole.length) {
    const length = step(whole, i);
    // The last one may be cut off: its end was lost with the byte that followed it.
    if (length === 0) break;
    if (length < 2) return false;
    i += length;
  }
  return i >= 2;
}
