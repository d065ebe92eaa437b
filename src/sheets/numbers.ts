import type { Currency, Money } from '../contract/index.ts';
import { exponentOf, isCurrency, moneyOf } from '../core/index.ts';
import { foldWidth, type Parsed, type Problem, problem, SCIENTIFIC, trim } from './values.ts';

/** Currency signs and words that may stand beside an amount, and what they can mean. */
const SIGNS = new Map<string, readonly Currency[]>([
  // Full-width signs are folded to these before they are looked up.
  ['¥', ['CNY', 'JPY']],
  ['元', ['CNY']],
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
]);

/** The currencies a sign can mean; `undefined` for what is no sign. */
function currenciesOf(sign: string): readonly Currency[] | undefined {
  const upper = sign.toUpperCase();
  return SIGNS.get(sign) ?? SIGNS.get(upper) ?? (isCurrency(upper) ? [upper] : undefined);
}

/** Sign, minus, digits with what divides them, sign. No-break spaces are plain ones after folding. */
const AMOUNT = /^([^\d\s.,'+-]*)\s*(-?)\s*([.,]?\d[\d.,' ]*)\s*([^\d\s.,'+-]*)$/;

/**
 * An amount of the column's currency under the column's decimal sign. A sign or code beside the number must agree with the
 * currency. Grouping is taken only where it is certain: full groups of three, with the sign that is not the decimal one.
 */
export function parseMoney(cell: string, currency: Currency, decimal: '.' | ','): Parsed<Money> {
  const text = foldWidth(cell);
  if (SCIENTIFIC.test(text))
    return problem('E_PRICE_FORMAT', `a price in scientific notation: ${cell}`, `价格为科学计数法：${cell}`);
  if (/\d\s*[-~–—至到]\s*\d/.test(text))
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

/** The currency that a cell names itself, when what stands beside the number can mean only one: `12.90 EUR`, `€12.90`. */
export function currencyIn(cell: string): Currency | undefined {
  const [, before = '', , , after = ''] = AMOUNT.exec(foldWidth(cell)) ?? [];
  const known = currenciesOf(before || after);
  return known?.length === 1 ? known[0] : undefined;
}

function noPrice(cell: string): { readonly problem: Problem } {
  return problem('E_PRICE_FORMAT', `not a price: ${cell}`, `不是价格：${cell}`);
}

/** A number that does not fit its column's decimal sign, with the number it would be under the other one. */
function otherDecimal(code: string, cell: string, digits: string, decimal: '.' | ','): { readonly problem: Problem } {
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

/** `1,234.50` → `1234.50` and `.5` → `0.5` under a decimal point; `undefined` where the grouping is not whole. */
function ungroup(digits: string, decimal: '.' | ','): string | undefined {
  const [whole = '', fraction, ...more] = digits.split(decimal);
  if (more.length > 0 || (fraction !== undefined && !/^\d+$/.test(fraction))) return undefined;
  if (whole === '' && fraction !== undefined) return `0.${fraction}`;
  const group = /[^\d]/.exec(whole)?.[0];
  if (group !== undefined) {
    const groups = whole.split(group);
    if (!groups.every((part, i) => (i === 0 ? /^[1-9]\d{0,2}$/ : /^\d{3}$/).test(part))) return undefined;
  }
  const plain = group === undefined ? whole : whole.replaceAll(group, '');
  if (!/^\d+$/.test(plain)) return undefined;
  return fraction === undefined ? plain : `${plain}.${fraction}`;
}

/**
 * Units on hand: a whole number of 0 or more. `10.0` is 10; `10.5`, `<10` and `有货` are refused, and so is `1.000`, which is
 * one to some and a thousand to others.
 */
export function parseQuantity(cell: string, decimal: '.' | ',' = '.'): Parsed<number> {
  const plain = ungroup(foldWidth(cell).replace(/^\+/, ''), decimal);
  const [whole = '', fraction = ''] = plain?.split('.') ?? [];
  if (whole !== '' && /^0*$/.test(fraction) && fraction.length !== 3 && Number.isSafeInteger(Number(whole)))
    return { value: Number(whole) };
  return problem('E_QUANTITY', `not a whole number of units: ${cell}`, `不是整数库存：${cell}`, {
    en: `if the supplier means a number by it, say which in the mapping: words: { ${JSON.stringify(cell)}: "10" }`,
    zh: `如供应商用它表示某个数量，请在映射中写明：words: { ${JSON.stringify(cell)}: "10" }`,
  });
}

/** Grams in one unit of weight, as exact fractions. Source: International Yard and Pound Agreement 1959: 1 lb = 453.59237 g. */
const GRAMS = { g: [1n, 1n], kg: [1000n, 1n], lb: [45359237n, 100000n], oz: [45359237n, 1600000n] } as const;
/** Millimetres in one unit of length. Source: the same agreement: 1 in = 25.4 mm. */
const MILLIMETRES = { mm: [1n, 1n], cm: [10n, 1n], m: [1000n, 1n], in: [254n, 10n] } as const;

export type WeightUnit = keyof typeof GRAMS;
export type LengthUnit = keyof typeof MILLIMETRES;

export const isWeightUnit = (text: string): text is WeightUnit => Object.hasOwn(GRAMS, text);
export const isLengthUnit = (text: string): text is LengthUnit => Object.hasOwn(MILLIMETRES, text);

/** Integer grams, rounded half up: a unit conversion, which is exact in no other unit. A unit in the cell wins over the column's. */
export function parseWeight(cell: string, unit: WeightUnit | undefined, decimal: '.' | ','): Parsed<number> {
  return measure(
    cell,
    decimal,
    unit,
    'E_WEIGHT',
    (own) => weightUnit(own),
    (u) => GRAMS[u],
  );
}

/** Integer millimetres, rounded half up. */
export function parseLength(cell: string, unit: LengthUnit | undefined, decimal: '.' | ','): Parsed<number> {
  return measure(
    cell,
    decimal,
    unit,
    'E_LENGTH',
    (own) => lengthUnit(own),
    (u) => MILLIMETRES[u],
  );
}

export function weightUnit(text: string): WeightUnit | undefined {
  const name = text.toLowerCase();
  const known: Readonly<Record<string, WeightUnit>> = {
    g: 'g',
    gram: 'g',
    grams: 'g',
    克: 'g',
    kg: 'kg',
    kgs: 'kg',
    千克: 'kg',
    公斤: 'kg',
    lb: 'lb',
    lbs: 'lb',
    磅: 'lb',
    oz: 'oz',
    盎司: 'oz',
  };
  return Object.hasOwn(known, name) ? known[name] : undefined;
}

export function lengthUnit(text: string): LengthUnit | undefined {
  const name = text.toLowerCase();
  const known: Readonly<Record<string, LengthUnit>> = {
    mm: 'mm',
    毫米: 'mm',
    cm: 'cm',
    厘米: 'cm',
    公分: 'cm',
    m: 'm',
    米: 'm',
    in: 'in',
    inch: 'in',
    inches: 'in',
    '"': 'in',
    英寸: 'in',
  };
  return Object.hasOwn(known, name) ? known[name] : undefined;
}

function measure<U extends string>(
  cell: string,
  decimal: '.' | ',',
  unit: U | undefined,
  code: string,
  unitOf: (text: string) => U | undefined,
  ratioOf: (unit: U) => readonly [bigint, bigint],
): Parsed<number> {
  const [, digits = '', tail = ''] = /^([\d.,]+)\s*(\D*)$/.exec(foldWidth(cell)) ?? [];
  const own = tail === '' ? unit : unitOf(trim(tail));
  if (digits === '' || (tail !== '' && !own)) return problem(code, `not a measure: ${cell}`, `不是度量值：${cell}`);
  if (!own)
    return problem(code, `${cell} has no unit, and the column has none`, `${cell} 没有单位，列也未指定单位`, {
      en: 'set unit for the column in the mapping: g, kg, lb, oz, mm, cm, m or in',
      zh: '请在映射中为该列设置 unit：g、kg、lb、oz、mm、cm、m 或 in',
    });
  const plain = ungroup(digits, decimal);
  // 1,250 kg is 1.25 kg to whoever writes a comma there; only the smallest units are counted in thousands.
  const grouped = plain !== undefined && digits.includes(decimal === '.' ? ',' : '.') && own !== 'g' && own !== 'mm';
  if (plain === undefined || grouped) return otherDecimal(code, cell, digits, decimal);
  const [whole = '', fraction = ''] = plain.split('.');
  const [numerator, denominator] = ratioOf(own);
  const scale = 10n ** BigInt(fraction.length) * denominator;
  const scaled = BigInt(`${whole}${fraction}`) * numerator;
  const rounded = Number((2n * scaled + scale) / (2n * scale));
  if (rounded === 0 && scaled > 0n)
    return problem(code, `too small to be told from nothing: ${cell}`, `数值过小：${cell}`);
  return Number.isSafeInteger(rounded) ? { value: rounded } : problem(code, `too large: ${cell}`, `数值过大：${cell}`);
}
