import type { ListingChange } from '../contract/index.ts';
import { HttpFailure } from '../contract/index.ts';
import { type ChannelPlan, countVerbs, cutBatches, EXIT, isSealed, missingConsent, movedSince } from '../core/index.ts';
import { hideSecrets } from '../http/index.ts';
import { proveCanary, RefusalWatch } from './caution.ts';
import { asMabangError, channelNames, interrupted, wire } from './channel.ts';
import { refreshDefinitions } from './definitions.ts';
import { noPreview } from './findings.ts';
import { listingChange, planAfterReading } from './planning.ts';
import { guardError, noConsent, planEdited, planMoved } from './push-errors.ts';
import { channelReport, emptyPlan, worstExit } from './push-report.ts';
import { readAccount } from './reading.ts';
import {
  beginSession,
  isoNow,
  lockChannels,
  pollTickets,
  recordOutcomes,
  type Session,
  sessionError,
  settleOpen,
  takeStock,
  verifyEntries,
} from './session.ts';
import { settleMs } from './settling.ts';
import type { ChannelPushReport, PushOptions, PushReport } from './types.ts';
import { catalogueStillWants, channelsOfRuns, planUndo, undoChange } from './undo.ts';
import type { Workspace } from './workspace.ts';

/**
 * Make the platforms show what the catalogue wants, and nothing else.
 *
 * Every channel is prepared (lock, unfinished business, read, plan), then consent is asked channel by channel, then
 * all are carried out side by side. A channel that fails holds up no other.
 */
export async function push(ws: Workspace, options: PushOptions): Promise<PushReport> {
  if (options.plan && !isSealed(options.plan)) throw planEdited();
  const names = namesOf(ws, options);
  const locks = await lockChannels(ws, names, commandOf(options), options.lockTimeoutMs);
  const prepared = await Promise.all(names.map((name) => prepare(ws, name, options, locks.get(name))));
  const agreed: boolean[] = [];
  for (const part of prepared) agreed.push('session' in part && (await askConsent(part.session, options)));
  const channels = await Promise.all(
    prepared.map((part, i) => ('session' in part ? carryOut(part.session, options, agreed[i] === true) : part.report)),
  );
  return { channels, exit: worstExit(channels.map((channel) => channel.exit)) };
}

function namesOf(ws: Workspace, { undo, plan, channels }: PushOptions): readonly string[] {
  if (undo) return [...channelsOfRuns(ws, undo).keys()];
  return channelNames(ws, plan ? plan.channels.map((one) => one.channel) : channels);
}

type Prepared = { readonly session: Session } | { readonly report: ChannelPushReport };

function commandOf({ undo, finishOnly, dryRun }: PushOptions): string {
  const command = undo ? 'undo' : finishOnly ? 'sync' : 'push';
  return dryRun ? `${command} --dry-run` : command;
}

type Locked = ReturnType<Awaited<ReturnType<typeof lockChannels>>['get']>;

async function prepare(ws: Workspace, name: string, options: PushOptions, locked: Locked): Promise<Prepared> {
  let session: Session | undefined;
  try {
    if (!locked || 'exit' in locked) return { report: channelReport(undefined, name, ws, locked) };
    session = await beginSession(ws, name, commandOf(options), {
      ...(options.plan ? { planHash: options.plan.hash } : {}),
      lock: locked,
    });
    await pollTickets(session);
    await readAccount(session.connected);
    if (!options.finishOnly) await refreshDefinitions(session.connected);
    settleOpen(session, true);
    session.plan = await planFor(session, options);
    return { session };
  } catch (error) {
    const failure = sessionError(error);
    if (session) {
      if (failure) session.error = failure;
      await session.close('failed');
    }
    if (!failure) throw error;
    return { report: channelReport(session, name, ws, failure) };
  }
}

/** The plan made now, or the saved one if every line of it still stands. */
async function planFor(session: Session, options: PushOptions): Promise<ChannelPlan> {
  const { channel } = session;
  if (options.finishOnly) return emptyPlan(channel);
  if (options.undo) {
    const { plan, rows } = planUndo(channel, channelsOfRuns(session.ws, options.undo).get(channel.name) ?? []);
    session.undone = rows;
    return plan;
  }
  const saved = options.plan?.channels.find((plan) => plan.channel === channel.name);
  const facets = saved ? (saved.facets ?? undefined) : options.facets;
  const { facets: _, ...rest } = options;
  const now = await planAfterReading(session.ws, channel, { ...rest, ...(facets ? { facets } : {}) });
  if (!saved) return now;
  if (saved.adapter !== now.adapter || saved.apiVersion !== now.apiVersion || saved.environment !== now.environment)
    throw planMoved(
      channel.name,
      [],
      `${saved.adapter} ${saved.apiVersion} ${saved.environment} → ${now.adapter} ${now.apiVersion} ${now.environment}`,
    );
  const moved = movedSince(saved, now);
  if (moved.length > 0) throw planMoved(channel.name, moved);
  return saved;
}

