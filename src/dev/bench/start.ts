/** How much longer `mabang --version` takes than Node alone: the two run in turns, and the medians are compared. */
import { spawnSync } from 'node:child_process';
import { median, ms, type Row } from './row.ts';

const ROUNDS = 41;
const bin = process.argv[2] ?? 'dist/mabang.js';

function time(args: readonly string[]): number {
  const began = process.hrtime.bigint();
  const run = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (run.status !== 0) throw new Error(`${args.join(' ')} exits ${run.status}`);
  return Number(process.hrtime.bigint() - began) / 1e6;
}

const times = { version: [] as number[], help: [] as number[], node: [] as number[] };
for (let i = 0; i < ROUNDS; i++) {
  times.node.push(time(['-e', '0']));
  times.version.push(time([bin, '--version']));
  times.help.push(time([bin, '--help']));
}
const node = median(times.node);
const row = (what: string, value: number, limit: number): Row => ({
  what,
  value: ms(value),
  yardstick: 'node -e 0',
  against: ms(node),
  ratio: value / node,
  limit,
  note: `median of ${ROUNDS}, in turns`,
});
process.stdout.write(
  JSON.stringify([row('mabang --version', median(times.version), 1.5), row('mabang --help', median(times.help), 3)]),
);
