import type { Diagnostic, Place, Words } from '../contract/index.ts';
import type { SheetSurvey } from './columns.ts';
import { isMoney } from './headers.ts';
import type { ColumnMapping, ColumnShape, FieldName, Mapping } from './types.ts';

/** Filled cells from which shares mean something. */
const ENOUGH = 3;

/**
 * Columns whose cells cannot be what the mapping reads in them: identifiers under a price, addresses under a title. Needs no
 * earlier sheet. `E_COLUMN_SHAPE` for each, which stops the import.
 */
export function wrongColumns(mapping: Mapping, survey: SheetSurvey, place: Place): readonly Diagnostic[] {
  return mapping.columns.flatMap((column) => {
    const own = survey.columns.get(column.column);
    if (!own || own.filled < ENOUGH) return [];
    const what = notOf(column.field, own.shape());
    return what ? [wrongShape(column, what, place)] : [];
  });
}

/** What a column of this shape certainly is, when it cannot be the field. */
function notOf(field: FieldName, shape: ColumnShape): Words | undefined {
  if (isMoney(field) || field === 'quantity' || field === 'weight') return marksIn(shape, 0.5);
  switch (field) {
    case 'title':
      return marksIn(shape, 0.9) ?? (shape.fraction >= 0.9 ? NUMBERS : undefined);
    case 'brand':
    case 'category':
      return marksIn(shape, 0.9);
    case 'sku':
    case 'code':
      return shape.url >= 0.5 ? ADDRESSES : shape.fraction >= 0.9 ? NUMBERS : undefined;
    case 'gtin':
      return shape.url >= 0.5 ? ADDRESSES : shape.number < 0.1 && shape.length > 20 ? TEXTS : undefined;
    case 'image':
    case 'variantImage':
      return shape.number >= 0.9 ? NUMBERS : undefined;
    default:
      return undefined;
  }
}

const ADDRESSES: Words = { en: 'addresses', zh: '网址' };
const NUMBERS: Words = { en: 'numbers', zh: '数值' };
const TEXTS: Words = { en: 'texts', zh: '文字' };

function marksIn(shape: ColumnShape, share: number): Words | undefined {
  if (shape.gtin >= share) return { en: 'GTINs', zh: '条码（GTIN）' };
  return shape.url >= share ? ADDRESSES : undefined;
}

/** How the cells of a column differ from those that the mapping was made for; `undefined` when they may be the same thing. */
export function drift(before: ColumnShape, now: ColumnShape): Words | undefined {
  if (now.empty === 1 || before.empty === 1) {
    return before.empty <= 0.1 && now.empty === 1 ? { en: 'it is empty now', zh: '现在全部为空' } : undefined;
  }
  for (const { key, en, zh, high, low } of KINDS) {
    const [a, b] = [before[key], now[key]];
    if (a >= high && b <= low)
      return {
        en: `${percent(a)} of its cells were ${en}, now ${percent(b)}`,
        zh: `原有 ${percent(a)} 为${zh}，现为 ${percent(b)}`,
      };
    if (a <= low && b >= high)
      return {
        en: `${percent(b)} of its cells are ${en}, before ${percent(a)}`,
        zh: `现有 ${percent(b)} 为${zh}，原为 ${percent(a)}`,
      };
  }
  if (before.length >= 8 && (now.length >= 12 * before.length || before.length >= 12 * now.length))
    return {
      en: `cells of ${now.length} characters, before ${before.length}`,
      zh: `单元格约 ${now.length} 字，原为 ${before.length} 字`,
    };
  return undefined;
}

/** What a column is does not change by itself, either way. */
const KINDS = [
  { key: 'url', en: 'addresses', zh: '网址', high: 0.8, low: 0.1 },
  { key: 'gtin', en: 'GTINs', zh: '条码', high: 0.8, low: 0.1 },
  { key: 'number', en: 'numbers', zh: '数值', high: 0.8, low: 0.2 },
  // Prices may all end in .99 for once, and stocks never have decimals.
  { key: 'fraction', en: 'numbers with decimals', zh: '小数', high: 0.9, low: 0.02 },
  { key: 'prose', en: 'names or sentences', zh: '文字', high: 0.8, low: 0.1 },
] as const;

/** How unlike two columns are, 0 to 1: what tells which of several new columns an old one became. */
export function distance(a: ColumnShape, b: ColumnShape): number {
  const kinds = (['number', 'fraction', 'gtin', 'url', 'prose', 'empty'] as const).reduce(
    (sum, key) => sum + Math.abs(a[key] - b[key]),
    0,
  );
  const length = Math.abs(Math.log2(1 + a.length) - Math.log2(1 + b.length));
  return Math.min(1, kinds / 2 + length / 8);
}

export function wrongShape(column: ColumnMapping, what: Words, place: Place): Diagnostic {
  return {
    code: 'E_COLUMN_SHAPE',
    severity: 'error',
    message: {
      en: `the column ${column.column} is read as ${column.field}, and holds ${what.en}`,
      zh: `列“${column.column}”按 ${column.field} 读取，内容却是${what.zh}`,
    },
    place: { ...place, column: column.column },
    next: {
      en: 'look whether columns have moved or been renamed; nothing was taken',
      zh: '请检查列是否错位或改名；未导入任何内容',
    },
  };
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
