import type { Account } from './account.ts';
import type { Documents } from './documents.ts';
import { FeedRun, malformed, readEnvelope } from './feed-run.ts';
import type { Marketplace } from './places.ts';
import type { FeedTimes } from './types.ts';

export const JSON_LISTINGS_FEED = 'JSON_LISTINGS_FEED';

/** Taken, and FATAL ever after: changelog, 2025-07-31. */
export const OLD_FEEDS = [
  'POST_PRODUCT_DATA',
  'POST_INVENTORY_AVAILABILITY_DATA',
  'POST_PRODUCT_PRICING_DATA',
  'POST_PRODUCT_IMAGE_DATA',
  'POST_PRODUCT_RELATIONSHIP_DATA',
  'POST_FLAT_FILE_LISTINGS_DATA',
  'POST_FLAT_FILE_INVLOADER_DATA',
];

export type FeedStatus = 'IN_QUEUE' | 'IN_PROGRESS' | 'DONE' | 'FATAL' | 'CANCELLED';
export const FEED_STATUSES: readonly FeedStatus[] = ['CANCELLED', 'DONE', 'FATAL', 'IN_PROGRESS', 'IN_QUEUE'];

export interface Feed {
  readonly id: string;
  readonly type: string;
  readonly places: readonly Marketplace[];
  readonly createdAt: number;
  readonly documentId: string;
  status: FeedStatus;
  startedAt?: number;
  endedAt?: number;
  resultId?: string;
  run?: FeedRun;
}

export const TIMES: Required<FeedTimes> = { queueMs: 15_000, messageMs: 5, gzip: false };
const REPORT_TYPE = 'application/json; charset=UTF-8';

/** Feeds of one seller in one region: each waits, works through its messages one by one, and ends. */
export class Feeds {
  readonly times: Required<FeedTimes>;
  readonly all: Feed[] = [];
  #breaks: number | undefined;
  #last = 0;

  constructor(
    readonly account: Account,
    readonly documents: Documents,
    readonly sellerId: string,
    times: FeedTimes = {},
  ) {
    this.times = { ...TIMES, ...times };
  }

  create(type: string, places: readonly Marketplace[], documentId: string, at: number): Feed {
    this.#last++;
    const id = String(50_000_000_000 + this.#last);
    const feed: Feed = { id, type, places, createdAt: at, documentId, status: 'IN_QUEUE' };
    this.all.push(feed);
    return feed;
  }

  find(id: string): Feed | undefined {
    return this.all.find((feed) => feed.id === id);
  }

  /** The next feed that is worked on ends FATAL after so many messages. */
  breakNext(after: number): void {
    this.#breaks = after;
  }

  /** Everything that feeds have done by now. */
  advance(now: number): void {
    for (const feed of this.all) {
      if (feed.status === 'IN_QUEUE' && now >= feed.createdAt + this.times.queueMs) this.#begin(feed);
      if (feed.status === 'IN_PROGRESS') this.#work(feed, now);
    }
  }

  #begin(feed: Feed): void {
    const at = feed.createdAt + this.times.queueMs;
    feed.startedAt = at;
    const content = this.documents.uploaded(feed.documentId) ?? '';
    const envelope =
      feed.type === JSON_LISTINGS_FEED ? readEnvelope(content, this.sellerId) : 'This feed type is gone.';
    if (typeof envelope !== 'string') {
      feed.status = 'IN_PROGRESS';
      feed.run = new FeedRun(this.account, feed.places, envelope);
      return;
    }
    feed.status = 'FATAL';
    feed.endedAt = at;
    this.#publish(feed, {
      header: { sellerId: this.sellerId, version: '2.0', feedId: feed.id },
      issues: [{ ...malformed(), message: envelope }],
      summary: { errors: 1, warnings: 0, messagesProcessed: 0, messagesAccepted: 0, messagesInvalid: 0 },
    });
  }

  #work(feed: Feed, now: number): void {
    const { run, startedAt } = feed;
    if (!run || startedAt === undefined) return;
    const total = run.envelope.messages.length;
    const timeOf = (index: number) => startedAt + (index + 1) * this.times.messageMs;
    while (run.processed < total && timeOf(run.processed) <= now) {
      if (this.#breaks !== undefined && run.processed >= this.#breaks) break;
      run.step(timeOf(run.processed));
    }
    if (this.#breaks !== undefined && run.processed >= this.#breaks) {
      this.#breaks = undefined;
      feed.status = 'FATAL';
      feed.endedAt = timeOf(run.processed);
      return;
    }
    if (run.processed < total) return;
    feed.status = 'DONE';
    feed.endedAt = timeOf(total - 1);
    this.#publish(feed, run.report(this.sellerId, feed.id, feed.endedAt));
  }

  #publish(feed: Feed, report: unknown): void {
    feed.resultId = this.documents.keep(REPORT_TYPE, JSON.stringify(report), this.times.gzip);
  }
}
