import type { Currency, Money } from '../contract/index.ts';
import type { ProductPatch, VariantPatch } from '../core/index.ts';
import { isCurrency } from '../core/index.ts';
import {
  isLengthUnit,
  isWeightUnit,
  type LengthUnit,
  lengthUnit,
  parseLength,
  parseSides,
  parseWeight,
  type WeightUnit,
  weightUnit,
} from './measures.ts';
import { currencyIn, parseMoney, parseQuantity, withTax } from './numbers.ts';
import type { ColumnMapping, FieldName } from './types.ts';
import { type Parsed, parseGtin, parseImages, parseKind, parseSku, parseStatus, problem, trim } from './values.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A row while it is being put together. */
export interface Draft {
  readonly product: Writable<ProductPatch>;
  readonly variant: Writable<VariantPatch>;
  readonly size: { length?: number; width?: number; height?: number };
  status?: 'active' | 'paused' | 'ended';
  /** Fields that the row speaks of, beyond those of its columns. */
  readonly more: FieldName[];
  id?: string;
  parent?: string;
  parentId?: string;
  kind?: 'parent' | 'child' | 'single';
  currency?: Currency;
  weightUnit?: WeightUnit;
  lengthUnit?: LengthUnit;
  regularPrice?: Money;
  /** By the number of the pair. */
  names?: (string | undefined)[];
  values?: (string | undefined)[];
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
  return VARIANT_FIELDS.has(field) || field.startsWith('option');
}

const VARIANT_FIELDS = new Set<string>(
  'price regularPrice listPrice cost quantity gtin weight length width height dimensions variantImage'.split(' '),
);

/** Read before the others of a row, which may lean on them. */
export function isReadFirst(field: FieldName): boolean {
  return field === 'currency' || field === 'weightUnit' || field === 'lengthUnit';
}

const make = (read: Read, clear: Clear = () => {}): FieldReader => ({ read, clear });

function parsed<T>(parse: (cell: string, draft: Draft) => Parsed<T>, put: (value: T, draft: Draft) => void): Read {
  return (cell, draft) => {
    const result = parse(cell, draft);
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
    case 'id':
    case 'parent':
    case 'parentId':
      return make(
        parsed(parseSku, (value, draft) => {
          draft[field] = value;
        }),
      );
    case 'kind':
      return make(
        parsed(parseKind, (value, draft) => {
          draft.kind = value;
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
      return make(
        parsed(amountOf(column, sheetCurrency), (value, { variant }) => {
          variant[field] = value;
        }),
        ({ variant }) => {
          variant[field] = null;
        },
      );
    case 'regularPrice':
      return make(
        parsed(amountOf(column, sheetCurrency), (value, draft) => {
          draft.regularPrice = value;
        }),
      );
    case 'currency':
      return rowsOwn('currency', (text) => (isCurrency(text.toUpperCase()) ? text.toUpperCase() : undefined));
    case 'weightUnit':
      return rowsOwn('weightUnit', weightUnit);
    case 'lengthUnit':
      return rowsOwn('lengthUnit', lengthUnit);
    case 'quantity':
      return variantValue(field, (cell) => parseQuantity(cell, decimal));
    case 'gtin':
      return variantValue(field, (cell) => parseGtin(cell, column));
    case 'weight': {
      const unit = unitOf(column, isWeightUnit);
      return variantValue(field, (cell, draft) => parseWeight(cell, unit ?? draft.weightUnit, decimal));
    }
    case 'length':
    case 'width':
    case 'height': {
      const unit = unitOf(column, isLengthUnit);
      return side(field, (cell, draft) => parseLength(cell, unit ?? draft.lengthUnit, decimal));
    }
    case 'dimensions': {
      const unit = unitOf(column, isLengthUnit);
      return variantValue(field, (cell, draft) => parseSides(cell, unit ?? draft.lengthUnit, decimal));
    }
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

/** What a cell says of the other cells of its row. */
function rowsOwn<K extends 'currency' | 'weightUnit' | 'lengthUnit'>(
  name: K,
  parse: (cell: string) => Draft[K],
): FieldReader {
  return make((cell, draft) => {
    const value = parse(cell);
    if (value === undefined)
      return name === 'currency'
        ? problem('E_CURRENCY', `not an ISO 4217 currency: ${cell}`, `不是 ISO 4217 货币代码：${cell}`)
        : problem('E_UNIT', `not a unit that is known: ${cell}`, `未知的单位：${cell}`);
    draft[name] = value;
    return undefined;
  });
}

function text(name: 'title' | 'description' | 'brand' | 'category', separator: string | undefined): FieldReader {
  // Rows of one category follow each other.
  let before = '';
  let path = '';
  return make(
    (cell, { product }) => {
      if (name === 'category' && cell !== before) {
        path = categoryPath(cell, separator);
        before = cell;
      }
      product[name] = name === 'category' ? path : cell;
      return undefined;
    },
    ({ product }) => {
      product[name] = null;
    },
  );
}

function variantValue<K extends 'quantity' | 'gtin' | 'weight' | 'dimensions'>(
  name: K,
  parse: (cell: string, draft: Draft) => Parsed<NonNullable<VariantPatch[K]>>,
): FieldReader {
  return make(
    parsed(parse, (value, { variant }) => {
      variant[name] = value;
    }),
    ({ variant }) => {
      variant[name] = null as Writable<VariantPatch>[K];
    },
  );
}

function side(name: 'length' | 'width' | 'height', parse: (cell: string, draft: Draft) => Parsed<number>): FieldReader {
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
        const given = urls.map((url) => ({ url }));
        draft[of].images = draft[of].images ? [...draft[of].images, ...given] : given;
      },
    ),
    (draft) => {
      draft[of].images ??= null;
    },
  );
}

/** `option:Color`, `attribute:Material`, and the pairs `optionName:1` and `optionValue:1`. */
function named(field: FieldName): FieldReader {
  const name = field.slice(field.indexOf(':') + 1);
  if (field.startsWith('optionName:') || field.startsWith('optionValue:')) {
    const list = field.startsWith('optionName:') ? 'names' : 'values';
    return make((cell, draft) => {
      draft[list] ??= [];
      draft[list][Number(name)] = cell;
      return undefined;
    });
  }
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

function amountOf(column: ColumnMapping, sheetCurrency: Currency | undefined) {
  const { decimal = '.', tax, vat } = column;
  const amount = (cell: string, draft: Draft): Parsed<Money> => {
    const currency = column.currency ?? draft.currency ?? sheetCurrency ?? currencyIn(cell);
    return currency ? parseMoney(cell, currency, decimal) : NO_CURRENCY(cell);
  };
  if (tax !== 'net' || vat === undefined) return amount;
  return (cell: string, draft: Draft): Parsed<Money> => {
    const net = amount(cell, draft);
    return 'value' in net ? { value: withTax(net.value, vat) } : net;
  };
}

const NO_CURRENCY = (cell: string) =>
  problem('E_NO_CURRENCY', `${cell}: nothing says in which currency`, `${cell}：未说明货币`, {
    en: 'set currency for the sheet or the column in a mapping file',
    zh: '请在映射文件中为表格或该列设置 currency',
  });

/** One way to write a path: `Home > Kitchen > Mugs`. A slash may be part of a name (`TV/Audio`), so it divides only when the mapping says so. */
function categoryPath(cell: string, separator: string | undefined): string {
  return cell
    .split(separator ?? /->|[>›»]/)
    .map(trim)
    .filter(Boolean)
    .join(' > ');
}
