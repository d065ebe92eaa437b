import { describe, expect, it } from 'vitest';
import { type LedgerRow, remoteKeyOf } from '../../src/catalogue/index.ts';
import { canonical } from '../../src/core/index.ts';
import { AT, byCodePoint, freshFile, LATER, listing, open } from './support.ts';

const ledgerRow = (code: string, more: Partial<LedgerRow> = {}): LedgerRow => ({
  code,
  remoteId: { id: 12, variations: { [code]: 13 } },
  origin: 'made',
  sent: '{"product":{},"variants":{}}',
  echo: '{"product":{"price":"4.90"},"variants":{}}',
  ended: false,
  at: AT,
  ...more,
});

const keys = (rows: Iterable<{ readonly remoteKey: string }>) => [...rows].map((one) => one.remoteKey);

describe('what was sent', () => {
  it('comes back as it was put, per channel', () => {
    const file = freshFile();
    const catalogue = open(file);
    const ledger = catalogue.ledger('shop');
    ledger.put(ledgerRow('A'));
    ledger.put(ledgerRow('A', { ended: true, origin: 'adopted', remoteId: null, at: LATER }));
    ledger.put(ledgerRow('B', { remoteId: ['x', 1] }));
    catalogue.close();
    const again = open(file);
    expect(again.ledger('shop').get('A')).toStrictEqual(
      ledgerRow('A', { ended: true, origin: 'adopted', remoteId: null, at: LATER }),
    );
    expect(again.ledger('shop').get('B')).toStrictEqual(ledgerRow('B', { remoteId: ['x', 1] }));
    expect(again.ledger('other').get('A')).toBeUndefined();
    expect([...again.ledger('other').rows()]).toEqual([]);
    expect(again.revision()).toBe(0);
  });

  it('is listed in code order, over many chunks, while it is written to', () => {
    const catalogue = open(freshFile());
    const ledger = catalogue.ledger('shop');
    const codes = Array.from({ length: 250 }, (_, i) => `P${(i * 7) % 250}`);
    for (const code of codes) ledger.put(ledgerRow(code));
    const read: string[] = [];
    for (const row of ledger.rows()) {
      read.push(row.code);
      ledger.put({ ...row, ended: true });
    }
    expect(read).toEqual([...codes].sort(byCodePoint));
    expect([...ledger.rows()].every((row) => row.ended)).toBe(true);
  });
});

