import { setMaxListeners } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createThrottle, HeldTooLong } from '../../src/http/index.ts';
import { EventClock } from './event-clock.ts';

const never = new AbortController().signal;
setMaxListeners(0, never);
const only = (perSecond: number, burst: number, concurrent: number) => ({ b: { perSecond, burst, concurrent } });

describe('a token bucket', () => {
  it('never starts more than burst + rate × time, never has more under way than allowed, and is first come, first served', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          perSecond: fc.oneof(fc.double({ min: 0.05, max: 50, noNaN: true }), fc.integer({ min: 1, max: 1000 })),
          burst: fc.integer({ min: 1, max: 20 }),
          concurrent: fc.integer({ min: 1, max: 6 }),
        }),
        fc.array(
          fc.record({ arrives: fc.integer({ min: 0, max: 5_000 }), works: fc.integer({ min: 0, max: 2_000 }) }),
          {
            minLength: 1,
            maxLength: 60,
          },
        ),
        async ({ perSecond, burst, concurrent }, requests) => {
          const clock = new EventClock();
          const throttle = createThrottle(only(perSecond, burst, concurrent), clock);
          const starts: number[] = [];
          const asked: number[] = [];
          const entered: number[] = [];
          let underWay = 0;
          let most = 0;
          const all = requests.map(async ({ arrives, works }, index) => {
            if (arrives > 0) await clock.sleep(arrives);
            asked.push(index);
            const release = await throttle.acquire('b', never);
            entered.push(index);
            starts.push(clock.now());
            most = Math.max(most, ++underWay);
            if (works > 0) await clock.sleep(works);
            underWay--;
            release();
            release();
          });
          await clock.run();
          await Promise.all(all);
          expect(most).toBeLessThanOrEqual(concurrent);
          expect(entered).toEqual(asked);
          for (let i = 0; i < starts.length; i++) {
            for (let j = i; j < starts.length; j++) {
              const seconds = ((starts[j] ?? 0) - (starts[i] ?? 0)) / 1000;
              expect(j - i + 1).toBeLessThanOrEqual(burst + perSecond * seconds + 1e-6);
            }
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is not slower than it must be', async () => {
    const clock = new EventClock();
    const throttle = createThrottle(only(2, 3, 10), clock);
    const start = clock.now();
    const starts: number[] = [];
    for (let i = 0; i < 7; i++) {
      void throttle.acquire('b', never).then((release) => {
        starts.push(clock.now() - start);
        release();
      });
    }
    await clock.run();
    expect(starts).toEqual([0, 0, 0, 500, 1000, 1500, 2000]);
  });

  it('waits for nobody once everybody has left', async () => {
    const clock = new EventClock();
    const throttle = createThrottle(only(0.001, 1, 10), clock);
    await throttle.acquire('b', never);
    const leaving = new AbortController();
    const waits = [throttle.acquire('b', leaving.signal), throttle.acquire('b', leaving.signal)];
    await new Promise((resolve) => setImmediate(resolve));
    expect(clock.sleepers).toBe(1);
    leaving.abort(new Error('enough'));
    for (const wait of waits) await expect(wait).rejects.toThrow('enough');
    expect(clock.sleepers).toBe(0);
    await expect(throttle.acquire('b', leaving.signal)).rejects.toThrow('enough');
  });

  it('gives the place of one who leaves to the next', async () => {
    const clock = new EventClock();
    const throttle = createThrottle(only(1, 1, 1), clock);
    const release = await throttle.acquire('b', never);
    const leaving = new AbortController();
    const left = throttle.acquire('b', leaving.signal);
    const stays = throttle.acquire('b', never);
    leaving.abort(new Error('enough'));
    await expect(left).rejects.toThrow('enough');
    release();
    const before = clock.now();
    await clock.run();
    await stays;
    expect(clock.now() - before).toBe(1_000);
  });

  it('starts nothing during a pause the platform asked for, and a later shorter one does not end it', async () => {
    const clock = new EventClock();
    const throttle = createThrottle(only(100, 10, 10), clock);
    const start = clock.now();
    throttle.hold('b', start + 30_000);
    throttle.hold('b', start + 5_000);
    const entered = throttle.acquire('b', never).then(() => clock.now() - start);
    await clock.run();
    expect(await entered).toBe(30_000);
  });

  it('fails those who would sit through a pause of an hour', async () => {
    const clock = new EventClock();
    const throttle = createThrottle(only(1, 1, 10), clock);
    await throttle.acquire('b', never);
    const waiting = throttle.acquire('b', never);
    waiting.catch(() => {});
    await new Promise((resolve) => setImmediate(resolve));
    throttle.hold('b', clock.now() + 3_600_000);
    await expect(waiting).rejects.toThrow(HeldTooLong);
    await expect(throttle.acquire('b', never)).rejects.toMatchObject({ ms: 3_600_000 });
  });

  it('is not frozen by a wall clock that is set back', async () => {
    const clock = new EventClock();
    const throttle = createThrottle(only(1, 1, 10), clock);
    await throttle.acquire('b', never);
    clock.back(86_400_000);
    const before = clock.now();
    const entered = throttle.acquire('b', never);
    await clock.run();
    await entered;
    expect(clock.now() - before).toBeLessThanOrEqual(1_000);
  });

  it('refuses a limit that nothing could pass, and a bucket that is not declared', async () => {
    const clock = new EventClock();
    for (const bad of [only(0, 1, 1), only(1, 0, 1), only(1, 1, 0), only(Number.NaN, 1, 1)]) {
      expect(() => createThrottle(bad, clock)).toThrow(RangeError);
    }
    await expect(createThrottle(only(1, 1, 1), clock).acquire('x' as 'b', never)).rejects.toThrow(TypeError);
  });
});
