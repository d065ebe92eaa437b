import { describe, expect, it } from 'vitest';
import type { Catalogue } from '../../src/catalogue/index.ts';
import { freshFile, importRows, LATER, open, row } from './support.ts';

const EUR = (minor: number) => ({ minor, currency: 'EUR' });

const FIRST = {
  file: 'factory.csv',
  columns: { title: '标题', price: '售价', sku: 'SKU', code: '货号', 'option:Color': '颜色' },
};
const SECOND = { file: 'prices.csv', columns: { price: 'New price', sku: 'Article' }, at: LATER };

/** `file:row:column` of each field of a product or one of its SKUs. */
function where(catalogue: Catalogue, code: string, sku?: string): Record<string, string> {
  const own = catalogue.sources(code).filter((source) => source.sku === sku);
  return Object.fromEntries(own.map(({ field, file, row: number, column }) => [field, `${file}:${number}:${column}`]));
}

describe('where values came from', () => {
  it('names file, hash, row, column and time of each value that a row set', () => {
    const catalogue = open(freshFile());
    importRows(
      catalogue,
      [
        row(
          7,
          { code: 'A', title: 'Mug', brand: null, status: 'active', attributes: { 材质: 'Clay' } },
          { sku: 'A-1', price: EUR(100), options: { Color: 'Red' } },
        ),
      ],
      FIRST,
    );
    expect(where(catalogue, 'A')).toEqual({
      code: 'factory.csv:7:货号',
      title: 'factory.csv:7:标题',
      status: 'factory.csv:7:status',
      'attribute:材质': 'factory.csv:7:attribute:材质',
    });
    expect(where(catalogue, 'A', 'A-1')).toEqual({
      sku: 'factory.csv:7:SKU',
      price: 'factory.csv:7:售价',
      'option:Color': 'factory.csv:7:颜色',
    });
    expect(catalogue.sources('A')[0]).toMatchObject({
      sheetHash: 'hash of factory.csv',
      at: '2026-11-23T08:00:00.000Z',
    });
    expect(catalogue.sources('B')).toEqual([]);
  });

  it('moves with a value that a later sheet changes, and with no other', () => {
    const catalogue = open(freshFile());
    importRows(
      catalogue,
      [
        row(2, { code: 'A', title: 'Mug' }, { sku: 'A-1', price: EUR(100), quantity: 1 }),
        row(3, { code: 'A', title: 'Mug' }, { sku: 'A-2', price: EUR(200), quantity: 1 }),
      ],
      FIRST,
    );
    importRows(
      catalogue,
      [row(2, { code: 'A' }, { sku: 'A-1', price: EUR(111) }), row(3, { code: 'A' }, { sku: 'A-2', price: EUR(200) })],
      SECOND,
    );
    expect(where(catalogue, 'A').title).toBe('factory.csv:2:标题');
    expect(where(catalogue, 'A', 'A-1')).toEqual({
      sku: 'factory.csv:2:SKU',
      price: 'prices.csv:2:New price',
      quantity: 'factory.csv:2:quantity',
    });
    expect(where(catalogue, 'A', 'A-2').price).toBe('factory.csv:3:售价');
    expect(catalogue.sources('A').filter((source) => source.field === 'price')).toHaveLength(2);
  });

  it('changes hands again and again without forgetting the rest', () => {
    const catalogue = open(freshFile());
    importRows(
      catalogue,
      [row(2, { code: 'A', title: 'Mug', brand: 'Acme' }, { sku: 'A-1', price: EUR(1), quantity: 1 })],
      FIRST,
    );
    for (let i = 2; i < 6; i++) importRows(catalogue, [row(i, { code: 'A' }, { sku: 'A-1', price: EUR(i) })], SECOND);
    importRows(catalogue, [row(9, { code: 'A', title: 'Cup' }, { sku: 'A-1', price: EUR(9), quantity: 9 })], {
      file: 'c.csv',
    });
    expect(where(catalogue, 'A')).toEqual({
      code: 'factory.csv:2:货号',
      brand: 'factory.csv:2:brand',
      title: 'c.csv:9:title',
    });
    expect(where(catalogue, 'A', 'A-1')).toEqual({
      sku: 'factory.csv:2:SKU',
      price: 'c.csv:9:price',
      quantity: 'c.csv:9:quantity',
    });
  });

  it('tells who cleared a value', () => {
    const catalogue = open(freshFile());
    importRows(catalogue, [row(2, { code: 'A', brand: 'Acme' })], FIRST);
    importRows(catalogue, [row(5, { code: 'A', brand: null })], { file: 'cleared.csv' });
    expect(where(catalogue, 'A').brand).toBe('cleared.csv:5:brand');
  });

  it('is nobody’s when a value changes that the row does not name', () => {
    const catalogue = open(freshFile());
    importRows(catalogue, [row(2, { code: 'A', title: 'Mug', brand: 'Acme' })], FIRST);
    importRows(catalogue, [{ row: 3, product: { code: 'A', title: 'Cup' }, fields: ['code'] }]);
    expect(where(catalogue, 'A')).toEqual({ code: 'factory.csv:2:货号', brand: 'factory.csv:2:brand' });
  });

  it('is not claimed by a sheet that was rolled back', () => {
    const catalogue = open(freshFile());
    importRows(catalogue, [row(2, { code: 'A', title: 'Mug' })], FIRST);
    const session = catalogue.beginImport({ file: 'x.csv', hash: 'x', mappingHash: 'm', columns: {}, at: LATER });
    session.put(row(2, { code: 'A', title: 'Cup', brand: 'Other' }));
    expect(where(catalogue, 'A').title).toBe('x.csv:2:title');
    session.rollback();
    expect(where(catalogue, 'A')).toEqual({ code: 'factory.csv:2:货号', title: 'factory.csv:2:标题' });
    importRows(catalogue, [row(4, { code: 'A', brand: 'Third' })], SECOND);
    expect(where(catalogue, 'A').brand).toBe('prices.csv:4:brand');
  });
});
