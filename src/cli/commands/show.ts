import { EXIT } from '../../core/index.ts';
import { envelope } from '../../report/index.ts';
import type { CommandSpec } from '../command.ts';
import { showText } from '../views/show.ts';

export const show: CommandSpec = {
  name: 'show',
  summary: { en: 'a product, and what each channel would get', zh: '查看商品及其在各渠道的内容' },
  examples: [
    { run: 'mabang show MUG-01-RED', what: { en: 'by SKU or by product code', zh: '按 SKU 或商品编码' } },
    { run: 'mabang show MUG-01 --format json', what: { en: 'every value, for a program', zh: '全部内容，供程序读取' } },
  ],
  arguments: [{ name: 'sku', completes: 'sku', summary: { en: 'a SKU or a product code', zh: 'SKU 或商品编码' } }],
  options: [],
  formats: ['text', 'json'],
  run: (input, ctx) =>
    ctx.withWorkspace(async (ws, engine) => {
      const report = await engine.show(ws, input.argument('sku') ?? '');
      ctx.answer(ctx.format === 'json' ? envelope('show', report) : showText(report, ctx.lang, ctx.paint.out));
      return EXIT.done;
    }),
};
