import { spawnSync } from 'node:child_process';
import { platform } from 'node:os';
import { EXIT, MabangError } from '../core/index.ts';

/** Words of a command, or one line of it. `{channel}` and `{name}` stand for the channel and the name of the secret. */
export type CredentialCommand = string | readonly string[];

/** A person may have to type the passphrase of a key ring meanwhile. */
const PATIENCE_MS = 60_000;
/** No secret is longer; what prints more is not printing a secret. */
const MOST_BYTES = 64 * 1024;

/** What only a shell understands: pipes, redirections, variables, patterns, several commands. */
const NEEDS_SHELL = /[|&;<>()$`*?[\]#~!\n]/;

export interface CommandOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative names in the command are seen from the workspace. */
  readonly dir: string;
  readonly timeoutMs?: number;
}

/**
 * What the seller's own command prints for one secret, without one line end at its end. `undefined` when it ends well and
 * prints nothing: it does not have this one.
 *
 * Words are run as they are, without a shell; so is a line, unless it holds what only a shell understands. The command gets no
 * input, and what it writes on either stream is never repeated: a tool that fails likes to print what it was given.
 * Throws `E_CREDENTIAL_COMMAND` (exit 6).
 */
export function runCredentialCommand(
  command: CredentialCommand,
  { channel, name }: { readonly channel: string; readonly name: string },
  { env, dir, timeoutMs = PATIENCE_MS }: CommandOptions,
): string | undefined {
  const fill = (text: string) =>
    text.replace(/(?<!\$)\{(channel|name)\}/g, (_, key: string) => (key === 'channel' ? channel : name));
  const failed = (en: string, zh: string) => failure(channel, name, programOf(command), en, zh);
  const shell = typeof command === 'string' && NEEDS_SHELL.test(command.replace(/\{(channel|name)\}/g, ''));
  // A name goes into a line for a shell, so it must be a plain word; those of channels and secrets are.
  if (!/^[\w-]+$/.test(channel) || !/^[\w-]+$/.test(name))
    throw failed('its name is not a plain word', '名称含特殊字符');
  const [program, ...args] = typeof command === 'string' ? (shell ? [command] : wordsOf(command)) : command;
  if (program === undefined || program === '') throw failed('it is empty', '命令为空');
  const result = spawnSync(fill(program), args.map(fill), {
    cwd: dir,
    env: { ...env },
    shell,
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    maxBuffer: MOST_BYTES,
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
  });
  const code = (result.error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ETIMEDOUT') {
    const seconds = Math.round(timeoutMs / 1000);
    throw failed(`it did not end within ${seconds} s`, `${seconds} 秒内未结束`);
  }
  if (code === 'ENOBUFS') throw failed('it prints more than a secret', '输出过长，不是密钥');
  if (code !== undefined) throw failed(`it cannot be run (${code})`, `无法运行（${code}）`);
  if (result.status !== 0) {
    const how = result.signal ?? `exit ${result.status}`;
    throw failed(`it failed (${how}); what it printed is not shown`, `执行失败（${how}），其输出不予显示`);
  }
  const text = result.stdout.toString('utf8').replace(/\r?\n$/, '');
  if (text.includes('\0') || text.includes('\uFFFD')) throw failed('it does not print text', '输出不是文本');
  return text === '' ? undefined : text;
}

/** Words between blanks; quotes keep blanks together, `\` the next character as it is. Backslashes of Windows paths stay. */
function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  for (const match of line.matchAll(/(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'])+/g)) {
    words.push(
      match[0].replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g, (_, double?: string, single?: string) =>
        double === undefined ? (single ?? '') : double.replace(/\\(["\\])/g, '$1'),
      ),
    );
  }
  return words;
}

/** The first word alone: what follows may hold a token of the seller's. */
function programOf(command: CredentialCommand): string {
  return (typeof command === 'string' ? wordsOf(command)[0] : command[0]) ?? '';
}

function failure(channel: string, name: string, program: string, en: string, zh: string): MabangError {
  const windows = platform() === 'win32';
  return new MabangError(
    'E_CREDENTIAL_COMMAND',
    EXIT.credentials,
    {
      en: `credential_command (${program} …) gave no ${name} for channel ${channel}: ${en}`,
      zh: `credential_command（${program} …）未给出渠道 ${channel} 的 ${name}：${zh}`,
    },
    {
      place: { channel },
      next: {
        en: `run it in a ${windows ? 'console' : 'shell'} with {channel} = ${channel} and {name} = ${name}: it must print the secret and nothing else, and end with 0 (printing nothing means that it does not have it)`,
        zh: `请在${windows ? '控制台' : '终端'}中以 {channel} = ${channel}、{name} = ${name} 运行该命令：应只输出密钥并以 0 退出（不输出表示没有该密钥）`,
      },
    },
  );
}
