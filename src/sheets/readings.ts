import { isLost, STEPS } from './bytes.ts';
import type { Paired, Single } from './charsets.ts';
import { HANGUL, KANJI, SIMPLIFIED, TRADITIONAL } from './letters.ts';
import { ASCII, EVERYDAY, FOUR_BYTES, likelyHalfKana, likelyPairs, WRONG } from './likely.ts';
import { likelyBetween } from './likely-letters.ts';

/**
 * Reads the bytes of a file in one encoding and adds up how ordinary the characters are. Pieces end where every encoding has a
 * whole character. Totals of two readings compare: both speak of the same bytes.
 */
export abstract class Reading<E extends string = string> {
  /** Natural logarithm of how likely the characters above ASCII are. */
  total = 0;
  /** Characters above ASCII. */
  units = 0;
  /** Those that nearly all text in its languages is made of. */
  everyday = 0;
  /** `total` without what is granted for bytes of ASCII that are a part of other characters. */
  plain = 0;
  /** Sequences of bytes that are no character. */
  wrong = 0;
  /** Offset of the first of them. */
  first = -1;
  /** U+FFFD: characters that were lost before the file was saved. */
  lost = 0;
  /** The last character is not whole. */
  cut = false;

  constructor(readonly encoding: E) {}

  abstract add(bytes: Buffer, offset: number): void;

  protected bad(at: number): void {
    if (this.wrong === 0) this.first = at;
    this.wrong++;
    this.total += WRONG;
  }

  protected good(likely: number, granted = 0): void {
    this.units++;
    this.total += likely + granted;
    this.plain += likely;
    if (likely > EVERYDAY) this.everyday++;
  }

  /** Whether text of its languages reads so: the characters of other text are rare ones, or in wrong places. */
  abstract isOrdinary(words: number): boolean;
}

/** What it costs to stand alone within a word of small letters: there it is rather a letter of the same word. */
const ALONE = 4;

function inWord(before: number, trail: number, after: number): boolean {
  if (before > 0x7f) return false;
  return (isSmall(before) && isSmall(trail)) || (isSmall(after) && (trail < 0x80 ? isSmall(trail) : isSmall(before)));
}

function isSmall(byte: number): boolean {
  return byte >= 0x61 && byte <= 0x7a;
}

export class PairReading extends Reading<Paired | 'euc-jp'> {
  private readonly pairs: Float32Array;
  private before = 0;
  /** Half-width katakana, and those of them that make it Japanese: voicing marks, long vowels and ン. */
  private half = 0;
  private voiced = 0;

  constructor(encoding: Paired | 'euc-jp') {
    super(encoding);
    this.pairs = likelyPairs(encoding);
  }

  add(bytes: Buffer, offset: number): void {
    const { pairs, encoding } = this;
    const step = encoding === 'euc-jp' ? STEPS['euc-kr'] : STEPS[encoding];
    let i = 0;
    while (i < bytes.length) {
      const lead = bytes[i] as number;
      if (lead < 0x80) {
        this.before = lead;
        i++;
        continue;
      }
      const pair = (lead << 8) | (bytes[i + 1] ?? 0);
      const likely = pairs[pair] as number;
      if (likely !== WRONG) {
        const granted = (pair & 0xff) < 0x80 ? ASCII : 0;
        this.good(likely, granted - (inWord(this.before, pair & 0xff, bytes[i + 2] ?? 0) ? ALONE : 0));
        i += 2;
      } else i += this.other(bytes, i, offset, step);
      this.before = lead;
    }
  }

  /** A character of one or four bytes, or none. */
  private other(bytes: Buffer, at: number, offset: number, step: (bytes: Uint8Array, at: number) => number): number {
    const length = step(bytes, at);
    if (length <= 0) {
      this.bad(offset + at);
      if (length === 0) this.cut = true;
      return length === 0 ? bytes.length - at : -length;
    }
    const lead = bytes[at] as number;
    if (length === 4) {
      if (this.encoding === 'gb18030' && isLost(bytes, at, this.encoding)) this.lost++;
      this.good(FOUR_BYTES);
    } else if (this.encoding === 'shift_jis') {
      this.half++;
      if (lead === 0xb0 || lead >= 0xdd) this.voiced++;
      this.good(likelyHalfKana(lead, this.before));
    } else this.good(this.encoding === 'euc-jp' ? WRONG : -6);
    return length;
  }

