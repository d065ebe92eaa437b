import { describe, expect, it } from 'vitest';
import { decimalOf } from '../../src/core/index.ts';
import { parseSides } from '../../src/sheets/measures.ts';
import { parseMoney, parseQuantity, withTax } from '../../src/sheets/numbers.ts';
import { type GtinForm, isPlainGtin, type Parsed, parseGtin, parseKind } from '../../src/sheets/values.ts';
import { eventsOf, mapping, outcome } from './support.ts';

const result = <T>(parsed: Parsed<T>) => ('value' in parsed ? parsed.value : parsed.problem.code);

describe('amounts and counts', () => {
  it.each([
    ['4006381333931', 'E_PRICE_GTIN'],
    ['012345678905', 'E_PRICE_GTIN'],
    ['4006381333930', '4006381333930.00'],
    ['4006381333931.00', '4006381333931.00'],
  ])('a price of %s is %s', (cell, expected) => {
    const parsed = parseMoney(cell, 'EUR', '.');
    expect('value' in parsed ? decimalOf(parsed.value) : parsed.problem.code).toBe(expected);
  });

  it('a stock that is a GTIN is none', () => {
    expect(result(parseQuantity('4006381333931'))).toBe('E_QUANTITY_GTIN');
    expect(result(parseQuantity('12345670'))).toBe(12345670);
  });

  it('a column of whole numbers alone names both readings of the first sign it meets', () => {
    const parsed = parseMoney('1.290', 'EUR', 'none');
    expect('problem' in parsed && parsed.problem.message.en).toBe(
      '1.290: this column has held whole numbers alone; it is 1.290 with a decimal point, 1290 with a decimal comma',
    );
    expect([result(parseMoney('1290', 'EUR', 'none')), result(parseQuantity('1,000', 'none'))]).toEqual([
      { minor: 129000, currency: 'EUR' },
      'E_QUANTITY',
    ]);
  });

  it.each([
    [1000, 'EUR', '19%', 1190],
    [1, 'EUR', '19%', 1],
    [3, 'EUR', '0.19', 4],
    [250, 'EUR', '0%', 250],
    [101, 'JPY', '10%', 111],
  ])('%d %s without tax is, at %s, %d', (minor, currency, rate, gross) =>
    expect(withTax({ minor, currency }, rate)).toEqual({ minor: gross, currency }),
  );

  it('are taxed where the mapping says net', async () => {
    const net = mapping(
      'version: 1\ncurrency: EUR\ncolumns:\n  - { column: s, field: sku }\n  - { column: p, field: price, tax: net, vat: 19% }\n',
    );
    const [event] = await eventsOf('s,p\nA,10\n', { mapping: net });
    expect(event?.kind === 'row' && event.value.variant?.price).toEqual({ minor: 1190, currency: 'EUR' });
  });
});

describe('sides in one cell', () => {
  it.each([
    ['10x20x30 cm', undefined, { length: 100, width: 200, height: 300 }],
    ['10 × 20 × 30', 'mm', { length: 10, width: 20, height: 30 }],
    ['1.5*2*3in', undefined, { length: 38, width: 51, height: 76 }],
    ['10cm x 200mm x 0.3m', undefined, { length: 100, width: 200, height: 300 }],
    ['１０ｘ２０ｘ３０ｃｍ', undefined, { length: 100, width: 200, height: 300 }],
    ['10x20 cm', undefined, 'E_DIMENSIONS_FORMAT'],
    ['10x20x30', undefined, 'E_LENGTH'],
    ['10x20x30 kg', 'cm', 'E_LENGTH'],
    ['1,5x2x3 cm', undefined, 'E_LENGTH'],
    ['XL', 'cm', 'E_DIMENSIONS_FORMAT'],
  ] as const)('%j in a column of %s', (cell, unit, expected) =>
    expect(result(parseSides(cell, unit, '.'))).toEqual(expected),
  );

  it('fill the three of a SKU', async () => {
    const [event] = await eventsOf('sku,Dimensions (cm)\nA,10x20x30\n');
    expect(event?.kind === 'row' && event.value.variant).toEqual({
      sku: 'A',
      dimensions: { length: 100, width: 200, height: 300 },
    });
  });
});

