import type { Facet, FacetChange, Facets, Json, Sku, Snapshot, Verb, Words } from '../contract/index.ts';
import { type Adapterish, changeId, diffFacet, facetsOf, type PlannedChange, type Remembered, unitOf } from './diff.ts';

/** A change that was carried out, as the journal has it, in the order in which it was. */
export interface DoneChange {
  readonly sku?: Sku;
  readonly verb: Verb;
  readonly facets: Readonly<Partial<Record<Facet, FacetChange>>>;
}

/** reversed: goes back to what was there before. kept: changed since, and left alone. cannot: there is no way back. same: is already as it was. */
export type UndoFate = 'reversed' | 'kept' | 'cannot' | 'same';

export interface UndoRow {
  readonly sku?: Sku;
  /** Absent for a unit that was created or ended as a whole. */
  readonly facet?: Facet;
  readonly fate: UndoFate;
  readonly why: Words;
}

export interface UndoneListing {
  readonly rows: readonly UndoRow[];
  readonly changes: readonly PlannedChange[];
}

const WHY = {
  back: { en: 'goes back to what was there before', zh: '恢复为之前的内容' },
  taken: { en: 'was created by this run and is taken down', zh: '由该次运行创建，将下架' },
  same: { en: 'is as it was before', zh: '已与之前相同' },
  gone: { en: 'is no longer on the platform', zh: '平台上已不存在' },
  edited: { en: 'was edited on the platform since', zh: '此后在平台上被修改' },
  later: { en: 'a later push changed it', zh: '之后的推送又更改了它' },
  nothing: { en: 'there was nothing before that could be put back', zh: '之前没有可恢复的内容' },
  ended: {
    en: 'was taken down, and the platform does not give it back; a push lists it anew if the catalogue has it',
    zh: '已下架且平台无法恢复；若目录中仍有，推送会重新上架',
  },
  blind: {
    en: 'the platform cannot be read back, so nobody knows what was there',
    zh: '平台不可读回，无法得知之前的内容',
  },
} as const satisfies Readonly<Record<string, Words>>;

/**
 * What takes back the changes of one listing: back to what stood there before the first of them, unless somebody, or a later
 * push, changed it since. Pure.
 */
export function undoListing(input: {
  readonly code: string;
  /** Oldest first. */
  readonly done: readonly DoneChange[];
  readonly remembered: Remembered | undefined;
  /** As the platform shows it; `undefined` when it does not. */
  readonly seen: Snapshot | undefined;
  readonly adapter: Adapterish;
}): UndoneListing {
  const units = new Map<Sku | undefined, DoneChange[]>();
  for (const change of input.done) units.set(change.sku, [...(units.get(change.sku) ?? []), change]);
  const whole = units.get(undefined)?.find((change) => change.verb === 'create');
  if (whole) return undoCreated(input);
  const rows: UndoRow[] = [];
  const changes: PlannedChange[] = [];
  for (const [sku, done] of units) {
    const unit = undoUnit(input, sku, done);
    rows.push(...unit.rows);
    if (unit.change) changes.push(unit.change);
  }
  return { rows, changes };
}

type Input = Parameters<typeof undoListing>[0];

function undoCreated({ code, seen, remembered, adapter, done }: Input): UndoneListing {
  if (!seen || !remembered || remembered.ended) return { rows: [{ fate: 'same', why: WHY.gone }], changes: [] };
  const edited = done.some((change) => touched({ adapter, remembered, seen }, change.sku));
  if (edited) return { rows: [{ fate: 'kept', why: WHY.edited }], changes: [] };
  return { rows: [{ fate: 'reversed', why: WHY.taken }], changes: [{ id: code, verb: 'end', facets: {}, drift: [] }] };
}

