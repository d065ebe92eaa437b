import type { Currency } from '../contract/index.ts';
import { isCurrency } from '../core/index.ts';
import { lengthUnit, weightUnit } from './numbers.ts';
import { isOwnColumn } from './rejects.ts';
import type { ColumnMapping, FieldName } from './types.ts';
import { trim } from './values.ts';

/**
 * Header names that suppliers write, by the field they mean. Matched whole, after folding case, width and white space; a name
 * that is not here is never guessed at. Option names become English axis names, so that two suppliers' 颜色 and Colour
 * are one axis; a channel shows its own language.
 */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  code: [
    'product code',
    'product number',
    'product handle',
    'product id',
    'parent sku',
    'parent',
    'spu',
    'style',
    'style no',
    'style number',
    'item group id',
    'handle',
    '货号',
    '款号',
    '商品编号',
    '产品编号',
    '商品编码',
    '产品编码',
    '商品货号',
    '产品货号',
    'spu编码',
    '主货号',
    '父sku',
    '貨號',
    '款號',
    '產品編號',
  ],
  sku: [
    'sku',
    'sku code',
    'sku id',
    'seller sku',
    'variant sku',
    'item sku',
    'item number',
    'item no',
    'article number',
    'sku编码',
    'sku编号',
    '商品sku',
    '规格编码',
    '商家编码',
    '单品编码',
    '子sku',
    'sku編碼',
  ],
  title: [
    'title',
    'name',
    'product name',
    'product title',
    'item name',
    '商品名称',
    '产品名称',
    '品名',
    '标题',
    '商品标题',
    '产品标题',
    '名称',
    '商品名稱',
    '產品名稱',
    '標題',
  ],
  description: [
    'description',
    'body',
    'body (html)',
    'product description',
    'long description',
    '描述',
    '商品描述',
    '产品描述',
    '详情',
    '商品详情',
    '产品详情',
    '描述信息',
    '產品描述',
  ],
  bullet: ['bullets', 'bullet points', 'features', 'key features', '卖点', '产品卖点', '商品卖点', '賣點'],
  brand: ['brand', 'vendor', 'manufacturer', '品牌', '厂牌', '廠牌'],
  category: [
    'category',
    'categories',
    'product category',
    'category path',
    '类目',
    '分类',
    '商品分类',
    '产品分类',
    '类别',
    '品类',
    '分類',
    '類別',
  ],
  image: [
    'image',
    'images',
    'image url',
    'image urls',
    'main image',
    'picture',
    'pictures',
    'image src',
    '图片',
    '主图',
    '图片链接',
    '图片地址',
    '主图链接',
    '商品图片',
    '产品图片',
    '圖片',
    '主圖',
  ],
  variantImage: ['variant image', 'sku image', '规格图', 'sku图片', '规格图片', '颜色图', '規格圖'],
  price: [
    'price',
    'unit price',
    'sale price',
    'selling price',
    'variant price',
    '售价',
    '价格',
    '单价',
    '销售价',
    '零售价',
    '售價',
    '價格',
    '單價',
  ],
  listPrice: [
    'list price',
    'compare at price',
    'variant compare at price',
    'rrp',
    'msrp',
    'regular price',
    '原价',
    '市场价',
    '划线价',
    '吊牌价',
    '原價',
    '市場價',
  ],
  cost: [
    'cost',
    'cost price',
    'purchase price',
    'cost per item',
    '成本',
    '成本价',
    '进价',
    '进货价',
    '采购价',
    '供货价',
    '批发价',
    '出厂价',
    '拿货价',
    '成本價',
    '進價',
  ],
  quantity: [
    'quantity',
    'qty',
    'stock',
    'stock quantity',
    'inventory',
    'available',
    'stock level',
    'variant inventory qty',
    '库存',
    '库存数量',
    '数量',
    '可售库存',
    '现货',
    '庫存',
    '數量',
  ],
  gtin: [
    'gtin',
    'ean',
    'ean13',
    'ean-13',
    'upc',
    'barcode',
    'variant barcode',
    'ean/upc',
    '条码',
    '条形码',
    '商品条码',
    '国际条码',
    '69码',
    '條碼',
    '條形碼',
  ],
  weight: [
    'weight',
    'gross weight',
    'net weight',
    'item weight',
    'variant weight',
    '重量',
    '毛重',
    '净重',
    '单重',
    '包装重量',
    '淨重',
  ],
  length: ['length', '长', '长度', '包装长', '長', '長度'],
  width: ['width', '宽', '宽度', '包装宽', '寬', '寬度'],
  height: ['height', '高', '高度', '包装高'],
  status: ['status', 'published', 'state', '状态', '上架状态', '商品状态', '狀態'],
  'option:Color': ['color', 'colour', '颜色', '颜色分类', '色', '顏色'],
  'option:Size': ['size', '尺码', '尺寸', '码数', '规格尺寸', '尺碼'],
  'option:Style': ['style name', '款式', '样式', '樣式'],
  'option:Spec': ['spec', 'specification', '规格', '型号规格', '規格'],
  'attribute:Material': ['material', '材质', '材料', '面料', '材質'],
  'attribute:Origin': ['origin', 'country of origin', '产地', '原产地', '產地'],
  'attribute:Model': ['model', 'model number', '型号', '型號'],
};

