import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Emulator, EmulatorOptions, Fault, FaultKind } from '../types.ts';
import { EmulatorClock } from './clock.ts';
import { FaultQueue } from './faults.ts';
import { type Entry, RequestLog } from './log.ts';
import { bytesOf, type EmulatorReply, type EmulatorRequest, html, json } from './reply.ts';

/** Faults that are answers; the others are what becomes of a connection. */
export type AnsweredFault = Extract<FaultKind, 'throttle' | 'error' | 'html' | 'error-after' | 'deny'>;

/** grant: it hands out a short-lived token. read: it changes nothing of what is listed. write: all others. */
export type RequestKind = 'grant' | 'read' | 'write';

export interface ServeOptions extends Pick<EmulatorOptions, 'port' | 'speed' | 'workMs' | 'clock'> {
  /** Answers one request. It is run to its end even when the client has gone away, as a real server does. */
  handle(request: EmulatorRequest, server: EmulatorServer): EmulatorReply | Promise<EmulatorReply>;
  /** What a request is where its method does not say so. Unless said, GET and HEAD read, and everything else writes. */
  kindOf?(request: EmulatorRequest): RequestKind | undefined;
  /** How this platform words a fault; the kit has a plain answer for each. */
  faultReply?(kind: AnsweredFault, fault: Fault, request: EmulatorRequest): EmulatorReply | undefined;
  /** The answer without a part that is documented to be there. Default: the last item of a list, the first key of an object. */
  missingPart?(reply: EmulatorReply, request: EmulatorRequest): EmulatorReply;
}

export interface EmulatorServer {
  readonly url: string;
  readonly clock: EmulatorClock;
  /** The time that writing one item takes (`workMs`). Resolves at once when there is none. */
  work(): Promise<void>;
  /** The part of an `Emulator` that is the same on every platform. */
  readonly controls: Pick<Emulator, 'inject' | 'clearFaults' | 'requests' | 'clearRequests' | 'close'>;
}

const NOTHING_DONE: ReadonlySet<FaultKind> = new Set(['throttle', 'error', 'html', 'deny', 'drop', 'hang']);

/** Starts an HTTP server on 127.0.0.1. Rejects with the system's error when the port is taken. */
export async function serve(options: ServeOptions): Promise<EmulatorServer> {
  const clock = options.clock ?? new EmulatorClock(options.speed ?? 1);
  const faults = new FaultQueue();
  const log = new RequestLog();
  const running = new Set<Promise<void>>();
  const workMs = options.workMs ?? 0;

  const http = createServer((incoming, outgoing) => {
    const task = clock.during(() => answer(incoming, outgoing)).finally(() => running.delete(task));
    running.add(task);
  });

  // Longer than any client keeps an idle connection: a reset that nobody injected would look like a fault.
  http.keepAliveTimeout = 120_000;

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await readBody(incoming);
    // A client that went away before its request was complete never asked for anything.
    if (body === undefined) return;
    const request = toRequest(incoming, body, clock.now());
    const kind = options.kindOf?.(request) ?? (/^(GET|HEAD)$/.test(request.method) ? 'read' : 'write');
    const marks = { write: kind === 'write', ...(kind === 'grant' ? { grant: true } : {}) };
    const fault = faults.take({ ...request, ...marks });
    const entry = log.open(toEntry(request, marks, fault));
    try {
      await respond(request, fault, entry, outgoing);
    } catch (error) {
      // A bug of the emulator: shown to whoever asks, since nobody reads a terminal here.
      const reply = json({ emulator_failed: error instanceof Error ? error.stack : String(error) }, 500);
      answerWith(reply, entry, outgoing);
    }
  }

  function answerWith(reply: EmulatorReply, entry: Entry, outgoing: ServerResponse): void {
    const bytes = bytesOf(reply);
    log.close(entry, reply.status, logged(reply, bytes));
    send(outgoing, reply, bytes);
  }

  async function respond(request: EmulatorRequest, fault: Fault | undefined, entry: Entry, outgoing: ServerResponse) {
    const kind = fault?.kind;
    if (fault && kind && NOTHING_DONE.has(kind)) {
      if (kind === 'hang') return;
      if (kind === 'drop') return void outgoing.socket?.destroy();
      return answerWith(wordFault(kind as AnsweredFault, fault, request), entry, outgoing);
    }
    let reply = await options.handle(request, server);
    noteLimit(entry, reply);
    if (fault && kind === 'error-after') reply = wordFault(kind, fault, request);
    if (kind === 'missing-part') reply = (options.missingPart ?? dropPart)(reply, request);
    let bytes = bytesOf(reply);
    if (kind === 'truncate') bytes = bytes.subarray(0, Math.floor(bytes.length / 2));
    log.close(entry, reply.status, logged(reply, bytes));
    if (kind === 'hang-after') return;
    if (kind === 'drop-after') return void outgoing.socket?.destroy();
    if (fault && kind === 'slow') await clock.sleep(fault.ms ?? 1000);
    send(outgoing, reply, bytes);
  }

  function wordFault(kind: AnsweredFault, fault: Fault, request: EmulatorRequest): EmulatorReply {
    return options.faultReply?.(kind, fault, request) ?? plainFault(kind, fault);
  }

  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(options.port ?? 0, '127.0.0.1', () => {
      http.off('error', reject);
      resolve();
    });
  });

  const server: EmulatorServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    clock,
    work: () => (workMs > 0 ? clock.sleep(workMs) : Promise.resolve()),
    controls: {
      inject: (...list) => faults.inject(list),
      clearFaults: () => faults.clear(),
      requests: () => log.all(),
      clearRequests: () => log.clear(),
      close: async () => {
        if (!options.clock) clock.stop();
        const closed = new Promise<void>((resolve) => http.close(() => resolve()));
        http.closeAllConnections();
        await Promise.all([closed, ...running]);
      },
    },
  };
  return server;
}

