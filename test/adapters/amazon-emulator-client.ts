import { expect } from 'vitest';
import type { AmazonEmulator } from '../../adapters/amazon/emulator.ts';

/** A bare client that calls as the documents say. It shares nothing with the adapter. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Loose;
}

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into by name; each test knows what it asked for.
export type Loose = any;

export const US = 'ATVPDKIKX0DER';

export async function send(
  url: string,
  method: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Answer> {
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
  const text = await response.text();
  const parsed = text.startsWith('{') ? JSON.parse(text) : undefined;
  return { status: response.status, headers: response.headers, text, body: parsed };
}

export function login(amazon: AmazonEmulator, form: Record<string, string> = {}): Promise<Answer> {
  const fields = {
    grant_type: 'refresh_token',
    refresh_token: amazon.secrets.refreshToken ?? '',
    client_id: amazon.secrets.clientId ?? '',
    client_secret: amazon.secrets.clientSecret ?? '',
    ...form,
  };
  return send(
    String(amazon.connection.tokenEndpoint),
    'POST',
    { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    String(new URLSearchParams(fields)),
  );
}

export type Ask = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;

/** A client with a token. `{seller}` in a path is the seller's id. */
export async function client(amazon: AmazonEmulator): Promise<Ask> {
  const { body } = await login(amazon);
  return (method, path, content, headers = {}) =>
    send(
      `${amazon.url}${path.replace('{seller}', String(amazon.connection.sellerId))}`,
      method,
      {
        'x-amz-access-token': body.access_token,
        'x-amz-date': '20261123T120000Z',
        'user-agent': 'Test/1.0 (Language=TypeScript)',
        ...(content === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      content === undefined ? undefined : JSON.stringify(content),
    );
}

export function itemPath(sku: string, query = `marketplaceIds=${US}`): string {
  return `/listings/2021-08-01/items/{seller}/${encodeURIComponent(sku)}?${query}`;
}

export const EVERYTHING = `marketplaceIds=${US}&includedData=summaries,attributes,issues,offers,fulfillmentAvailability,relationships,productTypes`;

export const said = (value: unknown) => [{ value, language_tag: 'en_US' }];
export const offer = (price: number, more: Loose = {}) => [
  { currency: 'USD', our_price: [{ schedule: [{ value_with_tax: price }] }], ...more },
];
export const stock = (quantity: number, more: Loose = {}) => [
  { fulfillment_channel_code: 'DEFAULT', quantity, ...more },
];

/** A product of the small type, complete. */
export function mug(changes: Loose = {}): Loose {
  return {
    productType: 'PRODUCT',
    requirements: 'LISTING',
    attributes: {
      item_name: said('Enamel mug'),
      brand: said('Mabang'),
      condition_type: [{ value: 'new_new' }],
      supplier_declared_has_product_identifier_exemption: [{ value: true }],
      purchasable_offer: offer(12.9),
      fulfillment_availability: stock(7),
      main_product_image_locator: [{ media_location: 'https://images.example/mug.jpg' }],
      ...changes,
    },
  };
}

export function parent(theme = 'COLOR/SIZE', changes: Loose = {}): Loose {
  return {
    productType: 'PRODUCT',
    requirements: 'LISTING',
    attributes: {
      item_name: said('Linen shirt'),
      brand: said('Mabang'),
      parentage_level: [{ value: 'parent' }],
      variation_theme: [{ name: theme }],
      ...changes,
    },
  };
}

export function child(of: string, color: string, size: string, changes: Loose = {}): Loose {
  return mug({
    item_name: said(`Linen shirt ${color} ${size}`),
    parentage_level: [{ value: 'child' }],
    variation_theme: [{ name: 'COLOR/SIZE' }],
    child_parent_sku_relationship: [{ child_relationship_type: 'variation', parent_sku: of }],
    color: said(color),
    size: said(size),
    ...changes,
  });
}

/** Puts it, and lets everything come true. */
export async function live(amazon: AmazonEmulator, ask: Ask, items: Readonly<Record<string, Loose>>): Promise<void> {
  for (const [sku, body] of Object.entries(items)) {
    const answer = await ask('PUT', itemPath(sku), body);
    expect(answer.body, sku).toMatchObject({ status: 'ACCEPTED' });
    amazon.clock.advance(200);
  }
  amazon.clock.advance(120_000);
}

export async function attributesOf(ask: Ask, sku: string): Promise<Loose> {
  const answer = await ask('GET', itemPath(sku, `marketplaceIds=${US}&includedData=attributes`));
  expect(answer.status).toBe(200);
  return answer.body.attributes;
}

export const patch = (...patches: readonly Loose[]): Loose => ({ productType: 'PRODUCT', patches });
