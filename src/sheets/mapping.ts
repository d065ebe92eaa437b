import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, stringify } from 'yaml';
import { z } from 'zod';
import { EXIT, isCurrency, MabangError, ratioOf } from '../core/index.ts';
import { encodingNamed } from './charsets.ts';
import { ADD_UP } from './headers.ts';
import { isLengthUnit, isWeightUnit } from './measures.ts';
import type { ColumnMapping, Encoding, FieldName, Mapping } from './types.ts';

export { proposeMapping } from './propose.ts';

const FIELD =
  /^(code|sku|id|parent|parentId|kind|title|description|bullet|brand|category|image|variantImage|price|regularPrice|listPrice|cost|currency|quantity|gtin|weight|weightUnit|length|width|height|dimensions|lengthUnit|status|optionName:\d+|optionValue:\d+|option:.+|attribute:.+)$/;
export function isField(name: string): name is FieldName {
  return FIELD.test(name);
}

const MONEY = ['price', 'regularPrice', 'listPrice', 'cost'];
const LENGTH = ['length', 'width', 'height', 'dimensions'];
const NUMBER = [...MONEY, ...LENGTH, 'quantity', 'weight'];

/** One of each, which the compiler holds against the type. */
const EVERY: Readonly<Record<Encoding, true>> = {
  'utf-8': true,
  gb18030: true,
  big5: true,
  shift_jis: true,
  'euc-kr': true,
  'windows-1252': true,
  macintosh: true,
  'utf-16le': true,
  'utf-16be': true,
};
const ENCODINGS = Object.keys(EVERY) as [Encoding, ...Encoding[]];

const currency = z.string().refine(isCurrency, 'not an ISO 4217 currency');
const rate = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => ratioOf(text) !== undefined && !text.startsWith('-'), 'not a rate like 19%');

const column = z
  .strictObject({
    column: z.string().trim().min(1),
    field: z
      .string()
      .regex(FIELD, 'not a field: see the README for the names')
      .transform((name) => name as FieldName),
    currency: currency.optional(),
    decimal: z.enum(['.', ',', 'none']).optional(),
    tax: z.enum(['net', 'gross']).optional(),
    vat: rate.optional(),
    unit: z
      .string()
      .refine((unit) => isWeightUnit(unit) || isLengthUnit(unit), 'not g, kg, lb, oz, mm, cm, m or in')
      .transform((unit) => unit as NonNullable<ColumnMapping['unit']>)
      .optional(),
    separator: z.string().min(1).optional(),
    empty: z.enum(['keep', 'clear']).optional(),
    words: z.record(z.string(), z.union([z.string(), z.int().transform(String)])).optional(),
    zeros: z.literal('restore').optional(),
    form: z.literal('ean-13').optional(),
    shared: z.literal('allow').optional(),
  })
  .superRefine(({ field, currency: said, unit, decimal, tax, vat, ...rest }, context) => {
    const wrong = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (said !== undefined && !MONEY.includes(field)) wrong('currency', `${field} is no amount of money`);
    if (decimal !== undefined && !NUMBER.includes(field)) wrong('decimal', `${field} is no number`);
    if (tax !== undefined && !MONEY.includes(field)) wrong('tax', `${field} is no amount of money`);
    if (vat !== undefined && tax !== 'net') wrong('vat', 'only a net amount (tax: net) gets tax put on it');
    if (tax === 'net' && vat === undefined && field !== 'cost')
      wrong('tax', 'a buyer pays the gross price: say the rate, vat: 19%');
    for (const key of ['zeros', 'form', 'shared'] as const)
      if (rest[key] !== undefined && field !== 'gtin') wrong(key, `${field} is no GTIN`);
    if (unit === undefined) return;
    const fits = field === 'weight' ? isWeightUnit(unit) : LENGTH.includes(field) && isLengthUnit(unit);
    if (!fits) wrong('unit', `${field} is not measured in ${unit}`);
  });

const share = z.number().min(0).max(1);
const shape = z.strictObject({
  empty: share,
  number: share,
  fraction: share,
  gtin: share,
  url: share,
  prose: share,
  length: z.number().min(0),
});

const encoding = z
  .string()
  .transform((name) => encodingNamed(name) ?? name)
  .pipe(z.enum(ENCODINGS));

