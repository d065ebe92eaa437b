import { describe, expect, it } from 'vitest';
import type { Catalogue, EntryState } from '../../src/catalogue/index.ts';
import type { Diagnostic, Outcome } from '../../src/contract/index.ts';
import { AT, freshFile, LATER, open } from './support.ts';

const ISSUE: Diagnostic = {
  code: 'E_TITLE',
  severity: 'error',
  message: { en: 'too long', zh: '太长' },
  place: { code: 'A' },
};

const LEDGER = { remoteId: { id: 1 }, origin: 'made', sent: '{}', echo: '{}', ended: false, at: AT } as const;

function begin(
  catalogue: Catalogue,
  codes: readonly string[],
  channel = 'shop',
): { run: number; id: (code: string) => number } {
  const run = catalogue.journal.beginRun({ command: 'push', channel, planHash: 'h', at: AT });
  const ids = catalogue.journal.intend(
    run,
    channel,
    AT,
    codes.map((code) => ({
      changeId: code,
      code,
      verb: 'update' as const,
      facets: { price: { to: '4.90', seen: '5.90' } },
    })),
  );
  return { run, id: (code) => ids.get(code) ?? 0 };
}

const states = (catalogue: Catalogue, run: number) => catalogue.journal.entriesOfRun(run).map((entry) => entry.state);

