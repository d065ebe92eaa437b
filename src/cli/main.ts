import { EXIT, type Exit } from '../core/index.ts';
import { envelope, errorText, type Lang, pick } from '../report/index.ts';
import type { CommandSpec } from './command.ts';
import { COMMANDS, loadCommand } from './commands/index.ts';
import { type Deps, Session } from './context.ts';
import { loadEngine } from './engine.ts';
import { failureOf } from './failure.ts';
import { commandHelp, rootHelp } from './help.ts';
import { flush, type Io, processIo } from './io.ts';
import { langOf, systemLang } from './locale.ts';
import { paintOf, wantsColour } from './paint.ts';
import { parse, type Scanned, scan } from './program.ts';
import { hiding, type Knowing, knowing, redactor } from './redact.ts';
import { dieOf, type Interrupt, onInterrupt } from './signals.ts';
import { TOPICS } from './topics.ts';
import { unknownCommand, usageError } from './usage.ts';

export interface MainParts {
  readonly version: string;
  readonly interrupt: Interrupt;
  readonly deps: Deps;
  /** Told which command runs, for what Ctrl-C says. */
  readonly began?: (command: CommandSpec, lang: Lang) => void;
}

/** The process: arguments in, exit code out. */
export async function run(version: string): Promise<void> {
  const known = knowing(loadEngine);
  const io = processIo();
  let command: CommandSpec | undefined;
  let lang: Lang = systemLang(io.env);
  const interrupt = onInterrupt(
    process,
    (which) => io.err(`\n${which === 'first' ? firstWords(command, lang) : secondWords(lang)}\n`),
    dieOf,
  );
  let dying = false;
  const fatal = (error: unknown) => {
    if (dying) return;
    dying = true;
    void tell(hiding(io, known), error, lang, undefined, known).then(async (code) => {
      await flush();
      leave(code, io);
    });
  };
  process.on('uncaughtException', fatal);
  process.on('unhandledRejection', fatal);
  // Work that waits for something that can no longer come must not end as if it were done.
  const stuck = () => {
    // An open question listens too, and knows better what it means.
    if (process.listenerCount('beforeExit') === 1)
      fatal(new Error('nothing is left to wait for, and the work is not done'));
  };
  process.on('beforeExit', stuck);
  const code = await main(process.argv.slice(2), io, {
    version,
    interrupt,
    deps: { engine: known.engine },
    began: (spec, language) => {
      command = spec;
      lang = language;
    },
  });
  process.off('beforeExit', stuck);
  await flush();
  const failure = io.failure();
  leave(failure ? await tell(hiding(io, known), failure, lang, undefined, known) : code, io);
}

/** A terminal that went away under a question is a hang-up; Node 20 would crash trying to restore it. */
function leave(code: Exit, io: Io): void {
  if (io.terminal.stdin && (process.stdin.destroyed || process.stdin.readableEnded)) dieOf('SIGHUP');
  else process.exit(code);
}

/** One run of the command line, with everything it touches given. Never throws. */
export async function main(argv: readonly string[], open: Io, given: MainParts): Promise<Exit> {
  const known = knowing(given.deps.engine ?? loadEngine);
  const io = hiding(open, known);
  const parts = { ...given, deps: { ...given.deps, engine: known.engine, hide: known.hide } };
  let lang: Lang = systemLang(io.env);
  const scanned = scan(argv);
  try {
    lang = langOf(scanned.lang, '--lang') ?? langOf(io.env.MABANG_LANG, 'MABANG_LANG') ?? lang;
    if (scanned.command === undefined) return await withoutCommand(argv, io, parts, lang);
    if (scanned.command === '__complete') return await complete(argv.slice(scanned.index + 1), io, parts, lang);
    if (scanned.command === 'help') return await help(argv.slice(scanned.index + 1), io, parts, lang, scanned);
    const spec = await loadCommand(scanned.command);
    if (!spec) throw unknownCommand(scanned.command, [...Object.keys(COMMANDS), 'help']);
    const parsed = parse(spec, argv, io.env);
    if (parsed === 'help') return await showHelp(io, argv, (paint) => commandHelp(spec, lang, paint));
    parts.began?.(spec, lang);
    const session = await Session.create(io, parsed.input, parsed.format, parts);
    try {
      return await spec.run(parsed.input, session);
    } finally {
      session.finish();
      lang = session.lang;
    }
  } catch (error) {
    return tell(io, error, lang, scanned.format ?? io.env.MABANG_FORMAT, known);
  }
}

