import { describe, expect, it } from 'vitest';
import { byCodePoint, freshFile, importRows, open, type Row, row } from './support.ts';

/** Products of one, two and, once, 400 SKUs, put in an order that is neither code order nor product by product. */
function manyRows(count: number): Row[] {
  const wide = Math.floor(count / 3);
  const rows: Row[] = [];
  for (let i = 0; i < count; i++) {
    const code = `P${(i * 7919) % count}`;
    for (let v = 0; v < (i === wide ? 400 : 1 + (i % 2)); v++)
      rows.push(
        row(rows.length + 2, { code, title: `Title ${code}` }, { sku: `${code}-${v}`, options: { No: `${v}` } }),
      );
  }
  return [...rows.filter((_, i) => i % 2 === 0), ...rows.filter((_, i) => i % 2 === 1)];
}

describe('reading products', () => {
  it('gives 1,500 of them in code order, each whole and once', () => {
    const catalogue = open(freshFile());
    const rows = manyRows(1_500);
    importRows(catalogue, rows);
    const skus = new Map<string, string[]>();
    for (const { product, variant } of rows)
      skus.set(product.code, [...(skus.get(product.code) ?? []), variant?.sku ?? '']);

    const products = [...catalogue.products()];
    expect(products.map((product) => product.code)).toEqual([...skus.keys()].sort(byCodePoint));
    for (const product of products) {
      expect(product.variants.map((variant) => variant.sku)).toEqual(skus.get(product.code));
      expect(product.title).toBe(`Title ${product.code}`);
    }
    expect(catalogue.counts()).toEqual({ products: 1_500, variants: rows.length });
  });

  it('gives the ones asked for, in code order, without what does not exist', () => {
    const catalogue = open(freshFile());
    importRows(catalogue, manyRows(1_500));
    const codes = ['P9', 'P10', 'nope', 'P1', 'P9', ...Array.from({ length: 300 }, (_, i) => `P${i + 1_000}`)];
    const found = [...catalogue.products({ codes })];
    expect(found.map((product) => product.code)).toEqual(
      [...new Set(codes)].filter((c) => c !== 'nope').sort(byCodePoint),
    );
    for (const product of found) expect(product).toStrictEqual(catalogue.product(product.code));
    expect([...catalogue.products({ codes: [] })]).toEqual([]);
  });

  it('orders codes by code point, whatever their script', () => {
    const catalogue = open(freshFile());
    const codes = ['ä', 'Z', 'a', '10', '9', '杯', '\u{1F375}', '\uFF21', 'A 1', 'A'];
    importRows(
      catalogue,
      codes.map((code, i) => row(i + 2, { code })),
    );
    expect([...catalogue.products()].map((product) => product.code)).toEqual([...codes].sort(byCodePoint));
  });

  it('lets the caller write while it reads, and stop half-way', () => {
    const catalogue = open(freshFile());
    importRows(catalogue, manyRows(1_200));
    let read = 0;
    for (const product of catalogue.products()) {
      read++;
      if (read % 100 === 0) catalogue.setOverride('shop', { code: product.code, field: 'title', value: 'x' });
      if (read % 500 === 0) importRows(catalogue, [row(2, { code: product.code, title: 'New' })]);
    }
    expect(read).toBe(1_200);
    expect(catalogue.overrides('shop').size).toBe(12);
    for (const _ of catalogue.products()) break;
    importRows(catalogue, [row(2, { code: 'P0', title: 'After' })]);
    expect(catalogue.product('P0')?.title).toBe('After');
  });
});

describe('overrides', () => {
  it('are kept per channel, product and SKU, and raise the revision when they change', () => {
    const catalogue = open(freshFile());
    const price = { code: 'A', sku: 'A-1', field: 'price', value: '4.90' } as const;
    const title = { code: 'A', field: 'title', value: 'Tasse' } as const;
    catalogue.setOverride('shop', title);
    catalogue.setOverride('shop', price);
    catalogue.setOverride('shop', price);
    catalogue.setOverride('other', { ...title, value: 'Mug' });
    expect(catalogue.revision()).toBe(3);
    expect(catalogue.overrides('shop')).toEqual(new Map([['A', [title, price]]]));
    expect(catalogue.removeOverride('shop', 'A', undefined, 'title')).toBe(true);
    expect(catalogue.removeOverride('shop', 'A', undefined, 'title')).toBe(false);
    expect(catalogue.revision()).toBe(4);
    expect(catalogue.overrides('shop')).toEqual(new Map([['A', [price]]]));
    expect(catalogue.overrides('nowhere').size).toBe(0);
  });
});
