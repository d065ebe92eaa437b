import { closeSync, openSync, readSync } from 'node:fs';
import type { Batch, Part, QuickJob, Span, WireEvent } from './batch.ts';
import { RowJudge } from './judge.ts';
import { PlainRows } from './plain-rows.ts';
import { PlainWriter } from './plain-writer.ts';
import { KnownPrints, type Print, printOf } from './prints.ts';
import { type CellText, CUT, cellText, ODD, Records } from './records.ts';
import { together } from './together.ts';
import { Twins } from './twins.ts';
import type { SheetEvent } from './types.ts';
import { trim } from './values.ts';

/** The sheet holds something that only the patient reader can judge: it is to be read from its beginning by that one. */
export class NotQuick extends Error {}

const CHUNK = 1024 * 1024;
/** Rows handed over at a time. */
const BATCH = 500;
/** Rows of one product that follow each other, at most: as many as `together` holds. */
const MOST = 2000;

/** The rows of a sheet, product by product, from its bytes. Throws `NotQuick`. */
export class QuickReader {
  readonly known: KnownPrints;
  private readonly records: Records;
  private readonly plain: PlainRows | undefined;
  private readonly judge: RowJudge;
  private readonly twins: Twins;
  /** A row that was judged has a twin among the plain ones. */
  private twin = false;
  private readonly text: CellText;
  private readonly keyIndex: number;
  private readonly grouped: boolean;
  private readonly writer: PlainWriter | undefined;
  private buffer = Buffer.alloc(0);
  /** Offset in the file of the first byte in the buffer, and of the next one to read. */
  private base: number;
  private end = 0;
  private row = 0;
  private line: number;
  /** Records of one product: four numbers each, see `REC`. */
  private readonly group: number[] = [];
  private gap = false;
  private lastCode: string | undefined;
  private batch: Draft = emptyBatch();

  constructor(private readonly job: QuickJob) {
    const { mapping, headers, encoding, delimiter } = job;
    this.known = new KnownPrints(job.known);
    this.records = new Records(delimiter.charCodeAt(0));
    this.plain = PlainRows.of(mapping, headers, encoding);
    const shared = mapping.columns.find((column) => column.field === 'gtin')?.shared === 'allow';
    this.twins = new Twins(this.plain ? job.rows : 0, this.plain && !shared ? job.rows : 0);
    this.judge = new RowJudge(job.file, headers, mapping, {
      raw: job.raw,
      met: (sku, gtin, row) => {
        if (!this.twins.knows(sku, shared ? undefined : gtin, row)) this.twin = true;
      },
    });
    this.text = cellText(encoding);
    this.grouped = mapping.columns.some((column) => column.field === 'code');
    const key = mapping.columns.find((column) => column.field === (this.grouped ? 'code' : 'sku'));
    this.keyIndex = key ? headers.indexOf(key.column) : -1;
    this.writer = this.plain && new PlainWriter(this.plain, this.grouped);
    this.base = job.from;
    this.line = job.line;
  }

  async *batches(): AsyncGenerator<Batch> {
    const fd = openSync(this.job.path, 'r');
    try {
      let at = 0;
      let last = false;
      for (;;) {
        const next = at === this.end && last ? CUT : this.records.cut(this.buffer, at, this.end, last);
        if (next === ODD) throw new NotQuick();
        if (next === CUT) {
          if (last) break;
          const kept = this.group.length > 0 ? (this.group[REC.from] as number) : at;
          last = this.fill(fd, kept);
          at -= kept;
          continue;
        }
        const busy = this.take(at);
        if (busy !== undefined) await busy;
        at = next;
        if (this.batch.rows >= BATCH && this.batch.parts.length + this.batch.knownRows > 0 && this.full())
          yield this.hand(at);
      }
      const busy = this.flush();
      if (busy !== undefined) await busy;
      if (this.base + at !== this.job.bytes) throw new NotQuick();
      yield this.hand(at);
    } finally {
      closeSync(fd);
    }
  }

  /** Recognised rows cost nothing to hand over. */
  private full(): boolean {
    const { rows, knownRows } = this.batch;
    return rows - knownRows >= BATCH || rows >= 50 * BATCH;
  }

  private hand(at: number): Batch {
    const written = this.writer?.hand() ?? { texts: [], numbers: new Float64Array(0), fields: [] };
    const batch = { ...this.batch, ...written, bytes: this.base + at };
    this.batch = emptyBatch();
    return batch;
  }

