import type { Entry, EntryState } from '../catalogue/index.ts';
import type { Diagnostic, ListingChange, Outcome, RemoteListing } from '../contract/index.ts';
import { type ChannelPlan, type Exit, isoDate, MabangError } from '../core/index.ts';
import { withoutSecrets } from '../http/index.ts';
import { type Channel, type Connected, connect, describeAccount, openChannel, wire } from './channel.ts';
import { acceptedNotSeen, noOutcome, notLanded, unknownFate } from './findings.ts';
import { lateIssues, readRemote, remoteOf, seenOf } from './reading.ts';
import {
  changeOf,
  completeOutcomes,
  forgetMissing,
  RowDraft,
  rememberOutcomes,
  type Settlement,
  settleMs,
  settleSeen,
  settleUnknown,
} from './settling.ts';
import type { ChannelPushReport } from './types.ts';
import type { UndoneRow } from './undo.ts';
import { patiently } from './waiting.ts';
import type { Workspace } from './workspace.ts';

/** One channel during one run: its lock, its wire, and what has become of it so far. */
export interface Session {
  readonly ws: Workspace;
  readonly channel: Channel;
  readonly connected: Connected;
  readonly run: number | undefined;
  readonly resumed: { looked: number; landed: number; void: number; open: number };
  readonly outcomes: ChannelPushReport['outcomes'][number][];
  readonly findings: Diagnostic[];
  readonly counts: {
    planned: number;
    landed: number;
    accepted: number;
    rejected: number;
    unknown: number;
    notLanded: number;
  };
  plan?: ChannelPlan;
  /** Of an undo: the fate of each thing that the runs had done. */
  undone?: readonly UndoneRow[];
  error?: { readonly diagnostic: Diagnostic; readonly exit: Exit };
  close(ended: string): Promise<void>;
}

export function isoNow(channel: Channel): string {
  return isoDate(channel.host.clock.now());
}

export type Lock = ReturnType<Workspace['catalogue']['lock']>;

/**
 * The locks of several channels, or why one could not be had within the time that all of them have together. One after another
 * in the order of their names, whatever order they were asked for in: two runs then never wait for each other.
 */
export async function lockChannels(
  ws: Workspace,
  names: readonly string[],
  command: string,
  timeoutMs = 0,
): Promise<ReadonlyMap<string, Lock | NonNullable<Session['error']>>> {
  const until = Date.now() + timeoutMs;
  const locks = new Map<string, Lock | NonNullable<Session['error']>>();
  for (const name of [...names].sort()) {
    try {
      locks.set(name, await lockChannel(ws, name, command, until - Date.now()));
    } catch (error) {
      const failure = sessionError(error);
      if (failure) locks.set(name, failure);
      else {
        for (const lock of locks.values()) if ('release' in lock) lock.release();
        throw error;
      }
    }
  }
  return locks;
}

function lockChannel({ host, catalogue }: Workspace, name: string, command: string, timeoutMs: number): Promise<Lock> {
  const { pid, bootId, hostName, alive } = host;
  const who = { pid, bootId, host: hostName, command, at: isoDate(host.clock.now()), alive };
  return patiently(() => catalogue.lock(name, who), timeoutMs, host.signal);
}

