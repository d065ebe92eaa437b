import { afterEach, describe, expect, it } from 'vitest';
import { relist } from '../../src/engine/index.ts';
import { learnSecrets } from '../../src/http/index.ts';
import { Bench, FakePlatform } from './fake.ts';

const benches: Bench[] = [];
afterEach(() => {
  for (const one of benches.splice(0)) one.close();
});
function bench(settings: Readonly<Record<string, unknown>> = {}): Bench {
  const made = new Bench(new FakePlatform(), undefined, settings);
  benches.push(made);
  return made;
}

type Pushed = Awaited<ReturnType<Bench['push']>>;
const told = ({ findings }: Pushed) => findings.map(({ code, place }) => `${code} ${place.sku ?? place.code}`);

/** A shop with two products live. */
async function stocked(settings: Readonly<Record<string, unknown>> = {}): Promise<Bench> {
  const b = bench(settings);
  b.put('MUG', 'Mug', { 'MUG-S': '4.00', 'MUG-L': '5.00' });
  b.put('TEA', 'Tea', { TEA: '3.00' });
  expect((await b.push()).exit).toBe(0);
  return b;
}

function erase(b: Bench, code: string): void {
  const stored = b.platform.listing(code);
  if (stored) b.platform.store.delete(stored.id);
}

describe('what was taken off a platform', () => {
  it('is left alone by every later push, in any process, and remembered with its day', async () => {
    const b = await stocked();
    erase(b, 'MUG');
    const day = new Date(b.now).toISOString();
    for (let run = 0; run < 2; run++) {
      const report = await b.push();
      expect([told(report), report.counts.planned, report.exit]).toEqual([['E_REMOVED MUG'], 0, 1]);
      b.now += 86_400_000;
      b.restart();
    }
    const { removals } = await relist(b.workspace, 'shop', []);
    expect(removals.map(({ code, at, allowed }) => [code, at.slice(0, 10), allowed])).toEqual([
      ['MUG', day.slice(0, 10), undefined],
    ]);
    expect(b.platform.listing('MUG')).toBeUndefined();
  });

  it('is listed again once for each word of the seller, and not when it is taken off once more', async () => {
    const b = await stocked();
    erase(b, 'MUG');
    await b.push();
    await expect(relist(b.workspace, 'shop', ['MUG', 'TEA'])).rejects.toMatchObject({ code: 'E_NOT_REMOVED' });
    expect(told(await b.push())).toEqual(['E_REMOVED MUG']);
    await relist(b.workspace, 'shop', ['MUG']);
    expect((await b.push()).exit).toBe(0);
    expect(b.platform.listing('MUG')).toBeDefined();
    expect((await relist(b.workspace, 'shop', [])).removals).toEqual([]);
    erase(b, 'MUG');
    expect(told(await b.push())).toEqual(['E_REMOVED MUG']);
    expect(b.platform.listing('MUG')).toBeUndefined();
  });

  it('is forgotten when it stands there again', async () => {
    const b = await stocked();
    const stored = b.platform.listing('MUG');
    erase(b, 'MUG');
    await b.push();
    if (stored) b.platform.store.set(stored.id, stored);
    const report = await b.push();
    expect([told(report), report.exit]).toEqual([[], 0]);
    expect((await relist(b.workspace, 'shop', [])).removals).toEqual([]);
  });

  it('may be a SKU alone: the others of its product go on', async () => {
    const b = await stocked();
    const mug = b.platform.listing('MUG');
    if (mug) mug.snapshot.variants = { 'MUG-L': { price: 500, stock: 5 } };
    b.put('MUG', 'Mug', { 'MUG-S': '4.40', 'MUG-L': '5.50' });
    expect(told(await b.push())).toEqual(['E_REMOVED MUG-S']);
    expect(b.platform.listing('MUG')?.snapshot.variants).toEqual({ 'MUG-L': { price: 550, stock: 5 } });
    await relist(b.workspace, 'shop', ['MUG-S']);
    await b.push();
    expect(Object.keys(b.platform.listing('MUG')?.snapshot.variants ?? {}).sort()).toEqual(['MUG-L', 'MUG-S']);
  });

  it('is listed again by itself where the seller has said so once for all', async () => {
    const b = await stocked({ when_removed: 'relist' });
    erase(b, 'MUG');
    expect(told(await b.push())).toEqual(['W_GONE MUG']);
    expect(b.platform.listing('MUG')).toBeDefined();
  });

  it('is no removal when the seller ends it, when it was never seen, or when a push of ours broke off in it', async () => {
    const b = await stocked();
    erase(b, 'MUG');
    b.put('MUG', 'Mug', { 'MUG-S': '4.00', 'MUG-L': '5.00' }, 'ended');
    expect(told(await b.push())).toEqual([]);

    const c = await stocked();
    c.put('TEA', 'Tea', { TEA: '3.00', 'TEA-2': '6.00' });
    c.platform.onApply = () => {
      // A platform that takes SKUs off to put them on again, and a connection that breaks in between.
      const stored = c.platform.listing('TEA');
      if (stored) stored.snapshot.variants = {};
      return { outcomes: [] };
    };
    await c.push();
    c.platform.onApply = undefined;
    c.now += 3_600_000;
    for (let run = 0; run < 3; run++) await c.push();
    expect(Object.keys(c.platform.listing('TEA')?.snapshot.variants ?? {}).sort()).toEqual(['TEA', 'TEA-2']);
  });
});

