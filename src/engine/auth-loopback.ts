import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import { MabangError } from '../core/index.ts';
import { answerOf, broughtBack, refused, type Wanted } from './auth-answer.ts';
import { interrupted } from './channel.ts';

export interface Loopback {
  /** Where the browser is to be sent: this machine alone can reach it. */
  readonly url: string;
  /** Resolves with the parameters of the first answer that carries our state. */
  answer(waitMs: number, signal: AbortSignal | undefined): Promise<Readonly<Record<string, string>>>;
  close(): Promise<void>;
}

const PATH = '/mabang';

/**
 * A server on 127.0.0.1 that waits for one browser. Whoever comes with another state, another path or under another name
 * than 127.0.0.1 is turned away and ends nothing: any page the seller has open could try.
 */
export async function loopback(want: Wanted): Promise<Loopback> {
  let settle: { resolve(answer: Readonly<Record<string, string>>): void; reject(error: unknown): void } | undefined;
  const came = new Promise<Readonly<Record<string, string>>>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // Nobody may be listening yet, or any more.
  came.catch(() => undefined);
  const server = createServer((request, response) => {
    const url = addressOf(request, portOf(server));
    if (!url) return say(response, 404, 'nothing here');
    if (broughtBack(url).get(want.stateName) !== want.state)
      return say(response, 400, 'this is not the answer to the login that is under way');
    try {
      const answer = answerOf(url, want);
      say(response, 200, 'done: you may close this page / 已完成，可关闭此页面');
      settle?.resolve(answer);
    } catch (error) {
      if (!(error instanceof MabangError)) throw error;
      say(response, 200, 'not authorised: see the terminal / 未授权，请查看终端');
      settle?.reject(error);
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${portOf(server)}${PATH}`,
    answer: (waitMs, signal) => within(came, want.channel, waitMs, signal),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function addressOf(request: IncomingMessage, port: number): URL | undefined {
  if (request.method !== 'GET' || request.headers.host !== `127.0.0.1:${port}`) return undefined;
  const text = `http://127.0.0.1:${port}${request.url ?? ''}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.pathname === PATH ? url : undefined;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    connection: 'close',
  });
  response.end(`mabang: ${text}\n`);
}

/** In real time, whatever the run's clock is: the browser lives in it. */
async function within<T>(work: Promise<T>, channel: string, ms: number, signal: AbortSignal | undefined): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop = () => {};
  const ended = new Promise<never>((_, reject) => {
    const minutes = Math.round(ms / 60_000);
    timer = setTimeout(
      () => reject(refused(channel, { en: `nobody came back within ${minutes} min`, zh: `${minutes} 分钟内无人返回` })),
      ms,
    );
    stop = () => reject(interrupted(channel, { en: 'nothing was stored', zh: '未保存任何内容' }));
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}
