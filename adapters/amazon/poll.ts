import type { BatchResult, ListingChange, Ticket } from 'mabang/contract';
import { z } from 'zod';
import { issue, refusedWith } from './errors.ts';
import { json } from './facets.ts';
import type { SentFeed } from './feed.ts';
import { diagnosticOf } from './issues.ts';
import type { Ctx } from './items.ts';
import { APPLIED, type Fate, Outcomes, rejected, unknown } from './outcomes.ts';
import { type WireFeedReport, wireFeed, wireFeedReport, wireLink } from './schema.ts';
import { asFailure } from './submit.ts';

const ticketShape = z.object({
  feeds: z.array(z.object({ feedId: z.string(), changes: z.array(z.array(z.string())) })),
  /** The SKU that a listing is known by, by its code; of listings that are new or whose parent is. */
  ids: z.record(z.string(), z.string()),
});

export function ticketOf(feeds: readonly SentFeed[], ids: Readonly<Record<string, string>>): Ticket {
  return json({ feeds, ids });
}

/** `'pending'` until every feed of the ticket is over. */
export async function poll(
  ticket: Ticket,
  changes: readonly ListingChange[],
  ctx: Ctx,
): Promise<BatchResult | 'pending'> {
  const { feeds, ids } = ticketShape.parse(ticket);
  const out = new Outcomes(changes, ctx.at.channel);
  for (const listing of changes) {
    const sku = Object.hasOwn(ids, listing.code) ? ids[listing.code] : undefined;
    out.learned({ listing, ...(sku === undefined ? {} : { sku }) });
  }
  const skus = skusOf(changes);
  const ended: { readonly feed: SentFeed; readonly end: End }[] = [];
  for (const feed of feeds) {
    const end = await endOf(ctx, feed.feedId);
    if (end === 'pending') return end;
    ended.push({ feed, end });
  }
  for (const { feed, end } of ended) {
    const fates = await fatesOf(ctx, feed, end, skus);
    feed.changes.forEach((ids, i) => {
      out.add(
        ids.map((id) => ({ id })),
        fates[i] ?? unknown('no answer was kept for it'),
      );
    });
  }
  return { outcomes: out.list() };
}

interface End {
  readonly status: 'DONE' | 'FATAL' | 'CANCELLED' | 'gone';
  readonly documentId?: string;
}

/** Asked once: the core knows how long to leave it alone. */
async function endOf(ctx: Ctx, feedId: string): Promise<End | 'pending'> {
  const feed = await feedOf(ctx, feedId);
  if (!feed) return { status: 'gone' };
  const { processingStatus: status, resultFeedDocumentId: documentId } = feed;
  if (status !== 'DONE' && status !== 'FATAL' && status !== 'CANCELLED') return 'pending';
  return { status, ...(documentId === undefined ? {} : { documentId }) };
}

/** `undefined`: feeds are kept for 90 days. */
async function feedOf(ctx: Ctx, feedId: string): Promise<z.output<typeof wireFeed> | undefined> {
  const path = `/feeds/2021-06-30/feeds/${encodeURIComponent(feedId)}`;
  try {
    const request = { bucket: 'getFeed', method: 'GET', path, reply: wireFeed, resend: 'always' } as const;
    return (await ctx.http.request(request)).data;
  } catch (error) {
    if (refusedWith(error) === 404) return undefined;
    throw error;
  }
}

async function fatesOf(
  ctx: Ctx,
  { feedId, changes }: SentFeed,
  { status, documentId }: End,
  skus: ReadonlyMap<string, string>,
): Promise<readonly Fate[]> {
  const all = (fate: Fate) => changes.map(() => fate);
  if (status === 'gone') return all(unknown(`Amazon does not know the feed ${feedId} any more`));
  if (status === 'CANCELLED') return all(rejected('later', cancelled(feedId)));
  const report = documentId === undefined ? undefined : await reportOf(ctx, documentId);
  const own = changes.map((ids) => skus.get(ids[0] ?? ''));
  if (status === 'DONE' && report) return fatesIn(report, own, feedId);
  // Some, none, or all of it may have been done.
  const vague = unknown(
    `the feed ${feedId} ended ${status}${report ? '' : ' without a report'}; parts of it may have been done`,
  );
  return report ? refusedIn(report, own).map((fate) => fate ?? vague) : all(vague);
}

