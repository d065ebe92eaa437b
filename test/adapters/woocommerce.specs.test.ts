import { join } from 'node:path';
import type { Emulator, RecordedRequest } from 'mabang/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as emulator from '../../adapters/woocommerce/emulator.ts';
import adapter from '../../adapters/woocommerce/index.ts';
import { fastClock } from '../../src/testing/clock.ts';
import { cases, runCase, type Subject } from '../../src/testing/conformance/index.ts';
import { liveSuite } from '../live/woocommerce-suite.ts';
import { apiUrl, ask, oauth, send } from './woocommerce-client.ts';
import { type Departures, Description } from './woocommerce-description.ts';
import {
  type Compared,
  compare,
  Ids,
  kindOf,
  localBody,
  localPath,
  parseRecorded,
  type Recording,
  readRecordings,
} from './woocommerce-recordings.ts';
import { VIEWS } from './woocommerce-views.ts';

const folder = join(process.env.MABANG_SPECS ?? '', 'woocommerce');

const text = { type: 'string' };
const whole = { type: 'integer' };
const nothing = { type: 'null' };
const anything = {};
const object = (properties: Readonly<Record<string, object>>) => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
  additionalProperties: false,
});
const flag = { type: 'boolean' };
const TOLD = object({
  id: whole,
  name: text,
  slug: text,
  position: whole,
  visible: flag,
  variation: flag,
  options: { type: 'array', items: text },
});
const CHOSEN = object({ id: whole, name: text, slug: text, option: text });

/**
 * Where the recorded server (WooCommerce 10.0.2 on WordPress 6.8.3, 2026-11-23) does otherwise than it describes itself.
 * Nothing else may: a departure that no recording shows is a fault of the adapter or of the emulator.
 */
const departures: Departures = {
  everywhere: [
    // WordPress's own, on every route. probe.out "list headers", probe2.out "system_status version".
    /^_fields$/,
    // A signature is taken from the query as well as from the header; no description names it. probe*.out are signed so.
    /^oauth_(?:consumer_key|nonce|signature|signature_method|timestamp)$/,
  ],
  routes: {
    // The list of all variations is in the namespace wc-analytics, which has an index of its own. probe3.out
    // "wc-analytics variations": per_page and _fields as on the list of one product.
    '/wc-analytics/variations': '/wc/v3/products/(?P<product_id>[\\d]+)/variations',
  },
  product: {
    // Null where there is none: probe.out "null price" (date_on_sale_* are dates there, null before "sale below regular").
    date_on_sale_from: nothing,
    date_on_sale_from_gmt: nothing,
    date_on_sale_to: nothing,
    date_on_sale_to_gmt: nothing,
    // Null while stock is not managed: probe.out "stock w/o manage_stock".
    stock_quantity: nothing,
    // A search by SKU lists variations among products: probe.out "variation sku through /products?sku=".
    type: { const: 'variation' },
    // A number, described as text. Not in a recorded body (all are cut short before it): the source casts nothing.
    shipping_class_id: whole,
    // Attributes come back with a slug: probe.out "create variable". Those of a variation among products are choices; no
    // recording shows them, the source of 10.0.2 makes them as it makes those of the list of variations.
    attributes: { type: 'array', items: { anyOf: [TOLD, CHOSEN] } },
    // Links stand in every answer that is not cut by `_fields`: probe2.out "data/currencies/current".
    _links: anything,
  },
  variation: {
    date_on_sale_from: nothing,
    date_on_sale_from_gmt: nothing,
    date_on_sale_to: nothing,
    date_on_sale_to_gmt: nothing,
    stock_quantity: nothing,
    // probe.out "variation with manage_stock parent".
    manage_stock: { const: 'parent' },
    shipping_class_id: whole,
    // No picture of its own: probe.out "variations batch" shows none for four of five, probe3.out "variation update images
    // plural ignored?" null.
    image: nothing,
    // probe2.out "var get": a variation in the trash reads as such.
    status: { const: 'trash' },
    // Not described for variations, and answered: probe.out "variations batch" (parent_id, name, the slug of an attribute),
    // probe2.out "mod1" for the dates of its kind.
    name: text,
    parent_id: whole,
    date_created_gmt: text,
    date_modified_gmt: text,
    attributes: { type: 'array', items: CHOSEN },
    _links: anything,
  },
};

const description = new Description(folder, departures);

/** What passed between the adapter and every shop of a test, each request in its final state. */
class Wiretap {
  readonly requests: RecordedRequest[] = [];

  readonly subject: Subject = { adapter, emulator: { start: (options) => this.start(options) } };

  async start(options?: emulator.WooEmulatorOptions): Promise<Emulator> {
    const shop = await emulator.start(options);
    const keep = () => this.requests.push(...shop.requests());
    return {
      ...shop,
      clearRequests: () => {
        keep();
        shop.clearRequests();
      },
      close: async () => {
        keep();
        await shop.close();
      },
    };
  }
}

const tap = new Wiretap();
const unique = (problems: readonly string[]) => [...new Set(problems)].slice(0, 20);

describe.concurrent('the suite, with every request and answer written down', () => {
  // Faults on reading send what the others send, and wait for servers that hang.
  const lived = cases.filter(
    ({ level, name, skip }) => !skip?.(tap.subject) && (level === 2 || !/reading request/.test(name)),
  );
  for (const one of lived) it(`level ${one.level}: ${one.name}`, () => runCase(tap.subject, one));
});

