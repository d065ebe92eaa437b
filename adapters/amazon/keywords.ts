import type { Json } from 'mabang/contract';
import { isObject } from './facets.ts';

/**
 * Amazon's vocabulary beside JSON Schema 2019-09, as functions for `mabang/jsonschema`: the product type definition
 * meta-schema v1 (Selling Partner API guides, read 2026-11-23). `editable`, `hidden`, `enumNames` and `$lifecycle` say
 * nothing of a value; `selectors` only says what the unique items are counted by.
 */
type Check = (argument: Json, data: Json, parent: Json) => string | undefined;

const encoder = new TextEncoder();

/** As Amazon counts a text where it counts bytes: emoji take four, Chinese three. */
export function utf8Bytes(text: string): number {
  return encoder.encode(text).length;
}

export const KEYWORDS: Readonly<Record<string, Check>> = {
  maxUtf8ByteLength: (most, data) => {
    if (typeof most !== 'number' || typeof data !== 'string') return undefined;
    const bytes = utf8Bytes(data);
    return bytes > most ? `must have at most ${most} bytes in UTF-8, has ${bytes}` : undefined;
  },
  minUtf8ByteLength: (least, data) => {
    if (typeof least !== 'number' || typeof data !== 'string') return undefined;
    const bytes = utf8Bytes(data);
    return bytes < least ? `must have at least ${least} bytes in UTF-8, has ${bytes}` : undefined;
  },
  maxUniqueItems: (most, data, parent) => {
    if (typeof most !== 'number' || !Array.isArray(data)) return undefined;
    const largest = Math.max(0, ...groups(data, parent).values());
    return largest > most ? `must have at most ${most} values, has ${largest}` : undefined;
  },
  minUniqueItems: (least, data) =>
    typeof least === 'number' && Array.isArray(data) && data.length < least
      ? `must have at least ${least} values, has ${data.length}`
      : undefined,
};

/** How many items each combination of selectors has. Without selectors all of them are one group. */
function groups(data: readonly Json[], parent: Json): ReadonlyMap<string, number> {
  const selectors = isObject(parent) && Array.isArray(parent.selectors) ? parent.selectors : [];
  const counts = new Map<string, number>();
  for (const item of data) {
    const key = JSON.stringify(selectors.map((name) => (isObject(item) ? item[String(name)] : undefined) ?? null));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
