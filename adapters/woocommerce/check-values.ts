import { exponentOf } from 'mabang/core';
import { type Check, found, perSku } from './check-text.ts';
import { isVariable, unitOf } from './map.ts';
import { caseless, LENGTH_UNITS, WEIGHT_UNITS } from './text.ts';

/** Checks of values: what the shop has no place for, or would show differently. */

export const salePrice = perSku(({ price, listPrice }) =>
  listPrice !== undefined && listPrice.minor <= price.minor
    ? found(
        'the crossed-out price is not above the price; WooCommerce would drop the sale without a word',
        '划线价不高于售价；WooCommerce 会直接忽略促销价',
        { field: 'listPrice' },
      )
    : undefined,
);

export const decimals = perSku(({ price }, _, { facts }) => {
  const shown = facts.price_decimals;
  const exponent = exponentOf(price.currency);
  if (typeof shown !== 'number' || shown >= exponent) return undefined;
  return price.minor % 10 ** (exponent - shown) === 0
    ? undefined
    : found(
        `the shop shows prices with ${shown} decimals, so a buyer sees this one rounded`,
        `店铺价格显示 ${shown} 位小数，买家看到的价格会被四舍五入`,
        { field: 'price' },
        { en: 'WooCommerce > Settings > General > Number of decimals', zh: 'WooCommerce > 设置 > 常规 > 小数位数' },
      );
});

export const stockOff: Check = (_, { facts }) =>
  facts.manage_stock === false
    ? [
        found(
          'stock management is switched off in the shop: quantities are not kept there',
          '店铺已关闭库存管理：不会保存库存数量',
          {},
          {
            en: 'WooCommerce > Settings > Products > Inventory > Enable stock management',
            zh: 'WooCommerce > 设置 > 产品 > 库存 > 启用库存管理',
          },
        ),
      ]
    : [];

export const units = perSku(({ weight, dimensions }, _, { facts }) => {
  const weightUnit = unitOf(facts.weight_unit, 'kg');
  const lengthUnit = unitOf(facts.dimension_unit, 'cm');
  const strange = [
    ...(weight !== undefined && !WEIGHT_UNITS.includes(weightUnit) ? [weightUnit] : []),
    ...(dimensions && !LENGTH_UNITS.includes(lengthUnit) ? [lengthUnit] : []),
  ];
  return strange.length > 0
    ? found(
        `the shop measures in ${strange.join(' and ')}, which mabang cannot convert to; it is not sent`,
        `店铺使用的单位 ${strange.join('、')} 无法换算，将不会发送`,
      )
    : undefined;
});

export const axisAndAttribute: Check = ({ axes, attributes }) => {
  const names = new Set(axes.map(caseless));
  return Object.keys(attributes)
    .filter((name) => names.has(caseless(name)))
    .map((name) =>
      found(
        `${name} is an option of the product, so the attribute of the same name is not shown`,
        `${name} 是商品的规格，因此同名属性不会显示`,
        { field: name },
      ),
    );
};

export const skuAttributes = perSku(({ attributes }, listing) =>
  isVariable(listing) && Object.keys(attributes).length > 0
    ? found(
        `a variation has no place for attributes of its own; not sent: ${Object.keys(attributes).join(', ')}`,
        `变体不能有自己的属性；不会发送：${Object.keys(attributes).join('、')}`,
      )
    : undefined,
);

export const skuImages = perSku(({ images }, listing) =>
  isVariable(listing) && images.length > 1
    ? found(
        `a variation shows one picture; ${images.length - 1} of this SKU are not sent`,
        `变体只能显示一张图片；该 SKU 的另外 ${images.length - 1} 张不会发送`,
      )
    : undefined,
);

const IMAGE_TYPE = /\.(?:jpe?g|jpe|gif|png|bmp|tiff?|ico|webp)$/i;

export const imageType: Check = (listing) =>
  [...listing.images, ...listing.variants.flatMap((variant) => variant.images)]
    .map((image) => image.url)
    .filter((url, i, all) => all.indexOf(url) === i && !IMAGE_TYPE.test(URL.parse(url)?.pathname ?? ''))
    .map((url) =>
      found(
        `WooCommerce takes pictures whose address ends in jpg, png, gif, webp, bmp, tiff or ico: ${url}`,
        `WooCommerce 只接受以 jpg、png、gif、webp、bmp、tiff 或 ico 结尾的图片地址：${url}`,
        { field: 'image' },
      ),
    );
