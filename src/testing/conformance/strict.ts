import { canonical, exponentOf } from '../../core/index.ts';
import type { Case } from './cases.ts';
import { check, equal, expectLive, expectSettled, findingsOf, pushed, writes } from './check.ts';
import { crate, type Goods, mug, picture, scarf, shirt } from './goods.ts';
import type { Subject, World } from './world.ts';

/** A currency of the platform whose prices have fewer digits there than the currency itself. */
function coarse({ emulator }: Subject): string | undefined {
  return Object.entries(emulator.currencies ?? {}).find(([currency, digits]) => digits < exponentOf(currency))?.[0];
}

/** Errors by what they say and of what, in no order. */
const errorsOf = (findings: ReturnType<typeof findingsOf>) =>
  [
    ...new Set(
      findings
        .filter(({ severity }) => severity === 'error')
        .map(({ code, place: { code: product, sku, field } }) =>
          canonical([code, product ?? '', sku ?? '', field ?? '']),
        ),
    ),
  ].sort();

const named = (goods: Goods) => goods.skus.map(({ sku }) => sku);

function notThere(world: World, goods: Goods): void {
  for (const sku of named(goods)) check(world.emulator.inspect(sku) === undefined, `${sku} was listed all the same`);
}

/** What platforms ask for beyond a title and a price, and what they do not forgive. */
export const strict: readonly Case[] = [
  {
    level: 2,
    name: 'a category that is not mapped is a finding, and nothing is sent for it',
    skip: ({ adapter }) => (adapter.taxonomy ? undefined : 'no taxonomy'),
    async run(world) {
      const good = mug(world);
      const lost = { ...mug(world, 2), category: 'Garden > Gnomes' };
      const none = { ...mug(world, 3), category: '' };
      world.put(good, lost, none);
      const report = await world.push();
      for (const { code } of [lost, none])
        check(
          findingsOf(report).some(({ severity, place }) => severity === 'error' && place.code === code),
          `${code} is named`,
        );
      expectLive(world, good);
      notThere(world, lost);
      notThere(world, none);
      const sent = world.emulator.requests().filter(({ write, body }) => write && /MUG-[23]/.test(body));
      equal(sent.length, 0, 'writing requests that speak of what is not mapped');
    },
  },
  {
    level: 2,
    name: 'what the platform asks for is known offline once it was read, and read again when it is old',
    skip: ({ adapter }) => (adapter.definitions ? undefined : 'no definitions'),
    async run(world) {
      const goods = [
        mug(world),
        shirt(world),
        { ...scarf(world), title: 'x'.repeat(5000) },
        { ...mug(world, 2), title: '' },
        { ...mug(world, 3), category: 'Garden > Gnomes' },
      ];
      world.put(...goods);
      await world.diff();
      check(world.documents.length > 0, 'documents were read');
      const plan = await world.look();
      const online = errorsOf(plan.findings);
      check(online.length > 0, 'goods that no platform takes are named');
      const { length } = world.documents;
      world.restart();
      world.emulator.clearRequests();
      equal(errorsOf(await world.validate()), online, 'what validate finds offline');
      equal(world.emulator.requests().length, 0, 'requests of validate');
      await world.diff();
      equal(world.documents.length, length, 'documents read while the copies are fresh');
      world.clock.advance(((world.subject.adapter.definitions?.maxAgeHours ?? 0) + 1) * 3_600_000);
      await world.diff();
      const again = world.documents.slice(length);
      check(again.length > 0, 'documents are asked for again when the copies are old');
      for (const { key, known } of again) check(known !== undefined, `${key}: the checksum of the copy is told`);
      equal(errorsOf((await world.look()).findings), online, 'and say the same');
    },
  },
  {
    level: 2,
    name: 'a price finer than the market has is refused, not rounded',
    skip: (subject) => (coarse(subject) ? undefined : 'every currency has its own digits'),
    world: (subject) => {
      const currency = coarse(subject);
      return currency === undefined ? {} : { currency };
    },
    async run(world) {
      const digits = exponentOf(world.currency);
      const whole = (units: number) => world.price(units * 10 ** digits);
      const priced = (goods: Goods, price: string): Goods => ({
        ...goods,
        skus: goods.skus.map((sku) => ({ ...sku, price })),
      });
      const good = priced(mug(world), whole(129));
      const fine = priced(mug(world, 2), world.price(129 * 10 ** digits + 1));
      world.put(good, fine);
      const report = await world.push();
      check(
        findingsOf(report).some(({ severity, place }) => severity === 'error' && place.code === fine.code),
        'the price that is too fine is named',
      );
      expectLive(world, good);
      notThere(world, fine);
      const dearer = priced(good, whole(131));
      world.put(dearer, priced(fine, whole(131)));
      await pushed(world);
      expectLive(world, dearer, priced(fine, whole(131)));
      await expectSettled(world);
    },
  },
  {
    level: 2,
    name: 'a SKU that the catalogue has an error in stays as it is while the others of its product change',
    async run(world) {
      const goods = shirt(world, ['Black', 'White'], ['S', 'M']);
      world.put(goods);
      await pushed(world);
      const [held] = goods.skus;
      check(held !== undefined, 'a SKU');
      const more = shirt(world, ['Black', 'White'], ['S', 'M', 'L']);
      const dearer = (sku: Goods['skus'][number]) => (/-M$/.test(sku.sku) ? { ...sku, price: world.price(3333) } : sku);
      // A price of nothing is no price: the SKU is left out of every request, and must not be taken off for it.
      const wanted = more.skus.map((sku) => (sku.sku === held.sku ? { ...sku, price: world.price(0) } : dearer(sku)));
      world.put({ ...more, skus: wanted });
      const report = await world.push();
      check(
        findingsOf(report).some(({ severity, place }) => severity === 'error' && place.sku === held.sku),
        'the SKU with the error is named',
      );
      expectLive(world, { ...more, skus: wanted.filter(({ sku }) => sku !== held.sku) }, { ...goods, skus: [held] });
      world.put(more);
      await pushed(world);
      expectLive(world, more);
      await expectSettled(world);
    },
  },
  {
    level: 2,
    name: 'what others set beside a price and a quantity stays when those move',
    async run(world) {
      const { emulator } = world;
      if (!emulator.attach || !emulator.attached) return;
      const goods = [mug(world), shirt(world)];
      world.put(...goods);
      await pushed(world);
      const skus = goods.flatMap(named);
      for (const sku of skus) emulator.attach(sku);
      world.settle();
      const before = skus.map((sku) => emulator.attached?.(sku));
      check(
        before.every((parts) => parts !== undefined && Object.keys(parts).length > 0),
        'parts were attached',
      );
      const moved = goods.map((one) => ({
        ...one,
        skus: one.skus.map((sku) => ({ ...sku, price: world.price(3131), quantity: 41 })),
      }));
      world.put(...moved);
      await pushed(world);
      expectLive(world, ...moved);
      equal(
        skus.map((sku) => emulator.attached?.(sku)),
        before,
        'parts that others set',
      );
      await expectSettled(world);
    },
  },
  {
    level: 2,
    name: 'a SKU that a campaign holds is told as such, holds up no other, and follows when it is let go',
    async run(world) {
      const { emulator } = world;
      if (!emulator.promote || !emulator.endPromotion) return;
      const goods = [mug(world), mug(world, 2), shirt(world)];
      world.put(...goods);
      await pushed(world);
      const [first] = goods;
      check(first !== undefined, 'goods');
      emulator.promote('MUG-1-S');
      const moved = goods.map((one) => ({
        ...one,
        skus: one.skus.map((sku) => ({ ...sku, price: world.price(1717) })),
      }));
      world.put(...moved);
      const report = await world.push();
      check(report.counts.rejected > 0 || findingsOf(report).length > 0, 'the lock is told');
      check(
        report.outcomes.some(({ sku, outcome }) => sku === 'MUG-1-S' && outcome.status === 'rejected') ||
          findingsOf(report).some(({ place }) => place.sku === 'MUG-1-S' || place.code === 'MUG-1'),
        'by the SKU that is held',
      );
      expectLive(world, ...moved.slice(1));
      emulator.endPromotion('MUG-1-S');
      await pushed(world);
      expectLive(world, ...moved);
      await expectSettled(world);
    },
  },
  {
    level: 2,
    name: 'one part that the platform refuses is told by its SKU and not asked again, and the rest of the call is done',
    async run(world) {
      const { emulator } = world;
      if (!emulator.refuse) return;
      const goods = crate(world, 6);
      world.put(...goods);
      emulator.refuse('TEA-2-1');
      const report = await world.push();
      check(
        report.findings.some(({ severity, place }) => severity === 'error' && place.code === 'TEA-2'),
        'the refused one is named',
      );
      equal(report.counts.rejected > 0, true, 'rejected');
      expectLive(world, ...goods.filter(({ code }) => code !== 'TEA-2'));
      equal(world.emulator.inspect('TEA-2-1')?.visible ?? false, false, 'the refused one is on sale');
      emulator.clearRequests();
      const again = await world.push();
      equal(writes(world), 0, 'writing requests for what was refused for good and has not changed');
      const told = again.findings
        .filter(({ code }) => code === 'E_REFUSED_BEFORE')
        .map(({ place }) => place.code ?? '');
      equal([...new Set(told)], ['TEA-2'], 'products told as refused before');
      await pushed(world, { allow: ['E_REFUSED_BEFORE'] });
      expectLive(world, ...goods);
      await expectSettled(world);
    },
  },
  {
    level: 2,
    name: 'one picture under two addresses is fetched for each and sent once',
    skip: ({ adapter }) => (adapter.capabilities.facets.media ? undefined : 'no media facet'),
    async run(world) {
      const goods = [mug(world), { ...mug(world, 2), images: [`${picture('mug-1')}?copy=2`] }];
      world.put(...goods);
      await pushed(world);
      // A platform that fetches pictures itself never asks for their bytes, and cannot know that two are one.
      if (world.fetched.length === 0) return;
      equal(world.emulator.uploads(), 1, 'uploads of one picture under two addresses');
      world.put(...goods.map((one) => ({ ...one, title: `${one.title}, new` })));
      world.restart();
      const { length } = world.fetched;
      await pushed(world);
      equal(world.emulator.uploads(), 1, 'uploads after a change of text, by another process');
      equal(world.fetched.length, length, 'pictures fetched again');
      world.emulator.clearRequests();
      await world.push();
      equal(writes(world), 0, 'writing requests of an idle push');
    },
  },
];
