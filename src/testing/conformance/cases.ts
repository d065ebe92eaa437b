import type { Ground } from './ground.ts';
import type { Subject, World, WorldOptions } from './world.ts';

/** One thing that every adapter must be able to prove. */
export interface Case {
  readonly level: 0 | 1 | 2 | 3;
  readonly name: string;
  /** Why it does not apply; only what is declared may say so. */
  skip?(subject: Subject): string | undefined;
  readonly world?: WorldOptions | ((subject: Subject) => WorldOptions);
  /** Throws when the adapter fails it. Cases that need a platform get a fresh world. */
  run(world: World): Promise<void>;
}

/** A case that looks at the definition and at pure functions alone. */
export interface StaticCase {
  readonly level: 0 | 1;
  readonly name: string;
  check(subject: Subject, ground: () => Promise<Ground>): void | Promise<void>;
}
