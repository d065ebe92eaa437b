import { FULL_CONSENT } from '../../core/index.ts';
import type { CommandSpec } from '../command.ts';
import { LOCK_OPTION, pushAnswer, USUAL_WAIT_MS, WAIT_OPTION } from './consent.ts';
import { CHANNELS, durationOf, needChannels } from './options.ts';

export const sync: CommandSpec = {
  name: 'sync',
  summary: { en: 'finish what earlier pushes left open; send nothing', zh: '完成之前推送的未决事项，不发送任何内容' },
  examples: [
    {
      run: 'mabang sync --quiet',
      what: {
        en: 'for cron: ask after open tickets, read back, report what is still not live',
        zh: '用于定时任务：查询未完成的任务，读回并报告仍未生效的内容',
      },
    },
    { run: 'mabang sync market --wait 30m', what: { en: 'until it is live, or the time is up', zh: '直到生效或超时' } },
  ],
  arguments: [CHANNELS],
  options: [WAIT_OPTION, LOCK_OPTION],
  formats: ['text', 'json', 'ndjson', 'csv'],
  interrupt: { en: 'stopping; nothing is sent by sync', zh: '正在停止；sync 不会发送任何内容' },
  run: (input, ctx) =>
    ctx.withWorkspace(async (ws, engine) => {
      needChannels(ws);
      const report = await engine.push(ws, {
        channels: input.arguments('channel'),
        dryRun: false,
        finishOnly: true,
        consent: async () => FULL_CONSENT,
        lockTimeoutMs: durationOf(input, 'lock-timeout') ?? 0,
        waitMs: durationOf(input, 'wait') ?? USUAL_WAIT_MS,
      });
      ctx.answer(pushAnswer(report, ws, input, ctx));
      return report.exit;
    }),
};