async function askConsent(session: Session, options: PushOptions): Promise<boolean> {
  const plan = session.plan as ChannelPlan;
  const counts = countVerbs(plan.listings);
  session.counts.planned = counts.create + counts.update + counts.end;
  if (options.dryRun || plan.listings.length === 0) return false;
  const shut = plan.guards.filter(({ guard }) => options.open !== 'all' && !options.open?.includes(guard));
  if (shut.length > 0) {
    session.error = { exit: EXIT.guard, diagnostic: guardError(session.channel.name, shut) };
    return false;
  }
  const consent = await options.consent(plan, counts);
  const missing =
    consent === 'stop'
      ? (['create', 'update', 'end'] as const).filter((verb) => counts[verb] > 0)
      : missingConsent(counts, consent);
  if (missing.length === 0) return true;
  session.error = {
    exit: EXIT.guard,
    diagnostic: noConsent(session.channel.name, counts, missing),
  };
  return false;
}

async function carryOut(session: Session, options: PushOptions, agreed: boolean): Promise<ChannelPushReport> {
  try {
    if (agreed) await send(session, options);
    else if (options.dryRun && options.preview) await previewPlan(session);
    else if (!options.dryRun && !session.error) await waitUntilSeen(session, options.waitMs ?? 0);
  } catch (error) {
    const failure = sessionError(error);
    if (!failure) {
      await session.close('failed');
      throw error;
    }
    session.error = failure;
  }
  takeStock(session);
  if (agreed && session.undone) session.findings.push(catalogueStillWants(session.channel.name));
  const result = channelReport(session, session.channel.name, session.ws, session.error);
  await session.close(result.exit === EXIT.done ? 'done' : `exit ${result.exit}`);
  return result;
}

async function send(session: Session, options: PushOptions): Promise<void> {
  const { channel } = session;
  const plan = session.plan as ChannelPlan;
  const watch = new RefusalWatch(session);
  let done = 0;
  progress(session, done, plan.listings.length);
  for (const listings of batchesOf(session, options.canary)) {
    if (channel.host.signal?.aborted) {
      const left = plan.listings.length - done;
      throw interrupted(channel.name, { en: `${left} listings were not sent`, zh: `${left} 个商品未发送` });
    }
    await sendBatch(session, listings);
    done += listings.length;
    progress(session, done, plan.listings.length);
    const left = plan.listings.length - done;
    if (left === 0) break;
    watch.look(left);
    if (options.canary !== undefined && done <= options.canary) {
      await waitUntilSeen(session, options.waitMs ?? 0);
      proveCanary(session, done, left);
    }
  }
  await waitUntilSeen(session, options.waitMs ?? 0);
}

/** Ask a platform that can check without storing. Nothing is journalled: nothing happened. */
async function previewPlan(session: Session): Promise<void> {
  const { channel, connected } = session;
  const { preview } = channel.adapter;
  if (!preview) {
    session.findings.push(noPreview(channel.name));
    return;
  }
  for (const listings of batchesOf(session)) {
    if (channel.host.signal?.aborted) throw interrupted(channel.name, { en: 'nothing was sent', zh: '未发送任何内容' });
    const result = await wire(channel.name, () => preview({ listings }, connected.context));
    for (const outcome of result.outcomes) {
      const slot = listings.find((one) => one.changes.some((change) => change.id === outcome.changeId));
      const change = slot?.changes.find((one) => one.id === outcome.changeId);
      if (!slot || !change) continue;
      const unit = { code: slot.code, ...(change.sku === undefined ? {} : { sku: change.sku }) };
      session.outcomes.push({ ...unit, verb: change.verb, outcome });
      if (outcome.status !== 'rejected') continue;
      session.counts.rejected++;
      for (const issue of outcome.issues)
        session.findings.push({ ...issue, place: { channel: channel.name, ...unit, ...issue.place } });
    }
  }
}

