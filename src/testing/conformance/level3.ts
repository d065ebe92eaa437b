import type { Fault, FaultKind, Faulty } from '../types.ts';
import type { Case } from './cases.ts';
import { check, equal, expectLive, expectSettled, honest, pushed, pushUntilQuiet, writes } from './check.ts';
import { crate, type Goods, mug, shirt } from './goods.ts';
import { IMPATIENT, type World } from './world.ts';

const isWrite = ({ write }: Faulty) => write;
const isRead = ({ write }: Faulty) => !write;

const FAULTS: readonly FaultKind[] = [
  'throttle',
  'error',
  'html',
  'drop',
  'drop-after',
  'hang',
  'hang-after',
  'error-after',
  'truncate',
  'missing-part',
];

/** After the trouble is over: every SKU once, as wanted, nothing uploaded twice, nothing left to do. */
async function healed(world: World, goods: readonly Goods[]): Promise<void> {
  world.emulator.clearFaults();
  await pushUntilQuiet(world);
  expectLive(world, ...goods);
  const skus = goods.flatMap((one) => one.skus.map((sku) => sku.sku));
  equal([...world.emulator.skus()].sort(), skus.sort(), 'SKUs on the platform');
  await expectSettled(world);
}

const hangs = (kind: FaultKind) => kind === 'hang' || kind === 'hang-after';

/** A fault on the n-th writing request of a push that creates and of one that updates. */
function writeFault(kind: FaultKind): Case {
  return {
    level: 3,
    name: `${kind} on a writing request: nothing lost, nothing doubled`,
    ...(hangs(kind) ? { world: IMPATIENT } : {}),
    async run(world) {
      for (let skip = 0; skip < 3; skip++) {
        const goods = [mug(world, 10 + skip), shirt(world, ['Black'], ['S', 'M'], `SHIRT${skip}`)];
        const earlier = Array.from({ length: skip }, (_, i) => [
          mug(world, 10 + i),
          shirt(world, ['Black'], ['S', 'M'], `SHIRT${i}`),
        ]).flat();
        world.put(...goods);
        world.emulator.inject({ kind, when: isWrite, skip });
        honest(world, await world.push());
        await healed(world, [...earlier, ...goods]);
      }
      const changed = [mug(world, 10), shirt(world, ['Black'], ['S', 'M'], 'SHIRT0')].map((one) => ({
        ...one,
        skus: one.skus.map((sku) => ({ ...sku, price: world.price(7777), quantity: 2 })),
      }));
      world.put(...changed);
      world.emulator.inject({ kind, when: isWrite, times: 2 });
      await world.push();
      world.emulator.clearFaults();
      await pushUntilQuiet(world);
      expectLive(world, ...changed);
      await expectSettled(world);
    },
  };
}

/** Faults on reading requests, lasting longer than patience does: nothing may be written from a picture that is not whole. */
function readFault(kinds: readonly FaultKind[]): Case {
  const patience = kinds.some(hangs) ? { world: IMPATIENT } : {};
  return {
    level: 3,
    name: `${kinds.join(', ')} on a reading request: a picture that is not whole changes nothing`,
    ...patience,
    async run(world) {
      const { pageSize } = world.subject.adapter.limits;
      const goods = crate(world, (pageSize?.value ?? 10) + 5);
      world.put(...goods);
      await pushed(world);
      world.emulator.clearRequests();
      await world.push();
      const reads = world.emulator.requests().filter(isRead).length;
      check(reads > 0, 'an idle push reads');
      for (const kind of kinds) await pushThrough(world, kind, reads);
      expectLive(world, ...goods);
      await expectSettled(world);
    },
  };
}

async function pushThrough(world: World, kind: FaultKind, reads: number): Promise<void> {
  // The first ones, one in the middle, and the last: where a reader would take part of an answer for the whole.
  const all = [0, 1, Math.floor(reads / 2), reads - 1].filter((place) => place < reads);
  for (const skip of new Set(hangs(kind) ? all.slice(-1) : all)) {
    world.emulator.clearRequests();
    world.emulator.inject({ kind, when: isRead, skip, times: 100 });
    const report = await world.push();
    world.emulator.clearFaults();
    equal(writes(world), 0, `writing requests after a bad read (${kind}, ${skip} good ones first)`);
    const hit = world.emulator.requests().some((request) => request.fault !== undefined);
    equal(report.plan.listings.length, 0, `listings planned after a bad read (${kind}, ${skip} good ones first)`);
    if (hit) check(report.error !== undefined, `a bad read is reported (${kind}, ${skip} good ones first)`);
  }
}

