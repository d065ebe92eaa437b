import { describe, expect, it } from 'vitest';
import { child, freshFile, importRows, open, row } from './support.ts';

describe('kill -9', () => {
  it('in the middle of an import leaves the catalogue as it was', async () => {
    const file = freshFile();
    const before = open(file);
    importRows(
      before,
      Array.from({ length: 50 }, (_, i) =>
        row(i + 2, { code: `P${i}`, title: `Title ${i}` }, { sku: `P${i}-1`, price: { minor: i, currency: 'EUR' } }),
      ),
    );
    const products = [...before.products()];
    before.close();

    expect(await child('import', file)).toMatchObject({ signal: 'SIGKILL' });

    const after = open(file);
    expect([...after.products()]).toStrictEqual(products);
    expect([after.revision(), after.findImport('b', 'm'), after.check()]).toEqual([1, undefined, []]);
    expect(importRows(after, [row(2, { code: 'P0', title: 'Next' })])).toEqual([{ product: 'changed' }]);
  });

  it('in the middle of recording outcomes keeps the intents and writes nothing of the outcomes', async () => {
    const file = freshFile();
    open(file).close();

    expect(await child('record', file)).toMatchObject({ signal: 'SIGKILL' });

    const after = open(file);
    const entries = after.journal.entries('shop', ['intent']);
    expect(entries.map((entry) => entry.code)).toEqual(Array.from({ length: 50 }, (_, i) => `P${i}`));
    expect(after.journal.entriesOfRun(entries[0]?.run ?? 0)).toHaveLength(50);
    expect([...after.ledger('shop').rows()]).toEqual([]);
    expect(after.check()).toEqual([]);
  });
});
