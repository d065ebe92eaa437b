import type { Sizer } from '../contract/index.ts';

/**
 * Answers slower than this make a batch smaller. A host that cuts requests after 30 s (PHP's and many proxies' default)
 * must not be met half-way through a batch; a third of that leaves room for a bad day.
 */
export const SLOW_MS = 10_000;

/** A batch size that halves when a call was too much and grows by a quarter while answers are quick. */
export function adaptiveSize(max: number, start: number, changed: (size: number) => void = () => {}): Sizer {
  let size = clamp(start, max);
  const set = (next: number) => {
    const clamped = clamp(next, max);
    if (clamped === size) return;
    size = clamped;
    changed(size);
  };
  return {
    get size() {
      return size;
    },
    answered(elapsedMs) {
      if (elapsedMs > SLOW_MS) set(Math.floor(size / 2));
      else if (elapsedMs < SLOW_MS / 2) set(size + Math.max(1, Math.floor(size / 4)));
    },
    tooMuch() {
      set(Math.floor(size / 2));
    },
  };
}

function clamp(size: number, max: number): number {
  return Math.max(1, Math.min(max, Math.floor(size)));
}
