import type { Currency, Diagnostic, Place } from '../contract/index.ts';
import type { ProductPatch, VariantPatch } from '../core/index.ts';
import type { ColumnMapping, FieldName, Mapping } from './types.ts';
import {
  isLengthUnit,
  isWeightUnit,
  type Parsed,
  parseGtin,
  parseImages,
  parseLength,
  parseMoney,
  parseQuantity,
  parseSku,
  parseStatus,
  parseWeight,
  trim,
} from './values.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A row while it is being put together. */
interface Draft {
  readonly product: Writable<ProductPatch>;
  readonly variant: Writable<VariantPatch>;
  readonly size: { length?: number; width?: number; height?: number };
  readonly fields: string[];
}

/** Reads one column's cell into a draft; the problem when it cannot. */
interface Reader {
  readonly index: number;
  readonly column: ColumnMapping;
  readonly field: string;
  read(cell: string, draft: Draft): Parsed<unknown> | undefined;
  clear(draft: Draft): void;
}

export interface ReadRow {
  readonly product: ProductPatch;
  readonly variant: VariantPatch;
  readonly fields: readonly string[];
  readonly errors: readonly Diagnostic[];
}

/** Turns rows of cells into patches, under one mapping and one header. Made once a sheet, so that a row costs little. */
export function rowReader(
  mapping: Mapping,
  headers: readonly string[],
): (cells: readonly string[], place: Place) => ReadRow {
  const readers = mapping.columns.flatMap((column) =>
    headers.flatMap((header, index) => (header === column.column ? [readerOf(index, column, mapping.currency)] : [])),
  );
  return (cells, place) => {
    const draft: Draft = { product: { code: '' }, variant: { sku: '' }, size: {}, fields: [] };
    const errors: Diagnostic[] = [];
    for (const { index, column, field, read, clear } of readers) {
      const raw = trim(cells[index] ?? '');
      const cell = column.words && Object.hasOwn(column.words, raw) ? (column.words[raw] as string) : raw;
      if (cell === '') {
        if (column.empty !== 'clear') continue;
        clear(draft);
        draft.fields.push(field);
        continue;
      }
      const result = read(cell, draft);
      if (result && 'problem' in result) errors.push(at(result.problem, column.column, place));
      else draft.fields.push(field);
    }
    return finish(draft, errors, place);
  };
}

function finish(draft: Draft, errors: Diagnostic[], place: Place): ReadRow {
  const { product, variant, size, fields } = draft;
  if (variant.sku === '' && product.code !== '') variant.sku = product.code;
  if (product.code === '') product.code = variant.sku;
  if (variant.sku === '' && !errors.some((error) => error.code.startsWith('E_SKU'))) {
    errors.push({
      code: 'E_NO_SKU',
      severity: 'error',
      message: { en: 'the row has no SKU', zh: '该行没有 SKU' },
      place,
      next: { en: 'give it one; rows are told apart by it', zh: '请填写 SKU；各行以此区分' },
    });
  }
  const { length, width, height } = size;
  if (length !== undefined && width !== undefined && height !== undefined)
    variant.dimensions = { length, width, height };
  else if (length !== undefined || width !== undefined || height !== undefined)
    errors.push({
      code: 'E_DIMENSIONS',
      severity: 'error',
      message: { en: 'length, width and height go together; one is missing', zh: '长、宽、高须同时填写，缺少其中一项' },
      place,
    });
  const named =
    variant.sku === '' ? errors : errors.map((error) => ({ ...error, place: { ...error.place, sku: variant.sku } }));
  return { product, variant, fields, errors: named };
}

function at(problem: Pick<Diagnostic, 'code' | 'message' | 'next'>, column: string, place: Place): Diagnostic {
  return { ...problem, severity: 'error', place: { ...place, column } };
}

