/**
 * `npm run chaos`: every adapter through nights in which everything goes wrong, and a death at every step of a push; then all
 * that is listed is compared with what a buyer sees. Ends with 1 when anything was lost, doubled, wrong or ended by mistake.
 *
 *   --adapter <id>, --account <name>   one of them alone
 *   --faults <n>    faults to be met by each, deaths apart (1,000)
 *   --nights <n>    the most nights for that (no limit)
 *   --kills <n>     places to die at (200)
 *   --night <n>     one night again, each push of it told on stderr, with the seed that was told: MABANG_SEED
 *   --kill <point>  one death again
 *   --json          the table as JSON
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { adapterIds, loadAdapter, loadEmulator } from '../../engine/registry.generated.ts';
import {
  type Campaign,
  type Column,
  campaign,
  cannotMeet,
  emptyColumn,
  faultsOf,
  type NightReport,
  pointFrom,
  runDeath,
  runNight,
  seedFrom,
} from '../../testing/chaos/index.ts';
import { kindsOf, type Subject } from '../../testing/conformance/index.ts';
import { harmsOf, type Shown, table } from './table.ts';

const { values } = parseArgs({
  options: {
    adapter: { type: 'string' },
    account: { type: 'string' },
    faults: { type: 'string', default: '1000' },
    nights: { type: 'string' },
    kills: { type: 'string', default: '200' },
    night: { type: 'string' },
    kill: { type: 'string' },
    json: { type: 'boolean', default: false },
    /** Of a process that was started for one kind of account. */
    only: { type: 'string' },
  },
});

/** Nights at a time in one process. */
const AT_ONCE = 3;
const seed = seedFrom(process.env.MABANG_SEED);

function count(name: string, text: string | undefined, otherwise: number): number {
  const n = text === undefined ? otherwise : Number(text);
  if (Number.isNaN(n) || n < 0) throw new Error(`--${name}: ${text} is no number`);
  return n;
}

interface Kind {
  readonly adapter: string;
  readonly account?: string;
  readonly title: string;
  readonly subject: Subject;
}

async function kinds(): Promise<readonly Kind[]> {
  const all: Kind[] = [];
  for (const adapter of adapterIds)
    for (const [title, subject] of kindsOf({
      adapter: await loadAdapter(adapter),
      emulator: await loadEmulator(adapter),
    })) {
      const account = title === adapter ? undefined : title.slice(adapter.length + 2);
      all.push({ adapter, ...(account === undefined ? {} : { account }), title, subject });
    }
  const found = all.filter(
    ({ adapter, account }) =>
      (values.adapter === undefined || values.adapter === adapter) &&
      (values.account === undefined || values.account === account),
  );
  if (found.length === 0) throw new Error(`there are: ${all.map(({ title }) => title).join('; ')}`);
  return found;
}

async function shown({ subject, ...kind }: Kind, column: Column): Promise<Shown> {
  return { ...column, ...kind, out: [...(await cannotMeet(subject))] };
}

/** One night or one death again, push by push. */
async function again(kind: Kind): Promise<Shown> {
  const column = emptyColumn(kind.title);
  const point = values.kill === undefined ? undefined : pointFrom(values.kill);
  if (values.kill !== undefined && !point) throw new Error(`--kill: ${values.kill} is no place to die at`);
  const n = count('night', values.night, 0);
  const tell = (text: string) => void process.stderr.write(`${text}\n`);
  const report: NightReport = point
    ? await runDeath(kind.subject, kind.title, seed, point, tell)
    : await runNight(kind.subject, kind.title, seed, n, tell);
  const from = point ? { death: values.kill ?? '' } : { night: n };
  for (const { how } of report.harms) column.harms[how]++;
  column.failures.push(...report.harms.map((harm) => ({ ...harm, ...from })));
  const ran = { nights: point ? 0 : 1, deaths: point ? 1 : 0, met: Object.fromEntries(report.met) };
  return shown(kind, { ...column, ...ran });
}

/** In a process of its own: a line of JSON whenever something was done, and the whole at the end. */
async function work(kind: Kind): Promise<void> {
  const options: Campaign = {
    seed,
    faults: count('faults', values.faults, 0),
    nights: count('nights', values.nights, Number.POSITIVE_INFINITY),
    deaths: count('kills', values.kills, 0),
    atOnce: AT_ONCE,
    progress: ({ nights, deaths, met }) =>
      process.stdout.write(`${JSON.stringify({ nights, deaths, faults: faultsOf({ met }) })}\n`),
  };
  const column = await campaign(kind.subject, kind.title, options);
  process.stdout.write(`${JSON.stringify({ done: await shown(kind, column) })}\n`);
}

type Line = { readonly nights: number; readonly deaths: number; readonly faults: number } | { readonly done: Shown };

function start(kind: Kind, told: (line: string) => void): Promise<Shown> {
  const self = fileURLToPath(import.meta.url);
  const child = spawn(process.execPath, [...process.execArgv, self, ...process.argv.slice(2), '--only', kind.title], {
    env: { ...process.env, MABANG_SEED: String(seed) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let done: Shown | undefined;
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as Line;
      if ('done' in line) done = line.done;
      else told(`${line.faults} faults, ${line.deaths} deaths`);
    });
    child.on('error', reject);
    child.on('close', (code) => (done ? resolve(done) : reject(new Error(`${kind.title} ended with ${code}`))));
  });
}

/** All of them, as many at a time as there are processors. */
async function startAll(all: readonly Kind[]): Promise<readonly Shown[]> {
  const waiting = [...all];
  const state = new Map<string, string>();
  const tell = () => {
    if (!process.stderr.isTTY) return;
    process.stderr.write(`\r\u001b[K${[...state].map(([title, text]) => `${title}: ${text}`).join(' · ')}`);
  };
  const done: Shown[] = [];
  const worker = async () => {
    for (let kind = waiting.shift(); kind; kind = waiting.shift()) {
      const { title } = kind;
      done.push(
        await start(kind, (text) => {
          state.set(title, text);
          tell();
        }),
      );
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  return all.flatMap(({ title }) => done.filter((column) => column.title === title));
}

const all = await kinds();
const mine = all.find(({ title }) => title === values.only);
if (mine) await work(mine);
else {
  const single = values.night !== undefined || values.kill !== undefined;
  const columns: Shown[] = [];
  if (single) for (const kind of all) columns.push(await again(kind));
  else columns.push(...(await startAll(all)));
  process.stdout.write(values.json ? `${JSON.stringify({ seed, columns }, null, 2)}\n` : table(columns, seed));
  process.exitCode = columns.every((column) => harmsOf(column) === 0) ? 0 : 1;
}
