import { EXIT, type GuardId, MabangError } from '../../core/index.ts';
import type { CommandSpec } from '../command.ts';
import { undoText } from '../views/undo.ts';
import { CONSENT, consentOf, LOCK_OPTION, OPEN_OPTION, pushAnswer, USUAL_WAIT_MS, WAIT_OPTION } from './consent.ts';
import { durationOf } from './options.ts';

export const undo: CommandSpec = {
  name: 'undo',
  summary: {
    en: 'take back what a push did, but for what somebody changed since',
    zh: '撤销一次推送，此后被他人修改的除外',
  },
  examples: [
    {
      run: 'mabang undo 42 --dry-run',
      what: { en: 'what would go back, what is kept, what cannot', zh: '查看哪些会恢复、哪些保留、哪些无法恢复' },
    },
    { run: 'mabang undo 42', what: { en: 'show the plan, ask, send', zh: '显示计划、询问、发送' } },
    {
      run: 'mabang undo 42 43 44 --allow-update',
      what: {
        en: 'a push over three channels: each has a run of its own',
        zh: '涉及三个渠道的推送：每个渠道一个运行编号',
      },
    },
  ],
  arguments: [
    { name: 'run', many: true, summary: { en: 'numbers of `mabang history`', zh: 'mabang history 中的编号' } },
  ],
  options: [
    { name: 'dry-run', summary: { en: 'send nothing', zh: '不发送' } },
    ...CONSENT,
    OPEN_OPTION,
    WAIT_OPTION,
    LOCK_OPTION,
  ],
  formats: ['text', 'json', 'ndjson', 'csv'],
  interrupt: {
    en: 'stopping: nothing more is sent, what is in flight is finished; press Ctrl-C again to leave at once',
    zh: '正在停止：不再发送，等待进行中的请求完成；再按一次 Ctrl-C 立即退出',
  },
  run: (input, ctx) =>
    ctx.withWorkspace(async (ws, engine) => {
      const report = await engine.push(ws, {
        channels: [],
        undo: input.arguments('run').map(runNumber),
        dryRun: input.flag('dry-run'),
        open: input.list('open') as readonly GuardId[],
        consent: consentOf(input, ctx, ws),
        lockTimeoutMs: durationOf(input, 'lock-timeout') ?? 0,
        waitMs: durationOf(input, 'wait') ?? USUAL_WAIT_MS,
      });
      const rows = ctx.format === 'text' ? undoText(report, ctx.lang, ctx.paint.out) : '';
      ctx.answer(rows + pushAnswer(report, ws, input, ctx));
      return report.exit;
    }),
};

export function runNumber(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new MabangError(
    'E_USAGE',
    EXIT.usage,
    { en: `not the number of a run: ${text}`, zh: `不是运行编号：${text}` },
    { next: { en: '`mabang history` lists them', zh: 'mabang history 可列出全部运行' } },
  );
}
