import type { Money, Sku, Words } from '../contract/index.ts';
import { decimalOf, type Ratio } from './money.ts';

/** What a plan is held against before it may be pushed. `--yes` opens none of them; each is opened by its name. */
export const GUARDS = [
  'touched',
  'created',
  'ended',
  'variants-removed',
  'price-drop',
  'price-rise',
  'price-power',
  'below-cost',
  'below-floor',
  'currency',
  'stock-zero',
  'emptied',
  'category',
] as const;

export type GuardId = (typeof GUARDS)[number];

/** Limits of one channel. Shares are exact ratios of what is live. */
export interface GuardLimits {
  /** Listings whose price, text, pictures, options or status change. Stock alone does not count: it moves every day. */
  readonly touched: Ratio;
  readonly created: Ratio;
  readonly ended: Ratio;
  readonly variantsRemoved: Ratio;
  readonly priceDrop: Ratio;
  readonly priceRise: Ratio;
  readonly stockZero: Ratio;
  /** No price below this. */
  readonly floor?: Money;
}

const percent = (n: number): Ratio => ({ numerator: BigInt(n), denominator: 100n });

/**
 * What a careful seller would choose; our own choice, 2026-11-23. A sale is rarely deeper than 30 % and a price rarely rises by
 * half; a shop rarely doubles in a day; a sheet that lost its rows shows as ends or as stock going to zero.
 */
export const DEFAULT_LIMITS: GuardLimits = {
  touched: percent(50),
  created: percent(100),
  ended: percent(10),
  variantsRemoved: percent(10),
  priceDrop: percent(30),
  priceRise: percent(50),
  stockZero: percent(30),
};

/** One change of a plan in terms that every platform shares. `from` is absent where nothing is there yet. */
export interface GuardRow {
  readonly code: string;
  readonly sku?: Sku;
  readonly verb: 'create' | 'update' | 'end';
  /** It changes more than stock. */
  readonly touches: boolean;
  readonly price?: { readonly from?: Money; readonly to: Money };
  /** What the seller pays, in the channel's currency. */
  readonly cost?: Money;
  readonly stock?: { readonly from?: number; readonly to: number };
  readonly emptied?: readonly string[];
  readonly category?: { readonly from: string; readonly to: string };
}

/** What is live before the plan. */
export interface Live {
  readonly listings: number;
  readonly skus: number;
}

export interface TrippedRow {
  readonly code: string;
  readonly sku?: Sku;
  readonly text: string;
}

export interface Tripped {
  readonly guard: GuardId;
  readonly message: Words;
  /** Rows that tripped it. */
  readonly count: number;
  /** The ten worst. */
  readonly worst: readonly TrippedRow[];
}

interface Hit {
  readonly row: GuardRow;
  readonly text: string;
  /** Larger is worse. */
  readonly harm: number;
}