describe('the journal', () => {
  it('keeps runs, newest first', () => {
    const { journal } = open(freshFile());
    const first = journal.beginRun({ command: 'push', channel: 'shop', planHash: 'abc', at: AT });
    const second = journal.beginRun({ command: 'push', channel: 'other', at: LATER });
    journal.endRun(first, 'done', { landed: 3 }, LATER);
    expect(journal.runs(10)).toStrictEqual([
      { id: second, command: 'push', channel: 'other', startedAt: LATER },
      {
        id: first,
        command: 'push',
        channel: 'shop',
        planHash: 'abc',
        startedAt: AT,
        endedAt: LATER,
        ended: 'done',
        summary: { landed: 3 },
      },
    ]);
    expect(journal.runs(1).map((run) => run.id)).toEqual([second]);
  });

  it('writes intents whole, with what was there before, and tells their ids', () => {
    const { journal } = open(freshFile());
    const run = journal.beginRun({ command: 'push', channel: 'shop', at: AT });
    const facets = { price: { to: '4.90', seen: '5.90', last: { sent: '5.9', echo: '5.90' } }, stock: { to: 0 } };
    const ids = journal.intend(run, 'shop', AT, [
      { changeId: 'A', code: 'A', verb: 'create', facets: {} },
      { changeId: 'A/7', code: 'A', sku: '7', verb: 'update', facets },
    ]);
    expect([...ids.keys()]).toEqual(['A', 'A/7']);
    expect(journal.entriesOfRun(run)).toStrictEqual([
      {
        id: ids.get('A'),
        run,
        channel: 'shop',
        changeId: 'A',
        code: 'A',
        verb: 'create',
        state: 'intent',
        facets: {},
        issues: [],
        at: AT,
      },
      {
        id: ids.get('A/7'),
        run,
        channel: 'shop',
        changeId: 'A/7',
        code: 'A',
        sku: '7',
        verb: 'update',
        state: 'intent',
        facets,
        issues: [],
        at: AT,
      },
    ]);
    expect(journal.entries('other', ['intent'])).toEqual([]);
  });

  it('writes all intents or none', () => {
    const { journal } = open(freshFile());
    const run = journal.beginRun({ command: 'push', channel: 'shop', at: AT });
    const change = { changeId: 'A', code: 'A', verb: 'update' as const, facets: {} };
    expect(() => journal.intend(run, 'shop', AT, [change, change])).toThrow('two intents');
    expect(() => journal.intend(run + 1, 'shop', AT, [change])).toThrow();
    expect(journal.entries('shop', ['intent'])).toEqual([]);
  });

  it('stores outcomes, what they mean for the ledger, and a ticket for what was accepted', () => {
    const catalogue = open(freshFile());
    const { journal } = catalogue;
    const { run, id } = begin(catalogue, ['A', 'B', 'C', 'D']);
    const outcomes: Outcome[] = [
      { changeId: 'A', status: 'applied', remoteId: { id: 1 } },
      { changeId: 'B', status: 'accepted' },
      { changeId: 'C', status: 'rejected', retry: 'later', issues: [ISSUE] },
      { changeId: 'D', status: 'unknown', reason: 'timed out' },
    ];
    journal.record(
      'shop',
      LATER,
      outcomes.map((outcome) => ({ entry: id(outcome.changeId), outcome })),
      [{ code: 'A', ...LEDGER }],
      { feed: 'F1' },
    );
    const [ticket] = journal.tickets('shop');
    expect(ticket).toEqual({ id: ticket?.id, run, ticket: { feed: 'F1' }, at: LATER });
    expect(journal.entriesOfRun(run)).toMatchObject([
      { state: 'applied', at: LATER, issues: [] },
      { state: 'accepted', ticketId: ticket?.id },
      { state: 'rejected', retry: 'later', issues: [ISSUE] },
      { state: 'unknown', reason: 'timed out' },
    ]);
    expect(journal.entriesOfRun(run)[0]).not.toHaveProperty('ticketId');
    expect(catalogue.ledger('shop').get('A')).toStrictEqual({ code: 'A', ...LEDGER });
    expect(journal.entries('shop', ['unknown', 'accepted']).map((entry) => entry.code)).toEqual(['B', 'D']);

    journal.record('shop', LATER, [{ entry: id('B'), outcome: { changeId: 'B', status: 'applied' } }], []);
    journal.closeTicket(ticket?.id ?? 0);
    expect(journal.tickets('shop')).toEqual([]);
    expect(journal.entriesOfRun(run)[1]).toMatchObject({ state: 'applied', ticketId: ticket?.id });
  });

  it('keeps tickets of a channel oldest first and apart from others', () => {
    const catalogue = open(freshFile());
    for (const channel of ['shop', 'other', 'shop']) {
      const { run, id } = begin(catalogue, ['A'], channel);
      catalogue.journal.record(
        channel,
        AT,
        [{ entry: id('A'), outcome: { changeId: 'A', status: 'accepted' } }],
        [],
        run,
      );
    }
    expect(catalogue.journal.tickets('shop').map((ticket) => ticket.ticket)).toEqual([1, 3]);
    expect(() => catalogue.journal.record('shop', AT, [], [], 'nobody’s')).toThrow('ticket');
  });

  it('moves entries on, and keeps the age and reason of an unknown that stays unknown', () => {
    const catalogue = open(freshFile());
    const { journal } = catalogue;
    const { run, id } = begin(catalogue, ['A']);
    journal.settle('shop', AT, [{ entry: id('A'), state: 'unknown', reason: 'timed out' }], []);
    journal.settle('shop', LATER, [{ entry: id('A'), state: 'unknown' }], []);
    expect(journal.entriesOfRun(run)).toMatchObject([{ state: 'unknown', reason: 'timed out', at: AT }]);
    journal.settle('shop', LATER, [{ entry: id('A'), state: 'landed' }], [{ code: 'A', ...LEDGER }]);
    expect(journal.entriesOfRun(run)).toMatchObject([{ state: 'landed', at: LATER }]);
    expect(journal.entriesOfRun(run)[0]).not.toHaveProperty('reason');
    expect(catalogue.ledger('shop').get('A')?.code).toBe('A');
  });

  it.each<[EntryState, EntryState]>([
    ['landed', 'unknown'],
    ['rejected', 'landed'],
    ['void', 'applied'],
    ['unknown', 'intent'],
  ])('refuses to go from %s to %s, and undoes what came with it', (from, to) => {
    const catalogue = open(freshFile());
    const { run, id } = begin(catalogue, ['A', 'B']);
    catalogue.journal.settle('shop', AT, [{ entry: id('A'), state: from }], []);
    expect(() =>
      catalogue.journal.settle(
        'shop',
        LATER,
        [
          { entry: id('B'), state: 'landed' },
          { entry: id('A'), state: to },
        ],
        [{ code: 'B', ...LEDGER }],
      ),
    ).toThrow(`from ${from} to ${to}`);
    expect(states(catalogue, run)).toEqual([from, 'intent']);
    expect(catalogue.ledger('shop').get('B')).toBeUndefined();
  });

  it('refuses entries it does not know or that are another channel’s', () => {
    const catalogue = open(freshFile());
    const { run, id } = begin(catalogue, ['A']);
    const outcome: Outcome = { changeId: 'A', status: 'applied' };
    expect(() => catalogue.journal.record('other', AT, [{ entry: id('A'), outcome }], [])).toThrow('no entry');
    expect(() =>
      catalogue.journal.record(
        'shop',
        AT,
        [
          { entry: id('A'), outcome },
          { entry: 999, outcome },
        ],
        [],
      ),
    ).toThrow('no entry');
    expect(states(catalogue, run)).toEqual(['intent']);
  });

  it('shows of each change the newest entry, and nothing that was made good since', () => {
    const catalogue = open(freshFile());
    const { journal } = catalogue;
    const first = begin(catalogue, ['A', 'B', 'C']);
    for (const code of ['A', 'B'])
      journal.settle('shop', AT, [{ entry: first.id(code), state: 'rejected', issues: [ISSUE] }], []);
    journal.settle('shop', AT, [{ entry: first.id('C'), state: 'landed' }], []);
    const second = begin(catalogue, ['B', 'C']);
    journal.settle('shop', LATER, [{ entry: second.id('B'), state: 'landed' }], []);
    journal.settle('shop', LATER, [{ entry: second.id('C'), state: 'not-landed', reason: 'price' }], []);
    expect(journal.latest('shop', ['rejected', 'not-landed']).map((entry) => [entry.code, entry.run])).toEqual([
      ['A', first.run],
      ['C', second.run],
    ]);
    expect(journal.latest('other', ['rejected'])).toEqual([]);
  });
});
