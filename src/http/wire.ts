import { type Dispatcher, Pool, ProxyAgent } from 'undici';
import { proxyFor } from './proxy.ts';
import type { SignedRequest } from './sign.ts';

/** What came back, whole or up to the size limit. */
export interface Answer {
  readonly status: number;
  /** Lower-case names; repeated ones joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  /** The answer was larger than allowed and `bytes` is empty. */
  readonly tooLarge: boolean;
}

/** No whole answer came back. Its parts may hold secrets: redact before showing. */
export class WireError extends Error {
  override readonly name = 'WireError';
  constructor(
    /** The request was written to a connection, at least in part. */
    readonly sent: boolean,
    readonly why: 'time-out' | 'cut-short' | 'failed' | 'permanent',
    /** Of an answer that was cut short. */
    readonly status: number | undefined,
    override readonly cause: unknown,
  ) {
    super(why);
  }
}

export interface Wire {
  /** Throws `WireError`. `reached` is called when the request is about to be written to a connection. */
  send(request: SignedRequest, timeoutMs: number, reached: () => void): Promise<Answer>;
  /** Lets what is in flight finish, then closes every connection. */
  close(): Promise<void>;
}

export interface WireOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Per origin. */
  readonly connections: number;
  /** Of one answer. */
  readonly maxBytes: number;
}

const CONNECT_MS = 10_000;

/** Connections kept alive per origin, straight or through the proxy that the environment names for it. */
export function createWire(options: WireOptions): Wire {
  const pools = new Map<string, Dispatcher>();
  const inFlight = new Set<Promise<unknown>>();
  const poolOf = (url: URL): Dispatcher => {
    const known = pools.get(url.origin);
    if (known) return known;
    const connect = { timeout: CONNECT_MS };
    const shared = { connections: options.connections, pipelining: 1 };
    const proxy = proxyFor(url, options.env);
    const made = proxy
      ? // A tunnel for https; for http the absolute form that every forward proxy takes, where CONNECT is often forbidden.
        new ProxyAgent({ ...shared, uri: proxy.href, proxyTunnel: false, proxyTls: connect, requestTls: connect })
      : new Pool(url.origin, { ...shared, connect });
    pools.set(url.origin, made);
    return made;
  };
  return {
    async send(request, timeoutMs, reached) {
      const exchange = new Exchange(request, timeoutMs, options.maxBytes, reached).run(poolOf(request.url));
      inFlight.add(exchange);
      try {
        return await exchange;
      } finally {
        inFlight.delete(exchange);
      }
    },
    async close() {
      await Promise.allSettled(inFlight);
      await Promise.allSettled([...pools.values()].map((pool) => pool.destroy()));
      pools.clear();
    },
  };
}

/** One request and its answer. Undici's plain `dispatch`, because only it tells whether the request was written or not. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #status: number | undefined;
  readonly #headers: Record<string, string> = {};
  #controller: Dispatcher.DispatchController | undefined;
  #sent = false;
  #over = false;
  #settle: { readonly resolve: (answer: Answer) => void; readonly reject: (error: WireError) => void } | undefined;

  constructor(
    private readonly request: SignedRequest,
    private readonly timeoutMs: number,
    private readonly maxBytes: number,
    private readonly reached: () => void,
  ) {}

  run(pool: Dispatcher): Promise<Answer> {
    const { method, url, headers, body } = this.request;
    return new Promise<Answer>((resolve, reject) => {
      const timer = setTimeout(
        () => this.#fail('time-out', new Error(`no answer in ${this.timeoutMs} ms`)),
        this.timeoutMs,
      );
      this.#settle = {
        resolve: (answer) => {
          clearTimeout(timer);
          resolve(answer);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      try {
        pool.dispatch(
          {
            origin: url.origin,
            path: `${url.pathname}${url.search}`,
            method,
            headers: { ...headers },
            body: body.length === 0 ? null : body,
            headersTimeout: this.timeoutMs,
            bodyTimeout: this.timeoutMs,
          },
          this,
        );
      } catch (error) {
        this.#fail('permanent', error);
      }
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#over) {
      controller.abort(new Error('given up before it was sent'));
      return;
    }
    this.#controller = controller;
    this.#sent = true;
    this.reached();
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  ): void {
    // 100 Continue, 103 Early Hints: not the answer yet.
    if (status < 200) return;
    this.#status = status;
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) this.#headers[name.toLowerCase()] = typeof value === 'string' ? value : value.join(', ');
    }
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size <= this.maxBytes) this.#chunks.push(chunk);
    else this.#finish(true);
  }

  /** Undici itself fails an answer with fewer bytes than its Content-Length said, and a chunked one without its end. */
  onResponseEnd(): void {
    this.#finish(false);
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (refusedByProxy(error)) this.#sent = false;
    if (this.#status !== undefined) this.#fail('cut-short', error);
    else if (isTimeOut(error)) this.#fail('time-out', error);
    else this.#fail(!this.#sent && isPermanent(error) ? 'permanent' : 'failed', error);
  }

  #finish(tooLarge: boolean): void {
    if (this.#over || this.#status === undefined) return;
    this.#over = true;
    const bytes = tooLarge ? Buffer.alloc(0) : Buffer.concat(this.#chunks);
    this.#settle?.resolve({ status: this.#status, headers: this.#headers, bytes, tooLarge });
    if (tooLarge) this.#controller?.abort(new Error('too large'));
  }

  #fail(why: WireError['why'], cause: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#settle?.reject(new WireError(this.#sent, why, this.#status, cause));
    this.#controller?.abort(cause instanceof Error ? cause : new Error(why));
  }
}

function isTimeOut(error: unknown): boolean {
  return /^(UND_ERR_(HEADERS|BODY|CONNECT)_TIMEOUT|ETIMEDOUT)$/.test(codeText(error));
}

/** The proxy wants a password (407) or does not go there (403): it handed nothing on. Undici reports it in these two ways. */
function refusedByProxy(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.message.includes('(407)') || /^Proxy response \(4\d\d\)/.test(error.message);
}

/** Trying again cannot help: the certificate stays what it is, and so does a header that HTTP cannot carry. */
function isPermanent(error: unknown): boolean {
  return (
    refusedByProxy(error) ||
    /^(CERT_|ERR_TLS_|ERR_SSL_|EPROTO|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|UND_ERR_INVALID_ARG|UND_ERR_PRX_TLS)/.test(
      codeText(error),
    )
  );
}

function codeText(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (typeof code === 'string') return code;
  return error instanceof AggregateError && error.errors.length > 0 ? codeText(error.errors[0]) : '';
}
