import { describe, expect, it } from 'vitest';
import { letters } from '../../src/sheets/header-rows.ts';
import { sniff } from '../../src/sheets/sniff.ts';
import { isCellError, isTotal } from '../../src/sheets/totals.ts';

const shape = (text: string, said: Parameters<typeof sniff>[2] = {}) => {
  const { header, headers, evidence } = sniff(text, 'f', said);
  return { header, headers, codes: evidence.flatMap(({ severity, code }) => (severity === 'info' ? [] : [code])) };
};

describe('a header of two rows', () => {
  it.each([
    ['groups over names', ',,,价格,,库存,\nSKU,品名,颜色,零售价,批发价,深圳,义乌\nA,x,白,1,2,3,4\n', 2],
    ['a title above both', '报价单,,,,,,\n,,,价格,,库存,\nSKU,品名,颜色,零售价,批发价,深圳,义乌\nA,x,白,1,2,3,4\n', 3],
    ['a group that says nothing', '基本信息,,,价格,,库存,\nSKU,品名,颜色,零售价,批发价,深圳,义乌\nA,x,白,1,2,3,4\n', 2],
  ])('%s', (_, text, header) => {
    const headers = ['SKU', '品名', '颜色', '价格 / 零售价', '价格 / 批发价', '库存 / 深圳', '库存 / 义乌'];
    expect(shape(text)).toEqual({ header, headers, codes: [] });
  });

  it.each([
    ['a title is no group', '供应商：某某,,,日期：2026-11-23\nSKU,品名,颜色,零售价\nA,x,白,1\n', 2],
    ['an empty name is no group', 'sku,title,,price\n,,x,1\nA,b,c,2\n', 1],
  ])('%s', (_, text, header) => expect(shape(text).header).toBe(header));

  it('is left as it stands where a mapping speaks of the names alone', () => {
    const text = ',,价格,\nSKU,品名,零售价,批发价\nA,x,1,2\n';
    expect(shape(text, { header: 2, columns: ['SKU', '零售价'] }).headers).toEqual(['SKU', '品名', '零售价', '批发价']);
    expect(shape(text, { header: 2, columns: ['SKU', '价格 / 零售价'] }).headers[2]).toBe('价格 / 零售价');
  });
});

describe('no header', () => {
  it('stops the sheet, and is taken when a mapping says so', () => {
    const text = 'A001,搪瓷杯,12.50,40\nA002,盘子,8.00,3\n';
    expect(() => shape(text)).toThrow('row 1 already holds values (A001, 搪瓷杯, 12.50, 40)');
    expect(shape(text, { header: 0 })).toMatchObject({ header: 0, headers: ['A', 'B', 'C', 'D'] });
    expect(shape(text, { header: 1 }).headers).toEqual(['A001', '搪瓷杯', '12.50', '40']);
  });

  it('is not claimed where numbers are names, or names are in no known language', () => {
    expect(shape('Model;36;37;38\nX;1;2;3\n').header).toBe(1);
    expect(shape('Preisliste\n\nZZ;YY;XX\nA;x;1,5\nB;y;2,5\n').header).toBe(3);
  });

  it('columns are called as in a spreadsheet', () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(letters)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']);
  });
});

describe('names that occur twice', () => {
  it('are numbered past names that look the same, and matter where they are known or read', () => {
    expect(shape('sku,note,note,note (2)\nA,1,2,3\n')).toMatchObject({
      headers: ['sku', 'note', 'note (3)', 'note (2)'],
      codes: ['W_DUPLICATE_COLUMN'],
    });
    const text = 'sku,price,price\nA,1,2\n';
    expect(shape(text).codes).toEqual(['E_DUPLICATE_COLUMN']);
    expect(shape(text, { columns: ['sku', 'price'] }).codes).toEqual(['E_DUPLICATE_COLUMN']);
    expect(shape(text, { columns: ['sku'] }).codes).toEqual(['W_DUPLICATE_COLUMN']);
    expect(shape(text, { columns: ['sku', 'price'], ignore: ['price (2)'] }).codes).toEqual([]);
  });
});

it.each<[readonly string[], readonly number[], boolean]>([
  [['合计', '', '12', '3.5'], [0], true],
  [['', '总 计：', '', '3.5'], [0], true],
  [['Grand Total', '', '€ 9.90'], [1], true],
  [['Total', '12345', '9.90'], [1], false],
  [['A1', 'Total', '9.90'], [0], false],
  [['Total', 'Toothpaste', '9.90'], [0], false],
  [['', '', ''], [0], false],
])('%j is a row of totals: %j %j', (cells, identity, total) => expect(isTotal(cells, identity)).toBe(total));

it('failed formulas are told from text', () => {
  expect(['#REF!', '#N/A', '#DIV/0!', '#1 mug', 'N/A', '#', '#ref'].map(isCellError)).toEqual([
    ...[true, true, true, false, false, false, false],
  ]);
});
