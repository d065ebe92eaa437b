import type { Clock } from '../http/types.ts';

/**
 * A clock that runs `speed` times as fast as the real one: limits, back-offs and token lives that take an hour pass in
 * seconds, and in the same order.
 */
export function fastClock(speed: number): Clock {
  const start = Date.now();
  return {
    now: () => start + Math.floor((Date.now() - start) * speed),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const stop = () => {
          clearTimeout(timer);
          reject(signal?.reason);
        };
        const timer = setTimeout(() => {
          signal?.removeEventListener('abort', stop);
          resolve();
        }, ms / speed);
        signal?.addEventListener('abort', stop, { once: true });
      }),
  };
}
