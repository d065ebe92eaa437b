import type { Listing, Snapshot } from 'mabang/contract';
import { describe, expect, it } from 'vitest';
import { map } from '../../adapters/woocommerce/map.ts';
import {
  batchOf,
  creating,
  type Fake,
  listing,
  rows,
  sample,
  shirt,
  shown,
  updating,
  variant,
} from './woocommerce-fake.ts';
import { apply, bodies, codes, shopWith, statuses, withVariant } from './woocommerce-shop.ts';

describe('creating', () => {
  it('sends a simple product and its SKU as one item of one call', async () => {
    const shop = shopWith();
    const result = await apply(shop, creating(listing(), shop));
    expect(shop.calls).toHaveLength(1);
    expect(shop.calls[0]?.resend).toBe('unsent');
    expect(bodies(shop)).toEqual([
      {
        create: [
          {
            type: 'simple',
            name: 'Enamel mug',
            description: '<p>Holds 350 ml.</p>',
            status: 'publish',
            sku: 'MUG-1-S',
            regular_price: '12.90',
            sale_price: '',
            manage_stock: true,
            stock_quantity: 7,
            meta_data: [
              { key: '_mabang', value: 'MUG-1' },
              { key: '_mabang_sku', value: 'MUG-1-S' },
            ],
          },
        ],
      },
    ]);
    expect(result.outcomes).toEqual([
      { changeId: 'MUG-1', status: 'applied', remoteId: { id: 1001 } },
      { changeId: 'MUG-1/MUG-1-S', status: 'applied', remoteId: { id: 1001 } },
    ]);
  });

  it('sends a variable product before its variations', async () => {
    const shop = shopWith();
    const result = await apply(shop, creating(shirt(['Red'], ['S', 'M']), shop));
    expect(shop.writes().map((call) => call.path)).toEqual([
      '/wc/v3/products/batch',
      '/wc/v3/products/1001/variations/batch',
    ]);
    expect(bodies(shop)[0]?.create?.[0]).toMatchObject({
      type: 'variable',
      sku: 'SHIRT',
      attributes: [
        { name: 'Color', options: ['Red'], variation: true, visible: true, position: 0 },
        { name: 'Size', options: ['S', 'M'], variation: true, visible: true, position: 1 },
      ],
    });
    expect(bodies(shop)[0]?.create?.[0]).not.toHaveProperty('regular_price');
    expect(bodies(shop)[1]?.create?.[1]).toEqual({
      sku: 'SHIRT-0-1',
      regular_price: '12.90',
      sale_price: '',
      manage_stock: true,
      stock_quantity: 7,
      attributes: [
        { name: 'Color', option: 'Red' },
        { name: 'Size', option: 'M' },
      ],
    });
    expect(new Set(Object.values(statuses(result)))).toEqual(new Set(['applied']));
  });

  it('sends 100 products in one call and 101 variations in two', async () => {
    const shop = shopWith();
    const mugs = Array.from({ length: 100 }, (_, i) =>
      listing({ code: `M${i}`, variants: [variant({ sku: `M${i}-S` })] }),
    );
    await apply(shop, ...mugs.map((mug) => creating(mug, shop)));
    expect(bodies(shop).map((body) => body.create?.length)).toEqual([100]);
    const big = shopWith();
    await apply(
      big,
      creating(
        shirt(
          ['Red'],
          Array.from({ length: 101 }, (_, i) => `S${i}`),
        ),
        big,
      ),
    );
    expect(bodies(big).map((body) => body.create?.length)).toEqual([1, 100, 1]);
  });

  it('names a sale where there is one', async () => {
    const shop = shopWith();
    const listPrice = { minor: 1500, currency: 'EUR' };
    await apply(shop, creating(withVariant(listing(), { listPrice }), shop));
    expect(bodies(shop)[0]?.create?.[0]).toMatchObject({ regular_price: '15.00', sale_price: '12.90' });
  });
});

