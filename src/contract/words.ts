/**
 * The nouns that every part of mabang shares. Types only: nothing here runs.
 * CONTRIBUTING.md has the five rules they serve.
 */

/** Anything JSON can carry. Snapshots, remote ids and tickets are made of it, so the ledger can store them. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A stock keeping unit. Always text: `007` and `7` are two SKUs. */
export type Sku = string;

/** An ISO 4217 code, upper case. */
export type Currency = string;

/** An amount in integer minor units: `{ minor: 1290, currency: 'EUR' }` is 12.90 EUR, `{ minor: 500, currency: 'JPY' }` is 500 JPY. */
export interface Money {
  readonly minor: number;
  readonly currency: Currency;
}

/** A part of a listing that moves on its own. */
export type Facet = 'content' | 'media' | 'price' | 'stock' | 'variation' | 'status';

export type Verb = 'create' | 'update' | 'end';

/** How a facet reads back. exact: as sent. rewritten: the platform edits it. none: it cannot be read. */
export type Readback = 'exact' | 'rewritten' | 'none';

/** The same sentence in both languages that messages exist in. Codes do not change with the language. */
export interface Words {
  readonly en: string;
  readonly zh: string;
}

export type Severity = 'error' | 'warning' | 'info';

/** Where something is wrong. Rows count records from 1 with the header as row 1; lines count line ends in the file. */
export interface Place {
  readonly file?: string;
  readonly row?: number;
  readonly line?: number;
  readonly column?: string;
  readonly code?: string;
  readonly sku?: Sku;
  readonly channel?: string;
  readonly facet?: Facet;
  readonly field?: string;
}

/** What, where, why, and what to do now. `code` is stable and searchable. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: Words;
  readonly place: Place;
  readonly next?: Words;
}

/** A fact and where it was read. Every number that an adapter declares carries one. */
export interface Source {
  /** A page, file or recording that states it. */
  readonly source: string;
  /** The day it was read, `YYYY-MM-DD`. */
  readonly date: string;
}