/** The plan in the batches that it is sent in, each listing with what sending it needs. */
function* batchesOf(session: Session, canary = 0): Generator<readonly ListingChange[]> {
  const { channel, ws, plan, undone } = session;
  const listings = plan?.listings ?? [];
  const overrides = ws.catalogue.overrides(channel.name);
  const planned = new Map(listings.map((listing) => [listing.code, listing]));
  const order = listings.map((listing): ListingChange => ({ code: listing.code, changes: listing.changes }));
  const size = channel.adapter.limits.listingsPerApply.value;
  const first = cutBatches(order, size)
    .flatMap((batch) => batch.listings)
    .slice(0, canary);
  const rest = order.filter((slot) => !first.includes(slot));
  for (const batch of [...cutBatches(first, Math.min(size, Math.max(1, canary))), ...cutBatches(rest, size)])
    yield batch.listings.map((slot) => {
      const listing = planned.get(slot.code);
      if (!listing) throw new Error(`no plan for ${slot.code}`);
      const change = listingChange(channel, listing, overrides);
      return undone ? undoChange(channel, listing, change) : change;
    });
}

/** Intent, call, outcome, look: in this order, whatever happens in between. */
async function sendBatch(session: Session, listings: readonly ListingChange[]): Promise<void> {
  const { channel, connected, ws, run } = session;
  const { journal } = ws.catalogue;
  const ids = journal.intend(
    run as number,
    channel.name,
    isoNow(channel),
    listings.flatMap((listing) =>
      listing.changes.map((change) => ({
        changeId: change.id,
        code: listing.code,
        ...(change.sku === undefined ? {} : { sku: change.sku }),
        verb: change.verb,
        facets: change.facets,
      })),
    ),
  );
  try {
    const result = await channel.adapter.apply({ listings }, connected.context);
    recordOutcomes(session, listings, ids, result.outcomes, result.ticket);
  } catch (error) {
    const nothing = error instanceof HttpFailure && !error.mayHaveHappened;
    const reason = hideSecrets(error instanceof Error ? error.message : String(error));
    const state = nothing ? ('void' as const) : ('unknown' as const);
    journal.settle(
      channel.name,
      isoNow(channel),
      [...ids.values()].map((entry) => ({ entry, state, reason })),
      [],
    );
    if (!nothing) await verifyEntries(session, new Set(ids.values()));
    throw asMabangError(channel.name, error);
  }
  // A platform that takes its time is looked at when everything has been sent.
  if (settleMs(channel) === 0) await verifyEntries(session, new Set(ids.values()));
}

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
/** A ticket is asked after so often that learning of its end adds at most this share to what it took. */
const ASKING_SHARE = 0.05;

/**
 * Ask after what was accepted and look for what was applied, until all of it is to be seen or the time is up. What is left
 * is finished by the next run.
 */
async function waitUntilSeen(session: Session, waitMs: number): Promise<void> {
  const { clock, signal } = session.channel.host;
  const { journal } = session.ws.catalogue;
  const { name } = session.channel;
  const start = clock.now();
  const until = start + waitMs;
  // Reading back costs a request for every few listings: the more often it was in vain, the longer until the next time.
  let [looking, lookAt] = [FIRST_PAUSE_MS, start];
  for (;;) {
    if (clock.now() >= lookAt || clock.now() >= until) {
      const open = journal.entries(name, ['applied', 'unknown']).map((entry) => entry.id);
      if (open.length > 0) await verifyEntries(session, new Set(open));
      lookAt = clock.now() + looking;
      looking = Math.min(looking * 2, LONGEST_PAUSE_MS);
    }
    const tickets = journal.tickets(name).length;
    const now = clock.now();
    const rest = until - now;
    if ((tickets === 0 && journal.entries(name, ['applied']).length === 0) || rest <= 0 || signal?.aborted) return;
    const asking = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, (now - start) * ASKING_SHARE));
    const pause = tickets > 0 ? asking : Math.max(0, lookAt - now);
    session.channel.host.progress?.({ channel: name, phase: 'wait', done: session.counts.landed });
    try {
      await clock.sleep(Math.min(pause, rest), signal);
    } catch (error) {
      if (signal?.aborted) return;
      throw error;
    }
    if (tickets > 0 && (await pollTickets(session)) < tickets) [looking, lookAt] = [FIRST_PAUSE_MS, clock.now()];
  }
}

function progress(session: Session, done: number, total: number): void {
  const { landed, accepted, rejected, unknown } = session.counts;
  session.channel.host.progress?.({
    channel: session.channel.name,
    phase: 'send',
    done,
    total,
    counters: { sent: session.outcomes.length, accepted, live: landed, rejected, unknown },
  });
}
