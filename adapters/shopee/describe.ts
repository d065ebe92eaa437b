import type { Facts } from 'mabang/contract';
import { EXIT, MabangError } from 'mabang/core';
import { explained } from './errors.ts';
import { marketOf } from './markets.ts';
import { homesAt } from './place.ts';
import { merchantReply, shopReply } from './read-schema.ts';
import { type Ctx, get } from './run.ts';

/**
 * What the shop says of itself: its market, whether it is upgraded to CNSC, and in which currency the channel's prices are:
 * the market's, or the merchant's where prices live in the global product. Also the check that the keys work.
 */
export async function describe(ctx: Ctx): Promise<Facts> {
  try {
    const shop = await get(ctx, '/shop/get_shop_info', {}, shopReply);
    const cnsc = shop.is_upgraded_cbsc === true;
    const base = {
      region: shop.region,
      cnsc,
      shop: shop.shop_name,
      ...(shop.status === '' ? {} : { status: shop.status }),
      crossBorder: shop.is_cb === true,
    };
    const local = marketOf(shop.region)?.currency;
    if (!cnsc) return { ...base, ...(local === undefined ? {} : { currency: local }) };
    const merchant = await merchantOf(ctx, shop.merchant_id ?? undefined);
    const { price } = homesAt({ facts: base, connection: ctx.at.connection });
    const currency = price === 'global' ? merchant.currency : local;
    return {
      ...base,
      merchantId: merchant.id,
      merchantCurrency: merchant.currency,
      ...(currency === undefined ? {} : { currency }),
    };
  } catch (error) {
    throw explained(error);
  }
}

async function merchantOf(ctx: Ctx, told: number | undefined): Promise<{ id: number; currency: string }> {
  const id = ctx.at.connection.merchantId;
  if (id === undefined || (told !== undefined && told !== id)) throw wrongMerchant(id, told);
  const { merchant_currency } = await get(ctx, '/merchant/get_merchant_info', {}, merchantReply);
  if (merchant_currency === '') throw noCurrency();
  return { id, currency: merchant_currency };
}

function wrongMerchant(id: number | undefined, told: number | undefined): MabangError {
  const own = told === undefined ? '' : ` ${told}`;
  return new MabangError(
    'E_SHOPEE_MERCHANT',
    EXIT.usage,
    {
      en: `the shop is upgraded to CNSC and belongs to the merchant${own}; the connection names ${id ?? 'none'}, and products of such a shop are made as global products of its merchant`,
      zh: `该店铺已升级 CNSC，所属商户为${own || '（未知）'}；连接设置中为 ${id ?? '空'}，此类店铺的商品须通过该商户的全球商品创建`,
    },
    {
      next: {
        en: `set connection.merchantId to${own || " the merchant's id"} in mabang.yaml, and authorise with the main account, "Auth Merchant" ticked`,
        zh: `请在 mabang.yaml 中将 connection.merchantId 设为${own || '商户 ID'}，并用主账号授权且勾选 Auth Merchant`,
      },
    },
  );
}

function noCurrency(): MabangError {
  return new MabangError(
    'E_SHOPEE_MERCHANT_CURRENCY',
    EXIT.usage,
    {
      en: 'the merchant has set no currency for its global products yet, so nothing can be priced',
      zh: '商户尚未设置全球商品的货币，无法定价',
    },
    {
      next: {
        en: 'set the currency and the exchange rates in the CNSC, then run the command again',
        zh: '请先在 CNSC（中国卖家中心）设置货币与汇率，再重新运行',
      },
    },
  );
}