const delimiter = z
  .string()
  .length(1)
  .refine((sign) => !/["\r\n]/.test(sign), 'a quote or a line end divides no cells');

const sample = z.strictObject({
  cells: z.record(z.string(), z.string()),
  becomes: z.union([
    z.strictObject({ errors: z.array(z.string()).min(1) }),
    z.strictObject({
      product: z.looseObject({ code: z.string() }),
      variant: z.looseObject({ sku: z.string() }).optional(),
    }),
  ]),
});

export const mappingSchema = z
  .strictObject({
    version: z.literal(1),
    encoding: encoding.optional(),
    delimiter: delimiter.optional(),
    sheet: z.string().min(1).optional(),
    header: z.int().min(0).default(1),
    currency: currency.optional(),
    layout: z.enum(['flat', 'grouped', 'continued', 'parented']).optional(),
    options: z.array(z.string()).optional(),
    parentRow: z.literal('product').optional(),
    noSku: z.enum(['refuse', 'code-and-options']).optional(),
    missing: z.enum(['report', 'zero-stock', 'end']).optional(),
    accept: z.array(z.enum(['gtin', 'missing'])).optional(),
    columns: z.array(column).min(1),
    ignore: z.array(z.string().trim()).default([]),
    fingerprint: z
      .strictObject({
        headers: z.array(z.string()),
        encoding: encoding.optional(),
        delimiter: delimiter.optional(),
        shapes: z.record(z.string(), shape),
      })
      .optional(),
    samples: z.array(sample).optional(),
  })
  .superRefine(({ columns, layout, missing }, context) => {
    const has = (field: string) => columns.some((one) => one.field === field);
    const wrong = (message: string) => context.addIssue({ code: 'custom', path: ['layout'], message });
    if (layout === 'parented' && !has('parent') && !has('parentId'))
      wrong('parented needs a column parent or parentId');
    if (layout !== 'parented' && (has('parent') || has('parentId') || has('kind')))
      wrong('the fields parent, parentId and kind are of the layout parented');
    if ((layout === 'grouped' || layout === 'continued') && !has('code')) wrong(`${layout} needs a column code`);
    // A SKU that comes back would have no stock for ever.
    if (missing === 'zero-stock' && !has('quantity'))
      context.addIssue({ code: 'custom', path: ['missing'], message: 'zero-stock needs a column quantity' });
    columns.forEach(({ field }, i) => {
      const first = columns.findIndex((one) => one.field === field);
      if (first < i && !ADD_UP.includes(field))
        context.addIssue({
          code: 'custom',
          path: ['columns', i, 'field'],
          message: `${field} is fed by the column ${columns[first]?.column} already`,
        });
    });
  });

/** A mapping file as a value, or `E_MAPPING` that names the line of each thing that is wrong. */
export function parseMapping(text: string, file: string): Mapping {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => `${file}:${lines.linePos(offset).line}`;
  const wrong = document.errors.map((error) => `${at(error.pos[0])}: ${error.message}`);
  if (wrong.length === 0) {
    const result = mappingSchema.safeParse(document.toJS() ?? {});
    if (result.success) return result.data as Mapping;
    for (const issue of result.error.issues)
      wrong.push(
        `${at(offsetOf(document, issue))}: ${[...issue.path, ''].join('.').slice(0, -1) || 'mapping'}: ${issue.message}`,
      );
  }
  const all = wrong.join('\n');
  throw new MabangError(
    'E_MAPPING',
    EXIT.usage,
    { en: all, zh: all },
    { place: { file }, next: { en: 'correct the lines named above', zh: '请更正以上各行' } },
  );
}

/** Where an issue stands in the text: its value, an unknown key itself, or the nearest thing around what is missing. */
function offsetOf(document: Document, issue: z.core.$ZodIssue): number {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code === 'unrecognized_keys') {
    const around = path.length === 0 ? document.contents : document.getIn(path, true);
    const pair = isMap(around)
      ? around.items.find((one) => isScalar(one.key) && one.key.value === issue.keys[0])
      : undefined;
    if (pair && isScalar(pair.key)) return pair.key.range?.[0] ?? 0;
  }
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

/** Keys in the order of the schema, so that the same mapping is always the same text. */
export function mappingToYaml(mapping: Mapping): string {
  const keys = Object.keys(mappingSchema.shape) as (keyof Mapping)[];
  return stringify(
    Object.fromEntries(keys.flatMap((key) => (mapping[key] === undefined ? [] : [[key, mapping[key]]]))),
  );
}
