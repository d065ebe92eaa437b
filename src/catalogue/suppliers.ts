import type { Sku } from '../contract/index.ts';
import type { Connection } from './connection.ts';
import type { GivenSku, SupplierSkus } from './types.ts';

const GAVE =
  'INSERT INTO supplier_sku (supplier, sku, seen) VALUES (?, ?, ?) ' +
  'ON CONFLICT (supplier, sku) DO UPDATE SET seen = excluded.seen';
const GAVE_AT =
  'INSERT INTO supplier_sku (supplier, sku, seen) SELECT ?, sku, ? FROM variant WHERE product = ? AND position = ? ' +
  'ON CONFLICT (supplier, sku) DO UPDATE SET seen = excluded.seen';
const GAVE_ALL =
  'INSERT INTO supplier_sku (supplier, sku, seen) SELECT ?, sku, ? FROM variant WHERE product = ? ' +
  'ON CONFLICT (supplier, sku) DO UPDATE SET seen = excluded.seen';
const NAMED = 'UPDATE supplier_sku SET seen = ? WHERE supplier = ? AND sku = ?';
const LIVE =
  "SELECT count(*) FROM supplier_sku s JOIN variant v ON v.sku = s.sku WHERE s.supplier = ? AND v.status = 'active'";
/** A SKU that the last sheet of another supplier has is still to be had. */
const UNSEEN =
  'SELECT v.sku, p.code, v.quantity, v.status FROM supplier_sku s JOIN variant v ON v.sku = s.sku ' +
  'JOIN product p ON p.id = v.product WHERE s.supplier = ? AND s.seen < ? AND NOT EXISTS (' +
  'SELECT 1 FROM supplier o JOIN supplier_sku x ON x.supplier = o.id AND x.sku = s.sku WHERE o.id <> s.supplier ' +
  'AND x.seen >= o.seen) ORDER BY s.sku';
const BACK =
  'SELECT v.sku, p.code, v.quantity, v.status FROM supplier_sku s JOIN variant v ON v.sku = s.sku ' +
  'JOIN product p ON p.id = v.product WHERE s.supplier = ? AND s.seen = ? AND s.ended = 1 ORDER BY s.sku';

/** One supplier's SKUs during an import; everything is part of its transaction. */
export class ImportedSkus implements SupplierSkus {
  readonly live: number;
  private readonly id: number;
  private readonly add;
  private readonly touch;
  private readonly addAt;
  private readonly addAll;

  constructor(
    private readonly connection: Connection,
    private readonly importId: number,
    supplier: string,
  ) {
    connection.statement('INSERT OR IGNORE INTO supplier (name) VALUES (?)').run(supplier);
    this.id = connection.raw<[number]>('SELECT id FROM supplier WHERE name = ?').get(supplier)?.[0] ?? 0;
    this.live = connection.raw<[number]>(LIVE).get(this.id)?.[0] ?? 0;
    this.add = connection.statement(GAVE);
    this.touch = connection.statement(NAMED);
    this.addAt = connection.statement(GAVE_AT);
    this.addAll = connection.statement(GAVE_ALL);
  }

  gave(sku: Sku): void {
    this.connection.one(() => this.add.run(this.id, sku, this.importId));
  }

  gaveAt(product: number, position: number): boolean {
    return this.connection.one(() => this.addAt.run(this.id, this.importId, product, position)).changes === 1;
  }

  gaveAll(product: number, count: number): boolean {
    return this.connection.one(() => this.addAll.run(this.id, this.importId, product)).changes === count;
  }

  named(sku: Sku): boolean {
    return this.connection.one(() => this.touch.run(this.importId, this.id, sku)).changes > 0;
  }

  whole(): void {
    this.connection.one(() =>
      this.connection.statement('UPDATE supplier SET seen = ? WHERE id = ?').run(this.importId, this.id),
    );
  }

  unseen(): readonly GivenSku[] {
    return this.list(UNSEEN);
  }

  back(): readonly GivenSku[] {
    return this.list(BACK);
  }

  ended(sku: Sku, missing: boolean): void {
    this.connection.one(() =>
      this.connection
        .statement('UPDATE supplier_sku SET ended = ? WHERE supplier = ? AND sku = ?')
        .run(missing ? 1 : 0, this.id, sku),
    );
  }

  private list(sql: string): readonly GivenSku[] {
    const rows = this.connection.one(() =>
      this.connection.raw<[string, string, number | null, GivenSku['status']]>(sql).all(this.id, this.importId),
    );
    return rows.map(([sku, code, quantity, status]) => ({
      sku,
      code,
      ...(quantity === null ? {} : { quantity }),
      status,
    }));
  }
}
