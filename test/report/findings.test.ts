import { describe, expect, it } from 'vitest';
import {
  distinctFindings,
  errorText,
  findingsText,
  groupFindings,
  placeLine,
  severityLine,
} from '../../src/report/index.ts';
import { finding } from './samples.ts';

describe('findings for reading', () => {
  const many = [
    finding({ code: 'W_B', severity: 'warning', place: { sku: 'A' } }),
    ...Array.from({ length: 7 }, (_, i) =>
      finding({ code: 'E_PRICE', place: { file: 'sheet.csv', row: i + 2, column: 'price' } }),
    ),
    finding({ code: 'E_ONCE' }),
    finding({ code: 'I_NOTE', severity: 'info' }),
  ];

  it('groups by code, worst and most frequent first', () => {
    expect(groupFindings(many).map(({ code, findings }) => [code, findings.length])).toEqual([
      ['E_PRICE', 7],
      ['E_ONCE', 1],
      ['W_B', 1],
      ['I_NOTE', 1],
    ]);
  });

  it('says how often, where, and how many more', () => {
    const text = findingsText(many, { lang: 'en', places: 2 });
    expect(text).toContain('error E_PRICE × 7  E_PRICE happened');
    expect(text).toContain('sheet.csv:2:price');
    expect(text).toContain('… 5 more');
    expect(text).not.toContain('sheet.csv:4:price');
  });

  it('gives each its own words where they differ, and the next step once where it is shared', () => {
    const next = { en: 'do this', zh: '这样做' };
    const text = findingsText(
      [
        finding({ code: 'E_X', message: { en: 'first', zh: '一' }, place: { sku: 'A' }, next }),
        finding({ code: 'E_X', message: { en: 'second', zh: '二' }, place: { sku: 'B' }, next }),
      ],
      { lang: 'en' },
    );
    expect(text).toContain('SKU A  first');
    expect(text).toContain('SKU B  second');
    expect(text.match(/→ do this/g)).toHaveLength(1);
  });

  it('counts by severity in both languages', () => {
    expect(severityLine(many, 'en')).toBe('8 errors, 1 warning, 1 note');
    expect(severityLine(many, 'zh')).toBe('8 个错误，1 个警告，1 条提示');
    expect(severityLine([], 'en')).toBe('');
  });

  it('tells a finding once that two lists hold', () => {
    const one = finding({ code: 'E_X', place: { sku: 'A' } });
    expect(distinctFindings([one], [{ ...one }, finding({ code: 'E_X', place: { sku: 'B' } })])).toHaveLength(2);
  });
});

describe('places and errors', () => {
  it('adds the line only where it is not the row', () => {
    expect(placeLine({ file: 's.csv', row: 4, line: 4, column: 'p' }, 'en')).toBe('s.csv:4:p');
    expect(placeLine({ file: 's.csv', row: 4, line: 9 }, 'en')).toBe('s.csv:4 · line 9 of the file');
    expect(placeLine({ file: 'mabang.yaml', line: 3 }, 'en')).toBe('mabang.yaml:3');
    expect(placeLine({ channel: 'shop', code: 'P', sku: 'S', facet: 'price' }, 'zh')).toBe(
      '渠道 shop · 商品 P · SKU S · 价格',
    );
  });

  it('says what, where and what to do now', () => {
    const error = finding({ code: 'E_LOCKED', place: { channel: 'shop' }, next: { en: 'wait', zh: '请稍候' } });
    expect(errorText(error, 'en')).toBe('error E_LOCKED: E_LOCKED happened\n  where: channel shop\n  next:  wait\n');
    expect(errorText(error, 'zh')).toBe('错误 E_LOCKED：E_LOCKED 发生\n  位置：渠道 shop\n  下一步：请稍候\n');
  });
});
