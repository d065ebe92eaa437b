import type { ZodType } from 'zod';
import type { NumberLimit } from './adapter.ts';
import type { SignTools } from './http.ts';
import type { Denied, GrantRequest } from './token.ts';
import type { Words } from './words.ts';

/**
 * A platform's own way to give a seller's secrets to a program: an address to open in a browser, and a code that comes back
 * and is exchanged. The core opens the loopback address, checks the state, sends the exchange and keeps what it yields.
 */
export interface Authorise<Connection> {
  /** Secrets that must be known before: the keys of the application. The others of `Auth.secrets` are what the exchange gives. */
  readonly needs: readonly string[];
  /**
   * Where the browser is sent afterwards. loopback: the platform takes any port of http://127.0.0.1. pasted: it takes only an
   * address registered with the application, so the seller copies what his browser shows at the end.
   */
  readonly redirect: 'loopback' | 'pasted';
  /** For `pasted`: the registered address, from the connection. Pure. */
  registered?(connection: Connection): string;
  /** Parameters that the address brings back and the exchange needs: `['code']`. With one alone, it may be pasted by itself. */
  readonly parameters: readonly string[];
  /**
   * The parameter that brings back `state`, `state` unless said. A platform that knows none brings back whatever query the
   * redirect address has, so `url` puts it there.
   */
  readonly stateParameter?: string;
  /** What the seller should know before he opens it: which account to log in with, what to tick. */
  readonly help?: Words;
  /** Where the seller agrees. Absolute. Pure. */
  url(input: AuthoriseInput<Connection>): string;
  /** The exchange of what came back. Pure. */
  exchange(input: ExchangeInput<Connection>): GrantRequest;
  /** The bucket that the exchange is paced by. */
  readonly bucket: string;
  /** Its answer, whatever its status below 500. */
  readonly reply: ZodType<Authorised | Denied>;
}

export interface AuthoriseInput<Connection> {
  /** Those of `needs`. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly connection: Connection;
  /** The loopback address, or the registered one. */
  readonly redirect: string;
  /** 32 hex digits, to be brought back unchanged. */
  readonly state: string;
  /** Unix milliseconds. */
  readonly now: number;
  readonly crypto: SignTools;
}

export interface ExchangeInput<Connection> extends AuthoriseInput<Connection> {
  /** Of `parameters`, by name. */
  readonly answer: Readonly<Record<string, string>>;
}

export interface Authorised {
  /** By the names of `Auth.secrets`. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** For how long secrets are good after they were given, by name; those that do not expire are left out. In days. */
export type SecretLives = Readonly<Record<string, NumberLimit>>;
