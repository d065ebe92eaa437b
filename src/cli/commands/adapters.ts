import { EXIT, MabangError, verbatim } from '../../core/index.ts';
import { adapterData, adaptersText, adapterText, envelope } from '../../report/index.ts';
import type { CommandSpec } from '../command.ts';
import { nearest } from '../usage.ts';

export const adapters: CommandSpec = {
  name: 'adapters',
  summary: { en: 'platforms that can be reached: capabilities, limits, sources', zh: '支持的平台：能力、限制和来源' },
  examples: [
    { run: 'mabang adapters', what: { en: 'all of them, as a table', zh: '以表格列出全部' } },
    {
      run: 'mabang adapters <adapter>',
      what: { en: 'one of them, with every limit and its source', zh: '查看某一个的全部限制及来源' },
    },
  ],
  arguments: [
    {
      name: 'adapter',
      optional: true,
      completes: 'adapter',
      summary: { en: 'an id from the table', zh: '表中的名称' },
    },
  ],
  options: [],
  formats: ['text', 'json'],
  async run(input, ctx) {
    const engine = await ctx.engine();
    const all = await engine.listAdapters();
    const id = input.argument('adapter');
    const shown = id === undefined ? all : all.filter((adapter) => adapter.id === id);
    if (shown.length === 0 && id !== undefined)
      throw noAdapter(
        id,
        all.map((adapter) => adapter.id),
      );
    const [first] = shown;
    if (ctx.format === 'json') ctx.answer(envelope('adapters', { adapters: shown.map(adapterData) }));
    else if (id !== undefined && first) ctx.answer(adapterText(first, ctx.lang, ctx.paint.out));
    else ctx.answer(adaptersText(shown, ctx.lang, ctx.paint.out));
    return EXIT.done;
  },
};

export function noAdapter(id: string, ids: readonly string[]): MabangError {
  const near = nearest(id, ids);
  return new MabangError(
    'E_NO_ADAPTER',
    EXIT.usage,
    { en: `there is no adapter ${id}`, zh: `没有适配器 ${id}` },
    {
      next: near
        ? { en: `did you mean ${near}?`, zh: `是否想用 ${near}？` }
        : verbatim(`mabang adapters: ${ids.join(', ')}`),
    },
  );
}
