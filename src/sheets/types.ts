/**
 * Sheets: bytes in, typed rows out. Nothing here knows the catalogue; nothing here guesses a price or an identifier.
 */
import type { Currency, Diagnostic, Place } from '../contract/index.ts';
import type { ProductPatch, VariantPatch } from '../core/index.ts';

/** By the names of the WHATWG Encoding Standard. `gb18030` is GBK and GB 2312 too; `macintosh` is MacRoman. */
export type Encoding =
  | 'utf-8'
  | 'gb18030'
  | 'big5'
  | 'shift_jis'
  | 'euc-kr'
  | 'windows-1252'
  | 'macintosh'
  | 'utf-16le'
  | 'utf-16be';

/**
 * Fields a column can feed. `option:Color` and `attribute:Material` carry a name. `optionName:1` and `optionValue:1` are a pair of
 * columns, one with names and one with values.
 */
export type FieldName =
  | 'code'
  | 'sku'
  /** The row's own number in the supplier's system, which `parent` may speak of as `id:12`. */
  | 'id'
  /** The SKU of the row that this row is a variant of; its number when written as `id:12`. */
  | 'parent'
  /** The number of the row that this row is a variant of. */
  | 'parentId'
  /** Whether the row is a parent, a variant or a product by itself, in the supplier's words. */
  | 'kind'
  | 'title'
  | 'description'
  | 'bullet'
  | 'brand'
  | 'category'
  | 'image'
  | 'variantImage'
  | 'price'
  /** The price of a row that gives no `price`; its list price otherwise. */
  | 'regularPrice'
  | 'listPrice'
  | 'cost'
  /** The currency of the row's amounts. */
  | 'currency'
  | 'quantity'
  | 'gtin'
  | 'weight'
  /** The unit of the row's weight, where neither the cell nor the column says it. */
  | 'weightUnit'
  | 'length'
  | 'width'
  | 'height'
  /** `10x20x30 cm`: length, width and height in one cell. */
  | 'dimensions'
  /** The unit of the row's lengths. */
  | 'lengthUnit'
  | 'status'
  | `optionName:${number}`
  | `optionValue:${number}`
  | `option:${string}`
  | `attribute:${string}`;

export interface ColumnMapping {
  /** The header as it stands in the sheet, trimmed. */
  readonly column: string;
  readonly field: FieldName;
  /** Currency of a money column whose header or cells do not say. */
  readonly currency?: Currency;
  /** The decimal sign of this column; `.` unless said. `none`: it has held whole numbers alone, and every sign is refused. */
  readonly decimal?: Decimal;
  /** Whether an amount is without or with the tax that a buyer pays. A net price needs `vat`. */
  readonly tax?: 'net' | 'gross';
  /** The rate that makes a net price the one that a buyer pays: `19%`. Rounded half up to the minor unit. */
  readonly vat?: string;
  /** Unit of a weight (g, kg, lb, oz) or length (mm, cm, m, in) column. */
  readonly unit?: 'g' | 'kg' | 'lb' | 'oz' | 'mm' | 'cm' | 'm' | 'in';
  /** Splits a cell that lists several images or bullets. */
  readonly separator?: string;
  /** What an empty cell means; keep unless said. */
  readonly empty?: 'keep' | 'clear';
  /** Words of this column for values: `{ 有货: '10', 缺货: '0' }`, applied before parsing. */
  readonly words?: Readonly<Record<string, string>>;
  /** Of a GTIN column: give back leading zeros that a spreadsheet took, where the check digit then fits. */
  readonly zeros?: 'restore';
  /** Of a GTIN column: write a UPC-A (12 digits) as the EAN-13 that it is, with a zero in front. */
  readonly form?: 'ean-13';
  /** Of a GTIN column: several SKUs may have the same one. A row that repeats one is refused unless said. */
  readonly shared?: 'allow';
}

export type Decimal = '.' | ',' | 'none';

/**
 * How the rows of a product hang together.
 *
 * - flat: each row is a product and its one SKU.
 * - grouped: each row is a SKU, and names its product in a column of its own.
 * - continued: the first row speaks of the product, the rows below it add SKUs or pictures; they repeat the product's code, or
 *   leave it empty.
 * - parented: a row of its own speaks of the product, and the rows of its SKUs name that row, by SKU or number.
 */
export type Layout = 'flat' | 'grouped' | 'continued' | 'parented';

/** What the value cells of a column have looked like: shares are of the filled cells, 0 to 1, with two digits. */
export interface ColumnShape {
  /** Share of all rows. */
  readonly empty: number;
  /** Digits with signs between them, with or without a currency or unit. */
  readonly number: number;
  /** Numbers with a fraction. */
  readonly fraction: number;
  /** GTINs whose check digit fits. */
  readonly gtin: number;
  readonly url: number;
  /** Names and sentences: with a blank or a character beyond ASCII, and no digit first. */
  readonly prose: number;
  /** Characters of a cell, on average. */
  readonly length: number;
}

