/**
 * Which SKUs a sheet has named, and the row that each stood in first: 16 bytes a place rather than a string and a number in a
 * map, so that a million of them fit beside everything else. A SKU is known by 96 bits of its text; that two of a million
 * share them is less likely than one in 10^16.
 */
export class SeenSkus {
  private slots = new Int32Array(4 * 1024);
  private mask = 1023;
  private count = 0;

  /** The row in which `sku` stood before; when in none, `row` is kept as its first. */
  first(sku: string, row: number): number | undefined {
    let a = 0x811c9dc5;
    let b = 0x9e3779b9;
    let c = 0x85ebca6b;
    for (let i = 0; i < sku.length; i++) {
      const unit = sku.charCodeAt(i);
      a = Math.imul(a ^ unit, 0x01000193);
      b = Math.imul(b ^ unit, 0x5bd1e995);
      b ^= b >>> 13;
      c = (Math.imul(c, 31) + unit) ^ (c >>> 17);
    }
    a = mix(a ^ sku.length);
    b = mix(b);
    c = mix(c);
    const at = this.find(a, b, c);
    if (this.slots[at + 3] !== 0) return this.slots[at + 3];
    this.slots.set([a, b, c, row], at);
    if (++this.count * 3 > this.mask * 2) this.grow();
    return undefined;
  }

  private find(a: number, b: number, c: number): number {
    const { slots, mask } = this;
    for (let place = a & mask; ; place = (place + 1) & mask) {
      const at = place * 4;
      if (slots[at + 3] === 0 || (slots[at] === a && slots[at + 1] === b && slots[at + 2] === c)) return at;
    }
  }

  private grow(): void {
    const old = this.slots;
    this.mask = this.mask * 2 + 1;
    this.slots = new Int32Array((this.mask + 1) * 4);
    for (let at = 0; at < old.length; at += 4) {
      if (old[at + 3] === 0) continue;
      this.slots.set(
        old.subarray(at, at + 4),
        this.find(old[at] as number, old[at + 1] as number, old[at + 2] as number),
      );
    }
  }
}

/** The last step of MurmurHash3: spreads every bit over all of them. */
function mix(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
