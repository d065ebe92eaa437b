import type { Diagnostic, Json, Outcome, Ticket } from '../contract/index.ts';
import { parseJson } from '../core/index.ts';
import type { Connection } from './connection.ts';
import { putLedgerRow } from './ledger.ts';
import type { Entry, EntryState, Journal, LedgerRow, Run } from './types.ts';

type Intent = Parameters<Journal['intend']>[3][number];
type Settled = Parameters<Journal['settle']>[2][number];

/** States that nothing follows: what happened then is a new entry. */
const FINAL: ReadonlySet<EntryState> = new Set(['landed', 'rejected', 'void']);

interface StoredEntry {
  readonly id: number;
  readonly run: number;
  readonly channel: string;
  readonly change_id: string;
  readonly code: string;
  readonly sku: string | null;
  readonly verb: Entry['verb'];
  readonly state: EntryState;
  readonly retry: 'never' | 'later' | null;
  readonly ticket: number | null;
  readonly reason: string | null;
  readonly at: string;
  readonly issues: string | null;
  readonly facets: string;
}

interface StoredRun {
  readonly id: number;
  readonly command: string;
  readonly channel: string;
  readonly plan_hash: string | null;
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly ended: string | null;
  readonly summary: string | null;
  readonly who: string | null;
}

const SELECT =
  'SELECT id, run, channel, change_id, code, sku, verb, state, retry, ticket, reason, at, issues, facets FROM entry e';
const IN_STATES = 'state IN (SELECT value FROM json_each(?))';

/** Every method is one transaction, and what it wrote is on disk when it returns (`synchronous = FULL`). */
export class CatalogueJournal implements Journal {
  constructor(private readonly connection: Connection) {}

  beginRun(run: Parameters<Journal['beginRun']>[0]): number {
    return this.connection.write(() =>
      Number(
        this.connection
          .statement('INSERT INTO run (command, channel, plan_hash, started_at, who) VALUES (?, ?, ?, ?, ?)')
          .run(run.command, run.channel, run.planHash ?? null, run.at, run.who ?? null).lastInsertRowid,
      ),
    );
  }

  endRun(id: number, ended: string, summary: Json, at: string): void {
    this.connection.write(() =>
      this.connection
        .statement('UPDATE run SET ended = ?, summary = ?, ended_at = ? WHERE id = ?')
        .run(ended, JSON.stringify(summary), at, id),
    );
  }

  run(id: number): Run | undefined {
    const row = this.connection.one(() =>
      this.connection.statement<StoredRun>('SELECT * FROM run WHERE id = ?').get(id),
    );
    return row && toRun(row);
  }

  runs(limit: number): readonly Run[] {
    return this.connection
      .one(() => this.connection.statement<StoredRun>('SELECT * FROM run ORDER BY id DESC LIMIT ?').all(limit))
      .map(toRun);
  }

  intend(run: number, channel: string, at: string, changes: readonly Intent[]): ReadonlyMap<string, number> {
    return this.connection.write(() => {
      const add = this.connection.statement(
        'INSERT INTO entry (run, channel, change_id, code, sku, verb, state, at, facets) ' +
          "VALUES (?, ?, ?, ?, ?, ?, 'intent', ?, ?)",
      );
      const ids = new Map<string, number>();
      for (const { changeId, code, sku, verb, facets } of changes) {
        if (ids.has(changeId)) throw new Error(`two intents for one change: ${changeId}`);
        const added = add.run(run, channel, changeId, code, sku ?? null, verb, at, JSON.stringify(facets));
        ids.set(changeId, Number(added.lastInsertRowid));
      }
      return ids;
    });
  }

  record(
    channel: string,
    at: string,
    outcomes: readonly { readonly entry: number; readonly outcome: Outcome }[],
    ledgerRows: readonly LedgerRow[],
    ticket?: Ticket,
  ): void {
    this.connection.write(() => {
      const ticketId = ticket === undefined ? null : this.addTicket(channel, at, outcomes[0]?.entry, ticket);
      for (const { entry, outcome } of outcomes) {
        this.move(channel, at, {
          entry,
          state: outcome.status,
          ticket: outcome.status === 'accepted' ? ticketId : null,
          ...(outcome.status === 'unknown' ? { reason: outcome.reason } : {}),
          ...(outcome.status === 'rejected' ? { issues: outcome.issues, retry: outcome.retry } : {}),
        });
      }
      for (const row of ledgerRows) putLedgerRow(this.connection, channel, row);
    });
  }

  settle(channel: string, at: string, entries: readonly Settled[], ledgerRows: readonly LedgerRow[]): void {
    this.connection.write(() => {
      for (const entry of entries) this.move(channel, at, { ...entry, ticket: null });
      for (const row of ledgerRows) putLedgerRow(this.connection, channel, row);
    });
  }

  forgetFuture(channel: string, at: string): void {
    this.connection.write(() =>
      this.connection
        .statement(
          "UPDATE entry SET at = :at WHERE channel = :channel AND state IN ('intent', 'unknown', 'applied') AND at > :at",
        )
        .run({ channel, at }),
    );
  }

  entries(channel: string, states: readonly EntryState[]): readonly Entry[] {
    return this.select(`${SELECT} WHERE channel = ? AND ${IN_STATES} ORDER BY id`, channel, JSON.stringify(states));
  }

  entriesOfRun(run: number, states?: readonly EntryState[]): readonly Entry[] {
    if (!states) return this.select(`${SELECT} WHERE run = ? ORDER BY id`, run);
    return this.select(`${SELECT} WHERE run = ? AND ${IN_STATES} ORDER BY id`, run, JSON.stringify(states));
  }

