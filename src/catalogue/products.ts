import type { Sku } from '../contract/index.ts';
import { chunks, type Product, type ProductVariant } from '../core/index.ts';
import type { Connection } from './connection.ts';
import { PRODUCT_SELECT, type ProductTuple, toProduct, toVariant, VARIANT_SELECT, type VariantTuple } from './rows.ts';

/** Products read at a time, at most; and the SKUs that a chunk aims at, so that wide products make shorter chunks. */
const CHUNK = 500;
const CHUNK_SKUS = 2_000;

const products = (where: string, limit = '') =>
  `SELECT ${PRODUCT_SELECT} FROM product p WHERE ${where} ORDER BY p.code ${limit}`;
/** CROSS JOIN keeps SQLite to this order: codes from their index, and each product's SKUs where they lie together. */
const variants = (where: string) =>
  `SELECT ${VARIANT_SELECT} FROM product p CROSS JOIN variant v ON v.product = p.id WHERE ${where} ORDER BY p.code, v.position`;

const AFTER = products('p.code > ?', 'LIMIT ?');
const BETWEEN = variants('p.code > ? AND p.code <= ?');
const LISTED = 'p.code IN (SELECT value FROM json_each(?))';
const ONE = 'p.code = ?';

/** Reads products whole. Codes are in code point order (SQLite's BINARY), the same on every machine. */
export class Products {
  constructor(private readonly connection: Connection) {}

  /** Every statement is over when a chunk is yielded: the caller may write while iterating. */
  *all(): Generator<Product> {
    let after = '';
    let size = CHUNK;
    for (;;) {
      const part = this.connection.read(() => {
        const rows = this.connection.raw<ProductTuple>(AFTER).all(after, size);
        const last = rows.at(-1)?.[1];
        return last === undefined
          ? undefined
          : { last, rows, skus: this.connection.raw<VariantTuple>(BETWEEN).all(after, last) };
      });
      if (!part) return;
      yield* assemble(part.rows, part.skus);
      if (part.rows.length < size) return;
      after = part.last;
      size = Math.max(10, Math.min(CHUNK, Math.floor((CHUNK_SKUS * part.rows.length) / Math.max(1, part.skus.length))));
    }
  }

  *listed(codes: readonly string[]): Generator<Product> {
    const known = this.connection.read(() =>
      this.connection
        .raw<[string]>(`SELECT p.code FROM product p WHERE ${LISTED} ORDER BY p.code`)
        .all(JSON.stringify(codes)),
    );
    for (const part of chunks(known, CHUNK / 5)) {
      yield* this.load(LISTED, JSON.stringify(part.map(([code]) => code)));
    }
  }

  one(code: string): Product | undefined {
    return this.load(ONE, code)[0];
  }

  withSku(sku: Sku): Product | undefined {
    return this.connection.read(() => {
      const found = this.connection
        .raw<[string]>('SELECT p.code FROM variant v JOIN product p ON p.id = v.product WHERE v.sku = ?')
        .get(sku);
      return found && this.one(found[0]);
    });
  }

  counts(): { readonly products: number; readonly variants: number } {
    return this.connection.read(() => {
      const row = this.connection
        .raw<[number, number]>('SELECT (SELECT count(*) FROM product), (SELECT count(*) FROM variant)')
        .get();
      return { products: row?.[0] ?? 0, variants: row?.[1] ?? 0 };
    });
  }

  private load(where: string, argument: string): readonly Product[] {
    return this.connection.read(() =>
      assemble(
        this.connection.raw<ProductTuple>(products(where)).all(argument),
        this.connection.raw<VariantTuple>(variants(where)).all(argument),
      ),
    );
  }
}

/** Lay SKUs to their products: both come in the same order, so one pass does. */
function assemble(rows: readonly ProductTuple[], skus: readonly VariantTuple[]): Product[] {
  let next = 0;
  return rows.map((row) => {
    const own: ProductVariant[] = [];
    for (let sku = skus[next]; sku !== undefined && sku[0] === row[0]; sku = skus[++next]) own.push(toVariant(sku));
    return toProduct(row, own);
  });
}
