import { LineCounter, parseDocument, stringify } from 'yaml';
import { z } from 'zod';
import type { Diagnostic } from '../contract/index.ts';
import { EXIT, isCurrency, MabangError } from '../core/index.ts';
import { meaningOf } from './headers.ts';
import type { ColumnMapping, FieldName, Mapping } from './types.ts';
import { isLengthUnit, isWeightUnit } from './values.ts';

const FIELD =
  /^(code|sku|title|description|bullet|brand|category|image|variantImage|price|listPrice|cost|quantity|gtin|weight|length|width|height|status|option:.+|attribute:.+)$/;

const column = z.strictObject({
  column: z.string().min(1),
  field: z
    .string()
    .regex(FIELD, 'not a field: see the README for the names')
    .transform((name) => name as FieldName),
  currency: z.string().refine(isCurrency, 'not an ISO 4217 currency').optional(),
  decimal: z.enum(['.', ',']).optional(),
  unit: z
    .string()
    .refine((unit) => isWeightUnit(unit) || isLengthUnit(unit), 'g, kg, lb, oz, mm, cm, m or in')
    .transform((unit) => unit as NonNullable<ColumnMapping['unit']>)
    .optional(),
  separator: z.string().min(1).optional(),
  empty: z.enum(['keep', 'clear']).optional(),
  words: z.record(z.string(), z.string()).optional(),
});

export const mappingSchema = z.strictObject({
  version: z.literal(1),
  encoding: z.enum(['utf-8', 'gb18030', 'utf-16le', 'utf-16be']).optional(),
  delimiter: z.string().length(1).optional(),
  header: z.int().min(1).default(1),
  currency: z.string().refine(isCurrency, 'not an ISO 4217 currency').optional(),
  columns: z.array(column).min(1),
  ignore: z.array(z.string()).default([]),
});

/** A mapping file as a value, or `E_MAPPING` that names the line of each thing that is wrong. */
export function parseMapping(text: string, file: string): Mapping {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const wrong = document.errors.map((error) => `${file}:${lines.linePos(error.pos[0]).line}: ${error.message}`);
  if (wrong.length === 0) {
    const result = mappingSchema.safeParse(document.toJS() ?? {});
    if (result.success) return result.data as Mapping;
    for (const issue of result.error.issues) {
      const node = document.getIn(issue.path, true) as { range?: [number, number, number] } | undefined;
      wrong.push(`${file}:${lines.linePos(node?.range?.[0] ?? 0).line}: ${issue.path.join('.')}: ${issue.message}`);
    }
  }
  const all = wrong.join('\n');
  throw new MabangError(
    'E_MAPPING',
    EXIT.usage,
    { en: all, zh: all },
    {
      place: { file },
      next: { en: 'correct the lines named above', zh: '请更正以上各行' },
    },
  );
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
  const ignore: string[] = [];
  const findings: Diagnostic[] = [];
  for (const header of headers) {
    if (header === '') continue;
    const meaning = meaningOf(header);
    if (meaning === 'own') ignore.push(header);
    else if (!meaning) findings.push(unmapped(header, found));
    else {
      const taken = columns.find((one) => one.field === meaning.field);
      // Several columns of pictures or bullets add up; any other field has one source.
      if (taken && meaning.field !== 'image' && meaning.field !== 'bullet') findings.push(second(header, taken, found));
      else columns.push({ column: header, ...meaning });
    }
  }
  return { mapping: { version: 1, header: found.header, columns, ignore }, findings };
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

function second(
  header: string,
  taken: ColumnMapping,
  found: { readonly header: number; readonly file: string },
): Diagnostic {
  return {
    code: 'W_SECOND_COLUMN',
    severity: 'warning',
    message: {
      en: `the columns ${taken.column} and ${header} both mean ${taken.field}; ${header} is left out`,
      zh: `列“${taken.column}”和“${header}”都表示 ${taken.field}；忽略“${header}”`,
    },
    place: { file: found.file, row: found.header, column: header },
    next: { en: 'say in a mapping file which one is meant', zh: '请在映射文件中指明使用哪一列' },
  };
}
