import { type Facts, HttpFailure } from 'mabang/contract';
import { isCurrency } from 'mabang/core';
import type { z } from 'zod';
import { explained, refusedWith } from './errors.ts';
import type { Ctx } from './pages.ts';
import { wireSetting, wireStatus } from './schema.ts';

export { fetchRemote } from './read.ts';
export { apply } from './write.ts';

async function read<T>(ctx: Ctx, path: string, reply: z.ZodType<T>): Promise<T> {
  const answer = await ctx.http.request({ bucket: 'read', method: 'GET', path, reply, resend: 'always' });
  return answer.data;
}

/** `undefined` when the shop says no, which it may to a key that may not see everything. A failure is still a failure. */
async function readIfAllowed<T>(ctx: Ctx, path: string, reply: z.ZodType<T>): Promise<T | undefined> {
  try {
    return await read(ctx, path, reply);
  } catch (error) {
    const status = refusedWith(error);
    if (status === 401 || status === 403 || status === 404) return undefined;
    throw error;
  }
}

/**
 * WooCommerce's version, for reports; nothing depends on it. The status page makes the shop call other servers, so it is slow
 * at times: it is asked once, and no answer is an answer.
 */
async function versionOf(ctx: Ctx): Promise<string | undefined> {
  const path = '/wc/v3/system_status';
  const query = { _fields: 'environment' };
  try {
    const request = { bucket: 'read', method: 'GET', path, query, reply: wireStatus, resend: 'unsent' } as const;
    return (await ctx.http.request(request)).data.environment.version;
  } catch (error) {
    if (error instanceof HttpFailure && error.kind !== 'unsent') return undefined;
    throw error;
  }
}

/**
 * What the shop says of itself: currency, units, decimals, version. Currency and units are needed: a price or a weight
 * in another unit would be wrong in silence. The rest is left out when the key may not see it.
 */
export async function describe(ctx: Ctx): Promise<Facts> {
  const setting = (group: string, name: string) => `/wc/v3/settings/${group}/woocommerce_${name}`;
  try {
    const currency = (await read(ctx, setting('general', 'currency'), wireSetting)).value;
    const weight = (await read(ctx, setting('products', 'weight_unit'), wireSetting)).value;
    const length = (await read(ctx, setting('products', 'dimension_unit'), wireSetting)).value;
    const decimals = (await readIfAllowed(ctx, setting('general', 'price_num_decimals'), wireSetting))?.value;
    const stock = (await readIfAllowed(ctx, setting('products', 'manage_stock'), wireSetting))?.value;
    const version = await versionOf(ctx);
    return {
      ...(typeof currency === 'string' && isCurrency(currency) ? { currency } : {}),
      ...(typeof weight === 'string' ? { weight_unit: weight } : {}),
      ...(typeof length === 'string' ? { dimension_unit: length } : {}),
      ...(/^\d$/.test(String(decimals)) ? { price_decimals: Number(decimals) } : {}),
      ...(stock === 'yes' || stock === 'no' ? { manage_stock: stock === 'yes' } : {}),
      ...(version === undefined ? {} : { version }),
    };
  } catch (error) {
    throw explained(error, ctx.at.connection.url);
  }
}
