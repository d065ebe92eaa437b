import { afterEach, describe, expect, it } from 'vitest';
import { HttpFailure } from '../../src/contract/index.ts';
import { EXIT, sealPlan } from '../../src/core/index.ts';
import { SETTLE_MS } from '../../src/engine/session.ts';
import { accepted, Bench, FakePlatform } from './fake.ts';

const open: Bench[] = [];
function bench(platform = new FakePlatform(), settings: Record<string, unknown> = {}): Bench {
  const made = new Bench(platform, undefined, settings);
  open.push(made);
  return made;
}
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

const unclear = () => new HttpFailure('unclear', 'time-out', { method: 'POST', path: '/x' });
const unsent = () => new HttpFailure('unsent', 'no connection', { method: 'POST', path: '/x' });

describe('push', () => {
  it('makes the platform show the catalogue, then rests', async () => {
    const { platform } = new Bench(new FakePlatform());
    const b = bench(platform);
    b.put('P', 'Tom & Jerry', { A: '1.00', B: '2.00' });
    const report = await b.push();
    expect([report.exit, report.counts.planned, report.counts.landed]).toEqual([EXIT.done, 3, 3]);
    expect(platform.listing('P')?.snapshot.variants).toEqual({
      A: { price: 100, stock: 5 },
      B: { price: 200, stock: 5 },
    });
    const calls = platform.applied;
    expect((await b.push()).counts.planned).toBe(0);
    expect(platform.applied).toBe(calls);
  });

  it('sends nothing without consent, and names the flags', async () => {
    const b = bench();
    b.put('P', 'T', { A: '1.00' });
    const report = await b.push({ consent: async () => ({ create: false, update: true, end: true }) });
    expect([report.exit, report.error?.code, report.error?.next?.en]).toEqual([
      EXIT.guard,
      'E_NO_CONSENT',
      'look at the plan, then add --allow-create',
    ]);
    expect(b.platform.applied).toBe(0);
  });

  it('takes an outcome that the adapter forgot for unknown, and looks it up', async () => {
    const b = bench();
    b.put('P', 'T', { A: '1.00' });
    b.platform.onApply = (_batch, work) => ({ outcomes: work().slice(0, 1) });
    const report = await b.push();
    expect(report.counts).toMatchObject({ planned: 2, landed: 2, unknown: 0 });
  });

  it('keeps what is not found unknown in the same run, and plans it anew in the next', async () => {
    const b = bench();
    b.put('P', 'T', { A: '1.00' });
    b.platform.onApply = () => {
      throw unclear();
    };
    const first = await b.push();
    expect([first.exit, first.error?.code]).toEqual([EXIT.busy, 'E_UNREACHABLE']);
    b.platform.onApply = undefined;
    const second = await b.push();
    expect([second.resumed.void, second.counts.landed, second.exit]).toEqual([2, 2, EXIT.done]);
    expect(b.platform.store.size).toBe(1);
  });

  it('waits before it repeats a create where the platform would take it twice', async () => {
    const b = bench(new FakePlatform({ uniqueSku: false }));
    b.put('P', 'T', { A: '1.00' });
    b.platform.onApply = () => {
      throw unclear();
    };
    await b.push();
    b.platform.onApply = undefined;
    const early = await b.push();
    expect([early.exit, early.counts.planned, b.platform.store.size]).toEqual([EXIT.busy, 0, 0]);
    b.now += SETTLE_MS + 1;
    const late = await b.push();
    expect([late.exit, late.counts.landed, b.platform.store.size]).toEqual([EXIT.done, 2, 1]);
  });

  it('waits no longer for what a clock that was ahead has dated', async () => {
    const b = bench(new FakePlatform({ uniqueSku: false }));
    b.put('P', 'Mug', { 'P-1': '1.00' });
    b.platform.onApply = () => {
      throw unclear();
    };
    b.now += 7 * 86_400_000;
    await b.push();
    b.now -= 7 * 86_400_000;
    b.platform.onApply = undefined;
    expect((await b.push()).resumed.open).toBeGreaterThan(0);
    b.now += 16 * 60_000;
    expect(await b.push()).toMatchObject({ exit: 0, counts: { landed: 2 } });
  });

  it('does not call what never left the machine unknown', async () => {
    const b = bench();
    b.put('P', 'T', { A: '1.00' });
    b.platform.onApply = () => {
      throw unsent();
    };
    const report = await b.push();
    expect([report.exit, report.counts.unknown]).toEqual([EXIT.busy, 0]);
    b.platform.onApply = undefined;
    expect((await b.push()).resumed.looked).toBe(0);
  });

  it('names what the platform said yes to and does not show', async () => {
    const b = bench();
    b.put('P', 'T', { A: '1.00' });
    await b.push();
    b.put('P', 'T', { A: '9.00' });
    b.platform.onApply = (batch) => ({
      outcomes: batch.listings.flatMap((l) => l.changes.map((c) => ({ changeId: c.id, status: 'applied' as const }))),
    });
    const report = await b.push();
    expect([report.exit, report.counts.notLanded]).toEqual([EXIT.findings, 1]);
    expect(report.findings.map((f) => f.code)).toContain('W_NOT_LANDED');
    b.platform.onApply = undefined;
    expect((await b.push()).counts.landed).toBe(1);
    expect(b.platform.listing('P')?.snapshot.variants.A?.price).toBe(900);
  });

  it('stores rejections with their reasons, and the rest lands', async () => {
    const b = bench();
    b.put('P', 'T', { A: '1.00', B: '1.00' });
    await b.push();
    b.put('P', 'T', { A: '2.00', B: '2.00' });
    b.platform.onApply = (batch, work) => {
      const outcomes = work();
      return {
        outcomes: outcomes.map((o) =>
          o.changeId === 'P/B'
            ? {
                changeId: 'P/B',
                status: 'rejected' as const,
                retry: 'never' as const,
                issues: [{ code: 'X', severity: 'error' as const, message: { en: 'no', zh: '否' }, place: {} }],
              }
            : o,
        ),
        ...(batch.listings.length > 99 ? { ticket: null } : {}),
      };
    };
    const report = await b.push();
    expect([report.exit, report.counts.rejected, report.counts.landed]).toEqual([EXIT.rejected, 1, 1]);
    expect(report.findings.find((f) => f.code === 'X')?.place).toEqual({ channel: 'shop', code: 'P', sku: 'B' });
  });

  it('refuses an account that sells in another currency', async () => {
    const b = bench();
    b.platform.facts = { currency: 'USD' };
    b.put('P', 'T', { A: '1.00' });
    const report = await b.push();
    expect([report.exit, report.error?.code, b.platform.applied]).toEqual([EXIT.usage, 'E_CURRENCY', 0]);
  });

  it('keeps other processes out, and takes over from one that died', async () => {
    const b = bench();
    b.put('P', 'T', { A: '1.00' });
    const lock = b.workspace.catalogue.lock('shop', {
      pid: 77,
      bootId: 'bench',
      host: 'bench',
      command: 'push',
      at: '2026-01-01',
      alive: () => true,
    });
    b.pid = 1;
    const host = { ...b.workspace.host, alive: () => true };
    Object.assign(b.workspace, { host });
    const busy = await b.push();
    expect([busy.exit, busy.error?.code]).toEqual([EXIT.busy, 'E_LOCKED']);
    Object.assign(b.workspace, { host: { ...host, alive: (pid: number) => pid !== 77 } });
    expect((await b.push()).exit).toBe(EXIT.done);
    lock.release();
  });

  it('gives its lock back whatever happens', async () => {
    const b = bench();
    b.put('P', 'T', { A: '1.00' });
    b.platform.onApply = () => {
      throw new Error('a bug in the adapter');
    };
    await expect(b.push()).rejects.toThrow('a bug in the adapter');
    b.platform.onApply = undefined;
    expect((await b.push()).exit).toBe(EXIT.done);
  });
});

