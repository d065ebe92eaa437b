import { displayWidth, padTo } from './width.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Columns padded to their widest cell, two spaces apart. Rows shorter than the header are filled with blanks. */
export function textTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  style: { readonly head?: (text: string) => string; readonly indent?: string } = {},
): readonly string[] {
  const widths = columns.map((column, i) =>
    Math.max(displayWidth(column.title), ...rows.map((row) => displayWidth(row[i] ?? ''))),
  );
  const line = (cells: readonly string[]) =>
    `${style.indent ?? ''}${columns
      .map((column, i) => padTo(cells[i] ?? '', widths[i] ?? 0, column.align === 'right' ? 'right' : 'left'))
      .join('  ')}`.trimEnd();
  const head = line(columns.map((column) => column.title));
  return [style.head ? style.head(head) : head, ...rows.map(line)];
}
