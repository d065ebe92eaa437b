/** The suite that proves an adapter, exported as `mabang/conformance`. It never imports a test runner: it is given one. */
import type { Case, StaticCase } from './cases.ts';
import { level0 } from './level0.ts';
import { level1 } from './level1.ts';
import { level2 } from './level2.ts';
import { level3 } from './level3.ts';
import { type Subject, World } from './world.ts';

export { type Mutant, mutants } from './mutants.ts';
export type { Case, StaticCase, Subject };
export { World };

export const staticCases: readonly StaticCase[] = [...level0, ...level1];
export const cases: readonly Case[] = [...level2, ...level3];

interface Runner {
  describe(name: string, body: () => void): void;
  it(name: string, body: () => void | Promise<void>): void;
}

/** Levels 0 to 3 for one adapter, as tests of the runner that is given: `conformance(subject, { describe, it })`. */
export function conformance(subject: Subject, { describe, it }: Runner): void {
  describe(`${subject.adapter.id} conforms`, () => {
    for (const one of staticCases) it(`level ${one.level}: ${one.name}`, () => one.check(subject));
    for (const one of cases) {
      const skip = one.skip?.(subject.adapter);
      // A skip comes only from a declared capability, and says which.
      if (skip) it(`level ${one.level}: ${one.name} (not declared: ${skip})`, () => {});
      else it(`level ${one.level}: ${one.name}`, () => runCase(subject, one));
    }
  });
}

/** One case in a world of its own. Rejects when the adapter fails it. */
export async function runCase(subject: Subject, one: Case): Promise<void> {
  const world = await World.open(subject, one.world);
  try {
    await one.run(world);
  } finally {
    await world.close();
  }
}
