import { describe, expect, it } from 'vitest';
import { openSheet } from '../../src/sheets/index.ts';
import { sniff } from '../../src/sheets/sniff.ts';
import { eventsOf, mapping, outcome, sheetFile } from './support.ts';

const shape = (text: string) => {
  const { delimiter, header, headers, skip } = sniff(text, 'f', {});
  return { delimiter, header, headers, skip };
};

describe('delimiter and header', () => {
  it.each([
    [',', 'sku,title\nA,"x;y;z;w"\n'],
    [';', 'sku;title\nA;1,5\nB;2,5\n'],
    ['\t', 'sku\ttitle\nA\tx,y,z\n'],
    ['|', 'sku|title\nA|x\n'],
    [';', 'a;b;c\n1,5;2;3\n1,7;2;3\n'],
  ])('%j is found', (delimiter, text) => expect(shape(text).delimiter).toBe(delimiter));

  it('takes sep= at its word, quoted or not, with any line end', () => {
    for (const line of ['sep=;\r\n', 'SEP=;\n', '"sep=;"\r', 'sep=;\n'])
      expect(shape(`${line}sku;title\n`)).toMatchObject({ delimiter: ';', header: 1, skip: line.length });
    expect(shape('sep=xy,sku\n')).toMatchObject({ delimiter: ',', skip: 0 });
  });

  it('finds the header below a title, and is not led astray by a row that has fewer known names', () => {
    expect(shape('price,stock of our mugs\n\n货号,商品名称,库存\nA,x,1\n').header).toBe(3);
    expect(shape('SKU,foo,bar\nA,1,2\n').header).toBe(1);
  });

  it('reads what it can when a quote is not closed in the part it looks at', () => {
    expect(shape(`sku,title\nA,"${'x\n'.repeat(50)}`)).toMatchObject({ delimiter: ',', headers: ['sku', 'title'] });
  });
});

