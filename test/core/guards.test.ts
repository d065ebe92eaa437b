import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, type GuardLimits, type GuardRow, tripGuards } from '../../src/core/index.ts';

const LIVE = { listings: 100, skus: 200 };
const eur = (minor: number) => ({ minor, currency: 'EUR' });
const update = (sku: string, more: Partial<GuardRow>): GuardRow => ({
  code: sku,
  sku,
  verb: 'update',
  touches: true,
  ...more,
});
const price = (sku: string, from: number, to: number, more: Partial<GuardRow> = {}) =>
  update(sku, { price: { from: eur(from), to: eur(to) }, ...more });
const trips = (rows: readonly GuardRow[], live = LIVE, limits: GuardLimits = DEFAULT_LIMITS) =>
  tripGuards(rows, live, limits).map(({ guard }) => guard);
const many = (count: number, row: (sku: string) => GuardRow) => Array.from({ length: count }, (_, i) => row(`S${i}`));

describe('prices', () => {
  it.each([
    [1000, 700, []],
    [1000, 699, ['price-drop']],
    [1000, 1500, []],
    [1000, 1501, ['price-rise']],
    [1000, 100, ['price-drop', 'price-power']],
    [1000, 10_000, ['price-rise', 'price-power']],
    [1290, 12_900, ['price-rise', 'price-power']],
    [1290, 129_099, ['price-rise', 'price-power']],
    [1290, 1290, []],
  ])('%i → %i trips %j', (from, to, expected) => expect(trips([price('A', from, to)])).toEqual(expected));

  it('are held against what the seller pays, a floor, and their own currency', () => {
    expect(trips([price('A', 1000, 900, { cost: eur(901) })])).toEqual(['below-cost']);
    expect(trips([price('A', 1000, 900, { cost: eur(900) })])).toEqual([]);
    expect(trips([price('A', 1000, 900)], LIVE, { ...DEFAULT_LIMITS, floor: eur(901) })).toEqual(['below-floor']);
    expect(trips([update('A', { price: { from: { minor: 900, currency: 'USD' }, to: eur(900) } })])).toEqual([
      'currency',
    ]);
  });

  it('of new listings have nothing to fall from, and still a cost', () => {
    const row: GuardRow = { code: 'A', sku: 'A', verb: 'create', touches: true, price: { to: eur(1) }, cost: eur(500) };
    expect(trips([row])).toEqual(['below-cost']);
  });

  it('show the ten worst first, with both amounts', () => {
    const rows = Array.from({ length: 12 }, (_, i) => price(`S${i}`, 10_000, 6_000 - i * 100));
    const [tripped] = tripGuards(rows, LIVE, DEFAULT_LIMITS);
    expect([tripped?.count, tripped?.worst.length]).toEqual([12, 10]);
    expect(tripped?.worst[0]).toEqual({ code: 'S11', sku: 'S11', text: '100.00 → 49.00 EUR (-51 %)' });
    expect(tripped?.message.en).toContain('30 %');
  });
});

describe('shares', () => {
  it('of listings changed, without the ones whose stock alone moves', () => {
    expect(trips(many(50, (sku) => update(sku, {})))).toEqual([]);
    expect(trips(many(51, (sku) => update(sku, {})))).toEqual(['touched']);
    expect(trips(many(100, (sku) => update(sku, { touches: false })))).toEqual([]);
  });

  it('of listings ended and created, and of SKUs taken off', () => {
    const end = (sku: string): GuardRow => ({ code: sku, verb: 'end', touches: false });
    expect(trips(many(10, end))).toEqual([]);
    expect(trips(many(11, end))).toEqual(['ended']);
    const create = (sku: string): GuardRow => ({ code: sku, verb: 'create', touches: true });
    expect(trips(many(100, create))).toEqual([]);
    expect(trips(many(101, create))).toEqual(['created']);
    expect(trips(many(101, create), { listings: 0, skus: 0 })).toEqual([]);
    expect(trips(many(21, (sku) => ({ code: 'P', sku, verb: 'end', touches: false })))).toEqual(['variants-removed']);
  });

  it('of SKUs that go to zero', () => {
    const zero = (sku: string) => update(sku, { touches: false, stock: { from: 5, to: 0 } });
    expect(trips(many(60, zero))).toEqual([]);
    expect(trips(many(61, zero))).toEqual(['stock-zero']);
    expect(trips(many(61, (sku) => update(sku, { touches: false, stock: { from: 0, to: 0 } })))).toEqual([]);
  });

  it('hold for small shops: one may always go, two of five may not', () => {
    const end = (sku: string): GuardRow => ({ code: sku, verb: 'end', touches: false });
    expect(trips(many(1, end), { listings: 5, skus: 5 })).toEqual([]);
    expect(trips(many(2, end), { listings: 5, skus: 5 })).toEqual(['ended']);
  });
});

it('text that is emptied and a category that changes trip by themselves', () => {
  expect(
    trips([update('A', { emptied: ['description'] }), update('B', { category: { from: 'Mugs', to: 'Cups' } })]),
  ).toEqual(['emptied', 'category']);
});

it('nothing trips on a plan within its limits, and widening a limit never trips more (property)', () => {
  const row = fc.record({ from: fc.integer({ min: 1, max: 100_000 }), to: fc.integer({ min: 1, max: 100_000 }) });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 20 }), (moves) => {
      const rows = moves.map(({ from, to }, i) => price(`S${i}`, from, to));
      const wide = {
        ...DEFAULT_LIMITS,
        priceDrop: { numerator: 1n, denominator: 1n },
        priceRise: { numerator: 1_000_000n, denominator: 1n },
      };
      const narrow = trips(rows, { listings: 1000, skus: 1000 });
      for (const guard of trips(rows, { listings: 1000, skus: 1000 }, wide)) expect(narrow).toContain(guard);
      const still = moves.every(({ from, to }) => to * 10 >= from * 7 && to * 2 <= from * 3);
      if (still) expect(narrow).toEqual([]);
    }),
  );
});