describe('what was seen', () => {
  it('comes back as it was read, with its SKUs and its snapshot as canonical text', () => {
    const file = freshFile();
    const catalogue = open(file);
    const ledger = catalogue.ledger('shop');
    const mug = listing('MUG', 12, { '7': '4.90', '007': '5.90' }, { mark: 'theirs', ended: true });
    const read = ledger.beginRead();
    ledger.saw(read, mug, AT);
    ledger.endRead(read, 'all');
    catalogue.close();
    expect(open(file).ledger('shop').seen({ code: 'MUG', skus: [] })).toStrictEqual([
      {
        remoteKey: '12',
        code: 'MUG',
        remoteId: { id: 12 },
        mark: 'theirs',
        ended: true,
        snapshot: canonical(mug.snapshot),
        skus: ['007', '7'],
        removed: [],
        seenAt: AT,
      },
    ]);
  });

  it('is the same listing while its id is, whatever else its remote id gains', () => {
    expect(remoteKeyOf({ id: 12, variations: { A: 1 } })).toBe(remoteKeyOf({ id: 12 }));
    expect(remoteKeyOf({ id: '12' })).not.toBe(remoteKeyOf({ id: 12 }));
    expect(remoteKeyOf({ sku: 'A', site: 'x' })).toBe(remoteKeyOf({ site: 'x', sku: 'A' }));
    expect(remoteKeyOf(['id'])).toBe('["id"]');
    const ledger = open(freshFile()).ledger('shop');
    const read = ledger.beginRead();
    ledger.saw(read, listing('A', 1, { 'A-1': '1' }), AT);
    ledger.saw(
      read,
      listing('A', 1, { 'A-1': '1', 'A-2': '2' }, { remoteId: { id: 1, variations: { 'A-2': 9 } } }),
      LATER,
    );
    ledger.endRead(read, 'all');
    expect([...ledger.seenAll()]).toMatchObject([
      { remoteKey: '1', remoteId: { id: 1, variations: { 'A-2': 9 } }, skus: ['A-1', 'A-2'], seenAt: LATER },
    ]);
    expect(keys(ledger.seen({ code: '', skus: ['A-2'] }))).toEqual(['1']);
  });

  it('is found by remote id first, then by any SKU, then by code, each once', () => {
    const ledger = open(freshFile()).ledger('shop');
    const read = ledger.beginRead();
    ledger.saw(read, listing('A', 1, { 'A-1': '1' }), AT);
    ledger.saw(read, listing('copy of A', 2, { 'A-1': '1', X: '1' }), AT);
    ledger.saw(read, listing('A', 3, { Y: '1' }), AT);
    ledger.saw(read, listing('', 4, { Z: '1' }), AT);
    ledger.endRead(read, 'all');
    expect(keys(ledger.seen({ code: 'A', skus: ['A-1'], remoteId: { id: 2 } }))).toEqual(['2', '1', '3']);
    expect(keys(ledger.seen({ code: 'A', skus: ['none'], remoteId: { id: 99 } }))).toEqual(['1', '3']);
    expect(keys(ledger.seen({ code: 'none', skus: ['X', 'A-1'] }))).toEqual(['1', '2']);
    expect(keys(ledger.seen({ code: '', skus: [], remoteId: { id: 4 } }))).toEqual(['4']);
    expect(keys(ledger.seen({ code: '', skus: [] }))).toEqual([]);
  });

  it('keeps channels apart', () => {
    const catalogue = open(freshFile());
    for (const channel of ['one', 'two']) {
      const ledger = catalogue.ledger(channel);
      const read = ledger.beginRead();
      ledger.saw(read, listing(channel, 1, { 'A-1': '1' }), AT);
      ledger.endRead(read, 'all');
    }
    expect(catalogue.ledger('one').seen({ code: 'two', skus: ['A-1'], remoteId: { id: 1 } })).toMatchObject([
      { code: 'one' },
    ]);
    const read = catalogue.ledger('two').beginRead();
    catalogue.ledger('two').endRead(read, [{ code: 'one', skus: ['A-1'], remoteId: { id: 1 } }]);
    expect([...catalogue.ledger('two').seenAll()]).toEqual([]);
    expect(keys(catalogue.ledger('one').seenAll())).toEqual(['1']);
  });

  it('forgets, after a whole read of everything, what that read did not see', () => {
    const ledger = open(freshFile()).ledger('shop');
    const first = ledger.beginRead();
    for (const id of [1, 2, 3]) ledger.saw(first, listing(`P${id}`, id, { [`S${id}`]: '1' }), AT);
    ledger.endRead(first, 'all');
    const second = ledger.beginRead();
    ledger.saw(second, listing('P2', 2, { S2: '1' }), LATER);
    ledger.endRead(second, 'all');
    expect(keys(ledger.seenAll())).toEqual(['2']);
    expect(ledger.seen({ code: '', skus: ['S1', 'S3'] })).toEqual([]);
  });

  it('forgets, after a read by keys, only what holds one of them and was not seen', () => {
    const ledger = open(freshFile()).ledger('shop');
    const first = ledger.beginRead();
    for (const id of [1, 2, 3, 4, 5, 6]) ledger.saw(first, listing(`P${id}`, id, { [`S${id}`]: '1' }), AT);
    ledger.endRead(first, 'all');
    const second = ledger.beginRead();
    ledger.saw(second, listing('P2', 2, { S2: '2' }), LATER);
    ledger.endRead(second, [
      { code: '', skus: [], remoteId: { id: 1 } },
      { code: 'P2', skus: ['S2'] },
      { code: '', skus: ['S3', 'S9'] },
      { code: 'P4', skus: [] },
    ]);
    expect(keys(ledger.seenAll())).toEqual(['2', '5', '6']);
  });

  it('keeps the earlier picture when a read never ends', () => {
    const file = freshFile();
    const catalogue = open(file);
    const ledger = catalogue.ledger('shop');
    const whole = ledger.beginRead();
    for (const id of [1, 2]) ledger.saw(whole, listing(`P${id}`, id, {}), AT);
    ledger.endRead(whole, 'all');
    const broken = ledger.beginRead();
    ledger.saw(broken, listing('P2', 2, {}), LATER);
    catalogue.close();
    const again = open(file).ledger('shop');
    expect([...again.seenAll()].map(({ remoteKey, seenAt }) => [remoteKey, seenAt])).toEqual([
      ['1', AT],
      ['2', LATER],
    ]);
    expect(again.beginRead()).toBeGreaterThan(broken);
  });

  it('does not forget what a later read saw first', () => {
    const file = freshFile();
    const [slow, quick] = [open(file).ledger('shop'), open(file).ledger('shop')];
    const first = slow.beginRead();
    const second = quick.beginRead();
    quick.saw(second, listing('new', 1, {}), AT);
    quick.endRead(second, 'all');
    slow.endRead(first, 'all');
    expect(keys(quick.seenAll())).toEqual(['1']);
  });

  it('is read in remote key order over many chunks, answers at once, and loses SKUs that went', () => {
    const ledger = open(freshFile()).ledger('shop');
    const read = ledger.beginRead();
    for (let id = 1; id <= 700; id++) {
      ledger.saw(read, listing(`P${id}`, id, { [`S${id}`]: '1', [`T${id}`]: '1' }), AT);
      if (id % 100 === 1) expect(keys(ledger.seen({ code: '', skus: [`T${id}`] }))).toEqual([`${id}`]);
    }
    ledger.endRead(read, 'all');
    const all: string[] = [];
    for (const row of ledger.seenAll()) {
      all.push(row.remoteKey);
      if (all.length === 300) ledger.setSize('products', 5);
    }
    expect(all).toEqual([...all].sort(byCodePoint));
    expect(new Set(all).size).toBe(700);
    const next = ledger.beginRead();
    ledger.saw(next, listing('P7', 7, { S7: '1' }), LATER);
    ledger.endRead(next, [{ code: 'P7', skus: [] }]);
    expect([ledger.seen({ code: '', skus: ['T7'] }), keys(ledger.seen({ code: '', skus: ['S7'] }))]).toEqual([
      [],
      ['7'],
    ]);
  });
});

