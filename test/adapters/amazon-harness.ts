import type {
  Batch,
  BatchResult,
  Context,
  Json,
  Listing,
  ListingChange,
  RemoteListing,
  Variant,
} from 'mabang/contract';
import { diffListing, type Remembered } from 'mabang/core';
import { EmulatorClock } from 'mabang/testing';
import { type AmazonEmulator, type AmazonEmulatorOptions, start } from '../../adapters/amazon/emulator.ts';
import adapter from '../../adapters/amazon/index.ts';
import { marketplaceById } from '../../adapters/amazon/marketplaces.ts';
import type { Bucket, Connection } from '../../adapters/amazon/schema.ts';
import { createClient } from '../../src/http/index.ts';

/** The adapter on the real HTTP client, an emulator behind it, and both on one clock that does not wait for itself. */
export interface Bench {
  readonly amazon: AmazonEmulator;
  readonly ctx: Context<Connection, Bucket>;
  readonly clock: EmulatorClock;
  close(): Promise<void>;
}

export interface BenchOptions extends AmazonEmulatorOptions {
  /** Real milliseconds after which a call is given up. The emulator's first answers compile schemas. */
  readonly timeoutMs?: number;
}

export async function bench(
  { timeoutMs = 5000, ...options }: BenchOptions = {},
  connection: Readonly<Record<string, unknown>> = {},
): Promise<Bench> {
  const clock = new EmulatorClock(1, { jumps: true });
  const amazon = await start({ ...options, clock });
  const wires = wired({ ...amazon.connection, ...connection }, amazon.secrets, clock, timeoutMs);
  const { ctx, documents } = wires;
  const close = async () => {
    await wires.close();
    await amazon.close();
    clock.stop();
  };
  const key = `PRODUCT LISTING ${ctx.at.connection.marketplaceId}`;
  const definition = await adapter.definitions?.fetch(key, undefined, ctx);
  if (definition !== undefined && definition !== 'same') documents.set(key, definition.body);
  amazon.clearRequests();
  return { amazon, ctx, clock, close };
}

/** The adapter's context with the real HTTP client, wherever it points to. */
export function wired(
  connection: Readonly<Record<string, unknown>>,
  secrets: Readonly<Record<string, string>>,
  clock: EmulatorClock,
  timeoutMs: number,
) {
  const parsed = adapter.connection.parse({ gtinExemption: true, ...connection });
  const client = createClient<Connection, Bucket>({
    channel: 'amazon',
    adapter,
    connection: parsed,
    secrets,
    clock,
    userAgent: 'mabang/0.0.0-test',
    env: {},
    timeoutMs,
  });
  const documents = new Map<string, Json>();
  const ctx: Context<Connection, Bucket> = {
    http: client,
    at: {
      channel: 'amazon',
      connection: parsed,
      currency: marketplaceById(parsed.marketplaceId)?.currency ?? 'USD',
      facts: {},
      definition: (key) => documents.get(key),
    },
    assets: { recall: () => undefined, remember: () => {}, forget: () => {} },
    upload: () => Promise.reject(new Error('Amazon fetches pictures itself')),
    rest: (ms) => clock.sleep(ms),
    sizer: (_name, size) => ({ size, answered: () => {}, tooMuch: () => {} }),
  };
  return { ctx, documents, close: () => client.close() };
}

/** Runs with a bench of its own. */
export async function withBench(
  options: BenchOptions,
  body: (bench: Bench) => Promise<void>,
  connection: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const one = await bench(options, connection);
  try {
    await body(one);
  } finally {
    await one.close();
  }
}

interface Goods {
  readonly title?: string;
  readonly price?: number;
  readonly listPrice?: number;
  readonly quantity?: number;
  readonly images?: readonly string[];
  readonly attributes?: Readonly<Record<string, string>>;
}

function variantOf(sku: string, goods: Goods, options: Readonly<Record<string, string>> = {}): Variant {
  const { price = 1290, listPrice, quantity = 7 } = goods;
  const target = Object.fromEntries(Object.entries(options).map(([axis, value]) => [axis.toLowerCase(), value]));
  return {
    sku,
    options,
    price: { minor: price, currency: 'USD' },
    ...(listPrice === undefined ? {} : { listPrice: { minor: listPrice, currency: 'USD' } }),
    quantity,
    images: [],
    attributes: {},
    target: { attributes: target, names: {} },
  };
}

const common = (code: string, { title = 'Enamel mug', images = ['https://images.example/mug.jpg'] }: Goods) => ({
  code,
  title,
  description: 'Holds 350 ml.',
  bullets: ['Made to last'],
  brand: 'Northwind',
  category: 'Kitchen > Mugs',
  attributes: {},
  images: images.map((url) => ({ url })),
  status: 'active' as const,
});

