import type { AnyAdapter } from '../../src/contract/index.ts';

/** A request as it is told by a log or by a trace. */
export interface Told {
  /** Unix milliseconds. */
  readonly at: number;
  readonly method: string;
  /** Path and query without the base. */
  readonly path: string;
}

type BucketOf = (request: Told) => string;

/** Which limit a request counts against, told from the request alone. */
const BUCKETS: Readonly<Record<string, BucketOf>> = {
  amazon: ({ method, path }) => {
    const { pathname, searchParams } = new URL(path, 'http://shop.example');
    if (/^\/auth\//.test(pathname)) return 'token';
    if (searchParams.get('mode') === 'VALIDATION_PREVIEW') return 'preview';
    if (/^\/listings\/[^/]+\/items\/[^/]+\/./.test(pathname)) return `${method.toLowerCase()}Item`;
    if (/^\/listings\//.test(pathname)) return 'searchItems';
    if (/^\/sellers\//.test(pathname)) return 'participations';
    if (/\/productTypes$/.test(pathname)) return 'searchTypes';
    if (/\/productTypes\//.test(pathname)) return 'getType';
    const [, kind, number] = /^\/(feeds|reports)\/[^/]+\/(?:feeds|reports)(\/.)?/.exec(pathname) ?? [];
    if (kind !== undefined) return `${number ? 'get' : 'create'}${kind === 'feeds' ? 'Feed' : 'Report'}`;
    const [, document] = /^\/(feeds|reports)\/[^/]+\/documents\//.exec(pathname) ?? [];
    if (document !== undefined) return document === 'feeds' ? 'getFeedDocument' : 'getReportDocument';
    return /^\/feeds\/[^/]+\/documents$/.test(pathname) ? 'createDocument' : 'storage';
  },
  shopee: ({ method, path }) => {
    if (path.includes('/auth/')) return 'token';
    if (path.includes('/media_space/')) return 'upload';
    return method === 'GET' ? 'read' : 'write';
  },
  woocommerce: ({ method }) => (method === 'GET' ? 'read' : 'write'),
};

export interface Exceeded {
  readonly bucket: string;
  readonly requests: number;
  readonly seconds: number;
  readonly allowed: number;
}

/**
 * Stretches of time in which more requests came than `burst + perSecond × seconds`, by the adapter's published limits and the
 * times that are told; the worst of each bucket. `lateMs`: how much later than it was let go a request may be told of. Of an
 * adapter whose requests this file cannot tell apart, all of them are held against all its limits together.
 */
export function exceeded(adapter: AnyAdapter, log: readonly Told[], lateMs: number): readonly Exceeded[] {
  const bucketOf = BUCKETS[adapter.id] ?? (() => ALL);
  const times = new Map<string, number[]>();
  for (const request of log) {
    const bucket = bucketOf(request);
    times.set(bucket, [...(times.get(bucket) ?? []), request.at]);
  }
  return [...times].flatMap(([bucket, ats]) => worst(bucket, ats, limitOf(adapter, bucket), lateMs));
}

const ALL = 'all of them';

function limitOf(adapter: AnyAdapter, bucket: string): { readonly perSecond: number; readonly burst: number } {
  const limits = Object.entries(adapter.limits.buckets).filter(([name]) => bucket === ALL || name === bucket);
  if (limits.length === 0) throw new Error(`${adapter.id} has no bucket ${bucket}`);
  return {
    perSecond: limits.reduce((sum, [, limit]) => sum + limit.perSecond, 0),
    burst: limits.reduce((sum, [, limit]) => sum + limit.burst, 0),
  };
}

/** How many requests arrived more than `ms` after they were sent. The k-th of its kind that was sent is the k-th that arrived. */
export function late(sent: readonly Told[], arrived: readonly Told[], ms: number): number {
  const times = (told: readonly Told[]) => {
    const kinds = new Map<string, number[]>();
    for (const { at, method, path } of told) {
      const kind = `${method} ${path.replace(/\?.*$/, '')}`;
      kinds.set(kind, [...(kinds.get(kind) ?? []), at]);
    }
    for (const ats of kinds.values()) ats.sort((a, b) => a - b);
    return kinds;
  };
  const left = times(sent);
  return [...times(arrived)].reduce(
    (sum, [kind, ats]) => sum + ats.filter((at, i) => at - (left.get(kind)?.[i] ?? 0) > ms).length,
    0,
  );
}

function worst(
  bucket: string,
  ats: readonly number[],
  { perSecond, burst }: { readonly perSecond: number; readonly burst: number },
  lateMs: number,
): readonly Exceeded[] {
  const sorted = [...ats].sort((a, b) => a - b);
  let [found, most]: [Exceeded | undefined, number] = [undefined, 0];
  for (const [i, from] of sorted.entries()) {
    for (let j = i; j < sorted.length; j++) {
      const seconds = ((sorted[j] ?? from) - from + lateMs) / 1000;
      const allowed = burst + perSecond * seconds;
      const over = j - i + 1 - allowed;
      if (over > most) [found, most] = [{ bucket, requests: j - i + 1, seconds, allowed }, over];
    }
  }
  return found ? [found] : [];
}
