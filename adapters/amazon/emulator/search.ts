import { createHash } from 'node:crypto';
import type { EmulatorReply } from 'mabang/testing';
import { parentSkuOf } from './attributes.ts';
import type { Call } from './call.ts';
import { DATA_SETS, viewItem } from './item-view.ts';
import { list, marketplaces, moment, oneOf, someOf } from './params.ts';
import { answer, badRequest } from './reply.ts';
import { issuesOf, statusOf } from './selling.ts';
import type { Listing } from './types.ts';

/** From the parameters of `searchListingsItems`, model of 2026-08-05. */
const PAGE = 10;
const PAGE_MAX = 20;
const IDENTIFIERS_MAX = 20;
/** Results that can be paged through, whatever was found. */
const REACH = 1000;

const TYPES = ['ASIN', 'EAN', 'FNSKU', 'GTIN', 'ISBN', 'JAN', 'MINSAN', 'SKU', 'UPC'] as const;
const STATUSES = ['BUYABLE', 'DISCOVERABLE'] as const;

export function search(call: Call): EmulatorReply {
  const places = marketplaces(call);
  const { account } = call.region;
  const sets = new Set(someOf(call, 'includedData', DATA_SETS) ?? ['summaries' as const]);
  const size = pageSize(call);
  const keep = filter(call);
  const order = sorter(call);
  const found = new Map<string, Listing>();
  for (const place of places) {
    for (const listing of account.listings(place.id)) {
      if (listing.shown && !found.has(listing.sku) && keep(listing)) found.set(listing.sku, listing);
    }
  }
  const rows = [...found.values()].sort(order);
  const offset = offsetOf(call);
  const end = Math.min(offset + size, rows.length, REACH);
  const items = rows
    .slice(offset, end)
    .map(({ sku }) => viewItem(account, places, sku, sets, call.now))
    .filter((item) => item !== undefined);
  const more = end < Math.min(rows.length, REACH);
  return answer({
    numberOfResults: rows.length,
    ...(more || offset > 0
      ? {
          pagination: {
            ...(more ? { nextToken: token(call, end) } : {}),
            ...(offset > 0 ? { previousToken: token(call, Math.max(0, offset - size)) } : {}),
          },
        }
      : {}),
    items,
  });
}

function pageSize(call: Call): number {
  const given = call.request.query.get('pageSize');
  if (given === null) return PAGE;
  const size = Number(given);
  if (!/^\d+$/.test(given) || size < 1 || size > PAGE_MAX) throw badRequest("Invalid 'pageSize' provided.");
  return size;
}

function filter(call: Call): (listing: Listing) => boolean {
  const { account } = call.region;
  const tests: ((listing: Listing) => boolean)[] = [];
  const { query } = call.request;
  const identifiers = list(call, 'identifiers');
  const type = oneOf(call, 'identifiersType', TYPES);
  const parent = query.get('variationParentSku');
  const hierarchy = query.get('packageHierarchySku');
  if ((identifiers === undefined) !== (type === undefined)) {
    throw badRequest("'identifiers' and 'identifiersType' need each other.");
  }
  if ([identifiers, parent, hierarchy].filter((one) => one !== undefined && one !== null).length > 1) {
    throw badRequest("Only one of 'identifiers', 'variationParentSku' and 'packageHierarchySku' can be given.");
  }
  if (identifiers && type) {
    if (identifiers.length > IDENTIFIERS_MAX) throw badRequest("'identifiers' takes at most 20 values.");
    const wanted = new Set(identifiers);
    tests.push((listing) => identifiersOf(listing, type).some((one) => wanted.has(one)));
  }
  if (parent !== null) {
    tests.push((listing) => {
      const named = listing.shown && parentSkuOf(listing.shown.attributes);
      return named === parent && !account.isDetached(listing);
    });
  }
  if (hierarchy !== null) tests.push(() => false);
  const between = (after: string, before: string, at: (listing: Listing) => number) => {
    const [from, to] = [moment(call, after), moment(call, before)];
    if (from !== undefined) tests.push((listing) => at(listing) >= from);
    if (to !== undefined) tests.push((listing) => at(listing) <= to);
  };
  between('createdAfter', 'createdBefore', ({ acceptedAt }) => acceptedAt);
  between('lastUpdatedAfter', 'lastUpdatedBefore', ({ updatedAt }) => updatedAt);
  const severities = someOf(call, 'withIssueSeverity', ['WARNING', 'ERROR']);
  if (severities) {
    tests.push((listing) =>
      issuesOf(account, listing, call.now).some(({ severity }) => severities.some((one) => one === severity)),
    );
  }
  const statuses = (listing: Listing) => statusOf(account, listing, call.now);
  const having = someOf(call, 'withStatus', STATUSES);
  if (having) tests.push((listing) => having.some((status) => statuses(listing).includes(status)));
  const lacking = someOf(call, 'withoutStatus', STATUSES);
  if (lacking) tests.push((listing) => !lacking.some((status) => statuses(listing).includes(status)));
  return (listing) => tests.every((test) => test(listing));
}

function identifiersOf(listing: Listing, type: (typeof TYPES)[number]): readonly string[] {
  if (type === 'SKU') return [listing.sku];
  if (type === 'ASIN') return [listing.asin];
  const wanted = type.toLowerCase();
  return (listing.shown?.attributes.externally_assigned_product_identifier ?? [])
    .filter((one) => one.type === wanted || wanted === 'gtin')
    .map((one) => String(one.value));
}

function sorter(call: Call): (a: Listing, b: Listing) => number {
  const by = oneOf(call, 'sortBy', ['sku', 'createdDate', 'lastUpdatedDate']) ?? 'lastUpdatedDate';
  const sign = (oneOf(call, 'sortOrder', ['ASC', 'DESC']) ?? 'DESC') === 'ASC' ? 1 : -1;
  const bySku = (a: Listing, b: Listing) => (a.sku < b.sku ? -1 : a.sku > b.sku ? 1 : 0);
  return (a, b) => {
    const at = by === 'createdDate' ? a.acceptedAt - b.acceptedAt : by === 'sku' ? 0 : a.updatedAt - b.updatedAt;
    return sign * (at === 0 ? bySku(a, b) : at);
  };
}

/** A token is good for the question it was given for, and says nothing to anybody else. */
function token(call: Call, offset: number): string {
  return Buffer.from(`${offset} ${question(call)}`, 'utf8').toString('base64url');
}

function offsetOf(call: Call): number {
  const given = call.request.query.get('pageToken');
  if (given === null) return 0;
  const [offset, asked] = Buffer.from(given, 'base64url').toString('utf8').split(' ');
  if (!/^\d+$/.test(offset ?? '') || asked !== question(call)) throw badRequest("Invalid 'pageToken' provided.");
  return Number(offset);
}

function question(call: Call): string {
  const query = new URLSearchParams(call.request.query);
  query.delete('pageToken');
  query.sort();
  return createHash('sha256').update(`${call.path[0]} ${query}`).digest('base64url').slice(0, 22);
}
