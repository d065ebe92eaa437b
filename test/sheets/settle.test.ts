import { describe, expect, it } from 'vitest';
import { proposeMapping, RowSurvey, SheetSurvey, settle } from '../../src/sheets/index.ts';
import type { Mapping } from '../../src/sheets/types.ts';

const PLACE = { file: 'f', row: 1 };

/** A sheet of one header row and rows, settled as its headers propose or as `own` says. */
function settled(
  table: readonly (readonly string[])[],
  { answers = {}, own = {} }: { readonly answers?: Record<string, string>; readonly own?: Partial<Mapping> } = {},
) {
  const [headers = [], ...rows] = table;
  const given = new Map(Object.entries(answers));
  const of: Mapping = { ...proposeMapping(headers, { header: 1, file: 'f' }, given).mapping, ...own };
  const survey = new SheetSurvey(headers);
  const hung = new RowSurvey(of, headers);
  rows.forEach((cells, i) => {
    survey.add(cells, i + 2);
    hung.add(cells);
  });
  hung.end();
  const result = settle(of, survey, hung, PLACE, given);
  return {
    ...result,
    column: (name: string) => result.mapping.columns.find((one) => one.column === name),
    ids: result.questions.map((question) => question.id),
    codes: result.findings.map((finding) => [finding.severity, finding.code, finding.place.column]),
  };
}

/** A sheet with one column of this header beside the SKU. */
const column = (header: string, cells: readonly string[], options?: Parameters<typeof settled>[1]) =>
  settled([['sku', header], ...cells.map((cell, i) => [`S${i}`, cell])], options);

describe('the decimal sign of a column', () => {
  it.each([
    ['a point that is followed by two digits', ['12.90', '7', '1.234'], '.'],
    ['a comma that is', ['12,90', '1.234', '7'], ','],
    ['both signs, of which the last one counts', ['1.234,50'], ','],
    ['both, the other way', ['1,234.50'], '.'],
    ['thousands twice', ['1.234.567', '1.234'], ','],
    ['three digits behind a zero', ['0,125'], ','],
    ['more digits in front than a group has', ['1234.567'], '.'],
    ['signs beside currencies and blanks', ['€ 12,90', '1 234,50 EUR', '12,00\u00a0€'], ','],
    ['an apostrophe that divides thousands', ["1'234.50"], '.'],
    ['whole numbers alone', ['12', '7', '1234'], 'none'],
    ['words and nothing', ['', 'ask'], undefined],
  ])('%s', (_, cells, decimal) => {
    const result = column('Price EUR', cells);
    expect([result.column('Price EUR')?.decimal, result.ids]).toEqual([decimal, []]);
    if (decimal !== undefined) expect(result.evidence.some((one) => one.place.column === 'Price EUR')).toBe(true);
  });

  it('that nothing decides is asked for, with values and what each reading makes of them', () => {
    const result = column('Price EUR', ['1.234', '2.500', '7']);
    expect(result.codes).toEqual([['error', 'E_DECIMAL_UNDECIDED', 'Price EUR']]);
    expect(result.column('Price EUR')?.decimal).toBe(undefined);
    const [question] = result.questions;
    expect(question?.choices.map((choice) => [choice.value, choice.shows.en])).toEqual([
      ['.', '1.234 → 1.234, 2.500 → 2.500'],
      [',', '1.234 → 1234, 2.500 → 2500'],
    ]);
    const answered = column('Price EUR', ['1.234', '2.500', '7'], { answers: { 'decimal:Price EUR': ',' } });
    expect([answered.column('Price EUR')?.decimal, answered.ids]).toEqual([',', []]);
    expect(column('Price EUR', ['1.234'], { answers: { 'decimal:Price EUR': 'comma' } }).ids).toEqual([
      'decimal:Price EUR',
    ]);
  });

  it('that cells contradict is asked for, with a row of each kind', () => {
    const result = column('Price EUR', ['12.90', '7', '12,90']);
    expect(result.codes).toEqual([['error', 'E_DECIMAL_MIXED', 'Price EUR']]);
    for (const part of ['12.90 in row 2', '12,90 in row 4']) expect(result.questions[0]?.ask.en).toContain(part);
  });

  it('is each column’s own, but for counts, which lean on the others', () => {
    const rows = (stock: string) => [
      ['sku', 'Price EUR', 'Cost EUR', 'Stock'],
      ['A', '12,90', '1.234', stock],
    ];
    const whole = settled(rows('1.000'));
    expect([whole.column('Stock')?.decimal, whole.column('Cost EUR')?.decimal, whole.ids]).toEqual([
      ',',
      undefined,
      ['decimal:Cost EUR'],
    ]);
    expect(settled(rows('1,000')).ids).toEqual(['decimal:Cost EUR', 'decimal:Stock']);
  });

  it('that the mapping says is not looked for', () => {
    const own = {
      columns: [
        { column: 'sku', field: 'sku' },
        { column: 'p', field: 'price', currency: 'EUR', decimal: '.' },
      ],
    };
    const result = column('p', ['12,90'], { own: own as Partial<Mapping> });
    expect([result.column('p')?.decimal, result.findings]).toEqual(['.', []]);
    // Nothing is decided, so the mapping is the same and the sheet need not be opened anew.
    expect(result.mapping.columns).toBe(own.columns);
  });
});

