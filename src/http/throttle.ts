import type { BucketLimit } from '../contract/index.ts';
import { sleepUntilAborted } from './clock.ts';
import { LONGEST_WAIT_MS } from './retry.ts';
import type { Clock } from './types.ts';

export type Release = () => void;

/** The platform asked for a pause that is too long to sit through. */
export class HeldTooLong extends Error {
  override readonly name = 'HeldTooLong';
  constructor(readonly ms: number) {
    super(`the platform asked to be left alone for another ${Math.ceil(ms / 1000)} s`);
  }
}

export interface Throttle<Bucket extends string> {
  /**
   * Wait for a place and a token. First come, first served within a bucket. Call the returned function once when the
   * request is over. Rejects with the signal's reason when it is aborted first, and with `HeldTooLong`; nothing is used
   * up then.
   */
  acquire(bucket: Bucket, signal: AbortSignal): Promise<Release>;
  /** The platform asked for a pause: nothing of this bucket starts before `until` (Unix milliseconds). Never shortens one. */
  hold(bucket: Bucket, until: number): void;
}

/**
 * A token bucket per operation: in any stretch of T seconds at most `burst + perSecond * T` requests start, and at most
 * `concurrent` are under way. Time is read from the given clock alone.
 *
 * Throws a `RangeError` for a limit that nothing could pass.
 */
export function createThrottle<Bucket extends string>(
  limits: Readonly<Record<Bucket, Pick<BucketLimit, 'perSecond' | 'burst' | 'concurrent'>>>,
  clock: Clock,
): Throttle<Bucket> {
  const gates = new Map<string, Gate>();
  for (const [name, limit] of Object.entries<Pick<BucketLimit, 'perSecond' | 'burst' | 'concurrent'>>(limits)) {
    gates.set(name, new Gate(name, limit, clock));
  }
  const gate = (bucket: Bucket): Gate => {
    const found = gates.get(bucket);
    if (!found) throw new TypeError(`no such bucket: ${bucket}`);
    return found;
  };
  return {
    acquire: async (bucket, signal) => gate(bucket).acquire(signal),
    hold: (bucket, until) => gate(bucket).hold(until),
  };
}

interface Waiter {
  readonly enter: (release: Release) => void;
  readonly fail: (reason: unknown) => void;
}

class Gate {
  readonly #clock: Clock;
  readonly #concurrent: number;
  /** Milliseconds for one token to come back. */
  readonly #interval: number;
  /** How far ahead of the steady pace a burst may run. */
  readonly #slack: number;
  readonly #queue: Waiter[] = [];
  #inFlight = 0;
  /** When the next request would start at the steady pace: the whole state of the bucket in one number. */
  #due = Number.NEGATIVE_INFINITY;
  #lastNow = Number.NEGATIVE_INFINITY;
  #heldUntil = Number.NEGATIVE_INFINITY;
  #pumping = false;
  #sleeping: AbortController | undefined;

  constructor(name: string, limit: Pick<BucketLimit, 'perSecond' | 'burst' | 'concurrent'>, clock: Clock) {
    if (!(limit.perSecond > 0) || !(limit.burst >= 1) || !(limit.concurrent >= 1)) {
      throw new RangeError(`bucket ${name}: perSecond must be above 0, burst and concurrent at least 1`);
    }
    this.#clock = clock;
    this.#concurrent = Math.floor(limit.concurrent);
    this.#interval = 1000 / limit.perSecond;
    this.#slack = (Math.floor(limit.burst) - 1) * this.#interval;
  }

  acquire(signal: AbortSignal): Promise<Release> {
    if (signal.aborted) return Promise.reject(signal.reason);
    const held = this.#heldUntil - this.#clock.now();
    if (held > LONGEST_WAIT_MS) return Promise.reject(new HeldTooLong(held));
    return new Promise((resolve, reject) => {
      const leave = () => {
        const index = this.#queue.indexOf(waiter);
        if (index >= 0) this.#queue.splice(index, 1);
        if (this.#queue.length === 0) this.#sleeping?.abort();
        reject(signal.reason);
      };
      const waiter: Waiter = {
        enter: (release) => {
          signal.removeEventListener('abort', leave);
          resolve(release);
        },
        fail: (reason) => {
          signal.removeEventListener('abort', leave);
          reject(reason);
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#queue.push(waiter);
      void this.#pump();
    });
  }

  hold(until: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, until);
    const held = this.#heldUntil - this.#clock.now();
    if (held <= LONGEST_WAIT_MS) return;
    for (const waiter of this.#queue.splice(0)) waiter.fail(new HeldTooLong(held));
    this.#sleeping?.abort();
  }

  /** Let in whoever may enter; sleep for the first who must wait for a token. Only one runs at a time. */
  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#queue.length > 0 && this.#inFlight < this.#concurrent) {
        const now = this.#clock.now();
        const wait = this.#waitFrom(now);
        if (wait <= 0) this.#letIn(now);
        else await this.#sleep(Math.ceil(wait));
      }
    } finally {
      this.#pumping = false;
    }
  }

  #waitFrom(now: number): number {
    // A wall clock that was set back must not freeze the bucket for as long as it was set back.
    if (now < this.#lastNow) {
      this.#due -= this.#lastNow - now;
      this.#heldUntil -= this.#lastNow - now;
    }
    this.#lastNow = now;
    return Math.max(this.#due - this.#slack, this.#heldUntil) - now;
  }

  #letIn(now: number): void {
    const waiter = this.#queue.shift();
    if (!waiter) return;
    this.#due = Math.max(this.#due, now) + this.#interval;
    this.#inFlight++;
    let over = false;
    waiter.enter(() => {
      if (over) return;
      over = true;
      this.#inFlight--;
      void this.#pump();
    });
  }

  /** Ends early when the last waiter leaves. A clock that fails, fails everybody who waits for it. */
  async #sleep(ms: number): Promise<void> {
    const sleeping = new AbortController();
    this.#sleeping = sleeping;
    try {
      await sleepUntilAborted(this.#clock, ms, sleeping.signal);
    } catch (error) {
      if (!sleeping.signal.aborted) for (const waiter of this.#queue.splice(0)) waiter.fail(error);
    } finally {
      this.#sleeping = undefined;
    }
  }
}
