import type { Change, Sku } from 'mabang/contract';
import { z } from 'zod';
import type { Run } from './batches.ts';
import { issue, refusal, type WooError } from './errors.ts';
import { everyRow } from './pages.ts';
import { markedCode } from './seen.ts';

const holder = z.object({
  id: z.number().int(),
  name: z.string(),
  sku: z.string(),
  type: z.string(),
  parent_id: z.number().int(),
  meta_data: z.array(z.object({ key: z.string(), value: z.unknown() })),
});

/** Who asks for a SKU: a product by its code, or a variation by its product. */
export interface Claim {
  readonly sku: Sku;
  readonly code: string;
  readonly parent?: number;
  readonly changes: readonly Change[];
}

/** What a refused create means: taken by another, locked by the trash, or something else in the platform's own words. */
export async function refuseCreate(run: Run, claim: Claim, error: WooError): Promise<void> {
  if (error.code === 'product_invalid_sku' && error.resourceId !== undefined)
    return refuseTaken(run, claim, error, error.resourceId);
  if (error.code === 'woocommerce_rest_product_not_created') return refuseLocked(run, claim, error);
  run.out.rejected(claim.changes, 'never', refusal(error));
}

/**
 * A product has the SKU. If it is the one we ask for, an earlier call has made it though nobody heard the answer: that is for
 * a look-up to decide. Anybody else's is left alone.
 */
async function refuseTaken(run: Run, claim: Claim, error: WooError, id: number): Promise<void> {
  let found: z.output<typeof holder>;
  try {
    const fields = Object.keys(holder.shape).join(',');
    const reply = await run.ctx.http.request({
      bucket: 'read',
      method: 'GET',
      path: `/wc/v3/products/${id}`,
      query: { context: 'edit', _fields: fields },
      reply: holder,
      resend: 'always',
    });
    found = reply.data;
  } catch {
    run.out.unknown(claim.changes, `product ${id} has the SKU ${claim.sku}, and could not be looked at`);
    return;
  }
  const ours =
    found.sku === claim.sku &&
    (claim.parent === undefined ? markedCode(found) === claim.code : found.parent_id === claim.parent);
  if (ours) {
    run.out.unknown(claim.changes, `product ${id} has the SKU ${claim.sku} already: an earlier call may have made it`);
    return;
  }
  const self = claim.parent === id;
  run.out.rejected(
    claim.changes,
    'never',
    issue(
      'E_WOO_SKU_TAKEN',
      {
        en: `product ${id} of the shop, "${found.name}", has the SKU ${found.sku}${self ? ' as its own' : ''} (${error.code})`,
        zh: `店铺中的商品 ${id}“${found.name}”已使用 SKU ${found.sku}（${error.code}）`,
      },
      self
        ? {
            en: 'a product and its variation cannot share a SKU: change the SKU of the product itself in the shop',
            zh: '商品本身与其变体不能使用相同 SKU：请在店铺中修改商品自身的 SKU',
          }
        : {
            en: '`mabang adopt` takes over a product that is yours; SKUs that differ in upper and lower case only are one SKU to WooCommerce',
            zh: '如该商品属于您，可用 mabang adopt 接管；WooCommerce 不区分 SKU 大小写',
          },
    ),
  );
}

/**
 * The shop will not make the product, though no live product has its SKU. Since WooCommerce 9 the SKU of a product in the trash
 * stays locked; the same words are used while another request is creating it.
 */
async function refuseLocked(run: Run, claim: Claim, error: WooError): Promise<void> {
  const id = await inTrash(run, claim.sku);
  if (id === undefined) {
    run.out.rejected(
      claim.changes,
      'later',
      issue(
        'E_WOO_SKU_LOCKED',
        {
          en: `WooCommerce holds the SKU ${claim.sku} though no product shows it: ${error.message} (${error.code})`,
          zh: `没有商品显示 SKU ${claim.sku}，但 WooCommerce 仍占用它：${error.message}（${error.code}）`,
        },
        {
          en: 'run again later; if it stays, regenerate the product lookup tables in the shop (WooCommerce > Status > Tools)',
          zh: '请稍后重试；如仍存在，请在店铺中重新生成产品查找表（WooCommerce > 状态 > 工具）',
        },
      ),
    );
    return;
  }
  run.out.rejected(
    claim.changes,
    'never',
    issue(
      'E_WOO_SKU_TRASHED',
      {
        en: `product ${id} in the shop's trash still holds the SKU ${claim.sku}, and WooCommerce does not give it away`,
        zh: `回收站中的商品 ${id} 仍占用 SKU ${claim.sku}，WooCommerce 不会释放它`,
      },
      {
        en: 'restore it or delete it for good in the shop (Products > Trash), then run again',
        zh: '请在店铺中恢复或永久删除该商品（产品 > 回收站），然后重新运行',
      },
    ),
  );
}

async function inTrash(run: Run, sku: Sku): Promise<number | undefined> {
  const query = { status: 'trash', _fields: 'id,sku' };
  const row = z.object({ id: z.number().int(), sku: z.string() });
  try {
    for await (const found of everyRow(run.ctx, { path: '/wc/v3/products', query, row }))
      if (found.sku.toLowerCase() === sku.toLowerCase()) return found.id;
  } catch {
    // The refusal is certain, and only its reason could not be looked up.
  }
  return undefined;
}
