import { describe, expect, it } from 'vitest';
import { hasTags, linesOf, lostIn, oneLine, withBreaks } from '../../adapters/amazon/html.ts';
import { MARKETPLACES, marketplaceById, placeOf, REGIONS } from '../../adapters/amazon/marketplaces.ts';
import { lengthIn, weightIn } from '../../adapters/amazon/measures.ts';
import { decimalText, numberOf } from '../../adapters/amazon/numbers.ts';
import { DE, placed, US } from './amazon-listings.ts';

describe('numbers', () => {
  it('are exact or none', () => {
    expect(['12.90', '0.10', '1.005', '400.0', '99900000', '-3'].map(numberOf)).toEqual([
      12.9, 0.1, 1.005, 400, 99_900_000, -3,
    ]);
    expect(['', 'x', '1,5', '1e3', ' ', '90071992547409.91', '0.12345678901234567'].map(numberOf)).toEqual(
      Array.from({ length: 7 }, () => undefined),
    );
  });

  it('read as decimals', () => {
    expect([400, 12.9, 0.0000001, 1e21, -2.5e-7].map(decimalText)).toEqual([
      '400',
      '12.9',
      '0.0000001',
      '1000000000000000000000',
      '-0.00000025',
    ]);
  });
});

describe('measures', () => {
  it('have as few digits as bring the grams back', () => {
    expect(weightIn(350, 'pounds', ['pounds'])).toEqual({ value: '0.772', unit: 'pounds' });
    for (const grams of [1, 2, 90, 210, 350, 454, 999, 12_345, 1_000_000])
      for (const [unit, size] of [
        ['pounds', 453.59237],
        ['ounces', 28.349523125],
        ['kilograms', 1000],
      ] as const) {
        const { value = '' } = weightIn(grams, unit, [unit]) ?? {};
        expect(Math.round(Number(value) * size)).toBe(grams);
      }
    expect(weightIn(0, 'pounds', ['pounds'])).toEqual({ value: '0', unit: 'pounds' });
  });

  it('are in a unit that is taken, the usual one first', () => {
    expect(weightIn(350, 'grams', ['ounces', 'kilograms', 'grams'])).toEqual({ value: '350', unit: 'grams' });
    expect(weightIn(350, 'grams', ['ounces', 'kilograms'])).toEqual({ value: '0.35', unit: 'kilograms' });
    expect(weightIn(350, 'grams', ['stones'])).toBeUndefined();
    expect(lengthIn(105, 'centimeters', undefined)).toEqual({ value: '10.5', unit: 'centimeters' });
    expect(lengthIn(105, 'inches', ['inches'])).toEqual({ value: '4.13', unit: 'inches' });
    expect(lengthIn(1.5, 'inches', ['inches'])).toBeUndefined();
  });
});

describe('HTML', () => {
  it('becomes lines', () => {
    expect(linesOf('<h2>Mug</h2><p>Holds 350&#160;ml<br/>and &lt;more&gt;</p><ol><li>a</li><li>b</li></ol>')).toEqual([
      'Mug',
      'Holds 350 ml',
      'and <more>',
      'a',
      'b',
    ]);
    expect(withBreaks('one\r\ntwo\n\nthree\u2028four')).toBe('one<br>two<br>three<br>four');
    expect(oneLine('  Mug \n <b>blue</b> ')).toBe('Mug blue');
    expect(oneLine('a<style>p{}</style>b<!-- c -->')).toBe('a b');
  });

  it('is only what has tags', () => {
    expect(hasTags('1 < 2 > 0 & <3')).toBe(false);
    expect(oneLine('1 < 2 &amp; 3')).toBe('1 < 2 &amp; 3');
    expect(oneLine('<i>x</i> &unknown; &#x1F375; &#0;')).toBe('x &unknown; 🍵 &#0;');
  });

  it('loses pictures, links and tables', () => {
    expect(lostIn('<p><a href="x">y</a><IMG src="z"><table></table><abbr>w</abbr>')).toEqual(['a', 'img', 'table']);
    expect(lostIn('<p>only <b>text</b></p>')).toEqual([]);
  });
});

describe('marketplaces', () => {
  it('are twenty, each in a region, with a currency and a language', () => {
    expect(MARKETPLACES).toHaveLength(20);
    expect(new Set(MARKETPLACES.map(({ id }) => id)).size).toBe(20);
    for (const { region, country, language, domain } of MARKETPLACES) {
      expect(REGIONS[region].sandbox).toBe(REGIONS[region].host.replace('https://', 'https://sandbox.'));
      expect(language).toMatch(new RegExp(`^[a-z]{2}_${country}$`));
      expect(domain).toMatch(/^amazon\./);
    }
  });

  it('come from the channel, else from its connection', () => {
    expect(placeOf(placed()).id).toBe(US);
    expect(placeOf({ ...placed(), marketplace: { id: DE, title: '' } })).toBe(marketplaceById(DE));
    expect(placeOf(placed({ marketplace: 'A0NOWHERE' }))).toMatchObject({ id: 'A0NOWHERE', currency: 'USD' });
  });
});
