import type { EmulatorRequest } from 'mabang/testing';
import type { Shop } from './shop.ts';
import type { Body } from './types.ts';
import type { World } from './world.ts';

/** Whose token signs it. */
export type Kind = 'shop' | 'merchant' | 'public';

/** A request that was let in. */
export interface Call {
  readonly world: World;
  readonly request: EmulatorRequest;
  readonly query: URLSearchParams;
  /** Of a JSON request; empty for a GET. */
  readonly body: Body;
  /** Of a shop call. */
  readonly shop: Shop;
  /** Takes the time that one written item takes. */
  work(): Promise<void>;
}

/** Top-level parts of the answer beside `error`, `message`, `warning` and `request_id`; most calls have `response` alone. */
export type Answer = Readonly<Record<string, unknown>>;

/** Sends a browser on. */
export class Redirect {
  constructor(readonly location: string) {}
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** Behind `/api/v2/`. */
  readonly path: string;
  readonly kind: Kind;
  /** Comes before an error's code: `product.error_param`. */
  readonly prefix?: string;
  handle(call: Call): Answer | Redirect | Promise<Answer | Redirect>;
}
