import { type Paint, PLAIN } from '../report/index.ts';

/**
 * Whether a stream gets colour, judged on its own: `--no-color`, then `FORCE_COLOR`, then `NO_COLOR`
 * (https://no-color.org, read 2026-11-23: any value but the empty one), then `TERM=dumb`, then whether it is a terminal.
 */
export function wantsColour(
  terminal: boolean,
  env: Readonly<Record<string, string | undefined>>,
  noColour: boolean,
): boolean {
  if (noColour) return false;
  if (env.FORCE_COLOR !== undefined) return !/^(0|false)$/i.test(env.FORCE_COLOR);
  if (env.NO_COLOR) return false;
  if (env.TERM === 'dumb') return false;
  return terminal;
}

export async function paintOf(colour: boolean): Promise<Paint> {
  if (!colour) return PLAIN;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  return {
    bold: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    red: (text) => chalk.red(text),
    green: (text) => chalk.green(text),
    yellow: (text) => chalk.yellow(text),
    cyan: (text) => chalk.cyan(text),
  };
}
