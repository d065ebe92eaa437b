import type { Diagnostic } from '../../contract/index.ts';
import type { ChannelPushReport, PushReport } from '../../engine/index.ts';
import {
  type Cell,
  channelPlanText,
  countsLine,
  csvText,
  distinctFindings,
  ENVIRONMENT_WORDS,
  errorText,
  findingsText,
  guardLines,
  type Lang,
  number,
  type Paint,
  type PlanOptions,
  pick,
  severityLine,
} from '../../report/index.ts';

export interface PushView {
  readonly lang: Lang;
  readonly paint: Paint;
  readonly dryRun: boolean;
  readonly quiet: boolean;
  readonly currencyOf: (channel: string) => string | undefined;
}

/** What a push did, channel by channel: a line when all went well, the reasons when not. */
export function pushText(report: PushReport, view: PushView): string {
  return report.channels.map((channel) => channelText(channel, view)).join('\n');
}

function channelText(channel: ChannelPushReport, view: PushView): string {
  const { lang, paint } = view;
  const lines: string[] = [];
  if (view.dryRun && !channel.error) {
    const options: PlanOptions = { lang, paint, currencyOf: view.currencyOf };
    lines.push(channelPlanText(channel.plan, options).trimEnd());
    lines.push(`  ${paint.bold(lang === 'zh' ? '试运行：未发送任何内容' : 'dry run: nothing was sent')}`);
  } else lines.push(`${header(channel, lang, paint)}: ${resultLine(channel, lang, paint)}`);
  const { looked, landed, void: notDone, open } = channel.resumed;
  if (looked > 0)
    lines.push(
      lang === 'zh'
        ? `  上次未完成的 ${number(looked)} 项：已生效 ${number(landed)}，未发生 ${number(notDone)}，仍未知 ${number(open)}`
        : `  ${number(looked)} left open by earlier runs: ${number(landed)} had landed, ${number(notDone)} had not happened, ${number(open)} still open`,
    );
  // What a stopped push tripped over stands above the error that speaks of it.
  if (channel.error?.code === 'E_GUARD') lines.push(...guardLines(channel.plan.guards, lang, paint));
  if (channel.error) lines.push(indented(errorText(channel.error, lang, paint)));
  const findings = findingsOf(channel);
  if (findings.length > 0 && !(view.quiet && channel.exit === 0)) {
    lines.push(`  ${severityLine(findings, lang)}:`);
    lines.push(indented(findingsText(findings, { lang, paint })));
  }
  return `${lines.join('\n')}\n`;
}

function header(channel: ChannelPushReport, lang: Lang, paint: Paint): string {
  const environment = pick(ENVIRONMENT_WORDS[channel.environment], lang);
  return `${paint.bold(channel.channel)} · ${channel.environment === 'live' ? paint.red(environment) : environment}`;
}

/** Planned against what became of it; then what was looked at and what it cost. */
function resultLine(channel: ChannelPushReport, lang: Lang, paint: Paint): string {
  const { counts, plan, requests } = channel;
  const zh = lang === 'zh';
  if (counts.planned === 0) return [countsLine(plan, lang), requestsText(requests, lang)].join(' · ');
  const parts = (
    [
      ['landed', 'seen live', '已确认', paint.green],
      ['accepted', 'accepted, not live yet', '已受理，尚未生效', paint.yellow],
      ['rejected', 'rejected', '被拒绝', paint.red],
      ['unknown', 'unknown, looked up by the next run', '未知，下次运行时查询', paint.yellow],
      ['notLanded', 'taken but not to be seen', '已接受但未生效', paint.yellow],
    ] as const
  ).flatMap(([key, en, cn, colour]) =>
    counts[key] > 0 || key === 'landed'
      ? [colour(zh ? `${cn} ${number(counts[key])}` : `${number(counts[key])} ${en}`)]
      : [],
  );
  const of = zh ? `计划 ${number(counts.planned)} 项` : `of ${number(counts.planned)} planned`;
  return `${parts.join(zh ? '，' : ', ')} ${zh ? `（${of}）` : of} · ${requestsText(requests, lang)}`;
}

function requestsText(requests: ChannelPushReport['requests'], lang: Lang): string {
  return lang === 'zh'
    ? `请求 ${number(requests.total)} 次，其中写入 ${number(requests.writes)} 次`
    : `${number(requests.total)} requests, ${number(requests.writes)} of them writing`;
}

/** Findings of the push and the reasons for rejections, each once. */
export function findingsOf(channel: ChannelPushReport): readonly Diagnostic[] {
  const rejections = channel.outcomes.flatMap(({ code, sku, outcome }) =>
    outcome.status === 'rejected'
      ? outcome.issues.map(
          (issue): Diagnostic => ({
            ...issue,
            place: { channel: channel.channel, code, ...(sku === undefined ? {} : { sku }), ...issue.place },
          }),
        )
      : [],
  );
  return distinctFindings(rejections, channel.findings);
}

/** A row for each change that was sent, with what became of it. */
export function pushCsv(report: PushReport, lang: Lang): string {
  const rows: Cell[][] = report.channels.flatMap((channel) =>
    channel.outcomes.map(({ code, sku, verb, outcome }): Cell[] => {
      const issue = outcome.status === 'rejected' ? outcome.issues[0] : undefined;
      const message = issue ? pick(issue.message, lang) : outcome.status === 'unknown' ? outcome.reason : '';
      const retry = outcome.status === 'rejected' ? outcome.retry : '';
      return [channel.channel, channel.environment, code, sku, verb, outcome.status, retry, issue?.code, message];
    }),
  );
  return csvText(['channel', 'environment', 'product', 'sku', 'change', 'outcome', 'retry', 'code', 'message'], rows);
}

function indented(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