async function withoutCommand(argv: readonly string[], io: Io, parts: MainParts, lang: Lang): Promise<Exit> {
  if (argv.includes('--version') || argv.includes('-V')) {
    io.out(`${parts.version}\n`);
    return EXIT.done;
  }
  const asked = argv.includes('--help') || argv.includes('-h');
  const unknown = argv.find((word) => word.startsWith('-') && !isGlobal(word) && word !== '--help' && word !== '-h');
  if (!asked && unknown !== undefined)
    throw usageError('commander.unknownOption', `'${unknown.split('=')[0]}'`, undefined);
  const specs = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  if (asked) return showHelp(io, argv, (paint) => rootHelp(specs, lang, paint, parts.version));
  io.err(rootHelp(specs, lang, await paintOf(wantsColour(io.terminal.stderr, io.env, false)), parts.version));
  return EXIT.usage;
}

function isGlobal(word: string): boolean {
  return /^(-q|--(dir|format|lang|quiet|no-color|debug-http|debug-http-file)(=.*)?)$/.test(word);
}

async function showHelp(
  io: Io,
  argv: readonly string[],
  text: (paint: Awaited<ReturnType<typeof paintOf>>) => string,
): Promise<Exit> {
  io.out(text(await paintOf(wantsColour(io.terminal.stdout, io.env, argv.includes('--no-color')))));
  return EXIT.done;
}

/** `mabang help`, `mabang help push`, `mabang help exit-codes`. */
async function help(words: readonly string[], io: Io, parts: MainParts, lang: Lang, scanned: Scanned): Promise<Exit> {
  const name = scan(words).command;
  if (name === undefined) return withoutCommand(['--help'], io, parts, lang);
  const topic = TOPICS.find((known) => known.name === name);
  if (topic) {
    io.out(scanned.format === 'json' ? topic.json(lang) : topic.text(lang));
    return EXIT.done;
  }
  const spec = await loadCommand(name);
  if (!spec) throw unknownCommand(name, [...Object.keys(COMMANDS), ...TOPICS.map((known) => known.name)]);
  return showHelp(io, words, (paint) => commandHelp(spec, lang, paint));
}

/** Completion must never disturb a prompt: whatever goes wrong, it offers nothing. */
async function complete(words: readonly string[], io: Io, parts: MainParts, lang: Lang): Promise<Exit> {
  try {
    const { candidates } = await import('./completion/complete.ts');
    const lines = await candidates(words[0] === '--' ? words.slice(1) : words, io, parts, lang);
    io.out(lines.map((line) => `${line}\n`).join(''));
  } catch {
    // No workspace, a broken one, no database: no candidates.
  }
  return EXIT.done;
}

/** Say what went wrong on stderr; a reader of JSON gets an envelope on stdout as well, so that it always gets one. */
async function tell(io: Io, error: unknown, lang: Lang, format: string | undefined, known: Knowing): Promise<Exit> {
  const failure = failureOf(error, redactor(io.env, known));
  const paint = await paintOf(wantsColour(io.terminal.stderr, io.env, false));
  const { diagnostic, exit, more } = failure;
  io.err([diagnostic, ...more].map((item) => errorText(item, lang, paint)).join(''));
  if (failure.stack && io.env.MABANG_DEBUG === '1') io.err(`${failure.stack}\n`);
  if (format === 'json') io.out(envelope('error', { error: diagnostic, more, exit }));
  if (format === 'ndjson') io.out(`${JSON.stringify({ mabang: 1, kind: 'error', error: diagnostic, exit })}\n`);
  return exit;
}

function firstWords(command: CommandSpec | undefined, lang: Lang): string {
  return pick(
    command?.interrupt ?? {
      en: 'stopping; press Ctrl-C again to leave at once',
      zh: '正在停止；再按一次 Ctrl-C 立即退出',
    },
    lang,
  );
}

function secondWords(lang: Lang): string {
  return pick(
    {
      en: 'leaving now; what was in flight is unknown until the next run looks it up',
      zh: '立即退出；未完成的请求结果未知，下次运行会先查询',
    },
    lang,
  );
}
