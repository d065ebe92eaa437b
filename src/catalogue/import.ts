import type { Diagnostic, Place, Sku } from '../contract/index.ts';
import { canonical, type ProductPatch, type VariantPatch } from '../core/index.ts';
import { Bulk } from './bulk.ts';
import type { Connection } from './connection.ts';
import { translate } from './errors.ts';
import { patchProduct, patchVariant } from './patch.ts';
import { loadPrints, storePrints } from './prints.ts';
import { Claims } from './provenance.ts';
import {
  blankProduct,
  blankVariant,
  PRODUCT_COLUMNS,
  type ProductRow,
  productRow,
  type StoredProduct,
  type StoredVariant,
  VARIANT_COLUMNS,
  type VariantRow,
  variantRow,
} from './rows.ts';
import { ImportedSkus } from './suppliers.ts';
import type { ImportSession, NewProduct, PutResult, SheetInfo, SupplierSkus } from './types.ts';

const FIND_PRODUCT = `SELECT ${PRODUCT_COLUMNS} FROM product WHERE code = ?`;
const FIND_VARIANT = `SELECT ${VARIANT_COLUMNS} FROM variant WHERE sku = ?`;
const ADD_PRODUCT =
  'INSERT INTO product (code, title, description, bullets, brand, category, attributes, images, axes, status, source) ' +
  'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';
const SET_PRODUCT =
  'UPDATE product SET title = ?, description = ?, bullets = ?, brand = ?, category = ?, attributes = ?, images = ?, ' +
  'axes = ?, status = ?, source = ? WHERE id = ?';
const ADD_VARIANT =
  `INSERT INTO variant (${VARIANT_COLUMNS}) VALUES ` +
  '(?, (SELECT coalesce(max(position), 0) + 1 FROM variant WHERE product = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ' +
  '?, ?, ?, ?)';
const SET_VARIANT =
  'UPDATE variant SET options = ?, price = ?, price_currency = ?, list_price = ?, list_price_currency = ?, cost = ?, ' +
  'cost_currency = ?, quantity = ?, gtin = ?, weight = ?, length = ?, width = ?, height = ?, images = ?, ' +
  'attributes = ?, status = ?, source = ? WHERE product = ? AND position = ?';

const TOUCH =
  'INSERT INTO product_change (product, import) VALUES (?, ?) ON CONFLICT (product) DO UPDATE SET import = excluded.import';

/** Pages kept in memory, in KiB: SQLite's own default here, and what an import of many rows in no order is given. */
const CACHE_KIB = 16_000;
const IMPORT_CACHE_KIB = 8_000;

type Row = Parameters<ImportSession['put']>[0];

/** One sheet going in: a transaction that many `put` calls share. A row that changes nothing writes nothing. */
export class SheetImport implements ImportSession {
  readonly importId: number;
  private readonly claims: Claims;
  private readonly bulk: Bulk;
  /** Products up to this number were there before. */
  private readonly oldest: number;
  /** The product whose change was noted last. */
  private noted = 0;
  /** Whether the row that was put last gave its SKU another GTIN. */
  private gtin = false;
  /** The product of the row before: sheets list the SKUs of a product one after the other. */
  private current: { readonly row: ProductRow; readonly stored: boolean } | undefined;
  private changed = false;
  open = true;
  last = { product: 0, position: 0, gtin: false };

  constructor(
    private readonly connection: Connection,
    private readonly sheet: SheetInfo,
  ) {
    connection.hold();
    try {
      connection.db.pragma(`cache_size = ${-IMPORT_CACHE_KIB}`);
      const { lastInsertRowid } = connection
        .statement('INSERT INTO import (file, hash, mapping_hash, columns, at) VALUES (?, ?, ?, ?, ?)')
        .run(sheet.file, sheet.hash, sheet.mappingHash, canonical(sheet.columns), sheet.at);
      this.importId = Number(lastInsertRowid);
      this.oldest = connection.raw<[number]>('SELECT coalesce(max(id), 0) FROM product').get()?.[0] ?? 0;
    } catch (error) {
      this.end('rollback');
      throw translate(error, connection.file);
    }
    this.claims = new Claims(connection, this.importId);
    this.bulk = new Bulk(connection, this.claims, this.importId);
  }

