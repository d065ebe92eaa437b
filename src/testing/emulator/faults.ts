import type { Fault, Faulty } from '../types.ts';

interface Pending {
  readonly fault: Fault;
  skip: number;
  left: number;
}

/** Faults to come, in the order they were injected. Each is used up; a request meets one at most. */
export class FaultQueue {
  #pending: Pending[] = [];

  inject(faults: readonly Fault[]): void {
    for (const fault of faults) this.#pending.push({ fault, skip: fault.skip ?? 0, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#pending = [];
  }

  /** The fault that this request meets. Called once per request: it counts. */
  take(request: Faulty): Fault | undefined {
    for (const pending of this.#pending) {
      if (request.grant && !pending.fault.grants) continue;
      if (pending.fault.when && !pending.fault.when(request)) continue;
      if (pending.skip > 0) {
        pending.skip--;
        continue;
      }
      pending.left--;
      if (pending.left <= 0) this.#pending = this.#pending.filter((other) => other !== pending);
      return pending.fault;
    }
    return undefined;
  }
}