  /** Read on; bytes before `kept` are let go. Returns whether that was the end of the file. */
  private fill(fd: number, kept: number): boolean {
    const { chunk = CHUNK } = this.job;
    const left = this.end - kept;
    this.plain?.moved();
    if (left + chunk > this.buffer.length) {
      const wider = Buffer.allocUnsafe(
        Math.max(left + chunk, this.buffer.length * (left * 2 > this.buffer.length ? 2 : 1)),
      );
      this.buffer.copy(wider, 0, kept, this.end);
      this.buffer = wider;
    } else this.buffer.copyWithin(0, kept, this.end);
    this.base += kept;
    this.end = left;
    this.shift(kept);
    const got = readSync(fd, this.buffer, left, chunk, this.base + left);
    this.end += got;
    return got === 0;
  }

  private shift(by: number): void {
    if (by === 0) return;
    const { starts, ends, used } = this.records;
    for (let i = 0; i < used; i++) {
      starts[i] = (starts[i] as number) - by;
      ends[i] = (ends[i] as number) - by;
    }
    const { group } = this;
    for (let i = 0; i < group.length; i += REC.words) {
      group[i + REC.from] = (group[i + REC.from] as number) - by;
      group[i + REC.to] = (group[i + REC.to] as number) - by;
    }
  }

  /** The record that begins at `from` was cut last. */
  private take(from: number): Promise<void> | undefined {
    const { records, group } = this;
    const held = (group.length / REC.words) | 0;
    const first =
      held === 0 ? 0 : (group.at(REC.first - REC.words) as number) + (group.at(REC.count - REC.words) as number);
    const count = records.used - first;
    const row = ++this.row;
    const line = this.line;
    this.line += 1 + records.breaks;
    if (row <= this.job.headerRow) {
      records.used = first;
      return undefined;
    }
    if (count === 1 && records.starts[first] === records.ends[first]) {
      records.used = first;
      this.batch.rows++;
      this.batch.skipped++;
      this.gap = true;
      return undefined;
    }
    const to = records.contentEnd;
    this.batch.rows++;
    if (held === 0 || this.belongs(first, count)) {
      group.push(first, count, row, line, from, to);
      if (group.length > MOST * REC.words) throw new NotQuick();
      return undefined;
    }
    const { starts, ends, flags } = records;
    const begin = () => {
      // The cells of the new record move to the beginning.
      starts.copyWithin(0, first, first + count);
      ends.copyWithin(0, first, first + count);
      flags.copyWithin(0, first, first + count);
      records.used = count;
      group.push(0, count, row, line, from, to);
    };
    const busy = this.flush();
    if (busy !== undefined) return busy.then(begin);
    begin();
    return undefined;
  }

  /** Whether a record is of the product whose rows are held. */
  private belongs(first: number, count: number): boolean {
    const { records, keyIndex, buffer, group } = this;
    if (!this.grouped) return false;
    const before = group[REC.first] as number;
    if (keyIndex < 0 || count <= keyIndex || (group[REC.count] as number) <= keyIndex) return false;
    const [a, b] = [before + keyIndex, first + keyIndex];
    const [from, to] = [records.starts[a] as number, records.ends[a] as number];
    const [start, end] = [records.starts[b] as number, records.ends[b] as number];
    if (end - start === to - from && buffer.compare(buffer, start, end, from, to) === 0) return true;
    return trim(this.cell(a)) === trim(this.cell(b));
  }

  private cell(at: number): string {
    const { records } = this;
    return this.text(
      this.buffer,
      records.starts[at] as number,
      records.ends[at] as number,
      records.flags[at] as number,
    );
  }

  /** The rows held are all there are of this product at this place. */
  private flush(): Promise<void> | undefined {
    const { group, batch, gap } = this;
    this.gap = false;
    const held = group.length / REC.words;
    if (held === 0) return undefined;
    const [from, to] = [group[REC.from] as number, group.at(REC.to - REC.words) as number];
    const print = gap ? undefined : printOf(this.buffer.subarray(from, to));
    const place = print && this.known.size > 0 ? this.known.find(print) : -1;
    if (place >= 0) this.recognise(place, held);
    else {
      const fields = this.plainProduct();
      if (fields === undefined) {
        this.writer?.undo();
        return this.judged(print).then(() => this.clear());
      }
      if (this.grouped) this.follow(trim(this.cell(this.keyIndex)));
      batch.parts.push(print ? { skus: held, fields, print } : { skus: held, fields });
    }
    this.clear();
    return undefined;
  }

