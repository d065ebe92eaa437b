import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import type { RecordedRequest } from 'mabang/testing';

/** WooCommerce's own description of its interface, and what a request or an answer has that does not fit it. */

type Schema = Readonly<Record<string, unknown>>;

interface Endpoint {
  readonly methods: readonly string[];
  readonly args: Readonly<Record<string, Schema>>;
}

interface Index {
  readonly routes: Readonly<Record<string, { readonly endpoints: readonly Endpoint[] }>>;
}

/** Departures of what was recorded from what is described, as the test's table has them. */
export interface Departures {
  /** Query parameters that WordPress takes on every route. */
  readonly everywhere: readonly RegExp[];
  /** Routes that the index of `wc/v3` does not list, by the route whose arguments they take. */
  readonly routes: Readonly<Record<string, string>>;
  /** What a field of an answer may be beside what is described; a field that is not described at all stands here too. */
  readonly product: Readonly<Record<string, Schema>>;
  readonly variation: Readonly<Record<string, Schema>>;
}

const COLLECTION = '/wc/v3/products';
const VARIATIONS = '/wc/v3/products/(?P<product_id>[\\d]+)/variations';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `date-time` and `mixed` stand where a type should, and `required` and `readonly` are WordPress's own words. */
function jsonSchema(described: Schema, closed: boolean): Schema {
  const { type, items, properties, minimum, maximum, format } = described;
  const schema: Record<string, unknown> = {};
  if (type === 'date-time') Object.assign(schema, { type: 'string', format: 'wp-date' });
  else if (type !== 'mixed' && type !== undefined) schema.type = type;
  // `uri` is said of addresses that may be empty, and of an argument that an answer leaves out.
  if (format === 'date-time') schema.format = 'wp-date';
  if (Array.isArray(described.enum)) schema.enum = [...new Set(described.enum)];
  if (minimum !== undefined) schema.minimum = minimum;
  if (maximum !== undefined) schema.maximum = maximum;
  if (isObject(items)) schema.items = jsonSchema(items, closed);
  if (isObject(properties)) {
    // Readonly members are answered and not taken.
    const members = Object.entries(properties as Record<string, Schema>).filter(([, one]) => !closed || !one.readonly);
    schema.properties = Object.fromEntries(members.map(([name, one]) => [name, jsonSchema(one, closed)]));
    schema.additionalProperties = false;
  }
  return schema;
}

/** `(?P<id>[\d]+)` of PHP is `(?<id>[\d]+)` here. */
const routePattern = (route: string) => new RegExp(`^${route.replaceAll('(?P<', '(?<')}$`);

export class Description {
  readonly #index: Index;
  readonly #ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  readonly #validators = new Map<string, ValidateFunction>();
  readonly #answers: Readonly<Record<'product' | 'variation', Readonly<Record<string, Schema>>>>;

  constructor(
    folder: string,
    readonly departures: Departures,
  ) {
    const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown;
    const fields = (name: string) =>
      (read(name) as { schema: { properties: Record<string, Schema> } }).schema.properties;
    this.#index = read('wc-v3-index.json') as Index;
    this.#answers = { product: fields('products.options.json'), variation: fields('variations.options.json') };
    this.#ajv.addFormat('wp-date', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:?\d\d)?$/);
  }

