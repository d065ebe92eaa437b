import type { Facet } from '../../contract/index.ts';
import { canonical, exponentOf } from '../../core/index.ts';
import type { Case } from './cases.ts';
import { check, equal, expectLive, expectSettled, pushed, writes } from './check.ts';
import { crate, type Goods, mug, picture, scarf, shirt } from './goods.ts';
import type { Subject, World } from './world.ts';

/** Push goods that were changed, and see that they, and only the named ones, needed a change. */
async function change(world: World, changed: readonly Goods[], facet: Facet, codes: readonly string[]): Promise<void> {
  world.put(...changed);
  const plan = await world.diff();
  equal(plan.listings.map((listing) => listing.code).sort(), [...codes].sort(), `listings with another ${facet}`);
  for (const listing of plan.listings) {
    const facets = new Set(listing.changes.flatMap((one) => Object.keys(one.facets)));
    check(facets.has(facet), `${listing.code}: ${facet} is among the changes ${canonical([...facets])}`);
    equal(
      listing.changes.map((one) => one.verb).filter((verb) => verb !== 'update'),
      [],
      `${listing.code}: only updates`,
    );
  }
  world.emulator.clearRequests();
  await pushed(world);
  check(writes(world) > 0, `a change of ${facet} was sent`);
  expectLive(world, ...changed);
  await expectSettled(world);
}

const withSku = (goods: Goods, i: number, changes: Partial<Goods['skus'][number]>): Goods => ({
  ...goods,
  skus: goods.skus.map((sku, n) => (n === i ? { ...sku, ...changes } : sku)),
});

/** Counts beyond this cost more time than they prove. */
const MOST_COUNTED = 150;
/** Variants of a large product. */
const MANY = 100;

/** A product of colours in ten sizes. */
function big(world: World, count: number): Goods {
  const names = (letter: string, length: number) => Array.from({ length }, (_, i) => `${letter}${i}`);
  return shirt(world, names('C', count / 10), names('S', 10), 'BIG');
}

/** `limits.more.variantsPerListing`: absent where the platform names no number. */
function variantsPerListing({ adapter }: Subject): number | undefined {
  return adapter.limits.more?.variantsPerListing?.value;
}

/** A currency of the platform without minor digits. */
function whole({ emulator }: Subject): string | undefined {
  if (!emulator.currencies) return 'JPY';
  return Object.keys(emulator.currencies).find((currency) => exponentOf(currency) === 0);
}

