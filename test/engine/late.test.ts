import { afterEach, describe, expect, it } from 'vitest';
import { Bench, FakePlatform } from './fake.ts';

const benches: Bench[] = [];
afterEach(() => {
  for (const one of benches.splice(0)) one.close();
});
function bench(options: ConstructorParameters<typeof FakePlatform>[0] = {}): Bench {
  const made = new Bench(new FakePlatform(options));
  benches.push(made);
  return made;
}

describe('a platform that shows a write later', () => {
  it('is neither believed nor called a failure, and nothing is sent twice', async () => {
    const b = bench({ settles: 3600 });
    b.platform.lateMs = 90_000;
    b.put('P', 'Mug', { 'P-1': '1.00' });
    const first = await b.push();
    expect(first).toMatchObject({ exit: 5, counts: { landed: 0, accepted: 2, notLanded: 0 } });
    expect(first.findings).toContainEqual(expect.objectContaining({ code: 'W_NOT_SEEN_YET' }));
    b.now += 60_000;
    b.restart();
    const second = await b.push();
    expect(second.counts).toMatchObject({ planned: 0 });
    expect(b.platform.applied).toBe(1);
    b.now += 60_000;
    const third = await b.push();
    expect(third).toMatchObject({ exit: 0, counts: { planned: 0 }, resumed: { landed: 2, open: 0 } });
    expect((await b.plan()).channels[0]?.listings).toEqual([]);
    expect(b.platform.applied).toBe(1);
  });

  it('is waited for as long as the user says', async () => {
    const b = bench({ settles: 3600 });
    b.platform.lateMs = 90_000;
    b.put('P', 'Mug', { 'P-1': '1.00' });
    expect(await b.push({ waitMs: 600_000 })).toMatchObject({ exit: 0, counts: { landed: 2, accepted: 0 } });
  });

  it('that never shows it is a finding once its time is up, and the change is planned anew', async () => {
    const b = bench({ settles: 3600 });
    b.platform.lateMs = 1e12;
    b.put('P', 'Mug', { 'P-1': '1.00' });
    await b.push();
    b.now += 3_700_000;
    const late = await b.push();
    expect(late.findings).toContainEqual(expect.objectContaining({ code: 'W_NOT_LANDED' }));
    expect(late.counts.planned).toBe(2);
  });

  it('does not overwrite what is remembered with the old state that it still shows', async () => {
    const b = bench({ settles: 3600 });
    b.put('P', 'Mug', { 'P-1': '1.00' });
    await b.push();
    b.platform.lateMs = 30_000;
    b.now += 60_000;
    b.put('P', 'Mug', { 'P-1': '2.00' });
    await b.push();
    b.now += 60_000;
    expect(await b.push()).toMatchObject({ exit: 0, counts: { planned: 0 } });
    expect(b.platform.applied).toBe(2);
  });

  it('an unknown create is not made again before it could have been seen', async () => {
    const b = bench({ settles: 3600 });
    b.platform.lateMs = 90_000;
    b.put('P', 'Mug', { 'P-1': '1.00' });
    b.platform.onApply = (_, work) => {
      work();
      return { outcomes: [] };
    };
    expect(await b.push()).toMatchObject({ exit: 5, counts: { unknown: 2 } });
    b.platform.onApply = undefined;
    b.now += 30_000;
    await b.push();
    expect(b.platform.applied).toBe(1);
    b.now += 120_000;
    expect(await b.push()).toMatchObject({ exit: 0, resumed: { landed: 2 } });
    expect(b.platform.applied).toBe(1);
  });
});

describe('issues that the platform finds later', () => {
  it('are findings of the push that touched the listing', async () => {
    const b = bench();
    b.put('P', 'Mug', { 'P-1': '1.00' });
    b.platform.issues.set('P', [
      {
        code: 'E_PLATFORM_ISSUE',
        severity: 'error',
        message: { en: 'no brand', zh: '缺少品牌' },
        place: { sku: 'P-1' },
      },
    ]);
    const report = await b.push();
    expect(report).toMatchObject({ exit: 1, counts: { landed: 2 } });
    expect(report.findings).toContainEqual(
      expect.objectContaining({ code: 'E_PLATFORM_ISSUE', place: { channel: 'shop', code: 'P', sku: 'P-1' } }),
    );
  });
});
