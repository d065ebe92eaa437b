/** The suite that proves an adapter, exported as `mabang/conformance`. It never imports a test runner: it is given one. */
import { accounts } from './accounts.ts';
import type { Case, StaticCase } from './cases.ts';
import { type Ground, groundOf } from './ground.ts';
import { level0 } from './level0.ts';
import { corpus, level1 } from './level1.ts';
import { level2 } from './level2.ts';
import { level3 } from './level3.ts';
import { type Mutant, mutants } from './mutants.ts';
import { removed } from './removed.ts';
import { same } from './same.ts';
import { slowly } from './slowly.ts';
import { strict } from './strict.ts';
import { tickets } from './tickets.ts';
import { tokens } from './tokens.ts';
import { type Subject, World } from './world.ts';

export type { Case, StaticCase, Subject };
export { type Mutant, mutants, World };

export const staticCases: readonly StaticCase[] = [...level0, ...level1];
export const cases: readonly Case[] = [
  ...level2,
  ...strict,
  ...same,
  ...removed,
  ...accounts,
  ...level3,
  ...slowly,
  ...tickets,
  ...tokens,
];

interface Runner {
  describe(name: string, body: () => void): void;
  it(name: string, body: () => void | Promise<void>): void;
}

/** Levels 0 to 3 for one adapter, as tests of the runner that is given: `conformance(subject, { describe, it })`. */
export function conformance(subject: Subject, { describe, it }: Runner, title = subject.adapter.id): void {
  let made: Promise<Ground> | undefined;
  const ground = () => {
    made ??= groundOf(
      subject,
      corpus().map(([, listing]) => listing),
    );
    return made;
  };
  describe(`${title} conforms`, () => {
    for (const one of staticCases) it(`level ${one.level}: ${one.name}`, () => one.check(subject, ground));
    for (const one of cases) {
      const skip = one.skip?.(subject);
      // A skip comes only from what is declared, and says which.
      if (skip) it(`level ${one.level}: ${one.name} (not declared: ${skip})`, () => {});
      else it(`level ${one.level}: ${one.name}`, () => runCase(subject, one));
    }
  });
}

/** The adapter with each kind of account that its emulator names, by title. */
export function kindsOf(subject: Subject): readonly (readonly [title: string, Subject])[] {
  const { adapter, emulator } = subject;
  const kinds = Object.entries(emulator.accounts ?? {}).map(([name, kind]): [string, Subject] => [
    `${adapter.id}, ${name}`,
    {
      adapter,
      emulator: { ...emulator, ...kind, start: (options) => emulator.start({ ...kind.options, ...options }) },
    },
  ]);
  return [[adapter.id, subject], ...kinds];
}

/** One case in a world of its own. Rejects when the adapter fails it. */
export async function runCase(subject: Subject, one: Case): Promise<void> {
  const world = await World.open(subject, typeof one.world === 'function' ? one.world(subject) : one.world);
  try {
    await one.run(world);
  } finally {
    await world.close();
  }
}

/** Cases after which a mutant that has not bitten is taken for one that cannot. */
const ENOUGH = 2;

/**
 * Runs the cases that should kill a mutant until one does. `unharmed`: it did harm and no case noticed. `inert`: it had no
 * occasion to.
 */
export async function survives(subject: Subject, mutant: Mutant): Promise<'killed' | 'unharmed' | 'inert'> {
  let bitten = false;
  const bite = () => {
    bitten = true;
  };
  const mutated = { ...subject, adapter: mutant.mutate(subject.adapter, bite) };
  let passes = 0;
  for (const one of cases) {
    if (!bitten && passes >= ENOUGH) break;
    if (!mutant.killedBy.test(one.name) || one.skip?.(subject)) continue;
    const passed = await runCase(mutated, one).then(
      () => true,
      () => false,
    );
    if (!passed) return 'killed';
    passes++;
  }
  return bitten ? 'unharmed' : 'inert';
}
