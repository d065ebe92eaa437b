import type { Currency } from '../contract/index.ts';
import type { ProductPatch, VariantPatch } from '../core/index.ts';
import {
  currencyIn,
  isLengthUnit,
  isWeightUnit,
  parseLength,
  parseMoney,
  parseQuantity,
  parseWeight,
} from './numbers.ts';
import type { ColumnMapping, FieldName } from './types.ts';
import { type Parsed, parseGtin, parseImages, parseSku, parseStatus, trim } from './values.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A row while it is being put together. */
export interface Draft {
  readonly product: Writable<ProductPatch>;
  readonly variant: Writable<VariantPatch>;
  readonly size: { length?: number; width?: number; height?: number };
  status?: 'active' | 'paused' | 'ended';
  readonly fields: FieldName[];
}

/** Reads the cells of one column into a draft. */
export interface FieldReader {
  /** `undefined` when anything is a value. */
  read(cell: string, draft: Draft): Parsed<unknown> | undefined;
  clear(draft: Draft): void;
}

type Read = FieldReader['read'];
type Clear = FieldReader['clear'];

/** Only a SKU has these; a row without a SKU must not give them. */
export function isVariantField(field: FieldName): boolean {
  return VARIANT_FIELDS.has(field) || field.startsWith('option:');
}

const VARIANT_FIELDS = new Set<string>(
  'price listPrice cost quantity gtin weight length width height variantImage'.split(' '),
);

const make = (read: Read, clear: Clear = () => {}): FieldReader => ({ read, clear });

function parsed<T>(parse: (cell: string) => Parsed<T>, put: (value: T, draft: Draft) => void): Read {
  return (cell, draft) => {
    const result = parse(cell);
    if ('value' in result) put(result.value, draft);
    return result;
  };
}

export function readerOf(column: ColumnMapping, sheetCurrency: Currency | undefined): FieldReader {
  const { field } = column;
  const decimal = column.decimal ?? '.';
  switch (field) {
    case 'code':
      return make(
        parsed(parseSku, (value, { product }) => {
          product.code = value;
        }),
      );
    case 'sku':
      return make(
        parsed(parseSku, (value, { variant }) => {
          variant.sku = value;
        }),
      );
    case 'title':
    case 'description':
    case 'brand':
    case 'category':
      return text(field, column.separator);
    case 'price':
    case 'listPrice':
    case 'cost':
      return variantValue(field, (cell) => priceOf(cell, column, sheetCurrency));
    case 'quantity':
      return variantValue(field, (cell) => parseQuantity(cell, decimal));
    case 'gtin':
      return variantValue(field, parseGtin);
    case 'weight':
      return variantValue(field, (cell) => parseWeight(cell, unitOf(column, isWeightUnit), decimal));
    case 'length':
    case 'width':
    case 'height':
      return side(field, (cell) => parseLength(cell, unitOf(column, isLengthUnit), decimal));
    case 'bullet':
      return bullets(column.separator);
    case 'image':
      return images('product', column.separator);
    case 'variantImage':
      return images('variant', column.separator);
    case 'status':
      return make(
        parsed(parseStatus, (value, draft) => {
          draft.status = value;
        }),
      );
    default:
      return named(field);
  }
}

function unitOf<U extends string>(column: ColumnMapping, is: (unit: string) => unit is U): U | undefined {
  return column.unit !== undefined && is(column.unit) ? column.unit : undefined;
}

function text(name: 'title' | 'description' | 'brand' | 'category', separator: string | undefined): FieldReader {
  return make(
    (cell, { product }) => {
      product[name] = name === 'category' ? categoryPath(cell, separator) : cell;
      return undefined;
    },
    ({ product }) => {
      product[name] = null;
    },
  );
}

function variantValue<K extends 'price' | 'listPrice' | 'cost' | 'quantity' | 'gtin' | 'weight'>(
  name: K,
  parse: (cell: string) => Parsed<NonNullable<VariantPatch[K]>>,
): FieldReader {
  return make(
    parsed(parse, (value, draft) => Object.assign(draft.variant, { [name]: value })),
    (draft) => Object.assign(draft.variant, { [name]: null }),
  );
}

function side(name: 'length' | 'width' | 'height', parse: (cell: string) => Parsed<number>): FieldReader {
  return make(
    parsed(parse, (value, { size }) => {
      size[name] = value;
    }),
    ({ variant }) => {
      variant.dimensions = null;
    },
  );
}

/** Several columns of bullets or pictures add up. */
function bullets(separator: string | undefined): FieldReader {
  return make(
    (cell, { product }) => {
      const lines = cell
        .split(separator ?? /[|\n]/)
        .map(trim)
        .filter(Boolean);
      product.bullets = [...(product.bullets ?? []), ...lines];
      return undefined;
    },
    ({ product }) => {
      product.bullets ??= null;
    },
  );
}

function images(of: 'product' | 'variant', separator: string | undefined): FieldReader {
  return make(
    parsed(
      (cell) => parseImages(cell, separator),
      (urls, draft) => {
        draft[of].images = [...(draft[of].images ?? []), ...urls.map((url) => ({ url }))];
      },
    ),
    (draft) => {
      draft[of].images ??= null;
    },
  );
}

/** `option:Color` and `attribute:Material`. */
function named(field: FieldName): FieldReader {
  const name = field.slice(field.indexOf(':') + 1);
  if (field.startsWith('option:'))
    return make((cell, { variant }) => {
      variant.options = { ...variant.options, [name]: cell };
      return undefined;
    });
  return make(
    (cell, { product }) => {
      product.attributes = { ...product.attributes, [name]: cell };
      return undefined;
    },
    ({ product }) => {
      product.attributes = { ...product.attributes, [name]: null };
    },
  );
}

function priceOf(cell: string, column: ColumnMapping, sheetCurrency: Currency | undefined) {
  const currency = column.currency ?? sheetCurrency ?? currencyIn(cell);
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