describe('the words of a platform', () => {
  it('are kept without the secrets that it threw back', async () => {
    const secret = 'whispered-0123456789';
    learnSecrets([secret]);
    const b = bench();
    const issue = {
      code: 'E_X',
      severity: 'error' as const,
      message: { en: `bad ${secret}`, zh: `错 ${secret}` },
      place: {},
    };
    b.platform.onApply = ({ listings }) => ({
      outcomes: listings.flatMap(({ changes }) =>
        changes.map(({ id, sku }) =>
          sku === undefined
            ? { changeId: id, status: 'unknown' as const, reason: `lost ${secret}` }
            : { changeId: id, status: 'rejected' as const, retry: 'never' as const, issues: [issue] },
        ),
      ),
    });
    b.put('MUG', 'Mug', { MUG: '4.00' });
    const report = await b.push();
    const kept = b.workspace.catalogue.journal.entriesOfRun(report.run ?? 0);
    expect(kept.map(({ state }) => state)).toEqual(['unknown', 'rejected']);
    expect(JSON.stringify([kept, report])).not.toContain(secret);
    expect(JSON.stringify(kept)).toContain('bad ***');
  });
});

describe('what was refused for good', () => {
  /** Refuses prices of these SKUs. */
  function refusing(b: Bench, skus: readonly string[], retry: 'never' | 'later' = 'never') {
    const issue = { code: 'E_X', severity: 'error' as const, message: { en: 'too dear', zh: '太贵' }, place: {} };
    b.platform.onApply = ({ listings }) => ({
      outcomes: listings.flatMap((one) => {
        const bad = one.changes.filter(({ sku }) => sku !== undefined && skus.includes(sku));
        const done = b.platform.work([{ ...one, changes: one.changes.filter((change) => !bad.includes(change)) }]);
        return [
          ...done,
          ...bad.map(({ id }) => ({ changeId: id, status: 'rejected' as const, retry, issues: [issue] })),
        ];
      }),
    });
  }
  const sent = async (b: Bench, options: Parameters<Bench['push']>[0] = {}) => {
    const report = await b.push(options);
    return [report.outcomes.map(({ sku, code }) => sku ?? code), told(report)];
  };

  it('is not asked again in the same way, and what changes is', async () => {
    const b = await stocked();
    refusing(b, ['TEA']);
    b.put('TEA', 'Tea', { TEA: '3.50' });
    expect(await sent(b)).toEqual([['TEA'], ['E_X TEA']]);
    b.restart();
    expect(await sent(b)).toEqual([[], ['E_REFUSED_BEFORE TEA']]);
    expect(await sent(b, { allow: ['E_REFUSED_BEFORE'] })).toEqual([['TEA'], ['E_X TEA']]);
    b.put('TEA', 'Tea', { TEA: '3.40' });
    expect(await sent(b)).toEqual([['TEA'], ['E_X TEA']]);
    b.platform.onApply = undefined;
    b.put('TEA', 'Tea', { TEA: '3.30' });
    expect(await sent(b)).toEqual([['TEA'], []]);
  });

  it('is remembered while other facets of it move', async () => {
    const b = await stocked();
    refusing(b, ['TEA']);
    b.put('TEA', 'Tea', { TEA: '3.50' });
    await b.push();
    b.platform.onApply = undefined;
    b.put('TEA', 'A better tea', { TEA: '3.50' });
    expect((await sent(b, { facets: ['content'] }))[0]).toEqual(['TEA']);
    refusing(b, ['TEA']);
    // Its product has changed: it is asked once more, and then no more.
    expect(await sent(b)).toEqual([['TEA'], ['E_X TEA']]);
    b.platform.onApply = undefined;
    b.put('TEA', 'A better tea', { TEA: '3.50' }, 'active');
    expect(await sent(b, { facets: ['stock'] })).toEqual([[], []]);
    expect(await sent(b)).toEqual([[], ['E_REFUSED_BEFORE TEA']]);
  });

  it('is tried again as a whole when something of a create is new', async () => {
    const b = bench();
    b.put('MUG', 'Mug', { 'MUG-S': '4.00', 'MUG-L': '5.00' });
    b.platform.onApply = ({ listings }) => ({
      outcomes: listings.flatMap((one) =>
        one.changes.map(({ id }) => ({
          changeId: id,
          status: 'rejected' as const,
          retry: 'never' as const,
          issues: [],
        })),
      ),
    });
    await b.push();
    expect((await sent(b))[0]).toEqual([]);
    b.put('MUG', 'Mug', { 'MUG-S': '4.40', 'MUG-L': '5.00' });
    expect((await sent(b))[0]).toEqual(['MUG', 'MUG-S', 'MUG-L']);
  });

  it('is asked again when time may help', async () => {
    const b = await stocked();
    refusing(b, ['TEA'], 'later');
    b.put('TEA', 'Tea', { TEA: '3.50' });
    await b.push();
    expect(await sent(b)).toEqual([['TEA'], ['E_X TEA']]);
  });

  it('holds up no other SKU, and is asked again once with a change of its product', async () => {
    const b = await stocked();
    refusing(b, ['MUG-S']);
    b.put('MUG', 'Mug', { 'MUG-S': '4.40', 'MUG-L': '5.00' });
    await b.push();
    b.put('MUG', 'Mug', { 'MUG-S': '4.40', 'MUG-L': '5.50' });
    expect(await sent(b)).toEqual([['MUG-L'], ['E_REFUSED_BEFORE MUG-S']]);
    b.put('MUG', 'A better mug', { 'MUG-S': '4.40', 'MUG-L': '5.50' });
    expect(await sent(b)).toEqual([['MUG', 'MUG-S'], ['E_X MUG-S']]);
    expect(await sent(b)).toEqual([[], ['E_REFUSED_BEFORE MUG-S']]);
  });
});
