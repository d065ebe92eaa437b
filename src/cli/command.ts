import type { Words } from '../contract/index.ts';
import type { Exit } from '../core/index.ts';
import type { Ctx } from './context.ts';
import type { Input } from './input.ts';

export type Format = 'text' | 'json' | 'ndjson' | 'csv' | 'github' | 'junit' | 'sarif';

/** What completion offers for a value. */
export type Completes = 'channel' | 'sku' | 'adapter' | 'facet' | 'file' | 'folder' | 'command' | 'shell';

export interface ArgumentSpec {
  readonly name: string;
  readonly summary: Words;
  readonly optional?: boolean;
  readonly many?: boolean;
  readonly completes?: Completes;
  readonly choices?: readonly string[];
}

export interface OptionSpec {
  /** Long name without dashes; also `MABANG_<NAME>` in the environment unless `env` is false. */
  readonly name: string;
  readonly short?: string;
  /** Name of the value; absent for a flag. */
  readonly value?: string;
  /** May be given more than once. With `commas`, one value may list several. */
  readonly many?: boolean;
  readonly commas?: boolean;
  readonly choices?: readonly string[];
  readonly completes?: Completes;
  readonly summary: Words;
  /** Consent is never taken from the environment: it would agree to runs nobody looked at. */
  readonly env?: false;
}

export interface Example {
  readonly run: string;
  readonly what: Words;
}

/** A command as declared data. Nothing here touches a terminal or loads anything heavy; `run` does that when it is called. */
export interface CommandSpec {
  readonly name: string;
  readonly summary: Words;
  readonly examples: readonly Example[];
  readonly arguments: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  /** The first one is the default. */
  readonly formats: readonly [Format, ...Format[]];
  /** What the first Ctrl-C says. */
  readonly interrupt?: Words;
  run(input: Input, ctx: Ctx): Promise<Exit>;
}

/** Given before or after the command. */
export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'dir',
    value: 'folder',
    completes: 'folder',
    summary: { en: 'the workspace; the current folder unless said', zh: '工作区目录，默认为当前目录' },
  },
  {
    name: 'format',
    value: 'format',
    summary: { en: 'how the answer is written', zh: '输出格式' },
  },
  {
    name: 'lang',
    value: 'lang',
    choices: ['en', 'zh'],
    summary: { en: 'language of messages', zh: '消息语言' },
  },
  { name: 'quiet', short: 'q', summary: { en: 'no progress and no hints', zh: '不显示进度和提示' } },
  { name: 'no-color', summary: { en: 'no colour', zh: '不使用颜色' } },
  {
    name: 'debug-http',
    summary: { en: 'show every request on stderr, without secrets', zh: '在 stderr 显示每个请求（不含密钥）' },
  },
  {
    name: 'debug-http-file',
    value: 'file',
    completes: 'file',
    summary: { en: 'write every request to a file, one JSON line each', zh: '把每个请求写入文件，每行一个 JSON' },
  },
];

export function envName(option: OptionSpec): string | undefined {
  return option.env === false ? undefined : `MABANG_${option.name.toUpperCase().replaceAll('-', '_')}`;
}
