import type { Diagnostic, Place } from '../contract/index.ts';
import type { ProductPatch, VariantPatch } from '../core/index.ts';
import { type Draft, isReadFirst, isVariantField, readerOf } from './fields.ts';
import { type Hanging, hangingOf, type Role } from './hanging.ts';
import { halfMeasured, noCode, noSku, sharedGtin } from './row-faults.ts';
import { Seen } from './seen.ts';
import type { ColumnMapping, FieldName, Mapping } from './types.ts';
import { type Problem, trim } from './values.ts';

export interface ReadRow {
  readonly product: ProductPatch;
  readonly variant?: VariantPatch;
  /** The same array for rows that fill the same columns. */
  readonly fields: readonly FieldName[];
  readonly errors: readonly Diagnostic[];
}

interface Reader {
  readonly index: number;
  readonly column: ColumnMapping;
  readonly read: ReturnType<typeof readerOf>['read'];
  readonly clear: ReturnType<typeof readerOf>['clear'];
  readonly words: Readonly<Record<string, string>> | undefined;
  readonly clears: boolean;
  readonly ofVariant: boolean;
}

/**
 * Turns rows of cells into patches, under one mapping and one header. Made once a sheet, so that a row costs little, and used
 * once: what a row is may depend on the rows above it.
 */
export function rowReader(
  mapping: Mapping,
  headers: readonly string[],
): (cells: readonly string[], place: Place) => ReadRow {
  const readers: readonly Reader[] = inOrder(mapping.columns).map((column) => ({
    ...readerOf(column, mapping.currency),
    index: headers.indexOf(column.column),
    column,
    words: column.words,
    clears: column.empty === 'clear',
    ofVariant: isVariantField(column.field),
  }));
  const finisher = new Finisher(mapping);
  const named = new FieldSets(readers.map((reader) => reader.column.field));
  return (cells, place) => {
    const draft: Draft = { product: { code: '' }, variant: { sku: '' }, size: {}, more: [] };
    let errors: Diagnostic[] | undefined;
    /** The first column that only a SKU can have a value for, and in which this row has one. */
    let ofVariant: string | undefined;
    named.begin();
    for (let i = 0; i < readers.length; i++) {
      const reader = readers[i] as Reader;
      const cell = worded(trim(cells[reader.index] ?? ''), reader.words);
      if (cell === '') {
        if (!reader.clears) continue;
        reader.clear(draft);
        named.add(i);
        continue;
      }
      if (reader.ofVariant) ofVariant ??= reader.column.column;
      const result = reader.read(cell, draft);
      if (result && 'problem' in result) {
        errors ??= [];
        errors.push(at(result.problem, reader.column.column, place));
      } else named.add(i);
    }
    return finisher.finish(draft, errors ?? [], place, ofVariant, named);
  };
}

/** Cells that others of their row lean on come first. */
function inOrder(columns: readonly ColumnMapping[]): readonly ColumnMapping[] {
  const first = columns.filter((column) => isReadFirst(column.field));
  return first.length === 0 ? columns : [...first, ...columns.filter((column) => !isReadFirst(column.field))];
}

/** What the mapping's words make of a cell. `="0012"` is how spreadsheets are told to keep digits as text. */
function worded(raw: string, words: Readonly<Record<string, string>> | undefined): string {
  const cell = raw.charCodeAt(0) === 61 ? (/^="([^"]*)"$/.exec(raw)?.[1] ?? raw) : raw;
  return words !== undefined && Object.hasOwn(words, cell) ? trim(words[cell] ?? '') : cell;
}

/** Lists of fields, one for each set of columns that rows fill: most rows of a sheet fill the same. */
class FieldSets {
  private readonly lists = new Map<string, readonly FieldName[]>();
  /** Bits of the columns filled, 24 to a number. */
  private readonly bits: number[];
  private low = 0;
  private readonly recent = new Map<number, readonly FieldName[]>();

  constructor(private readonly fields: readonly FieldName[]) {
    this.bits = Array.from({ length: Math.ceil(fields.length / 24) }, () => 0);
  }

  begin(): void {
    this.low = 0;
    for (let i = 1; i < this.bits.length; i++) this.bits[i] = 0;
  }

  add(column: number): void {
    if (column < 24) this.low |= 1 << column;
    else this.bits[Math.floor(column / 24)] = (this.bits[Math.floor(column / 24)] ?? 0) | (1 << (column % 24));
  }

  list(): readonly FieldName[] {
    if (this.bits.length > 1) return this.long();
    const known = this.recent.get(this.low);
    if (known) return known;
    const list = this.fields.filter((_, i) => (this.low & (1 << i)) !== 0);
    this.recent.set(this.low, list);
    return list;
  }

  private long(): readonly FieldName[] {
    this.bits[0] = this.low;
    const key = this.bits.join(' ');
    const known = this.lists.get(key);
    if (known) return known;
    const list = this.fields.filter((_, i) => ((this.bits[Math.floor(i / 24)] ?? 0) & (1 << (i % 24))) !== 0);
    this.lists.set(key, list);
    return list;
  }
}

