import type { Entry } from '../catalogue/index.ts';
import type { Diagnostic, ListingChange, Snapshot } from '../contract/index.ts';
import { type ChannelPlan, type ListingPlan, NO_COUNTS, tripGuards, type UndoRow, undoListing } from '../core/index.ts';
import type { Channel } from './channel.ts';
import { guardRows, limitsOf } from './guarding.ts';
import { runOf } from './history.ts';
import { rememberedOf, remoteOf, seenOf } from './reading.ts';
import type { Workspace } from './workspace.ts';

/** What became, or would become, of one thing that the runs had done. */
export interface UndoneRow extends UndoRow {
  readonly channel: string;
  readonly code: string;
}

/** The channels that these runs wrote to, each with its runs. `E_NO_RUN` for one that is not in the journal. */
export function channelsOfRuns(ws: Workspace, runs: readonly number[]): ReadonlyMap<string, readonly number[]> {
  const channels = new Map<string, number[]>();
  for (const id of [...new Set(runs)].sort((a, b) => a - b)) {
    const run = runOf(ws, id);
    channels.set(run.channel, [...(channels.get(run.channel) ?? []), id]);
  }
  return channels;
}

/** The plan that takes back what these runs did on one channel, and the fate of every single thing they did. */
export function planUndo(
  channel: Channel,
  runs: readonly number[],
): { readonly plan: ChannelPlan; readonly rows: readonly UndoneRow[] } {
  const { journal } = channel.catalogue;
  const done = new Map<string, Entry[]>();
  for (const run of runs)
    for (const entry of journal.entriesOfRun(run, ['landed', 'applied', 'not-landed']))
      done.set(entry.code, [...(done.get(entry.code) ?? []), entry]);
  const rows: UndoneRow[] = [];
  const listings: ListingPlan[] = [];
  const guarded: ReturnType<typeof guardRows>[number][] = [];
  for (const [code, entries] of done) {
    const row = channel.ledger.get(code);
    const { own } = row ? seenOf({ channel }, { code, skus: [] }, row) : {};
    const undone = undoListing({
      code,
      done: entries,
      remembered: row && rememberedOf(row),
      seen: own && !own.ended ? remoteOf(own).snapshot : undefined,
      adapter: channel.adapter,
    });
    for (const one of undone.rows) rows.push({ channel: channel.name, code, ...one });
    if (undone.changes.length === 0) continue;
    const product = channel.catalogue.product(code);
    const ends = undone.changes.some((change) => change.verb === 'end' && change.sku === undefined);
    listings.push({
      code,
      title: product?.title ?? code,
      state: ends ? 'end' : 'update',
      revive: false,
      changes: undone.changes,
    });
    guarded.push(...guardRows(channel, code, product, undone.changes));
  }
  const plan: ChannelPlan = {
    channel: channel.name,
    adapter: channel.adapter.id,
    apiVersion: channel.adapter.api.version,
    environment: channel.config.environment,
    facets: null,
    listings,
    findings: rows.flatMap((row) => (row.fate === 'kept' || row.fate === 'cannot' ? [leftAlone(row)] : [])),
    guards: guarded.length > 0 ? tripGuards(guarded, channel.ledger.live(), limitsOf(channel.config)) : [],
    counts: {
      ...NO_COUNTS,
      update: listings.filter((l) => l.state === 'update').length,
      end: listings.filter((l) => l.state === 'end').length,
    },
  };
  return { plan, rows };
}

function leftAlone({ channel, code, sku, facet, fate, why }: UndoneRow): Diagnostic {
  return {
    code: fate === 'kept' ? 'W_UNDO_KEPT' : 'W_UNDO_CANNOT',
    severity: 'warning',
    message: why,
    place: { channel, code, ...(sku === undefined ? {} : { sku }), ...(facet === undefined ? {} : { facet }) },
  };
}

/** What an adapter is given: the listing as we last sent it, with what goes back laid over it. */
export function undoChange(channel: Channel, planned: ListingPlan, current: ListingChange): ListingChange {
  const row = channel.ledger.get(planned.code);
  if (!row || planned.state === 'end') return { ...current, changes: planned.changes.map(({ drift: _, ...c }) => c) };
  const sent = rememberedOf(row).sent;
  const product: Record<string, unknown> = { ...sent.product };
  const variants: Record<string, Record<string, unknown>> = Object.fromEntries(
    Object.entries(sent.variants).map(([sku, facets]) => [sku, { ...facets }]),
  );
  for (const change of planned.changes) {
    if (change.verb === 'end' && change.sku !== undefined) delete variants[change.sku];
    const unit = change.sku === undefined ? product : variants[change.sku];
    if (unit) for (const [facet, step] of Object.entries(change.facets)) unit[facet] = step.to;
  }
  return { ...current, wanted: { product, variants } as Snapshot };
}

/** After an undo the catalogue still says what it said: the next push would do it all again. */
export function catalogueStillWants(channel: string): Diagnostic {
  return {
    code: 'W_CATALOGUE_WANTS',
    severity: 'warning',
    message: {
      en: 'the platform is as it was, and the catalogue is not: the next push would send the same again',
      zh: '平台已恢复，但目录仍是新的内容：下次推送会再次发送',
    },
    place: { channel },
    next: {
      en: 'import the sheet that was right, or hold a product with `mabang override`, before the next push',
      zh: '下次推送前请重新导入正确的表格，或用 mabang override 固定商品',
    },
  };
}
