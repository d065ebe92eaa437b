import {
  alone,
  type Plain,
  type PlainReader,
  plainAddress,
  plainCode,
  plainGtin,
  plainMoney,
  plainQuantity,
  plainText,
  remembering,
} from './plain-cells.ts';
import type { CellText } from './records.ts';
import type { ReadRow } from './rows.ts';
import type { ColumnMapping, FieldName, Mapping } from './types.ts';

/** A column whose plain cells are understood without `rowReader`. */
export interface PlainColumn {
  readonly index: number;
  readonly field: FieldName;
  /** The rows of a product repeat it. */
  readonly ofProduct: boolean;
  readonly read: PlainReader;
  /** Several SKUs may have one value. */
  readonly shared: boolean;
}

/** Fields of a product that the rows of its SKUs repeat. */
const OF_PRODUCT = /^(title|description|bullet|brand|category|image|status|attribute:.+)$/;
/** The keys a column may have. A new one is for `rowReader`, which knows what it means. */
const KEYS = new Set(['column', 'field', 'currency', 'decimal', 'unit', 'separator', 'empty', 'words', 'shared']);

/** `undefined` when the cells of one of the columns are never plain. */
export function plainColumns(
  mapping: Mapping,
  headers: readonly string[],
  text: CellText,
): readonly PlainColumn[] | undefined {
  const columns: PlainColumn[] = [];
  for (const column of mapping.columns) {
    const index = headers.indexOf(column.column);
    const unknown = Object.entries(column).some(([key, value]) => value !== undefined && !KEYS.has(key));
    const twice = columns.some((one) => one.index === index);
    if (index < 0 || unknown || twice || column.empty === 'clear' || !keepsItsPlace(column.field)) return undefined;
    const read = readerOf(column, mapping, text);
    if (!read) return undefined;
    const { field, shared } = column;
    columns.push({ index, field, ofProduct: OF_PRODUCT.test(field), read, shared: shared === 'allow' });
  }
  return columns;
}

/** Names that would not keep their order in an object. */
function keepsItsPlace(field: FieldName): boolean {
  const name = /^(?:option|attribute):(.*)$/s.exec(field)?.[1];
  return name === undefined || !(/^\d+$/.test(name) || name === '__proto__');
}

function readerOf(column: ColumnMapping, mapping: Mapping, text: CellText): PlainReader | undefined {
  const { field } = column;
  const understood = alone(column, mapping);
  const said = (take: (row: ReadRow) => Plain | null | undefined) =>
    remembering(text, (cell) => {
      const row = cell === '' ? undefined : understood(cell);
      return (row && take(row)) ?? undefined;
    });
  const one = (of: 'product' | 'variant') => (cell: string) => {
    const images = understood(cell)?.[of]?.images;
    return images?.length === 1 ? images[0]?.url : undefined;
  };
  switch (field) {
    case 'price':
    case 'listPrice':
    case 'cost':
      return moneyReader(column, mapping);
    case 'code':
    case 'sku':
      return plainCode(column);
    case 'title':
    case 'description':
    case 'brand':
      return plainText(column, text);
    case 'bullet':
      // Without brackets: several columns add up.
      return said(({ product }) => JSON.stringify(product.bullets ?? []).slice(1, -1));
    case 'quantity':
      return column.words ? said(({ variant }) => variant?.quantity) : plainQuantity;
    case 'gtin':
      return column.words ? undefined : plainGtin;
    case 'category':
      return said(({ product }) => product.category || undefined);
    case 'weight':
      return said(({ variant }) => variant?.weight);
    case 'length':
    case 'width':
    case 'height':
      return said(({ variant }) => variant?.dimensions?.[field]);
    case 'image':
      return column.words ? undefined : plainAddress(column, one('product'));
    case 'variantImage':
      return column.words ? undefined : plainAddress(column, one('variant'));
    case 'status':
      return said(({ product, variant }) => (variant?.status === 'ended' ? 'ended' : product.status));
    default:
      return namedReader(field, said);
  }
}

function moneyReader(column: ColumnMapping, mapping: Mapping): PlainReader | undefined {
  const currency = column.currency ?? mapping.currency;
  return currency === undefined || column.words ? undefined : plainMoney(column, currency);
}

/** Options and attributes are handed on as parts of the JSON text that they are stored in: `"Color":"红"`. */
function namedReader(
  field: string,
  said: (take: (row: ReadRow) => Plain | null | undefined) => PlainReader,
): PlainReader | undefined {
  const [kind, name] = [field.slice(0, field.indexOf(':')), field.slice(field.indexOf(':') + 1)];
  const part = (value: string | null | undefined) =>
    value ? `${JSON.stringify(name)}:${JSON.stringify(value)}` : undefined;
  if (kind === 'option') return said(({ variant }) => part(variant?.options?.[name]));
  if (kind === 'attribute') return said(({ product }) => part(product.attributes?.[name]));
  return undefined;
}
