import type { BucketLimit } from '../contract/index.ts';
import { sleepUntilAborted } from './clock.ts';
import { hold, memoryPace, type Steps, take } from './pace.ts';
import { LONGEST_WAIT_MS } from './retry.ts';
import type { Clock, PaceStore } from './types.ts';

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
 * `concurrent` are under way in this process. Whoever is given the same store shares the tokens, not the places. Time is
 * read from the given clock alone.
 *
 * Throws a `RangeError` for a limit that nothing could pass.
 */
export function createThrottle<Bucket extends string>(
  limits: Readonly<Record<Bucket, Pick<BucketLimit, 'perSecond' | 'burst' | 'concurrent'>>>,
  clock: Clock,
  store: PaceStore = memoryPace(),
): Throttle<Bucket> {
  const gates = new Map<string, Gate>();
  for (const [name, limit] of Object.entries<Pick<BucketLimit, 'perSecond' | 'burst' | 'concurrent'>>(limits)) {
    gates.set(name, new Gate(name, limit, clock, store));
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
  readonly #name: string;
  readonly #clock: Clock;
  readonly #store: PaceStore;
  readonly #concurrent: number;
  readonly #steps: Steps;
  readonly #queue: Waiter[] = [];
  #inFlight = 0;
  /** Pauses that are still being written down. */
  #holding: Promise<unknown> = Promise.resolve();
  #pumping = false;
  #sleeping: AbortController | undefined;

  constructor(
    name: string,
    limit: Pick<BucketLimit, 'perSecond' | 'burst' | 'concurrent'>,
    clock: Clock,
    store: PaceStore,
  ) {
    if (!(limit.perSecond > 0) || !(limit.burst >= 1) || !(limit.concurrent >= 1)) {
      throw new RangeError(`bucket ${name}: perSecond must be above 0, burst and concurrent at least 1`);
    }
    this.#name = name;
    this.#clock = clock;
    this.#store = store;
    this.#concurrent = Math.floor(limit.concurrent);
    const interval = 1000 / limit.perSecond;
    this.#steps = { interval, slack: (Math.floor(limit.burst) - 1) * interval };
  }

  acquire(signal: AbortSignal): Promise<Release> {
    if (signal.aborted) return Promise.reject(signal.reason);
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
    const change = () =>
      this.#store.change(this.#name, (was) => ({ pace: hold(was, this.#clock.now(), until), result: undefined }));
    this.#holding = this.#holding.then(change).catch((error) => this.#failAll(error));
    const held = until - this.#clock.now();
    if (held <= LONGEST_WAIT_MS) return;
    this.#failAll(new HeldTooLong(held));
    this.#sleeping?.abort();
  }

  /** Let in whoever may enter; sleep for the first who must wait for a token. Only one runs at a time. */
  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#queue.length > 0 && this.#inFlight < this.#concurrent) {
        await this.#holding;
        const { given, wait, held } = await this.#take();
        for (let i = 0; i < given; i++) this.#letIn();
        if (held > LONGEST_WAIT_MS) this.#failAll(new HeldTooLong(held));
        else if (given === 0) await this.#sleep(Math.ceil(wait));
      }
    } catch (error) {
      this.#failAll(error);
    } finally {
      this.#pumping = false;
    }
  }

  /** Tokens for everybody who has a place. One whose waiter leaves meanwhile is lost: too few are sent, never too many. */
  #take() {
    return this.#store.change(this.#name, (was) => {
      const want = Math.min(this.#queue.length, this.#concurrent - this.#inFlight);
      const { pace, ...result } = take(was, this.#steps, this.#clock.now(), want);
      return { pace, result };
    });
  }

  #letIn(): void {
    const waiter = this.#queue.shift();
    if (!waiter) return;
    this.#inFlight++;
    let over = false;
    waiter.enter(() => {
      if (over) return;
      over = true;
      this.#inFlight--;
      void this.#pump();
    });
  }

  #failAll(reason: unknown): void {
    for (const waiter of this.#queue.splice(0)) waiter.fail(reason);
  }

  /** Ends early when the last waiter leaves. A clock that fails, fails everybody who waits for it. */
  async #sleep(ms: number): Promise<void> {
    if (this.#queue.length === 0) return;
    const sleeping = new AbortController();
    this.#sleeping = sleeping;
    try {
      await sleepUntilAborted(this.#clock, ms, sleeping.signal);
    } catch (error) {
      if (!sleeping.signal.aborted) throw error;
    } finally {
      this.#sleeping = undefined;
    }
  }
}
