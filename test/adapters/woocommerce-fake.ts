import { readFileSync } from 'node:fs';
import type {
  Batch,
  Change,
  Context,
  Facet,
  Facets,
  Json,
  Listing,
  ListingChange,
  Method,
  Query,
  Resend,
  Sizer,
  Snapshot,
  Variant,
} from 'mabang/contract';
import { HttpFailure } from 'mabang/contract';
import { canonical } from 'mabang/core';
import { comparable } from '../../adapters/woocommerce/compare.ts';
import { map } from '../../adapters/woocommerce/map.ts';
import { type Bucket, type Connection, connection } from '../../adapters/woocommerce/schema.ts';

/** A sample of `fixtures/woocommerce`. */
export const sample = (name: string) => JSON.parse(readFileSync(`fixtures/woocommerce/${name}.json`, 'utf8'));

export const errors: Readonly<Record<string, { readonly code: string; readonly message: string }>> = sample('errors');

/** A request as the adapter made it. */
export interface Call {
  readonly method: Method;
  readonly path: string;
  readonly query: Query;
  readonly body: Json | undefined;
  readonly resend: Resend;
}

/** Gives the body of a 200, throws an `HttpFailure`, or `rows(…)` for a list. */
export type Handler = (call: Call) => unknown;

class Rows {
  constructor(
    readonly all: readonly object[],
    readonly total: number,
  ) {}
}

/** A list that is paged; `total` is what the header claims. */
export function rows(all: readonly object[], total = all.length): Rows {
  return new Rows(all, total);
}

export function refused(status: number, body?: unknown): never {
  const details = { method: 'POST' as const, path: '/', status, ...(body === undefined ? {} : { body: body as Json }) };
  throw new HttpFailure('refused', `the shop answered ${status}`, details);
}

export function fails(kind: 'unsent' | 'unclear' | 'unreadable', message: string = kind): never {
  throw new HttpFailure(kind, message, { method: 'POST', path: '/' });
}

export interface Fake {
  readonly ctx: Context<Connection, Bucket>;
  readonly calls: Call[];
  readonly assets: Map<string, Json>;
  readonly sizes: Map<string, { size: number; tooMuch: number }>;
  writes(): readonly Call[];
}

/** A context whose shop is a table of handlers by `METHOD /path`; what is not in it is a 404. */
export function fake(routes: Readonly<Record<string, Handler>>, settings: object = {}, facts: object = {}): Fake {
  const calls: Call[] = [];
  const assets = new Map<string, Json>();
  const sizes: Fake['sizes'] = new Map();
  const sizer = (name: string, max: number): Sizer => {
    const state = sizes.get(name) ?? { size: max, tooMuch: 0 };
    sizes.set(name, state);
    return {
      get size() {
        return state.size;
      },
      answered: () => undefined,
      tooMuch: () => {
        state.tooMuch++;
        state.size = Math.max(1, Math.floor(state.size / 2));
      },
    };
  };
  const ctx: Context<Connection, Bucket> = {
    at: {
      channel: 'shop',
      connection: connection.parse({ url: 'https://shop.test', ...settings }),
      currency: 'EUR',
      facts: { ...facts },
      definition: () => undefined,
    },
    assets: {
      recall: (url) => assets.get(url),
      remember: (url, remote) => void assets.set(url, remote),
      forget: (url) => void assets.delete(url),
    },
    upload: () => Promise.reject(new Error('this platform fetches pictures itself')),
    rest: () => Promise.resolve(),
    sizer,
    http: {
      async request(spec) {
        const call: Call = {
          method: spec.method,
          path: spec.path,
          query: spec.query ?? {},
          body: spec.body,
          resend: spec.resend,
        };
        calls.push(call);
        const handler = routes[`${spec.method} ${spec.path}`];
        const answer = handler
          ? await handler(call)
          : refused(404, { code: 'rest_no_route', message: 'No route', data: { status: 404 } });
        const { body, headers } = answer instanceof Rows ? paged(answer, call) : { body: answer, headers: {} };
        const parsed = spec.reply.safeParse(body);
        if (!parsed.success)
          throw new HttpFailure('unreadable', parsed.error.message, { method: spec.method, path: spec.path });
        return { status: 200, headers, data: parsed.data, elapsedMs: 10 };
      },
    },
  };
  return { ctx, calls, assets, sizes, writes: () => calls.filter((call) => call.method !== 'GET') };
}

function paged({ all, total }: Rows, { query }: Call) {
  const size = Number(query.per_page ?? 10);
  const from = (Number(query.page ?? 1) - 1) * size;
  return { body: all.slice(from, from + size), headers: { 'x-wp-total': String(total) } };
}

