import { decoderOf } from './charsets.ts';
import type { Encoding } from './types.ts';

const QUOTE = 34;
const LF = 10;
const CR = 13;
const QUESTION = 63;

/** What was seen in a cell while it was cut out. */
export const CELL = {
  /** A byte above 0x7F. */
  wide: 0x80,
  /** In quotes, which do not belong to the range. */
  quoted: 1,
  /** Quotes inside quotes. */
  doubled: 2,
  /** `??`, as text looks that was saved in an encoding without its characters. */
  asked: 4,
} as const;

/** The record goes on beyond the bytes at hand. */
export const CUT = -1;
/** Quotes as RFC 4180 does not know them, or a record without end: for a parser that is told how to forgive. */
export const ODD = -2;

/** Rows longer than this are left to the other parser, which says what is wrong with them. */
const LONGEST = 1024 * 1024;

/**
 * Cuts bytes into records and cells without making a string. Holds for every encoding in which the bytes of quote, delimiter
 * and line ends are never part of another character. Offsets of the cells of many records lie one after the other, so that
 * the rows of a product can be looked at together.
 */
export class Records {
  /** Where the content of each cell begins and ends; `flags` what was seen in it. */
  starts = new Int32Array(4096);
  ends = new Int32Array(4096);
  flags = new Uint8Array(4096);
  /** Cells held. */
  used = 0;
  /** Line ends inside the cells of the record cut last. */
  breaks = 0;
  /** Where the content of the record cut last ends: its line end is not part of it. */
  contentEnd = 0;
  /** Bytes that end a cell or need a second look. */
  private readonly stops = new Uint8Array(256);
  private seen = 0;

  constructor(private readonly delimiter: number) {
    for (const byte of [delimiter, LF, CR]) this.stops[byte] = 1;
    this.stops[QUESTION] = 2;
  }

  clear(): void {
    this.used = 0;
  }

  /** Cut the record at `from` out of `bytes`, which end at `to`; for good when `last`. The start of the next one, `CUT` or `ODD`. */
  cut(bytes: Uint8Array, from: number, to: number, last: boolean): number {
    const began = this.used;
    const next = this.walk(bytes, from, to, last);
    if (next < 0) this.used = began;
    return (next === CUT && to - from > LONGEST) || next - from > LONGEST ? ODD : next;
  }

  private walk(bytes: Uint8Array, from: number, to: number, last: boolean): number {
    this.breaks = 0;
    let i = from;
    for (;;) {
      const quoted = i < to && bytes[i] === QUOTE;
      const end = quoted ? this.quoted(bytes, i + 1, to, last) : this.bare(bytes, i, to);
      if (end < 0) return end;
      if (quoted) this.add(i + 1, end - 1);
      else this.add(i, end);
      if (end >= to) {
        this.contentEnd = to;
        return last ? to : CUT;
      }
      const byte = bytes[end];
      i = end + 1;
      if (byte === this.delimiter) continue;
      if (quoted && byte !== LF && byte !== CR) return ODD;
      this.contentEnd = end;
      return byte === LF ? i : this.afterCr(bytes, i, to, last);
    }
  }

  private afterCr(bytes: Uint8Array, at: number, to: number, last: boolean): number {
    if (at >= to && !last) return CUT;
    return at < to && bytes[at] === LF ? at + 1 : at;
  }

  /** Where the cell without quotes ends that begins at `from`. */
  private bare(bytes: Uint8Array, from: number, to: number): number {
    const { stops } = this;
    let wide = 0;
    let asked = 0;
    let i = from;
    for (; i < to; i++) {
      const byte = bytes[i] as number;
      const stop = stops[byte] as number;
      if (stop === 1) break;
      if (stop === 2 && i + 1 < to && bytes[i + 1] === QUESTION) asked = CELL.asked;
      wide |= byte;
    }
    this.seen = (wide & CELL.wide) | asked;
    return i;
  }

  /** What follows the quote that closes the cell whose content begins at `from`. */
  private quoted(bytes: Uint8Array, from: number, to: number, last: boolean): number {
    let seen: number = CELL.quoted;
    for (let i = from; i < to; i++) {
      const byte = bytes[i] as number;
      const next = bytes[i + 1];
      const ends = i + 1 >= to;
      if (byte === QUOTE) {
        if (ends && !last) return CUT;
        if (ends || next !== QUOTE) {
          this.seen = seen;
          return i + 1;
        }
        seen |= CELL.doubled;
        i++;
      } else if (byte === LF || (byte === CR && !ends && next !== LF)) this.breaks++;
      else if (byte === QUESTION && next === QUESTION) seen |= CELL.asked;
      else seen |= byte & CELL.wide;
    }
    return last ? ODD : CUT;
  }

  private add(start: number, end: number): void {
    if (this.used === this.starts.length) this.grow();
    this.starts[this.used] = start;
    this.ends[this.used] = end;
    this.flags[this.used++] = this.seen;
  }

  private grow(): void {
    const size = this.starts.length * 2;
    const [starts, ends, flags] = [new Int32Array(size), new Int32Array(size), new Uint8Array(size)];
    starts.set(this.starts);
    ends.set(this.ends);
    flags.set(this.flags);
    [this.starts, this.ends, this.flags] = [starts, ends, flags];
  }
}

/** The text of a cell, whose quotes are not in the range. */
export type CellText = (bytes: Buffer, start: number, end: number, flags: number) => string;

export function cellText(encoding: Encoding): CellText {
  const decoder = decoderOf(encoding);
  const decode =
    encoding === 'utf-8'
      ? (bytes: Buffer, from: number, to: number) => bytes.toString('utf8', from, to)
      : (bytes: Buffer, from: number, to: number) => decoder.decode(bytes.subarray(from, to));
  return (bytes, start, end, flags) => {
    const text = flags & CELL.wide ? decode(bytes, start, end) : bytes.toString('latin1', start, end);
    return flags & CELL.doubled ? text.replaceAll('""', '"') : text;
  };
}
