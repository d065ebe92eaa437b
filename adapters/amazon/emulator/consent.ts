import { randomBytes } from 'node:crypto';
import { type EmulatorClock, type EmulatorReply, type EmulatorRequest, html } from 'mabang/testing';

/** An LWA authorization code is good for five minutes. Developer guide, website authorization workflow, read 2026-11-23. */
const CODE_LIFE_MS = 300_000;

export const CONSENT_PATH = '/apps/authorize/consent';

/** An application as its developer registered it. */
export interface Application {
  readonly id: string;
  /** In draft it can be authorised only with `version=beta`. */
  readonly state: 'draft' | 'published';
  /** https, in the order of the registration: the first is where the browser goes unless the link says another. */
  readonly redirectUris: readonly [string, ...string[]];
}

interface Code {
  readonly until: number;
  /** What the exchange must name; `undefined` when the link named none. */
  readonly redirectUri: string | undefined;
}

/** Seller Central's consent page. The seller is signed in and says yes at once. */
export class Consent {
  readonly #codes = new Map<string, Code>();

  constructor(
    readonly clock: EmulatorClock,
    readonly application: Application,
    readonly sellerId: string,
  ) {}

  page({ method, query }: EmulatorRequest): EmulatorReply {
    if (method !== 'GET') return problem(405, 'Method not allowed');
    const { id, state, redirectUris } = this.application;
    if (query.get('application_id') !== id) return problem(400, 'There is no application with this id.');
    // Codes of the page "Authorization Errors", read 2026-11-23.
    if (state === 'draft' && query.get('version') !== 'beta') return problem(400, 'Error code: MD1000');
    const named = query.get('redirect_uri') ?? undefined;
    if (named !== undefined && !redirectUris.includes(named)) return problem(400, 'Error code: MD5101');
    const code = randomBytes(12).toString('hex');
    this.#codes.set(code, { until: this.clock.now() + CODE_LIFE_MS, redirectUri: named });
    const back = new URL(named ?? redirectUris[0]);
    const given = query.get('state');
    if (given !== null) back.searchParams.set('state', given);
    back.searchParams.set('selling_partner_id', this.sellerId);
    back.searchParams.set('spapi_oauth_code', code);
    return { status: 302, headers: { location: back.href }, text: '' };
  }

  /** Uses a code up. What is wrong with it, by the name of the parameter; `undefined` when it is good. */
  exchange(given: string, redirectUri: string | null): 'code' | 'redirect_uri' | undefined {
    const code = this.#codes.get(given);
    this.#codes.delete(given);
    if (!code || this.clock.now() > code.until) return 'code';
    if (code.redirectUri !== undefined && code.redirectUri !== redirectUri) return 'redirect_uri';
    return undefined;
  }
}

function problem(status: number, text: string): EmulatorReply {
  return {
    ...html(`<!DOCTYPE html><html><head><title>Seller Central</title></head><body>${text}</body></html>`),
    status,
  };
}
