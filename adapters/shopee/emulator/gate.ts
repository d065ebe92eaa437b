import { createHmac, timingSafeEqual } from 'node:crypto';
import { EmulatorBucket, type EmulatorClock, type EmulatorRequest } from 'mabang/testing';
import type { Kind } from './call.ts';
import { GateError } from './errors.ts';
import type { Owner, Tokens } from './tokens.ts';
import type { ShopeeEmulatorOptions } from './types.ts';

/** A timestamp counts for 5 minutes (guide "API calls", 2025-12). */
const WINDOW = 300;
/** The quota begins again at 00:00 UTC+8. */
const QUOTA_SHIFT_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

export interface Partner {
  readonly id: number;
  readonly key: string;
}

/** Who asks, whether the request is signed, and whether there is still room for it. */
export class Gate {
  readonly #bucket: EmulatorBucket;
  #day = -1;
  #calls = 0;

  constructor(
    readonly partner: Partner,
    readonly tokens: Tokens,
    readonly owners: ReadonlySet<Owner>,
    readonly clock: EmulatorClock,
    readonly options: Pick<ShopeeEmulatorOptions, 'rate' | 'dailyCalls'>,
  ) {
    this.#bucket = new EmulatorBucket(clock, options.rate ?? { perSecond: 100, burst: 100 });
  }

  /** The shop or merchant that is asked about; 0 for a public call. Throws what the gateway answers. */
  admit(request: EmulatorRequest, kind: Kind): number {
    const { query, pathname } = request;
    const partnerId = this.#partnerOf(query);
    const timestamp = this.#timestampOf(query, request.at);
    const sign = query.get('sign');
    if (!sign) throw param('There is no sign in query.');
    let base = `${partnerId}${pathname}${timestamp}`;
    let owner: Owner | undefined;
    if (kind !== 'public') {
      const access = query.get('access_token');
      if (!access) throw param('There is no access_token in query.');
      const name = `${kind}_id`;
      const id = query.get(name);
      if (!id) throw param(`There is no ${name} in query.`);
      if (!isUint32(id)) throw param(`${name} is invalid, should be an integer between 0 and 4294967295.`);
      base += `${access}${id}`;
      owner = `${kind}:${Number(id)}`;
    }
    if (!equal(signature(this.partner.key, base), sign)) throw new GateError('error_sign', 'Wrong sign.', 403);
    if (owner) this.#checkToken(query.get('access_token') ?? '', owner);
    this.#checkRoom();
    return owner ? Number(owner.slice(owner.indexOf(':') + 1)) : 0;
  }

  #partnerOf(query: URLSearchParams): string {
    const id = query.get('partner_id');
    if (!id) throw param('There is no partner_id in query.');
    if (!isUint32(id)) throw param('Partner_id is invalid, should be an integer between 0 and 4294967295.');
    if (Number(id) !== this.partner.id) {
      throw new GateError('invalid_partner_id', 'Invalid partner_id, please have a check.', 403);
    }
    return id;
  }

  /** A signer may live in real time or in the emulator's, which runs faster: a time between the two is as good as either. */
  #timestampOf(query: URLSearchParams, at: number): string {
    const text = query.get('timestamp');
    if (!text) throw param('no timestamp.');
    if (!isUint32(text)) throw param('Timestamp is invalid, should be an integer between 0 and 4294967295.');
    const clocks = [Date.now() / 1000, at / 1000];
    const time = Number(text);
    if (time < Math.min(...clocks) - WINDOW || time > Math.max(...clocks) + WINDOW)
      throw param('Timestamp is expired.');
    return text;
  }

  #checkToken(access: string, owner: Owner): void {
    const until = this.tokens.expiry(access);
    if (until === undefined || this.clock.now() > until) throw deniedToken();
    if (!this.owners.has(owner)) {
      throw owner.startsWith('shop')
        ? new GateError('shop_no_linked', 'Partner and shop has no linked.', 403)
        : new GateError('merchant_no_linked', 'Partner and merchant has no linked.', 403);
    }
    if (!this.tokens.serves(access, owner)) throw new GateError('error_auth', 'Invalid partner_id or shopid.', 403);
  }

  /** A call that comes too fast does not count for the day. */
  #checkRoom(): void {
    if (!this.#bucket.take().ok) throw tooFast();
    const { dailyCalls } = this.options;
    if (dailyCalls === undefined) return;
    const day = dayOf(this.clock.now());
    if (day !== this.#day) [this.#day, this.#calls] = [day, 0];
    if (this.#calls >= dailyCalls) {
      const message =
        'The total API call number made by your APP has reached the daily API call limit, please try again after ' +
        '00: 00 (UTC+08:00)';
      throw new GateError('error_limit', message, 429);
    }
    this.#calls++;
  }
}

/** Number of a day as the platform counts them. */
export function dayOf(ms: number): number {
  return Math.floor((ms + QUOTA_SHIFT_MS) / DAY_MS);
}

/** Lower-case hexadecimal HMAC-SHA256; the key is taken as text though it looks like hexadecimal. */
export function signature(key: string, base: string): string {
  return createHmac('sha256', key).update(base).digest('hex');
}

export function tooFast(): GateError {
  const message = 'Too many requests. You have reached the rate limit. Please try again later.';
  return new GateError('error_rate_limit', message, 429);
}

/** The misspelt code is the platform's. */
export function deniedToken(): GateError {
  return new GateError('invalid_acceess_token', 'Invalid access_token, please have a check.', 403);
}

function param(message: string): GateError {
  return new GateError('error_param', message, 400);
}

function isUint32(text: string): boolean {
  return /^\d{1,10}$/.test(text) && Number(text) <= 4_294_967_295;
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