function undoUnit(
  input: Input,
  sku: Sku | undefined,
  done: readonly DoneChange[],
): { readonly rows: readonly UndoRow[]; readonly change?: PlannedChange } {
  const { code, seen, remembered, adapter } = input;
  const named = sku === undefined ? {} : { sku };
  const one = (fate: UndoFate, why: Words) => ({ rows: [{ ...named, fate, why }] });
  const last = done.at(-1)?.verb;
  if (last === 'end') return one('cannot', WHY.ended);
  const now = seen && unitOf(seen, sku);
  if (!now || !remembered) return one('kept', WHY.gone);
  if (done.some((change) => change.verb === 'create')) {
    if (touched({ adapter, remembered, seen }, sku)) return one('kept', WHY.edited);
    return {
      ...one('reversed', WHY.taken),
      change: { id: changeId(code, sku), verb: 'end', ...named, facets: {}, drift: [] },
    };
  }
  const rows: UndoRow[] = [];
  const facets: Partial<Record<Facet, FacetChange>> = {};
  const names = new Set(done.flatMap((change) => facetsOf(valuesOf(change))));
  for (const facet of names) {
    const steps = done.flatMap((change) => change.facets[facet] ?? []);
    const [first] = steps;
    const newest = steps.at(-1);
    if (!first || !newest) continue;
    const step = undoFacet(adapter, facet, {
      first,
      newest,
      now: now[facet],
      sent: unitOf(remembered.sent, sku)?.[facet],
      echo: unitOf(remembered.echo, sku)?.[facet],
    });
    rows.push({ ...named, facet, fate: step.fate, why: step.why });
    if (step.change) facets[facet] = step.change;
  }
  if (Object.keys(facets).length === 0) return { rows };
  return { rows, change: { id: changeId(code, sku), verb: 'update', ...named, facets, drift: [] } };
}

function undoFacet(
  adapter: Adapterish,
  facet: Facet,
  at: {
    readonly first: FacetChange;
    readonly newest: FacetChange;
    readonly now: Json | undefined;
    readonly sent: Json | undefined;
    readonly echo: Json | undefined;
  },
): { readonly fate: UndoFate; readonly why: Words; readonly change?: FacetChange } {
  const { first, newest, now, sent, echo } = at;
  const same = (a: Json, b: Json | undefined) => diffFacet(adapter, facet, a, b, undefined, undefined) === 'same';
  if ((adapter.capabilities.facets[facet]?.readback ?? 'exact') === 'none') return { fate: 'cannot', why: WHY.blind };
  if (first.seen === undefined) return { fate: 'cannot', why: WHY.nothing };
  if (now === undefined) return { fate: 'kept', why: WHY.gone };
  if (same(first.seen, now)) return { fate: 'same', why: WHY.same };
  if (sent !== undefined && !same(newest.to, sent)) return { fate: 'kept', why: WHY.later };
  if (diffFacet(adapter, facet, newest.to, now, newest.to, echo) !== 'same') return { fate: 'kept', why: WHY.edited };
  // What we sent ourselves goes back in our own words; what somebody else had set, as the platform showed it.
  const ours = first.last && same(first.last.echo, first.seen) ? first.last.sent : first.seen;
  return {
    fate: 'reversed',
    why: WHY.back,
    change: { to: ours, seen: now, ...(sent === undefined || echo === undefined ? {} : { last: { sent, echo } }) },
  };
}

/** Somebody changed something of the unit since we last read our own writing back. */
function touched(
  {
    adapter,
    remembered,
    seen,
  }: { readonly adapter: Adapterish; readonly remembered: Remembered; readonly seen: Snapshot },
  sku: Sku | undefined,
): boolean {
  const [now, echo, sent] = [unitOf(seen, sku), unitOf(remembered.echo, sku), unitOf(remembered.sent, sku)];
  if (!now || !echo) return false;
  return facetsOf(echo).some((facet) => {
    const [was, is] = [echo[facet], now[facet]];
    if (was === undefined || is === undefined) return false;
    // Stock falls because somebody bought: that is no edit of the listing.
    if (facet === 'stock') return false;
    return diffFacet(adapter, facet, sent?.[facet] ?? was, is, sent?.[facet] ?? was, was) !== 'same';
  });
}

function valuesOf(change: DoneChange): Facets {
  return Object.fromEntries(
    Object.entries(change.facets).flatMap(([facet, step]) => (step ? [[facet, step.to]] : [])),
  ) as Facets;
}
