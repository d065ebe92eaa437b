/** Reading the platform, and carrying out changes with as few calls as it has. No comparing, no retrying, no waiting. */
import {
  type Batch,
  type BatchResult,
  type Context,
  type FacetChange,
  type Facts,
  HttpFailure,
  type Json,
  type ListingChange,
  type Outcome,
  type RemoteListing,
  type Wanted,
} from 'mabang/contract';
import { chunks, verbatim } from 'mabang/core';
import { MARK, seenOf } from './map.ts';
import {
  accountSchema,
  type Connection,
  doneSchema,
  errorSchema,
  type Item,
  itemSchema,
  pageSchema,
  remoteIdSchema,
} from './schema.ts';

type Ctx = Context<Connection, 'read' | 'write'>;

/** The page size, and how many keys one look-up takes: the platform's limit for both. */
export const PER_CALL = 50;

export async function describe({ http }: Ctx): Promise<Facts> {
  const reply = await http.request({
    bucket: 'read',
    method: 'GET',
    path: '/v1/account',
    reply: accountSchema,
    resend: 'always',
  });
  return { currency: reply.data.currency, name: reply.data.name };
}

export async function* fetchRemote(wanted: Wanted, ctx: Ctx): AsyncIterable<RemoteListing> {
  if (wanted === 'all') {
    for await (const item of pages({}, ctx)) yield seenOf(item);
    return;
  }
  // An item can hold keys of two look-ups; it is yielded once.
  const yielded = new Set<string>();
  const skus = [...new Set(wanted.flatMap((key) => key.skus))];
  const ids = wanted.flatMap((key) => (key.remoteId === undefined ? [] : [remoteIdSchema.parse(key.remoteId).id]));
  const lookUps = [...chunks(skus, PER_CALL).map((sku) => ({ sku })), ...chunks(ids, PER_CALL).map((id) => ({ id }))];
  for (const query of lookUps) {
    for await (const item of pages(query, ctx)) {
      if (yielded.has(item.id)) continue;
      yielded.add(item.id);
      yield seenOf(item);
    }
  }
}

async function* pages(query: Readonly<Record<string, readonly string[]>>, { http }: Ctx): AsyncIterable<Item> {
  let cursor: string | undefined;
  do {
    const { data } = await http.request({
      bucket: 'read',
      method: 'GET',
      path: '/v1/items',
      query: { ...query, limit: PER_CALL, cursor },
      reply: pageSchema,
      resend: 'always',
    });
    yield* data.items;
    cursor = data.next ?? undefined;
  } while (cursor !== undefined);
}

/** One call a listing. The platform carries out a call whole or not at all, so one answer decides all its changes. */
export async function apply(batch: Batch, ctx: Ctx): Promise<BatchResult> {
  const outcomes: Outcome[] = [];
  for (const listing of batch.listings) {
    try {
      const remoteId = await send(listing, ctx);
      outcomes.push(...listing.changes.map(({ id }): Outcome => ({ changeId: id, status: 'applied', remoteId })));
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error;
      if (outcomes.length === 0 && isDenied(error)) throw error;
      outcomes.push(...listing.changes.map(({ id }) => outcomeOf(id, error)));
    }
  }
  return { outcomes };
}

async function send(listing: ListingChange, ctx: Ctx): Promise<Json> {
  if (listing.remoteId === undefined) return create(listing, ctx);
  const { id } = remoteIdSchema.parse(listing.remoteId);
  const ends = listing.changes.some((change) => change.sku === undefined && change.verb === 'end');
  return ends ? remove(id, ctx) : update(id, listing, ctx);
}

/** A second create with the same SKU is refused, but only a look-up can tell whose the first was: never sent twice. */
async function create(listing: ListingChange, { http }: Ctx): Promise<Json> {
  const reply = await http.request({
    bucket: 'write',
    method: 'POST',
    path: '/v1/items',
    body: { code: listing.code, origin: MARK, ...bodyOf(listing) },
    reply: itemSchema,
    resend: 'unsent',
  });
  return { id: reply.data.id };
}

/** Fields that are absent stay as they are, SKUs are put by their name: sending it twice is the same as once. */
async function update(id: string, listing: ListingChange, { http }: Ctx): Promise<Json> {
  await http.request({
    bucket: 'write',
    method: 'PATCH',
    path: `/v1/items/${encodeURIComponent(id)}`,
    body: bodyOf(listing),
    reply: itemSchema,
    resend: 'always',
  });
  return { id };
}

async function remove(id: string, { http }: Ctx): Promise<Json> {
  try {
    await http.request({
      bucket: 'write',
      method: 'DELETE',
      path: `/v1/items/${encodeURIComponent(id)}`,
      reply: doneSchema,
      resend: 'always',
    });
  } catch (error) {
    // Gone already, perhaps by the first of two attempts: what was wanted is so.
    if (!(error instanceof HttpFailure) || error.details.status !== 404) throw error;
  }
  return { id };
}

/** The facets that changed, laid side by side: each is a part of the body already. */
function bodyOf(listing: ListingChange): Readonly<Record<string, Json>> {
  const own = listing.changes.find((change) => change.sku === undefined);
  const skus = listing.changes.filter((change) => change.sku !== undefined);
  const put = skus.filter((change) => change.verb !== 'end');
  const gone = skus.filter((change) => change.verb === 'end');
  return {
    ...merged(own?.facets ?? {}),
    ...(put.length > 0 ? { skus: put.map((change) => ({ sku: change.sku ?? '', ...merged(change.facets) })) } : {}),
    ...(gone.length > 0 ? { remove_skus: gone.map((change) => change.sku ?? '') } : {}),
  };
}

function merged(facets: Readonly<Record<string, FacetChange | undefined>>): Readonly<Record<string, Json>> {
  return Object.assign({}, ...Object.values(facets).map((change) => change?.to));
}

function isDenied(failure: HttpFailure): boolean {
  return failure.details.status === 401 || failure.details.status === 403;
}

function outcomeOf(changeId: string, failure: HttpFailure): Outcome {
  if (failure.mayHaveHappened) return { changeId, status: 'unknown', reason: failure.message };
  const answer = errorSchema.safeParse(failure.details.body);
  const { status } = failure.details;
  const later = failure.kind === 'unsent' || status === 429 || isDenied(failure);
  return {
    changeId,
    status: 'rejected',
    retry: later ? 'later' : 'never',
    issues: [
      {
        code: `{{CODE}}_${answer.success ? answer.data.error.code.toUpperCase() : (status ?? 'UNSENT')}`,
        severity: 'error',
        message: verbatim(answer.success ? answer.data.error.message : failure.message),
        place: {},
      },
    ],
  };
}
