import { HttpFailure, type Json, type Sku } from 'mabang/contract';
import { refusalOf, refusedWith } from './errors.ts';
import type { Operation, Write } from './intent.ts';
import type { Ctx } from './items.ts';
import { FEED_BYTES, FEED_MESSAGES } from './limits.ts';
import { placeOf } from './marketplaces.ts';
import { ACCEPTED, type Fate, rejected, unknown } from './outcomes.ts';
import { wireNewDocument, wireNewFeed, wireNothing } from './schema.ts';
import { asFailure, bodyOf } from './submit.ts';

const DOCUMENTS = '/feeds/2021-06-30/documents';
const FEEDS = '/feeds/2021-06-30/feeds';

/** What an upload calls itself, to the letter: the address is signed for it. */
const CONTENT_TYPE = 'application/json; charset=UTF-8';

const OPERATIONS = { put: 'UPDATE', patch: 'PATCH', delete: 'DELETE' } as const;

const encoder = new TextEncoder();

/** One feed's worth of writes, as they go over the wire; the n-th message has the id n. */
export interface FeedPart {
  readonly writes: readonly Write[];
  readonly text: string;
}

interface Envelope {
  readonly sellerId: string;
  readonly issueLocale: string;
}

export interface FeedCaps {
  readonly messages: number;
  readonly bytes: number;
}

function message(messageId: number, sku: Sku, operation: Operation): string {
  return JSON.stringify({ messageId, sku, operationType: OPERATIONS[operation.kind], ...bodyOf(operation) });
}

/**
 * Writes as few feeds as the caps allow, in the order given: messages of one feed are worked off from the first to the last,
 * as far as is known, and parents stand before their children.
 */
export function feedParts(
  writes: readonly Write[],
  { sellerId, issueLocale }: Envelope,
  caps: FeedCaps = { messages: FEED_MESSAGES, bytes: FEED_BYTES },
): readonly FeedPart[] {
  const head = `{"header":${JSON.stringify({ sellerId, version: '2.0', issueLocale })},"messages":[`;
  const frame = encoder.encode(`${head}]}`).length;
  const parts: FeedPart[] = [];
  let open: { writes: Write[]; texts: string[]; bytes: number } = { writes: [], texts: [], bytes: frame };
  const close = () => {
    if (open.writes.length > 0) parts.push({ writes: open.writes, text: `${head}${open.texts.join(',')}]}` });
    open = { writes: [], texts: [], bytes: frame };
  };
  for (const write of writes) {
    let text = message(open.writes.length + 1, write.sku, write.operation);
    const bytes = encoder.encode(text).length + 1;
    if (open.writes.length >= caps.messages || (open.writes.length > 0 && open.bytes + bytes > caps.bytes)) {
      close();
      text = message(1, write.sku, write.operation);
    }
    open.writes.push(write);
    open.texts.push(text);
    open.bytes += bytes;
  }
  close();
  return parts;
}

/** A feed that Amazon has taken: its id, and of each message the ids of the changes that it carries. */
export interface SentFeed {
  readonly feedId: string;
  readonly changes: readonly (readonly string[])[];
}

/** Throws the first failure when no feed may have been made: documents without one come to nothing. */
export async function sendFeeds(
  ctx: Ctx,
  parts: readonly FeedPart[],
  told: (write: Write, fate: Fate) => void,
): Promise<readonly SentFeed[]> {
  const sent: SentFeed[] = [];
  let made = false;
  for (const { writes, text } of parts) {
    const say = (fate: Fate) => {
      for (const write of writes) told(write, fate);
    };
    try {
      const documentId = await upload(ctx, text);
      const feedId = await create(ctx, documentId);
      sent.push({ feedId, changes: writes.map(({ changes }) => changes.map(({ id }) => id)) });
      made = true;
      say(ACCEPTED);
    } catch (error) {
      const failure = asFailure(error);
      const vague = failure.mayHaveHappened && failure.details.path === FEEDS;
      if (!made && !vague) throw beforeFeed(failure);
      made = true;
      say(
        vague ? unknown(`the feed may have been handed in: ${failure.message}`) : rejected('later', refusalOf(failure)),
      );
    }
  }
  return sent;
}

/** An address is good for five minutes and for one content type; one that is refused is asked for once more. */
async function upload(ctx: Ctx, text: string): Promise<string> {
  try {
    return await uploadOnce(ctx, text);
  } catch (error) {
    if (refusedWith(error) !== 403 || asFailure(error).details.path === DOCUMENTS) throw error;
    return uploadOnce(ctx, text);
  }
}

async function uploadOnce(ctx: Ctx, text: string): Promise<string> {
  const { data } = await ctx.http.request({
    bucket: 'createDocument',
    method: 'POST',
    path: DOCUMENTS,
    body: { contentType: CONTENT_TYPE },
    reply: wireNewDocument,
    resend: 'always',
  });
  await ctx.http.request({
    bucket: 'storage',
    method: 'PUT',
    path: '/feed-document',
    elsewhere: data.url,
    content: { kind: 'raw', type: CONTENT_TYPE, data: text },
    answer: 'text',
    reply: wireNothing,
    resend: 'always',
  });
  return data.feedDocumentId;
}

async function create(ctx: Ctx, inputFeedDocumentId: string): Promise<string> {
  const body: Json = {
    feedType: 'JSON_LISTINGS_FEED',
    marketplaceIds: [placeOf(ctx.at).id],
    inputFeedDocumentId,
  };
  const reply = await ctx.http.request({
    bucket: 'createFeed',
    method: 'POST',
    path: FEEDS,
    body,
    reply: wireNewFeed,
    // Handed in twice, everything would be done twice, and the second time perhaps after a later change.
    resend: 'unsent',
  });
  return reply.data.feedId;
}

/** Whatever an upload came to, without a feed nothing has happened. */
function beforeFeed(failure: HttpFailure): HttpFailure {
  if (!failure.mayHaveHappened) return failure;
  return new HttpFailure('unsent', failure.message, { ...failure.details, cause: failure });
}