  /** A throw (a full disk, a value no column can hold) ends the session and undoes all of it. */
  put(row: Row): PutResult | Diagnostic {
    return this.guard(() => this.apply(row));
  }

  add(product: NewProduct): boolean {
    const id = this.guard(() => this.bulk.add(product));
    if (id === undefined) return false;
    this.current = undefined;
    this.changed = true;
    this.last = { product: id, position: 0, gtin: false };
    return true;
  }

  idOf(code: string): number | undefined {
    if (this.current?.row.code === code) return this.current.row.id;
    return this.guard(() => this.connection.raw<[number]>('SELECT id FROM product WHERE code = ?').get(code)?.[0]);
  }

  find(sku: Sku): { readonly product: number; readonly position: number } | undefined {
    const found = this.guard(() =>
      this.connection.raw<[number, number]>('SELECT product, position FROM variant WHERE sku = ?').get(sku),
    );
    return found && { product: found[0], position: found[1] };
  }

  gtins(list: readonly string[]): readonly { readonly gtin: string; readonly sku: Sku; readonly product: number }[] {
    return this.guard(() =>
      this.connection
        .statement<{ gtin: string; sku: Sku; product: number }>(
          'SELECT gtin, sku, product FROM variant WHERE gtin IN (SELECT value FROM json_each(?))',
        )
        .all(JSON.stringify(list)),
    );
  }

  prints(context: string): Int32Array<SharedArrayBuffer> {
    return this.guard(() => loadPrints(this.connection, context));
  }

  keepPrints(context: string, prints: Int32Array): void {
    this.guard(() => storePrints(this.connection, context, this.importId, prints));
  }

  supplier(name: string): SupplierSkus {
    return this.guard(() => new ImportedSkus(this.connection, this.importId, name));
  }

  /** A throw ends the session. */
  private guard<T>(work: () => T): T {
    if (!this.open) throw new Error('the import is over');
    try {
      return work();
    } catch (error) {
      this.end('rollback');
      throw translate(error, this.connection.file);
    }
  }

  commit(): { readonly importId: number } {
    if (!this.open) throw new Error('the import is over');
    try {
      if (this.changed) this.connection.statement('UPDATE catalogue SET revision = revision + 1').run();
    } catch (error) {
      this.end('rollback');
      throw translate(error, this.connection.file);
    }
    this.end('commit');
    return { importId: this.importId };
  }

  rollback(): void {
    if (this.open) this.end('rollback');
  }

  private end(how: 'commit' | 'rollback'): void {
    this.open = false;
    this.current = undefined;
    try {
      this.connection.release(how);
    } finally {
      this.connection.db.pragma(`cache_size = ${-CACHE_KIB}`);
    }
  }

  private apply({ row, product: patch, variant, fields }: Row): PutResult | Diagnostic {
    if (patch.code.trim() === '') return this.empty('E_CODE_EMPTY', 'code', row, {});
    if (variant && variant.sku.trim() === '') return this.empty('E_SKU_EMPTY', 'sku', row, { code: patch.code });
    const found = this.productOf(patch.code);
    const stored = variant && this.variantOf(variant.sku);
    if (stored && stored.product !== found.row.id) return this.moved(row, patch.code, stored);
    this.gtin = false;
    const product = this.applyProduct(found, row, patch, variant?.options, fields);
    const said = variant ? { product, variant: this.applyVariant(stored, row, variant, fields) } : { product };
    this.last = { product: this.current?.row.id ?? 0, position: stored?.position ?? 0, gtin: this.gtin };
    if (product !== 'same' || (said.variant ?? 'same') !== 'same') this.note(this.last.product);
    return said;
  }

  /** Rows of other sheets that speak of the product are to be read again. */
  private note(product: number): void {
    if (product === this.noted || product > this.oldest) return;
    this.connection.statement(TOUCH).run(product, this.importId);
    this.noted = product;
  }

  private productOf(code: string): { readonly row: ProductRow; readonly stored: boolean } {
    if (this.current?.row.code === code) return this.current;
    const stored = this.connection.raw<StoredProduct>(FIND_PRODUCT).get(code);
    this.current = stored && { row: productRow(stored), stored: true };
    return this.current ?? { row: blankProduct(code), stored: false };
  }

