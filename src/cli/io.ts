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

/**
 * The real process. A reader that goes away (`mabang diff | head`) ends the writing, not the work: a push must not be cut
 * off because nobody reads its report any more, and its exit code still counts.
 */
export function processIo(): Io {
  return {
    env: process.env,
    cwd: process.cwd(),
    stdin: process.stdin,
    out: writer(process.stdout),
    err: writer(process.stderr),
    terminal: {
      stdin: process.stdin.isTTY === true,
      stdout: process.stdout.isTTY === true,
      stderr: process.stderr.isTTY === true,
    },
    screen: process.stderr,
  };
}

function writer(stream: NodeJS.WriteStream): (text: string) => void {
  let gone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
    gone = true;
  });
  return (text) => {
    if (!gone && text !== '') stream.write(text);
  };
}

/** Resolves when everything written so far has left the process. */
export async function flush(): Promise<void> {
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
