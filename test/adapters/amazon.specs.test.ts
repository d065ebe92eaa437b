import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Emulator, EmulatorOptions, RecordedRequest } from 'mabang/testing';
import { describe, expect, it } from 'vitest';
import * as emulator from '../../adapters/amazon/emulator.ts';
import adapter from '../../adapters/amazon/index.ts';
import { cases, runCase, type Subject } from '../../src/testing/conformance/index.ts';
import { Description } from './amazon-description.ts';
import { batchOf, bench, change, mug, shirt } from './amazon-harness.ts';

const folder = join(process.env.MABANG_SPECS ?? '', 'amazon');
const description = new Description(folder);
const unique = (problems: readonly string[]) => [...new Set(problems)].slice(0, 20);

/** Emulators that keep what was said to them after they are closed. */
class Wiretap {
  readonly requests: RecordedRequest[] = [];

  readonly start = async (options: EmulatorOptions = {}): Promise<Emulator> => {
    const platform = await emulator.start(options);
    const clearRequests = () => {
      this.requests.push(...platform.requests());
      platform.clearRequests();
    };
    return {
      ...platform,
      clearRequests,
      close: async () => {
        clearRequests();
        await platform.close();
      },
    };
  };

  readonly subject: Subject = { adapter, emulator: { ...emulator, start: this.start } };
}

const tap = new Wiretap();

describe.concurrent('the suite, with every request and answer written down', () => {
  // Faults send what the others send, and wait for servers that hang.
  const lived = cases.filter(({ level, name }) => level === 2 || /ticket|token|later|taken/.test(name));
  for (const one of lived)
    if (!one.skip?.(tap.subject)) it(`level ${one.level}: ${one.name}`, () => runCase(tap.subject, one), 180_000);
});

describe('the rest of the interface, written down', () => {
  it('reports, previews and searches for product types', async () => {
    const one = await bench({ catalogue: [{ asin: 'B0EXAMPLE1', title: 'Their mug' }] });
    for (let i = 0; i < 1005; i++)
      one.amazon.seed({ code: `S-${i}`, title: 'Theirs', variants: [{ sku: `S-${i}`, price: '3.00', quantity: 1 }] });
    await adapter.describe(one.ctx);
    for await (const _ of adapter.fetchRemote('all', one.ctx));
    await adapter.preview?.(batchOf(change(one, shirt('SHIRT', ['Black']))), one.ctx);
    await adapter.taxonomy?.search('mug', one.ctx);
    const offer = mug('OFFER', { attributes: { merchant_suggested_asin: 'B0EXAMPLE1' } });
    await adapter.apply(batchOf(change(one, offer)), one.ctx);
    tap.requests.push(...one.amazon.requests());
    await one.close();
  });
});

describe('held against the description', () => {
  const fine = () => tap.requests.filter(({ fault, status }) => fault === undefined && status > 0);
  const isApi = ({ path, grant }: RecordedRequest) => grant !== true && !path.startsWith('/-/');

  it('every request of the adapter', () => {
    const sent = tap.requests.filter(isApi);
    expect(sent.length).toBeGreaterThan(1000);
    expect(unique(sent.flatMap((request) => description.request(request)))).toEqual([]);
    const kinds = new Set(sent.map(({ method, path }) => `${method} ${path.split(/[?/]/)[1]}`));
    expect([...kinds].toSorted()).toEqual([
      'DELETE listings',
      'GET definitions',
      'GET feeds',
      'GET listings',
      'GET reports',
      'GET sellers',
      'PATCH listings',
      'POST feeds',
      'POST reports',
      'PUT listings',
    ]);
  });

  it('every answer of the emulator', () => {
    expect(
      unique(
        fine()
          .filter(isApi)
          .flatMap((request) => description.answer(request)),
      ),
    ).toEqual([]);
  });

  it('every feed and every report of one', () => {
    const stored = fine().filter(({ path, status }) => path.startsWith('/-/storage/') && status === 200);
    const feeds = stored.filter(({ method }) => method === 'PUT');
    const reports = stored.filter(({ method, reply }) => method === 'GET' && reply.startsWith('{'));
    expect(feeds.length).toBeGreaterThan(0);
    expect(reports.length).toBeGreaterThan(0);
    expect(unique(feeds.flatMap(({ body }) => description.feed(body)))).toEqual([]);
    expect(unique(reports.flatMap(({ reply }) => description.report(reply)))).toEqual([]);
    for (const { headers } of feeds) expect(headers['content-type']).toBe('application/json; charset=UTF-8');
  });

  it('credentials go nowhere but to the API', () => {
    const elsewhere = tap.requests.filter(({ path }) => path.startsWith('/-/'));
    expect(elsewhere.length).toBeGreaterThan(0);
    const names = new Set(elsewhere.flatMap(({ headers }) => Object.keys(headers)));
    expect([...names].filter((name) => name.startsWith('x-amz') || name === 'authorization')).toEqual([]);
  });

  it('the published examples of feeds and reports, by what the adapter reads', () => {
    const text = (name: string) => readFileSync(join(folder, 'schemas', name), 'utf8');
    expect(description.feed(text('listings-feed-schema-v2.example.json'))).toEqual([]);
    expect(description.report(text('listings-feed-processing-report-schema-v2.example.json'))).toEqual([]);
  });
});
