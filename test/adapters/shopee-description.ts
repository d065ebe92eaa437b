import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedRequest } from 'mabang/testing';

interface Field {
  readonly name: string;
  readonly type: string;
  readonly required?: string;
  readonly children?: readonly Field[];
}

interface Doc {
  readonly api_name: string;
  readonly path: string;
  readonly params: { readonly request_params: readonly Field[]; readonly response_params: readonly Field[] };
}

/** `true` where a place of an answer or a request may do otherwise than its document says. */
export type Departs = (api: string, side: 'request' | 'answer', place: string, what: string) => boolean;

const ENVELOPE = new Set(['error', 'message', 'warning', 'request_id']);
const COMMON = new Set(['partner_id', 'timestamp', 'sign', 'access_token', 'shop_id', 'merchant_id']);

/** The platform's own document of each call, and whether what was sent and answered is what it says. */
export class Description {
  readonly #byPath = new Map<string, Doc>();

  constructor(folder: string) {
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
      const doc = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Doc;
      this.#byPath.set(doc.path, doc);
    }
  }

  /** Calls of a run, by name. */
  called(requests: readonly RecordedRequest[]): string[] {
    return [...new Set(requests.map(({ path }) => this.nameOf(path)))].sort();
  }

  /** The path itself where no document has it. */
  nameOf(path: string): string {
    return this.#of(path)?.api_name ?? path;
  }

  /** What is not as described, each once: `v2.product.add_item answer response.item_id: missing`. */
  problems(requests: readonly RecordedRequest[], departs: Departs): string[] {
    const found = new Set<string>();
    for (const request of requests) {
      const doc = this.#of(request.path);
      if (!doc) {
        found.add(`${request.path}: no such call`);
        continue;
      }
      const answer = JSON.parse(request.reply) as Record<string, unknown>;
      const fine = answer.error === '';
      const see = (side: 'request' | 'answer') => (place: string, what: string) => {
        if (!departs(doc.api_name, side, place, what)) found.add(`${doc.api_name} ${side} ${place}: ${what}`);
      };
      if (fine) object(doc.params.request_params, sent(request, doc), '', see('request'), true);
      const top = Object.fromEntries(Object.entries(answer).filter(([name]) => !ENVELOPE.has(name)));
      object(doc.params.response_params, top, '', see('answer'), fine);
    }
    return [...found].sort();
  }

  #of(path: string): Doc | undefined {
    return this.#byPath.get(path.split('?')[0] ?? '');
  }
}

/** A query's texts as the types that the document gives them, so that one check serves both. */
function sent(request: RecordedRequest, doc: Doc): Record<string, unknown> {
  if (request.method === 'POST') {
    return request.body.startsWith('{') ? (JSON.parse(request.body) as Record<string, unknown>) : { image: 'bytes' };
  }
  const query = new URLSearchParams(request.path.split('?')[1] ?? '');
  const values: Record<string, unknown> = {};
  for (const name of new Set(query.keys())) {
    const field = doc.params.request_params.find((one) => one.name === name);
    if (!field && COMMON.has(name)) continue;
    const texts = query.getAll(name);
    const type = field?.type ?? '';
    const read = (text: string) => (/^(?:u?int|timestamp)/.test(type) ? Number(text) : text);
    values[name] = type.endsWith('[]') ? texts.flatMap((text) => text.split(',')).map(read) : read(texts[0] ?? '');
  }
  return values;
}

type See = (place: string, what: string) => void;

function object(fields: readonly Field[], value: Record<string, unknown>, at: string, see: See, whole: boolean): void {
  const known = new Map(fields.map((field) => [field.name, field]));
  for (const [name, member] of Object.entries(value)) {
    const field = known.get(name);
    const place = at === '' ? name : `${at}.${name}`;
    if (!field) see(place, 'not described');
    else typed(field, member, place, see, whole);
  }
  if (!whole) return;
  for (const { name, required } of fields) {
    if (String(required).toLowerCase() === 'true' && !ENVELOPE.has(name) && value[name] === undefined) {
      see(at === '' ? name : `${at}.${name}`, 'missing');
    }
  }
}

function typed(field: Field, value: unknown, place: string, see: See, whole: boolean): void {
  const { type, children } = field;
  if (type.endsWith('[]')) {
    const one = { ...field, type: type.slice(0, -2) };
    if (Array.isArray(value)) for (const member of value) typed(one, member, `${place}[]`, see, whole);
    else see(place, `not ${type}`);
  } else if (!fits(type, value)) {
    see(place, `not ${type}`);
  } else if (type === 'object' && children) {
    object(children, value as Record<string, unknown>, place, see, whole);
  }
}

function fits(type: string, value: unknown): boolean {
  switch (type) {
    case 'object':
      return value !== null && typeof value === 'object' && !Array.isArray(value);
    case 'string':
    case 'file':
      return typeof value === 'string';
    case 'float':
      return typeof value === 'number';
    case 'boolean':
    case 'bool':
      return typeof value === 'boolean';
    default:
      return Number.isInteger(value);
  }
}
