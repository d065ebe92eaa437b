import type { GuardRow } from './guards.ts';

/**
 * In which order changes do least harm if the run is cut short: what stops a seller from selling at a loss or from selling what
 * is not there comes first, what only looks better comes late, what is taken down comes last. Lower goes first.
 */
export function harmRank(rows: readonly GuardRow[]): number {
  return rows.length === 0 ? RANK.content : Math.min(...rows.map(rankOf));
}

const RANK = { stockOut: 0, dearer: 1, cheaper: 2, create: 3, content: 4, end: 5 } as const;

function rankOf({ verb, stock, price }: GuardRow): number {
  if (verb === 'end') return RANK.end;
  if (verb === 'create') return RANK.create;
  if (stock && (stock.to === 0 || (stock.from !== undefined && stock.to < stock.from))) return RANK.stockOut;
  if (price?.from && price.to.minor > price.from.minor) return RANK.dearer;
  return stock || price ? RANK.cheaper : RANK.content;
}
