import type { ImportSession } from '../catalogue/index.ts';
import { hashOf } from '../core/index.ts';
import {
  type Amounts,
  type Batch,
  cellsAt,
  NotQuick,
  type Part,
  type PlainAt,
  PRINT_WORDS,
  PRODUCT_TEXTS,
  plainRows,
  type QuickSheet,
  type Sheet,
  SKU_NUMBERS,
  SKU_TEXTS,
  type WireEvent,
} from '../sheets/index.ts';
import type { RowTaking } from './row-taking.ts';
import { stopped } from './row-taking.ts';
import type { Tally } from './tally.ts';
import type { Workspace } from './workspace.ts';

/** How many SKUs were taken, when all were; where the one of a single row stands. */
interface Taken {
  readonly skus: number;
  readonly position: number;
}

type WireRow = Extract<WireEvent, { readonly kind: 'row' }>['value'];

/**
 * Takes a sheet product by product, leaving out what it had before. What is taken is what `RowTaking` would take; where that
 * cannot be known without every row, this throws `NotQuick`.
 */
export class QuickTaking {
  private readonly context: string;
  private readonly grouped: boolean;
  private readonly amounts: Amounts;
  private readonly fields: (readonly string[])[] = [];
  private readonly fresh = new PrintList();
  /** Of a sheet whose rows are recognised one by one: SKUs that were read all the same, as product and place. */
  private readonly read = new Set<string>();
  /** GTINs that a SKU has newly. */
  private readonly gtins = new Map<string, string>();
  private known: Int32Array<ArrayBufferLike> = new Int32Array(0);
  /** A row of the part under way was looked at. */
  private begun = false;
  /** Products that must not be among those recognised: a row that was refused, or a GTIN, speaks of them. */
  private readonly spoken = new Set<number>();
  private readonly refused = new Set<string>();
  /** Products of which a row ended a SKU. */
  private readonly ended = new Set<number>();

  constructor(
    private readonly ws: Workspace,
    private readonly sheet: Sheet,
    private readonly quick: QuickSheet,
    private readonly session: ImportSession,
    private readonly tally: Tally,
    private readonly rows: RowTaking,
  ) {
    const { columns, currency } = sheet.mapping;
    this.context = hashOf([quick.context, ws.host.version]);
    this.grouped = columns.some((column) => column.field === 'code');
    const currencyOf = (field: string) => {
      const column = columns.find((one) => one.field === field);
      return column ? (column.currency ?? currency ?? null) : null;
    };
    this.amounts = [currencyOf('price'), currencyOf('listPrice'), currencyOf('cost')];
  }

  /** `recognise`: leave out rows that would change nothing. */
  async all(recognise: boolean): Promise<void> {
    const { ws, session, tally } = this;
    const before = session.prints(this.context);
    if (recognise) this.known = before;
    const run = this.quick.open(this.known);
    const total = this.sheet.reading.bytes;
    for await (const batch of run.batches()) {
      this.batch(batch);
      const rows = Math.round((tally.rows * total) / Math.max(1, batch.bytes));
      ws.host.progress?.({ phase: 'import', done: tally.rows, total: Math.max(tally.rows, rows) });
      if (ws.host.signal?.aborted) throw stopped();
    }
    const hits = run.hits();
    this.checkGtins(hits);
    session.keepPrints(this.context, this.kept(before, hits));
    this.countKnown(hits);
  }

  private batch(batch: Batch): void {
    this.fields.push(...batch.fields);
    this.tally.rows += batch.rows;
    this.tally.skipped += batch.skipped;
    let at: PlainAt = { texts: 0, numbers: 0 };
    for (const part of batch.parts) {
      this.begun = false;
      this.remember(part, part.events ? this.events(part.events) : this.plain(batch, part, at));
      if (part.events) continue;
      at = {
        texts: at.texts + PRODUCT_TEXTS + part.skus * SKU_TEXTS,
        numbers: at.numbers + part.skus * SKU_NUMBERS,
      };
    }
  }