/** Open the wire under the channel's lock and ask the account about itself. Whatever fails gives the lock back. */
export async function beginSession(
  ws: Workspace,
  name: string,
  command: string,
  given: { readonly planHash?: string; readonly lock?: Lock } = {},
): Promise<Session> {
  const { host, catalogue } = ws;
  const { planHash } = given;
  const lock = given.lock ?? (await lockChannel(ws, name, command, 0));
  try {
    const channel = await openChannel(ws, name);
    const at = isoNow(channel);
    const connected = connect(ws, channel);
    const run =
      command === 'push' || command === 'undo'
        ? catalogue.journal.beginRun({
            command,
            channel: name,
            ...(planHash ? { planHash } : {}),
            at,
            who: `${host.user ?? ''}@${host.hostName}`,
          })
        : undefined;
    const session: Session = {
      ws,
      channel,
      connected,
      run,
      resumed: { looked: 0, landed: 0, void: 0, open: 0 },
      outcomes: [],
      findings: [],
      counts: { planned: 0, landed: 0, accepted: 0, rejected: 0, unknown: 0, notLanded: 0 },
      async close(ended) {
        if (run !== undefined) catalogue.journal.endRun(run, ended, { ...session.counts }, isoNow(channel));
        lock.release();
        await connected.close();
      },
    };
    try {
      await describeAccount(connected);
    } catch (error) {
      await session.close('failed');
      throw error;
    }
    return session;
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Ask for what was accepted earlier and has not been answered yet. */
export async function pollTickets(session: Session): Promise<number> {
  const { channel, connected, ws } = session;
  const { journal } = ws.catalogue;
  const { poll } = channel.adapter;
  let pending = 0;
  if (!poll) return pending;
  for (const ticket of journal.tickets(channel.name)) {
    const entries = journal.entries(channel.name, ['accepted']).filter((entry) => entry.ticketId === ticket.id);
    const listings = listingsOf(entries);
    const result = await wire(channel.name, () => poll(ticket.ticket, listings, connected.context));
    if (result === 'pending') {
      pending++;
      continue;
    }
    recordOutcomes(session, listings, new Map(entries.map((e) => [changeOf(e).id, e.id])), result.outcomes);
    journal.closeTicket(ticket.id);
  }
  return pending;
}

/** Journal entries as the listing changes they were sent as, without what only the first sending needed. */
function listingsOf(entries: readonly Entry[]): readonly ListingChange[] {
  return [...groupByCode(entries)].map(([code, group]) => ({ code, changes: group.map(changeOf) }));
}

function groupByCode(entries: readonly Entry[]): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) groups.set(entry.code, [...(groups.get(entry.code) ?? []), entry]);
  return groups;
}

/** Store outcomes with what they mean for the ledger, and count them. */
export function recordOutcomes(
  session: Session,
  listings: readonly ListingChange[],
  entryIds: ReadonlyMap<string, number>,
  given: readonly Outcome[],
  ticket?: ListingChange['remoteId'],
): void {
  const { channel, ws } = session;
  // What the platform says of a change is kept for good, and it may have put into its words what we sent.
  const outcomes = completeOutcomes(listings, given).map(withoutSecrets);
  const at = isoNow(channel);
  const draft = new RowDraft(channel, at);
  rememberOutcomes(draft, listings, outcomes);
  ws.catalogue.journal.record(
    channel.name,
    at,
    outcomes.map((outcome) => ({ entry: entryIds.get(outcome.changeId) as number, outcome })),
    draft.all(),
    ticket,
  );
  consumeRelists(session, listings, outcomes);
  const said = new Set(given.map((outcome) => outcome.changeId));
  const byId = new Map(outcomes.map((outcome) => [outcome.changeId, outcome]));
  for (const listing of listings) {
    for (const change of listing.changes) {
      const outcome = byId.get(change.id);
      if (!outcome) continue;
      const unit = { code: listing.code, ...(change.sku === undefined ? {} : { sku: change.sku }) };
      session.outcomes.push({ ...unit, verb: change.verb, outcome });
      if (!said.has(change.id)) session.findings.push(noOutcome({ channel: channel.name, ...unit }));
      countOutcome(session, { channel: channel.name, ...unit }, outcome);
    }
  }
}

/** The seller's word to list something again was good for one time: what is taken off once more is another removal. */
function consumeRelists({ channel }: Session, listings: readonly ListingChange[], outcomes: readonly Outcome[]): void {
  const { removals } = channel.ledger;
  if (removals.all().every(({ allowed }) => allowed === undefined)) return;
  const taken = new Set(
    outcomes.flatMap(({ changeId, status }) => (status === 'applied' || status === 'accepted' ? [changeId] : [])),
  );
  for (const { code, changes } of listings)
    for (const { id, sku, verb } of changes) if (verb === 'create' && taken.has(id)) removals.forget(code, sku);
}

