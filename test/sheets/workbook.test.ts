import { describe, expect, it } from 'vitest';
import { type WorkbookCell, type WorkbookSheet, workbook, zip } from '../../src/dev/supplier-workbook.ts';
import { formatOf } from '../../src/sheets/format.ts';
import { openSource } from '../../src/sheets/open.ts';
import { plain } from '../../src/sheets/workbook-values.ts';
import { all, sheetFile } from './support.ts';

const open = (bytes: Uint8Array, sheet?: string) =>
  openSource(sheetFile(bytes, 'book.xlsx'), 'book.xlsx', { said: {}, shape: () => ({}), sheet });

const read = async (sheet: Partial<WorkbookSheet> & Pick<WorkbookSheet, 'rows'>, date1904 = false) => {
  const source = await open(workbook([{ name: 'Sheet1', ...sheet }], { date1904 }));
  return { source, rows: await all(source.rows?.() ?? (async function* () {})()) };
};

/** One cell below the header `sku`. */
const cell = async (value: WorkbookCell, date1904 = false) =>
  (
    await read(
      {
        rows: [
          ['sku', 'title'],
          [value, 'x'],
        ],
      },
      date1904,
    )
  ).rows[1]?.[0];

describe('a workbook’s cells', () => {
  it('are as they are stored: text stays text', async () => {
    const { rows, source } = await read({
      rows: [
        ['sku', 'title', 'ean'],
        ['007', ' <b> & "x" ', '0012345678905'],
        [undefined],
        [{ inline: '1e5' }, 'a\nb', '=1+1'],
      ],
    });
    expect(rows).toEqual([
      ['sku', 'title', 'ean'],
      ['007', ' <b> & "x" ', '0012345678905'],
      ['', '', ''],
      ['1e5', 'a\nb', '=1+1'],
    ]);
    expect(source.sheet).toBe('Sheet1');
    expect(source.shape).toMatchObject({ header: 1, headers: ['sku', 'title', 'ean'] });
  });

  it.each<[WorkbookCell, string]>([
    [12.8, '12.8'],
    [{ number: '12.800000000000001', format: '0.00' }, '12.8'],
    [{ number: 12.9, format: '0' }, '12.9'],
    [6932169358293, '6932169358293'],
    [{ number: '6.932169358293E12', format: '0.00E+00' }, '6932169358293'],
    [{ number: 123, format: '00000' }, '00123'],
    [{ number: 1234567, format: '0000-0000' }, '0123-4567'],
    [{ number: 1234.5, format: '#,##0.00' }, '1234.5'],
    [{ number: 12.9, format: '[$€-407] #,##0.00' }, '€12.9'],
    [{ number: 12.9, format: '#,##0.00\\ "zł"' }, '12.9zł'],
    [{ number: -3, format: '#,##0.00;[Red]-#,##0.00' }, '-3'],
    [{ number: 0.19, format: '0%' }, '19%'],
    [{ number: '0.35120000000000001', format: '0.00%' }, '35.12%'],
    [{ number: 5, format: '0"kg"' }, '5kg'],
    [{ number: 12000, format: '#,##0,"K"' }, '12000'],
    [{ number: 0.5, format: '# ?/?' }, '0.5'],
    [{ number: 46349, format: 'yyyy/m/d' }, '2026-11-23'],
    [{ number: 46349, format: 'd-mmm' }, '2026-11-23'],
    [{ number: 46349.75, format: 'yyyy"年"m"月"d"日" h:mm' }, '2026-11-23 18:00:00'],
    [{ number: 0.75, format: 'h:mm' }, '18:00:00'],
    [{ number: 42, format: '@' }, '42'],
    [0.0000001, '0.0000001'],
    [1e21, '1E+21'],
    [{ number: '12345678901234567', format: '0' }, '1.23456789012346E+16'],
    [{ error: '#N/A' }, '#N/A'],
    [{ formula: 'A1', value: '货号' }, '货号'],
    [{ formula: '1+1', value: 2 }, '2'],
  ])('%j is %s', async (value, text) => expect(await cell(value)).toBe(text));

  it('with dates counted from 1904 are the same days', async () => {
    expect(await cell({ number: 44887, format: 'yyyy-mm-dd' }, true)).toBe('2026-11-23');
  });

  it('lose no digits of small and great numbers', () => {
    expect([1e-9, -2.5e-8, 123456789012345, 0.1 + 0.2].map(plain)).toEqual([
      '0.000000001',
      '-0.000000025',
      '123456789012345',
      '0.3',
    ]);
  });
});

