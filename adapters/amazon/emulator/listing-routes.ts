import { randomUUID } from 'node:crypto';
import type { EmulatorReply, EmulatorRequest } from 'mabang/testing';
import { patchBody, putBody } from './bodies.ts';
import type { Call, Route } from './call.ts';
import { DATA_SETS, viewItem } from './item-view.ts';
import type { Operation } from './limits.ts';
import { jsonBody, marketplaces, oneOf, someOf } from './params.ts';
import type { Marketplace } from './places.ts';
import { ApiError, answer, badRequest, unauthorized } from './reply.ts';
import { search } from './search.ts';
import { carries, judgePatch, judgePut, type Result } from './submit.ts';

const ITEM = /^\/listings\/2021-08-01\/items\/([^/]+)\/([^/]+)$/;

const previewed =
  (operation: Operation) =>
  (request: EmulatorRequest): Operation =>
    request.query.get('mode') === 'VALIDATION_PREVIEW' ? 'validationPreview' : operation;

export const LISTING_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    pattern: /^\/listings\/2021-08-01\/items\/([^/]+)$/,
    operation: 'searchListingsItems',
    handle: (call) => {
      own(call);
      return search(call);
    },
  },
  { method: 'GET', pattern: ITEM, operation: 'getListingsItem', handle: get },
  {
    method: 'PUT',
    pattern: ITEM,
    operation: 'putListingsItem',
    bucket: previewed('putListingsItem'),
    handle: put,
  },
  {
    method: 'PATCH',
    pattern: ITEM,
    operation: 'patchListingsItem',
    bucket: previewed('patchListingsItem'),
    handle: patch,
  },
  { method: 'DELETE', pattern: ITEM, operation: 'deleteListingsItem', handle: remove },
];

/** The SKU of the path, when the path is of this account. */
function own(call: Call): string {
  const [sellerId, sku = ''] = call.path;
  if (sellerId !== call.region.sellerId) throw unauthorized('');
  return sku;
}

function get(call: Call): EmulatorReply {
  const sku = own(call);
  const places = marketplaces(call);
  const sets = new Set(someOf(call, 'includedData', DATA_SETS) ?? ['summaries' as const]);
  const item = viewItem(call.region.account, places, sku, sets, call.now);
  if (item) return answer(item);
  throw new ApiError(
    404,
    'NOT_FOUND',
    `SKU '${sku}' not found in marketplace ${places.map(({ id }) => id).join(', ')}`,
  );
}

async function put(call: Call): Promise<EmulatorReply> {
  const sku = own(call);
  const [place] = marketplaces(call, 1);
  const how = mode(call);
  const body = putBody(jsonBody(call.request, badRequest));
  if (typeof body === 'string') throw badRequest(body);
  if (!place) throw badRequest("Missing required 'marketplaceIds'.");
  if (!how.preview) await call.region.work();
  const result = judgePut(call.region.account, place, sku, body, how.preview);
  return submit(call, sku, how, Object.keys(body.attributes), [{ place, result }]);
}

async function patch(call: Call): Promise<EmulatorReply> {
  const sku = own(call);
  const places = marketplaces(call);
  const how = mode(call);
  const body = patchBody(jsonBody(call.request, badRequest));
  if (typeof body === 'string') throw badRequest(body);
  if (!how.preview) await call.region.work();
  const results = places.map((place) => ({
    place,
    result: judgePatch(call.region.account, place, sku, body, how.preview),
  }));
  const names = body.patches.map(({ name }) => name);
  return submit(call, sku, how, names, results);
}

async function remove(call: Call): Promise<EmulatorReply> {
  const sku = own(call);
  const [place] = marketplaces(call, 1);
  await call.region.work();
  if (place) call.region.account.accept(place.id, sku, undefined, call.region.account.clock.now());
  return answer({ sku, status: 'ACCEPTED', submissionId: randomUUID(), issues: [] });
}

interface Mode {
  readonly preview: boolean;
  readonly sets: readonly string[];
}

function mode(call: Call): Mode {
  const preview = oneOf(call, 'mode', ['VALIDATION_PREVIEW']) !== undefined;
  const sets = someOf(call, 'includedData', ['identifiers', 'issues']) ?? ['issues'];
  if (!preview && sets.includes('identifiers')) throw badRequest("'identifiers' needs mode VALIDATION_PREVIEW.");
  return { preview, sets };
}

/** Nothing is taken unless all of it is valid. What was judged is taken at once: nobody comes in between. */
function submit(
  call: Call,
  sku: string,
  { preview, sets }: Mode,
  names: readonly string[],
  results: readonly { readonly place: Marketplace; readonly result: Result }[],
): EmulatorReply {
  const { account, limits } = call.region;
  const valid = results.every(({ result }) => result.valid);
  if (!preview) limits.takeContent(carries(names));
  if (valid && !preview) {
    const at = account.clock.now();
    for (const { place, result } of results) account.accept(place.id, sku, result.state, at);
  }
  const issues = results.flatMap(({ result }) => result.issues);
  const identifiers = results.flatMap(({ place, result }) =>
    result.valid && result.state ? [{ marketplaceId: place.id, asin: account.asinFor(sku, result.state) }] : [],
  );
  return answer({
    sku,
    status: valid ? (preview ? 'VALID' : 'ACCEPTED') : 'INVALID',
    submissionId: randomUUID(),
    ...(sets.includes('identifiers') ? { identifiers } : {}),
    ...(sets.includes('issues') ? { issues } : {}),
  });
}
