import type { Pace } from '../core/index.ts';
import type { PaceStore } from './types.ts';

/** A bucket's limits in the terms that its state is kept in. */
export interface Steps {
  /** Milliseconds for one token to come back. */
  readonly interval: number;
  /** How many milliseconds ahead of the steady pace a burst may run. */
  readonly slack: number;
}

export interface Taken {
  readonly pace: Pace;
  /** Requests that may start now. */
  readonly given: number;
  /** Milliseconds until the next one may. */
  readonly wait: number;
  /** Milliseconds for which the platform wants to be left alone. */
  readonly held: number;
}

const UNUSED: Pace = { due: 0, held: 0, at: 0 };

/** Take up to `want` tokens. Pure. */
export function take(was: Pace | undefined, steps: Steps, now: number, want: number): Taken {
  const { due: before, held } = moved(was, now);
  let due = before;
  const wait = () => Math.max(due - steps.slack, held) - now;
  let given = 0;
  for (; given < want && wait() <= 0; given++) due = Math.max(due, now) + steps.interval;
  return { pace: { due, held, at: now }, given, wait: wait(), held: held - now };
}

/** The platform asked for a pause. Never shortens one. Pure. */
export function hold(was: Pace | undefined, now: number, until: number): Pace {
  const pace = moved(was, now);
  return { ...pace, held: Math.max(pace.held, until), at: now };
}

/** A wall clock that was set back must not freeze the bucket for as long as it was set back. */
function moved(was: Pace = UNUSED, now: number): Pace {
  const back = Math.max(0, was.at - now);
  return { due: was.due - back, held: was.held - back, at: was.at };
}

/** Buckets that nobody else uses, for as long as the process lives. */
export function memoryPace(): PaceStore {
  const paces = new Map<string, Pace>();
  return {
    change(bucket, step) {
      const { pace, result } = step(paces.get(bucket));
      paces.set(bucket, pace);
      return result;
    },
  };
}
