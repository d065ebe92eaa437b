import type { SeenRow } from '../catalogue/index.ts';
import type { Facet, Snapshot } from '../contract/index.ts';
import { diffListing, nothingRemembered, type Product } from '../core/index.ts';
import type { Channel } from './channel.ts';
import { ledgerRowOf, readAccount, remoteOf } from './reading.ts';
import { beginSession, isoNow } from './session.ts';
import type { AdoptReport } from './types.ts';
import { wantedOn } from './wanted.ts';
import type { Workspace } from './workspace.ts';

/**
 * Listings on the platform that the catalogue has and mabang does not manage yet, matched by SKU. With `apply` they are
 * written to the ledger; nothing is sent. The next diff shows what a push would change.
 */
export async function adopt(
  ws: Workspace,
  name: string,
  options: { readonly apply: boolean; readonly codes?: readonly string[] },
): Promise<AdoptReport> {
  const session = await beginSession(ws, name, 'adopt');
  try {
    const { channel, connected } = session;
    await readAccount(connected);
    const matches: AdoptReport['matches'][number][] = [];
    const ambiguous: AdoptReport['ambiguous'][number][] = [];
    const only = options.codes ? { codes: options.codes } : undefined;
    for (const product of ws.catalogue.products(only)) {
      if (product.status === 'ended' || channel.ledger.get(product.code)) continue;
      const skus = product.variants.map((variant) => variant.sku);
      const found = channel.ledger.seen({ code: product.code, skus }).filter((seen) => !seen.ended);
      const [first, ...more] = found.filter((seen) => seen.skus.some((sku) => skus.includes(sku)));
      if (!first) continue;
      if (more.length > 0) {
        ambiguous.push({ code: product.code, remoteIds: [first, ...more].map((seen) => seen.remoteId) });
        continue;
      }
      matches.push(match(channel, product, first, skus));
      if (options.apply) {
        const row = ledgerRowOf(product.code, nothingRemembered('adopted'), first.remoteId, isoNow(channel));
        channel.ledger.put(row);
      }
    }
    return { channel: name, matches, ambiguous, adopted: options.apply ? matches.length : 0 };
  } finally {
    await session.close('done');
  }
}

function match(
  channel: Channel,
  product: Product,
  seen: SeenRow,
  skus: readonly string[],
): AdoptReport['matches'][number] {
  const wanted = wantedOn(channel, product, channel.catalogue.overrides(channel.name).get(product.code));
  const facets = new Set<Facet>();
  if (wanted.snapshot) {
    const diff = diffListing({
      code: product.code,
      wanted: wanted.snapshot as Snapshot,
      held: wanted.held,
      remote: remoteOf(seen),
      remembered: nothingRemembered('adopted'),
      adapter: channel.adapter,
    });
    for (const change of diff.changes) for (const facet of Object.keys(change.facets)) facets.add(facet as Facet);
  }
  return {
    code: product.code,
    remoteId: seen.remoteId,
    title: product.title,
    skus: seen.skus.filter((sku) => skus.includes(sku)),
    extra: seen.skus.filter((sku) => !skus.includes(sku)),
    mark: seen.mark,
    differs: [...facets],
  };
}
