import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { isLost, STEPS } from './bytes.ts';

/** First bytes kept, for finding the delimiter and the header. */
const HEAD = 256 * 1024;

/** Walks chunks under one encoding; characters may be cut by chunk ends. What it counts does not depend on the cuts. */
class Walk {
  /** Sequences of bytes that are no character. */
  wrong = 0;
  /** Offset of the first of them. */
  first = -1;
  /** U+FFFD: characters that were lost before the file was saved. */
  lost = 0;
  /** Characters of more than one byte. */
  multi = 0;
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly encoding: 'utf-8' | 'gb18030') {}

  add(chunk: Buffer, offset: number): void {
    if (this.rest.length === 0 && isAscii(chunk)) return;
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    const begins = offset - this.rest.length;
    const step = STEPS[this.encoding];
    let i = 0;
    while (i < bytes.length) {
      const length = step(bytes, i);
      if (length === 0) break;
      if (length < 0) this.note(begins + i);
      else if (length > 1) this.meet(bytes, i, length);
      i += Math.abs(length);
    }
    this.rest = Buffer.from(bytes.subarray(i));
  }

  /** A character that is cut off by the end of the file is wrong. */
  end(offset: number): void {
    if (this.rest.length > 0) this.note(offset - this.rest.length);
    this.rest = Buffer.alloc(0);
  }

  protected meet(bytes: Buffer, at: number, _length: number): void {
    this.multi++;
    if (isLost(bytes, at, this.encoding)) this.lost++;
  }

  private note(at: number): void {
    if (this.wrong === 0) this.first = at;
    this.wrong++;
  }
}

/**
 * Also counts how ordinary the characters are. GB 2312 level 1 (rows 16 to 55) holds the 3,755 characters that nearly all Chinese
 * text is made of; rows 1 and 3 its punctuation.
 */
class GbWalk extends Walk {
  everyday = 0;
  /** Level 1 from row 41 on, shang to zuo: a third of Chinese text, and nothing of Korean text in EUC-KR. */
  late = 0;
  /** Rows 4 and 5, kana: nothing of Chinese text, and half of Japanese text in EUC-JP. */
  kana = 0;

  constructor() {
    super('gb18030');
  }

  protected override meet(bytes: Buffer, at: number, length: number): void {
    super.meet(bytes, at, length);
    if (length !== 2 || (bytes[at + 1] as number) < 0xa1) return;
    const lead = bytes[at] as number;
    if (lead === 0xa4 || lead === 0xa5) this.kana++;
    else if (lead === 0xa1 || lead === 0xa3 || (lead >= 0xb0 && lead <= 0xd7)) this.everyday++;
    if (lead >= 0xc9 && lead <= 0xd7) this.late++;
  }
}

/**
 * What all bytes of a file say of its encoding, in one pass: a sheet whose first Chinese character comes after a megabyte is
 * decided like any other.
 */
export class Survey {
  bytes = 0;
  readonly utf8 = new Walk('utf-8');
  readonly gb = new GbWalk();
  private readonly hash = createHash('sha256');
  private readonly heads: Buffer[] = [];

  add(chunk: Buffer): void {
    this.hash.update(chunk);
    if (this.bytes < HEAD) this.heads.push(chunk.subarray(0, HEAD - this.bytes));
    this.utf8.add(chunk, this.bytes);
    this.gb.add(chunk, this.bytes);
    this.bytes += chunk.length;
  }

  end(): { readonly hash: string; readonly head: Buffer } {
    this.utf8.end(this.bytes);
    this.gb.end(this.bytes);
    return { hash: this.hash.digest('hex'), head: Buffer.concat(this.heads) };
  }
}
