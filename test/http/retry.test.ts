import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FailureKind, Resend } from '../../src/contract/index.ts';
import { backOff, decideRetry, type FailedAttempt, retryAfterMs } from '../../src/http/index.ts';
import { BASE_MS, CAP_MS, LONGEST_WAIT_MS } from '../../src/http/retry.ts';

const policy = { attempts: 5, random: () => 0.5 };
const failed = (more: Partial<FailedAttempt>): FailedAttempt => ({
  kind: 'unclear',
  attempt: 1,
  resend: 'always',
  ...more,
});

describe('whether it is sent again', () => {
  const cases: readonly [string, FailureKind, number | undefined, boolean, boolean][] = [
    // what happened, kind, status, again with always, again with unsent
    ['no connection', 'unsent', undefined, true, true],
    ['429', 'refused', 429, true, true],
    ['time-out or dropped socket', 'unclear', undefined, true, false],
    ['500', 'unclear', 500, true, false],
    ['503', 'unclear', 503, true, false],
    ['400', 'refused', 400, false, false],
    ['401', 'refused', 401, false, false],
    ['409', 'refused', 409, false, false],
    ['a redirect', 'refused', 301, false, false],
    ['a page', 'unreadable', 200, false, false],
  ];
  for (const [what, kind, status, always, unsent] of cases) {
    for (const [resend, again] of [
      ['always', always],
      ['unsent', unsent],
    ] as readonly [Resend, boolean][]) {
      it(`${what}, resend ${resend}: ${again ? 'yes' : 'no'}`, () => {
        const decision = decideRetry(failed({ kind, resend, ...(status === undefined ? {} : { status }) }), policy);
        expect('waitMs' in decision).toBe(again);
      });
    }
  }

  it('a 503 that says when to come back still proves nothing', () => {
    const at = { kind: 'unclear', status: 503, retryAfterMs: 2_000 } as const;
    expect(decideRetry(failed({ ...at, resend: 'unsent' }), policy)).toEqual({ giveUp: 'not-allowed' });
    expect(decideRetry(failed({ ...at, resend: 'always' }), policy)).toEqual({ waitMs: 2_000, why: 'retry-after' });
  });

  it('ends with the attempts, with a pause nobody sits through, and with what cannot change', () => {
    expect(decideRetry(failed({ attempt: 5 }), policy)).toEqual({ giveUp: 'attempts-used' });
    expect(decideRetry(failed({ attempt: 4 }), policy)).toHaveProperty('waitMs');
    const long = failed({ kind: 'refused', status: 429, retryAfterMs: LONGEST_WAIT_MS + 1 });
    expect(decideRetry(long, policy)).toEqual({ giveUp: 'wait-too-long' });
    expect(decideRetry(failed({ kind: 'unsent', permanent: true }), policy)).toEqual({ giveUp: 'permanent' });
  });
});

describe('how long it waits', () => {
  it('lies between nothing and the doubled base, never above the cap', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (n, r) => {
          const wait = backOff(n, () => r);
          expect(Number.isInteger(wait)).toBe(true);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThan(Math.min(CAP_MS, BASE_MS * 2 ** (n - 1)));
        },
      ),
    );
    expect([1, 2, 3, 20].map((n) => backOff(n, () => 0.999999))).toEqual([499, 999, 1999, 29_999]);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-23T10:00:00Z');
  it.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['1.5', 1_500],
    ['Mon, 23 Nov 2026 10:00:30 GMT', 30_000],
    ['Monday, 23-Nov-26 10:00:30 GMT', 30_000],
    ['Mon Nov 23 10:00:30 2026', 30_000],
    ['Mon, 23 Nov 2026 09:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    ['2026-11-23', undefined],
    ['', undefined],
  ])('%j is %j', (header, expected) => {
    expect(retryAfterMs(header, { now })).toBe(expected);
  });

  it('as a date is measured by the clock that wrote it', () => {
    const wrong = now + 3_600_000;
    const date = 'Mon, 23 Nov 2026 10:00:00 GMT';
    expect(retryAfterMs('Mon, 23 Nov 2026 10:00:30 GMT', { now: wrong, date })).toBe(30_000);
  });
});
