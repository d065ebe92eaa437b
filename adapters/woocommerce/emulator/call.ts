import type { EmulatorReply, EmulatorRequest } from 'mabang/testing';
import { json } from 'mabang/testing';
import type { Args } from './args.ts';
import type { Shop } from './shop.ts';
import type { Body } from './types.ts';

/** A request that has found its route. */
export interface Call {
  readonly shop: Shop;
  readonly request: EmulatorRequest;
  /** Groups of the route's pattern, in order. */
  readonly ids: readonly string[];
  /** Body and query, the body first; not checked yet. */
  readonly input: Body;
  /** Takes the time that one written item takes. */
  work(): Promise<void>;
}

export type Permission = 'list' | 'view' | 'create' | 'edit' | 'delete' | 'batch' | 'public';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly pattern: RegExp;
  readonly needs: Permission;
  readonly args: Args;
  /** `args` are the checked input: typed, defaults filled in. */
  handle(call: Call, args: Body): EmulatorReply | Promise<EmulatorReply>;
}

/** A number out of the path. */
export function idOf(call: Call, at = 0): number {
  return Number(call.ids[at]);
}

/** A page of rows with the headers that say how many there are and where the next stand. */
export function pageReply(call: Call, rows: readonly unknown[], total: number, args: Body): EmulatorReply {
  const size = Number(args.per_page);
  const page = Number(args.page);
  const pages = Math.ceil(total / size);
  const at = (number: number) => {
    const query = new URLSearchParams(call.request.query);
    query.set('page', String(number));
    return `<${call.shop.site}${call.request.pathname}?${query}>`;
  };
  const links: string[] = [];
  if (page > 1) links.push(`${at(Math.min(page - 1, Math.max(1, pages)))}; rel="prev"`);
  if (page < pages) links.push(`${at(page + 1)}; rel="next"`);
  return json(rows, 200, {
    'x-wp-total': String(total),
    'x-wp-totalpages': String(pages),
    ...(links.length > 0 ? { link: links.join(', ') } : {}),
  });
}

/** Where a page begins: `offset` when it is given, else by page and size. */
export function offsetOf(args: Body): number {
  return typeof args.offset === 'number' ? args.offset : (Number(args.page) - 1) * Number(args.per_page);
}
