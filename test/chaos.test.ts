import { describe, expect, it } from 'vitest';
import { adapterIds, loadAdapter, loadEmulator } from '../src/engine/registry.generated.ts';
import { theirs } from '../src/testing/chaos/goods.ts';
import { harmsAtRest } from '../src/testing/chaos/harm.ts';
import { campaign, faultsOf, seedFrom } from '../src/testing/chaos/index.ts';
import { Stage } from '../src/testing/chaos/stage.ts';
import { NO_TROUBLE } from '../src/testing/chaos/trouble.ts';
import { mug, shirt } from '../src/testing/conformance/goods.ts';
import { kindsOf } from '../src/testing/conformance/index.ts';

/** Always the same unless the environment says another, so that what fails here is a change and no chance. `npm run chaos` takes another each time. */
const SEED = seedFrom(process.env.MABANG_SEED ?? '20261123');
/** A handful of what `npm run chaos` does. */
const NIGHTS = 5;
const DEATHS = 10;

for (const id of adapterIds)
  for (const [title, subject] of kindsOf({ adapter: await loadAdapter(id), emulator: await loadEmulator(id) }))
    describe.concurrent(title, () => {
      it(`${NIGHTS} nights of faults, ${DEATHS} deaths (seed ${SEED}): nothing lost, doubled, wrong or ended`, async () => {
        const column = await campaign(subject, title, {
          seed: SEED,
          faults: Number.POSITIVE_INFINITY,
          nights: NIGHTS,
          deaths: DEATHS,
          sample: true,
          atOnce: 2,
        });
        expect(column.failures).toEqual([]);
        expect(faultsOf(column), 'faults met').toBeGreaterThan(0);
        expect(column.deaths, 'deaths').toBeGreaterThan(DEATHS / 2);
      }, 120_000);

      it('sees every kind of harm, and none where there is none', async () => {
        const stage = await Stage.open(subject);
        const { world } = stage;
        try {
          const others = theirs(world);
          for (const one of others) world.emulator.seed(one);
          const goods = [mug(world, 1), mug(world, 2), shirt(world, ['Black'], ['S', 'M'])];
          stage.put(goods);
          expect(await stage.rest()).toBe('rest');
          stage.watch(others.flatMap(({ variants }) => variants.map(({ sku }) => sku)));
          const harms = () => [...harmsAtRest(world, stage.theirs, goods, goods)].map(({ how }) => how);
          expect(harms()).toEqual([]);
          world.emulator.edit('MUG-1-S', { price: world.price(1) });
          expect(new Set(harms())).toEqual(new Set(['wrong']));
          world.emulator.edit('THEIRS-1-A', { quantity: 99 });
          expect(harms()).toHaveLength(2);
          world.emulator.erase('MUG-2-S');
          expect(new Set(harms())).toEqual(new Set(['wrong', 'ended']));
          // Where the platform itself lets a SKU be there twice.
          if (!subject.adapter.capabilities.uniqueSku) {
            const twice = { sku: 'MUG-1-S', price: world.price(1291), quantity: 7 };
            world.emulator.seed({ code: 'MUG-1', title: 'Enamel mug 1', variants: [twice] });
            expect(harms()).toContain('doubled');
          }
          const never = mug(world, 3);
          expect([...harmsAtRest(world, stage.theirs, [], [never])].map(({ how }) => how)).toContain('lost');
        } finally {
          await stage.close();
        }
      });

      it('a process that dies writes and sends nothing more, and the next one takes over', async () => {
        const stage = await Stage.open(subject);
        const { world } = stage;
        try {
          stage.put([mug(world, 1)]);
          const whole = await stage.push({ ...NO_TROUBLE, death: { kind: 'dies after a step', at: 1 } });
          expect(whole.error, 'of the push that died').toHaveProperty('name', 'Died');
          expect(whole.steps).toHaveLength(2);
          const before = world.emulator.requests().length;
          expect(() => world.catalogue.journal.runs(1)).toThrow('died');
          await new Promise((resolve) => setTimeout(resolve, 50));
          expect(world.emulator.requests()).toHaveLength(before);
          expect(world.emulator.skus()).toEqual([]);
          expect(await stage.rest()).toBe('rest');
          expect(world.emulator.skus()).toEqual(['MUG-1-S']);
        } finally {
          await stage.close();
        }
      });
    });
