import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bed } from './harness.ts';

describe('the fewest requests', () => {
  let bed: Bed;
  const goods: Record<string, readonly string[]> = Object.fromEntries(
    Array.from({ length: 1000 }, (_, i) => [`TEA-${i}`, ['4.90']]),
  );
  beforeAll(async () => {
    bed = await Bed.open();
    bed.put(goods);
    expect((await bed.run(['push', '--yes'])).code).toBe(0);
  }, 120_000);
  afterAll(() => bed.close());

  it('a second push right after the first sends no writing request, and the diff is empty', async () => {
    bed.emulator.clearRequests();
    expect((await bed.run(['push', '--yes'])).code).toBe(0);
    expect(bed.writes()).toEqual([]);
    expect((await bed.run(['diff', '--exit-code'])).code).toBe(0);
  });

  it('one price among 1,000 listings sends one writing request that carries that price and nothing else', async () => {
    bed.put({ 'TEA-500': ['5.90'] });
    bed.emulator.clearRequests();
    expect((await bed.run(['push', '--yes'])).code).toBe(0);
    const [write, ...more] = bed.writes();
    expect(more).toEqual([]);
    const body = JSON.parse(write?.body ?? 'null');
    expect(body).toEqual({ update: [{ id: expect.any(Number), regular_price: '5.90' }] });
    expect(bed.emulator.inspect('TEA-500-0')?.price).toBe('5.90');
    expect(bed.emulator.inspect('TEA-499-0')?.price).toBe('4.90');
  });

  it('diff --exit-code is 1 when something differs', async () => {
    bed.put({ 'TEA-501': ['6.90'] });
    expect((await bed.run(['diff', '--exit-code'])).code).toBe(1);
    expect((await bed.run(['diff'])).code).toBe(0);
  });
});
