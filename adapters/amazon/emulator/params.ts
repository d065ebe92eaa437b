import type { EmulatorRequest } from 'mabang/testing';
import type { Call } from './call.ts';
import type { Marketplace } from './places.ts';
import { type ApiError, badRequest } from './reply.ts';

/** A comma-delimited parameter, or `undefined` when it was not given. */
export function list(call: Call, name: string): readonly string[] | undefined {
  const given = call.request.query.get(name);
  return given === null ? undefined : given.split(',').map((part) => part.trim());
}

export function oneOf<T extends string>(call: Call, name: string, values: readonly T[]): T | undefined {
  const given = call.request.query.get(name);
  if (given === null) return undefined;
  const found = values.find((value) => value === given);
  if (found === undefined) throw badRequest(`Invalid '${name}' provided.`);
  return found;
}

export function someOf<T extends string>(call: Call, name: string, values: readonly T[]): readonly T[] | undefined {
  return list(call, name)?.map((given) => {
    const found = values.find((value) => value === given);
    if (found === undefined) throw badRequest(`Invalid '${name}' provided.`);
    return found;
  });
}

/** The marketplaces of the request: at least one, all of this host's region, at most as many as the operation takes. */
export function marketplaces(call: Call, most = Number.POSITIVE_INFINITY): readonly Marketplace[] {
  const ids = list(call, 'marketplaceIds')?.filter((id) => id !== '') ?? [];
  if (ids.length === 0) throw badRequest("Missing required 'marketplaceIds'.");
  if (ids.length > most) throw badRequest(`'marketplaceIds' takes at most ${most} value(s).`);
  return placesOf(call, ids, badRequest);
}

/** Throws for an id of another region, as the host does (also in the sandbox). */
export function placesOf(
  call: Call,
  ids: readonly string[],
  refuse: (details: string) => ApiError,
): readonly Marketplace[] {
  return ids.map((id) => {
    const place = call.region.places.find((one) => one.id === id);
    if (!place) throw refuse(`Invalid 'marketplaceIds' provided: ${id} is not served here.`);
    return place;
  });
}

export function moment(call: Call, name: string): number | undefined {
  const given = call.request.query.get(name);
  if (given === null) return undefined;
  const at = Date.parse(given);
  if (!/^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2}))?$/.test(given) || Number.isNaN(at)) {
    throw badRequest(`Invalid '${name}' provided.`);
  }
  return at;
}

/** The JSON object of a body. */
export function jsonBody(
  request: EmulatorRequest,
  refuse: (details: string) => ApiError,
): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(request.body);
  } catch {
    throw refuse('The body is not JSON.');
  }
  if (!isObject(value)) throw refuse('The body is not an object.');
  return value;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

export function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
