import { describe, expect, it } from 'vitest';
import { layoutOf } from '../../src/sheets/hanging.ts';
import { proposeMapping } from '../../src/sheets/index.ts';
import { rowReader } from '../../src/sheets/rows.ts';
import type { Mapping } from '../../src/sheets/types.ts';
import { eventsOf, mapping, outcome } from './support.ts';

const propose = (...headers: string[]) => proposeMapping(headers, { header: 1, file: 'f' }).mapping;
const fieldsOf = (of: Mapping) => Object.fromEntries(of.columns.map(({ column, field }) => [column, field]));

/** Rows read one below the other: what each says of product and SKU, or the codes of its errors. */
function read(of: Mapping, headers: readonly string[], rows: readonly (readonly string[])[]) {
  const understand = rowReader(of, headers);
  return rows.map((cells, i) => {
    const { product, variant, errors } = understand(cells, { file: 'f', row: i + 2 });
    return errors.length > 0 ? errors.map((error) => error.code) : [product, variant];
  });
}

describe('headers all together', () => {
  it('a handle with pairs of options is written once and continued', () => {
    const of = propose('Handle', 'Title', 'Option1 Name', 'Option1 Value', 'Variant SKU', 'Variant Price', 'Image Src');
    expect(of.layout).toBe('continued');
    expect(fieldsOf(of)).toMatchObject({
      Handle: 'code',
      'Option1 Name': 'optionName:1',
      'Option1 Value': 'optionValue:1',
      'Variant SKU': 'sku',
    });
  });

  it('a type and a parent hang rows below others, and attributes come in pairs', () => {
    const of = propose(
      'ID',
      'Type',
      'SKU',
      'Name',
      'Parent',
      'Regular price',
      'Attribute 2 name',
      'Attribute 2 value(s)',
    );
    expect(of.layout).toBe('parented');
    expect(fieldsOf(of)).toEqual({
      ID: 'id',
      Type: 'kind',
      SKU: 'sku',
      Name: 'title',
      Parent: 'parent',
      'Regular price': 'regularPrice',
      'Attribute 2 name': 'optionName:2',
      'Attribute 2 value(s)': 'optionValue:2',
    });
  });

  it('half a pair, or a type without a parent, says nothing', () => {
    const of = propose('SKU', 'Type', 'Option1 Name');
    expect([of.layout, fieldsOf(of)]).toEqual([undefined, { SKU: 'sku' }]);
  });

  it('a column for the parent alone makes groups', () => {
    const [grouped, flat] = [propose('Parent SKU', 'SKU', 'Color'), propose('SKU', 'Color')];
    expect([grouped, flat].map((of) => [of.layout, layoutOf(of)])).toEqual([
      [undefined, 'grouped'],
      [undefined, 'flat'],
    ]);
  });

  it('columns of currency and units speak of their row', async () => {
    const events = await eventsOf(
      'sku,price,currency,weight,weight_unit\nA,2.50,USD,2,lb\nB,3.00,eur,1,kg\nC,1,XXX,1,st\n',
    );
    expect(
      events.map((event) =>
        event.kind === 'row' ? [event.value.variant?.price, event.value.variant?.weight] : outcome(event),
      ),
    ).toEqual([
      [{ minor: 250, currency: 'USD' }, 907],
      [{ minor: 300, currency: 'EUR' }, 1000],
      [
        ['E_CURRENCY', 'currency'],
        ['E_UNIT', 'weight_unit'],
        ['E_NO_CURRENCY', 'price'],
        ['E_WEIGHT', 'weight'],
      ],
    ]);
  });

  it('images and bullets may be numbered; pictures of one product on several columns add up', () => {
    expect(fieldsOf(propose('sku', 'Image 1', 'image2_src', '图片3', 'Bullet Point 4', '卖点5', 'Price 2'))).toEqual({
      sku: 'sku',
      'Image 1': 'image',
      image2_src: 'image',
      图片3: 'image',
      'Bullet Point 4': 'bullet',
      卖点5: 'bullet',
    });
  });
});

