import type { LedgerRow } from '../catalogue/index.ts';
import type { Diagnostic, Facet, ListingChange, Removed, Snapshot } from '../contract/index.ts';
import {
  type ChannelPlan,
  canonical,
  diffListing,
  type GuardRow,
  harmRank,
  type ListingDiff,
  type ListingPlan,
  type ListingState,
  NO_COUNTS,
  type Override,
  type Product,
  type Relist,
  tripGuards,
} from '../core/index.ts';
import type { Channel } from './channel.ts';
import { guardRows, limitsOf } from './guarding.ts';
import { rememberedOf, remoteOf, seenOf } from './reading.ts';
import { noteRemovals, relistable, removedFinding } from './removals.ts';
import { siblingsOf, twinsLive } from './twins.ts';
import type { DiffOptions } from './types.ts';
import { type Wanted, wantedOn } from './wanted.ts';
import { type Withholding, withhold } from './withholding.ts';
import type { Workspace } from './workspace.ts';

export interface PlanningOptions extends Withholding {
  readonly facets?: readonly Facet[];
  /** Look at these products alone. */
  readonly codes?: readonly string[];
  /** Told what is found to be removed from the platform. */
  readonly noticed?: (removed: readonly (Removed & { readonly code: string })[]) => void;
}

/** A plan while it is being made. */
class PlanDraft {
  readonly counts: Record<ListingState, number> = { ...NO_COUNTS };
  readonly listings: ListingPlan[] = [];
  /** Of each listing, by `harmRank`. */
  private readonly ranks: number[] = [];
  readonly findings: Diagnostic[] = [];
  readonly guarded: GuardRow[] = [];
  readonly removed: (Removed & { readonly code: string })[] = [];

  constructor(private readonly channel: Channel) {}

  add(diff: ListingDiff, title: string, product?: Product): void {
    this.counts[diff.state]++;
    for (const removed of diff.removed) {
      this.removed.push({ code: diff.code, ...removed });
      this.findings.push(removedFinding(this.channel.name, diff.code, removed));
    }
    for (const finding of diff.findings)
      this.findings.push({ ...finding, place: { ...finding.place, channel: this.channel.name } });
    if (diff.state !== 'create' && diff.state !== 'update' && diff.state !== 'end') return;
    const rows = guardRows(this.channel, diff.code, product, diff.changes);
    this.listings.push({ code: diff.code, title, state: diff.state, revive: diff.revive, changes: diff.changes });
    this.ranks.push(harmRank(rows));
    this.guarded.push(...rows);
  }

  /** Among equals in the catalogue's order. */
  leastHarmFirst(): readonly ListingPlan[] {
    const order = this.listings.map((listing, i) => ({ listing, rank: this.ranks[i] ?? 0 }));
    return order.sort((a, b) => a.rank - b.rank).map(({ listing }) => listing);
  }
}

/** A plan of everything, with what has to be known of other channels, and what it notices kept in mind. */
export async function planAfterReading(
  ws: Workspace,
  channel: Channel,
  options: Pick<DiffOptions, 'facets' | 'allow'>,
): Promise<ChannelPlan> {
  const siblings = await siblingsOf(ws, channel);
  const plan = planChannel(channel, {
    ...(options.facets ? { facets: options.facets } : {}),
    allow: options.allow ?? [],
    siblings,
    noticed: (removed) => noteRemovals(channel, removed),
  });
  return { ...plan, findings: [...plan.findings, ...twinsLive(channel, siblings)] };
}

