interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
  timer: NodeJS.Timeout | undefined;
}

/** How long nothing may happen, in real milliseconds, before time may jump. */
const QUIET_MS = 2;

/**
 * An emulator's own time. It starts at the real time, runs `speed` times as fast, and can be moved forward by a test, so
 * that tokens expire and slow feeds finish within a second. With `jumps`, it does not wait for what nobody but the clock can
 * bring about: while no request is being answered and everybody sleeps, it moves to where the first one wakes.
 */
export class EmulatorClock {
  readonly #speed: number;
  readonly #realStart = Date.now();
  #offset = 0;
  #stopped = false;
  readonly #sleepers = new Set<Sleeper>();
  readonly #jumps: boolean;
  #busy = 0;
  #quiet: NodeJS.Timeout | undefined;

  /** @param speed emulator seconds per real second; greater than 0. */
  constructor(speed = 1, { jumps = false }: { readonly jumps?: boolean } = {}) {
    if (!(speed > 0)) throw new RangeError(`speed must be greater than 0: ${speed}`);
    this.#speed = speed;
    this.#jumps = jumps;
  }

  /** Runs while a request is being answered: time does not jump meanwhile. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#busy++;
    try {
      return await work();
    } finally {
      this.#busy--;
      this.#listen();
    }
  }

  /** Unix milliseconds of emulator time. */
  now(): number {
    return this.#realStart + Math.floor((Date.now() - this.#realStart) * this.#speed) + this.#offset;
  }

  /** Moves the clock forward; whoever sleeps until a moment that has now passed wakes up. */
  advance(ms: number): void {
    this.#offset += ms;
    for (const sleeper of [...this.#sleepers]) this.#arm(sleeper);
  }

  /** Resolves after `ms` of emulator time, or at once when the clock is stopped. Rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#stopped || ms <= 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const stop = () => {
        reject(signal?.reason);
        this.#wake(sleeper);
      };
      const wake = () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      const sleeper: Sleeper = { due: this.now() + ms, wake, timer: undefined };
      signal?.addEventListener('abort', stop, { once: true });
      this.#arm(sleeper);
      this.#listen();
    });
  }

  /** Waits for quiet anew; then time jumps to the first who wakes. */
  #listen(): void {
    if (!this.#jumps) return;
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => {
      if (this.#busy > 0 || this.#sleepers.size === 0) return;
      const first = Math.min(...[...this.#sleepers].map(({ due }) => due));
      this.advance(Math.max(0, first - this.now()));
    }, QUIET_MS);
  }

  /** Wakes everybody up, now and from now on: the emulator is closing. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#quiet);
    for (const sleeper of [...this.#sleepers]) this.#wake(sleeper);
  }

  #arm(sleeper: Sleeper): void {
    clearTimeout(sleeper.timer);
    const left = sleeper.due - this.now();
    if (left <= 0) {
      this.#wake(sleeper);
      return;
    }
    this.#sleepers.add(sleeper);
    sleeper.timer = setTimeout(() => this.#arm(sleeper), Math.max(1, left / this.#speed));
  }

  #wake(sleeper: Sleeper): void {
    clearTimeout(sleeper.timer);
    this.#sleepers.delete(sleeper);
    sleeper.wake();
    this.#listen();
  }
}
