import type { RemoteListing, Sku, Wanted } from 'mabang/contract';
import { EXIT, MabangError } from 'mabang/core';
import { family, single, skuOf, type Unit, unitOf } from './families.ts';
import { type Ctx, getItem, itemsBySku, searchPage } from './items.ts';
import { SEARCH_REACH } from './limits.ts';
import { placeOf } from './marketplaces.ts';
import { skusOfReport } from './report.ts';

/**
 * Families are put together from parents and children, so nothing is given out before every SKU is read; what is kept until
 * then are facets and not answers.
 */
export async function* fetchRemote(wanted: Wanted, ctx: Ctx): AsyncIterable<RemoteListing> {
  const units = wanted === 'all' ? await readAll(ctx) : await readKeys(ctx, keysOf(wanted));
  yield* listingsOf(units);
}

type Units = Map<Sku, Unit>;

/** A listing that is known is known by its SKU; of one that is not, the code may be the parent's. */
function keysOf(wanted: Exclude<Wanted, 'all'>): readonly Sku[] {
  return wanted.flatMap(({ code, skus, remoteId }) => [...skus, skuOf(remoteId) ?? code]);
}

export function* listingsOf(units: ReadonlyMap<Sku, Unit>): Iterable<RemoteListing> {
  const families = new Map<Sku, Unit[]>();
  for (const unit of units.values()) {
    if (unit.parent === undefined) continue;
    const members = families.get(unit.parent);
    if (members) members.push(unit);
    else families.set(unit.parent, [unit]);
  }
  for (const unit of units.values()) {
    const children = families.get(unit.sku);
    if (unit.isParent || children) yield family(unit.sku, unit, children ?? []);
    else if (unit.parent === undefined) yield single(unit);
  }
  for (const [parent, children] of families) if (!units.has(parent)) yield family(parent, undefined, children);
}

/** These SKUs, and the whole family of each. */
async function readKeys(ctx: Ctx, skus: readonly Sku[]): Promise<Units> {
  const units: Units = new Map();
  await complete(ctx, units, skus);
  return units;
}

/** Reads until no SKU that is named by another is left out. */
async function complete(ctx: Ctx, units: Units, first: Iterable<Sku>): Promise<void> {
  const marketplaceId = placeOf(ctx.at).id;
  const asked = new Set<Sku>(units.keys());
  const named = () =>
    [...units.values()].flatMap(({ parent, children }) => [...((parent ?? '') ? [parent ?? ''] : []), ...children]);
  let open = [...new Set([...first, ...named()])].filter((sku) => !asked.has(sku));
  while (open.length > 0) {
    for (const sku of open) asked.add(sku);
    const found: Unit[] = [];
    for await (const item of itemsBySku(ctx, open)) found.push(unitOf(item, marketplaceId));
    for (const unit of found) units.set(unit.sku, unit);
    open = [
      ...new Set(found.flatMap(({ parent, children }) => [...(parent === undefined ? [] : [parent]), ...children])),
    ];
    open = open.filter((sku) => !asked.has(sku));
  }
}

/** How often a listing that changes while it is read is begun anew. */
const ATTEMPTS = 3;

async function readAll(ctx: Ctx): Promise<Units> {
  let counts = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const paged = await readPages(ctx, 'ASC');
    if (paged.total > SEARCH_REACH) return readBeyond(ctx, paged.total);
    if (paged.units.size === paged.total) {
      await complete(ctx, paged.units, []);
      return paged.units;
    }
    counts = `${paged.units.size}/${paged.total}`;
  }
  throw moving(counts);
}

/** By the date of creation: what somebody changes meanwhile does not move, what he makes comes last. */
async function readPages(
  ctx: Ctx,
  sortOrder: 'ASC' | 'DESC',
): Promise<{ readonly units: Units; readonly total: number }> {
  const marketplaceId = placeOf(ctx.at).id;
  const units: Units = new Map();
  const question = { sortBy: 'createdDate', sortOrder };
  let token: string | undefined;
  let total = 0;
  do {
    const page = await searchPage(ctx, question, token);
    total = page.numberOfResults;
    // Where there is more than a search reaches, the first page is all that is needed of it.
    if (sortOrder === 'ASC' && total > SEARCH_REACH) break;
    for (const item of page.items) units.set(item.sku, unitOf(item, marketplaceId));
    token = page.pagination?.nextToken;
  } while (token !== undefined);
  return { units, total };
}

/**
 * More than can be paged: the report names the SKUs, and they are read 20 at a time. What the report has and a search does not
 * show is asked for by itself; what was made after the report began is among the newest 1,000.
 */
async function readBeyond(ctx: Ctx, total: number): Promise<Units> {
  const units: Units = new Map();
  const skus = await skusOfReport(ctx);
  await complete(ctx, units, skus);
  const marketplaceId = placeOf(ctx.at).id;
  for (const sku of skus) {
    if (units.has(sku)) continue;
    const item = await getItem(ctx, sku);
    if (item) units.set(sku, unitOf(item, marketplaceId));
  }
  if (units.size < total) {
    const newest = await readPages(ctx, 'DESC');
    for (const [sku, unit] of newest.units) units.set(sku, unit);
    await complete(ctx, units, []);
  }
  if (units.size < total) throw short(units.size, total);
  return units;
}

function moving(counts: string): MabangError {
  return new MabangError(
    'E_AMZ_MOVING',
    EXIT.busy,
    {
      en: `the account changes faster than it can be read: ${counts} SKUs after ${ATTEMPTS} attempts`,
      zh: `账户变化过快，无法完整读取：${ATTEMPTS} 次尝试后为 ${counts} 个 SKU`,
    },
    { next: { en: 'nothing was sent; run the same command again', zh: '未发送任何内容；请重新运行同一命令' } },
  );
}

function short(read: number, total: number): MabangError {
  return new MabangError(
    'E_AMZ_SHORT',
    EXIT.busy,
    {
      en: `Amazon counts ${total} SKUs, and its report of all listings with what belongs to them shows ${read}`,
      zh: `亚马逊统计有 ${total} 个 SKU，而全部商品报告及其关联仅显示 ${read} 个`,
    },
    {
      next: {
        en: 'nothing was sent; the report runs behind for some minutes: try again later. A parent without children is in no report: delete it in Seller Central',
        zh: '未发送任何内容；报告可能延迟数分钟，请稍后再试。没有子商品的父商品不在报告中：请在卖家平台删除',
      },
    },
  );
}