  private variantOf(sku: Sku): VariantRow | undefined {
    const stored = this.connection.raw<StoredVariant>(FIND_VARIANT).get(sku);
    return stored && variantRow(stored);
  }

  private applyProduct(
    { row, stored }: { readonly row: ProductRow; readonly stored: boolean },
    line: number,
    patch: ProductPatch,
    options: VariantPatch['options'],
    fields: readonly string[],
  ): 'new' | 'changed' | 'same' {
    const changed = patchProduct(row, patch, options, !stored);
    if (changed.length === 0) return 'same';
    row.source = this.claims.claim(row.source, line, changed, fields);
    const { title, description, bullets, brand, category, attributes, images, axes, status, source } = row;
    const values = [title, description, bullets, brand, category, attributes, images, axes, status, source];
    if (stored) this.connection.statement(SET_PRODUCT).run(...values, row.id);
    else row.id = Number(this.connection.statement(ADD_PRODUCT).run(row.code, ...values).lastInsertRowid);
    this.current = { row, stored: true };
    this.changed = true;
    return stored ? 'changed' : 'new';
  }

  private applyVariant(
    stored: VariantRow | undefined,
    line: number,
    patch: VariantPatch,
    fields: readonly string[],
  ): 'new' | 'changed' | 'same' {
    const row = stored ?? blankVariant(this.current?.row.id ?? 0, patch.sku);
    const changed = patchVariant(row, patch, !stored);
    this.gtin = changed.includes('gtin');
    if (changed.length === 0) return 'same';
    row.source = this.claims.claim(row.source, line, changed, fields);
    const values = [
      row.options,
      row.price,
      row.price_currency,
      row.list_price,
      row.list_price_currency,
      row.cost,
      row.cost_currency,
      row.quantity,
      row.gtin,
      row.weight,
      row.length,
      row.width,
      row.height,
      row.images,
      row.attributes,
      row.status,
      row.source,
    ];
    if (stored) this.connection.statement(SET_VARIANT).run(...values, row.product, row.position);
    else this.connection.statement(ADD_VARIANT).run(row.product, row.product, row.sku, ...values);
    this.changed = true;
    return stored ? 'changed' : 'new';
  }

  private empty(code: 'E_CODE_EMPTY' | 'E_SKU_EMPTY', field: 'code' | 'sku', row: number, place: Place): Diagnostic {
    const [en, zh] = field === 'code' ? ['product code', '商品编码'] : ['SKU', 'SKU'];
    return {
      code,
      severity: 'error',
      message: { en: `the row has no ${en}`, zh: `该行没有${zh}` },
      place: { ...place, ...this.place(row, field) },
      next: { en: `fill in the ${en} and import the row again`, zh: `请填写${zh}后重新导入该行` },
    };
  }

  private moved(row: number, code: string, stored: VariantRow): Diagnostic {
    const owner = this.connection.raw<[string]>('SELECT code FROM product WHERE id = ?').get(stored.product)?.[0] ?? '';
    const sku: Sku = stored.sku;
    return {
      code: 'E_SKU_MOVED',
      severity: 'error',
      message: {
        en: `SKU ${sku} belongs to product ${owner}; this row puts it under ${code}`,
        zh: `SKU ${sku} 属于商品 ${owner}，该行却把它放在 ${code} 下`,
      },
      place: { code, sku, ...this.place(row, 'code') },
      next: {
        en: `write ${owner} as its product code, or give the SKU of ${code} another name`,
        zh: `请将商品编码改为 ${owner}，或为 ${code} 使用其他 SKU`,
      },
    };
  }

  private place(row: number, field: string): Place {
    const { file, columns } = this.sheet;
    return { file, row, field, ...(Object.hasOwn(columns, field) ? { column: columns[field] ?? field } : {}) };
  }
}

/** The newest import of these bytes with this mapping, leaving out the one that is under way. */
export function findImport(
  connection: Connection,
  sheetHash: string,
  mappingHash: string,
  underWay: number | undefined,
): { readonly id: number; readonly at: string } | undefined {
  return connection.one(() =>
    connection
      .statement<{ id: number; at: string }>(
        'SELECT id, at FROM import WHERE hash = ? AND mapping_hash = ? AND id <> ? ORDER BY id DESC LIMIT 1',
      )
      .get(sheetHash, mappingHash, underWay ?? 0),
  );
}
