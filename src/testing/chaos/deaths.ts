import { crate, type Goods, mug } from '../conformance/goods.ts';
import type { Subject, World } from '../conformance/world.ts';
import { edited, everyChange, stocked, theirs, ticketsFromMany } from './goods.ts';
import { harmsAtRest, harmsMeanwhile } from './harm.ts';
import type { NightReport } from './night.ts';
import { Dice, seedOf } from './random.ts';
import { Stage, type Tell } from './stage.ts';
import { type Death, NO_TROUBLE } from './trouble.ts';

/** A push that is worth dying in. */
export interface Scene {
  readonly name: string;
  /** What is live before, and what the catalogue says then. */
  readonly goods: (world: World, dice: Dice) => { readonly was: readonly Goods[]; readonly now: readonly Goods[] };
  /** Only places that no smaller push has: one of each step and of each request that looks like no other. */
  readonly sparse?: boolean;
}

/** Where a process dies: in which scene, how, and at the how-many-th step or request of its push. */
export interface Point {
  readonly scene: number;
  readonly kind: Death;
  readonly at: number;
}

const nothingYet: Scene = {
  name: 'the first push',
  goods: (world, dice) => ({ was: [], now: stocked(world, dice) }),
};
const everything: Scene = { name: 'one of every change', goods: everyChange };
const someDay: Scene = {
  name: 'any day',
  goods: (world, dice) => {
    const was = stocked(world, dice);
    return { was, now: edited(world, dice, was) };
  },
};

/** Many enough for a ticket where few are answered at once. Everything else waits behind a ticket anyway. */
function ticketed(subject: Subject): Scene | undefined {
  const many = ticketsFromMany(subject);
  if (many === undefined) return undefined;
  return {
    name: 'so many that they wait behind a ticket',
    sparse: true,
    goods: (world) => ({ was: [mug(world)], now: [mug(world), ...crate(world, many)] }),
  };
}

/** The scene with one of every change. */
export const EVERY_CHANGE = 1;

/** `any day` stands for as many as it takes, each with another seed. */
export function sceneOf(subject: Subject, n: number): Scene {
  const large = ticketed(subject);
  return [nothingYet, everything, ...(large ? [large] : [])][n] ?? someDay;
}

async function setUp(subject: Subject, scene: Scene, seed: number, tell?: Tell) {
  const stage = await Stage.open(subject, { tell });
  const { world } = stage;
  const { was, now } = scene.goods(world, new Dice(seed));
  const others = theirs(world);
  for (const one of others) world.emulator.seed(one);
  let ready = true;
  if (was.length > 0) {
    stage.put(was);
    ready = (await stage.rest()) === 'rest';
  }
  stage.watch(others.flatMap(({ variants }) => variants.map(({ sku }) => sku)));
  stage.put(now);
  return { stage, was, now, ready };
}

/** Every place in a scene's push where a process can die: before and after each durable step, and before each answer. */
export async function pointsOf(subject: Subject, scene: number, seed: number): Promise<readonly Point[]> {
  const { sparse } = sceneOf(subject, scene);
  const { stage } = await setUp(subject, sceneOf(subject, scene), seedOf(seed, scene));
  try {
    const { steps, requests, error } = await stage.push();
    if (error) throw error;
    const arrived = stage.world.emulator.requests();
    const known = new Set<string>();
    const fresh = (name: string) => {
      const is = !known.has(name);
      known.add(name);
      return is || sparse !== true;
    };
    const durable = steps.flatMap((name, at) =>
      // How far a bucket is used is not of the journal; deaths before answers are there for requests.
      name !== 'change' && fresh(`step ${name} after ${steps[at - 1]}`)
        ? (['dies before a step', 'dies after a step'] as const).map((kind): Point => ({ scene, kind, at }))
        : [],
    );
    const answers = Array.from({ length: requests }, (_, at) => at).filter((at) => {
      const { method = '', path = '', write } = arrived[at] ?? {};
      return fresh(`${method} ${path.replace(/\?.*|\d+/g, '')} ${write}`);
    });
    return [...durable, ...answers.map((at): Point => ({ scene, kind: 'dies before an answer', at }))];
  } finally {
    await stage.close();
  }
}

/** One death, and everything that follows from it. */
export async function dieAt(subject: Subject, point: Point, seed: number, tell?: Tell): Promise<NightReport> {
  const scene = sceneOf(subject, point.scene);
  const { stage, was, now, ready } = await setUp(subject, scene, seedOf(seed, point.scene), tell);
  const { world, harms, met } = stage;
  try {
    if (!ready) return { met, harms };
    await stage.push({ ...NO_TROUBLE, death: point });
    harms.push(...harmsMeanwhile(world, stage.theirs, was, [was, now]));
    const end = await stage.rest();
    if (end === 'rest') harms.push(...harmsAtRest(world, stage.theirs, was, now));
    if (end === 'barred') harms.push(...harmsMeanwhile(world, stage.theirs, was, [was, now]));
    return { met, harms };
  } finally {
    await stage.close();
  }
}
