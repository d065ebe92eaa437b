import type { Diagnostic, Place, Words } from '../contract/index.ts';
import { isCurrency } from '../core/index.ts';
import type { ColumnSurvey, SheetSurvey } from './columns.ts';
import { decimalOf } from './decide-numbers.ts';
import { isMoney } from './headers.ts';
import { isDigits } from './numbers.ts';
import { findingOf, type Question } from './questions.ts';
import type { RowSurvey } from './row-survey.ts';
import { currencyQuestion, unitQuestion, wordQuestions, zerosQuestion } from './settle-questions.ts';
import { hangTogether } from './settle-rows.ts';
import { wrongColumns } from './shapes.ts';
import type { ColumnMapping, FieldName, Mapping } from './types.ts';

/** What a sheet's own cells say of a mapping that leaves something open. */
export interface Settled {
  /** With everything in it that is decided: to be pinned. */
  readonly mapping: Mapping;
  /** One sentence per decision, with its evidence. */
  readonly evidence: readonly Diagnostic[];
  /** Open questions and wrong columns as findings; errors stop the import. */
  readonly findings: readonly Diagnostic[];
  readonly questions: readonly Question[];
}

const MEASURES: readonly string[] = ['weight', 'length', 'width', 'height', 'dimensions'];

export function isNumber(field: FieldName): boolean {
  return isMoney(field) || field === 'quantity' || MEASURES.includes(field);
}

/** Whether the mapping leaves open what only all cells of the sheet can say. A mapping that was pinned does not. */
export function isOpen(mapping: Mapping): boolean {
  return mapping.columns.some((column) => isNumber(column.field) && column.decimal === undefined);
}

/**
 * Decide what the mapping leaves open, column by column, from all cells. What the mapping says stays as it is. `answers` are given
 * by the ids of questions; a wrong answer leaves its question open.
 */
export function settle(
  mapping: Mapping,
  survey: SheetSurvey,
  rows: RowSurvey,
  place: Place,
  answers: ReadonlyMap<string, string> = new Map(),
): Settled {
  const evidence: Diagnostic[] = [];
  const questions: Question[] = [];
  const say = (column: string, { en, zh }: Words) =>
    evidence.push({
      code: 'I_COLUMN',
      severity: 'info',
      message: { en: `${column}: ${en}`, zh: `${column}：${zh}` },
      place: { ...place, column },
    });
  const hung = hangTogether(mapping, rows, questions, answers, (words) => say(words.column, words));
  const elsewhere = agreed(hung.columns, survey);
  const columns = hung.columns.map((column) => {
    const own = survey.columns.get(column.column);
    return own ? settleColumn(column, own, { mapping: hung, elsewhere, answers, questions, say }) : column;
  });
  const currency = answers.get('currency')?.toUpperCase();
  const needs = columns.some((column) => isMoney(column.field) && currencyless(column, hung, survey));
  if (needs && (currency === undefined || !isCurrency(currency))) questions.push(currencyQuestion(columns));
  const given = needs && currency !== undefined && isCurrency(currency) ? { currency } : undefined;
  const open = given !== undefined || columns.some((column, i) => column !== hung.columns[i]);
  const settled: Mapping = open ? { ...hung, ...given, columns } : hung;
  return {
    mapping: settled,
    evidence,
    questions,
    findings: [...questions.map((question) => findingOf(question, place)), ...wrongColumns(settled, survey, place)],
  };
}

interface Around {
  readonly mapping: Mapping;
  readonly elsewhere: '.' | ',' | undefined;
  readonly answers: ReadonlyMap<string, string>;
  readonly questions: Question[];
  say(column: string, words: Words): void;
}

function settleColumn(before: ColumnMapping, survey: ColumnSurvey, around: Around): ColumnMapping {
  const { mapping, answers, questions, say } = around;
  let column = asMeasure(before, survey, mapping, say);
  if (isNumber(column.field) && column.decimal === undefined) column = withDecimal(column, survey, around);
  if (MEASURES.includes(column.field) && column.unit === undefined && survey.unitless > 0) {
    const has = mapping.columns.some((one) => one.field === (column.field === 'weight' ? 'weightUnit' : 'lengthUnit'));
    const question = unitQuestion(column);
    const answer = answers.get(question.id);
    if (!has && question.choices.some((choice) => choice.value === answer))
      column = { ...column, unit: answer as NonNullable<ColumnMapping['unit']> };
    else if (!has) questions.push(question);
  }
  if (column.field === 'quantity') column = withWords(column, survey, around);
  if ((column.field === 'image' || column.field === 'variantImage') && column.separator === undefined)
    column = withDivider(column, survey, say);
  if (column.field === 'gtin' && column.zeros === undefined && survey.short.count > 0) {
    const question = zerosQuestion(column, survey);
    const answer = answers.get(question.id);
    if (answer === 'restore') column = { ...column, zeros: 'restore' };
    else if (answer !== 'refuse') questions.push(question);
  }
  return column;
}

