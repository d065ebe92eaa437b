import { cny, eur, type SupplierSheet, utf8 } from './supplier-sheet.ts';
import { workbook, zip } from './supplier-workbook.ts';

const TAKEN = { encoding: 'utf-8', delimiter: '', header: 1, result: 'committed', skipped: 0, rejected: [] } as const;
const STOPPED = { result: 'stopped', rows: 0, products: 0, variants: 0, skipped: 0, rejected: [] } as const;

export const fileSheets: readonly SupplierSheet[] = [
  {
    ...TAKEN,
    name: 'workbook',
    extension: 'xlsx',
    about:
      'An .xlsx workbook: text that looks like numbers, numbers shown with zeros, percent and currency signs, and all digits of an EAN.',
    bytes: workbook([
      {
        name: 'Goods',
        rows: [
          ['SKU', 'Title', 'Price', 'Stock', 'EAN'],
          [
            '007',
            'Tea set',
            { number: 12.9, format: '[$€-407] #,##0.00' },
            40,
            { number: 2041000000018, format: '0.00E+00' },
          ],
          [
            { number: 42, format: '00000' },
            'Cup\nwhite',
            { number: 1250.5, format: '#,##0.00\\ [$€-407]' },
            0,
            '2041000000025',
          ],
          [],
          [{ inline: 'P-3' }, 'Pot', { number: '3.2000000000000002', format: '0 "€"' }, { formula: 'D2/8', value: 5 }],
        ],
      },
      { name: 'Empty', rows: [] },
      { name: 'Lists', hidden: true, rows: [['red'], ['blue']] },
    ]),
    rows: 4,
    products: 3,
    variants: 3,
    skipped: 1,
    values: {
      '007': { price: eur(1290), quantity: 40, gtin: '2041000000018' },
      '00042': { price: eur(125_050), quantity: 0, product: { title: 'Cup\nwhite' } },
      'P-3': { price: eur(320), quantity: 5 },
    },
    source: { code: 'P-3', sku: 'P-3', field: 'quantity', row: 5, column: 'Stock' },
  },
  {
    ...TAKEN,
    name: 'workbook-faults',
    extension: 'xlsx',
    about: 'A workbook with a failed formula, a SKU that lost digits as a number, merged cells and a row of totals.',
    bytes: workbook([
      {
        name: '报价单',
        rows: [
          ['2026 年报价单'],
          ['货号', '品名', '售价(元)', '库存'],
          ['W1', '风筝', 25, 3],
          ['W2', '纸鸢', { error: '#N/A' }, 4],
          [{ number: '12345678901234567', format: '0' }, '风车', 6, 9],
          ['合计', undefined, undefined, { formula: 'SUM(D3:D5)', value: 16 }],
        ],
        merges: ['A1:D1'],
      },
    ]),
    header: 2,
    rows: 4,
    products: 1,
    variants: 1,
    skipped: 1,
    rejected: [
      { code: 'E_CELL_ERROR', row: 4, line: 4, column: '售价(元)', says: ['#N/A'] },
      { code: 'E_SKU_RUINED', row: 5, line: 5, column: '货号', says: ['E+16'] },
    ],
    values: { W1: { price: cny(2500), quantity: 3 } },
    source: { code: 'W1', sku: 'W1', field: 'price', row: 3, column: '售价(元)' },
  },
  {
    ...STOPPED,
    name: 'workbook-which-sheet',
    extension: 'xlsx',
    about: 'Two sheets with something in them, and nobody says which is meant.',
    bytes: workbook([
      {
        name: 'Summer',
        rows: [
          ['sku', 'title'],
          ['A', 'x'],
        ],
      },
      {
        name: 'Winter',
        rows: [
          ['sku', 'title'],
          ['B', 'y'],
        ],
      },
    ]),
    stops: { code: 'E_WHICH_SHEET', says: ['Summer, Winter'] },
  },
  {
    ...TAKEN,
    name: 'workbook-sheet-said',
    extension: 'xlsx',
    about: 'The same two sheets with a mapping that names one.',
    bytes: workbook([
      {
        name: 'Summer',
        rows: [
          ['sku', 'title'],
          ['A', 'Hat'],
        ],
      },
      {
        name: 'Winter',
        rows: [
          ['sku', 'title'],
          ['B', 'Scarf'],
        ],
      },
    ]),
    mapping:
      'version: 1\nsheet: Winter\ncolumns:\n  - { column: sku, field: sku }\n  - { column: title, field: title }\n',
    rows: 1,
    products: 1,
    variants: 1,
    values: { B: { product: { title: 'Scarf' } } },
    source: { code: 'B', field: 'title', row: 2, column: 'title' },
  },
  {
    ...STOPPED,
    name: 'workbook-not-calculated',
    extension: 'xlsx',
    about: 'Formulas that a program wrote and never calculated: what they would show is not in the file.',
    bytes: workbook([
      {
        name: 'S',
        rows: [
          ['sku', 'price eur'],
          ['A', { formula: 'B9*1.2' }],
        ],
      },
    ]),
    stops: { code: 'E_NOT_CALCULATED', says: ['B2'] },
  },
  {
    ...STOPPED,
    name: 'old-workbook',
    extension: 'xls',
    about: 'The first bytes of an .xls file, or of a workbook with a password.',
    bytes: Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(504)]),
    stops: { code: 'E_NOT_CSV', says: ['.xls', 'password'] },
  },
  {
    ...STOPPED,
    name: 'open-document',
    extension: 'ods',
    about: 'An OpenDocument spreadsheet.',
    bytes: zip([
      ['mimetype', 'application/vnd.oasis.opendocument.spreadsheet'],
      ['content.xml', '<office:document-content/>'],
    ]),
    stops: { code: 'E_NOT_CSV', says: ['.ods'] },
  },
  {
    ...STOPPED,
    name: 'pdf-called-csv',
    about: 'A PDF that somebody renamed.',
    bytes: utf8('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n'),
    stops: { code: 'E_NOT_CSV', says: ['PDF'] },
  },
];
