import type { Diagnostic, Place } from '../contract/index.ts';

/** What can be wrong with a row as a whole, in words. */

export function noSku(place: Place, code: string, column: string | undefined): Diagnostic {
  return {
    code: 'E_NO_SKU',
    severity: 'error',
    message:
      code === ''
        ? { en: 'the row has no SKU', zh: '该行没有 SKU' }
        : {
            en: `the row of product ${code} gives a value for ${column ?? ''}, and has no SKU`,
            zh: `商品 ${code} 的该行填写了“${column ?? ''}”，却没有 SKU`,
          },
    place,
    next: { en: 'give it one; rows are told apart by it', zh: '请填写 SKU；各行以此区分' },
  };
}

/** A merged cell looks like this: the row would become a product of its own without anybody having said so. */
export function noCode(place: Place): Diagnostic {
  return {
    code: 'E_NO_CODE',
    severity: 'error',
    message: { en: 'the row does not say which product it belongs to', zh: '该行未说明属于哪个商品' },
    place,
    next: {
      en: 'fill the product code into every row (merged cells hold it in their first row only)',
      zh: '请在每一行填写货号（合并单元格只在第一行有值）',
    },
  };
}

export function halfMeasured(place: Place): Diagnostic {
  return {
    code: 'E_DIMENSIONS',
    severity: 'error',
    message: { en: 'length, width and height go together; one is missing', zh: '长、宽、高须同时填写，缺少其中一项' },
    place,
    next: { en: 'fill in all three or none', zh: '请三项都填写，或都留空' },
  };
}

/** Errors about a GTIN that a spreadsheet or a slip has ruined: the right one may be known from elsewhere. */
export const RUINED_GTIN: ReadonlySet<string> = new Set([
  'E_GTIN_RUINED',
  'E_GTIN_ZEROS',
  'E_GTIN_CHECK',
  'E_GTIN_LENGTH',
  'E_GTIN_SHARED',
]);

/** One code on two SKUs: a spreadsheet has made them equal, or one of the two is wrong. */
export function sharedGtin(place: Place, gtin: string, before: number): Diagnostic {
  return {
    code: 'E_GTIN_SHARED',
    severity: 'error',
    message: {
      en: `row ${before} gives the same GTIN, ${gtin}, to another SKU`,
      zh: `第 ${before} 行的另一个 SKU 使用了相同的 GTIN ${gtin}`,
    },
    place,
    next: {
      en: 'correct one of the two, or say shared: allow for the column in the mapping',
      zh: '请更正其中一个，或在映射中为该列设置 shared: allow',
    },
  };
}

export function noParent(place: Place, parent: string): Diagnostic {
  return {
    code: 'E_PARENT_UNKNOWN',
    severity: 'error',
    message: {
      en: `the row names ${parent} as its parent, and no row above has that number`,
      zh: `该行的父商品为 ${parent}，但上方没有此编号的行`,
    },
    place,
    next: {
      en: 'put the row of the parent above those of its SKUs',
      zh: '请将父商品所在行放在其子 SKU 之上',
    },
  };
}

export function soldParent(place: Place, parent: string): Diagnostic {
  return {
    code: 'E_PARENT_SOLD',
    severity: 'error',
    message: {
      en: `the row names ${parent} as its parent, and ${parent} has a price or stock of its own`,
      zh: `该行的父商品为 ${parent}，但 ${parent} 自身有价格或库存`,
    },
    place,
    next: {
      en: 'map the column that tells parents from SKUs to the field kind',
      zh: '请将区分父商品与 SKU 的列映射为 kind',
    },
  };
}

export function noOptionName(place: Place, value: string): Diagnostic {
  return {
    code: 'E_OPTION_NAME',
    severity: 'error',
    message: {
      en: `the option ${value} has no name in this row or in the first row of its product`,
      zh: `选项 ${value} 在本行及其商品的首行均无名称`,
    },
    place,
    next: { en: 'name the option: Color, Size', zh: '请填写选项名称，如 颜色、尺码' },
  };
}
