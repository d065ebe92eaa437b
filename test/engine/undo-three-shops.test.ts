import { afterAll, beforeAll, expect, it } from 'vitest';
import { decimalOf, FULL_CONSENT, moneyOf } from '../../src/core/index.ts';
import {
  type ChannelPushReport,
  diff,
  history,
  historyOf,
  type PushOptions,
  push,
  type Workspace,
} from '../../src/engine/index.ts';
import type { Inspection } from '../../src/testing/types.ts';
import { Bed, demoAdapters, type Item, type Shop } from '../push/harness.ts';

const CHANGES = 500;
const EDITS = 20;
const FACETS = ['content', 'price', 'stock'];
/** Longer than any platform takes to show what it has taken. */
const WAIT_MS = 24 * 3_600_000;

/** One facet of one SKU, or of a whole product, on one channel. */
interface Cell {
  readonly channel: string;
  readonly code: string;
  readonly sku?: string;
  readonly facet: string;
}

const nameOf = ({ channel, code, sku, facet }: Cell) => `${channel} ${code} ${sku ?? '-'} ${facet}`;
const namesOf = (cells: readonly Cell[]) => cells.map(nameOf).sort();

/** 40 products of one SKU and 10 of four, in yuan. */
const before: readonly Item[] = [
  ...Array.from({ length: 40 }, (_, i) => ({
    code: `MUG-${i}`,
    title: `Enamel mug ${i}`,
    skus: [{ sku: `MUG-${i}-1`, price: `${80 + i}.00`, quantity: 20 + i }],
  })),
  ...Array.from({ length: 10 }, (_, i) => ({
    code: `SHIRT-${i}`,
    title: `Linen shirt ${i}`,
    skus: ['S', 'M', 'L', 'XL'].map((size, s) => ({
      sku: `SHIRT-${i}-${size}`,
      price: `${200 + 10 * i + s}.00`,
      quantity: 30 + i,
      size,
    })),
  })),
];
const skus = before.flatMap((item) => item.skus.map(({ sku }) => sku));

/** So many prices, quantities and titles moved: prices of all SKUs first, then quantities, then titles of single ones. */
function moved(changes: number): readonly Item[] {
  let [prices, quantities] = [changes, changes - skus.length];
  let titles = changes - 2 * skus.length;
  return before.map((item) => ({
    ...item,
    title: item.skus.length === 1 && titles-- > 0 ? `${item.title}, new` : (item.title ?? ''),
    skus: item.skus.map((sku) => ({
      ...sku,
      price: prices-- > 0 ? `${Number(sku.price) * 1.25}` : sku.price,
      quantity: quantities-- > 0 ? (sku.quantity ?? 0) + 5 : (sku.quantity ?? 0),
    })),
  }));
}

let bed: Bed;
let ws: Workspace;
beforeAll(async () => {
  bed = await Bed.open({
    adapters: await demoAdapters(),
    currency: 'CNY',
    jumps: true,
    speed: 20,
    settings: ({ demo }) => demo?.settings ?? {},
  });
  ws = bed.openWorkspace();
});
afterAll(async () => {
  ws.close();
  await bed.close();
});

async function pushed(options: Partial<PushOptions> = {}): Promise<readonly ChannelPushReport[]> {
  const consent = async () => FULL_CONSENT;
  const common = { channels: [], dryRun: false, consent, open: ['touched'] as const, waitMs: WAIT_MS };
  const { channels } = await push(ws, { ...common, ...options });
  bed.later(3_600_000);
  return channels;
}

const runsOf = (reports: readonly ChannelPushReport[]) => reports.map(({ run }) => run ?? 0);
const writes = () => bed.shops.flatMap(({ emulator }) => emulator.requests().filter(({ write }) => write)).length;

/** What a buyer sees in every shop, by channel and SKU. */
function seen(): Readonly<Record<string, Inspection | undefined>> {
  return Object.fromEntries(
    bed.shops.flatMap(({ channel, emulator }) => skus.map((sku) => [`${channel} ${sku}`, emulator.inspect(sku)])),
  );
}

/** Every facet that these runs changed, from the journal. */
function journalled(runs: readonly number[]): readonly Cell[] {
  return runs.flatMap((run) =>
    historyOf(ws, run).entries.flatMap(({ channel, code, sku, facets, state }) => {
      expect(state, `${channel} ${code} ${sku}`).toBe('landed');
      return Object.keys(facets).map((facet) => ({ channel, code, ...(sku === undefined ? {} : { sku }), facet }));
    }),
  );
}

/** What a diff finds now, facet by facet. */
async function differences(): Promise<readonly Cell[]> {
  const { plan, failed } = await diff(ws, { channels: [] });
  expect(failed).toEqual([]);
  return plan.channels.flatMap(({ channel, listings }) =>
    listings.flatMap(({ code, changes }) =>
      changes.flatMap(({ sku, facets }) =>
        Object.keys(facets).map((facet) => ({ channel, code, ...(sku === undefined ? {} : { sku }), facet })),
      ),
    ),
  );
}

/** Somebody edits this facet in the shop's own back office: to what it was neither before nor after the push. */
function edit({ emulator }: Shop, { code, sku = `${code}-1`, facet }: Cell): Partial<Inspection> {
  const now = emulator.inspect(sku);
  const money = moneyOf(now?.price ?? '', emulator.currency);
  if (!now || !money) throw new Error(`${sku} is not there`);
  const change =
    facet === 'price'
      ? { price: decimalOf({ ...money, minor: money.minor + 300 }) }
      : facet === 'stock'
        ? { quantity: (now.quantity ?? 0) + 1000 }
        : { title: `${now.title}, by hand` };
  emulator.edit(sku, change);
  return change;
}

