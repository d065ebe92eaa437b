import type { Currency, Diagnostic, Money, Words } from '../contract/index.ts';
import { checkDigit, exponentOf, isGtin, moneyOf } from '../core/index.ts';

/** A cell understood, or why it is not. Nothing here rounds, guesses or mends. */
export type Parsed<T> = { readonly value: T } | { readonly problem: Problem };

export type Problem = Pick<Diagnostic, 'code' | 'message' | 'next'>;

function problem(code: string, en: string, zh: string, next?: Words): { readonly problem: Problem } {
  return { problem: { code, message: { en, zh }, ...(next ? { next } : {}) } };
}

/** White space as spreadsheets write it, no-break and ideographic spaces included, off both ends. */
export function trim(text: string): string {
  return text.replace(/^[\s\u00a0\u3000\ufeff]+|[\s\u00a0\u3000\ufeff]+$/g, '');
}

const SCIENTIFIC = /^[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+$/;

/** Currency signs and words that may stand beside an amount, and what they can mean. */
const SIGNS: Readonly<Record<string, readonly Currency[]>> = {
  '￥': ['CNY', 'JPY'],
  '¥': ['CNY', 'JPY'],
  元: ['CNY'],
  RMB: ['CNY'],
  $: ['USD', 'CAD', 'AUD', 'SGD', 'HKD', 'NZD', 'MXN', 'TWD', 'CLP', 'COP', 'ARS'],
  US$: ['USD'],
  '€': ['EUR'],
  '£': ['GBP'],
};

const AMOUNT = /^([^\d\s.,+-]*)\s*(-?)\s*(\d[\d.,'\u00a0\u202f ]*)\s*([^\d\s.,+-]*)$/;

/**
 * An amount of the column's currency under the column's decimal sign. A sign or code beside the number must agree with the
 * currency. Grouping is taken only where it is certain: full groups of three, with the sign that is not the decimal one.
 */
export function parseMoney(cell: string, currency: Currency, decimal: '.' | ','): Parsed<Money> {
  const text = cell.normalize('NFKC');
  if (SCIENTIFIC.test(text))
    return problem('E_PRICE_FORMAT', `a price in scientific notation: ${cell}`, `价格为科学计数法：${cell}`);
  if (/\d\s*[-~–—至到]\s*\d/.test(text))
    return problem('E_PRICE_RANGE', `a range is not a price: ${cell}`, `价格区间不是价格：${cell}`, {
      en: 'give each SKU its own price',
      zh: '请为每个 SKU 填写单独价格',
    });
  const match = AMOUNT.exec(text);
  if (!match) return problem('E_PRICE_FORMAT', `not a price: ${cell}`, `不是价格：${cell}`);
  const [, before = '', minus, digits = '', after = ''] = match;
  for (const sign of [before, after].map((s) => s.replace(/[\s.]+$/, '')).filter(Boolean)) {
    const known =
      SIGNS[sign] ?? SIGNS[sign.toUpperCase()] ?? (/^[A-Za-z]{3}$/.test(sign) ? [sign.toUpperCase()] : undefined);
    if (!known) return problem('E_PRICE_FORMAT', `not a price: ${cell}`, `不是价格：${cell}`);
    if (!known.includes(currency))
      return problem(
        'E_PRICE_CURRENCY',
        `${cell} is not in ${currency}, the currency of this column`,
        `${cell} 不是本列货币 ${currency}`,
        {
          en: 'set the currency of the column in the mapping',
          zh: '请在映射中设置该列的货币',
        },
      );
  }
  if (minus) return problem('E_PRICE_NEGATIVE', `a price below zero: ${cell}`, `价格为负数：${cell}`);
  const plain = ungroup(digits.trim(), decimal);
  const money = plain === undefined ? undefined : moneyOf(plain, currency);
  if (money) return { value: money };
  if (plain !== undefined) {
    const places = exponentOf(currency);
    return problem(
      'E_PRICE_DIGITS',
      `${cell} has more digits than ${currency} knows (${places} after the decimal sign)`,
      `${cell} 的小数位超过 ${currency} 的 ${places} 位`,
    );
  }
  const other = decimal === '.' ? ',' : '.';
  const reading = ungroup(digits.trim(), other);
  return problem(
    'E_PRICE_FORMAT',
    `${cell} is not a price with the decimal sign "${decimal}"${reading ? `; with "${other}" it would be ${reading}` : ''}`,
    `${cell} 在小数点为“${decimal}”时不是价格${reading ? `；若小数点为“${other}”则为 ${reading}` : ''}`,
    {
      en: `set decimal: "${other}" for the column in the mapping if that is meant`,
      zh: `如确为此意，请在映射中为该列设置 decimal: "${other}"`,
    },
  );
}

/** `1,234.50` → `1234.50` under a decimal point; `undefined` where the grouping is not whole. */
function ungroup(digits: string, decimal: '.' | ','): string | undefined {
  const [whole = '', fraction, ...more] = digits.split(decimal);
  if (more.length > 0 || (fraction !== undefined && !/^\d+$/.test(fraction))) return undefined;
  const group = /[.,'\u00a0\u202f ]/.exec(whole)?.[0];
  if (group !== undefined) {
    const groups = whole.split(group);
    if (!groups.every((part, i) => (i === 0 ? /^\d{1,3}$/ : /^\d{3}$/).test(part))) return undefined;
  }
  const plain = group === undefined ? whole : whole.replaceAll(group, '');
  if (!/^\d+$/.test(plain)) return undefined;
  return fraction === undefined ? plain : `${plain}.${fraction}`;
}

/** Units on hand: a whole number of 0 or more. `10.0` is 10; `10.5`, `<10` and `有货` are refused. */
export function parseQuantity(cell: string): Parsed<number> {
  const text = cell.normalize('NFKC');
  const match = /^\+?(\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?$/.exec(text);
  const number = match ? Number(match[1]?.replaceAll(',', '')) : Number.NaN;
  if (Number.isSafeInteger(number)) return { value: number };
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
  const match = /^([\d.,]+)\s*(\D*)$/.exec(cell.normalize('NFKC'));
  const own = match?.[2] ? unitOf(trim(match[2])) : unit;
  const plain = match ? ungroup(match[1] ?? '', decimal) : undefined;
  if (!plain || (match?.[2] && !own)) return problem(code, `not a measure: ${cell}`, `不是度量值：${cell}`);
  if (!own)
    return problem(code, `${cell} has no unit, and the column has none`, `${cell} 没有单位，列也未指定单位`, {
      en: 'set unit for the column in the mapping: g, kg, lb, oz, mm, cm, m or in',
      zh: '请在映射中为该列设置 unit：g、kg、lb、oz、mm、cm、m 或 in',
    });
  const [whole = '', fraction = ''] = plain.split('.');
  const [numerator, denominator] = ratioOf(own);
  const scale = 10n ** BigInt(fraction.length) * denominator;
  const scaled = BigInt(`${whole}${fraction}`) * numerator;
  const rounded = Number((2n * scaled + scale) / (2n * scale));
  return Number.isSafeInteger(rounded) ? { value: rounded } : problem(code, `too large: ${cell}`, `数值过大：${cell}`);
}

/** A GTIN whose check digit fits; what Excel did to others is named, and never undone by guessing. */
export function parseGtin(cell: string): Parsed<string> {
  const text = cell.normalize('NFKC').replace(/^'/, '').replace(/[\s-]/g, '');
  if (isGtin(text)) return { value: text };
  if (SCIENTIFIC.test(text))
    return problem(
      'E_GTIN_RUINED',
      `${cell}: the last digits are gone (scientific notation)`,
      `${cell}：末尾数字已丢失（科学计数法）`,
      {
        en: 'ask for the sheet with this column formatted as text; the digits cannot be had back from this file',
        zh: '请索取将该列设为文本格式的表格；无法从此文件恢复数字',
      },
    );
  if (!/^\d+$/.test(text)) return problem('E_GTIN_FORMAT', `not a GTIN: ${cell}`, `不是 GTIN：${cell}`);
  const zeros = [8, 12, 13, 14].find((length) => length > text.length && isGtin(text.padStart(length, '0')));
  if (zeros)
    return problem(
      'E_GTIN_ZEROS',
      `${cell} has ${text.length} digits; leading zeros seem lost (${text.padStart(zeros, '0')} would be valid)`,
      `${cell} 只有 ${text.length} 位，前导零可能丢失（${text.padStart(zeros, '0')} 有效）`,
      {
        en: 'correct the cell if that is it; it is not done for you',
        zh: '如属实请更正单元格；不会自动修改',
      },
    );
  const digit = [8, 12, 13, 14].includes(text.length) ? checkDigit(text.slice(0, -1)) : undefined;
  return digit === undefined
    ? problem(
        'E_GTIN_LENGTH',
        `${cell} has ${text.length} digits; a GTIN has 8, 12, 13 or 14`,
        `${cell} 有 ${text.length} 位；GTIN 应为 8、12、13 或 14 位`,
      )
    : problem('E_GTIN_CHECK', `${cell}: the check digit should be ${digit}`, `${cell}：校验位应为 ${digit}`);
}

/** A SKU or product code exactly as it stands. Excel's scientific notation is refused: several SKUs become one by it. */
export function parseSku(cell: string): Parsed<string> {
  if (SCIENTIFIC.test(cell) && /[.,]/.test(cell))
    return problem(
      'E_SKU_RUINED',
      `${cell}: Excel has replaced the digits (scientific notation)`,
      `${cell}：Excel 已替换数字（科学计数法）`,
      {
        en: 'ask for the sheet with this column formatted as text',
        zh: '请索取将该列设为文本格式的表格',
      },
    );
  if (/[\u0000-\u001f]/.test(cell))
    return problem(
      'E_SKU_FORMAT',
      `a control character in ${JSON.stringify(cell)}`,
      `包含控制字符：${JSON.stringify(cell)}`,
    );
  return { value: cell };
}

/** Absolute http(s) addresses from a cell that may list several. */
export function parseImages(cell: string, separator: string | undefined): Parsed<readonly string[]> {
  const parts = (separator === undefined ? cell.split(/[|;\n]|,(?=\s*https?:)|\s+(?=https?:)/) : cell.split(separator))
    .map(trim)
    .filter(Boolean);
  for (const part of parts) {
    if (!/^https?:\/\/[^\s/]+/i.test(part) || !URL.canParse(part))
      return problem(
        'E_IMAGE_URL',
        `not an absolute http(s) address: ${part.slice(0, 80)}`,
        `不是完整的 http(s) 地址：${part.slice(0, 80)}`,
      );
  }
  return { value: parts };
}

const STATUS: Readonly<Record<string, 'active' | 'paused' | 'ended'>> = {
  active: 'active',
  live: 'active',
  published: 'active',
  publish: 'active',
  enabled: 'active',
  yes: 'active',
  true: 'active',
  '1': 'active',
  上架: 'active',
  在售: 'active',
  是: 'active',
  paused: 'paused',
  draft: 'paused',
  hidden: 'paused',
  disabled: 'paused',
  no: 'paused',
  false: 'paused',
  '0': 'paused',
  下架: 'paused',
  否: 'paused',
  ended: 'ended',
  discontinued: 'ended',
  deleted: 'ended',
  停售: 'ended',
  停产: 'ended',
  淘汰: 'ended',
};

export function parseStatus(cell: string): Parsed<'active' | 'paused' | 'ended'> {
  const key = cell.normalize('NFKC').toLowerCase();
  const status = Object.hasOwn(STATUS, key) ? STATUS[key] : undefined;
  return status
    ? { value: status }
    : problem('E_STATUS', `not a status: ${cell}`, `不是状态：${cell}`, {
        en: 'active, paused or ended; or say what it means with words in the mapping',
        zh: '请用 上架、下架、停售；或在映射的 words 中说明',
      });
}
