import type { Loose } from '../adapters/woocommerce-client.ts';
import type { Buyer } from './woocommerce-buyer.ts';
import { RUN } from './woocommerce-goods.ts';

/** Deletes for good whatever this run has made, and nothing else. Pictures stay: wc/v3 has no way to delete them. */
export async function sweep(buyer: Buyer): Promise<void> {
  const found: Loose[] = await buyer.all(`/products?search_sku=${RUN}&_fields=id,sku,type,parent_id`);
  // A search is not sure to look into the trash in every version, so the whole trash is read.
  found.push(...(await buyer.all('/products?status=trash&_fields=id,sku,type,parent_id')));
  const ours = found.filter(({ sku }) => String(sku).startsWith(RUN));
  const ids = [...new Set<number>(ours.map(({ id, type, parent_id }) => (type === 'variation' ? parent_id : id)))];
  // Small calls, which a slow host finishes in time; a product takes its variations along.
  for (let at = 0; at < ids.length; at += 25) await buyer.post('/products/batch', { delete: ids.slice(at, at + 25) });
  await sweepTerms(buyer, '/products/categories');
  await sweepTerms(buyer, '/products/brands');
  await sweepTerms(buyer, '/products/attributes');
}

/** Terms that carry the run in their name, and the categories below one that does. */
async function sweepTerms(buyer: Buyer, path: string): Promise<void> {
  const listed = await buyer.ask('GET', `${path}?search=${RUN}&per_page=100`);
  // A shop without brands has no such list.
  if (listed.status === 404) return;
  if (listed.status !== 200) throw new Error(`${path}: ${listed.status}`);
  const roots = (listed.body as Loose[]).filter(({ name }) => String(name).includes(RUN));
  for (const { id } of roots) {
    if (path.endsWith('/categories'))
      for (const below of await buyer.all(`${path}?parent=${id}`))
        await buyer.ask('DELETE', `${path}/${below.id}?force=true`);
    await buyer.ask('DELETE', `${path}/${id}?force=true`);
  }
}
