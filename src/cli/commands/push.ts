import { resolve } from 'node:path';
import { EXIT, type GuardId, MabangError } from '../../core/index.ts';
import type { CommandSpec } from '../command.ts';
import type { Ctx } from '../context.ts';
import { readPlan } from '../files.ts';
import type { Input } from '../input.ts';
import { CONSENT, consentOf, LOCK_OPTION, OPEN_OPTION, pushAnswer, USUAL_WAIT_MS, WAIT_OPTION } from './consent.ts';
import { ALLOW_OPTION, CHANNELS, durationOf, FACETS_OPTION, facetsOf, integerOf, needChannels } from './options.ts';

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
    WAIT_OPTION,
    LOCK_OPTION,
    {
      name: 'canary',
      value: 'listings',
      env: false,
      summary: { en: 'send so many first, see them live, then the rest', zh: '先发送若干商品，确认生效后再发送其余' },
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
    const canary = integerOf(input, 'canary', 1, 1_000_000);
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
          lockTimeoutMs: durationOf(input, 'lock-timeout') ?? 0,
          ...(canary === undefined ? {} : { canary }),
        });
        ctx.answer(pushAnswer(report, ws, input, ctx));
        return report.exit;
      });
    } finally {
      stopTimer();
    }
  },
};

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
