import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalOf } from '../../src/core/index.ts';
import { parseLength, parseWeight } from '../../src/sheets/measures.ts';
import { parseMoney, parseQuantity } from '../../src/sheets/numbers.ts';
import { type Parsed, parseGtin, parseImages, parseSku, parseStatus } from '../../src/sheets/values.ts';

/** The value, or the code of the problem. */
const result = <T>(parsed: Parsed<T>) => ('value' in parsed ? parsed.value : parsed.problem.code);
const money = (cell: string, currency = 'EUR', decimal: '.' | ',' = '.') => {
  const parsed = parseMoney(cell, currency, decimal);
  return 'value' in parsed ? decimalOf(parsed.value) : parsed.problem.code;
};

describe('money', () => {
  it.each([
    ['12.9', '12.90'],
    ['12', '12.00'],
    ['1,234.50', '1234.50'],
    ["1'234.50", '1234.50'],
    ['1 234.50', '1234.50'],
    ['1\u00a0234.50', '1234.50'],
    ['1\u202f234.50', '1234.50'],
    ['€12.90', '12.90'],
    ['12.90 EUR', '12.90'],
    ['eur 12.90', '12.90'],
    ['１２．９０', '12.90'],
    ['12.900', '12.90'],
    ['0', '0.00'],
    ['12,90', 'E_PRICE_FORMAT'],
    ['1.290,00', 'E_PRICE_FORMAT'],
    ['0,123', 'E_PRICE_FORMAT'],
    ['1,23,456', 'E_PRICE_FORMAT'],
    ['1,234 567', 'E_PRICE_FORMAT'],
    ['12.', 'E_PRICE_FORMAT'],
    ['.5', '0.50'],
    ['$.50', 'E_PRICE_CURRENCY'],
    [',5', 'E_PRICE_FORMAT'],
    ['12.905', 'E_PRICE_DIGITS'],
    ['-3.00', 'E_PRICE_NEGATIVE'],
    ['€-3.00', 'E_PRICE_NEGATIVE'],
    ['1.2E+3', 'E_PRICE_FORMAT'],
    ['12.80-15.80', 'E_PRICE_RANGE'],
    ['12～15', 'E_PRICE_RANGE'],
    ['12 至 15', 'E_PRICE_RANGE'],
    ['¥12', 'E_PRICE_CURRENCY'],
    ['12 USD', 'E_PRICE_CURRENCY'],
    ['12 pcs', 'E_PRICE_FORMAT'],
    ['面议', 'E_PRICE_FORMAT'],
    ['constructor5', 'E_PRICE_FORMAT'],
    ['toString 5', 'E_PRICE_FORMAT'],
    ['99999999999999999999', 'E_PRICE_FORMAT'],
    ['', 'E_PRICE_FORMAT'],
  ])('%j in EUR with a decimal point is %s', (cell, expected) => expect(money(cell)).toBe(expected));

  it.each([
    ['12,90', 'EUR', '12.90'],
    ['1.290,00', 'EUR', '1290.00'],
    ['1.290', 'EUR', '1290.00'],
    ['12.90', 'EUR', 'E_PRICE_FORMAT'],
    ['1,234', 'KWD', '1.234'],
    ['500', 'JPY', '500'],
    ['500,00', 'JPY', '500'],
    ['500,50', 'JPY', 'E_PRICE_DIGITS'],
    ['￥500', 'JPY', '500'],
    ['RMB 5', 'CNY', '5.00'],
    ['5元', 'CNY', '5.00'],
    ['US$5', 'USD', '5.00'],
    ['HK$5', 'USD', 'E_PRICE_CURRENCY'],
  ])('%j in %s with a decimal comma is %s', (cell, currency, expected) =>
    expect(money(cell, currency, ',')).toBe(expected),
  );

  it('names both readings of a number with the other decimal sign', () => {
    const parsed = parseMoney('1.290,50', 'EUR', '.');
    const words = 'problem' in parsed ? [parsed.problem.message.en, parsed.problem.message.zh] : [];
    for (const text of words) for (const part of ['1.290,50', '1290.50']) expect(text).toContain(part);
  });

  const currency = fc.constantFrom('EUR', 'JPY', 'KWD', 'CNY');
  const sign = fc.constantFrom<'.' | ','>('.', ',');

  it('reads back exactly what it was written from, grouped or not', () => {
    fc.assert(
      fc.property(
        fc.nat(1e11),
        currency,
        sign,
        fc.constantFrom('', ',', '.', ' ', "'"),
        (minor, unit, decimal, group) => {
          fc.pre(group !== decimal);
          const [whole = '', fraction] = decimalOf({ minor, currency: unit }).split('.');
          const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
          const parsed = parseMoney(fraction === undefined ? grouped : grouped + decimal + fraction, unit, decimal);
          expect(parsed).toEqual({ value: { minor, currency: unit } });
        },
      ),
    );
  });

  it('never rounds, and takes no text apart that it does not understand', () => {
    const text = fc.string({ unit: fc.constantFrom(..."0123456789.,-+ eE€¥$元'５"), maxLength: 12 });
    fc.assert(
      fc.property(text, currency, sign, (cell, unit, decimal) => {
        const parsed = parseMoney(cell, unit, decimal);
        if ('problem' in parsed) return;
        const digits = cell.normalize('NFKC').replace(/[^\d.,]/g, '');
        const at = digits.lastIndexOf(decimal);
        const [whole, fraction] = at < 0 ? [digits, ''] : [digits.slice(0, at), digits.slice(at + 1)];
        const [ownWhole = '', ownFraction = ''] = decimalOf(parsed.value).split('.');
        expect(BigInt(whole.replace(/\D/g, ''))).toBe(BigInt(ownWhole));
        expect(fraction.replace(/0+$/, '')).toBe(ownFraction.replace(/0+$/, ''));
        expect(Number.isSafeInteger(parsed.value.minor) && parsed.value.minor >= 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('quantities', () => {
  it.each([
    ['0', 0],
    ['12', 12],
    ['+12', 12],
    ['10.0', 10],
    ['10.0000', 10],
    ['1,200', 1200],
    ['１２', 12],
    ['1.000', 'E_QUANTITY'],
    ['0,500', 'E_QUANTITY'],
    ['10.5', 'E_QUANTITY'],
    ['-1', 'E_QUANTITY'],
    ['<10', 'E_QUANTITY'],
    ['1e3', 'E_QUANTITY'],
    ['有货', 'E_QUANTITY'],
    ['99999999999999999999', 'E_QUANTITY'],
  ])('%j is %j', (cell, expected) => expect(result(parseQuantity(cell))).toBe(expected));

  it('follows the decimal sign of its column', () => {
    expect([result(parseQuantity('1.200', ',')), result(parseQuantity('10,0', ','))]).toEqual([1200, 10]);
  });
});

describe('measures', () => {
  it.each([
    ['250', 'g', 250],
    ['0.25', 'kg', 250],
    ['0.25kg', undefined, 250],
    ['250 克', 'kg', 250],
    ['.5', 'lb', 227],
    ['1 lb', 'g', 454],
    ['0.5', 'g', 1],
    ['1,250', 'g', 1250],
    ['1,250', 'kg', 'E_WEIGHT'],
    ['1,5', 'kg', 'E_WEIGHT'],
    ['250', undefined, 'E_WEIGHT'],
    ['250 stones', 'g', 'E_WEIGHT'],
    ['heavy', 'g', 'E_WEIGHT'],
    ['-1', 'g', 'E_WEIGHT'],
  ] as const)('weight %j in a column of %s is %j', (cell, unit, expected) =>
    expect(result(parseWeight(cell, unit, '.'))).toBe(expected),
  );

  it.each([
    ['15.5', 'cm', 155],
    ['1 in', 'cm', 25],
    ['2"', undefined, 51],
    ['0.3米', undefined, 300],
    ['12', undefined, 'E_LENGTH'],
  ] as const)('length %j in a column of %s is %j', (cell, unit, expected) =>
    expect(result(parseLength(cell, unit, '.'))).toBe(expected),
  );
});

describe('identifiers', () => {
  it.each([
    ['2041000000018', '2041000000018'],
    ["'2041000000018", '2041000000018'],
    ['204 1000 0000 18', '2041000000018'],
    ['12345670', '12345670'],
    ['6.93E+12', 'E_GTIN_RUINED'],
    ['6,93E+12', 'E_GTIN_RUINED'],
    ['21000000012', 'E_GTIN_ZEROS'],
    ['2041000000019', 'E_GTIN_CHECK'],
    ['0000000000000', 'E_GTIN_FORMAT'],
    ['0', 'E_GTIN_FORMAT'],
    ['n/a', 'E_GTIN_FORMAT'],
    ['12345', 'E_GTIN_LENGTH'],
  ])('GTIN %j is %j', (cell, expected) => expect(result(parseGtin(cell))).toBe(expected));

  it.each([
    ['007', '007'],
    ['1E5', '1E5'],
    ['A b-1', 'A b-1'],
    ['6.93E+12', 'E_SKU_RUINED'],
    ['7E+12', 'E_SKU_RUINED'],
    ['a\u0000b', 'E_SKU_FORMAT'],
    ['a\nb', 'E_SKU_FORMAT'],
  ])('SKU %j is %j', (cell, expected) => expect(result(parseSku(cell))).toBe(expected));

  it('takes pictures apart only where an address begins', () => {
    const [a, b] = ['https://img.example/a,b.jpg', 'http://img.example/c.jpg?x=1;y'];
    expect(result(parseImages(`${a}, ${b.replace(';', '&')}`, undefined))).toEqual([a, b.replace(';', '&')]);
    expect(result(parseImages(`${a}#${b}`, '#'))).toEqual([a, b]);
    for (const cell of ['a.jpg', 'ftp://img.example/a', 'javascript:alert(1)', '|', 'https://'])
      expect(result(parseImages(cell, undefined))).toBe('E_IMAGE_URL');
  });

  it('knows words for a status, and no others', () => {
    expect(['上架', 'Draft', '停售', 'TRUE', '１'].map((cell) => result(parseStatus(cell)))).toEqual([
      ...['active', 'paused', 'ended', 'active', 'active'],
    ]);
    expect([result(parseStatus('-1')), result(parseStatus('constructor'))]).toEqual(['E_STATUS', 'E_STATUS']);
  });
});
