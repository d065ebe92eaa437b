import type { Readable } from 'node:stream';
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

/** Ctrl-C at a question, or the run was told to stop while it stood there. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** Questions on stderr, or `undefined` where stdin or stderr is not a terminal. */
export function terminalPrompts(io: Io, colour: boolean, signal: AbortSignal): Prompts | undefined {
  const { screen } = io;
  if (!io.terminal.stdin || !io.terminal.stderr || !screen) return undefined;
  const put = async <T>(question: object): Promise<T> => {
    if (!colour) forgoColour();
    const { default: inquirer } = await import('inquirer');
    const prompt = inquirer.createPromptModule({ input: io.stdin as NodeJS.ReadStream, output: screen, signal });
    const left = whenLeft(io.stdin);
    try {
      const asked = prompt<{ answer: T }>([{ ...question, name: 'answer' }] as never) as Promise<{ answer: T }>;
      return (await Promise.race([asked, left.promise])).answer;
    } catch (error) {
      if (error instanceof Error && /^(Exit|Abort)PromptError$/.test(error.name)) throw new Cancelled('cancelled');
      throw error;
    } finally {
      left.forget();
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

/**
 * Rejects when nobody can answer any more: the terminal is gone, or Ctrl-D closed the input. The library of questions
 * waits for ever then, and a process with nothing left to wait for would end with exit 0, as if all were done.
 */
function whenLeft(input: Readable): { readonly promise: Promise<never>; forget(): void } {
  let leave = () => {};
  const promise = new Promise<never>((_, reject) => {
    leave = () => reject(new Cancelled('no more input'));
  });
  input.once('end', leave);
  process.once('beforeExit', leave);
  return {
    promise,
    forget: () => {
      input.off('end', leave);
      process.off('beforeExit', leave);
    },
  };
}

/** The library of questions asks the environment alone whether it may use colour, once, when it is loaded. */
function forgoColour(): void {
  if (process.env.FORCE_COLOR === undefined) process.env.NO_COLOR = '1';
  else process.env.FORCE_COLOR = '0';
}
