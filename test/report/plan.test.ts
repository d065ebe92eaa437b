import { describe, expect, it } from 'vitest';
import { NO_COUNTS, sealPlan } from '../../src/core/index.ts';
import { PLAIN, planText } from '../../src/report/index.ts';
import { change, channelPlan, samplePlan } from './samples.ts';

const english = (plan = samplePlan(), more = {}) => planText(plan, { lang: 'en', currencyOf: () => 'EUR', ...more });

describe('a plan for reading', () => {
  it('names channel, adapter and environment first', () => {
    expect(english().split('\n')[0]).toBe('shop · acme · LIVE');
  });

  it('puts what is taken down first, then updates, then what is new', () => {
    const heads = english()
      .split('\n')
      .filter((line) => /^ {2}[+~-] /.test(line));
    expect(heads).toEqual(['  - OLD-1  Old mug  is taken down', '  ~ UPD-1  Enamel mug', '  + NEW-1  New mug']);
  });

  it('shows before and after of each facet, and what was edited on the platform', () => {
    const text = english();
    expect(text).toContain('~ U-R  price  12.90 → 14.50 EUR\n');
    expect(text).toMatch(/^ +stock {2}7 → 0 {2}\(edited on the platform since our last push\)$/m);
    expect(text.match(/edited on the platform/g)).toHaveLength(1);
  });

  it('shows what a new SKU costs', () => {
    expect(english()).toContain('N-R  price 12.90 EUR · stock 5');
  });

  it('counts what it looked at', () => {
    expect(english().trimEnd().split('\n').at(-1)).toBe(
      '  1 to create, 1 to update, 1 to end (5 changes) · 2,034 as wanted · 2 held back by an error',
    );
  });

  it('says that there is nothing to change', () => {
    const plan = sealPlan('2026-11-23T10:00:00.000Z', [channelPlan({ counts: { ...NO_COUNTS, same: 3 } })]);
    expect(english(plan)).toBe('shop · acme · sandbox\n  nothing to change · 3 as wanted\n');
  });

  it('caps listings and SKUs and says how many more there are', () => {
    const listings = Array.from({ length: 60 }, (_, i) => ({
      code: `P-${i}`,
      title: '',
      state: 'update' as const,
      revive: false,
      changes: Array.from({ length: 12 }, (_, k) =>
        change({ id: `P-${i}/S-${k}`, verb: 'update', sku: `S-${k}`, facets: { stock: { to: 1, seen: 2 } } }),
      ),
    }));
    const plan = sealPlan('2026-11-23T10:00:00.000Z', [channelPlan({ listings })]);
    const text = english(plan, { more: 'see --out' });
    expect(text.match(/^ {2}~ /gm)).toHaveLength(50);
    expect(text).toContain('… 10 more listings (see --out)');
    expect(text.match(/… 2 more SKUs/g)).toHaveLength(50);
  });

  it('never hides an end behind the cap', () => {
    const listings = Array.from({ length: 80 }, (_, i) => ({
      code: `P-${i}`,
      title: '',
      state: 'update' as const,
      revive: false,
      changes: [change({ id: `P-${i}`, verb: 'update', facets: { stock: { to: 1, seen: 2 } } })],
    }));
    const ended = {
      code: 'LAST',
      title: '',
      state: 'end' as const,
      revive: false,
      changes: [change({ id: 'LAST', verb: 'end' })],
    };
    const plan = sealPlan('2026-11-23T10:00:00.000Z', [channelPlan({ listings: [...listings, ended] })]);
    expect(english(plan, { listings: 5 })).toContain('- LAST');
  });

  it('speaks Chinese', () => {
    const text = planText(samplePlan(), { lang: 'zh' });
    expect(text).toContain('shop · acme · 正式环境');
    expect(text).toContain('（上次推送后在平台上被修改）');
    expect(text).toContain('新建 1，更新 1，下架 1（共 5 项更改） · 已一致 2,034 · 因错误保持不变 2');
    expect(text).not.toMatch(/[a-z]{3,} to (create|update|end)/);
  });

  it('colours only through the paint it is given', () => {
    const marked = { ...PLAIN, red: (text: string) => `<r>${text}</r>` };
    expect(planText(samplePlan(), { lang: 'en', paint: marked })).toContain('<r>LIVE</r>');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for.
    expect(english()).not.toMatch(/\u001b/);
  });

  it('writes out control characters of a title', () => {
    const plan = samplePlan();
    const [channel] = plan.channels;
    const listings = channel ? channel.listings.map((l) => ({ ...l, title: 'a\u001b[31mb' })) : [];
    const text = english({ ...plan, channels: channel ? [{ ...channel, listings }] : [] });
    expect(text).toContain('a\\u001b[31mb');
  });
});
