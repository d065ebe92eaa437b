/**
 * Writes fixtures/demo/*.csv: what a factory in Yiwu might send. Everything in them is invented; the EANs begin with 20, which
 * GS1 keeps for use inside a company, and the pictures' host is reserved (RFC 2606). Run: npx tsx src/dev/make-demo-sheets.ts
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stringify } from 'csv-stringify/sync';
import iconv from 'iconv-lite';
import { checkDigit } from '../core/index.ts';

interface Ware {
  readonly code: string;
  readonly title: string;
  readonly text: string;
  readonly category: string;
  readonly material: string;
  /** Fen. */
  readonly price: number;
  readonly grams: number;
  readonly colours: readonly string[];
  readonly sizes: readonly string[];
}

const CLOTHES = ['S', 'M', 'L', 'XL'];
const plain = (
  code: string,
  title: string,
  text: string,
  category: string,
  material: string,
  price: number,
  grams: number,
): Ware => ({ code, title, text, category, material, price, grams, colours: [], sizes: [] });
const coloured = (ware: Ware, ...colours: string[]): Ware => ({ ...ware, colours });
const sized = (ware: Ware, ...sizes: string[]): Ware => ({ ...ware, sizes });

const KITCHEN = 'Home > Kitchen';
const WARES: readonly Ware[] = [
  coloured(
    plain('YW1001', 'Enamel Mug 350 ml', '搪瓷杯，野营、办公两用', `${KITCHEN} > Mugs`, 'Enamelled steel', 1280, 210),
    'White',
    'Blue',
    'Red',
  ),
  coloured(
    plain(
      'YW1002',
      'Double-Wall Glass Cup 250 ml',
      '双层玻璃杯，隔热防烫',
      `${KITCHEN} > Mugs`,
      'Borosilicate glass',
      1990,
      180,
    ),
    'Clear',
    'Amber',
  ),
  plain('YW1003', 'Bamboo Cutting Board 38 × 28 cm', '竹砧板，双面可用', `${KITCHEN} > Boards`, 'Bamboo', 2680, 1150),
  plain('YW1004', 'Cast Iron Trivet', '铸铁隔热垫', `${KITCHEN} > Table`, 'Cast iron', 1850, 620),
  coloured(
    plain(
      'YW1005',
      'Silicone Spatula Set, 3 Pieces',
      '硅胶铲三件套，耐高温 230 °C',
      `${KITCHEN} > Utensils`,
      'Silicone',
      1560,
      240,
    ),
    'Grey',
    'Mint',
  ),
  plain('YW1006', 'Stainless Steel Strainer 20 cm', '不锈钢滤网', `${KITCHEN} > Utensils`, 'Stainless steel', 980, 160),
  plain('YW1007', 'Ceramic Teapot "Mountain" 600 ml', '陶瓷茶壶，手工上釉', `${KITCHEN} > Tea`, 'Ceramic', 4580, 780),
  coloured(
    plain('YW1008', 'Tea Caddy with Lid', '茶叶罐，密封防潮', `${KITCHEN} > Tea`, 'Tinplate', 890, 130),
    'Green',
    'Black',
    'Gold',
  ),
  plain('YW1009', 'Salt & Pepper Mill, Beech', '胡椒研磨器，榉木', `${KITCHEN} > Table`, 'Beech', 2250, 260),
  plain('YW1010', 'Linen Tea Towels, 2 Pieces', '亚麻茶巾两条装', `${KITCHEN} > Textiles`, 'Linen', 1680, 150),
  coloured(
    plain(
      'YW1011',
      'Thermo Bottle 500 ml',
      '保温杯，12 小时保温',
      `${KITCHEN} > Bottles`,
      'Stainless steel',
      3290,
      310,
    ),
    'Black',
    'White',
    'Pink',
    'Green',
  ),
  sized(
    plain('YW1012', 'Glass Storage Jar', '玻璃储物罐，竹盖', `${KITCHEN} > Storage`, 'Glass', 1150, 420),
    '500 ml',
    '1000 ml',
    '1500 ml',
  ),
  coloured(
    sized(
      plain('YW2001', 'Linen Shirt, Long Sleeve', '亚麻长袖衬衫，水洗工艺', 'Clothing > Shirts', 'Linen', 6900, 210),
      ...CLOTHES,
    ),
    'White',
    'Sand',
  ),
  coloured(
    sized(
      plain('YW2002', 'Cotton T-Shirt, Heavy', '重磅纯棉 T 恤', 'Clothing > T-Shirts', 'Cotton', 3500, 230),
      ...CLOTHES,
    ),
    'Black',
    'White',
    'Olive',
  ),
  sized(
    plain('YW2003', 'Merino Socks', '美利奴羊毛袜', 'Clothing > Socks', 'Merino wool', 1980, 60),
    '36-38',
    '39-41',
    '42-44',
  ),
  coloured(
    plain('YW2004', 'Silk Scarf 90 × 90 cm', '真丝方巾，手工卷边', 'Clothing > Scarves', 'Silk', 8800, 55),
    'Red',
    'Navy',
  ),
  coloured(plain('YW2005', 'Canvas Tote Bag', '帆布手提袋', 'Bags > Totes', 'Canvas', 1450, 190), 'Natural', 'Black'),
  coloured(
    plain('YW2006', 'Roll-Top Backpack 20 l', '卷盖双肩包，防泼水', 'Bags > Backpacks', 'Polyester', 11900, 740),
    'Black',
    'Mustard',
  ),
  plain('YW2007', 'Leather Belt 3.5 cm', '头层牛皮腰带', 'Clothing > Belts', 'Leather', 5200, 180),
  sized(
    plain('YW2008', 'House Slippers, Felt', '毛毡室内拖鞋', 'Clothing > Shoes', 'Felt', 2950, 260),
    '36/37',
    '38/39',
    '40/41',
    '42/43',
  ),
  plain('YW2009', 'Knitted Beanie', '针织毛线帽', 'Clothing > Hats', 'Acrylic', 1650, 90),
  coloured(
    sized(plain('YW2010', 'Rain Jacket, Packable', '便携雨衣', 'Clothing > Jackets', 'Nylon', 9800, 280), ...CLOTHES),
    'Yellow',
    'Navy',
  ),
  plain('YW3001', 'LED Desk Lamp, Dimmable', '可调光 LED 台灯', 'Home > Lighting', 'Aluminium', 7650, 890),
  coloured(
    plain('YW3002', 'USB-C Cable, Braided, 2 m', '编织 USB-C 数据线', 'Electronics > Cables', 'Nylon', 990, 70),
    'Black',
    'White',
  ),
  plain('YW3003', 'Laptop Stand, Folding', '折叠笔记本支架', 'Electronics > Stands', 'Aluminium', 5400, 560),
  plain('YW3004', 'Mouse Pad, Cork', '软木鼠标垫', 'Electronics > Desk', 'Cork', 1250, 140),
  plain('YW3005', 'Cable Clips, 6 Pieces', '理线夹六个装', 'Electronics > Desk', 'Silicone', 590, 40),
  coloured(plain('YW3006', 'Bedside Clock', '床头钟，静音', 'Home > Clocks', 'ABS', 3850, 320), 'White', 'Wood'),
  plain('YW3007', 'Extension Cord, 4 Sockets', '四位插线板', 'Home > Power', 'ABS', 4200, 680),
  sized(
    plain('YW3008', 'Picture Frame, Oak', '橡木相框', 'Home > Decoration', 'Oak', 2350, 450),
    '13 × 18 cm',
    '20 × 30 cm',
    '30 × 40 cm',
  ),
  coloured(
    plain('YW4001', 'Yoga Mat 6 mm', '瑜伽垫，防滑', 'Sports > Yoga', 'TPE', 5650, 1050),
    'Purple',
    'Teal',
    'Grey',
  ),
  plain('YW4002', 'Jump Rope, Adjustable', '可调节跳绳', 'Sports > Fitness', 'PVC', 1120, 150),
  sized(
    plain('YW4003', 'Resistance Band', '弹力带', 'Sports > Fitness', 'Latex', 1380, 80),
    'Light',
    'Medium',
    'Strong',
  ),
  plain('YW4004', 'Camping Cutlery, Titanium', '钛合金餐具', 'Sports > Camping', 'Titanium', 6850, 55),
  coloured(
    plain('YW4005', 'Head Lamp 300 lm', '头灯，USB 充电', 'Sports > Camping', 'ABS', 4480, 95),
    'Black',
    'Orange',
  ),
  plain('YW4006', 'Dry Bag 10 l', '防水袋', 'Sports > Camping', 'PVC', 2980, 230),
  coloured(
    plain('YW5001', 'Watercolour Set, 24 Pans', '固体水彩 24 色', 'Toys > Art', 'Pigment', 4900, 310),
    'Metal box',
    'Wooden box',
  ),
  plain('YW5002', 'Wooden Puzzle "Panda", 100 Pieces', '木质拼图', 'Toys > Puzzles', 'Basswood', 3300, 380),
  plain('YW5003', 'Stacking Rings', '叠叠乐，\n三岁以上', 'Toys > Baby', 'Beech', 2750, 420),
  coloured(
    plain('YW5004', 'Plush Rabbit 30 cm', '毛绒兔，𠮷祥款', 'Toys > Plush', 'Polyester', 3650, 240),
    'Cream',
    'Grey',
  ),
  plain('YW5005', 'Notebook A5, Dotted', '点阵笔记本 A5', 'Office > Paper', 'Paper', 1490, 260),
  coloured(
    plain('YW5006', 'Fountain Pen, Fine', '钢笔，F 尖', 'Office > Pens', 'Brass', 5800, 35),
    'Black',
    'Blue',
    'Red',
  ),
  plain('YW5007', 'Desk Organiser, Walnut', '胡桃木桌面收纳', 'Office > Storage', 'Walnut', 8600, 970),
  plain('YW5008', 'Sticky Notes, 5 × 100', '便利贴 5 本装', 'Office > Paper', 'Paper', 760, 180),
];

