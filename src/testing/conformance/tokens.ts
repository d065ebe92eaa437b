import type { Emulator } from '../types.ts';
import type { Case } from './cases.ts';
import { check, equal, expectLive, expectSettled, pushed, pushUntilQuiet } from './check.ts';
import { mug, shirt } from './goods.ts';
import type { Subject, World } from './world.ts';

const grants = (emulator: Emulator) => emulator.requests().filter(({ grant }) => grant === true).length;
const kinds = ({ subject }: World) => subject.adapter.auth.tokens?.length ?? 0;
const skip = ({ adapter }: Subject) => (adapter.auth.tokens?.length ? undefined : 'no short-lived tokens');

/** Until every token of the platform is past its end. */
function outlive(world: World): void {
  const lives = (world.subject.adapter.auth.tokens ?? []).map(({ lifetime }) => lifetime.value);
  world.clock.advance((Math.max(...lives) + 60) * 1000);
}

function fewGrants(world: World, most: number, what: string): void {
  const made = grants(world.emulator);
  check(made <= most, `${what}: ${made} requests for tokens, at most ${most}`);
}

/** Tokens that end, work once, or are wanted by two at a time. */
export const tokens: readonly Case[] = [
  {
    level: 3,
    name: 'one token serves a whole run and the next process too',
    skip,
    async run(world) {
      const goods = [mug(world), shirt(world)];
      world.put(...goods);
      await pushed(world);
      check(grants(world.emulator) > 0, 'a token was asked for');
      fewGrants(world, kinds(world), 'a push');
      // No platform gives a token that does not outlast a minute.
      world.clock.advance(60_000);
      world.restart();
      await world.diff();
      fewGrants(world, kinds(world), 'a push, and a diff of another process');
      expectLive(world, ...goods);
    },
  },
  {
    level: 3,
    name: 'a token that ends is renewed, also between the plan and the push, and by another process',
    skip,
    async run(world) {
      const goods = [mug(world), shirt(world)];
      world.put(...goods);
      await world.diff();
      outlive(world);
      await world.diff();
      world.emulator.clearRequests();
      const report = await world.push({
        consent: async () => {
          outlive(world);
          return { create: true, update: true, end: true };
        },
      });
      equal(report.error ?? null, null, 'error of a push whose token ended');
      fewGrants(world, kinds(world), 'the push');
      outlive(world);
      world.restart();
      await pushUntilQuiet(world);
      expectLive(world, ...goods);
      await expectSettled(world);
    },
  },
  {
    level: 3,
    name: 'two processes that want a token at once get one between them',
    skip,
    async run(world) {
      world.put(mug(world));
      const other = world.another();
      for (let round = 0; round < 2; round++) {
        world.emulator.clearRequests();
        const looks = await Promise.all([world.look(), world.look(other), world.look()]);
        for (const { failed } of looks) equal(failed, [], 'channels that failed');
        fewGrants(world, kinds(world), 'three looks of two processes');
        outlive(world);
      }
      await pushed(world);
      expectLive(world, mug(world));
    },
  },
  {
    level: 3,
    name: 'a token that the platform no longer takes is renewed once, and the request made again',
    skip,
    async run(world) {
      const goods = [mug(world), shirt(world)];
      world.put(...goods);
      await world.diff();
      world.emulator.clearRequests();
      world.emulator.inject({ kind: 'deny', when: ({ write }) => write });
      await pushed(world);
      check(
        world.emulator.requests().some(({ fault }) => fault === 'deny'),
        'the fault was met',
      );
      check(grants(world.emulator) > 0, 'the token was renewed');
      fewGrants(world, kinds(world), 'one refusal');
      expectLive(world, ...goods);
      await expectSettled(world);
    },
  },
  {
    level: 3,
    name: 'credentials that stay refused are not asked about again and again',
    skip,
    async run(world) {
      world.put(mug(world));
      world.emulator.inject({ kind: 'deny', times: 1000 });
      const report = await world.push();
      check(report.error !== undefined, 'the push says so');
      fewGrants(world, 3 * kinds(world), 'a push that is refused');
      world.emulator.clearFaults();
      await pushed(world);
      expectLive(world, mug(world));
    },
  },
  {
    level: 3,
    name: 'a token server that stumbles is asked again',
    skip,
    async run(world) {
      const goods = mug(world);
      world.put(goods);
      world.emulator.inject({ kind: 'error', grants: true, when: ({ grant }) => grant === true });
      await pushUntilQuiet(world);
      expectLive(world, goods);
      await expectSettled(world);
    },
  },
];
