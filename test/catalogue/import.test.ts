import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { Connection } from '../../src/catalogue/connection.ts';
import { SheetImport } from '../../src/catalogue/import.ts';
import { EXIT, type Product } from '../../src/core/index.ts';
import { AT, freshFile, importRows, LATER, open, type Row, refusal, row } from './support.ts';

const EUR = (minor: number) => ({ minor, currency: 'EUR' });

const MUG: readonly Row[] = [
  row(
    2,
    {
      code: 'MUG',
      title: '马克杯 Mug',
      description: '<b>Stoneware</b>',
      bullets: ['0.3 l', 'dishwasher-safe'],
      brand: 'Acme',
      category: 'Home > Kitchen',
      images: [{ url: 'https://img.example.com/1.jpg', alt: 'front' }, { url: 'https://img.example.com/2.jpg' }],
      attributes: { Material: 'Stoneware', Glaze: 'Matt' },
      status: 'active',
    },
    {
      sku: '007',
      options: { Color: 'Black', Size: 'L' },
      price: EUR(1290),
      listPrice: EUR(1590),
      cost: { minor: 2000, currency: 'CNY' },
      quantity: 0,
      gtin: '04006381333931',
      weight: 350,
      dimensions: { length: 100, width: 90, height: 80 },
      images: [{ url: 'https://img.example.com/black.jpg' }],
      attributes: { Pantone: '419 C' },
    },
  ),
  row(3, { code: 'MUG', title: '马克杯 Mug' }, { sku: '7', options: { Color: 'White', Size: 'L' } }),
];

const STORED: Product = {
  code: 'MUG',
  title: '马克杯 Mug',
  description: '<b>Stoneware</b>',
  bullets: ['0.3 l', 'dishwasher-safe'],
  brand: 'Acme',
  category: 'Home > Kitchen',
  attributes: { Material: 'Stoneware', Glaze: 'Matt' },
  images: [{ url: 'https://img.example.com/1.jpg', alt: 'front' }, { url: 'https://img.example.com/2.jpg' }],
  axes: ['Color', 'Size'],
  status: 'active',
  variants: [
    {
      sku: '007',
      options: { Color: 'Black', Size: 'L' },
      price: EUR(1290),
      listPrice: EUR(1590),
      cost: { minor: 2000, currency: 'CNY' },
      quantity: 0,
      gtin: '04006381333931',
      weight: 350,
      dimensions: { length: 100, width: 90, height: 80 },
      images: [{ url: 'https://img.example.com/black.jpg' }],
      attributes: { Pantone: '419 C' },
      status: 'active',
    },
    { sku: '7', options: { Color: 'White', Size: 'L' }, images: [], attributes: {}, status: 'active' },
  ],
};