/** Compare the catalogue with what was last seen of one channel. Asks nobody; writes nothing. */
export function planChannel(channel: Channel, options: PlanningOptions): ChannelPlan {
  const facets = options.facets ? new Set(options.facets) : undefined;
  const draft = new PlanDraft(channel);
  const visited = new Set<string>();
  const open = openCodes(channel);
  const relist = relistable(channel);
  const overrides = channel.catalogue.overrides(channel.name);
  const compare = (product: Product, sent: string | undefined) => {
    const wanted = wantedOn(channel, product, overrides.get(product.code));
    draft.findings.push(...wanted.findings);
    // The stored texts say already that nothing is to be done: nothing needs to be parsed.
    const known = !wanted.out && wanted.held.length === 0 && wanted.snapshot ? wanted.snapshot : undefined;
    if (sent !== undefined && known && canonical(known) === sent) {
      draft.counts.same++;
      return;
    }
    const diff = compareProduct(channel, product, wanted, facets, relist(product.code));
    draft.add(withhold(channel, diff, product, wanted, options), product.title, product);
  };

  const products = channel.catalogue.products(options.codes ? { codes: options.codes } : undefined);
  for (const part of inChunks(products, 500)) {
    const quiet = channel.ledger.quiet(part.map((product) => product.code));
    for (const product of part) {
      visited.add(product.code);
      if (open.has(product.code)) draft.counts.held++;
      else compare(product, quiet.get(product.code));
    }
    channel.host.progress?.({ channel: channel.name, phase: 'compare', done: visited.size });
  }
  for (const row of options.codes ? [] : channel.ledger.rows())
    if (!visited.has(row.code) && !row.ended && !open.has(row.code))
      draft.add(unwanted(channel, row.code, [], row, 'missing', facets), row.code);
  options.noticed?.(draft.removed);
  const { counts, guarded } = draft;
  const listings = draft.leastHarmFirst();
  return {
    channel: channel.name,
    adapter: channel.adapter.id,
    apiVersion: channel.adapter.api.version,
    environment: channel.config.environment,
    facets: options.facets ?? null,
    listings,
    findings: open.size > 0 ? [unfinished(channel.name, open.size), ...draft.findings] : draft.findings,
    guards: guarded.length > 0 ? tripGuards(guarded, channel.ledger.live(), limitsOf(channel.config)) : [],
    counts,
  };
}

