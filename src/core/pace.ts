/** How far a bucket of requests has been used: the whole of its state. Unix milliseconds; 0 where nothing has happened yet. */
export interface Pace {
  /** When the next request would start at the steady pace. */
  readonly due: number;
  /** The platform asked for a pause until then. */
  readonly held: number;
  /** The latest time that anybody who used it had on his clock. */
  readonly at: number;
}
