import { afterEach, describe, expect, it } from 'vitest';
import { Bench, FakePlatform } from './fake.ts';

const benches: Bench[] = [];
afterEach(() => {
  for (const one of benches.splice(0)) one.close();
});

describe('push --preview', () => {
  it('asks what would be taken in the batches of a push, and nothing is sent or remembered', async () => {
    const platform = new FakePlatform();
    const sizes: number[] = [];
    platform.onPreview = ({ listings }) => {
      sizes.push(listings.length);
      return listings.flatMap(({ code, changes }) =>
        changes.map((change) =>
          code === 'B'
            ? {
                changeId: change.id,
                status: 'rejected' as const,
                retry: 'never' as const,
                issues: [
                  {
                    code: 'E_NO_BRAND',
                    severity: 'error' as const,
                    message: { en: 'no brand', zh: '缺少品牌' },
                    place: {},
                  },
                ],
              }
            : { changeId: change.id, status: 'applied' as const },
        ),
      );
    };
    const b = new Bench(platform);
    benches.push(b);
    for (const code of ['A', 'B', 'C', 'D']) b.put(code, code, { [`${code}-1`]: '1.00' });
    const report = await b.push({ dryRun: true, preview: true });
    expect(sizes).toEqual([3, 1]);
    expect(report).toMatchObject({ exit: 3, counts: { rejected: 2, landed: 0 } });
    expect(report.findings).toContainEqual(
      expect.objectContaining({ code: 'E_NO_BRAND', place: { channel: 'shop', code: 'B', sku: 'B-1' } }),
    );
    expect(platform.applied).toBe(0);
    expect(b.workspace.catalogue.journal.entries('shop', ['intent', 'applied', 'rejected', 'unknown'])).toEqual([]);
  });

  it('says so where a platform has no such thing', async () => {
    const b = new Bench(new FakePlatform());
    benches.push(b);
    b.put('A', 'A', { 'A-1': '1.00' });
    const report = await b.push({ dryRun: true, preview: true });
    expect(report.findings).toContainEqual(expect.objectContaining({ code: 'I_NO_PREVIEW' }));
    expect(report.exit).toBe(0);
  });
});
