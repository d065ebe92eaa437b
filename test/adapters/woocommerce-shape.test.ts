import { describe, expect, it } from 'vitest';
import { map } from '../../adapters/woocommerce/map.ts';
import {
  batchOf,
  creating,
  listing,
  refused,
  rows,
  sample,
  shirt,
  shown,
  updating,
  variant,
} from './woocommerce-fake.ts';
import { apply, bodies, codes, shopWith, statuses } from './woocommerce-shop.ts';

describe('changing the type', () => {
  it('from simple to variable: the product gives up its SKU, then the variations are made', async () => {
    const shop = shopWith({ 'POST /wc/v3/products/11/variations/batch': batchOf() });
    const before = shown(map(listing({ code: 'SHIRT', variants: [variant({ sku: 'SHIRT' })] }), shop.ctx.at));
    const wanted = shirt(['Red'], ['S', 'M']);
    const [first, second] = wanted.variants;
    const result = await apply(
      shop,
      updating({ ...wanted, variants: [{ ...first, sku: 'SHIRT' }, second ?? first] }, before, shop),
    );
    expect(bodies(shop)[0]?.update?.[0]).toMatchObject({
      id: 11,
      type: 'variable',
      sku: 'SHIRT-parent',
      manage_stock: false,
    });
    expect(bodies(shop)[1]?.create).toMatchObject([
      { sku: 'SHIRT', regular_price: '12.90', stock_quantity: 7 },
      { sku: 'SHIRT-0-1', regular_price: '12.90' },
    ]);
    expect(statuses(result)).toEqual({ SHIRT: 'applied', 'SHIRT/SHIRT': 'applied', 'SHIRT/SHIRT-0-1': 'applied' });
  });

  it('from variable to simple: the type alone first, then the rest', async () => {
    const shop = shopWith();
    const before = shown(map(shirt(['Red'], ['S', 'M']), shop.ctx.at), { 'SHIRT-0-0': 501, 'SHIRT-0-1': 502 });
    const wanted = listing({ code: 'SHIRT', title: 'Linen shirt', variants: [variant({ sku: 'SHIRT-0-0' })] });
    const result = await apply(shop, updating(wanted, before, shop));
    expect(bodies(shop)[0]).toEqual({ update: [{ id: 11, type: 'simple' }] });
    expect(bodies(shop)[1]?.update?.[0]).toMatchObject({
      id: 11,
      sku: 'SHIRT-0-0',
      regular_price: '12.90',
      attributes: [],
    });
    expect(new Set(Object.values(statuses(result)))).toEqual(new Set(['applied']));
  });

  it('does nothing to a product of the other type when the change of type is not among the changes', async () => {
    const shop = shopWith();
    const before = shown(map(shirt(['Red'], ['S']), shop.ctx.at), { 'SHIRT-0-0': 501 });
    const wanted = listing({ code: 'SHIRT', variants: [variant({ sku: 'SHIRT-0-0', quantity: 1 })] });
    const change = updating(wanted, before, shop);
    const result = await apply(shop, { ...change, changes: change.changes.filter((one) => one.sku !== undefined) });
    expect(shop.calls).toEqual([]);
    expect(codes(result)).toEqual({ 'SHIRT/SHIRT-0-0': 'E_WOO_TYPE' });
  });
});

describe('ending and bringing back', () => {
  const ending = (...ids: number[]) =>
    ids.map((id) => ({
      code: `E${id}`,
      remoteId: { id },
      changes: [{ id: `E${id}`, verb: 'end' as const, facets: {} }],
    }));

  it('moves each listing to the trash by itself, because a batch deletes for good', async () => {
    const shop = shopWith({
      'DELETE /wc/v3/products/1': () => ({ id: 1, status: 'publish' }),
      'DELETE /wc/v3/products/2': () => refused(410, {}),
    });
    const result = await apply(shop, ...ending(1, 2, 3));
    expect(shop.calls.map(({ method, query, resend }) => [method, query, resend])).toEqual(
      Array(3).fill(['DELETE', {}, 'always']),
    );
    // Gone already, whether to the trash (410) or for good (404), is ended.
    expect(statuses(result)).toEqual({ E1: 'applied', E2: 'applied', E3: 'applied' });
  });

  it('sets drafts in one call where the seller wants drafts', async () => {
    const shop = shopWith({}, { endWith: 'draft' });
    const result = await apply(shop, ...ending(1, 2));
    const meta_data = [{ key: '_mabang_ended', value: '1' }];
    expect(bodies(shop)).toEqual([
      {
        update: [
          { id: 1, status: 'draft', meta_data },
          { id: 2, status: 'draft', meta_data },
        ],
      },
    ]);
    expect(statuses(result)).toEqual({ E1: 'applied', E2: 'applied' });
  });

  it('brings a simple product back with everything that is wanted of it', async () => {
    const shop = shopWith({ 'GET /wc/v3/products/11': () => ({ id: 11, type: 'simple', sku: 'MUG-1-S' }) });
    const result = await apply(shop, { ...creating(listing(), shop), remoteId: { id: 11 }, revive: true });
    expect(bodies(shop)[0]?.update?.[0]).toMatchObject({
      id: 11,
      status: 'publish',
      name: 'Enamel mug',
      regular_price: '12.90',
      sale_price: '',
      meta_data: expect.arrayContaining([{ key: '_mabang_ended', value: null }]),
    });
    expect(result.outcomes.every((one) => one.status === 'applied')).toBe(true);
  });

  it('makes the variations of one anew, and updates those that are still there', async () => {
    const [left] = sample('variations');
    const shop = shopWith({
      'GET /wc/v3/products/11': () => ({ id: 11, type: 'variable', sku: 'SHIRT' }),
      'GET /wc/v3/products/11/variations': () => rows([{ ...left, sku: 'SHIRT-0-0' }]),
      'POST /wc/v3/products/11/variations/batch': batchOf(),
    });
    await apply(shop, { ...creating(shirt(['Red'], ['S', 'M']), shop), remoteId: { id: 11 }, revive: true });
    expect(bodies(shop)[1]).toMatchObject({ create: [{ sku: 'SHIRT-0-1' }], update: [{ id: 124, sku: 'SHIRT-0-0' }] });
  });

  it('says so when it is gone for good', async () => {
    const shop = shopWith();
    const result = await apply(shop, { ...creating(listing(), shop), remoteId: { id: 11 }, revive: true });
    expect(codes(result)).toEqual({ 'MUG-1': 'E_WOO_GONE', 'MUG-1/MUG-1-S': 'E_WOO_GONE' });
  });
});
