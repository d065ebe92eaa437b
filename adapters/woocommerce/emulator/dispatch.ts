import type { EmulatorReply, EmulatorRequest } from 'mabang/testing';
import { checkArgs } from './args.ts';
import type { Gate } from './auth.ts';
import type { Call, Permission, Route } from './call.ts';
import { FatalError, fieldsOf, noRoute, notFoundPage, pickFields, RestError } from './rest.ts';
import type { Shop } from './shop.ts';
import type { Body } from './types.ts';

const PREFIX = '/wp-json';

/** From the bytes of a request to the bytes of an answer, in WordPress's order: credential, route, arguments, permission. */
export async function dispatch(
  shop: Shop,
  routes: readonly Route[],
  gate: Gate,
  request: EmulatorRequest,
  work: () => Promise<void>,
): Promise<EmulatorReply> {
  try {
    const path = routePath(request);
    if (path === undefined) return notFoundPage();
    const method = methodOf(request);
    // Keys are looked at only where the path names the interface: `?rest_route=` is answered to nobody in particular.
    const keyed = request.pathname.startsWith(PREFIX) && /^\/wc[/-]/.test(path);
    const known = keyed && gate.admit(request);
    const body = readBody(request);
    const match = find(routes, method, path);
    if (!match) throw noRoute();
    const call: Call = { shop, request, ids: match.ids, input: { ...queryOf(request.query), ...body }, work };
    const args = checkArgs(match.route.args, match.route.method === 'GET' ? queryOf(request.query) : call.input);
    if (!known && match.route.needs !== 'public') throw stranger(match.route.needs);
    const reply = await match.route.handle(call, args);
    return reply.status < 400 ? { ...reply, value: pickFields(reply.value, fieldsOf(request.query)) } : reply;
  } catch (error) {
    if (error instanceof RestError || error instanceof FatalError) return error.reply();
    throw error;
  }
}

function routePath(request: EmulatorRequest): string | undefined {
  const { pathname, query } = request;
  if (pathname === PREFIX || pathname.startsWith(`${PREFIX}/`)) return pathname.slice(PREFIX.length).replace(/\/$/, '');
  const fallback = query.get('rest_route');
  return fallback === null ? undefined : fallback.replace(/\/$/, '');
}

/** POST, PUT and PATCH are one to WordPress where a thing with an id is meant; POST can name another method. */
function methodOf(request: EmulatorRequest): string {
  if (request.method !== 'POST') return request.method;
  return (request.query.get('_method') ?? request.headers['x-http-method-override'] ?? 'POST').toUpperCase();
}

function find(routes: readonly Route[], method: string, path: string): { route: Route; ids: string[] } | undefined {
  const read = method === 'GET' || method === 'HEAD';
  const edit = method === 'PUT' || method === 'PATCH' || method === 'POST';
  for (const route of routes) {
    const fits = route.method === 'GET' ? read : route.method === 'PUT' ? edit : route.method === method;
    const found = fits ? route.pattern.exec(path) : null;
    if (found) return { route, ids: found.slice(1) };
  }
  return undefined;
}

/** A body that does not say it is JSON is not looked at. */
function readBody(request: EmulatorRequest): Body {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!/^application\/(?:[\w.-]+\+)?json$/.test(type) || request.body === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(request.body);
  } catch {
    throw new RestError('rest_invalid_json', 'Invalid JSON body passed.', 400, {
      json_error_code: 4,
      json_error_message: 'Syntax error',
    });
  }
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Body) : {};
}

/** As PHP reads a query: the last of a name counts, `a[]` and `a[0]` make a list. */
function queryOf(query: URLSearchParams): Body {
  const values: Record<string, unknown> = {};
  for (const [name, value] of query) {
    const list = /^([^[]+)\[\d*\]$/.exec(name)?.[1];
    if (list === undefined) values[name] = value;
    else values[list] = [...(Array.isArray(values[list]) ? (values[list] as unknown[]) : []), value];
  }
  return values;
}

const REFUSALS: Readonly<Record<Exclude<Permission, 'public'>, readonly [string, string]>> = {
  list: ['view', 'Sorry, you cannot list resources.'],
  view: ['view', 'Sorry, you cannot view this resource.'],
  create: ['create', 'Sorry, you are not allowed to create resources.'],
  edit: ['edit', 'Sorry, you are not allowed to edit this resource.'],
  delete: ['delete', 'Sorry, you are not allowed to delete this resource.'],
  batch: ['batch', 'Sorry, you are not allowed to batch manipulate this resource.'],
};

function stranger(needs: Exclude<Permission, 'public'>): RestError {
  const [what, message] = REFUSALS[needs];
  return new RestError(`woocommerce_rest_cannot_${what}`, message, 401);
}
