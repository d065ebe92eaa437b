import { FACETS, type Lang, pick } from '../../report/index.ts';
import { type CommandSpec, type Completes, GLOBAL_OPTIONS, type OptionSpec } from '../command.ts';
import { COMMANDS, loadCommand } from '../commands/index.ts';
import { type Deps, Session } from '../context.ts';
import type { WorkspaceFace } from '../engine.ts';
import { Input } from '../input.ts';
import type { Io } from '../io.ts';
import type { Interrupt } from '../signals.ts';
import { TOPICS } from '../topics.ts';
import { SHELLS } from './scripts.ts';

/** Offered at most: a shell asks before it shows more, and a catalogue can hold a hundred thousand SKUs. */
const LIMIT = 200;

/** The shell's own file completion takes over. */
export const FILES = ':file';

interface Parts {
  readonly version: string;
  readonly interrupt: Interrupt;
  readonly deps: Deps;
}

/** What may stand in the place of the last word. `words` are those after `mabang`; the last one is being typed, perhaps ''. */
export async function candidates(
  words: readonly string[],
  io: Io,
  parts: Parts,
  lang: Lang,
): Promise<readonly string[]> {
  const current = unquoted(words.at(-1) ?? '');
  const before = words.slice(0, -1);
  const { spec, name, positional } = await understand(before);
  const options = [...(spec?.options ?? []), ...GLOBAL_OPTIONS];
  const offer = (values: readonly (readonly [string, string])[]) =>
    values
      .filter(([value]) => value.startsWith(current))
      .slice(0, LIMIT)
      .map(([value, what]) => (what ? `${value}\t${what}` : value));

  const waiting = optionNamed(options, before.at(-1));
  if (waiting?.value !== undefined) return offerValue(waiting, current, spec, io, parts, before);
  if (current.startsWith('-'))
    return offer([
      ...options.map((option) => [`--${option.name}`, pick(option.summary, lang)] as const),
      ['--help', ''] as const,
    ]);
  if (name === undefined) return offer(await commandNames(lang));
  if (name === 'help')
    return offer([
      ...(await commandNames(lang)),
      ...TOPICS.map((topic) => [topic.name, pick(topic.summary, lang)] as const),
    ]);
  const argument = spec?.arguments[Math.min(positional, (spec.arguments.length || 1) - 1)];
  if (!argument || (positional >= spec.arguments.length && !argument.many)) return [];
  if (argument.choices) return offer(argument.choices.map((choice) => [choice, '']));
  return offerKind(argument.completes, current, io, parts, before);
}

async function commandNames(lang: Lang): Promise<readonly (readonly [string, string])[]> {
  const specs = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  return [...specs.map((spec) => [spec.name, pick(spec.summary, lang)] as const), ['help', ''] as const];
}

/** The command among the words, and how many of its arguments stand before the one being typed. */
async function understand(
  before: readonly string[],
): Promise<{ readonly name?: string; readonly spec?: CommandSpec; readonly positional: number }> {
  let name: string | undefined;
  let spec: CommandSpec | undefined;
  let positional = 0;
  for (let i = 0; i < before.length; i++) {
    const word = unquoted(before[i] ?? '');
    const option = optionNamed([...(spec?.options ?? []), ...GLOBAL_OPTIONS], word);
    if (option?.value !== undefined) i++;
    else if (word.startsWith('-')) continue;
    else if (name === undefined) {
      name = word;
      spec = await loadCommand(word);
    } else positional++;
  }
  return { positional, ...(name === undefined ? {} : { name }), ...(spec ? { spec } : {}) };
}

function optionNamed(options: readonly OptionSpec[], word: string | undefined): OptionSpec | undefined {
  return options.find((option) => word === `--${option.name}` || (option.short && word === `-${option.short}`));
}

async function offerValue(
  option: OptionSpec,
  current: string,
  spec: CommandSpec | undefined,
  io: Io,
  parts: Parts,
  before: readonly string[],
): Promise<readonly string[]> {
  const choices = option.name === 'format' ? (spec?.formats ?? ['text', 'json']) : option.choices;
  if (!option.commas)
    return choices
      ? choices.filter((choice) => choice.startsWith(current))
      : offerKind(option.completes, current, io, parts, before);
  // Of a list with commas only the last part is being typed.
  const at = current.lastIndexOf(',') + 1;
  const [done, part] = [current.slice(0, at), current.slice(at)];
  const values = choices
    ? choices.filter((choice) => choice.startsWith(part))
    : await offerKind(option.completes, part, io, parts, before);
  return values.filter((value) => !done.split(',').includes(value)).map((value) => `${done}${value}`);
}

async function offerKind(
  kind: Completes | undefined,
  current: string,
  io: Io,
  parts: Parts,
  before: readonly string[],
): Promise<readonly string[]> {
  const starting = (values: Iterable<string>) => {
    const found: string[] = [];
    for (const value of values) {
      if (value.startsWith(current)) found.push(value);
      if (found.length >= LIMIT) break;
    }
    return found;
  };
  switch (kind) {
    case 'file':
    case 'folder':
      return [FILES];
    case 'facet':
      return starting(FACETS);
    case 'shell':
      return starting(SHELLS);
    case 'adapter': {
      const engine = await session(io, parts, before).then((open) => open.engine());
      return starting((await engine.listAdapters()).map((adapter) => adapter.id));
    }
    case 'channel':
      return inWorkspace(io, parts, before, (ws) => starting(Object.keys(ws.config.channels)));
    case 'sku':
      return inWorkspace(io, parts, before, (ws) => starting(skusOf(ws)));
    default:
      return [];
  }
}

function* skusOf(ws: WorkspaceFace): Generator<string> {
  for (const { code, variants } of ws.catalogue.products()) {
    yield code;
    for (const { sku } of variants) if (sku !== code) yield sku;
  }
}

async function inWorkspace(
  io: Io,
  parts: Parts,
  before: readonly string[],
  read: (ws: WorkspaceFace) => readonly string[],
): Promise<readonly string[]> {
  const open = await session(io, parts, before);
  const engine = await open.engine();
  const ws = engine.openWorkspace(open.dir, open.host());
  try {
    return read(ws);
  } finally {
    ws.close();
  }
}

/** `--dir` counts here too; everything else about the run is quiet. */
function session(io: Io, parts: Parts, before: readonly string[]): Promise<Session> {
  const at = before.lastIndexOf('--dir');
  const dir = at >= 0 ? before[at + 1] : undefined;
  const raw = new Map<string, boolean | readonly string[]>([['quiet', true]]);
  if (dir !== undefined) raw.set('dir', [unquoted(dir)]);
  const nothing: CommandSpec = {
    name: '__complete',
    summary: { en: '', zh: '' },
    examples: [],
    arguments: [],
    options: [],
    formats: ['text'],
    run: async () => 0,
  };
  return Session.create(io, Input.of(nothing, [], raw, io.env), 'text', parts);
}

/** PowerShell hands over words as they were typed, quotes included. */
function unquoted(word: string): string {
  const match = /^(["'])(.*?)\1?$/.exec(word);
  return match ? (match[2] ?? '') : word;
}