/** What a supplier's sheets are recognised by. */
export interface Fingerprint {
  /** Every header, in the order of the sheet. */
  readonly headers: readonly string[];
  readonly encoding?: Encoding;
  readonly delimiter?: string;
  /** By header, of the mapped columns. */
  readonly shapes: Readonly<Record<string, ColumnShape>>;
}

/** A row of the sheet that the mapping was made for, and what it must become. */
export interface SampleRow {
  readonly cells: Readonly<Record<string, string>>;
  /** Codes of errors where the row is refused, else its patches. */
  readonly becomes:
    | { readonly errors: readonly string[] }
    | { readonly product: ProductPatch; readonly variant?: VariantPatch };
}

export type Acceptance = 'gtin' | 'missing';

/** A mapping file: which column feeds which field, and how the bytes are read. */
export interface Mapping {
  readonly version: 1;
  readonly encoding?: Encoding;
  readonly delimiter?: string;
  /** Of a workbook: the name of the sheet. */
  readonly sheet?: string;
  /** Row number of the header's last row, from 1; 0 for a sheet without one. */
  readonly header: number;
  readonly currency?: Currency;
  /** Unless said: grouped when a column is the product's code, else flat. */
  readonly layout?: Layout;
  /**
   * Names in `optionName` columns that tell SKUs apart; the others are attributes of the product. All of them do unless said.
   */
  readonly options?: readonly string[];
  /** Of a continued sheet: the first of several rows of a product speaks of the product alone, though it has a SKU and a price. */
  readonly parentRow?: 'product';
  /** What a row without SKU gets where it needs one; it is refused unless said. */
  readonly noSku?: 'refuse' | 'code-and-options';
  /** What becomes of SKUs that an earlier sheet of this supplier had and the new one has not; they are reported unless said. */
  readonly missing?: 'report' | 'zero-stock' | 'end';
  /**
   * What is accepted without being asked again: GTINs that the sheet has ruined and the catalogue knows, and that very many SKUs are
   * missing.
   */
  readonly accept?: readonly Acceptance[];
  readonly columns: readonly ColumnMapping[];
  /** Columns looked at and left out on purpose. */
  readonly ignore: readonly string[];
  readonly fingerprint?: Fingerprint;
  readonly samples?: readonly SampleRow[];
}

/** What was decided about a sheet, and why: shown to the user, pinned in the mapping. */
export interface SheetReading {
  /** Of a workbook: `utf-8`. */
  readonly encoding: Encoding;
  /** Of a workbook: empty. */
  readonly delimiter: string;
  /** The last row of the header; 0 when the sheet has none and the mapping says so. */
  readonly headerRow: number;
  /** Names as the mapping speaks of them: two header rows joined, and names that occur twice numbered. */
  readonly headers: readonly string[];
  /** One sentence per decision, with its evidence. */
  readonly evidence: readonly Diagnostic[];
  /** sha256 of the bytes. */
  readonly hash: string;
  readonly bytes: number;
  /** The name of the sheet that was read, in a workbook. */
  readonly sheet?: string;
}

/** One row of the sheet, understood. */
export interface SheetRow {
  /** Record number; the header's is `headerRow`. */
  readonly row: number;
  /** Line of the file the record begins on. Differs from `row` when cells hold line breaks. */
  readonly line: number;
  readonly product: ProductPatch;
  /** Absent in a row that speaks of the product alone: it has a product code, no SKU, and nothing that only a SKU has. */
  readonly variant?: VariantPatch;
  /** The mapped fields that the row speaks of, in the words of the mapping: `price`, `option:Color`. */
  readonly fields: readonly string[];
  readonly place: Place;
  /** The row as it stood, for the rejects file when the catalogue refuses it. */
  cells(): readonly string[];
}

/** A row that could not be understood; its cells go to the rejects file as they stood. */
export interface RejectedRow {
  readonly row: number;
  readonly line: number;
  readonly cells: readonly string[];
  readonly errors: readonly Diagnostic[];
  /**
   * What the row says without its GTIN, where that alone is wrong: to be taken when the catalogue's own GTIN explains the ruined one
   * and that is accepted.
   */
  readonly otherwise?: Pick<SheetRow, 'product' | 'variant' | 'fields'>;
}

/** A row that carries no data, with the reason: blank, the header once more, or a row of totals. Counted, never silent. */
export interface SkippedRow {
  readonly row: number;
  readonly line: number;
  readonly reason: 'blank' | 'header' | 'total';
}

export type SheetEvent =
  | { readonly kind: 'row'; readonly value: SheetRow }
  | { readonly kind: 'rejected'; readonly value: RejectedRow }
  | { readonly kind: 'skipped'; readonly value: SkippedRow };