describe('rows that continue the product above', () => {
  const headers = ['Handle', 'Title', 'Option1 Name', 'Option1 Value', 'Variant SKU', 'Variant Price', 'Image Src'];
  const of: Mapping = { ...propose(...headers), currency: 'EUR' };
  const [A, B] = ['https://i.example/a.jpg', 'https://i.example/b.jpg'];

  it('take the names of options from the first row, and pictures from rows of their own', () => {
    expect(
      read(of, headers, [
        ['hat', 'Hat', 'Size', 'S', 'H-S', '5', A],
        ['hat', '', '', 'M', 'H-M', '6', ''],
        ['hat', '', '', '', '', '', B],
        ['cap', 'Cap', 'Title', 'Default Title', 'C', '7', ''],
      ]),
    ).toEqual([
      [
        { code: 'hat', title: 'Hat', images: [{ url: A }] },
        { sku: 'H-S', price: { minor: 500, currency: 'EUR' }, options: { Size: 'S' } },
      ],
      [{ code: 'hat' }, { sku: 'H-M', price: { minor: 600, currency: 'EUR' }, options: { Size: 'M' } }],
      [{ code: 'hat', images: [{ url: B }] }, undefined],
      [
        { code: 'cap', title: 'Cap' },
        { sku: 'C', price: { minor: 700, currency: 'EUR' } },
      ],
    ]);
  });

  it('an option without a name, and a new product without a code, are errors', () => {
    expect(
      read(of, headers, [
        ['hat', 'Hat', '', 'S', 'H-S', '5', ''],
        ['', 'Cap', 'Size', 'S', 'C-S', '5', ''],
        ['', '', 'Size', 'M', 'H-M', '5', ''],
      ]),
    ).toEqual([
      ['E_OPTION_NAME'],
      ['E_NO_CODE'],
      [{ code: 'hat' }, { sku: 'H-M', price: { minor: 500, currency: 'EUR' }, options: { Size: 'M' } }],
    ]);
  });

  it('get a SKU from code and options only where the mapping says so', () => {
    const row = ['hat', 'Hat', 'Size', 'X L', '', '5', ''];
    expect(read(of, headers, [row])).toEqual([['E_NO_SKU']]);
    expect(read({ ...of, noSku: 'code-and-options' }, headers, [row])).toMatchObject([[{}, { sku: 'hat-X-L' }]]);
  });

  it('leave the first row to the product where the mapping says that it is one', async () => {
    const sheet =
      'slug,sku,name,price,currency,option1_name,option1_value\nhat,HAT,Hat,0,EUR,,\nhat,H-S,,5,EUR,Size,S\ncap,CAP,Cap,7,EUR,,\n';
    const parted = { ...propose(...(sheet.split('\n')[0] ?? '').split(',')), parentRow: 'product' } as const;
    const events = await eventsOf(sheet, { mapping: parted });
    expect(events.map((event) => event.kind === 'row' && [event.value.product.code, event.value.variant?.sku])).toEqual(
      [
        ['hat', undefined],
        ['hat', 'H-S'],
        ['cap', 'CAP'],
      ],
    );
    expect(events[0]?.kind === 'row' && events[0].value.fields).not.toContain('price');
  });
});

