/**
 * Sheets: bytes in, typed rows out. Nothing here knows the catalogue; nothing here guesses a price or an identifier.
 */
import type { Currency, Diagnostic, Place } from '../contract/index.ts';
import type { ProductPatch, VariantPatch } from '../core/index.ts';

export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be';

/** Fields a column can feed. `option:Color` and `attribute:Material` carry a name. */
export type FieldName =
  | 'code'
  | 'sku'
  | 'title'
  | 'description'
  | 'bullet'
  | 'brand'
  | 'category'
  | 'image'
  | 'variantImage'
  | 'price'
  | 'listPrice'
  | 'cost'
  | 'quantity'
  | 'gtin'
  | 'weight'
  | 'length'
  | 'width'
  | 'height'
  | 'status'
  | `option:${string}`
  | `attribute:${string}`;

export interface ColumnMapping {
  /** The header as it stands in the sheet, trimmed. */
  readonly column: string;
  readonly field: FieldName;
  /** Currency of a money column whose header or cells do not say. */
  readonly currency?: Currency;
  /** The decimal sign of this column; `.` unless said. */
  readonly decimal?: '.' | ',';
  /** Unit of a weight (g, kg, lb, oz) or length (mm, cm, m, in) column. */
  readonly unit?: 'g' | 'kg' | 'lb' | 'oz' | 'mm' | 'cm' | 'm' | 'in';
  /** Splits a cell that lists several images or bullets. */
  readonly separator?: string;
  /** What an empty cell means; keep unless said. */
  readonly empty?: 'keep' | 'clear';
  /** Words of this column for values: `{ 有货: '10', 缺货: '0' }`, applied before parsing. */
  readonly words?: Readonly<Record<string, string>>;
}

/** A mapping file: which column feeds which field, and how the bytes are read. */
export interface Mapping {
  readonly version: 1;
  readonly encoding?: Encoding;
  readonly delimiter?: string;
  /** Row number of the header, from 1. */
  readonly header: number;
  readonly currency?: Currency;
  readonly columns: readonly ColumnMapping[];
  /** Columns looked at and left out on purpose. */
  readonly ignore: readonly string[];
}

/** What was decided about a sheet, and why: shown to the user, pinned in the mapping. */
export interface SheetReading {
  readonly encoding: Encoding;
  readonly delimiter: string;
  readonly headerRow: number;
  readonly headers: readonly string[];
  /** One sentence per decision, with its evidence. */
  readonly evidence: readonly Diagnostic[];
  /** sha256 of the bytes. */
  readonly hash: string;
  readonly bytes: number;
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
}

/** A row that carries no data, with the reason: blank, or the header once more. Counted, never silent. */
export interface SkippedRow {
  readonly row: number;
  readonly line: number;
  readonly reason: 'blank' | 'header';
}

export type SheetEvent =
  | { readonly kind: 'row'; readonly value: SheetRow }
  | { readonly kind: 'rejected'; readonly value: RejectedRow }
  | { readonly kind: 'skipped'; readonly value: SkippedRow };