const HEADER = [
  '货号',
  'SKU编码',
  '商品名称',
  '商品描述',
  '品牌',
  '分类',
  '颜色',
  '尺码',
  '售价(元)',
  '库存',
  '重量(g)',
  '条码',
  '材质',
  '图片',
  '规格图',
  '备注',
];

interface Line {
  readonly sku: string;
  readonly code: string;
  price: number;
  stock: number;
  readonly cells: readonly string[];
}

function lines(): Line[] {
  const all: Line[] = [];
  for (const ware of WARES) {
    for (const colour of ware.colours.length > 0 ? ware.colours : ['']) {
      for (const size of ware.sizes.length > 0 ? ware.sizes : ['']) {
        const n = all.length;
        const body = `20${String(4_100_000_000 + n * 37)}`;
        const sku = [ware.code, colour.slice(0, 3).toUpperCase(), size.replace(/[^A-Z0-9]/gi, '').toUpperCase()]
          .filter(Boolean)
          .join('-');
        const picture = (side: string) => `https://images.example/${ware.code.toLowerCase()}-${side}.jpg`;
        const cells = [
          ware.title,
          `${ware.text}。材质：${ware.material}。`,
          'Horse & Road',
          ware.category,
          colour,
          size,
          String(ware.grams + (size ? n % 4 : 0) * 5),
          `${body}${checkDigit(body)}`,
          ware.material,
          `${picture('front')}|${picture('side')}`,
          colour ? picture(colour.toLowerCase().replace(/\W/g, '-')) : '',
        ];
        all.push({ sku, code: ware.code, price: ware.price + (size ? n % 3 : 0) * 200, stock: (n * 13) % 90, cells });
      }
    }
  }
  return all;
}

