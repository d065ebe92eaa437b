import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FULL_CONSENT } from '../../src/core/index.ts';
import { type ChannelPushReport, type DiffReport, push } from '../../src/engine/index.ts';
import type { Inspection } from '../../src/testing/types.ts';
import { exceeded, late, type Told } from './buckets.ts';
import { Bed, demoAdapters, type Ended, type Item, type Shop } from './harness.ts';

const HOUR_MS = 3_600_000;
/**
 * Between being let go and being told of, a process may lose the processor that it shares with twenty others. A budget of
 * its own for each process exceeds the limits by more than this gives away.
 */
const LATE_MS = 400;
/** What is held up for longer than this on its way can arrive in a bunch. */
const HELD_UP_MS = 50;
const GOODS = 80;
/** Between two starts: all of them overlap, and none waits for the processor so long that its requests bunch. */
const APART_MS = 250;

/** What cron starts: some wait for a channel that is taken, some do not, some only look. */
const PUSH = ['push', '--yes', '--wait', '0', '--format', 'json'];
const SYNC = ['sync', '--wait', '0', '--format', 'json'];
const WAITING = ['--lock-timeout', '3m'];
const DIFF = ['diff', '--format', 'json'];
const CRON: readonly (readonly string[])[] = Array.from({ length: 4 }, () => [[...PUSH, ...WAITING], DIFF, PUSH, DIFF])
  .flat()
  .concat([[...SYNC, ...WAITING], SYNC, [...PUSH, ...WAITING], PUSH]);

const goods = (price: number, quantity: number, title: string): readonly Item[] =>
  Array.from({ length: GOODS }, (_, i) => ({
    code: `TEA-${i}`,
    // A few move in text as well; most in price alone, and some not at all.
    title: i < 5 ? `Green tea ${i}${title}` : `Green tea ${i}`,
    skus: [{ sku: `TEA-${i}-1`, price: `${i < 25 ? price : 60}.00`, quantity: i < 10 ? quantity : 30 }],
  }));

const fresh: readonly Item[] = [
  ...Array.from({ length: 4 }, (_, i) => ({
    code: `NEW-${i}`,
    skus: [{ sku: `NEW-${i}-1`, price: '75.00', quantity: 8 }],
  })),
  {
    code: 'FAMILY',
    skus: ['S', 'M', 'L'].map((size) => ({ sku: `FAMILY-${size}`, price: '90.00', quantity: 4, size })),
  },
];

const skus = [...goods(60, 30, ''), ...fresh].flatMap((item) => item.skus.map(({ sku }) => sku));

/** A workspace whose goods stand in every shop, and a catalogue that has moved since. */
async function open(): Promise<Bed> {
  const bed = await Bed.open({
    adapters: await demoAdapters(),
    currency: 'CNY',
    jumps: true,
    settings: ({ demo }) => demo?.settings ?? {},
  });
  bed.putItems(goods(60, 30, ''));
  const ws = bed.openWorkspace();
  const { exit } = await push(ws, {
    channels: [],
    dryRun: false,
    consent: async () => FULL_CONSENT,
    waitMs: 24 * HOUR_MS,
  });
  ws.close();
  expect(exit).toBe(0);
  bed.later(HOUR_MS);
  bed.putItems([...goods(75, 20, ', second harvest'), ...fresh]);
  for (const { emulator } of bed.shops) emulator.clearRequests();
  return bed;
}

let bed: Bed;
let twin: Bed;
beforeAll(async () => {
  [bed, twin] = await Promise.all([open(), open()]);
}, 120_000);
afterAll(() => Promise.all([bed.close(), twin.close()]));

const channelsOf = ({ stdout }: Ended) => (JSON.parse(stdout) as { channels: readonly ChannelPushReport[] }).channels;

/** What a buyer sees of everything. */
function seen({ emulator }: Shop): Readonly<Record<string, Inspection | undefined>> {
  return Object.fromEntries(skus.map((sku) => [sku, emulator.inspect(sku)]));
}

/** How often each call that changes something was made; the account's name and ids apart. */
function written({ emulator }: Shop): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  const names = Object.values(emulator.connection).map(String);
  for (const { method, path, write, overLimit } of emulator.requests()) {
    const plain = names.reduce((text, name) => text.replaceAll(name, '#'), path.replace(/\?.*$/, ''));
    const call = `${method} ${plain.replace(/\d+/g, '#')}`;
    if (write && !overLimit) counts[call] = (counts[call] ?? 0) + 1;
  }
  return counts;
}

