import { charactersOf, type Paired, pairsOf, type Single } from './charsets.ts';
import type { Encoding } from './types.ts';

/**
 * Looks at the bytes from `at` on. Above 0: the length of the character there. 0: it is cut off by the end of `bytes`.
 * Below 0: that many bytes are no character. A wrong lead byte before a delimiter or line end never swallows it.
 */
export type Step = (bytes: Uint8Array, at: number) => number;

/** The well-formed sequences of RFC 3629, section 4. */
function utf8(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] as number;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return -1;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  for (let k = 1; k < length; k++) {
    const next = bytes[at + k];
    if (next === undefined) return 0;
    if (next < (k === 1 ? low : 0x80) || next > (k === 1 ? high : 0xbf)) return -k;
  }
  return length;
}

/**
 * One, two or four bytes; 0x80 alone is the euro sign of code page 936. Source: WHATWG Encoding Standard, section 10.2
 * (gb18030 decoder and index ranges), read 2026-11-23. `test/sheets/bytes.test.ts` holds it against the decoder.
 */
function gb18030(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] as number;
  if (lead <= 0x80) return 1;
  if (lead === 0xff) return -1;
  const second = bytes[at + 1];
  if (second === undefined) return 0;
  if (second >= 0x40) return second === 0x7f ? -1 : second === 0xff ? -2 : 2;
  if (second < 0x30 || second > 0x39) return -1;
  const third = bytes[at + 2];
  if (third === undefined) return 0;
  if (third < 0x81 || third > 0xfe) return -1;
  const fourth = bytes[at + 3];
  if (fourth === undefined) return 0;
  if (fourth < 0x30 || fourth > 0x39) return -1;
  const pointer = (((lead - 0x81) * 10 + second - 0x30) * 126 + third - 0x81) * 10 + fourth - 0x30;
  return pointer <= 39419 || (pointer >= 189000 && pointer <= 1237575) ? 4 : -4;
}

/** One unit, or a high surrogate and a low one. */
function utf16(little: boolean): Step {
  const [high, low] = little ? [1, 0] : [0, 1];
  return (bytes, at) => {
    const unit = bytes[at + high];
    if (unit === undefined || bytes[at + low] === undefined) return 0;
    if (unit < 0xd8 || unit > 0xdf) return 2;
    if (unit > 0xdb) return -2;
    const next = bytes[at + 2 + high];
    if (next === undefined || bytes[at + 2 + low] === undefined) return 0;
    return next >= 0xdc && next <= 0xdf ? 4 : -2;
  };
}

/** One byte or two; `alone` tells bytes above 0x7F that are characters by themselves. */
function paired(encoding: Exclude<Paired, 'gb18030'>, alone: (byte: number) => boolean): Step {
  let pairs: Uint16Array | undefined;
  return (bytes, at) => {
    const lead = bytes[at] as number;
    if (lead < 0x80 || alone(lead)) return 1;
    if (lead === 0x80 || lead === 0xff) return -1;
    const second = bytes[at + 1];
    if (second === undefined) return 0;
    pairs ??= pairsOf(encoding);
    if (pairs[(lead << 8) | second] !== 0) return 2;
    return second < 0x80 ? -1 : -2;
  };
}

/** Every byte is a character, but for the few that stand for none. */
function single(encoding: Single): Step {
  const known = charactersOf(encoding).map((char) => char !== undefined);
  return (bytes, at) => {
    const byte = bytes[at] as number;
    return byte < 0x80 || known[byte - 0x80] ? 1 : -1;
  };
}

/** Half-width katakana of Shift_JIS. */
export function isHalfKana(byte: number): boolean {
  return byte > 0xa0 && byte < 0xe0;
}

export const STEPS: Readonly<Record<Encoding, Step>> = {
  'utf-8': utf8,
  gb18030,
  big5: paired('big5', () => false),
  shift_jis: paired('shift_jis', isHalfKana),
  'euc-kr': paired('euc-kr', () => false),
  'windows-1252': single('windows-1252'),
  macintosh: single('macintosh'),
  'utf-16le': utf16(true),
  'utf-16be': utf16(false),
};

/** U+FFFD in each encoding that has it: the mark of a character that was lost before the file was saved. */
const LOST: Readonly<Partial<Record<Encoding, readonly number[]>>> = {
  'utf-8': [0xef, 0xbf, 0xbd],
  gb18030: [0x84, 0x31, 0xa4, 0x37],
  'utf-16le': [0xfd, 0xff],
  'utf-16be': [0xff, 0xfd],
};

export function isLost(bytes: Uint8Array, at: number, encoding: Encoding): boolean {
  const lost = LOST[encoding];
  if (!lost) return false;
  for (let k = 0; k < lost.length; k++) if (bytes[at + k] !== lost[k]) return false;
  return true;
}

const MARKS: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
  ['gb18030', [0x84, 0x31, 0x95, 0x33]],
];

/** The byte order marks at the start. Some programs write a second one when they save a file that had one. */
export function marksOf(head: Uint8Array): { encoding: Encoding; bytes: number; count: number } | undefined {
  for (const [encoding, mark] of MARKS) {
    let count = 0;
    while (mark.every((byte, k) => head[count * mark.length + k] === byte)) count++;
    if (count > 0) return { encoding, bytes: count * mark.length, count };
  }
  return undefined;
}

/** `0xE7 0x89`, as a hex editor shows it. */
export function hex(bytes: readonly number[]): string {
  return bytes.map((byte) => `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(' ');
}
