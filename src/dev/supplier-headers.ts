import { cny, csv, eur, gb, type SupplierSheet, utf8 } from './supplier-sheet.ts';

const TAKEN = { encoding: 'utf-8', delimiter: ',', header: 1, result: 'committed', skipped: 0, rejected: [] } as const;
const STOPPED = { result: 'stopped', rows: 0, products: 0, variants: 0, skipped: 0, rejected: [] } as const;

const column = (name: string, field: string, more = '') => `  - { column: "${name}", field: "${field}"${more} }\n`;

export const headerSheets: readonly SupplierSheet[] = [
  {
    ...TAKEN,
    name: 'header-groups',
    about:
      'Two header rows: merged groups over the names. Both together name a column; 零售价 alone might be of either group.',
    bytes: utf8(
      csv([
        ['商品信息', '', '', '国内价格', '', '出口价格', '', '库存', ''],
        ['货号', '品名', '颜色', '零售价', '批发价', '零售价', '批发价', '深圳', '义乌'],
        ['G1', '收纳篮', '白色', '19.90', '9.00', '24.90', '11.00', '5', '40'],
        ['G2', '挂钩', '黑色', '6.50', '2.10', '8.50', '3.00', '0', '12'],
      ]),
    ),
    mapping:
      'version: 1\nheader: 2\ncurrency: CNY\ncolumns:\n' +
      column('货号', 'sku') +
      column('品名', 'title') +
      column('国内价格 / 零售价', 'price') +
      column('国内价格 / 批发价', 'cost') +
      column('库存 / 义乌', 'quantity') +
      'ignore: [颜色, 出口价格 / 零售价, 出口价格 / 批发价, 库存 / 深圳]\n',
    header: 2,
    rows: 2,
    products: 2,
    variants: 2,
    values: { G1: { price: cny(1990), cost: cny(900), quantity: 40 }, G2: { quantity: 12 } },
    source: { code: 'G2', sku: 'G2', field: 'price', row: 4, column: '国内价格 / 零售价' },
  },
  {
    ...TAKEN,
    name: 'header-parts-below',
    about: 'The names in the first row, their parts in the second: what spans both has nothing under it.',
    bytes: utf8('sku,title,price,,stock\r\n,,retail,dealer,\r\nH1,Hook,2.00,1.00,5\r\nH2,Nail,0.50,0.20,900\r\n'),
    mapping:
      'version: 1\nheader: 2\ncurrency: EUR\ncolumns:\n' +
      column('sku', 'sku') +
      column('title', 'title') +
      column('price / retail', 'price') +
      column('price / dealer', 'cost') +
      column('stock', 'quantity'),
    header: 2,
    rows: 2,
    products: 2,
    variants: 2,
    values: { H1: { price: eur(200), cost: eur(100), quantity: 5 } },
    source: { code: 'H2', sku: 'H2', field: 'cost', row: 4, column: 'price / dealer' },
  },
  {
    ...STOPPED,
    name: 'header-missing',
    about: 'No header at all: the first row already holds goods. Nothing says which number is the price.',
    bytes: utf8('M1,Mug,12.50,40\r\nM2,Plate,8.00,3\r\nM3,Bowl,9.90,12\r\n'),
    stops: { code: 'E_NO_HEADER', says: ['row 1', 'M1, Mug, 12.50, 40'] },
  },
  {
    ...TAKEN,
    name: 'header-missing-said',
    about: 'The same with a mapping that says so: columns are called A, B, C, and the first row is goods.',
    bytes: utf8('M1,Mug,12.50,40\r\nM2,Plate,8.00,3\r\nM3,Bowl,9.90,12\r\n'),
    mapping:
      'version: 1\nheader: 0\ncurrency: EUR\ncolumns:\n' +
      column('A', 'sku') +
      column('B', 'title') +
      column('C', 'price') +
      column('D', 'quantity'),
    header: 0,
    rows: 3,
    products: 3,
    variants: 3,
    values: { M1: { price: eur(1250), quantity: 40 }, M3: { product: { title: 'Bowl' } } },
    source: { code: 'M1', sku: 'M1', field: 'price', row: 1, column: 'C' },
  },
  {
    ...TAKEN,
    name: 'header-row-7',
    about: 'A letterhead of six rows above the header, with addresses, dates and a telephone number.',
    bytes: gb(
      csv([
        ['义乌市某某饰品厂', '', '', '日期：2026-11-23'],
        ['地址：浙江省义乌市某某路 1 号', '', '', ''],
        ['电话：0579-00000000', '', '', '联系人：某某'],
        ['', '', '', ''],
        ['以下价格为含税价，单位：元', '', '', ''],
        ['', '', '', ''],
        ['货号', '品名', '单价(元)', '库存'],
        ['L1', '项链', '3.50', '200'],
        ['L2', '耳环', '1.20', '560'],
      ]),
    ),
    encoding: 'gb18030',
    header: 7,
    rows: 2,
    products: 2,
    variants: 2,
    values: { L2: { price: cny(120), quantity: 560 } },
    source: { code: 'L1', field: 'title', row: 8, column: '品名' },
  },
  {
    ...TAKEN,
    name: 'header-again',
    about: 'The header comes again on every printed page: counted as skipped.',
    bytes: utf8(
      'sku,title,price eur\r\nP1,One,1.00\r\nsku,title,price eur\r\nP2,Two,2.00\r\n SKU , title,price eur\r\n'.replace(
        ' SKU ',
        ' sku ',
      ),
    ),
    rows: 4,
    products: 2,
    variants: 2,
    skipped: 2,
    values: { P2: { price: eur(200) } },
    source: { code: 'P2', field: 'title', row: 4, column: 'title' },
  },
  {
    ...TAKEN,
    name: 'header-line-breaks',
    about: 'Names with line breaks in them, as narrow columns have.',
    bytes: utf8('"sku","title","price\n(eur)","stock"\r\n"Q1","Tea\nset","19.00","3"\r\n"Q2","Cup","4.00","0"\r\n'),
    rows: 2,
    products: 2,
    variants: 2,
    values: { Q1: { price: eur(1900), product: { title: 'Tea\nset' } } },
    source: { code: 'Q2', field: 'title', row: 3, column: 'title' },
  },
  {
    ...TAKEN,
    name: 'column-twice-decided',
    about: 'Two columns of one name, and a mapping that says which is meant by its number.',
    bytes: utf8('sku,title,price,price\r\nD1,Door mat,9.00,7.00\r\nD2,Bell,19.00,17.00\r\n'),
    mapping:
      'version: 1\ncurrency: EUR\ncolumns:\n' +
      column('sku', 'sku') +
      column('title', 'title') +
      column('price (2)', 'price') +
      'ignore: [price]\n',
    rows: 2,
    products: 2,
    variants: 2,
    values: { D1: { price: eur(700) }, D2: { price: eur(1700) } },
    source: { code: 'D1', sku: 'D1', field: 'price', row: 2, column: 'price (2)' },
  },
  {
    ...TAKEN,
    name: 'column-twice-unknown',
    about: 'Columns of one name that mean nothing to anybody: told apart, reported, and no reason to stop.',
    bytes: utf8('sku,title,price eur,note,note,note\r\nN1,Nut,0.10,a,b,c\r\n'),
    rows: 1,
    products: 1,
    variants: 1,
    findings: [
      { code: 'W_DUPLICATE_COLUMN', column: 'note' },
      { code: 'W_UNMAPPED_COLUMN', column: 'note (3)' },
    ],
    values: { N1: { price: eur(10) } },
    source: { code: 'N1', field: 'title', row: 2, column: 'title' },
  },
  {
    ...TAKEN,
    name: 'pipes',
    about: 'Pipes between cells, with commas, semicolons and quotes in them.',
    bytes: utf8('sku|title|price eur|stock\r\nI1|Pipe, 3/4"; brass|3.20|7\r\nI2|"Elbow | left"|1.10|0\r\n'),
    delimiter: '|',
    rows: 2,
    products: 2,
    variants: 2,
    values: { I1: { product: { title: 'Pipe, 3/4"; brass' } }, I2: { product: { title: 'Elbow | left' } } },
    source: { code: 'I2', sku: 'I2', field: 'quantity', row: 3, column: 'stock' },
  },
  {
    ...TAKEN,
    name: 'tabs',
    extension: 'tsv',
    about: 'Tabs between cells, one of them empty at the end, and no line end after the last row.',
    bytes: utf8('sku\ttitle\tprice eur\tstock\nU1\tLamp, small\t12.00\t4\nU2\tLamp, tall\t22.00\t'),
    delimiter: '\t',
    rows: 2,
    products: 2,
    variants: 2,
    values: { U1: { quantity: 4 }, U2: { price: eur(2200), product: { title: 'Lamp, tall' } } },
    source: { code: 'U2', field: 'title', row: 3, column: 'title' },
  },
  {
    ...TAKEN,
    name: 'single-quotes',
    about: 'Cells in single quotes, as database programs write them, with delimiters and doubled quotes inside.',
    bytes: utf8(
      "'sku','title','price eur','stock'\n'V1','Vase, tall','15.00','2'\n'V2','Potter''s wheel','99.00','1'\n",
    ),
    rows: 2,
    products: 2,
    variants: 2,
    values: {
      V1: { price: eur(1500), product: { title: 'Vase, tall' } },
      V2: { product: { title: "Potter's wheel" } },
    },
    source: { code: 'V1', field: 'title', row: 2, column: 'title' },
  },
  {
    ...TAKEN,
    name: 'totals',
    about: 'Totals at the end, in the SKU column and beside it: counted as skipped. A product called Total is goods.',
    bytes: utf8(
      csv([
        ['货号', '品名', '售价(元)', '库存'],
        ['S1', 'Total 牙膏', '9.90', '10'],
        ['S2', 'Total', '5.50', '20'],
        ['合计', '', '', '30'],
        ['', '总计：', '15.40', '30'],
      ]),
    ),
    rows: 4,
    products: 2,
    variants: 2,
    skipped: 2,
    values: { S2: { price: cny(550), product: { title: 'Total' } } },
    source: { code: 'S2', field: 'title', row: 3, column: '品名' },
  },
  {
    ...TAKEN,
    name: 'failed-formulas',
    about:
      'Cells whose formulas failed before the sheet was exported: their rows are refused, in a column that is read.',
    bytes: utf8(
      'sku,title,price eur,note\r\nF1,#REF!,1.00,\r\nF2,Fork,#N/A,\r\nF3,Spoon,2.00,#DIV/0!\r\nF4,#1 Dad mug,3.00,\r\n',
    ),
    rows: 4,
    products: 2,
    variants: 2,
    rejected: [
      { code: 'E_CELL_ERROR', row: 2, column: 'title', says: ['#REF!'] },
      { code: 'E_CELL_ERROR', row: 3, column: 'price eur', says: ['#N/A'] },
    ],
    values: { F3: { price: eur(200) }, F4: { product: { title: '#1 Dad mug' } } },
    source: { code: 'F4', field: 'title', row: 5, column: 'title' },
  },
];
