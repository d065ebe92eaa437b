import type { Change, Facet, Json } from '../contract/index.ts';

/** What reads a facet's JSON back as what `map` made of it: a zod schema is one. */
export interface Shape<T> {
  parse(value: unknown): T;
}

/** A facet's way from what is there to what is wanted, with types. */
export interface Step<T> {
  readonly to: T;
  readonly seen?: T;
  readonly last?: { readonly sent: T; readonly echo: T };
}

/** The step of one facet of a change, or `undefined` when the change does not touch it. */
export function stepOf<T>(change: Change | undefined, facet: Facet, shape: Shape<T>): Step<T> | undefined {
  const step = change?.facets[facet];
  if (!step) return undefined;
  return {
    to: shape.parse(step.to),
    ...(step.seen === undefined ? {} : { seen: shape.parse(step.seen) }),
    ...(step.last === undefined
      ? {}
      : { last: { sent: shape.parse(step.last.sent), echo: shape.parse(step.last.echo) } }),
  };
}

export function facetOf<T>(value: Json | undefined, shape: Shape<T>): T | undefined {
  return value === undefined ? undefined : shape.parse(value);
}

/** Facet values are built without `undefined` members, so they are JSON. */
export function json(value: unknown): Json {
  return value as Json;
}

/** An object without its `undefined` members. */
export function defined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
}
