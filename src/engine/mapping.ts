import type { Diagnostic, Place } from '../contract/index.ts';
import { canonical, EXIT, MabangError } from '../core/index.ts';
import {
  compare,
  type Difference,
  isField,
  layoutOf,
  type Mapping,
  mappingToYaml,
  proposeMapping,
  type Question,
  type RowSurvey,
  rowReader,
  type SampleRow,
  type Sheet,
  settle,
} from '../sheets/index.ts';
import { encodingOf } from './encodings.ts';
import { nameFor, saveMapping, supplierMapping, supplierMappings } from './mapping-files.ts';
import { GLANCE, type Surveyed, surveyRows, surveySheet } from './mapping-survey.ts';

/** Rows kept in a mapping as its own test. */
const SAMPLES = 5;

export interface MappingProposal {
  readonly mapping: Mapping;
  /** What was found out, with evidence. */
  readonly evidence: readonly Diagnostic[];
  /** Columns that feed nothing, and others that are left out. */
  readonly findings: readonly Diagnostic[];
  /** What only the seller can say. Answer by id; `stops` ones must be answered. */
  readonly questions: readonly Question[];
}

/** A mapping for a sheet that nobody has mapped: headers first, then all cells, then answers. The sheet is surveyed once. */
export class MappingProposer {
  private constructor(
    private readonly surveyed: Surveyed,
    private readonly file: string,
  ) {}

  static async open(
    path: string,
    options: { readonly encoding?: string; readonly name?: string; readonly sheet?: string },
  ): Promise<MappingProposer> {
    const surveyed = await surveySheet(path, {
      ...(options.encoding === undefined ? {} : { encoding: encodingOf(options.encoding) }),
      ...(options.sheet === undefined ? {} : { sheet: options.sheet }),
      ...(options.name === undefined ? {} : { name: options.name }),
    });
    return new MappingProposer(surveyed, options.name ?? path);
  }

  get headers(): readonly string[] {
    return this.surveyed.sheet.reading.headers;
  }

  /**
   * `column:<header>` answers say the field of a column, or '' for none; `key` says which column is the SKU. An answer that is none
   * leaves its question open.
   */
  async propose(given: ReadonlyMap<string, string>): Promise<MappingProposal> {
    const key = given.get('key');
    const answers = key === undefined ? given : new Map([...given, [`column:${key}`, 'sku']]);
    const { sheet, columns } = this.surveyed;
    const { reading } = sheet;
    const place: Place = { file: this.file, row: reading.headerRow };
    const proposed = proposeMapping(reading.headers, { header: reading.headerRow, file: this.file }, answers);
    const rows = await this.rowsFor(proposed.mapping, sheet);
    const settled = settle(proposed.mapping, columns, rows, place, answers);
    const read = new Set(settled.mapping.columns.map((column) => column.column));
    const { shapes, ...print } = this.surveyed.fingerprint;
    const mapping: Mapping = {
      ...settled.mapping,
      encoding: reading.encoding,
      // A workbook has none.
      ...(reading.delimiter === '' ? {} : { delimiter: reading.delimiter }),
      ...(reading.sheet === undefined ? {} : { sheet: reading.sheet }),
      layout: layoutOf(settled.mapping),
      missing: 'report',
      ignore: [...new Set(reading.headers)].filter((header) => header !== '' && !read.has(header)),
      fingerprint: {
        ...print,
        shapes: Object.fromEntries(Object.entries(shapes).filter(([header]) => read.has(header))),
      },
    };
    const keyed = settled.mapping.columns.some(({ field }) => field === 'sku' || field === 'code');
    const questions = [...proposed.questions, ...settled.questions, ...(keyed ? [] : [keyQuestion(reading.headers)])];
    return {
      mapping: questions.some((question) => question.stops)
        ? mapping
        : { ...mapping, samples: await this.samples(mapping) },
      evidence: [...reading.evidence, ...settled.evidence],
      findings: [...proposed.findings, ...settled.findings.filter(({ code }) => code === 'E_COLUMN_SHAPE')].filter(
        ({ severity, code }) => severity === 'warning' || code === 'E_COLUMN_SHAPE',
      ),
      questions,
    };
  }

  /** How rows hang together was surveyed for the columns that the headers named; answers may have named others. */
  private async rowsFor(mapping: Mapping, sheet: Sheet): Promise<RowSurvey> {
    const of = (one: Mapping) => canonical(one.columns.map(({ column, field }) => [column, field]));
    if (of(mapping) === of(sheet.mapping)) return this.surveyed.rows;
    return (await surveyRows(sheet, mapping, Number.POSITIVE_INFINITY, new Set())).rows;
  }

  /** The first rows, and what they become. They stand one below the other, as some rows lean on those above. */
  private async samples(mapping: Mapping): Promise<readonly SampleRow[]> {
    const { sheet } = this.surveyed;
    const { headers } = sheet.reading;
    const read = new Set(mapping.columns.map((column) => column.column));
    const understand = rowReader(mapping, headers);
    const samples: SampleRow[] = [];
    for await (const event of sheet.rows()) {
      if (event.kind === 'skipped') continue;
      const cells = event.kind === 'row' ? event.value.cells() : event.value.cells;
      const named = Object.fromEntries(
        headers.flatMap((header, i) => (read.has(header) && (cells[i] ?? '') !== '' ? [[header, cells[i] ?? '']] : [])),
      );
      samples.push({ cells: named, becomes: becomesOf(understand(cells, { row: event.value.row })) });
      if (samples.length === SAMPLES) break;
    }
    return samples;
  }
}

