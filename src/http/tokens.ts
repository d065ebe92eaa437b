import { createHash } from 'node:crypto';
import { type Denied, type Grant, type GrantRequest, HttpFailure, type TokenSpec } from '../contract/index.ts';
import { signTools } from './sign.ts';
import type { Clock, KeptToken, TokenStore } from './types.ts';

/** A token is renewed this long before its end, so that a request that has left is not overtaken by it. */
const MARGIN_MS = 60_000;
/** Of a life so short that the margin would be most of it, this share. */
const MARGIN_SHARE = 0.1;

export interface TokensOptions<Connection> {
  readonly specs: readonly TokenSpec<Connection>[];
  readonly connection: Connection;
  readonly secrets: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly store: TokenStore;
  /** Send a grant and parse its answer. */
  ask(spec: TokenSpec<Connection>, request: GrantRequest): Promise<Grant | Denied>;
  /** New secrets to hide from now on. */
  learn(values: readonly string[]): void;
}

/** The tokens of one channel: fetched once however many requests wait, renewed by one process at a time. */
export class Tokens<Connection> {
  readonly #options: TokensOptions<Connection>;
  readonly #kept = new Map<string, KeptToken>();
  /** The last value that an answer called stale, by name. */
  readonly #stale = new Map<string, string>();
  readonly #underWay = new Map<string, Promise<KeptToken>>();

  constructor(options: TokensOptions<Connection>) {
    this.#options = options;
  }

  /** The tokens of these names if all of them are at hand and good. */
  ready(names: readonly string[]): Readonly<Record<string, string>> | undefined {
    const tokens: Record<string, string> = {};
    for (const name of names) {
      const kept = this.#kept.get(name);
      if (!kept || !this.#good(name, kept)) return undefined;
      tokens[name] = kept.token;
    }
    return tokens;
  }

  /** Fetch or renew what is not `ready`. What comes is used at least once, however short its life. Throws `HttpFailure`. */
  async obtain(names: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const kept = await Promise.all(names.map(async (name) => [name, (await this.#obtain(name)).token] as const));
    return Object.fromEntries(kept);
  }

  /** An answer called this token stale: it is not used again. `false` when a newer one is at hand already. */
  spoil(name: string, token: string): void {
    this.#stale.set(name, token);
  }

  #good(name: string, kept: KeptToken): boolean {
    const { clock } = this.#options;
    const margin = Math.min(MARGIN_MS, (kept.expiresAt - kept.issuedAt) * MARGIN_SHARE);
    return kept.token !== this.#stale.get(name) && clock.now() < kept.expiresAt - margin;
  }

  #obtain(name: string): Promise<KeptToken> {
    const kept = this.#kept.get(name);
    if (kept && this.#good(name, kept)) return Promise.resolve(kept);
    const waiting = this.#underWay.get(name);
    if (waiting !== undefined) return waiting;
    const renewal = this.#renew(name).finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, renewal);
    return renewal;
  }

  async #renew(name: string): Promise<KeptToken> {
    const { specs, store, learn } = this.#options;
    const spec = specs.find((one) => one.name === name);
    if (!spec) throw new TypeError(`no such token: ${name}`);
    const origin = this.#originOf(spec);
    const kept = await store.exclusively(name, async (found, keep) => {
      // What somebody renewed while this process waited is as good as what it would ask for.
      const usable = found?.origin === origin ? found : undefined;
      if (usable) learn([usable.token, ...Object.values(usable.secrets)]);
      if (usable && this.#good(name, usable)) return usable;
      const fresh = await this.#ask(spec, origin, usable);
      learn([fresh.token, ...Object.values(fresh.secrets)]);
      await keep(fresh);
      return fresh;
    });
    this.#kept.set(name, kept);
    return kept;
  }

  async #ask(spec: TokenSpec<Connection>, origin: string, before: KeptToken | undefined): Promise<KeptToken> {
    const { connection, secrets, clock, ask } = this.#options;
    const now = clock.now();
    const request = spec.grant({ secrets: { ...secrets, ...before?.secrets }, connection, now, crypto: signTools });
    const answer = await ask(spec, request);
    if ('denied' in answer) throw denied(spec, request, answer);
    return {
      token: answer.token,
      issuedAt: now,
      expiresAt: now + (answer.expiresIn ?? spec.lifetime.value) * 1000,
      secrets: { ...before?.secrets, ...answer.secrets },
      origin,
    };
  }

  /**
   * A print of what a token grows from: the configured secrets, and whom the grant asks for. When the seller authorises anew, or
   * the channel becomes another account, what grew before is worthless. A setting that no grant speaks of changes nothing: the
   * refresh token that is in use would be lost over it, and the first one is used up.
   */
  #originOf(spec: TokenSpec<Connection>): string {
    const { secrets, connection } = this.#options;
    const roots = spec.rotates.length > 0 ? spec.rotates : Object.keys(secrets).sort();
    const given = Object.fromEntries(roots.map((name) => [name, secrets[name] ?? '']));
    // Only with its roots: a new key of the application leaves what it was granted as good as it was.
    const { url, content, headers } = spec.grant({ secrets: given, connection, now: 0, crypto: signTools });
    const text = JSON.stringify([spec.name, given, url, content, headers ?? {}]);
    return createHash('sha256').update(text).digest('hex');
  }
}

function denied(spec: TokenSpec<never>, request: GrantRequest, answer: Denied): HttpFailure {
  return new HttpFailure('refused', `the platform gave no ${spec.title}: ${answer.denied}`, {
    method: 'POST',
    path: new URL(request.url).pathname,
    status: answer.authorise ? 401 : 429,
  });
}

/** Tokens that live as long as the process: for tests, and for platforms whose grants rotate nothing. */
export function memoryTokens(): TokenStore {
  const kept = new Map<string, KeptToken>();
  const turns = new Map<string, Promise<unknown>>();
  return {
    exclusively(name, renew) {
      const turn = (turns.get(name) ?? Promise.resolve()).then(() =>
        renew(kept.get(name), async (token) => {
          kept.set(name, token);
        }),
      );
      turns.set(
        name,
        turn.catch(() => undefined),
      );
      return turn;
    },
  };
}