/** Puts a row together once its cells are read. */
class Finisher {
  private readonly keyed: boolean;
  private readonly coded: boolean;
  private readonly makesSku: boolean;
  private readonly gtin: ColumnMapping | undefined;
  private readonly gtins: Seen | undefined;
  private readonly ofProduct = new Map<readonly FieldName[], readonly FieldName[]>();
  private readonly hanging: Hanging;

  constructor(mapping: Mapping) {
    const { columns } = mapping;
    this.keyed = columns.some((column) => column.field === 'sku');
    this.coded = columns.some((column) => column.field === 'code');
    this.makesSku = mapping.noSku === 'code-and-options';
    this.gtin = columns.find((column) => column.field === 'gtin');
    this.gtins = this.gtin && this.gtin.shared !== 'allow' ? new Seen() : undefined;
    this.hanging = hangingOf(mapping);
  }

  finish(draft: Draft, errors: Diagnostic[], place: Place, ofVariant: string | undefined, named: FieldSets): ReadRow {
    const { product, variant } = draft;
    const role = this.hanging.place(draft, errors, place);
    const nameless = variant.sku === '' && !(errors.length > 0 && errors.some(aboutSku));
    if (product.code === '' && this.coded && variant.sku !== '' && !errors.some(aboutKey)) errors.push(noCode(place));
    if (role === 'parent') {
      if (product.code === '' && nameless) errors.push(noSku(place, '', undefined));
      return this.alone(draft, errors, named);
    }
    if (product.code === '') product.code = variant.sku;
    else if (variant.sku === '' && !this.keyed && role === undefined) variant.sku = product.code;
    if (variant.sku === '' && product.code !== '' && ofVariant === undefined && role !== 'child')
      return this.alone(draft, errors, named);
    if (nameless && variant.sku === '') {
      if (this.makesSku && product.code !== '') variant.sku = madeSku(draft);
      else errors.push(noSku(place, product.code, ofVariant));
    }
    if (draft.regularPrice) regular(draft);
    measure(draft, errors, place);
    this.share(variant.gtin, errors, place);
    speak(draft, role);
    return { product, variant, fields: fieldsOf(draft, named), errors: signed(errors, variant.sku) };
  }

  /** A row that speaks of the product, and of no SKU. */
  private alone(draft: Draft, errors: readonly Diagnostic[], named: FieldSets): ReadRow {
    const { product, status } = draft;
    if (status) product.status = status;
    const fields = fieldsOf(draft, named);
    const own = this.ofProduct.get(fields) ?? fields.filter((field) => !isVariantField(field));
    if (draft.more.length === 0) this.ofProduct.set(fields, own);
    return { product, fields: own, errors };
  }

  private share(gtin: string | null | undefined, errors: Diagnostic[], place: Place): void {
    if (!gtin || !this.gtins || !this.gtin) return;
    const before = this.gtins.add(gtin, place.row ?? 0);
    if (before !== undefined) errors.push(sharedGtin({ ...place, column: this.gtin.column }, gtin, before));
  }
}

/** A row ends its SKU, not the product that other SKUs may still be sold under. */
function speak({ status, variant, product }: Draft, role: Role): void {
  if (!status) return;
  variant.status = status === 'ended' ? 'ended' : 'active';
  if (status !== 'ended' && role !== 'child') product.status = status;
}

function fieldsOf({ more }: Draft, named: FieldSets): readonly FieldName[] {
  return more.length === 0 ? named.list() : [...named.list(), ...more];
}

/** The regular price is the price of what is not on sale, and what is crossed out where it is. */
function regular({ variant, regularPrice, more }: Draft): void {
  if (!regularPrice) return;
  const price = variant.price ?? undefined;
  if (price === undefined) {
    variant.price = regularPrice;
    more.push('price');
  }
  more.push('listPrice');
  variant.listPrice = price !== undefined && price.minor < regularPrice.minor ? regularPrice : null;
}

function aboutSku({ code }: Diagnostic): boolean {
  return code.startsWith('E_SKU');
}

function aboutKey({ code }: Diagnostic): boolean {
  return code.startsWith('E_SKU') || code.startsWith('E_PARENT') || code === 'E_NO_CODE';
}

/** The product's code and the values of its options, as the mapping allows. */
function madeSku({ product, variant }: Draft): string {
  return [product.code, ...Object.values(variant.options ?? {})].join('-').replace(/\s+/g, '-');
}

function measure({ size, variant }: Draft, errors: Diagnostic[], place: Place): void {
  const { length, width, height } = size;
  if (length === undefined && width === undefined && height === undefined) return;
  if (length !== undefined && width !== undefined && height !== undefined)
    variant.dimensions = { length, width, height };
  else if (!errors.some((error) => error.code === 'E_LENGTH')) errors.push(halfMeasured(place));
}

function signed(errors: readonly Diagnostic[], sku: string): readonly Diagnostic[] {
  return sku === '' || errors.length === 0
    ? errors
    : errors.map((error) => ({ ...error, place: { ...error.place, sku } }));
}

function at(problem: Problem, column: string, place: Place): Diagnostic {
  return { ...problem, severity: 'error', place: { ...place, column } };
}