  /** Everything in a request that the server would refuse, or ignore without a word. */
  request(request: Pick<RecordedRequest, 'method' | 'path' | 'headers' | 'body'>): readonly string[] {
    const [path = '', search = ''] = request.path.split('?');
    const place = `${request.method} ${path}`;
    const found = this.#endpoint(request.method, path.replace(/^\/wp-json/, ''));
    if (typeof found === 'string') return [`${place}: ${found}`];
    const problems = this.#query(found.endpoint, new URLSearchParams(search));
    if (request.body !== '') {
      if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
        problems.push('a body that is not sent as application/json is ignored');
      problems.push(...this.#body(found.route, found.endpoint, JSON.parse(request.body)));
    } else if (request.method !== 'GET' && request.method !== 'DELETE') problems.push('a write without a body');
    return problems.map((problem) => `${place}: ${problem}`);
  }

  #endpoint(method: string, path: string): { route: string; endpoint: Endpoint } | string {
    const stands = this.departures.routes[path] ?? path;
    for (const [route, { endpoints }] of Object.entries(this.#index.routes)) {
      if (!(stands === route || routePattern(route).test(stands))) continue;
      const endpoint = endpoints.find(({ methods }) => methods.includes(method));
      return endpoint ? { route, endpoint } : `${route} does not take ${method}`;
    }
    return 'no such route is described';
  }

  #query({ args }: Endpoint, query: URLSearchParams): string[] {
    return [...query].flatMap(([name, text]) => {
      if (this.departures.everywhere.some((pattern) => pattern.test(name))) return [];
      const arg = args[name];
      if (!arg) return [`?${name}: not an argument of this endpoint`];
      const value = fromText(arg, text);
      return this.#misfits(`?${name}`, { [name]: arg }, { [name]: value }, []).map((one) => `?${one}`);
    });
  }

  #body(route: string, { args }: Endpoint, body: unknown): readonly string[] {
    if (!isObject(body)) return ['the body is not an object'];
    const required = (of: Endpoint['args']) => Object.keys(of).filter((name) => of[name]?.required === true);
    if (!route.endsWith('/batch')) return this.#misfits(`body ${route}`, args, body, required(args));
    const collection = route.slice(0, -'/batch'.length);
    const create = this.#argsOf(collection, 'POST');
    const update = this.#argsOf(`${collection}/(?P<id>[\\d]+)`, 'PUT');
    const problems = Object.keys(body).flatMap((name) =>
      ['create', 'update', 'delete'].includes(name) ? [] : [`${name}: not a list of a batch`],
    );
    const list = (name: string) => (Array.isArray(body[name]) ? (body[name] as unknown[]) : []);
    const count = list('create').length + list('update').length + list('delete').length;
    if (count === 0 || count > 100) problems.push(`a batch of ${count} items`);
    for (const item of list('create'))
      problems.push(...this.#misfits(`create ${route}`, create, item, required(create)));
    for (const item of list('update')) problems.push(...this.#misfits(`update ${route}`, update, item, ['id']));
    for (const id of list('delete')) if (!Number.isInteger(id)) problems.push(`delete: ${JSON.stringify(id)} is no id`);
    return problems;
  }

  /** What the path carries is not an argument of the body, but for the id of a batch's item. */
  #argsOf(route: string, method: string): Endpoint['args'] {
    const endpoint = this.#index.routes[route]?.endpoints.find(({ methods }) => methods.includes(method));
    if (!endpoint) throw new Error(`${method} ${route} is not described`);
    return Object.fromEntries(
      Object.entries(endpoint.args).filter(([name]) => !/_id$/.test(name) || name !== 'product_id'),
    );
  }