  private remember({ print }: Part, taken: Taken | undefined): void {
    if (!print || taken === undefined) return;
    const { product } = this.session.last;
    const own = this.grouped ? taken.skus : taken.position;
    if (this.grouped || own > 0) this.fresh.add(print, product, own);
  }

  private plain(batch: Batch, part: Part, at: PlainAt): Taken | undefined {
    const { session, tally, amounts } = this;
    const { texts, numbers } = batch;
    const fields = this.fields[part.fields] ?? [];
    const { skus } = part;
    const code = texts[at.texts] ?? '';
    if (this.refused.has(code)) throw new NotQuick();
    if (!session.add({ texts, textsFrom: at.texts, numbers, numbersFrom: at.numbers, skus, fields, amounts }))
      return this.each(plainRows(batch, part, at, fields, amounts));
    tally.products.add(session.last.product, 'new');
    tally.variants.new += skus;
    const { supplied } = this.rows;
    if (supplied) for (let i = 0; i < skus; i++) supplied.gave(texts[at.texts + PRODUCT_TEXTS + i * SKU_TEXTS] ?? '');
    tally.codes?.add(code);
    if (texts[at.texts + PRODUCT_TEXTS - 1] === 'ended')
      tally.ended.set(code, numbers[at.numbers + (skus - 1) * SKU_NUMBERS] as number);
    return { skus, position: 1 };
  }

  private events(events: readonly WireEvent[]): Taken | undefined {
    const rows: WireRow[] = [];
    let whole = true;
    // Refused rows keep their place among the others.
    const flush = () => {
      if (rows.length > 0 && !this.each(rows.splice(0))) whole = false;
    };
    let skus = 0;
    for (const event of events) {
      if (event.kind === 'row') {
        rows.push(event.value);
        if (event.value.variant) skus++;
        continue;
      }
      whole = false;
      flush();
      this.rows.reject(event.value);
      this.spokenOf(event.value.errors.find((error) => error.place.sku !== undefined)?.place.sku);
    }
    const one = rows.length === 1 && rows[0]?.variant ? rows[0].variant.sku : undefined;
    flush();
    return whole ? { skus, position: one === undefined ? 0 : this.placeOf(one) } : undefined;
  }

  private each(rows: readonly WireRow[]): Taken | undefined {
    const { session } = this;
    let taken = 0;
    let position = 0;
    for (const row of rows) {
      const place = { ...row.place, file: this.quick.job.file };
      if (this.grouped && !this.begun && this.isApart(row.product.code)) throw new NotQuick();
      this.begun = true;
      if (!this.rows.row({ ...row, place, cells: () => cellsAt(this.quick.job, row.span) })) {
        this.spokenOf(row.variant?.sku);
        this.refusedOf(row.product.code);
        continue;
      }
      const { product } = session.last;
      taken++;
      if (row.variant?.status === 'ended' && this.known.length > 0) this.ended.add(product);
      if (row.variant && session.last.gtin && row.variant.gtin) this.gtins.set(row.variant.gtin, row.variant.sku);
      if (row.variant) position = session.last.position || (this.grouped ? 0 : this.placeOf(row.variant.sku));
      if (!this.grouped && this.known.length > 0) this.read.add(`${product}.${position}`);
    }
    return taken === rows.length && taken > 0
      ? { skus: rows.filter((row) => row.variant).length, position }
      : undefined;
  }

  /** Whether rows of this product stood elsewhere in the sheet: they must agree, and their pictures be known. */
  private isApart(code: string): boolean {
    const id = this.session.idOf(code);
    return (id !== undefined && this.tally.products.has(id)) || this.refused.has(code);
  }

