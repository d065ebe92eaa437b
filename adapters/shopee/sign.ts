import type { Signed, SignInput, SignTools } from 'mabang/contract';
import type { Connection } from './schema.ts';

export type Family = 'shop' | 'merchant' | 'public';

/** Calls that are signed with the partner's key alone: guide "API calls", 2025-12, and what the vectors of it show. */
const PUBLIC = /\/(?:auth|public)\/|\/shop\/auth_partner$|\/media_space\/upload_image$/;
const MERCHANT = /\/(?:global_product|merchant)\//;

/** Whose token a call is signed with, by its path, with or without `/api/v2` in front. */
export function familyOf(path: string): Family {
  if (PUBLIC.test(path)) return 'public';
  return MERCHANT.test(path) ? 'merchant' : 'shop';
}

/** Shop or merchant token and the id it is of, as they stand in the query and behind the timestamp in the signed text. */
export interface Owner {
  readonly token: string;
  readonly id: number;
}

/**
 * Lower-case hexadecimal HMAC-SHA256 over partner, path and second, and the token and its owner where there are. The key is
 * taken as text, though it looks like hexadecimal. Neither the query nor the body is signed.
 */
export function signature(
  crypto: Pick<SignTools, 'hmac'>,
  key: string,
  parts: { readonly partnerId: number; readonly path: string; readonly timestamp: number; readonly owner?: Owner },
): string {
  const { partnerId, path, timestamp, owner } = parts;
  return crypto.hmac('sha256', key, `${partnerId}${path}${timestamp}${owner?.token ?? ''}${owner?.id ?? ''}`, 'hex');
}

/** A time is good for 5 minutes, so it is read for each attempt anew. */
export function sign({ url, secrets, tokens: held, connection, now, crypto }: SignInput<Connection>): Signed {
  const { partnerId, shopId, merchantId } = connection;
  const timestamp = Math.floor(now / 1000);
  const family = familyOf(url.pathname);
  const id = family === 'merchant' ? (merchantId ?? 0) : shopId;
  const owner = family === 'public' ? undefined : { token: held[family] ?? '', id };
  const signed = signature(crypto, secrets.partnerKey ?? '', {
    partnerId,
    path: url.pathname,
    timestamp,
    ...(owner ? { owner } : {}),
  });
  return {
    query: {
      partner_id: String(partnerId),
      timestamp: String(timestamp),
      ...(owner ? { access_token: owner.token, [`${family}_id`]: String(id) } : {}),
      sign: signed,
    },
  };
}
