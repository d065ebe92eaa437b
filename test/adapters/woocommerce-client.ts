import { createHmac, randomBytes } from 'node:crypto';
import type { Emulator } from 'mabang/testing';
import { expect } from 'vitest';

/** A bare client that signs as the documents say. It shares nothing with the adapter. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Loose;
}

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into by name; each test knows what it asked for.
export type Loose = any;

export interface SignOptions {
  readonly key?: string;
  readonly secret?: string;
  readonly hash?: 'sha1' | 'sha256';
  readonly timestamp?: number;
  readonly nonce?: string;
}

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

export function apiUrl(shop: Pick<Emulator, 'url'>, path: string): URL {
  return new URL(path.startsWith('/wp-json') ? path : `/wp-json/wc/v3${path}`, shop.url);
}

/** The `oauth_…` parameters for a request, signature last. */
export function oauth(
  shop: Pick<Emulator, 'secrets'>,
  method: string,
  url: URL,
  options: SignOptions = {},
): [string, string][] {
  const hash = options.hash ?? 'sha256';
  const own: [string, string][] = [
    ['oauth_consumer_key', options.key ?? shop.secrets.key ?? ''],
    ['oauth_timestamp', String(options.timestamp ?? Math.floor(Date.now() / 1000))],
    ['oauth_nonce', options.nonce ?? randomBytes(16).toString('hex')],
    ['oauth_signature_method', hash === 'sha1' ? 'HMAC-SHA1' : 'HMAC-SHA256'],
  ];
  const parameters = [...url.searchParams, ...own]
    .map(([name, value]) => [encode(name), encode(value)])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const base = [method, encode(url.origin + url.pathname), encode(parameters)].join('&');
  const secret = options.secret ?? shop.secrets.secret ?? '';
  return [...own, ['oauth_signature', createHmac(hash, `${secret}&`).update(base).digest('base64')]];
}

export async function send(url: URL | string, method: string, body?: unknown, headers = {}): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(180_000),
  });
  const text = await response.text();
  const parsed = /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text;
  return { status: response.status, headers: response.headers, body: parsed };
}

/** Signed in the header, as recorded; `query` puts the signature into the URL instead. */
export function ask(shop: Emulator, method: string, path: string, body?: unknown, how: 'header' | 'query' = 'header') {
  const url = apiUrl(shop, path);
  const own = oauth(shop, method, url);
  if (how === 'header') {
    const header = own.map(([name, value]) => `${name}="${encode(value)}"`).join(', ');
    return send(url, method, body, { authorization: `OAuth ${header}` });
  }
  for (const [name, value] of own) url.searchParams.set(name, value);
  return send(url, method, body);
}

/** One recorded request and what of its answer was recorded. `{name}` stands for an id kept by an earlier pair. */
export interface Pair {
  readonly what: string;
  readonly ask: string;
  readonly body?: unknown;
  readonly status: number;
  /** Members that the answer has, or rows that a list begins with. */
  readonly shows?: unknown;
  /** What is picked out of the answer before it is compared. */
  readonly pick?: (body: Loose, answer: Answer) => unknown;
  /** Keeps the answer's id under this name. */
  readonly keep?: string;
}

export async function replay(shop: Emulator, ids: Map<string, number>, pair: Pair): Promise<void> {
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const name = /^\{(\w+)\}$/.exec(value)?.[1];
      if (name !== undefined && ids.has(name)) return ids.get(name);
      return value.replace(/\{(\w+)\}/g, (all, key: string) => String(ids.get(key) ?? all));
    }
    if (Array.isArray(value)) return value.map(fill);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, fill(member)]));
  };
  const [method = '', path = ''] = pair.ask.split(' ');
  const answer = await ask(shop, method, String(fill(path)), fill(pair.body));
  expect(answer.status, `${pair.what}: ${JSON.stringify(answer.body).slice(0, 300)}`).toBe(pair.status);
  if (pair.keep) ids.set(pair.keep, answer.body.id);
  if (pair.shows === undefined) return;
  const seen = pair.pick ? pair.pick(answer.body, answer) : answer.body;
  const wanted = fill(pair.shows);
  if (pair.pick || wanted === null || typeof wanted !== 'object') expect(seen, pair.what).toEqual(wanted);
  else expect(seen, pair.what).toMatchObject(wanted);
}

/** Errors as recorded. */
export const invalidParam = (name: string, message: string, detail: object) => ({
  code: 'rest_invalid_param',
  message: `Invalid parameter(s): ${name}`,
  data: { status: 400, params: { [name]: message }, details: { [name]: { message, ...detail } } },
});
export const notOfType = (name: string, type: string) =>
  invalidParam(name, `${name} is not of type ${type}.`, { code: 'rest_invalid_type', data: { param: name } });
export const notInEnum = (name: string, list: string) =>
  invalidParam(name, `${name} is not one of ${list}.`, { code: 'rest_not_in_enum', data: null });
export const doubleSku = (id: string, free: string) => ({
  code: 'product_invalid_sku',
  message: 'Invalid or duplicated SKU.',
  data: { status: 400, resource_id: id, unique_sku: free },
});
export const invalidId = (status: number) => ({
  code: 'woocommerce_rest_product_invalid_id',
  message: 'Invalid ID.',
  data: { status },
});
export const imageError = {
  code: 'woocommerce_product_image_upload_error',
  message: 'Error getting remote image http://127.0.0.1:8080/nope.jpg. Error: Not Found',
  data: { status: 400 },
};
