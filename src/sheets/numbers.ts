import type { Currency, Money } from '../contract/index.ts';
import { convert, exponentOf, isCurrency, isGtin, moneyOf, ratioOf } from '../core/index.ts';
import type { Decimal } from './types.ts';
import { foldWidth, type Parsed, type Problem, problem, SCIENTIFIC } from './values.ts';

/** Currency signs and words that may stand beside an amount, and what they can mean. */
const SIGNS = new Map<string, readonly Currency[]>([
  // Full-width signs are folded to these before they are looked up.
  ['¥', ['CNY', 'JPY']],
  ['元', ['CNY']],
  ['円', ['JPY']],
  ['원', ['KRW']],
  ['RMB', ['CNY']],
  ['$', ['USD', 'CAD', 'AUD', 'SGD', 'HKD', 'NZD', 'MXN', 'TWD', 'CLP', 'COP', 'ARS']],
  ['US$', ['USD']],
  ['HK$', ['HKD']],
  ['NT$', ['TWD']],
  ['S$', ['SGD']],
  ['A$', ['AUD']],
  ['C$', ['CAD']],
  ['R$', ['BRL']],
  ['€', ['EUR']],
  ['£', ['GBP']],
  ['₩', ['KRW']],
  ['₹', ['INR']],
  ['₫', ['VND']],
  ['฿', ['THB']],
  ['₽', ['RUB']],
  ['₺', ['TRY']],
  ['zł', ['PLN']],
  ['kr', ['SEK', 'NOK', 'DKK', 'ISK']],
]);

/** The currencies a sign can mean; `undefined` for what is no sign. */
function currenciesOf(sign: string): readonly Currency[] | undefined {
  const upper = sign.toUpperCase();
  return (
    SIGNS.get(sign) ?? SIGNS.get(upper) ?? SIGNS.get(sign.toLowerCase()) ?? (isCurrency(upper) ? [upper] : undefined)
  );
}

/** Whether this stands beside amounts: `€`, `RMB`, `eur`. */
export function isCurrencySign(text: string): boolean {
  return currenciesOf(text) !== undefined;
}

