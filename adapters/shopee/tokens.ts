import type { Denied, Grant, GrantInput, GrantRequest, TokenSpec } from 'mabang/contract';
import { z } from 'zod';
import { bareCode } from './errors.ts';
import { baseUrl, type Connection } from './schema.ts';
import { signature } from './sign.ts';

const GUIDE = 'guide "Authorization and Authentication", 2025-12';
const READ = '2026-11-23';

/** Answers that only a new authorisation by the seller can change. */
const AUTHORISE =
  /^(?:refresh_token_expired|(?:shop|merchant)_access_expired|error_(?:shop|merchant)_refresh_token|(?:shop|merchant)_no_linked|invalid_(?:shop|merchant)_id|shop_banned)$/;

const granted = z
  .object({
    error: z.literal('').optional(),
    access_token: z.string().min(1),
    refresh_token: z.string().min(1),
    /** Left to `lifetime` when it is not there: the old refresh token is used up, so the new one must not be lost over it. */
    expire_in: z.number().int().positive().optional(),
  })
  .transform(
    (answer): Grant => ({
      token: answer.access_token,
      secrets: { refreshToken: answer.refresh_token },
      ...(answer.expire_in === undefined ? {} : { expiresIn: answer.expire_in }),
    }),
  );

/** A refusal comes with HTTP 200 or 403 alike. */
const denied = z.object({ error: z.string().min(1), message: z.string().default('') }).transform(
  ({ error, message }): Denied => ({
    denied: `${message} (${error})`,
    authorise: AUTHORISE.test(bareCode(error)) || /refresh[_ ]token/i.test(message),
  }),
);

/** The refresh token of each owner lives by itself from the first exchange on, so each spec keeps its own. */
function spec(name: 'shop' | 'merchant'): TokenSpec<Connection> {
  return {
    name,
    title: name === 'shop' ? "the shop's access token" : "the merchant's access token",
    bucket: 'token',
    lifetime: { value: 14_400, unit: 'seconds', source: `${GUIDE}: 4 hours`, date: READ },
    rotates: ['refreshToken'],
    grant: (input) => grant(name, input),
    reply: z.union([granted, denied]),
  };
}

const PATH = '/auth/access_token/get';

/** Where a call that needs no token is sent: signed with the partner's key alone. */
export function publicUrl(path: string, { connection, secrets, now, crypto }: GrantInput<Connection>): string {
  const { partnerId } = connection;
  const timestamp = Math.floor(now / 1000);
  const url = new URL(`${baseUrl(connection)}${path}`);
  const sign = signature(crypto, secrets.partnerKey ?? '', { partnerId, path: url.pathname, timestamp });
  url.search = new URLSearchParams({ partner_id: String(partnerId), timestamp: String(timestamp), sign }).toString();
  return url.href;
}

function grant(name: 'shop' | 'merchant', input: GrantInput<Connection>): GrantRequest {
  const { connection, secrets } = input;
  const { partnerId, shopId, merchantId } = connection;
  const owner: Readonly<Record<string, number>> =
    name === 'shop' ? { shop_id: shopId } : { merchant_id: merchantId ?? 0 };
  return {
    url: publicUrl(PATH, input),
    content: {
      kind: 'json',
      value: { refresh_token: secrets.refreshToken ?? '', partner_id: partnerId, ...owner },
    },
  };
}

/** Of the shop, and of the merchant above it; a call names the one it needs (`Auth.needs`). */
export const tokens: readonly TokenSpec<Connection>[] = [spec('shop'), spec('merchant')];
