import type { Diagnostic, Words } from '../contract/index.ts';
import { checkDigit, isGtin } from '../core/index.ts';

/** A cell understood, or why it is not. Nothing here rounds, guesses or mends. */
export type Parsed<T> = { readonly value: T } | { readonly problem: Problem };

export type Problem = Pick<Diagnostic, 'code' | 'message' | 'next'>;

export function problem(code: string, en: string, zh: string, next?: Words): { readonly problem: Problem } {
  return { problem: { code, message: { en, zh }, ...(next ? { next } : {}) } };
}

/** White space off both ends; no-break and ideographic spaces and byte order marks are such to `String.trim`. */
export function trim(text: string): string {
  const { length } = text;
  if (length === 0) return text;
  const [first, last] = [text.charCodeAt(0), text.charCodeAt(length - 1)];
  // Most cells begin and end with a plain character, and asking is cheaper than trimming.
  return first > 32 && first < 127 && last > 32 && last < 127 ? text : text.trim();
}

/**
 * Full-width forms as plain ones, and the spaces that number formats use as spaces: what an input method writes for digits and
 * signs. No other folding: NFKC would make a number of ① and of a footnote mark.
 */
export function foldWidth(text: string): string {
  if (isAscii(text)) return text;
  return text
    .replace(/[\uFF01-\uFF5E]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[\u00a0\u202f\u2007\u3000]/g, ' ')
    .replaceAll('\uFFE5', '\u00a5')
    .replaceAll('\uFFE1', '\u00a3');
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

/** `6.93E+12`, as a spreadsheet shows a number that is too long for its column. */
export const SCIENTIFIC = /^[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+$/;

/** What a mapping says of a column of GTINs. */
export interface GtinForm {
  readonly zeros?: 'restore';
  readonly form?: 'ean-13';
}

/** A GTIN whose check digit fits; what Excel did to others is named, and undone only where the mapping says so. */
export function parseGtin(cell: string, { zeros: restore, form }: GtinForm = {}): Parsed<string> {
  const value = (gtin: string) => ({ value: form === 'ean-13' && gtin.length === 12 ? `0${gtin}` : gtin });
  const text = isPlainGtin(cell) ? cell : foldWidth(cell).replace(/^'/, '').replace(/[\s-]/g, '');
  const zeros = trailingZeros(text);
  if (zeros === text.length) return problem('E_GTIN_FORMAT', `not a GTIN: ${cell}`, `不是 GTIN：${cell}`);
  if (isPlainGtin(text)) return zeros < 6 || text.length < 12 ? value(text) : zeroed(cell);
  if (SCIENTIFIC.test(text))
    return problem(
      'E_GTIN_RUINED',
      `${cell}: the last digits are gone (scientific notation)`,
      `${cell}：末尾数字已丢失（科学计数法）`,
      GONE,
    );
  if (!/^\d+$/.test(text)) return problem('E_GTIN_FORMAT', `not a GTIN: ${cell}`, `不是 GTIN：${cell}`);
  if (text.length >= 12 && text.length <= 14 && zeros >= 5) return zeroed(cell);
  const whole = withZeros(text);
  if (whole !== undefined && restore === 'restore') return value(whole);
  if (whole !== undefined)
    return problem(
      'E_GTIN_ZEROS',
      `${cell} has ${text.length} digits; leading zeros seem lost (${whole} would be valid)`,
      `${cell} 只有 ${text.length} 位，前导零可能丢失（${whole} 有效）`,
      {
        en: 'correct the cell if that is it, or say zeros: restore for the column in the mapping; it is not done for you',
        zh: '如属实请更正单元格，或在映射中为该列设置 zeros: restore；不会自动修改',
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

const GONE = {
  en: 'ask for the sheet with this column formatted as text; the digits cannot be had back from this file',
  zh: '请索取将该列设为文本格式的表格；无法从此文件恢复数字',
};

/** What is left of `4.26E+12` once it was opened and saved again: a check digit may fit it by chance. */
function zeroed(cell: string) {
  return problem(
    'E_GTIN_RUINED',
    `${cell}: the last digits are gone (zeros stand in their place, as after scientific notation)`,
    `${cell}：末尾数字已丢失（变为零，疑为科学计数法所致）`,
    GONE,
  );
}

/** The shortest GTIN that leading zeros make of these digits. Longer ones are the same number. */
export function withZeros(digits: string): string | undefined {
  const length = [8, 12, 13, 14].find((one) => one > digits.length && isGtin(digits.padStart(one, '0')));
  return length === undefined ? undefined : digits.padStart(length, '0');
}

export function trailingZeros(text: string): number {
  let count = 0;
  for (let i = text.length - 1; i >= 0 && text.charCodeAt(i) === 48; i--) count++;
  return count;
}

/** Digits alone, as many as a GTIN has, and the last one fits. Asked of every cell of a column, so no text is cut. */
export function isPlainGtin(text: string): boolean {
  const { length } = text;
  if (length !== 13 && length !== 12 && length !== 8 && length !== 14) return false;
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return false;
    sum += (length - i) % 2 === 0 ? digit * 3 : digit;
  }
  return sum % 10 === 0;
}

/** A SKU or product code exactly as it stands. Excel's scientific notation is refused: several SKUs become one by it. */
export function parseSku(cell: string): Parsed<string> {
  if (isPlainName(cell) && (cell.length > 9 || !TOTAL.test(cell))) return { value: cell };
  if (SCIENTIFIC.test(cell) && /[.,+]/.test(cell))
    return problem(
      'E_SKU_RUINED',
      `${cell}: Excel has replaced the digits (scientific notation)`,
      `${cell}：Excel 已替换数字（科学计数法）`,
      {
        en: 'ask for the sheet with this column formatted as text',
        zh: '请索取将该列设为文本格式的表格',
      },
    );
  if (/[\p{Cc}\p{Cf}]/u.test(cell)) {
    const shown = JSON.stringify(cell).replace(
      /\p{Cf}/gu,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    return problem('E_SKU_FORMAT', `a character that cannot be seen in ${shown}`, `包含不可见字符：${shown}`);
  }
  if (TOTAL.test(cell))
    return problem(
      'E_SKU_TOTAL',
      `${cell} looks like a line of totals, not a SKU`,
      `${cell} 看起来是合计行，不是 SKU`,
      {
        en: 'take the row out of the sheet',
        zh: '请从表格中删除该行',
      },
    );
  return { value: cell };
}

const TOTAL = /^(合计|总计|小计|總計|合計|total|subtotal|sum)[:：]?$/i;

/** Letters, digits, `-` and `_` of ASCII: nothing that cannot be seen, and no scientific notation that a spreadsheet writes. */
function isPlainName(cell: string): boolean {
  for (let i = 0; i < cell.length; i++) {
    const unit = cell.charCodeAt(i);
    if (unit >= 48 && unit <= 57) continue;
    if ((unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122) || unit === 45 || unit === 95) continue;
    return false;
  }
  return true;
}

/** Absolute http(s) addresses from a cell that may list several. */
export function parseImages(cell: string, separator: string | undefined): Parsed<readonly string[]> {
  const parts = (separator === undefined ? cell.split(/[|;\n]|,(?=\s*https?:)|\s+(?=https?:)/) : cell.split(separator))
    .map(trim)
    .filter(Boolean);
  if (parts.length === 0) return problem('E_IMAGE_URL', `no address in ${cell}`, `没有图片地址：${cell}`);
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
  const key = foldWidth(cell).toLowerCase();
  const status = Object.hasOwn(STATUS, key) ? STATUS[key] : undefined;
  return status
    ? { value: status }
    : problem('E_STATUS', `not a status: ${cell}`, `不是状态：${cell}`, {
        en: 'active, paused or ended; or say what it means with words in the mapping',
        zh: '请用 上架、下架、停售；或在映射的 words 中说明',
      });
}

const KINDS: Readonly<Record<string, 'parent' | 'child' | 'single'>> = {
  parent: 'parent',
  variable: 'parent',
  configurable: 'parent',
  父: 'parent',
  父体: 'parent',
  父商品: 'parent',
  主商品: 'parent',
  child: 'child',
  variation: 'child',
  variant: 'child',
  子: 'child',
  子体: 'child',
  子商品: 'child',
  变体: 'child',
  simple: 'single',
  single: 'single',
  standalone: 'single',
  单品: 'single',
  单体: 'single',
};

/** Whether a row is a product of several SKUs, one of its SKUs, or both in one. `simple, virtual` is the first of its words. */
export function parseKind(cell: string): Parsed<'parent' | 'child' | 'single'> {
  const key = trim(foldWidth(cell).toLowerCase().split(/[,;|]/)[0] ?? '');
  const kind = Object.hasOwn(KINDS, key) ? KINDS[key] : undefined;
  return kind
    ? { value: kind }
    : problem('E_KIND', `neither parent, child nor single: ${cell}`, `不是父商品、子商品或单品：${cell}`, {
        en: `such a row is no product with SKUs of its own; if it is, say which in the mapping: words: { ${JSON.stringify(cell)}: single }`,
        zh: `这样的行不是自有 SKU 的商品；如果是，请在映射中写明：words: { ${JSON.stringify(cell)}: single }`,
      });
}
