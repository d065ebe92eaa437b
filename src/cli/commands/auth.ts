import { EXIT, type Exit, MabangError } from '../../core/index.ts';
import { envelope, pick } from '../../report/index.ts';
import type { CommandSpec } from '../command.ts';
import type { Ctx } from '../context.ts';
import type { EngineApi, WorkspaceFace } from '../engine.ts';
import type { Input } from '../input.ts';
import { statusText, storedText, testText } from '../views/auth.ts';

/** More than any secret has; who pipes a film into it is told so. */
const MOST_BYTES = 64 * 1024;

export const auth: CommandSpec = {
  name: 'auth',
  summary: { en: 'credentials: where each comes from, whether they work, new ones', zh: '密钥：来源、是否有效、更新' },
  examples: [
    {
      run: 'mabang auth status',
      what: { en: 'where each secret comes from, and when it expires', zh: '每个密钥的来源和到期时间' },
    },
    { run: 'mabang auth test', what: { en: 'ask every account about itself', zh: '向每个账户查询其自身信息' } },
    {
      run: 'mabang auth login shop',
      what: {
        en: 'authorise anew: in the browser where the platform can, else by questions',
        zh: '重新授权：平台支持时用浏览器，否则逐项输入',
      },
    },
    {
      run: 'mabang auth set shop key < key.txt',
      what: {
        en: 'one secret from a file or a pipe; never as an argument',
        zh: '从文件或管道读取一个密钥，不可作为参数',
      },
    },
  ],
  arguments: [
    { name: 'action', choices: ['status', 'test', 'login', 'set'], summary: { en: 'what to do', zh: '操作' } },
    {
      name: 'channel',
      optional: true,
      completes: 'channel',
      summary: {
        en: 'a channel of mabang.yaml; status and test take all unless named',
        zh: 'mabang.yaml 中的渠道；status 和 test 默认全部',
      },
    },
    { name: 'secret', optional: true, summary: { en: 'set: the name of the secret', zh: 'set：密钥名称' } },
  ],
  options: [
    {
      name: 'paste',
      env: false,
      summary: {
        en: 'login: paste the address that the browser ends at; for a browser on another machine',
        zh: 'login：粘贴浏览器最后显示的网址，用于浏览器在另一台机器上的情况',
      },
    },
  ],
  formats: ['text', 'json'],
  interrupt: { en: 'stopping; what is not complete is not stored', zh: '正在停止；未完成的内容不会保存' },
  run: (input, ctx) =>
    ctx.withWorkspace(async (ws, engine) => {
      const channel = input.argument('channel');
      const action = input.argument('action');
      if (action === 'status') return status(channel, ws, engine, ctx);
      if (action === 'test') return test(channel, ws, engine, ctx);
      if (channel === undefined) throw usage('<channel> is missing', '缺少 <channel>');
      return action === 'login' ? login(channel, input, ws, engine, ctx) : set(channel, input, ws, engine, ctx);
    }),
};

async function status(channel: string | undefined, ws: WorkspaceFace, engine: EngineApi, ctx: Ctx): Promise<Exit> {
  const report = await engine.authStatus(ws, channel === undefined ? [] : [channel]);
  ctx.answer(
    ctx.format === 'json'
      ? envelope('auth', { action: 'status', ...report })
      : statusText(report, ctx.lang, ctx.paint.out, ctx.clock.now()),
  );
  return report.exit;
}

async function test(channel: string | undefined, ws: WorkspaceFace, engine: EngineApi, ctx: Ctx): Promise<Exit> {
  const report = await engine.authTest(ws, channel === undefined ? [] : [channel]);
  ctx.answer(
    ctx.format === 'json' ? envelope('auth', { action: 'test', ...report }) : testText(report, ctx.lang, ctx.paint.out),
  );
  return report.exit;
}

async function login(channel: string, input: Input, ws: WorkspaceFace, engine: EngineApi, ctx: Ctx): Promise<Exit> {
  const { prompts } = ctx;
  const zh = ctx.lang === 'zh';
  const report = await engine.authLogin(
    ws,
    channel,
    {
      ...(prompts
        ? {
            secret: (spec, known) => {
              const more = known ? (zh ? '（留空则保留现有）' : ' (empty keeps the one there is)') : '';
              return ctx.paused(() => prompts.secret(`${spec.title}${more}`, spec.help));
            },
            // Hidden as well: the address carries a code.
            pasted: () =>
              ctx.paused(() =>
                prompts.secret(zh ? '粘贴浏览器最后显示的网址' : 'Paste the address the browser ends at'),
              ),
          }
        : {}),
      open: (url, help) => {
        const what = zh ? '请在浏览器中打开，并授权：' : 'Open this in a browser, and agree:';
        // Also with --quiet: without it nothing can go on.
        ctx.io.err(`${help ? `${pick(help, ctx.lang)}\n` : ''}${what}\n${url}\n`);
      },
    },
    { paste: input.flag('paste') },
  );
  if (report.stored.length === 0) ctx.hint({ en: 'nothing was changed', zh: '未作任何更改' });
  const tested = await engine.authTest(ws, [channel]);
  ctx.answer(
    ctx.format === 'json'
      ? envelope('auth', { action: 'login', ...report, channels: tested.channels, exit: tested.exit })
      : `${storedText(report, ctx.lang, ctx.paint.out)}${testText(tested, ctx.lang, ctx.paint.out)}`,
  );
  return tested.exit;
}

async function set(channel: string, input: Input, ws: WorkspaceFace, engine: EngineApi, ctx: Ctx): Promise<Exit> {
  const name = input.argument('secret');
  if (name === undefined) throw usage('<secret> is missing', '缺少 <secret>');
  const value =
    ctx.io.terminal.stdin && ctx.prompts
      ? await ctx.paused(async () => ctx.prompts?.secret(name) ?? '')
      : await fromStdin(ctx);
  const report = await engine.authSet(ws, channel, name, value);
  ctx.answer(
    ctx.format === 'json'
      ? envelope('auth', { action: 'set', ...report })
      : storedText(report, ctx.lang, ctx.paint.out),
  );
  ctx.hint({ en: `next: mabang auth test ${channel}`, zh: `下一步：mabang auth test ${channel}` });
  return EXIT.done;
}

async function fromStdin(ctx: Ctx): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of ctx.io.stdin) {
    const buffer = Buffer.from(part as string | Uint8Array);
    bytes += buffer.length;
    if (bytes > MOST_BYTES)
      throw usage('what comes from stdin is no secret: it is too long', '标准输入内容过长，不是密钥');
    parts.push(buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}

function usage(en: string, zh: string): MabangError {
  return new MabangError(
    'E_USAGE',
    EXIT.usage,
    { en, zh },
    { next: { en: 'see: mabang auth --help', zh: '参见：mabang auth --help' } },
  );
}