// What the suite does not sell: brands, GTINs, list prices, attributes of the product and of the shop, dimensions.
liveSuite('a seller’s life, written down', async () => {
  const shop = await tap.start({ speed: 200, weightUnit: 'oz' });
  const { key = '', secret = '' } = shop.secrets;
  return {
    url: shop.url,
    secrets: { key, secret },
    image: 'https://images.example/mug.jpg',
    clock: fastClock(200),
    mute: () =>
      shop.inject({ kind: 'hang-after', when: ({ method, path }) => method === 'POST' && /batch/.test(path) }),
    unmute: () => shop.clearFaults(),
    close: () => shop.close(),
  };
});

describe('recorded on a real shop, replayed in order in one shop', () => {
  let shop: emulator.WooEmulator;
  const ids = new Ids();
  const notes: string[] = [];
  let pairs = 0;
  beforeAll(async () => {
    // The bed that was recorded: weights in pounds, and nothing beyond loopback.
    shop = await emulator.start({ weightUnit: 'lbs', imageHosts: [] });
  });
  afterAll(async () => {
    tap.requests.push(...shop.requests());
    await shop.close();
    process.stdout.write(`${pairs} recorded pairs were compared; not, or not to the letter:\n${notes.join('\n')}\n`);
  });

  async function replay(one: Recording): Promise<readonly string[]> {
    const key = `${one.file}: ${one.title}${one.nth > 0 ? ` #${one.nth + 1}` : ''}`;
    const view = VIEWS[key] ?? {};
    const how: Compared = { ids, site: shop.url, kind: kindOf(one.path), wrong: [] };
    const request = one.body === '' ? undefined : view.body === undefined ? JSON.parse(one.body) : undefined;
    const body = typeof view.body === 'string' ? view.body : localBody(view.body ?? request, ids, how);
    const url = apiUrl(shop, localPath(one.path, ids));
    const header = oauth(shop, one.method, url).map(([name, value]) => `${name}="${encodeURIComponent(value)}"`);
    const headers = {
      authorization: `OAuth ${header.join(', ')}`,
      ...(view.type ? { 'content-type': view.type } : {}),
    };
    // The recorded requests were seconds apart, and dates are kept in whole seconds.
    shop.clock.advance(1000);
    const answer = await send(url, one.method, body, headers);
    const { value, whole } = parseRecorded(one.answer);
    if (answer.status !== one.status) how.wrong.push(`status ${answer.status}, recorded ${one.status}`);
    if (view.id !== undefined) ids.learn(how.kind, view.id, answer.body.id);
    compare(view.recorded?.(value) ?? value, view.see?.(answer.body, answer) ?? answer.body, '', how, !whole);
    pairs++;
    if (view.but) notes.push(`- ${key}: in part, ${view.but}`);
    if (!whole) notes.push(`- ${key}: as far as it was written down, the recording is cut`);
    return how.wrong.map((wrong) => `${key} ${wrong}`);
  }

  /** Of four that were sent at once, the answers were written down and the SKU was not. */
  async function four(one: Recording): Promise<readonly string[]> {
    const body = { name: 'four', sku: 'four-at-once' };
    const answers = await Promise.all([0, 1, 2, 3].map(() => ask(shop, 'POST', '/products', body)));
    const seen = answers.map(({ status, body: { code = 'ok' } }) => JSON.stringify([status, code])).sort();
    expect(seen).toEqual((parseRecorded(one.answer).value as unknown[]).map((row) => JSON.stringify(row)).sort());
    pairs++;
    return [];
  }

  it.each(['probe.out', 'probe2.out', 'probe3.out'])('%s', async (file) => {
    const wrong: string[] = [];
    for (const one of readRecordings(folder, file)) {
      if (one.method !== '') wrong.push(...(await replay(one)));
      else if (/^4 concurrent creates/.test(one.title)) wrong.push(...(await four(one)));
      else notes.push(`- ${file}: ${one.title}: not compared, no request was written down`);
    }
    expect(wrong).toEqual([]);
  });
});

describe('held against the description', () => {
  // An answer with a fault in it is not the emulator's, nor is one that was never given.
  const answers = () => tap.requests.filter(({ fault, status }) => fault === undefined && status > 0);

  it('every request of the adapter', () => {
    const sent = tap.requests.filter(({ headers }) => headers['user-agent']?.startsWith('mabang/'));
    process.stdout.write(`${sent.length} requests of the adapter were held against the description\n`);
    expect(sent.length).toBeGreaterThan(1000);
    expect(unique(sent.flatMap((request) => description.request(request)))).toEqual([]);
  });

  it('with no departure that nothing shows', () => {
    const unmet = (['product', 'variation'] as const).flatMap((kind) =>
      Object.keys(departures[kind]).flatMap((field) => {
        const { [field]: _, ...others } = departures[kind];
        const strict = new Description(folder, { ...departures, [kind]: others });
        return answers().some((request) => strict.answer(request).length > 0) ? [] : [`${kind}.${field}`];
      }),
    );
    expect(unmet).toEqual([]);
  });

  it('every answer of the emulator', () => {
    expect(unique(answers().flatMap((request) => description.answer(request)))).toEqual([]);
  });
});
