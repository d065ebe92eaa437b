import { describe, expect, it } from 'vitest';
import adapter from '../../adapters/amazon/index.ts';
import type { Write } from '../../adapters/amazon/intent.ts';
import { judged } from '../../adapters/amazon/preview.ts';
import { batchOf, briefly, byKeys, change, listed, mug, withBench } from './amazon-harness.ts';

describe('a preview', () => {
  it('asks the same and stores nothing', () =>
    withBench({}, async (one) => {
      const result = await adapter.preview?.(batchOf(change(one, mug('M-1'))), one.ctx);
      expect(result?.outcomes).toEqual([
        { changeId: 'M-1', status: 'applied' },
        { changeId: 'M-1/M-1', status: 'applied' },
      ]);
      const [put] = one.amazon.requests().filter(({ method }) => method === 'PUT');
      expect(put?.path).toContain('mode=VALIDATION_PREVIEW');
      one.clock.advance(120_000);
      expect(one.amazon.skus()).toEqual([]);
    }));

  it('names what would be refused', () =>
    withBench({}, async (one) => {
      const nameless = { ...mug('M-1'), brand: '' };
      const result = await adapter.preview?.(batchOf(change(one, nameless)), one.ctx);
      expect(result && briefly(result)).toEqual(['M-1 rejected never', 'M-1/M-1 rejected never']);
      expect(result?.outcomes[1]).toMatchObject({ issues: [{ place: { field: 'brand' } }] });
    }));

  it('goes one a second', () =>
    withBench({}, async (one) => {
      const before = one.clock.now();
      const goods = Array.from({ length: 6 }, (_, i) => change(one, mug(`M-${i}`)));
      await adapter.preview?.(batchOf(...goods), one.ctx);
      expect(one.clock.now() - before).toBeGreaterThanOrEqual(5000);
      expect(one.amazon.requests().filter(({ method, status }) => method === 'PUT' && status === 200)).toHaveLength(6);
    }));

  it('of a change does not hold what an older definition left against it', () =>
    withBench({}, async (one) => {
      await listed(one, mug('M-1'));
      one.amazon.plant('M-1', { old_attribute: [{ value: 'of 2019' }] });
      const [remote] = await byKeys(one, 'M-1');
      const wanted = mug('M-1', { price: 1500 });
      const next = change(one, wanted, { ...(remote ? { remote } : {}), sent: mug('M-1') });
      const result = await adapter.preview?.(batchOf(next), one.ctx);
      expect(one.amazon.requests().at(-1)?.reply).toContain('INVALID');
      expect(result && briefly(result)).toEqual(['M-1/M-1 applied']);
    }));

  it('of a deletion needs no call', () =>
    withBench({}, async (one) => {
      const [remote] = await listed(one, mug('M-1'));
      const result = await adapter.preview?.(
        batchOf(change(one, undefined, { code: 'M-1', ...(remote ? { remote } : {}), sent: mug('M-1') })),
        one.ctx,
      );
      expect(result && briefly(result)).toEqual(['M-1 applied']);
      expect(one.amazon.requests().filter(({ method }) => method !== 'GET')).toEqual([]);
    }));
});

describe('the judgement of a preview', () => {
  const patch: Write = {
    code: 'M',
    sku: 'M',
    operation: {
      kind: 'patch',
      productType: 'PRODUCT',
      patches: [{ op: 'replace', path: '/attributes/purchasable_offer', value: [] }],
    },
    changes: [],
    creates: false,
    stage: 1,
  };
  const answer = (...names: (readonly string[])[]) => ({
    sku: 'M',
    status: 'INVALID' as const,
    submissionId: '1',
    issues: names.map((attributeNames) => ({
      code: '90220',
      message: 'No.',
      severity: 'ERROR' as const,
      attributeNames: [...attributeNames],
      categories: [],
    })),
  });

  it('keeps what the patch itself is accused of', () => {
    expect(judged(patch, answer(['purchasable_offer.our_price'], ['brand']))).toMatchObject({
      status: 'rejected',
      issues: [{ place: { field: 'purchasable_offer.our_price' } }],
    });
    expect(judged(patch, answer([]))).toMatchObject({ status: 'rejected' });
    expect(judged(patch, answer(['brand']))).toEqual({ status: 'applied' });
  });
});
