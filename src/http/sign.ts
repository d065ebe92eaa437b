import { createHmac, randomBytes } from 'node:crypto';
import type { Adapter, Method, SignTools } from '../contract/index.ts';
import { encodeQuery, withQuery } from './url.ts';

export const signTools: SignTools = {
  hmac: (hash, key, text, encoding) => createHmac(hash, key).update(text, 'utf8').digest(encoding),
  base64: (text) => Buffer.from(text, 'utf8').toString('base64'),
};

export interface Unsigned<Connection> {
  readonly auth: Pick<Adapter<Connection, string>['auth'], 'sign'>;
  readonly method: Method;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  readonly secrets: Readonly<Record<string, string>>;
  readonly tokens: Readonly<Record<string, string>>;
  readonly connection: Connection;
  readonly now: number;
}

/** Ready for the wire. Used for one attempt and never again. */
export interface SignedRequest {
  readonly method: Method;
  readonly url: URL;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** Query keys that signing added. */
  readonly signedKeys: readonly string[];
  /** Header names that signing added, lower case. */
  readonly signedHeaders: readonly string[];
}

/** One attempt, signed with a nonce of its own. Whatever `sign` throws comes out as it is, so it may hold secrets. */
export function signRequest<Connection>(request: Unsigned<Connection>): SignedRequest {
  const { method, body, secrets, tokens, connection, now } = request;
  const signed = request.auth.sign({
    method,
    url: new URL(request.url),
    body: typeof body === 'string' ? body : '',
    secrets,
    tokens,
    connection,
    now,
    nonce: randomBytes(16).toString('hex'),
    crypto: signTools,
  });
  const added = lowerCaseNames(signed.headers ?? {});
  return {
    method,
    url: withQuery(request.url, encodeQuery(signed.query ?? {})),
    headers: { ...request.headers, ...added },
    body,
    signedKeys: Object.keys(signed.query ?? {}),
    signedHeaders: Object.keys(added),
  };
}

export function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
