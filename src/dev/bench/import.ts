/**
 * A long sheet into the catalogue (validated, with provenance, compared with what is there) beside `sqlite3 .import` of the same
 * file, which does none of that; then the same sheet with 1 % of its prices changed. The command is the built one, in a process
 * of its own, and its memory is that of the whole process, threads and all.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initWorkspace } from '../../engine/index.ts';
import { MAPPING, writeSheet } from './import-sheet.ts';
import { ms, type Row } from './row.ts';

const ROWS = Number(process.env.MABANG_BENCH_ROWS ?? 1_000_000);
const MEGABYTE = 1024 * 1024;
const SEED = 20_261_123;
const bin = process.argv[2] ?? 'dist/mabang.js';

const dir = mkdtempSync(join(tmpdir(), 'mabang-bench-'));
try {
  process.stdout.write(JSON.stringify(await rows()));
} finally {
  rmSync(dir, { recursive: true, force: true });
}

async function rows(): Promise<Row[]> {
  const [sheet, changed, mapping] = [join(dir, 'sheet.csv'), join(dir, 'changed.csv'), join(dir, 'mapping.yaml')];
  const bytes = writeSheet(sheet, { rows: ROWS, seed: SEED });
  writeSheet(changed, { rows: ROWS, seed: SEED, changed: 1 });
  writeFileSync(mapping, MAPPING);
  const home = join(dir, 'home');
  mkdirSync(home);
  initWorkspace(home, { channels: [] });
  const first = await pair(home, sheet, mapping);
  if (first.report.variants.new !== ROWS) throw new Error('not every row was imported');
  const again = await pair(home, changed, mapping);
  const moved = again.report.variants.changed;
  if (moved + again.report.variants.same !== ROWS || moved === 0) throw new Error('not every row was seen again');
  const size = `${ROWS} rows × 25 columns, ${(bytes / MEGABYTE).toFixed(0)} MB`;
  return [
    timeRow(`import of ${size}`, first, 3, `${Math.round(ROWS / (first.took / 1000))} rows/s`),
    memoryRow(first.peak),
    timeRow(`the same with ${moved} prices changed`, again, 1, `${Math.round(ROWS / (again.took / 1000))} rows/s`),
    memoryRow(again.peak),
  ];
}

interface Measured {
  readonly took: number;
  /** Bytes; `undefined` where the system does not say. */
  readonly peak: number | undefined;
  /** Milliseconds of sqlite3, before and after; `undefined` when it is not installed. */
  readonly against: number | undefined;
  readonly report: { readonly variants: Readonly<Record<'new' | 'changed' | 'same', number>> };
}

async function pair(home: string, sheet: string, mapping: string): Promise<Measured> {
  const before = sqlite(sheet);
  const run = await mabang(home, ['import', sheet, '--mapping', mapping, '--format', 'json', '--quiet']);
  const after = sqlite(sheet);
  const against = before === undefined || after === undefined ? undefined : (before + after) / 2;
  return { ...run, against };
}

function sqlite(sheet: string): number | undefined {
  const file = join(dir, 'yardstick.db');
  rmSync(file, { force: true });
  const began = process.hrtime.bigint();
  const run = spawnSync('sqlite3', [file, `.import --csv ${sheet} sheet`], { encoding: 'utf8' });
  const took = Number(process.hrtime.bigint() - began) / 1e6;
  if (run.error) return undefined;
  if (run.status !== 0) throw new Error(`sqlite3 failed: ${run.stderr}`);
  rmSync(file, { force: true });
  return took;
}

function mabang(home: string, args: readonly string[]): Promise<Omit<Measured, 'against'>> {
  return new Promise((resolve, reject) => {
    const began = process.hrtime.bigint();
    const child = spawn(process.execPath, [bin, ...args], { cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err, peak] = ['', '', undefined as number | undefined];
    child.stdout.on('data', (data) => {
      out += data;
    });
    child.stderr.on('data', (data) => {
      err += data;
    });
    // The highest mark never falls, so only what the last few milliseconds add can be missed.
    const watch = setInterval(() => {
      peak = peakOf(child.pid) ?? peak;
    }, 10);
    child.on('error', reject).on('close', (code) => {
      clearInterval(watch);
      const took = Number(process.hrtime.bigint() - began) / 1e6;
      if (code !== 0) reject(new Error(`mabang ${args.join(' ')} exits ${code}: ${err}${out.slice(0, 2000)}`));
      else resolve({ took, peak, report: JSON.parse(out) as Measured['report'] });
    });
  });
}

function peakOf(pid: number | undefined): number | undefined {
  try {
    const kib = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib === undefined ? undefined : Number(kib) * 1024;
  } catch {
    return undefined;
  }
}

function timeRow(what: string, { took, against }: Measured, limit: number, note: string): Row {
  const yardstick = 'sqlite3 .import of the same file';
  if (against === undefined)
    return { what, value: ms(took), yardstick, against: 'sqlite3 is not installed', ratio: Number.NaN, limit, note };
  return {
    what,
    value: ms(took),
    yardstick,
    against: ms(against),
    ratio: took / against,
    limit,
    note: `${note}; sqlite3 is the mean of a run before and one after`,
  };
}

function memoryRow(peak: number | undefined): Row {
  const known = peak === undefined ? Number.NaN : peak / MEGABYTE;
  return {
    what: '  its memory',
    value: peak === undefined ? 'not known on this system' : `${known.toFixed(0)} MB`,
    yardstick: 'the most it may take',
    against: '200 MB',
    ratio: known / 200,
    limit: 1,
    note: 'highest resident set of the whole process',
  };
}
