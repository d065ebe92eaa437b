import type { Diagnostic, Image } from '../contract/index.ts';
import { canonical, type ProductPatch } from '../core/index.ts';
import { isVariantField } from './fields.ts';
import type { FieldName, Mapping, SheetEvent, SheetRow } from './types.ts';

/** Rows held back at most, until the next product begins. */
const HELD = 2000;

/**
 * The rows of one product repeat what is said of the product, and must agree: were the last one to win, each import of the
 * same sheet would change the product back and forth. Their pictures add up, since sheets often give one a row.
 *
 * Rows of a product that follow each other are held until the next product begins. For rows that stand apart, a short print of
 * what was said is kept for each product: about a hundred bytes.
 */
export async function* together(events: AsyncIterable<SheetEvent>, mapping: Mapping): AsyncIterable<SheetEvent> {
  const columns = new Map<string, string>(mapping.columns.map(({ field, column }) => [field, column]));
  const said = new Map<string, Said>();
  let held: SheetEvent[] = [];
  let code: string | undefined;
  const parents = mapping.parentRow === 'product';
  for await (const event of events) {
    if (event.kind === 'row' && (event.value.product.code !== code || held.length >= HELD)) {
      yield* release(parents ? parted(held) : held, said, columns);
      held = [];
      code = event.value.product.code;
    }
    held.push(event);
  }
  yield* release(parents ? parted(held) : held, said, columns);
}

/**
 * The first of several rows of a product that gives no options where the others do is the product itself, as the mapping says:
 * its SKU, price and stock are no buyer's to choose.
 */
function parted(held: readonly SheetEvent[]): readonly SheetEvent[] {
  const rows = held.filter((event) => event.kind === 'row').map((event) => event.value);
  const first = rows[0];
  if (!first?.variant || first.variant.options || !rows.some((row) => row.variant?.options)) return held;
  const { variant: _variant, ...product } = first;
  const fields = first.fields.filter((field) => !isVariantField(field as FieldName));
  return held.map((event) =>
    event.kind === 'row' && event.value === first ? { kind: 'row', value: { ...product, fields } } : event,
  );
}

/** What a sheet has said of one product: the row and a print of the value, by field. */
type Said = Map<string, { readonly row: number; readonly print: number }>;

function* release(
  held: readonly SheetEvent[],
  all: Map<string, Said>,
  columns: ReadonlyMap<string, string>,
): Iterable<SheetEvent> {
  const judged = held.map((event) => (event.kind === 'row' ? judge(event.value, all, columns) : event));
  yield* pictured(judged, all, columns);
}

/** The first row that gives pictures gets all of the product's; a later part of the sheet must repeat them or give none. */
function* pictured(
  events: readonly SheetEvent[],
  all: Map<string, Said>,
  columns: ReadonlyMap<string, string>,
): Iterable<SheetEvent> {
  const images = new Map<string, Image>();
  for (const event of events)
    if (event.kind === 'row') for (const image of event.value.product.images ?? []) images.set(image.url, image);
  const print = printOf([...images.keys()].join('\n'));
  let given: Said | undefined;
  for (const event of events) {
    if (event.kind !== 'row' || event.value.product.images === undefined || images.size === 0) {
      yield event;
      continue;
    }
    const { images: _own, ...product } = event.value.product;
    const said = all.get(product.code) ?? new Map();
    all.set(product.code, said);
    const earlier = given ? undefined : said.get('image');
    if (earlier && earlier.print !== print) {
      yield refused(event.value, [disagree(event.value, 'image', columns.get('image') ?? 'image', earlier.row)]);
      continue;
    }
    yield {
      kind: 'row',
      value: { ...event.value, product: given || earlier ? product : { ...product, images: [...images.values()] } },
    };
    if (!earlier && !given) said.set('image', { row: event.value.row, print });
    given ??= said;
  }
}

function refused(row: SheetRow, errors: readonly Diagnostic[]): SheetEvent {
  return { kind: 'rejected', value: { row: row.row, line: row.line, cells: row.cells(), errors } };
}

/** The row, or why it contradicts an earlier one. */
function judge(row: SheetRow, all: Map<string, Said>, columns: ReadonlyMap<string, string>): SheetEvent {
  const { code } = row.product;
  const before = all.get(code);
  const now = statements(row.product);
  const errors: Diagnostic[] = [];
  for (const [field, print] of now) {
    const first = before?.get(field);
    if (first && first.print !== print) errors.push(disagree(row, field, columns.get(field) ?? field, first.row));
  }
  if (errors.length > 0) return refused(row, errors);
  if (now.length > 0) {
    const said: Said = before ?? new Map();
    for (const [field, print] of now) if (!said.has(field)) said.set(field, { row: row.row, print });
    if (!before) all.set(code, said);
  }
  return { kind: 'row', value: row };
}

function statements({ code: _code, images: _images, attributes, ...rest }: ProductPatch): readonly [string, number][] {
  const list: [string, number][] = [];
  for (const [name, value] of Object.entries(rest))
    list.push([name === 'bullets' ? 'bullet' : name, printOf(typeof value === 'string' ? value : canonical(value))]);
  for (const [name, value] of Object.entries(attributes ?? {}))
    list.push([`attribute:${name}`, printOf(value ?? '\0')]);
  return list;
}

/** 53 bits of the text, from two 32-bit hashes in the way of FNV-1a. */
function printOf(text: string): number {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b);
  }
  return (a >>> 0) * 0x200000 + ((b >>> 0) & 0x1fffff);
}

function disagree(row: SheetRow, field: string, column: string, first: number): Diagnostic {
  const { code } = row.product;
  return {
    code: 'E_ROWS_DISAGREE',
    severity: 'error',
    message: {
      en: `row ${first} says another ${field} of the same product, ${code}`,
      zh: `第 ${first} 行对同一商品 ${code} 的 ${field} 写法不同`,
    },
    place: { ...row.place, column, code, ...(row.variant ? { sku: row.variant.sku } : {}) },
    next: {
      en: 'write the same in all rows of a product, or leave the cell empty in all but one; what differs between its SKUs is an option',
      zh: '请在同一商品的各行填写相同内容，或只在一行填写；SKU 之间的差异应作为选项',
    },
  };
}
