import { describe, expect, it } from 'vitest';
import type { MabangError } from '../../src/core/index.ts';
import { isKnown, meaningOf } from '../../src/sheets/headers.ts';
import { mappingToYaml, parseMapping, proposeMapping } from '../../src/sheets/index.ts';

describe('header names', () => {
  it.each([
    ['货号', { field: 'code' }],
    ['SKU', { field: 'sku' }],
    [' sku_code ', { field: 'sku' }],
    ['*商品名称', { field: 'title' }],
    ['售价(元)', { field: 'price', currency: 'CNY' }],
    ['售价（￥）', { field: 'price', currency: 'CNY' }],
    ['Price USD', { field: 'price', currency: 'USD' }],
    ['Price (EUR)', { field: 'price', currency: 'EUR' }],
    ['price/gbp', { field: 'price', currency: 'GBP' }],
    ['重量g', { field: 'weight', unit: 'g' }],
    ['Weight (kg)', { field: 'weight', unit: 'kg' }],
    ['长(cm)', { field: 'length', unit: 'cm' }],
    ['供货价', { field: 'cost' }],
    ['颜色', { field: 'option:Color' }],
    ['Colour', { field: 'option:Color' }],
    ['材质', { field: 'attribute:Material' }],
    ['ＳＫＵ编码', { field: 'sku' }],
    ['库存', { field: 'quantity' }],
    ['69码', { field: 'gtin' }],
  ])('%j is %j', (header, meaning) => expect(meaningOf(header)).toEqual(meaning));

  it.each([
    'Price (¥)',
    'Price (points)',
    'Type',
    'Weight (stones)',
    '备注',
    'constructor',
    '',
    'SKU (old)',
    'priceless',
  ])('%j is not guessed at', (header) => expect([meaningOf(header), isKnown(header)]).toEqual([undefined, false]));
});

describe('a mapping that the header names propose', () => {
  const propose = (...headers: string[]) => proposeMapping(headers, { header: 1, file: 'f' });

  it('names columns it does not know, and a second one for the same field', () => {
    const { mapping, findings } = propose('sku', 'title', '备注', 'price usd', 'price eur', 'image', '主图');
    expect(mapping.columns.map((column) => column.column)).toEqual(['sku', 'title', 'price usd', 'image', '主图']);
    expect(findings.map(({ code, place }) => [code, place.column])).toEqual([
      ['W_UNMAPPED_COLUMN', '备注'],
      ['E_SECOND_COLUMN', 'price eur'],
    ]);
  });

  it('is the same mapping after a way through a file', () => {
    const { mapping } = propose('货号', 'SKU编码', '售价(元)', '重量(g)', '图片');
    expect(parseMapping(mappingToYaml(mapping), 'm.yaml')).toEqual(mapping);
  });
});

describe('a mapping file', () => {
  const wrong = (yaml: string): string => {
    try {
      parseMapping(yaml, 'm.yaml');
    } catch (error) {
      const { code, words } = error as MabangError;
      return `${code} ${words.en}`;
    }
    return 'accepted';
  };
  const HEAD = 'version: 1\ncolumns:\n  - { column: a, field: sku }\n';

  it.each([
    ['an unknown field', `${HEAD}  - column: b\n    field: prize\n`, 'm.yaml:5: columns.1.field: not a field'],
    ['an unknown key', `${HEAD}    \ncurency: EUR\n`, 'm.yaml:5: mapping: Unrecognized key'],
    [
      'an unknown key of a column',
      `${HEAD}  - column: b\n    field: price\n    decimals: ","\n`,
      'm.yaml:6: columns.1',
    ],
    ['a currency that is none', `${HEAD}currency: EURO\n`, 'm.yaml:4: currency: not an ISO 4217 currency'],
    [
      'a unit that does not fit',
      `${HEAD}  - { column: b, field: weight,\n      unit: cm }\n`,
      'm.yaml:5: columns.1.unit: weight is not measured in cm',
    ],
    [
      'a currency of a stock column',
      `${HEAD}  - { column: b, field: quantity, currency: EUR }\n`,
      'm.yaml:4: columns.1.currency',
    ],
    [
      'two columns for one field',
      `${HEAD}  - { column: b, field: sku }\n`,
      'm.yaml:4: columns.1.field: sku is fed by the column a already',
    ],
    ['a missing field', `${HEAD}  - { column: b }\n`, 'm.yaml:4: columns.1.field'],
    ['no columns', 'version: 1\n', 'm.yaml:1: columns'],
    ['stock to set without a column of stock', `${HEAD}missing: zero-stock\n`, 'm.yaml:4: missing: zero-stock needs'],
    ['a key twice', `${HEAD}version: 1\n`, 'm.yaml:4: Map keys must be unique'],
    ['a quote as delimiter', `${HEAD}delimiter: '"'\n`, 'm.yaml:4: delimiter: a quote'],
    ['no mapping at all', 'just text', 'm.yaml:1: mapping'],
    ['an empty file', '', 'm.yaml:1: version'],
  ])('%s is refused with its line', (_, yaml, says) => {
    expect(wrong(yaml)).toContain('E_MAPPING ');
    expect(wrong(yaml)).toContain(says);
  });

  it('takes each name of an encoding', () => {
    const named = (name: string) => parseMapping(`encoding: ${name}\n${HEAD}`, 'm.yaml').encoding;
    expect(['GBK', 'cp949', 'latin1', 'sjis'].map(named)).toEqual(['gb18030', 'euc-kr', 'windows-1252', 'shift_jis']);
    expect(wrong(`encoding: ebcdic\n${HEAD}`)).toContain('m.yaml:1: encoding');
  });

  it('takes gbk for gb18030, numbers for words, and several columns of pictures', () => {
    const { encoding, columns } = parseMapping(
      `encoding: gbk\n${HEAD}  - { column: i, field: image }\n  - { column: j, field: image }\n` +
        '  - { column: q, field: quantity, words: { 有货: 10 } }\n',
      'm.yaml',
    );
    expect([encoding, columns.length, columns[3]?.words]).toEqual(['gb18030', 4, { 有货: '10' }]);
  });
});
