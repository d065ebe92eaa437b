import type { Clock } from '../../src/http/index.ts';

/** Time that stands still until everything that can run has run, then jumps to whoever wakes next. */
export class EventClock implements Clock {
  #now = 1_000_000;
  #sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  now = () => this.#now;
  sleep = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((wake, reject) => {
      if (ms < 0 || !Number.isInteger(ms)) reject(new RangeError(`sleep(${ms})`));
      const sleeper = { at: this.#now + ms, wake };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((one) => one !== sleeper);
        reject(signal.reason);
      });
    });
  get sleepers(): number {
    return this.#sleepers.length;
  }
  back(ms: number): void {
    this.#now -= ms;
  }
  async run(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#sleepers.length === 0) return;
      this.#sleepers.sort((a, b) => a.at - b.at);
      const next = this.#sleepers.shift();
      if (!next) return;
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
  }
}
