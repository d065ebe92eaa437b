/** A supplier's sheet of any length, the same for the same seed: 25 columns, some 570 bytes a row, 5 SKUs a product. */
import { closeSync, openSync, writeSync } from 'node:fs';

export const COLUMNS = [
  ...[
    '货号',
    'SKU',
    '商品名称',
    '描述',
    '品牌',
    '类目',
    '售价',
    '市场价',
    '成本价',
    '库存',
    '条码',
    '重量',
    '长',
    '宽',
  ],
  ...['高', '颜色', '尺码', '材质', '产地', '图片', '规格图', '状态', '供应商编号', '起订量', '备注'],
];

/** Everything is pinned, as a mapping is that was made once for a supplier. All but the last three columns are imported. */
export const MAPPING = `version: 1
encoding: utf-8
delimiter: ","
header: 1
currency: CNY
columns:
  - { column: 货号, field: code }
  - { column: SKU, field: sku }
  - { column: 商品名称, field: title }
  - { column: 描述, field: description }
  - { column: 品牌, field: brand }
  - { column: 类目, field: category }
  - { column: 售价, field: price, decimal: "." }
  - { column: 市场价, field: listPrice, decimal: "." }
  - { column: 成本价, field: cost, decimal: "." }
  - { column: 库存, field: quantity, decimal: none }
  - { column: 条码, field: gtin }
  - { column: 重量, field: weight, unit: g, decimal: "." }
  - { column: 长, field: length, unit: cm, decimal: "." }
  - { column: 宽, field: width, unit: cm, decimal: "." }
  - { column: 高, field: height, unit: cm, decimal: "." }
  - { column: 颜色, field: "option:Color" }
  - { column: 尺码, field: "option:Size" }
  - { column: 材质, field: "attribute:Material" }
  - { column: 产地, field: "attribute:Origin" }
  - { column: 图片, field: image }
  - { column: 规格图, field: variantImage }
  - { column: 状态, field: status }
ignore: [供应商编号, 起订量, 备注]
`;

export interface SheetPlan {
  readonly rows: number;
  readonly seed: number;
  /** Of every hundred prices, how many are others than in the sheet of the same seed without this. */
  readonly changed?: number;
  /** SKUs of a product; 5 unless said. */
  readonly skus?: number;
}

/** Writes the sheet; returns its bytes. */
export function writeSheet(file: string, { rows, seed, changed = 0, skus = 5 }: SheetPlan): number {
  const fd = openSync(file, 'w');
  const chance = randomOf(seed);
  const moves = randomOf(seed + 1);
  let bytes = 0;
  let text = `${COLUMNS.join(',')}\n`;
  let product = productOf(0, chance);
  for (let row = 0; row < rows; row++) {
    if (row % skus === 0) product = productOf(row / skus, chance);
    text += rowOf(product, row, row % skus, chance, moves() * 100 < changed);
    if (text.length < 1 << 18 && row + 1 < rows) continue;
    const part = Buffer.from(text);
    for (let at = 0; at < part.length; ) at += writeSync(fd, part, at);
    bytes += part.length;
    text = '';
  }
  closeSync(fd);
  return bytes;
}

type Chance = () => number;

const GOODS = [
  '搪瓷马克杯',
  '不锈钢保温杯',
  '双层玻璃杯',
  '竹木砧板',
  '硅胶折叠碗',
  '陶瓷餐盘',
  '便携式榨汁机',
  '厨房剪刀',
];
const TRAITS = ['带木盖', '加厚款', '家用大容量', '轻便户外', '简约北欧风', '礼盒装', '可机洗', '防烫手柄'];
const BRANDS = ['Example Home', '晨光日用', 'Nordkap', '青禾', 'Bluewren'];
const PLACES = ['浙江义乌', '广东潮州', '江西景德镇', '福建德化'];
const STUFF = ['搪瓷', '304 不锈钢', '高硼硅玻璃', '竹', '食品级硅胶', '骨瓷'];
const COLORS = ['红色', '米白', '墨绿', '雾蓝', '黑'];
const SIZES = ['S', 'M', 'L', 'XL', '350ml'];
const SAYING = [
  '采用食品级材料，边缘打磨光滑，倒水不滴漏。',
  'Holds 350 ml, weighs 210 g and survives a fall from the table, tested 500 times.',
  '适合办公室、宿舍和户外使用，支持洗碗机清洗。',
  'Packed in recycled board; spare lids and seals can be ordered separately.',
];

function productOf(
  n: number,
  chance: Chance,
): { readonly code: string; readonly about: string; readonly image: string } {
  const goods = pick(GOODS, chance);
  const name = `${goods} ${pick(TRAITS, chance)} ${pick(TRAITS, chance)} ${n}`;
  const quoted = n % 10 === 0 ? `"${name}, 24"" 箱"` : name;
  const body = `${goods}：${pick(SAYING, chance)}${pick(SAYING, chance)}`;
  const description = body.includes(',') ? `"${body}"` : body;
  const category = `家居 > 厨房 > ${goods.slice(-2)}`;
  return {
    code: `P${String(n).padStart(8, '0')}`,
    about: `${quoted},${description},${pick(BRANDS, chance)},${category}`,
    image: `https://images.example/p/${n.toString(36).padStart(8, '0')}/gallery/2026/front-1200x1200.jpg?version=20260101`,
  };
}

function rowOf(
  { code, about, image }: ReturnType<typeof productOf>,
  row: number,
  part: number,
  chance: Chance,
  moved: boolean,
): string {
  const cents = 990 + Math.floor(chance() * 20_000);
  const price = ((moved ? cents + 100 : cents) / 100).toFixed(2);
  const list = ((cents * 3) / 200).toFixed(2);
  const cost = ((cents * 2) / 500).toFixed(2);
  const color = COLORS[part % COLORS.length] ?? '';
  const size = SIZES[Math.floor(part / COLORS.length) % SIZES.length] ?? '';
  const sides = `${10 + (row % 9)},${8 + (row % 5)}.5,${9 + (row % 7)}`;
  const goods = `${price},${list},${cost},${Math.floor(chance() * 500)},${gtinOf(row)},${180 + (row % 300)},${sides}`;
  // Material and origin are the product's: they must not differ between its SKUs.
  const traits = `${color},${size},${STUFF[code.charCodeAt(8) % STUFF.length]},${PLACES[code.charCodeAt(7) % PLACES.length]}`;
  const pictures = `${image},${image.replace('front', `color-${part}`)}`;
  return `${code},${code}-${part + 1},${about},${goods},${traits},${pictures},上架,V${row % 97},${12 * (1 + (row % 4))},整箱发货 48 小时内\n`;
}

/** 69…: China's prefix, twelve digits and the check digit of GS1. */
function gtinOf(row: number): string {
  const body = `69${String(row).padStart(10, '0')}`;
  let sum = 0;
  for (let i = 0; i < 12; i++) sum += (body.charCodeAt(i) - 48) * (i % 2 === 0 ? 1 : 3);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

function pick<T>(list: readonly T[], chance: Chance): T {
  return list[Math.floor(chance() * list.length)] as T;
}

/** mulberry32: small, seeded, and even enough for a test sheet. */
function randomOf(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
