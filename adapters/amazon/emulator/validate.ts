import { Ajv2019, type AnySchemaObject, type ErrorObject, type ValidateFunction } from 'ajv/dist/2019.js';
import type { Marketplace } from './places.ts';
import { definitionOf, type Wanted } from './product-types.ts';
import type { Attributes, Instance, Issue } from './types.ts';

// Without a precision 19.9 is no multiple of 0.01: 19.9 / 0.01 is 1989.9999999999998.
const ajv = new Ajv2019({ allErrors: true, strict: false, verbose: true, multipleOfPrecision: 6 });
for (const keyword of ['editable', 'hidden', 'enumNames', 'selectors']) ajv.addKeyword(keyword);
ajv.addKeyword({
  keyword: 'maxUtf8ByteLength',
  type: 'string',
  schemaType: 'number',
  validate: (most: number, value: string) => Buffer.byteLength(value, 'utf8') <= most,
});
ajv.addKeyword({
  keyword: 'minUtf8ByteLength',
  type: 'string',
  schemaType: 'number',
  validate: (least: number, value: string) => Buffer.byteLength(value, 'utf8') >= least,
});
ajv.addKeyword({
  keyword: 'maxUniqueItems',
  type: 'array',
  schemaType: 'number',
  validate: (most: number, value: readonly unknown[], schema?: AnySchemaObject) =>
    Math.max(0, ...groups(value, schema?.selectors ?? []).values()) <= most,
});
ajv.addKeyword({
  keyword: 'minUniqueItems',
  type: 'array',
  schemaType: 'number',
  validate: (least: number, value: readonly unknown[]) => value.length >= least,
});
ajv.addFormat('uri', /^[a-z][a-z0-9+.-]*:\/\/\S+$/i);
ajv.addFormat('date', /^\d{4}-\d{2}-\d{2}$/);
ajv.addFormat('date-time', /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/i);

/** How many values each combination of selectors has. A selector left out counts as its default: one and the same. */
function groups(value: readonly unknown[], selectors: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of value) {
    const key = JSON.stringify(selectors.map((name) => (item as Instance | null)?.[name] ?? null));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

const compiled = new Map<string, ValidateFunction>();

function validator(place: Marketplace, wanted: Wanted): ValidateFunction {
  const { checksum, schema } = definitionOf(place, wanted);
  let found = compiled.get(checksum);
  if (!found) {
    const { $schema: _dialect, $id: _id, ...rest } = schema;
    found = ajv.compile(rest);
    compiled.set(checksum, found);
  }
  return found;
}

/** What the definition says against these attributes. Empty: nothing. */
export function check(place: Marketplace, wanted: Wanted, attributes: Attributes): readonly Issue[] {
  const validate = validator(place, wanted);
  const issues = validate(attributes) ? [] : issuesOf(validate.errors ?? []);
  for (const [name, instances] of Object.entries(attributes)) {
    if (!Array.isArray(instances)) continue;
    const stray = instances.find(({ marketplace_id: id }) => id !== undefined && id !== place.id);
    if (stray) issues.push(invalid(name, `'${name}' is given for a marketplace that the request is not for.`));
  }
  return issues;
}

function issuesOf(errors: readonly ErrorObject[]): Issue[] {
  const found = new Map<string, Issue>();
  for (const error of errors) {
    if (error.keyword === 'if' || error.keyword === 'allOf') continue;
    const issue = issueOf(error);
    found.set(`${issue.code} ${issue.message}`, issue);
  }
  return [...found.values()];
}

function issueOf({ keyword, instancePath, params, data, schema }: ErrorObject): Issue {
  const [name = '', ...inner] = instancePath.split('/').slice(1).map(unescapePointer);
  const where = [name, ...inner.filter((part) => !/^\d+$/.test(part))].filter((part) => part !== '').join('.');
  switch (keyword) {
    case 'required': {
      const missing = String(params.missingProperty);
      const path = where === '' ? missing : `${where}.${missing}`;
      return required(path);
    }
    case 'additionalProperties': {
      const extra = String(params.additionalProperty);
      return where === ''
        ? invalid(extra, 'The attributes are invalid.')
        : invalid(name, `The field '${extra}' is not part of '${where}'.`);
    }
    case 'minItems':
    case 'minUniqueItems':
      return {
        code: '99022',
        message: `'${where}' does not have enough values. The required minimum is '${schema}' value(s).`,
        severity: 'ERROR',
        attributeNames: [name],
        categories: [name === 'purchasable_offer' ? 'MISSING_PRICE' : 'MISSING_ATTRIBUTE'],
      };
    case 'maxUtf8ByteLength':
      return invalid(name, `'${where}' has ${Buffer.byteLength(String(data), 'utf8')} bytes, more than ${schema}.`);
    case 'maxUniqueItems':
      return invalid(name, `'${where}' has more than ${schema} value(s) for the same selectors.`);
    default:
      return invalid(name, `The value of '${where}' is not valid: ${keyword}.`);
  }
}

const unescapePointer = (part: string) => part.replaceAll('~1', '/').replaceAll('~0', '~');

export function required(path: string): Issue {
  return {
    code: '90220',
    message: `'${path}' is required but not supplied.`,
    severity: 'ERROR',
    attributeNames: [path.split('.')[0] ?? path],
    categories: ['MISSING_ATTRIBUTE'],
    enforcements: {
      actions: [{ action: 'LISTING_SUPPRESSED' }],
      exemption: { status: 'NOT_EXEMPT' },
    },
  };
}

export function invalid(name: string, message: string): Issue {
  const category = /price|offer$/.test(name)
    ? 'INVALID_PRICE'
    : /image/.test(name)
      ? 'INVALID_IMAGE'
      : 'INVALID_ATTRIBUTE';
  return { code: '90000900', message, severity: 'ERROR', attributeNames: [name], categories: [category] };
}
