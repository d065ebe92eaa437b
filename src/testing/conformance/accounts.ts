import type { Case } from './cases.ts';
import { check, equal, expectLiveOn, findingsOf } from './check.ts';
import { mug, shirt } from './goods.ts';

/** A long answer, in emulated milliseconds: longer than everything else that a push does. */
const LONG_MS = 30_000;

/** Two shops whose seller has said that a product may stand in both. */
const BOTH = { accounts: 2, settings: { duplicates: 'allow' } };

/** Several accounts of one platform in one push. */
export const accounts: readonly Case[] = [
  {
    level: 2,
    name: 'two accounts are served side by side: one that is slow does not make the other wait',
    world: BOTH,
    async run(world) {
      const goods = [mug(world), shirt(world)];
      world.put(...goods);
      for (const emulator of world.emulators)
        emulator.inject({ kind: 'slow', when: ({ write }) => write, ms: LONG_MS });
      const reports = await world.pushAll();
      for (const report of reports) equal(report.error ?? null, null, `error of ${report.channel}`);
      world.settle();
      for (const emulator of world.emulators) expectLiveOn(world, emulator, ...goods);
      const begun = world.emulators.map((emulator) => emulator.requests().find(({ write }) => write)?.at ?? 0);
      const apart = Math.abs((begun[0] ?? 0) - (begun[1] ?? 0));
      check(apart < LONG_MS, `the second account's first write came ${apart} ms after the first account's`);
    },
  },
  {
    level: 2,
    name: 'a product stands in one of two shops of a market, and in both only when the seller says so',
    world: { accounts: 2 },
    skip: ({ adapter }) => (adapter.market ? undefined : 'every shop of the platform stands alone'),
    async run(world) {
      const goods = [mug(world), shirt(world)];
      const codes = goods.map(({ code }) => code);
      world.put(...goods);
      for (const turn of ['first', 'second']) {
        const [, second] = await world.pushAll();
        world.settle();
        expectLiveOn(world, world.emulator, ...goods);
        equal(world.emulators[1]?.skus(), [], `SKUs in the second shop after the ${turn} push`);
        const told = second?.findings.filter(({ code }) => code === 'E_TWIN').map(({ place }) => place.code ?? '');
        equal(told?.sort(), [...codes].sort(), `products told as duplicates by the ${turn} push`);
      }
      await world.pushAll({ allow: ['E_TWIN'] });
      world.settle();
      for (const emulator of world.emulators) expectLiveOn(world, emulator, ...goods);
      const after = await world.pushAll();
      for (const { findings } of after)
        equal(findings.filter(({ code }) => code === 'W_TWINS').length, 1, 'that both shops have it now is told');
    },
  },
  {
    level: 3,
    name: 'an account whose credentials are refused holds up no other, and follows when they are good',
    world: BOTH,
    async run(world) {
      const goods = [mug(world), shirt(world)];
      world.put(...goods);
      const [bad, good] = world.emulators;
      check(good !== undefined, 'two accounts');
      bad.inject({ kind: 'deny', grants: true, times: 1000 });
      const [first, second] = await world.pushAll();
      check(first?.error !== undefined && first.exit !== 0, 'the account that is refused is told');
      equal(second?.error ?? null, null, 'error of the other account');
      equal(second && findingsOf(second).filter(({ severity }) => severity === 'error'), [], 'findings of the other');
      world.settle();
      expectLiveOn(world, good, ...goods);
      equal(bad.skus(), [], 'SKUs on the account that is refused');
      bad.clearFaults();
      for (const report of await world.pushAll()) equal(report.error ?? null, null, `error of ${report.channel}`);
      world.settle();
      for (const emulator of world.emulators) expectLiveOn(world, emulator, ...goods);
    },
  },
];
