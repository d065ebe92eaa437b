import { Seen } from './seen.ts';
import { hashNumber, hashText, SeenFilter } from './seen-filter.ts';
import { SeenSkus } from './skus.ts';

/**
 * Whether two rows give one SKU, or two SKUs one GTIN. Plain rows leave only a trace; what the patient reader has judged it
 * remembers itself, so it knows twins among those, and here it is found out when one of them is a plain row.
 */
export class Twins {
  private readonly skus: SeenFilter;
  private readonly gtins: SeenFilter;
  /** What the rows under way have left. */
  private readonly own = new Set<string | number>();
  private readonly judgedSkus = new SeenSkus();
  private readonly judgedGtins = new Seen();

  /** `rows` and `gtins`: how many there may be. */
  constructor(rows: number, gtins: number) {
    this.skus = new SeenFilter(rows);
    this.gtins = new SeenFilter(gtins);
  }

  /** The rows under way are done with. */
  begin(): void {
    this.own.clear();
  }

  /** Whether a plain row is the first with its SKU and GTIN. */
  first(sku: string, gtin: number | undefined): boolean {
    const [place, kept] = hashText(sku);
    if (this.skus.met(place, kept)) return false;
    this.own.add(sku);
    if (gtin === undefined) return true;
    const [at, key] = hashNumber(gtin);
    if (this.gtins.met(at, key)) return false;
    this.own.add(gtin);
    return true;
  }

  /** Whether the patient reader knows all that there is to know of a row that it judged. */
  knows(sku: string, gtin: string | undefined, row: number): boolean {
    return this.knowsSku(sku, row) && (gtin === undefined || this.knowsGtin(gtin, row));
  }

  private knowsSku(sku: string, row: number): boolean {
    if (sku === '') return true;
    const judged = this.judgedSkus.first(sku, row) !== undefined;
    const [place, kept] = hashText(sku);
    const met = this.skus.met(place, kept) && !this.own.delete(sku);
    return !met || judged;
  }

  private knowsGtin(gtin: string, row: number): boolean {
    const judged = this.judgedGtins.add(gtin, row) !== undefined;
    const number = Number(gtin);
    const [at, key] = hashNumber(number);
    const met = this.gtins.met(at, key) && !this.own.delete(number);
    return !met || judged;
  }
}
