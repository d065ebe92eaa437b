import { type EmulatorReply, type EmulatorRequest, json } from 'mabang/testing';
import type { Call, Region, Route } from './call.ts';
import { CONSENT_PATH } from './consent.ts';
import { DEFINITION_ROUTES, SCHEMAS, serveSchema } from './definition-routes.ts';
import { STORAGE } from './documents.ts';
import { FEED_ROUTES } from './feed-routes.ts';
import type { Gate } from './gate.ts';
import { LISTING_ROUTES } from './listing-routes.ts';
import { ApiError, badRequest } from './reply.ts';
import { REPORT_ROUTES } from './report-routes.ts';
import { SELLER_ROUTES } from './seller-routes.ts';

export const TOKEN_PATH = '/auth/o2/token';

const ROUTES: readonly Route[] = [
  ...LISTING_ROUTES,
  ...FEED_ROUTES,
  ...REPORT_ROUTES,
  ...DEFINITION_ROUTES,
  ...SELLER_ROUTES,
];

/** From a request to its answer, in this order: whose door it is, credential, operation, quota, parameters. */
export async function dispatch(region: Region, gate: Gate, request: EmulatorRequest): Promise<EmulatorReply> {
  const now = region.account.clock.now();
  advance(region, now);
  if (request.pathname === TOKEN_PATH) return gate.login(request);
  if (request.pathname === CONSENT_PATH) return gate.consent.page(request);
  if (request.pathname.startsWith(STORAGE)) return region.documents.serve(request);
  if (request.pathname.startsWith(SCHEMAS)) return serveSchema({ region, request });
  try {
    gate.admit(request);
    const route = ROUTES.find(({ method, pattern }) => method === request.method && pattern.test(request.pathname));
    if (!route) throw new ApiError(404, 'NotFound', 'The requested resource was not found.');
    const operation = route.bucket?.(request) ?? route.operation;
    region.limits.take(operation);
    checkBody(request);
    const call: Call = { region, request, now, path: segments(route, request) };
    const reply = await route.handle(call);
    return { ...reply, headers: { ...reply.headers, ...region.limits.header(operation) } };
  } catch (error) {
    if (error instanceof ApiError) return error.reply();
    throw error;
  }
}

/** What has happened by itself in the meantime. */
export function advance(region: Region, now: number): void {
  region.feeds.advance(now);
  region.account.settle(now);
  region.reports.advance(now);
}

/** A body has to say that it is JSON. */
function checkBody(request: EmulatorRequest): void {
  if (request.body === '') return;
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new ApiError(415, 'UnsupportedMediaType', 'The content type of the request is not supported.');
  }
}

function segments(route: Route, request: EmulatorRequest): readonly string[] {
  return (route.pattern.exec(request.pathname)?.slice(1) ?? []).map((segment) => {
    try {
      return decodeURIComponent(segment);
    } catch {
      throw badRequest('The path is not percent-encoded UTF-8.');
    }
  });
}

/** Of an answer: the part without which a client cannot go on. */
export function withoutPart(reply: EmulatorReply): EmulatorReply {
  const text = reply.text ?? '';
  // Of a document nothing is left; one that is compressed is bytes and no text at all.
  if (typeof text !== 'string' || !text.startsWith('{')) return { ...reply, text: '' };
  const value = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const parts = [
    'access_token',
    'status',
    'items',
    'summary',
    'feedId',
    'processingStatus',
    'url',
    'schema',
    'payload',
  ];
  const part = parts.find((name) => name in value) ?? Object.keys(value)[0];
  const rest = Object.entries(value).filter(([name]) => name !== part);
  return json(Object.fromEntries(rest), reply.status, reply.headers);
}