function* inChunks<T>(items: Iterable<T>, size: number): Generator<readonly T[]> {
  let part: T[] = [];
  for (const item of items) {
    part.push(item);
    if (part.length < size) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

/** Listings with a change whose fate is open. Planning them now could send the same thing twice. */
function openCodes(channel: Channel): ReadonlySet<string> {
  const entries = channel.catalogue.journal.entries(channel.name, ['intent', 'unknown', 'applied', 'accepted']);
  return new Set(entries.map((entry) => entry.code));
}

function unfinished(channel: string, count: number): Diagnostic {
  return {
    code: 'W_UNFINISHED',
    severity: 'warning',
    message: {
      en: `${count} listings have changes of an earlier push that are not settled; they are left as they are until then`,
      zh: `${count} 个商品有之前推送尚未确认的更改；确认前保持不变`,
    },
    place: { channel },
    next: { en: 'the next push looks them up before it sends anything', zh: '下次推送会先查询再发送' },
  };
}

/** The whole comparison of one product. */
function compareProduct(
  channel: Channel,
  product: Product,
  wanted: Wanted,
  facets: ReadonlySet<Facet> | undefined,
  relist: Relist | undefined,
): ListingDiff {
  const skus = product.variants.map((variant) => variant.sku);
  const row = channel.ledger.get(product.code);
  if (wanted.out) return unwanted(channel, product.code, skus, row, wanted.out, facets);
  const { own, others } = seenOf({ channel }, { code: product.code, skus }, row);
  const foreign = others.find((seen) => !seen.ended) ?? others[0];
  const blocked = !own && foreign !== undefined;
  const remote = own ?? foreign;
  const diff = diffListing({
    code: product.code,
    ...(wanted.snapshot ? { wanted: wanted.snapshot } : {}),
    held: wanted.held,
    ...(remote ? { remote: remoteOf(remote) } : {}),
    ...(row && !blocked ? { remembered: rememberedOf(row) } : {}),
    ...(relist ? { relist } : {}),
    ...(facets ? { facets } : {}),
    adapter: channel.adapter,
  });
  const withDoubles = own && others.length > 0 ? withFinding(diff, doubled(product.code, others)) : diff;
  return channel.config.remote_edits === 'keep' ? keepRemoteEdits(withDoubles) : withDoubles;
}

/** A listing nobody wants here any more: ended when the seller said so, otherwise kept and named. */
function unwanted(
  channel: Channel,
  code: string,
  skus: readonly string[],
  row: LedgerRow | undefined,
  why: 'ended' | 'unselected' | 'missing',
  facets: ReadonlySet<Facet> | undefined,
): ListingDiff {
  const { own } = row ? seenOf({ channel }, { code, skus }, row) : {};
  const diff = diffListing({
    code,
    held: [],
    ...(own ? { remote: remoteOf(own) } : {}),
    ...(row ? { remembered: rememberedOf(row) } : {}),
    ...(facets ? { facets } : {}),
    adapter: channel.adapter,
  });
  if (diff.state !== 'end' || why === 'ended' || channel.config.when_missing === 'end') return diff;
  return withFinding({ ...diff, state: 'same', changes: [] }, keptLive(code, why));
}

/** `remote_edits: keep`: facets that somebody edited on the platform are left to them, and named. */
function keepRemoteEdits(diff: ListingDiff): ListingDiff {
  if (!diff.changes.some((change) => change.drift.length > 0)) return diff;
  const findings = [...diff.findings];
  const changes = diff.changes.flatMap((change) => {
    if (change.drift.length === 0) return [change];
    findings.push({
      code: 'W_REMOTE_EDIT',
      severity: 'warning',
      message: {
        en: `${change.drift.join(', ')} was edited on the platform since our last push and is kept (remote_edits: keep)`,
        zh: `${change.drift.join('、')} 在上次推送后于平台上被修改，予以保留（remote_edits: keep）`,
      },
      place: { code: diff.code, ...(change.sku === undefined ? {} : { sku: change.sku }) },
    });
    const facets = Object.fromEntries(
      Object.entries(change.facets).filter(([facet]) => !change.drift.includes(facet as Facet)),
    );
    return Object.keys(facets).length > 0 ? [{ ...change, facets, drift: [] }] : [];
  });
  return { ...diff, changes, findings, state: changes.length > 0 ? diff.state : 'same' };
}

function withFinding(diff: ListingDiff, finding: Diagnostic): ListingDiff {
  return { ...diff, findings: [...diff.findings, finding] };
}

function doubled(
  code: string,
  others: readonly { readonly remoteId: unknown; readonly skus: readonly string[] }[],
): Diagnostic {
  const ids = others.map((other) => canonical(other.remoteId)).join(', ');
  return {
    code: 'W_DOUBLE',
    severity: 'warning',
    message: {
      en: `other listings on the platform hold the same SKUs or code: ${ids}; they are left alone`,
      zh: `平台上还有其他商品占用相同的 SKU 或编码：${ids}；不会改动`,
    },
    place: { code },
  };
}

function keptLive(code: string, why: 'unselected' | 'missing'): Diagnostic {
  const reason =
    why === 'missing'
      ? { en: 'its product is not in the catalogue', zh: '目录中没有该商品' }
      : { en: 'the channel no longer selects it', zh: '该渠道不再选择它' };
  return {
    code: 'W_KEPT_LIVE',
    severity: 'warning',
    message: {
      en: `live, though ${reason.en}; kept (when_missing: keep)`,
      zh: `仍在售，但${reason.zh}；予以保留（when_missing: keep）`,
    },
    place: { code },
    next: {
      en: 'set when_missing: end for the channel to take such listings down',
      zh: '如需下架此类商品，请为该渠道设置 when_missing: end',
    },
  };
}

/** What an adapter is given for one planned listing: the plan's changes with the listing they serve, built anew. */
export function listingChange(
  channel: Channel,
  planned: ListingPlan,
  overrides: ReadonlyMap<string, readonly Override[]>,
): ListingChange {
  const product = channel.catalogue.product(planned.code);
  const wanted =
    product && planned.state !== 'end' ? wantedOn(channel, product, overrides.get(planned.code)) : undefined;
  const row = channel.ledger.get(planned.code);
  const skus = product?.variants.map((variant) => variant.sku) ?? [];
  const { own } = row ? seenOf({ channel }, { code: planned.code, skus }, row) : {};
  const remoteId = planned.state === 'create' && !planned.revive ? undefined : (own?.remoteId ?? row?.remoteId);
  return {
    code: planned.code,
    ...(remoteId === undefined ? {} : { remoteId }),
    ...(wanted?.listing ? { listing: wanted.listing } : {}),
    ...(wanted?.snapshot ? { wanted: wanted.snapshot } : {}),
    ...(own && planned.state !== 'create' ? { seen: remoteOf(own).snapshot as Snapshot } : {}),
    ...(planned.revive ? { revive: true } : {}),
    changes: planned.changes.map(({ drift: _, ...change }) => change),
  };
}
