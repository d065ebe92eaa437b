import { type EmulatorReply, html, json } from 'mabang/testing';

/** An answer that is an error: `{code, message, data: {status, …}}`. */
export class RestError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    readonly data: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }

  body(): { readonly code: string; readonly message: string; readonly data: Readonly<Record<string, unknown>> } {
    return { code: this.code, message: this.message, data: { status: this.status, ...this.data } };
  }

  reply(): EmulatorReply {
    return json(this.body(), this.status);
  }
}

/** PHP died: the whole request ends, what was done before stays done. Recorded in probe2.out ("create name 70000"). */
export class FatalError extends Error {
  reply(): EmulatorReply {
    const message =
      '<p>There has been a critical error on this website.</p><p><a href="https://wordpress.org/documentation/article/' +
      'faq-troubleshooting/">Learn more about troubleshooting WordPress.</a></p>';
    return json({ code: 'internal_server_error', message, data: { status: 500 }, additional_errors: [] }, 500);
  }
}

export function invalidId(type: string, status: number): RestError {
  return new RestError(`woocommerce_rest_${type}_invalid_id`, 'Invalid ID.', status);
}

export function noRoute(): RestError {
  return new RestError('rest_no_route', 'No route was found matching the URL and request method.', 404);
}

/** What stands where no REST route is: the shop's own 404 page. */
export function notFoundPage(): EmulatorReply {
  return html(
    '<!DOCTYPE html><html><head><title>Page not found</title></head><body><h1>Not Found</h1></body></html>',
    404,
  );
}

/** The names of `_fields`, or none. */
export function fieldsOf(query: URLSearchParams): readonly string[] {
  const given = [...query.getAll('_fields'), ...query.getAll('_fields[]')].join(',');
  return given
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/**
 * `_fields` on a finished answer: of every object of a list, or of the one object. A dotted name goes into objects; into a
 * list it finds nothing (`images.src` leaves no images).
 */
export function pickFields(value: unknown, fields: readonly string[]): unknown {
  if (fields.length === 0) return value;
  const tree: Tree = {};
  for (const field of fields) {
    let at = tree;
    const names = field.split('.');
    names.forEach((name, index) => {
      const next = at[name];
      if (next === true) return;
      if (index === names.length - 1) at[name] = true;
      else at = at[name] = next ?? {};
    });
  }
  return Array.isArray(value) ? value.map((item) => pick(item, tree)) : pick(value, tree);
}

interface Tree {
  [name: string]: Tree | true;
}

function pick(value: unknown, tree: Tree): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [];
  const source = value as Record<string, unknown>;
  const kept: Record<string, unknown> = {};
  for (const [name, below] of Object.entries(tree)) {
    if (!(name in source)) continue;
    const member = source[name];
    kept[name] = below === true || member === null || typeof member !== 'object' ? member : pick(member, below);
  }
  return kept;
}

/** `2026-11-23T08:36:21`, in UTC: the shop's time zone. `null` for no date. */
export function dateText(seconds: number | null): string | null {
  return seconds === null ? null : new Date(seconds * 1000).toISOString().slice(0, 19);
}

/** `2026-11-01` and `2026-12-24T23:59:59` as the shop reads them: UTC when no zone is given. `null` when it is no date. */
export function readDate(value: unknown): number | null {
  if (typeof value === 'number') return Math.floor(value);
  if (typeof value !== 'string' || value.trim() === '') return null;
  const text = value.trim().replace(' ', 'T');
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text) || !text.includes('T') ? text : `${text}Z`;
  const time = Date.parse(zoned);
  return Number.isNaN(time) ? null : Math.floor(time / 1000);
}
