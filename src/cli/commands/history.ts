import { EXIT } from '../../core/index.ts';
import { envelope } from '../../report/index.ts';
import type { CommandSpec } from '../command.ts';
import { historyCsv, historyText, runText } from '../views/history.ts';
import { integerOf } from './options.ts';
import { runNumber } from './undo.ts';

export const history: CommandSpec = {
  name: 'history',
  summary: { en: 'what was sent: who, when, what, before and after', zh: '发送记录：谁、何时、改了什么、前后内容' },
  examples: [
    { run: 'mabang history', what: { en: 'the last runs', zh: '最近的运行' } },
    { run: 'mabang history 42', what: { en: 'every change of one run', zh: '某次运行的全部更改' } },
    { run: 'mabang history 42 --format csv > run-42.csv', what: { en: 'as a sheet', zh: '导出为表格' } },
  ],
  arguments: [
    {
      name: 'run',
      optional: true,
      summary: { en: 'the number of a run; the list of runs unless given', zh: '运行编号；默认列出各次运行' },
    },
  ],
  options: [
    {
      name: 'channel',
      value: 'name',
      many: true,
      commas: true,
      completes: 'channel',
      summary: { en: 'only runs of this channel', zh: '只列出此渠道的运行' },
    },
    { name: 'limit', value: 'runs', summary: { en: 'how many runs; 20 unless said', zh: '列出多少次运行，默认 20' } },
  ],
  formats: ['text', 'json', 'csv'],
  run: (input, ctx) =>
    ctx.withWorkspace(async (ws, engine) => {
      const wanted = input.argument('run');
      const currencyOf = (channel: string) => ws.config.channels[channel]?.currency;
      if (wanted !== undefined) {
        const report = engine.historyOf(ws, runNumber(wanted));
        if (ctx.format === 'json') ctx.answer(envelope('history', report));
        else if (ctx.format === 'csv') ctx.answer(historyCsv(report, ctx.lang));
        else ctx.answer(runText(report, { lang: ctx.lang, paint: ctx.paint.out, currencyOf }));
        return EXIT.done;
      }
      const limit = integerOf(input, 'limit', 1, 100_000) ?? 20;
      const report = engine.history(ws, { limit, channels: input.list('channel') });
      ctx.answer(ctx.format === 'json' ? envelope('history', report) : historyText(report, ctx.lang, ctx.paint.out));
      return EXIT.done;
    }),
};
