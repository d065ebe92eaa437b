import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Capabilities, Facets, Json, RemoteListing, Snapshot } from '../../src/contract/index.ts';
import {
  type Adapterish,
  afterApplied,
  afterSeen,
  canonicalDecimal,
  type DiffInput,
  diffFacet,
  diffListing,
  notLanded,
  type Remembered,
} from '../../src/core/index.ts';

const verbs = ['create', 'update', 'end'] as const;
const capabilities: Capabilities = {
  facets: {
    content: { verbs, unit: 'product', readback: 'rewritten' },
    price: { verbs, unit: 'sku', readback: 'exact' },
    stock: { verbs, unit: 'sku', readback: 'exact' },
    variation: { verbs: ['create'], unit: 'product', readback: 'exact' },
  },
  enumerate: 'all',
  submission: 'sync',
  dryRun: false,
  uniqueSku: true,
  mark: true,
};
const adapter: Adapterish = {
  capabilities,
  comparable: (facet, value) => (facet === 'price' ? (canonicalDecimal(String(value)) ?? value) : value),
};

const snapshot = (title: string, price: string, more: Record<string, Facets> = {}): Snapshot => ({
  product: { content: title },
  variants: { A: { price, stock: 3 }, ...more },
});
const remote = (seen: Snapshot, more: Partial<RemoteListing> = {}): RemoteListing => ({
  code: 'P',
  remoteId: { id: 1 },
  snapshot: seen,
  mark: 'ours',
  ...more,
});
const remembered = (sent: Snapshot, echo: Snapshot = sent): Remembered => ({
  origin: 'made',
  sent,
  echo,
  ended: false,
});
const run = (input: Partial<DiffInput>) => diffListing({ code: 'P', held: [], adapter, ...input });

describe('three states', () => {
  const wanted = snapshot('Tom & Jerry', '4.9');
  const rewritten = snapshot('Tom &amp; Jerry', '4.90');

  it('is empty when the platform only rewrote what we sent', () => {
    expect(run({ wanted, remote: remote(rewritten), remembered: remembered(wanted, rewritten) }).state).toBe('same');
  });

  it('tells our echo from somebody’s edit', () => {
    const edited = snapshot('Something else', '4.90');
    const diff = run({ wanted, remote: remote(edited), remembered: remembered(wanted, rewritten) });
    expect(diff.changes.map((c) => [c.id, Object.keys(c.facets), c.drift])).toEqual([['P', ['content'], ['content']]]);
    expect(diff.changes[0]?.facets.content).toEqual({
      to: 'Tom & Jerry',
      seen: 'Something else',
      last: { sent: 'Tom & Jerry', echo: 'Tom &amp; Jerry' },
    });
  });

  it('sends a new wish though the platform still shows the echo of the old one', () => {
    const diff = run({
      wanted: snapshot('New', '4.9'),
      remote: remote(rewritten),
      remembered: remembered(wanted, rewritten),
    });
    expect(diff.changes.map((c) => [Object.keys(c.facets), c.drift])).toEqual([[['content'], []]]);
  });

  it('never lets an exact facet rest on an echo that is not what was wanted', () => {
    const seen = snapshot('Tom & Jerry', '490');
    const diff = run({ wanted, remote: remote(seen), remembered: remembered(wanted, seen) });
    expect(diff.changes.map((c) => Object.keys(c.facets))).toEqual([['price']]);
  });

  it('compares prices as decimals', () => {
    expect(run({ wanted, remote: remote(snapshot('Tom & Jerry', '4.90')), remembered: remembered(wanted) }).state).toBe(
      'same',
    );
  });
});

