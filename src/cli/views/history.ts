import type { Facet } from '../../contract/index.ts';
import type { HistoryReport, RunReport } from '../../engine/index.ts';
import {
  type Cell,
  clean,
  csvText,
  FACET_WORDS,
  facetLines,
  type Lang,
  number,
  type Paint,
  pick,
  textTable,
  VERB_WORDS,
} from '../../report/index.ts';

type State = RunReport['entries'][number]['state'];

const STATES: Readonly<Record<State, { readonly en: string; readonly zh: string }>> = {
  intent: { en: 'begun, fate unknown', zh: '已开始，结果未知' },
  applied: { en: 'accepted, not seen yet', zh: '已接受，尚未看到' },
  accepted: { en: 'accepted, not answered yet', zh: '已接受，尚未答复' },
  landed: { en: 'live', zh: '已生效' },
  'not-landed': { en: 'accepted, and not to be seen', zh: '已接受但未生效' },
  rejected: { en: 'refused', zh: '被拒绝' },
  unknown: { en: 'may have happened', zh: '可能已执行' },
  void: { en: 'did not happen', zh: '未发生' },
};

/** The runs, newest first. */
export function historyText({ runs }: HistoryReport, lang: Lang, paint: Paint): string {
  if (runs.length === 0) return lang === 'zh' ? '还没有运行记录\n' : 'nothing was ever sent\n';
  const titles =
    lang === 'zh'
      ? ['编号', '开始', '渠道', '命令', '谁', '结果', '更改']
      : ['run', 'started', 'channel', 'command', 'who', 'ended', 'changes'];
  const rows = runs.map(({ id, startedAt, channel, command, who, ended, states }) => [
    number(id),
    startedAt,
    channel,
    command,
    clean(who ?? ''),
    ended ?? (lang === 'zh' ? '未结束' : 'never'),
    Object.entries(states)
      .map(([state, count]) => `${number(count)} ${pick(STATES[state as State], lang)}`)
      .join(', '),
  ]);
  return `${textTable(
    titles.map((title, i) => ({ title, ...(i === 0 ? { align: 'right' as const } : {}) })),
    rows,
    { head: paint.bold },
  ).join('\n')}\n`;
}

export interface RunView {
  readonly lang: Lang;
  readonly paint: Paint;
  readonly currencyOf: (channel: string) => string | undefined;
}

/** Every change of a run, before and after. */
export function runText({ run, entries }: RunReport, { lang, paint, currencyOf }: RunView): string {
  const head = [`${number(run.id)}`, run.channel, run.command, run.startedAt, clean(run.who ?? ''), run.ended ?? ''];
  const lines = [paint.bold(head.filter(Boolean).join(' · '))];
  const currency = currencyOf(run.channel);
  for (const { code, sku, verb, state, reason, facets, issues } of entries) {
    const why = state === 'landed' || !reason ? '' : ` (${clean(reason)})`;
    lines.push(
      `  ${clean(sku ?? code)}  ${pick(VERB_WORDS[verb], lang)}  ${paint.dim(pick(STATES[state], lang) + why)}`,
    );
    for (const issue of issues) lines.push(`      ${issue.code} ${pick(issue.message, lang)}`);
    if (verb !== 'update') continue;
    for (const [facet, step] of Object.entries(facets))
      for (const line of facetLines(facet as Facet, step, lang, { limit: 6, ...(currency ? { currency } : {}) }))
        lines.push(`      ${pick(FACET_WORDS[facet as Facet], lang)}  ${line}`);
  }
  if (entries.length === 0) lines.push(lang === 'zh' ? '  没有更改' : '  nothing was changed');
  return `${lines.join('\n')}\n`;
}

/** A row for each facet of each change, values as JSON. Column names do not change with the language. */
export function historyCsv({ run, entries }: RunReport, lang: Lang): string {
  const rows = entries.flatMap(({ code, sku, verb, state, reason, at, facets }): Cell[][] => {
    const unit: Cell[] = [run.id, run.channel, at, code, sku, verb, state];
    const steps = Object.entries(facets);
    if (steps.length === 0) return [[...unit, undefined, undefined, undefined, reason]];
    return steps.map(([facet, step]) => [
      ...unit,
      facet,
      step.seen === undefined ? undefined : JSON.stringify(step.seen),
      JSON.stringify(step.to),
      reason ?? pick(STATES[state], lang),
    ]);
  });
  const header = ['run', 'channel', 'at', 'product', 'sku', 'verb', 'state', 'facet', 'before', 'after', 'note'];
  return csvText(header, rows);
}
