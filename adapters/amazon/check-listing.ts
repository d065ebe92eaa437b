import { build } from './build.ts';
import { type Check, found } from './checks.ts';
import { isFamily, parentSku } from './family.ts';
import { lostIn, oneLine, withBreaks } from './html.ts';
import { distinct, MOST_IMAGES } from './images.ts';
import { utf8Bytes } from './keywords.ts';
import { marketplaceById, placeOf } from './marketplaces.ts';
import { channelOf, OWN } from './offer.ts';
import { isAmount } from './price.ts';
import { ASIN, isOffer, textIn } from './product-types.ts';

/** Checks that need no definition. */

export const marketplace: Check = (_, at) => {
  const { connection } = at;
  const place = placeOf(at);
  if (!marketplaceById(place.id))
    return [
      found(`mabang knows no marketplace ${place.id}`, `mabang 不认识站点 ${place.id}`, { field: 'marketplace' }),
    ];
  if (place.id === connection.marketplaceId) return [];
  return [
    found(
      `the channel is for ${place.title}, its connection for another marketplace (${connection.marketplaceId})`,
      `渠道站点为 ${place.title}，而连接设置为另一个站点（${connection.marketplaceId}）`,
      { field: 'marketplace' },
      {
        en: 'set marketplace and connection.marketplaceId to the same one in mabang.yaml',
        zh: '请在 mabang.yaml 中将 marketplace 与 connection.marketplaceId 设为同一站点',
      },
    ),
  ];
};

export const currency: Check = (listing, at) => {
  const place = placeOf(at);
  const [{ price }] = listing.variants;
  if (!marketplaceById(place.id) || price.currency === place.currency) return [];
  return [
    found(
      `${place.title} sells in ${place.currency}, the channel's prices are in ${price.currency}`,
      `${place.title} 使用 ${place.currency}，而渠道价格为 ${price.currency}`,
      { field: 'currency' },
      {
        en: `set currency: ${place.currency} for the channel, and a rate under price.rates`,
        zh: `请为该渠道设置 currency: ${place.currency}，并在 price.rates 下设置汇率`,
      },
    ),
  ];
};

export const parentTaken: Check = (listing) => {
  const parent = parentSku(listing);
  if (!isFamily(listing) || !listing.variants.some(({ sku }) => sku === parent)) return [];
  return [
    found(
      `the product code ${parent} is the SKU of the family's parent, and one of its own SKUs has it already`,
      `商品编码 ${parent} 将用作父 SKU，但该商品已有 SKU 与其相同`,
      { field: 'code' },
      {
        en: 'give the product another code in the sheet (a parent SKU of its own), or the SKU another name',
        zh: '请在表格中为商品使用另一个编码（独立的父 SKU），或更改该 SKU',
      },
    ),
  ];
};

export const slash: Check = (listing) =>
  [...(isFamily(listing) ? [parentSku(listing)] : []), ...listing.variants.map(({ sku }) => sku)]
    .filter((sku) => sku.includes('/'))
    .map((sku) =>
      found(
        `the SKU ${sku} has a slash; it is sent encoded, and Amazon has answered such addresses with an error`,
        `SKU ${sku} 含有“/”；会编码后发送，但亚马逊曾对此类地址返回错误`,
        listing.variants.some((one) => one.sku === sku) ? { sku } : {},
        {
          en: 'if it is refused, set connection.feeds: always, where SKUs stand in no address',
          zh: '若被拒绝，请设置 connection.feeds: always（SKU 不会出现在地址中）',
        },
      ),
    );

export const offerAlone: Check = (listing) => {
  if (!isOffer(listing) || listing.variants.length === 1) return [];
  return [
    found(
      'the product names products that are on Amazon already, and has several SKUs: each such offer stands alone',
      '该商品关联了亚马逊已有的商品，却有多个 SKU：每个此类报价必须单独成为一个商品',
      { field: ASIN },
      {
        en: 'give each SKU a product code of its own in the sheet',
        zh: '请在表格中为每个 SKU 使用单独的商品编码',
      },
    ),
  ];
};