describe('the sheet of a workbook', () => {
  const goods = {
    name: '商品',
    rows: [
      ['sku', 'title'],
      ['A', 'x'],
    ],
  };
  const notes = { name: 'Notes', rows: [['call us']] };

  it('is the only one with something in it that is not hidden', async () => {
    const bytes = workbook([{ name: 'Empty', rows: [] }, goods, { ...notes, hidden: true }]);
    const { sheet, decoded } = await open(bytes);
    expect(sheet).toBe('商品');
    expect(decoded.evidence[0]?.message.en).toContain('not read: Empty, Notes');
  });

  it('is asked for when several have something in them', async () => {
    const bytes = workbook([goods, notes]);
    await expect(open(bytes)).rejects.toMatchObject({ code: 'E_WHICH_SHEET', exit: 2 });
    await expect(open(bytes)).rejects.toThrow('商品, Notes');
    expect((await open(bytes, 'notes ')).sheet).toBe('Notes');
    await expect(open(bytes, 'Prices')).rejects.toMatchObject({
      code: 'E_NO_SUCH_SHEET',
      details: { next: { en: 'it has: 商品, Notes' } },
    });
  });

  it('with formulas that were never calculated is refused, the first of them named', async () => {
    const rows = [
      ['sku', 'price'],
      ['A', { formula: 'B9*2' }],
    ];
    await expect(open(workbook([{ name: 'S', rows }]))).rejects.toThrow(/1 cells hold a formula .*B2/);
  });

  it('that is empty is refused', async () => {
    await expect(open(workbook([{ name: 'S', rows: [] }]))).rejects.toMatchObject({ code: 'E_EMPTY_SHEET' });
  });

  it('tells of merged cells and hidden rows, and joins a header of two rows by what is merged', async () => {
    const { source, rows } = await read({
      rows: [
        ['SKU', '品名', '价格', undefined, '备注'],
        [undefined, undefined, '零售', '批发', undefined],
        ['A', 'x', 1, 2, 'y'],
        ['B', 'z', 1, 2, undefined],
      ],
      merges: ['A1:A2', 'B1:B2', 'C1:D1', 'E1:E2'],
      hiddenRows: [4],
    });
    expect(source.shape.headers).toEqual(['SKU', '品名', '价格 / 零售', '价格 / 批发', '备注']);
    expect(source.shape.header).toBe(2);
    const warned = source.decoded.evidence.filter(({ severity }) => severity === 'warning');
    expect(warned.map(({ code, place }) => [code, place.row])).toEqual([
      ['W_MERGED_CELLS', undefined],
      ['W_HIDDEN_ROWS', 4],
    ]);
    expect(rows.map((row) => row.length)).toEqual([5, 5, 5, 5]);
  });
});

describe('other files are refused by what they are, whatever they are called', () => {
  it.each([
    ['a.xls', Buffer.from('d0cf11e0a1b11ae10000', 'hex'), 'password'],
    ['a.csv', Buffer.from('%PDF-1.7\n'), 'PDF'],
    ['a.csv', Buffer.from('1f8b0800', 'hex'), 'gzip'],
    ['a.ods', zip([['mimetype', 'application/vnd.oasis.opendocument.spreadsheet']]), '.ods'],
    ['a.zip', zip([['prices.csv', 'sku,title\nA,x\n']]), 'zip archive'],
    [
      'a.xlsb',
      zip([
        [
          '_rels/.rels',
          '<Relationships><Relationship Id="1" Type="x/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        ],
        ['xl/workbook.bin', 'x'],
      ]),
      '.xlsb',
    ],
    ['a.xls', Buffer.from('<html><body><table><tr><td>sku</td></tr></table>'), 'web page'],
    ['a.csv', Buffer.from('[{"sku": "A"}]'), 'JSON'],
    ['a.csv', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 251)), 'neither text nor a workbook'],
    ['a.csv', Buffer.from('fffe000041000000', 'hex'), 'UTF-32'],
  ])('%s: %#', async (name, bytes, says) => {
    const path = sheetFile(bytes, name);
    const open = openSource(path, name, { said: {}, shape: () => ({}) });
    await expect(open).rejects.toMatchObject({ code: 'E_NOT_CSV', exit: 2 });
    await expect(open).rejects.toThrow(says);
  });

  it('text is text, whatever it is called', async () => {
    for (const bytes of [
      'sku,title\nA,x\n',
      Buffer.from('\uFEFFsku\ttitle\n', 'utf16le'),
      Buffer.from('sku\ttitle\nA\tx\n', 'utf16le'),
      '',
    ])
      expect(await formatOf(sheetFile(bytes, 'a.xlsx'), 'a')).toBe('text');
  });

  it('a workbook whose end is missing is damaged', async () => {
    const whole = workbook([{ name: 'S', rows: [['sku'], ['A']] }]);
    await expect(open(whole.subarray(0, whole.length - 40))).rejects.toMatchObject({ code: 'E_WORKBOOK' });
  });
});