describe('what is ours', () => {
  const wanted = snapshot('T', '1');

  it('creates the product and each SKU when nothing is there', () => {
    const diff = run({ wanted });
    expect(diff.changes.map((c) => [c.id, c.verb])).toEqual([
      ['P', 'create'],
      ['P/A', 'create'],
    ]);
  });

  it('touches nothing that mabang did not make', () => {
    const diff = run({ wanted, remote: remote(snapshot('Theirs', '9'), { mark: 'theirs' }) });
    expect([diff.state, diff.changes, diff.findings.map((f) => f.code)]).toEqual(['foreign', [], ['E_FOREIGN']]);
  });

  it('does not create over a foreign listing in the trash', () => {
    const diff = run({ wanted, remote: remote(snapshot('Theirs', '9'), { ended: true }) });
    expect([diff.state, diff.findings.map((f) => f.code)]).toEqual(['foreign', ['E_FOREIGN_ENDED']]);
  });

  it('ends what it made and nobody wants, and nothing else', () => {
    expect(run({ remote: remote(wanted), remembered: remembered(wanted) }).changes.map((c) => c.verb)).toEqual(['end']);
    expect(run({ remote: remote(wanted) }).state).toBe('absent');
    expect(run({ remembered: remembered(wanted) }).state).toBe('absent');
  });

  it('ends a SKU it sent, and leaves one that somebody added', () => {
    const seen = snapshot('T', '1', { B: { price: '2', stock: 1 }, C: { price: '3', stock: 1 } });
    const diff = run({
      wanted,
      remote: remote(seen),
      remembered: remembered(snapshot('T', '1', { B: { price: '2', stock: 1 } })),
    });
    expect(diff.changes.map((c) => [c.id, c.verb])).toEqual([['P/B', 'end']]);
    expect(diff.findings.map((f) => [f.code, f.place.sku])).toEqual([['W_EXTRA_SKU', 'C']]);
  });

  it('holds what the catalogue has an error in: no change, no end', () => {
    expect(run({ held: 'all', remote: remote(wanted), remembered: remembered(wanted) }).state).toBe('held');
    const both = snapshot('T', '1', { B: { price: '2', stock: 1 } });
    expect(run({ wanted, held: ['B'], remote: remote(both), remembered: remembered(both) }).state).toBe('same');
  });

  it('brings an ended listing back under its remote id', () => {
    const diff = run({
      wanted,
      remote: remote(wanted, { ended: true }),
      remembered: { ...remembered(wanted), ended: true },
    });
    expect([diff.state, diff.revive]).toEqual(['create', true]);
  });

  it('says so when a live listing is gone, and lists it again only with the seller’s word', () => {
    const gone = { wanted, remembered: remembered(wanted) };
    const codes = (input: Partial<DiffInput>) => {
      const { state, findings, removed } = run(input);
      return [state, findings.map((f) => f.code), removed.length];
    };
    expect(codes(gone)).toEqual(['held', [], 1]);
    expect(codes({ ...gone, remote: remote(wanted, { ended: true }) })).toEqual(['held', [], 1]);
    expect(codes({ ...gone, relist: 'all' })).toEqual(['create', ['W_GONE'], 0]);
    expect(codes({ ...gone, relist: new Set([undefined]) })).toEqual(['create', ['W_GONE'], 0]);
    // Never seen live, or ended by us: nobody took it off.
    const never = remembered(wanted, { product: {}, variants: {} });
    expect(codes({ wanted, remembered: never })).toEqual(['create', ['W_GONE'], 0]);
    expect(codes({ wanted, remembered: { ...remembered(wanted), ended: true } })).toEqual(['create', [], 0]);
  });

  it('leaves alone what the platform says it has removed, and changes the rest', () => {
    const two = (price: string) => snapshot('Mug', price, { B: { price, stock: 1 } });
    const why = { en: 'against the rules', zh: '违规' };
    const input = { wanted: two('5'), remembered: remembered(two('4')) };
    const sku = run({ ...input, remote: remote(two('4'), { removed: [{ sku: 'A', why }] }) });
    expect([sku.changes.map((c) => c.id), sku.removed]).toEqual([['P/B'], [{ sku: 'A', why }]]);
    const whole = run({ ...input, remote: remote(two('4'), { removed: [{ why }] }) });
    expect([whole.state, whole.changes, whole.removed]).toEqual(['held', [], [{ why }]]);
    const allowed = { ...input, relist: new Set(['A']), remote: remote(two('4'), { removed: [{ sku: 'A', why }] }) };
    expect(run(allowed).changes.map((c) => c.id)).toEqual(['P/A', 'P/B']);
    const lost = run({ ...input, remote: remote(snapshot('Mug', '4')) });
    expect([lost.changes.map((c) => c.id), lost.removed.map((one) => one.sku)]).toEqual([['P/A'], ['B']]);
    // What the seller ends may go, whatever the platform thinks of it.
    const end = run({ remembered: remembered(two('4')), remote: remote(two('4'), { removed: [{ why }] }) });
    expect(end.state).toBe('end');
  });

  it('is not fooled by SKUs that are names of JavaScript', () => {
    const odd: Snapshot = { product: { content: 'T' }, variants: { constructor: { price: '1', stock: 3 } } };
    const diff = run({
      wanted: odd,
      remote: remote({ product: { content: 'T' }, variants: {} }),
      remembered: remembered(odd),
      relist: 'all',
    });
    expect(diff.changes.map((c) => [c.id, c.verb])).toEqual([['P/constructor', 'create']]);
  });
});

describe('limits of a diff', () => {
  it('looks only at the facets asked for', () => {
    const wanted = snapshot('New', '2');
    const seen = snapshot('Old', '1');
    const diff = run({ wanted, remote: remote(seen), remembered: remembered(seen), facets: new Set(['price']) });
    expect(diff.changes.map((c) => [c.id, Object.keys(c.facets)])).toEqual([['P/A', ['price']]]);
    expect(run({ wanted, facets: new Set(['price']) }).changes).toEqual([]);
    expect(run({ remote: remote(seen), remembered: remembered(seen), facets: new Set(['price']) }).changes).toEqual([]);
  });

  it('names a facet that the platform cannot change instead of trying', () => {
    const wanted: Snapshot = { product: { content: 'T', variation: 'new' }, variants: {} };
    const seen: Snapshot = { product: { content: 'T', variation: 'old' }, variants: {} };
    const diff = run({ wanted, remote: remote(seen), remembered: remembered(seen) });
    expect([diff.state, diff.findings.map((f) => f.code)]).toEqual(['same', ['W_CANNOT_UPDATE']]);
  });
});