  states(run: number): Readonly<Partial<Record<EntryState, number>>> {
    const rows = this.connection.one(() =>
      this.connection
        .raw<[EntryState, number]>('SELECT state, count(*) FROM entry WHERE run = ? GROUP BY state')
        .all(run),
    );
    return Object.fromEntries(rows);
  }

  /** A change that was rejected once and landed later is not among the rejected: its newest entry has landed. */
  latest(channel: string, states: readonly EntryState[]): readonly Entry[] {
    return this.select(
      `${SELECT} WHERE channel = ? AND ${IN_STATES} AND NOT EXISTS (SELECT 1 FROM entry later ` +
        'WHERE later.channel = e.channel AND later.change_id = e.change_id AND later.id > e.id) ORDER BY id',
      channel,
      JSON.stringify(states),
    );
  }

  refused(channel: string, changeIds: readonly string[]): ReadonlyMap<string, Entry> {
    const rows = this.select(
      'SELECT e.* FROM json_each(?) j CROSS JOIN entry e ON e.id = (SELECT max(id) FROM entry n ' +
        "WHERE n.channel = ? AND n.change_id = j.value AND n.state = 'rejected' AND n.retry = 'never')",
      JSON.stringify(changeIds),
      channel,
    );
    return new Map(rows.map((entry) => [entry.changeId, entry]));
  }

  since(channel: string, changeId: string, entry: number): readonly Entry[] {
    return this.select(
      `${SELECT} WHERE channel = ? AND change_id = ? AND id > ? ORDER BY id`,
      channel,
      changeId,
      entry,
    );
  }

  tickets(channel: string): ReturnType<Journal['tickets']> {
    return this.connection
      .one(() =>
        this.connection
          .raw<[number, number, string, string]>(
            'SELECT id, run, ticket, at FROM ticket WHERE channel = ? AND open = 1 ORDER BY id',
          )
          .all(channel),
      )
      .map(([id, run, ticket, at]) => ({ id, run, ticket: parseJson(ticket), at }));
  }

  closeTicket(id: number): void {
    this.connection.write(() => this.connection.statement('UPDATE ticket SET open = 0 WHERE id = ?').run(id));
  }

  private addTicket(channel: string, at: string, entry: number | undefined, ticket: Ticket): number {
    const run = this.connection.raw<[number]>('SELECT run FROM entry WHERE id = ?').get(entry ?? 0)?.[0];
    if (run === undefined) throw new Error('a ticket came without the entries it was given for');
    return Number(
      this.connection
        .statement('INSERT INTO ticket (run, channel, ticket, at) VALUES (?, ?, ?, ?)')
        .run(run, channel, JSON.stringify(ticket), at).lastInsertRowid,
    );
  }

  /** `at`, reason, issues and retry belong to the state: an unknown that stays unknown keeps its age. The ticket stays. */
  private move(
    channel: string,
    at: string,
    to: Settled & { readonly ticket: number | null; readonly retry?: 'never' | 'later' },
  ): void {
    const from = this.connection
      .raw<[EntryState]>('SELECT state FROM entry WHERE id = ? AND channel = ?')
      .get(to.entry, channel)?.[0];
    if (from === undefined) throw new Error(`the journal of ${channel} has no entry ${to.entry}`);
    if (FINAL.has(from) || to.state === 'intent')
      throw new Error(`journal entry ${to.entry} cannot go from ${from} to ${to.state}`);
    this.connection
      .statement(
        'UPDATE entry SET state = :state, at = iif(state = :state, at, :at), ticket = coalesce(:ticket, ticket), ' +
          'reason = coalesce(:reason, iif(state = :state, reason, NULL)), ' +
          'issues = coalesce(:issues, iif(state = :state, issues, NULL)), ' +
          'retry = coalesce(:retry, iif(state = :state, retry, NULL)) WHERE id = :entry',
      )
      .run({
        state: to.state,
        at,
        ticket: to.ticket,
        reason: to.reason ?? null,
        issues: to.issues && to.issues.length > 0 ? JSON.stringify(to.issues) : null,
        retry: to.retry ?? null,
        entry: to.entry,
      });
  }

  private select(sql: string, ...values: readonly (string | number)[]): readonly Entry[] {
    return this.connection.one(() => this.connection.statement<StoredEntry>(sql).all(...values)).map(toEntry);
  }
}

function toEntry(row: StoredEntry): Entry {
  return {
    id: row.id,
    run: row.run,
    channel: row.channel,
    changeId: row.change_id,
    code: row.code,
    ...(row.sku === null ? {} : { sku: row.sku }),
    verb: row.verb,
    state: row.state,
    facets: JSON.parse(row.facets) as Entry['facets'],
    ...(row.ticket === null ? {} : { ticketId: row.ticket }),
    issues: row.issues === null ? [] : (JSON.parse(row.issues) as Diagnostic[]),
    ...(row.retry === null ? {} : { retry: row.retry }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    at: row.at,
  };
}

function toRun(row: StoredRun): Run {
  return {
    id: row.id,
    command: row.command,
    channel: row.channel,
    ...(row.plan_hash === null ? {} : { planHash: row.plan_hash }),
    startedAt: row.started_at,
    ...(row.who === null ? {} : { who: row.who }),
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
    ...(row.ended === null ? {} : { ended: row.ended }),
    ...(row.summary === null ? {} : { summary: parseJson(row.summary) }),
  };
}