function sheet(all: readonly Line[]): string[][] {
  return all.map(({ code, sku, price, stock, cells }, i) => {
    const [
      title = '',
      text = '',
      brand = '',
      category = '',
      colour = '',
      size = '',
      grams = '',
      ean = '',
      material = '',
      images = '',
      own = '',
    ] = cells;
    const yuan = (price / 100).toFixed(2);
    return [
      code,
      sku,
      title,
      text,
      brand,
      category,
      colour,
      size,
      yuan,
      String(stock),
      grams,
      ean,
      material,
      images,
      own,
      i % 17 === 0 ? '新款' : '',
    ];
  });
}

function write(name: string, rows: readonly (readonly string[])[]): void {
  const text = stringify(rows as string[][], { record_delimiter: '\r\n', quoted_match: /[\r\n]/ });
  writeFileSync(fileURLToPath(new URL(`../../fixtures/demo/${name}`, import.meta.url)), iconv.encode(text, 'gb18030'));
}

const first = lines();
write('supplier.csv', [HEADER, ...sheet(first)]);

// Eleven prices and nine quantities move, one SKU with both; the rest of the sheet says what it said before.
const second = lines();
second.forEach((line, i) => {
  if (i % 9 === 4 && i < 108) line.price = Math.round(line.price * 1.2);
  if (i % 11 === 4 && i < 110) line.stock = (line.stock + 17) % 90;
});
write('supplier-update.csv', [
  ['SKU编码', '货号', '售价(元)', '库存'],
  ...second.map(({ sku, code, price, stock }) => [sku, code, (price / 100).toFixed(2), String(stock)]),
]);
