import { afterEach, describe, expect, it } from 'vitest';
import { openWorkspace } from '../../src/engine/index.ts';
import { Bench, FakePlatform } from './fake.ts';

const benches: Bench[] = [];
afterEach(() => {
  for (const one of benches.splice(0)) one.close();
});
function bench(
  options: ConstructorParameters<typeof FakePlatform>[0] = {},
  settings: Readonly<Record<string, unknown>> = {},
): Bench {
  const made = new Bench(new FakePlatform(options), undefined, settings);
  benches.push(made);
  return made;
}

const codes = (n: number) => Array.from({ length: n }, (_, i) => `P${i}`);
const refused = { status: 'rejected' as const, retry: 'never' as const, issues: [] };

describe('a canary', () => {
  it('goes first and alone, and the rest follows when it is live', async () => {
    const b = bench();
    const sizes: number[] = [];
    b.platform.onApply = (batch, work) => {
      sizes.push(batch.listings.length);
      return { outcomes: work() };
    };
    for (const code of codes(7)) b.put(code, code, { [code]: '1.00' });
    expect(await b.push({ canary: 2 })).toMatchObject({ exit: 0, counts: { landed: 14 } });
    expect(sizes).toEqual([2, 3, 2]);
  });

  it('that is refused, or not seen, keeps the rest at home', async () => {
    const b = bench();
    b.platform.onApply = (batch) => ({
      outcomes: batch.listings.flatMap((one) => one.changes.map((change) => ({ ...refused, changeId: change.id }))),
    });
    for (const code of codes(5)) b.put(code, code, { [code]: '1.00' });
    expect(await b.push({ canary: 1 })).toMatchObject({ exit: 4, error: { code: 'E_CANARY' } });
    expect(b.platform.applied).toBe(1);
    const late = bench({ settles: 3600 });
    late.platform.lateMs = 90_000;
    for (const code of codes(5)) late.put(code, code, { [code]: '1.00' });
    expect(await late.push({ canary: 1, waitMs: 10_000 })).toMatchObject({ exit: 4, error: { code: 'E_CANARY' } });
    expect(late.platform.applied).toBe(1);
  });
});

describe('refusals in numbers', () => {
  const half = (b: Bench) => {
    b.platform.onApply = (_, work) => ({
      outcomes: work().map((outcome, i) => (i % 2 === 0 ? { ...refused, changeId: outcome.changeId } : outcome)),
    });
    for (const code of codes(30)) b.put(code, code, { [code]: '1.00' });
  };

  it('stop the push before the platform counts them', async () => {
    const b = bench();
    half(b);
    const report = await b.push();
    expect(report).toMatchObject({ exit: 4, error: { code: 'E_REFUSALS' } });
    expect(b.platform.applied).toBe(4);
    expect(report.error?.message.en).toContain('18 listings were not sent');
  });

  it('are let pass where the seller says so', async () => {
    const b = bench({}, { guards: { refusals: '90%' } });
    half(b);
    expect(await b.push()).toMatchObject({ exit: 3 });
    expect(b.platform.applied).toBe(10);
  });
});

describe('what does least harm', () => {
  it('goes first: empty shelves, then rises, then falls, then new things, then words', async () => {
    const b = bench();
    const put = (code: string, title: string, price: string, quantity: number) => {
      b.put(code, title, { [code]: price });
      const sheet = { file: 'x', hash: `${Math.random()}`, mappingHash: '', columns: {}, at: '' };
      const session = b.workspace.catalogue.beginImport(sheet);
      session.put({ row: 1, product: { code }, variant: { sku: code, quantity }, fields: [] });
      session.commit();
    };
    for (const code of ['TEXT', 'DOWN', 'UP', 'EMPTY']) put(code, code, '2.00', 5);
    await b.push();
    put('TEXT', 'Other words', '2.00', 5);
    put('DOWN', 'DOWN', '1.00', 5);
    put('UP', 'UP', '3.00', 5);
    put('NEW', 'NEW', '1.00', 5);
    put('EMPTY', 'EMPTY', '2.00', 0);
    const order = (await b.plan()).channels[0]?.listings.map(({ code }) => code);
    expect(order).toEqual(['EMPTY', 'UP', 'DOWN', 'NEW', 'TEXT']);
  });
});

describe('a channel that another run holds', () => {
  it('is busy at once, or waited for as long as the user says', async () => {
    const b = bench();
    b.alive = () => true;
    b.restart();
    b.put('P', 'P', { P: '1.00' });
    const other = openWorkspace(b.dir, { ...b.workspace.host, pid: 77 }, b.workspace.registry);
    const lock = () =>
      other.catalogue.lock('shop', {
        pid: 77,
        bootId: 'bench',
        host: 'bench',
        command: 'push',
        at: '2026-01-01',
        alive: () => true,
      });
    let held = lock();
    expect(await b.push()).toMatchObject({ exit: 5, error: { code: 'E_LOCKED' } });
    setTimeout(() => held.release(), 300);
    expect(await b.push({ lockTimeoutMs: 5_000 })).toMatchObject({ exit: 0 });
    held = lock();
    expect(await b.push({ lockTimeoutMs: 250 })).toMatchObject({ exit: 5 });
    held.release();
    other.close();
  });
});
