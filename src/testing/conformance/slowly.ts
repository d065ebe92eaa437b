import type { Case } from './cases.ts';
import { check, equal, expectLive, expectSettled, findingsOf, pushed, writes } from './check.ts';
import { type Goods, mug, shirt } from './goods.ts';
import type { World } from './world.ts';

/** A code that no platform has, so that nothing but the listing's own issue can carry it. */
const LATE = '99999-late';

/** What was called live is to be seen at that very moment, not some time later. */
function seenNow(world: World, goods: readonly Goods[]): void {
  for (const { sku } of goods.flatMap(({ skus }) => skus))
    check(world.emulator.inspect(sku) !== undefined, `${sku} was called live and is not to be seen yet`);
}

/** What happens after the platform's yes. */
export const slowly: readonly Case[] = [
  {
    level: 3,
    name: 'a throttled write is asked again in the same push, whatever the status that says so',
    async run(world) {
      const goods = [mug(world), shirt(world)];
      world.put(...goods);
      world.emulator.inject({ kind: 'throttle', when: ({ write }) => write, times: 2 });
      await pushed(world);
      equal(world.emulator.requests().filter(({ fault }) => fault === 'throttle').length, 2, 'throttled requests');
      expectLive(world, ...goods);
      await expectSettled(world);
    },
  },
  {
    level: 3,
    name: 'taken is not yet live: a push that does not wait says so, and the next one finds it without sending it again',
    skip: ({ adapter }) => (adapter.capabilities.settles ? undefined : 'writes show at once'),
    async run(world) {
      const goods = [mug(world), shirt(world)];
      world.put(...goods);
      const report = await world.push({ waitMs: 0 });
      equal(report.counts.rejected, 0, 'rejected');
      const open = report.counts.planned - report.counts.landed;
      if (open > 0) check(findingsOf(report).length > 0, 'what is not to be seen yet is told');
      else seenNow(world, goods);
      world.restart();
      world.emulator.clearRequests();
      const next = await world.push();
      equal(next.error ?? null, null, 'error of the next push');
      seenNow(world, goods);
      equal(writes(world), 0, 'writing requests of the next push');
      expectLive(world, ...goods);
      await expectSettled(world);
    },
  },
  {
    level: 3,
    name: 'what the platform took and finds wrong later is a finding, not a success',
    skip: ({ adapter }) => (adapter.capabilities.settles ? undefined : 'writes show at once'),
    async run(world) {
      const { emulator } = world;
      check(
        emulator.lateIssue !== undefined && emulator.clearIssues !== undefined,
        'settles is declared, so the emulator has lateIssue and clearIssues',
      );
      const [bad, good] = [mug(world), mug(world, 2)];
      emulator.lateIssue('MUG-1-S', { code: LATE });
      world.put(bad, good);
      const report = await world.push();
      world.settle();
      const next = await world.push();
      const told = [...findingsOf(report), ...findingsOf(next)].filter(
        ({ severity, place }) => severity === 'error' && (place.code === bad.code || place.sku === 'MUG-1-S'),
      );
      check(told.length > 0, 'the late issue is told');
      check(
        told.some(({ code, place, message }) => `${code} ${place.field ?? ''} ${message.en}`.includes(LATE)),
        `in the platform's own code: ${told.map(({ code, message }) => `${code} ${message.en}`).join('; ')}`,
      );
      check(report.exit !== 0 || next.exit !== 0, 'no push with it ends as done');
      expectLive(world, good);
      emulator.clearIssues('MUG-1-S');
      await world.push();
      expectLive(world, bad, good);
      await expectSettled(world);
    },
  },
];
