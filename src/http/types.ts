import type { Adapter, Http } from '../contract/index.ts';
import type { Pace } from '../core/index.ts';

/** The only clock of the engine and the HTTP layer. Tests put one in its place that can be sped up. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** One line of `--debug-http`. Redacted before it gets here. */
export interface TraceEvent {
  readonly at: string;
  readonly channel: string;
  readonly kind: 'request' | 'response' | 'failure' | 'wait';
  readonly method: string;
  readonly url: string;
  readonly attempt: number;
  readonly status?: number;
  readonly elapsedMs?: number;
  readonly waitMs?: number;
  /** Request or response body, at most 4,000 characters. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly note?: string;
}

/** A token as it is kept between requests and between runs. */
export interface KeptToken {
  readonly token: string;
  /** Unix milliseconds. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Secrets that grants have replaced, by name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** A print of the configured secrets that it grew from. */
  readonly origin: string;
}

export interface TokenStore {
  /**
   * Run `renew` while nobody else who shares the store does, with what is stored under this name. `keep` resolves when the
   * token would survive a crash.
   */
  exclusively(
    name: string,
    renew: (kept: KeptToken | undefined, keep: (token: KeptToken) => Promise<void>) => Promise<KeptToken>,
  ): Promise<KeptToken>;
}

/** Where the buckets of one account are kept, so that everybody who sends in its name shares them. */
export interface PaceStore {
  /** Change one bucket in one step that nobody else who shares it comes between. `undefined`: nobody has used it yet. */
  change<T>(
    bucket: string,
    step: (was: Pace | undefined) => { readonly pace: Pace; readonly result: T },
  ): T | Promise<T>;
}

export interface ClientOptions<Connection, Bucket extends string> {
  readonly channel: string;
  readonly adapter: Pick<Adapter<Connection, Bucket>, 'auth' | 'limits' | 'baseUrl'>;
  readonly connection: Connection;
  readonly secrets: Readonly<Record<string, string>>;
  /** Where tokens are kept; in memory when absent. */
  readonly tokens?: TokenStore;
  /** Where the state of the buckets is kept; in memory when absent. */
  readonly pace?: PaceStore;
  readonly clock: Clock;
  readonly userAgent: string;
  /** `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY` and their lower-case twins. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly trace?: (event: TraceEvent) => void;
  /**
   * Aborting it ends every wait at once (for a token, for a back-off) and starts no further attempt. A request that is
   * already in flight is finished and answered: cutting it would only make its fate unknown.
   */
  readonly signal?: AbortSignal;
  /** Milliseconds for one attempt. Default 60,000. */
  readonly timeoutMs?: number;
  /** Attempts at most, the first included. Default 5. */
  readonly attempts?: number;
  /** Bytes of one answer at most, after decompression. Default 64 MiB. */
  readonly maxBytes?: number;
  /** Numbers from 0 up to 1 for the back-off's jitter. Default `Math.random`. */
  readonly random?: () => number;
}

/** Counted for the summary and for tests. */
export interface ClientStats {
  /** Attempts that reached a connection: retries and redirects count again, a refused connection does not. */
  readonly requests: number;
  /** Requests that are not GET or HEAD, and do not ask for a token. */
  readonly writes: number;
  readonly retries: number;
  /** Milliseconds spent waiting for tokens and in back-offs, summed over all requests. */
  readonly waitedMs: number;
}

export interface Client<Bucket extends string> extends Http<Bucket> {
  stats(): ClientStats;
  /** Ends every wait, starts nothing more, lets what is in flight finish, and closes every connection. Can be called twice. */
  close(): Promise<void>;
}
