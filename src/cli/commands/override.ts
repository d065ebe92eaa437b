import { EXIT, MabangError } from '../../core/index.ts';
import { envelope } from '../../report/index.ts';
import type { CommandSpec } from '../command.ts';

const FIELDS = ['title', 'description', 'category', 'status', 'price', 'listPrice', 'quantity'] as const;

export const override: CommandSpec = {
  name: 'override',
  summary: { en: 'let one channel say something else than the catalogue', zh: '让某个渠道与目录不同' },
  examples: [
    {
      run: 'mabang override shop MUG-01-RED price 14.90',
      what: { en: 'in the channel’s currency, whatever its price rules say', zh: '以渠道货币计，不受价格规则影响' },
    },
    {
      run: 'mabang override shop MUG-01 status paused',
      what: { en: 'take one product off sale there', zh: '在该渠道暂停一个商品' },
    },
    {
      run: 'mabang override shop MUG-01-RED price --remove',
      what: { en: 'the catalogue speaks again', zh: '恢复以目录为准' },
    },
  ],
  arguments: [
    { name: 'channel', completes: 'channel', summary: { en: 'a channel of mabang.yaml', zh: 'mabang.yaml 中的渠道' } },
    { name: 'product', completes: 'sku', summary: { en: 'a SKU or a product code', zh: 'SKU 或商品编码' } },
    { name: 'field', choices: FIELDS, summary: { en: 'what to say', zh: '字段' } },
    { name: 'value', optional: true, summary: { en: 'the value there', zh: '该渠道的值' } },
  ],
  options: [{ name: 'remove', env: false, summary: { en: 'let the catalogue speak again', zh: '恢复以目录为准' } }],
  formats: ['text', 'json'],
  run: (input, ctx) =>
    ctx.withWorkspace(async (ws, engine) => {
      const [channel = '', product = '', field = '', value] = ['channel', 'product', 'field', 'value'].map((name) =>
        input.argument(name),
      );
      const remove = input.flag('remove');
      if ((value === undefined) === !remove)
        throw new MabangError('E_USAGE', EXIT.usage, {
          en: 'give a value, or --remove',
          zh: '请给出值，或使用 --remove',
        });
      const set = engine.override(ws, channel, product, field as (typeof FIELDS)[number], value);
      if (ctx.format === 'json')
        ctx.answer(envelope('override', { channel, product, field, value: set?.value ?? null }));
      else
        ctx.answer(
          `${channel} · ${set?.sku ?? set?.code ?? product} · ${field}: ${set ? set.value : ctx.lang === 'zh' ? '以目录为准' : 'as in the catalogue'}\n`,
        );
      ctx.hint({ en: `next: mabang diff ${channel}`, zh: `下一步：mabang diff ${channel}` });
      return EXIT.done;
    }),
};
