import { EXIT, MabangError, moneyOf, type Override, type Product } from '../core/index.ts';
import { channelNames } from './channel.ts';
import type { Workspace } from './workspace.ts';

export const OVERRIDE_FIELDS = [
  'title',
  'description',
  'category',
  'status',
  'price',
  'listPrice',
  'quantity',
] as const;

const OF_SKU: ReadonlySet<string> = new Set(['price', 'listPrice', 'quantity']);

/**
 * Let one channel say something else than the catalogue about a product or a SKU; without a value the catalogue speaks
 * again. Amounts are in the channel's own currency and are taken as they are: the channel's price rules do not touch them.
 * Returns what is in force now.
 */
export function override(
  ws: Workspace,
  channel: string,
  skuOrCode: string,
  field: Override['field'],
  value: string | undefined,
): Override | undefined {
  const [name = channel] = channelNames(ws, [channel]);
  const { catalogue } = ws;
  const product = catalogue.productOf(skuOrCode) ?? catalogue.product(skuOrCode);
  if (!product)
    throw refusal(
      'E_NO_PRODUCT',
      `no product or SKU ${skuOrCode} in the catalogue`,
      `目录中没有商品或 SKU：${skuOrCode}`,
    );
  const sku = OF_SKU.has(field) ? skuOf(product, skuOrCode) : undefined;
  if (value === undefined) {
    catalogue.removeOverride(name, product.code, sku, field);
    return undefined;
  }
  checkValue(field, value, ws.config.channels[name]?.currency ?? '');
  const set: Override = { code: product.code, ...(sku === undefined ? {} : { sku }), field, value };
  catalogue.setOverride(name, set);
  return set;
}

function skuOf(product: Product, given: string): string {
  if (product.variants.some((variant) => variant.sku === given)) return given;
  const [only, ...more] = product.variants;
  if (only && more.length === 0) return only.sku;
  const skus = product.variants.map((variant) => variant.sku).join(', ');
  throw refusal(
    'E_WHICH_SKU',
    `${product.code} has several SKUs, and prices and quantities belong to one: ${skus}`,
    `${product.code} 有多个 SKU，价格和库存须指定其一：${skus}`,
  );
}

function checkValue(field: Override['field'], value: string, currency: string): void {
  const wrong = (en: string, zh: string) =>
    refusal('E_VALUE', `${field}: ${en}: ${value}`, `${field}：${zh}：${value}`);
  if (field === 'price' || field === 'listPrice') {
    const money = moneyOf(value, currency);
    if (!money || money.minor <= 0)
      throw wrong(`not an amount of ${currency} like 12.90`, `不是 ${currency} 金额（如 12.90）`);
  }
  if (field === 'quantity' && !/^\d{1,9}$/.test(value)) throw wrong('not a whole number', '不是整数');
  if (field === 'status' && !['active', 'paused', 'ended'].includes(value))
    throw wrong('not active, paused or ended', '应为 active、paused 或 ended');
  if (field === 'title' && value.trim() === '') throw wrong('empty', '不能为空');
}

function refusal(code: string, en: string, zh: string): MabangError {
  return new MabangError(code, EXIT.usage, { en, zh });
}