  private clear(): void {
    this.group.length = 0;
    this.records.clear();
  }

  private recognise(place: number, held: number): void {
    const { known, batch } = this;
    if (known.hit[place] !== 0) throw new NotQuick();
    known.hit[place] = 1;
    batch.knownRows += held;
    if (this.grouped) this.follow(trim(this.cell(this.keyIndex)));
  }

  /** Where all rows held are plain: the place of the list of fields that they speak of. */
  private plainProduct(): number | undefined {
    const { plain, writer, group, records, buffer, base } = this;
    if (!plain || !writer) return undefined;
    writer.mark();
    this.twins.begin();
    for (let i = 0; i < group.length; i += REC.words) {
      const filled = plain.filled;
      if (!plain.read(buffer, records, group[i] as number, group[i + REC.count] as number)) return undefined;
      if (i > 0 && (!plain.repeats || plain.filled !== filled)) return undefined;
      const row = group[i + REC.row] as number;
      if (!this.twins.first(plain.sku, plain.gtin)) return undefined;
      if (i === 0 && !writer.begin()) return undefined;
      const [start, end] = [group[i + REC.from] as number, group[i + REC.to] as number];
      writer.add(row, group[i + REC.line] as number, base + start, base + end);
    }
    return writer.fieldsOf();
  }

  /** Rows that are not plain: cell by cell, as any sheet is read. */
  private async judged(print: Print | undefined): Promise<void> {
    const { group, batch, base } = this;
    this.plain?.forget();
    const spans = new Map<number, Span>();
    const judged: SheetEvent[] = [];
    for (let i = 0; i < group.length; i += REC.words) {
      const [first, count] = [group[i] as number, group[i + REC.count] as number];
      const row = group[i + REC.row] as number;
      const cells = Array.from({ length: count }, (_, k) => this.cell(first + k));
      spans.set(row, { from: base + (group[i + REC.from] as number), to: base + (group[i + REC.to] as number) });
      judged.push(this.judge.judge(cells, row, group[i + REC.line] as number));
    }
    if (this.twin) throw new NotQuick();
    const events: WireEvent[] = [];
    const stream = this.grouped ? together(listed(judged), this.job.mapping) : listed(judged);
    let code: string | undefined;
    for await (const event of stream) {
      if (event.kind === 'skipped') batch.skipped++;
      else if (event.kind === 'rejected') events.push(event);
      else {
        const { cells: _cells, ...value } = event.value;
        if (code === undefined) this.follow(value.product.code);
        else if (code !== value.product.code && this.grouped) throw new NotQuick();
        code = value.product.code;
        events.push({ kind: 'row', value: { ...value, span: spans.get(value.row) ?? { from: 0, to: 0 } } });
      }
    }
    if (events.length === 0) return;
    const whole = events.every((event) => event.kind === 'row') && judged.every((event) => event.kind === 'row');
    batch.parts.push({ skus: 0, fields: 0, events, ...(print && whole ? { print } : {}) });
  }

  /** Rows of one product that refused or blank rows alone divide would have to be seen together. */
  private follow(code: string): void {
    if (this.grouped && code === this.lastCode) throw new NotQuick();
    this.lastCode = code;
  }
}

/** The cells of one record, from the file. */
export function cellsAt(job: QuickJob, { from, to }: Span): readonly string[] {
  const fd = openSync(job.path, 'r');
  try {
    const bytes = Buffer.alloc(to - from);
    readSync(fd, bytes, 0, to - from, from);
    const records = new Records(job.delimiter.charCodeAt(0));
    records.cut(bytes, 0, bytes.length, true);
    const text = cellText(job.encoding);
    const { starts, ends, flags, used } = records;
    return Array.from({ length: used }, (_, i) => text(bytes, starts[i] ?? 0, ends[i] ?? 0, flags[i] ?? 0));
  } finally {
    closeSync(fd);
  }
}

/** What is kept of a record: its cells in `Records`, its place in the sheet, its bytes in the buffer. */
const REC = { first: 0, count: 1, row: 2, line: 3, from: 4, to: 5, words: 6 } as const;

type Draft = { -readonly [K in keyof Batch]: Batch[K] } & { parts: Part[] };

function emptyBatch(): Draft {
  return {
    parts: [],
    texts: [],
    numbers: new Float64Array(0),
    fields: [],
    rows: 0,
    skipped: 0,
    knownRows: 0,
    bytes: 0,
  };
}

async function* listed<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
