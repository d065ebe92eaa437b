import type { BatchResult, Json } from 'mabang/contract';
import { describe, expect, it } from 'vitest';
import { byFeed, directSeconds, feedSeconds, PACE, type Work } from '../../adapters/amazon/choose.ts';
import { feedParts } from '../../adapters/amazon/feed.ts';
import adapter from '../../adapters/amazon/index.ts';
import type { Write } from '../../adapters/amazon/intent.ts';
import { fatesIn } from '../../adapters/amazon/poll.ts';
import type { WireFeedReport } from '../../adapters/amazon/schema.ts';
import { type Bench, batchOf, briefly, change, mug, shirt, withBench, writes } from './amazon-harness.ts';

const patches = (patch: number): Work => ({ put: 0, patch, delete: 0 });

describe('the break-even', () => {
  it('is where the published rates make a feed quicker', () => {
    const least = Array.from({ length: 2000 }, (_, n) => n).find((n) => byFeed(patches(n), 'auto'));
    // 5 a second after a burst of 4, against 1 / 0.0083 s, half a second of asking and 10 ms a message.
    expect(least).toBe(641);
    expect(directSeconds(patches(641))).toBeCloseTo(127.4, 1);
    expect(feedSeconds(patches(641))).toBeCloseTo(127.4, 1);
  });

  it('moves with the rates', () => {
    const quick = { ...PACE, patchItem: { perSecond: 50, burst: 50 } };
    expect(byFeed(patches(1000), 'auto', quick)).toBe(false);
    expect(byFeed(patches(1000), 'auto')).toBe(true);
  });

  it('counts kinds of calls side by side, and feeds one by one where one is not enough', () => {
    expect(directSeconds({ put: 109, patch: 104, delete: 4 })).toBe(20);
    expect(feedSeconds(patches(100_001))).toBeGreaterThan(feedSeconds(patches(75_000)) + 100);
  });

  it('gives way to the seller', () => {
    expect(byFeed(patches(1), 'always')).toBe(true);
    expect(byFeed(patches(24_000), 'never')).toBe(false);
    expect(byFeed(patches(0), 'always')).toBe(false);
  });
});

describe('feeds', () => {
  const write = (sku: string): Write => ({
    code: sku,
    sku,
    operation: { kind: 'delete' },
    changes: [{ id: sku, verb: 'end', facets: {} }],
    creates: false,
    stage: 1,
  });
  const seller = { sellerId: 'A1SELLER', issueLocale: 'en_US' };

  it('number their messages from 1, and are as few as the caps allow', () => {
    const parts = feedParts(['A', 'B', 'C', 'D', 'E'].map(write), seller, { messages: 2, bytes: 10_000 });
    expect(parts.map(({ writes }) => writes.map(({ sku }) => sku))).toEqual([['A', 'B'], ['C', 'D'], ['E']]);
    expect(JSON.parse(parts[1]?.text ?? '')).toEqual({
      header: { sellerId: 'A1SELLER', version: '2.0', issueLocale: 'en_US' },
      messages: [
        { messageId: 1, sku: 'C', operationType: 'DELETE' },
        { messageId: 2, sku: 'D', operationType: 'DELETE' },
      ],
    });
  });

  it('count bytes, not characters', () => {
    const skus = Array.from({ length: 20 }, (_, i) => `杯子-${i}`);
    const parts = feedParts(skus.map(write), seller, { messages: 100, bytes: 500 });
    const sizes = parts.map(({ text }) => Buffer.byteLength(text, 'utf8'));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
    expect(parts.flatMap(({ writes }) => writes)).toHaveLength(20);
    expect(parts.length).toBeLessThanOrEqual(5);
  });
});

/** The life of one change as a feed, up to its ticket. */
async function handedIn(one: Bench, ...skus: readonly string[]) {
  const listings = skus.map((sku) => change(one, mug(sku)));
  const result = await adapter.apply(batchOf(...listings), one.ctx);
  return { listings, result };
}

async function polled(one: Bench, { listings, result }: Awaited<ReturnType<typeof handedIn>>): Promise<BatchResult> {
  for (let i = 0; i < 20; i++) {
    const answer = await adapter.poll?.(result.ticket ?? null, listings, one.ctx);
    if (answer !== 'pending' && answer !== undefined) return answer;
    one.clock.advance(60_000);
  }
  throw new Error('pending for ever');
}

const ALWAYS = { feeds: 'always' };

