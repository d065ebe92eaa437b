import type { LedgerRow, SeenRow } from '../catalogue/index.ts';
import { remoteKeyOf } from '../catalogue/index.ts';
import type { Diagnostic, RemoteListing, Snapshot, Wanted } from '../contract/index.ts';
import { canonical, isoDate, type Product, parseJson, type Remembered } from '../core/index.ts';
import { withoutSecrets } from '../http/index.ts';
import { type Channel, type Connected, interrupted, wire } from './channel.ts';

/**
 * Read the platform into the ledger's picture of it. The picture changes only where the read ended whole: after an error
 * the earlier one stays, so a half-read account never looks like an empty one.
 */
export async function readRemote(connected: Connected, scope: Wanted): Promise<number> {
  const { channel, context } = connected;
  const { ledger, host } = channel;
  if (channel.adapter.capabilities.enumerate === 'none') return 0;
  let count = 0;
  await wire(channel.name, async () => {
    const read = ledger.beginRead();
    for await (const listing of channel.adapter.fetchRemote(scope, context)) {
      const { removed } = listing;
      const at = isoDate(host.clock.now());
      ledger.saw(read, removed ? { ...listing, removed: withoutSecrets(removed) } : listing, at);
      const key = remoteKeyOf(listing.remoteId);
      if (listing.issues && listing.issues.length > 0) connected.issues.set(key, listing.issues);
      else connected.issues.delete(key);
      count++;
      host.progress?.({ channel: channel.name, phase: 'read', done: count });
      if (scope === 'all' && host.signal?.aborted)
        throw interrupted(channel.name, { en: 'nothing was sent', zh: '未发送任何内容' });
    }
    ledger.endRead(read, scope);
  });
  return count;
}

/**
 * Read everything, then ask by key for what the ledger remembers, the seller still wants, and the read did not show: it may
 * have been ended on the platform, where it still holds its SKUs.
 */
export async function readAccount(connected: Connected): Promise<number> {
  const { adapter, catalogue, ledger } = connected.channel;
  if (adapter.capabilities.enumerate === 'by-sku') return readByKey(connected);
  const count = await readRemote(connected, 'all');
  const keys: Key[] = [];
  for (const row of ledger.unseen()) {
    const product = catalogue.product(row.code);
    if (product && product.status !== 'ended') keys.push(keyOf(product, row));
  }
  return keys.length > 0 ? count + (await readRemote(connected, keys)) : count;
}

type Key = Exclude<Wanted, 'all'>[number];

function keyOf(product: Product, row: LedgerRow | undefined): Key {
  const skus = product.variants.map((variant) => variant.sku);
  return { code: product.code, skus, ...(row ? { remoteId: row.remoteId } : {}) };
}

/** Keys asked for in one read where an account cannot be listed, so that memory does not grow with the catalogue. */
const KEYS_PER_READ = 1000;

/** Where an account cannot be listed: ask for every product of the catalogue, and for what the ledger has besides. */
async function readByKey(connected: Connected): Promise<number> {
  const { catalogue, ledger } = connected.channel;
  let count = 0;
  let keys: Key[] = [];
  const ask = async (key: Key) => {
    keys.push(key);
    if (keys.length < KEYS_PER_READ) return;
    count += await readRemote(connected, keys);
    keys = [];
  };
  for (const product of catalogue.products()) await ask(keyOf(product, ledger.get(product.code)));
  for (const row of ledger.rows())
    if (!row.ended && !catalogue.product(row.code)) await ask({ code: row.code, skus: [], remoteId: row.remoteId });
  return keys.length > 0 ? count + (await readRemote(connected, keys)) : count;
}

/**
 * What the platform finds wrong with live listings of ours, as far as they were read: it may have come long after the push that
 * caused it was answered with yes.
 */
export function lateIssues(channel: Channel, { issues }: Pick<Connected, 'issues'>): readonly Diagnostic[] {
  if (issues.size === 0) return [];
  const found: Diagnostic[] = [];
  for (const row of channel.ledger.rows()) {
    if (row.ended) continue;
    for (const issue of issues.get(remoteKeyOf(row.remoteId)) ?? [])
      if (issue.severity === 'error')
        found.push({ ...issue, place: { channel: channel.name, code: row.code, ...issue.place } });
  }
  return found;
}

/** What was last seen of a product: the listing that the ledger points to, and others that hold its SKUs or code. */
export interface Seen {
  readonly own?: SeenRow;
  readonly others: readonly SeenRow[];
}

export function seenOf(
  connected: Pick<Connected, 'channel'>,
  key: { readonly code: string; readonly skus: readonly string[] },
  row: LedgerRow | undefined,
): Seen {
  const rows = connected.channel.ledger.seen({ ...key, ...(row ? { remoteId: row.remoteId } : {}) });
  if (!row) return { others: rows };
  const mine = remoteKeyOf(row.remoteId);
  const own = rows.find((seen) => seen.remoteKey === mine);
  return { ...(own ? { own } : {}), others: rows.filter((seen) => seen !== own) };
}

export function remoteOf(row: SeenRow): RemoteListing {
  return {
    code: row.code,
    remoteId: row.remoteId,
    snapshot: parseJson(row.snapshot) as unknown as Snapshot,
    mark: row.mark,
    ...(row.ended ? { ended: true } : {}),
    ...(row.removed.length > 0 ? { removed: row.removed } : {}),
  };
}

export function rememberedOf(row: LedgerRow): Remembered {
  return {
    origin: row.origin,
    sent: parseJson(row.sent) as unknown as Snapshot,
    echo: parseJson(row.echo) as unknown as Snapshot,
    ended: row.ended,
  };
}

export function ledgerRowOf(
  code: string,
  remembered: Remembered,
  remoteId: LedgerRow['remoteId'],
  at: string,
): LedgerRow {
  return {
    code,
    remoteId,
    origin: remembered.origin,
    sent: canonical(remembered.sent),
    echo: canonical(remembered.echo),
    ended: remembered.ended,
    at,
  };
}
