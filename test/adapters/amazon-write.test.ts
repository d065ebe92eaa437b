import { HttpFailure } from 'mabang/contract';
import { describe, expect, it } from 'vitest';
import adapter from '../../adapters/amazon/index.ts';
import {
  batchOf,
  bench,
  bodyOf,
  briefly,
  byKeys,
  change,
  listed,
  mug,
  shirt,
  withBench,
  writes,
} from './amazon-harness.ts';

const US = 'ATVPDKIKX0DER';

describe('a create', () => {
  it('is a PUT of the whole SKU after a look whether it is there', () =>
    withBench({}, async (one) => {
      const result = await adapter.apply(batchOf(change(one, mug('M-1'))), one.ctx);
      expect(briefly(result)).toEqual(['M-1 applied', 'M-1/M-1 applied']);
      expect(result.outcomes[0]).toMatchObject({ remoteId: { sku: 'M-1' } });
      expect(writes(one)).toEqual(['PUT M-1']);
      const asked = one.amazon.requests().map(({ method, path }) => `${method} ${new URL(path, 'http://x').search}`);
      expect(asked.findIndex((line) => line.includes('identifiers=M-1'))).toBeLessThan(
        asked.findIndex((line) => line.startsWith('PUT')),
      );
      expect(bodyOf(one, 'PUT')).toMatchObject({ productType: 'PRODUCT', requirements: 'LISTING' });
      one.clock.advance(120_000);
      expect(one.amazon.inspect('M-1')).toMatchObject({ visible: true, price: '12.90', quantity: 7 });
    }));

  it('never overwrites a SKU that somebody else has made meanwhile', () =>
    withBench({}, async (one) => {
      one.amazon.seed({ code: 'M-1', title: 'Theirs', variants: [{ sku: 'M-1', price: '3.00', quantity: 1 }] });
      const result = await adapter.apply(batchOf(change(one, mug('M-1')), change(one, mug('M-2'))), one.ctx);
      expect(briefly(result)).toEqual([
        'M-1 rejected later',
        'M-1/M-1 rejected later',
        'M-2 applied',
        'M-2/M-2 applied',
      ]);
      expect(result.outcomes[1]).toMatchObject({ issues: [{ code: 'E_AMZ_TAKEN', place: { sku: 'M-1' } }] });
      expect(writes(one)).toEqual(['PUT M-2']);
      expect(one.amazon.inspect('M-1')?.title).toBe('Theirs');
    }));

  it('leaves a SKU alone that only looks like its own: it may be on its way out', () =>
    withBench({}, async (one) => {
      const [remote] = await listed(one, mug('M-1'));
      const end = change(one, undefined, { code: 'M-1', ...(remote ? { remote } : {}), sent: mug('M-1') });
      await adapter.apply(batchOf(end), one.ctx);
      const result = await adapter.apply(batchOf(change(one, mug('M-1'))), one.ctx);
      expect(briefly(result)).toEqual(['M-1 rejected later', 'M-1/M-1 rejected later']);
      one.clock.advance(60_000);
      const again = await adapter.apply(batchOf(change(one, mug('M-1'))), one.ctx);
      expect(briefly(again)).toEqual(['M-1 applied', 'M-1/M-1 applied']);
    }));

  it('puts the parent of a family first, under the product code', () =>
    withBench({}, async (one) => {
      const result = await adapter.apply(batchOf(change(one, shirt('SHIRT', ['Black', 'White']))), one.ctx);
      expect(briefly(result)).toEqual(['SHIRT applied', 'SHIRT/SHIRT-Black applied', 'SHIRT/SHIRT-White applied']);
      expect(result.outcomes[2]).toMatchObject({ remoteId: { sku: 'SHIRT' } });
      expect(writes(one)[0]).toBe('PUT SHIRT');
      expect(bodyOf(one, 'PUT').attributes).not.toHaveProperty('purchasable_offer');
      one.clock.advance(120_000);
      expect(one.amazon.inspect('SHIRT-White')).toMatchObject({ visible: true, options: { Color: 'White' } });
    }));

  it('does not send children whose parent was refused', () =>
    withBench({}, async (one) => {
      one.amazon.refuse?.('SHIRT');
      const result = await adapter.apply(batchOf(change(one, shirt('SHIRT', ['Black']))), one.ctx);
      expect(briefly(result)).toEqual(['SHIRT rejected never', 'SHIRT/SHIRT-Black rejected later']);
      expect(result.outcomes[1]).toMatchObject({ issues: [{ code: 'E_AMZ_PARENT' }] });
      expect(writes(one)).toEqual(['PUT SHIRT']);
    }));

  it('takes 200 with INVALID for a no, and names each attribute', () =>
    withBench({}, async (one) => {
      const nameless = { ...mug('M-1'), brand: '' };
      const result = await adapter.apply(batchOf(change(one, nameless)), one.ctx);
      expect(briefly(result)).toEqual(['M-1 rejected never', 'M-1/M-1 rejected never']);
      expect(result.outcomes[1]).toMatchObject({
        issues: [
          {
            code: 'E_AMZ_ISSUE',
            severity: 'error',
            message: { en: expect.stringContaining("'brand' is required but not supplied. (90220)") },
            place: { code: 'M-1', sku: 'M-1', facet: 'content', field: 'brand' },
          },
        ],
      });
    }));

  it('encodes a SKU with a slash, a space and a percent sign', () =>
    withBench({}, async (one) => {
      const sku = 'A/B 50%, red';
      await listed(one, mug(sku));
      expect(one.amazon.inspect(sku)?.visible).toBe(true);
      expect(await byKeys(one, sku)).toHaveLength(1);
    }));
});

