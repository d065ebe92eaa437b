import { RestError, readDate } from './rest.ts';

/** What the server's index says of one argument. */
export interface Arg {
  readonly type: string | readonly string[];
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly format?: 'date-time';
  readonly items?: Arg;
  readonly props?: Args;
  readonly default?: unknown;
  readonly required?: boolean;
}

export type Args = Readonly<Record<string, Arg>>;

interface Problem {
  readonly code: string;
  readonly message: string;
  readonly data: unknown;
}

/**
 * WordPress's check of a request against its route: all bad parameters in one answer, good ones turned into their type,
 * `null` into the type's nothing, absent ones into their default. What the route does not know passes through untouched.
 */
export function checkArgs(args: Args, input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const missing = Object.keys(args).filter((name) => args[name]?.required && input[name] === undefined);
  if (missing.length > 0) {
    throw new RestError('rest_missing_callback_param', `Missing parameter(s): ${missing.join(', ')}`, 400, {
      params: missing,
    });
  }
  const params: Record<string, string> = {};
  const details: Record<string, Problem> = {};
  const values: Record<string, unknown> = { ...input };
  for (const [name, arg] of Object.entries(args)) {
    const value = input[name];
    if (value === undefined) {
      if (arg.default !== undefined) values[name] = arg.default;
      continue;
    }
    const problem = value === null ? undefined : check(value, arg, name);
    if (problem) {
      params[name] = problem.message;
      details[name] = problem;
    } else values[name] = convert(value, arg);
  }
  const bad = Object.keys(params);
  if (bad.length > 0) {
    throw new RestError('rest_invalid_param', `Invalid parameter(s): ${bad.join(', ')}`, 400, { params, details });
  }
  return values;
}

/** The defaults alone: items of a batch get these and no check. */
export function defaultsOf(args: Args): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(args)
      .filter(([, arg]) => arg.default !== undefined)
      .map(([name, arg]) => [name, arg.default]),
  );
}

function check(value: unknown, arg: Arg, name: string): Problem | undefined {
  const types = typeof arg.type === 'string' ? [arg.type] : arg.type;
  const type = types.find((candidate) => isOf(value, candidate));
  if (type === undefined) {
    const message = `${name} is not of type ${types.join(',')}.`;
    return { code: 'rest_invalid_type', message, data: { param: name } };
  }
  if (arg.enum && !arg.enum.includes(String(value))) {
    return { code: 'rest_not_in_enum', message: `${name} is not ${oneOf(arg.enum)}.`, data: null };
  }
  if (arg.format === 'date-time' && (typeof value !== 'string' || readDate(value) === null)) {
    return { code: 'rest_invalid_date', message: 'Invalid date.', data: null };
  }
  if (type === 'integer') return checkBounds(Number(value), arg, name);
  if (type === 'array' && arg.items) {
    const { items } = arg;
    return first(listOf(value), (item, at) => check(item, items, `${name}[${at}]`));
  }
  if (type === 'object' && arg.props) {
    const members = value as Record<string, unknown>;
    return first(Object.entries(arg.props), ([key, prop]) =>
      members[key] === undefined ? undefined : check(members[key], prop, `${name}[${key}]`),
    );
  }
  return undefined;
}

function first<T>(list: readonly T[], test: (item: T, at: number) => Problem | undefined): Problem | undefined {
  for (const [at, item] of list.entries()) {
    const problem = test(item, at);
    if (problem) return problem;
  }
  return undefined;
}

function checkBounds(value: number, arg: Arg, name: string): Problem | undefined {
  const { min, max } = arg;
  const low = min !== undefined && value < min;
  const high = max !== undefined && value > max;
  if (!low && !high) return undefined;
  const message =
    min !== undefined && max !== undefined
      ? `${name} must be between ${min} (inclusive) and ${max} (inclusive)`
      : low
        ? `${name} must be greater than or equal to ${min}`
        : `${name} must be less than or equal to ${max}`;
  return { code: 'rest_out_of_bounds', message, data: null };
}

/** `one of draft, pending, and publish`: commas before the last `and` too, from three on. */
function oneOf(values: readonly string[]): string {
  if (values.length === 1) return values[0] ?? '';
  if (values.length === 2) return `one of ${values.join(' and ')}`;
  return `one of ${values.slice(0, -1).join(', ')}, and ${values.at(-1)}`;
}

function isOf(value: unknown, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean' || /^(?:true|false|0|1)$/i.test(String(value));
    case 'integer':
      return numeric(value) && Number.isInteger(Number(value));
    case 'number':
      return numeric(value);
    case 'array':
      return Array.isArray(value) || typeof value === 'string' || typeof value === 'number';
    default:
      return value === '' || (typeof value === 'object' && value !== null);
  }
}

function numeric(value: unknown): boolean {
  return (
    typeof value === 'number' ||
    (typeof value === 'string' && /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(value))
  );
}

/** A list, or the text of one: `11,999999`. */
function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return String(value)
    .split(/[\s,]+/)
    .filter((item) => item !== '');
}

function convert(value: unknown, arg: Arg): unknown {
  const types = typeof arg.type === 'string' ? [arg.type] : arg.type;
  const type = types.find((candidate) => isOf(value, candidate)) ?? types[0];
  switch (type) {
    case 'string':
      return value === null ? '' : String(value);
    case 'integer':
    case 'number':
      return value === null ? 0 : Number(value);
    case 'boolean':
      return typeof value === 'boolean' ? value : /^(?:true|1)$/i.test(String(value));
    case 'array': {
      const { items } = arg;
      const list = value === null ? [] : listOf(value);
      return items ? list.map((item) => convert(item, items)) : list;
    }
    case 'object': {
      if (value === null || value === '' || Array.isArray(value)) return {};
      const members = { ...(value as Record<string, unknown>) };
      for (const [key, prop] of Object.entries(arg.props ?? {})) {
        if (members[key] !== undefined) members[key] = convert(members[key], prop);
      }
      return members;
    }
    default:
      return value;
  }
}
