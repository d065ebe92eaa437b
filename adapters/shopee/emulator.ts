import { randomBytes } from 'node:crypto';
import {
  type Emulator,
  type EmulatorReply,
  type EmulatorRequest,
  type EmulatorServer,
  html,
  json,
  type RequestKind,
  serve,
} from 'mabang/testing';
import { dispatch, refusal } from './emulator/dispatch.ts';
import { deniedToken, Gate, tooFast } from './emulator/gate.ts';
import { setStatus, street } from './emulator/inspect.ts';
import { MARKET_CURRENCIES } from './emulator/markets.ts';
import { startImageHost } from './emulator/pictures.ts';
import type { Pair } from './emulator/tokens.ts';
import type { ItemStatus, Promotion, ShopeeEmulatorOptions, Sync } from './emulator/types.ts';
import { World } from './emulator/world.ts';

export { pictureAt } from './emulator/pictures.ts';
export type { ShopeeEmulatorOptions } from './emulator/types.ts';

export interface ShopeeEmulator extends Emulator {
  /**
   * A web server with the seller's pictures, since the platform takes bytes and no URLs: `GET <imageHost>/images/<name>.jpg`
   * answers a JPEG that carries its own URL, so that `inspect().images` can tell where an uploaded image came from. Bytes
   * that `pictureAt(url)` made carry theirs; of any others `inspect` tells `sha256:…`.
   */
  readonly imageHost: string;
  /** A campaign takes hold of a SKU, or lets go of it. */
  promote(sku: string, promotion?: Promotion): void;
  endPromotion(sku: string): void;
  /** The platform bans, reviews or deletes the listing that holds a SKU. */
  setStatus(sku: string, status: ItemStatus): void;
  /** The seller authorises the app again and the code is exchanged: a pair as fresh as the first. */
  reauthorize(): Pair;
  /** The seller authorises the app again: the code that his browser brings back, to be exchanged by `auth/token/get`. */
  authorize(): { readonly code: string; readonly shop_id?: number; readonly main_account_id?: number };
}

const PARTNER_ID = 2_001_887;

/** Currencies of the markets, with the digits that a price may have there. */
export const currencies: Readonly<Record<string, number>> = MARKET_CURRENCIES;

/** No publishing in an ordinary shop, so nothing is answered with a ticket. */
export const ticketsFrom = Number.POSITIVE_INFINITY;

/** Shops that are upgraded to CNSC are another kind. Here one with prices, texts and pictures of its own. */
export const accounts = {
  'upgraded to CNSC': { options: { cnsc: true, sync: { text: false, media: false, price: false } }, ticketsFrom: 1 },
};

/**
 * A call for each item, and reading back 50 items a call, all from one bucket of the gateway (`rate`; no document publishes
 * one, a user held it).
 */
export const least = (prices: number) => ({
  writes: prices,
  seconds: (prices + Math.ceil(prices / 50) - 100) / 100,
});

/** What `mabang demo` sets for the shop: the sheet is in yuan, the shop sells in Singapore dollars. The rate is made up. */
export const demo = {
  channel: 'shopee-sg',
  settings: { price: { rates: { CNY: '0.19' }, multiply: '2.2', ending: '0.90' }, stock: { keep_back: 1 } },
  mapping: {
    categories: {
      'Home > Kitchen > Mugs': '100101',
      'Home > Kitchen > Tea': '100102',
      'Home > Kitchen > *': '100102',
      'Clothing > Scarves': '100202',
      'Clothing > *': '100201',
      '*': '100003',
    },
  },
};

/** As a seller of the goods that suites list would map them. */
const MAPPING = {
  categories: {
    'Kitchen > Mugs': '100101',
    'Kitchen > Tea': '100102',
    'Clothing > Shirts': '100201',
    'Clothing > Scarves': '100202',
  },
};

/**
 * Shopee's Open Platform v2 on loopback, written from its document pages (2026-08) and guides (2025-12) alone. Everything is
 * in memory and starts empty; keys and tokens are new at every start. There is no access token at the start: the first call
 * of a client is a refresh. Names and descriptions are kept as they are sent: no document says that they are rewritten.
 * Throws a RangeError for a market or a currency that the platform does not have.
 */