describe('importing a sheet', () => {
  it('stores every value as it was given, text as text and no price as no price', () => {
    const catalogue = open(freshFile());
    expect(importRows(catalogue, MUG)).toEqual([
      { product: 'new', variant: 'new' },
      { product: 'same', variant: 'new' },
    ]);
    expect(catalogue.product('MUG')).toStrictEqual(STORED);
    expect(catalogue.productOf('7')).toStrictEqual(STORED);
    expect([catalogue.productOf('07'), catalogue.product('mug')]).toEqual([undefined, undefined]);
  });

  it('twice changes nothing: no row, no revision', () => {
    const catalogue = open(freshFile());
    importRows(catalogue, MUG);
    const revision = catalogue.revision();
    const before = catalogue.sources('MUG');
    expect(importRows(catalogue, MUG, { file: 'copy.csv', at: LATER })).toEqual([
      { product: 'same', variant: 'same' },
      { product: 'same', variant: 'same' },
    ]);
    expect(catalogue.revision()).toBe(revision);
    expect(catalogue.sources('MUG')).toEqual(before);
    expect(catalogue.product('MUG')).toStrictEqual(STORED);
  });

  it('leaves what a row does not speak of, and clears what it says is empty', () => {
    const catalogue = open(freshFile());
    importRows(catalogue, MUG);
    const said = importRows(catalogue, [
      row(2, { code: 'MUG', attributes: { Glaze: null, Origin: 'CN' } }, { sku: '007', price: EUR(999) }),
      row(
        3,
        { code: 'MUG', brand: null, bullets: null, images: [], description: null },
        { sku: '007', gtin: null, listPrice: null, dimensions: null, weight: null, quantity: 3, images: null },
      ),
    ]);
    expect(said).toEqual([
      { product: 'changed', variant: 'changed' },
      { product: 'changed', variant: 'changed' },
    ]);
    const { brand: _, ...product } = STORED;
    const [black, white] = STORED.variants;
    const { gtin: _g, listPrice: _l, dimensions: _d, weight: _w, ...kept } = black as Product['variants'][number];
    expect(catalogue.product('MUG')).toStrictEqual({
      ...product,
      description: '',
      bullets: [],
      images: [],
      attributes: { Material: 'Stoneware', Origin: 'CN' },
      variants: [{ ...kept, price: EUR(999), quantity: 3, images: [] }, white],
    });
  });

  it('keeps axes in first-seen order and puts new ones last', () => {
    const catalogue = open(freshFile());
    importRows(catalogue, [
      row(2, { code: 'A' }, { sku: 'A-1', options: { Size: 'M' } }),
      row(3, { code: 'A' }, { sku: 'A-2', options: { Color: 'Red', Size: 'M' } }),
      row(4, { code: 'B' }, { sku: 'B-1' }),
      row(5, { code: 'A' }, { sku: 'A-1', options: { Color: 'Blue' } }),
    ]);
    expect(catalogue.product('A')?.axes).toEqual(['Size', 'Color']);
    expect(catalogue.product('A')?.variants.map((variant) => variant.options)).toEqual([
      { Size: 'M', Color: 'Blue' },
      { Color: 'Red', Size: 'M' },
    ]);
    expect(catalogue.product('B')?.axes).toEqual([]);
  });

  it('survives names that JavaScript has a meaning for', () => {
    const catalogue = open(freshFile());
    const attributes = JSON.parse('{"__proto__":"a","constructor":"b"}') as Record<string, string>;
    importRows(catalogue, [row(2, { code: '__proto__', attributes }, { sku: 'constructor', options: attributes })]);
    importRows(catalogue, [row(2, { code: '__proto__', attributes: { toString: 'c' } })]);
    const product = catalogue.product('__proto__');
    expect(Object.entries(product?.attributes ?? {})).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['toString', 'c'],
    ]);
    expect(Object.keys(catalogue.productOf('constructor')?.variants[0]?.options ?? {})).toEqual([
      '__proto__',
      'constructor',
    ]);
  });

  it('ends and revives products and SKUs by their status', () => {
    const catalogue = open(freshFile());
    importRows(catalogue, MUG);
    const status = () => [catalogue.product('MUG')?.status, catalogue.product('MUG')?.variants[0]?.status];
    importRows(catalogue, [row(2, { code: 'MUG', status: 'ended' }, { sku: '007', status: 'ended' })]);
    expect(status()).toEqual(['ended', 'ended']);
    importRows(catalogue, [row(2, { code: 'MUG', title: 'Mug' }, { sku: '007', quantity: 5 })]);
    expect(status()).toEqual(['ended', 'ended']);
    importRows(catalogue, [row(2, { code: 'MUG', status: 'active' }, { sku: '007', status: 'active' })]);
    expect(status()).toEqual(['active', 'active']);
  });

  it('takes a product without SKUs', () => {
    const catalogue = open(freshFile());
    expect(importRows(catalogue, [row(2, { code: 'A', title: 'Mug' })])).toEqual([{ product: 'new' }]);
    expect(catalogue.product('A')?.variants).toEqual([]);
  });

  it('refuses a SKU of another product, names both, and leaves the whole row out', () => {
    const catalogue = open(freshFile());
    importRows(catalogue, MUG);
    const columns = { code: '货号', sku: 'SKU' };
    for (const code of ['CUP', 'OTHER']) {
      const [said] = importRows(catalogue, [row(9, { code, title: 'Cup' }, { sku: '7' })], { columns });
      expect(said).toMatchObject({
        code: 'E_SKU_MOVED',
        severity: 'error',
        place: { file: 'sheet.csv', row: 9, column: '货号', code, sku: '7' },
      });
      expect(JSON.stringify(said)).toContain('MUG');
    }
    expect(catalogue.counts()).toEqual({ products: 1, variants: 2 });
    expect(catalogue.productOf('7')?.code).toBe('MUG');
  });

  it('refuses an empty code and an empty SKU', () => {
    const catalogue = open(freshFile());
    const said = importRows(catalogue, [
      row(2, { code: ' ', title: 'Mug' }),
      row(3, { code: 'A', title: 'Mug' }, { sku: '' }),
    ]);
    expect(said).toMatchObject([
      { code: 'E_CODE_EMPTY', place: { row: 2, field: 'code' } },
      { code: 'E_SKU_EMPTY', place: { row: 3, field: 'sku', code: 'A' } },
    ]);
    expect(catalogue.counts().products).toBe(0);
  });

  it('raises the revision once per commit that changed something', () => {
    const catalogue = open(freshFile());
    importRows(catalogue, MUG);
    expect(catalogue.revision()).toBe(1);
    importRows(catalogue, []);
    expect(catalogue.revision()).toBe(1);
    importRows(catalogue, [row(2, { code: 'MUG' }, { sku: '7', price: EUR(1) })]);
    expect(catalogue.revision()).toBe(2);
  });

  it('undoes a rollback, and what was open when the catalogue was closed', () => {
    const file = freshFile();
    const catalogue = open(file);
    const sheet = { file: 'a.csv', hash: 'h', mappingHash: 'm', columns: {}, at: AT };
    const session = catalogue.beginImport(sheet);
    for (const one of MUG) session.put(one);
    expect(catalogue.counts().products).toBe(1);
    session.rollback();
    expect([catalogue.counts().products, catalogue.revision(), catalogue.findImport('h', 'm')]).toEqual([
      0,
      0,
      undefined,
    ]);
    catalogue.beginImport(sheet).put(MUG[0] as Row);
    catalogue.close();
    expect(open(file).counts().products).toBe(0);
  });

  it('is one at a time, and nothing else is written meanwhile', () => {
    const catalogue = open(freshFile());
    const sheet = { file: 'a.csv', hash: 'h', mappingHash: 'm', columns: {}, at: AT };
    const session = catalogue.beginImport(sheet);
    expect(() => catalogue.beginImport(sheet)).toThrow('import is open');
    expect(() => catalogue.setOverride('shop', { code: 'A', field: 'title', value: 'x' })).toThrow('import is open');
    expect(catalogue.findImport('h', 'm')).toBeUndefined();
    const { importId } = session.commit();
    expect(catalogue.findImport('h', 'm')).toEqual({ id: importId, at: AT });
    expect(catalogue.findImport('h', 'another mapping')).toBeUndefined();
    expect(() => session.put(MUG[0] as Row)).toThrow('over');
    expect(() => session.commit()).toThrow('over');
    session.rollback();
    expect(catalogue.findImport('h', 'm')).toBeDefined();
  });

  it('refuses half a cent rather than storing it, and undoes the sheet', () => {
    const catalogue = open(freshFile());
    expect(() => importRows(catalogue, [...MUG, row(4, { code: 'MUG' }, { sku: '7', price: EUR(0.5) })])).toThrow();
    expect(catalogue.counts().products).toBe(0);
    importRows(catalogue, MUG);
    expect(catalogue.counts().products).toBe(1);
  });

  it('undoes the sheet when the disk is full, and says so', () => {
    const file = freshFile();
    importRows(open(file), MUG);
    const db = new Database(file);
    db.pragma(`max_page_count = ${(db.pragma('page_count', { simple: true }) as number) + 5}`);
    const session = new SheetImport(new Connection(db, file), {
      file: 'big.csv',
      hash: 'h',
      mappingHash: 'm',
      columns: {},
      at: AT,
    });
    const error = refusal(() => {
      for (let i = 0; i < 100; i++) session.put(row(i, { code: `P${i}`, description: 'x'.repeat(3_000) }));
    });
    expect([error.code, error.exit]).toEqual(['E_DISK', EXIT.busy]);
    expect(() => session.commit()).toThrow('over');
    db.close();
    expect(open(file).counts()).toEqual({ products: 1, variants: 2 });
  });

  it('shows images and attributes as rows to whoever looks with SQL', () => {
    const file = freshFile();
    importRows(open(file), MUG);
    const db = new Database(file, { readonly: true });
    expect(db.prepare('SELECT sku, position, url FROM media ORDER BY url').raw().all()).toEqual([
      [null, 1, 'https://img.example.com/1.jpg'],
      [null, 2, 'https://img.example.com/2.jpg'],
      ['007', 1, 'https://img.example.com/black.jpg'],
    ]);
    expect(db.prepare('SELECT sku, name, value FROM attribute ORDER BY name').raw().all()).toEqual([
      [null, 'Glaze', 'Matt'],
      [null, 'Material', 'Stoneware'],
      ['007', 'Pantone', '419 C'],
    ]);
    db.close();
  });
});

