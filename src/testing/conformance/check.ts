import type { Diagnostic } from '../../contract/index.ts';
import { canonical } from '../../core/index.ts';
import type { ChannelPushReport } from '../../engine/index.ts';
import { SETTLE_MS } from '../../engine/session.ts';
import type { Emulator, Inspection } from '../types.ts';
import type { Goods, GoodsSku } from './goods.ts';
import type { World } from './world.ts';

/** What a case throws when the adapter did not do what it must. */
export class Failed extends Error {
  override readonly name = 'Failed';
}

export function check(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Failed(what);
}

export function equal(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [canonical(actual ?? null), canonical(expected ?? null)];
  check(a === b, `${what}: expected ${b}, is ${a}`);
}

/** Once the platform has had its time, every SKU of these goods stands there exactly once, and shows what the goods say. */
export function expectLive(world: World, ...goods: readonly Goods[]): void {
  world.settle();
  expectLiveOn(world, world.emulator, ...goods);
}

export function expectLiveOn(world: World, emulator: Emulator, ...goods: readonly Goods[]): void {
  for (const product of goods) for (const sku of product.skus) if (!sku.ended) expectSku(world, emulator, product, sku);
}

function expectSku(world: World, emulator: Emulator, product: Goods, sku: GoodsSku): void {
  for (const { text } of unlike(world, emulator, product, sku)) throw new Failed(text);
}

/** A SKU that should be on sale and is not, one that is there more often than once, or that shows something else. */
export interface Unlike {
  readonly how: 'lost' | 'doubled' | 'wrong';
  readonly text: string;
}

/** In what a SKU that is to be listed does not look as its goods say. */
export function* unlike(world: World, emulator: Emulator, product: Goods, sku: GoodsSku): Generator<Unlike> {
  const seen = emulator.inspect(sku.sku);
  if (seen === undefined) {
    yield { how: 'lost', text: `${sku.sku} is not on the platform` };
    return;
  }
  const visible = (product.status ?? 'active') === 'active';
  yield* differs('doubled', seen.copies, 1, `copies of ${sku.sku}`);
  yield* differs(visible ? 'lost' : 'wrong', seen.visible, visible, `${sku.sku} visible`);
  yield* differs('wrong', plain(seen.title), plain(product.title), `title of ${sku.sku}`);
  yield* differs(
    'wrong',
    { price: seen.price, currency: seen.currency },
    { price: sku.price, currency: world.currency },
    `price of ${sku.sku}`,
  );
  yield* differs('wrong', seen.quantity, sku.quantity, `quantity of ${sku.sku}`);
  yield* differs('wrong', seen.options, sku.options ?? {}, `options of ${sku.sku}`);
  yield* unlikeImages(world, product, sku, seen);
  const lacks = world.subject.emulator.lacks ?? [];
  if (sku.gtin !== undefined && !lacks.includes('gtin'))
    yield* differs('wrong', seen.gtin, sku.gtin, `GTIN of ${sku.sku}`);
  if (sku.weight !== undefined && !lacks.includes('weight'))
    yield* differs('wrong', seen.weight, sku.weight, `weight of ${sku.sku} in grams`);
}

function* unlikeImages(world: World, product: Goods, sku: GoodsSku, seen: Inspection): Generator<Unlike> {
  if (!world.subject.adapter.capabilities.facets.media) return;
  yield* differs('wrong', seen.images, product.images ?? [], `images of ${sku.sku}`);
  if (sku.image) yield* differs('wrong', seen.variantImage, sku.image, `own image of ${sku.sku}`);
}

function* differs(how: Unlike['how'], actual: unknown, expected: unknown, what: string): Generator<Unlike> {
  const [a, b] = [canonical(actual ?? null), canonical(expected ?? null)];
  if (a !== b) yield { how, text: `${what}: expected ${b}, is ${a}` };
}

/** As a buyer reads it: white space folded, tags that a platform may strip out of a title left out. */
function plain(text: string): string {
  return text
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Nothing to do: the diff is empty, and a push sends no writing request. */
export async function expectSettled(world: World): Promise<void> {
  const plan = await world.diff();
  const left = plan.listings.map((listing) => `${listing.state} ${listing.code}: ${canonical(listing.changes)}`);
  equal(left, [], 'differences left');
  world.emulator.clearRequests();
  const report = await world.push();
  equal(report.error ?? null, null, 'error of an idle push');
  equal(writes(world), 0, 'writing requests of an idle push');
}

/** A push that sends nothing, and names these products as removed. */
export async function expectLeftAlone(world: World, ...codes: readonly string[]): Promise<void> {
  world.emulator.clearRequests();
  const report = await world.push();
  equal(report.error ?? null, null, 'error of the push');
  equal(writes(world), 0, 'writing requests for what was removed');
  const told = report.findings.filter(({ code }) => code === 'E_REMOVED').map(({ place }) => place.code ?? '');
  equal([...new Set(told)].sort(), [...codes].sort(), 'products told as removed');
}

export function writes(world: World): number {
  return world.emulator.requests().filter((request) => request.write).length;
}

/** Findings that say something of the adapter rather than of the goods. */
const TROUBLE = /^W_(NOT_LANDED|UNKNOWN|NO_OUTCOME|DOUBLE|EXTRA_SKU|CANNOT_UPDATE|UNFINISHED)$/;

/** A push that must work: nothing rejected, nothing unknown, everything seen. An adapter's own warnings are its business. */
export async function pushed(world: World, options: Parameters<World['push']>[0] = {}): Promise<void> {
  const report = await world.push(options);
  const trouble = report.findings
    .filter((finding) => finding.severity === 'error' || TROUBLE.test(finding.code))
    .map((finding) => `${finding.code} ${finding.message.en}`);
  equal(report.error ?? null, null, 'push error');
  equal(trouble, [], 'findings of the push');
  equal(report.counts.landed, report.counts.planned, 'changes seen live of those planned');
}

/** Push until a push has nothing more to do, as cron would. At most five times, far enough apart for every fate to be clear. */
export async function pushUntilQuiet(world: World): Promise<void> {
  for (let i = 0; i < 5; i++) {
    const report = await world.push();
    if (!report.error && report.counts.planned === 0 && report.resumed.open === 0) return;
    world.settle();
    world.clock.advance(SETTLE_MS);
  }
  throw new Failed('five pushes did not come to rest');
}

/** What a push says, its error among it. */
export function findingsOf({ findings, error }: Pick<ChannelPushReport, 'findings' | 'error'>): readonly Diagnostic[] {
  return error ? [...findings, error] : findings;
}

/** Applied means that the platform said so: nothing that is not there may be called applied. */
export function honest(world: World, report: ChannelPushReport): void {
  world.settle();
  for (const { sku, verb, outcome } of report.outcomes)
    if (sku !== undefined && verb === 'create' && outcome.status === 'applied')
      check(world.emulator.inspect(sku) !== undefined, `${sku} was called applied and is not there`);
}
