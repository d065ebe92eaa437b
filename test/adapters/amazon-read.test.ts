import { describe, expect, it } from 'vitest';
import { decoded, skusIn } from '../../adapters/amazon/report.ts';
import { all, byKeys, listed, mug, shirt, withBench } from './amazon-harness.ts';

const offered = (sku: string, price = '3.00') => ({
  code: sku,
  title: `Their ${sku}`,
  variants: [{ sku, price, quantity: 1 }],
});

describe('reading everything', () => {
  it('puts families together, and knows no mark', () =>
    withBench({}, async (one) => {
      await listed(one, mug('M-1'), shirt('SHIRT', ['Black', 'White']));
      one.amazon.seed(offered('OTHER'));
      const found = await all(one);
      expect(found.map(({ code, remoteId }) => [code, remoteId]).toSorted()).toEqual([
        ['M-1', { sku: 'M-1' }],
        ['OTHER', { sku: 'OTHER' }],
        ['SHIRT', { sku: 'SHIRT' }],
      ]);
      const family = found.find(({ code }) => code === 'SHIRT');
      expect(Object.keys(family?.snapshot.variants ?? {})).toEqual(['SHIRT-Black', 'SHIRT-White']);
      expect(family?.snapshot.product).toHaveProperty('variation.parentage_level');
      expect(found.find(({ code }) => code === 'M-1')?.snapshot.product).toEqual({ variation: {} });
      expect(new Set(found.map(({ mark }) => mark))).toEqual(new Set(['none']));
    }));

  it('goes on to the last page, and asks for each once', () =>
    withBench({}, async (one) => {
      for (let i = 0; i < 41; i++) one.amazon.seed(offered(`S-${i}`));
      one.amazon.clearRequests();
      expect(await all(one)).toHaveLength(41);
      expect(one.amazon.requests().filter(({ method }) => method === 'GET')).toHaveLength(3);
    }));

  it('never takes an answer without its items for an empty account', () =>
    withBench({}, async (one) => {
      one.amazon.seed(offered('S-1'));
      one.amazon.inject({ kind: 'missing-part', times: 99 });
      await expect(all(one)).rejects.toMatchObject({ kind: 'unreadable' });
    }));

  it('beyond 1,000 SKUs reads the report and then 20 at a time', () =>
    withBench({}, async (one) => {
      for (let i = 0; i < 1005; i++) one.amazon.seed(offered(`S-${i}`));
      one.amazon.seed({
        code: 'FAMILY',
        title: 'Their family',
        axes: ['Color'],
        variants: [{ sku: 'F, 1', price: '3.00', quantity: 1, options: { Color: 'Red' } }],
      });
      one.amazon.clearRequests();
      const found = await all(one);
      expect(found).toHaveLength(1006);
      expect(found.find(({ code }) => code === 'FAMILY')?.snapshot.variants).toHaveProperty(['F, 1']);
      const asked = one.amazon.requests().map(({ method, path }) => `${method} ${path.split('?')[0]}`);
      expect(asked.filter((line) => line === 'POST /reports/2021-06-30/reports')).toHaveLength(1);
      expect(asked.filter((line) => /items\/[^/]+$/.test(line)).length).toBeLessThanOrEqual(2 + 51);
    }));

  it('says so when the report is behind, instead of leaving something out', () =>
    withBench({}, async (one) => {
      for (let i = 0; i < 1005; i++) one.amazon.seed(offered(`S-${i}`));
      one.amazon.inject({ kind: 'missing-part', when: ({ path }) => path.includes('/storage/'), times: 9 });
      await expect(all(one)).rejects.toThrow();
    }));
});

