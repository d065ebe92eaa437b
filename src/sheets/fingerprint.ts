import type { Diagnostic, Place } from '../contract/index.ts';
import type { SheetSurvey } from './columns.ts';
import { fold, meaningOf } from './headers.ts';
import { distance, drift } from './shapes.ts';
import type { ColumnMapping, ColumnShape, Fingerprint, Mapping, SheetReading } from './types.ts';

/** What a sheet is recognised by: header names, encoding, and what the cells of each column look like. */
export function fingerprintOf(
  reading: Pick<SheetReading, 'headers' | 'encoding' | 'delimiter'>,
  survey: SheetSurvey,
): Fingerprint {
  const shapes: Record<string, ColumnShape> = {};
  for (const [header, column] of survey.columns) shapes[header] = column.shape();
  return {
    headers: reading.headers,
    encoding: reading.encoding,
    // A workbook has none.
    ...(reading.delimiter === '' ? {} : { delimiter: reading.delimiter }),
    shapes,
  };
}

export interface Named {
  /** Of the file, without folder and ending: `yiwu`. */
  readonly name: string;
  readonly mapping: Mapping;
}

export interface Match {
  readonly name: string;
  readonly mapping: Mapping;
  /** Share of the header names that both have, of the one that has more, 0 to 1. */
  readonly headers: number;
  /** The same encoding and delimiter, where the mapping knows them. */
  readonly written: boolean;
  /** Share of the mapped columns whose cells look as before. */
  readonly alike: number;
  /** sure: this supplier, as before or with columns that were renamed, added or moved. similar: perhaps. */
  readonly verdict: 'sure' | 'similar';
}

/**
 * The mappings that were made for sheets like this one, best first. Names of headers count most: a mapping whose header set is the
 * sheet's is sure, and so is one of which most names are there, written and filled as before. One that shares half of them is
 * similar, which is no reason to use it.
 */
export function matchMapping(sheet: Fingerprint, mappings: readonly Named[]): readonly Match[] {
  const names = new Set(sheet.headers.map(fold).filter(Boolean));
  const matches = mappings.flatMap(({ name, mapping }): Match[] => {
    const before = new Set((mapping.fingerprint?.headers ?? headersOf(mapping)).map(fold).filter(Boolean));
    const both = [...before].filter((header) => names.has(header)).length;
    const headers = both / Math.max(before.size, names.size, 1);
    if (headers < 0.5) return [];
    const print = mapping.fingerprint;
    const written =
      (print?.encoding === undefined || print.encoding === sheet.encoding) &&
      (print?.delimiter === undefined || print.delimiter === sheet.delimiter);
    const alike = alikeness(mapping, sheet);
    const sure = headers === 1 || (headers >= 0.6 && alike >= 0.7 && (written || headers >= 0.9));
    return [{ name, mapping, headers, written, alike, verdict: sure ? 'sure' : 'similar' }];
  });
  return matches.sort((a, b) => rank(b) - rank(a) || (a.name < b.name ? -1 : 1));
}

function rank({ headers, alike, written }: Match): number {
  return headers * 4 + alike * 2 + (written ? 1 : 0);
}

function headersOf(mapping: Mapping): readonly string[] {
  return [...mapping.columns.map((column) => column.column), ...mapping.ignore];
}

function alikeness(mapping: Mapping, sheet: Fingerprint): number {
  const shapes = mapping.fingerprint?.shapes;
  if (!shapes) return 1;
  const pairs = mapping.columns.flatMap(({ column }) => {
    const [before, now] = [shapes[column], sheet.shapes[column]];
    return before && now ? [drift(before, now) === undefined ? 1 : 0] : [];
  });
  return pairs.length === 0 ? 1 : pairs.reduce<number>((sum, one) => sum + one, 0) / pairs.length;
}

/** The best of the mappings, when it is sure and no other is as good; the others that are. */
export function recognised(matches: readonly Match[]): { readonly best?: Match; readonly rivals: readonly Match[] } {
  const sure = matches.filter((match) => match.verdict === 'sure');
  const [first, ...rest] = sure;
  if (!first) return { rivals: [] };
  const rivals = rest.filter((match) => rank(first) - rank(match) < 0.2);
  return rivals.length > 0 ? { rivals: [first, ...rivals] } : { best: first, rivals: [] };
}

