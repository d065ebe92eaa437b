import { EXIT, MabangError } from '../core/index.ts';
import { type CommandSpec, envName, GLOBAL_OPTIONS, type OptionSpec } from './command.ts';

export type Origin = 'flag' | 'environment' | 'default';

interface Given {
  readonly value: boolean | readonly string[];
  readonly origin: Origin;
}

/** What was asked for: arguments, and options from flags first and the environment second. */
export class Input {
  private constructor(
    private readonly positional: ReadonlyMap<string, readonly string[]>,
    private readonly options: ReadonlyMap<string, Given>,
  ) {}

  /**
   * `raw` is what was on the command line: booleans for flags, texts for values. Throws `E_USAGE` for a value that is not
   * among the choices, wherever it came from.
   */
  static of(
    command: CommandSpec,
    args: readonly (string | readonly string[] | undefined)[],
    raw: ReadonlyMap<string, boolean | readonly string[]>,
    env: Readonly<Record<string, string | undefined>>,
  ): Input {
    const positional = new Map<string, readonly string[]>();
    command.arguments.forEach((argument, i) => {
      const value = args[i];
      const values = value === undefined ? [] : typeof value === 'string' ? [value] : value;
      for (const text of values) checkChoice(argument.name, argument.choices, text);
      positional.set(argument.name, values);
    });
    const options = new Map<string, Given>();
    for (const option of [...command.options, ...GLOBAL_OPTIONS]) {
      const given = fromFlag(option, raw.get(option.name)) ?? fromEnvironment(option, env);
      if (given) options.set(option.name, given);
    }
    return new Input(positional, options);
  }

  /** The one value of an argument. */
  argument(name: string): string | undefined {
    return this.positional.get(name)?.[0];
  }

  arguments(name: string): readonly string[] {
    return this.positional.get(name) ?? [];
  }

  flag(name: string): boolean {
    return this.options.get(name)?.value === true;
  }

  text(name: string): string | undefined {
    const value = this.options.get(name)?.value;
    return typeof value === 'object' ? value[0] : undefined;
  }

  list(name: string): readonly string[] {
    const value = this.options.get(name)?.value;
    return typeof value === 'object' ? value : [];
  }

  origin(name: string): Origin {
    return this.options.get(name)?.origin ?? 'default';
  }
}

function fromFlag(option: OptionSpec, raw: boolean | readonly string[] | undefined): Given | undefined {
  if (raw === undefined) return undefined;
  return { value: typeof raw === 'boolean' ? raw : valuesOf(option, raw, `--${option.name}`), origin: 'flag' };
}

function fromEnvironment(option: OptionSpec, env: Readonly<Record<string, string | undefined>>): Given | undefined {
  const name = envName(option);
  const text = name === undefined ? undefined : env[name];
  if (name === undefined || text === undefined || text === '') return undefined;
  if (option.value !== undefined) return { value: valuesOf(option, [text], name), origin: 'environment' };
  if (/^(1|true|yes|on)$/i.test(text)) return { value: true, origin: 'environment' };
  if (/^(0|false|no|off)$/i.test(text)) return undefined;
  throw usage(`${name}: 1 or 0, not ${text}`, `${name}：应为 1 或 0，而不是 ${text}`);
}

function valuesOf(option: OptionSpec, raw: readonly string[], where: string): readonly string[] {
  const values = option.commas ? raw.flatMap((text) => text.split(',').map((part) => part.trim())) : raw;
  for (const value of values) {
    if (value === '') throw usage(`${where}: the value is empty`, `${where}：值为空`);
    checkChoice(where, option.choices, value);
  }
  return values;
}

function checkChoice(where: string, choices: readonly string[] | undefined, value: string): void {
  if (!choices || choices.includes(value)) return;
  throw usage(
    `${where}: ${value} is not one of ${choices.join(', ')}`,
    `${where}：${value} 不在可选值之中：${choices.join('、')}`,
  );
}

function usage(en: string, zh: string): MabangError {
  return new MabangError('E_USAGE', EXIT.usage, { en, zh });
}
