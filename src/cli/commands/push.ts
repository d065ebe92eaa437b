import { resolve } from 'node:path';
import {
  type ChannelPlan,
  type Consent,
  EXIT,
  FULL_CONSENT,
  GUARDS,
  type GuardId,
  MabangError,
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
import type { CommandSpec, OptionSpec } from '../command.ts';
import type { Ctx } from '../context.ts';
import type { WorkspaceFace } from '../engine.ts';
import { readPlan } from '../files.ts';
import type { Input } from '../input.ts';
import { Cancelled } from '../prompts.ts';
import { pushCsv, pushText } from '../views/push.ts';
import { ALLOW_OPTION, CHANNELS, durationOf, FACETS_OPTION, facetsOf, needChannels } from './options.ts';

const CONSENT: readonly OptionSpec[] = [
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

const OPEN_OPTION: OptionSpec = {
  name: 'open',
  value: 'guard',
  many: true,
  commas: true,
  choices: GUARDS,
  env: false,
  summary: { en: 'open a guard that the plan trips, by its name', zh: '按名称放开计划触发的安全检查' },
};

export const push: CommandSpec = {
  name: 'push',
  summary: { en: 'make the marketplaces show what the catalogue says', zh: '把目录的内容推送到各平台' },
  examples: [
    { run: 'mabang push', what: { en: 'every channel; shows the plan and asks', zh: '所有渠道；显示计划并询问' } },
    { run: 'mabang push shop --dry-run', what: { en: 'everything but the sending', zh: '除发送外执行所有步骤' } },
    { run: 'mabang push --plan plan.json', what: { en: 'exactly the plan that was saved', zh: '只执行保存的计划' } },
    {
      run: 'mabang push --open price-drop --allow-update',
      what: { en: 'a sale: prices may fall further than the guard allows', zh: '促销：允许价格跌幅超过安全上限' },
    },
    {
      run: 'mabang push --facets price,stock --allow-update --quiet',
      what: { en: 'for cron: prices and stock, nobody is asked', zh: '用于定时任务：只推送价格和库存，不询问' },
    },
  ],
  arguments: [CHANNELS],
  options: [
    {
      name: 'plan',
      value: 'file',
      completes: 'file',
      env: false,
      summary: { en: 'carry out this saved plan', zh: '执行此保存的计划' },
    },
    FACETS_OPTION,
    { name: 'dry-run', summary: { en: 'send nothing', zh: '不发送' } },
    {
      name: 'preview',
      env: false,
      summary: {
        en: 'send nothing, and ask platforms that can check without storing what they would take',
        zh: '不发送，并请支持的平台预先检查（不保存）',
      },
    },
    ...CONSENT,
    ALLOW_OPTION,
    OPEN_OPTION,
    {
      name: 'wait',
      value: 'time',
      summary: {
        en: 'how long to wait for a platform that answers or shows it later: 90s, 30m; 2m unless said, 0 not at all',
        zh: '等待异步平台处理或生效的最长时间：90s、30m；默认 2m，0 为不等待',
      },
    },
    {
      name: 'max-duration',
      value: 'time',
      summary: { en: 'send nothing more after this time', zh: '超过此时间后不再发送' },
    },
  ],
  formats: ['text', 'json', 'ndjson', 'csv'],
  interrupt: {
    en: 'stopping: nothing more is sent, what is in flight is finished; press Ctrl-C again to leave at once',
    zh: '正在停止：不再发送，等待进行中的请求完成；再按一次 Ctrl-C 立即退出',
  },
  async run(input, ctx) {
    const file = input.text('plan');
    const facets = facetsOf(input);
    if (file !== undefined && (facets || input.arguments('channel').length > 0)) throw planDecides();
    const plan = file === undefined ? undefined : readPlan(resolve(ctx.io.cwd, file));
    const waitMs = durationOf(input, 'wait');
    const stopTimer = limitDuration(input, ctx);
    try {
      return await ctx.withWorkspace(async (ws, engine) => {
        needChannels(ws);
        const report = await engine.push(ws, {
          channels: input.arguments('channel'),
          dryRun: input.flag('dry-run') || input.flag('preview'),
          preview: input.flag('preview'),
          allow: input.list('allow'),
          open: input.list('open') as readonly GuardId[],
          consent: consentOf(input, ctx, ws),
          ...(plan ? { plan } : {}),
          ...(facets ? { facets } : {}),
          waitMs: waitMs ?? USUAL_WAIT_MS,
        });
        ctx.answer(pushAnswer(report, ws, input, ctx));
        return report.exit;
      });
    } finally {
      stopTimer();
    }
  },
};

/** Long enough for most of what a platform answers at leisure; what takes longer is finished by the next run. */
const USUAL_WAIT_MS = 120_000;

function planDecides(): MabangError {
  return new MabangError('E_USAGE', EXIT.usage, {
    en: '--plan says which channels and facets; they cannot be named beside it',
    zh: '--plan 已决定渠道和内容，不能再另外指定',
  });
}

function limitDuration(input: Input, ctx: Ctx): () => void {
  const ms = durationOf(input, 'max-duration');
  if (ms === undefined) return () => {};
  const timer = setTimeout(() => {
    ctx.hint({ en: 'time is up: nothing more is sent', zh: '时间已到：不再发送' });
    ctx.interrupt.stop('max-duration');
  }, ms);
  timer.unref();
  return () => clearTimeout(timer);
}

/**
 * Consent comes from flags, or from a question where somebody can answer it. Without either the engine stops the channel
 * and names the flags. One question at a time, channel by channel.
 */
function consentOf(input: Input, ctx: Ctx, ws: WorkspaceFace) {
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

function pushAnswer(report: PushReport, ws: WorkspaceFace, input: Input, ctx: Ctx): string {
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
