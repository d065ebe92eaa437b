import type { ImportSession } from '../catalogue/index.ts';
import type { Diagnostic } from '../contract/index.ts';
import { EXIT, MabangError } from '../core/index.ts';
import type { RejectedRow, RejectsWriter, Sheet, SheetRow } from '../sheets/index.ts';
import { investigate } from './forensics.ts';
import type { Supplied } from './supplied.ts';
import { find, type Tally } from './tally.ts';
import type { Workspace } from './workspace.ts';

/** Takes rows one by one. */
export class RowTaking {
  private readonly coded: boolean;
  /** Products that an export says the status of, though SKUs of them have ended. */
  private readonly stated = new Set<string>();

  constructor(
    private readonly ws: Workspace,
    private readonly sheet: Sheet,
    private readonly session: ImportSession,
    private readonly tally: Tally,
    private readonly rejects: RejectsWriter | undefined,
    readonly supplied?: Supplied,
  ) {
    this.coded = sheet.mapping.columns.some((column) => column.field === 'code');
  }

  /** `restore`: take the catalogue's GTIN for one that the sheet has ruined. */
  async all(restore = false): Promise<void> {
    const { tally } = this;
    for await (const event of this.sheet.rows(restore ? (row) => this.look(row, true) : undefined)) {
      tally.rows++;
      if (tally.rows % 1000 === 0) {
        this.ws.host.progress?.({ phase: 'import', done: tally.rows });
        if (this.ws.host.signal?.aborted) throw stopped();
      }
      if (event.kind === 'skipped') tally.skipped++;
      else if (event.kind === 'rejected') this.reject(event.value);
      else this.row(event.value);
    }
  }

  reject(row: RejectedRow): void {
    this.tally.rejected++;
    find(this.tally, row.errors);
    this.look(row, false);
    this.supplied?.refused(row);
    this.rejects?.write(row);
  }

  /** What the catalogue knows of a refused row's GTIN, as a finding; what to take instead where that is accepted. */
  private look(row: RejectedRow, accepted: boolean): RejectedRow['otherwise'] {
    if (!row.otherwise) return undefined;
    const known = (sku: string) =>
      this.ws.catalogue.productOf(sku)?.variants.find((variant) => variant.sku === sku)?.gtin;
    const found = investigate(row, this.sheet.reading.headers, known, accepted);
    if (found) find(this.tally, [found.finding]);
    return found?.take;
  }

  /** Put one good row into the catalogue; false when the catalogue refuses it. */
  row(row: SheetRow): boolean {
    const errors = this.put(row);
    if (errors.length > 0) this.reject({ row: row.row, line: row.line, cells: row.cells(), errors });
    return errors.length === 0;
  }

  private put(row: SheetRow): readonly Diagnostic[] {
    const { session, tally } = this;
    const said = {
      row: row.row,
      product: row.product,
      ...(row.variant ? { variant: row.variant } : {}),
      fields: row.fields,
    };
    let code = row.product.code;
    let result = session.put(said);
    if ('severity' in result && result.code === 'E_SKU_MOVED' && !this.coded) {
      // A sheet of SKUs without product codes speaks of each SKU where it stands.
      const owner = this.ownerOf(row);
      if (owner !== undefined) {
        code = owner;
        result = session.put({ ...said, product: { code } });
      }
    }
    if ('severity' in result) return [{ ...result, place: { ...result.place, ...row.place } }];
    tally.products.add(session.last.product, result.product);
    tally.codes?.add(code);
    if (result.variant) tally.variants[result.variant]++;
    if (row.variant) this.supplied?.gave(row.variant.sku);
    if (row.variant?.status === 'ended') this.ends(code, row, result.variant);
    return [];
  }

  /** A SKU that ended before ends nothing now, and a product whose status the sheet says itself has that one. */
  private ends(code: string, { row, product }: SheetRow, variant: 'new' | 'changed' | 'same' | undefined): void {
    if (product.status !== undefined) this.stated.add(code);
    if (variant !== 'same' && !this.stated.has(code)) this.tally.ended.set(code, row);
  }

  /** The product that has the row's SKU, when the row says nothing of the product itself. */
  private ownerOf(row: SheetRow): string | undefined {
    const { code: _code, status, ...rest } = row.product;
    if (!row.variant || Object.keys(rest).length > 0 || status === 'paused') return undefined;
    return this.ws.catalogue.productOf(row.variant.sku)?.code;
  }
}

export function stopped(): MabangError {
  return new MabangError(
    'E_INTERRUPTED',
    EXIT.busy,
    { en: 'stopped on request; the catalogue is as it was', zh: '已按请求停止；目录保持原样' },
    { next: { en: 'run the same command again', zh: '重新运行同一命令' } },
  );
}
