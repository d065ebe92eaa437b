import type { Auth, Signed, SignInput } from 'mabang/contract';
import type { Connection } from './schema.ts';

/** RFC 3986: everything but `A-Z a-z 0-9 - . _ ~` as `%XX`. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

const byCode = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The text that OAuth 1.0a signs (RFC 5849, 3.4.1): method, address without its query, and all parameters in order. */
export function baseString(method: string, url: URL, oauth: Readonly<Record<string, string>>): string {
  const pairs = [...url.searchParams, ...Object.entries(oauth)]
    .map(([key, value]) => [encoded(key), encoded(value)] as const)
    .sort(([a, x], [b, y]) => byCode(a, b) || byCode(x, y))
    .map(([key, value]) => `${key}=${value}`);
  return [method, `${url.origin}${url.pathname}`, pairs.join('&')].map(encoded).join('&');
}

/**
 * Over HTTPS the key is sent as it is. Over plain HTTP the shop accepts only OAuth 1.0a without a token; the body is not
 * signed, and a nonce is good for one request, so every attempt is signed anew.
 */
export function sign({ method, url, secrets, connection, now, nonce, crypto }: SignInput<Connection>): Signed {
  const { key = '', secret = '' } = secrets;
  if (url.protocol === 'https:') {
    return connection.auth === 'query'
      ? { query: { consumer_key: key, consumer_secret: secret } }
      : { headers: { authorization: `Basic ${crypto.base64(`${key}:${secret}`)}` } };
  }
  const oauth = {
    oauth_consumer_key: key,
    oauth_nonce: nonce,
    oauth_signature_method: 'HMAC-SHA256',
    oauth_timestamp: String(Math.floor(now / 1000)),
  };
  const signature = crypto.hmac('sha256', `${secret}&`, baseString(method, url, oauth), 'base64');
  return { query: { ...oauth, oauth_signature: signature } };
}

export const auth: Auth<Connection> = {
  kind: 'signed',
  secrets: [
    {
      name: 'key',
      title: 'Consumer key',
      help: 'WooCommerce > Settings > Advanced > REST API > Add key, with the permission Read/Write, for an administrator or shop manager; begins with ck_',
    },
    { name: 'secret', title: 'Consumer secret', help: 'shown once, beside the consumer key; begins with cs_' },
  ],
  note: 'HTTP Basic over HTTPS; OAuth 1.0a with HMAC-SHA256 over plain HTTP',
  sign,
};
