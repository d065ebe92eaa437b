import type { ColumnSurvey } from './columns.ts';
import type { Question } from './questions.ts';
import type { ColumnMapping } from './types.ts';

/** Words that say "none" in whatever language, by which a proposal of 0 is safe. */
const NONE =
  /^(no|none|sold out|out of stock|out-of-stock|oos|unavailable|not available|n|nein|ausverkauft|nicht lieferbar|rupture|épuisé|agotado|esaurito|缺货|无货|无|售罄|断货|没货|欠品|在庫なし|품절)$/i;

/** Words shown in one proposal. */
const SHOWN = 12;

/** Words where a stock should be, one question each: what a word is worth is the seller's to say. */
export function wordQuestions(column: ColumnMapping, survey: ColumnSurvey): readonly Question[] {
  const words = [...(survey.words ?? [])].filter(([word]) => !Object.hasOwn(column.words ?? {}, word));
  if (words.length === 0) return [];
  const block = wordsBlock(
    column,
    words.map(([word]) => word),
  );
  return words.map(([word, count]) => ({
    id: `words:${column.column}:${word}`,
    column: column.column,
    code: 'W_STOCK_WORD',
    stops: false,
    ask: {
      en: `${JSON.stringify(word)} stands where a stock should be, ${count === 1 ? 'once' : `${count} times`}; such rows are refused`,
      zh: `库存列中有 ${count} 处为“${word}”；这些行会被拒收`,
    },
    choices: [],
    wanted: {
      en: 'a whole number, or refuse',
      zh: '整数，或 refuse（拒收）',
    },
    write: block,
  }));
}

/** What to put into the mapping, ready to be pasted; the numbers are examples. */
export function wordsBlock(column: ColumnMapping, words: readonly string[]): string {
  const all = [
    ...Object.entries(column.words ?? {}),
    ...words.slice(0, SHOWN).map((word) => [word, NONE.test(word) ? '0' : '10'] as const),
  ];
  const body = all.map(([word, number]) => `${JSON.stringify(word)}: ${JSON.stringify(number)}`).join(', ');
  return `{ column: ${JSON.stringify(column.column)}, field: quantity, words: { ${body} } }`;
}

export function currencyQuestion(columns: readonly ColumnMapping[]): Question {
  const names = columns
    .filter((one) => /^(price|regularPrice|listPrice|cost)$/.test(one.field) && one.currency === undefined)
    .map((one) => one.column);
  return {
    id: 'currency',
    code: 'W_NO_CURRENCY',
    // Each row is refused for it; the sheet says it once.
    stops: false,
    ask: {
      en: `nothing says in which currency ${names.join(', ')} ${names.length > 1 ? 'are' : 'is'}`,
      zh: `未说明 ${names.join('、')} 的货币`,
    },
    choices: [],
    wanted: { en: 'an ISO 4217 code: EUR', zh: 'ISO 4217 代码，如 CNY' },
    write: 'currency: EUR',
  };
}

const UNITS = { weight: ['g', 'kg', 'lb', 'oz'], length: ['mm', 'cm', 'm', 'in'] } as const;

export function unitQuestion({ column, field }: ColumnMapping): Question {
  const units = UNITS[field === 'weight' ? 'weight' : 'length'];
  return {
    id: `unit:${column}`,
    column,
    code: 'W_NO_UNIT',
    stops: false,
    ask: { en: `nothing says in which unit ${column} is`, zh: `未说明“${column}”的单位` },
    choices: units.map((unit) => ({ value: unit, shows: { en: unit, zh: unit } })),
    write: `{ column: ${JSON.stringify(column)}, field: ${field}, unit: ${units[1]} }`,
  };
}

export function zerosQuestion({ column }: ColumnMapping, survey: ColumnSurvey): Question {
  const [first] = survey.short.texts;
  const { count } = survey.short;
  return {
    id: `zeros:${column}`,
    column,
    code: 'W_GTIN_ZEROS',
    stops: false,
    ask: {
      en: `${count} of ${survey.filled} codes like ${first} are too short for a GTIN, and valid with leading zeros; one in ten would be so by chance`,
      zh: `${survey.filled} 个条码中有 ${count} 个（如 ${first}）位数不足，补前导零后有效；随机情况下约有十分之一如此`,
    },
    choices: [
      { value: 'restore', shows: { en: `the zeros are put back: 0${first}`, zh: `补回前导零：0${first}` } },
      { value: 'refuse', shows: { en: 'such rows are refused', zh: '拒收这些行' } },
    ],
    write: `{ column: ${JSON.stringify(column)}, field: gtin, zeros: restore }`,
  };
}