function countOutcome({ counts, findings }: Session, place: Diagnostic['place'], outcome: Outcome): void {
  if (outcome.status === 'accepted') counts.accepted++;
  if (outcome.status !== 'rejected') return;
  counts.rejected++;
  for (const issue of outcome.issues) findings.push({ ...issue, place: { ...place, ...issue.place } });
}

/** How long a platform that lets a SKU be created twice is given to finish what a vanished client had asked for. */
export const SETTLE_MS = 15 * 60_000;

/**
 * Lay open journal entries beside the current picture of the platform: what was applied is confirmed, what is unknown is
 * decided. `late` is false right after sending, when the platform may still be at work on what is not there yet.
 */
export function settleOpen(session: Session, late: boolean, only?: ReadonlySet<number>): void {
  const { channel, ws } = session;
  const { journal } = ws.catalogue;
  const at = isoNow(channel);
  const entries = () =>
    journal.entries(channel.name, ['intent', 'unknown', 'applied']).filter((entry) => !only || only.has(entry.id));
  let open = entries();
  if (late && open.some((entry) => entry.at > at)) {
    journal.forgetFuture(channel.name, at);
    open = entries();
  }
  if (open.length === 0) return;
  const draft = new RowDraft(channel, at);
  const settled: Settlement[] = [];
  for (const [code, group] of groupByCode(open)) {
    const remote = pictureOf(channel, code, group);
    const applied = group.filter((entry) => entry.state === 'applied');
    settled.push(...settleSeen(channel, draft, applied, remote));
    const unknown = group.filter((entry) => entry.state !== 'applied');
    if (unknown.length > 0) forgetMissing(draft, code, remote);
    settled.push(...settleUnknown(channel, draft, unknown, remote, absentMeans(session, unknown, late)));
  }
  // What was unknown and still is keeps the time at which it became so: its age decides.
  const before = new Map(open.map((entry) => [entry.id, entry.state]));
  const moved = settled.filter(({ entry, state }) => state !== 'unknown' || before.get(entry) !== 'unknown');
  journal.settle(channel.name, at, moved, draft.all());
  countSettled(session, open, settled, late);
}

/** Not found means it did not happen, unless the platform may still be at work and would not refuse a second create. */
function absentMeans(session: Session, entries: readonly Entry[], late: boolean): 'void' | 'unknown' {
  if (!late) return 'unknown';
  const { channel } = session;
  const { uniqueSku } = channel.adapter.capabilities;
  const now = channel.host.clock.now();
  const shows = settleMs(channel);
  return entries.every((entry) => {
    const age = now - Date.parse(entry.at);
    return age >= shows && (uniqueSku || entry.verb !== 'create' || age > SETTLE_MS);
  })
    ? 'void'
    : 'unknown';
}

function countSettled(session: Session, open: readonly Entry[], settled: readonly Settlement[], late: boolean): void {
  const byId = new Map(open.map((entry) => [entry.id, entry]));
  for (const { entry: id, state, reason, issues } of settled) {
    const entry = byId.get(id);
    if (!entry) continue;
    if (late) {
      session.resumed.looked++;
      if (state === 'landed') session.resumed.landed++;
      else if (state === 'void') session.resumed.void++;
      else session.resumed.open++;
    } else if (state === 'landed') session.counts.landed++;
    if (issues) session.findings.push(...issues);
    // What this run sent may still be seen before it ends; `takeStock` says what was not.
    if (!late) continue;
    if (state === 'not-landed') session.findings.push(notLanded(placeOf(entry), reason ?? ''));
    if (state === 'unknown') session.findings.push(unknownFate(placeOf(entry), entry.reason ?? reason ?? ''));
  }
}

