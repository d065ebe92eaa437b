import { isAscii, isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { STEPS } from './bytes.ts';
import { charactersOf, PAIRED, SINGLE } from './charsets.ts';
import { namedOnly } from './named-only.ts';
import { PairReading, type Reading, SingleReading, Utf8Reading } from './readings.ts';

/** First bytes kept, for finding the delimiter and the header. */
const HEAD = 256 * 1024;
/** Characters counted; more of them say nothing more. */
export const COUNTED = 100_000;
/** Bytes kept while they are valid UTF-8, for the readings in other encodings should a later one not be. */
const KEPT = 1024 * 1024;
/** Valid characters from which on nobody doubts that it is UTF-8. */
const PLENTY = 12;

/** Walks chunks as UTF-8; characters may be cut by chunk ends. What it counts does not depend on the cuts. */
class Walk {
  wrong = 0;
  /** Offset of the first wrong sequence. */
  first = -1;
  /** U+FFFD: characters that were lost before the file was saved. */
  lost = 0;
  /** Characters of more than one byte, up to `COUNTED`. */
  multi = 0;
  /** The file ends inside a character. */
  cut = false;
  private rest: Buffer = Buffer.alloc(0);

  add(chunk: Buffer, offset: number): void {
    if (this.rest.length === 0 && isAscii(chunk)) return;
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    const whole = bytes.length - unfinished(bytes);
    if (isUtf8(bytes.subarray(0, whole))) {
      this.count(bytes.subarray(0, whole));
      this.rest = Buffer.from(bytes.subarray(whole));
      return;
    }
    const begins = offset - this.rest.length;
    let i = 0;
    while (i < bytes.length) {
      const length = STEPS['utf-8'](bytes, i);
      if (length === 0) break;
      if (length < 0) this.note(begins + i);
      else if (length > 1) {
        if (this.multi < COUNTED) this.multi++;
        if (length === 3 && bytes[i] === 0xef && bytes[i + 1] === 0xbf && bytes[i + 2] === 0xbd) this.lost++;
      }
      i += Math.abs(length);
    }
    this.rest = Buffer.from(bytes.subarray(i));
  }

  /** A character that is cut off by the end of the file is wrong. */
  end(offset: number): void {
    if (this.rest.length > 0) {
      this.note(offset - this.rest.length);
      this.cut = true;
    }
    this.rest = Buffer.alloc(0);
  }

  private count(bytes: Buffer): void {
    for (let i = 0; i < bytes.length && this.multi < COUNTED; i++) if ((bytes[i] as number) >= 0xc2) this.multi++;
    for (let at = bytes.indexOf('\uFFFD'); at >= 0; at = bytes.indexOf('\uFFFD', at + 3)) this.lost++;
  }

  private note(at: number): void {
    if (this.wrong === 0) this.first = at;
    this.wrong++;
  }
}

/** Bytes at the end that may be the beginning of a character. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
  }
  return 0;
}

/**
 * What all bytes of a file say of its encoding, in one pass: a sheet whose first Chinese character comes after a megabyte is
 * decided like any other. A file that is valid UTF-8 is looked at by UTF-8 alone, at the speed of the disk.
 */
export class Survey {
  bytes = 0;
  readonly utf8 = new Walk();
  private all: Reading[] | undefined;
  private readonly hash = createHash('sha256');
  private readonly heads: Buffer[] = [];
  /** Pieces with bytes above 0x7F, while all is valid UTF-8. */
  private kept: { readonly bytes: Buffer; readonly at: number }[] = [];
  private keeping = 0;
  /** So many were valid UTF-8 that the first were let go. */
  private sure = false;
  private pending: Buffer[] = [];
  private pendingBytes = 0;

  add(chunk: Buffer): void {
    this.hash.update(chunk);
    if (this.bytes < HEAD) this.heads.push(Buffer.from(chunk.subarray(0, HEAD - this.bytes)));
    this.utf8.add(chunk, this.bytes);
    if (!this.sure) this.cutPiece(chunk);
    this.bytes += chunk.length;
  }

  end(): { readonly hash: string; readonly head: Buffer } {
    this.utf8.end(this.bytes);
    if (!this.sure) this.piece(Buffer.concat(this.pending), this.bytes - this.pendingBytes);
    return { hash: this.hash.digest('hex'), head: Buffer.concat(this.heads) };
  }

  /** The readings of the whole file, the likeliest first; none when UTF-8 is beyond doubt. */
  readings(): readonly Reading[] {
    if (this.sure || (this.utf8.wrong === 0 && this.utf8.multi >= PLENTY)) return [];
    if (this.utf8.wrong === 0 && this.utf8.multi === 0) return [];
    return this.begin().sort((a, b) => b.total - a.total);
  }

  /** Bytes below 0x30 are never a part of another character, in any of the encodings: pieces end behind one. */
  private cutPiece(chunk: Buffer): void {
    let end = chunk.length;
    while (end > 0 && (chunk[end - 1] as number) >= 0x30) end--;
    if (end > 0) {
      const begins = this.bytes - this.pendingBytes;
      this.piece(
        this.pendingBytes > 0 ? Buffer.concat([...this.pending, chunk.subarray(0, end)]) : chunk.subarray(0, end),
        begins,
      );
      this.pending = [];
      this.pendingBytes = 0;
    }
    if (end === chunk.length) return;
    this.pending.push(Buffer.from(chunk.subarray(end)));
    this.pendingBytes += chunk.length - end;
    if (this.pendingBytes <= KEPT) return;
    // No sheet at all: a megabyte without line end or delimiter.
    this.piece(Buffer.concat(this.pending), this.bytes + chunk.length - this.pendingBytes);
    this.pending = [];
    this.pendingBytes = 0;
  }

  private piece(bytes: Buffer, at: number): void {
    if (isAscii(bytes)) return;
    if (this.all || this.utf8.wrong > 0) {
      for (const one of this.begin()) one.add(bytes, at);
      this.narrow();
      return;
    }
    this.kept.push({ bytes: Buffer.from(bytes), at });
    this.keeping += bytes.length;
    if (this.keeping > KEPT && this.utf8.multi >= PLENTY) {
      this.sure = true;
      this.kept = [];
    }
  }

  private begin(): Reading[] {
    if (this.all) return this.all;
    this.all = [
      new Utf8Reading(),
      ...PAIRED.map((encoding) => new PairReading(encoding)),
      ...SINGLE.map((encoding) => new SingleReading(encoding, charactersOf(encoding))),
      ...namedOnly(),
    ];
    for (const { bytes, at } of this.kept) for (const one of this.all) one.add(bytes, at);
    this.kept = [];
    return this.all;
  }

  /** Readings that are hopelessly behind are given up: a large file costs no more than its best ones. */
  private narrow(): void {
    if (!this.all) return;
    const best = this.all.reduce((a, b) => (b.total > a.total ? b : a));
    if (best.units > 3000) this.all = this.all.filter((one) => one.total > best.total - 500);
  }
}
