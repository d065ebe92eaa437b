import { resolve } from 'node:path';
import { EXIT } from '../../core/index.ts';
import type { DiffReport } from '../../engine/index.ts';
import {
  channelHeader,
  countsLine,
  distinctFindings,
  envelope,
  errorText,
  findingRows,
  findingsText,
  ndjson,
  planCsv,
  planRows,
  planText,
  severityLine,
} from '../../report/index.ts';
import type { CommandSpec } from '../command.ts';
import type { Ctx } from '../context.ts';
import type { WorkspaceFace } from '../engine.ts';
import { writeWhole } from '../files.ts';
import { ALLOW_OPTION, CHANNELS, FACETS_OPTION, facetsOf, needChannels } from './options.ts';

export const diff: CommandSpec = {
  name: 'diff',
  summary: { en: 'compare the catalogue with what each marketplace shows', zh: '比较目录与各平台的现状' },
  examples: [
    { run: 'mabang diff', what: { en: 'every channel', zh: '所有渠道' } },
    {
      run: 'mabang diff shop --facets price,stock',
      what: { en: 'prices and stock of one channel', zh: '一个渠道的价格和库存' },
    },
    {
      run: 'mabang diff --out plan.json && mabang push --plan plan.json',
      what: { en: 'keep the plan, look at it, then push exactly that', zh: '保存计划，查看后只推送这些更改' },
    },
    {
      run: 'mabang diff --exit-code --quiet',
      what: { en: 'for cron: exit 1 when something differs', zh: '用于定时任务：有差异时退出码为 1' },
    },
  ],
  arguments: [CHANNELS],
  options: [
    FACETS_OPTION,
    {
      name: 'out',
      value: 'file',
      completes: 'file',
      summary: { en: 'write the plan to this file', zh: '把计划写入此文件' },
    },
    {
      name: 'exit-code',
      summary: { en: 'exit 1 when there are differences or errors', zh: '有差异或错误时退出码为 1' },
    },
    {
      name: 'offline',
      summary: { en: 'compare with what was last seen, ask nobody', zh: '与上次读取的内容比较，不访问平台' },
    },
    ALLOW_OPTION,
  ],
  formats: ['text', 'json', 'ndjson', 'csv'],
  interrupt: { en: 'stopping; nothing is changed by a diff', zh: '正在停止；比较不会更改任何内容' },
  run: (input, ctx) =>
    ctx.withWorkspace(async (ws, engine) => {
      needChannels(ws);
      const facets = facetsOf(input);
      const report = await engine.diff(ws, {
        channels: input.arguments('channel'),
        allow: input.list('allow'),
        ...(facets ? { facets } : {}),
        ...(input.flag('offline') ? { offline: true } : {}),
      });
      const failed = engine.worstExit(report.failed.map((failure) => failure.exit));
      const exit = failed !== EXIT.done ? failed : input.flag('exit-code') ? engine.diffExit(report) : EXIT.done;
      const out = input.text('out');
      if (out !== undefined) writeWhole(resolve(ctx.io.cwd, out), `${JSON.stringify(report.plan, null, 2)}\n`);
      ctx.answer(diffAnswer(report, ws, exit, ctx));
      for (const failure of report.failed) ctx.io.err(errorText(failure.error, ctx.lang, ctx.paint.err));
      if (out !== undefined)
        ctx.hint({
          en: `the plan is in ${out}; to carry it out: mabang push --plan ${out}`,
          zh: `计划已写入 ${out}；执行：mabang push --plan ${out}`,
        });
      return exit;
    }),
};

function allFindings(report: DiffReport) {
  return distinctFindings(report.findings, ...report.plan.channels.map((channel) => channel.findings));
}

function diffAnswer(report: DiffReport, ws: WorkspaceFace, exit: number, ctx: Ctx): string {
  const findings = allFindings(report);
  switch (ctx.format) {
    case 'json':
      return envelope('diff', { ...report, exit });
    case 'ndjson': {
      const { version, madeAt, hash } = report.plan;
      const head = { plan: { version, madeAt, hash }, failed: report.failed, exit };
      return ndjson('diff', head, rows(report, findings));
    }
    case 'csv':
      return planCsv(report.plan.channels);
    default:
      return diffText(report, ws, findings, ctx);
  }
}

function* rows(report: DiffReport, findings: ReturnType<typeof allFindings>) {
  yield* planRows(report.plan);
  yield* findingRows(findings);
}

function diffText(report: DiffReport, ws: WorkspaceFace, findings: ReturnType<typeof allFindings>, ctx: Ctx): string {
  const { lang } = ctx;
  const paint = ctx.paint.out;
  const severity = severityLine(findings, lang);
  if (ctx.quiet) {
    const tail = severity ? ` · ${severity}` : '';
    return report.plan.channels
      .map((plan) => `${channelHeader(plan, lang, paint)}: ${countsLine(plan, lang)}${tail}\n`)
      .join('');
  }
  const plan = planText(report.plan, {
    lang,
    paint,
    currencyOf: (channel) => ws.config.channels[channel]?.currency,
    more: lang === 'zh' ? '完整内容见 --out 或 --format json' : 'see --out or --format json',
  });
  if (!severity) return plan;
  return `${plan}\n${severity}:\n${findingsText(findings, { lang, paint })}`;
}