describe('a change by feed', () => {
  it('is a document, an upload and a feed, and true once the report says so', () =>
    withBench(
      { feeds: { gzip: true } },
      async (one) => {
        const sent = await handedIn(one, 'M-1', 'M-2');
        expect(briefly(sent.result)).toEqual(['M-1 accepted', 'M-1/M-1 accepted', 'M-2 accepted', 'M-2/M-2 accepted']);
        expect(writes(one)).toHaveLength(3);
        const [, upload] = one.amazon.requests().filter(({ write }) => write);
        expect(upload?.headers['content-type']).toBe('application/json; charset=UTF-8');
        expect(Object.keys(upload?.headers ?? {}).filter((name) => name.startsWith('x-amz'))).toEqual([]);
        const result = await polled(one, sent);
        expect(briefly(result)).toEqual(['M-1 applied', 'M-1/M-1 applied', 'M-2 applied', 'M-2/M-2 applied']);
        expect(result.outcomes[3]).toMatchObject({ remoteId: { sku: 'M-2' } });
        one.clock.advance(120_000);
        expect(one.amazon.inspect('M-2')?.visible).toBe(true);
      },
      ALWAYS,
    ));

  it('puts parents before their children', () =>
    withBench(
      {},
      async (one) => {
        await adapter.apply(batchOf(change(one, mug('M-1')), change(one, shirt('SHIRT', ['Black']))), one.ctx);
        const upload = one.amazon.requests().find(({ method }) => method === 'PUT');
        const { messages } = JSON.parse(upload?.body ?? '') as { messages: readonly { sku: string }[] };
        expect(messages.map(({ sku }) => sku)).toEqual(['SHIRT', 'M-1', 'SHIRT-Black']);
      },
      ALWAYS,
    ));

  it('that is refused in part says which part, and why', () =>
    withBench(
      {},
      async (one) => {
        one.amazon.refuse?.('M-2');
        const result = await polled(one, await handedIn(one, 'M-1', 'M-2', 'M-3'));
        expect(briefly(result).filter((line) => line.includes('/'))).toEqual([
          'M-1/M-1 applied',
          'M-2/M-2 rejected never',
          'M-3/M-3 applied',
        ]);
        expect(result.outcomes[3]).toMatchObject({ issues: [{ code: 'E_AMZ_ISSUE', place: { sku: 'M-2' } }] });
      },
      ALWAYS,
    ));

  it('that breaks off leaves every fate open: some, none or all of it may be done', () =>
    withBench(
      {},
      async (one) => {
        one.amazon.breakFeed(1);
        const result = await polled(one, await handedIn(one, 'M-1', 'M-2'));
        expect(result.outcomes.map(({ status }) => status)).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
        expect(result.outcomes[0]).toMatchObject({ reason: expect.stringContaining('FATAL') });
      },
      ALWAYS,
    ));

  it('of several feeds is open until the last is over', () =>
    withBench(
      { feeds: { queueMs: 100_000 } },
      async (one) => {
        const [first, second] = [await handedIn(one, 'M-1'), await handedIn(one, 'M-2')];
        const feedsOf = ({ result }: typeof first) => (result.ticket as { feeds: readonly Json[] }).feeds;
        const ticket = { feeds: [...feedsOf(first), ...feedsOf(second)], ids: { 'M-1': 'M-1', 'M-2': 'M-2' } };
        const listings = [...first.listings, ...second.listings];
        expect(await adapter.poll?.(ticket, listings, one.ctx)).toBe('pending');
        expect(briefly(await polled(one, { listings, result: { outcomes: [], ticket } }))).toEqual([
          'M-1 applied',
          'M-1/M-1 applied',
          'M-2 applied',
          'M-2/M-2 applied',
        ]);
      },
      ALWAYS,
    ));

  it('is asked for the address of its report once more, and open when the report is gone', () =>
    withBench(
      {},
      async (one) => {
        const reading = ({ method, path }: { method: string; path: string }) =>
          method === 'GET' && path.startsWith('/-/storage/');
        one.amazon.inject({ kind: 'deny', when: reading });
        expect(briefly(await polled(one, await handedIn(one, 'M-1')))).toEqual(['M-1 applied', 'M-1/M-1 applied']);
        one.amazon.inject({ kind: 'deny', when: reading, times: 2 });
        const result = await polled(one, await handedIn(one, 'M-2'));
        expect(result.outcomes[0]).toMatchObject({
          status: 'unknown',
          reason: expect.stringContaining('without a report'),
        });
      },
      ALWAYS,
    ));

  it('that somebody cancels did not happen', () =>
    withBench(
      { feeds: { queueMs: 3_600_000 } },
      async (one) => {
        const sent = await handedIn(one, 'M-1');
        const { feeds } = sent.result.ticket as { feeds: readonly { feedId: string }[] };
        const [{ headers } = { headers: {} }] = one.amazon.requests().filter(({ path }) => path.startsWith('/feeds'));
        const token = String((headers as Record<string, string>)['x-amz-access-token']);
        const path = `/feeds/2021-06-30/feeds/${feeds[0]?.feedId}`;
        await fetch(`${one.amazon.url}${path}`, {
          method: 'DELETE',
          headers: { 'x-amz-access-token': token, 'x-amz-date': '20261123T120000Z', 'user-agent': 'Test/1.0' },
        });
        expect(briefly(await polled(one, sent))).toEqual(['M-1 rejected later', 'M-1/M-1 rejected later']);
      },
      ALWAYS,
    ));

  it('is asked for an address once more when the first is refused', () =>
    withBench(
      {},
      async (one) => {
        one.amazon.inject({ kind: 'deny', when: ({ method }) => method === 'PUT' });
        expect(briefly((await handedIn(one, 'M-1')).result)).toEqual(['M-1 accepted', 'M-1/M-1 accepted']);
        const steps = one.amazon.requests().filter(({ write }) => write);
        expect(steps.map(({ method, status }) => `${method} ${status}`)).toEqual([
          'POST 201',
          'PUT 403',
          'POST 201',
          'PUT 200',
          'POST 202',
        ]);
      },
      ALWAYS,
    ));

  it('whose handing in is not answered is open, and not handed in twice', () =>
    withBench(
      { timeoutMs: 400 },
      async (one) => {
        one.amazon.inject({ kind: 'drop-after', when: ({ path }) => path.endsWith('/feeds'), times: 9 });
        const { result } = await handedIn(one, 'M-1');
        expect(result.outcomes.map(({ status }) => status)).toEqual(['unknown', 'unknown']);
        expect(result.ticket).toBeUndefined();
        expect(one.amazon.requests().filter(({ path }) => path.endsWith('/feeds'))).toHaveLength(1);
      },
      ALWAYS,
    ));

  it('whose document cannot be made did not happen', () =>
    withBench(
      {},
      async (one) => {
        one.amazon.inject({ kind: 'error', when: ({ path }) => path.endsWith('/documents'), times: 99 });
        await expect(handedIn(one, 'M-1')).rejects.toMatchObject({ kind: 'unsent' });
      },
      ALWAYS,
    ));
});

