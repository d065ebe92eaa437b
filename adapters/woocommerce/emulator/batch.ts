import { type EmulatorReply, json } from 'mabang/testing';
import type { Call } from './call.ts';
import { RestError } from './rest.ts';
import type { Body } from './types.ts';
import { toInt, toList } from './write-common.ts';

/** Items in one batch, over its three lists. Recorded in probe.out ("batch 101"), 2026-11-23. */
const LIMIT = 100;

export interface BatchCalls {
  create(item: Body): unknown;
  update(id: number, item: Body): unknown;
  /** Always for good, never into the trash. */
  remove(id: number): unknown;
}

/**
 * One item after the other, each for itself: what fails stands in its place as `{id, error}`, the rest goes on. An item can
 * be seen as soon as it is done, and the client's going away stops nothing. Items are not checked against the route's
 * arguments as a single request is.
 */
export async function runBatch(call: Call, calls: BatchCalls): Promise<EmulatorReply> {
  const { input } = call;
  const create = toList(input.create);
  const update = toList(input.update);
  const remove = toList(input.delete);
  if (create.length + update.length + remove.length > LIMIT) {
    const message = `Unable to accept more than ${LIMIT} items for this request.`;
    throw new RestError('woocommerce_rest_request_entity_too_large', message, 413);
  }
  const done: Record<string, unknown[]> = {};
  for (const item of create) {
    const body = bodyOf(item);
    await add(call, done, 'create', () => calls.create(body), 0);
  }
  for (const item of update) {
    const body = bodyOf(item);
    await add(call, done, 'update', () => calls.update(toInt(body.id), body), body.id ?? null);
  }
  for (const item of remove) {
    const id = toInt(item);
    if (id === 0) continue;
    await add(call, done, 'delete', () => calls.remove(id), id);
  }
  return json(Object.keys(done).length === 0 ? [] : done);
}

async function add(
  call: Call,
  done: Record<string, unknown[]>,
  list: string,
  run: () => unknown,
  id: unknown,
): Promise<void> {
  await call.work();
  const results = done[list] ?? [];
  done[list] = results;
  try {
    results.push(run());
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    results.push({ id, error: error.body() });
  }
}

function bodyOf(item: unknown): Body {
  return item !== null && typeof item === 'object' && !Array.isArray(item) ? (item as Body) : {};
}
