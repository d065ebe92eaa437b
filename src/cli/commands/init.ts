import { resolve } from 'node:path';
import type { AnyAdapter } from '../../contract/index.ts';
import { EXIT, isCurrency, MabangError } from '../../core/index.ts';
import type { InitAnswers } from '../../engine/index.ts';
import { envelope } from '../../report/index.ts';
import type { CommandSpec } from '../command.ts';
import type { Ctx } from '../context.ts';
import type { EngineApi } from '../engine.ts';
import { readSecretsFile } from '../files.ts';
import type { Input } from '../input.ts';
import { noAdapter } from './adapters.ts';
import { askChannel, CHANNEL_NAME, problemWith } from './init-questions.ts';

type Channel = InitAnswers['channels'][number];

export const init: CommandSpec = {
  name: 'init',
  summary: { en: 'make a workspace: mabang.yaml and an empty catalogue', zh: '创建工作区：mabang.yaml 和空目录' },
  examples: [
    { run: 'mabang init', what: { en: 'asks for the first channel', zh: '询问第一个渠道的设置' } },
    {
      run: 'mabang init --channel shop --adapter <adapter> --environment live --currency EUR --connection url=https://shop.example',
      what: { en: 'without questions; secrets from MABANG_SHOP_…', zh: '不询问；密钥来自 MABANG_SHOP_… 环境变量' },
    },
    {
      run: 'mabang init --channel shop --adapter <adapter> --secrets-file shop.secrets',
      what: { en: 'secrets from a file that only you can read', zh: '密钥来自仅本人可读的文件' },
    },
  ],
  arguments: [],
  options: [
    {
      name: 'channel',
      value: 'name',
      env: false,
      summary: { en: 'a name of your own for the account', zh: '为该账户自定的名称' },
    },
    {
      name: 'adapter',
      value: 'id',
      env: false,
      completes: 'adapter',
      summary: { en: 'which platform: see `mabang adapters`', zh: '平台，见 mabang adapters' },
    },
    {
      name: 'environment',
      value: 'which',
      env: false,
      choices: ['sandbox', 'live'],
      summary: { en: 'a test account or the real one', zh: '测试账户或正式账户' },
    },
    {
      name: 'currency',
      value: 'code',
      env: false,
      summary: { en: 'what the account sells in: EUR', zh: '账户的销售货币，如 EUR' },
    },
    {
      name: 'connection',
      value: 'key=value',
      many: true,
      env: false,
      summary: { en: 'a setting of the platform; may be given more than once', zh: '平台设置，可多次给出' },
    },
    {
      name: 'secrets-file',
      value: 'file',
      env: false,
      completes: 'file',
      summary: { en: 'NAME=value lines or JSON, readable by you alone', zh: 'NAME=value 文本或 JSON，仅本人可读' },
    },
  ],
  formats: ['text', 'json'],
  async run(input, ctx) {
    const engine = await ctx.engine();
    const channel = await channelOf(input, ctx, engine);
    const channels = channel ? [channel] : [];
    const { files } = engine.initWorkspace(ctx.dir, { channels });
    ctx.answer(ctx.format === 'json' ? envelope('init', { dir: ctx.dir, files }) : `${files.join('\n')}\n`);
    ctx.hint(
      channel
        ? { en: 'next: mabang import sheet.csv', zh: '下一步：mabang import sheet.csv' }
        : {
            en: 'next: add a channel to mabang.yaml, then mabang import sheet.csv',
            zh: '下一步：在 mabang.yaml 中添加渠道，再运行 mabang import sheet.csv',
          },
    );
    return EXIT.done;
  },
};

