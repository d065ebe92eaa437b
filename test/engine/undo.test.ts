import { afterEach, describe, expect, it } from 'vitest';
import { Bench, FakePlatform } from './fake.ts';

const benches: Bench[] = [];
afterEach(() => {
  for (const one of benches.splice(0)) one.close();
});
function bench(): Bench {
  const made = new Bench(new FakePlatform());
  benches.push(made);
  return made;
}

const unit = (b: Bench, code: string, sku: string) => b.platform.listing(code)?.snapshot.variants[sku];
const fates = (report: Awaited<ReturnType<Bench['push']>>) =>
  (report.undone ?? []).map(({ code, sku, facet, fate }) => [code, sku ?? '', facet ?? '', fate].join(' '));

/** A listing at 1.00, pushed; then at 2.00, pushed. The run that raised the price. */
async function raised(b: Bench, codes: readonly string[] = ['P']): Promise<number> {
  for (const code of codes) b.put(code, code, { [`${code}-1`]: '1.00' });
  await b.push();
  for (const code of codes) b.put(code, code, { [`${code}-1`]: '2.00' });
  const { run } = await b.push();
  return run as number;
}

describe('undo', () => {
  it('puts back what was there before, and says that the catalogue still wants the other', async () => {
    const b = bench();
    const run = await raised(b);
    const report = await b.push({ undo: [run] });
    expect(report).toMatchObject({ counts: { planned: 1, landed: 1 }, exit: 0 });
    expect(fates(report)).toEqual(['P P-1 price reversed']);
    expect(unit(b, 'P', 'P-1')).toMatchObject({ price: 100 });
    expect(report.findings).toContainEqual(expect.objectContaining({ code: 'W_CATALOGUE_WANTS' }));
    expect((await b.plan()).channels[0]?.listings).toMatchObject([{ code: 'P', state: 'update' }]);
    b.put('P', 'P', { 'P-1': '1.00' });
    expect((await b.plan()).channels[0]?.listings).toEqual([]);
  });

  it('of 500 changes with 20 edited since: 480 go back, 20 are kept and named', async () => {
    const b = bench();
    const codes = Array.from({ length: 500 }, (_, i) => `P${i}`);
    const run = await raised(b, codes);
    for (let i = 0; i < 20; i++) {
      const edited = unit(b, `P${i * 7}`, `P${i * 7}-1`);
      if (edited) edited.price = 777;
    }
    const report = await b.push({ undo: [run] });
    const count = (fate: string) => (report.undone ?? []).filter((row) => row.fate === fate).length;
    expect([count('reversed'), count('kept')]).toEqual([480, 20]);
    expect(report.findings.filter((finding) => finding.code === 'W_UNDO_KEPT')).toHaveLength(20);
    for (const [i, code] of codes.entries())
      expect(unit(b, code, `${code}-1`)?.price).toBe(i % 7 === 0 && i < 140 ? 777 : 100);
    expect(await b.push({ undo: [run] })).toMatchObject({ counts: { planned: 0 } });
  });

  it('leaves alone what a later push changed', async () => {
    const b = bench();
    const run = await raised(b);
    b.put('P', 'P', { 'P-1': '3.00' });
    const later = await b.push();
    const report = await b.push({ undo: [run] });
    expect(fates(report)).toEqual(['P P-1 price kept']);
    expect(report.counts.planned).toBe(0);
    await b.push({ undo: [run, later.run as number] });
    expect(unit(b, 'P', 'P-1')).toMatchObject({ price: 100 });
  });

  it('takes down what the run created, unless somebody has edited it since', async () => {
    const b = bench();
    b.put('P', 'P', { 'P-1': '1.00' });
    b.put('Q', 'Q', { 'Q-1': '1.00' });
    const { run } = await b.push();
    const edited = unit(b, 'Q', 'Q-1');
    if (edited) edited.price = 5;
    const report = await b.push({ undo: [run as number] });
    expect(fates(report)).toEqual(['P   reversed', 'Q   kept']);
    expect(b.platform.listing('P')).toBeUndefined();
    expect(b.platform.listing('Q')).toBeDefined();
  });

  it('says what cannot come back', async () => {
    const b = bench();
    b.put('P', 'P', { 'P-1': '1.00' });
    await b.push();
    b.put('P', 'P', { 'P-1': '1.00' }, 'ended');
    const { run } = await b.push();
    const report = await b.push({ undo: [run as number] });
    expect(report.undone).toMatchObject([{ code: 'P', fate: 'cannot' }]);
    expect(report.findings).toContainEqual(expect.objectContaining({ code: 'W_UNDO_CANNOT' }));
  });

  it('goes through the guards and the consent of a push', async () => {
    const b = bench();
    const run = await raised(b);
    expect(await b.push({ undo: [run], open: [] })).toMatchObject({ exit: 4, error: { code: 'E_GUARD' } });
    const refused = await b.push({ undo: [run], consent: async () => 'stop' });
    expect(refused).toMatchObject({ exit: 4, error: { code: 'E_NO_CONSENT' } });
    expect(unit(b, 'P', 'P-1')).toMatchObject({ price: 200 });
    await expect(b.push({ undo: [999] })).rejects.toMatchObject({ code: 'E_NO_RUN' });
  });

  it('can itself be undone', async () => {
    const b = bench();
    const run = await raised(b);
    const undone = await b.push({ undo: [run] });
    await b.push({ undo: [undone.run as number] });
    expect(unit(b, 'P', 'P-1')).toMatchObject({ price: 200 });
    expect((await b.plan()).channels[0]?.listings).toEqual([]);
  });

  it('is not sent by a dry run, which names the fate of each thing all the same', async () => {
    const b = bench();
    const run = await raised(b);
    const report = await b.push({ undo: [run], dryRun: true });
    expect(fates(report)).toEqual(['P P-1 price reversed']);
    expect(unit(b, 'P', 'P-1')).toMatchObject({ price: 200 });
  });
});
