import type { Method } from '../contract/index.ts';
import { isoDate } from '../core/index.ts';
import type { Redactor } from './redact.ts';
import { MASK } from './redact-forms.ts';
import type { SignedRequest } from './sign.ts';
import type { ClientOptions, TraceEvent } from './types.ts';
import { withoutQueryKeys } from './url.ts';

const BODY_LIMIT = 4_000;

/** In the place of a body that is nothing but credentials. */
const HIDDEN = '(credentials)';

/** What signing adds may be shown only where it says nothing of a secret. */
const HARMLESS = /timestamp|nonce|version|method|date/i;

type Told = Pick<TraceEvent, 'kind'> & Partial<TraceEvent>;

/** Tells `--debug-http` what goes over the wire. Does nothing, and costs nothing, when nobody listens. */
export class Tracer {
  readonly #options: Pick<ClientOptions<never, string>, 'channel' | 'clock' | 'trace'>;
  readonly #redact: Redactor;

  constructor(options: Pick<ClientOptions<never, string>, 'channel' | 'clock' | 'trace'>, redact: Redactor) {
    this.#options = options;
    this.#redact = redact;
  }

  request(request: SignedRequest, attempt: number, hidden = false): void {
    if (!this.#options.trace) return;
    const headers = this.#redact.headers(request.headers);
    for (const name of request.signedHeaders) if (!HARMLESS.test(name)) headers[name] = MASK;
    this.#tell(request.method, this.url(request), attempt, {
      kind: 'request',
      headers,
      ...this.#body(hidden ? HIDDEN : request.body),
    });
  }

  response(
    request: SignedRequest,
    attempt: number,
    answer: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
    text: string,
    elapsedMs: number,
    hidden = false,
  ): void {
    if (!this.#options.trace) return;
    this.#tell(request.method, this.url(request), attempt, {
      kind: 'response',
      status: answer.status,
      elapsedMs,
      headers: this.#redact.headers(answer.headers),
      ...this.#body(hidden ? HIDDEN : text),
    });
  }

  failure(method: Method, url: URL, attempt: number, note: string, status?: number): void {
    if (!this.#options.trace) return;
    this.#tell(method, this.#redact.url(url), attempt, {
      kind: 'failure',
      note: this.#redact(note),
      ...(status === undefined ? {} : { status }),
    });
  }

  wait(method: Method, url: URL, attempt: number, waitMs: number, note: string): void {
    if (!this.#options.trace) return;
    this.#tell(method, this.#redact.url(url), attempt, { kind: 'wait', waitMs, note });
  }

  /** The URL as it was sent, without what it was signed with. */
  url(request: Pick<SignedRequest, 'url' | 'signedKeys'>): string {
    const hidden = request.signedKeys.filter((key) => !HARMLESS.test(key));
    const shown = withoutQueryKeys(request.url, hidden);
    const masks = hidden.map((key) => `${key}=${MASK}`).join('&');
    return this.#redact.url(`${shown}${masks ? `${shown.search ? '&' : '?'}${masks}` : ''}`);
  }

  #body(text: string | Uint8Array): { readonly body?: string } {
    if (typeof text !== 'string') return { body: `(${text.length} bytes)` };
    return text === '' ? {} : { body: this.#redact.clip(text, BODY_LIMIT) };
  }

  #tell(method: Method, url: string, attempt: number, event: Told): void {
    this.#options.trace?.({
      at: isoDate(this.#options.clock.now()),
      channel: this.#options.channel,
      method,
      url,
      attempt,
      ...event,
    });
  }
}
