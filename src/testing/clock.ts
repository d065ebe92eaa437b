import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../http/types.ts';

/**
 * A clock that runs `speed` times as fast as the real one: limits, back-offs and token lives that take an hour pass in
 * seconds, and in the same order.
 */
export function fastClock(speed: number): Clock {
  const start = Date.now();
  return {
    now: () => start + Math.floor((Date.now() - start) * speed),
    async sleep(ms, signal) {
      try {
        await setTimeout(ms / speed, undefined, signal ? { signal } : {});
      } catch (error) {
        throw signal?.aborted ? signal.reason : error;
      }
    },
  };
}
