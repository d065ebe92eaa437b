import type { Case } from './cases.ts';
import { check, equal, expectLive, expectSettled, honest, pushed, pushUntilQuiet, writes } from './check.ts';
import { crate, type Goods } from './goods.ts';
import type { Subject, World } from './world.ts';

/** Sizes of a push that are tried where no number is declared: a platform may take few at once and many behind a ticket. */
const TRIED = [2, 800];

const skip = ({ adapter, emulator }: Subject) => {
  if (adapter.capabilities.submission !== 'async') return 'submission is not async';
  return emulator.ticketsFrom === Number.POSITIVE_INFINITY ? 'no tickets for this kind of account' : undefined;
};

/**
 * Goods of which the last push was answered with a ticket that is still open. `undefined` when no size is. `before` is told
 * of each push the last of its goods, which no earlier one had.
 */
async function ticketed(world: World, before?: (last: Goods) => void): Promise<readonly Goods[] | undefined> {
  const { ticketsFrom } = world.subject.emulator;
  for (const count of ticketsFrom === undefined ? TRIED : [ticketsFrom]) {
    const goods = crate(world, count);
    const last = goods.at(-1);
    if (last) before?.(last);
    world.put(...goods);
    const report = await world.push({ waitMs: 0 });
    honest(world, report);
    equal(report.error ?? null, null, 'error of a push that does not wait');
    if (report.outcomes.some(({ outcome }) => outcome.status === 'accepted')) {
      check(report.counts.accepted > 0, 'what waits behind a ticket is counted as accepted');
      check(report.findings.length > 0 || report.exit !== 0, 'and told');
      return goods;
    }
    await pushUntilQuiet(world);
  }
  return undefined;
}

/** Work that the platform takes behind a ticket. */
export const tickets: readonly Case[] = [
  {
    level: 3,
    name: 'a ticket survives a restart: the next process asks after it, tells what was refused, and sends nothing again',
    skip,
    async run(world) {
      const { emulator } = world;
      const goods = await ticketed(world, ({ skus }) => emulator.refuse?.(skus[0]?.sku ?? ''));
      const last = goods?.at(-1);
      if (!goods || !last) return;
      world.restart();
      emulator.clearRequests();
      const report = await world.push({ finishOnly: true });
      equal(report.error ?? null, null, 'error of the next process');
      equal(writes(world), 0, 'writing requests of the next process');
      const told = report.findings.some(({ severity, place }) => severity === 'error' && place.code === last.code);
      check(told || !emulator.refuse, 'the one that is refused behind the ticket is named');
      expectLive(world, ...(emulator.refuse ? goods.slice(0, -1) : goods));
      await pushUntilQuiet(world);
      if (emulator.refuse) await pushed(world, { allow: ['E_REFUSED_BEFORE'] });
      expectLive(world, ...goods);
      equal(emulator.skus().length, goods.length, 'SKUs on the platform');
      await expectSettled(world);
    },
  },
  {
    level: 3,
    name: 'work that breaks off behind its ticket is looked up, and only what is missing is done again',
    skip,
    async run(world) {
      const { emulator } = world;
      if (!emulator.breakFeed) return;
      emulator.breakFeed(1);
      const goods = await ticketed(world);
      if (!goods) return;
      const report = await world.push();
      honest(world, report);
      await pushUntilQuiet(world);
      expectLive(world, ...goods);
      equal(emulator.skus().length, goods.length, 'SKUs on the platform');
      await expectSettled(world);
    },
  },
];
