import { decimalOf } from 'mabang/core';
import { type Check, found, limitsOf, perSku, shopLimitsOf } from './check.ts';
import { decimalsAt, homesAt, marketAt, ratioAt } from './place.ts';
import { isTooFine } from './price.ts';

/** Checks of prices, stock and the codes of goods. */

export const priceDecimals = perSku(({ price }, _, at) => {
  const decimals = decimalsAt(at);
  if (decimals === undefined || !isTooFine(price, decimals)) return undefined;
  const step = decimals === 0 ? '1' : '0.01';
  return found(
    `the price ${decimalOf(price)} has more decimals than Shopee takes here (${decimals}); Shopee would round it`,
    `价格 ${decimalOf(price)} 的小数位超过此站点允许的 ${decimals} 位；Shopee 会自行四舍五入`,
    { field: 'price' },
    {
      en: `set price.roundTo: ${step} for the channel, or another ending`,
      zh: `请为该渠道设置 price.roundTo: ${step} 或价格尾数`,
    },
  );
});

export const priceRange = perSku(({ price }, listing, at) => {
  const range = (homesAt(at).price === 'global' ? limitsOf(listing, at) : shopLimitsOf(listing, at))?.price;
  if (!range) return undefined;
  const amount = Number(decimalOf(price));
  if (amount >= range.min && (range.max <= 0 || amount <= range.max)) return undefined;
  return found(
    `the price ${decimalOf(price)} is outside of what Shopee takes in this category: ${range.min} to ${range.max} ${price.currency}`,
    `价格 ${decimalOf(price)} 超出该类目允许范围：${range.min} 至 ${range.max} ${price.currency}`,
    { field: 'price' },
  );
});

export const priceRatio: Check = ({ variants }, at) => {
  const ratio = ratioAt(at);
  if (ratio === undefined || variants.length < 2) return [];
  const sorted = [...variants].sort((a, b) => a.price.minor - b.price.minor);
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (!low || !high || high.price.minor <= ratio * low.price.minor) return [];
  return [
    found(
      `the dearest SKU (${high.sku}, ${decimalOf(high.price)}) costs more than ${ratio} times the cheapest (${low.sku}, ${decimalOf(low.price)}); Shopee refuses such a product`,
      `最贵的 SKU（${high.sku}，${decimalOf(high.price)}）超过最便宜的（${low.sku}，${decimalOf(low.price)}）的 ${ratio} 倍；Shopee 会拒绝该商品`,
      { field: 'price' },
      { en: 'make two products of it', zh: '请拆分为两个商品' },
    ),
  ];
};

export const listPrice = perSku(({ listPrice: crossed }) =>
  crossed
    ? found(
        `Shopee shows a crossed-out price only while a discount runs, which is set up in the Seller Centre; ${decimalOf(crossed)} is not sent`,
        `Shopee 仅在折扣活动期间显示划线价，需在卖家中心设置；${decimalOf(crossed)} 不会发送`,
        { field: 'listPrice' },
      )
    : undefined,
);

/** A shop that sets its own prices needs one for the global product too, which is in the merchant's currency. */
export const globalRate: Check = (_, at) => {
  const homes = homesAt(at);
  if (!homes.upgraded || homes.price !== 'shop' || at.connection.globalRate !== undefined) return [];
  return [
    found(
      'prices are the shop’s own (sync.price is off), and a global product must have a price in the merchant’s currency too',
      '价格由店铺自行管理（sync.price 已关闭），但全球商品仍须有商户货币价格',
      { field: 'price' },
      {
        en: 'set connection.globalRate: units of the merchant’s currency for one of the shop’s',
        zh: '请设置 connection.globalRate：1 单位店铺货币折合多少商户货币',
      },
    ),
  ];
};

export const stockMost = perSku(({ quantity }, listing, at) => {
  const range = limitsOf(listing, at)?.stock;
  return range && range.max > 0 && quantity > range.max
    ? found(
        `the quantity ${quantity} is above what Shopee takes: ${range.max}`,
        `库存 ${quantity} 超过 Shopee 上限 ${range.max}`,
        { field: 'quantity' },
        { en: 'set stock.atMost for the channel', zh: '请为该渠道设置 stock.atMost' },
      )
    : undefined;
});

/** A warning: what is sold out must still be sent as such, and no document says that 0 is refused. */
export const stockLeast = perSku(({ quantity }, listing, at) => {
  const range = limitsOf(listing, at)?.stock;
  return range && quantity < range.min
    ? found(
        `the quantity ${quantity} is below the least that Shopee names for this category, ${range.min}; it may be refused`,
        `库存 ${quantity} 低于该类目最小值 ${range.min}，可能被拒绝`,
        { field: 'quantity' },
        { en: 'pause the product when it is sold out', zh: '售罄时可将商品设为暂停' },
      )
    : undefined;
});

export const gtin = perSku((variant, listing, at) => {
  const wanted = shopLimitsOf(listing, at)?.gtin;
  if (variant.gtin !== undefined || wanted === undefined || wanted === 'Optional') return undefined;
  if (wanted === 'Flexible' && marketAt(at)?.region === 'BR') return undefined;
  return wanted === 'Mandatory'
    ? found('Shopee wants a GTIN here, and the SKU has none', 'Shopee 要求填写 GTIN，而该 SKU 没有', { field: 'gtin' })
    : undefined;
});
