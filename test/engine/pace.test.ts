import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Catalogue, openCatalogue } from '../../src/catalogue/index.ts';
import type { AnyAdapter } from '../../src/contract/index.ts';
import { sharedPace } from '../../src/engine/pace.ts';
import { createThrottle } from '../../src/http/index.ts';
import { EventClock } from '../http/event-clock.ts';

const never = new AbortController().signal;
let dir = '';
const open: Catalogue[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mabang-pace-'));
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
  rmSync(dir, { recursive: true, force: true });
});

/** What one process has of a channel. */
function processOf(name: string, account?: string, environment = 'live') {
  const catalogue = openCatalogue(join(dir, 'catalogue.db'), { create: true, busyTimeoutMs: 0 });
  open.push(catalogue);
  const adapter = { id: 'fake', ...(account === undefined ? {} : { account: () => account }) } as AnyAdapter;
  const at = () => ({ connection: {} });
  const channel = { name, catalogue, adapter, at, config: { environment } } as unknown as Parameters<
    typeof sharedPace
  >[0];
  return { catalogue, pace: sharedPace(channel) };
}

const limit = { b: { perSecond: 2, burst: 3, concurrent: 10 } };

/** Moments, in ms from the start, at which `each` requests of each process were let go. */
async function starts(paces: readonly ReturnType<typeof processOf>[], each: number, clock = new EventClock()) {
  const begun = clock.now();
  const moments: number[] = [];
  for (const { pace } of paces) {
    const throttle = createThrottle(limit, clock, pace);
    for (let i = 0; i < each; i++)
      void throttle.acquire('b', never).then((release) => {
        moments.push(clock.now() - begun);
        release();
      });
  }
  await clock.run();
  expect(moments).toHaveLength(paces.length * each);
  return moments.sort((a, b) => a - b);
}

describe('a rate that processes share', () => {
  it('is one budget for all who send in the name of a channel', async () => {
    const moments = await starts([processOf('shop'), processOf('shop')], 4);
    expect(moments).toEqual([0, 0, 0, 500, 1000, 1500, 2000, 2500]);
  });

  it('goes on where the process before has left it', async () => {
    const clock = new EventClock();
    expect(await starts([processOf('shop')], 3, clock)).toEqual([0, 0, 0]);
    open.pop()?.close();
    expect(await starts([processOf('shop')], 2, clock)).toEqual([500, 1000]);
  });

  it('is one for channels of an account, and one each for others', async () => {
    const clock = new EventClock();
    const [a, b] = [processOf('us', 'seller'), processOf('ca', 'seller')];
    expect(await starts([a, b], 2, clock)).toEqual([0, 0, 0, 500]);
    clock.back(-60_000);
    expect(await starts([a, processOf('us', 'seller', 'sandbox')], 2, clock)).toEqual([0, 0, 0, 0]);
    clock.back(-60_000);
    expect(await starts([processOf('one'), processOf('two')], 2, clock)).toEqual([0, 0, 0, 0]);
  });

  it('has one pause for all when the platform asks for one', async () => {
    const clock = new EventClock();
    const [a, b] = [processOf('shop'), processOf('shop')];
    createThrottle(limit, clock, a.pace).hold('b', clock.now() + 30_000);
    await clock.run();
    expect(await starts([b], 2, clock)).toEqual([30_000, 30_000]);
  });

  it('waits for an import that holds the catalogue', async () => {
    const [a, b] = [processOf('shop'), processOf('shop')];
    const sheet = { file: 's.csv', hash: 'h', mappingHash: '', columns: {}, at: '2026-01-01' };
    const session = a.catalogue.beginImport(sheet);
    const clock = new EventClock();
    let entered = false;
    const entering = createThrottle(limit, clock, b.pace)
      .acquire('b', never)
      .then((release) => {
        entered = true;
        release();
      });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(entered).toBe(false);
    session.commit();
    await entering;
  });
});
