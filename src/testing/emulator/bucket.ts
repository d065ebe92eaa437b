import type { EmulatorClock } from './clock.ts';

/** A platform's own token bucket, on emulator time: what it gives away is what it documents, not what a client paces. */
export class EmulatorBucket {
  readonly #clock: EmulatorClock;
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #at: number;

  constructor(clock: EmulatorClock, limit: { readonly perSecond: number; readonly burst: number }) {
    this.#clock = clock;
    this.#perSecond = limit.perSecond;
    this.#burst = limit.burst;
    this.#tokens = limit.burst;
    this.#at = clock.now();
  }

  /** Takes `cost` tokens, or says how many milliseconds of emulator time are missing and takes none. */
  take(cost = 1): { readonly ok: boolean; readonly left: number; readonly retryAfterMs: number } {
    const now = this.#clock.now();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
    if (this.#tokens < cost) {
      const retryAfterMs = Math.ceil(((cost - this.#tokens) / this.#perSecond) * 1000);
      return { ok: false, left: Math.floor(this.#tokens), retryAfterMs };
    }
    this.#tokens -= cost;
    return { ok: true, left: Math.floor(this.#tokens), retryAfterMs: 0 };
  }
}
