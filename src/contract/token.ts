import type { ZodType } from 'zod';
import type { NumberLimit } from './adapter.ts';
import type { Content, SignTools } from './http.ts';

/**
 * A short-lived credential that the core fetches, keeps and renews, so that no adapter has a token life of its own.
 *
 * Added when platforms came whose long-lived secret is not what requests are signed with: one token for every call that
 * waits, renewed a little before its end or when an answer calls it stale, never twice at the same time, neither in one
 * process nor in several. Where the grant replaces a secret (a refresh token that works once), the new one is on disk
 * before the token is used.
 */
export interface TokenSpec<Connection> {
  /** Under this name it stands in `SignInput.tokens`. */
  readonly name: string;
  readonly title: string;
  /** The bucket that asking for it is paced by. */
  readonly bucket: string;
  /** Seconds it is good for when the answer does not say. */
  readonly lifetime: NumberLimit;
  /** Names of the secrets that an answer replaces; the one before is worthless from then on. Kept for each token apart. */
  readonly rotates: readonly string[];
  /** What to ask the platform. Pure. */
  grant(input: GrantInput<Connection>): GrantRequest;
  /** The answer, whatever its status below 500. */
  readonly reply: ZodType<Grant | Denied>;
}

export interface GrantInput<Connection> {
  /** With the rotated ones in the place of those first configured. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly connection: Connection;
  /** Unix milliseconds. */
  readonly now: number;
  readonly crypto: SignTools;
}

/** A POST. It is not signed by `sign`. */
export interface GrantRequest {
  /** Absolute. */
  readonly url: string;
  readonly content: Content;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Grant {
  readonly token: string;
  /** Seconds. */
  readonly expiresIn?: number;
  /** New values of `rotates`. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** The platform said no. `authorise`: only the seller can help, by authorising anew; else it may be asked again. */
export interface Denied {
  readonly denied: string;
  readonly authorise: boolean;
}
