import type { Diagnostic, Sku } from 'mabang/contract';
import { issue } from './errors.ts';
import type { Write } from './intent.ts';
import { type Ctx, itemsBySku } from './items.ts';
import { type Fate, rejected } from './outcomes.ts';

/**
 * A PUT overwrites whatever is there, so SKUs that are to be made are looked up first, and those that are there are left
 * alone. One that only looks like ours is no exception: it may be on its way out after an end.
 */
export async function taken(ctx: Ctx, writes: readonly Write[]): Promise<ReadonlyMap<Write, Fate>> {
  const creating = new Map<Sku, Write>(writes.filter(({ creates }) => creates).map((write) => [write.sku, write]));
  const found = new Map<Write, Fate>();
  for await (const { sku } of itemsBySku(ctx, creating.keys())) {
    const write = creating.get(sku);
    if (write) found.set(write, rejected('later', isThere(sku)));
  }
  return found;
}

function isThere(sku: Sku): Diagnostic {
  return issue(
    'E_AMZ_TAKEN',
    {
      en: `the account has the SKU ${sku} already: nothing was sent, so nothing is overwritten`,
      zh: `账户中已有 SKU ${sku}：未发送任何内容，以免覆盖`,
    },
    {
      en: 'run the same command again to see it; `mabang adopt <channel>` takes it over',
      zh: '请重新运行同一命令查看；mabang adopt <渠道> 可接管',
    },
    { sku },
  );
}
