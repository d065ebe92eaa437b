import type { BucketLimit, NumberLimit } from 'mabang/contract';
import type { Operation } from './intent.ts';
import { limits } from './limits.ts';

/** How many calls of each kind a change would take. */
export type Work = Readonly<Record<Operation['kind'], number>>;

type Rate = Pick<BucketLimit, 'perSecond' | 'burst'>;

/** What choosing needs of the published limits. */
export interface Pace {
  readonly putItem: Rate;
  readonly patchItem: Rate;
  readonly deleteItem: Rate;
  readonly createDocument: Rate;
  readonly createFeed: Rate;
  readonly getFeed: Rate;
  readonly getFeedDocument: Rate;
  /** Messages of one feed. */
  readonly messages: number;
  /** Seconds that a feed is expected to take, beside those of its messages. */
  readonly expected: number;
  readonly expectedPerMessage: number;
}

const value = (limit: NumberLimit | undefined) => limit?.value ?? 0;

export const PACE: Pace = {
  ...limits.buckets,
  messages: value(limits.more?.feedMessages),
  expected: value(limits.more?.feedExpected),
  expectedPerMessage: value(limits.more?.feedExpectedPerMessage),
};

/** The least seconds in which a bucket lets `count` calls begin. */
export function secondsFor(count: number, { perSecond, burst }: Rate): number {
  return Math.max(0, count - burst) / perSecond;
}

/** The least seconds for single calls. Kinds have buckets of their own and run side by side. */
export function directSeconds(work: Work, pace: Pace = PACE): number {
  return Math.max(
    secondsFor(work.put, pace.putItem),
    secondsFor(work.patch, pace.patchItem),
    secondsFor(work.delete, pace.deleteItem),
  );
}

/** The least seconds for the same as feeds: documents, feeds, processing, one question, results. */
export function feedSeconds(work: Work, pace: Pace = PACE): number {
  const count = work.put + work.patch + work.delete;
  const feeds = Math.ceil(count / pace.messages);
  return (
    secondsFor(feeds, pace.createDocument) +
    secondsFor(feeds, pace.createFeed) +
    pace.expected +
    Math.min(count, pace.messages) * pace.expectedPerMessage +
    1 / pace.getFeed.perSecond +
    secondsFor(feeds, pace.getFeedDocument)
  );
}

/** Whether a change of this size goes as a feed. */
export function byFeed(work: Work, setting: 'auto' | 'always' | 'never', pace: Pace = PACE): boolean {
  if (work.put + work.patch + work.delete === 0 || setting === 'never') return false;
  return setting === 'always' || feedSeconds(work, pace) < directSeconds(work, pace);
}

export function workOf(operations: readonly Operation[]): Work {
  const work = { put: 0, patch: 0, delete: 0 };
  for (const { kind } of operations) work[kind]++;
  return work;
}