describe('what else a column leaves open', () => {
  it('words for a stock: each with how often, and the block to put into the mapping', () => {
    const result = column('库存', ['有货', '有货', '缺货', '12', '<10']);
    expect(result.codes.map(([severity, code]) => [severity, code])).toEqual([
      ['warning', 'W_STOCK_WORD'],
      ['warning', 'W_STOCK_WORD'],
      ['warning', 'W_STOCK_WORD'],
    ]);
    expect(result.questions[0]?.ask.en).toContain('2 times');
    expect(result.questions[0]?.write).toBe(
      '{ column: "库存", field: quantity, words: { "有货": "10", "缺货": "0", "<10": "10" } }',
    );
    const answers = { 'words:库存:有货': '20', 'words:库存:缺货': '0', 'words:库存:<10': 'refuse' };
    const answered = column('库存', ['有货', '缺货', '12', '<10'], { answers });
    expect([answered.column('库存')?.words, answered.ids]).toEqual([{ 有货: '20', 缺货: '0' }, []]);
    expect(column('库存', ['有货'], { answers: { 'words:库存:有货': 'many' } }).ids).toEqual(['words:库存:有货']);
  });

  it('the currency, once for the sheet, unless cells or a column say it', () => {
    expect(column('Price', ['12.90']).ids).toEqual(['currency']);
    expect(column('Price', ['$12.90']).ids).toEqual(['currency']);
    expect(column('Price', ['€12.90', '3.00 EUR']).ids).toEqual([]);
    expect(
      settled([
        ['sku', 'Price', 'Currency'],
        ['A', '12.90', 'EUR'],
      ]).ids,
    ).toEqual([]);
    expect(column('Price', ['12.90'], { answers: { currency: 'eur' } }).mapping.currency).toBe('EUR');
    expect(column('Price', ['12.90'], { answers: { currency: 'euro' } }).ids).toEqual(['currency']);
  });

  it('the unit of a measure, unless cells or a column say it', () => {
    expect(column('Weight', ['0.5']).ids).toEqual(['unit:Weight']);
    expect(column('Weight', ['0.5 kg']).ids).toEqual([]);
    expect(
      settled([
        ['sku', 'Weight', 'Weight Unit'],
        ['A', '0.5', 'kg'],
      ]).ids,
    ).toEqual([]);
    expect(column('Weight', ['0.5'], { answers: { 'unit:Weight': 'kg' } }).column('Weight')?.unit).toBe('kg');
    expect(column('Weight', ['0.5'], { answers: { 'unit:Weight': 'cm' } }).ids).toEqual(['unit:Weight']);
  });

  it('尺寸 is a measure when nearly all of its cells are one, and a size to choose otherwise', () => {
    expect(column('尺寸', ['10x20x30 cm', '5*6*7cm']).column('尺寸')).toMatchObject({ field: 'dimensions' });
    expect(column('尺寸', ['10x20x30 cm', 'XL']).column('尺寸')).toMatchObject({ field: 'option:Size' });
  });

  it.each([
    ['https://a.example/1.jpg|https://a.example/2.jpg', '|'],
    ['https://a.example/1.jpg, https://a.example/2.jpg', ','],
    ['https://a.example/1.jpg\nhttps://a.example/2.jpg', '\n'],
    ['https://a.example/1.jpg https://a.example/2.jpg', ' '],
    ['https://a.example/1.jpg', undefined],
    ['https://a.example/1,5.jpg,https://a.example/2.jpg', undefined],
  ])('what divides %j', (cell, separator) =>
    expect(column('Images', [cell]).column('Images')?.separator).toBe(separator),
  );

  it('leading zeros of GTINs are put back where that is answered', () => {
    const cells = ['21000000012', '12345670'];
    expect(column('EAN', cells).codes).toEqual([['warning', 'W_GTIN_ZEROS', 'EAN']]);
    expect(column('EAN', cells, { answers: { 'zeros:EAN': 'restore' } }).column('EAN')?.zeros).toBe('restore');
    const refused = column('EAN', cells, { answers: { 'zeros:EAN': 'refuse' } });
    expect([refused.column('EAN')?.zeros, refused.ids]).toEqual([undefined, []]);
  });
});

