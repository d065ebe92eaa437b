import type { Facts } from 'mabang/contract';
import { EXIT, isCurrency, MabangError } from 'mabang/core';
import { explained } from './errors.ts';
import { about, type Ctx, itemsPath } from './items.ts';
import { marketplaceById, placeOf } from './marketplaces.ts';
import { wireCount, wireParticipations } from './schema.ts';

export { poll } from './poll.ts';
export { preview } from './preview.ts';
export { fetchRemote } from './read.ts';
export { apply } from './write.ts';

/**
 * What the account says of itself. Participations may be asked for once a minute only, so an account that is known is greeted
 * with a search for one SKU, which needs the same credentials.
 */
export async function describe(ctx: Ctx): Promise<Facts> {
  const { at } = ctx;
  const place = placeOf(at);
  if (place.region !== marketplaceById(at.connection.marketplaceId)?.region) throw otherRegion(place.title);
  try {
    await greet(ctx);
    const known = at.facts;
    if (known.marketplaceId === place.id && known.sellerId === at.connection.sellerId) return known;
    return await participation(ctx);
  } catch (error) {
    throw explained(error);
  }
}

async function greet(ctx: Ctx): Promise<void> {
  const query = { ...about(ctx), pageSize: 1 };
  const path = itemsPath(ctx);
  await ctx.http.request({ bucket: 'searchItems', method: 'GET', path, query, reply: wireCount, resend: 'always' });
}

async function participation(ctx: Ctx): Promise<Facts> {
  const place = placeOf(ctx.at);
  const path = '/sellers/v1/marketplaceParticipations';
  const request = {
    bucket: 'participations',
    method: 'GET',
    path,
    reply: wireParticipations,
    resend: 'always',
  } as const;
  const { payload } = (await ctx.http.request(request)).data;
  const found = payload.find(({ marketplace }) => marketplace.id === place.id);
  if (!found?.participation.isParticipating)
    throw notThere(
      place.title,
      payload.map(({ marketplace }) => marketplace.name),
    );
  const { defaultCurrencyCode: currency } = found.marketplace;
  return {
    marketplaceId: place.id,
    sellerId: ctx.at.connection.sellerId,
    suspended: found.participation.hasSuspendedListings,
    ...(isCurrency(currency) ? { currency } : {}),
  };
}

function notThere(wanted: string, has: readonly string[]): MabangError {
  return new MabangError(
    'E_AMZ_MARKETPLACE',
    EXIT.usage,
    {
      en: `the account does not sell on ${wanted}; it sells on ${has.join(', ') || 'no store of this region'}`,
      zh: `该账户未在 ${wanted} 销售；已开通：${has.join('、') || '该区域无站点'}`,
    },
    {
      next: {
        en: 'correct connection.marketplaceId, or register for the store in Seller Central',
        zh: '请更正 connection.marketplaceId，或在卖家平台开通该站点',
      },
    },
  );
}

function otherRegion(title: string): MabangError {
  return new MabangError(
    'E_AMZ_MARKETPLACE',
    EXIT.usage,
    {
      en: `the channel's marketplace ${title} is not in the region of connection.marketplaceId, and is served by another host`,
      zh: `渠道的站点 ${title} 与 connection.marketplaceId 不在同一区域，由其他主机提供服务`,
    },
    {
      next: {
        en: 'set connection.marketplaceId to the same marketplace',
        zh: '请将 connection.marketplaceId 设为同一站点',
      },
    },
  );
}