/** Sign, minus, digits with what divides them, sign. No-break spaces are plain ones after folding. */
const AMOUNT = /^([^\d\s.,'’+-]*)\s*(-?)\s*([.,]?\d[\d.,'’ ]*)\s*([^\d\s.,'’+-]*)$/;

/**
 * An amount of the column's currency under the column's decimal sign. A sign or code beside the number must agree with the
 * currency. Grouping is taken only where it is certain: full groups of three, with the sign that is not the decimal one.
 */
export function parseMoney(cell: string, currency: Currency, decimal: Decimal): Parsed<Money> {
  const minor = plainMinor(cell, exponentOf(currency), decimal);
  return minor === undefined ? parseAnyMoney(cell, currency, decimal) : { value: { minor, currency } };
}

/** `12.9` as 1290 without looking twice; `undefined` for everything that needs a longer look. */
function plainMinor(cell: string, exponent: number, decimal: Decimal): number | undefined {
  const { length } = cell;
  // Twelve digits and more may be a GTIN in the wrong column.
  if (length === 0 || length > 11) return undefined;
  const sign = decimal === ',' ? 44 : decimal === '.' ? 46 : -1;
  let minor = 0;
  let fraction = -1;
  for (let i = 0; i < length; i++) {
    const unit = cell.charCodeAt(i);
    if (unit >= 48 && unit <= 57) {
      minor = minor * 10 + unit - 48;
      if (fraction >= 0) fraction++;
    } else if (unit === sign && fraction < 0 && i > 0) fraction = 0;
    else return undefined;
  }
  if (fraction === 0 || fraction > exponent) return undefined;
  for (let i = Math.max(fraction, 0); i < exponent; i++) minor *= 10;
  return minor;
}

function parseAnyMoney(cell: string, currency: Currency, decimal: Decimal): Parsed<Money> {
  const text = foldWidth(cell);
  if (SCIENTIFIC.test(text))
    return problem('E_PRICE_FORMAT', `a price in scientific notation: ${cell}`, `价格为科学计数法：${cell}`);
  if (isRange(text))
    return problem('E_PRICE_RANGE', `a range is not a price: ${cell}`, `价格区间不是价格：${cell}`, {
      en: 'give each SKU its own price',
      zh: '请为每个 SKU 填写单独价格',
    });
  const match = AMOUNT.exec(text);
  if (!match) return noPrice(cell);
  const [, before = '', minus, digits = '', after = ''] = match;
  for (const sign of [before, after].filter(Boolean)) {
    const known = currenciesOf(sign);
    if (!known) return noPrice(cell);
    if (!known.includes(currency))
      return problem(
        'E_PRICE_CURRENCY',
        `${cell} is not in ${currency}, the currency of this column`,
        `${cell} 不是本列货币 ${currency}`,
        { en: 'set the currency of the column in the mapping', zh: '请在映射中设置该列的货币' },
      );
  }
  if (minus) return problem('E_PRICE_NEGATIVE', `a price below zero: ${cell}`, `价格为负数：${cell}`);
  if (before === '' && after === '' && digits.length >= 12 && isGtin(digits))
    return problem('E_PRICE_GTIN', `${cell} is a GTIN, not a price`, `${cell} 是条码（GTIN），不是价格`, WRONG_COLUMN);
  const plain = ungroup(digits.trim(), decimal);
  if (plain === undefined) return otherDecimal('E_PRICE_FORMAT', cell, digits.trim(), decimal);
  const money = moneyOf(plain, currency);
  if (money) return { value: money };
  const places = exponentOf(currency);
  if (places >= (plain.split('.')[1] ?? '').replace(/0+$/, '').length)
    return problem('E_PRICE_FORMAT', `too large for a price: ${cell}`, `价格数值过大：${cell}`);
  return problem(
    'E_PRICE_DIGITS',
    `${cell} has more digits than ${currency} knows (${places} after the decimal sign)`,
    `${cell} 的小数位超过 ${currency} 的 ${places} 位`,
  );
}

const WRONG_COLUMN = {
  en: 'look whether the columns of the sheet have moved',
  zh: '请检查表格的列是否错位',
};

export function isRange(text: string): boolean {
  return /\d\s*[-~–—至到]\s*\d/.test(text);
}

/** The currency that a cell names itself, when what stands beside the number can mean only one: `12.90 EUR`, `€12.90`. */
export function currencyIn(cell: string): Currency | undefined {
  const [, before = '', , , after = ''] = AMOUNT.exec(foldWidth(cell)) ?? [];
  const known = currenciesOf(before || after);
  return known?.length === 1 ? known[0] : undefined;
}

/** The digits of an amount with what divides them: `€1.290,00` → `1.290,00`. `undefined` when a cell is no amount. */
export function digitsIn(cell: string): string | undefined {
  const match = AMOUNT.exec(foldWidth(cell));
  if (!match) return undefined;
  const [, before = '', , digits = '', after = ''] = match;
  for (const sign of [before, after]) if (sign !== '' && !currenciesOf(sign)) return undefined;
  return digits.trim();
}

/** A net amount with the tax on it, rounded half up to the minor unit. `rate` is a share: `19%` or `0.19`. */
export function withTax(net: Money, rate: string): Money {
  const ratio = ratioOf(rate);
  if (!ratio) throw new RangeError(`not a rate: ${rate}`);
  return convert(net, { ...ratio, numerator: ratio.denominator + ratio.numerator }, net.currency);
}

function noPrice(cell: string): { readonly problem: Problem } {
  return problem('E_PRICE_FORMAT', `not a price: ${cell}`, `不是价格：${cell}`);
}

/** A number that does not fit its column's decimal sign, with the number it would be under the other one. */
export function otherDecimal(
  code: string,
  cell: string,
  digits: string,
  decimal: Decimal,
): { readonly problem: Problem } {
  if (decimal === 'none') return bothReadings(code, cell, digits);
  const other = decimal === '.' ? ',' : '.';
  const reading = ungroup(digits, other);
  return problem(
    code,
    `${cell} is no number with the decimal sign "${decimal}"${reading ? `; with "${other}" it would be ${reading}` : ''}`,
    `${cell} 在小数点为“${decimal}”时不是数值${reading ? `；若小数点为“${other}”则为 ${reading}` : ''}`,
    reading === undefined
      ? undefined
      : {
          en: `set decimal: "${other}" for the column in the mapping if that is meant`,
          zh: `如确为此意，请在映射中为该列设置 decimal: "${other}"`,
        },
  );
}

/** The column has held whole numbers alone, so nothing has said yet what its signs mean. */
function bothReadings(code: string, cell: string, digits: string): { readonly problem: Problem } {
  const [point, comma] = [ungroup(digits, '.'), ungroup(digits, ',')];
  const en = [point && `${point} with a decimal point`, comma && `${comma} with a decimal comma`].filter(Boolean);
  const zh = [point && `小数点为“.”则为 ${point}`, comma && `小数点为“,”则为 ${comma}`].filter(Boolean);
  return problem(
    code,
    `${cell}: this column has held whole numbers alone${en.length > 0 ? `; it is ${en.join(', ')}` : ''}`,
    `${cell}：该列此前只有整数${zh.length > 0 ? `；${zh.join('，')}` : ''}`,
    {
      en: 'set decimal for the column in the mapping: "." or ","',
      zh: '请在映射中为该列设置 decimal："." 或 ","',
    },
  );
}

/** `1,234.50` → `1234.50` and `.5` → `0.5` under a decimal point; `undefined` where the grouping is not whole. */
export function ungroup(digits: string, decimal: Decimal): string | undefined {
  if (decimal === 'none') return isDigits(digits) ? digits : undefined;
  const [whole = '', fraction, ...more] = digits.split(decimal);
  if (more.length > 0 || (fraction !== undefined && !isDigits(fraction))) return undefined;
  if (whole === '' && fraction !== undefined) return `0.${fraction}`;
  const group = /[^\d]/.exec(whole)?.[0];
  if (group !== undefined) {
    const groups = whole.split(group);
    if (!groups.every((part, i) => (i === 0 ? /^[1-9]\d{0,2}$/ : /^\d{3}$/).test(part))) return undefined;
  }
  const plain = group === undefined ? whole : whole.replaceAll(group, '');
  if (!isDigits(plain)) return undefined;
  return fraction === undefined ? plain : `${plain}.${fraction}`;
}

export function isDigits(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 48 || unit > 57) return false;
  }
  return text !== '';
}

