/** One line of the benchmark's table. */
export interface Row {
  readonly what: string;
  /** What was measured, with its unit. */
  readonly value: string;
  readonly yardstick: string;
  /** The yardstick, with its unit. */
  readonly against: string;
  /** value ÷ against; NaN when one of them could not be taken, which `against` or `value` says. */
  readonly ratio: number;
  /** What it is meant not to exceed. */
  readonly limit: number;
  readonly note?: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

export function ms(value: number): string {
  return `${value >= 100 ? value.toFixed(0) : value.toFixed(1)} ms`;
}

export function table(rows: readonly Row[]): string {
  const lines = rows.map(({ what, value, yardstick, against, ratio, limit, note }) => [
    what,
    value,
    `${yardstick}: ${against}`,
    Number.isNaN(ratio) ? '-' : ratio.toFixed(2),
    Number.isNaN(ratio) ? '-' : `${ratio <= limit ? 'within' : 'OVER'} ${limit}`,
    note ?? '',
  ]);
  const head = ['what', 'measured', 'yardstick', 'ratio', 'limit', 'note'];
  const widths = head.map((title, i) => Math.max(title.length, ...lines.map((line) => (line[i] ?? '').length)));
  const text = (line: readonly string[]) =>
    line
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return `${[head, ...lines].map(text).join('\n')}\n`;
}
