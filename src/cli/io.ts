import type { Readable } from 'node:stream';

/** Everything of the process that the commands touch; tests put plain objects in its place. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: Readable;
  /** The answer. Nothing else is ever written to stdout. */
  out(text: string): void;
  /** Progress, questions, hints, warnings, errors. */
  err(text: string): void;
  /** Which of the three are terminals; each is judged on its own. */
  readonly terminal: { readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean };
  /** Where a spinner or a question is drawn. Absent in tests. */
  readonly screen?: NodeJS.WriteStream;
}

/** The real process, with what became of its stdout. */
export interface ProcessIo extends Io {
  /** Why the answer could not be written, if it could not: a full disk. Not set for a reader that went away. */
  failure(): Error | undefined;
}

/**
 * A reader that goes away (`mabang diff | head`, a closed terminal) ends the writing, not the work: a push must not be cut
 * off because nobody reads its report any more, and its exit code still counts.
 */
export function processIo(): ProcessIo {
  const stdout = writer(process.stdout);
  const stderr = writer(process.stderr);
  return {
    env: process.env,
    cwd: process.cwd(),
    stdin: process.stdin,
    out: stdout.write,
    err: stderr.write,
    terminal: {
      stdin: process.stdin.isTTY === true,
      stdout: process.stdout.isTTY === true,
      stderr: process.stderr.isTTY === true,
    },
    screen: process.stderr,
    failure: stdout.failure,
  };
}

const READER_GONE = new Set(['EPIPE', 'EIO', 'ENXIO', 'ECONNRESET', 'ERR_STREAM_DESTROYED']);

function writer(stream: NodeJS.WriteStream): { write(text: string): void; failure(): Error | undefined } {
  let gone: NodeJS.ErrnoException | undefined;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    gone ??= error;
  });
  return {
    write: (text) => {
      if (!gone && text !== '') stream.write(text);
    },
    failure: () => (gone && !READER_GONE.has(gone.code ?? '') ? gone : undefined),
  };
}

/** Resolves when everything written so far has left the process, or is known not to have. */
export async function flush(): Promise<void> {
  // A write that failed at once says so a turn later.
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all([process.stdout, process.stderr].map(drained));
}

function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) resolve();
    else {
      stream.once('error', () => resolve());
      stream.write('', () => resolve());
    }
  });
}
