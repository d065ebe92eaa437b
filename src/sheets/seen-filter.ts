/**
 * Whether something was met before, in four bytes of memory for each: what is kept is 32 bits of its hash, at a place that
 * other bits of the hash choose. Never no where it should be yes. Of a million things that were not met, one is taken for
 * another about once in a thousand sheets, and then the sheet is read in the way that makes sure.
 */
export class SeenFilter {
  /** The last one takes what is new; a table cannot grow, because it does not know all of a hash. */
  private readonly tables: Uint32Array[] = [];
  private room = 0;
  private readonly size: number;

  constructor(expected: number) {
    this.size = 1024;
    while (this.size * 0.6 < expected) this.size *= 2;
    this.widen();
  }

  /** Whether a hash of 64 bits, in two halves, was met; from now on it was. */
  met(place: number, kept: number): boolean {
    const key = kept >>> 0 || 1;
    for (let i = 0; i < this.tables.length - 1; i++)
      if (this.find(this.tables[i] as Uint32Array, place, key) < 0) return true;
    if (this.room === 0) this.widen();
    const newest = this.tables.at(-1) as Uint32Array;
    const free = this.find(newest, place, key);
    if (free < 0) return true;
    newest[free] = key;
    this.room--;
    return false;
  }

  /** -1 when the key is there, else the free place for it. */
  private find(table: Uint32Array, place: number, key: number): number {
    const mask = table.length - 1;
    for (let at = place & mask; ; at = (at + 1) & mask) {
      if (table[at] === 0) return at;
      if (table[at] === key) return -1;
    }
  }

  private widen(): void {
    this.tables.push(new Uint32Array(this.size));
    this.room = Math.floor(this.size * 0.7);
  }
}

/** Two halves of a hash of a text. */
export function hashText(text: string): readonly [number, number] {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x5bd1e995);
    b ^= b >>> 13;
  }
  return [mix(a ^ text.length), mix(b)];
}

/** Two halves of a hash of a whole number. */
export function hashNumber(value: number): readonly [number, number] {
  const low = value | 0;
  const high = Math.floor(value / 0x1_0000_0000) | 0;
  return [mix(low ^ Math.imul(high, 0x9e3779b1)), mix(Math.imul(low, 0x85ebca6b) ^ mix(high + 0x7f4a7c15))];
}

/** The last step of MurmurHash3: spreads every bit over all of them. */
function mix(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