function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => resolve(Buffer.concat(chunks)));
    incoming.on('error', () => resolve(undefined));
    incoming.on('close', () => resolve(undefined));
  });
}

function toRequest(incoming: IncomingMessage, bytes: Buffer, at: number): EmulatorRequest {
  const path = incoming.url ?? '/';
  const mark = path.indexOf('?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    at,
    method: incoming.method ?? 'GET',
    pathname: mark < 0 ? path : path.slice(0, mark),
    path,
    query: new URLSearchParams(mark < 0 ? '' : path.slice(mark + 1)),
    headers,
    body: bytes.toString('utf8'),
    bytes,
  };
}

function toEntry(request: EmulatorRequest, marks: Pick<Entry, 'write' | 'grant'>, fault: Fault | undefined): Entry {
  const { at, method, path, headers, body } = request;
  return { at, method, path, headers, body, status: 0, reply: '', ...marks, ...(fault ? { fault: fault.kind } : {}) };
}

function noteLimit(entry: Entry, reply: EmulatorReply): void {
  if (reply.overLimit) entry.overLimit = true;
}

/** What the log keeps of an answer: its text, and of bytes that are none only how many there were. */
function logged(reply: EmulatorReply, bytes: Uint8Array): string {
  return reply.bytes ? `${bytes.length} bytes` : Buffer.from(bytes).toString('utf8');
}

function plainFault(kind: AnsweredFault, fault: Fault): EmulatorReply {
  switch (kind) {
    case 'throttle':
      return json({ message: 'Too many requests.' }, 429, { 'retry-after': retryAfter(fault) });
    case 'deny':
      return json({ message: 'Invalid credentials.' }, 401);
    case 'html':
      return html('<!DOCTYPE html><html><head><title>Just a moment…</title></head><body></body></html>');
    default:
      return json({ message: 'Internal server error.' }, 500);
  }
}

/** Whole seconds, as the header wants them; `ms` of the fault, or one second. */
export function retryAfter(fault: Fault): string {
  return String(Math.max(1, Math.ceil((fault.ms ?? 1000) / 1000)));
}

function dropPart(reply: EmulatorReply): EmulatorReply {
  if (Array.isArray(reply.value)) return { ...reply, value: reply.value.slice(0, -1) };
  if (reply.value === null || typeof reply.value !== 'object') return reply;
  return { ...reply, value: Object.fromEntries(Object.entries(reply.value).slice(1)) };
}

function send(outgoing: ServerResponse, reply: EmulatorReply, bytes: Uint8Array): void {
  if (outgoing.destroyed || outgoing.headersSent) return;
  outgoing.writeHead(reply.status, { ...reply.headers, 'content-length': bytes.length });
  outgoing.end(outgoing.req.method === 'HEAD' ? undefined : bytes);
}
