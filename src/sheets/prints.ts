import { hash } from 'node:crypto';

/** Numbers of 32 bits for each print: three of its own, then two that the catalogue put with it. */
export const PRINT_WORDS = 5;

/** 96 bits of the sha256 of bytes. */
export interface Print {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

export function printOf(bytes: Uint8Array): Print {
  const digest = hash('sha256', bytes, 'buffer');
  return { a: digest.readInt32LE(0), b: digest.readInt32LE(4), c: digest.readInt32LE(8) };
}

/** Prints of rows that a sheet had before and that would change nothing if they were read again. */
export class KnownPrints {
  /** Which of them this sheet has. */
  readonly hit: Uint8Array;
  private readonly slots: Int32Array;
  private readonly mask: number;

  constructor(private readonly entries: Int32Array) {
    const count = entries.length / PRINT_WORDS;
    this.hit = new Uint8Array(count);
    let size = 16;
    while (size < count * 2) size *= 2;
    this.mask = size - 1;
    this.slots = new Int32Array(size);
    for (let i = 0; i < count; i++) {
      let place = (entries[i * PRINT_WORDS] as number) & this.mask;
      while (this.slots[place] !== 0) place = (place + 1) & this.mask;
      this.slots[place] = i + 1;
    }
  }

  get size(): number {
    return this.hit.length;
  }

  /** The place of a print among the entries, or -1. */
  find({ a, b, c }: Print): number {
    const { entries, slots, mask } = this;
    for (let place = a & mask; ; place = (place + 1) & mask) {
      const i = (slots[place] as number) - 1;
      if (i < 0) return -1;
      const at = i * PRINT_WORDS;
      if (entries[at] === a && entries[at + 1] === b && entries[at + 2] === c) return i;
    }
  }
}
