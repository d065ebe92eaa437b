import { Command, CommanderError, Option } from 'commander';
import { EXIT, MabangError } from '../core/index.ts';
import type { CommandSpec, Format, OptionSpec } from './command.ts';
import { GLOBAL_OPTIONS } from './command.ts';
import { Input } from './input.ts';
import { usageError } from './usage.ts';

export interface Parsed {
  readonly command: CommandSpec;
  readonly input: Input;
  readonly format: Format;
}

export interface Scanned {
  readonly command?: string;
  /** Of the command among the words; their number when there is none. */
  readonly index: number;
  readonly lang?: string;
  readonly format?: string;
}

/** The first word that is not an option, and the language asked for: known before anything is parsed or loaded. */
export function scan(argv: readonly string[]): Scanned {
  const withValue = new Set(GLOBAL_OPTIONS.filter((option) => option.value).map((option) => `--${option.name}`));
  let command: string | undefined;
  let index = argv.length;
  for (let i = 0; i < argv.length && command === undefined; i++) {
    const word = argv[i] ?? '';
    if (word === '--') break;
    if (withValue.has(word)) i++;
    else if (!word.startsWith('-')) {
      command = word;
      index = i;
    }
  }
  const lang = valueAfter(argv, '--lang');
  const format = valueAfter(argv, '--format');
  return {
    index,
    ...(command === undefined ? {} : { command }),
    ...(lang === undefined ? {} : { lang }),
    ...(format === undefined ? {} : { format }),
  };
}

function valueAfter(argv: readonly string[], name: string): string | undefined {
  const at = argv.findLastIndex((word) => word === name || word.startsWith(`${name}=`));
  const word = argv[at];
  return word === name ? argv[at + 1] : word?.slice(name.length + 1);
}

/**
 * Parse one command's line, or find that its help was asked for. Throws a `MabangError` with exit 2 for anything that is
 * not understood. Long options are never abbreviated.
 */
export function parse(
  spec: CommandSpec,
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Parsed | 'help' {
  let action: { args: readonly (string | readonly string[] | undefined)[] } | undefined;
  const program = new Command('mabang').exitOverride().helpCommand(false);
  const output = { writeOut: () => {}, writeErr: () => {} };
  program.configureOutput(output);
  for (const option of GLOBAL_OPTIONS) program.addOption(commanderOption(option));
  const command = program.command(spec.name).exitOverride().configureOutput(output);
  for (const { name, optional, many } of spec.arguments) {
    const text = many ? `${name}...` : name;
    command.argument(optional ? `[${text}]` : `<${text}>`);
  }
  for (const option of spec.options) command.addOption(commanderOption(option));
  command.action((...args: unknown[]) => {
    action = { args: args.slice(0, spec.arguments.length) as (string | readonly string[] | undefined)[] };
  });
  try {
    program.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return 'help';
    throw usageError(error.code, error.message, spec.name);
  }
  if (!action) throw new MabangError('E_USAGE', EXIT.usage, { en: 'no command', zh: '没有命令' });
  const raw = new Map([...rawOptions(program, GLOBAL_OPTIONS), ...rawOptions(command, spec.options)]);
  const input = Input.of(spec, action.args, raw, env);
  return { command: spec, input, format: formatOf(spec, input) };
}

function commanderOption(option: OptionSpec): Option {
  const short = option.short ? `-${option.short}, ` : '';
  const result = new Option(`${short}--${option.name}${option.value === undefined ? '' : ` <${option.value}>`}`);
  // One value each time, collected: a variadic option would swallow the arguments that follow it.
  if (option.value !== undefined)
    result.argParser((value: string, before: readonly string[] | undefined) => [
      ...(option.many ? (before ?? []) : []),
      value,
    ]);
  return result;
}

function rawOptions(command: Command, options: readonly OptionSpec[]): Map<string, boolean | readonly string[]> {
  const raw = new Map<string, boolean | readonly string[]>();
  for (const option of options) {
    const key = commanderOption(option).attributeName();
    if (command.getOptionValueSource(key) !== 'cli') continue;
    const value: unknown = command.getOptionValue(key);
    // Commander turns `--no-color` into `color: false`.
    if (option.value === undefined)
      raw.set(option.name, option.name.startsWith('no-') ? value === false : value === true);
    else raw.set(option.name, value as readonly string[]);
  }
  return raw;
}

function formatOf(spec: CommandSpec, input: Input): Format {
  const text = input.text('format');
  if (text === undefined) return spec.formats[0];
  const format = spec.formats.find((known) => known === text);
  if (format) return format;
  const from = input.origin('format') === 'environment' ? 'MABANG_FORMAT' : '--format';
  throw new MabangError(
    'E_USAGE',
    EXIT.usage,
    {
      en: `${from}: ${spec.name} is not written as ${text}`,
      zh: `${from}：${spec.name} 不支持 ${text} 格式`,
    },
    { next: { en: `one of: ${spec.formats.join(', ')}`, zh: `可选：${spec.formats.join('、')}` } },
  );
}
