import { closeSync, openSync, writeSync } from 'node:fs';
import type { Host } from '../engine/index.ts';
import { clean } from '../report/index.ts';

type TraceEvent = Parameters<NonNullable<Host['trace']>>[0];

export interface Tracer {
  trace(event: TraceEvent): void;
  close(): void;
}

/**
 * `--debug-http`: requests as they happen, on stderr for reading and in a file as JSON lines. Redacted by their own channel
 * before they get here; `hide` takes out what other channels keep secret.
 */
export function createTracer(
  err: ((text: string) => void) | undefined,
  file: string | undefined,
  hide: (text: string) => string = (text) => text,
): Tracer {
  const handle = file === undefined ? undefined : openSync(file, 'a', 0o600);
  return {
    trace(event) {
      err?.(traceLine(event));
      if (handle !== undefined) writeSync(handle, `${hide(JSON.stringify(event))}\n`);
    },
    close() {
      if (handle !== undefined) closeSync(handle);
    },
  };
}

export function traceLine(event: TraceEvent): string {
  const sign = { request: '→', response: '←', failure: '✗', wait: '…' }[event.kind];
  const parts = [
    event.at,
    event.channel,
    sign,
    event.method,
    clean(event.url),
    event.status !== undefined && `${event.status}`,
    event.elapsedMs !== undefined && `${Math.round(event.elapsedMs)} ms`,
    event.waitMs !== undefined && `wait ${Math.round(event.waitMs)} ms`,
    event.attempt > 1 && `attempt ${event.attempt}`,
    event.note && clean(event.note),
  ].filter(Boolean);
  const headers = Object.entries(event.headers ?? {}).map(([name, value]) => `    ${name}: ${clean(value)}`);
  const body = event.body ? [`    ${clean(event.body)}`] : [];
  return `${[parts.join(' '), ...headers, ...body].join('\n')}\n`;
}
