import type { Io } from './io.ts';

/** Questions. There is no such object where nobody can answer, so no question can answer itself. */
export interface Prompts {
  /** `no` unless the answer is yes. */
  confirm(message: string): Promise<boolean>;
  /** True when the expected word was typed. */
  type(message: string, expected: string): Promise<boolean>;
  ask(message: string, more?: { readonly fallback?: string; readonly help?: string }): Promise<string>;
  choose<T extends string>(
    message: string,
    choices: readonly { readonly name: string; readonly value: T }[],
  ): Promise<T>;
  /** Not shown while it is typed. */
  secret(message: string, help?: string): Promise<string>;
}

/** The person at the terminal pressed Ctrl-C at a question. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** Questions on stderr, or `undefined` where stdin or stderr is not a terminal. */
export function terminalPrompts(io: Io, colour: boolean): Prompts | undefined {
  const { screen } = io;
  if (!io.terminal.stdin || !io.terminal.stderr || !screen) return undefined;
  const put = async <T>(question: object): Promise<T> => {
    if (!colour) forgoColour();
    const { default: inquirer } = await import('inquirer');
    const prompt = inquirer.createPromptModule({ input: io.stdin as NodeJS.ReadStream, output: screen });
    try {
      const answers = await prompt<{ answer: T }>([{ ...question, name: 'answer' }] as never);
      return (answers as { answer: T }).answer;
    } catch (error) {
      if (error instanceof Error && error.name === 'ExitPromptError') throw new Cancelled('cancelled');
      throw error;
    }
  };
  // Above the question, not in it: the question is drawn anew with every key.
  const explain = (help: string | undefined) => {
    if (help) io.err(`  ${help}\n`);
  };
  return {
    confirm: (message) => put<boolean>({ type: 'confirm', message, default: false }),
    type: async (message, expected) => (await put<string>({ type: 'input', message })).trim() === expected,
    ask: (message, { fallback, help } = {}) => {
      explain(help);
      return put<string>({ type: 'input', message, ...(fallback === undefined ? {} : { default: fallback }) });
    },
    choose: (message, choices) => put({ type: 'select', message, choices }),
    secret: (message, help) => {
      explain(help);
      return put<string>({ type: 'password', message, mask: '*' });
    },
  };
}

/** The library of questions asks the environment alone whether it may use colour, once, when it is loaded. */
function forgoColour(): void {
  if (process.env.FORCE_COLOR === undefined) process.env.NO_COLOR = '1';
  else process.env.FORCE_COLOR = '0';
}
