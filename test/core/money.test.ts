import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalDecimal, convert, decimalOf, exponentOf, moneyOf, ratioOf } from '../../src/core/index.ts';

describe('money', () => {
  it.each([
    ['12.90', 'EUR', 1290],
    ['12.9', 'EUR', 1290],
    ['04.90', 'EUR', 490],
    ['500', 'JPY', 500],
    ['500.00', 'JPY', 500],
    ['1.5', 'KWD', 1500],
    ['-3', 'EUR', -300],
    ['0', 'EUR', 0],
  ])('reads %s %s as %i minor units', (text, currency, minor) => {
    expect(moneyOf(text, currency)).toEqual({ minor, currency });
  });

  it.each(['4,90', '1.234,50', 'abc', '1e3', '€4.90', '', ' 4.90', '4.999', '.5', '5.', '99999999999999999999'])(
    'refuses %j',
    (text) => expect(moneyOf(text, 'EUR')).toBeUndefined(),
  );

  it('refuses a currency that ISO 4217 does not list', () => {
    expect(() => exponentOf('EURO')).toThrow(/ISO 4217/);
  });

  it('writes back exactly what it read', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF'),
        (minor, currency) => {
          expect(moneyOf(decimalOf({ minor, currency }), currency)).toEqual({
            minor: minor === 0 ? 0 : minor,
            currency,
          });
        },
      ),
    );
  });

  it('converts with exact ratios and rounds half away from zero', () => {
    const rate = ratioOf('0.128');
    if (!rate) throw new Error('no ratio');
    expect(convert({ minor: 1000, currency: 'CNY' }, rate, 'EUR')).toEqual({ minor: 128, currency: 'EUR' });
    expect(convert({ minor: 1000, currency: 'CNY' }, rate, 'JPY')).toEqual({ minor: 1, currency: 'JPY' });
    expect(convert({ minor: 5, currency: 'EUR' }, { numerator: 1n, denominator: 2n }, 'EUR').minor).toBe(3);
    expect(convert({ minor: -5, currency: 'EUR' }, { numerator: 1n, denominator: 2n }, 'EUR').minor).toBe(-3);
  });

  it('calls equal decimals equal', () => {
    expect(['4.9', '4.90', '04.90', '4.900'].map(canonicalDecimal)).toEqual(['4.9', '4.9', '4.9', '4.9']);
    expect([
      canonicalDecimal('400.0'),
      canonicalDecimal('0.00'),
      canonicalDecimal('-0'),
      canonicalDecimal('10'),
    ]).toEqual(['400', '0', '0', '10']);
    expect(['4,9', '', 'x', '1e3'].map(canonicalDecimal)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('reads percentages as ratios and nothing it does not understand', () => {
    expect(ratioOf('35%')).toEqual({ numerator: 35n, denominator: 100n });
    expect(ratioOf('1.35')).toEqual({ numerator: 135n, denominator: 100n });
    expect(ratioOf('1,35')).toBeUndefined();
  });
});
