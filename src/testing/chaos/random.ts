/** Numbers from 0 up to 1 that follow from a seed (mulberry32), because Math.random has none. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** One number of several, so that each part of a run has a seed of its own (FNV-1a). */
export function seedOf(...parts: readonly (number | string)[]): number {
  let hash = 0x811c9dc5;
  for (const unit of parts.join('\n')) {
    hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193);
  }
  return hash >>> 0;
}

/** From the environment where a failure is run again; by chance otherwise. */
export function seedFrom(text: string | undefined): number {
  const seed = Number(text);
  return text !== undefined && Number.isInteger(seed) && seed >= 0 ? seed : Math.floor(Math.random() * 1e9);
}

/** Whatever is left to chance in one night, in an order that its seed fixes. */
export class Dice {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = random(seed);
  }

  /** From `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.#next() * (high - low + 1));
  }

  /** Small numbers mostly. */
  small(high: number): number {
    return Math.floor(this.#next() ** 2 * (high + 1));
  }

  chance(share: number): boolean {
    return this.#next() < share;
  }

  pick<T>(list: readonly [T, ...T[]] | readonly T[]): T {
    const one = list[Math.floor(this.#next() * list.length)];
    if (one === undefined) throw new RangeError('nothing to pick from');
    return one;
  }

  /** Each of them with this chance. */
  some<T>(list: readonly T[], share: number): readonly T[] {
    return list.filter(() => this.chance(share));
  }
}