/**
 * A report names what went wrong and counts the rest. What it does not name was taken if the counts say that everything was
 * worked off and nothing else was refused; otherwise nobody knows.
 */
export function fatesIn(
  report: WireFeedReport,
  skus: readonly (string | undefined)[],
  feedId: string,
): readonly Fate[] {
  const refused = refusedIn(report, skus);
  const silent = refused.filter((fate) => fate === undefined).length;
  const { messagesProcessed, messagesAccepted, messagesInvalid } = report.summary;
  if (messagesProcessed === 0 && messagesAccepted === 0 && silent === skus.length)
    return skus.map(() => rejected('later', ...wholeIssues(report, feedId)));
  const counted = messagesProcessed === skus.length && messagesAccepted === silent;
  const rest = counted
    ? APPLIED
    : unknown(
        `the report of feed ${feedId} does not name it, and counts ${messagesAccepted} taken and ${messagesInvalid} refused of ${skus.length}`,
      );
  return refused.map((fate) => fate ?? rest);
}

/** By message id, else by SKU; an issue with neither speaks of the feed as a whole. */
function refusedIn(report: WireFeedReport, skus: readonly (string | undefined)[]): readonly (Fate | undefined)[] {
  const fates: (Fate | undefined)[] = skus.map(() => undefined);
  for (const one of report.issues) {
    if (one.severity !== 'ERROR') continue;
    const { messageId, sku, attributeName } = one;
    const index = messageId === undefined ? skus.indexOf(sku ?? '') : messageId - 1;
    if (index < 0 || index >= fates.length) continue;
    const before = fates[index];
    const told = diagnosticOf({ ...one, ...(attributeName === undefined ? {} : { attributeNames: [attributeName] }) });
    fates[index] = rejected('never', ...(before?.status === 'rejected' ? before.issues : []), told);
  }
  return fates;
}

function wholeIssues(report: WireFeedReport, feedId: string) {
  const told = report.issues.filter(({ messageId }) => messageId === undefined).map((one) => diagnosticOf(one));
  return told.length > 0 ? told : [cancelled(feedId)];
}

/** An address is good for five minutes; one that is refused is asked for once more. `undefined`: the document is gone. */
async function reportOf(ctx: Ctx, documentId: string): Promise<WireFeedReport | undefined> {
  for (let attempt = 1; attempt <= 2; attempt++) {
    try {
      return await download(ctx, documentId);
    } catch (error) {
      const status = refusedWith(error);
      if (status === 404) return undefined;
      const elsewhere = asFailure(error).details.path === DOWNLOAD;
      if (status !== 403 || !elsewhere) throw error;
    }
  }
  return undefined;
}

const DOWNLOAD = '/feed-report';

async function download(ctx: Ctx, documentId: string): Promise<WireFeedReport> {
  const link = await ctx.http.request({
    bucket: 'getFeedDocument',
    method: 'GET',
    path: `/feeds/2021-06-30/documents/${encodeURIComponent(documentId)}`,
    reply: wireLink,
    resend: 'always',
  });
  const reply = await ctx.http.request({
    bucket: 'storage',
    method: 'GET',
    path: DOWNLOAD,
    elsewhere: link.data.url,
    unzip: link.data.compressionAlgorithm === 'GZIP',
    reply: wireFeedReport,
    resend: 'always',
  });
  return reply.data;
}

/** The SKU that a change is about: its own, or the parent's. */
function skusOf(changes: readonly ListingChange[]): ReadonlyMap<string, string> {
  return new Map(changes.flatMap(({ code, changes: own }) => own.map(({ id, sku }) => [id, sku ?? code] as const)));
}

function cancelled(feedId: string) {
  return issue(
    'E_AMZ_CANCELLED',
    {
      en: `the feed ${feedId} was called off before anything of it was done`,
      zh: `上传 ${feedId} 在处理前被取消，未执行任何内容`,
    },
    { en: 'run the same command again', zh: '请重新运行同一命令' },
  );
}