describe('rows', () => {
  it('give a row without SKU to the product, unless it says what only a SKU has', async () => {
    const events = await eventsOf('货号,sku,title,price eur\nP,,Mug,\nP,P-1,,2.00\nP,,,3.00\n,,x,\n');
    expect(events.map(outcome)).toEqual(['P', 'P', [['E_NO_SKU', undefined]], [['E_NO_SKU', undefined]]]);
    expect(events[0]?.kind === 'row' && events[0].value.variant).toBe(undefined);
  });

  it('take the product code for the SKU when the sheet has no SKUs', async () => {
    const [event] = await eventsOf('货号,title,price eur\nP,Mug,2.00\n');
    expect(event?.kind === 'row' && event.value.variant).toMatchObject({ sku: 'P', price: { minor: 200 } });
  });

  it('of one product must agree, and their pictures add up', async () => {
    const rows = [
      '货号,sku,title,material,image',
      'P,P-1,Mug,Steel,https://i.example/1.jpg',
      'P,P-2,,,https://i.example/2.jpg|https://i.example/1.jpg',
      'P,P-3,Cup,Steel,',
      'P,P-4,Mug,Iron,',
      'Q,Q-1,Pot,,',
      'P,P-5,Mug,,https://i.example/3.jpg',
      'P,P-6,Mug,Steel,',
    ];
    const events = await eventsOf(rows.join('\n'));
    expect(events.map(outcome)).toEqual([
      'P',
      'P',
      [['E_ROWS_DISAGREE', 'title']],
      [['E_ROWS_DISAGREE', 'material']],
      'Q',
      [['E_ROWS_DISAGREE', 'image']],
      'P',
    ]);
    const pictures = events.map(
      (event) => event.kind === 'row' && event.value.product.images?.map((image) => image.url),
    );
    expect(pictures.slice(0, 2)).toEqual([['https://i.example/1.jpg', 'https://i.example/2.jpg'], undefined]);
    const error = events[2]?.kind === 'rejected' ? events[2].value.errors[0] : undefined;
    expect(error?.message.en).toContain('row 2');
  });

  it('end their SKU, not the product', async () => {
    const events = await eventsOf('货号,sku,title,状态\nP,P-1,Mug,停售\nP,P-2,Mug,上架\nP,P-3,Mug,下架\n');
    expect(
      events.map((event) => event.kind === 'row' && [event.value.product.status, event.value.variant?.status]),
    ).toEqual([[undefined, 'ended'], ['active', 'active'], false]);
    expect(outcome(events[2])).toEqual([['E_ROWS_DISAGREE', '状态']]);
  });

  it('take the currency from the cell when nothing else says it, and only when it can mean one', async () => {
    const events = await eventsOf('sku,price\nA,€2.00\nB,3.00 USD\nC,$4.00\nD,5.00\n');
    expect(
      events.map((event) => (event.kind === 'row' ? event.value.variant?.price?.currency : outcome(event))),
    ).toEqual(['EUR', 'USD', [['E_NO_CURRENCY', 'price']], [['E_NO_CURRENCY', 'price']]]);
  });

  it('that repeat the header are skipped and counted', async () => {
    expect((await eventsOf('sku,title\nA,x\n sku , title\nB,y\n')).map(outcome)).toEqual(['A', 'header', 'B']);
  });

  it('clear a value only where the mapping says that an empty cell does', async () => {
    const yaml = (empty: string) =>
      mapping(
        `version: 1\ncolumns:\n  - { column: s, field: sku }\n  - { column: q, field: quantity, empty: ${empty} }\n`,
      );
    const read = async (empty: string) => {
      const [event] = await eventsOf('s,q,x\nA,,1\n', { mapping: yaml(empty) });
      return event?.kind === 'row' && [event.value.variant, event.value.fields];
    };
    expect(await read('keep')).toEqual([{ sku: 'A' }, ['sku']]);
    expect(await read('clear')).toEqual([{ sku: 'A', quantity: null }, ['sku', 'quantity']]);
  });

  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('count lines beside rows: %s', async (_, end) => {
    const text = ['sku,title', `A,"1${end}2${end}3"`, 'B,x', '', `"C","${end}"`, 'D,'].join(end);
    const events = await eventsOf(text);
    expect(events.map(({ value }) => [value.row, value.line])).toEqual([
      [2, 2],
      [3, 5],
      [4, 6],
      [5, 7],
      [6, 9],
    ]);
  });

  it('count lines after a sep= line as the file has them, and rows as a spreadsheet shows them', async () => {
    const events = await eventsOf('sep=;\nsku;title\nA;x\n');
    expect(events.map(({ value }) => [value.row, value.line])).toEqual([[2, 3]]);
  });

  it('after a quote that is never closed refuse the sheet with the row it is in', async () => {
    const rows = async () => eventsOf(`sku,title\nA,x\nB,"y\n${'C,z\n'.repeat(10)}`);
    await expect(rows()).rejects.toMatchObject({ code: 'E_CSV', details: { place: { row: 3, line: 3 } } });
    await expect(eventsOf(`sku,title\nA,"${'x\n'.repeat(3e6)}`)).rejects.toMatchObject({ code: 'E_CSV' });
  });
});

describe('a sheet as a whole', () => {
  it('that changes while it is read is refused', async () => {
    const file = sheetFile('sku,title\nA,x\n');
    const sheet = await openSheet(file);
    const { appendFileSync } = await import('node:fs');
    appendFileSync(file, 'B,y\n');
    const drain = async () => {
      for await (const _event of sheet.rows());
    };
    await expect(drain()).rejects.toMatchObject({ code: 'E_SHEET_CHANGED', exit: 5 });
  });

  it.each([
    ['nowhere.csv', 'E_NO_SHEET'],
    ['.', 'E_NO_SHEET'],
    ['book.xlsx', 'E_NO_SHEET'],
  ])('%s is refused by what it is', async (path, code) => {
    await expect(openSheet(path)).rejects.toMatchObject({ code, exit: 2 });
  });

  it('without a column for SKU or code says which columns it has', async () => {
    const { findings } = await openSheet(sheetFile('title,price eur\nx,1\n'));
    expect(findings.map((one) => one.code)).toEqual(['E_NO_SKU_COLUMN']);
    expect(findings[0]?.next?.en).toContain('title, price eur');
  });
});
