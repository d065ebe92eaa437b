import { describe, expect, it } from 'vitest';
import {
  adaptiveSize,
  type ChannelPlan,
  canonical,
  countVerbs,
  cutBatches,
  isSealed,
  type ListingPlan,
  missingConsent,
  movedSince,
  NO_COUNTS,
  SLOW_MS,
  sealPlan,
} from '../../src/core/index.ts';

const listing = (code: string, to: string, state: ListingPlan['state'] = 'update'): ListingPlan => ({
  code,
  title: code,
  state,
  revive: false,
  changes: [{ id: code, verb: state, facets: state === 'end' ? {} : { price: { to, seen: '1' } }, drift: [] }],
});
const channel = (...listings: ListingPlan[]): ChannelPlan => ({
  channel: 'shop',
  adapter: 'x',
  apiVersion: '1',
  environment: 'sandbox',
  facets: null,
  listings,
  findings: [],
  guards: [],
  counts: NO_COUNTS,
});

describe('a saved plan', () => {
  it('is broken by any change of its text', () => {
    const plan = sealPlan('2026-01-01T00:00:00.000Z', [channel(listing('A', '2'))]);
    expect(isSealed(plan)).toBe(true);
    expect(isSealed(JSON.parse(JSON.stringify(plan)))).toBe(true);
    expect(isSealed({ ...plan, channels: [channel(listing('A', '3'))] })).toBe(false);
  });

  it('names what moved since it was made', () => {
    const saved = channel(listing('A', '2'), listing('B', '2'), listing('C', '2'));
    const now = channel(listing('A', '2'), listing('B', '3'), listing('D', '2'));
    expect(movedSince(saved, now)).toEqual([
      { channel: 'shop', code: 'B', why: 'different' },
      { channel: 'shop', code: 'C', why: 'no-longer-needed' },
    ]);
    expect(movedSince(channel(listing('A', '2')), now)).toEqual([]);
  });
});

describe('consent', () => {
  it('must cover every verb of the plan', () => {
    const counts = countVerbs([listing('A', '2', 'create'), listing('B', '2', 'end')]);
    expect(missingConsent(counts, { create: true, update: true, end: false })).toEqual(['end']);
    expect(missingConsent(counts, { create: true, update: false, end: true })).toEqual([]);
  });
});

describe('batches', () => {
  it('put ends last and alone', () => {
    const order = [listing('A', '', 'end'), listing('B', '2'), listing('C', '2'), listing('D', '2')];
    const cut = cutBatches(
      order.map(({ code, changes }) => ({ code, changes })),
      2,
    );
    expect(cut.map((batch) => batch.listings.map((l) => l.code))).toEqual([['B', 'C'], ['D'], ['A']]);
  });

  it('halve when a call was too much or slow, grow while answers are quick, and say when they change', () => {
    const said: number[] = [];
    const sizer = adaptiveSize(100, 100, (size) => said.push(size));
    sizer.tooMuch();
    sizer.answered(SLOW_MS + 1);
    sizer.answered(10);
    sizer.answered(SLOW_MS - 1);
    expect([sizer.size, said]).toEqual([31, [50, 25, 31]]);
    for (let i = 0; i < 20; i++) sizer.tooMuch();
    expect(sizer.size).toBe(1);
    for (let i = 0; i < 40; i++) sizer.answered(10);
    expect(sizer.size).toBe(100);
  });
});

describe('canonical JSON', () => {
  it('is equal for equal values and refuses what is not JSON', () => {
    expect(canonical({ b: 1, a: [null, 'x', -0], c: undefined })).toBe('{"a":[null,"x",0],"b":1}');
    expect(() => canonical({ a: Number.NaN })).toThrow(TypeError);
  });
});
