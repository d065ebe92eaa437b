import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { failureOf } from '../../src/cli/failure.ts';
import { bootId, isAlive, systemClock } from '../../src/cli/host.ts';
import type { Io } from '../../src/cli/io.ts';
import { wantsColour } from '../../src/cli/paint.ts';
import { createProgress, ProgressLines } from '../../src/cli/progress.ts';
import { Cancelled, terminalPrompts } from '../../src/cli/prompts.ts';
import { redactor } from '../../src/cli/redact.ts';
import { onInterrupt } from '../../src/cli/signals.ts';
import { createTracer } from '../../src/cli/trace.ts';
import { EXIT, MabangError, verbatim } from '../../src/core/index.ts';
import { cli, diffReport } from './harness.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('colour', () => {
  it('follows the flag, FORCE_COLOR, NO_COLOR, TERM and the terminal, in this order', () => {
    const rows: readonly [boolean, Record<string, string>, boolean, boolean][] = [
      [true, {}, false, true],
      [false, {}, false, false],
      [true, { NO_COLOR: '1' }, false, false],
      [true, { NO_COLOR: '' }, false, true],
      [true, { TERM: 'dumb' }, false, false],
      [false, { FORCE_COLOR: '1' }, false, true],
      [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
      [true, { FORCE_COLOR: '0' }, false, false],
      [true, { FORCE_COLOR: '1' }, true, false],
    ];
    for (const [terminal, env, flag, expected] of rows) expect(wantsColour(terminal, env, flag)).toBe(expected);
  });

  it('judges each stream on its own', async () => {
    const failed = [
      {
        channel: 'shop',
        error: { code: 'E_X', severity: 'error' as const, message: verbatim('x'), place: {} },
        exit: EXIT.busy,
      },
    ];
    const engine = { diff: async () => diffReport({ plan: diffReport().plan, failed }) };
    const out = await cli('help push', { terminal: { stdout: true } });
    expect(out.out).toContain('\u001b[');
    const err = await cli('diff', { engine, terminal: { stderr: true } });
    expect(err.err).toContain('\u001b[');
    expect(err.out).not.toContain('\u001b[');
  });
});

describe('Ctrl-C', () => {
  it('asks the work to stop first, and leaves at once the second time', () => {
    const source = new EventEmitter();
    const said: string[] = [];
    const left: string[] = [];
    const interrupt = onInterrupt(
      source,
      (which) => said.push(which),
      (signal) => left.push(signal),
    );
    source.emit('SIGINT');
    expect([said, interrupt.signal.aborted, left]).toEqual([['first'], true, []]);
    source.emit('SIGTERM');
    expect([said, left]).toEqual([['first', 'second'], ['SIGTERM']]);
    interrupt.dispose();
    expect(source.listenerCount('SIGINT')).toBe(0);
  });

  it('wakes a sleep', async () => {
    const controller = new AbortController();
    const sleep = systemClock.sleep(60_000, controller.signal);
    controller.abort(new Error('stop'));
    await expect(sleep).rejects.toThrow('stop');
    await expect(systemClock.sleep(1, controller.signal)).rejects.toThrow('stop');
  });
});

describe('questions', () => {
  function terminal(): { readonly io: Io; readonly keys: PassThrough } {
    const keys = new PassThrough();
    const screen = Object.assign(new PassThrough().resume(), { columns: 80, isTTY: true });
    const io: Io = {
      env: {},
      cwd: '/',
      stdin: keys,
      out: () => {},
      err: () => {},
      terminal: { stdin: true, stdout: true, stderr: true },
      screen: screen as unknown as NodeJS.WriteStream,
    };
    return { io, keys };
  }
  const never = new AbortController().signal;

  it('are answered by what is typed, and no is the default', async () => {
    for (const [typed, answer] of [
      ['y\r', true],
      ['\r', false],
    ] as const) {
      const { io, keys } = terminal();
      const asked = terminalPrompts(io, true, never)?.confirm('Send?');
      setTimeout(() => keys.write(typed), 50);
      expect(await asked).toBe(answer);
    }
    const { io, keys } = terminal();
    const typing = terminalPrompts(io, true, never)?.type('Type shop', 'shop');
    setTimeout(() => keys.write('Shop\r'), 50);
    expect(await typing).toBe(false);
  });

  it('are no question any more once nobody can answer, or the run is told to stop', async () => {
    const gone = terminal();
    const hungUp = terminalPrompts(gone.io, true, never)?.confirm('Send?');
    setTimeout(() => gone.keys.end(), 50);
    await expect(hungUp).rejects.toThrow(Cancelled);
    const controller = new AbortController();
    const stopped = terminalPrompts(terminal().io, true, controller.signal)?.secret('Key');
    setTimeout(() => controller.abort(), 50);
    await expect(stopped).rejects.toThrow(Cancelled);
  });

  it('are not asked where stdin or stderr is no terminal', () => {
    const { io } = terminal();
    for (const part of ['stdin', 'stderr'] as const)
      expect(terminalPrompts({ ...io, terminal: { ...io.terminal, [part]: false } }, true, never)).toBeUndefined();
  });
});

