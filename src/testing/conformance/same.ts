import { canonical } from '../../core/index.ts';
import type { RecordedRequest } from '../types.ts';
import type { Case } from './cases.ts';
import { check, equal, expectLive, pushed, writes } from './check.ts';
import { type Goods, mug, shirt } from './goods.ts';
import { World } from './world.ts';

/** A creation, a change of each facet there is, and a SKU more: what a plan can hold without an end. */
function seasons(world: World): readonly [before: readonly Goods[], after: readonly Goods[]] {
  const before = [mug(world), shirt(world, ['Black'], ['S'])];
  const after = [
    { ...mug(world), title: 'Another mug', skus: mug(world).skus.map((sku) => ({ ...sku, price: world.price(3333) })) },
    shirt(world, ['Black'], ['S', 'M']),
    mug(world, 2),
  ];
  return [before, after];
}

/** The address without what signs it, and the body: what is asked of the platform. Side by side they arrive in any order. */
function asked({ emulator }: World, which: (request: RecordedRequest) => boolean): readonly string[] {
  // What came too fast for the platform was not taken, and came again. A twin is another account: its own id stands in its addresses.
  const names = Object.entries(emulator.connection).filter((entry): entry is [string, string] => isLong(entry[1]));
  const unnamed = (text: string) => names.reduce((rest, [key, id]) => rest.replaceAll(id, `{${key}}`), text);
  return emulator
    .requests()
    .filter((request) => which(request) && !request.overLimit)
    .map(({ method, path, body }) => unnamed(`${method} ${path.replace(/\?.*$/, '')} ${plain(body)}`))
    .sort();
}

function isLong(value: unknown): boolean {
  return typeof value === 'string' && value.length >= 8;
}

/** JSON in one order of keys; the boundaries of parts are random. */
function plain(body: string): string {
  try {
    return canonical(JSON.parse(body));
  } catch {
    const [boundary = ''] = /^--[^\r\n]+/.exec(body) ?? [];
    return boundary === '' ? body : body.replaceAll(boundary, '--');
  }
}

const isWrite = ({ write }: RecordedRequest) => write;
const isAsking = ({ method, grant }: RecordedRequest) => !grant && method !== 'GET' && method !== 'HEAD';

async function live(world: World, goods: readonly Goods[]): Promise<void> {
  world.put(...goods);
  await pushed(world);
  world.settle();
  world.emulator.clearRequests();
}

/** A twin of the world in which the same has happened so far. */
async function twin<T>(world: World, before: readonly Goods[], use: (other: World) => Promise<T>): Promise<T> {
  const other = await World.open(world.subject);
  try {
    await live(other, before);
    return await use(other);
  } finally {
    await other.close();
  }
}

/** What is shown before a push is what the push does. */
export const same: readonly Case[] = [
  {
    level: 2,
    name: 'a saved plan asks of the platform what a push without one asks, byte for byte',
    async run(world) {
      const [before, after] = seasons(world);
      await live(world, before);
      world.put(...after);
      await pushed(world);
      const direct = asked(world, isWrite);
      check(direct.length > 0, 'the push wrote');
      await twin(world, before, async (other) => {
        other.put(...after);
        const { plan } = await other.look();
        equal(writes(other), 0, 'writing requests of a diff');
        await pushed(other, { plan });
        equal(asked(other, isWrite), direct, 'writing requests of the saved plan');
        expectLive(other, ...after);
      });
    },
  },
  {
    level: 2,
    name: 'a preview asks of the platform what the push then asks, and stores nothing',
    skip: ({ adapter }) => (adapter.capabilities.dryRun ? undefined : 'the platform cannot check without storing'),
    async run(world) {
      const [before, after] = seasons(world);
      await live(world, before);
      world.put(...after);
      const report = await world.push({ dryRun: true, preview: true });
      equal(report.error ?? null, null, 'error of the preview');
      equal(writes(world), 0, 'writing requests of a preview');
      const shown = asked(world, isAsking);
      check(shown.length > 0, 'the preview asked');
      expectLive(world, ...before);
      world.emulator.clearRequests();
      await pushed(world);
      equal(asked(world, isWrite), shown, 'writing requests of the push');
      expectLive(world, ...after);
    },
  },
];
