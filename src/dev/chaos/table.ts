import { AUTHORISE, type Column, DEATHS, faultsOf, HOWS, type How, ROWS, type Row } from '../../testing/chaos/index.ts';

export interface Shown extends Column {
  readonly adapter: string;
  /** The kind of account, where it has a name. */
  readonly account?: string;
  /** Rows that do not apply. */
  readonly out: readonly Row[];
}

/** What the row of that name says. */
const NOTE =
  `${AUTHORISE}: the process died between a grant and the disk. The seller has to authorise the app anew, on the platform\n` +
  'itself too; every push says so until then, and nothing of the goods is harmed meanwhile.';

/** Failures told of one kind of account. */
const TOLD = 20;

const WORDS: Readonly<Record<How, string>> = {
  lost: 'lost',
  doubled: 'doubled',
  wrong: 'wrong',
  ended: 'ended by mistake',
  restless: 'not at rest',
  broke: 'broke off',
};

export function harmsOf({ harms }: Column): number {
  return Object.values(harms).reduce((sum, n) => sum + n, 0);
}

export function table(columns: readonly Shown[], seed: number): string {
  const cells = (name: string, cell: (column: Shown) => string | number) => [
    name,
    ...columns.map((column) => String(cell(column))),
  ];
  const rows = [
    cells('', ({ title }) => title),
    ...ROWS.map((row) => cells(row, ({ met, out }) => (out.includes(row) ? '-' : (met[row] ?? 0)))),
    [],
    cells('nights', ({ nights }) => nights),
    cells('faults met', faultsOf),
    cells('kill points', ({ deaths }) => deaths),
    cells('deaths in all', ({ met }) => DEATHS.reduce((sum, row) => sum + (met[row] ?? 0), 0)),
    [],
    ...HOWS.map((how) => cells(WORDS[how], ({ harms }) => harms[how])),
  ];
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  const lines = rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const lost = columns.some(({ met }) => (met[AUTHORISE] ?? 0) > 0);
  return [
    ...lines,
    ...(lost ? ['', NOTE] : []),
    '',
    `seed ${seed}`,
    ...columns.flatMap((column) => failures(column, seed)),
    '',
  ].join('\n');
}

function failures({ adapter, account, failures }: Shown, seed: number): readonly string[] {
  const of = ` --adapter ${adapter}${account === undefined ? '' : ` --account "${account}"`}`;
  const lines = failures.slice(0, TOLD).flatMap(({ how, text, night, death }) => {
    const which = night === undefined ? `--kill ${death}` : `--night ${night}`;
    return [`${WORDS[how]}: ${text}`, `  MABANG_SEED=${seed} npm run chaos --${of} ${which}`];
  });
  return failures.length > TOLD ? [...lines, `and ${failures.length - TOLD} more`] : lines;
}
