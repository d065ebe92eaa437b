import { EXIT } from '../../core/index.ts';
import { envelope } from '../../report/index.ts';
import type { CommandSpec } from '../command.ts';
import { relistText } from '../views/relist.ts';

export const relist: CommandSpec = {
  name: 'relist',
  summary: { en: 'let what was taken off a platform be listed again', zh: '允许重新上架被移除的商品' },
  examples: [
    { run: 'mabang relist shop', what: { en: 'what was taken off there, and why', zh: '查看被移除的商品及原因' } },
    {
      run: 'mabang relist shop MUG-01',
      what: { en: 'the next push may list this product again, once', zh: '下次推送可重新上架此商品（一次）' },
    },
  ],
  arguments: [
    { name: 'channel', completes: 'channel', summary: { en: 'a channel of mabang.yaml', zh: 'mabang.yaml 中的渠道' } },
    {
      name: 'product',
      optional: true,
      many: true,
      completes: 'sku',
      summary: { en: 'product codes or SKUs, each of them named', zh: '商品编码或 SKU，须逐个写出' },
    },
  ],
  options: [],
  formats: ['text', 'json'],
  run: (input, ctx) =>
    ctx.withWorkspace(async (ws, engine) => {
      const channel = input.argument('channel') ?? '';
      const report = await engine.relist(ws, channel, input.arguments('product'));
      ctx.answer(ctx.format === 'json' ? envelope('relist', report) : relistText(report, ctx.lang, ctx.paint.out));
      if (report.allowed.length > 0)
        ctx.hint({ en: `next: mabang diff ${channel}`, zh: `下一步：mabang diff ${channel}` });
      return EXIT.done;
    }),
};
