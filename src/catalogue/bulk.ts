import type { Connection } from './connection.ts';
import type { Claims } from './provenance.ts';
import type { NewProduct } from './types.ts';

const HAS = 'SELECT 1 FROM product WHERE code = ?';
const ADD_PRODUCT =
  'INSERT INTO product (code, title, description, bullets, brand, category, attributes, images, axes, status, source) ' +
  'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';
const ADD_SKU =
  'INSERT INTO variant (product, position, sku, options, price, price_currency, list_price, list_price_currency, cost, ' +
  'cost_currency, quantity, gtin, weight, length, width, height, images, attributes, status, source) ' +
  'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?) ON CONFLICT (sku) DO NOTHING';

/** Texts of the product and of each SKU in `NewProduct.texts`, and numbers of each SKU. */
const PRODUCT_TEXTS = 10;
const SKU_TEXTS = 3;
const SKU_NUMBERS = 13;

interface Sources {
  readonly product: string;
  readonly sku: string;
}

/**
 * Products that the catalogue does not have, whole: what `put` would make of their rows one by one, without looking for what
 * is not there.
 */
export class Bulk {
  /** Ids of the sets of fields that a row of these fields gives, of a product and of a SKU, as texts for `source`. */
  private readonly sets = new Map<string, Sources>();
  private readonly has;
  private readonly addProduct;
  private readonly addSku;

  constructor(
    private readonly connection: Connection,
    private readonly claims: Claims,
    private readonly importId: number,
  ) {
    this.has = connection.raw<[number]>(HAS);
    this.addProduct = connection.statement(ADD_PRODUCT);
    this.addSku = connection.statement(ADD_SKU);
  }

  /** The new product's id; `undefined` when it or one of its SKUs is there already, and then nothing is written. */
  add(product: NewProduct): number | undefined {
    const { texts, textsFrom: t, numbers, numbersFrom, skus, fields } = product;
    if (this.has.get(texts[t])) return undefined;
    const status = texts[t + 9];
    const sets = this.setsOf(fields, status === 'ended');
    const id = Number(
      this.addProduct.run(
        texts[t],
        texts[t + 1] ?? '',
        texts[t + 2] ?? '',
        texts[t + 3],
        texts[t + 4],
        texts[t + 5] ?? '',
        texts[t + 6],
        texts[t + 7],
        texts[t + 8],
        // A row ends its SKU, not the product that other SKUs may still be sold under.
        status === 'paused' ? 'paused' : 'active',
        this.source(numbers[numbersFrom] as number, sets.product),
      ).lastInsertRowid,
    );
    const ended = status === 'ended' ? 'ended' : 'active';
    for (let i = 0; i < skus; i++) {
      if (this.addOne(product, i, id, ended, sets.sku)) continue;
      this.connection.statement('DELETE FROM variant WHERE product = ?').run(id);
      this.connection.statement('DELETE FROM product WHERE id = ?').run(id);
      return undefined;
    }
    return id;
  }

  /** Writes the SKU at a place; false when another product has it. */
  private addOne(product: NewProduct, i: number, id: number, ended: string, set: string): boolean {
    const { texts, numbers, amounts } = product;
    const t = product.textsFrom + PRODUCT_TEXTS + i * SKU_TEXTS;
    const n = product.numbersFrom + i * SKU_NUMBERS;
    const [price, list, cost] = [valueAt(numbers, n + 4), valueAt(numbers, n + 5), valueAt(numbers, n + 6)];
    const gtin = numbers[n + 8] as number;
    const { changes } = this.addSku.run(
      id,
      i + 1,
      texts[t],
      texts[t + 1],
      price,
      price === null ? null : amounts[0],
      list,
      list === null ? null : amounts[1],
      cost,
      cost === null ? null : amounts[2],
      valueAt(numbers, n + 7),
      Number.isNaN(gtin) ? null : String(gtin),
      valueAt(numbers, n + 9),
      valueAt(numbers, n + 10),
      valueAt(numbers, n + 11),
      valueAt(numbers, n + 12),
      texts[t + 2],
      ended,
      this.source(numbers[n] as number, set),
    );
    return changes === 1;
  }

  private source(row: number, set: string): string {
    return set === '' ? '' : `${this.importId}.${row}.${set}`;
  }

  private setsOf(fields: readonly string[], ended: boolean): Sources {
    const key = `${ended ? '!' : ''}${fields.join('\n')}`;
    let sets = this.sets.get(key);
    if (!sets) {
      const ofProduct = ['code', 'title', 'description', 'category', 'brand', 'bullet', 'image', 'attribute:*'];
      const ofSku = ['sku', 'option:*', 'price', 'listPrice', 'cost', 'quantity', 'gtin', 'weight', 'length', 'width'];
      const named = (order: readonly string[]) => {
        const list = order.flatMap((name) =>
          name.endsWith('*')
            ? fields.filter((field) => field.startsWith(name.slice(0, -1)))
            : fields.includes(name)
              ? [name]
              : [],
        );
        return list.length === 0 ? '' : String(this.claims.idOf(list));
      };
      sets = {
        product: named(ended ? ofProduct : [...ofProduct, 'status']),
        sku: named([...ofSku, 'height', 'variantImage', 'status']),
      };
      this.sets.set(key, sets);
    }
    return sets;
  }
}

/** Whole numbers: SQLite refuses others in a column of integers. */
function valueAt(numbers: Float64Array, at: number): number | null {
  const value = numbers[at] as number;
  return Number.isNaN(value) ? null : value;
}
