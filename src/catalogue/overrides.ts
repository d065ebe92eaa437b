import type { Sku } from '../contract/index.ts';
import type { Override } from '../core/index.ts';
import type { Connection } from './connection.ts';

interface Row {
  readonly code: string;
  readonly sku: string;
  readonly field: Override['field'];
  readonly value: string;
}

/** What channels say instead of the catalogue. In the table, the SKU of a product's own override is ''. */
export class Overrides {
  constructor(private readonly connection: Connection) {}

  of(channel: string): ReadonlyMap<string, readonly Override[]> {
    const rows = this.connection.one(() =>
      this.connection
        .statement<Row>('SELECT code, sku, field, value FROM override WHERE channel = ? ORDER BY code, sku, field')
        .all(channel),
    );
    const byCode = new Map<string, Override[]>();
    for (const { code, sku, field, value } of rows) {
      const own = byCode.get(code) ?? [];
      own.push(sku === '' ? { code, field, value } : { code, sku, field, value });
      byCode.set(code, own);
    }
    return byCode;
  }

  set(channel: string, { code, sku, field, value }: Override): void {
    this.connection.write(() => {
      const { changes } = this.connection
        .statement(
          'INSERT INTO override (channel, code, sku, field, value) VALUES (?, ?, ?, ?, ?) ' +
            'ON CONFLICT DO UPDATE SET value = excluded.value WHERE value <> excluded.value',
        )
        .run(channel, code, sku ?? '', field, value);
      this.raise(changes);
    });
  }

  remove(channel: string, code: string, sku: Sku | undefined, field: Override['field']): boolean {
    return this.connection.write(() => {
      const { changes } = this.connection
        .statement('DELETE FROM override WHERE channel = ? AND code = ? AND sku = ? AND field = ?')
        .run(channel, code, sku ?? '', field);
      this.raise(changes);
      return changes > 0;
    });
  }

  private raise(changes: number): void {
    if (changes > 0) this.connection.statement('UPDATE catalogue SET revision = revision + 1').run();
  }
}