describe('an account that cannot be listed', () => {
  it('is asked by key, a thousand at a time, and comes to rest', async () => {
    const b = bench(new FakePlatform({ enumerate: 'by-sku' }));
    for (let i = 0; i < 1001; i++) b.put(`P${i}`, 'T', { [`S${i}`]: '1.00' });
    b.platform.asked = [];
    await b.plan();
    expect(b.platform.asked).toEqual([1000, 1]);
    const few = bench(new FakePlatform({ enumerate: 'by-sku' }));
    few.put('P', 'T', { A: '1.00', B: '2.00' });
    expect((await few.push()).counts.landed).toBe(3);
    expect((await few.plan()).channels[0]?.listings).toEqual([]);
    few.put('P', 'T', { A: '1.00', B: '2.00' }, 'ended');
    await few.push();
    expect(few.platform.store.size).toBe(0);
  });
});

describe('ends', () => {
  it('ends what the seller ended, and only with consent to it', async () => {
    const b = bench();
    b.put('P', 'T', { A: '1.00' });
    await b.push();
    b.put('P', 'T', { A: '1.00' }, 'ended');
    expect((await b.push({ consent: async () => ({ create: true, update: true, end: false }) })).exit).toBe(EXIT.guard);
    expect(b.platform.store.size).toBe(1);
    expect((await b.push()).exit).toBe(EXIT.done);
    expect(b.platform.store.size).toBe(0);
    expect((await b.plan()).channels[0]?.listings).toEqual([]);
  });

  it('keeps what the channel no longer selects, unless told to end it', async () => {
    for (const [missing, left] of [
      ['keep', 1],
      ['end', 0],
    ] as const) {
      const platform = new FakePlatform();
      const b = bench(platform, { when_missing: missing });
      b.put('P', 'T', { A: '1.00' });
      await b.push();
      const config = b.workspace.config.channels.shop;
      if (!config) throw new Error('no channel');
      config.except = { codes: ['P'] };
      const report = await b.push();
      expect([platform.store.size, report.findings.map((f) => f.code)]).toEqual([left, left ? ['W_KEPT_LIVE'] : []]);
    }
  });
});

