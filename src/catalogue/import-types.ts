/** One sheet on its way into the catalogue. */
import type { Diagnostic, Sku } from '../contract/index.ts';
import type { ProductPatch, VariantPatch } from '../core/index.ts';

export interface SheetInfo {
  /** As the user named it. */
  readonly file: string;
  /** sha256 of the bytes. */
  readonly hash: string;
  /** sha256 of the canonical mapping. */
  readonly mappingHash: string;
  /** Which header each field was read from: `{ price: '售价', quantity: '库存' }`. */
  readonly columns: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly at: string;
}

export interface ImportSession {
  /**
   * Apply one row. `fields` names the mapped fields the row spoke of, for provenance.
   * A SKU that belongs to another product is an error of the row (`E_SKU_MOVED`), returned, not thrown.
   */
  put(row: {
    readonly row: number;
    readonly product: ProductPatch;
    readonly variant?: VariantPatch;
    readonly fields: readonly string[];
  }): PutResult | Diagnostic;
  /**
   * Add a product that the catalogue does not have, with all its SKUs, as `put` would row by row. `false`, and nothing is
   * written, when the product or one of the SKUs is there already.
   */
  add(product: NewProduct): boolean;
  /**
   * Of what `put` or `add` took last: a number for the product; of `put` alone, the place of the SKU in it (0 when it is new),
   * and whether its GTIN is another than it was.
   */
  readonly last: { readonly product: number; readonly position: number; readonly gtin: boolean };
  /** The number of a product. */
  idOf(code: string): number | undefined;
  /** Of a SKU that the catalogue has: the number of its product, and its place in it. */
  find(sku: Sku): { readonly product: number; readonly position: number } | undefined;
  /** SKUs that have one of these GTINs, and their products' numbers. Reads every SKU once. */
  gtins(list: readonly string[]): readonly { readonly gtin: string; readonly sku: Sku; readonly product: number }[];
  /**
   * Prints of rows that this kind of sheet had before and that would change nothing now: five numbers of 32 bits each, three of
   * the print, the product's, and one more.
   */
  prints(context: string): Int32Array<SharedArrayBuffer>;
  /** Keep these for the next sheet of this kind. They must hold when the import is committed. */
  keepPrints(context: string, prints: Int32Array): void;
  /** What a supplier gave before, and gives now. Once for an import. */
  supplier(name: string): SupplierSkus;
  /** End it. Throws when the session is over already. */
  commit(): { readonly importId: number };
  rollback(): void;
}

/** A SKU of a supplier's, as it stands in the catalogue. */
export interface GivenSku {
  readonly sku: Sku;
  readonly code: string;
  readonly quantity?: number;
  readonly status: 'active' | 'ended';
}

/** The SKUs that one supplier's sheets have named. */
export interface SupplierSkus {
  /** How many of those of before are not ended. */
  readonly live: number;
  /** The sheet has this SKU, and the catalogue took it. */
  gave(sku: Sku): void;
  /** The sheet has the SKU at this place of a product; whether there is one. */
  gaveAt(product: number, position: number): boolean;
  /** The sheet has this many SKUs of a product; whether they are all that it has. If not, none of this can be relied on. */
  gaveAll(product: number, count: number): boolean;
  /** The sheet has this SKU in a row that was refused; whether it is one of the supplier's. */
  named(sku: Sku): boolean;
  /** The sheet is all that the supplier has. */
  whole(): void;
  /** Those that this sheet has not named, and that no other supplier's last sheet has. */
  unseen(): readonly GivenSku[];
  /** Those that had ended because they were missing, and that this sheet has named. */
  back(): readonly GivenSku[];
  /** Whether a SKU has ended because it was missing. */
  ended(sku: Sku, missing: boolean): void;
}

/** A product as it is stored, in lists of texts and numbers from which it is taken without being copied. */
export interface NewProduct {
  /**
   * From `textsFrom` on: code, title, description, bullets, brand, category, attributes, images, axes, status; then for each SKU
   * sku, options, images. Lists and maps are JSON text; `null` where nobody says. A status `ended` ends the SKUs.
   */
  readonly texts: readonly (string | null)[];
  readonly textsFrom: number;
  /**
   * From `numbersFrom` on, for each SKU: row, three that are not looked at, price, list price and cost in minor units, quantity,
   * gtin, weight, length, width, height; `NaN` where nobody says.
   */
  readonly numbers: Float64Array;
  readonly numbersFrom: number;
  readonly skus: number;
  /** The mapped fields that its rows speak of. The same list for many products costs least. */
  readonly fields: readonly string[];
  /** Currencies of price, list price and cost. */
  readonly amounts: readonly [string | null, string | null, string | null];
}

export interface PutResult {
  readonly product: 'new' | 'changed' | 'same';
  readonly variant?: 'new' | 'changed' | 'same';
}
