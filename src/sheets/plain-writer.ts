import { type Batch, SKU_NUMBERS } from './batch.ts';
import type { Plain } from './plain-cells.ts';
import type { PlainRows } from './plain-rows.ts';
import type { FieldName } from './types.ts';

const NUMBERS = ['price', 'listPrice', 'cost', 'quantity', 'gtin', 'weight', 'length', 'width', 'height'] as const;

/** Lays the values of plain rows one after the other, as the catalogue stores them. */
export class PlainWriter {
  /** Places of these fields among the columns, -1 where none feeds them. */
  private readonly numberAt: Int16Array;
  private readonly at: Readonly<Record<'code' | 'title' | 'description' | 'brand' | 'category' | 'status', number>>;
  private readonly options: readonly number[];
  private readonly attributes: readonly number[];
  private readonly images: readonly number[];
  private readonly variantImages: readonly number[];
  private readonly bullets: readonly number[];
  private readonly optionNames: ReadonlyMap<number, string>;
  private readonly ids = new Map<string, number>();
  private fresh: (readonly FieldName[])[] = [];
  private texts: (string | null)[] = [];
  private numbers = new Float64Array(1024 * SKU_NUMBERS);
  private used = 0;
  /** Where the product under way begins. */
  private marked = { texts: 0, used: 0 };

  constructor(
    private readonly plain: PlainRows,
    private readonly grouped: boolean,
  ) {
    const { columns } = plain;
    const all = (is: (field: string) => boolean) => columns.flatMap(({ field }, i) => (is(field) ? [i] : []));
    const one = (name: string) => columns.findIndex(({ field }) => field === name);
    this.numberAt = Int16Array.from(NUMBERS, one);
    this.at = {
      code: one('code'),
      title: one('title'),
      description: one('description'),
      brand: one('brand'),
      category: one('category'),
      status: one('status'),
    };
    this.options = all((field) => field.startsWith('option:'));
    this.attributes = all((field) => field.startsWith('attribute:'));
    this.images = all((field) => field === 'image');
    this.variantImages = all((field) => field === 'variantImage');
    this.bullets = all((field) => field === 'bullet');
    this.optionNames = new Map(
      this.options.map((i) => [i, JSON.stringify(columns[i]?.field.slice('option:'.length) ?? '')]),
    );
  }

  /** Everything written since the last call. */
  hand(): Pick<Batch, 'texts' | 'numbers' | 'fields'> {
    const { texts, fresh } = this;
    const numbers = this.numbers.slice(0, this.used);
    this.texts = [];
    this.fresh = [];
    this.used = 0;
    return { texts, numbers, fields: fresh };
  }

  /** A product begins here. */
  mark(): void {
    this.marked = { texts: this.texts.length, used: this.used };
  }

  /** The row read last begins a product; false when its pictures are not for this writer. */
  begin(): boolean {
    const { at, texts } = this;
    const images = this.list(this.images);
    // One picture in two columns is one picture of a product, and two of a SKU that stands for itself.
    if (this.grouped && this.images.length > 1 && new Set(images).size < images.length) return false;
    const axes: string[] = [];
    for (const [i, name] of this.optionNames) if (this.plain.values[i] !== undefined) axes.push(name);
    texts.push(
      this.text(at.code) ?? this.plain.sku,
      this.text(at.title),
      this.text(at.description),
      bracketed(this.list(this.bullets)),
      this.text(at.brand),
      this.text(at.category),
      this.map(this.attributes),
      imagesText(images),
      bracketed(axes),
      this.text(at.status),
    );
    return true;
  }

  /** Take back what was written of the product under way. */
  undo(): void {
    this.texts.length = this.marked.texts;
    this.used = this.marked.used;
  }

  add(row: number, line: number, from: number, to: number): void {
    if (this.used + SKU_NUMBERS > this.numbers.length) this.grow();
    const { numbers, numberAt, plain } = this;
    const { values } = plain;
    const { used } = this;
    numbers[used] = row;
    numbers[used + 1] = line;
    numbers[used + 2] = from;
    numbers[used + 3] = to;
    for (let k = 0; k < numberAt.length; k++) {
      const i = numberAt[k] as number;
      const value = i < 0 ? undefined : values[i];
      numbers[used + 4 + k] = value === undefined ? Number.NaN : (value as number);
    }
    this.used = used + SKU_NUMBERS;
    this.texts.push(plain.sku, this.map(this.options), imagesText(this.list(this.variantImages)));
  }

  /** The place of the list of fields that the row read last speaks of. */
  fieldsOf(): number {
    const { filled, columns, values } = this.plain;
    let id = this.ids.get(filled);
    if (id === undefined) {
      id = this.ids.size;
      this.ids.set(filled, id);
      this.fresh.push(columns.flatMap((column, i) => (values[i] === undefined ? [] : [column.field])));
    }
    return id;
  }

  private text(at: number): string | null {
    const value: Plain | undefined = at < 0 ? undefined : this.plain.values[at];
    return value === undefined ? null : String(value);
  }

  private list(places: readonly number[]): readonly string[] {
    const list: string[] = [];
    for (const i of places) {
      const value = this.plain.values[i];
      if (value !== undefined) list.push(String(value));
    }
    return list;
  }

  /** The values are parts of JSON text themselves. */
  private map(places: readonly number[]): string | null {
    let text = '';
    for (const i of places) {
      const value = this.plain.values[i];
      if (value !== undefined) text += (text === '' ? '{' : ',') + value;
    }
    return text === '' ? null : `${text}}`;
  }

  private grow(): void {
    const wider = new Float64Array(this.numbers.length * 2);
    wider.set(this.numbers);
    this.numbers = wider;
  }
}

function bracketed(parts: readonly string[]): string | null {
  return parts.length === 0 ? null : `[${parts.join(',')}]`;
}

/** As the catalogue writes it. Plain addresses hold nothing that JSON would escape. */
function imagesText(urls: readonly string[]): string | null {
  if (urls.length === 0) return null;
  return urls.length === 1 ? `[{"url":"${urls[0]}"}]` : `[${urls.map((url) => `{"url":"${url}"}`).join(',')}]`;
}