/** What became of the columns that a mapping was made for. */
export interface Difference {
  readonly kind: 'renamed' | 'gone' | 'moved' | 'changed' | 'new';
  readonly column: string;
  /** Of a renamed column: its name now. Of a column whose cells changed: the one that holds what it held. */
  readonly now?: string;
  readonly finding: Diagnostic;
}

/** Rows from which shares can be compared with those of another sheet. */
const ROWS = 20;

export interface Comparison {
  readonly differences: readonly Difference[];
  /** The mapping with the differences in it; absent when something must be decided by a person. */
  readonly repair?: Mapping;
}

/**
 * A sheet against the mapping that is to read it. Everything but a new column is an error: which column feeds a field may have
 * changed, and a value from a wrong column is worse than none. What cells look like is compared when the sheet has rows enough
 * (20), of which `rows` is the count.
 */
export function compare(
  mapping: Mapping,
  sheet: Fingerprint,
  place: Place,
  rows = Number.POSITIVE_INFINITY,
): Comparison {
  const print = mapping.fingerprint;
  const known = new Set([...(print?.headers ?? []), ...headersOf(mapping)]);
  const fresh = sheet.headers.filter((header) => header !== '' && !known.has(header));
  const becomes = new Map<string, string>();
  const differences: Difference[] = [];
  for (const column of mapping.columns) {
    if (sheet.headers.includes(column.column)) continue;
    const left = fresh.filter((header) => ![...becomes.values()].includes(header));
    const now = heir(column, print, sheet, left);
    if (now !== undefined) becomes.set(column.column, now);
    differences.push(now === undefined ? gone(column, place) : renamed(column, now, place));
  }
  if (rows >= ROWS) differences.push(...mapping.columns.flatMap((column) => changes(column, print, sheet, place)));
  if (print && differences.length === 0) differences.push(...moves(mapping, print, sheet, place));
  const repairable = differences.length > 0 && differences.every(({ kind }) => kind === 'renamed' || kind === 'moved');
  for (const header of fresh)
    if (![...becomes.values()].includes(header))
      differences.push({ kind: 'new', column: header, finding: added(header, place) });
  return repairable ? { differences, repair: repaired(mapping, becomes, sheet) } : { differences };
}

/** A column whose cells are another thing than before, with the column that holds what it held. */
function changes(
  { column, field }: ColumnMapping,
  print: Fingerprint | undefined,
  sheet: Fingerprint,
  place: Place,
): readonly Difference[] {
  const [before, now] = [print?.shapes[column], sheet.shapes[column]];
  const what = before && now && drift(before, now);
  if (!what || !before) return [];
  const holder = sheet.headers.find((header) => {
    const shape = sheet.shapes[header];
    return header !== column && shape !== undefined && distance(before, shape) < 0.08;
  });
  return [
    {
      kind: 'changed',
      column,
      ...(holder === undefined ? {} : { now: holder }),
      finding: changed(column, field, what, holder, place),
    },
  ];
}

/** The first of the mapped columns that stands elsewhere among them. */
function moves(mapping: Mapping, print: Fingerprint, sheet: Fingerprint, place: Place): readonly Difference[] {
  const read = new Set(mapping.columns.map((column) => column.column));
  const order = (headers: readonly string[]) => headers.filter((header) => read.has(header));
  const [before, now] = [order(print.headers), order(sheet.headers)];
  const at = now.findIndex((header, i) => header !== before[i]);
  return at < 0 ? [] : [{ kind: 'moved', column: now[at] ?? '', finding: moved(before, now, at, place) }];
}

/** The mapping as it reads this sheet: renamed columns under their new names, new ones listed under `ignore`. */
function repaired(mapping: Mapping, becomes: ReadonlyMap<string, string>, sheet: Fingerprint): Mapping {
  const columns = mapping.columns.map((one) => ({ ...one, column: becomes.get(one.column) ?? one.column }));
  const read = new Set(columns.map((one) => one.column));
  const samples = mapping.samples?.map((sample) => ({
    ...sample,
    cells: Object.fromEntries(
      Object.entries(sample.cells).map(([header, cell]) => [becomes.get(header) ?? header, cell]),
    ),
  }));
  return {
    ...mapping,
    columns,
    ignore: sheet.headers.filter((header) => header !== '' && !read.has(header)),
    fingerprint: { ...sheet, shapes: Object.fromEntries(Object.entries(sheet.shapes).filter(([h]) => read.has(h))) },
    ...(samples ? { samples } : {}),
  };
}