function placeOf({ channel, code, sku }: Entry): Diagnostic['place'] {
  return { channel, code, ...(sku === undefined ? {} : { sku }) };
}

/** What became of everything that this run sent, from the journal: counted once, whatever was tried in between. */
export function takeStock(session: Session): void {
  const { channel, connected, run, counts, findings, ws } = session;
  const { journal } = ws.catalogue;
  findings.push(...lateIssues(channel, connected));
  if (run === undefined) {
    // Nothing was sent by this run; what earlier ones left open is all there is to tell.
    const open = journal.entries(channel.name, ['accepted', 'applied']);
    counts.accepted = open.length;
    if (open.length > 0) findings.push(notSeenYet(channel, open));
    return;
  }
  const states = journal.states(run);
  const of = (...names: readonly EntryState[]) => names.reduce((sum, name) => sum + (states[name] ?? 0), 0);
  counts.landed = of('landed');
  counts.accepted = of('accepted', 'applied');
  counts.rejected = of('rejected');
  counts.unknown = of('unknown', 'intent');
  counts.notLanded = of('not-landed');
  const waiting: Entry[] = [];
  for (const entry of journal.entriesOfRun(run, ['not-landed', 'unknown', 'intent', 'accepted', 'applied'])) {
    if (entry.state === 'not-landed') findings.push(notLanded(placeOf(entry), entry.reason ?? ''));
    else if (entry.state === 'accepted' || entry.state === 'applied') waiting.push(entry);
    else findings.push(unknownFate(placeOf(entry), entry.reason ?? ''));
  }
  if (waiting.length > 0) findings.push(notSeenYet(channel, waiting));
}

function notSeenYet(channel: Channel, waiting: readonly Entry[]): Diagnostic {
  const oldest = waiting.reduce((least, { at }) => Math.min(least, Date.parse(at)), Number.POSITIVE_INFINITY);
  const seconds = Math.max(0, Math.round((channel.host.clock.now() - oldest) / 1000));
  return acceptedNotSeen(channel.name, waiting.length, seconds);
}

/** What the platform shows of a product: the listing of the ledger, or the one that holds its SKUs. */
function pictureOf(channel: Channel, code: string, entries: readonly Entry[]): RemoteListing | undefined {
  const skus = skusOf(channel, code, entries);
  const { own, others } = seenOf({ channel }, { code, skus }, channel.ledger.get(code));
  const row = own ?? others.find((seen) => !seen.ended && seen.mark === 'ours') ?? others.find((seen) => !seen.ended);
  return row && remoteOf(row);
}

function skusOf(channel: Channel, code: string, entries: readonly Entry[]): readonly string[] {
  const product = channel.catalogue.product(code);
  return [
    ...new Set([
      ...(product?.variants.map((variant) => variant.sku) ?? []),
      ...entries.flatMap((entry) => (entry.sku === undefined ? [] : [entry.sku])),
    ]),
  ];
}

/** Read back the listings of these entries by key, then settle them. */
export async function verifyEntries(session: Session, ids: ReadonlySet<number>): Promise<void> {
  const { channel, connected, ws } = session;
  const entries = ws.catalogue.journal
    .entries(channel.name, ['intent', 'unknown', 'applied'])
    .filter((entry) => ids.has(entry.id));
  if (entries.length === 0) return;
  const keys = [...groupByCode(entries)].map(([code, group]) => {
    const row = channel.ledger.get(code);
    return { code, skus: skusOf(channel, code, group), ...(row ? { remoteId: row.remoteId } : {}) };
  });
  channel.host.progress?.({ channel: channel.name, phase: 'verify', done: 0, total: keys.length });
  await readRemote(connected, keys);
  settleOpen(session, false, ids);
}

export function sessionError(error: unknown): Session['error'] {
  if (error instanceof MabangError) return { diagnostic: error.toDiagnostic(), exit: error.exit };
  return undefined;
}
