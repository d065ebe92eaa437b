import type { Progress } from '../engine/index.ts';
import { type Lang, number } from '../report/index.ts';
import type { Io } from './io.ts';

/** Without a terminal, how often a long run says that it is alive. */
export const QUIET_LINE_MS = 30_000;

export interface ProgressView {
  report(event: Progress): void;
  /** Nothing is drawn while the work runs: a question stands on the screen. */
  pause<T>(work: () => Promise<T>): Promise<T>;
  stop(): void;
}

export const NO_PROGRESS: ProgressView = { report: () => {}, pause: (work) => work(), stop: () => {} };

/** What is known of each channel's progress, as lines. Counters are shown as they came, never extrapolated. */
export class ProgressLines {
  private readonly channels = new Map<string, { event: Progress; since: number; from: number }>();

  constructor(
    private readonly lang: Lang,
    private readonly now: () => number,
  ) {}

  take(event: Progress): void {
    const key = event.channel ?? '';
    const before = this.channels.get(key);
    const same = before?.event.phase === event.phase;
    this.channels.set(key, {
      event,
      since: same ? before.since : this.now(),
      from: same ? before.from : event.done,
    });
  }

  lines(): readonly string[] {
    return [...this.channels].map(([channel, state]) => {
      const { phase, done, total, counters } = state.event;
      const of = this.share(phase, done, total);
      const parts = [
        `${channel ? `${channel}: ` : ''}${PHASES[phase][this.lang]} ${of}`,
        ...(counters ? counterTexts(counters, this.lang) : []),
        this.remaining(state),
      ];
      return parts.filter(Boolean).join(' · ');
    });
  }

  /** How many rows a sheet has is reckoned from its bytes until the last of them is read. */
  private share(phase: Progress['phase'], done: number, total: number | undefined): string {
    if (total === undefined) return number(done);
    if (phase !== 'import' || total === done) return `${number(done)}/${number(total)}`;
    const percent = Math.floor((100 * done) / total);
    return this.lang === 'zh'
      ? `${number(done)}（共约 ${number(total)} 行，${percent}%）`
      : `${number(done)} of about ${number(total)} (${percent} %)`;
  }

  /** From the pace of this phase so far; said only when there is a pace. */
  private remaining({ event, since, from }: { event: Progress; since: number; from: number }): string {
    const elapsed = this.now() - since;
    const moved = event.done - from;
    if (event.total === undefined || moved <= 0 || elapsed < 2_000 || event.done >= event.total) return '';
    const left = durationText(((event.total - event.done) * elapsed) / moved, this.lang);
    return this.lang === 'zh' ? `约剩 ${left}` : `about ${left} left`;
  }
}

const PHASES: Readonly<Record<Progress['phase'], Readonly<Record<Lang, string>>>> = {
  import: { en: 'importing row', zh: '导入行' },
  read: { en: 'reading', zh: '读取' },
  compare: { en: 'comparing', zh: '比较' },
  send: { en: 'sending', zh: '发送' },
  wait: { en: 'waiting for the platform', zh: '等待平台处理' },
  verify: { en: 'reading back', zh: '核对' },
};

function counterTexts(counters: NonNullable<Progress['counters']>, lang: Lang): readonly string[] {
  const names = [
    ['sent', 'sent', '已发送'],
    ['accepted', 'accepted', '已受理'],
    ['live', 'seen live', '已确认'],
    ['rejected', 'rejected', '被拒绝'],
    ['unknown', 'unknown', '未知'],
  ] as const;
  return names.flatMap(([key, en, zh]) =>
    counters[key] > 0 || key === 'live' ? [`${lang === 'zh' ? zh : en} ${number(counters[key])}`] : [],
  );
}

export function durationText(ms: number, lang: Lang): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  const zh = lang === 'zh';
  if (seconds < 90) return zh ? `${seconds} 秒` : `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return zh ? `${minutes} 分钟` : `${minutes} min`;
  return zh ? `${Math.round(minutes / 60)} 小时` : `${Math.round(minutes / 60)} h`;
}

export interface ProgressOptions {
  readonly lang: Lang;
  readonly quiet: boolean;
  readonly colour?: boolean;
  readonly now: () => number;
  /** A line at least this often when there is no terminal. */
  readonly everyMs?: number;
}

/** A spinner on a terminal; a line every 30 s without one; nothing with `--quiet`. */
export function createProgress(io: Io, options: ProgressOptions): ProgressView {
  if (options.quiet) return NO_PROGRESS;
  const lines = new ProgressLines(options.lang, options.now);
  // A terminal that does not know its width (a pty nobody sized) would make the spinner clear lines for ever.
  const wide = (io.screen?.columns ?? 0) > 0;
  if (io.terminal.stderr && io.screen && wide && io.env.TERM !== 'dumb') return spinner(io.screen, lines, options);
  return slowLines(io, lines, options.everyMs ?? QUIET_LINE_MS);
}

function slowLines(io: Io, lines: ProgressLines, everyMs: number): ProgressView {
  let fresh = false;
  const timer = setInterval(() => {
    if (fresh)
      io.err(
        lines
          .lines()
          .map((line) => `${line}\n`)
          .join(''),
      );
    fresh = false;
  }, everyMs);
  timer.unref();
  return {
    report(event) {
      lines.take(event);
      fresh = true;
    },
    pause: (work) => work(),
    stop: () => clearInterval(timer),
  };
}

function spinner(screen: NodeJS.WriteStream, lines: ProgressLines, { lang, colour }: ProgressOptions): ProgressView {
  type Ora = ReturnType<typeof import('ora')['default']>;
  let ora: Ora | undefined;
  let stopped = false;
  const text = () => lines.lines().join('\n') || (lang === 'zh' ? '开始…' : 'starting…');
  // stdin is left alone: Ctrl-C and questions need it.
  const loading = import('ora').then(({ default: create }) => {
    if (stopped) return;
    ora = create({ stream: screen, text: text(), discardStdin: false, color: colour ? 'cyan' : false }).start();
  });
  return {
    report(event) {
      lines.take(event);
      if (ora) ora.text = text();
    },
    async pause(work) {
      await loading;
      ora?.stop();
      try {
        return await work();
      } finally {
        if (!stopped) ora?.start(text());
      }
    },
    stop() {
      stopped = true;
      ora?.stop();
    },
  };
}
