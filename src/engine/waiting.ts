import { MabangError } from '../core/index.ts';

const LOOK_AGAIN_MS = 100;

/** Take a lock, or wait for whoever has it. In real time, whatever the run's clock is: the other process lives in it. */
export async function patiently<T>(take: () => T, timeoutMs: number, signal?: AbortSignal): Promise<T> {
  for (let waited = 0; ; waited += LOOK_AGAIN_MS) {
    try {
      return take();
    } catch (error) {
      const busy = error instanceof MabangError && error.code === 'E_LOCKED';
      if (!busy || waited >= timeoutMs || signal?.aborted) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}