/** What the processes say that they sent to a shop, and when. */
function sent(world: Bed, { emulator }: Shop): readonly Told[] {
  return CRON.flatMap((_, i) =>
    readFileSync(join(world.dir, `trace-${i}.ndjson`), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { kind: string; at: string; method: string; url: string })
      .filter(({ kind, url }) => kind === 'request' && url.startsWith(`${emulator.url}/`))
      .map(({ at, method, url }) => ({ at: Date.parse(at), method, path: url.slice(emulator.url.length) })),
  );
}

/** The pictures have another address in each world. */
function elsewhere<T>(value: T, from: Bed): T {
  return JSON.parse(JSON.stringify(value).replaceAll(new URL(from.pictures.of('x')).origin, 'http://pictures')) as T;
}

/** Time passes until everything shows; then a run has nothing left to do. */
async function settled(world: Bed): Promise<void> {
  world.later(HOUR_MS);
  const before = world.shops.map(written);
  const last = await world.run(PUSH);
  expect(last.code, last.stdout + last.stderr).toBe(0);
  for (const { channel, counts } of channelsOf(last)) expect(counts.planned, channel).toBe(0);
  expect(world.shops.map(written)).toEqual(before);
}

it(`${CRON.length} overlapping runs end as one run does, and no shop sees more requests than its limits`, async () => {
  const over = await Promise.all(
    CRON.map(async (args, i) => {
      await setTimeout(i * APART_MS);
      return { args, ...(await bed.run([...args, '--debug-http-file', join(bed.dir, `trace-${i}.ndjson`)])) };
    }),
  );
  const logs = new Map(bed.shops.map((shop) => [shop.id, shop.emulator.requests()]));

  for (const shop of bed.shops) {
    const { id, adapter } = shop;
    const [left, arrived] = [sent(bed, shop), logs.get(id) ?? []];
    expect(left.length, id).toBe(arrived.length);
    expect(exceeded(adapter, left, LATE_MS), id).toEqual([]);
    // What was sent in time and arrives late arrives in a bunch, on a busy machine as on a bad line.
    const refused = arrived.filter(({ overLimit }) => overLimit);
    expect(refused.length, `${id} refused for its limits`).toBeLessThanOrEqual(late(left, arrived, HELD_UP_MS));
  }

  for (const { args, ...run } of over) {
    const hint = `${args.join(' ')}\n${run.stderr}`;
    expect([0, 5], hint).toContain(run.code);
    expect(run.stderr, hint).not.toMatch(/E_BUG|\n\s+at /);
    if (args[0] === 'diff') {
      expect((JSON.parse(run.stdout) as DiffReport).failed, hint).toEqual([]);
      continue;
    }
    for (const { channel, error, counts, requests } of channelsOf(run)) {
      if (!error) {
        expect([counts.rejected, counts.unknown, counts.notLanded], `${channel}: ${hint}`).toEqual([0, 0, 0]);
        continue;
      }
      // Somebody else is at it: that is said, and nothing else is done.
      expect(error.code, hint).toBe('E_LOCKED');
      expect(args, hint).not.toContain('--lock-timeout');
      expect([counts.planned, requests.total]).toEqual([0, 0]);
    }
  }
  const locked = over.filter((run) => run.args[0] !== 'diff' && channelsOf(run).some(({ error }) => error));
  expect(locked.length, 'runs that met a channel in use').toBeGreaterThanOrEqual(4);
  for (const { code } of locked) expect(code).toBe(5);

  await twin.run(PUSH);
  await Promise.all([settled(bed), settled(twin)]);
  for (const [i, shop] of bed.shops.entries()) {
    const other = twin.shops[i] as Shop;
    expect(elsewhere(seen(shop), bed), shop.id).toEqual(elsewhere(seen(other), twin));
    expect([...shop.emulator.skus()].sort(), shop.id).toEqual([...skus].sort());
    expect(written(shop), shop.id).toEqual(written(other));
    expect(shop.emulator.uploads(), shop.id).toBe(other.emulator.uploads());
  }
}, 300_000);
