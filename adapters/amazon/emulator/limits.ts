import { EmulatorBucket, type EmulatorClock } from 'mabang/testing';
import { quotaExceeded } from './reply.ts';
import type { AmazonEmulatorOptions, Rate } from './types.ts';

export type Operation = keyof typeof USAGE_PLANS;

const plan = (perSecond: number, burst: number): Rate => ({ perSecond, burst });

/** Requests a second and burst, from the usage-plan tables in the published models of 2026-08-05. */
export const USAGE_PLANS = {
  getListingsItem: plan(5, 10),
  putListingsItem: plan(5, 10),
  patchListingsItem: plan(5, 5),
  deleteListingsItem: plan(5, 5),
  searchListingsItems: plan(5, 5),
  searchDefinitionsProductTypes: plan(5, 10),
  getDefinitionsProductType: plan(5, 10),
  searchCatalogItems: plan(2, 2),
  createFeed: plan(0.0083, 15),
  createFeedDocument: plan(0.5, 15),
  getFeed: plan(2, 15),
  cancelFeed: plan(2, 15),
  getFeeds: plan(0.0222, 10),
  getFeedDocument: plan(0.0222, 10),
  createReport: plan(0.0167, 15),
  getReport: plan(2, 15),
  getReports: plan(0.0222, 10),
  cancelReport: plan(0.0222, 10),
  getReportDocument: plan(0.0167, 15),
  getMarketplaceParticipations: plan(0.016, 15),
  /** Previews of put and patch have a rate of their own: changelog of 2024-01-31. The burst is not given. */
  validationPreview: plan(1, 1),
} as const;

/** Default of a limit that Amazon names and gives no number for: above what the operations together allow. */
const APPLICATION: Rate = { perSecond: 100, burst: 100 };

/** JSON listings feeds in a stretch of time, per region. Changelog of 2025-05-06. */
const FEEDS = 5;
const FEEDS_MS = 5 * 60 * 1000;

/** Buckets of one account and application. They stack: a call must find a token in each that it meets. */
export class Limits {
  readonly #buckets = new Map<string, EmulatorBucket>();
  #feeds: number[] = [];
  #successes = 0;

  constructor(
    readonly clock: EmulatorClock,
    readonly stacked: AmazonEmulatorOptions['stacked'] = {},
  ) {}

  take(operation: Operation): void {
    this.#take(operation, USAGE_PLANS[operation]);
    this.#take('application', this.stacked?.application ?? APPLICATION);
  }

  /** The throttles that look at what a write carries; each has words of its own. Changelog of 2025-06-25. */
  takeContent(carries: { readonly relationships: boolean; readonly productData: boolean }): void {
    const { relationships, productData } = this.stacked ?? {};
    if (carries.relationships && relationships) {
      this.#take('relationships', relationships, 'You exceeded your quota for relationship updates on listings.');
    }
    if (carries.productData && productData) {
      this.#take('productData', productData, 'You exceeded your quota for product data updates on listings.');
    }
  }

  takeFeed(): void {
    const now = this.clock.now();
    this.#feeds = this.#feeds.filter((at) => at > now - FEEDS_MS);
    if (this.#feeds.length >= FEEDS) throw quotaExceeded();
    this.#feeds.push(now);
  }

  /** The header that says the rate: on most successes, on no refusal. */
  header(operation: Operation): Readonly<Record<string, string>> {
    this.#successes++;
    if (this.#successes % 7 === 0) return {};
    const { perSecond } = USAGE_PLANS[operation];
    return { 'x-amzn-ratelimit-limit': Number.isInteger(perSecond) ? `${perSecond}.0` : String(perSecond) };
  }

  #take(name: string, rate: Rate, message?: string): void {
    let bucket = this.#buckets.get(name);
    if (!bucket) {
      bucket = new EmulatorBucket(this.clock, rate);
      this.#buckets.set(name, bucket);
    }
    if (!bucket.take().ok) throw quotaExceeded(message);
  }
}
