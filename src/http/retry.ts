import type { FailureKind, Resend } from '../contract/index.ts';

/**
 * Back-off with full jitter: a random wait between 0 and `BASE_MS * 2^(attempt - 1)`, capped. Full jitter empties a queue
 * of competing clients fastest (source: AWS Architecture Blog, "Exponential Backoff And Jitter", read 2026-11-23).
 */
export const BASE_MS = 500;
export const CAP_MS = 30_000;

/** A platform that asks for a longer pause than this gets none of our waiting: the request fails and says when to come back. */
export const LONGEST_WAIT_MS = 120_000;

/** One attempt that failed, as far as a decision needs to know it. */
export interface FailedAttempt {
  readonly kind: FailureKind;
  readonly status?: number;
  readonly retryAfterMs?: number;
  /** Attempts made so far, this one included. */
  readonly attempt: number;
  readonly resend: Resend;
  /** The same attempt cannot end otherwise: a certificate that is not trusted, a header that cannot be sent. */
  readonly permanent?: boolean;
}

export interface RetryPolicy {
  readonly attempts: number;
  /** Numbers from 0 up to 1. */
  readonly random: () => number;
}

export type RetryDecision =
  | { readonly waitMs: number; readonly why: 'retry-after' | 'back-off' }
  | { readonly giveUp: 'not-allowed' | 'attempts-used' | 'wait-too-long' | 'permanent' };

/**
 * Whether a failed attempt may be made again, and after how long.
 *
 * - `unsent` and 429 did nothing: always.
 * - `unclear` (a time-out, a dropped socket, a 5xx) may have done it: only when the call says `resend: 'always'`. A 503 with
 *   Retry-After is no exception, because a gateway may say it of a request that it had already handed on.
 * - `refused` and `unreadable` are answers: never.
 */
export function decideRetry(failed: FailedAttempt, policy: RetryPolicy): RetryDecision {
  if (failed.permanent) return { giveUp: 'permanent' };
  const didNothing = failed.kind === 'unsent' || (failed.kind === 'refused' && failed.status === 429);
  const mayRepeat = failed.kind === 'unclear' && failed.resend === 'always';
  if (!didNothing && !mayRepeat) return { giveUp: 'not-allowed' };
  const asked = failed.retryAfterMs ?? 0;
  if (asked > LONGEST_WAIT_MS) return { giveUp: 'wait-too-long' };
  if (failed.attempt >= policy.attempts) return { giveUp: 'attempts-used' };
  return asked > 0
    ? { waitMs: asked, why: 'retry-after' }
    : { waitMs: backOff(failed.attempt, policy.random), why: 'back-off' };
}

/** Whole milliseconds to wait after the `attempt`th attempt. */
export function backOff(attempt: number, random: () => number): number {
  return Math.floor(random() * Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1)));
}

/**
 * `Retry-After` in milliseconds: seconds or an HTTP date (RFC 9110, 10.2.3). A date is measured from the answer's own `Date`
 * header where there is one, because the two clocks may differ. `undefined` when it is neither; never negative.
 */
export function retryAfterMs(
  header: string | undefined,
  answer: { readonly date?: string | undefined; readonly now: number },
): number | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const then = httpDate(text);
  if (then === undefined) return undefined;
  return Math.max(0, then - (httpDate(answer.date ?? '') ?? answer.now));
}

/** The three forms of RFC 9110, 5.6.7. The oldest names no zone and means GMT. */
function httpDate(text: string): number | undefined {
  const old = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/.test(text);
  if (!old && !/ GMT$/.test(text)) return undefined;
  const time = Date.parse(old ? `${text} GMT` : text);
  return Number.isNaN(time) ? undefined : time;
}
