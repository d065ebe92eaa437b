import { unlike } from '../conformance/check.ts';
import type { Goods, GoodsSku } from '../conformance/goods.ts';
import type { World } from '../conformance/world.ts';

/**
 * lost: wanted, and a buyer does not find it. doubled: there more often than once. wrong: shows something else than was wanted,
 * somebody else's listing that is not as it was among it. ended: was on sale, should be still, and is not. restless: the pushes
 * that follow do not come to an end. broke: a push ended with an error that is none of ours.
 */
export type How = 'lost' | 'doubled' | 'wrong' | 'ended' | 'restless' | 'broke';

export const HOWS: readonly How[] = ['lost', 'doubled', 'wrong', 'ended', 'restless', 'broke'];

export interface Harm {
  readonly how: How;
  readonly text: string;
}

const active = (goods: Goods) => (goods.status ?? 'active') === 'active';

/** SKUs that these goods put on sale. */
export function onSale(goods: readonly Goods[]): ReadonlySet<string> {
  return new Set(goods.filter(active).flatMap(({ skus }) => skus.flatMap(({ sku, ended }) => (ended ? [] : [sku]))));
}

/** Everything that stands there of somebody else's, to be held against what stands there later. */
export function picturesOf(world: World, skus: readonly string[]): ReadonlyMap<string, string> {
  return new Map(skus.map((sku) => [sku, JSON.stringify(world.emulator.inspect(sku))]));
}

function* strangers(world: World, theirs: ReadonlyMap<string, string>): Generator<Harm> {
  for (const [sku, before] of theirs) {
    const seen = world.emulator.inspect(sku);
    const now = JSON.stringify(seen);
    if (now === before) continue;
    yield { how: seen?.visible ? 'wrong' : 'ended', text: `${sku}, somebody else's, was ${before} and is ${now}` };
  }
}

function* doubles(world: World): Generator<Harm> {
  const count = new Map<string, number>();
  for (const sku of world.emulator.skus()) count.set(sku, (count.get(sku) ?? 0) + 1);
  for (const [sku, times] of count) {
    const copies = Math.max(times, world.emulator.inspect(sku)?.copies ?? 0);
    if (copies > 1) yield { how: 'doubled', text: `${sku} is there ${copies} times` };
  }
}

/** How things stand in the middle of it all: where what is wanted may not have come yet, but nothing else may have come either. */
export function* harmsMeanwhile(
  world: World,
  theirs: ReadonlyMap<string, string>,
  was: readonly Goods[],
  versions: readonly (readonly Goods[])[],
): Generator<Harm> {
  yield* strangers(world, theirs);
  yield* doubles(world);
  const prices = new Map<string, Set<string>>();
  for (const { sku, price } of versions.flat().flatMap(({ skus }) => skus))
    prices.set(sku, new Set([...(prices.get(sku) ?? []), price]));
  for (const [sku, allowed] of prices) {
    const seen = world.emulator.inspect(sku);
    if (seen?.visible && !(allowed.has(seen.price) && seen.currency === world.currency))
      yield { how: 'wrong', text: `price of ${sku} meanwhile: ${seen.price}, neither of ${[...allowed].join(', ')}` };
  }
  const [before, ...later] = [was, ...versions].map(onSale);
  for (const sku of before ?? [])
    if (later.every((skus) => skus.has(sku)) && world.emulator.inspect(sku)?.visible !== true)
      yield { how: 'ended', text: `${sku} was on sale and is not meanwhile` };
}

/** Doubles left out: they are counted once for all of their places. */
function* unlikeWanted(world: World, product: Goods, sku: GoodsSku): Generator<Harm> {
  if (product.status === 'ended' || sku.ended) {
    if (world.emulator.inspect(sku.sku)?.visible) yield { how: 'wrong', text: `${sku.sku} is visible after its end` };
    return;
  }
  for (const one of unlike(world, world.emulator, product, sku)) if (one.how !== 'doubled') yield one;
}

/** How things stand when the trouble is over: as wanted, and nothing else. */
export function* harmsAtRest(
  world: World,
  theirs: ReadonlyMap<string, string>,
  was: readonly Goods[],
  wanted: readonly Goods[],
): Generator<Harm> {
  yield* strangers(world, theirs);
  yield* doubles(world);
  const before = onSale(was);
  for (const product of wanted)
    for (const sku of product.skus)
      for (const { how, text } of unlikeWanted(world, product, sku))
        yield { how: how === 'lost' && before.has(sku.sku) ? 'ended' : how, text };
  const known = new Set([...theirs.keys(), ...wanted.flatMap(({ skus }) => skus.map(({ sku }) => sku))]);
  for (const sku of world.emulator.skus()) if (!known.has(sku)) yield { how: 'wrong', text: `${sku} is nobody's` };
}
