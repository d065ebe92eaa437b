import { describe, expect, it } from 'vitest';
import {
  clean,
  clip,
  diffValues,
  displayWidth,
  facetLines,
  padTo,
  valueText,
  wantedText,
} from '../../src/report/index.ts';

const lines = (before: unknown, after: unknown, options: { currency?: string; limit?: number } = {}, facet = 'price') =>
  facetLines(
    facet as 'price',
    { to: after as never, ...(before === undefined ? {} : { seen: before as never }) },
    'en',
    { limit: 8, ...options },
  );

describe('what a facet becomes', () => {
  it('shows plain amounts exactly, with the currency once', () => {
    expect(lines('12.90', '14.50', { currency: 'EUR' })).toEqual(['12.90 → 14.50 EUR']);
    expect(lines(5, 0)).toEqual(['5 → 0']);
  });

  it('understands money that carries its currency', () => {
    const money = (amount: string) => ({ amount, currency: 'USD' });
    expect(lines(money('12.90'), money('14.50'))).toEqual(['12.90 → 14.50 USD']);
    expect(lines({ minor: 500, currency: 'JPY' }, { minor: 650, currency: 'JPY' })).toEqual(['500 → 650 JPY']);
    expect(lines({ amount: '1.00', currency: 'USD' }, { amount: '1.00', currency: 'EUR' })).toEqual([
      '1.00 USD → 1.00 EUR',
    ]);
  });

  it('names the values that differ and no others', () => {
    expect(lines({ regular: '12.90', sale: '' }, { regular: '14.50', sale: '' }, { currency: 'EUR' })).toEqual([
      'regular 12.90 → 14.50 EUR',
    ]);
    expect(lines({ regular: '12.90', sale: '9.90' }, { regular: '12.90' })).toEqual(['sale 9.90 → (none)']);
    expect(lines(undefined, '3.00', { currency: 'EUR' })).toEqual(['→ 3.00 EUR']);
  });

  it('counts array items from one', () => {
    expect(diffValues({ images: ['a', 'b'] }, { images: ['a', 'c', 'd'] })).toEqual([
      { path: 'images[2]', before: 'b', after: 'c' },
      { path: 'images[3]', after: 'd' },
    ]);
  });

  it('caps the values of a facet and says how many are left', () => {
    const before = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`k${i}`, 1]));
    const after = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`k${i}`, 2]));
    expect(lines(before, after, { limit: 3 })).toEqual(['k0 1 → 2', 'k1 1 → 2', 'k2 1 → 2', '… 9 more values']);
  });

  it('cuts long text and says its length in characters, not in code units', () => {
    const [line] = lines('short', '😀'.repeat(100), {}, 'content');
    expect(line).toContain(`${'😀'.repeat(60)}…" (100 characters)`);
  });

  it('measures rewritten text against what was sent, unless somebody edited it', () => {
    const sent = { title: 'Tom & Jerry', text: 'old' };
    const echo = { title: 'Tom &amp; Jerry', text: 'old' };
    const to = { title: 'Tom & Jerry', text: 'new' };
    const step = (seen: typeof echo) => facetLines('content', { to, seen, last: { sent, echo } }, 'en', { limit: 8 });
    expect(step(echo)).toEqual(['text "old" → "new"']);
    expect(step({ ...echo, title: 'Edited' })).toEqual(['title "Edited" → "Tom & Jerry"', 'text "old" → "new"']);
  });
});

describe('what only the platform has', () => {
  const step = (to: object, sent: object) =>
    facetLines(
      'price',
      { to, seen: { regular: '1.00', id: 7 }, last: { sent, echo: { regular: '1.00', id: 7 } } } as never,
      'en',
      {
        limit: 8,
      },
    );

  it('is nothing that a push takes away', () => {
    expect(step({ regular: '2.00' }, { regular: '1.00' })).toEqual(['regular 1.00 → 2.00']);
  });

  it('unless it was ours', () => {
    expect(step({ regular: '2.00' }, { regular: '1.00', id: 7 })).toEqual(['regular 1.00 → 2.00', 'id 7 → (none)']);
  });
});

describe('values in few words', () => {
  it('says how much lists and records hold when they are long', () => {
    expect(
      valueText(
        Array.from({ length: 40 }, (_, i) => `image-${i}`),
        'en',
      ),
    ).toBe('[40 items]');
    expect(valueText(['a', 'b'], 'en')).toBe('["a","b"]');
    expect(valueText({ a: 1 }, 'zh')).toBe('{"a":1}');
  });

  it('leaves out what is empty in a new unit', () => {
    expect(wantedText('price', { regular: '12.90', sale: '' }, 'en', 'EUR')).toBe('regular 12.90 EUR');
    expect(wantedText('stock', 10, 'en', 'EUR')).toBe('10');
    const offer = [
      { audience: 'ALL', currency: 'EUR', marketplace_id: 'A1PA6795UKMFR9', our_price: [{ value: 5.99 }] },
    ];
    expect(wantedText('price', { offer }, 'en', 'EUR')).toBe('offer[1].our_price[1].value 5.99 EUR');
    expect(wantedText('content', { offer }, 'en', 'EUR')).toBe('offer [1 items]');
  });
});

describe('text for a terminal', () => {
  it('gives Chinese two columns and pads by them', () => {
    expect(displayWidth('价格ab')).toBe(6);
    expect(padTo('价格', 6)).toBe('价格  ');
    expect(padTo('9', 3, 'right')).toBe('  9');
    expect(clip('陶瓷马克杯', 7)).toBe('陶瓷马…');
  });

  it('writes out what could move the cursor or turn a line around', () => {
    expect(clean('a\u001b[2Jb\u202ec\nd')).toBe('a\\u001b[2Jb\\u202ec\\nd');
  });
});