  /** A row that the catalogue refuses was a good row of the sheet: others of its product must agree with it. */
  private refusedOf(code: string): void {
    if (!this.grouped) return;
    this.refused.add(code);
    const id = this.session.idOf(code);
    if (id !== undefined) this.spoken.add(id);
  }

  private placeOf(sku: string): number {
    return this.session.find(sku)?.position ?? 0;
  }

  /** A refused row names a SKU: were it recognised elsewhere in the sheet, it would be there twice. */
  private spokenOf(sku: string | undefined): void {
    const found = sku === undefined || this.known.length === 0 ? undefined : this.session.find(sku);
    if (!found) return;
    if (this.grouped) this.spoken.add(found.product);
    else this.read.add(`${found.product}.${found.position}`);
  }

  /** A GTIN that a row brings must not be one of a SKU whose row was recognised. */
  private checkGtins(hits: Uint8Array): void {
    if (this.gtins.size === 0 || !hits.includes(1)) return;
    const gtinColumn = this.sheet.mapping.columns.find((column) => column.field === 'gtin');
    if (gtinColumn?.shared === 'allow') return;
    for (const { gtin, sku, product } of this.session.gtins([...this.gtins.keys()]))
      if (this.gtins.get(gtin) !== sku) this.spoken.add(product);
  }

  /**
   * Prints for the next sheet: of what was read whole, of what was recognised, and of as many again that this sheet did not
   * have. Throws `NotQuick` when a product was both read and recognised: its rows must be seen together.
   */
  private kept(before: Int32Array, hits: Uint8Array): Int32Array {
    const { tally, fresh } = this;
    const all = before.length / PRINT_WORDS;
    const bound = 2 * (fresh.count + hits.reduce((sum, hit) => sum + hit, 0));
    let room = bound - fresh.count;
    for (let i = 0; i < all; i++) {
      const at = i * PRINT_WORDS;
      const product = before[at + 3] as number;
      const hit = hits[i] === 1;
      if (hit && (this.spoken.has(product) || this.ended.has(product))) throw new NotQuick();
      if (hit && (this.grouped ? tally.products.has(product) : this.read.has(`${product}.${before[at + 4]}`)))
        throw new NotQuick();
      // What a supplier's sheet has not may be changed for that reason, and must be read when it is there again.
      if (!hit && (room <= 0 || this.rows.supplied || tally.products.has(product))) continue;
      room--;
      fresh.copy(before, at);
    }
    return fresh.all();
  }

  private countKnown(hits: Uint8Array): void {
    const { known, tally, grouped } = this;
    const { supplied } = this.rows;
    for (let i = 0; i < hits.length; i++) {
      if (hits[i] !== 1) continue;
      const at = i * PRINT_WORDS;
      const [product, own] = [known[at + 3] as number, known[at + 4] as number];
      // Which of its SKUs the rows are is known only when they are all.
      if (supplied?.recognised(product, own, grouped) === false) throw new NotQuick();
      tally.products.add(product, 'same');
      tally.variants.same += grouped ? own : 1;
    }
  }
}

/** Prints in the form in which they are stored. */
class PrintList {
  count = 0;
  private words = new Int32Array(1024 * PRINT_WORDS);

  add({ a, b, c }: { readonly a: number; readonly b: number; readonly c: number }, product: number, own: number): void {
    const at = this.next();
    const { words } = this;
    words[at] = a;
    words[at + 1] = b;
    words[at + 2] = c;
    words[at + 3] = product;
    words[at + 4] = own;
  }

  copy(from: Int32Array, start: number): void {
    const at = this.next();
    this.words.set(from.subarray(start, start + PRINT_WORDS), at);
  }

  all(): Int32Array {
    return this.words.subarray(0, this.count * PRINT_WORDS);
  }

  private next(): number {
    const at = this.count++ * PRINT_WORDS;
    if (at >= this.words.length) {
      const wider = new Int32Array(this.words.length * 2);
      wider.set(this.words);
      this.words = wider;
    }
    return at;
  }
}
