/**
 * {{title}} on loopback: a second witness, written from what the platform documents (README.md, "What the platform does")
 * and from nothing in this folder, so that an error of the adapter is not repeated here and agreed with.
 */
import {
  type AnsweredFault,
  type Emulator,
  EmulatorBucket,
  type EmulatorOptions,
  type EmulatorReply,
  type EmulatorRequest,
  type EmulatorServer,
  type Inspection,
  json,
  type SeedProduct,
  serve,
} from 'mabang/testing';
import { z } from 'zod';

const TOKEN = 'emulator-token';
const MAX_PER_CALL = 50;
const MAX_TITLE = 200;
const MAX_IMAGES = 20;

const skuInput = z.strictObject({
  sku: z.string().min(1),
  options: z.record(z.string(), z.string()).optional(),
  price: z.string().optional(),
  list_price: z.string().nullable().optional(),
  stock: z.int().min(0).optional(),
  gtin: z.string().nullable().optional(),
  weight_grams: z.int().min(0).nullable().optional(),
  image: z.url().nullable().optional(),
  attributes: z.record(z.string(), z.string()).optional(),
});

const itemInput = z.strictObject({
  code: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  bullets: z.array(z.string()).optional(),
  brand: z.string().nullable().optional(),
  category: z.string().optional(),
  attributes: z.record(z.string(), z.string()).optional(),
  images: z.array(z.url()).optional(),
  option_names: z.array(z.string()).optional(),
  status: z.enum(['active', 'paused']).optional(),
  origin: z.string().nullable().optional(),
  skus: z.array(skuInput).optional(),
  remove_skus: z.array(z.string()).optional(),
});

type Sku = Required<z.infer<typeof skuInput>>;
type Item = Required<Omit<z.infer<typeof itemInput>, 'skus' | 'remove_skus'>> & { id: string; skus: Sku[] };

/** What the platform answers instead of doing it. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The account's items, by id. Everything that a request does to them happens whole or not at all. */
class Shop {
  readonly items = new Map<string, Item>();
  /** The platform keeps one copy of a picture for each address. */
  readonly pictures = new Set<string>();
  readonly digits: number;
  #next = 1;

  constructor(readonly currency: string) {
    this.digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
      .maximumFractionDigits as number;
  }

  create(input: z.infer<typeof itemInput>): Item {
    const blank = { code: '', title: '', description: '', bullets: [], brand: null, category: '', attributes: {} };
    const rest = { images: [], option_names: [], status: 'active' as const, origin: null, skus: [] };
    return this.put({ id: `it_${String(this.#next++).padStart(8, '0')}`, ...blank, ...rest }, input);
  }

  put(before: Item, input: z.infer<typeof itemInput>): Item {
    const { skus = [], remove_skus = [], ...fields } = input;
    const kept = before.skus.filter((sku) => !remove_skus.includes(sku.sku));
    const item: Item = { ...before, ...fields, title: (fields.title ?? before.title).trim(), skus: kept };
    for (const sku of skus) {
      const at = item.skus.findIndex((other) => other.sku === sku.sku);
      if (at >= 0) item.skus[at] = this.#sku(item.skus[at] as Sku, sku);
      else item.skus.push(this.#sku(this.#newSku(sku), sku));
    }
    this.#check(item);
    this.items.set(item.id, item);
    for (const url of [...item.images, ...item.skus.flatMap((sku) => sku.image ?? [])]) this.pictures.add(url);
    return item;
  }

  holding(sku: string): readonly Item[] {
    return [...this.items.values()].filter((item) => item.skus.some((one) => one.sku === sku));
  }

  #newSku({ sku, price, stock }: z.infer<typeof skuInput>): Sku {
    if (price === undefined || stock === undefined)
      throw new Refusal(422, 'incomplete_sku', `${sku} needs a price and a stock`);
    const empty = { options: {}, list_price: null, gtin: null, weight_grams: null, image: null, attributes: {} };
    return { sku, price, stock, ...empty };
  }

  #sku(before: Sku, change: z.infer<typeof skuInput>): Sku {
    const sku: Sku = { ...before, ...change };
    const list = sku.list_price === null ? null : this.#amount(sku.list_price);
    return { ...sku, price: this.#amount(sku.price), list_price: list };
  }

  /** As the platform gives amounts back: without trailing zeros. */
  #amount(text: string): string {
    const [, whole, fraction = ''] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
    if (whole === undefined || fraction.length > this.digits)
      throw new Refusal(422, 'invalid_price', `${JSON.stringify(text)} is not an amount of ${this.currency}`);
    const digits = fraction.replace(/0+$/, '');
    return digits ? `${whole}.${digits}` : whole;
  }

  #check(item: Item): void {
    if ([...item.title].length > MAX_TITLE || item.title === '')
      throw new Refusal(422, 'invalid_title', `a title has 1 to ${MAX_TITLE} characters`);
    if (item.images.length > MAX_IMAGES)
      throw new Refusal(422, 'invalid_images', `an item has at most ${MAX_IMAGES} pictures`);
    if (item.skus.length === 0) throw new Refusal(422, 'no_skus', 'an item has at least one SKU');
    for (const sku of item.skus) {
      if (this.holding(sku.sku).some((other) => other.id !== item.id))
        throw new Refusal(409, 'sku_taken', `another item has the SKU ${sku.sku}`);
      if (Object.keys(sku.options).sort().join('\n') !== [...item.option_names].sort().join('\n'))
        throw new Refusal(422, 'invalid_options', `${sku.sku} needs exactly one value for each option name`);
    }
  }
}

function refuse(status: number, code: string, message: string): EmulatorReply {
  return json({ error: { code, message } }, status);
}

