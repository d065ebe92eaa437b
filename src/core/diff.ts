import type {
  Adapter,
  Change,
  Diagnostic,
  Facet,
  FacetChange,
  Facets,
  Json,
  RemoteListing,
  Removed,
  Sku,
  Snapshot,
} from '../contract/index.ts';
import { equalJson } from './canonical.ts';
import { verbatim } from './errors.ts';
import { type Relist, removedListing, removedSku } from './removed.ts';

/** What the ledger remembers of a listing that mabang made or adopted. */
export interface Remembered {
  readonly origin: 'made' | 'adopted';
  /** What was sent last, facet by facet. */
  readonly sent: Snapshot;
  /** How it read right after. A facet that has not been read back since it was sent is absent. */
  readonly echo: Snapshot;
  /** The listing was ended by mabang and is not expected to be seen. */
  readonly ended: boolean;
}

/** One change of a plan, with the facets that somebody edited on the platform since our last push. */
export interface PlannedChange extends Change {
  readonly drift: readonly Facet[];
}

export type ListingState =
  /** On the platform as wanted. */
  | 'same'
  | 'create'
  | 'update'
  | 'end'
  /** Not wanted and not there. */
  | 'absent'
  /** On the platform, not made by mabang and not adopted: untouched. */
  | 'foreign'
  /** Left as it is because the catalogue's side of it has an error. */
  | 'held';

export interface ListingDiff {
  readonly code: string;
  readonly state: ListingState;
  readonly changes: readonly PlannedChange[];
  readonly findings: readonly Diagnostic[];
  /** The create brings an ended listing back. */
  readonly revive: boolean;
  /** What is left alone because it was taken off the platform without our doing. */
  readonly removed: readonly Removed[];
}

/** The part of an adapter that comparing needs. */
export type Adapterish = Pick<Adapter<never, string>, 'capabilities' | 'comparable' | 'spoken'>;

export interface DiffInput {
  readonly code: string;
  /** `undefined` when the seller wants no listing here. */
  readonly wanted?: Snapshot;
  /** SKUs left out by an error, or `'all'`. They stay as they are. */
  readonly held: readonly Sku[] | 'all';
  readonly remote?: RemoteListing;
  readonly remembered?: Remembered;
  /** What was taken off the platform and may be listed again all the same. */
  readonly relist?: Relist;
  /** Look only at these facets; creates and ends are then out of scope. */
  readonly facets?: ReadonlySet<Facet>;
  readonly adapter: Adapterish;
}

const EMPTY: Snapshot = { product: {}, variants: {} };

/**
 * The difference between wanted, seen now, and seen right after we last sent.
 * Two states are not enough: a platform that rewrites text would never match what is wanted, and its rewriting
 * could not be told from somebody's edit. Pure: the same input gives the same changes in the same order.
 */
export function diffListing(input: DiffInput): ListingDiff {
  const { remote, remembered, wanted } = input;
  const done = (state: ListingState, findings: readonly Diagnostic[] = []): ListingDiff => ({
    code: input.code,
    state,
    changes: [],
    findings,
    revive: false,
    removed: [],
  });

  if (input.held === 'all') return done('held');
  if (!wanted) {
    if (!remembered || remembered.ended || !remote || remote.ended) return done('absent');
    if (input.facets) return done('same');
    return { ...done('end'), changes: [{ id: input.code, verb: 'end', facets: {}, drift: [] }] };
  }
  const removed = removedListing(input);
  if (removed) return { ...done('held'), removed: [removed] };
  if (!remote || remote.ended) {
    if (remote && !remembered) return done('foreign', [foreign(input.code, wanted, remote)]);
    return input.facets ? done('absent') : createAll(input, wanted);
  }
  if (!remembered) return done('foreign', [foreign(input.code, wanted, remote)]);
  return updateSome(input, wanted, remote.snapshot, remembered);
}

/** One change for the product and one for each SKU. */
function createAll(input: DiffInput, wanted: Snapshot): ListingDiff {
  const gone = input.remembered && !input.remembered.ended && !input.remote;
  const changes = [
    createUnit(input.code, undefined, wanted.product),
    ...Object.keys(wanted.variants).map((sku) => createUnit(input.code, sku, unitOf(wanted, sku) ?? {})),
  ];
  return {
    code: input.code,
    state: 'create',
    changes,
    findings: gone ? [goneFinding(input.code)] : [],
    revive: input.remote?.ended === true,
    removed: [],
  };
}

function createUnit(code: string, sku: Sku | undefined, facets: Facets): PlannedChange {
  const wanted: Partial<Record<Facet, FacetChange>> = {};
  for (const facet of facetsOf(facets)) wanted[facet] = { to: facets[facet] as Json };
  return { id: changeId(code, sku), verb: 'create', ...(sku === undefined ? {} : { sku }), facets: wanted, drift: [] };
}

