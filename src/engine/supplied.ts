import type { ImportSession, SupplierSkus } from '../catalogue/index.ts';
import type { Diagnostic } from '../contract/index.ts';
import { type Mapping, type RejectedRow, rowReader, type Sheet, settleMissing } from '../sheets/index.ts';
import { find, type Tally } from './tally.ts';
import type { Workspace } from './workspace.ts';

export interface SuppliedOptions {
  /** What the supplier is called in the catalogue. */
  readonly supplier: string;
  /** What the mapping makes of missing SKUs. */
  readonly what: NonNullable<Mapping['missing']>;
  /** As the user named the sheet. */
  readonly file: string;
  /** Very many missing SKUs are accepted. */
  readonly accepted: boolean;
}

/** SKUs that one supplier's sheets had, beside those of the sheet that is being taken. */
export class Supplied {
  private readonly skus: SupplierSkus;
  /** Headers of the columns that say which SKU a row is. */
  private readonly keys: ReadonlySet<string>;
  private readonly skuOf: (cells: readonly string[]) => string | undefined;
  /** Refused rows that may be any SKU's. */
  private doubtful = 0;

  constructor(
    private readonly ws: Workspace,
    private readonly sheet: Sheet,
    private readonly session: ImportSession,
    private readonly tally: Tally,
    private readonly options: SuppliedOptions,
  ) {
    this.skus = session.supplier(options.supplier);
    const { mapping, reading } = sheet;
    this.keys = new Set(mapping.columns.flatMap(({ field, column }) => (KEYS.includes(field) ? [column] : [])));
    // Where rows lean on those above them, a refused row cannot be read by itself.
    const alone = mapping.layout === undefined || mapping.layout === 'flat' || mapping.layout === 'grouped';
    const read = alone ? rowReader(mapping, reading.headers) : undefined;
    this.skuOf = (cells) => read?.(cells, {}).variant?.sku;
  }

  gave(sku: string): void {
    this.skus.gave(sku);
  }

  /** Of rows that were recognised unread: `own` is how many SKUs of the product they are, or the place of the only one. */
  recognised(product: number, own: number, grouped: boolean): boolean {
    return grouped ? this.skus.gaveAll(product, own) : this.skus.gaveAt(product, own);
  }

  /** A SKU whose row was refused is there, and wrong. */
  refused({ cells, errors, otherwise }: RejectedRow): void {
    const { headers } = this.sheet.reading;
    const whole = errors.some(({ place }) => place.column === undefined);
    const named = [
      otherwise?.variant?.sku,
      this.skuOf(cells),
      ...errors.map(({ place }) => place.sku),
      // Of a row with a cell too few or too many, any cell may be the SKU.
      ...cells.filter((_, i) => whole || this.keys.has(headers[i] ?? '')).map((cell) => cell.trim()),
    ];
    let known = false;
    for (const sku of new Set(named)) if (sku !== undefined && sku !== '' && this.skus.named(sku)) known = true;
    const keyed = errors.some(({ place }) => place.column !== undefined && this.keys.has(place.column));
    const broken = cells.some((cell, i) => cell.includes('\uFFFD') && this.keys.has(headers[i] ?? ''));
    if (!known && (whole || keyed || broken)) this.doubtful++;
  }

  /** After the last row of a whole sheet. */
  settle(): void {
    const { skus, options, tally, session } = this;
    if (this.sheet.returned || this.sheet.exported) return;
    skus.whole();
    this.revive();
    const { supplier: _s, what: wanted, ...rest } = options;
    const what = this.doubtful > 0 ? 'report' : wanted;
    const { missing, finding } = settleMissing(skus.unseen(), { has: () => false }, what, { ...rest, live: skus.live });
    for (const { sku, code, patch } of missing) {
      if (!patch) continue;
      const { product, variant, field } = patch;
      // Row 0: that the sheet has no row of it is what it says.
      const result = session.put({ row: 0, product, variant, fields: [field] });
      if ('severity' in result) {
        find(tally, [result]);
        continue;
      }
      tally.settled++;
      if (field !== 'status') continue;
      skus.ended(sku, true);
      tally.ended.set(code, 0);
    }
    if (finding) find(tally, [what === wanted ? finding : { ...finding, next: unsure(this.doubtful) }]);
  }

  /** What had ended because it was missing, and is there again, is sold again; unless the sheet has its own say about that. */
  private revive(): void {
    const { skus, session, tally } = this;
    const stated = this.sheet.mapping.columns.some((column) => column.field === 'status');
    const again: string[] = [];
    for (const { sku, code, status } of skus.back()) {
      skus.ended(sku, false);
      if (stated || status !== 'ended') continue;
      const whole = this.ws.catalogue.product(code)?.status === 'ended';
      const product = { code, ...(whole ? { status: 'active' as const } : {}) };
      const result = session.put({ row: 0, product, variant: { sku, status: 'active' }, fields: ['status'] });
      if ('severity' in result) find(tally, [result]);
      else {
        tally.settled++;
        again.push(sku);
      }
    }
    if (again.length > 0) find(tally, [back(again, this.options.file)]);
  }
}

const KEYS: readonly string[] = ['sku', 'code'];

/** SKUs named in one finding. */
const NAMED = 10;

function back(skus: readonly string[], file: string): Diagnostic {
  const names = `${skus.slice(0, NAMED).join(', ')}${skus.length > NAMED ? ` +${skus.length - NAMED}` : ''}`;
  return {
    code: 'I_SKUS_BACK',
    severity: 'info',
    message: {
      en: `${skus.length} SKUs that were ended because they were missing are in this sheet again, and sold again: ${names}`,
      zh: `${skus.length} 个曾因缺失而停售的 SKU 重新出现，已恢复销售：${names}`,
    },
    place: { file },
  };
}

function unsure(rows: number): Diagnostic['next'] {
  return {
    en: `${rows} refused rows do not show which SKU they are; correct them and import the sheet again`,
    zh: `有 ${rows} 行被拒且无法辨认 SKU；请更正后重新导入该表`,
  };
}
