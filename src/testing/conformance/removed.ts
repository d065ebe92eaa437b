import type { Case } from './cases.ts';
import { check, equal, expectLeftAlone, expectLive, expectSettled, pushed } from './check.ts';
import { mug, shirt } from './goods.ts';

/** What was taken off the platform without our doing. */
export const removed: readonly Case[] = [
  {
    level: 2,
    name: 'leaves alone what was deleted on the platform, and lists it again when the seller says so',
    async run(world) {
      const goods = [mug(world), shirt(world)];
      world.put(...goods);
      await pushed(world);
      world.settle();
      world.emulator.erase('MUG-1-S');
      world.emulator.erase('SHIRT-White-L');
      world.settle();
      await expectLeftAlone(world, 'MUG-1', 'SHIRT');
      equal(world.emulator.inspect('MUG-1-S') ?? null, null, 'what was deleted');
      await world.relist('MUG-1', 'SHIRT');
      await pushed(world);
      expectLive(world, ...goods);
      await expectSettled(world);
    },
  },
  {
    level: 2,
    name: 'leaves alone what the platform took off sale, until it stands again or the seller says so',
    skip: ({ adapter }) =>
      adapter.market ? undefined : 'every shop stands alone: nobody else takes anything off sale',
    async run(world) {
      const [bad, good] = [mug(world), mug(world, 2)];
      const { emulator } = world;
      check(!!emulator.takeOff && !!emulator.restore, 'a market is declared, so the emulator has takeOff and restore');
      world.put(bad, good);
      await pushed(world);
      world.settle();
      emulator.takeOff('MUG-1-S');
      world.settle();
      const dearer = [bad, good].map((one) => ({
        ...one,
        skus: one.skus.map((sku) => ({ ...sku, price: world.price(4321) })),
      }));
      world.put(...dearer);
      await world.push();
      check(emulator.inspect('MUG-1-S')?.visible !== true, 'what was taken off is not to be seen');
      equal(emulator.inspect('MUG-1-S')?.price, bad.skus[0]?.price, 'price of what was taken off');
      expectLive(world, ...dearer.slice(1));
      await expectLeftAlone(world, 'MUG-1');
      emulator.restore('MUG-1-S');
      world.settle();
      await pushed(world);
      expectLive(world, ...dearer);
      await expectSettled(world);
    },
  },
];
