import type { Diagnostic, Place } from '../contract/index.ts';
import { EXIT, MabangError } from '../core/index.ts';
import { letters, type Merge } from './header-rows.ts';
import { type ListedSheet, type Parts, partsOf } from './workbook-parts.ts';
import { linesOf } from './workbook-rows.ts';
import { broken, openZip, type Zip } from './zip.ts';

/** One sheet of a workbook, looked through once. */
export interface WorkbookSheet {
  readonly name: string;
  /** The first rows, blank ones among them, all of one width. */
  readonly top: readonly (readonly string[])[];
  readonly merges: readonly Merge[];
  readonly evidence: readonly Diagnostic[];
  /** Every row from the first to the last that holds something, with as many cells as the widest has. */
  rows(): AsyncGenerator<readonly string[]>;
}

/** Rows of the top that are handed on for finding the header. */
const TOP = 60;

/**
 * A sheet of an .xlsx workbook, by name or because it is the only one with anything in it. Throws `E_WHICH_SHEET` when several have,
 * `E_NO_SUCH_SHEET`, `E_EMPTY_SHEET`, `E_NOT_CALCULATED` when formulas have no stored values, and `E_WORKBOOK` when it is damaged.
 */
export async function openWorkbook(path: string, file: string, sheet: string | undefined): Promise<WorkbookSheet> {
  const zip = await openZip(path, file);
  try {
    const parts = await guarded(file, () => partsOf(zip, file));
    const { chosen, others } = await choose(zip, parts, file, sheet);
    const seen = await lookThrough(zip, chosen, parts, file);
    return {
      name: chosen.name,
      top: seen.top.map((cells) => padded(cells, seen.width)),
      merges: seen.merges,
      evidence: [chosenNote(file, chosen.name, others), ...seen.findings],
      rows: () => rowsOf(path, file, chosen, parts, seen.width),
    };
  } finally {
    zip.close();
  }
}

async function guarded<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof MabangError ? error : broken(file, error);
  }
}

async function choose(
  zip: Zip,
  parts: Parts,
  file: string,
  wanted: string | undefined,
): Promise<{ readonly chosen: ListedSheet; readonly others: readonly ListedSheet[] }> {
  const others = (chosen: ListedSheet) => parts.sheets.filter((one) => one !== chosen);
  if (wanted !== undefined) {
    const folded = wanted.trim().toLowerCase();
    const chosen =
      parts.sheets.find((one) => one.name === wanted) ??
      parts.sheets.find((one) => one.name.trim().toLowerCase() === folded);
    if (!chosen) throw noSuchSheet(file, wanted, parts.sheets);
    return { chosen, others: others(chosen) };
  }
  const filled: ListedSheet[] = [];
  for (const one of parts.sheets) if (!one.hidden && (await hasCells(zip, one, parts, file))) filled.push(one);
  const [chosen] = filled;
  if (!chosen)
    throw new MabangError(
      'E_EMPTY_SHEET',
      EXIT.findings,
      { en: 'no sheet of the workbook has anything in it', zh: '工作簿中没有任何工作表有内容' },
      { place: { file } },
    );
  if (filled.length > 1) throw whichSheet(file, filled);
  return { chosen, others: others(chosen) };
}

async function hasCells(zip: Zip, sheet: ListedSheet, parts: Parts, file: string): Promise<boolean> {
  for await (const lines of linesOf(zip, sheet.part, parts, file))
    if (lines.some(({ cells, unvalued }) => unvalued.length > 0 || cells.some((cell) => cell.trim() !== '')))
      return true;
  return false;
}

interface Seen {
  readonly top: readonly (readonly string[])[];
  readonly width: number;
  readonly merges: readonly Merge[];
  readonly findings: readonly Diagnostic[];
}

async function lookThrough(zip: Zip, sheet: ListedSheet, parts: Parts, file: string): Promise<Seen> {
  const merges: Merge[] = [];
  const top: (readonly string[])[] = [];
  const unvalued: string[] = [];
  let [width, hidden, firstHidden] = [0, 0, 0];
  for await (const lines of linesOf(zip, sheet.part, parts, file, merges))
    for (const line of lines) {
      while (top.length < Math.min(TOP, line.row - 1)) top.push([]);
      if (top.length < TOP) top.push(line.cells);
      width = Math.max(width, line.cells.findLastIndex((cell) => cell !== '') + 1);
      for (const column of line.unvalued) unvalued.push(`${letters(column)}${line.row}`);
      if (line.hidden && hidden++ === 0) firstHidden = line.row;
    }
  if (unvalued.length > 0) throw notCalculated(file, unvalued);
  if (width === 0)
    throw new MabangError(
      'E_EMPTY_SHEET',
      EXIT.findings,
      { en: `the sheet ${sheet.name} is empty`, zh: `工作表“${sheet.name}”为空` },
      { place: { file } },
    );
  const findings: Diagnostic[] = [];
  if (merges.length > 0) findings.push(merged(file, merges));
  if (hidden > 0) findings.push(hiddenRows(file, hidden, firstHidden));
  return { top, width, merges, findings };
}