describe('updating', () => {
  const seen = (wanted: Listing, shop: Fake) => shown(map(wanted, shop.ctx.at));

  it('sends one price, and nothing else', async () => {
    const shop = shopWith();
    const change = updating(
      withVariant(listing(), { price: { minor: 1390, currency: 'EUR' } }),
      seen(listing(), shop),
      shop,
    );
    const result = await apply(shop, change);
    expect(shop.calls).toHaveLength(1);
    expect(shop.calls[0]?.resend).toBe('always');
    expect(bodies(shop)).toEqual([{ update: [{ id: 11, regular_price: '13.90' }] }]);
    expect(statuses(result)).toEqual({ 'MUG-1/MUG-1-S': 'applied' });
  });

  it('takes a sale off that somebody put on, and lifts its dates when it sets one', async () => {
    const onSale = { regular_price: '12.90', sale_price: '9.00', date_on_sale_from: '2026-11-01T00:00:00' };
    const price = (shop: Fake): Snapshot => {
      const snapshot = seen(listing(), shop);
      return { ...snapshot, variants: { 'MUG-1-S': { ...snapshot.variants['MUG-1-S'], price: onSale } } };
    };
    const off = shopWith();
    await apply(off, updating(listing(), price(off), off));
    expect(bodies(off)).toEqual([{ update: [{ id: 11, regular_price: '12.90', sale_price: '' }] }]);
    const on = shopWith();
    await apply(on, updating(withVariant(listing(), { listPrice: { minor: 1500, currency: 'EUR' } }), price(on), on));
    expect(bodies(on)).toEqual([
      { update: [{ id: 11, regular_price: '15.00', sale_price: '12.90', date_on_sale_from: '', date_on_sale_to: '' }] },
    ]);
  });

  it('sends a quantity with the word that it is managed', async () => {
    const shop = shopWith();
    await apply(shop, updating(withVariant(listing(), { quantity: 0 }), seen(listing(), shop), shop));
    expect(bodies(shop)).toEqual([{ update: [{ id: 11, manage_stock: true, stock_quantity: 0 }] }]);
  });

  it('leaves out of a content change what stands as wanted, or as the shop rewrote it', async () => {
    const shop = shopWith();
    const before = listing({
      description: '<p>a</p><script>b</script>',
      category: 'Mugs',
      attributes: { Material: 'Steel' },
    });
    const sent = map(before, shop.ctx.at);
    const echo: Snapshot = {
      ...sent,
      product: { ...sent.product, content: { ...(sent.product.content as object), description: '<p>a</p>b' } },
    };
    const change = updating({ ...before, title: 'Another' }, echo, shop, { last: { sent, echo } });
    await apply(shop, change);
    expect(bodies(shop)).toEqual([
      {
        update: [
          {
            id: 11,
            name: 'Another',
            meta_data: [
              { key: '_mabang', value: 'MUG-1' },
              { key: '_mabang_sku', value: 'MUG-1-S' },
            ],
          },
        ],
      },
    ]);
    expect(shop.calls.filter((call) => call.method === 'GET')).toEqual([]);
  });

  it('empties only what mabang had filled', async () => {
    const shop = shopWith();
    const before = listing({ bullets: ['x'] });
    const sent = map(before, shop.ctx.at);
    const theirs: Snapshot = {
      ...sent,
      product: { ...sent.product, content: { ...(sent.product.content as object), brand: 'Theirs' } },
    };
    await apply(shop, updating(listing({ title: 'New' }), theirs, shop, { last: { sent, echo: sent } }));
    const line = bodies(shop)[0]?.update?.[0] ?? {};
    expect(line.short_description).toBe('');
    expect(line).not.toHaveProperty('brands');
    expect(line).not.toHaveProperty('description');
  });

  it('adds, changes and deletes variations in one call, ids taken from what is seen', async () => {
    const shop = shopWith({ 'POST /wc/v3/products/11/variations/batch': batchOf() });
    const before = shown(map(shirt(['Red'], ['S', 'M']), shop.ctx.at), { 'SHIRT-0-0': 501, 'SHIRT-0-1': 502 });
    const wanted = shirt(['Red'], ['S', 'L']);
    const [small, large] = wanted.variants;
    const next: Listing = {
      ...wanted,
      variants: [
        { ...small, quantity: 1 },
        { ...(large ?? small), sku: 'SHIRT-0-L' },
      ],
    };
    const result = await apply(shop, updating(next, before, shop));
    expect(shop.writes().map((call) => call.path)).toEqual([
      '/wc/v3/products/batch',
      '/wc/v3/products/11/variations/batch',
    ]);
    expect(bodies(shop)[0]).toEqual({
      update: [
        {
          id: 11,
          attributes: [
            { name: 'Color', options: ['Red'], variation: true, visible: true, position: 0 },
            { name: 'Size', options: ['S', 'L'], variation: true, visible: true, position: 1 },
          ],
        },
      ],
    });
    expect(bodies(shop)[1]).toMatchObject({
      create: [{ sku: 'SHIRT-0-L' }],
      update: [{ id: 501, manage_stock: true, stock_quantity: 1 }],
      delete: [502],
    });
    expect(new Set(Object.values(statuses(result)))).toEqual(new Set(['applied']));
  });

  it('keeps offering the values of SKUs that are left as they are', async () => {
    const shop = shopWith({ 'POST /wc/v3/products/11/variations/batch': batchOf() });
    const before = shown(map(shirt(['Red'], ['S', 'M']), shop.ctx.at), { 'SHIRT-0-0': 501, 'SHIRT-0-1': 502 });
    const only = shirt(['Red'], ['S']);
    const change = updating(only, before, shop);
    await apply(shop, { ...change, changes: change.changes.filter((one) => one.verb !== 'end') });
    expect(bodies(shop)[0]?.update?.[0]?.attributes).toMatchObject([{ options: ['Red'] }, { options: ['S', 'M'] }]);
  });

  it('looks variations up whose ids are not known', async () => {
    const found = sample('variations').map((row: object, i: number) => ({ ...row, sku: `SHIRT-0-${i}` }));
    const shop = shopWith({
      'GET /wc/v3/products/11/variations': () => rows(found),
      'POST /wc/v3/products/11/variations/batch': batchOf(),
    });
    const wanted = shirt(['Red'], ['S']);
    const before = map(wanted, shop.ctx.at);
    await apply(shop, updating(withVariant(wanted, { quantity: 1 }), before, shop));
    expect(bodies(shop)).toEqual([{ update: [{ id: 124, manage_stock: true, stock_quantity: 1 }] }]);
  });

  it('renames the SKU of a simple product in one item', async () => {
    const shop = shopWith();
    const result = await apply(shop, updating(withVariant(listing(), { sku: 'NEW' }), seen(listing(), shop), shop));
    expect(bodies(shop)[0]?.update).toEqual([
      {
        id: 11,
        sku: 'NEW',
        regular_price: '12.90',
        sale_price: '',
        manage_stock: true,
        stock_quantity: 7,
        meta_data: [
          { key: '_mabang', value: 'MUG-1' },
          { key: '_mabang_sku', value: 'NEW' },
        ],
      },
    ]);
    expect(statuses(result)).toEqual({ 'MUG-1/NEW': 'applied', 'MUG-1/MUG-1-S': 'applied' });
  });

  it('does not write a SKU over one that nobody ended', async () => {
    const shop = shopWith();
    const change = updating(withVariant(listing(), { sku: 'NEW' }), seen(listing(), shop), shop);
    const result = await apply(shop, { ...change, changes: change.changes.filter((one) => one.verb !== 'end') });
    expect(shop.calls).toEqual([]);
    expect(codes(result)).toEqual({ 'MUG-1/NEW': 'E_WOO_TYPE' });
  });
});
