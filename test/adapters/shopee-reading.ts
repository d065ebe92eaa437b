import type { At, Facts, Json, Listing, Marketplace, RemoteListing, Variant, Wanted } from 'mabang/contract';
import { onTestFinished } from 'vitest';
import { auth } from '../../adapters/shopee/auth.ts';
import { describe as describeShop } from '../../adapters/shopee/describe.ts';
import {
  attributesReply,
  brandsReply,
  channelsReply,
  documentKey,
  globalLimitsReply,
  LOGISTICS,
  limitsReply,
} from '../../adapters/shopee/documents.ts';
import { limits } from '../../adapters/shopee/limits.ts';
import { fetchRemote } from '../../adapters/shopee/read.ts';
import { type Ctx, get } from '../../adapters/shopee/run.ts';
import { baseUrl, type Connection, connection as connectionShape } from '../../adapters/shopee/schema.ts';
import { createClient } from '../../src/http/index.ts';
import type { Client } from './shopee-client.ts';

/** A place without an account: what `map`, rules and the like are asked at. */
export interface Somewhere extends At<Connection> {
  readonly documents: Map<string, Json>;
}

export function place(
  settings: Readonly<Record<string, unknown>> = {},
  facts: Facts = { region: 'SG', cnsc: false },
  currency = 'SGD',
  marketplace?: Marketplace,
): Somewhere {
  const documents = new Map<string, Json>();
  return {
    channel: 'shopee-test',
    connection: connectionShape.parse({ partnerId: 1, shopId: 2, ...settings }),
    currency,
    facts,
    ...(marketplace ? { marketplace } : {}),
    documents,
    definition: (key) => documents.get(key),
  };
}

const NO_TARGET = { attributes: {}, names: {} };

export function variant(sku: string, change: Partial<Variant> = {}, minor = 1290): Variant {
  return {
    sku,
    options: {},
    price: { minor, currency: 'SGD' },
    quantity: 7,
    weight: 350,
    images: [],
    attributes: {},
    target: NO_TARGET,
    ...change,
  };
}

export function listing(change: Partial<Listing> = {}): Listing {
  return {
    code: 'MUG',
    title: 'Enamel mug',
    description: '<p>Holds 350 ml.</p>',
    bullets: [],
    category: 'Kitchen > Mugs',
    attributes: {},
    target: { ...NO_TARGET, category: '100101' },
    images: [{ url: 'https://images.example/mug.jpg' }],
    axes: [],
    status: 'active',
    variants: [variant('MUG-S')],
    ...change,
  };
}

/** Colours in sizes, each with its own price. */
export function shirt(colours: readonly string[], sizes: readonly string[], change: Partial<Listing> = {}): Listing {
  const variants = colours.flatMap((Color, c) =>
    sizes.map((Size, s) => variant(`${Color}-${Size}`, { options: { Color, Size } }, 1000 + 100 * c + s)),
  );
  const [first = variant('NONE'), ...rest] = variants;
  return listing({
    code: 'SHIRT',
    title: 'Linen shirt',
    axes: ['Color', 'Size'],
    variants: [first, ...rest],
    ...change,
  });
}

/** What the adapter reads with, against an emulator, over the real client. */
export async function reader(shop: Client, settings: Readonly<Record<string, unknown>> = {}): Promise<Ctx> {
  const { emulator } = shop;
  const connection = connectionShape.parse({ ...emulator.connection, ...settings });
  const http = createClient({
    channel: 'shopee-test',
    adapter: { auth, limits, baseUrl },
    connection,
    secrets: { partnerKey: emulator.secrets.partnerKey ?? '', refreshToken: emulator.reauthorize().refresh_token },
    clock: emulator.clock,
    userAgent: 'mabang-test',
    env: {},
  });
  onTestFinished(() => http.close());
  const where = place({ ...connection }, {}, emulator.currency);
  const context = (facts: Facts): Ctx => ({
    http,
    at: { ...where, facts },
    assets: { recall: () => undefined, remember: () => {}, forget: () => {} },
    upload: () => Promise.reject(new Error('nothing is uploaded here')),
    rest: (ms) => emulator.clock.sleep(ms),
    sizer: (_, max) => ({ size: max, answered: () => {}, tooMuch: () => {} }),
  });
  const ctx = context(await describeShop(context({})));
  await learn(ctx, where.documents, '100101');
  return ctx;
}

/** The documents of a category, as they come from the platform. */
export async function learn(ctx: Ctx, documents: Map<string, Json>, category: string): Promise<void> {
  const keep = (key: string, value: unknown) => void documents.set(key, value as Json);
  const brands = { category_id: category, status: 1, offset: 0, page_size: 100 };
  keep(LOGISTICS, await get(ctx, '/logistics/get_channel_list', {}, channelsReply));
  keep(
    documentKey('limits', category, false),
    await get(ctx, '/product/get_item_limit', { category_id: category }, limitsReply),
  );
  for (const global of ctx.at.facts.cnsc === true ? [false, true] : [false]) {
    const module = global ? '/global_product' : '/product';
    const tree = attributesReply(category);
    keep(
      documentKey('attributes', category, global),
      await get(ctx, `${module}/get_attribute_tree`, { category_id_list: category }, tree),
    );
    keep(documentKey('brands', category, global), await get(ctx, `${module}/get_brand_list`, brands, brandsReply));
    if (!global) continue;
    const query = { category_id: category };
    keep(
      documentKey('limits', category, true),
      await get(ctx, '/global_product/get_global_item_limit', query, globalLimitsReply),
    );
  }
}

export async function read(ctx: Ctx, wanted: Wanted = 'all'): Promise<RemoteListing[]> {
  const all: RemoteListing[] = [];
  for await (const one of fetchRemote(wanted, ctx)) all.push(one);
  return all;
}
