import type { Answered, Denied, Grant, GrantInput, Signed, SignInput, TokenSpec, Verdict } from 'mabang/contract';
import { z } from 'zod';
import { firstError } from './errors.ts';
import { type Connection, tokenEndpointOf } from './schema.ts';

const ACCESS = 'access';

/** Basic ISO 8601 in UTC: `20261123T163854Z`. */
export function amzDate(now: number): string {
  return new Date(now).toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
}

/** No signature: the access token is the whole credential. */
export function sign({ tokens, now }: SignInput<Connection>): Signed {
  return { headers: { 'x-amz-access-token': tokens[ACCESS] ?? '', 'x-amz-date': amzDate(now) } };
}

/**
 * A token that has run out, or that somebody revoked, is answered like any other refusal, with 403; only the details tell it
 * from a seller who has not granted the role. Recorded words: `The access token you provided has expired.`
 */
export function judge({ status, body }: Answered): Verdict | undefined {
  if (status !== 401 && status !== 403) return undefined;
  const error = firstError(body);
  const words = `${error?.message ?? ''} ${error?.details ?? ''}`;
  return /access token/i.test(words) && /expired|revoked|invalid|malformed/i.test(words)
    ? { kind: 'stale', token: ACCESS, message: words.trim() }
    : undefined;
}

const granted = z
  .object({ access_token: z.string().min(1), expires_in: z.number().int().positive().optional() })
  .transform(
    ({ access_token: token, expires_in: expiresIn }): Grant => ({
      token,
      ...(expiresIn === undefined ? {} : { expiresIn }),
    }),
  );

/** OAuth errors after which asking again is of no use: the key or the consent is wrong. */
export const FOR_GOOD: ReadonlySet<string> = new Set([
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'access_denied',
]);

const denied = z.object({ error: z.string(), error_description: z.string().optional() }).transform(
  ({ error, error_description: words }): Denied => ({
    denied: words === undefined ? error : `${words} (${error})`,
    authorise: FOR_GOOD.has(error),
  }),
);

export const token: TokenSpec<Connection> = {
  name: ACCESS,
  title: 'Login with Amazon access token',
  bucket: 'token',
  lifetime: {
    value: 3600,
    unit: 'seconds',
    source: 'SellingPartnerApiDeveloperGuide: expires_in of a token from api.amazon.com',
    date: '2026-11-23',
  },
  rotates: [],
  grant: ({ secrets, connection }: GrantInput<Connection>) => ({
    url: tokenEndpointOf(connection),
    content: {
      kind: 'form',
      fields: {
        grant_type: 'refresh_token',
        refresh_token: secrets.refreshToken ?? '',
        client_id: secrets.clientId ?? '',
        client_secret: secrets.clientSecret ?? '',
      },
    },
  }),
  reply: z.union([granted, denied]),
};
