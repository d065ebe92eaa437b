import { type Goods, type GoodsSku, mug, picture, scarf, shirt } from '../conformance/goods.ts';
import type { Subject, World } from '../conformance/world.ts';
import type { SeedProduct } from '../types.ts';
import type { Dice } from './random.ts';

const COLOURS = ['Black', 'White', 'Red'];
const SIZES = ['S', 'M', 'L'];

/** Somebody else's, which no push may touch. */
export function theirs(world: World): readonly SeedProduct[] {
  const one = (sku: string, minor: number) => ({ sku, price: world.price(minor), quantity: 4 });
  return [
    { code: 'THEIRS-1', title: 'Their lamp', variants: [one('THEIRS-1-A', 4900)] },
    { code: 'THEIRS-2', title: 'Their kettle', variants: [one('THEIRS-2-A', 2500)] },
  ];
}

/** What a seller has before the night: goods of one SKU and of several. */
export function stocked(world: World, dice: Dice): readonly Goods[] {
  const mugs = Array.from({ length: dice.int(2, 5) }, (_, i) => mug(world, i + 1));
  const shirts = Array.from({ length: dice.int(1, 2) }, (_, i) =>
    shirt(world, COLOURS.slice(0, dice.int(1, 2)), SIZES.slice(0, dice.int(2, 3)), `SHIRT${i}`),
  );
  return [...mugs, ...shirts, ...(dice.chance(0.3) ? [scarf(world)] : [])];
}

/** What a product can be changed in, as far as the platform can. */
type Change = (goods: Goods, dice: Dice) => Goods;

/** Minor units. Platforms refuse a product whose dearest SKU costs too many times what its cheapest does. */
const PRICES = [1600, 4800] as const;

const live = (goods: Goods) => goods.skus.filter(({ ended }) => !ended);
const eachSku = (goods: Goods, change: (sku: GoodsSku) => GoodsSku): Goods => ({
  ...goods,
  skus: goods.skus.map((sku) => (sku.ended ? sku : change(sku))),
});

function changes(world: World): Readonly<Record<string, Change>> {
  const { facets } = world.subject.adapter.capabilities;
  const able: Record<string, Change> = {
    price: (goods, dice) => eachSku(goods, (sku) => ({ ...sku, price: world.price(dice.int(...PRICES)) })),
    stock: (goods, dice) => eachSku(goods, (sku) => ({ ...sku, quantity: dice.int(0, 40) })),
    text: (goods, dice) => {
      const word = dice.pick(['spring', 'summer', 'autumn', 'winter']);
      return { ...goods, title: `${goods.title}, ${word}`, description: `<p>New in ${word}.</p>` };
    },
    add: (goods, dice) => {
      if (!/^SHIRT/.test(goods.code)) return goods;
      const had = new Set(goods.skus.map(({ sku }) => sku));
      const more = shirt(world, COLOURS, SIZES, goods.code).skus.filter(({ sku }) => !had.has(sku));
      return more.length > 0 ? { ...goods, skus: [...goods.skus, dice.pick(more)] } : goods;
    },
    remove: (goods, dice) => {
      const there = live(goods);
      if (there.length < 2) return goods;
      const gone = dice.pick(there);
      return { ...goods, skus: goods.skus.map((sku) => (sku === gone ? { ...sku, ended: true } : sku)) };
    },
  };
  if (facets.media)
    able.media = (goods, dice) => ({
      ...goods,
      images: [picture(`extra-${dice.pick(['a', 'b', 'c'])}`), ...(goods.images ?? [])],
    });
  return able;
}

const canEnd = ({ subject }: World) => subject.adapter.capabilities.facets.content?.verbs.includes('end') === true;
const canPause = ({ subject }: World) => subject.adapter.capabilities.facets.status !== undefined;

/** A day's work on the catalogue: some of it changed in some ways, some ended, something new. */
export function edited(world: World, dice: Dice, goods: readonly Goods[]): readonly Goods[] {
  const able = Object.values(changes(world));
  const next = goods.map((one) => {
    if (!dice.chance(0.7)) return one;
    if (canEnd(world) && dice.chance(0.08)) return { ...one, status: 'ended' as const };
    if (canPause(world) && dice.chance(0.05)) return { ...one, status: 'paused' as const };
    return dice.some(able, 0.35).reduce((goods, change) => change(goods, dice), one);
  });
  const fresh = Array.from({ length: dice.int(0, 2) }, (_, i) => mug(world, 20 + i));
  if (dice.chance(0.3)) fresh.push(shirt(world, COLOURS.slice(0, 2), SIZES.slice(0, 2), 'SHIRT9'));
  return [...next, ...fresh];
}

/** How many listings it takes for a ticket, where few are answered at once. */
export function ticketsFromMany({ adapter, emulator }: Subject): number | undefined {
  const { ticketsFrom } = emulator;
  if (adapter.capabilities.submission !== 'async' || ticketsFrom === undefined) return undefined;
  return ticketsFrom >= 10 && Number.isFinite(ticketsFrom) ? ticketsFrom : undefined;
}

/** Other prices once more, in the middle of the night. */
export function repriced(world: World, dice: Dice, goods: readonly Goods[]): readonly Goods[] {
  const { price } = changes(world);
  return goods.map((one) => (price && dice.chance(0.5) ? price(one, dice) : one));
}

/** Everything that a seller can do to goods, each at least once. */
export function everyChange(
  world: World,
  dice: Dice,
): { readonly was: readonly Goods[]; readonly now: readonly Goods[] } {
  const was = [
    ...[1, 2, 3, 4, 5, 6, 7].map((n) => mug(world, n)),
    shirt(world, ['Black', 'White'], ['S', 'M'], 'SHIRT0'),
  ];
  const able = changes(world);
  const single = [able.price, able.stock, able.text, able.media];
  const now = was.map((one, i) => {
    if (i === 4) return canEnd(world) ? { ...one, status: 'ended' as const } : one;
    if (i === 5) return canPause(world) ? { ...one, status: 'paused' as const } : one;
    if (one.skus.length > 1)
      return [able.add, able.remove, able.price].reduce((goods, change) => change?.(goods, dice) ?? goods, one);
    return single[i]?.(one, dice) ?? one;
  });
  return { was, now: [...now, scarf(world), mug(world, 20)] };
}
