import { createHash } from 'node:crypto';
import type { Json } from '../contract/index.ts';

/**
 * JSON with object keys sorted and no white space: equal values give equal text. `undefined` members are left out.
 * Throws a `TypeError` on what JSON cannot carry (NaN, a function), which would be a bug of the caller.
 */
export function canonical(value: unknown): string {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`not JSON: ${value}`);
      return JSON.stringify(value === 0 ? 0 : value);
    case 'object':
      return Array.isArray(value) ? canonicalArray(value) : canonicalObject(value as Record<string, unknown>);
    default:
      throw new TypeError(`not JSON: ${typeof value}`);
  }
}

function canonicalArray(items: readonly unknown[]): string {
  let text = '[';
  for (let i = 0; i < items.length; i++) text += (i ? ',' : '') + canonical(items[i]);
  return `${text}]`;
}

function canonicalObject(object: Record<string, unknown>): string {
  const keys = Object.keys(object);
  // Most objects come with their keys in order, and sorting costs more than looking.
  for (let i = 1; i < keys.length; i++) {
    if ((keys[i - 1] as string) <= (keys[i] as string)) continue;
    keys.sort();
    break;
  }
  let text = '';
  for (const key of keys) {
    const value = object[key];
    if (value === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonical(value)}`;
  }
  return `{${text}}`;
}

export function equalJson(a: unknown, b: unknown): boolean {
  return a === b || canonical(a) === canonical(b);
}

/** sha256 of the canonical text, 64 hex digits. */
export function hashOf(value: unknown): string {
  return sha256(canonical(value));
}

export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Canonical text back to a value. */
export function parseJson(text: string): Json {
  return JSON.parse(text) as Json;
}

/** Unix milliseconds as ISO 8601 in UTC. */
export function isoDate(ms: number): string {
  return new Date(ms).toISOString();
}
