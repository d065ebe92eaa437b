import type { FieldName, Mapping } from './types.ts';
import { parseKind, trim } from './values.ts';

/** Codes and SKUs kept for finding out whether some name the others. Beyond that the first ones speak for the rest. */
const KEPT = 50_000;

/** What all rows say of how those of a product hang together. */
export class RowSurvey {
  /** Rows without a product code, and those of them that have a title of their own. */
  codeless = 0;
  codelessTitled = 0;
  /** Products of several rows that follow each other and give options. */
  several = 0;
  /** Those of them whose first row gives none. */
  bareFirst = 0;
  /** Names in pairs of the rows of SKUs. */
  readonly childNames = new Set<string>();
  private readonly codes = new Set<string>();
  private readonly codelessSkus = new Set<string>();
  private readonly at: ReadonlyMap<FieldName, number>;
  private readonly options: readonly number[];
  private readonly names: readonly number[];
  private code: string | undefined;
  private groupRows = 0;
  private groupOptions = 0;
  private firstBare = false;

  constructor(mapping: Mapping, headers: readonly string[]) {
    const index = (column: string) => headers.indexOf(column);
    this.at = new Map(mapping.columns.map(({ field, column }) => [field, index(column)]));
    const of = (...starts: string[]) =>
      mapping.columns
        .filter(({ field }) => starts.some((start) => field.startsWith(start)))
        .map((c) => index(c.column));
    this.options = of('option:', 'optionValue:');
    this.names = of('optionName:');
  }

  add(cells: readonly string[]): void {
    const read = (field: FieldName) => {
      const at = this.at.get(field);
      return at === undefined ? undefined : trim(cells[at] ?? '');
    };
    const code = read('code');
    if (code !== undefined) this.group(code, read('sku') ?? '', read('title') ?? '', cells);
    if (this.names.length === 0) return;
    const kind = parseKind(read('kind') ?? '');
    const hung = (read('parent') ?? read('parentId') ?? '') !== '' || ('value' in kind && kind.value === 'child');
    if (!hung) return;
    for (const at of this.names) {
      const name = trim(cells[at] ?? '');
      if (name !== '') this.childNames.add(name);
    }
  }

  private group(code: string, sku: string, title: string, cells: readonly string[]): void {
    const optioned = this.options.some((at) => trim(cells[at] ?? '') !== '');
    if (code === '') {
      this.codeless++;
      if (title !== '') this.codelessTitled++;
      if (sku !== '' && this.codelessSkus.size < KEPT) this.codelessSkus.add(sku);
      return;
    }
    if (this.codes.size < KEPT) this.codes.add(code);
    if (code !== this.code) {
      this.close();
      this.code = code;
      this.firstBare = !optioned && sku !== '';
    }
    this.groupRows++;
    if (optioned) this.groupOptions++;
  }

  private close(): void {
    if (this.groupRows > 1 && this.groupOptions > 0) {
      this.several++;
      if (this.firstBare) this.bareFirst++;
    }
    this.groupRows = 0;
    this.groupOptions = 0;
  }

  end(): void {
    this.close();
  }

  /** Rows without a code of their own whose SKU other rows give as their code. */
  get named(): number {
    let count = 0;
    for (const sku of this.codelessSkus) if (this.codes.has(sku)) count++;
    return count;
  }
}