function becomesOf({ product, variant, errors }: ReturnType<ReturnType<typeof rowReader>>): SampleRow['becomes'] {
  if (errors.length > 0) return { errors: errors.map((error) => error.code) };
  return variant ? { product, variant } : { product };
}

function keyQuestion(headers: readonly string[]): Question {
  const named = headers.filter(Boolean);
  return {
    id: 'key',
    code: 'E_NO_SKU_COLUMN',
    stops: true,
    ask: { en: 'which column says which SKU a row is?', zh: '哪一列标明每行的 SKU？' },
    choices: named.map((value) => ({ value, shows: { en: 'its cells are SKUs', zh: '该列为 SKU' } })),
    write: '{ column: …, field: sku }',
  };
}

export interface MappingTest {
  readonly name: string;
  readonly rows: number;
  readonly findings: readonly Diagnostic[];
}

/** Run the sample rows of each mapping against what they must become. A mapping without samples is a finding too. */
export function testMappings(dir: string, names: readonly string[]): readonly MappingTest[] {
  const all = names.length > 0 ? names.map((name) => supplierMapping(dir, name)) : supplierMappings(dir);
  return all.map(({ name, mapping }) => testMapping(name, mapping));
}

export function testMapping(name: string, mapping: Mapping): MappingTest {
  const samples = mapping.samples ?? [];
  const headers = mapping.fingerprint?.headers ?? mapping.columns.map((column) => column.column);
  const understand = rowReader(mapping, headers);
  const findings: Diagnostic[] = [];
  if (samples.length === 0)
    findings.push({
      code: 'W_NO_SAMPLES',
      severity: 'warning',
      message: {
        en: `the mapping ${name} has no sample rows to test it with`,
        zh: `映射 ${name} 没有可供测试的样例行`,
      },
      place: { file: name },
      next: { en: 'make it anew from a sheet: mabang mapping new', zh: '请由表格重新生成：mabang mapping new' },
    });
  for (const column of mapping.columns)
    if (!headers.includes(column.column))
      findings.push(
        failed(name, 0, `its own headers have no column ${column.column}`, `自身表头中没有列“${column.column}”`),
      );
  samples.forEach((sample, i) => {
    const cells = headers.map((header) => (Object.hasOwn(sample.cells, header) ? (sample.cells[header] ?? '') : ''));
    const now = becomesOf(understand(cells, { file: name, row: i + 1 }));
    if (canonical(now) === canonical(sample.becomes)) return;
    findings.push(
      failed(
        name,
        i + 1,
        `the sample becomes ${JSON.stringify(now)}, and must become ${JSON.stringify(sample.becomes)}`,
        `样例行变为 ${JSON.stringify(now)}，应为 ${JSON.stringify(sample.becomes)}`,
      ),
    );
  });
  return { name, rows: samples.length, findings };
}

function failed(name: string, row: number, en: string, zh: string): Diagnostic {
  return {
    code: 'E_MAPPING_SAMPLE',
    severity: 'error',
    message: { en, zh },
    place: { file: name, ...(row === 0 ? {} : { row }) },
    next: {
      en: 'correct the mapping, or the sample if the mapping is right',
      zh: '请更正映射；如映射无误，请更正样例',
    },
  };
}

/** The differences between a mapping and a sheet of the same supplier, applied and written. */
export async function repairMapping(
  dir: string,
  name: string,
  sheet: string,
  write: boolean,
): Promise<{ readonly differences: readonly Difference[]; readonly file?: string; readonly mapping?: Mapping }> {
  const known = supplierMapping(dir, name);
  const surveyed = await surveySheet(sheet, { mapping: known.mapping }, { most: GLANCE });
  const place: Place = { file: sheet, row: surveyed.sheet.reading.headerRow };
  const { differences, repair } = compare(known.mapping, surveyed.fingerprint, place, surveyed.columns.rows);
  if (!repair) {
    if (differences.every((one) => one.finding.severity !== 'error')) return { differences };
    throw new MabangError(
      'E_NO_REPAIR',
      EXIT.findings,
      {
        en: `${known.name} cannot be repaired by itself: what became of some columns is not certain`,
        zh: `无法自动修复 ${known.name}：部分列的变化无法确定`,
      },
      {
        place,
        more: differences.map((one) => one.finding),
        next: { en: 'make it anew: mabang mapping new --replace', zh: '请重新生成：mabang mapping new --replace' },
      },
    );
  }
  return { differences, mapping: repair, ...(write ? { file: saveMapping(dir, known.name, repair, true) } : {}) };
}

/** What commands do with the mappings of suppliers' sheets. */
export const mappings = {
  open: MappingProposer.open,
  isField,
  nameFor,
  toYaml: mappingToYaml,
  save: saveMapping,
  all: supplierMappings,
  one: supplierMapping,
  test: testMappings,
  repair: repairMapping,
};