/** A column called 尺寸 or Size that holds `10x20x30 cm` in nearly every cell is a measure, not a size to choose. */
function asMeasure(column: ColumnMapping, survey: ColumnSurvey, mapping: Mapping, say: Around['say']): ColumnMapping {
  if (column.field !== 'option:Size' || survey.sides < 0.9 * survey.filled || survey.sides === 0) return column;
  if (mapping.columns.some((one) => one.field === 'dimensions')) return column;
  say(column.column, {
    en: `length, width and height: ${survey.sides} of ${survey.filled} cells are three numbers with x between them`,
    zh: `长宽高：${survey.filled} 个单元格中有 ${survey.sides} 个为“数×数×数”`,
  });
  return { ...column, field: 'dimensions' };
}

function withDecimal(column: ColumnMapping, survey: ColumnSurvey, around: Around): ColumnMapping {
  const verdict = decimalOf(column, survey, around.elsewhere);
  if (verdict === undefined) return column;
  if ('decimal' in verdict) {
    around.say(column.column, verdict);
    return { ...column, decimal: verdict.decimal };
  }
  const answer = around.answers.get(verdict.question.id);
  if (answer === '.' || answer === ',') return { ...column, decimal: answer };
  around.questions.push(verdict.question);
  return column;
}

/** The sign that all columns with evidence agree on. */
function agreed(columns: readonly ColumnMapping[], survey: SheetSurvey): '.' | ',' | undefined {
  const signs = new Set<'.' | ','>();
  for (const { column, field, decimal } of columns) {
    if (!isNumber(field)) continue;
    if (decimal === '.' || decimal === ',') signs.add(decimal);
    const own = survey.columns.get(column);
    if (own && own.point.count > 0) signs.add('.');
    if (own && own.comma.count > 0) signs.add(',');
  }
  return signs.size === 1 ? [...signs][0] : undefined;
}

function withWords(column: ColumnMapping, survey: ColumnSurvey, { answers, questions }: Around): ColumnMapping {
  const words: Record<string, string> = { ...column.words };
  for (const question of wordQuestions(column, survey)) {
    const answer = answers.get(question.id);
    const word = question.id.slice(`words:${column.column}:`.length);
    if (answer !== undefined && isDigits(answer)) words[word] = answer;
    else if (answer !== 'refuse') questions.push(question);
  }
  return Object.keys(words).length === 0 ? column : { ...column, words };
}

function withDivider(column: ColumnMapping, survey: ColumnSurvey, say: Around['say']): ColumnMapping {
  const signs = [...survey.dividers].sort((a, b) => b[1] - a[1]).map(([sign]) => sign);
  // `, ` is a comma and a blank: the blank says nothing of its own.
  const real = signs.filter((sign) => sign !== ' ' || signs.length === 1);
  const [sign] = real;
  if (sign === undefined || real.length > 1) return column;
  if ((survey.inside.get(sign) ?? 0) > 0) return column;
  const name = sign === '\n' ? 'a line end' : sign === ' ' ? 'a blank' : JSON.stringify(sign);
  say(column.column, {
    en: `${name} divides addresses, ${survey.dividers.get(sign)} times, and stands nowhere inside one`,
    zh: `${sign === '\n' ? '换行' : sign === ' ' ? '空格' : `“${sign}”`}分隔多个地址，共 ${survey.dividers.get(sign)} 处，地址内部没有该符号`,
  });
  return { ...column, separator: sign };
}

function currencyless(column: ColumnMapping, mapping: Mapping, survey: SheetSurvey): boolean {
  if (column.currency !== undefined || mapping.currency !== undefined) return false;
  if (mapping.columns.some((one) => one.field === 'currency')) return false;
  return (survey.columns.get(column.column)?.currencyless ?? 0) > 0;
}
