import { afterAll, beforeAll, expect, it } from 'vitest';
import { Bed, ended } from './harness.ts';

const ROUNDS = 50;
/** Printed, and taken from the environment, so that a failure can be run again. */
const SEED = Number(process.env.MABANG_SEED ?? Math.floor(Math.random() * 1e9));

let bed: Bed;
beforeAll(async () => {
  // Each written item costs the shop a moment, so that a kill meets a batch that is half done and goes on without us.
  bed = await Bed.open({ workMs: 4 });
});
afterAll(() => bed.close());

/** A small generator with a seed (mulberry32), because Math.random has none. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

it(`kill -9 at ${ROUNDS} random moments (seed ${SEED}): every product exactly once, none lost, none doubled`, async () => {
  const next = random(SEED);
  const wanted = new Map<string, string>();
  const goodsOf = (round: number): Record<string, readonly string[]> => {
    const price = (n: number) => `${10 + n}.${String(round % 100).padStart(2, '0')}`;
    const goods: Record<string, readonly string[]> = {
      [`ONE-${round}`]: [price(1)],
      [`TWO-${round}`]: [price(2), price(3), price(4)],
    };
    // The round before is moved as well: a push that creates and updates.
    if (round > 0) goods[`ONE-${round - 1}`] = [price(5)];
    for (const [code, prices] of Object.entries(goods))
      for (const [i, text] of prices.entries()) wanted.set(`${code}-${i}`, text);
    return goods;
  };

  bed.put(goodsOf(0));
  const began = Date.now();
  expect((await bed.run(['push', '--yes'])).code).toBe(0);
  const whole = Date.now() - began;

  let killed = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    bed.put(goodsOf(round));
    const child = bed.spawn(['push', '--yes']);
    const done = ended(child);
    // From the moment the process is up to a little after it would be done.
    const delay = whole * (0.2 + 0.9 * next());
    const timer = setTimeout(() => child.kill('SIGKILL'), delay);
    if ((await done).code === null) killed++;
    clearTimeout(timer);

    let last = await bed.run(['push', '--yes']);
    for (let again = 0; again < 3 && last.code !== 0; again++) last = await bed.run(['push', '--yes']);
    const hint = `round ${round}, killed after ${delay.toFixed(0)} ms\n${last.stderr}`;
    expect(last.code, hint).toBe(0);
    expect([...bed.emulator.skus()].sort(), hint).toEqual([...wanted.keys()].sort());
    for (const [sku, price] of wanted) {
      const seen = bed.emulator.inspect(sku);
      expect({ price: seen?.price, copies: seen?.copies, visible: seen?.visible }, `${sku}, ${hint}`).toEqual({
        price,
        copies: 1,
        visible: true,
      });
    }
  }
  expect(killed, 'rounds in which the process was really killed').toBeGreaterThan(ROUNDS / 3);
  expect(bed.emulator.uploads(), 'pictures uploaded: one a product').toBe(2 * (ROUNDS + 1));
  expect((await bed.run(['diff', '--exit-code'])).code).toBe(0);
}, 300_000);
