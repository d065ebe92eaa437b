import { resolve } from 'node:path';
import { envelope } from '../../report/index.ts';
import type { CommandSpec } from '../command.ts';
import { demoEventText, demoReportText } from '../views/demo.ts';

export const demo: CommandSpec = {
  name: 'demo',
  summary: {
    en: 'the whole way, from a sheet to live listings, against an emulator',
    zh: '从表格到上架的完整演示（使用模拟平台）',
  },
  examples: [
    { run: 'mabang demo', what: { en: 'in a temporary folder', zh: '在临时文件夹中' } },
    {
      run: 'mabang demo ./demo',
      what: { en: 'in this folder, to look around in afterwards', zh: '在此文件夹中，之后可查看' },
    },
  ],
  arguments: [
    {
      name: 'folder',
      optional: true,
      completes: 'folder',
      summary: {
        en: 'a new or empty folder; a temporary one unless given',
        zh: '新的或空的文件夹，默认使用临时文件夹',
      },
    },
  ],
  options: [],
  formats: ['text', 'json'],
  async run(input, ctx) {
    const engine = await ctx.engine();
    const folder = input.argument('folder');
    const report = await engine.runDemo(
      ctx.host(),
      folder === undefined ? undefined : resolve(ctx.io.cwd, folder),
      (event) => {
        if (ctx.format === 'text' && !ctx.quiet) ctx.answer(demoEventText(event, ctx.lang, ctx.paint.out));
      },
    );
    ctx.answer(ctx.format === 'json' ? envelope('demo', report) : demoReportText(report, ctx.lang, ctx.paint.out));
    return report.exit;
  },
};