describe('what is remembered of an account', () => {
  it('facts, uploaded images and batch sizes come back, and can be replaced and forgotten', () => {
    const file = freshFile();
    const catalogue = open(file);
    const ledger = catalogue.ledger('shop');
    expect([ledger.facts(), ledger.asset('u'), ledger.size('s')]).toEqual([undefined, undefined, undefined]);
    ledger.beginRead();
    expect(ledger.facts()).toBeUndefined();
    ledger.setFacts({ currency: 'EUR' }, AT);
    ledger.setFacts({ currency: 'EUR', version: '9.1', weight: { unit: 'kg' } }, LATER);
    ledger.setAsset('u', { id: 5 });
    ledger.setAsset('v', 'handle');
    ledger.setAsset('u', { id: 6 });
    ledger.setAsset('v', undefined);
    ledger.setSize('s', 100);
    ledger.setSize('s', 50);
    catalogue.close();
    const again = open(file).ledger('shop');
    expect(again.facts()).toEqual({ facts: { currency: 'EUR', version: '9.1', weight: { unit: 'kg' } }, at: LATER });
    expect([again.asset('u'), again.asset('v'), again.size('s')]).toEqual([{ id: 6 }, undefined, 50]);
    expect(again.beginRead()).toBe(2);
    expect(open(file).ledger('other').asset('u')).toBeUndefined();
  });
});
