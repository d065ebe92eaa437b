import type { ZodType } from 'zod';
import type { Json } from './words.ts';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Values are encoded by the client; `undefined` leaves the key out, an array repeats it. */
export type Query = Readonly<Record<string, string | number | boolean | undefined | readonly (string | number)[]>>;

/**
 * Whether the request may be sent again when its fate is unclear (a time-out, a dropped socket, a 5xx).
 *
 * - always: sending it twice is the same as sending it once (reads, absolute updates by id, deletes).
 * - unsent: only when it certainly did nothing (no connection, a 429). Everything that creates.
 */
export type Resend = 'always' | 'unsent';

export interface RequestSpec<Bucket extends string, T> {
  /** The token bucket it is paced by; a name from the adapter's `limits`. */
  readonly bucket: Bucket;
  readonly method: Method;
  /** Appended to the connection's base URL; begins with `/`. Path parameters are encoded by the caller. */
  readonly path: string;
  readonly query?: Query;
  /** Sent as JSON. */
  readonly body?: Json;
  /** Sent in the place of `body` where the platform wants something else than JSON. */
  readonly content?: Content;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Another address than the connection's: one that the platform has handed out for one upload or download. It goes out
   * unsigned, with no credentials and no headers but `content-type`; its query is a secret. `path` then only names it.
   */
  readonly elsewhere?: string;
  /** What the body of a good answer is turned into before it meets `reply`; `json` unless said. */
  readonly answer?: 'json' | 'text' | 'bytes';
  /** The body of a good answer is a gzip file (not only sent compressed). */
  readonly unzip?: boolean;
  /** What a good answer looks like. An answer that does not fit is an `unreadable` failure, never a shorter list. */
  readonly reply: ZodType<T>;
  /** Every non-GET must say. */
  readonly resend: Resend;
  /** Milliseconds for this one request; the client's default otherwise. */
  readonly timeoutMs?: number;
}

/** A body that is not JSON. */
export type Content =
  | { readonly kind: 'form'; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: 'json'; readonly value: Json }
  /** multipart/form-data. */
  | { readonly kind: 'parts'; readonly parts: readonly Part[] }
  /** Exactly these bytes under exactly this content type. */
  | { readonly kind: 'raw'; readonly type: string; readonly data: string | Uint8Array };

export type Part =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly filename: string; readonly type: string; readonly bytes: Uint8Array };

export interface Reply<T> {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly data: T;
  /** Milliseconds from the first byte sent to the last byte read, of the attempt that answered. */
  readonly elapsedMs: number;
}

export interface Http<Bucket extends string> {
  /** Resolves with a 2xx answer that fits `reply`; throws `HttpFailure` otherwise. */
  request<T>(spec: RequestSpec<Bucket, T>): Promise<Reply<T>>;
}

/**
 * How a request failed, and with it whether it may have happened.
 *
 * - unsent: no connection was made. It did not happen.
 * - refused: the platform answered with a status that is not 2xx. `body` is its answer. A 4xx did not happen.
 *   (When an earlier attempt of the same write may have happened, the whole is `unclear`; `details` hold the last answer.)
 * - unclear: time-out, dropped socket, or a 5xx: it may have happened.
 * - unreadable: a 2xx whose body is not what the platform documents. A write may have happened.
 */
export type FailureKind = 'unsent' | 'refused' | 'unclear' | 'unreadable';

export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly details: {
      readonly method: Method;
      readonly path: string;
      readonly status?: number;
      /** Parsed JSON where the answer was JSON, else the first 2,000 characters of text. Redacted. */
      readonly body?: Json;
      readonly retryAfterMs?: number;
      /** What `Auth.judge` made of an answer whose status does not say it. */
      readonly verdict?: Verdict['kind'];
      readonly cause?: unknown;
    },
  ) {
    super(message);
  }

  /** The platform may have done what was asked. */
  get mayHaveHappened(): boolean {
    return this.kind === 'unclear' || this.kind === 'unreadable';
  }
}

/** An answer as `Auth.judge` sees it. */
export interface Answered {
  readonly method: Method;
  readonly path: string;
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; `null` when it was empty or no JSON. */
  readonly body: Json;
}

/**
 * What an answer means where its status does not say.
 *
 * - refused: it did not happen; an `HttpFailure` of that kind.
 * - throttled: it did not happen, and is asked again later like a 429.
 * - exhausted: it did not happen and will not for `seconds`; everything on the bucket waits or fails until then.
 * - stale: a token is no longer good; it is renewed once and the request made again.
 * - unclear: it may have happened, like a 5xx.
 * - fine: it is no failure, whatever the status says.
 */
export type Verdict =
  | { readonly kind: 'refused' | 'throttled' | 'unclear' | 'fine'; readonly message?: string }
  | { readonly kind: 'stale'; readonly token: string; readonly message?: string }
  | { readonly kind: 'exhausted'; readonly seconds: number; readonly message?: string };

/** The only place that sees a secret: given a request about to go out, return what to add to it. Pure. */
export interface SignInput<Connection> {
  readonly method: Method;
  /** Absolute, with the query, before signing. */
  readonly url: URL;
  /** The exact bytes of the body as text; '' when there is none, and for parts and raw bytes, which no platform signs. */
  readonly body: string;
  readonly secrets: Readonly<Record<string, string>>;
  /** Those of `Auth.tokens` that this request needs, by name. */
  readonly tokens: Readonly<Record<string, string>>;
  readonly connection: Connection;
  /** Unix milliseconds, read for this attempt. */
  readonly now: number;
  /** 32 hex digits, fresh for every attempt: no signed request is ever replayed. */
  readonly nonce: string;
  readonly crypto: SignTools;
}

export interface SignTools {
  hmac(hash: 'sha1' | 'sha256', key: string, text: string, encoding: 'hex' | 'base64'): string;
  base64(text: string): string;
}

export interface Signed {
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}
