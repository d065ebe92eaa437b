import { createHmac } from 'node:crypto';
import { expect } from 'vitest';
import { type ShopeeEmulator, type ShopeeEmulatorOptions, start } from '../../adapters/shopee/emulator.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into by name; each test knows what it asked for.
export type Loose = any;

export interface Answer {
  readonly status: number;
  readonly body: Loose;
}

export interface SignOptions {
  readonly timestamp?: number;
  readonly partnerId?: number;
  readonly key?: string;
  readonly sign?: string;
  readonly accessToken?: string;
  readonly shopId?: number;
}

/** A bare client that signs as the guide says. It shares nothing with an adapter. */
export class Client {
  access = '';
  refresh: string;
  merchantAccess = '';

  constructor(readonly emulator: ShopeeEmulator) {
    this.refresh = emulator.secrets.refreshToken ?? '';
  }

  get shopId(): number {
    return Number(this.emulator.connection.shopId);
  }

  get merchantId(): number {
    return Number(this.emulator.connection.merchantId);
  }

  url(path: string, kind: 'shop' | 'merchant' | 'public', query: Record<string, unknown>, sign: SignOptions): URL {
    const partnerId = sign.partnerId ?? Number(this.emulator.connection.partnerId);
    const timestamp = sign.timestamp ?? Math.floor(this.emulator.clock.now() / 1000);
    const token = sign.accessToken ?? (kind === 'merchant' ? this.merchantAccess : this.access);
    const id = kind === 'merchant' ? this.merchantId : (sign.shopId ?? this.shopId);
    const full = `/api/v2/${path}`;
    const base = `${partnerId}${full}${timestamp}${kind === 'public' ? '' : `${token}${id}`}`;
    const url = new URL(full, this.emulator.url);
    url.searchParams.set('partner_id', String(partnerId));
    url.searchParams.set('timestamp', String(timestamp));
    const hash = createHmac('sha256', sign.key ?? this.emulator.secrets.partnerKey ?? '');
    url.searchParams.set('sign', sign.sign ?? hash.update(base).digest('hex'));
    if (kind !== 'public') {
      url.searchParams.set('access_token', token);
      url.searchParams.set(kind === 'merchant' ? 'merchant_id' : 'shop_id', String(id));
    }
    for (const [name, value] of Object.entries(query)) {
      for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
    }
    return url;
  }

  async get(path: string, query: Record<string, unknown> = {}, sign: SignOptions = {}): Promise<Answer> {
    return answer(await fetch(this.url(path, kindOf(path), query, sign)));
  }

  async post(path: string, body: unknown, sign: SignOptions = {}): Promise<Answer> {
    const url = this.url(path, kindOf(path), {}, sign);
    const headers = { 'content-type': 'application/json' };
    return answer(await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) }));
  }

  /** A refresh for the shop, and for the merchant where there is one. */
  async login(): Promise<this> {
    const partner_id = this.emulator.connection.partnerId;
    const refresh_token = this.refresh;
    if (this.emulator.connection.merchantId !== undefined) {
      const ids = { partner_id, refresh_token, merchant_id: this.merchantId };
      this.merchantAccess = (await this.ok('auth/access_token/get', ids)).access_token;
    }
    const pair = await this.ok('auth/access_token/get', { partner_id, refresh_token, shop_id: this.shopId });
    this.access = pair.access_token;
    this.refresh = pair.refresh_token;
    return this;
  }

  /** The body of a call that must succeed. */
  async ok(path: string, body?: unknown): Promise<Loose> {
    const reply = body === undefined ? await this.get(path) : await this.post(path, body);
    expect(reply.body, path).toMatchObject({ error: '' });
    return reply.body;
  }

  /** `code: message` of a call that must fail. */
  async error(path: string, body: unknown): Promise<string> {
    const reply = await this.post(path, body);
    expect(reply.status).toBe(200);
    return `${reply.body.error}: ${reply.body.message}`;
  }

  async upload(...files: readonly Uint8Array[]): Promise<Answer> {
    const form = new FormData();
    form.set('scene', 'normal');
    for (const bytes of files) form.append('image', new Blob([new Uint8Array(bytes)]), 'picture.jpg');
    return answer(await fetch(this.url('media_space/upload_image', 'public', {}, {}), { method: 'POST', body: form }));
  }

  /** Id of a picture of the image host. */
  async image(name: string): Promise<string> {
    const bytes = await (await fetch(`${this.emulator.imageHost}/images/${name}.jpg`)).arrayBuffer();
    return (await this.upload(new Uint8Array(bytes))).body.response.image_info.image_id;
  }

  async item(changes: Record<string, unknown> = {}): Promise<number> {
    const image_id = await this.image('mug');
    const added = await this.ok('product/add_item', { ...mug(image_id), ...changes });
    return added.response.item_id;
  }

  /** An item with colours (and sizes), as a seller makes one: create, wait, then the variants. */
  async variants(colours: readonly string[], sizes: readonly string[] = [], image?: string): Promise<Loose> {
    const item_id = await this.item({ item_sku: 'SHIRT' });
    this.emulator.clock.advance(5000);
    const model = colours.flatMap((colour, c) =>
      (sizes.length > 0 ? sizes : ['']).map((size, s) => ({
        tier_index: sizes.length > 0 ? [c, s] : [c],
        original_price: 10 + c,
        model_sku: [colour, size].filter(Boolean).join('-'),
        seller_stock: [{ stock: 3 + s }],
      })),
    );
    const standardise_tier_variation = [
      tier('Color', colours, image),
      ...(sizes.length > 0 ? [tier('Size', sizes)] : []),
    ];
    const made = await this.ok('product/init_tier_variation', { item_id, model, standardise_tier_variation });
    return made.response;
  }
}

export function tier(name: string, options: readonly string[], image?: string): Record<string, unknown> {
  return {
    variation_id: 0,
    variation_name: name,
    variation_option_list: options.map((option) => ({
      variation_option_id: 0,
      variation_option_name: option,
      ...(image ? { image_id: image } : {}),
    })),
  };
}

export function mug(image: string): Record<string, unknown> {
  return {
    item_name: 'Enamel mug',
    description: 'Holds 350 ml.',
    original_price: 12.9,
    weight: 0.35,
    category_id: 100101,
    item_sku: 'MUG-S',
    image: { image_id_list: [image] },
    logistic_info: [{ logistic_id: 18028, enabled: true }],
    brand: { brand_id: 0, original_brand_name: 'No Brand' },
    seller_stock: [{ stock: 7 }],
  };
}

function kindOf(path: string): 'shop' | 'merchant' | 'public' {
  if (/^(?:auth|media_space)\//.test(path)) return 'public';
  return /^(?:merchant|global_product)\//.test(path) ? 'merchant' : 'shop';
}

async function answer(response: Response): Promise<Answer> {
  return { status: response.status, body: JSON.parse(await response.text()) };
}

const open: ShopeeEmulator[] = [];

export async function client(options: ShopeeEmulatorOptions = {}): Promise<Client> {
  const emulator = await start(options);
  open.push(emulator);
  return new Client(emulator).login();
}

export async function closeAll(): Promise<void> {
  await Promise.all(open.splice(0).map((emulator) => emulator.close()));
}
