import { isLost, STEPS } from './bytes.ts';
import { type Decoder, decoderOf } from './charsets.ts';
import type { Encoding } from './types.ts';

/** Bytes that are no character of the encoding, or a character that was lost earlier. */
export interface WrongBytes {
  /** Offset in the file. */
  readonly at: number;
  readonly bytes: readonly number[];
  /** It is U+FFFD itself: the file was saved without the character. */
  readonly lost: boolean;
}

/**
 * Bytes to text, chunk by chunk. A file without wrong bytes is decoded as fast as the platform can; in one that has some, each
 * sequence of them becomes one U+FFFD, and `wrong` holds them in the order in which those stand in the text.
 */
export class TextReader {
  readonly wrong: WrongBytes[] = [];
  private readonly decoder: Decoder;
  private rest: Buffer = Buffer.alloc(0);
  private offset: number;

  constructor(
    private readonly encoding: Encoding,
    private readonly clean: boolean,
    /** Offset in the file of the first byte that will be pushed. */
    from: number,
  ) {
    this.decoder = decoderOf(encoding);
    this.offset = from;
  }

  push(chunk: Buffer): string {
    if (!this.clean && this.encoding.startsWith('utf-16')) return this.wide(chunk);
    return this.clean ? this.decoder.decode(chunk, { stream: true }) : this.mark(chunk, false);
  }

  end(): string {
    return this.clean ? this.decoder.decode() : this.mark(Buffer.alloc(0), true);
  }

  /** Whether UTF-16 is clean shows only now; most of it is. */
  private wide(chunk: Buffer): string {
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    const last = bytes[bytes.length - (this.encoding === 'utf-16le' ? 1 : 2)] ?? 0;
    const whole = bytes.length % 2 === 0 && (last < 0xd8 || last > 0xdb);
    const text = whole ? this.decoder.decode(bytes) : '';
    if (!whole || text.includes('\uFFFD')) return this.mark(chunk, false);
    this.offset += bytes.length;
    this.rest = Buffer.alloc(0);
    return text;
  }

  private mark(chunk: Buffer, last: boolean): string {
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    const step = STEPS[this.encoding];
    let text = '';
    let start = 0;
    let i = 0;
    while (i < bytes.length) {
      const length = step(bytes, i);
      if (length === 0 && !last) break;
      const lost = length > 0 && isLost(bytes, i, this.encoding);
      if (length > 0 && !lost) {
        i += length;
        continue;
      }
      const end = length === 0 ? bytes.length : i + Math.abs(length);
      text += `${this.decoder.decode(bytes.subarray(start, i))}\uFFFD`;
      this.wrong.push({ at: this.offset + i, bytes: [...bytes.subarray(i, end)], lost });
      i = end;
      start = end;
    }
    text += this.decoder.decode(bytes.subarray(start, i));
    this.offset += i;
    this.rest = Buffer.from(bytes.subarray(i));
    return text;
  }
}
