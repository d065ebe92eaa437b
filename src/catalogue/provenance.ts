import type { Sku } from '../contract/index.ts';
import type { Connection } from './connection.ts';
import type { FieldSource } from './types.ts';

/** One part of a `source`: fields that one row of one import gave. */
interface Claim {
  readonly importId: number;
  readonly row: number;
  readonly set: number;
}

function parse(source: string): readonly Claim[] {
  if (source === '') return [];
  return source.split(' ').map((part) => {
    const [importId, row, set] = part.split('.');
    return { importId: Number(importId), row: Number(row), set: Number(set) };
  });
}

/**
 * Writes `source` texts during one import. Field names are kept once per distinct set of them (`field_set`), because the
 * rows of a sheet speak of the same fields over and over.
 *
 * A value's provenance moves when the value changes, and only then: importing the same value again, from the same sheet
 * or another, writes nothing. A value that a row clears is claimed too, so that the catalogue can tell who cleared it.
 * A changed value whose field the row does not name loses the provenance it had, for it no longer came from there.
 */
export class Claims {
  private readonly ids = new Map<string, number>();
  private readonly names = new Map<number, readonly string[]>();

  constructor(
    private readonly connection: Connection,
    private readonly importId: number,
  ) {}

  /** `source` after `row` changed the fields `changed`, of which it names `fields`. */
  claim(source: string, row: number, changed: readonly string[], fields: readonly string[]): string {
    const named = changed.filter((field) => fields.includes(field));
    const own = named.length === 0 ? '' : `${this.importId}.${row}.${this.idOf(named)}`;
    if (source === '') return own;
    const kept = parse(source).flatMap((claim) => {
      const names = this.namesOf(claim.set);
      const left = names.filter((name) => !changed.includes(name));
      if (left.length === 0) return [];
      const set = left.length === names.length ? claim.set : this.idOf(left);
      return [`${claim.importId}.${claim.row}.${set}`];
    });
    if (own !== '') kept.push(own);
    return kept.join(' ');
  }

  /** The id of a list of field names, stored when it is new. */
  idOf(names: readonly string[]): number {
    const key = names.join('\n');
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const text = JSON.stringify(names);
    this.connection.statement('INSERT OR IGNORE INTO field_set (fields) VALUES (?)').run(text);
    const id = this.connection.raw<[number]>('SELECT id FROM field_set WHERE fields = ?').get(text)?.[0];
    if (id === undefined) throw new Error('a field set was not stored');
    this.ids.set(key, id);
    return id;
  }

  private namesOf(set: number): readonly string[] {
    const known = this.names.get(set);
    if (known) return known;
    const names = fieldsOf(this.connection, set);
    this.names.set(set, names);
    return names;
  }
}

function fieldsOf(connection: Connection, set: number): readonly string[] {
  const text = connection.raw<[string]>('SELECT fields FROM field_set WHERE id = ?').get(set)?.[0];
  return text === undefined ? [] : (JSON.parse(text) as string[]);
}

interface ImportRow {
  readonly file: string;
  readonly hash: string;
  readonly columns: string;
  readonly at: string;
}

/** Where each value of a product and its SKUs came from: the product's own first, then SKU by SKU. */
export function sourcesOf(connection: Connection, code: string): readonly FieldSource[] {
  return connection.read(() => {
    const product = connection.raw<[number, string]>('SELECT id, source FROM product WHERE code = ?').get(code);
    if (!product) return [];
    const skus = connection
      .raw<[string, string]>('SELECT sku, source FROM variant WHERE product = ? ORDER BY position')
      .all(product[0]);
    return [...decode(connection, product[1]), ...skus.flatMap(([sku, source]) => decode(connection, source, sku))];
  });
}

function decode(connection: Connection, source: string, sku?: Sku): readonly FieldSource[] {
  return parse(source).flatMap(({ importId, row, set }) => {
    const sheet = connection
      .statement<ImportRow>('SELECT file, hash, columns, at FROM import WHERE id = ?')
      .get(importId);
    if (!sheet) return [];
    const columns = JSON.parse(sheet.columns) as Readonly<Record<string, string>>;
    return fieldsOf(connection, set).map((field) => ({
      ...(sku === undefined ? {} : { sku }),
      field,
      file: sheet.file,
      sheetHash: sheet.hash,
      row,
      column: Object.hasOwn(columns, field) ? (columns[field] ?? field) : field,
      at: sheet.at,
    }));
  });
}
