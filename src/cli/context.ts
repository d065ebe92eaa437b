import { resolve } from 'node:path';
import type { Words } from '../contract/index.ts';
import type { Host } from '../engine/index.ts';
import { type Lang, type Paint, PLAIN, pick } from '../report/index.ts';
import type { Format } from './command.ts';
import { type EngineApi, loadEngine, type WorkspaceFace } from './engine.ts';
import { createHost, systemClock } from './host.ts';
import type { Input } from './input.ts';
import type { Io } from './io.ts';
import { langOf, systemLang } from './locale.ts';
import { paintOf, wantsColour } from './paint.ts';
import { createProgress, type ProgressView } from './progress.ts';
import { type Prompts, terminalPrompts } from './prompts.ts';
import type { Interrupt } from './signals.ts';
import { createTracer, type Tracer } from './trace.ts';

/** What a test puts in the place of the real things. */
export interface Deps {
  readonly engine?: () => Promise<EngineApi>;
  readonly prompts?: Prompts;
  readonly clock?: Host['clock'];
  /** Takes out of a text the secrets that the run has met. */
  readonly hide?: (text: string) => string;
}

/** What a command has at hand. */
export interface Ctx {
  readonly io: Io;
  readonly version: string;
  readonly lang: Lang;
  readonly quiet: boolean;
  readonly format: Format;
  readonly dir: string;
  readonly paint: { readonly out: Paint; readonly err: Paint };
  /** Absent where nobody can answer. */
  readonly prompts?: Prompts;
  readonly interrupt: Interrupt;
  readonly clock: Host['clock'];
  engine(): Promise<EngineApi>;
  host(): Host;
  /** Open the workspace, say that work has begun, and close it whatever happens. */
  withWorkspace<T>(work: (ws: WorkspaceFace, engine: EngineApi) => Promise<T>): Promise<T>;
  /** A question, with the progress out of its way. */
  paused<T>(work: () => Promise<T>): Promise<T>;
  /** The answer, on stdout. */
  answer(text: string): void;
  /** Something to know, on stderr; left out with `--quiet`. */
  hint(words: Words): void;
}

export class Session implements Ctx {
  readonly io: Io;
  readonly version: string;
  readonly quiet: boolean;
  readonly format: Format;
  readonly dir: string;
  readonly paint: { readonly out: Paint; readonly err: Paint };
  readonly interrupt: Interrupt;
  readonly clock: Host['clock'];
  readonly prompts?: Prompts;
  /** Of what is drawn on stderr. */
  private readonly colour: boolean;
  private readonly deps: Deps;
  private readonly input: Input;
  private language: Lang;
  private progress: ProgressView | undefined;
  private tracer: Tracer | undefined;

  private constructor(io: Io, input: Input, format: Format, parts: SessionParts, paint: Ctx['paint']) {
    this.io = io;
    this.input = input;
    this.format = format;
    this.version = parts.version;
    this.interrupt = parts.interrupt;
    this.deps = parts.deps;
    this.paint = paint;
    this.quiet = input.flag('quiet');
    this.dir = resolve(io.cwd, input.text('dir') ?? '.');
    this.clock = parts.deps.clock ?? systemClock;
    this.colour = wantsColour(io.terminal.stderr, io.env, input.flag('no-color'));
    this.language = langOf(input.text('lang'), '--lang') ?? systemLang(io.env);
    const prompts = parts.deps.prompts ?? terminalPrompts(io, this.colour, parts.interrupt.signal);
    if (prompts) this.prompts = prompts;
  }

  static async create(io: Io, input: Input, format: Format, parts: SessionParts): Promise<Session> {
    const noColour = input.flag('no-color');
    const { stdout, stderr } = io.terminal;
    const out = format === 'text' ? await paintOf(wantsColour(stdout, io.env, noColour)) : PLAIN;
    const err = await paintOf(wantsColour(stderr, io.env, noColour));
    return new Session(io, input, format, parts, { out, err });
  }

  get lang(): Lang {
    return this.language;
  }

  engine(): Promise<EngineApi> {
    return (this.deps.engine ?? loadEngine)();
  }

  host(): Host {
    const file = this.input.text('debug-http-file');
    const traced = this.input.flag('debug-http');
    if (!this.tracer && (traced || file !== undefined))
      this.tracer = createTracer(
        traced ? (text) => this.io.err(text) : undefined,
        file && resolve(this.io.cwd, file),
        this.deps.hide,
      );
    const tracer = this.tracer;
    const host = createHost({
      env: this.io.env,
      version: this.version,
      signal: this.interrupt.signal,
      progress: (event) => this.progress?.report(event),
      ...(tracer ? { trace: (event) => tracer.trace(event) } : {}),
    });
    return this.deps.clock ? { ...host, clock: this.deps.clock } : host;
  }

  async withWorkspace<T>(work: (ws: WorkspaceFace, engine: EngineApi) => Promise<T>): Promise<T> {
    const engine = await this.engine();
    const ws = engine.openWorkspace(this.dir, this.host());
    try {
      const { language } = ws.config;
      if (language && this.input.origin('lang') === 'default') this.language = language;
      this.working();
      return await work(ws, engine);
    } finally {
      this.finish();
      ws.close();
    }
  }

  /** Progress from now on. */
  working(): void {
    this.progress ??= createProgress(this.io, {
      lang: this.language,
      quiet: this.quiet,
      colour: this.colour,
      now: () => this.clock.now(),
    });
  }

  paused<T>(work: () => Promise<T>): Promise<T> {
    return this.progress ? this.progress.pause(work) : work();
  }

  answer(text: string): void {
    this.stopProgress();
    this.io.out(text);
  }

  hint(words: Words): void {
    if (this.quiet) return;
    this.stopProgress();
    this.io.err(`${pick(words, this.language)}\n`);
  }

  finish(): void {
    this.stopProgress();
    this.tracer?.close();
    this.tracer = undefined;
  }

  private stopProgress(): void {
    this.progress?.stop();
    this.progress = undefined;
  }
}

export interface SessionParts {
  readonly version: string;
  readonly interrupt: Interrupt;
  readonly deps: Deps;
}
