import type { Json } from 'mabang/contract';
import { describe, expect, it } from 'vitest';
import { auth } from '../../adapters/amazon/auth.ts';
import adapter from '../../adapters/amazon/index.ts';
import { amzDate } from '../../adapters/amazon/sign.ts';
import { all, withBench } from './amazon-harness.ts';

const US = 'ATVPDKIKX0DER';

describe('definitions', () => {
  it('come from the link, without credentials, with the checksum of the platform', () =>
    withBench({}, async (one) => {
      const found = await adapter.definitions?.fetch(`HOME LISTING ${US}`, undefined, one.ctx);
      if (!found || found === 'same') throw new Error('no definition');
      expect(found.checksum).toMatch(/^[\w+/]{22}==$/);
      expect((found.body as { properties: Json }).properties).toHaveProperty('item_name');
      const link = one.amazon.requests().find(({ path }) => path.includes('/schemas/'));
      expect(link?.headers).not.toHaveProperty('x-amz-access-token');
      expect(one.amazon.requests()[0]?.path).toContain('requirementsEnforced=ENFORCED');
    }));

  it('are not downloaded again while they are the same', () =>
    withBench({}, async (one) => {
      const found = await adapter.definitions?.fetch(`HOME LISTING ${US}`, undefined, one.ctx);
      const checksum = found && found !== 'same' ? found.checksum : '';
      one.amazon.clearRequests();
      expect(await adapter.definitions?.fetch(`HOME LISTING ${US}`, checksum, one.ctx)).toBe('same');
      expect(one.amazon.requests()).toHaveLength(1);
    }));

  it('of a type that does not exist are none', () =>
    withBench({}, async (one) => {
      expect(await adapter.definitions?.fetch(`NO_SUCH LISTING ${US}`, undefined, one.ctx)).toBeUndefined();
      expect(await adapter.definitions?.fetch('nonsense', undefined, one.ctx)).toBeUndefined();
    }));
});

describe('the taxonomy', () => {
  it('finds product types by a title and by words, the recommended one first', () =>
    withBench({}, async (one) => {
      const found = await adapter.taxonomy?.search('Kitchen > Mugs, product', one.ctx);
      expect(found?.map(({ id }) => id)).toEqual(['HOME', 'PRODUCT']);
      expect(found?.[0]).toEqual({ id: 'HOME', title: 'Home (HOME)' });
      expect(await adapter.taxonomy?.search('  ', one.ctx)).toEqual([]);
    }));
});

describe('the account', () => {
  it('says its currency, and is asked for participations once', () =>
    withBench({}, async (one) => {
      const facts = await adapter.describe(one.ctx);
      expect(facts).toMatchObject({ currency: 'USD', marketplaceId: US, suspended: false });
      one.amazon.clearRequests();
      expect(await adapter.describe({ ...one.ctx, at: { ...one.ctx.at, facts } })).toEqual(facts);
      expect(one.amazon.requests().map(({ path }) => path.split('?')[0])).not.toContain(
        '/sellers/v1/marketplaceParticipations',
      );
    }));

  it('of another seller is refused as credentials', () =>
    withBench(
      {},
      async (one) => {
        await expect(adapter.describe(one.ctx)).rejects.toMatchObject({ code: 'E_CREDENTIALS', exit: 6 });
      },
      { sellerId: 'A2EXAMPLE0SELL' },
    ));

  it('is given a date and a token with every call, and one token for an hour', () =>
    withBench({}, async (one) => {
      await Promise.all([all(one), all(one), all(one)]);
      one.clock.advance(3_500_000);
      await all(one);
      one.clock.advance(3_700_000);
      await all(one);
      const calls = one.amazon.requests();
      expect(calls.filter(({ grant }) => grant)).toHaveLength(1);
      for (const { grant, headers } of calls) if (!grant) expect(headers['x-amz-date']).toMatch(/^\d{8}T\d{6}Z$/);
      expect(amzDate(Date.UTC(2026, 10, 23, 4, 5, 6, 789))).toBe('20261123T040506Z');
    }));

  it('renews a token that was revoked, and only that', () => {
    const answered = (details: string, status = 403) =>
      auth.judge?.({
        method: 'GET',
        path: '/',
        status,
        headers: {},
        body: { errors: [{ code: 'Unauthorized', message: 'Access to requested resource is denied.', details }] },
      });
    expect(answered('The access token you provided has expired.')).toMatchObject({ kind: 'stale', token: 'access' });
    expect(answered('The access token you provided is revoked, malformed or invalid.')).toMatchObject({
      kind: 'stale',
    });
    expect(answered('')).toBeUndefined();
    expect(answered('The access token you provided has expired.', 400)).toBeUndefined();
  });

  it('is of a marketplace by id, country or domain', () => {
    const id = (marketplaceId: string) =>
      adapter.connection.parse({ sellerId: 'A2EXAMPLE0SELL', marketplaceId }).marketplaceId;
    expect([id(US), id('US'), id('us'), id('amazon.com'), id('https://www.amazon.com/gp')]).toEqual(Array(5).fill(US));
    expect(id('amazon.de')).toBe('A1PA6795UKMFR9');
    expect(() => id('amazon.xx')).toThrow(/no marketplace/);
    const base = (marketplaceId: string) =>
      adapter.baseUrl(adapter.connection.parse({ sellerId: 'A2EXAMPLE0SELL', marketplaceId }));
    expect(base('DE')).toBe('https://sellingpartnerapi-eu.amazon.com');
    expect(base('JP')).toBe('https://sellingpartnerapi-fe.amazon.com');
  });
});
