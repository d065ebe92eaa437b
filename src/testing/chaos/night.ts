import { crate, type Goods } from '../conformance/goods.ts';
import type { Subject } from '../conformance/world.ts';
import { edited, repriced, stocked, theirs, ticketsFromMany } from './goods.ts';
import { type Harm, harmsAtRest, harmsMeanwhile } from './harm.ts';
import { Dice } from './random.ts';
import { Stage, type Tell } from './stage.ts';
import { NO_TROUBLE, type Row, troubleOf } from './trouble.ts';

export interface NightReport {
  readonly met: ReadonlyMap<Row, number>;
  readonly harms: readonly Harm[];
}

export interface NightOptions {
  /** The seller lists so much that the platform answers with a ticket, where it takes much for that. */
  readonly large?: boolean | undefined;
  readonly tell?: Tell | undefined;
}

/**
 * A shop at rest beside somebody else's listings; the seller edits his catalogue; cron pushes while all sorts of things go
 * wrong; then the trouble is over. After each push nothing may be there twice, nobody else's listing may have changed, and every
 * price that a buyer meets must be the one before or the one wanted; in the end everything must be as wanted.
 */
export async function night(subject: Subject, seed: number, { large, tell }: NightOptions = {}): Promise<NightReport> {
  const dice = new Dice(seed);
  const stage = await Stage.open(subject, { workMs: dice.chance(0.25) ? dice.int(50, 400) : 0, tell });
  const { world, harms, met } = stage;
  try {
    const others = theirs(world);
    for (const one of others) world.emulator.seed(one);
    const was = stocked(world, dice);
    stage.put(was);
    if ((await stage.rest()) !== 'rest') return { met, harms };
    stage.watch(others.flatMap(({ variants }) => variants.map(({ sku }) => sku)));

    const many = large ? ticketsFromMany(subject) : undefined;
    let wanted: readonly Goods[] = [...edited(world, dice, was), ...(many === undefined ? [] : crate(world, many))];
    const versions = [was, wanted];
    stage.put(wanted);
    for (let i = dice.int(3, 5); i > 0; i--) {
      const skus = wanted.flatMap((product) => product.skus.map(({ sku }) => sku));
      // Work behind a ticket breaks off; a push that something else befalls rarely gets there.
      const breaks = many !== undefined && versions.length === 2 && !stage.met.has('a feed that breaks off');
      await stage.push(breaks ? { ...NO_TROUBLE, breaks: dice.int(0, 20) } : troubleOf(dice, skus, stage.out));
      harms.push(...harmsMeanwhile(world, stage.theirs, was, versions));
      world.clock.advance(dice.chance(0.3) ? 0 : dice.int(0, 120) * 60_000);
      if (!dice.chance(0.25)) continue;
      wanted = repriced(world, dice, wanted);
      versions.push(wanted);
      stage.put(wanted);
    }
    const end = await stage.rest();
    if (end === 'rest') harms.push(...harmsAtRest(world, stage.theirs, was, wanted));
    if (end === 'barred') harms.push(...harmsMeanwhile(world, stage.theirs, was, versions));
    return { met, harms };
  } finally {
    await stage.close();
  }
}
