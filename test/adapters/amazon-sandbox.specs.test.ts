import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { EmulatorClock } from 'mabang/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Operation, Write } from '../../adapters/amazon/intent.ts';
import { type Ctx, getItem, searchPage } from '../../adapters/amazon/items.ts';
import type { Fate } from '../../adapters/amazon/outcomes.ts';
import { judged } from '../../adapters/amazon/preview.ts';
import { asFailure, fateOf, fateOfFailure, submit } from '../../adapters/amazon/submit.ts';
import { Description } from './amazon-description.ts';
import { wired } from './amazon-harness.ts';

const folder = join(process.env.MABANG_SPECS ?? '', 'amazon');
const description = new Description(folder);

interface Pair {
  readonly operationId: string;
  readonly method: string;
  readonly status: string;
  readonly request: { readonly parameters: Readonly<Record<string, { readonly value?: unknown }>> };
  readonly response: unknown;
}

const file = JSON.parse(readFileSync(join(folder, 'sandbox-pairs.extracted.json'), 'utf8')) as Readonly<
  Record<string, readonly Pair[]>
>;
const pairs = file['listingsItems_2021-08-01.json'] ?? [];

/** What a pair names, as text; what data are included is the asker's own affair. */
function named({ request }: Pair): readonly (readonly [string, string])[] {
  return Object.entries(request.parameters)
    .filter(([name, { value }]) => value !== undefined && name !== 'includedData' && name !== 'pageSize')
    .map(([name, { value }]) => [name, String(value)]);
}

/** The published pair that answers a call: of those whose named parameters are met, the one that names most. */
function answerTo(method: string, address: URL): Pair | undefined {
  const [, , , , sellerId = '', sku] = address.pathname.split('/').map(decodeURIComponent);
  const given = new Map([
    ...address.searchParams,
    ['sellerId', sellerId],
    ...(sku === undefined ? [] : [['sku', sku]]),
  ] as [string, string][]);
  return pairs
    .filter((pair) => pair.method === method && (pair.operationId === 'searchListingsItems') === (sku === undefined))
    .filter((pair) => named(pair).every(([name, value]) => given.get(name) === value))
    .toSorted((a, b) => named(b).length - named(a).length)[0];
}