  #misfits(key: string, args: Endpoint['args'], value: unknown, required: readonly string[]): string[] {
    const validate = this.#validator(`${key} ${required.join()}`, () => ({
      type: 'object',
      properties: Object.fromEntries(Object.entries(args).map(([name, arg]) => [name, jsonSchema(arg, true)])),
      additionalProperties: false,
      required,
    }));
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
    );
  }

  #validator(key: string, schema: () => Schema): ValidateFunction {
    const known = this.#validators.get(key);
    if (known) return known;
    const made = this.#ajv.compile(schema());
    this.#validators.set(key, made);
    return made;
  }

  /** Everything in an answer that is not as described. Answers of other routes than products' and variations' fit. */
  answer(request: Pick<RecordedRequest, 'method' | 'path' | 'status' | 'reply'>): readonly string[] {
    const [path = '', search = ''] = request.path.split('?');
    const place = `${request.method} ${path} ${request.status}`;
    const body: unknown = JSON.parse(request.reply);
    const complain = (problems: readonly string[]) => problems.map((problem) => `${place}: ${problem}`);
    if (request.status >= 400) return complain(this.#error(body, request.status));
    const kind = /^\/wp-json\/(?:wc\/v3\/products\/\d+|wc-analytics)\/variations(?:\/\d+|\/batch)?$/.test(path)
      ? 'variation'
      : /^\/wp-json\/wc\/v3\/products(?:\/\d+|\/batch)?$/.test(path)
        ? 'product'
        : undefined;
    if (kind === undefined) return [];
    const fields = new URLSearchParams(search).get('_fields')?.split(',');
    return complain(itemsOf(body).flatMap((item) => this.item(kind, item, fields)));
  }

  /** One product or variation as answered; a refused line of a batch is an error with its own shape. */
  item(kind: 'product' | 'variation', item: unknown, fields?: readonly string[]): readonly string[] {
    if (isObject(item) && 'error' in item) return this.#error(item.error);
    // A search by SKU lists variations among the products, in a product's fields (probe.out, "variation sku through").
    const described = this.#answers[kind];
    const key = `answer ${kind} ${fields?.join() ?? ''}`;
    const departures = this.departures[kind];
    const validate = this.#validator(key, () => {
      const wanted = (name: string) => fields === undefined || fields.includes(name);
      const properties = Object.fromEntries(
        [...new Set([...Object.keys(described), ...Object.keys(departures)])].filter(wanted).map((name) => {
          const own = described[name];
          const other = departures[name];
          const options = [...(own ? [jsonSchema(own, false)] : []), ...(other ? [other] : [])];
          return [name, options.length === 1 ? options[0] : { anyOf: options }];
        }),
      );
      // Only `edit` has these two, and the description does not say so of a list.
      const optional = ['permalink_template', 'generated_slug', 'image', ...Object.keys(departures)];
      const required = Object.keys(described).filter((name) => wanted(name) && !optional.includes(name));
      return { type: 'object', properties, additionalProperties: false, required };
    });
    if (validate(item)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${kind}${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
    );
  }

  #error(body: unknown, status?: number): readonly string[] {
    if (!isObject(body)) return ['an error that is not an object'];
    const { code, message, data } = body;
    const fits =
      typeof code === 'string' &&
      typeof message === 'string' &&
      Object.keys(body).every((key) => ['code', 'message', 'data', 'additional_errors'].includes(key)) &&
      isObject(data) &&
      typeof data.status === 'number' &&
      (status === undefined || data.status === status);
    return fits ? [] : [`not an error as recorded: ${JSON.stringify(body).slice(0, 300)}`];
  }

  /** How many routes there are: a description that was not read whole proves nothing. */
  get routes(): number {
    return Object.keys(this.#index.routes).length;
  }

  get collections(): readonly string[] {
    return [COLLECTION, VARIATIONS].filter((route) => route in this.#index.routes);
  }
}

/** A list's rows, a batch's results, or the one thing. */
function itemsOf(body: unknown): readonly unknown[] {
  if (Array.isArray(body)) return body;
  if (!isObject(body)) return [body];
  const lists = ['create', 'update', 'delete'].map((name) => body[name]).filter(Array.isArray);
  return lists.length > 0 ? lists.flat() : [body];
}

/** A query has text only: what the server makes of it before it looks at its type. */
function fromText(arg: Schema, text: string): unknown {
  if (arg.type === 'integer' && /^-?\d+$/.test(text)) return Number(text);
  if (arg.type === 'boolean' && /^(?:true|false|0|1)$/.test(text)) return text === 'true' || text === '1';
  if (arg.type === 'array' && isObject(arg.items)) {
    const { items } = arg;
    return text.split(',').map((part) => fromText(items, part));
  }
  return text;
}
