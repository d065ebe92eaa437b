import { isValue } from './header-rows.ts';
import { fold } from './headers.ts';
import { trim } from './values.ts';

const WORDS: ReadonlySet<string> = new Set(
  '合计 总计 小计 总数 汇总 共计 合計 總計 小計 總數 総計 합계 총계 소계 total totals grand_total subtotal sub_total sum totaal summe gesamt gesamtsumme somme totale suma итого'
    .split(' ')
    .map((word) => word.replace('_', ' ')),
);

/**
 * A row of totals: its first filled cell is a word for one, all the others are numbers, and the cells that say which product a row
 * is (`identity`: their positions) hold nothing but that word. A product that is called Total has a SKU.
 */
export function isTotal(cells: readonly string[], identity: readonly number[]): boolean {
  const first = cells.findIndex((cell) => cell !== '' && trim(cell) !== '');
  if (first < 0) return false;
  const word = cells[first] as string;
  if (
    word.length > 16 ||
    !WORDS.has(
      fold(word)
        .replace(/\s*[:：]$/, '')
        .replaceAll(/(\p{Script=Han})\s+(?=\p{Script=Han})/gu, '$1'),
    )
  )
    return false;
  if (identity.some((at) => at !== first && trim(cells[at] ?? '') !== '')) return false;
  return cells.every((cell, i) => i <= first || trim(cell) === '' || isValue(cell));
}

/** What a spreadsheet shows in a cell whose formula failed, as it stands in an exported sheet too. */
export function isCellError(cell: string): boolean {
  return cell.charCodeAt(0) === 35 && ERRORS.test(cell);
}

const ERRORS =
  /^#(REF!|N\/A|VALUE!|NAME\?|DIV\/0!|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!|UNKNOWN!|GETTING_DATA)$/;
