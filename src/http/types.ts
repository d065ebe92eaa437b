import type { Adapter, Http } from '../contract/index.ts';

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

export interface ClientOptions<Connection, Bucket extends string> {
  readonly channel: string;
  readonly adapter: Pick<Adapter<Connection, Bucket>, 'auth' | 'limits' | 'baseUrl'>;
  readonly connection: Connection;
  readonly secrets: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly userAgent: string;
  /** `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY` and their lower-case twins. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly trace?: (event: TraceEvent) => void;
  readonly signal?: AbortSignal;
  /** Milliseconds for one attempt. Default 60,000. */
  readonly timeoutMs?: number;
  /** Attempts at most, the first included. Default 5. */
  readonly attempts?: number;
}

/** Counted for the summary and for tests. */
export interface ClientStats {
  readonly requests: number;
  /** Requests that are not GET or HEAD. */
  readonly writes: number;
  readonly retries: number;
  readonly waitedMs: number;
}

export interface Client<Bucket extends string> extends Http<Bucket> {
  stats(): ClientStats;
  close(): Promise<void>;
}
