import { expect, it } from 'vitest';
import { builtIn } from '../../src/engine/index.ts';
import { SETTLE_MS } from '../../src/engine/session.ts';
import { random, seedFrom } from '../../src/testing/chaos/random.ts';
import { Bed, type Ended, ended, type Shop } from './harness.ts';

/** Rounds where a shop answers at once; one that shows later what it took is asked more often, and gets a third of them. */
const ROUNDS = 30;
/** Printed, and taken from the environment, so that a failure can be run again. */
const SEED = seedFrom(process.env.MABANG_SEED);
/** Emulated time runs so much faster, for the shop and for the processes alike. */
const SPEED = 20;
/** What the platform shows later is looked at by the next push. */
const PUSH = ['push', '--yes', '--wait', '0'];

/** How long after a kill its fate is certain: what was taken shows, and what does not show never came. */
function patience({ adapter: { capabilities } }: Shop): number {
  return Math.max((capabilities.settles?.value ?? 0) * 1000, capabilities.uniqueSku ? 0 : SETTLE_MS);
}

/** As cron would: push, and push again some time later, until one has nothing left to tell. Gives up after five. */
async function untilDone(bed: Bed): Promise<Ended> {
  for (let again = 1; ; again++) {
    bed.later(patience(bed.shops[0]));
    const last = await bed.run(PUSH);
    if (last.code === 0 || again === 5) return last;
  }
}

/** Kill a push so many milliseconds after the shop has met that many of its requests. Whether it was alive until then. */
async function killed(bed: Bed, when: { readonly requests: number; readonly ms: number }, only: 'all' | 'writes') {
  bed.emulator.clearRequests();
  const child = bed.spawn(PUSH);
  const done = ended(child);
  let met = false;
  const watch = setInterval(() => {
    const seen = only === 'writes' ? bed.writes() : bed.emulator.requests();
    if (met || seen.length < when.requests) return;
    met = true;
    setTimeout(() => child.kill('SIGKILL'), when.ms);
  }, 1);
  const { code } = await done;
  clearInterval(watch);
  return code === null;
}

it.concurrent.each(builtIn.ids)(
  `%s: kill -9 at random moments (seed ${SEED}): every SKU exactly once, none lost, none doubled`,
  async (id) => {
    const next = random(SEED);
    const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
    // Each written item costs the shop a moment, so that a kill meets a batch that is half done and goes on without us.
    const bed = await Bed.open({ adapters: [id], speed: SPEED, workMs: 4 * SPEED });
    try {
      const rounds = patience(bed.shops[0]) === 0 ? ROUNDS : ROUNDS / 3;
      const wanted = new Map<string, string>();
      const put = (round: number) => {
        const price = (n: number) => `${10 + n}.${String(round % 100).padStart(2, '0')}`;
        const goods: Record<string, readonly string[]> = {
          [`ONE-${round}`]: [price(1)],
          [`TWO-${round}`]: [price(2), price(3), price(4)],
        };
        // The round before is moved as well: a push that creates and updates.
        if (round > 0) goods[`ONE-${round - 1}`] = [price(5)];
        for (const [code, prices] of Object.entries(goods))
          for (const [i, text] of prices.entries()) wanted.set(`${code}-${i}`, text);
        bed.put(goods);
      };

      put(0);
      const first = await untilDone(bed);
      expect(first.code, first.stdout + first.stderr).toBe(0);
      put(1);
      bed.emulator.clearRequests();
      await bed.run(PUSH);
      const whole = { all: bed.emulator.requests().length, writes: bed.writes().length };
      await untilDone(bed);

      let [dead, midway] = [0, 0];
      for (let round = 2; round < rounds + 2; round++) {
        put(round);
        // Half of them anywhere between its first question and its end, half of them while it writes.
        const only = round % 2 === 0 ? 'all' : 'writes';
        const when = { requests: between(1, whole[only]), ms: between(0, 20) };
        const died = await killed(bed, when, only);
        if (died) dead++;
        if (died && bed.writes().length > 0) midway++;

        const last = await untilDone(bed);
        const hint = `round ${round}, killed ${when.ms} ms after ${when.requests} of ${only}\n${last.stdout}${last.stderr}`;
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
      expect(dead, 'rounds in which the process was really killed').toBeGreaterThan(rounds / 3);
      expect(midway, 'rounds in which it had begun to write').toBeGreaterThan(rounds / 5);
      const products = 2 * (rounds + 2);
      const uploads = bed.emulator.uploads();
      expect(uploads, 'pictures uploaded').toBeGreaterThanOrEqual(products);
      // Where the bytes go first, the name that the platform gives a picture can die with the process that asked for it.
      const lost = bed.pictures.fetched.length > 0 ? 2 * dead : 0;
      expect(uploads, 'pictures uploaded: one a product').toBeLessThanOrEqual(products + lost);
      expect((await bed.run(['diff', '--exit-code'])).code).toBe(0);
    } finally {
      await bed.close();
    }
  },
  300_000,
);
