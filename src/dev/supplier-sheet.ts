import iconv from 'iconv-lite';

/** What a sheet must become when it is imported into an empty catalogue with `skip-row`. */
export interface Becomes {
  readonly about: string;
  /** Absent where the sheet is stopped before it is known. */
  readonly encoding?:
    | 'utf-8'
    | 'gb18030'
    | 'big5'
    | 'shift_jis'
    | 'euc-kr'
    | 'windows-1252'
    | 'macintosh'
    | 'utf-16le'
    | 'utf-16be';
  readonly delimiter?: string;
  /** Row number of the header's last row, from 1; 0 for none. */
  readonly header?: number;
  /** `stopped`: the file as a whole cannot be read, and the run ends with an error. */
  readonly result: 'committed' | 'refused' | 'stopped';
  /** The error that ends it, and parts that its English words must have. */
  readonly stops?: { readonly code: string; readonly says?: readonly string[] };
  /** Records below the header; 0 when the sheet as a whole is refused. */
  readonly rows: number;
  readonly products: number;
  readonly variants: number;
  readonly skipped: number;
  /** Rows that are refused, each with its first error. */
  readonly rejected: readonly {
    readonly code: string;
    readonly row: number;
    readonly line?: number;
    readonly column?: string;
    /** Parts that its English words must have. */
    readonly says?: readonly string[];
  }[];
  /** Findings about the sheet as a whole. */
  readonly findings?: readonly { readonly code: string; readonly column?: string }[];
  /** Variants as the catalogue must hold them, by SKU, as far as they are said here; `product` is theirs. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Where one value must be said to have come from. */
  readonly source?: {
    readonly code: string;
    readonly sku?: string;
    readonly field: string;
    readonly row: number;
    readonly column: string;
  };
}

export interface SupplierSheet extends Becomes {
  readonly name: string;
  /** `csv` unless said. */
  readonly extension?: string;
  readonly bytes: Buffer;
  /** A mapping file to import it with. */
  readonly mapping?: string;
}

export const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8');
export const gb = (text: string): Buffer => iconv.encode(text, 'gb18030');
/** In an encoding that iconv-lite calls so. */
export const encoded = (text: string, encoding: string): Buffer => iconv.encode(text, encoding);
/** As a program shows and saves text whose encoding it takes for another. */
export const misread = (text: string, was: string, readAs: string): string =>
  iconv.decode(iconv.encode(text, was), readAs);
export const utf16 = (text: string, encoding: 'utf-16le' | 'utf-16be'): Buffer =>
  iconv.encode(text, encoding, { addBOM: false });

/** Rows of cells that need no quotes. */
export const csv = (rows: readonly (readonly string[])[], delimiter = ',', end = '\r\n'): string =>
  rows.map((row) => row.join(delimiter) + end).join('');

export const cny = (minor: number) => ({ minor, currency: 'CNY' });
export const eur = (minor: number) => ({ minor, currency: 'EUR' });
