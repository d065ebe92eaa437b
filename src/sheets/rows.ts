import type { Diagnostic, Place } from '../contract/index.ts';
import type { ProductPatch, VariantPatch } from '../core/index.ts';
import { type Draft, isVariantField, readerOf } from './fields.ts';
import type { ColumnMapping, FieldName, Mapping } from './types.ts';
import { type Problem, trim } from './values.ts';

export interface ReadRow {
  readonly product: ProductPatch;
  readonly variant?: VariantPatch;
  readonly fields: readonly FieldName[];
  readonly errors: readonly Diagnostic[];
}

/** Turns rows of cells into patches, under one mapping and one header. Made once a sheet, so that a row costs little. */
export function rowReader(
  mapping: Mapping,
  headers: readonly string[],
): (cells: readonly string[], place: Place) => ReadRow {
  const readers = mapping.columns.map((column) => ({
    ...readerOf(column, mapping.currency),
    index: headers.indexOf(column.column),
    column,
  }));
  const keyed = mapping.columns.some((column) => column.field === 'sku');
  const coded = mapping.columns.some((column) => column.field === 'code');
  return (cells, place) => {
    const draft: Draft = { product: { code: '' }, variant: { sku: '' }, size: {}, fields: [] };
    const errors: Diagnostic[] = [];
    /** The first column that only a SKU can have a value for, and in which this row has one. */
    let ofVariant: string | undefined;
    for (const { index, column, read, clear } of readers) {
      const cell = worded(trim(cells[index] ?? ''), column);
      if (cell === '' && column.empty !== 'clear') continue;
      if (cell !== '' && isVariantField(column.field)) ofVariant ??= column.column;
      const result = cell === '' ? clear(draft) : read(cell, draft);
      if (result && 'problem' in result) errors.push(at(result.problem, column.column, place));
      else draft.fields.push(column.field);
    }
    return finish(draft, errors, place, { keyed, coded, ofVariant });
  };
}

/** What the mapping's words make of a cell. `="0012"` is how spreadsheets are told to keep digits as text. */
function worded(raw: string, { words }: ColumnMapping): string {
  const cell = /^="([^"]*)"$/.exec(raw)?.[1] ?? raw;
  return words && Object.hasOwn(words, cell) ? trim(words[cell] ?? '') : cell;
}

function finish(
  draft: Draft,
  errors: Diagnostic[],
  place: Place,
  {
    keyed,
    coded,
    ofVariant,
  }: { readonly keyed: boolean; readonly coded: boolean; readonly ofVariant: string | undefined },
): ReadRow {
  const { product, variant, fields, status } = draft;
  if (product.code === '' && coded && variant.sku !== '' && !errors.some((error) => error.code.startsWith('E_SKU')))
    errors.push(noCode(place));
  if (product.code === '') product.code = variant.sku;
  else if (variant.sku === '' && !keyed) variant.sku = product.code;
  if (variant.sku === '' && product.code !== '' && ofVariant === undefined) {
    if (status) product.status = status;
    return { product, fields: fields.filter((field) => !isVariantField(field)), errors };
  }
  if (variant.sku === '' && !errors.some((error) => error.code.startsWith('E_SKU')))
    errors.push(noSku(place, product.code, ofVariant));
  measure(draft, errors, place);
  // A row ends its SKU, not the product that other SKUs may still be sold under.
  if (status) variant.status = status === 'ended' ? 'ended' : 'active';
  if (status && status !== 'ended') product.status = status;
  return { product, variant, fields, errors: named(errors, variant.sku) };
}

function measure({ size, variant }: Draft, errors: Diagnostic[], place: Place): void {
  const { length, width, height } = size;
  if (length !== undefined && width !== undefined && height !== undefined)
    variant.dimensions = { length, width, height };
  else if (length !== undefined || width !== undefined || height !== undefined) {
    if (!errors.some((error) => error.code === 'E_LENGTH')) errors.push(halfMeasured(place));
  }
}

function named(errors: readonly Diagnostic[], sku: string): readonly Diagnostic[] {
  return sku === '' ? errors : errors.map((error) => ({ ...error, place: { ...error.place, sku } }));
}

function at(problem: Problem, column: string, place: Place): Diagnostic {
  return { ...problem, severity: 'error', place: { ...place, column } };
}

function noSku(place: Place, code: string, column: string | undefined): Diagnostic {
  return {
    code: 'E_NO_SKU',
    severity: 'error',
    message:
      code === ''
        ? { en: 'the row has no SKU', zh: '该行没有 SKU' }
        : {
            en: `the row of product ${code} gives a value for ${column ?? ''}, and has no SKU`,
            zh: `商品 ${code} 的该行填写了“${column ?? ''}”，却没有 SKU`,
          },
    place,
    next: { en: 'give it one; rows are told apart by it', zh: '请填写 SKU；各行以此区分' },
  };
}

/** A merged cell looks like this: the row would become a product of its own without anybody having said so. */
function noCode(place: Place): Diagnostic {
  return {
    code: 'E_NO_CODE',
    severity: 'error',
    message: { en: 'the row does not say which product it belongs to', zh: '该行未说明属于哪个商品' },
    place,
    next: {
      en: 'fill the product code into every row (merged cells hold it in their first row only)',
      zh: '请在每一行填写货号（合并单元格只在第一行有值）',
    },
  };
}

function halfMeasured(place: Place): Diagnostic {
  return {
    code: 'E_DIMENSIONS',
    severity: 'error',
    message: { en: 'length, width and height go together; one is missing', zh: '长、宽、高须同时填写，缺少其中一项' },
    place,
    next: { en: 'fill in all three or none', zh: '请三项都填写，或都留空' },
  };
}
