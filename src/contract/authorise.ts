import type { ZodType } from 'zod';
import type { NumberLimit } from './adapter.ts';
import type { SignTools } from './http.ts';
import type { Denied, GrantRequest } from './token.ts';
import type { Json, Words } from './words.ts';

/**
 * A platform's own way to give a seller's secrets to a program: an address to open in a browser, and a code that comes back
 * and is exchanged. The core opens the loopback address, checks the state, sends the exchange and keeps what it yields.
 */
export interface Authorise<Connection> {
  /** Secrets that must be known before: the keys of the application. The others of `Auth.secrets` are what the exchange gives. */
  readonly needs: readonly string[];
  /**
   * Whether the connection has what the flow needs, where that is not always so: the id of an application that has one. Without
   * it the secrets are asked for one by one. Pure.
   */
  usable?(connection: Connection): boolean;
  /**
   * Where the browser is sent afterwards. loopback: the platform takes any port of http://127.0.0.1. pasted: it takes only an
   * address registered with the application, so the seller copies what his browser shows at the end.
   */
  readonly redirect: 'loopback' | 'pasted';
  /**
   * The registered address, from the connection. `pasted` must have one; where a `loopback` flow has one, because this
   * application insists on it, the answer is pasted too. Pure.
   */
  registered?(connection: Connection): string | undefined;
  /**
   * Parameters that the address brings back and the exchange needs: `['code']`. They are secrets. With one alone and no
   * `owner`, it may be pasted by itself.
   */
  readonly parameters: readonly string[];
  /** Parameters that say whose answer it is, one of which comes along: `['shop_id', 'account_id']`. No secrets; see `misfit`. */
  readonly owner?: readonly string[];
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
  /**
   * Why what came back is not of this connection's account: the seller was logged in to another shop. Asked with what the
   * address says, before the code is spent, and again with what the exchange says (`of`). Nothing is stored then. Pure.
   */
  misfit?(input: MisfitInput<Connection>): Misfit | undefined;
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
  /** Of `parameters` and `owner`, by name. */
  readonly answer: Readonly<Record<string, string>>;
}

export interface MisfitInput<Connection> {
  readonly connection: Connection;
  /** Of `parameters` and `owner`, by name. */
  readonly answer: Readonly<Record<string, string>>;
  /** `Authorised.of`; absent before the exchange. */
  readonly of?: Json;
}

export interface Misfit {
  /** What is wrong, with both ids. */
  readonly why: Words;
  /** What to do now. */
  readonly next: Words;
}

export interface Authorised {
  /** By the names of `Auth.secrets`. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Whose they are, as far as the answer says it: for `misfit`. */
  readonly of?: Json;
}

/** For how long a secret is good after it was given, in days. */
export interface SecretLife extends NumberLimit {
  /** Whether it is so for this connection; for every one unless said. Pure. */
  applies?(connection: unknown): boolean;
}

/** By name; those that do not expire are left out. */
export type SecretLives = Readonly<Record<string, SecretLife>>;