describe('columns that cannot be what they are read as', () => {
  const EANS = ['2041000000018', '4006381333931', '5901234123457'];
  const URLS = ['https://a.example/1.jpg', 'https://a.example/2.jpg', 'https://a.example/3.jpg'];
  it.each([
    ['Price EUR', EANS],
    ['Stock', EANS],
    ['Cost EUR', URLS],
    ['Title', EANS],
    ['Title', URLS],
    ['Image', ['1', '2', '3']],
  ])('%s of %j stops', (header, cells) =>
    expect(column(header, cells).codes).toContainEqual(['error', 'E_COLUMN_SHAPE', header]),
  );

  it.each([
    ['Price EUR', ['12345678', '7.00', '3.00']],
    ['EAN', EANS],
    ['Image', URLS],
    ['Title', ['1984', '2001', '300']],
    ['Price EUR', EANS.slice(0, 2)],
  ])('%s of %j does not', (header, cells) =>
    expect(column(header, cells).codes.filter(([, code]) => code === 'E_COLUMN_SHAPE')).toEqual([]),
  );
});

describe('how rows hang together, from their values', () => {
  const head = ['Parent SKU', 'SKU', 'Title', 'Size'];

  it('rows without a code whose SKU is the code of others are parents', () => {
    const result = settled([head, ['', 'P', 'Pot', ''], ['P', 'P-S', '', 'S'], ['P', 'P-M', '', 'M']]);
    expect(result.mapping).toMatchObject({
      layout: 'parented',
      columns: [{ column: 'Parent SKU', field: 'parent' }, {}, {}, {}],
    });
  });

  it('rows without a code or title continue the product above', () => {
    expect(settled([head, ['P', 'P-S', 'Pot', 'S'], ['', 'P-M', '', 'M']]).mapping.layout).toBe('continued');
  });

  it('rows without a code and with a title of their own are asked for', () => {
    const table = [head, ['P', 'P-S', 'Pot', 'S'], ['', 'Q', 'Pan', '']];
    expect([settled(table).ids, settled(table).mapping.layout]).toEqual([['layout'], undefined]);
    expect(settled(table, { answers: { layout: 'parented' } }).mapping.layout).toBe('parented');
  });

  it('a bare first row in all products is the product', () => {
    const table = (first: string) => [
      head,
      ['P', 'P', 'Pot', ''],
      ['P', 'P-S', '', 'S'],
      ['Q', 'Q', 'Pan', first],
      ['Q', 'Q-S', '', 'S'],
    ];
    expect(settled(table('')).mapping).toMatchObject({ layout: 'continued', parentRow: 'product' });
    expect(settled(table('M')).mapping.parentRow).toBe(undefined);
  });

  it('names that the rows of SKUs give tell SKUs apart', () => {
    const result = settled([
      ['Type', 'SKU', 'Parent', 'Attribute 1 name', 'Attribute 1 value(s)', 'Attribute 2 name', 'Attribute 2 value(s)'],
      ['variable', 'T', '', 'Color', 'Red, Blue', 'Fabric', 'Cotton'],
      ['variation', 'T-R', 'T', 'Color', 'Red', '', ''],
    ]);
    expect(result.mapping.options).toEqual(['Color']);
  });
});

describe('net prices', () => {
  const propose = (headers: string[], answers: Record<string, string> = {}) =>
    proposeMapping(headers, { header: 1, file: 'f' }, new Map(Object.entries(answers)));

  it.each(['Price (excl. VAT)', 'Preis netto (EUR)', '售价(不含税)', '未税单价', 'price_net', 'Prix HT'])(
    '%s is a question',
    (header) => {
      const { findings, mapping } = propose(['sku', header]);
      expect(findings.map((one) => [one.severity, one.code])).toEqual([['error', 'E_TAX_UNDECIDED']]);
      expect(mapping.columns[1]).toMatchObject({ column: header, field: 'price' });
      expect(mapping.columns[1]?.tax).toBe(undefined);
    },
  );

  it('are gross where the header says so or the seller does, and get tax at a rate that is said', () => {
    expect(propose(['sku', 'Price incl. VAT EUR']).mapping.columns[1]).toMatchObject({ tax: 'gross', currency: 'EUR' });
    expect(propose(['sku', 'Price net'], { 'tax:Price net': 'gross' }).mapping.columns[1]?.tax).toBe('gross');
    const rate = propose(['sku', 'Price net'], { 'tax:Price net': 'net' });
    expect(rate.questions.map((question) => question.id)).toEqual(['vat:Price net']);
    const both = propose(['sku', 'Price net'], { 'tax:Price net': 'net', 'vat:Price net': '19%' });
    expect([both.questions, both.mapping.columns[1]]).toMatchObject([[], { tax: 'net', vat: '19%' }]);
  });

  it('give way to gross ones beside them; a cost is what it is', () => {
    const { mapping, findings } = propose(['sku', 'Price net', 'Price gross', 'Cost net']);
    expect(mapping.columns.map((one) => [one.column, one.field])).toEqual([
      ['sku', 'sku'],
      ['Price gross', 'price'],
      ['Cost net', 'cost'],
    ]);
    expect(findings.map((one) => [one.severity, one.code])).toEqual([['warning', 'W_SECOND_COLUMN']]);
  });
});
