import type { Diagnostic, Place } from '../contract/index.ts';
import { EXIT, MabangError } from '../core/index.ts';
import { hex } from './bytes.ts';
import type { Ruin } from './ruined.ts';
import type { WrongBytes } from './text.ts';
import type { Mapping } from './types.ts';

/** What can be wrong with a sheet's header and with a row as a whole, in words. */

export function checkHeader(
  headers: readonly string[],
  mapping: Mapping,
  place: Place,
  given: boolean,
): readonly Diagnostic[] {
  const has = { en: `the sheet has: ${headers.join(', ')}`, zh: `表格中的列：${headers.join('、')}` };
  const findings: Diagnostic[] = [];
  for (const name of new Set(mapping.columns.map((column) => column.column))) {
    const count = headers.filter((header) => header === name).length;
    if (count === 0)
      findings.push({
        code: 'E_MISSING_COLUMN',
        severity: 'error',
        message: {
          en: `the mapping reads the column ${name}, and the sheet has none`,
          zh: `映射需要列“${name}”，表格中没有`,
        },
        place: { ...place, column: name },
        next: has,
      });
    if (count > 1)
      findings.push({
        code: 'E_DUPLICATE_COLUMN',
        severity: 'error',
        message: { en: `${count} columns are called ${name}`, zh: `有 ${count} 列都叫“${name}”` },
        place: { ...place, column: name },
        next: {
          en: 'rename one of them in the sheet; which is meant cannot be told',
          zh: '请在表格中重命名其中一列；无法判断指的是哪一列',
        },
      });
  }
  if (!mapping.columns.some((column) => column.field === 'sku' || column.field === 'code'))
    findings.push({
      code: 'E_NO_SKU_COLUMN',
      severity: 'error',
      message: { en: 'no column says which product a row is', zh: '没有任何列标明每行是哪个商品' },
      place,
      next: {
        en: `map one to sku or code in a mapping file; ${has.en}`,
        zh: `请在映射文件中将某列映射为 sku 或 code；${has.zh}`,
      },
    });
  return given ? [...findings, ...unspoken(headers, mapping, place)] : findings;
}

/** Columns that a mapping file neither reads nor ignores: new ones, most likely. */
function unspoken(headers: readonly string[], mapping: Mapping, place: Place): readonly Diagnostic[] {
  const spoken = new Set(['', ...mapping.columns.map((column) => column.column), ...mapping.ignore]);
  return [...new Set(headers)]
    .filter((header) => !spoken.has(header))
    .map((header) => ({
      code: 'W_UNMAPPED_COLUMN',
      severity: 'warning',
      message: {
        en: `the column ${header} is new: the mapping does not speak of it`,
        zh: `新列“${header}”：映射中未提及`,
      },
      place: { ...place, column: header },
      next: { en: 'map it, or list it under ignore', zh: '请映射该列，或列入 ignore' },
    }));
}

export function badBytes(place: Place, column: string, { at, bytes, lost }: WrongBytes): Diagnostic {
  const shown = hex(bytes);
  return {
    code: 'E_BAD_BYTES',
    severity: 'error',
    message: lost
      ? { en: 'a character was lost before the file was saved (U+FFFD)', zh: '文件保存前已有字符丢失（U+FFFD）' }
      : { en: `bytes that are no character: ${shown} at byte ${at}`, zh: `无法解码的字节：${shown}（第 ${at} 字节）` },
    place: { ...place, column },
    next: { en: 'correct the cell in the program the sheet is from', zh: '请在原程序中更正该单元格' },
  };
}

export function ruinedCell(place: Place, column: string, { en, zh, example }: Ruin): Diagnostic {
  return {
    code: 'E_TEXT_RUINED',
    severity: 'error',
    message: {
      en: `the text is ruined: ${en}; for example ${JSON.stringify(example)}`,
      zh: `文本已损坏：${zh}；例如 ${JSON.stringify(example)}`,
    },
    place: { ...place, column },
    next: { en: 'ask for the sheet as it was, saved as "CSV UTF-8"', zh: '请索取原始表格，另存为“CSV UTF-8”' },
  };
}

/** A sheet whose header is ruined has nothing to read its columns by. */
export function ruinedHeader(file: string, row: number, ruin: Ruin): MabangError {
  const { code, message, place, next } = ruinedCell({ file, row }, '', ruin);
  return new MabangError(code, EXIT.findings, message, {
    place: { ...(place.file === undefined ? {} : { file: place.file }), row },
    ...(next ? { next } : {}),
  });
}

export function ragged(place: Place, cells: number, columns: number): Diagnostic {
  return {
    code: 'E_RAGGED',
    severity: 'error',
    message: {
      en: `${cells} cells where the header has ${columns}: values may stand in wrong columns`,
      zh: `有 ${cells} 个单元格，表头为 ${columns} 列：值可能错列`,
    },
    place,
    next: { en: 'look for a missing quote or delimiter in this row', zh: '请检查该行是否缺少引号或分隔符' },
  };
}

export function duplicate(place: Place, sku: string, before: number): Diagnostic {
  return {
    code: 'E_DUPLICATE_SKU',
    severity: 'error',
    message: { en: `SKU ${sku} stands in row ${before} already`, zh: `SKU ${sku} 已在第 ${before} 行出现` },
    place: { ...place, sku },
    next: { en: 'leave one of the two rows', zh: '请只保留其中一行' },
  };
}

/** What csv-parse says, as a refusal of the sheet; other errors as they are. */
export function broken(file: string, row: number, line: number, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || !String(error.code).startsWith('CSV_')) return error;
  const open = error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE';
  return new MabangError(
    'E_CSV',
    EXIT.findings,
    open
      ? { en: `a quote is opened after row ${row} and never closed`, zh: `第 ${row} 行之后有引号未闭合` }
      : { en: `after row ${row}: ${error.message}`, zh: `第 ${row} 行之后：${error.message}` },
    {
      place: { file, row: row + 1, line },
      next: {
        en: `look for a quote that is opened in row ${row + 1} or below it`,
        zh: `请检查第 ${row + 1} 行及以下是否有未闭合的引号`,
      },
      cause: error,
    },
  );
}

export function changed(file: string): MabangError {
  return new MabangError(
    'E_SHEET_CHANGED',
    EXIT.busy,
    { en: 'the file changed while it was read', zh: '读取过程中文件被修改' },
    {
      place: { file },
      next: {
        en: 'run the command again when nothing writes to the file',
        zh: '请在文件不再被写入时重新运行',
      },
    },
  );
}