describe('an update', () => {
  it('merges a quantity, and handling time stays', () =>
    withBench({}, async (one) => {
      const [remote] = await listed(one, mug('M-1'));
      one.amazon.attach?.('M-1');
      const next = change(one, mug('M-1', { quantity: 3 }), { ...(remote ? { remote } : {}), sent: mug('M-1') });
      expect(briefly(await adapter.apply(batchOf(next), one.ctx))).toEqual(['M-1/M-1 applied']);
      expect(bodyOf(one, 'PATCH')).toEqual({
        productType: 'PRODUCT',
        patches: [
          {
            op: 'merge',
            path: '/attributes/fulfillment_availability',
            value: [{ fulfillment_channel_code: 'DEFAULT', quantity: 3 }],
          },
        ],
      });
      one.clock.advance(60_000);
      expect(one.amazon.inspect('M-1')?.quantity).toBe(3);
      expect(one.amazon.attached?.('M-1')).toHaveProperty('handling time', 5);
    }));

  it('replaces a price with the whole offer, so that what others set stays', () =>
    withBench({}, async (one) => {
      await listed(one, mug('M-1'));
      one.amazon.attach?.('M-1');
      const before = one.amazon.attached?.('M-1');
      const [remote] = await byKeys(one, 'M-1');
      one.amazon.clearRequests();
      const next = change(one, mug('M-1', { price: 999 }), { ...(remote ? { remote } : {}), sent: mug('M-1') });
      await adapter.apply(batchOf(next), one.ctx);
      const { patches } = bodyOf(one, 'PATCH');
      expect(patches).toHaveLength(1);
      expect(patches[0]).toMatchObject({ op: 'replace', path: '/attributes/purchasable_offer' });
      expect(patches[0].value).toHaveLength(2);
      one.clock.advance(60_000);
      expect(one.amazon.inspect('M-1')?.price).toBe('9.99');
      expect(one.amazon.attached?.('M-1')).toEqual(before);
    }));

  it('sends all facets of a SKU in one call, and of content only what is different', () =>
    withBench({}, async (one) => {
      const [remote] = await listed(one, mug('M-1'));
      const wanted = mug('M-1', { title: 'Steel mug', price: 1500, quantity: 2 });
      await adapter.apply(batchOf(change(one, wanted, { ...(remote ? { remote } : {}), sent: mug('M-1') })), one.ctx);
      expect(writes(one)).toEqual(['PATCH M-1']);
      const paths = bodyOf(one, 'PATCH').patches.map(({ op, path }: { op: string; path: string }) => `${op} ${path}`);
      expect(paths).toEqual([
        'replace /attributes/item_name',
        'replace /attributes/purchasable_offer',
        'merge /attributes/fulfillment_availability',
      ]);
    }));

  it('deletes a picture that is not wanted any more, and what mabang itself had set', () =>
    withBench({}, async (one) => {
      const two = ['https://images.example/1.jpg', 'https://images.example/2.jpg'];
      const sent = mug('M-1', { images: two, attributes: { pattern: 'Striped' } });
      const [remote] = await listed(one, sent);
      const wanted = mug('M-1', { images: two.slice(0, 1) });
      await adapter.apply(batchOf(change(one, wanted, { ...(remote ? { remote } : {}), sent })), one.ctx);
      expect(bodyOf(one, 'PATCH').patches).toEqual([
        {
          op: 'delete',
          path: '/attributes/pattern',
          value: [{ marketplace_id: US, language_tag: 'en_US' }],
        },
        { op: 'delete', path: '/attributes/other_product_image_locator_1', value: [{ marketplace_id: US }] },
      ]);
      one.clock.advance(60_000);
      expect(one.amazon.inspect('M-1')?.images).toEqual(two.slice(0, 1));
      expect(one.amazon.attributesOf('M-1')).not.toHaveProperty('pattern');
    }));

  it('leaves attributes alone that somebody else has set', () =>
    withBench({}, async (one) => {
      await listed(one, mug('M-1'));
      one.amazon.plant('M-1', { scent: [{ value: 'Lavender', language_tag: 'en_US' }] });
      const [remote] = await byKeys(one, 'M-1');
      one.amazon.clearRequests();
      const wanted = mug('M-1', { title: 'Steel mug' });
      await adapter.apply(batchOf(change(one, wanted, { ...(remote ? { remote } : {}), sent: mug('M-1') })), one.ctx);
      one.clock.advance(60_000);
      expect(one.amazon.attributesOf('M-1')).toHaveProperty('scent');
      expect(one.amazon.inspect('M-1')?.title).toBe('Steel mug');
    }));

  it('makes a parent anew that somebody has deleted, and ties its children to it again', () =>
    withBench({}, async (one) => {
      const goods = shirt('SHIRT', ['Black', 'White']);
      await listed(one, goods);
      const removal = await fetch(
        `${one.amazon.url}/listings/2021-08-01/items/${one.amazon.connection.sellerId}/SHIRT?marketplaceIds=${US}`,
        { method: 'DELETE', headers: await credentials(one) },
      );
      expect(removal.status).toBe(200);
      one.clock.advance(60_000);
      const [orphans] = await byKeys(one, 'SHIRT-Black', 'SHIRT-White');
      expect(orphans).toMatchObject({ code: 'SHIRT', snapshot: { product: {} } });
      one.amazon.clearRequests();
      const next = change(one, goods, { ...(orphans ? { remote: orphans } : {}), sent: goods });
      await adapter.apply(batchOf(next), one.ctx);
      expect(writes(one)).toEqual(['PUT SHIRT', 'PATCH SHIRT-Black', 'PATCH SHIRT-White']);
      one.clock.advance(120_000);
      const [whole] = await byKeys(one, 'SHIRT-Black', 'SHIRT-White');
      expect(change(one, goods, { ...(whole ? { remote: whole } : {}), sent: goods }).changes).toEqual([]);
    }));
});

