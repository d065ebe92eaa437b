import type { ColumnSurvey, Values } from './columns.ts';
import { digitsIn, ungroup } from './numbers.ts';
import type { Question } from './questions.ts';
import type { ColumnMapping, Decimal } from './types.ts';

/** What the cells of a column of numbers say of its decimal sign: a sign with its reason, or a question. */
export type DecimalVerdict =
  | { readonly decimal: Decimal; readonly en: string; readonly zh: string }
  | { readonly question: Question }
  | undefined;

/**
 * Decide one column from all of its cells. `elsewhere` is the sign that the other columns of the sheet agree on; it decides for
 * counts, which have no decimals to confuse, and never for money.
 */
export function decimalOf(
  column: ColumnMapping,
  survey: ColumnSurvey,
  elsewhere: '.' | ',' | undefined,
): DecimalVerdict {
  const { point, comma, either } = survey;
  if (point.count > 0 && comma.count > 0) return { question: mixed(column, point, comma) };
  if (point.count > 0) return { decimal: '.', ...because('point', '“.”', point) };
  if (comma.count > 0) return { decimal: ',', ...because('comma', '“,”', comma) };
  if (either.count > 0) {
    if (column.field === 'quantity' && elsewhere !== undefined && either.texts.every((text) => whole(text, elsewhere)))
      return {
        decimal: elsewhere,
        en: `decimal sign "${elsewhere}" as in the other columns, so ${either.texts[0]} is a whole number`,
        zh: `小数点“${elsewhere}”，与其他列相同，因此 ${either.texts[0]} 是整数`,
      };
    return { question: undecided(column, either, elsewhere) };
  }
  if (survey.numbers === 0) return undefined;
  return { decimal: 'none', en: `whole numbers alone (${survey.numbers})`, zh: `只有整数（${survey.numbers} 个）` };
}

function whole(text: string, decimal: '.' | ','): boolean {
  return ungroup(digitsIn(text) ?? text, decimal)?.includes('.') === false;
}

function because(en: string, zh: string, values: Values) {
  const shown = values.texts.slice(0, 2);
  const more = values.count - shown.length;
  return {
    en: `decimal ${en}: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
    zh: `小数点${zh}：${shown.join('、')}${more > 0 ? ` 等 ${values.count} 处` : ''}`,
  };
}

function reading(values: readonly string[], decimal: '.' | ','): string {
  return values
    .map((value) => [value, ungroup(digitsIn(value) ?? value.replace(/[^\d.,]/g, ''), decimal)] as const)
    .map(([value, number]) => `${value} → ${number ?? '—'}`)
    .join(', ');
}

function choices(values: readonly string[]): Question['choices'] {
  return (['.', ','] as const).map((value) => ({
    value,
    shows: { en: reading(values, value), zh: reading(values, value) },
  }));
}

function undecided({ column }: ColumnMapping, either: Values, elsewhere: '.' | ',' | undefined): Question {
  const shown = either.texts.slice(0, 3);
  return {
    id: `decimal:${column}`,
    column,
    code: 'E_DECIMAL_UNDECIDED',
    stops: true,
    ask: {
      en:
        `${either.count} numbers like ${shown.join(', ')}, and none that says whether the sign divides thousands or decimals` +
        (elsewhere === undefined ? '' : `; other columns of this sheet write decimals with "${elsewhere}"`),
      zh:
        `有 ${either.count} 个类似 ${shown.join('、')} 的数，没有任何一个能说明该符号是千位分隔还是小数点` +
        (elsewhere === undefined ? '' : `；该表其他列的小数点为“${elsewhere}”`),
    },
    choices: choices(shown),
    write: `{ column: ${JSON.stringify(column)}, decimal: "." } (or ",")`,
  };
}

function mixed({ column }: ColumnMapping, point: Values, comma: Values): Question {
  const [a, b] = [point.first[0], comma.first[0]];
  const shown = [a?.value ?? '', b?.value ?? ''];
  return {
    id: `decimal:${column}`,
    column,
    code: 'E_DECIMAL_MIXED',
    stops: true,
    ask: {
      en: `${point.count} numbers have a decimal point (${a?.value} in row ${a?.row}) and ${comma.count} a decimal comma (${b?.value} in row ${b?.row})`,
      zh: `${point.count} 个数以“.”为小数点（第 ${a?.row} 行 ${a?.value}），${comma.count} 个以“,”为小数点（第 ${b?.row} 行 ${b?.value}）`,
    },
    choices: choices(shown),
    write: `{ column: ${JSON.stringify(column)}, decimal: "." } (or ","); rows written the other way are refused`,
  };
}