export const level3: readonly Case[] = [
  ...FAULTS.map(writeFault),
  readFault(['error', 'html', 'drop', 'drop-after', 'error-after', 'truncate']),
  readFault(['hang', 'hang-after']),
  {
    level: 3,
    name: 'a time-out after the server did the work is resolved by look-up, not by a second create',
    world: IMPATIENT,
    async run(world) {
      const goods = [mug(world), shirt(world)];
      world.put(...goods);
      world.emulator.inject({ kind: 'hang-after', when: isWrite });
      const report = await world.push();
      check(
        world.emulator.requests().some((request) => request.fault === 'hang-after'),
        'the fault was met',
      );
      const refused = report.outcomes.filter(
        ({ outcome }) => outcome.status === 'rejected' && outcome.retry === 'never',
      );
      equal(refused, [], 'changes rejected for good');
      world.emulator.clearRequests();
      await pushUntilQuiet(world);
      expectLive(world, ...goods);
      await expectSettled(world);
    },
  },
  {
    level: 3,
    name: 'many time-outs in a row: what the server did is found, the rest is sent once',
    world: IMPATIENT,
    async run(world) {
      const goods = crate(world, 30);
      world.put(...goods);
      const fault: Fault = { kind: 'hang-after', when: isWrite, times: 3 };
      world.emulator.inject(fault);
      await world.push();
      await healed(world, goods);
    },
  },
  {
    level: 3,
    name: 'credentials refused mid-run stop the channel and lose nothing',
    async run(world) {
      const goods = [...crate(world, 5), shirt(world)];
      world.put(...goods);
      world.emulator.inject({ kind: 'deny', when: isWrite, skip: 1, times: 50 });
      await world.push();
      await healed(world, goods);
    },
  },
  {
    level: 3,
    name: 'the process dies between the call and its outcome: the next run finds what happened',
    async run(world) {
      const goods = [mug(world), shirt(world)];
      world.put(...goods);
      const { journal } = world.catalogue;
      const dies = () => {
        throw new Error('the process died here');
      };
      Object.assign(journal, { record: dies, settle: dies });
      await world.push().catch(() => undefined);
      world.restart();
      world.emulator.clearRequests();
      await pushUntilQuiet(world);
      expectLive(world, ...goods);
      await expectSettled(world);
    },
  },
  {
    level: 3,
    name: 'the process dies after the outcome and before the look: nothing is sent again',
    async run(world) {
      const goods = [mug(world), shirt(world)];
      world.put(...goods);
      Object.assign(world.catalogue.journal, {
        settle: () => {
          throw new Error('the process died here');
        },
      });
      await world.push().catch(() => undefined);
      world.restart();
      world.emulator.clearRequests();
      await pushUntilQuiet(world);
      equal(writes(world), 0, 'writing requests of the run that follows');
      expectLive(world, ...goods);
      await expectSettled(world);
    },
  },
  {
    level: 3,
    name: 'somebody takes the SKU between the plan and the push',
    async run(world) {
      const goods = mug(world);
      const [sku] = goods.skus;
      check(sku !== undefined, 'a SKU');
      world.put(goods);
      const report = await world.push({
        consent: async () => {
          world.emulator.seed({
            code: goods.code,
            title: 'Theirs',
            variants: [{ sku: sku.sku, price: world.price(1), quantity: 1 }],
          });
          return { create: true, update: true, end: true };
        },
      });
      check(report.exit !== 0, 'the push does not end as done');
      equal(world.emulator.inspect(sku.sku)?.copies, 1, 'copies');
      equal(world.emulator.inspect(sku.sku)?.title, 'Theirs', 'title');
    },
  },
  {
    level: 3,
    name: 'a slow answer is waited for',
    async run(world) {
      const goods = [mug(world)];
      world.put(...goods);
      world.emulator.inject({ kind: 'slow', when: isWrite, ms: 4000 });
      await pushed(world);
      expectLive(world, ...goods);
      await expectSettled(world);
    },
  },
];
