import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSheet, parseMapping, type ReadOptions, type SheetEvent } from '../../src/sheets/index.ts';

let folder: string | undefined;
let count = 0;

/** A file of its own in a temporary folder. */
export function sheetFile(content: string | Uint8Array, name = 'sheet.csv'): string {
  folder ??= mkdtempSync(join(tmpdir(), 'mabang-sheets-'));
  const path = join(folder, `${++count}-${name}`);
  writeFileSync(path, content);
  return path;
}

export async function eventsOf(content: string | Uint8Array, options: ReadOptions = {}): Promise<SheetEvent[]> {
  const sheet = await openSheet(sheetFile(content), { name: 'sheet.csv', ...options });
  return all(sheet.rows());
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** The codes of a refused row's errors with their columns; what a row became otherwise. */
export function outcome(event: SheetEvent | undefined): unknown {
  if (event?.kind === 'rejected') return event.value.errors.map(({ code, place }) => [code, place.column]);
  return event?.kind === 'skipped' ? event.value.reason : event?.value.product.code;
}

export const mapping = (yaml: string) => parseMapping(yaml, 'm.yaml');

/** Rows of equal width to standard output, for whoever reads the run. */
export function printTable(rows: readonly Readonly<Record<string, string | number>>[]): void {
  const names = Object.keys(rows[0] ?? {});
  const cells = [names, ...rows.map((row) => names.map((name) => String(row[name])))];
  const widths = names.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
  const lines = cells.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  process.stdout.write(`${lines.join('\n')}\n`);
}