describe('GTINs', () => {
  it.each<[string, GtinForm, string]>([
    ['012345678905', {}, '012345678905'],
    ['012345678905', { form: 'ean-13' }, '0012345678905'],
    ['4006381333931', { form: 'ean-13' }, '4006381333931'],
    ['12345678905', {}, 'E_GTIN_ZEROS'],
    ['12345678905', { zeros: 'restore' }, '012345678905'],
    ['12345678905', { zeros: 'restore', form: 'ean-13' }, '0012345678905'],
    ['12345678906', { zeros: 'restore' }, 'E_GTIN_LENGTH'],
    ['4006381333932', { zeros: 'restore' }, 'E_GTIN_CHECK'],
    ['4260000000004', {}, '4260000000004'],
    ['4260120000000', {}, 'E_GTIN_RUINED'],
    ['4260000000000', {}, 'E_GTIN_RUINED'],
    ['00000000', {}, 'E_GTIN_FORMAT'],
    ['', {}, 'E_GTIN_FORMAT'],
  ])('%j under %j is %s', (cell, form, expected) => expect(result(parseGtin(cell, form))).toBe(expected));

  it('whose last digits are zeros are refused though a check digit fits', () => {
    expect([isPlainGtin('1300000000000'), result(parseGtin('1300000000000'))]).toEqual([true, 'E_GTIN_RUINED']);
    expect(isPlainGtin('4006381333931')).toBe(true);
    expect(['4006381333932', '400638133393', 'x006381333931', '12345670 '].some(isPlainGtin)).toBe(false);
  });
});

describe('kinds of rows', () => {
  it.each([
    ['variable', 'parent'],
    ['Parent', 'parent'],
    ['variation', 'child'],
    ['simple, downloadable, virtual', 'single'],
    ['父商品', 'parent'],
    ['grouped', 'E_KIND'],
    ['constructor', 'E_KIND'],
    ['', 'E_KIND'],
  ])('%j is %s', (cell, kind) => expect(result(parseKind(cell))).toBe(kind));
});

describe('the layout of a mapping', () => {
  const wrong = (yaml: string) => {
    try {
      mapping(yaml);
      return 'accepted';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const sku = 'version: 1\ncolumns:\n  - { column: a, field: sku }\n';
  it.each([
    ['parented without a parent', `${sku}layout: parented\n`, 'parented needs a column parent'],
    ['continued without a code', `${sku}layout: continued\n`, 'continued needs a column code'],
    ['a parent in another layout', `${sku}  - { column: b, field: parent }\n`, 'are of the layout parented'],
    ['net without a rate', `${sku}  - { column: p, field: price, tax: net }\n`, 'say the rate, vat: 19%'],
    ['a rate without net', `${sku}  - { column: p, field: price, vat: 19% }\n`, 'only a net amount'],
    ['a negative rate', `${sku}  - { column: p, field: price, tax: net, vat: -5% }\n`, 'not a rate'],
    ['a decimal sign for text', `${sku}  - { column: t, field: title, decimal: "," }\n`, 'title is no number'],
    ['zeros for a price', `${sku}  - { column: p, field: price, zeros: restore }\n`, 'price is no GTIN'],
    ['another word for missing', `${sku}missing: delete\n`, 'missing'],
  ])('%s is refused', (_, yaml, says) => expect(wrong(yaml)).toContain(says));

  it('cost may be net without a rate', () =>
    expect(wrong(`${sku}  - { column: c, field: cost, tax: net }\n`)).toBe('accepted'));

  it('fills a blank code down only where it is said', async () => {
    const rows = '货号,sku,title,price eur\nP,P-1,Pot,1\n,P-2,,2\n';
    expect((await eventsOf(rows)).map(outcome)).toEqual(['P', [['E_NO_CODE', undefined]]]);
    const columns =
      'columns:\n  - { column: 货号, field: code }\n  - { column: sku, field: sku }\n  - { column: title, field: title }\n';
    const said = mapping(`version: 1\nlayout: continued\nignore: ["price eur"]\n${columns}`);
    expect((await eventsOf(rows, { mapping: said })).map(outcome)).toEqual(['P', 'P']);
  });
});