  isOrdinary(words: number): boolean {
    const { units, half } = this;
    if (half * 2 > units) return this.voiced * 12 >= half && this.plain / units > -6;
    if (this.plain / units < -10 - (units < 6 ? 0.4 : 0) - (words > 0 ? 1 : 0)) return false;
    return words > 0 || this.everyday * 10 >= units * (units < 6 ? 2 : 3);
  }
}

export class SingleReading<E extends string = Single> extends Reading<E> {
  private readonly characters: readonly (string | undefined)[];
  /** By three bytes. */
  private readonly known = new Map<number, number | undefined>();
  private before = 0;

  constructor(
    encoding: E,
    characters: readonly (string | undefined)[],
    private readonly likely: (before: string, char: string, after: string) => number = likelyBetween,
  ) {
    super(encoding);
    this.characters = characters;
  }

  add(bytes: Buffer, offset: number): void {
    let i = 0;
    while (i < bytes.length) {
      const byte = bytes[i] as number;
      if (byte < 0x80) {
        i++;
        continue;
      }
      const before = i > 0 ? (bytes[i - 1] as number) : this.before;
      const likely = this.between(before, byte, bytes[i + 1] ?? 0);
      if (likely === undefined) this.bad(offset + i);
      else this.good(likely);
      i++;
    }
    const last = bytes[bytes.length - 1];
    if (last !== undefined) this.before = last;
  }

  isOrdinary(words: number): boolean {
    return this.plain / this.units >= (this.units < 6 ? -5.6 : -4.6) - (words > 0 ? 1 : 0);
  }

  private between(before: number, byte: number, after: number): number | undefined {
    const key = (before << 16) | (byte << 8) | after;
    if (this.known.has(key)) return this.known.get(key);
    const char = this.characters[byte - 0x80];
    const likely = char === undefined ? undefined : this.likely(this.at(before), char, this.at(after));
    this.known.set(key, likely);
    return likely;
  }

  private at(byte: number): string {
    if (byte === 0) return '';
    return byte < 0x80 ? String.fromCharCode(byte) : (this.characters[byte - 0x80] ?? '');
  }
}

/** UTF-8 as one reading among others, where few of its characters speak for it. */
export class Utf8Reading extends Reading<'utf-8'> {
  constructor() {
    super('utf-8');
  }

  add(bytes: Buffer, offset: number): void {
    const step = STEPS['utf-8'];
    const chars: { readonly char: string; readonly at: number }[] = [];
    for (let i = 0; i < bytes.length; ) {
      const length = step(bytes, i);
      const end = length === 0 ? bytes.length : i + Math.abs(length);
      chars.push({ char: length > 0 ? bytes.toString('utf8', i, end) : '', at: i });
      i = end;
    }
    chars.forEach(({ char, at }, i) => {
      if (char === '') this.bad(offset + at);
      else if (char > '\x7f') {
        if (char === '\uFFFD') this.lost++;
        this.good(likelyOf(chars[i - 1]?.char ?? '', char, chars[i + 1]?.char ?? ''));
      }
    });
  }

  isOrdinary(): boolean {
    return this.plain / this.units >= -9.5;
  }
}

function likelyOf(before: string, char: string, after: string): number {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x180 || (code >= 0x2010 && code < 0x2200)) return Math.max(likelyBetween(before, char, after), -10);
  if (SIMPLIFIED.has(char) || TRADITIONAL.has(char) || HANGUL.has(char) || KANJI.has(char)) return -6.5;
  if (code >= 0x3000 && code < 0x3100) return -5.5;
  if (code >= 0xff01 && code < 0xff60) return -7;
  if ((code >= 0x4e00 && code < 0xa000) || (code >= 0xac00 && code < 0xd7a4)) return -9;
  if (code >= 0x370 && code < 0x530) return /[\u0370-\u052f]/.test(before + after) ? -5 : -9;
  return -9;
}
