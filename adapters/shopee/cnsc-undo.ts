import { doneReply, publishedReply } from './schema.ts';
import type { Target } from './side.ts';

/** A global product that was made in vain goes, unless a shop sells it by now. Where it stays, the next push finds it. */
export async function removeUnsold(target: Target): Promise<void> {
  const query = { global_item_id: target.id };
  const sold = await target.run.look('/global_product/get_published_list', query, publishedReply);
  if (sold.kind === 'ok' && (sold.data.response.published_item ?? []).length === 0)
    await target.post('delete_global_item', {}, doneReply, 'always');
}
