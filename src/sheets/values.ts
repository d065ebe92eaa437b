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
  return text.trim();
}

/**
 * Full-width forms as plain ones, and the spaces that number formats use as spaces: what an input method writes for digits and
 * signs. No other folding: NFKC would make a number of ① and of a footnote mark.
 */
export function foldWidth(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[\u00a0\u202f\u2007\u3000]/g, ' ')
    .replaceAll('\uFFE5', '\u00a5')
    .replaceAll('\uFFE1', '\u00a3');
}

/** `6.93E+12`, as a spreadsheet shows a number that is too long for its column. */
export const SCIENTIFIC = /^[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+$/;

/** A GTIN whose check digit fits; what Excel did to others is named, and never undone by guessing. */
export function parseGtin(cell: string): Parsed<string> {
  const text = foldWidth(cell).replace(/^'/, '').replace(/[\s-]/g, '');
  if (/^0+$/.test(text)) return problem('E_GTIN_FORMAT', `not a GTIN: ${cell}`, `不是 GTIN：${cell}`);
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
  if (/^(合计|总计|小计|總計|合計|total|subtotal|sum)[:：]?$/i.test(cell))
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
