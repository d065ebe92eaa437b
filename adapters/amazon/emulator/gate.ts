import { randomBytes } from 'node:crypto';
import type { EmulatorClock, EmulatorReply, EmulatorRequest } from 'mabang/testing';
import type { Consent } from './consent.ts';
import { ApiError, answer, unauthorized } from './reply.ts';

/** Seconds an access token lives. Developer guide, read 2026-11-23. */
const TOKEN_LIFE = 3600;
/** Developer guide, read 2026-11-23. */
const USER_AGENT_MAX = 500;

export interface Secrets {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
}

interface Token {
  readonly expires: number;
  /** Got without a seller's consent: good for notifications and the like, not for a seller's listings. */
  readonly grantless: boolean;
}

/** Login with Amazon, and the door that looks at what it gave out. */
export class Gate {
  readonly #tokens = new Map<string, Token>();
  /** Another authorisation ends none before it. */
  readonly #refresh: Set<string>;

  constructor(
    readonly clock: EmulatorClock,
    readonly secrets: Secrets,
    readonly consent: Consent,
  ) {
    this.#refresh = new Set([secrets.refreshToken]);
  }

  /** `POST /auth/o2/token`: a form in, a token or an OAuth error out. */
  login(request: EmulatorRequest): EmulatorReply {
    const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
    if (request.method !== 'POST' || type !== 'application/x-www-form-urlencoded') {
      return oauthError(400, 'invalid_request', 'The request must be a POST with a form body');
    }
    const form = new URLSearchParams(request.body);
    const grant = form.get('grant_type');
    const wants = ['grant_type', 'client_id', 'client_secret'];
    if (grant === 'refresh_token') wants.push('refresh_token');
    if (grant === 'client_credentials') wants.push('scope');
    if (grant === 'authorization_code') wants.push('code');
    const missing = wants.find((name) => (form.get(name) ?? '') === '');
    if (missing) {
      return oauthError(400, 'invalid_request', `The request is missing a required parameter : ${missing}`);
    }
    if (form.get('client_id') !== this.secrets.clientId || form.get('client_secret') !== this.secrets.clientSecret) {
      return oauthError(401, 'invalid_client', 'Client authentication failed');
    }
    if (grant === 'authorization_code') return this.#exchange(form);
    if (grant !== 'refresh_token' && grant !== 'client_credentials') {
      return oauthError(400, 'unsupported_grant_type', 'The authorization grant type is not supported');
    }
    if (grant === 'client_credentials') {
      const scope = form.get('scope') ?? '';
      if (!scope.startsWith('sellingpartnerapi::')) {
        return oauthError(400, 'invalid_scope', 'The requested scope is invalid, unknown or malformed');
      }
      return answer({ access_token: this.#issue(true), scope, token_type: 'bearer', expires_in: TOKEN_LIFE });
    }
    const refreshToken = form.get('refresh_token') ?? '';
    if (!this.#refresh.has(refreshToken)) {
      return oauthError(400, 'invalid_grant', 'The request has an invalid grant parameter : refresh_token');
    }
    return this.#granted(refreshToken);
  }

  /** A code is for one exchange, whatever comes of it. */
  #exchange(form: URLSearchParams): EmulatorReply {
    const wrong = this.consent.exchange(form.get('code') ?? '', form.get('redirect_uri'));
    if (wrong) return oauthError(400, 'invalid_grant', `The request has an invalid grant parameter : ${wrong}`);
    const refreshToken = `Atzr|${randomBytes(48).toString('base64url')}`;
    this.#refresh.add(refreshToken);
    return this.#granted(refreshToken);
  }

  #granted(refreshToken: string): EmulatorReply {
    return answer({
      access_token: this.#issue(false),
      refresh_token: refreshToken,
      token_type: 'bearer',
      expires_in: TOKEN_LIFE,
    });
  }

  /** Throws the refusal of a call that may not come in. */
  admit(request: EmulatorRequest): void {
    const { headers } = request;
    const agent = headers['user-agent'] ?? '';
    if (agent === '' || agent.length > USER_AGENT_MAX) {
      throw new ApiError(400, 'InvalidInput', 'Invalid input', 'A User-Agent of at most 500 characters is required.');
    }
    const given = headers['x-amz-access-token'] ?? '';
    if (given === '') throw unauthorized('Access token is missing in the request header.');
    const token = this.#tokens.get(given);
    if (!token) throw unauthorized('The access token you provided is revoked, malformed or invalid.');
    if (this.clock.now() >= token.expires) throw unauthorized('The access token you provided has expired.');
    if (token.grantless) throw unauthorized('');
    if (!/^\d{8}T\d{6}Z$/.test(headers['x-amz-date'] ?? '')) {
      throw new ApiError(400, 'InvalidInput', 'Invalid input', 'x-amz-date must be a basic ISO 8601 date in UTC.');
    }
  }

  #issue(grantless: boolean): string {
    const token = `Atza|${randomBytes(48).toString('base64url')}`;
    this.#tokens.set(token, { expires: this.clock.now() + TOKEN_LIFE * 1000, grantless });
    return token;
  }
}

export function oauthError(status: number, error: string, description: string): EmulatorReply {
  return answer({ error, error_description: description }, status);
}
