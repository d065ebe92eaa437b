import type { Diagnostic, Place } from '../contract/index.ts';
import { ADD_UP, fold, isMoney, meaningOf, pairOf } from './headers.ts';
import { findingOf, type Question } from './questions.ts';
import type { ColumnMapping, FieldName, Layout, Mapping } from './types.ts';

export interface Proposal {
  readonly mapping: Mapping;
  readonly findings: readonly Diagnostic[];
  /** Those of the findings that an answer would settle. */
  readonly questions: readonly Question[];
}

/**
 * What the header names say on their own, each by itself and all together. Unknown columns become findings, never guesses.
 * `answers` settle questions of an earlier proposal, by their ids.
 */
export function proposeMapping(
  headers: readonly string[],
  found: { readonly header: number; readonly file: string },
  answers: ReadonlyMap<string, string> = new Map(),
): Proposal {
  const place: Place = { file: found.file, row: found.header };
  const draft: Draft = { columns: [], findings: [], questions: [], rivals: new Map(), place };
  const set = inSet(headers);
  const meanings = (header: string) => set.get(header) ?? meaningOf(header);
  for (const header of new Set(headers)) {
    if (header === '') continue;
    const said = answers.get(`column:${header}`);
    const meaning = said === undefined ? meanings(header) : said === '' ? undefined : fieldOf(header, said);
    if (meaning !== undefined) take({ column: header, ...meaning }, draft);
    else if (said !== '') draft.findings.push(unmapped(header, place));
  }
  for (const [field, names] of draft.rivals) choose(field, names, answers, meanings, draft);
  const columns = draft.columns.map((column) => taxOf(column, answers, draft));
  const layout = layoutOf(columns);
  return {
    mapping: { version: 1, header: found.header, ...(layout ? { layout } : {}), columns, ignore: [] },
    findings: draft.findings,
    questions: draft.questions,
  };
}

type Meaning = Omit<ColumnMapping, 'column'>;

/** A proposal while it is being made. */
interface Draft {
  readonly columns: ColumnMapping[];
  readonly findings: Diagnostic[];
  readonly questions: Question[];
  /** Columns that mean the same, where a wrong one does harm. */
  readonly rivals: Map<FieldName, string[]>;
  readonly place: Place;
}

/** Add a column, or say why it is left out. */
function take(column: ColumnMapping, { columns, findings, rivals, place }: Draft): void {
  const at = columns.findIndex((one) => one.field === column.field);
  const taken = columns[at];
  if (!taken || ADD_UP.includes(column.field)) columns.push(column);
  else if (isBeaten(taken, column)) {
    columns[at] = column;
    findings.push(left(taken.column, column, place));
  } else if (isBeaten(column, taken) || !KEY_FIELDS.test(column.field))
    findings.push(left(column.column, taken, place));
  else rivals.set(column.field, [...(rivals.get(column.field) ?? [taken.column]), column.column]);
}

/** Which of several columns is meant: the one that is answered, or a question. */
function choose(
  field: FieldName,
  names: readonly string[],
  answers: ReadonlyMap<string, string>,
  meanings: (header: string) => Meaning | undefined,
  { columns, findings, questions, place }: Draft,
): void {
  const answer = answers.get(`field:${field}`);
  const meaning = answer === undefined || !names.includes(answer) ? undefined : meanings(answer);
  if (answer !== undefined && meaning) {
    columns[columns.findIndex((one) => one.field === field)] = { column: answer, ...meaning };
    return;
  }
  const question = which(field, names);
  questions.push(question);
  findings.push(second(question, place, names));
}

function fieldOf(header: string, field: string): Meaning {
  const meaning = meaningOf(header);
  return meaning?.field === field ? meaning : { field: field as FieldName };
}

/** Names that say something only beside others. */
function inSet(headers: readonly string[]): ReadonlyMap<string, Meaning> {
  const set = new Map<string, Meaning>();
  const named = new Map(headers.map((header) => [fold(header), header]));
  /** The first of these names that the sheet has means this. */
  const say = (names: readonly string[], meaning: Meaning): boolean => {
    const header = names.map((name) => named.get(name)).find((one) => one !== undefined);
    if (header !== undefined) set.set(header, meaning);
    return header !== undefined;
  };
  pairs(headers, set);
  const fields = new Set(headers.map((header) => meaningOf(header)?.field));
  const kinded = KINDS.some((name) => named.has(name)) && PARENTS.some((name) => named.has(name));
  if (kinded || named.has('parent id')) {
    if (!say(['parent id'], { field: 'parentId' })) say(PARENTS, { field: 'parent' });
    say(KINDS, { field: 'kind' });
    say(['id', 'product id'], { field: 'id' });
    if (!fields.has('sku')) say(['product number'], { field: 'sku' });
  }
  if (fields.has('price') || fields.has('regularPrice')) say(CURRENCIES, { field: 'currency' });
  say(['weight unit', 'variant weight unit', 'gewichtseinheit', '重量单位'], { field: 'weightUnit' });
  say(['dimensions unit', 'dimension unit', 'length unit', '尺寸单位'], { field: 'lengthUnit' });
  return set;
}

const PARENTS = ['parent', 'parent sku', 'parent product id', '父sku'];
const CURRENCIES = ['currency', 'price currency', '币种', '货币'];
const KINDS = [
  'type',
  'product type',
  'parentage',
  'parentage level',
  'parent child',
  'parent/child',
  '类型',
  '商品类型',
];

