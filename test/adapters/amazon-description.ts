import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import type { RecordedRequest } from 'mabang/testing';

/** Amazon's own description of its interface (Swagger 2.0), and what a request or an answer has that does not fit it. */

type Schema = Readonly<Record<string, unknown>>;

interface Parameter extends Schema {
  readonly name: string;
  readonly in: 'path' | 'query' | 'body' | 'header';
  readonly required?: boolean;
  readonly type?: string;
  readonly items?: Schema;
  readonly maxItems?: number;
  readonly enum?: readonly string[];
  readonly maximum?: number;
  readonly schema?: Schema;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface Model {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Found {
  readonly model: string;
  readonly route: string;
  readonly operation: Operation;
}

const MODELS = [
  'listingsItems_2021-08-01',
  'feeds_2021-06-30',
  'reports_2021-06-30',
  'definitionsProductTypes_2020-09-01',
  'sellers',
];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is described is all there is: an object that lists members has no others. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (!isObject(value)) return value;
  const members = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, closed(member)]));
  return isObject(value.properties) && value.additionalProperties === undefined && value.type === 'object'
    ? { ...members, additionalProperties: false }
    : members;
}

type Asked = Pick<RecordedRequest, 'method' | 'path' | 'headers' | 'body'>;

export class Description {
  readonly #ajv = new Ajv({ allErrors: true, strict: false, logger: false });
  readonly #models = new Map<string, Model>();
  readonly #validators = new Map<string, ValidateFunction>();
  readonly #files: (name: string) => unknown;

  constructor(folder: string) {
    this.#files = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown;
    this.#ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)$/);
    for (const name of MODELS) {
      const model = this.#files(`models/${name}.json`) as Model;
      this.#models.set(name, model);
      this.#ajv.addSchema({ $id: name, definitions: closed((model as { definitions?: unknown }).definitions) });
    }
  }

  /** Everything in a call that the description does not allow. */
  request(request: Asked): readonly string[] {
    const [path = '', search = ''] = request.path.split('?');
    const place = `${request.method} ${path.replace(/(items\/[^/]+\/).*/, '$1…')}`;
    const found = this.#find(request.method, path);
    if (!found) return [`${place}: no such operation is described`];
    const parameters = found.operation.parameters ?? [];
    const problems = [
      ...this.#query(parameters, new URLSearchParams(search)),
      ...this.#body(found, parameters, request),
      ...headers(request),
    ];
    return problems.map((problem) => `${place}: ${problem}`);
  }

  /** Everything in an answer that the description does not have. */
  answer({ method, path, status, reply }: Pick<RecordedRequest, 'method' | 'path' | 'status' | 'reply'>) {
    const found = this.#find(method, path.split('?')[0] ?? '');
    if (!found) return [`${method} ${path}: no such operation is described`];
    const described = found.operation.responses[String(status)];
    const place = `${method} ${found.route} ${status}`;
    if (!described) return [`${place}: this status is not described`];
    if (!described.schema) return reply === '' ? [] : [`${place}: an answer where none is described`];
    const problems = this.#misfits(`${place} answer`, found.model, described.schema, JSON.parse(reply));
    return problems.map((problem) => `${place}: ${problem}`);
  }

  /** What an uploaded feed has that the feed schema does not allow. */
  feed(text: string): readonly string[] {
    return this.#file('schemas/listings-feed-schema-v2.json', text);
  }

  /** The same of a processing report. */
  report(text: string): readonly string[] {
    return this.#file('schemas/listings-feed-processing-report-schema-v2.json', text);
  }

  #file(name: string, text: string): readonly string[] {
    const known = this.#validators.get(name);
    const validate = known ?? this.#ajv.compile(this.#files(name) as Schema);
    this.#validators.set(name, validate);
    return validate(JSON.parse(text)) ? [] : told(validate).map((one) => `${name} ${one}`);
  }

  #find(method: string, path: string): Found | undefined {
    for (const [model, { paths }] of this.#models) {
      for (const [route, operations] of Object.entries(paths)) {
        const operation = operations[method.toLowerCase()];
        const pattern = new RegExp(`^${route.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
        if (operation && pattern.test(path)) return { model, route, operation };
      }
    }
    return undefined;
  }

  #query(parameters: readonly Parameter[], query: URLSearchParams): readonly string[] {
    const known = new Map(parameters.filter((one) => one.in === 'query').map((one) => [one.name, one]));
    const missing = [...known.values()].filter(({ name, required }) => required && !query.has(name));
    return [
      ...missing.map(({ name }) => `?${name} is required`),
      ...[...query].flatMap(([name, text]) => {
        const parameter = known.get(name);
        return parameter
          ? misfit(parameter, text).map((one) => `?${name}=${text}: ${one}`)
          : [`?${name}: not described`];
      }),
    ];
  }

  #body(found: Found, parameters: readonly Parameter[], { method, body, headers }: Asked): readonly string[] {
    const parameter = parameters.find((one) => one.in === 'body');
    if (!parameter?.schema) return body === '' ? [] : ['a body where none is described'];
    if (body === '') return parameter.required ? ['the body is missing'] : [];
    if (!/^application\/json\b/.test(headers['content-type'] ?? '')) return ['the body is not sent as JSON'];
    return this.#misfits(`${method} ${found.route} body`, found.model, parameter.schema, JSON.parse(body));
  }

  #misfits(key: string, model: string, schema: Schema, value: unknown): readonly string[] {
    const known = this.#validators.get(key);
    const resolved = JSON.parse(
      JSON.stringify(closed(schema)).replaceAll('"#/definitions/', `"${model}#/definitions/`),
    );
    const validate = known ?? this.#ajv.compile(resolved);
    this.#validators.set(key, validate);
    return validate(value) ? [] : told(validate);
  }
}

function told({ errors }: ValidateFunction): readonly string[] {
  return (errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${instancePath.replaceAll(/\/\d+/g, '/n') || 'the whole'} ${message} ${JSON.stringify(params)}`,
  );
}

function headers({ headers: given }: Asked): readonly string[] {
  const agent = given['user-agent'] ?? '';
  return [
    ...((given['x-amz-access-token'] ?? '') === '' ? ['no x-amz-access-token'] : []),
    ...(/^\d{8}T\d{6}Z$/.test(given['x-amz-date'] ?? '') ? [] : ['no x-amz-date in basic ISO 8601']),
    ...(agent === '' || agent.length > 500 ? ['no User-Agent of at most 500 characters'] : []),
  ];
}

function misfit({ type, items, maxItems, maximum, enum: values }: Parameter, text: string): readonly string[] {
  if (type === 'array') {
    const parts = text.split(',');
    const among = items?.enum as readonly string[] | undefined;
    return [
      ...(maxItems !== undefined && parts.length > maxItems ? [`more than ${maxItems} values`] : []),
      ...parts.filter((part) => among && !among.includes(part)).map((part) => `${part} is not among the values`),
    ];
  }
  if (values && !values.includes(text)) return ['not among the values'];
  if (type !== 'integer') return [];
  return /^\d+$/.test(text) && Number(text) <= (maximum ?? Number.POSITIVE_INFINITY) ? [] : ['not such a number'];
}