/** The channel that the flags describe, or the one asked for on a terminal; none when nobody said anything. */
async function channelOf(input: Input, ctx: Ctx, engine: EngineApi): Promise<Channel | undefined> {
  const said = ['channel', 'adapter', 'environment', 'currency', 'connection', 'secrets-file'].some(
    (name) => input.origin(name) !== 'default',
  );
  if (!said && !ctx.prompts) return undefined;
  const adapters = await engine.listAdapters();
  const given = {
    name: input.text('channel'),
    adapter: input.text('adapter'),
    environment: input.text('environment'),
    currency: input.text('currency')?.toUpperCase(),
    connection: connectionOf(input),
  };
  checkGiven(given, adapters);
  const file = input.text('secrets-file');
  const fromFile = file === undefined ? {} : readSecretsFile(resolve(ctx.io.cwd, file));
  const secretOf = (name: string, secret: string) =>
    ctx.io.env[engine.secretVariable(name, secret)] ??
    fromFile[secret] ??
    fromFile[engine.secretVariable(name, secret)];
  if (ctx.prompts) return askChannel(given, adapters, secretOf, ctx.prompts, ctx.lang, said);
  return fromFlags(given, adapters, secretOf, engine, ctx);
}

export interface GivenChannel {
  readonly name: string | undefined;
  readonly adapter: string | undefined;
  readonly environment: string | undefined;
  readonly currency: string | undefined;
  readonly connection: Readonly<Record<string, string>>;
}

function checkGiven(given: GivenChannel, adapters: readonly AnyAdapter[]): void {
  const { name, adapter, currency } = given;
  if (name !== undefined && !CHANNEL_NAME.test(name))
    throw usage(
      `--channel: lower-case letters, digits and -, not ${name}`,
      `--channel：只能用小写字母、数字和 -，不能是 ${name}`,
    );
  if (currency !== undefined && !isCurrency(currency))
    throw usage(`--currency: ${currency} is not an ISO 4217 code`, `--currency：${currency} 不是 ISO 4217 货币代码`);
  if (adapter !== undefined && !adapters.some((known) => known.id === adapter))
    throw noAdapter(
      adapter,
      adapters.map((known) => known.id),
    );
}

function connectionOf(input: Input): Readonly<Record<string, string>> {
  return Object.fromEntries(
    input.list('connection').map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw usage(`--connection: key=value, not ${text}`, `--connection：应为 key=value，而不是 ${text}`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

/** Without a terminal everything must have been said; what is missing is named, all at once. */
function fromFlags(
  given: GivenChannel,
  adapters: readonly AnyAdapter[],
  secretOf: (channel: string, name: string) => string | undefined,
  engine: EngineApi,
  ctx: Ctx,
): Channel {
  const adapter = adapters.find((known) => known.id === given.adapter);
  const { name, environment, currency } = given;
  const missing = [
    !name && '--channel',
    !adapter && '--adapter',
    !environment && '--environment',
    !currency && '--currency',
    ...(adapter?.questions ?? []).map(
      ({ key }) =>
        adapter &&
        !(key in given.connection) &&
        problemWith(adapter, key, given.connection) !== undefined &&
        `--connection ${key}=…`,
    ),
  ].filter(Boolean);
  if (!name || !adapter || !environment || !currency || missing.length > 0)
    throw usage(`missing: ${missing.join(', ')}`, `缺少：${missing.join('、')}`);
  const parsed = adapter.connection.safeParse(given.connection);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) =>
      [issue.path.join('.'), issue.message].filter(Boolean).join(': '),
    );
    throw usage(`--connection ${problems.join('; ')}`, `--connection ${problems.join('；')}`);
  }
  const secrets: Record<string, string> = {};
  for (const spec of adapter.auth.secrets) {
    const value = secretOf(name, spec.name);
    const variable = engine.secretVariable(name, spec.name);
    if (value) secrets[spec.name] = value;
    else
      ctx.hint({
        en: `${spec.title} is not known yet: set ${variable} or add it to the secrets file. ${spec.help}`,
        zh: `尚未提供 ${spec.title}：请设置 ${variable} 或写入密钥文件。${spec.help}`,
      });
  }
  return {
    name,
    adapter: adapter.id,
    environment: environment === 'live' ? 'live' : 'sandbox',
    currency,
    connection: given.connection,
    secrets,
  };
}

function usage(en: string, zh: string): MabangError {
  return new MabangError(
    'E_USAGE',
    EXIT.usage,
    { en, zh },
    { next: { en: 'see: mabang init --help', zh: '参见：mabang init --help' } },
  );
}