/** Lifecycle: from nothing to listed, each facet alone, variants, ends, and a diff that is empty after each step. */
export const level2: readonly Case[] = [
  {
    level: 2,
    name: 'an empty catalogue needs nothing',
    run: expectSettled,
  },
  {
    level: 2,
    name: 'creates products with no options, with two axes, and with one SKU of an axis; then rests',
    async run(world) {
      const goods = [mug(world), shirt(world), scarf(world)];
      world.put(...goods);
      await pushed(world);
      expectLive(world, ...goods);
      await expectSettled(world);
    },
  },
  {
    level: 2,
    name: 'moves a price alone',
    async run(world) {
      const goods = [mug(world), shirt(world), scarf(world)];
      world.put(...goods);
      await pushed(world);
      const [one, two, three] = goods as [Goods, Goods, Goods];
      await change(world, [withSku(one, 0, { price: world.price(1399) }), two, three], 'price', ['MUG-1']);
      await change(world, [withSku(two, 4, { price: world.price(3555) })], 'price', ['SHIRT']);
    },
  },
  {
    level: 2,
    name: 'moves a quantity alone, to zero and back',
    async run(world) {
      const [one, two] = [mug(world), shirt(world)];
      world.put(one, two);
      await pushed(world);
      await change(world, [withSku(one, 0, { quantity: 0 }), withSku(two, 1, { quantity: 0 })], 'stock', [
        'MUG-1',
        'SHIRT',
      ]);
      await change(world, [one, two], 'stock', ['MUG-1', 'SHIRT']);
    },
  },
  {
    level: 2,
    name: 'moves the title alone, and text that platforms rewrite comes to rest',
    async run(world) {
      const goods = mug(world);
      world.put(goods);
      await pushed(world);
      for (const title of [
        'Tom & Jerry mug',
        'Mug 1 < 2 "big" \'small\'',
        '  Mug  茶 🍵 ',
        'Mug &amp; saucer',
        'Mug <b>bold</b>',
      ])
        await change(world, [{ ...goods, title, description: `<p>${title}</p>\r\n<ul><li>x</li></ul>` }], 'content', [
          'MUG-1',
        ]);
    },
  },
  {
    level: 2,
    name: 'adds, reorders and removes pictures, and uploads none twice',
    skip: ({ adapter }) => (adapter.capabilities.facets.media ? undefined : 'no media facet'),
    async run(world) {
      const goods = mug(world);
      const [a, b, c] = [picture('a'), picture('b'), picture('c')];
      world.put({ ...goods, images: [a, b] });
      await pushed(world);
      equal(world.emulator.uploads(), 2, 'uploads of two pictures');
      await change(world, [{ ...goods, images: [a, b, c] }], 'media', ['MUG-1']);
      equal(world.emulator.uploads(), 3, 'uploads after one more');
      await change(world, [{ ...goods, images: [c, a] }], 'media', ['MUG-1']);
      equal(world.emulator.uploads(), 3, 'uploads after another order');
      await change(world, [{ ...goods, images: [b, a] }], 'media', ['MUG-1']);
      equal(world.emulator.uploads(), 3, 'uploads when one comes back');
    },
  },
  {
    level: 2,
    name: 'uploads a picture that many products share once',
    skip: ({ adapter }) => (adapter.capabilities.facets.media ? undefined : 'no media facet'),
    async run(world) {
      const chart = picture('size-chart');
      const goods = crate(world, 12).map((one) => ({ ...one, images: [chart] }));
      world.put(...goods);
      await pushed(world);
      expectLive(world, ...goods);
      equal(world.emulator.uploads(), 1, 'uploads of one shared picture');
      const shared = { ...shirt(world), images: [chart, picture('shirt-black')] };
      world.put(shared);
      await pushed(world);
      expectLive(world, shared);
      equal(world.emulator.uploads(), 3, 'uploads after a product whose SKUs share one of its pictures');
      await expectSettled(world);
    },
  },
  {
    level: 2,
    name: 'pauses a listing and brings it back',
    skip: ({ adapter }) => (adapter.capabilities.facets.status ? undefined : 'no status facet'),
    async run(world) {
      const [one, two] = [mug(world), shirt(world)];
      world.put(one, two);
      await pushed(world);
      await change(
        world,
        [
          { ...one, status: 'paused' },
          { ...two, status: 'paused' },
        ],
        'status',
        ['MUG-1', 'SHIRT'],
      );
      await change(world, [one, two], 'status', ['MUG-1', 'SHIRT']);
    },
  },
  {
    level: 2,
    name: 'adds a variant and takes one off',
    async run(world) {
      world.put(shirt(world, ['Black'], ['S', 'M']));
      await pushed(world);
      const more = shirt(world, ['Black', 'White'], ['S', 'M']);
      world.put(more);
      await pushed(world);
      expectLive(world, more);
      await expectSettled(world);
      const fewer = { ...more, skus: more.skus.map((sku, i) => (i === 1 ? { ...sku, ended: true } : sku)) };
      world.put(fewer);
      await pushed(world);
      expectLive(world, fewer);
      equal(world.emulator.inspect('SHIRT-Black-M')?.visible ?? false, false, 'the SKU taken off is visible');
      await expectSettled(world);
      world.put(more);
      await pushed(world);
      expectLive(world, more);
      await expectSettled(world);
    },
  },
  {
    level: 2,
    name: 'ends a listing, and lists it again',
    skip: ({ adapter }) =>
      adapter.capabilities.facets.content?.verbs.includes('end') ? undefined : 'listings cannot be ended',
    async run(world) {
      const goods = [mug(world), shirt(world)];
      world.put(...goods);
      await pushed(world);
      world.put(...goods.map((one) => ({ ...one, status: 'ended' as const })));
      await pushed(world);
      for (const sku of goods.flatMap((one) => one.skus))
        equal(world.emulator.inspect(sku.sku)?.visible ?? false, false, `${sku.sku} visible after its end`);
      await expectSettled(world);
      world.put(...goods);
      await pushed(world);
      expectLive(world, ...goods);
      await expectSettled(world);
    },
  },
  {
    level: 2,
    name: 'leaves alone what somebody else listed, until it is adopted',
    async run(world) {
      const goods = mug(world);
      const [sku] = goods.skus;
      check(sku !== undefined, 'a SKU');
      const theirs = { sku: sku.sku, price: world.price(999), quantity: 1 };
      world.emulator.seed({ code: goods.code, title: 'Their mug', variants: [theirs] });
      world.emulator.seed({ code: 'OTHER', title: 'Not ours at all', variants: [{ ...theirs, sku: 'OTHER-1' }] });
      world.put(goods);
      world.emulator.clearRequests();
      const report = await world.push();
      equal(writes(world), 0, 'writing requests to a listing that is not ours');
      check(
        report.findings.some((finding) => finding.code === 'E_FOREIGN'),
        'the listing is named as foreign',
      );
      const offered = await world.adopt(false);
      equal(
        offered.matches.map((match) => match.code),
        [goods.code],
        'offered for adoption',
      );
      equal(writes(world), 0, 'writing requests of adopt');
      await world.adopt(true);
      await pushed(world);
      expectLive(world, goods);
      await expectSettled(world);
      equal(
        world.emulator.inspect('OTHER-1')?.price,
        world.price(999),
        'price of the listing that is not in the catalogue',
      );
      equal(world.emulator.inspect('OTHER-1')?.visible, true, 'and it is still live');
    },
  },
  {
    level: 2,
    name: 'sees what was edited on the platform, and puts it right',
    async run(world) {
      const goods = [mug(world), shirt(world)];
      world.put(...goods);
      await pushed(world);
      world.emulator.edit('MUG-1-S', { price: world.price(1), title: 'Vandalised' });
      world.emulator.edit('SHIRT-White-L', { quantity: 999 });
      const plan = await world.diff();
      const drift = plan.listings.flatMap((listing) => listing.changes.flatMap((one) => one.drift));
      equal([...new Set(drift)].sort(), ['content', 'price', 'stock'], 'facets seen as edited');
      await pushed(world);
      expectLive(world, ...goods);
      await expectSettled(world);
    },
  },
  {
    level: 2,
    name: 'counts: nothing is lost or doubled around the size of a page and of a batch',
    async run(world) {
      const { pageSize, batchSize } = world.subject.adapter.limits;
      const edges = [pageSize?.value, batchSize?.value].flatMap((n) =>
        n === undefined || n > MOST_COUNTED ? [] : [n - 1, n, n + 1],
      );
      let listed = 0;
      for (const count of [...new Set([1, ...edges])].sort((a, b) => a - b)) {
        const goods = crate(world, count);
        world.put(...goods.slice(listed));
        listed = count;
        await pushed(world);
        expectLive(world, ...goods);
        equal(world.emulator.skus().length, count, 'SKUs on the platform');
        if (world.subject.adapter.capabilities.enumerate === 'all')
          equal(await world.readAll(), count, 'listings read');
        const plan = await world.diff();
        equal(plan.listings.length, 0, `differences left at ${count}`);
      }
      await expectSettled(world);
    },
  },
  {
    level: 2,
    name: 'a product with as many variants as the platform takes, up to 100; one more is listed or refused, not lost',
    async run(world) {
      const most = variantsPerListing(world.subject);
      const count = Math.min(most ?? MANY, MANY);
      const goods = big(world, count - 10);
      world.put(goods);
      await pushed(world);
      expectLive(world, goods);
      await expectSettled(world);
      const full = big(world, count);
      world.put(full);
      await pushed(world);
      expectLive(world, full);
      await expectSettled(world);
      const over = big(world, count + 10);
      world.put(over);
      if (most === undefined || most > count) {
        await pushed(world);
        expectLive(world, over);
        return expectSettled(world);
      }
      world.emulator.clearRequests();
      const report = await world.push();
      check(
        report.findings.some(({ severity, place }) => severity === 'error' && place.code === 'BIG'),
        'the product that has too many is named',
      );
      equal(writes(world), 0, 'writing requests for what the platform cannot hold');
      expectLive(world, full);
    },
  },
  {
    level: 2,
    name: 'limited to price and stock, it touches nothing else',
    async run(world) {
      const [one, two] = [mug(world), mug(world, 2)];
      world.put(one);
      await pushed(world);
      world.put({ ...withSku(one, 0, { price: world.price(1555) }), title: 'Another title' }, two);
      world.emulator.clearRequests();
      const report = await world.push({ facets: ['price', 'stock'] });
      equal(report.counts.landed, 1, 'changes');
      equal(world.emulator.inspect('MUG-1-S')?.price, world.price(1555), 'price');
      equal(world.emulator.inspect('MUG-1-S')?.title, one.title, 'title');
      equal(world.emulator.inspect('MUG-2-S') === undefined, true, 'the new product is out of scope');
    },
  },
  {
    level: 2,
    name: 'sells in a currency without minor digits',
    skip: (subject) => (whole(subject) ? undefined : 'no such currency'),
    world: (subject) => ({ currency: whole(subject) ?? '' }),
    async run(world) {
      const goods = [mug(world), shirt(world)];
      world.put(...goods);
      await pushed(world);
      expectLive(world, ...goods);
      await expectSettled(world);
    },
  },
  {
    level: 2,
    name: 'a dry run sends nothing',
    async run(world) {
      world.put(mug(world), shirt(world));
      const report = await world.push({ dryRun: true });
      equal(report.plan.listings.length, 2, 'listings in the plan');
      equal(writes(world), 0, 'writing requests');
    },
  },
];