describe('somebody edits on the platform', () => {
  it('is overwritten by default and kept when the seller says so', async () => {
    for (const [who, price] of [
      ['overwrite', 100],
      ['keep', 777],
    ] as const) {
      const platform = new FakePlatform();
      const b = bench(platform, { remote_edits: who });
      b.put('P', 'T', { A: '1.00' });
      await b.push();
      const unit = platform.listing('P')?.snapshot.variants.A;
      if (unit) unit.price = 777;
      const report = await b.push();
      expect(platform.listing('P')?.snapshot.variants.A?.price).toBe(price);
      expect(report.findings.map((f) => f.code)).toEqual(who === 'keep' ? ['W_REMOTE_EDIT'] : []);
    }
  });
});

describe('a saved plan', () => {
  it('is carried out exactly, and nothing beside it', async () => {
    const b = bench();
    b.put('P', 'T', { A: '1.00' });
    const plan = await b.plan();
    b.put('Q', 'T', { C: '1.00' });
    const report = await b.push({ plan });
    expect([report.exit, [...b.platform.store.values()].map((l) => l.code)]).toEqual([EXIT.done, ['P']]);
  });

  it('is refused when the catalogue or the platform moved, naming what', async () => {
    const b = bench();
    b.put('P', 'T', { A: '1.00' });
    await b.push();
    b.put('P', 'T', { A: '2.00' });
    const plan = await b.plan();
    b.put('P', 'T', { A: '3.00' });
    const moved = await b.push({ plan });
    expect([moved.exit, moved.error?.code]).toEqual([EXIT.guard, 'E_PLAN_MOVED']);
    expect(moved.error?.message.en).toContain('P (different)');
    b.put('P', 'T', { A: '2.00' });
    const unit = b.platform.listing('P')?.snapshot.variants.A;
    if (unit) unit.price = 150;
    expect((await b.push({ plan })).error?.code).toBe('E_PLAN_MOVED');
  });

  it('is refused when its text was changed', async () => {
    const b = bench();
    b.put('P', 'T', { A: '1.00' });
    const plan = await b.plan();
    await expect(b.push({ plan: { ...plan, channels: [] } })).rejects.toMatchObject({
      code: 'E_PLAN_CHANGED',
      exit: EXIT.usage,
    });
    expect(sealPlan(plan.madeAt, plan.channels).hash).toBe(plan.hash);
  });
});

describe('a platform that answers later', () => {
  it('counts accepted as not yet true, and finishes it in the next run', async () => {
    const b = bench(new FakePlatform({ async: true }));
    b.put('P', 'T', { A: '1.00' });
    const first = await b.push();
    expect(first.counts).toMatchObject({ planned: 2, accepted: 2, landed: 0 });
    expect(b.platform.store.size).toBe(0);
    b.restart();
    b.platform.onPoll = () => 'pending';
    const second = await b.push();
    expect([second.counts.planned, b.platform.applied]).toEqual([0, 1]);
    b.platform.onPoll = undefined;
    const third = await b.push();
    expect([third.resumed.landed, third.exit, b.platform.store.size, b.platform.applied]).toEqual([2, EXIT.done, 1, 1]);
    expect((await b.push()).counts.planned).toBe(0);
  });

  it('is waited for when asked to', async () => {
    const b = bench(new FakePlatform({ async: true }));
    b.put('P', 'T', { A: '1.00' });
    let polls = 0;
    b.platform.onPoll = (work) => (++polls < 3 ? 'pending' : { outcomes: work() });
    const report = await b.push({ waitMs: 60_000 });
    expect([report.counts.landed, report.counts.accepted, report.exit, polls]).toEqual([2, 0, EXIT.done, 3]);
  });

  it('may turn some of it down', async () => {
    const b = bench(new FakePlatform({ async: true }));
    b.put('P', 'T', { A: '1.00' });
    b.put('Q', 'T', { B: '1.00' });
    b.platform.onApply = (batch) => ({ outcomes: accepted(batch.listings), ticket: 1 });
    b.platform.onPoll = (work) => ({
      outcomes: work().map((o) =>
        o.changeId.startsWith('Q')
          ? { changeId: o.changeId, status: 'rejected' as const, retry: 'later' as const, issues: [] }
          : o,
      ),
    });
    const report = await b.push({ waitMs: 60_000 });
    expect([report.counts.landed, report.counts.rejected, report.exit]).toEqual([2, 2, EXIT.rejected]);
  });
});
