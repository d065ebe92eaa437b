import type { Entry, Run } from '../catalogue/index.ts';
import { EXIT, MabangError } from '../core/index.ts';
import type { Workspace } from './workspace.ts';

/** Everything that was ever sent, newest first. */
export interface HistoryReport {
  readonly runs: readonly (Run & { readonly states: Readonly<Partial<Record<Entry['state'], number>>> })[];
}

/** One run: what it changed, from what to what, and what became of it. */
export interface RunReport {
  readonly run: Run;
  readonly entries: readonly Entry[];
}

export function history(
  ws: Workspace,
  options: { readonly limit: number; readonly channels: readonly string[] },
): HistoryReport {
  const { journal } = ws.catalogue;
  const wanted = new Set(options.channels);
  // A channel may have none among the newest of all.
  const runs = journal
    .runs(wanted.size > 0 ? Number.MAX_SAFE_INTEGER : options.limit)
    .filter((run) => wanted.size === 0 || wanted.has(run.channel))
    .slice(0, options.limit);
  return { runs: runs.map((run) => ({ ...run, states: journal.states(run.id) })) };
}

export function historyOf(ws: Workspace, id: number): RunReport {
  return { run: runOf(ws, id), entries: ws.catalogue.journal.entriesOfRun(id) };
}

/** One run of the journal, or `E_NO_RUN`. */
export function runOf(ws: Workspace, id: number): Run {
  const run = ws.catalogue.journal.run(id);
  if (run) return run;
  throw new MabangError(
    'E_NO_RUN',
    EXIT.usage,
    { en: `no run ${id}`, zh: `没有运行 ${id}` },
    { next: { en: '`mabang history` lists them', zh: 'mabang history 可列出全部运行' } },
  );
}
