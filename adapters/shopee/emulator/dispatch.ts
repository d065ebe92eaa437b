import { randomBytes } from 'node:crypto';
import { type EmulatorReply, type EmulatorRequest, json } from 'mabang/testing';
import { type Answer, type Call, Redirect, type Route } from './call.ts';
import { ApiError, GateError, wrong } from './errors.ts';
import type { Gate } from './gate.ts';
import { GLOBAL_ITEM_WRITES } from './global-item.ts';
import { GLOBAL_MODEL_WRITES } from './global-model.ts';
import { PUBLISH_ROUTES } from './global-publish.ts';
import { GLOBAL_READS } from './global-read.ts';
import { INFO_ROUTES } from './info.ts';
import { withLongNumbers } from './long-number.ts';
import { PUBLIC_ROUTES } from './public.ts';
import { ITEM_READS } from './read.ts';
import type { Body } from './types.ts';
import { VIOLATION_ROUTES } from './violations.ts';
import type { World } from './world.ts';
import { ITEM_WRITES } from './write-item.ts';
import { MODEL_WRITES } from './write-model.ts';
import { OFFER_WRITES } from './write-offer.ts';

const PREFIX = '/api/v2/';

const ROUTES: ReadonlyMap<string, Route> = new Map(
  [
    ...[PUBLIC_ROUTES, INFO_ROUTES, ITEM_READS, ITEM_WRITES, MODEL_WRITES, OFFER_WRITES],
    ...[GLOBAL_ITEM_WRITES, GLOBAL_MODEL_WRITES, PUBLISH_ROUTES, GLOBAL_READS, VIOLATION_ROUTES],
  ]
    .flat()
    .map((route) => [`${route.method} ${PREFIX}${route.path}`, route]),
);

/** Paths of all calls there are. */
export const CALLS: readonly string[] = [...ROUTES.values()].map(({ path }) => `${PREFIX}${path}`);

/** From the bytes of a request to the bytes of an answer. An error is HTTP 200 unless the gateway was asked for 4xx. */
export async function dispatch(
  world: World,
  gate: Gate,
  request: EmulatorRequest,
  work: () => Promise<void>,
): Promise<EmulatorReply> {
  const route = ROUTES.get(`${request.method} ${request.pathname}`);
  try {
    if (!route) {
      const message = 'Permission denied. This API is currently offline or the request path is incorrect.';
      throw new GateError('error_param', message, 404);
    }
    const id = gate.admit(request, route.kind);
    world.merchant?.settle();
    const body = route.method === 'POST' ? readBody(request) : {};
    const shop = world.shops.get(id) ?? world.main;
    const call: Call = { world, request, query: request.query, body, shop, work };
    const result = await route.handle(call);
    if (result instanceof Redirect) return { status: 302, headers: { location: result.location }, text: '' };
    return answer(result);
  } catch (error) {
    if (error instanceof ApiError) return refusal(error, route?.prefix, world.options.httpErrors === true);
    throw error;
  }
}

function answer(parts: Answer): EmulatorReply {
  const value = { error: '', message: '', warning: '', request_id: requestId(), ...parts };
  const text = withLongNumbers(JSON.stringify(value));
  return text === undefined ? json(value) : { status: 200, headers: json('').headers, text };
}

export function refusal(error: ApiError, prefix: string | undefined, http: boolean): EmulatorReply {
  const gate = error instanceof GateError;
  const code = gate || prefix === undefined || error.code.includes('.') ? error.code : `${prefix}.${error.code}`;
  const value = { error: code, message: error.message, warning: '', request_id: requestId(), ...error.extra };
  const reply = json(value, gate && http ? error.status : 200);
  return gate && error.status === 429 ? { ...reply, overLimit: true } : reply;
}

function requestId(): string {
  return randomBytes(16).toString('hex');
}

/** Uploads are forms and read by their own call; everything else that is posted is a JSON object. */
function readBody(request: EmulatorRequest): Body {
  if (/^multipart\//i.test(request.headers['content-type'] ?? '')) return {};
  let value: unknown;
  try {
    value = JSON.parse(request.body);
  } catch {
    throw wrong('the body is not JSON');
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw wrong('the body is not an object');
  return value as Body;
}