async function* rowsOf(
  path: string,
  file: string,
  sheet: ListedSheet,
  parts: Parts,
  width: number,
): AsyncGenerator<readonly string[]> {
  const zip = await openZip(path, file);
  try {
    let row = 0;
    for await (const lines of linesOf(zip, sheet.part, parts, file))
      for (const line of lines) {
        while (++row < line.row) yield padded([], width);
        yield padded(line.cells, width);
      }
  } finally {
    zip.close();
  }
}

function padded(cells: readonly string[], width: number): readonly string[] {
  if (cells.length === width) return cells;
  return cells.length > width ? cells.slice(0, width) : [...cells, ...Array<string>(width - cells.length).fill('')];
}

function chosenNote(file: string, name: string, others: readonly ListedSheet[]): Diagnostic {
  const rest = others.map((one) => one.name);
  return {
    code: 'I_SHEET',
    severity: 'info',
    message: {
      en: `workbook (.xlsx), sheet ${name}${rest.length > 0 ? `; not read: ${rest.join(', ')}` : ''}`,
      zh: `工作簿（.xlsx），工作表“${name}”${rest.length > 0 ? `；未读取：${rest.join('、')}` : ''}`,
    },
    place: { file },
  };
}

function whichSheet(file: string, filled: readonly ListedSheet[]): MabangError {
  const names = filled.map((one) => one.name);
  return new MabangError(
    'E_WHICH_SHEET',
    EXIT.usage,
    {
      en: `${names.length} sheets of the workbook have something in them: ${names.join(', ')}`,
      zh: `工作簿中有 ${names.length} 个工作表有内容：${names.join('、')}`,
    },
    {
      place: { file },
      next: { en: `say which one: --sheet "${names[0]}"`, zh: `请指定其中一个：--sheet "${names[0]}"` },
    },
  );
}

function noSuchSheet(file: string, wanted: string, sheets: readonly ListedSheet[]): MabangError {
  const names = sheets.map((one) => one.name);
  return new MabangError(
    'E_NO_SUCH_SHEET',
    EXIT.usage,
    { en: `the workbook has no sheet ${wanted}`, zh: `工作簿中没有工作表“${wanted}”` },
    { place: { file }, next: { en: `it has: ${names.join(', ')}`, zh: `现有工作表：${names.join('、')}` } },
  );
}

function notCalculated(file: string, cells: readonly string[]): MabangError {
  return new MabangError(
    'E_NOT_CALCULATED',
    EXIT.findings,
    {
      en: `${cells.length} cells hold a formula without a value, ${cells[0]} the first: a program wrote them and never calculated them`,
      zh: `有 ${cells.length} 个单元格只有公式而没有数值，首个为 ${cells[0]}：文件由程序生成，从未计算过`,
    },
    {
      place: { file },
      next: {
        en: 'open the workbook in a spreadsheet program, save it, and import it again',
        zh: '请用表格程序打开并保存，然后重新导入',
      },
    },
  );
}

function merged(file: string, merges: readonly Merge[]): Diagnostic {
  const names = merges
    .slice(0, 5)
    .map(({ top, left, bottom, right }) => `${letters(left)}${top + 1}:${letters(right)}${bottom + 1}`);
  const more = merges.length > names.length ? ' …' : '';
  return {
    code: 'W_MERGED_CELLS',
    severity: 'warning',
    message: {
      en: `${merges.length} ranges of cells are merged (${names.join(', ')}${more}): only the first cell of each has the value`,
      zh: `有 ${merges.length} 处合并单元格（${names.join('、')}${more}）：只有每处的第一个单元格有值`,
    },
    place: { file },
    next: {
      en: 'where they cover several rows of goods, unmerge them and fill in each row',
      zh: '如合并跨越多行商品，请取消合并并逐行填写',
    },
  };
}

function hiddenRows(file: string, count: number, first: number): Diagnostic {
  const place: Place = { file, row: first };
  return {
    code: 'W_HIDDEN_ROWS',
    severity: 'warning',
    message: {
      en: `${count} rows are hidden in the workbook, row ${first} the first; they are read like the others`,
      zh: `工作簿中有 ${count} 行被隐藏，首行为第 ${first} 行；会照常读取`,
    },
    place,
    next: { en: 'take them out of the sheet if they are not meant', zh: '如不需要，请从表格中删除这些行' },
  };
}
