import type { Diagnostic } from '../contract/index.ts';

/** What became of the rows of a sheet. */
export interface Tally {
  rows: number;
  rejected: number;
  skipped: number;
  /** SKUs that were changed because the sheet has not, or has again, a row of them. */
  settled: number;
  readonly products: ProductStates;
  readonly variants: Record<'new' | 'changed' | 'same', number>;
  readonly findings: Diagnostic[];
  /** Findings beyond those that are kept. */
  more: number;
  /** Products of which a row ended a SKU, with the last such row. */
  readonly ended: Map<string, number>;
  /** Codes of the products that the sheet speaks of, where they are asked for. */
  readonly codes?: Set<string>;
  rejectsFile?: string;
}

/** Findings kept in full; the rest are in the rejects file. */
const SHOWN = 1000;

const STATES = ['same', 'changed', 'new'] as const;

/**
 * A product counts once, by the most that happened to it: several rows speak of one product. One byte for each number that the
 * catalogue gives products, so a million of them cost a megabyte.
 */
export class ProductStates {
  readonly counts = { new: 0, changed: 0, same: 0 };
  private states = new Uint8Array(1024);

  has(product: number): boolean {
    return product < this.states.length && this.states[product] !== 0;
  }

  changed(product: number): boolean {
    return product < this.states.length && (this.states[product] as number) > 1;
  }

  add(product: number, state: 'new' | 'changed' | 'same'): void {
    if (product >= this.states.length) this.grow(product);
    const before = this.states[product] as number;
    const now = STATES.indexOf(state) + 1;
    if (now <= before) return;
    const was = STATES[before - 1];
    if (was) this.counts[was]--;
    this.counts[state]++;
    this.states[product] = now;
  }

  private grow(product: number): void {
    const wider = new Uint8Array(Math.max(product + 1, this.states.length * 2));
    wider.set(this.states);
    this.states = wider;
  }
}

export function noTally(codes = false): Tally {
  return {
    rows: 0,
    rejected: 0,
    skipped: 0,
    settled: 0,
    products: new ProductStates(),
    variants: { new: 0, changed: 0, same: 0 },
    findings: [],
    more: 0,
    ended: new Map(),
    ...(codes ? { codes: new Set<string>() } : {}),
  };
}

export function find(tally: Tally, findings: readonly Diagnostic[]): void {
  for (const finding of findings)
    if (tally.findings.length < SHOWN) tally.findings.push(finding);
    else tally.more++;
}

export function touched({ products: { counts }, variants, settled }: Tally): boolean {
  return counts.new + counts.changed + variants.new + variants.changed + settled > 0;
}