/** Twenty of the changes, from all shops and of all facets. */
function chosen(cells: readonly Cell[]): readonly Cell[] {
  const each = Math.ceil(EDITS / bed.shops.length);
  const ofShops = bed.shops.flatMap(({ channel }) => {
    const own = cells.filter((cell) => cell.channel === channel).sort((a, b) => a.facet.localeCompare(b.facet));
    return Array.from({ length: each }, (_, i) => own[Math.floor((i / (each - 1)) * (own.length - 1))] as Cell);
  });
  return ofShops.slice(0, EDITS);
}

it(`undo of a push over every shop: of ${CHANGES} changes all but the ${EDITS} that somebody edited go back`, async () => {
  const count = bed.shops.length;
  expect(count).toBeGreaterThanOrEqual(3);
  bed.putItems(before);
  for (const report of await pushed()) expect(report.error ?? report.exit, report.channel).toBe(0);
  const then = seen();

  // What every channel gets from the catalogue, and the rest of the 500 from channels that say it their own way.
  bed.putItems(moved(Math.floor(CHANGES / count)));
  const own = Array.from({ length: CHANGES % count }, (_, i) => ({
    shop: bed.shops[i] as Shop,
    code: `MUG-${39 - i}`,
  }));
  for (const { shop, code } of own)
    ws.catalogue.setOverride(shop.channel, { code, field: 'title', value: `${code} for ${shop.channel}` });
  const made = await pushed();
  for (const report of made) expect(report.error ?? report.exit, report.channel).toBe(0);
  const cells = journalled(runsOf(made));
  expect(cells).toHaveLength(CHANGES);
  expect(new Set(cells.map(({ channel }) => channel)).size).toBe(count);
  const pushedThen = seen();

  const edited = chosen(cells);
  expect(new Set(namesOf(edited)).size).toBe(EDITS);
  const facets = (some: readonly Cell[]) => [...new Set(some.map(({ facet }) => facet))].sort();
  expect([facets(cells), facets(edited)]).toEqual([FACETS, FACETS]);
  const byHand = new Map<string, Partial<Inspection>>();
  for (const cell of edited) {
    const shop = bed.shops.find(({ channel }) => channel === cell.channel) as Shop;
    byHand.set(`${cell.channel} ${cell.sku ?? `${cell.code}-1`}`, edit(shop, cell));
  }
  expect(byHand.size).toBe(EDITS);
  /** A state of all shops with what was edited by hand in its place. */
  const withEdits = (state: ReturnType<typeof seen>) =>
    Object.fromEntries(Object.entries(state).map(([key, shown]) => [key, { ...shown, ...byHand.get(key) }]));

  // Nobody agreed, and then a guard is shut: nothing is sent.
  for (const { emulator } of bed.shops) emulator.clearRequests();
  const undo = runsOf(made);
  for (const report of await pushed({ undo, consent: async () => 'stop' }))
    expect(report, report.channel).toMatchObject({ exit: 4, error: { code: 'E_NO_CONSENT' } });
  for (const report of await pushed({ undo, open: [] }))
    expect(report, report.channel).toMatchObject({ exit: 4, error: { code: 'E_GUARD' } });
  expect(writes()).toBe(0);
  expect(seen()).toEqual(withEdits(pushedThen));

  const undone = await pushed({ undo });
  for (const report of undone) expect(report.error ?? report.exit, report.channel).toBe(0);
  const fates = undone.flatMap((report) => report.undone ?? []);
  const of = (fate: string) =>
    fates.flatMap(({ facet = '', ...row }) => (row.fate === fate ? [{ ...row, facet }] : []));
  expect([of('reversed').length, of('kept').length, fates.length]).toEqual([CHANGES - EDITS, EDITS, CHANGES]);
  expect(namesOf(of('kept'))).toEqual(namesOf(edited));
  const told = undone.flatMap(({ findings }) => findings.filter(({ code }) => code === 'W_UNDO_KEPT'));
  expect(namesOf(told.map(({ place }) => place as Cell))).toEqual(namesOf(edited));
  expect(seen()).toEqual(withEdits(then));

  // It stands in the history as what it is, and is undone as anything else.
  const undoing = runsOf(undone);
  const { runs } = history(ws, { limit: count, channels: [] });
  expect(runs.map(({ id, command }) => [id, command])).toEqual(undoing.toReversed().map((id) => [id, 'undo']));
  expect(journalled(undoing)).toHaveLength(CHANGES - EDITS);
  const redone = await pushed({ undo: undoing });
  expect(redone.flatMap((report) => report.undone ?? []).map(({ fate }) => fate)).toEqual(
    Array.from({ length: CHANGES - EDITS }, () => 'reversed'),
  );
  expect(seen()).toEqual(withEdits(pushedThen));
  expect(namesOf(await differences())).toEqual(namesOf(edited));
  await pushed({ undo: runsOf(redone) });
  expect(seen()).toEqual(withEdits(then));

  // Held against the state before: the sheet as it was, and no titles of a channel's own.
  bed.putItems(before);
  for (const { shop, code } of own) ws.catalogue.removeOverride(shop.channel, code, undefined, 'title');
  expect(namesOf(await differences())).toEqual(namesOf(edited));
  await pushed();
  expect(seen()).toEqual(then);
  expect(await differences()).toEqual([]);
}, 120_000);
