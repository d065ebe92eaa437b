import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { z } from 'zod';
import type { RequestSpec, SignInput } from '../../src/contract/index.ts';
import { HttpFailure } from '../../src/contract/index.ts';
import { type Client, type ClientOptions, type Clock, createClient, type TraceEvent } from '../../src/http/index.ts';

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Handler = (request: Received, response: ServerResponse, socket: Socket) => void;

export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  close(): Promise<void>;
}

/** A real HTTP server on loopback. Requests are answered by the handlers in turn, the last one for all that follow. */
export async function serve(...handlers: readonly Handler[]): Promise<TestServer> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const seen = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
      received.push(seen);
      handlers[Math.min(received.length, handlers.length) - 1]?.(seen, response, request.socket);
    });
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, port, received, close: () => shut(server) };
}

export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return (server.address() as AddressInfo).port;
}

export async function shut(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Handler {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
  };
}

export function text(body: string, status = 200, headers: Readonly<Record<string, string>> = {}): Handler {
  return (_, response) => {
    response.writeHead(status, headers).end(body);
  };
}

/** The request is read whole, and nothing comes back. */
export const drop: Handler = (_, __, socket) => {
  socket.destroy();
};
export const hang: Handler = () => {};

/** Time that passes only while somebody sleeps, and at once. */
export function skippingClock(start = Date.parse('2026-01-02T03:04:05Z')): Clock & { readonly slept: number[] } {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    async sleep(ms) {
      slept.push(ms);
      now += ms;
    },
  };
}

export interface Connection {
  readonly url: string;
}
export type Options = ClientOptions<Connection, 'read' | 'write'>;
type Sign = (input: SignInput<Connection>) => { headers?: Record<string, string>; query?: Record<string, string> };

export const SECRETS = { KEY: 'ck_9f8e/7d6c+5b4a', SECRET: 'cs "quoted"&<tag>\\é' } as const;

const basic: Sign = ({ secrets, crypto }) => ({
  headers: { Authorization: `Basic ${crypto.base64(`${secrets.KEY}:${secrets.SECRET}`)}` },
});

export interface Rig {
  readonly client: Client<'read' | 'write'>;
  readonly clock: ReturnType<typeof skippingClock>;
  readonly events: TraceEvent[];
}

export function rig(
  url: string,
  options: Partial<Options> & { readonly sign?: Sign; readonly concurrent?: number } = {},
): Rig {
  const clock = skippingClock();
  const events: TraceEvent[] = [];
  const { sign = basic, concurrent = 4, ...rest } = options;
  const bucket = { perSecond: 1000, burst: 1000, concurrent, source: 'test', date: '2026-01-01' };
  const client = createClient<Connection, 'read' | 'write'>({
    channel: 'shop',
    adapter: {
      baseUrl: (connection) => connection.url,
      auth: { kind: 'signed', secrets: [], sign },
      limits: {
        buckets: { read: bucket, write: bucket },
        listingsPerApply: { value: 1, unit: 'listings', source: 'test', date: '2026-01-01' },
      },
    },
    connection: { url },
    secrets: SECRETS,
    clock,
    userAgent: 'mabang/test',
    env: {},
    trace: (event) => events.push(event),
    random: () => 0.5,
    ...rest,
  });
  return { client, clock, events };
}

type Spec = RequestSpec<'read' | 'write', unknown>;

export function get(path: string, more: Partial<Spec> = {}): Spec {
  return { bucket: 'read', method: 'GET', path, reply: z.unknown(), resend: 'always', ...more };
}

export function post(path: string, more: Partial<Spec> = {}): Spec {
  return { bucket: 'write', method: 'POST', path, body: { n: 1 }, reply: z.unknown(), resend: 'unsent', ...more };
}

/** The failure of a request that must fail. */
export async function failureOf(promise: Promise<unknown>): Promise<HttpFailure> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof HttpFailure) return error;
    throw error;
  }
  throw new Error('it did not fail');
}