/** A pair counts when both of its halves are there. */
function pairs(headers: readonly string[], set: Map<string, Meaning>): void {
  const halves = headers.flatMap((header) => {
    const pair = pairOf(header);
    return pair ? [{ header, ...pair }] : [];
  });
  for (const { header, half, number } of halves)
    if (halves.some((other) => other.number === number && other.half !== half))
      set.set(header, { field: `option${half}:${number}` });
}

/** A handle or group with pairs of options is written once and continued; a column of parents hangs rows below others. */
function layoutOf(columns: readonly ColumnMapping[]): Layout | undefined {
  const has = (field: string) => columns.some((column) => column.field.startsWith(field));
  if (has('parent')) return 'parented';
  if (has('code') && has('optionValue:')) return 'continued';
  // A column of codes makes groups without being said.
  return undefined;
}

/** Whether another column is certainly the one that is meant: an own code beats a system's number, gross beats net. */
function isBeaten(column: ColumnMapping, other: ColumnMapping): boolean {
  if (column.field === 'code') return isWeakCode(column.column) && !isWeakCode(other.column);
  return column.tax === 'net' && other.tax === 'gross' && column.currency === other.currency;
}

function isWeakCode(header: string): boolean {
  return ['product id', 'parent product id', 'group id'].includes(fold(header));
}

/** A header that says "net" is not enough to put tax on a price: whether that is meant, and the rate, are asked. */
function taxOf(
  column: ColumnMapping,
  answers: ReadonlyMap<string, string>,
  { questions, findings, place }: Draft,
): ColumnMapping {
  const { tax, ...plain } = column;
  if (tax !== 'net' || column.field === 'cost') return column;
  const answer = answers.get(`tax:${column.column}`);
  if (answer === 'gross') return { ...plain, tax: 'gross' };
  const vat = answers.get(`vat:${column.column}`);
  if (answer === 'net' && vat !== undefined && /^\d+(\.\d+)?%?$/.test(vat)) return { ...plain, tax: 'net', vat };
  const question = answer === 'net' ? rateOf(column.column) : netOf(column.column);
  questions.push(question);
  findings.push(findingOf(question, place));
  return plain;
}

function netOf(column: string): Question {
  return {
    id: `tax:${column}`,
    column,
    code: 'E_TAX_UNDECIDED',
    stops: true,
    ask: {
      en: `the header ${column} says that these prices are without tax; a buyer pays with tax`,
      zh: `表头“${column}”表示价格不含税，而买家支付含税价`,
    },
    choices: [
      {
        value: 'net',
        shows: { en: 'tax is put on them, at a rate that is asked for', zh: '按税率加税（随后询问税率）' },
      },
      { value: 'gross', shows: { en: 'they are taken as they are', zh: '按原值使用' } },
    ],
    write: `{ column: ${JSON.stringify(column)}, tax: net, vat: 19% }`,
  };
}

function rateOf(column: string): Question {
  return {
    id: `vat:${column}`,
    column,
    code: 'E_TAX_UNDECIDED',
    stops: true,
    ask: { en: `which rate of tax goes on ${column}?`, zh: `“${column}”应加多少税率？` },
    choices: [],
    wanted: { en: 'a rate like 19%', zh: '税率，例如 13%' },
    write: `{ column: ${JSON.stringify(column)}, tax: net, vat: 19% }`,
  };
}

function unmapped(header: string, place: Place): Diagnostic {
  return {
    code: 'W_UNMAPPED_COLUMN',
    severity: 'warning',
    message: {
      en: `the column ${header} is not mapped; nothing of it is imported`,
      zh: `列“${header}”未映射，不会导入`,
    },
    place: { ...place, column: header },
    next: { en: 'map it, or list it under ignore, in a mapping file', zh: '请在映射文件中映射该列，或列入 ignore' },
  };
}

/** Of these a wrong one does harm: a price, a count, or what a row is known by. */
const KEY_FIELDS = /^(code|sku|id|parent|parentId|kind|price|regularPrice|listPrice|cost|quantity|gtin)$/;

function which(field: FieldName, names: readonly string[]): Question {
  return {
    id: `field:${field}`,
    column: names.at(-1) ?? '',
    code: 'E_SECOND_COLUMN',
    stops: true,
    ask: {
      en: `the columns ${listed(names, ' and ')} ${names.length === 2 ? 'both ' : 'all '}mean ${field}; which is meant is not guessed`,
      zh: `列${names.map((name) => `“${name}”`).join('和')}都表示 ${field}；不会猜测使用哪一列`,
    },
    choices: names.map((name) => ({
      value: name,
      shows: { en: `${field} is read from it`, zh: `从该列读取 ${field}` },
    })),
    write: `{ column: ${JSON.stringify(names[0] ?? '')}, field: ${field} }`,
  };
}

function listed(names: readonly string[], and: string): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')}${and}${names.at(-1)}`;
}

function second({ code, ask, column }: Question, place: Place, names: readonly string[]): Diagnostic {
  return {
    code,
    severity: 'error',
    message: ask,
    place: { ...place, column: column ?? names.at(-1) ?? '' },
    next: { en: 'say in a mapping file which one is meant', zh: '请在映射文件中指明使用哪一列' },
  };
}

function left(header: string, taken: ColumnMapping, place: Place): Diagnostic {
  const field = isMoney(taken.field) ? `${taken.field} (${taken.tax ?? 'gross'})` : taken.field;
  return {
    code: 'W_SECOND_COLUMN',
    severity: 'warning',
    message: {
      en: `the columns ${taken.column} and ${header} both mean ${field}; ${header} is left out`,
      zh: `列“${taken.column}”和“${header}”都表示 ${field}；忽略“${header}”`,
    },
    place: { ...place, column: header },
    next: { en: 'say in a mapping file which one is meant', zh: '请在映射文件中指明使用哪一列' },
  };
}
