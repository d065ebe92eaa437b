import type { Subject } from '../conformance/world.ts';
import { dieAt, EVERY_CHANGE, type Point, pointsOf } from './deaths.ts';
import { HOWS, type How } from './harm.ts';
import { type NightReport, night } from './night.ts';
import { Dice, seedOf } from './random.ts';
import type { Tell } from './stage.ts';
import { DEATHS, type Death, OTHERS, type Row, WIRE } from './trouble.ts';

/** One harm, and which night or which death it came of. */
export interface Failure {
  readonly how: How;
  readonly text: string;
  readonly night?: number;
  /** As `pointText` writes it. */
  readonly death?: string;
}

/** What became of one kind of account. */
export interface Column {
  readonly title: string;
  readonly met: Partial<Record<Row, number>>;
  readonly nights: number;
  /** Places at which a process died, in deaths that were placed. */
  readonly deaths: number;
  readonly harms: Record<How, number>;
  readonly failures: Failure[];
}

export interface Campaign {
  readonly seed: number;
  /** Faults to be met, deaths apart; nights go on until that many were. */
  readonly faults: number;
  /** The most nights. */
  readonly nights: number;
  /** Places to die at. Those of one scene are all taken, so there are mostly more. */
  readonly deaths: number;
  /** No more of them than that, by chance. */
  readonly sample?: true;
  /** Nights and deaths at a time: much of their time is waiting for servers that hang. */
  readonly atOnce: number;
  readonly progress?: (column: Column) => void;
}

/** Every so many-th night is a large one. */
const LARGE = 20;
/** More scenes than enough places to die at are ever found in. */
const LAST_SCENE = 50;

/** Faults of nights met, deaths apart. */
export function faultsOf({ met }: Pick<Column, 'met'>): number {
  return [...WIRE, ...OTHERS].reduce((sum, row) => sum + (met[row] ?? 0), 0);
}

export function emptyColumn(title: string): Column {
  const harms = Object.fromEntries(HOWS.map((how) => [how, 0])) as Record<How, number>;
  return { title, met: {}, nights: 0, deaths: 0, harms, failures: [] };
}

export function runNight(subject: Subject, title: string, seed: number, n: number, tell?: Tell): Promise<NightReport> {
  return night(subject, seedOf(seed, title, 'night', n), { large: n % LARGE === LARGE - 1, tell });
}

export function runDeath(
  subject: Subject,
  title: string,
  seed: number,
  point: Point,
  tell?: Tell,
): Promise<NightReport> {
  return dieAt(subject, point, seedOf(seed, title, 'death'), tell);
}

/** Nights until enough faults were met, and a death at every place of enough pushes. */
export async function campaign(subject: Subject, title: string, options: Campaign): Promise<Column> {
  const { seed, atOnce, progress } = options;
  const column: { -readonly [K in keyof Column]: Column[K] } = emptyColumn(title);
  const add = ({ met, harms }: NightReport, from: Pick<Failure, 'night' | 'death'>) => {
    for (const [row, times] of met) column.met[row] = (column.met[row] ?? 0) + times;
    for (const { how, text } of harms) {
      column.harms[how]++;
      column.failures.push({ how, text, ...from });
    }
    progress?.(column);
  };

  let next = 0;
  await atATime(atOnce, () => {
    if (next >= options.nights || faultsOf(column) >= options.faults) return undefined;
    const n = next++;
    return runNight(subject, title, seed, n).then((report) => {
      column.nights++;
      add(report, { night: n });
    });
  });

  const last = options.sample ? EVERY_CHANGE : LAST_SCENE;
  for (let scene = options.sample ? EVERY_CHANGE : 0; scene <= last && column.deaths < options.deaths; scene++) {
    const points = [...(await pointsOf(subject, scene, seedOf(seed, title, 'death')))];
    if (options.sample) sampled(points, options.deaths, new Dice(seedOf(seed, title, 'sample')));
    await atATime(atOnce, () => {
      const point = points.shift();
      if (!point) return undefined;
      return runDeath(subject, title, seed, point).then((report) => {
        if (DEATHS.some((kind) => report.met.has(kind))) column.deaths++;
        add(report, { death: pointText(point) });
      });
    });
  }
  return column;
}

/** Leaves as many of them as are wanted, by chance. */
function sampled(points: Point[], wanted: number, dice: Dice): void {
  while (points.length > wanted) points.splice(dice.int(0, points.length - 1), 1);
}

/** Starts the next piece of work whenever one is done, until there is none. */
async function atATime(many: number, next: () => Promise<void> | undefined): Promise<void> {
  const worker = async () => {
    for (let work = next(); work; work = next()) await work;
  };
  await Promise.all(Array.from({ length: many }, worker));
}

const SHORT: Readonly<Record<Death, string>> = {
  'dies before a step': 'before',
  'dies after a step': 'after',
  'dies before an answer': 'answer',
};

/** `1:before:17`: in scene 1, before durable step 17. */
export function pointText({ scene, kind, at }: Point): string {
  return `${scene}:${SHORT[kind]}:${at}`;
}

export function pointFrom(text: string): Point | undefined {
  const [, scene, word, at] = /^(\d+):(before|after|answer):(\d+)$/.exec(text) ?? [];
  const kind = DEATHS.find((death) => SHORT[death] === word);
  return kind ? { scene: Number(scene), kind, at: Number(at) } : undefined;
}