describe('an end', () => {
  it('deletes the children of a family and then the parent', () =>
    withBench({}, async (one) => {
      const goods = shirt('SHIRT', ['Black', 'White']);
      const [remote] = await listed(one, goods);
      const next = change(one, undefined, { code: 'SHIRT', ...(remote ? { remote } : {}), sent: goods });
      expect(briefly(await adapter.apply(batchOf(next), one.ctx))).toEqual(['SHIRT applied']);
      expect(writes(one).toSorted()).toEqual(['DELETE SHIRT', 'DELETE SHIRT-Black', 'DELETE SHIRT-White']);
      expect(writes(one).at(-1)).toBe('DELETE SHIRT');
      one.clock.advance(60_000);
      expect(one.amazon.skus()).toEqual([]);
    }));

  it('of one SKU leaves the others', () =>
    withBench({}, async (one) => {
      const sent = shirt('SHIRT', ['Black', 'White']);
      const [remote] = await listed(one, sent);
      await adapter.apply(
        batchOf(change(one, shirt('SHIRT', ['Black']), { ...(remote ? { remote } : {}), sent })),
        one.ctx,
      );
      expect(writes(one)).toEqual(['DELETE SHIRT-White']);
    }));
});

describe('a failure', () => {
  it('of everything is thrown when nothing can have happened', async () => {
    const one = await bench();
    const next = change(one, mug('M-1'));
    await one.amazon.close();
    await expect(adapter.apply(batchOf(next), one.ctx)).rejects.toSatisfy(
      (error) => error instanceof HttpFailure && !error.mayHaveHappened,
    );
    await one.close();
  });

  it('leaves the fate of one SKU open, and sends the others', () =>
    withBench({ timeoutMs: 400 }, async (one) => {
      one.amazon.inject({
        kind: 'hang-after',
        when: ({ method, path }) => method === 'PUT' && path.includes('M-1'),
        times: 9,
      });
      const result = await adapter.apply(batchOf(change(one, mug('M-1')), change(one, mug('M-2'))), one.ctx);
      expect(briefly(result)).toEqual(['M-1 unknown', 'M-1/M-1 unknown', 'M-2 applied', 'M-2/M-2 applied']);
    }));

  it('stops after a refusal that the next call would meet too', () =>
    withBench({}, async (one) => {
      const goods = Array.from({ length: 40 }, (_, i) => mug(`M-${i}`));
      one.amazon.inject({ kind: 'deny', when: ({ method }) => method === 'PUT', times: 1000 });
      await expect(adapter.apply(batchOf(...goods.map((one_) => change(one, one_))), one.ctx)).rejects.toBeInstanceOf(
        HttpFailure,
      );
      expect(writes(one).length).toBeLessThan(40);
      expect(one.amazon.skus()).toEqual([]);
    }));
});

async function credentials({ amazon }: Parameters<typeof writes>[0]): Promise<Record<string, string>> {
  const answer = await fetch(String(amazon.connection.tokenEndpoint), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: amazon.secrets.refreshToken ?? '',
      client_id: amazon.secrets.clientId ?? '',
      client_secret: amazon.secrets.clientSecret ?? '',
    }).toString(),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  return { 'x-amz-access-token': token, 'x-amz-date': '20261123T120000Z', 'user-agent': 'Test/1.0' };
}