function updateSome(input: DiffInput, wanted: Snapshot, seen: Snapshot, remembered: Remembered): ListingDiff {
  const changes: PlannedChange[] = [];
  const findings: Diagnostic[] = [];
  const removed: Removed[] = [];
  const { sent, echo } = remembered;

  const compare = (sku: Sku | undefined, to: Facets, now: Facets) => {
    const change = diffUnit(input, sku, to, now, unitOf(sent, sku) ?? {}, unitOf(echo, sku) ?? {}, findings);
    if (change) changes.push(change);
  };

  compare(undefined, wanted.product, seen.product);
  for (const sku of Object.keys(wanted.variants)) {
    const now = unitOf(seen, sku);
    const off = removedSku(input, sku, now, unitOf(echo, sku));
    if (off) removed.push(off);
    else if (now) compare(sku, unitOf(wanted, sku) ?? {}, now);
    else if (!input.facets) changes.push(createUnit(input.code, sku, unitOf(wanted, sku) ?? {}));
  }
  for (const sku of Object.keys(seen.variants)) {
    if (unitOf(wanted, sku) || input.held.includes(sku)) continue;
    if (!unitOf(sent, sku)) findings.push(extraSku(input.code, sku));
    else if (!input.facets) changes.push({ id: changeId(input.code, sku), verb: 'end', sku, facets: {}, drift: [] });
  }
  return { code: input.code, state: changes.length ? 'update' : 'same', changes, findings, revive: false, removed };
}

function diffUnit(
  input: DiffInput,
  sku: Sku | undefined,
  wanted: Facets,
  seen: Facets,
  sent: Facets,
  echo: Facets,
  findings: Diagnostic[],
): PlannedChange | undefined {
  const facets: Partial<Record<Facet, FacetChange>> = {};
  const drift: Facet[] = [];
  for (const facet of facetsOf(wanted)) {
    if (input.facets && !input.facets.has(facet)) continue;
    const verdict = diffFacet(input.adapter, facet, wanted[facet] as Json, seen[facet], sent[facet], echo[facet]);
    if (verdict === 'same') continue;
    if (!input.adapter.capabilities.facets[facet]?.verbs.includes('update')) {
      findings.push(cannotUpdate(input.code, sku, facet));
      continue;
    }
    const change = facetChange(wanted[facet] as Json, seen[facet], sent[facet], echo[facet]);
    facets[facet] = verdict === 'again' ? { ...change, again: true } : change;
    if (verdict === 'drift') drift.push(facet);
  }
  if (Object.keys(facets).length === 0) return undefined;
  return { id: changeId(input.code, sku), verb: 'update', ...(sku === undefined ? {} : { sku }), facets, drift };
}

function facetChange(to: Json, seen: Json | undefined, sent: Json | undefined, echo: Json | undefined): FacetChange {
  return {
    to,
    ...(seen === undefined ? {} : { seen }),
    ...(sent === undefined || echo === undefined ? {} : { last: { sent, echo } }),
  };
}

/**
 * same: nothing to do. wanted: the seller wants another value. drift: the platform's value changed since our last push. again: it
 * was found there after an answer was lost, and may be half of what was said.
 */
export function diffFacet(
  adapter: Adapterish,
  facet: Facet,
  wanted: Json,
  shown: Json | undefined,
  sent: Json | undefined,
  echoed: Json | undefined,
): 'same' | 'wanted' | 'drift' | 'again' {
  const said = sent === undefined ? [wanted] : [wanted, sent];
  const seen = spokenOf(adapter, facet, shown, said);
  const echo = spokenOf(adapter, facet, echoed, said);
  const equal = (a: Json, b: Json) =>
    equalJson(a, b) ||
    (adapter.comparable !== undefined && equalJson(adapter.comparable(facet, a), adapter.comparable(facet, b)));
  const { readback = 'exact', piecemeal } = adapter.capabilities.facets[facet] ?? {};
  if (piecemeal && sent === undefined && echoed !== undefined) return 'again';
  if (readback === 'none') return sent !== undefined && equal(wanted, sent) ? 'same' : 'wanted';
  if (seen === undefined) return 'wanted';
  if (equal(wanted, seen)) return 'same';
  const edited = echo !== undefined && !equal(seen, echo);
  if (readback === 'rewritten' && sent !== undefined && echo !== undefined && equal(wanted, sent) && !edited)
    return 'same';
  return edited ? 'drift' : 'wanted';
}

