import { EXIT, MabangError } from '../../core/index.ts';
import type { MapReport } from '../../engine/index.ts';
import { envelope } from '../../report/index.ts';
import type { CommandSpec } from '../command.ts';
import type { Ctx } from '../context.ts';
import type { EngineApi, WorkspaceFace } from '../engine.ts';
import { mapText } from '../views/map.ts';

export const map: CommandSpec = {
  name: 'map',
  summary: {
    en: 'put your categories and attributes into the platform’s words',
    zh: '把自有类目和属性对应到平台的类目和属性',
  },
  examples: [
    {
      run: 'mabang map market',
      what: {
        en: 'what is not mapped yet, with the platform’s names near it; asks',
        zh: '列出尚未映射的内容和相近的平台名称，并逐项询问',
      },
    },
    {
      run: 'mabang map market --write',
      what: {
        en: 'write mappings/market.yaml with the open questions in it',
        zh: '写入 mappings/market.yaml，并标出待定项',
      },
    },
    {
      run: "mabang map market --set 'Home > Mugs=DRINKING_CUP'",
      what: { en: 'decide one category without a question', zh: '直接指定一个类目' },
    },
    {
      run: 'mabang map market --offline --format json',
      what: { en: 'in a CI job: exit 1 while anything is unmapped', zh: '用于 CI：仍有未映射内容时退出码为 1' },
    },
  ],
  arguments: [
    { name: 'channel', completes: 'channel', summary: { en: 'a channel of mabang.yaml', zh: 'mabang.yaml 中的渠道' } },
  ],
  options: [
    {
      name: 'write',
      env: false,
      summary: {
        en: 'write the mapping file; open questions stand in it as empty lines',
        zh: '写入映射文件，待定项留空',
      },
    },
    {
      name: 'set',
      value: 'path=category',
      many: true,
      env: false,
      summary: { en: 'decide a category of yours; implies --write', zh: '指定一个自有类目，同时写入文件' },
    },
    {
      name: 'accept-exact',
      env: false,
      summary: {
        en: 'take a suggestion that has exactly the name of your category; implies --write',
        zh: '名称完全相同的建议直接采用，同时写入文件',
      },
    },
    {
      name: 'offline',
      summary: { en: 'do not ask the platform; what was read before is used', zh: '不连接平台，只用已读取的内容' },
    },
  ],
  formats: ['text', 'json'],
  interrupt: { en: 'stopping; nothing is sent by map', zh: '正在停止；map 不会发送任何内容' },
  run: (input, ctx) =>
    ctx.withWorkspace(async (ws, engine) => {
      const channel = input.argument('channel') ?? '';
      const decide = decisionsOf(input.list('set'));
      const acceptExact = input.flag('accept-exact');
      const write = input.flag('write') || acceptExact || Object.keys(decide).length > 0;
      const offline = input.flag('offline');
      let report = await engine.mapChannel(ws, channel, { offline, decide, acceptExact, write });
      const asking = !write && !offline && ctx.format === 'text' && ctx.prompts !== undefined;
      if (asking && report.categories.length > 0) {
        ctx.io.err(mapText(report, ctx.lang, ctx.paint.err));
        const chosen = await ctx.paused(() => ask(ctx, engine, ws, report));
        if (Object.keys(chosen).length > 0)
          report = await engine.mapChannel(ws, channel, { offline, decide: chosen, write: true });
      }
      ctx.answer(ctx.format === 'json' ? envelope('map', report) : mapText(report, ctx.lang, ctx.paint.out));
      return openIn(report) ? EXIT.findings : EXIT.done;
    }),
};

function openIn({ categories, values, missing }: MapReport): boolean {
  return categories.length + values.length + missing.length > 0;
}

function decisionsOf(given: readonly string[]): Record<string, string> {
  const decided: Record<string, string> = {};
  for (const text of given) {
    const at = text.lastIndexOf('=');
    const [path, to] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
    if (at < 1 || to === '') {
      throw new MabangError('E_USAGE', EXIT.usage, {
        en: `--set: a path, =, and the platform's category, not ${text}`,
        zh: `--set：应为“自有类目=平台类目”，而不是 ${text}`,
      });
    }
    decided[path] = to;
  }
  return decided;
}

const SKIP = '\0skip';
const OTHER = '\0other';
const STOP = '\0stop';

/** One question a category, the commonest first; stopping early keeps what was decided. */
async function ask(
  ctx: Ctx,
  engine: EngineApi,
  ws: WorkspaceFace,
  report: MapReport,
): Promise<Readonly<Record<string, string>>> {
  const chosen: Record<string, string> = {};
  for (const category of report.categories) {
    if (category.path === '') continue;
    const answer = await choose(ctx, category, (words) => engine.searchCategories(ws, report.channel, words));
    if (answer === STOP) break;
    if (answer !== SKIP) chosen[category.path] = answer;
  }
  return chosen;
}

type Open = MapReport['categories'][number];

async function choose(
  { prompts, lang }: Ctx,
  { path, products, suggestions }: Open,
  search: (words: string) => Promise<Open['suggestions']>,
): Promise<string> {
  if (!prompts) return STOP;
  const say = (en: string, zh: string) => (lang === 'zh' ? zh : en);
  for (let offered = suggestions; ; ) {
    const answer: string = await prompts.choose(
      say(`“${path}” (${products} products)`, `“${path}”（${products} 个商品）`),
      [
        ...offered.map(({ id, title }) => ({ name: `${title}  [${id}]`, value: id })),
        { name: say('search for another…', '搜索其他类目…'), value: OTHER },
        { name: say('decide later', '稍后再定'), value: SKIP },
        { name: say('stop here and keep what is decided', '到此为止，保存已定的'), value: STOP },
      ],
    );
    if (answer !== OTHER) return answer;
    offered = await search(
      await prompts.ask(say('words to search for, in the platform’s language', '用平台语言输入关键词')),
    );
  }
}