describe('rows that name their parent', () => {
  const headers = [
    'ID',
    'Type',
    'SKU',
    'Name',
    'Sale price',
    'Regular price',
    'Images',
    'Parent',
    'Attribute 1 name',
    'Attribute 1 value(s)',
  ];
  const of: Mapping = { ...propose(...headers), currency: 'EUR', options: ['Color'] };
  const eur = (minor: number) => ({ minor, currency: 'EUR' });
  const A = 'https://i.example/a.jpg';

  it('by number or SKU; the parent has no SKU of its own to sell', () => {
    expect(
      read(of, headers, [
        ['4', 'variable', 'tee', 'Tee', '', '', A, '', 'Color', 'Red, Blue'],
        ['5', 'variable, x', '', 'Mug', '', '', '', '', 'Brim', 'wide'],
        ['6', 'variation', 'tee-r', 'Tee - Red', '', '20', A, 'tee', 'Color', 'Red'],
        ['7', 'variation', 'tee-b', 'Tee - Blue', '15', '20', '', 'id:4', 'Color', 'Blue'],
        ['8', 'variation', 'mug-r', '', '', '9', '', 'id:5', 'Color', 'Red'],
        ['9', 'simple, virtual', 'cap', 'Cap', '', '7', '', '', 'Color', 'Grey'],
      ]),
    ).toEqual([
      [{ code: 'tee', title: 'Tee', images: [{ url: A }] }, undefined],
      [{ code: '5', title: 'Mug', attributes: { Brim: 'wide' } }, undefined],
      [
        { code: 'tee' },
        { sku: 'tee-r', price: eur(2000), listPrice: null, images: [{ url: A }], options: { Color: 'Red' } },
      ],
      [{ code: 'tee' }, { sku: 'tee-b', price: eur(1500), listPrice: eur(2000), options: { Color: 'Blue' } }],
      [{ code: '5' }, { sku: 'mug-r', price: eur(900), listPrice: null, options: { Color: 'Red' } }],
      [
        { code: 'cap', title: 'Cap', attributes: { Color: 'Grey' } },
        { sku: 'cap', price: eur(700), listPrice: null },
      ],
    ]);
  });

  it('refuses a parent that is not above, and a row that is neither parent nor SKU', () => {
    const child = ['7', 'variation', 'x-b', '', '', '20', '', 'id:99', 'Color', 'Blue'];
    const bundle = ['8', 'grouped', 'set', 'Set', '', '', '', '', '', ''];
    expect(read(of, headers, [child, bundle])).toEqual([['E_PARENT_UNKNOWN'], ['E_KIND']]);
    const words = of.columns.map((one) => (one.field === 'kind' ? { ...one, words: { grouped: 'single' } } : one));
    expect(read({ ...of, columns: words }, headers, [bundle])).toMatchObject([[{ code: 'set' }, { sku: 'set' }]]);
  });

  it('without a column of kinds tells parents by having nothing to sell', () => {
    const [own, names] = [
      propose('id', 'parent_id', 'product_number', 'name', 'price eur'),
      ['id', 'parent_id', 'product_number', 'name', 'price eur'],
    ];
    expect(fieldsOf(own)).toMatchObject({ id: 'id', parent_id: 'parentId', product_number: 'sku' });
    expect(
      read(own, names, [
        ['a1', '', 'P', 'Pot', ''],
        ['a2', 'a1', 'P-1', '', '5'],
        ['b1', '', 'Q', 'Pan', '6'],
        ['b2', 'b1', 'Q-1', '', '5'],
      ]),
    ).toMatchObject([
      [{ code: 'P', title: 'Pot' }, undefined],
      [{ code: 'P' }, { sku: 'P-1' }],
      [{ code: 'Q' }, { sku: 'Q', price: eur(600) }],
      ['E_PARENT_SOLD'],
    ]);
  });
});

describe('one GTIN on two SKUs', () => {
  const headers = ['sku', 'ean'];
  const rows = [
    ['A', '2041000000018'],
    ['B', '2041000000018'],
    ['C', '12345670'],
  ];
  it('is refused in the later row, unless the mapping allows it', () => {
    const of = propose(...headers);
    expect(read(of, headers, rows).map((one) => one[0])).toEqual([{ code: 'A' }, 'E_GTIN_SHARED', { code: 'C' }]);
    const shared = mapping(
      'version: 1\ncolumns:\n  - { column: sku, field: sku }\n  - { column: ean, field: gtin, shared: allow }\n',
    );
    expect(read(shared, headers, rows).map((one) => one[0])).toEqual([{ code: 'A' }, { code: 'B' }, { code: 'C' }]);
  });

  it('is found among very many', () => {
    const understand = rowReader(propose(...headers), headers);
    const ean = (i: number) => {
      const body = `2${String(i).padStart(11, '0')}`;
      const sum = [...body].reduce((all, digit, at) => all + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
      return `${body}${(10 - (sum % 10)) % 10}`;
    };
    // Codes whose last digits are zeros are refused for that.
    const codes = Array.from({ length: 20_000 }, (_, i) => ean(i * 7 + 13)).filter((code) => !code.endsWith('000000'));
    const clean = codes.map((code, i) => understand([`S${i}`, code], { row: i }).errors.length);
    expect(clean.filter((count) => count > 0)).toEqual([]);
    const again = understand(['T', codes[1234] ?? ''], { row: 30_000 });
    expect(again.errors.map((error) => [error.code, error.message.en.includes('row 1234 ')])).toEqual([
      ['E_GTIN_SHARED', true],
    ]);
  });
});