describe('a product added whole', () => {
  const texts = ['P', 'Mug', null, null, 'Acme', null, '{"Material":"Steel"}', '[{"url":"https://a.example/1.jpg"}]'];
  const sku = (name: string) => [name, '{"Color":"Red"}', null];
  const product = (...skus: readonly string[]) => ({
    texts: [...texts, '["Color"]', 'active', ...skus.flatMap(sku)],
    textsFrom: 0,
    // row, line, two offsets, price, list price, cost, quantity, gtin, weight, length, width, height
    numbers: Float64Array.from(
      skus.flatMap((_, i) => [i + 2, i + 2, 0, 0, 1290, Number.NaN, 500, 0, 4006381333931, 350, 10, 20, 30]),
    ),
    numbersFrom: 0,
    skus: skus.length,
    fields: ['sku', 'title', 'brand', 'price', 'cost', 'quantity', 'gtin', 'status', 'attribute:Material', 'image'],
    amounts: ['EUR', null, 'CNY'] as const,
  });
  const sheet = { file: 'a.csv', hash: 'h', mappingHash: 'm', columns: {}, at: AT };

  it('is what its rows would have made of it, to the source of each value', () => {
    const [whole, rows] = [open(freshFile()), open(freshFile())];
    const session = whole.beginImport(sheet);
    expect(session.add(product('P-1', 'P-2'))).toBe(true);
    session.commit();
    const other = rows.beginImport(sheet);
    for (const [i, name] of ['P-1', 'P-2'].entries())
      other.put({
        row: i + 2,
        product: {
          code: 'P',
          title: 'Mug',
          brand: 'Acme',
          attributes: { Material: 'Steel' },
          images: [{ url: 'https://a.example/1.jpg' }],
          status: 'active',
        },
        variant: {
          sku: name,
          options: { Color: 'Red' },
          price: EUR(1290),
          cost: { minor: 500, currency: 'CNY' },
          quantity: 0,
          gtin: '4006381333931',
          weight: 350,
          dimensions: { length: 10, width: 20, height: 30 },
          status: 'active',
        },
        fields: product().fields,
      });
    other.commit();
    expect(whole.product('P')).toStrictEqual(rows.product('P'));
    expect(whole.sources('P')).toEqual(rows.sources('P'));
    expect(whole.revision()).toBe(1);
  });

  it('is left out whole when the catalogue has the product or one of its SKUs', () => {
    const catalogue = open(freshFile());
    importRows(catalogue, [row(2, { code: 'OTHER' }, { sku: 'P-2' })]);
    const session = catalogue.beginImport(sheet);
    expect(session.add(product('P-1', 'P-2', 'P-3'))).toBe(false);
    expect(session.add(product('P-1', 'P-3'))).toBe(true);
    expect(session.add(product('P-4'))).toBe(false);
    session.commit();
    expect(catalogue.product('P')?.variants.map((variant) => variant.sku)).toEqual(['P-1', 'P-3']);
    expect([catalogue.counts(), catalogue.check()]).toEqual([{ products: 2, variants: 3 }, []]);
  });

  it('keeps prints until another sheet changes the product', () => {
    const catalogue = open(freshFile());
    const session = catalogue.beginImport(sheet);
    session.add(product('P-1'));
    const { product: id } = session.last;
    importedPrints(session, [1, 2, 3, id, 1]);
    expect(printsOf(catalogue)).toEqual([1, 2, 3, id, 1]);
    importRows(catalogue, [row(2, { code: 'P' }, { sku: 'P-1', quantity: 0 })]);
    expect(printsOf(catalogue)).toEqual([1, 2, 3, id, 1]);
    importRows(catalogue, [row(2, { code: 'P' }, { sku: 'P-1', quantity: 1 })]);
    expect(printsOf(catalogue)).toEqual([]);
  });

  function importedPrints(session: ReturnType<ReturnType<typeof open>['beginImport']>, words: readonly number[]): void {
    session.keepPrints('context', Int32Array.from(words));
    session.commit();
  }

  function printsOf(catalogue: ReturnType<typeof open>): readonly number[] {
    const session = catalogue.beginImport(sheet);
    const prints = [...session.prints('context')];
    session.rollback();
    return prints;
  }
});