/** A product of one SKU, which is also its code. */
export function mug(sku: string, goods: Goods = {}): Listing {
  return {
    ...common(sku, goods),
    axes: [],
    target: { category: 'PRODUCT', attributes: goods.attributes ?? {}, names: {} },
    variants: [variantOf(sku, goods)],
  };
}

/** A family with one child for each colour: `SHIRT-Black`. */
export function shirt(code: string, colours: readonly string[], goods: Goods = {}): Listing {
  const [first = 'Black', ...rest] = colours;
  const child = (Color: string) => variantOf(`${code}-${Color}`, goods, { Color });
  return {
    ...common(code, { title: 'Linen shirt', ...goods }),
    axes: ['Color'],
    target: {
      category: 'PRODUCT',
      attributes: { variation_theme: 'COLOR', ...goods.attributes },
      names: { Color: 'color' },
    },
    variants: [child(first), ...rest.map(child)],
  };
}

/** What the core would ask for: everything that differs from what is there and was sent. */
export function change(
  { ctx }: Pick<Bench, 'ctx'>,
  wanted: Listing | undefined,
  before: { readonly code?: string; readonly remote?: RemoteListing; readonly sent?: Listing } = {},
): ListingChange {
  const { remote, sent } = before;
  const code = wanted?.code ?? before.code ?? remote?.code ?? '';
  const snapshot = wanted && adapter.map(wanted, ctx.at);
  const remembered: Remembered | undefined = remote && {
    origin: 'made',
    sent: sent ? adapter.map(sent, ctx.at) : { product: {}, variants: {} },
    echo: remote.snapshot,
    ended: false,
  };
  const diff = diffListing({
    code,
    ...(snapshot ? { wanted: snapshot } : {}),
    held: [],
    ...(remote ? { remote } : {}),
    ...(remembered ? { remembered } : {}),
    adapter,
  });
  return {
    code,
    ...(remote ? { remoteId: remote.remoteId, seen: remote.snapshot } : {}),
    ...(wanted ? { listing: wanted } : {}),
    ...(snapshot ? { wanted: snapshot } : {}),
    changes: diff.changes,
  };
}

export function batchOf(...listings: readonly ListingChange[]): Batch {
  return { listings };
}

export async function all(one: Bench): Promise<readonly RemoteListing[]> {
  return gather(adapter.fetchRemote('all', one.ctx));
}

export async function byKeys(one: Bench, ...skus: readonly string[]): Promise<readonly RemoteListing[]> {
  return gather(
    adapter.fetchRemote(
      skus.map((sku) => ({ code: sku, skus: [sku] })),
      one.ctx,
    ),
  );
}

async function gather(listings: AsyncIterable<RemoteListing>): Promise<readonly RemoteListing[]> {
  const found: RemoteListing[] = [];
  for await (const listing of listings) found.push(listing);
  return found;
}

/** Lists these, and lets everything come true. */
export async function listed(one: Bench, ...goods: readonly Listing[]): Promise<readonly RemoteListing[]> {
  const result = await adapter.apply(batchOf(...goods.map((listing) => change(one, listing))), one.ctx);
  const bad = result.outcomes.find(({ status }) => status !== 'applied');
  if (bad) throw new Error(JSON.stringify(bad));
  one.clock.advance(120_000);
  const remote = await byKeys(one, ...goods.map(({ code }) => code));
  one.amazon.clearRequests();
  return remote;
}

/** What became of each change: `SHIRT/SHIRT-Black applied`. */
export function briefly({ outcomes }: BatchResult): readonly string[] {
  return outcomes.map((one) => `${one.changeId} ${one.status}${one.status === 'rejected' ? ` ${one.retry}` : ''}`);
}

/** Requests that change something, as `PATCH M-1` or `POST /feeds`, in order. */
export function writes({ amazon }: Bench): readonly string[] {
  return amazon
    .requests()
    .filter(({ write }) => write)
    .map(({ method, path }) => `${method} ${decodeURIComponent((path.split('?')[0] ?? '').replace(/^.*\//, ''))}`);
}

// biome-ignore lint/suspicious/noExplicitAny: bodies are looked into by name.
export function bodyOf({ amazon }: Bench, method: string, n = 0): any {
  const found = amazon.requests().filter((one) => one.method === method)[n];
  if (!found) throw new Error(`no ${method} number ${n}`);
  return JSON.parse(found.body);
}