function readerOf(index: number, column: ColumnMapping, sheetCurrency: Currency | undefined): Reader {
  const { field } = column;
  const make = (read: Reader['read'], clear: Reader['clear'] = () => {}): Reader => ({
    index,
    column,
    field: field.replace(/^(option|attribute):.*/, '$1s'),
    read,
    clear,
  });
  const keep =
    <T>(parse: (cell: string) => Parsed<T>, put: (value: T, draft: Draft) => void) =>
    (cell: string, draft: Draft) => {
      const parsed = parse(cell);
      if ('value' in parsed) put(parsed.value, draft);
      return parsed;
    };
  const text = (name: 'title' | 'description' | 'brand' | 'category') =>
    make(
      (cell, draft) => {
        draft.product[name] = name === 'category' ? categoryPath(cell, column.separator) : cell;
        return undefined;
      },
      (draft) => {
        draft.product[name] = null;
      },
    );
  const money = (name: 'price' | 'listPrice' | 'cost') =>
    make(
      keep(
        (cell) => priceOf(cell, column, sheetCurrency),
        (value, draft) => {
          draft.variant[name] = value;
        },
      ),
      (draft) => {
        draft.variant[name] = null;
      },
    );
  const length = (name: 'length' | 'width' | 'height') =>
    make(
      keep(
        (cell) =>
          parseLength(cell, isLengthUnit(column.unit ?? '') ? (column.unit as 'mm') : undefined, column.decimal ?? '.'),
        (value, draft) => {
          draft.size[name] = value;
        },
      ),
      (draft) => {
        draft.variant.dimensions = null;
      },
    );

  switch (field) {
    case 'code':
      return make(keep(parseSku, (value, draft) => Object.assign(draft.product, { code: value })));
    case 'sku':
      return make(keep(parseSku, (value, draft) => Object.assign(draft.variant, { sku: value })));
    case 'title':
    case 'description':
    case 'brand':
    case 'category':
      return text(field);
    case 'price':
    case 'listPrice':
    case 'cost':
      return money(field);
    case 'length':
    case 'width':
    case 'height':
      return length(field);
    case 'bullet':
      return make(
        (cell, draft) => {
          const lines = cell
            .split(column.separator ?? /[|\n]/)
            .map(trim)
            .filter(Boolean);
          draft.product.bullets = [...(draft.product.bullets ?? []), ...lines];
          return undefined;
        },
        (draft) => {
          draft.product.bullets ??= null;
        },
      );
    case 'image':
    case 'variantImage': {
      const side = field === 'image' ? 'product' : 'variant';
      return make(
        keep(
          (cell) => parseImages(cell, column.separator),
          (urls, draft) => {
            draft[side].images = [...(draft[side].images ?? []), ...urls.map((url) => ({ url }))];
          },
        ),
        (draft) => {
          draft[side].images ??= null;
        },
      );
    }
    case 'quantity':
      return make(
        keep(parseQuantity, (value, draft) => Object.assign(draft.variant, { quantity: value })),
        (draft) => Object.assign(draft.variant, { quantity: null }),
      );
    case 'gtin':
      return make(
        keep(parseGtin, (value, draft) => Object.assign(draft.variant, { gtin: value })),
        (draft) => Object.assign(draft.variant, { gtin: null }),
      );
    case 'weight':
      return make(
        keep(
          (cell) =>
            parseWeight(
              cell,
              isWeightUnit(column.unit ?? '') ? (column.unit as 'g') : undefined,
              column.decimal ?? '.',
            ),
          (value, draft) => Object.assign(draft.variant, { weight: value }),
        ),
        (draft) => Object.assign(draft.variant, { weight: null }),
      );
    case 'status':
      return make(keep(parseStatus, (value, draft) => Object.assign(draft.product, { status: value })));
    default:
      return named(field, make);
  }
}

/** `option:Color` and `attribute:Material`. */
function named(field: FieldName, make: (read: Reader['read'], clear?: Reader['clear']) => Reader): Reader {
  const name = field.slice(field.indexOf(':') + 1);
  if (field.startsWith('option:'))
    return make((cell, draft) => {
      draft.variant.options = { ...draft.variant.options, [name]: cell };
      return undefined;
    });
  return make(
    (cell, draft) => {
      draft.product.attributes = { ...draft.product.attributes, [name]: cell };
      return undefined;
    },
    (draft) => {
      draft.product.attributes = { ...draft.product.attributes, [name]: null };
    },
  );
}

function priceOf(cell: string, column: ColumnMapping, sheetCurrency: Currency | undefined) {
  const currency = column.currency ?? sheetCurrency;
  if (currency) return parseMoney(cell, currency, column.decimal ?? '.');
  return {
    problem: {
      code: 'E_NO_CURRENCY',
      message: { en: `${cell}: nothing says in which currency`, zh: `${cell}：未说明货币` },
      next: {
        en: 'set currency for the sheet or the column in a mapping file',
        zh: '请在映射文件中为表格或该列设置 currency',
      },
    },
  };
}

/** One way to write a path: `Home > Kitchen > Mugs`. A slash may be part of a name (`TV/Audio`), so it divides only when the mapping says so. */
function categoryPath(cell: string, separator: string | undefined): string {
  return cell
    .split(separator ?? /[>›»]/)
    .map(trim)
    .filter(Boolean)
    .join(' > ');
}
