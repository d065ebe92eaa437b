import { EXIT } from '../../core/index.ts';
import { envelope } from '../../report/index.ts';
import type { CommandSpec } from '../command.ts';
import { statusText } from '../views/status.ts';

export const status: CommandSpec = {
  name: 'status',
  summary: { en: 'what is live where, what is open, what failed and why', zh: '各渠道在售、未完成和失败的情况' },
  examples: [
    { run: 'mabang status', what: { en: 'from memory; asks no platform', zh: '来自本地记录，不访问平台' } },
    { run: 'mabang status --format json', what: { en: 'for a program', zh: '供程序读取' } },
  ],
  arguments: [],
  options: [],
  formats: ['text', 'json'],
  run: (_input, ctx) =>
    ctx.withWorkspace(async (ws, engine) => {
      const report = await engine.status(ws);
      ctx.answer(ctx.format === 'json' ? envelope('status', report) : statusText(report, ctx.lang, ctx.paint.out));
      return EXIT.done;
    }),
};