const FIELDS = new Map(
  Object.entries(NAMES).flatMap(([field, names]) => names.map((name) => [name, field as FieldName])),
);

/** What a header means on its own: the field, and the currency or unit that it names. */
export function meaningOf(header: string): Omit<ColumnMapping, 'column'> | undefined {
  const folded = fold(header);
  const whole = FIELDS.get(folded);
  if (whole) return { field: whole };
  const { name, hint } = split(folded);
  const field = FIELDS.get(name);
  if (!field || hint === undefined) return undefined;
  if (field === 'price' || field === 'listPrice' || field === 'cost') {
    const currency = currencyOf(hint, name);
    return currency ? { field, currency } : undefined;
  }
  if (field === 'weight') {
    const unit = weightUnit(hint);
    return unit ? { field, unit } : undefined;
  }
  if (field === 'length' || field === 'width' || field === 'height') {
    const unit = lengthUnit(hint);
    return unit ? { field, unit } : undefined;
  }
  return undefined;
}

export function isKnown(header: string): boolean {
  return isOwnColumn(header) || meaningOf(header) !== undefined;
}

/** Folded for comparison: width, case, white space, a star for "required", and underscores. */
export function fold(header: string): string {
  return trim(header)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[_\s]+/g, ' ')
    .replace(/^\*\s*|\s*\*$/g, '')
    .trim();
}

/** `售价(元)` → 售价 and 元; `price usd` → price and usd; `单价cny` → 单价 and cny. */
function split(folded: string): { readonly name: string; readonly hint?: string } {
  const bracket = /^(.*?)\s*[([{【/]\s*([^)\]}】]+?)\s*[)\]}】]?$/.exec(folded);
  if (bracket?.[1] !== undefined && bracket[2] !== undefined) return { name: bracket[1], hint: bracket[2] };
  const tail = /^(.*?)\s*([a-z]{1,3}|[¥$€£元])$/.exec(folded);
  if (tail?.[1] && tail[2] !== undefined) return { name: tail[1], hint: tail[2] };
  return { name: folded };
}

function currencyOf(hint: string, name: string): Currency | undefined {
  // In a Chinese header the sign means yuan; in others it may mean yen.
  if (hint === '¥') return /\p{Script=Han}/u.test(name) ? 'CNY' : undefined;
  const signs: Readonly<Record<string, Currency>> = {
    元: 'CNY',
    人民币: 'CNY',
    rmb: 'CNY',
    '€': 'EUR',
    '£': 'GBP',
    us$: 'USD',
    美元: 'USD',
    欧元: 'EUR',
    日元: 'JPY',
  };
  if (Object.hasOwn(signs, hint)) return signs[hint];
  const code = hint.toUpperCase();
  return isCurrency(code) ? code : undefined;
}
