import type { AnyAdapter } from '../../contract/index.ts';
import type { Subject, World, WorldOptions } from './world.ts';

/** One thing that every adapter must be able to prove. */
export interface Case {
  readonly level: 0 | 1 | 2 | 3;
  readonly name: string;
  /** Why it does not apply; only declared capabilities may say so. */
  skip?(adapter: AnyAdapter): string | undefined;
  readonly world?: WorldOptions;
  /** Throws when the adapter fails it. Cases that need a platform get a fresh world. */
  run(world: World): Promise<void>;
}

/** A case that looks at the definition alone. */
export interface StaticCase {
  readonly level: 0 | 1;
  readonly name: string;
  check(subject: Subject): void;
}
