import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, stringify } from 'yaml';
import { z } from 'zod';
import type { Diagnostic } from '../contract/index.ts';
import { EXIT, isCurrency, MabangError } from '../core/index.ts';
import { meaningOf } from './headers.ts';
import { isLengthUnit, isWeightUnit } from './numbers.ts';
import type { ColumnMapping, Encoding, FieldName, Mapping } from './types.ts';

const FIELD =
  /^(code|sku|title|description|bullet|brand|category|image|variantImage|price|listPrice|cost|quantity|gtin|weight|length|width|height|status|option:.+|attribute:.+)$/;
const MONEY = ['price', 'listPrice', 'cost'];
const LENGTH = ['length', 'width', 'height'];
/** Fields that several columns can feed: what they list adds up. */
const ADD_UP = ['image', 'variantImage', 'bullet'];

const currency = z.string().refine(isCurrency, 'not an ISO 4217 currency');

const column = z
  .strictObject({
    column: z.string().trim().min(1),
    field: z
      .string()
      .regex(FIELD, 'not a field: see the README for the names')
      .transform((name) => name as FieldName),
    currency: currency.optional(),
    decimal: z.enum(['.', ',']).optional(),
    unit: z
      .string()
      .refine((unit) => isWeightUnit(unit) || isLengthUnit(unit), 'not g, kg, lb, oz, mm, cm, m or in')
      .transform((unit) => unit as NonNullable<ColumnMapping['unit']>)
      .optional(),
    separator: z.string().min(1).optional(),
    empty: z.enum(['keep', 'clear']).optional(),
    words: z.record(z.string(), z.union([z.string(), z.int().transform(String)])).optional(),
  })
  .superRefine(({ field, currency: said, unit }, context) => {
    const wrong = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (said !== undefined && !MONEY.includes(field)) wrong('currency', `${field} is no amount of money`);
    if (unit === undefined) return;
    const fits = field === 'weight' ? isWeightUnit(unit) : LENGTH.includes(field) && isLengthUnit(unit);
    if (!fits) wrong('unit', `${field} is not measured in ${unit}`);
  });

export const mappingSchema = z
  .strictObject({
    version: z.literal(1),
    encoding: z
      .enum(['utf-8', 'gb18030', 'gbk', 'utf-16le', 'utf-16be'])
      .transform((name): Encoding => (name === 'gbk' ? 'gb18030' : name))
      .optional(),
    delimiter: z
      .string()
      .length(1)
      .refine((sign) => !/["\r\n]/.test(sign), 'a quote or a line end divides no cells')
      .optional(),
    header: z.int().min(1).default(1),
    currency: currency.optional(),
    columns: z.array(column).min(1),
    ignore: z.array(z.string().trim()).default([]),
  })
  .superRefine(({ columns }, context) => {
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

export function mappingToYaml(mapping: Mapping): string {
  return stringify(mapping);
}

/** What the header names say on their own. Unknown columns become findings, never guesses. */
export function proposeMapping(
  headers: readonly string[],
  found: { readonly header: number; readonly file: string },
): { readonly mapping: Mapping; readonly findings: readonly Diagnostic[] } {
  const columns: ColumnMapping[] = [];
  const findings: Diagnostic[] = [];
  for (const header of new Set(headers)) {
    if (header === '') continue;
    const meaning = meaningOf(header);
    if (meaning === undefined) {
      findings.push(unmapped(header, found));
      continue;
    }
    const taken = columns.find((one) => one.field === meaning.field);
    if (taken && !ADD_UP.includes(meaning.field)) findings.push(second(header, taken, found));
    else columns.push({ column: header, ...meaning });
  }
  return { mapping: { version: 1, header: found.header, columns, ignore: [] }, findings };
}

function unmapped(header: string, found: { readonly header: number; readonly file: string }): Diagnostic {
  return {
    code: 'W_UNMAPPED_COLUMN',
    severity: 'warning',
    message: {
      en: `the column ${header} is not mapped; nothing of it is imported`,
      zh: `列“${header}”未映射，不会导入`,
    },
    place: { file: found.file, row: found.header, column: header },
    next: { en: 'map it, or list it under ignore, in a mapping file', zh: '请在映射文件中映射该列，或列入 ignore' },
  };
}

/** Of these a wrong one does harm: a price, a count, or what a row is known by. */
const KEY_FIELDS = /^(code|sku|price|listPrice|cost|quantity|gtin)$/;

function second(
  header: string,
  taken: ColumnMapping,
  found: { readonly header: number; readonly file: string },
): Diagnostic {
  return {
    code: KEY_FIELDS.test(taken.field) ? 'E_SECOND_COLUMN' : 'W_SECOND_COLUMN',
    severity: KEY_FIELDS.test(taken.field) ? 'error' : 'warning',
    message: KEY_FIELDS.test(taken.field)
      ? {
          en: `the columns ${taken.column} and ${header} both mean ${taken.field}; which is meant is not guessed`,
          zh: `列“${taken.column}”和“${header}”都表示 ${taken.field}；不会猜测使用哪一列`,
        }
      : {
          en: `the columns ${taken.column} and ${header} both mean ${taken.field}; ${header} is left out`,
          zh: `列“${taken.column}”和“${header}”都表示 ${taken.field}；忽略“${header}”`,
        },
    place: { file: found.file, row: found.header, column: header },
    next: { en: 'say in a mapping file which one is meant', zh: '请在映射文件中指明使用哪一列' },
  };
}
