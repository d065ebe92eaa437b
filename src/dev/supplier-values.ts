import { cny, eur, gb, type SupplierSheet, utf8 } from './supplier-sheet.ts';

const TAKEN = { encoding: 'utf-8', delimiter: ',', header: 1, result: 'committed', skipped: 0, rejected: [] } as const;

const COMMAS = 'Artikel;Bezeichnung;Preis;Bestand\r\nK1;Kelle;12,90;4\r\nK2;Kanne;1.290,00;1\r\nK3;Kiste;7;2\r\n';
const columns = (decimal: '.' | ',') =>
  'version: 1\ndelimiter: ";"\ncurrency: EUR\ncolumns:\n  - { column: Artikel, field: sku }\n' +
  '  - { column: Bezeichnung, field: title }\n' +
  `  - { column: Preis, field: price, decimal: "${decimal}" }\n  - { column: Bestand, field: quantity }\n`;

export const valueSheets: readonly SupplierSheet[] = [
  {
    ...TAKEN,
    name: 'decimal-comma',
    about: 'Prices with a decimal comma, under a mapping that says so.',
    bytes: utf8(COMMAS),
    mapping: columns(','),
    delimiter: ';',
    rows: 3,
    products: 3,
    variants: 3,
    values: { K1: { price: eur(1290) }, K2: { price: eur(129_000) }, K3: { price: eur(700) } },
    source: { code: 'K1', sku: 'K1', field: 'price', row: 2, column: 'Preis' },
  },
  {
    ...TAKEN,
    name: 'decimal-comma-refused',
    about: 'The same prices in a column whose decimal sign is a point: refused, with the reading that would fit.',
    bytes: utf8(COMMAS),
    mapping: columns('.'),
    delimiter: ';',
    rows: 3,
    products: 1,
    variants: 1,
    rejected: [
      { code: 'E_PRICE_FORMAT', row: 2, column: 'Preis', says: ['"."', '","', '12.90'] },
      { code: 'E_PRICE_FORMAT', row: 3, column: 'Preis', says: ['"."', '","', '1290.00'] },
    ],
    values: { K3: { price: eur(700) } },
    source: { code: 'K3', sku: 'K3', field: 'price', row: 4, column: 'Preis' },
  },
  {
    ...TAKEN,
    name: 'ruined-ean',
    about: 'EANs after Excel: in scientific notation, and with their leading zeros gone. Neither is mended.',
    bytes: utf8(
      'sku,title,price eur,ean\r\nG1,Glue,2.00,6.93E+12\r\nG2,Tape,3.00,12345670\r\nG3,Foil,4.00,21000000012\r\nG4,Wax,5.00,2041000000019\r\n',
    ),
    rows: 4,
    products: 1,
    variants: 1,
    rejected: [
      { code: 'E_GTIN_RUINED', row: 2, column: 'ean', says: ['6.93E+12'] },
      { code: 'E_GTIN_ZEROS', row: 4, column: 'ean' },
      { code: 'E_GTIN_CHECK', row: 5, column: 'ean' },
    ],
    values: { G2: { gtin: '12345670' } },
    source: { code: 'G2', sku: 'G2', field: 'gtin', row: 3, column: 'ean' },
  },
  {
    ...TAKEN,
    name: 'price-range',
    about: 'Price ranges, which are no prices, and signs beside prices that are.',
    bytes: gb(
      '货号,商品名称,售价(元)\r\nV1,一次性手套,12.80-15.80\r\nV2,洗碗手套,￥9.90\r\nV3,加长手套,18～22\r\nV4,园艺手套,25 元\r\nV5,皮手套,$30.00\r\n',
    ),
    encoding: 'gb18030',
    rows: 5,
    products: 2,
    variants: 2,
    rejected: [
      { code: 'E_PRICE_RANGE', row: 2, column: '售价(元)' },
      { code: 'E_PRICE_RANGE', row: 4, column: '售价(元)' },
      { code: 'E_PRICE_CURRENCY', row: 6, column: '售价(元)' },
    ],
    values: { V2: { price: cny(990) }, V4: { price: cny(2500) } },
    source: { code: 'V4', sku: 'V4', field: 'price', row: 5, column: '售价(元)' },
  },
  {
    ...TAKEN,
    name: 'stock-words',
    about: 'Stock in words. The mapping says what they mean; a word it does not have is refused.',
    bytes: utf8(
      '货号,商品名称,售价,库存\r\nW1,水杯,5.00,有货\r\nW2,水壶,6.00,缺货\r\nW3,水桶,7.00,12\r\nW4,水瓢,8.00,充足\r\n',
    ),
    mapping:
      'version: 1\ncurrency: CNY\ncolumns:\n  - { column: 货号, field: sku }\n  - { column: 商品名称, field: title }\n' +
      '  - { column: 售价, field: price }\n  - column: 库存\n    field: quantity\n    words: { 有货: "10", 缺货: "0" }\n',
    rows: 4,
    products: 3,
    variants: 3,
    rejected: [{ code: 'E_QUANTITY', row: 5, column: '库存' }],
    values: { W1: { quantity: 10 }, W2: { quantity: 0 }, W3: { quantity: 12 } },
    source: { code: 'W1', sku: 'W1', field: 'quantity', row: 2, column: '库存' },
  },
  {
    ...TAKEN,
    name: 'english-variants',
    about:
      'A product on several rows: options, attributes, sizes with units, pictures of the product and of a variant.',
    bytes: utf8(
      'Parent SKU,SKU,Title,Category,Colour,Size,Price USD,Stock,Weight (kg),Length (cm),Width (cm),Height (cm),Material,Images,Variant Image,Status\r\n' +
        'H1,H1-R-S,Hat,Clothing > Hats,Red,S,"1,299.00",5,0.25,20,15.5,10,Wool,https://img.example/h1.jpg|https://img.example/h2.jpg,https://img.example/r.jpg,active\r\n' +
        'H1,H1-R-M,Hat,Clothing > Hats,Red,M,1299,"1,000",0.255,20,15.5,10,Wool,https://img.example/h1.jpg|https://img.example/h2.jpg,https://img.example/r.jpg,active\r\n',
    ),
    rows: 2,
    products: 1,
    variants: 2,
    values: {
      'H1-R-S': {
        price: { minor: 129_900, currency: 'USD' },
        quantity: 5,
        weight: 250,
        dimensions: { length: 200, width: 155, height: 100 },
        options: { Color: 'Red', Size: 'S' },
        images: [{ url: 'https://img.example/r.jpg' }],
        product: {
          code: 'H1',
          category: 'Clothing > Hats',
          axes: ['Color', 'Size'],
          attributes: { Material: 'Wool' },
          images: [{ url: 'https://img.example/h1.jpg' }, { url: 'https://img.example/h2.jpg' }],
        },
      },
      'H1-R-M': { quantity: 1000, weight: 255, options: { Color: 'Red', Size: 'M' } },
    },
    source: { code: 'H1', sku: 'H1-R-M', field: 'option:Size', row: 3, column: 'Size' },
  },
];
