import type { Sku } from 'mabang/contract';
import { issue, type Refused } from './errors.ts';
import type { Job } from './job.ts';
import { isDeleted, itemInfos, itemsWithSku, modelsOf } from './read-items.ts';
import type { Ctx } from './run.ts';
import type { Id } from './terms.ts';

/**
 * Shopee takes any number of items with one SKU, so before an item is made it is looked for: an earlier making may have happened
 * though no answer came, and somebody may have listed the SKU since the shop was read.
 */

/** The live item that holds the listing's code or its first SKU, or `undefined`. A search finds pieces of SKUs: too much, never too little. */
export async function holderOf(ctx: Ctx, job: Job): Promise<Id | undefined> {
  const keys = keysOf(job);
  for (const key of keys) {
    for (const item of await itemInfos(ctx, await itemsWithSku(ctx, key), 'gone')) {
      if (isDeleted(item)) continue;
      if (keys.includes(item.item_sku)) return item.item_id;
      if (!item.has_model) continue;
      const { models } = await modelsOf(ctx, item.item_id);
      if (models.some(({ model_sku }) => keys.includes(model_sku))) return item.item_id;
    }
  }
  return undefined;
}

/** By what an item of this listing is found: the SKU of the item, and with models that of one of them. */
export function keysOf({ wanted, code }: Pick<Job, 'wanted' | 'code'>): readonly Sku[] {
  const first = wanted.units[0]?.sku;
  const own = wanted.variation.tiers.length > 0 ? (wanted.content?.item_sku ?? code) : undefined;
  return [...new Set([own, first].filter((key) => key !== undefined && key !== ''))] as Sku[];
}

export function taken(what: { readonly en: string; readonly zh: string }): Refused {
  return {
    retry: 'later',
    issue: issue(
      'E_SHOPEE_SKU_TAKEN',
      {
        en: `${what.en} holds this SKU since the shop was read; nothing was made, so that there are not two`,
        zh: `自读取店铺后，${what.zh}已占用此 SKU；为避免重复，未创建任何商品`,
      },
      {
        en: 'run the same command again: it is read, and `mabang adopt` takes over what is not yours yet',
        zh: '请重新运行同一命令以重新读取；如该商品属于您，可用 mabang adopt 接管',
      },
    ),
  };
}
