import { randomBytes } from 'node:crypto';
import type { EmulatorClock } from 'mabang/testing';
import { ApiError } from './errors.ts';

/** Authorisation guide, 2025-12: access 4 hours, refresh 30 days and once, code 10 minutes and once. */
const ACCESS_SECONDS = 14_400;
const REFRESH_MS = 30 * 86_400_000;
const CODE_MS = 600_000;

/** A shop or a merchant: each has tokens of its own. */
export type Owner = `shop:${number}` | `merchant:${number}`;

export interface Pair {
  readonly access_token: string;
  readonly refresh_token: string;
  /** Seconds. */
  readonly expire_in: number;
}

interface Grant {
  readonly owners: Set<Owner>;
  readonly until: number;
}

/** Tokens in emulator time. A refresh token that was given to several owners at once serves each of them once. */
export class Tokens {
  readonly #access = new Map<string, Grant>();
  readonly #refresh = new Map<string, Grant>();
  readonly #codes = new Map<string, Grant & { readonly by: string }>();

  constructor(readonly clock: EmulatorClock) {}

  issue(owners: readonly Owner[]): Pair {
    const now = this.clock.now();
    const [access_token, refresh_token] = [token(), token()];
    this.#access.set(access_token, { owners: new Set(owners), until: now + ACCESS_SECONDS * 1000 });
    this.#refresh.set(refresh_token, { owners: new Set(owners), until: now + REFRESH_MS });
    return { access_token, refresh_token, expire_in: ACCESS_SECONDS };
  }

  refresh(refreshToken: string, owner: Owner): Pair {
    const grant = this.#refresh.get(refreshToken);
    if (!grant || grant.owners.size === 0) throw new ApiError('error_auth', 'Invalid refresh_token.');
    if (this.clock.now() > grant.until) throw new ApiError('refresh_token_expired', 'Your refresh_token expired.');
    if (!grant.owners.delete(owner)) {
      const shop = owner.startsWith('shop');
      throw new ApiError(
        shop ? 'error_shop_refresh_token' : 'error_merchant_refresh_token',
        shop
          ? 'Your refresh token is error ,please check refresh token or shopid.'
          : 'Your refresh token is error,please check refresh token or merchant_id.',
      );
    }
    return this.issue([owner]);
  }

  /** Until when it serves, or `undefined` for a token nobody knows. */
  expiry(accessToken: string): number | undefined {
    return this.#access.get(accessToken)?.until;
  }

  serves(accessToken: string, owner: Owner): boolean {
    return this.#access.get(accessToken)?.owners.has(owner) ?? false;
  }

  /** What the seller's browser brings back. `by`: who the exchange must name, `shop_id=1` or `main_account_id=2`. */
  code(owners: readonly Owner[], by: string): string {
    const code = token();
    this.#codes.set(code, { owners: new Set(owners), until: this.clock.now() + CODE_MS, by });
    return code;
  }

  /** Owners of a code, which is then used up; `undefined` when it is unknown, used or too old. */
  exchange(code: string): { readonly owners: readonly Owner[]; readonly by: string } | undefined {
    const grant = this.#codes.get(code);
    this.#codes.delete(code);
    return grant && this.clock.now() <= grant.until ? { owners: [...grant.owners], by: grant.by } : undefined;
  }
}

function token(): string {
  return randomBytes(16).toString('hex');
}
