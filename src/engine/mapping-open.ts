import type { Diagnostic, Place } from '../contract/index.ts';
import {
  compare,
  isOpen,
  type Mapping,
  type Match,
  matchMapping,
  openSheet,
  proposeMapping,
  type ReadOptions,
  recognised,
  type Sheet,
  settle,
} from '../sheets/index.ts';
import { supplierMappings } from './mapping-files.ts';
import { GLANCE, mappedColumns, type Surveyed, surveyRows, surveySheet } from './mapping-survey.ts';

export interface UnderstoodSheet extends Sheet {
  /** The supplier's mapping that the sheet was recognised by. */
  readonly supplier?: string;
  /** What was decided from the cells, with the evidence; beside the evidence of `reading`. */
  readonly decisions: readonly Diagnostic[];
}

/**
 * Open a sheet with the mapping it needs: the one given, the one of the supplier it is recognised as, or what its headers and all
 * of its cells say. Open questions, renamed and moved columns, and columns whose cells are something else are errors in `findings`,
 * and the sheet must not be taken then.
 *
 * A mapping in which everything is pinned costs a glance at the first rows; one that leaves signs open costs a whole pass.
 */
export async function openUnderstood(dir: string, file: string, options: ReadOptions = {}): Promise<UnderstoodSheet> {
  if (options.mapping) return withMapping(file, options, options.mapping, []);
  const suppliers = supplierMappings(dir);
  const sheet = await openSheet(file, options);
  if (suppliers.length > 0) {
    const glance = await surveyRows(sheet, sheet.mapping, GLANCE, undefined);
    const matches = matchMapping(glance.fingerprint, suppliers);
    const { best, rivals } = recognised(matches);
    if (best)
      return withMapping(file, options, best.mapping, [recognisedAs(best, placeOf(sheet, file, options))], best.name);
    if (rivals.length > 0)
      return { ...sheet, decisions: [], findings: [...sheet.findings, several(rivals, placeOf(sheet, file, options))] };
    const similar = matches[0];
    if (similar) return unknown(file, options, sheet, [likeOne(similar, placeOf(sheet, file, options))]);
  }
  return unknown(file, options, sheet, []);
}

function placeOf(sheet: Sheet, file: string, options: ReadOptions): Place {
  return { file: options.name ?? file, row: sheet.reading.headerRow };
}

async function withMapping(
  file: string,
  options: ReadOptions,
  mapping: Mapping,
  before: readonly Diagnostic[],
  supplier?: string,
): Promise<UnderstoodSheet> {
  const surveyed = await surveySheet(
    file,
    { ...options, mapping },
    mapping.fingerprint || !isOpen(mapping)
      ? { most: isOpen(mapping) ? Number.POSITIVE_INFINITY : GLANCE }
      : { only: mappedColumns(mapping) },
  );
  const place = placeOf(surveyed.sheet, file, options);
  const { differences } = compare(mapping, surveyed.fingerprint, place, surveyed.columns.rows);
  const settled = settle(mapping, surveyed.columns, surveyed.rows, place);
  const own = new Set(differences.map(({ finding }) => `${finding.code} ${finding.place.column}`));
  const renamed = new Set(differences.flatMap(({ kind, column, now }) => (kind === 'renamed' ? [column, now] : [])));
  const sheet =
    settled.mapping === mapping ? surveyed.sheet : await openSheet(file, { ...options, mapping: settled.mapping });
  const rest = sheet.findings.filter(
    ({ code, place: { column } }) =>
      !own.has(`${code} ${column}`) && !(renamed.has(column) && /^(E_MISSING|W_UNMAPPED)_COLUMN$/.test(code)),
  );
  return {
    ...sheet,
    ...(supplier === undefined ? {} : { supplier }),
    decisions: [...before, ...settled.evidence],
    findings: unique([...rest, ...differences.map(({ finding }) => finding), ...settled.findings]),
  };
}

/** Nobody's sheet yet: what the headers say, and what all cells say of what the headers leave open. */
async function unknown(
  file: string,
  options: ReadOptions,
  sheet: Sheet,
  before: readonly Diagnostic[],
): Promise<UnderstoodSheet> {
  const surveyed: Surveyed = await surveyRows(
    sheet,
    sheet.mapping,
    Number.POSITIVE_INFINITY,
    mappedColumns(sheet.mapping),
  );
  const place = placeOf(sheet, file, options);
  const settled = settle(sheet.mapping, surveyed.columns, surveyed.rows, place);
  const proposed = proposeMapping(sheet.reading.headers, { header: sheet.reading.headerRow, file: place.file ?? file });
  const opened = await openSheet(file, { ...options, mapping: settled.mapping });
  return {
    ...opened,
    decisions: [...before, ...settled.evidence],
    // Nobody has made this mapping, so a column that it does not speak of is not new, only unknown.
    findings: unique([
      ...proposed.findings,
      ...opened.findings.filter(({ code }) => code !== 'W_UNMAPPED_COLUMN'),
      ...settled.findings,
      ...before.filter(({ severity }) => severity !== 'info'),
    ]),
  };
}

function unique(findings: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return findings.filter(({ code, place, message }) => {
    const key = `${code}\n${place.column ?? ''}\n${message.en}`;
    return !seen.has(key) && seen.add(key);
  });
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function recognisedAs({ name, headers, alike, written }: Match, place: Place): Diagnostic {
  return {
    code: 'I_MAPPING',
    severity: 'info',
    message: {
      en: `mapping ${name}: ${percent(headers)} of the headers are its own, ${percent(alike)} of its columns look as before${written ? ', same encoding and delimiter' : ''}`,
      zh: `映射 ${name}：${percent(headers)} 的表头相同，${percent(alike)} 的列内容形态如前${written ? '，编码与分隔符相同' : ''}`,
    },
    place,
  };
}

function likeOne({ name, headers, alike }: Match, place: Place): Diagnostic {
  return {
    code: 'W_MAPPING_SIMILAR',
    severity: 'warning',
    message: {
      en: `the sheet looks a little like those of ${name} (${percent(headers)} of the headers, ${percent(alike)} of the columns); its mapping was not used`,
      zh: `该表与 ${name} 的表格略有相似（表头 ${percent(headers)}，列 ${percent(alike)}）；未使用其映射`,
    },
    place,
    next: {
      en: `say --mapping if it is theirs, or make one: mabang mapping new`,
      zh: '如确为该供应商，请用 --mapping 指定；否则请创建映射：mabang mapping new',
    },
  };
}

function several(matches: readonly Match[], place: Place): Diagnostic {
  const names = matches.map((match) => match.name);
  return {
    code: 'E_TWO_MAPPINGS',
    severity: 'error',
    message: {
      en: `the sheet fits the mappings ${names.join(' and ')} equally well`,
      zh: `该表与映射 ${names.join('、')} 同样吻合`,
    },
    place,
    next: { en: 'say which with --mapping', zh: '请用 --mapping 指定其一' },
  };
}