describe('the ledger after a change', () => {
  const wanted = snapshot('Tom & Jerry', '4.9');
  const echo = snapshot('Tom &amp; Jerry', '4.90');

  it('comes to rest for every platform that rewrites only what it rewrites (property)', () => {
    const text = fc.constantFrom('a', 'b', 'a & b', 'a &amp; b');
    const price = fc.constantFrom('1', '1.0', '2');
    fc.assert(
      fc.property(text, price, text, price, (t1, p1, t2, p2) => {
        const shop = (s: Snapshot): Snapshot =>
          snapshot(String(s.product.content).replace(/&(?!amp;)/g, '&amp;'), `${s.variants.A?.price as Json}`);
        let state: Remembered | undefined;
        let there: Snapshot | undefined;
        for (const want of [snapshot(t1, p1), snapshot(t2, p2)]) {
          const diff = run({
            wanted: want,
            ...(there ? { remote: remote(there) } : {}),
            ...(state ? { remembered: state } : {}),
          });
          for (const change of diff.changes) state = afterApplied(state, change);
          there = shop(want);
          for (const change of diff.changes) if (state) state = afterSeen(adapter, state, change, there);
          const again = run({ wanted: want, remote: remote(there), ...(state ? { remembered: state } : {}) });
          expect(again.changes).toEqual([]);
        }
      }),
    );
  });

  it('keeps the echo of facets that were not touched, so edits elsewhere stay visible', () => {
    const before = remembered(wanted, echo);
    const change = { id: 'P/A', verb: 'update' as const, sku: 'A', facets: { price: { to: '5' } } };
    const applied = afterApplied(before, change);
    expect(applied.echo.variants.A).toEqual({ stock: 3 });
    const seen = snapshot('Edited meanwhile', '5');
    expect(afterSeen(adapter, applied, change, seen).echo).toEqual({
      product: { content: 'Tom &amp; Jerry' },
      variants: { A: { stock: 3, price: '5' } },
    });
  });

  it('knows what did not land', () => {
    const change = { id: 'P', verb: 'update' as const, facets: { content: { to: 'x'.repeat(9), seen: 'old' } } };
    expect(notLanded(adapter, change, { content: 'old' })).toEqual(['content']);
    expect(notLanded(adapter, change, { content: 'rewritten' })).toEqual([]);
    const price = { id: 'P/A', verb: 'update' as const, sku: 'A', facets: { price: { to: '4.9', seen: '3' } } };
    expect(notLanded(adapter, price, { price: '490' })).toEqual(['price']);
    expect(notLanded(adapter, price, { price: '4.90' })).toEqual([]);
  });
});

describe('a facet with many hands', () => {
  const adapter: Adapterish = {
    capabilities: {
      facets: { content: { verbs: ['create', 'update', 'end'], unit: 'sku', readback: 'exact' } },
      enumerate: 'all',
      submission: 'sync',
      dryRun: false,
      uniqueSku: true,
      mark: false,
    },
    spoken: (_, value, said) => {
      const names = new Set(said.flatMap((one) => Object.keys(one as object)));
      return Object.fromEntries(Object.entries(value as object).filter(([name]) => names.has(name)));
    },
  };
  const verdict = (seen: Json, sent?: Json, echo?: Json) =>
    diffFacet(adapter, 'content', { colour: 'red' }, seen, sent, echo);

  it('what others set besides is no difference and no drift', () => {
    expect(verdict({ colour: 'red', care: 'wash' })).toBe('same');
    expect(verdict({ colour: 'red', care: 'iron' }, { colour: 'red' }, { colour: 'red', care: 'wash' })).toBe('same');
    expect(verdict({ colour: 'blue', care: 'iron' }, { colour: 'red' }, { colour: 'red' })).toBe('drift');
  });

  it('what we said once and say no longer is a difference', () => {
    expect(
      verdict({ colour: 'red', care: 'wash' }, { colour: 'red', care: 'wash' }, { colour: 'red', care: 'wash' }),
    ).toBe('wanted');
  });

  it('has landed when our part of it has', () => {
    const facets = { content: { to: { colour: 'red' }, seen: { colour: 'blue', care: 'wash' } } };
    const change = { id: 'P', verb: 'update' as const, facets };
    expect(notLanded(adapter, change, { content: { colour: 'red', care: 'iron' } })).toEqual([]);
    expect(notLanded(adapter, change, { content: { colour: 'blue', care: 'iron' } })).toEqual(['content']);
  });
});