export async function start(options: ShopeeEmulatorOptions = {}): Promise<ShopeeEmulator> {
  const partner = { id: PARTNER_ID, key: randomBytes(32).toString('hex') };
  const http = options.httpErrors === true;
  let world: World | undefined;
  let gate: Gate | undefined;
  const server: EmulatorServer = await serve({
    ...options,
    handle: (request, { work }) => {
      if (!world || !gate) throw new Error('a request came before the platform was open');
      return dispatch(world, gate, request, work);
    },
    kindOf,
    faultReply: (kind) => {
      switch (kind) {
        case 'throttle':
          return refusal(tooFast(), undefined, http);
        case 'deny':
          return refusal(deniedToken(), undefined, http);
        case 'html':
          return html('<!DOCTYPE html><html><head><title>Maintenance</title></head><body>Please wait.</body></html>');
        default:
          return json({ error: 'error_server', message: 'Something wrong. Please try later.', request_id: '' }, 500);
      }
    },
    missingPart: withoutPart,
  });
  try {
    world = new World(server.clock, options, partner.id);
  } catch (error) {
    await server.controls.close();
    throw error;
  }
  const platform = world;
  const owners = new Set(platform.owners());
  gate = new Gate(partner, platform.tokens, owners, server.clock, options);
  const images = await startImageHost();
  const merchant = platform.merchant;
  return {
    url: server.url,
    connection: {
      host: server.url,
      partnerId: partner.id,
      shopId: platform.main.id,
      ...(merchant ? { merchantId: merchant.id, ...switches(platform.main.sync, options) } : {}),
    },
    secrets: { partnerKey: partner.key, refreshToken: platform.tokens.issue([...owners]).refresh_token },
    // Where prices come from the global product, a channel sells in what that is priced in.
    currency: merchant && platform.main.sync.price ? merchant.currency : platform.main.market.currency,
    mapping: MAPPING,
    clock: server.clock,
    imageHost: images.url,
    ...street(platform),
    promote: (sku, promotion = {}) => void platform.promotions.set(sku, promotion),
    endPromotion: (sku) => void platform.promotions.delete(sku),
    lateIssue: (sku, { code }) => void platform.violations.set(sku, code),
    clearIssues: (sku) => void platform.violations.delete(sku),
    refuse: (sku) => void platform.refusals.add(sku),
    setStatus: (sku, status) => setStatus(platform, sku, status),
    takeOff: (sku) => setStatus(platform, sku, 'BANNED'),
    restore: (sku) => setStatus(platform, sku, 'NORMAL'),
    reauthorize: () => platform.tokens.issue([...owners]),
    authorize: () => platform.authorise(),
    ...server.controls,
    close: async () => {
      await Promise.all([server.controls.close(), images.close()]);
    },
  };
}

/** Tokens are granted, pictures list nothing. */
function kindOf({ method, pathname }: EmulatorRequest): RequestKind | undefined {
  if (method !== 'POST') return undefined;
  if (pathname.startsWith('/api/v2/auth/')) return 'grant';
  return pathname === '/api/v2/media_space/upload_image' ? 'read' : undefined;
}

/** What a seller would say of a shop that does not take everything from its global products. */
function switches({ text, media, price }: Sync, { rates = {} }: ShopeeEmulatorOptions): Record<string, unknown> {
  if (text && media && price) return {};
  return { sync: { text, media, price }, ...(price ? {} : { globalRate: String(1 / (Object.values(rates)[0] ?? 1)) }) };
}

/**
 * Of a list of what was done or asked for: its last row is gone. Of a page of items: the flag that says whether there are
 * more. Of an answer that lies at the top: the new tokens' life. Of anything else: the whole response.
 */
function withoutPart(reply: EmulatorReply): EmulatorReply {
  const { value } = reply;
  if (value === null || typeof value !== 'object') {
    return json({ error: '', message: '', warning: '', request_id: '' }, reply.status);
  }
  const { response, ...envelope } = value as { response?: Record<string, unknown> };
  if (response === undefined) {
    const { expire_in: _gone, ...rest } = envelope as Record<string, unknown>;
    return { ...reply, value: rest };
  }
  for (const name of ['success_list', 'item_list', 'model', 'global_item_list', 'category_list']) {
    const rows = response[name];
    if (Array.isArray(rows) && rows.length > 0) {
      return { ...reply, value: { ...envelope, response: { ...response, [name]: rows.slice(0, -1) } } };
    }
  }
  if ('has_next_page' in response) {
    const { has_next_page: _gone, ...rest } = response;
    return { ...reply, value: { ...envelope, response: rest } };
  }
  return { ...reply, value: envelope };
}
