import type { Batch, BatchResult } from 'mabang/contract';
import { byFeed, workOf } from './choose.ts';
import { sendDirect } from './direct.ts';
import { beforeSending } from './errors.ts';
import { taken } from './existing.ts';
import { feedParts, sendFeeds } from './feed.ts';
import { type Intent, intentOf, type Write } from './intent.ts';
import type { Ctx } from './items.ts';
import { APPLIED, type Fate, Outcomes, rejected } from './outcomes.ts';
import { ticketOf } from './poll.ts';

/**
 * The whole change is looked at before anything is sent: whether a feed is quicker than single calls depends on its size.
 */
export async function apply(batch: Batch, ctx: Ctx): Promise<BatchResult> {
  const out = Outcomes.of(batch, ctx.at.channel);
  const intents = batch.listings.map((listing) => intentOf(listing));
  const told = (write: Write, fate: Fate) => out.add(write.changes, fate);
  const writes = await writesOf(intents, out, ctx);
  const { sellerId, issueLocale, feeds } = ctx.at.connection;
  if (!byFeed(workOf(writes.map(({ operation }) => operation)), feeds)) {
    await sendDirect(ctx, writes, told);
    return { outcomes: out.list() };
  }
  const ordered = [0, 1, 2].flatMap((stage) => writes.filter((write) => write.stage === stage));
  const sent = await sendFeeds(ctx, feedParts(ordered, { sellerId, issueLocale }), told);
  const ids = Object.fromEntries(intents.filter(isNew).map(({ listing, sku = '' }) => [listing.code, sku]));
  return { outcomes: out.list(), ...(sent.length > 0 ? { ticket: ticketOf(sent, ids) } : {}) };
}

/** What has to be sent; what is settled without a call is told at once. Nothing of the batch is sent here. */
export async function writesOf(intents: readonly Intent[], out: Outcomes, ctx: Ctx): Promise<readonly Write[]> {
  for (const intent of intents) {
    out.learned(intent);
    out.add(intent.done, APPLIED);
    if (intent.refused) out.add(intent.listing.changes, rejected('never', intent.refused));
  }
  const writes = intents.flatMap((intent) => intent.writes);
  const settled = await taken(ctx, writes).catch((error: unknown) => {
    throw beforeSending(error);
  });
  for (const [write, fate] of settled) out.add(write.changes, fate);
  return writes.filter((write) => !settled.has(write));
}

function isNew({ writes, sku }: Intent): boolean {
  return sku !== undefined && writes.some(({ creates }) => creates);
}
