import { cny, csv, gb, type SupplierSheet, utf8, utf16 } from './supplier-sheet.ts';

const BOM = '\uFEFF';

const MUGS = [
  ['货号', 'SKU编码', '商品名称', '颜色', '售价(元)', '库存', '条码'],
  ['M100', 'M100-W', '搪瓷杯 350 毫升', '白色', '12.80', '40', '2041000000018'],
  ['M100', 'M100-B', '搪瓷杯 350 毫升', '蓝色', '13.80', '0', '2041000000025'],
  ['M200', 'M200', '铸铁隔热垫', '', '18.50', '7', ''],
];

const MUGS_BECOME = {
  header: 1,
  result: 'committed',
  rows: 3,
  products: 2,
  variants: 3,
  skipped: 0,
  rejected: [],
  values: {
    'M100-W': {
      price: cny(1280),
      quantity: 40,
      gtin: '2041000000018',
      options: { Color: '白色' },
      product: { code: 'M100', title: '搪瓷杯 350 毫升', axes: ['Color'] },
    },
    'M100-B': { price: cny(1380), quantity: 0, options: { Color: '蓝色' } },
    M200: { price: cny(1850), quantity: 7, options: {}, product: { code: 'M200', title: '铸铁隔热垫', axes: [] } },
  },
  source: { code: 'M100', sku: 'M100-B', field: 'price', row: 3, column: '售价(元)' },
} as const;

const bad = (text: string, mark: string, bytes: readonly number[]): Buffer => {
  const [before = '', after = ''] = text.split(mark);
  return Buffer.concat([utf8(before), Buffer.from(bytes), utf8(after)]);
};

/** 320 rows of about 1,000 bytes of ASCII, then one row in Chinese. */
const LATE = [
  ['sku', 'title', 'description', 'price cny', 'stock'],
  ...Array.from({ length: 320 }, (_, i) => [
    `L${1000 + i}`,
    `Hook no. ${i + 1}`,
    `Galvanised steel; size ${i + 1}. `.repeat(34).trim(),
    `${(i % 90) + 1}.50`,
    String(i % 7),
  ]),
  ['L9999', '不锈钢挂钩，加厚承重款', '不锈钢挂钩，免打孔，适合浴室和厨房使用', '9.90', '15'],
];

export const encodingSheets: readonly SupplierSheet[] = [
  {
    name: 'utf8-bom',
    about: 'UTF-8 with a byte order mark, as Excel writes "CSV UTF-8".',
    bytes: utf8(BOM + csv(MUGS)),
    encoding: 'utf-8',
    delimiter: ',',
    ...MUGS_BECOME,
  },
  {
    name: 'utf8-plain',
    about: 'UTF-8 without a byte order mark, LF line ends, no line end after the last row.',
    bytes: utf8(csv(MUGS, ',', '\n').trimEnd()),
    encoding: 'utf-8',
    delimiter: ',',
    ...MUGS_BECOME,
  },
  {
    name: 'utf8-two-boms',
    about: 'A program put a second byte order mark before the first.',
    bytes: utf8(BOM + BOM + csv(MUGS)),
    encoding: 'utf-8',
    delimiter: ',',
    ...MUGS_BECOME,
  },
  {
    name: 'gbk-late',
    about: 'GBK whose first Chinese character stands behind more than 300,000 bytes of ASCII.',
    bytes: gb(csv(LATE)),
    encoding: 'gb18030',
    delimiter: ',',
    header: 1,
    result: 'committed',
    rows: 321,
    products: 321,
    variants: 321,
    skipped: 0,
    rejected: [],
    values: {
      L9999: { price: cny(990), quantity: 15, product: { title: '不锈钢挂钩，加厚承重款' } },
      L1000: { price: cny(150), quantity: 0, product: { title: 'Hook no. 1' } },
    },
    source: { code: 'L9999', field: 'title', row: 322, column: 'title' },
  },
  {
    name: 'gb18030-four-bytes',
    about: 'GB 18030 with a character of four bytes (U+20BB7) and the euro sign as code page 936 has it (0x80).',
    bytes: Buffer.concat([
      gb('货号,商品名称,商品描述,售价(元),库存\r\nY1,毛绒兔 𠮷祥款,可爱的毛绒玩具，适合送给孩子,36.50,12\r\n'),
      gb('Y2,收纳盒,出口欧洲的价格是 '),
      Buffer.from([0x80]),
      gb('3，数量有限,8.00,3\r\n'),
    ]),
    encoding: 'gb18030',
    delimiter: ',',
    header: 1,
    result: 'committed',
    rows: 2,
    products: 2,
    variants: 2,
    skipped: 0,
    rejected: [],
    values: {
      Y1: { price: cny(3650), product: { title: '毛绒兔 𠮷祥款' } },
      Y2: { price: cny(800), product: { description: '出口欧洲的价格是 €3，数量有限' } },
    },
    source: { code: 'Y1', field: 'title', row: 2, column: '商品名称' },
  },
  {
    name: 'utf16le-tabs',
    about: 'What Excel writes as "Unicode Text": UTF-16 LE with a byte order mark, tabs between cells.',
    bytes: utf16(BOM + csv(MUGS, '\t'), 'utf-16le'),
    encoding: 'utf-16le',
    delimiter: '\t',
    ...MUGS_BECOME,
  },
  {
    name: 'utf16be-plain',
    about: 'UTF-16 BE without a byte order mark, with 一 (U+4E00), whose low byte is zero.',
    bytes: utf16(csv([...MUGS, ['M300', 'M300-1', '一次性纸杯，一包一百只', '', '1.00', '1', '']]), 'utf-16be'),
    encoding: 'utf-16be',
    delimiter: ',',
    ...MUGS_BECOME,
    rows: 4,
    products: 3,
    variants: 4,
    values: { ...MUGS_BECOME.values, 'M300-1': { product: { title: '一次性纸杯，一包一百只' } } },
  },
  {
    name: 'one-bad-byte',
    about: 'UTF-8 in which one character was cut in two. Its row is refused with the bytes; the others are taken.',
    bytes: bad(
      csv([
        ['货号', '商品名称', '商品描述', '售价(元)'],
        ['B1', '竹砧板', '整竹砧板，双面可用，加厚防滑，适合家庭厨房切菜切肉', '26.80'],
        ['B2', '玻璃储~罐', '高硼硅玻璃储物罐，竹盖密封，适合存放茶叶和干货', '11.50'],
        ['B3', '胡椒研磨器', '榉木胡椒研磨器，陶瓷磨芯，粗细可调，手感舒适耐用', '22.50'],
      ]),
      '~',
      [0xe7, 0x89],
    ),
    encoding: 'utf-8',
    delimiter: ',',
    header: 1,
    result: 'committed',
    rows: 3,
    products: 2,
    variants: 2,
    skipped: 0,
    rejected: [{ code: 'E_BAD_BYTES', row: 3, line: 3, column: '商品名称', says: ['0xE7 0x89'] }],
    values: { B1: { price: cny(2680) }, B3: { price: cny(2250) } },
    source: { code: 'B3', field: 'title', row: 4, column: '商品名称' },
  },
];
