import { MabangError } from '../core/index.ts';

const LOOK_AGAIN_MS = 100;

/** Take a lock or write to the catalogue, or wait for whoever is at it. In real time, whatever the run's clock is: the other process lives in it. */
export async function patiently<T>(take: () => T, timeoutMs: number, signal?: AbortSignal): Promise<T> {
  for (let waited = 0; ; waited += LOOK_AGAIN_MS) {
    try {
      return take();
    } catch (error) {
      const busy = error instanceof MabangError && (error.code === 'E_LOCKED' || error.code === 'E_BUSY');
      if (!busy || waited >= timeoutMs || signal?.aborted) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}