describe('the published sandbox pairs of listings', () => {
  const met = new Set<Pair>();
  const misfits: string[] = [];
  const clock = new EmulatorClock(1, { jumps: true });
  let wires: ReturnType<typeof wired>;
  let ctx: Ctx;

  const server = createServer((incoming, outgoing) => {
    let body = '';
    incoming.on('data', (part) => {
      body += part;
    });
    incoming.on('end', () => {
      const { method = '', url = '/' } = incoming;
      const token = { access_token: 'Atza|sandbox', expires_in: 3600 };
      const pair = url.startsWith('/auth') ? undefined : answerTo(method, new URL(url, 'http://sandbox'));
      if (pair) {
        met.add(pair);
        misfits.push(
          ...description.request({ method, path: url, headers: incoming.headers as Record<string, string>, body }),
        );
      }
      outgoing.writeHead(pair ? Number(pair.status) : 200, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify(pair ? pair.response : token));
    });
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    wires = at(url, 'A1SANDBOX', 'ATVPDKIKX0DER');
    ctx = wires.ctx;
  });
  afterAll(async () => {
    await wires.close();
    clock.stop();
    server.close();
  });

  const at = (url: string, sellerId: string, marketplaceId: string) =>
    wired(
      { endpoint: url, tokenEndpoint: `${url}/auth`, sellerId, marketplaceId },
      { clientId: 'id', clientSecret: 'secret', refreshToken: 'token' },
      clock,
      5000,
    );

  const OPERATIONS: Readonly<Record<'put' | 'patch' | 'delete', Operation>> = {
    put: {
      kind: 'put',
      productType: 'LUGGAGE',
      requirements: 'LISTING',
      attributes: { item_name: [{ value: 'Case' }] },
    },
    patch: {
      kind: 'patch',
      productType: 'LUGGAGE',
      patches: [{ op: 'replace', path: '/attributes/fake_attribute', value: [{ value: 'x' }] }],
    },
    delete: { kind: 'delete' },
  };

  async function fate(kind: keyof typeof OPERATIONS, sku: string, preview = false): Promise<Fate> {
    const write: Write = { code: sku, sku, operation: OPERATIONS[kind], changes: [], creates: false, stage: 1 };
    try {
      const answer = await submit(ctx, write, preview);
      return preview ? judged(write, answer) : fateOf(answer);
    } catch (error) {
      return fateOfFailure(asFailure(error), write).fate;
    }
  }

  it('ACCEPTED is a yes', async () => {
    expect(await fate('put', 'GM-ZDPI-9B4E')).toEqual({ status: 'applied' });
    expect(await fate('patch', 'GM-ZDPI-9B4E')).toEqual({ status: 'applied' });
    expect(await fate('delete', 'GM-ZDPI-9B4E')).toEqual({ status: 'applied' });
  });

  it('VALID is a yes to a question, INVALID a no with its issues', async () => {
    expect(await fate('put', 'VALIDATION_VALID', true)).toEqual({ status: 'applied' });
    expect(await fate('patch', 'VALIDATION_VALID', true)).toEqual({ status: 'applied' });
    expect(await fate('put', 'VALIDATION_INVALID', true)).toMatchObject({
      status: 'rejected',
      retry: 'never',
      issues: [{ place: { field: 'condition_type' } }, { place: { field: 'fake_attribute' } }],
    });
    expect(await fate('patch', 'VALIDATION_INVALID', true)).toMatchObject({
      status: 'rejected',
      issues: [{ message: { en: expect.stringContaining('(90000900)') }, place: { field: 'fake_attribute' } }],
    });
  });

  it('400 is a no, in the words of the answer', async () => {
    for (const kind of ['put', 'patch', 'delete'] as const)
      expect(await fate(kind, 'BadSKU')).toMatchObject({
        status: 'rejected',
        retry: 'never',
        issues: [{ message: { en: 'Amazon refused it: Invalid input: Invalid input (BAD_REQUEST)' } }],
      });
    await expect(getItem(ctx, 'BadSKU')).rejects.toMatchObject({ kind: 'refused', details: { status: 400 } });
    const other = at(ctx.at.connection.endpoint ?? '', 'A1SANDBOX', 'ATVPDKIKX0DER');
    const lost: Ctx = {
      ...other.ctx,
      at: {
        ...other.ctx.at,
        marketplace: { id: 'invalid', title: '' },
        connection: { ...other.ctx.at.connection, sellerId: 'SellerId' },
      },
    };
    await expect(searchPage(lost, {})).rejects.toMatchObject({ kind: 'refused', details: { status: 400 } });
    await other.close();
  });

  it('an answer without the attributes that were asked for is no listing', async () => {
    await expect(getItem(ctx, 'GM-ZDPI-9B4E')).rejects.toMatchObject({ kind: 'unreadable' });
    const skus = 'GM-ZDPI-9B4E,HW-ZDPI-9B4E,TC-ZDPI-9B4E';
    const both: Ctx = { ...ctx, at: { ...ctx.at, marketplace: { id: 'ATVPDKIKX0DER,A2EUQ1WTGCTBG2', title: '' } } };
    await expect(searchPage(both, { identifiersType: 'SKU', identifiers: skus })).rejects.toMatchObject({
      kind: 'unreadable',
    });
  });

  it('all of them were met, with calls that fit the description, and fit it themselves', () => {
    expect(pairs).toHaveLength(14);
    expect(pairs.filter((pair) => !met.has(pair))).toEqual([]);
    expect(misfits).toEqual([]);
    for (const { method, operationId, status, response } of pairs) {
      const path = `/listings/2021-08-01/items/S${operationId === 'searchListingsItems' ? '' : '/SKU'}`;
      const reply = JSON.stringify(response);
      expect(description.answer({ method, path, status: Number(status), reply })).toEqual([]);
    }
  });
});