function spokenOf(adapter: Adapterish, facet: Facet, value: Json | undefined, said: readonly Json[]): Json | undefined {
  return value === undefined || !adapter.spoken ? value : adapter.spoken(facet, value, said);
}

/**
 * Facets that were sent and read back as they were before, though something else was wanted: the platform said yes and
 * did nothing. Pure; called after the read-back that follows a push.
 */
export function notLanded(adapter: Adapterish, change: Change, after: Facets): readonly Facet[] {
  const equal = (facet: Facet, a: Json, b: Json) =>
    equalJson(a, b) ||
    (adapter.comparable !== undefined && equalJson(adapter.comparable(facet, a), adapter.comparable(facet, b)));
  return facetsOf(change.facets as Facets).filter((facet) => {
    const step = change.facets[facet];
    const readback = adapter.capabilities.facets[facet]?.readback ?? 'exact';
    // What was there before may have been all of it.
    if (!step || readback === 'none' || (step.again && after[facet] !== undefined)) return false;
    const said = step.last ? [step.to, step.last.sent] : [step.to];
    const now = spokenOf(adapter, facet, after[facet], said);
    if (now === undefined) return true;
    if (equal(facet, now, step.to)) return false;
    const before = spokenOf(adapter, facet, step.seen, said);
    return readback === 'exact' || (before !== undefined && equal(facet, now, before));
  });
}

/** The product's facets, or one SKU's. A SKU may be called `constructor`, so only own keys count. */
export function unitOf(snapshot: Snapshot, sku: Sku | undefined): Facets | undefined {
  if (sku === undefined) return snapshot.product;
  return Object.hasOwn(snapshot.variants, sku) ? snapshot.variants[sku] : undefined;
}

const ORDER: readonly Facet[] = ['content', 'media', 'variation', 'price', 'stock', 'status'];

/** Facets in one fixed order, so plans are the same text for the same state. */
export function facetsOf(facets: Facets): readonly Facet[] {
  return ORDER.filter((facet) => facets[facet] !== undefined);
}

export function changeId(code: string, sku: Sku | undefined): string {
  return sku === undefined ? code : `${code}/${sku}`;
}

/** A listing mabang has nothing remembered of: used when a seller adopts it. */
export function nothingRemembered(origin: Remembered['origin']): Remembered {
  return { origin, sent: EMPTY, echo: EMPTY, ended: false };
}

function foreign(code: string, wanted: Snapshot, remote: RemoteListing): Diagnostic {
  const skus = Object.keys(remote.snapshot.variants).filter((sku) => unitOf(wanted, sku));
  const where = skus.length ? skus.slice(0, 3).join(', ') : remote.code;
  const trash = remote.ended
    ? {
        en: ' It is ended there (in the trash or archive) and still holds the SKU.',
        zh: '它在平台上已下架（回收站或归档），但仍占用该 SKU。',
      }
    : { en: '', zh: '' };
  return {
    code: remote.ended ? 'E_FOREIGN_ENDED' : 'E_FOREIGN',
    severity: 'error',
    message: {
      en: `the platform already has a listing with ${where}, and mabang did not make it; it is left alone.${trash.en}`,
      zh: `平台上已有包含 ${where} 的商品，且不是 mabang 创建的，不会改动。${trash.zh}`,
    },
    place: { code },
    next: remote.ended
      ? {
          en: 'delete or restore it on the platform, then run again; `mabang adopt` takes over listings that are live',
          zh: '请在平台上彻底删除或恢复它，再重新运行；mabang adopt 可接管在售商品',
        }
      : { en: 'run `mabang adopt <channel>` to see it and take it over', zh: '运行 mabang adopt <渠道> 查看并接管' },
  };
}

function goneFinding(code: string): Diagnostic {
  return {
    code: 'W_GONE',
    severity: 'warning',
    message: {
      en: 'the listing was live and is gone from the platform; the plan creates it again',
      zh: '该商品曾在售，但已从平台消失；计划将重新创建',
    },
    place: { code },
  };
}

function extraSku(code: string, sku: Sku): Diagnostic {
  return {
    code: 'W_EXTRA_SKU',
    severity: 'warning',
    message: {
      en: 'the listing has this SKU on the platform, mabang did not make it and the catalogue does not have it; it is left alone',
      zh: '平台上的商品含有此 SKU，它不是 mabang 创建的，目录中也没有；不会改动',
    },
    place: { code, sku },
  };
}

function cannotUpdate(code: string, sku: Sku | undefined, facet: Facet): Diagnostic {
  return {
    code: 'W_CANNOT_UPDATE',
    severity: 'warning',
    message: verbatim(`${facet} differs, and this platform cannot change it after the listing was created`),
    place: { code, ...(sku === undefined ? {} : { sku }), facet },
  };
}