describe('what was thrown', () => {
  const of = (error: unknown) => failureOf(error, (text) => text);

  it('is told by what it is', () => {
    const mine = new MabangError('E_X', EXIT.credentials, verbatim('x'));
    expect(of(mine)).toMatchObject({ exit: EXIT.credentials, diagnostic: { code: 'E_X' } });
    expect(of(new Cancelled('x'))).toMatchObject({ exit: EXIT.guard, diagnostic: { code: 'E_CANCELLED' } });
    expect(of(new DOMException('SIGINT', 'AbortError'))).toMatchObject({
      exit: EXIT.busy,
      diagnostic: { code: 'E_STOPPED' },
    });
    const disk = Object.assign(new Error('no space left'), { code: 'ENOSPC', syscall: 'write' });
    expect(of(disk)).toMatchObject({ exit: EXIT.usage, diagnostic: { code: 'E_SYSTEM_NOSPC' } });
    expect(of('thrown text')).toMatchObject({ exit: EXIT.bug, diagnostic: { code: 'E_BUG' } });
  });

  it('is one line without a stack, unless it is debugged, and never holds a secret', async () => {
    const engine = {
      diff: async () => {
        throw new TypeError('broke at https://u:hunter22@h.example/?api_key=abcd1234 with s3cr3t-value');
      },
    };
    const env = { MABANG_SHOP_SECRET: 's3cr3t-value' };
    const run = await cli('diff', { engine, env });
    expect(run.code).toBe(EXIT.bug);
    expect(run.err).toContain(
      'E_BUG: a bug in mabang: broke at https://[redacted]@h.example/?api_key=[redacted] with [redacted]',
    );
    expect(run.err).not.toMatch(/\n\s+at /);
    const debug = await cli('diff', { engine, env: { ...env, MABANG_DEBUG: '1' } });
    expect(debug.err).toMatch(/\n\s+at /);
    expect(debug.err).not.toMatch(/hunter22|abcd1234|s3cr3t/);
  });

  it('keeps plain settings readable', () => {
    const redact = redactor({ MABANG_FORMAT: 'ndjson', MABANG_A_B: 'short' });
    expect(redact('ndjson short Bearer abcdefgh123')).toBe('ndjson short Bearer [redacted]');
  });
});

describe('progress', () => {
  const io = (err: (text: string) => void): Io => ({
    env: {},
    cwd: '/',
    stdin: process.stdin,
    out: () => {},
    err,
    terminal: { stdin: false, stdout: false, stderr: false },
  });

  it('is a line every 30 s without a terminal, and none while nothing moves', () => {
    vi.useFakeTimers();
    const lines: string[] = [];
    const view = createProgress(
      io((text) => lines.push(text)),
      { lang: 'en', quiet: false, now: () => 0 },
    );
    view.report({ channel: 'shop', phase: 'read', done: 1200 });
    vi.advanceTimersByTime(29_000);
    expect(lines).toEqual([]);
    vi.advanceTimersByTime(2_000);
    expect(lines).toEqual(['shop: reading 1,200\n']);
    vi.advanceTimersByTime(60_000);
    expect(lines).toHaveLength(1);
    view.stop();
  });

  it('is silent when quiet', () => {
    vi.useFakeTimers();
    const lines: string[] = [];
    const view = createProgress(
      io((text) => lines.push(text)),
      { lang: 'en', quiet: true, now: () => 0 },
    );
    view.report({ phase: 'import', done: 1 });
    vi.advanceTimersByTime(90_000);
    expect(lines).toEqual([]);
  });

  it('counts honestly and says how long it may take', () => {
    let now = 0;
    const lines = new ProgressLines('en', () => now);
    const counters = { sent: 100, accepted: 0, live: 90, rejected: 2, unknown: 0 };
    lines.take({ channel: 'shop', phase: 'send', done: 0, total: 400 });
    now = 60_000;
    lines.take({ channel: 'shop', phase: 'send', done: 100, total: 400, counters });
    lines.take({ channel: 'outlet', phase: 'wait', done: 1 });
    expect(lines.lines()).toEqual([
      'shop: sending 100/400 · sent 100 · seen live 90 · rejected 2 · about 3 min left',
      'outlet: waiting for the platform 1',
    ]);
  });
});

describe('the machine', () => {
  it('names its boot where it can and never guesses one', () => {
    expect(bootId(() => 'abc-def\n')).toBe('abc-def');
    const none = () => {
      throw new Error('no /proc');
    };
    expect(bootId(none)).toBe(bootId(none));
  });

  it('knows whether a process is alive', () => {
    expect(isAlive(process.pid)).toBe(true);
    expect(isAlive(2 ** 22 + 1)).toBe(false);
  });

  it('traces to stderr for reading and to a file as JSON lines', () => {
    const dir = mkdtempSync(join(tmpdir(), 'mabang-test-'));
    try {
      const lines: string[] = [];
      const file = join(dir, 'http.ndjson');
      const tracer = createTracer((text) => lines.push(text), file);
      const event = {
        at: '2026-11-23T10:00:00.000Z',
        channel: 'shop',
        kind: 'response',
        method: 'GET',
        url: 'https://a.example/x',
        attempt: 2,
        status: 429,
        elapsedMs: 12.4,
        body: 'slow\ndown',
      } as const;
      tracer.trace(event);
      tracer.close();
      expect(lines).toEqual([
        '2026-11-23T10:00:00.000Z shop ← GET https://a.example/x 429 12 ms attempt 2\n    slow\\ndown\n',
      ]);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(event);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
