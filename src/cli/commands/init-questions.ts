import type { AnyAdapter } from '../../contract/index.ts';
import { EXIT, isCurrency, MabangError } from '../../core/index.ts';
import type { InitAnswers } from '../../engine/index.ts';
import type { Lang } from '../../report/index.ts';
import type { Prompts } from '../prompts.ts';
import type { GivenChannel } from './init.ts';

/** As `mabang.yaml` accepts it. */
export const CHANNEL_NAME = /^[a-z][a-z0-9-]{0,39}$/;

type Channel = InitAnswers['channels'][number];

/** Ask for what the flags did not say. `undefined` when the seller wants no channel yet. */
export async function askChannel(
  given: GivenChannel,
  adapters: readonly AnyAdapter[],
  secretOf: (channel: string, name: string) => string | undefined,
  prompts: Prompts,
  lang: Lang,
  said: boolean,
): Promise<Channel | undefined> {
  const zh = lang === 'zh';
  if (!said && !(await prompts.confirm(zh ? '现在添加一个渠道？' : 'Add a channel now?'))) return undefined;
  const id =
    given.adapter ??
    (await prompts.choose(
      zh ? '平台' : 'Platform',
      adapters.map((adapter) => ({ name: adapter.title, value: adapter.id })),
    ));
  const adapter = adapters.find((known) => known.id === id);
  if (!adapter)
    throw new MabangError('E_NO_ADAPTER', EXIT.usage, { en: `there is no adapter ${id}`, zh: `没有适配器 ${id}` });
  const name =
    given.name ??
    (await until(
      prompts,
      zh ? '渠道名称（小写字母、数字、-）' : 'Name of the channel (lower-case letters, digits, -)',
      { fallback: 'shop' },
      (text) => (CHANNEL_NAME.test(text) ? undefined : text),
    ));
  const environment =
    given.environment ??
    (await prompts.choose(zh ? '环境' : 'Environment', [
      { name: zh ? '测试账户' : 'sandbox: a test account', value: 'sandbox' },
      { name: zh ? '正式账户' : 'live: the real one', value: 'live' },
    ]));
  const currency =
    given.currency ??
    (
      await until(prompts, zh ? '销售货币' : 'Currency it sells in', {}, (text) =>
        isCurrency(text.toUpperCase()) ? undefined : zh ? 'ISO 4217 代码，如 EUR' : 'an ISO 4217 code, like EUR',
      )
    ).toUpperCase();
  const connection: Record<string, string> = { ...given.connection };
  for (const { key, title, help } of adapter.questions) {
    if (key in connection) continue;
    const answer = await until(prompts, title, { help }, (text) =>
      problemWith(adapter, key, text === '' ? connection : { ...connection, [key]: text }),
    );
    if (answer !== '') connection[key] = answer;
  }
  const secrets: Record<string, string> = {};
  for (const spec of adapter.auth.secrets) {
    const value = secretOf(name, spec.name) ?? (await prompts.secret(spec.title, spec.help));
    if (value !== '') secrets[spec.name] = value;
  }
  return { name, adapter: id, environment: environment === 'live' ? 'live' : 'sandbox', currency, connection, secrets };
}

/** What the adapter has against one setting, as far as the others are known; `undefined` when nothing. */
export function problemWith(
  adapter: AnyAdapter,
  key: string,
  connection: Readonly<Record<string, string>>,
): string | undefined {
  const parsed = adapter.connection.safeParse(connection);
  return parsed.success ? undefined : parsed.error.issues.find((issue) => issue.path[0] === key)?.message;
}

/** Ask again until the answer can be used, saying what is wrong with the one before. */
async function until(
  prompts: Prompts,
  message: string,
  more: { readonly fallback?: string; readonly help?: string },
  wrong: (text: string) => string | undefined,
): Promise<string> {
  let ask = more;
  for (;;) {
    const answer = (await prompts.ask(message, ask)).trim();
    const problem = wrong(answer);
    if (problem === undefined) return answer;
    ask = { ...more, help: problem };
  }
}