describe('reading by key', () => {
  it('asks 20 SKUs at a time, and for the whole family of a child', () =>
    withBench({}, async (one) => {
      await listed(one, shirt('SHIRT', ['Black', 'White', 'Red']));
      one.amazon.clearRequests();
      const [family, ...more] = await byKeys(one, 'SHIRT-Red', ...Array.from({ length: 24 }, (_, i) => `NONE-${i}`));
      expect(more).toEqual([]);
      expect(family?.code).toBe('SHIRT');
      expect(Object.keys(family?.snapshot.variants ?? {})).toHaveLength(3);
      // 25 SKUs in two calls, then the parent, then its other children.
      expect(one.amazon.requests().filter(({ status }) => status === 200)).toHaveLength(4);
    }));

  it('asks for a SKU with a comma by itself', () =>
    withBench({}, async (one) => {
      one.amazon.seed(offered('A,B'));
      one.amazon.seed(offered('C'));
      one.amazon.clearRequests();
      expect((await byKeys(one, 'A,B', 'C')).map(({ code }) => code).toSorted()).toEqual(['A,B', 'C']);
      expect(one.amazon.requests().map(({ path }) => path.split('?')[0]?.split('/').slice(5).join('/'))).toContain(
        'A%2CB',
      );
    }));

  it('yields nothing for what is not there', () =>
    withBench({}, async (one) => {
      expect(await byKeys(one, 'NOBODY', 'N,O')).toEqual([]);
    }));

  it('shows a child that is not tied to its parent as one without the tie', () =>
    withBench({}, async (one) => {
      await listed(one, shirt('SHIRT', ['Black']));
      one.amazon.plant('LATE', {
        item_name: [{ value: 'Late child', language_tag: 'en_US' }],
        parentage_level: [{ value: 'child' }],
        variation_theme: [{ name: 'COLOR' }],
        child_parent_sku_relationship: [{ child_relationship_type: 'variation', parent_sku: 'NOT-THERE' }],
      });
      const [orphan] = await byKeys(one, 'LATE');
      expect(orphan).toMatchObject({ code: 'NOT-THERE', snapshot: { product: {} } });
      expect(orphan?.snapshot.variants.LATE?.variation).not.toHaveProperty('child_parent_sku_relationship');
    }));

  it('tells what Amazon found wrong after it had said yes', () =>
    withBench({}, async (one) => {
      one.amazon.lateIssue('M-1', {
        code: '18027',
        message: 'The main image has text.',
        categories: ['INVALID_IMAGE'],
      });
      const [remote] = await listed(one, mug('M-1'));
      expect(remote?.issues).toMatchObject([
        {
          code: 'E_AMZ_ISSUE',
          severity: 'error',
          message: { en: 'Amazon: The main image has text. (18027); the offer is not shown' },
          place: { sku: 'M-1', field: '18027' },
        },
      ]);
      expect(remote?.issues?.[0]?.next?.en).toContain('new address');
    }));
});

describe('the report of all listings', () => {
  it('is read in the charset that it names', () => {
    const shiftJis = new Uint8Array([0x8a, 0x47, 0x8e, 0x71]);
    expect(decoded(shiftJis, 'text/plain; charset=Shift_JIS')).toBe('絵子');
    expect(decoded(new Uint8Array([0x63, 0x61, 0x66, 0xe9]), 'text/plain;charset=Cp1252')).toBe('café');
    expect(() => decoded(new Uint8Array([0xff, 0xfe, 0x41]), 'text/plain; charset=UTF-8')).toThrow(/is not UTF-8/);
  });

  it('has a column of SKUs, at any place, and quotes nothing', () => {
    const text = '\uFEFFitem-name\tseller-sku\tprice\r\n5" mug\tA-1\t3\r\n"a\tB-2\t4\r\n';
    expect(skusIn(text)).toEqual(['A-1', 'B-2']);
    expect(skusIn('商品名\t出品者SKU\n湯呑み\tC-3\n')).toEqual(['C-3']);
  });

  it('with a row or a head that has no SKU is no shorter list', () => {
    expect(() => skusIn('item-name\tprice\nA\t3\n')).toThrow(/no column seller-sku/);
    expect(() => skusIn('seller-sku\tprice\n\t3\n')).toThrow(/row 2/);
    expect(() => skusIn('price\tseller-sku\n3\n')).toThrow(/row 2/);
  });
});