/** Every guard that the plan trips, in the order of `GUARDS`. Pure. */
export function tripGuards(rows: readonly GuardRow[], live: Live, limits: GuardLimits): readonly Tripped[] {
  const tripped: Tripped[] = [];
  const trip = (guard: GuardId, en: string, zh: string, hits: readonly Hit[]) => {
    if (hits.length === 0) return;
    const worst = [...hits].sort((a, b) => b.harm - a.harm).slice(0, 10);
    tripped.push({
      guard,
      message: { en, zh },
      count: hits.length,
      worst: worst.map(({ row, text }) => ({
        code: row.code,
        ...(row.sku === undefined ? {} : { sku: row.sku }),
        text,
      })),
    });
  };
  const share = (guard: GuardId, hits: readonly Hit[], of: number, limit: Ratio, en: string, zh: string) => {
    if (exceeds(hits.length, of, limit))
      trip(
        guard,
        `${en}: ${hits.length} of ${of}; the limit is ${percentText(limit)}`,
        `${zh}：${hits.length} / ${of}；上限 ${percentText(limit)}`,
        hits,
      );
  };
  const plain = (select: (row: GuardRow) => boolean): readonly Hit[] =>
    onePerListing(rows.filter(select)).map((row) => ({ row, text: row.verb, harm: 0 }));

  share(
    'touched',
    plain((r) => r.verb === 'update' && r.touches),
    live.listings,
    limits.touched,
    'listings changed',
    '更改的商品',
  );
  // A first push creates everything; there is nothing live yet that could be harmed.
  if (live.listings > 0)
    share(
      'created',
      plain((r) => r.verb === 'create' && r.sku === undefined),
      live.listings,
      limits.created,
      'listings created',
      '新建的商品',
    );
  share(
    'ended',
    plain((r) => r.verb === 'end' && r.sku === undefined),
    live.listings,
    limits.ended,
    'listings ended',
    '下架的商品',
  );
  const removed = rows
    .filter((r) => r.verb === 'end' && r.sku !== undefined)
    .map((row) => ({ row, text: 'end', harm: 0 }));
  share('variants-removed', removed, live.skus, limits.variantsRemoved, 'SKUs taken off their listings', '移除的 SKU');

  const prices = rows.flatMap((row) => (row.price ? [{ row, ...row.price }] : []));
  const moves = prices.flatMap(({ row, from, to }) =>
    from && from.currency === to.currency && from.minor > 0 ? [{ row, from, to, ratio: to.minor / from.minor }] : [],
  );
  const drop = moves.filter(({ from, to }) => beyond(from.minor - to.minor, from.minor, limits.priceDrop));
  trip(
    'price-drop',
    `prices fall by more than ${percentText(limits.priceDrop)}`,
    `价格下降超过 ${percentText(limits.priceDrop)}`,
    drop.map((m) => ({ row: m.row, text: moveText(m.from, m.to), harm: 1 - m.ratio })),
  );
  const rise = moves.filter(({ from, to }) => beyond(to.minor - from.minor, from.minor, limits.priceRise));
  trip(
    'price-rise',
    `prices rise by more than ${percentText(limits.priceRise)}`,
    `价格上涨超过 ${percentText(limits.priceRise)}`,
    rise.map((m) => ({ row: m.row, text: moveText(m.from, m.to), harm: m.ratio })),
  );
  const power = moves.filter(({ ratio }) => isPowerOfTen(ratio));
  trip(
    'price-power',
    'prices move by a power of ten: a shifted decimal sign?',
    '价格变化为 10 的整数倍：小数点错位？',
    power.map((m) => ({ row: m.row, text: moveText(m.from, m.to), harm: Math.abs(Math.log10(m.ratio)) })),
  );
  const cost = prices.filter(
    ({ row, to }) => row.cost && row.cost.currency === to.currency && to.minor < row.cost.minor,
  );
  trip(
    'below-cost',
    'prices below what you pay',
    '价格低于成本',
    cost.map(({ row, to }) => ({
      row,
      text: `${decimalOf(to)} < ${row.cost ? decimalOf(row.cost) : ''}`,
      harm: (row.cost?.minor ?? 0) / Math.max(1, to.minor),
    })),
  );
  const { floor } = limits;
  if (floor) {
    const low = prices.filter(({ to }) => to.currency === floor.currency && to.minor < floor.minor);
    trip(
      'below-floor',
      `prices below ${decimalOf(floor)} ${floor.currency}`,
      `价格低于 ${decimalOf(floor)} ${floor.currency}`,
      low.map(({ row, to }) => ({ row, text: decimalOf(to), harm: -to.minor })),
    );
  }
  const foreign = prices.filter(({ from, to }) => from && from.currency !== to.currency);
  trip(
    'currency',
    'the currency of prices changes',
    '价格货币改变',
    foreign.map(({ row, from, to }) => ({ row, text: `${from ? money(from) : ''} → ${money(to)}`, harm: 0 })),
  );

  const zero = rows.filter(({ stock }) => stock?.from !== undefined && stock.from > 0 && stock.to === 0);
  share(
    'stock-zero',
    zero.map((row) => ({ row, text: `${row.stock?.from} → 0`, harm: row.stock?.from ?? 0 })),
    live.skus,
    limits.stockZero,
    'SKUs whose stock goes to zero',
    '库存归零的 SKU',
  );
  const emptied = rows.filter((row) => (row.emptied?.length ?? 0) > 0);
  trip(
    'emptied',
    'text is emptied',
    '文本被清空',
    emptied.map((row) => ({ row, text: row.emptied?.join(', ') ?? '', harm: row.emptied?.length ?? 0 })),
  );
  const moved = rows.filter((row) => row.category !== undefined);
  trip(
    'category',
    'the category changes',
    '类目改变',
    moved.map((row) => ({ row, text: `${row.category?.from} → ${row.category?.to}`, harm: 0 })),
  );
  return GUARDS.flatMap((id) => tripped.filter(({ guard }) => guard === id));
}

/** One is always allowed, so that a small shop can be kept; two of five are as much as two hundred of five hundred. */
function exceeds(count: number, of: number, limit: Ratio): boolean {
  return count > 1 && BigInt(count) * limit.denominator > BigInt(of) * limit.numerator;
}

function beyond(difference: number, from: number, limit: Ratio): boolean {
  return BigInt(difference) * limit.denominator > BigInt(from) * limit.numerator;
}

/** 10, 100, 0.1 …, with the 2 % that rounding to an ending may add. */
function isPowerOfTen(ratio: number): boolean {
  const power = Math.round(Math.log10(ratio));
  return power !== 0 && Math.abs(ratio / 10 ** power - 1) < 0.02;
}

function onePerListing(rows: readonly GuardRow[]): readonly GuardRow[] {
  const first = new Map<string, GuardRow>();
  for (const row of rows) if (!first.has(row.code)) first.set(row.code, row);
  return [...first.values()];
}

function percentText({ numerator, denominator }: Ratio): string {
  return `${Number((numerator * 10_000n) / denominator) / 100} %`;
}

function moveText(from: Money, to: Money): string {
  const change = Math.round((to.minor / from.minor - 1) * 100);
  return `${decimalOf(from)} → ${money(to)} (${change > 0 ? '+' : ''}${change} %)`;
}

function money(amount: Money): string {
  return `${decimalOf(amount)} ${amount.currency}`;
}