/** Answers a batch as the shop does: ids from 1000 for what is new, an item's pictures by position. */
export function batchOf(
  single: (line: Record<string, Json>, kind: string) => object | undefined = () => undefined,
): Handler {
  let id = 1000;
  return ({ body }) => {
    const reply: Record<string, object[]> = {};
    for (const [kind, lines] of Object.entries(body as Record<string, Json[]>))
      reply[kind] = lines.map((line) => {
        const fields = (typeof line === 'number' ? { id: line } : line) as Record<string, Json>;
        const own = single(fields, kind);
        if (own) return own;
        const media = (image: Json) => ({ id: (image as { id?: number }).id ?? ++id + 5000 });
        const { images, image } = fields as { images?: Json[]; image?: Json };
        const made = { id: fields.id ?? ++id, images: (images ?? []).map(media) };
        return { ...made, ...(image === undefined ? {} : { image: media(image) }) };
      });
    return reply;
  };
}

export function failedItem(error: object, id = 0): object {
  return { id, error };
}

const NO_TARGET = { attributes: {}, names: {} };

export function variant(change: Partial<Variant> = {}): Variant {
  const price = { minor: 1290, currency: 'EUR' };
  return { sku: 'MUG-1-S', options: {}, price, quantity: 7, images: [], attributes: {}, target: NO_TARGET, ...change };
}

export function listing(change: Partial<Listing> = {}): Listing {
  return {
    code: 'MUG-1',
    title: 'Enamel mug',
    description: '<p>Holds 350 ml.</p>',
    bullets: [],
    category: '',
    attributes: {},
    target: NO_TARGET,
    images: [],
    axes: [],
    status: 'active',
    variants: [variant()],
    ...change,
  };
}

export function shirt(colours: readonly string[], sizes: readonly string[], change: Partial<Listing> = {}): Listing {
  const variants = colours.flatMap((Color, c) =>
    sizes.map((Size, s) => variant({ sku: `SHIRT-${c}-${s}`, options: { Color, Size } })),
  );
  return listing({
    code: 'SHIRT',
    title: 'Linen shirt',
    axes: ['Color', 'Size'],
    variants: variants as unknown as Listing['variants'],
    ...change,
  });
}

/** A snapshot as the shop would show what was sent, with the ids that reading adds. */
export function shown(snapshot: Snapshot, ids: Readonly<Record<string, number>> = {}): Snapshot {
  const variants = Object.entries(snapshot.variants).map(([sku, facets]): [string, Facets] => {
    const variation = facets.variation as Record<string, Json> | undefined;
    return [sku, { ...facets, ...(variation ? { variation: { ...variation, id: ids[sku] ?? 0 } } : {}) }];
  });
  return { product: snapshot.product, variants: Object.fromEntries(variants) };
}

const same = (facet: Facet, a: Json, b: Json) => canonical(comparable(facet, a)) === canonical(comparable(facet, b));

const step = (facets: Facets, now?: Facets, sent?: Facets, echo?: Facets) =>
  Object.fromEntries(
    Object.entries(facets).flatMap(([facet, to]) => {
      const [seen, was, read] = [now, sent, echo].map((one) => one?.[facet as keyof Facets]);
      if (seen !== undefined && same(facet as Facet, seen, to)) return [];
      const last = was === undefined || read === undefined ? {} : { last: { sent: was, echo: read } };
      return [[facet, { to, ...(seen === undefined ? {} : { seen }), ...last }]];
    }),
  );

/** A listing that is not in the shop yet. */
export function creating(wanted: Listing, fakeShop: Fake): ListingChange {
  const snapshot = map(wanted, fakeShop.ctx.at);
  const skus = Object.entries(snapshot.variants);
  return {
    code: wanted.code,
    listing: wanted,
    wanted: snapshot,
    changes: [
      { id: wanted.code, verb: 'create', facets: step(snapshot.product) },
      ...skus.map(
        ([sku, facets]): Change => ({ id: `${wanted.code}/${sku}`, verb: 'create', sku, facets: step(facets) }),
      ),
    ],
  };
}

/** The changes that bring a listing from what is seen to what is wanted, as the core would make them. */
export function updating(
  wanted: Listing,
  seen: Snapshot,
  fakeShop: Fake,
  more: { readonly id?: number; readonly last?: { readonly sent: Snapshot; readonly echo: Snapshot } } = {},
): ListingChange {
  const snapshot = map(wanted, fakeShop.ctx.at);
  const { sent, echo } = more.last ?? {};
  const product = step(snapshot.product, seen.product, sent?.product, echo?.product);
  const changes: Change[] =
    Object.keys(product).length > 0 ? [{ id: wanted.code, verb: 'update', facets: product }] : [];
  for (const [sku, facets] of Object.entries(snapshot.variants)) {
    const now = seen.variants[sku];
    const own = step(facets, now, sent?.variants[sku], echo?.variants[sku]);
    if (Object.keys(own).length > 0)
      changes.push({ id: `${wanted.code}/${sku}`, verb: now ? 'update' : 'create', sku, facets: own });
  }
  for (const sku of Object.keys(seen.variants))
    if (!Object.hasOwn(snapshot.variants, sku))
      changes.push({ id: `${wanted.code}/${sku}`, verb: 'end', sku, facets: {} });
  return { code: wanted.code, remoteId: { id: more.id ?? 11 }, listing: wanted, wanted: snapshot, seen, changes };
}

export function batch(...listings: readonly ListingChange[]): Batch {
  return { listings };
}
