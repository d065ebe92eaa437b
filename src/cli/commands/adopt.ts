import { EXIT } from '../../core/index.ts';
import { envelope } from '../../report/index.ts';
import type { CommandSpec } from '../command.ts';
import { adoptText } from '../views/adopt.ts';

export const adopt: CommandSpec = {
  name: 'adopt',
  summary: { en: 'take over listings that mabang did not make', zh: '接管不是 mabang 创建的商品' },
  examples: [
    {
      run: 'mabang adopt shop',
      what: { en: 'see what it would take over, matched by SKU; asks', zh: '按 SKU 匹配，查看可接管的商品并询问' },
    },
    { run: 'mabang adopt shop MUG-01 MUG-02', what: { en: 'only these products', zh: '只接管这些商品' } },
    { run: 'mabang adopt shop --yes', what: { en: 'take them over without a question', zh: '不询问直接接管' } },
  ],
  arguments: [
    { name: 'channel', completes: 'channel', summary: { en: 'a channel of mabang.yaml', zh: 'mabang.yaml 中的渠道' } },
    {
      name: 'product',
      optional: true,
      many: true,
      summary: { en: 'product codes; all that match unless named', zh: '商品编码，默认全部匹配的商品' },
    },
  ],
  options: [
    { name: 'yes', short: 'y', env: false, summary: { en: 'take them over without a question', zh: '不询问直接接管' } },
  ],
  formats: ['text', 'json'],
  interrupt: { en: 'stopping; nothing is sent by adopt', zh: '正在停止；接管不会发送任何内容' },
  run: (input, ctx) =>
    ctx.withWorkspace(async (ws, engine) => {
      const channel = input.argument('channel') ?? '';
      const products = input.arguments('product');
      const only = products.length > 0 ? { codes: products } : {};
      const found = await engine.adopt(ws, channel, { apply: false, ...only });
      const show = (report: typeof found) =>
        ctx.answer(ctx.format === 'json' ? envelope('adopt', report) : adoptText(report, ctx.lang, ctx.paint.out));
      if (found.matches.length === 0) {
        show(found);
        return EXIT.done;
      }
      const asking = !input.flag('yes') && ctx.prompts !== undefined;
      if (asking) ctx.io.err(adoptText(found, ctx.lang, ctx.paint.err));
      const agreed = input.flag('yes') || (asking && (await ctx.paused(() => ask(ctx, found.matches.length, channel))));
      if (!agreed) {
        if (!asking) show(found);
        ctx.hint({
          en: 'nothing was taken over; --yes does it',
          zh: '未接管任何商品；加上 --yes 即可接管',
        });
        return EXIT.done;
      }
      // Exactly what was shown: a listing that appeared meanwhile is not taken over unseen.
      show(await engine.adopt(ws, channel, { apply: true, codes: found.matches.map((match) => match.code) }));
      ctx.hint({ en: `next: mabang diff ${channel}`, zh: `下一步：mabang diff ${channel}` });
      return EXIT.done;
    }),
};

async function ask(ctx: Parameters<CommandSpec['run']>[1], listings: number, channel: string): Promise<boolean> {
  const message =
    ctx.lang === 'zh'
      ? `接管 ${channel} 上的 ${listings} 个商品？之后的推送会按目录更改它们。`
      : `Take over ${listings} listings on ${channel}? A later push will change them to what the catalogue says.`;
  return (await ctx.prompts?.confirm(message)) === true;
}
