import {
  type ChannelPlan,
  type Consent,
  FULL_CONSENT,
  GUARDS,
  missingConsent,
  type VerbCounts,
} from '../../core/index.ts';
import type { PushReport } from '../../engine/index.ts';
import {
  channelPlanText,
  ENVIRONMENT_WORDS,
  envelope,
  findingsText,
  number,
  pick,
  severityLine,
} from '../../report/index.ts';
import type { OptionSpec } from '../command.ts';
import type { Ctx } from '../context.ts';
import type { WorkspaceFace } from '../engine.ts';
import type { Input } from '../input.ts';
import { Cancelled } from '../prompts.ts';
import { pushCsv, pushText } from '../views/push.ts';

/** What push, undo and sync share: consent, guards, waiting, and the answer. */
export const CONSENT: readonly OptionSpec[] = [
  { name: 'allow-create', env: false, summary: { en: 'new listings and SKUs may be made', zh: '允许新建商品和 SKU' } },
  { name: 'allow-update', env: false, summary: { en: 'live listings may be changed', zh: '允许更改在售商品' } },
  { name: 'allow-end', env: false, summary: { en: 'listings and SKUs may be taken down', zh: '允许下架商品和 SKU' } },
  {
    name: 'yes',
    short: 'y',
    env: false,
    summary: { en: 'all three; opens no guard', zh: '以上三项；不放开任何安全检查' },
  },
];

export const OPEN_OPTION: OptionSpec = {
  name: 'open',
  value: 'guard',
  many: true,
  commas: true,
  choices: GUARDS,
  env: false,
  summary: { en: 'open a guard that the plan trips, by its name', zh: '按名称放开计划触发的安全检查' },
};

/** Long enough for most of what a platform answers at leisure; what takes longer is finished by the next run. */
export const USUAL_WAIT_MS = 120_000;

export const LOCK_OPTION: OptionSpec = {
  name: 'lock-timeout',
  value: 'time',
  summary: {
    en: 'how long to wait for channels that other runs hold, for all of them together; not at all unless said',
    zh: '渠道被其他运行占用时的总等待时间；默认不等待',
  },
};

export const WAIT_OPTION: OptionSpec = {
  name: 'wait',
  value: 'time',
  summary: {
    en: 'how long to wait for a platform that answers or shows it later: 90s, 30m; 2m unless said, 0 not at all',
    zh: '等待异步平台处理或生效的最长时间：90s、30m；默认 2m，0 为不等待',
  },
};

/**
 * Consent comes from flags, or from a question where somebody can answer it. Without either the engine stops the channel
 * and names the flags. One question at a time, channel by channel.
 */
export function consentOf(input: Input, ctx: Ctx, ws: WorkspaceFace) {
  const given: Consent = input.flag('yes')
    ? FULL_CONSENT
    : { create: input.flag('allow-create'), update: input.flag('allow-update'), end: input.flag('allow-end') };
  return async (plan: ChannelPlan, counts: VerbCounts): Promise<Consent | 'stop'> => {
    if (ctx.interrupt.signal.aborted) return 'stop';
    const missing = missingConsent(counts, given);
    if (missing.length === 0 || !ctx.prompts) return given;
    try {
      const agreed = await ctx.paused(() => ask(plan, counts, missing.includes('end'), ctx, ws));
      return agreed ? FULL_CONSENT : 'stop';
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
      // Ctrl-C at a question is no to everything, also to what was agreed to for another channel.
      ctx.interrupt.stop('cancelled');
      return 'stop';
    }
  };
}

/** Counts and samples, then a question; the channel's name has to be typed when something is taken down. */
async function ask(
  plan: ChannelPlan,
  counts: VerbCounts,
  ends: boolean,
  ctx: Ctx,
  ws: WorkspaceFace,
): Promise<boolean> {
  const { lang, prompts } = ctx;
  if (!prompts) return false;
  const paint = ctx.paint.err;
  const sample = channelPlanText(plan, {
    lang,
    paint,
    listings: 10,
    skus: 4,
    values: 3,
    currencyOf: (channel) => ws.config.channels[channel]?.currency,
    more: lang === 'zh' ? '完整内容见 mabang diff --out' : 'see mabang diff --out',
  });
  const severity = severityLine(plan.findings, lang);
  const findings = severity ? `\n${severity}:\n${findingsText(plan.findings, { lang, paint, places: 2 })}` : '';
  ctx.io.err(`\n${sample}${findings}\n`);
  const where = `${plan.channel} (${pick(ENVIRONMENT_WORDS[plan.environment], lang)})`;
  if (ends) {
    const message =
      lang === 'zh'
        ? `将在 ${where} 下架 ${number(counts.end)} 项。输入 ${plan.channel} 以继续：`
        : `${number(counts.end)} will be taken down on ${where}. Type ${plan.channel} to go on:`;
    return prompts.type(message, plan.channel);
  }
  const total = number(counts.create + counts.update + counts.end);
  return prompts.confirm(lang === 'zh' ? `将 ${total} 项更改发送到 ${where}？` : `Send ${total} changes to ${where}?`);
}

export function pushAnswer(report: PushReport, ws: WorkspaceFace, input: Input, ctx: Ctx): string {
  switch (ctx.format) {
    case 'json':
      return envelope('push', report);
    case 'ndjson':
      return [JSON.stringify({ mabang: 1, kind: 'push', exit: report.exit }), ...pushRows(report)]
        .map((line) => `${line}\n`)
        .join('');
    case 'csv':
      return pushCsv(report, ctx.lang);
    default:
      return pushText(report, {
        lang: ctx.lang,
        paint: ctx.paint.out,
        dryRun: input.flag('dry-run'),
        quiet: ctx.quiet,
        currencyOf: (channel) => ws.config.channels[channel]?.currency,
      });
  }
}

function pushRows(report: PushReport): readonly string[] {
  return report.channels.flatMap(({ outcomes, findings, plan: _, ...channel }) =>
    [
      { type: 'channel', ...channel },
      ...outcomes.map((outcome) => ({ type: 'outcome', channel: channel.channel, ...outcome })),
      ...findings.map((finding) => ({ type: 'finding', ...finding })),
    ].map((row) => JSON.stringify(row)),
  );
}
