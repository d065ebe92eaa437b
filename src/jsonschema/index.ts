/**
 * JSON Schema 2019-09 for adapters, as `mabang/jsonschema`: platforms publish what they take in it. The only ajv of the
 * adapters' side. A platform's own vocabulary comes in as functions, by keyword.
 */
import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019.js';
import type { Json } from '../contract/index.ts';

export interface SchemaIssue {
  /** From the top of the value: `['item_name', 0, 'value']`. For what is missing, the place where it should be. */
  readonly path: readonly (string | number)[];
  readonly keyword: string;
  /** What is wrong, in English, from the library or from the keyword's function. */
  readonly message: string;
  readonly params: Json;
}

/** What is wrong with `data` by this keyword, or `undefined`. `argument` stands behind the keyword in the schema `parent`. */
export type Keyword = (argument: Json, data: Json, parent: Json) => string | undefined;

export type Keywords = Readonly<Record<string, Keyword>>;

/** Every issue of a value; none when it fits. */
export type SchemaCheck = (value: Json) => readonly SchemaIssue[];

/** 0.07 is a multiple of 0.01 to a seller, and not to binary arithmetic. */
const MULTIPLE_OF_DIGITS = 8;

const compiled = new WeakMap<object, Map<Keywords, SchemaCheck>>();
/** Compiling costs fifty times what comparing the text does, and each channel that is opened reads its own copy. */
const byText = new WeakMap<Keywords, Map<string, SchemaCheck>>();
/** Texts kept for one set of keywords; the oldest goes first. */
const MOST_TEXTS = 64;
const NONE: Keywords = {};

/**
 * A check made from a schema; the same object or the same text gives the same check without compiling again. Keywords that are neither the
 * standard's nor given are annotations. `$schema` and `$id` are not followed: nothing is fetched.
 */
export function compileSchema(schema: Json, keywords: Keywords = NONE): SchemaCheck {
  if (schema === null || typeof schema !== 'object' || Array.isArray(schema)) throw new TypeError('not a JSON Schema');
  const known = compiled.get(schema);
  const before = known?.get(keywords);
  if (before) return before;
  const check = checkOf(schema as Readonly<Record<string, Json>>, keywords);
  if (known) known.set(keywords, check);
  else compiled.set(schema, new Map([[keywords, check]]));
  return check;
}

function checkOf(schema: Readonly<Record<string, Json>>, keywords: Keywords): SchemaCheck {
  const texts = byText.get(keywords) ?? new Map<string, SchemaCheck>();
  byText.set(keywords, texts);
  const text = JSON.stringify(schema);
  const check = texts.get(text) ?? compile(schema, keywords);
  texts.delete(text);
  texts.set(text, check);
  if (texts.size > MOST_TEXTS) for (const oldest of [...texts.keys()].slice(0, 1)) texts.delete(oldest);
  return check;
}

function compile(schema: Readonly<Record<string, Json>>, keywords: Keywords): SchemaCheck {
  const ajv = new Ajv2019({
    allErrors: true,
    strict: false,
    // A published schema is data from the network: what it says of formats that nobody defined is left aside.
    validateFormats: false,
    multipleOfPrecision: MULTIPLE_OF_DIGITS,
    logger: false,
    validateSchema: false,
  });
  for (const [keyword, check] of Object.entries(keywords)) {
    const validate = (argument: Json, data: Json, parent: Json): boolean => {
      const wrong = check(argument, data, parent);
      (validate as { errors?: unknown }).errors =
        wrong === undefined ? null : [{ keyword, message: wrong, params: { argument } }];
      return wrong === undefined;
    };
    ajv.addKeyword({ keyword, schema: true, errors: true, validate: validate as never });
  }
  const { $schema: _, $id: __, ...body } = schema;
  const validate = ajv.compile(body);
  return (value) => (validate(value) ? [] : issuesOf(validate));
}

/** `if` fails beside the `then` that says what is wrong; the branch's own issues are what a seller can act on. */
function issuesOf(validate: ValidateFunction): readonly SchemaIssue[] {
  const issues = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if');
  return issues.map(({ instancePath, keyword, message, params }): SchemaIssue => {
    const path = pathOf(instancePath);
    const missing: unknown = keyword === 'required' ? params.missingProperty : undefined;
    return {
      path: typeof missing === 'string' ? [...path, missing] : path,
      keyword,
      message: message ?? keyword,
      params: params as Json,
    };
  });
}

function pathOf(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
