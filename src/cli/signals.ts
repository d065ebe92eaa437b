import type { EventEmitter } from 'node:events';

/**
 * SIGHUP is left alone: its terminal is gone, nobody can be told anything, and a journal written ahead makes dying of it
 * safe. (Node 20 crashes when it restores a terminal that is gone.)
 */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
export type StopSignal = (typeof SIGNALS)[number];

export interface Interrupt {
  /** Aborted by the first signal, or by `stop`. */
  readonly signal: AbortSignal;
  /** Ask for the same as the first signal does, without one. */
  stop(reason: string): void;
  dispose(): void;
}

/**
 * First signal: say something at once and ask the work to stop. Second: say what that means and leave.
 * `leave` ends the process the way the signal would have, so that a shell loop stops too.
 */
export function onInterrupt(
  source: Pick<EventEmitter, 'on' | 'off'>,
  say: (which: 'first' | 'second') => void,
  leave: (signal: StopSignal) => void,
): Interrupt {
  const controller = new AbortController();
  let asked = false;
  const handlers = SIGNALS.map((name) => {
    const handler = () => {
      if (asked) {
        say('second');
        leave(name);
        return;
      }
      asked = true;
      say('first');
      controller.abort(new DOMException(name, 'AbortError'));
    };
    source.on(name, handler);
    return [name, handler] as const;
  });
  return {
    signal: controller.signal,
    stop: (reason) => controller.abort(new DOMException(reason, 'AbortError')),
    dispose: () => {
      for (const [name, handler] of handlers) source.off(name, handler);
    },
  };
}

/** Die of the signal itself: with its handlers gone, the default action follows. */
export function dieOf(signal: StopSignal | 'SIGHUP'): void {
  for (const name of [...SIGNALS, 'SIGHUP']) process.removeAllListeners(name);
  process.kill(process.pid, signal);
}
