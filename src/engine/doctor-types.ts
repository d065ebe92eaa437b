import type { Words } from '../contract/index.ts';
import type { Exit } from '../core/index.ts';

/** skipped: it was not looked at, and the words say why. */
export type CheckState = 'ok' | 'warn' | 'error' | 'skipped';

/** One thing that was looked at. `next` says what to do, of everything that is not well. */
export interface Check {
  /** Stable: `config`, `catalogue`, `schema`, `disk`, `permissions`, `secrets`, `git`, `clock`, `network`, `locks`… */
  readonly check: string;
  readonly state: CheckState;
  readonly channel?: string;
  readonly message: Words;
  readonly next?: Words;
}

export interface DoctorReport {
  readonly checks: readonly Check[];
  readonly counts: Readonly<Record<CheckState, number>>;
  /** 1 when something is an error. */
  readonly exit: Exit;
}

export function checkOf(check: string, state: CheckState, message: Words, next?: Words, channel?: string): Check {
  return { check, state, message, ...(next ? { next } : {}), ...(channel === undefined ? {} : { channel }) };
}

/** 1,234,567 → `1.2 MB`. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000;
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
