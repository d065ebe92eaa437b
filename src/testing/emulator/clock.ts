interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
  timer: NodeJS.Timeout | undefined;
}

/**
 * An emulator's own time. It starts at the real time, runs `speed` times as fast, and can be moved forward by a test, so
 * that tokens expire and slow feeds finish within a second.
 */
export class EmulatorClock {
  readonly #speed: number;
  readonly #realStart = Date.now();
  #offset = 0;
  #stopped = false;
  readonly #sleepers = new Set<Sleeper>();

  /** @param speed emulator seconds per real second; greater than 0. */
  constructor(speed = 1) {
    if (!(speed > 0)) throw new RangeError(`speed must be greater than 0: ${speed}`);
    this.#speed = speed;
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

  /** Resolves after `ms` of emulator time, or at once when the clock is stopped. */
  sleep(ms: number): Promise<void> {
    if (this.#stopped || ms <= 0) return Promise.resolve();
    return new Promise((wake) => this.#arm({ due: this.now() + ms, wake, timer: undefined }));
  }

  /** Wakes everybody up, now and from now on: the emulator is closing. */
  stop(): void {
    this.#stopped = true;
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
  }
}
