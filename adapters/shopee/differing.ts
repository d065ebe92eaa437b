import { equalJson } from 'mabang/core';
import { ALL_FIELDS, type Field } from './bodies.ts';
import { comparable } from './comparable.ts';
import { json, type ProductContent, type SkuContent, type Step } from './terms.ts';

/** Fields that differ from what is there: the platform keeps what an update does not name. */
export function differingFields(step: Step<ProductContent>): ReadonlySet<Field> {
  return new Set([...ALL_FIELDS].filter((field) => differs(step, field)));
}

export function differingSkuFields(step: Step<SkuContent>): ReadonlySet<'weight' | 'dimension' | 'gtin_code'> {
  return new Set((['weight', 'dimension', 'gtin_code'] as const).filter((field) => differs(step, field)));
}

/** A value that reads otherwise than it was sent, and is sent and read as it was then, is no difference. */
function differs<T extends object>({ to, seen, last }: Step<T>, field: keyof T): boolean {
  if (to[field] === undefined) return false;
  if (seen === undefined || !equal(to, seen, field)) {
    const echoed =
      last !== undefined && seen !== undefined && equal(to, last.sent, field) && equal(seen, last.echo, field);
    return !echoed;
  }
  return false;
}

function equal<T extends object>(a: T, b: T, field: keyof T): boolean {
  return equalJson(rewritten(a, field), rewritten(b, field));
}

function rewritten<T extends object>(value: T, field: keyof T): unknown {
  if (value[field] === undefined) return null;
  const one = comparable('content', json({ [field]: value[field] }));
  return (one as Record<string, unknown>)[String(field)] ?? null;
}