/** The new column that an old one most likely became: the same meaning, else the same place and look. One only, or none. */
function heir(
  column: ColumnMapping,
  print: Fingerprint | undefined,
  sheet: Fingerprint,
  fresh: readonly string[],
): string | undefined {
  const before = print?.shapes[column.column];
  const fits = fresh.filter((header) => {
    const now = sheet.shapes[header];
    return !before || !now || drift(before, now) === undefined;
  });
  const same = fits.filter(
    (header) => fold(header) === fold(column.column) || meaningOf(header)?.field === column.field,
  );
  if (same.length === 1) return same[0];
  if (same.length > 1 || !before || !print) return undefined;
  const at = print.headers.indexOf(column.column);
  const [left, right] = [print.headers[at - 1], print.headers[at + 1]];
  const near = fits.filter((header) => {
    const now = sheet.shapes[header];
    const i = sheet.headers.indexOf(header);
    const beside =
      (left !== undefined && sheet.headers[i - 1] === left) || (right !== undefined && sheet.headers[i + 1] === right);
    return now !== undefined && beside && distance(before, now) < 0.25;
  });
  return near.length === 1 ? near[0] : undefined;
}

function renamed({ column, field }: ColumnMapping, now: string, place: Place): Difference {
  return {
    kind: 'renamed',
    column,
    now,
    finding: {
      code: 'E_COLUMN_RENAMED',
      severity: 'error',
      message: {
        en: `the mapping reads ${field} from ${column}; the sheet has ${now} in its place`,
        zh: `映射从“${column}”读取 ${field}；该表中对应的列为“${now}”`,
      },
      place: { ...place, column: now },
      next: REPAIR,
    },
  };
}

const REPAIR = {
  en: 'if that is so: mabang mapping repair <mapping> <sheet>',
  zh: '如属实：mabang mapping repair <映射> <表格>',
};

function gone({ column, field }: ColumnMapping, place: Place): Difference {
  return {
    kind: 'gone',
    column,
    finding: {
      code: 'E_MISSING_COLUMN',
      severity: 'error',
      message: {
        en: `the mapping reads ${field} from ${column}, and the sheet has no such column and none like it`,
        zh: `映射从“${column}”读取 ${field}，表格中没有此列，也没有相似的列`,
      },
      place: { ...place, column },
      next: {
        en: 'ask for the sheet as it was, or correct the mapping by hand',
        zh: '请索取原样的表格，或手工更正映射',
      },
    },
  };
}

function changed(
  column: string,
  field: string,
  what: { readonly en: string; readonly zh: string },
  holder: string | undefined,
  place: Place,
): Diagnostic {
  return {
    code: 'E_COLUMN_SHAPE',
    severity: 'error',
    message: {
      en: `${column} is read as ${field}: ${what.en}${holder === undefined ? '' : `; ${holder} holds what it held`}`,
      zh: `“${column}”按 ${field} 读取：${what.zh}${holder === undefined ? '' : `；“${holder}”的内容与它原先相同`}`,
    },
    place: { ...place, column },
    next: {
      en: 'look whether columns have moved; if the sheet is right, make its mapping anew: mabang mapping new',
      zh: '请检查列是否错位；如表格无误，请重新生成映射：mabang mapping new',
    },
  };
}

function moved(before: readonly string[], now: readonly string[], at: number, place: Place): Diagnostic {
  return {
    code: 'E_COLUMN_MOVED',
    severity: 'error',
    message: {
      en: `the columns stand in another order: ${now.join(', ')}; before: ${before.join(', ')}`,
      zh: `列的顺序变了：${now.join('、')}；原为：${before.join('、')}`,
    },
    place: { ...place, column: now[at] ?? '' },
    next: REPAIR,
  };
}

function added(header: string, place: Place): Diagnostic {
  return {
    code: 'W_UNMAPPED_COLUMN',
    severity: 'warning',
    message: {
      en: `the column ${header} is new: the mapping does not speak of it`,
      zh: `新列“${header}”：映射中未提及`,
    },
    place: { ...place, column: header },
    next: { en: 'map it, or list it under ignore', zh: '请映射该列，或列入 ignore' },
  };
}
