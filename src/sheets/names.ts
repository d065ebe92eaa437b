import type { FieldName } from './types.ts';

/**
 * Header names that suppliers write, by the field they mean, with `|` or a line end between them. Matched whole, after folding case,
 * width and white space; a name that is not here is never guessed at. Option names become English axis names, so that two
 * suppliers' 颜色 and Colour are one axis; a channel shows its own language.
 */
const NAMES: Readonly<Record<string, string>> = {
  code: `
    product code|product number|product handle|product id|parent sku|parent|spu|style|style no|style number
    item group id|handle|货号|款号|商品编号|产品编号|商品编码|产品编码|商品货号|产品货号|spu编码|主货号|父sku
    貨號|款號|產品編號|product sku|parent product id|master sku|slug|group id|model code|artikelgruppe|商品番号
    品番|상품코드`,
  sku: `
    sku|sku code|sku id|seller sku|variant sku|item sku|item number|item no|article number|sku编码|sku编号
    商品sku|规格编码|商家编码|单品编码|子sku|sku編碼|variant sku code|merchant sku|artikelnummer|artikelnr
    artikelnr.|art.-nr.|art. nr.|artnr|bestellnummer|référence|referencia|codice articolo|sku商家编码
    商品コード|skuコード|판매자 상품코드`,
  title: `
    title|name|product name|product title|item name|商品名称|产品名称|品名|标题|商品标题|产品标题|名称|商品名稱
    產品名稱|標題|product name (en)|item title|artikelbezeichnung|bezeichnung|produktname|artikelname|titel|nom
    nom du produit|désignation|libellé|nombre del producto|título|titolo|nome|nome prodotto|商品名|製品名
    상품명`,
  description: `
    description|body|body (html)|product description|long description|描述|商品描述|产品描述|详情|商品详情
    产品详情|描述信息|產品描述|beschreibung|artikelbeschreibung|produktbeschreibung|langtext|descripción
    descrizione|descrição|商品説明|説明|상품설명`,
  bullet: `
    bullets|bullet points|features|key features|卖点|产品卖点|商品卖点|賣點`,
  brand: `
    brand|vendor|manufacturer|品牌|厂牌|廠牌|marke|hersteller|marque|fabricant|marca|fabricante|produttore
    ブランド|メーカー|브랜드`,
  category: `
    category|categories|product category|category path|类目|分类|商品分类|产品分类|类别|品类|分類|類別
    kategorie|kategorien|warengruppe|catégorie|catégories|categoría|categorías|categoria|カテゴリ|カテゴリー
    카테고리`,
  image: `
    image|images|image url|image urls|main image|picture|pictures|image src|图片|主图|图片链接|图片地址
    主图链接|商品图片|产品图片|圖片|主圖|image link|picture url|photo|photos|main image url|bild|bilder
    bild-url|bildlink|image principale|imagen|imágenes|immagine|immagini|imagem|画像|画像url|商品画像|이미지`,
  variantImage: `
    variant image|sku image|规格图|sku图片|规格图片|颜色图|規格圖`,
  price: `
    price|unit price|sale price|selling price|variant price|售价|价格|单价|销售价|零售价|售價|價格|單價
    retail price|gross price|preis|verkaufspreis|vk|vk-preis|bruttopreis|prix|prix de vente|prix ttc|precio
    precio de venta|prezzo|prezzo di vendita|preço|販売価格|価格|판매가|가격`,
  listPrice: `
    list price|compare at price|variant compare at price|rrp|msrp|原价|市场价|划线价|吊牌价|原價|市場價|uvp
    prix conseillé|prix barré|precio recomendado|定価|정가`,
  regularPrice: `
    regular price|normal price|regulärer preis`,
  cost: `
    cost|cost price|purchase price|cost per item|成本|成本价|进价|进货价|采购价|供货价|批发价|出厂价|拿货价
    成本價|進價|wholesale price|dealer price|net cost|einkaufspreis|ek|ek-preis|händlerpreis|prix d'achat
    prix achat|precio de compra|precio de coste|prezzo d'acquisto|仕入価格|卸価格|원가`,
  quantity: `
    quantity|qty|stock|stock quantity|inventory|available|stock level|variant inventory qty|库存|库存数量|数量
    可售库存|现货|庫存|數量|on hand|in stock|quantity available|inventory count|bestand|lagerbestand|lagermenge
    verfügbar|stock disponible|quantité|existencias|cantidad|disponibilità|quantità|giacenza|estoque|在庫
    在庫数|재고|재고수량`,
  gtin: `
    gtin|ean|ean13|ean-13|upc|barcode|variant barcode|ean/upc|条码|条形码|商品条码|国际条码|69码|條碼|條形碼
    variant ean|variant upc|upc code|ean code|ean-code|gtin-13|gtin13|barcode (isbn, upc, gtin, etc.)
    gtin, upc, ean, or isbn|code-barres|code barre|código de barras|codice a barre|janコード|バーコード|바코드`,
  weight: `
    weight|gross weight|net weight|item weight|variant weight|重量|毛重|净重|单重|包装重量|淨重|variant grams
    shipping weight|gewicht|versandgewicht|poids|peso|重さ|重量(約)|무게`,
  dimensions: `
    dimensions|product dimensions|package dimensions|size (l x w x h)|lxwxh|abmessungen|maße|dimensiones|长宽高
    外形尺寸|包装尺寸|产品尺寸|商品尺寸`,
  length: `
    length|长|长度|包装长|長|長度|depth|länge|tiefe|longueur|profondeur|largo|longitud|lunghezza|奥行|奥行き`,
  width: `
    width|宽|宽度|包装宽|寬|寬度|breite|largeur|ancho|larghezza|幅`,
  height: `
    height|高|高度|包装高|höhe|hauteur|alto|altura|altezza|高さ`,
  status: `
    status|published|state|状态|上架状态|商品状态|狀態|product status|statut|stato|ステータス`,
  'option:Color': `
    color|colour|颜色|颜色分类|色|顏色|farbe|couleur|colore|cor|カラー|色名|색상`,
  'option:Size': `
    size|尺码|尺寸|码数|规格尺寸|尺碼|größe|groesse|taille|talla|taglia|tamanho|サイズ|사이즈`,
  'option:Style': `
    style name|款式|样式|樣式`,
  'option:Spec': `
    spec|specification|规格|型号规格|規格`,
  'attribute:Material': `
    material|材质|材料|面料|材質|werkstoff|matière|matériau|materiale|素材|소재`,
  'attribute:Origin': `
    origin|country of origin|产地|原产地|產地|herkunftsland|ursprungsland|pays d'origine|país de origen|原産国
    원산지`,
  'attribute:Model': `
    model|model number|型号|型號`,
};

export const FIELDS: ReadonlyMap<string, FieldName> = new Map(
  Object.entries(NAMES).flatMap(([field, names]) =>
    names.split(/[|\n]/).flatMap((name) => (name.trim() === '' ? [] : [[name.trim(), field as FieldName] as const])),
  ),
);