/**
 * Units on hand: a whole number of 0 or more. `10.0` is 10; `10.5`, `<10` and `有货` are refused, and so is `1.000`, which is
 * one to some and a thousand to others.
 */
export function parseQuantity(cell: string, decimal: Decimal = '.'): Parsed<number> {
  if (cell.length < 12 && isDigits(cell)) return { value: Number(cell) };
  const text = foldWidth(cell).replace(/^\+/, '');
  if (text.length >= 12 && isGtin(text))
    return problem(
      'E_QUANTITY_GTIN',
      `${cell} is a GTIN, not a stock`,
      `${cell} 是条码（GTIN），不是库存`,
      WRONG_COLUMN,
    );
  const plain = ungroup(text, decimal);
  const [whole = '', fraction = ''] = plain?.split('.') ?? [];
  if (whole !== '' && /^0*$/.test(fraction) && fraction.length !== 3 && Number.isSafeInteger(Number(whole)))
    return { value: Number(whole) };
  if (decimal === 'none' && /^\d[\d.,' ]*$/.test(text)) return otherDecimal('E_QUANTITY', cell, text, decimal);
  return problem('E_QUANTITY', `not a whole number of units: ${cell}`, `不是整数库存：${cell}`, {
    en: `if the supplier means a number by it, say which in the mapping: words: { ${JSON.stringify(cell)}: "10" }`,
    zh: `如供应商用它表示某个数量，请在映射中写明：words: { ${JSON.stringify(cell)}: "10" }`,
  });
}
