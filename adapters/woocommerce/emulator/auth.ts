import { createHmac, timingSafeEqual } from 'node:crypto';
import type { EmulatorRequest } from 'mabang/testing';
import { RestError } from './rest.ts';

/** Seconds a signature's time may be off. WooCommerce `class-wc-rest-authentication.php`, read 2026-11-23. */
const WINDOW = 15 * 60;

const PARAMETERS = [
  'oauth_consumer_key',
  'oauth_timestamp',
  'oauth_nonce',
  'oauth_signature',
  'oauth_signature_method',
];

export interface Keys {
  readonly key: string;
  readonly secret: string;
  readonly readOnly: boolean;
}

/**
 * Who is asking. On plain HTTP only a one-legged OAuth 1.0a signature counts, behind HTTPS Basic and `?consumer_key=` too.
 * Credentials of a kind that does not count are not looked at: the caller is nobody.
 */
export class Gate {
  readonly #nonces = new Map<string, number>();

  constructor(
    readonly keys: Keys,
    readonly site: string,
    readonly https: boolean,
  ) {}

  /** True for the key's owner, false for nobody; throws the 401 of a credential that is wrong. */
  admit(request: EmulatorRequest): boolean {
    const known = (this.https && this.#basic(request)) || this.#oauth(request);
    if (!known) return false;
    if (this.keys.readOnly && request.method !== 'GET' && request.method !== 'HEAD') {
      throw refused('The API key provided does not have write permissions.');
    }
    return true;
  }

  /** A key nobody knows is nobody, as in the source; only a wrong secret is an error. */
  #basic(request: EmulatorRequest): boolean {
    let key = request.query.get('consumer_key') ?? '';
    let secret = request.query.get('consumer_secret') ?? '';
    const header = /^Basic\s+(.+)$/i.exec(request.headers.authorization ?? '');
    if ((key === '' || secret === '') && header) {
      const [name = '', ...rest] = Buffer.from(header[1] ?? '', 'base64')
        .toString('utf8')
        .split(':');
      [key, secret] = [name, rest.join(':')];
    }
    if (key === '' || secret === '' || key !== this.keys.key) return false;
    if (!equal(secret, this.keys.secret)) throw refused('Consumer secret is invalid.');
    return true;
  }

  #oauth(request: EmulatorRequest): boolean {
    const given = new Map<string, string>([...request.query, ...headerParameters(request.headers.authorization ?? '')]);
    const missing = PARAMETERS.filter((name) => (given.get(name) ?? '') === '');
    if (missing.length === PARAMETERS.length) return false;
    if (missing.length > 0) {
      const message = `Missing OAuth parameter${missing.length > 1 ? 's' : ''} ${missing.join(', ')}`;
      throw new RestError('woocommerce_rest_authentication_missing_parameter', message, 401);
    }
    if (given.get('oauth_consumer_key') !== this.keys.key) throw refused('Consumer key is invalid.');
    this.#checkSignature(request, given);
    this.#checkNonce(request, given);
    return true;
  }

  #checkSignature(request: EmulatorRequest, given: ReadonlyMap<string, string>): void {
    const hash = { 'HMAC-SHA1': 'sha1', 'HMAC-SHA256': 'sha256' }[given.get('oauth_signature_method') ?? ''];
    if (hash === undefined) throw refused('Invalid signature - signature method is invalid.');
    const parameters = [...given]
      .filter(([name]) => name !== 'oauth_signature')
      .map(([name, value]) => [encode(name), encode(value)] as const)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([name, value]) => `${name}=${value}`)
      .join('&');
    const base = [request.method.toUpperCase(), encode(this.site + request.pathname), encode(parameters)].join('&');
    const signature = createHmac(hash, `${this.keys.secret}&`).update(base).digest('base64');
    if (!equal(signature, given.get('oauth_signature') ?? '')) {
      throw refused('Invalid signature - provided signature does not match.');
    }
  }

  /** A signer may live in real time or in the emulator's, which runs faster: a time between the two is as good as either. */
  #checkNonce(request: EmulatorRequest, given: ReadonlyMap<string, string>): void {
    const time = Number(given.get('oauth_timestamp'));
    const clocks = [Date.now() / 1000, request.at / 1000];
    const fine = time >= Math.min(...clocks) - WINDOW && time <= Math.max(...clocks) + WINDOW;
    if (!fine) throw refused('Invalid timestamp.');
    const nonce = given.get('oauth_nonce') ?? '';
    if (this.#nonces.has(nonce)) throw refused('Invalid nonce - nonce has already been used.');
    this.#nonces.set(nonce, time);
    if (this.#nonces.size > 10_000) this.#forgetOld(Math.min(...clocks) - WINDOW);
  }

  #forgetOld(before: number): void {
    for (const [nonce, time] of this.#nonces) if (time < before) this.#nonces.delete(nonce);
  }
}

function refused(message: string): RestError {
  return new RestError('woocommerce_rest_authentication_error', message, 401);
}

/** RFC 3986, as OAuth wants it: `encodeURIComponent` leaves `!'()*` alone. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function headerParameters(header: string): [string, string][] {
  if (!header.startsWith('OAuth ')) return [];
  return [...header.matchAll(/(oauth_[a-z_-]*)="([^"]*)"/g)].map(([, name = '', value = '']) => [
    name,
    decodeURIComponent(value),
  ]);
}
