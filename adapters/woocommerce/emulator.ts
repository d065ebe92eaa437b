import { randomBytes } from 'node:crypto';
import { type Emulator, type EmulatorClock, type EmulatorReply, html, json, retryAfter, serve } from 'mabang/testing';
import { Gate } from './emulator/auth.ts';
import { dispatch } from './emulator/dispatch.ts';
import { street } from './emulator/inspect.ts';
import { ITEM_ROUTES } from './emulator/item-routes.ts';
import { FatalError, RestError } from './emulator/rest.ts';
import { Shop } from './emulator/shop.ts';
import { shopRoutes } from './emulator/shop-routes.ts';
import { TERM_ROUTES } from './emulator/term-routes.ts';
import type { WooEmulatorOptions } from './emulator/types.ts';

export type { WooEmulatorOptions } from './emulator/types.ts';

export interface WooEmulator extends Emulator {
  /** The shop's time: a test moves it to let a sale begin or a second pass. */
  readonly clock: EmulatorClock;
}

/** What `mabang demo` sets for the shop: the sheet is in yuan, the shop sells in euros. The rate is made up. */
export const demo = {
  channel: 'shop',
  settings: { price: { rates: { CNY: '0.128' }, multiply: '2.4', ending: '0.99' }, stock: { keep_back: 1 } },
};

/** Batches of 100 (REST documentation of v3); nobody publishes a rate, a shop is as fast as its server. */
export const least = (prices: number) => ({ writes: Math.ceil(prices / 100) });

/** The version whose answers were recorded, 2026-11-23. */
const VERSION = '10.0.2';

/**
 * A WooCommerce shop on loopback: REST v3 as recorded on WooCommerce 10.0.2 with WordPress 6.8.3 (2026-11-23), written
 * from those recordings and the published documents alone. Everything is in memory and starts empty; keys are new at every
 * start.
 */
export async function start(options: WooEmulatorOptions = {}): Promise<WooEmulator> {
  const secrets = {
    key: `ck_${randomBytes(20).toString('hex')}`,
    secret: `cs_${randomBytes(20).toString('hex')}`,
  };
  const https = options.https === true;
  const routes = [...TERM_ROUTES, ...ITEM_ROUTES, ...shopRoutes(options.version ?? VERSION, https)];
  let shop: Shop | undefined;
  let gate: Gate | undefined;

  const server = await serve({
    ...options,
    handle: (request, { work }) => {
      if (!shop || !gate) throw new Error('a request came before the shop was open');
      return dispatch(shop, routes, gate, request, work);
    },
    faultReply: (kind, fault) => {
      switch (kind) {
        case 'throttle':
          return html(page('429 Too Many Requests'), 429, { 'retry-after': retryAfter(fault) });
        case 'html':
          return html(page('Just a moment…'));
        case 'deny':
          return new RestError('woocommerce_rest_authentication_error', 'Consumer key is invalid.', 401).reply();
        default:
          return new FatalError().reply();
      }
    },
    missingPart: withoutPart,
  });
  shop = new Shop(server.url, server.clock, options);
  gate = new Gate({ ...secrets, readOnly: options.readOnly === true }, server.url, https);

  return {
    url: server.url,
    connection: { url: server.url },
    secrets,
    currency: shop.settings.currency,
    clock: server.clock,
    ...street(shop),
    ...server.controls,
  };
}

/**
 * Of a batch: the last result of its first list is gone. Of a list: the id of its first row, or, when it has no rows, the
 * headers that say how many there are. Of a single thing: its id.
 */
function withoutPart(reply: EmulatorReply): EmulatorReply {
  const { value } = reply;
  if (Array.isArray(value)) {
    const [first, ...rest] = value as unknown[];
    if (first === undefined) return { ...reply, headers: { 'content-type': reply.headers['content-type'] ?? '' } };
    return { ...reply, value: [withoutId(first), ...rest] };
  }
  if (value === null || typeof value !== 'object') return reply;
  for (const list of ['create', 'update', 'delete']) {
    const results = (value as Record<string, unknown>)[list];
    if (Array.isArray(results)) return json({ ...value, [list]: results.slice(0, -1) }, reply.status, reply.headers);
  }
  return { ...reply, value: withoutId(value) };
}

function withoutId(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  const { id: _gone, ...rest } = value as Record<string, unknown>;
  return rest;
}

function page(title: string): string {
  return `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
}
