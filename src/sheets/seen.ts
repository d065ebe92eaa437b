/**
 * Which row a number stood in first. GTINs are numbers below 2^47, so a table of them costs some 24 bytes each where a `Map` of
 * texts costs a hundred; a sheet may have millions.
 */
export class Seen {
  private keys = new Float64Array(1024);
  private rows = new Int32Array(1024);
  private size = 0;

  /** The row that gave this number before; else it is kept for `row`. */
  add(digits: string, row: number): number | undefined {
    const key = Number(digits);
    if (!Number.isSafeInteger(key) || key <= 0) return undefined;
    if (this.size * 3 > this.keys.length * 2) this.grow();
    const at = this.find(key);
    if (this.keys[at] === key) return this.rows[at];
    this.keys[at] = key;
    this.rows[at] = row;
    this.size++;
    return undefined;
  }

  /** Where the number stands, or the empty place for it. */
  private find(key: number): number {
    const mask = this.keys.length - 1;
    let at = (Math.imul(key % 0x1_0000_0000, 0x9e3779b1) ^ Math.floor(key / 0x1_0000_0000)) & mask;
    while (this.keys[at] !== 0 && this.keys[at] !== key) at = (at + 1) & mask;
    return at;
  }

  private grow(): void {
    const [keys, rows] = [this.keys, this.rows];
    this.keys = new Float64Array(keys.length * 2);
    this.rows = new Int32Array(keys.length * 2);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as number;
      if (key === 0) continue;
      const at = this.find(key);
      this.keys[at] = key;
      this.rows[at] = rows[i] as number;
    }
  }
}