export const asin: Check = (listing) =>
  listing.variants.flatMap(({ sku, target }) => {
    const text = textIn(target.attributes, ASIN) || textIn(listing.target.attributes, ASIN);
    if (text === '' || /^[A-Z0-9]{10}$/.test(text)) return [];
    return [
      found(
        `"${text}" is no ASIN: ten capital letters and digits`,
        `“${text}”不是有效的 ASIN：应为 10 位大写字母或数字`,
        { sku, field: ASIN },
      ),
    ];
  });

export const amounts: Check = (listing) =>
  listing.variants.flatMap(({ sku, price, listPrice }) =>
    [price, ...(listPrice ? [listPrice] : [])].some((money) => !isAmount(money))
      ? [
          found('the price has more digits than Amazon can be told exactly', '价格位数过多，无法准确发送给亚马逊', {
            sku,
            field: 'price',
          }),
        ]
      : [],
  );

export const images: Check = (listing, at) =>
  build(listing, at).units.flatMap(({ sku, variant, facets }) => {
    const count = distinct([...listing.images, ...(variant?.images ?? [])]).length;
    if (!facets.media || count <= MOST_IMAGES) return [];
    return [
      found(
        `Amazon shows ${MOST_IMAGES} pictures; ${count - MOST_IMAGES} of this SKU are not sent`,
        `亚马逊最多显示 ${MOST_IMAGES} 张图片；该 SKU 有 ${count - MOST_IMAGES} 张不会发送`,
        { sku, field: 'image' },
      ),
    ];
  });

export const paused: Check = (listing) =>
  listing.status !== 'paused'
    ? []
    : listing.variants.flatMap((variant) => {
        const channel = channelOf(listing, variant);
        if (channel === OWN) return [];
        return [
          found(
            `the product is paused, but Amazon ships this SKU from its own stock (${channel}): it stays on sale`,
            `商品已暂停，但该 SKU 由亚马逊仓库发货（${channel}）：仍会继续销售`,
            { sku: variant.sku, field: 'status' },
            { en: 'close the listing in Seller Central', zh: '请在卖家平台中停售该商品' },
          ),
        ];
      });

export const html: Check = ({ title, description, bullets }, at) => {
  const lost = [...new Set([title, description, ...bullets].flatMap(lostIn))];
  if (lost.length === 0) return [];
  return [
    found(
      `${placeOf(at).title} takes text alone; of the HTML these are left out: ${lost.join(', ')}`,
      `${placeOf(at).title} 只接受纯文本；以下 HTML 内容不会发送：${lost.join('、')}`,
      { field: 'description' },
    ),
  ];
};

/** Lengths of HOME in the US; others are near. Only while the definition that says it exactly is not at hand. */
export const lengths: Check = (listing, at) => {
  if (build(listing, at).ground.definition || isOffer(listing)) return [];
  const bullets = listing.bullets.map(oneLine).filter((bullet) => bullet !== '');
  const long = Math.max(0, ...bullets.map((bullet) => [...bullet].length));
  const checked: readonly [string, number, number, string, string][] = [
    ['item_name', [...oneLine(listing.title)].length, 200, 'characters', '个字符'],
    ['bullet_point', bullets.length, 10, 'bullet points', '条卖点'],
    ['bullet_point', long, 700, 'characters', '个字符'],
    ['product_description', utf8Bytes(withBreaks(listing.description)), 10_000, 'bytes in UTF-8', '个 UTF-8 字节'],
  ];
  return checked
    .filter(([, has, most]) => has > most)
    .map(([field, has, most, unit, unitZh]) =>
      found(
        `${field} has ${has} ${unit}; most product types take ${most}`,
        `${field} 有 ${has} ${unitZh}；多数商品类型最多 ${most} ${unitZh}`,
        { field },
      ),
    );
};
