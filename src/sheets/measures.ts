import type { Dimensions } from '../contract/index.ts';
import { otherDecimal, ungroup } from './numbers.ts';
import type { Decimal } from './types.ts';
import { foldWidth, type Parsed, problem, trim } from './values.ts';

/** Grams in one unit of weight, as exact fractions. Source: International Yard and Pound Agreement 1959: 1 lb = 453.59237 g. */
const GRAMS = { g: [1n, 1n], kg: [1000n, 1n], lb: [45359237n, 100000n], oz: [45359237n, 1600000n] } as const;
/** Millimetres in one unit of length. Source: the same agreement: 1 in = 25.4 mm. */
const MILLIMETRES = { mm: [1n, 1n], cm: [10n, 1n], m: [1000n, 1n], in: [254n, 10n] } as const;

export type WeightUnit = keyof typeof GRAMS;
export type LengthUnit = keyof typeof MILLIMETRES;

export const isWeightUnit = (text: string): text is WeightUnit => Object.hasOwn(GRAMS, text);
export const isLengthUnit = (text: string): text is LengthUnit => Object.hasOwn(MILLIMETRES, text);

/** Integer grams, rounded half up: a unit conversion, which is exact in no other unit. A unit in the cell wins over the column's. */
export function parseWeight(cell: string, unit: WeightUnit | undefined, decimal: Decimal): Parsed<number> {
  return measure(cell, decimal, unit, 'E_WEIGHT', weightUnit, (u) => GRAMS[u]);
}

/** Integer millimetres, rounded half up. */
export function parseLength(cell: string, unit: LengthUnit | undefined, decimal: Decimal): Parsed<number> {
  return measure(cell, decimal, unit, 'E_LENGTH', lengthUnit, (u) => MILLIMETRES[u]);
}

/** Three numbers with a sign of multiplication between them, and a unit behind the last or each. */
const SIDES = /^([\d.,]+)\s*(\D*?)\s*[x×*✕]\s*([\d.,]+)\s*(\D*?)\s*[x×*✕]\s*([\d.,]+)\s*(\D*)$/i;

export function looksLikeSides(cell: string): boolean {
  return cell.length < 60 && SIDES.test(foldWidth(cell));
}

/** `10x20x30 cm` as length, width and height, in that order. */
export function parseSides(cell: string, unit: LengthUnit | undefined, decimal: Decimal): Parsed<Dimensions> {
  const match = cell.length < 60 ? SIDES.exec(foldWidth(cell)) : null;
  if (!match)
    return problem('E_DIMENSIONS_FORMAT', `not three sides: ${cell}`, `不是长×宽×高：${cell}`, {
      en: 'write them as 10x20x30 cm',
      zh: '请写成 10x20x30 cm',
    });
  const last = trim(match[6] ?? '');
  const sides: number[] = [];
  for (const at of [1, 3, 5]) {
    const own = trim(match[at + 1] ?? '') || last;
    const side = parseLength(`${match[at]}${own}`, unit, decimal);
    if ('problem' in side) return side;
    sides.push(side.value);
  }
  const [length = 0, width = 0, height = 0] = sides;
  return { value: { length, width, height } };
}

const WEIGHTS: Readonly<Record<string, WeightUnit>> = {
  g: 'g',
  gr: 'g',
  gram: 'g',
  grams: 'g',
  gramm: 'g',
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

export function weightUnit(text: string): WeightUnit | undefined {
  const name = text.toLowerCase();
  return Object.hasOwn(WEIGHTS, name) ? WEIGHTS[name] : undefined;
}

const LENGTHS: Readonly<Record<string, LengthUnit>> = {
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

export function lengthUnit(text: string): LengthUnit | undefined {
  const name = text.toLowerCase();
  return Object.hasOwn(LENGTHS, name) ? LENGTHS[name] : undefined;
}

function measure<U extends string>(
  cell: string,
  decimal: Decimal,
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
  const grouped = plain !== undefined && digits.includes(decimal === ',' ? '.' : ',') && own !== 'g' && own !== 'mm';
  if (plain === undefined || grouped) return otherDecimal(code, cell, digits, decimal);
  const small = quick(plain, ratioOf(own));
  if (small !== undefined) return { value: small };
  const [whole = '', fraction = ''] = plain.split('.');
  const [numerator, denominator] = ratioOf(own);
  const scale = 10n ** BigInt(fraction.length) * denominator;
  const scaled = BigInt(`${whole}${fraction}`) * numerator;
  const rounded = Number((2n * scaled + scale) / (2n * scale));
  if (rounded === 0 && scaled > 0n)
    return problem(code, `too small to be told from nothing: ${cell}`, `数值过小：${cell}`);
  return Number.isSafeInteger(rounded) ? { value: rounded } : problem(code, `too large: ${cell}`, `数值过大：${cell}`);
}

/** A whole number of a unit that is a whole number of the smallest: no fraction is to be rounded. */
function quick(plain: string, [numerator, denominator]: readonly [bigint, bigint]): number | undefined {
  if (denominator !== 1n || plain.length > 6 || plain.includes('.')) return undefined;
  return Number(plain) * Number(numerator);
}
