import type { Print } from './prints.ts';
import type { Encoding, FieldName, Mapping, RejectedRow, SheetRow } from './types.ts';

/** All that reading the rows of a sheet takes; plain data, so that another thread can do it. */
export interface QuickJob {
  readonly path: string;
  readonly file: string;
  readonly encoding: Encoding;
  readonly delimiter: string;
  /** Offset of the first record, and the line of the file that it stands on. */
  readonly from: number;
  readonly line: number;
  readonly headerRow: number;
  readonly headers: readonly string[];
  /** The header as it stands in the sheet. */
  readonly raw: readonly (readonly string[])[];
  readonly mapping: Mapping;
  /** Bytes of the file when it was looked at first. */
  readonly bytes: number;
  /** How many rows there may be, from the length of the first ones. */
  readonly rows: number;
  /** `PRINT_WORDS` numbers for each product of the sheet that would change nothing if it were read. */
  readonly known: Int32Array;
  /** Bytes read at a time. */
  readonly chunk?: number;
}

/** Where the bytes of a record lie in the file. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export type WireEvent =
  | { readonly kind: 'row'; readonly value: Omit<SheetRow, 'cells'> & { readonly span: Span } }
  | { readonly kind: 'rejected'; readonly value: RejectedRow };

/**
 * Rows of one product in the order of the sheet. Plain ones lie in the batch's `texts` and `numbers`: `skus` says how many there
 * are, `fields` which fields they speak of, counted over all batches. Others are events.
 */
export interface Part {
  /** Of the bytes of its rows, where reading them again would say the same. */
  readonly print?: Print;
  readonly skus: number;
  readonly fields: number;
  readonly events?: readonly WireEvent[];
}

/** What threads hand to each other: long lists of texts and numbers rather than an object for each row, which cost most of the time. */
export interface Batch {
  readonly parts: readonly Part[];
  /**
   * For each plain part `PRODUCT_TEXTS` texts (code, title, description, bullets, brand, category, attributes, images, axes,
   * status) and `SKU_TEXTS` for each SKU (sku, options, images), as the catalogue stores them; `null` where nobody says.
   */
  readonly texts: readonly (string | null)[];
  /**
   * `SKU_NUMBERS` for each SKU: row, line, the offsets of its bytes, price, listPrice, cost, quantity, gtin, weight, length,
   * width, height; `NaN` where nobody says.
   */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** Lists of fields that parts of this batch are the first to speak of. */
  readonly fields: readonly (readonly FieldName[])[];
  /** Records below the header, whatever became of them. */
  readonly rows: number;
  readonly skipped: number;
  /** Rows that were recognised and not read. */
  readonly knownRows: number;
  /** Bytes of the file that lie behind. */
  readonly bytes: number;
}

export const PRODUCT_TEXTS = 10;
export const SKU_TEXTS = 3;
export const SKU_NUMBERS = 13;