/** One request, as the documents describe it. */
async function handle(shop: Shop, request: EmulatorRequest, server: EmulatorServer): Promise<EmulatorReply> {
  if (request.headers.authorization !== `Bearer ${TOKEN}`) return refuse(401, 'unauthorized', 'no such token');
  try {
    return await route(shop, request, server);
  } catch (error) {
    if (error instanceof Refusal) return refuse(error.status, error.code, error.message);
    throw error;
  }
}

async function route(shop: Shop, request: EmulatorRequest, server: EmulatorServer): Promise<EmulatorReply> {
  const { method, pathname } = request;
  if (method === 'GET' && pathname === '/v1/account') return json({ currency: shop.currency, name: 'Emulated shop' });
  if (method === 'GET' && pathname === '/v1/items') return json(list(shop, request.query));
  if (method === 'POST' && pathname === '/v1/items') {
    await server.work();
    return json(shop.create(parse(request.body)), 201);
  }
  const id = /^\/v1\/items\/([^/]+)$/.exec(pathname)?.[1];
  const item = id === undefined ? undefined : shop.items.get(decodeURIComponent(id));
  if (!item) return refuse(404, 'not_found', `nothing at ${pathname}`);
  await server.work();
  if (method === 'PATCH') return json(shop.put(item, parse(request.body)));
  if (method !== 'DELETE') return refuse(405, 'method_not_allowed', `no ${method} here`);
  shop.items.delete(item.id);
  return json({ id: item.id });
}

function parse(body: string): z.infer<typeof itemInput> {
  const parsed = itemInput.safeParse(JSON.parse(body));
  if (!parsed.success) throw new Refusal(400, 'invalid_request', z.prettifyError(parsed.error));
  return parsed.data;
}

function list(shop: Shop, query: URLSearchParams): { items: readonly Item[]; next: string | null } {
  const limit = Number(query.get('limit') ?? MAX_PER_CALL);
  const [skus, ids] = [query.getAll('sku'), query.getAll('id')];
  if (limit < 1 || limit > MAX_PER_CALL || skus.length + ids.length > MAX_PER_CALL)
    throw new Refusal(400, 'too_many', `at most ${MAX_PER_CALL} items and ${MAX_PER_CALL} keys in one call`);
  const wanted = (item: Item) =>
    skus.length + ids.length === 0 || ids.includes(item.id) || item.skus.some((sku) => skus.includes(sku.sku));
  const after = query.get('cursor') ?? '';
  const found = [...shop.items.values()].filter((item) => item.id > after && wanted(item));
  const items = found.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit);
  return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
}

function faultReply(kind: AnsweredFault): EmulatorReply | undefined {
  if (kind === 'deny') return refuse(401, 'unauthorized', 'no such token');
  return kind === 'error' || kind === 'error-after' ? refuse(500, 'internal', 'try again') : undefined;
}

/** What a buyer sees of a SKU. */
function inspect(shop: Shop, sku: string): Inspection | undefined {
  const [item, ...more] = shop.holding(sku);
  const one = item?.skus.find((other) => other.sku === sku);
  if (!item || !one) return undefined;
  return {
    sku,
    copies: 1 + more.length,
    visible: item.status === 'active',
    title: item.title,
    description: item.description,
    category: item.category,
    price: Number(one.price).toFixed(shop.digits),
    currency: shop.currency,
    quantity: one.stock,
    options: one.options,
    images: item.images,
    ...(one.list_price === null ? {} : { listPrice: Number(one.list_price).toFixed(shop.digits) }),
    ...(one.image === null ? {} : { variantImage: one.image }),
    ...(one.gtin === null ? {} : { gtin: one.gtin }),
    ...(one.weight_grams === null ? {} : { weight: one.weight_grams }),
  };
}

function seed(shop: Shop, { code, title, axes = [], variants }: SeedProduct): void {
  const skus = variants.map(({ sku, price, quantity, options = {} }) => ({ sku, price, stock: quantity, options }));
  shop.create({ code, title, option_names: [...axes], skus });
}

/** Starts the platform on 127.0.0.1, empty. */
export async function start(options: EmulatorOptions = {}): Promise<Emulator> {
  const shop = new Shop(options.currency ?? 'EUR');
  const server = await serve({
    ...options,
    faultReply,
    handle(request, running) {
      const { ok, retryAfterMs } = (request.method === 'GET' ? reads : writes).take();
      if (ok) return handle(shop, request, running);
      const wait = String(Math.ceil(retryAfterMs / 1000));
      const refused = json({ error: { code: 'rate_limited', message: 'slow down' } }, 429, { 'retry-after': wait });
      return { ...refused, overLimit: true };
    },
  });
  const reads = new EmulatorBucket(server.clock, { perSecond: 10, burst: 20 });
  const writes = new EmulatorBucket(server.clock, { perSecond: 5, burst: 10 });
  const the = (sku: string): Item => {
    const [item] = shop.holding(sku);
    if (!item) throw new RangeError(`no item holds ${sku}`);
    return item;
  };
  return {
    ...server.controls,
    url: server.url,
    connection: { url: server.url },
    secrets: { token: TOKEN },
    currency: shop.currency,
    clock: server.clock,
    inspect: (sku) => inspect(shop, sku),
    skus: () => [...shop.items.values()].flatMap((item) => item.skus.map((sku) => sku.sku)),
    uploads: () => shop.pictures.size,
    seed: (product) => seed(shop, product),
    edit(sku, { title, price, quantity }) {
      const change = { sku, ...(price ? { price } : {}), ...(quantity === undefined ? {} : { stock: quantity }) };
      shop.put(the(sku), { ...(title === undefined ? {} : { title }), skus: [change] });
    },
    erase: (sku) => void shop.items.delete(the(sku).id),
  };
}