describe('a report', () => {
  const report = (
    counts: readonly [number, number, number],
    issues: WireFeedReport['issues'] = [],
  ): WireFeedReport => ({
    issues,
    summary: { messagesProcessed: counts[0], messagesAccepted: counts[1], messagesInvalid: counts[2] },
  });
  const fates = (one: WireFeedReport) => fatesIn(one, ['A', 'B', 'C'], '50').map(({ status }) => status);
  const error = (more: object) => ({ severity: 'ERROR' as const, message: 'No.', ...more });

  it('that counts all of it as taken says yes to all', () => {
    expect(fates(report([3, 3, 0]))).toEqual(['applied', 'applied', 'applied']);
  });

  it('names messages by number or by SKU', () => {
    expect(fates(report([3, 1, 2], [error({ messageId: 1 }), error({ sku: 'C' })]))).toEqual([
      'rejected',
      'applied',
      'rejected',
    ]);
  });

  it('with warnings alone refuses nothing', () => {
    const warning = { severity: 'WARNING' as const, message: 'Hm.', messageId: 2 };
    expect(fates(report([3, 3, 0], [warning]))).toEqual(['applied', 'applied', 'applied']);
  });

  it('that worked off fewer messages than were sent leaves the others open', () => {
    expect(fates(report([2, 2, 0]))).toEqual(['unknown', 'unknown', 'unknown']);
  });

  it('that refused more than it names leaves the others open', () => {
    expect(fates(report([3, 1, 2], [error({ messageId: 1 })]))).toEqual(['rejected', 'unknown', 'unknown']);
  });

  it('of a feed that could not be read at all refuses everything, for another day', () => {
    expect(fates(report([0, 0, 0], [error({})]))).toEqual(['rejected', 'rejected', 'rejected']);
  });
});
