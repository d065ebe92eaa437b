import { HttpFailure, type Json, type RequestSpec, type Verdict } from '../contract/index.ts';
import { decodeBody, tooLargeText, utf8 } from './body.ts';
import { parseJsonExactly } from './json.ts';
import { codeOf, messageOf, type Redactor } from './redact.ts';
import { retryAfterMs } from './retry.ts';
import type { Answer, WireError } from './wire.ts';

/** Text of an answer that a failure carries, in characters. */
const TEXT_LIMIT = 2_000;
/** A JSON answer longer than this is carried as the beginning of its text. */
const JSON_LIMIT = 64_000;

/** An answer as far as it can be read. `json` absent: it was not JSON, and `text` says what it was. */
export interface Reading {
  readonly json?: Json;
  /** What a request that asked for text or bytes gets. */
  readonly data?: string | Uint8Array;
  readonly text: string;
  /** Why it could not be read, a clause that begins with "it". */
  readonly bad?: string;
}

export interface Want {
  readonly as: 'json' | 'text' | 'bytes';
  readonly unzip: boolean;
}

export async function readAnswer(answer: Answer, maxBytes: number, want: Want = JSON_WANTED): Promise<Reading> {
  if (answer.tooLarge) return { text: '', bad: tooLargeText(maxBytes) };
  const good = answer.status < 300;
  let decoded = await decodeBody(answer.bytes, answer.headers['content-encoding'], maxBytes);
  // Some stores send a gzip file as such, others as its content sent compressed.
  if (good && want.unzip && 'bytes' in decoded && decoded.bytes[0] === 0x1f && decoded.bytes[1] === 0x8b)
    decoded = await decodeBody(decoded.bytes, 'gzip', maxBytes);
  if ('bad' in decoded) return { text: '', bad: decoded.bad };
  if (good && want.as === 'bytes') return { text: '', data: decoded.bytes };
  if (good && want.as === 'text') return asText(decoded.bytes, answer.headers['content-type'] ?? '');
  const text = utf8(decoded.bytes);
  if (text === undefined) return { text: decoded.bytes.toString('latin1'), bad: 'it is not UTF-8' };
  if (text.trim() === '') return { json: null, text: '' };
  try {
    return { json: parseJsonExactly(text), text };
  } catch {
    return { text, bad: isPage(text) ? 'it is a web page, not JSON' : 'it is not JSON' };
  }
}

const JSON_WANTED: Want = { as: 'json', unzip: false };

/** By the charset that the answer names, else UTF-8. */
function asText(bytes: Buffer, type: string): Reading {
  const label = /charset="?([\w-]+)/i.exec(type)?.[1] ?? 'utf-8';
  try {
    const data = new TextDecoder(label, { fatal: true }).decode(bytes);
    return { text: data, data };
  } catch {
    return { text: '', bad: `it is not ${label}` };
  }
}

/** Said of a web page in the place of JSON. */
const NOT_THE_PLATFORM =
  'something other than the platform may be answering: a firewall, a cache, a login page or a maintenance page';

function isPage(text: string): boolean {
  return /^\s*(<!doctype|<\?xml|<[a-z!])/i.test(text);
}

type Asked = Pick<RequestSpec<string, unknown>, 'method' | 'path'>;

/** Everything about a request that its failures repeat, and the redactor that all of it passes through. */
export class Failures {
  constructor(
    private readonly asked: Asked,
    private readonly redact: Redactor,
  ) {}

  /** A 2xx with a body that is not what the platform documents. */
  unreadable(answer: Answer, reading: Reading, why: string): HttpFailure {
    const page = reading.json === undefined && isPage(reading.text) ? `; ${NOT_THE_PLATFORM}` : '';
    return this.#make('unreadable', `answered ${answer.status}, but ${why}${page}`, {
      status: answer.status,
      ...this.#body(reading),
    });
  }

  /** Any status but 2xx: 5xx may have happened, the others did not. */
  status(answer: Answer, reading: Reading, now: number, note?: string): HttpFailure {
    const { status, headers } = answer;
    const said = reading.json === undefined ? undefined : sentenceIn(reading.json);
    const page = status < 500 && reading.json === undefined && isPage(reading.text);
    const after = retryAfterMs(headers['retry-after'], { date: headers.date, now });
    const words = [
      `answered ${status}${said ? `: ${this.redact.clip(said, 300)}` : ''}`,
      note,
      page ? `the answer is a web page; ${NOT_THE_PLATFORM}` : undefined,
    ];
    return this.#make(status >= 500 ? 'unclear' : 'refused', words.filter(Boolean).join('; '), {
      status,
      ...this.#body(reading),
      ...(after === undefined ? {} : { retryAfterMs: after }),
    });
  }

  /** What `judge` made of an answer. */
  judged(answer: Answer, reading: Reading, kind: HttpFailure['kind'], verdict: Verdict): HttpFailure {
    const said = verdict.kind === 'stale' || verdict.message === undefined ? undefined : verdict.message;
    const words = said ?? (reading.json === undefined ? undefined : sentenceIn(reading.json));
    return this.#make(kind, `answered ${answer.status}${words ? `: ${this.redact.clip(words, 300)}` : ''}`, {
      status: answer.status,
      verdict: verdict.kind,
      ...this.#body(reading),
      ...(verdict.kind === 'exhausted' ? { retryAfterMs: verdict.seconds * 1000 } : {}),
    });
  }

  /** No whole answer. A 4xx whose body was cut short is still a 4xx. */
  wire(error: WireError): HttpFailure {
    const cause = this.redact.cause(error.cause);
    const code = codeOf(error.cause);
    const what = error.cause instanceof Error ? messageOf(error.cause) : String(error.cause);
    const why = code && !what.includes(code) ? `${what} (${code})` : what;
    const more = { cause, ...(error.status === undefined ? {} : { status: error.status }) };
    if (!error.sent) return this.#make('unsent', `was not sent: ${why}`, more);
    if (error.status !== undefined && error.status >= 300 && error.status < 500) {
      return this.#make('refused', `answered ${error.status}, and the answer was cut short: ${why}`, more);
    }
    const words =
      error.why === 'time-out'
        ? `timed out: ${why}; the platform may still be at work on it`
        : error.why === 'cut-short'
          ? `the answer was cut short: ${why}`
          : `the connection was lost before an answer came: ${why}`;
    return this.#make('unclear', words, more);
  }

  /** Nothing was sent, for a reason of our own. */
  unsent(why: string, more: { readonly cause?: unknown; readonly retryAfterMs?: number } = {}): HttpFailure {
    const { cause, ...rest } = more;
    const safe = this.redact.cause(cause);
    return this.#make('unsent', `was not sent: ${why}`, { ...rest, ...(safe ? { cause: safe } : {}) });
  }

  /** Asking for a token failed, so the request was not sent; it says what the asking said. */
  withoutToken(failure: HttpFailure): HttpFailure {
    const { status, retryAfterMs, body } = failure.details;
    const kind = failure.kind === 'refused' ? 'refused' : 'unsent';
    return this.#make(kind, `was not sent: ${failure.message}`, {
      ...(status === undefined ? {} : { status: status >= 400 && status < 500 && status !== 429 ? 401 : status }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      ...(body === undefined ? {} : { body }),
      cause: failure,
    });
  }

  /** The same failure with more words, and with another kind where an earlier attempt makes it less certain. */
  again(failure: HttpFailure, note: string, kind = failure.kind): HttpFailure {
    return new HttpFailure(kind, `${failure.message}; ${this.redact(note)}`, failure.details);
  }

  #make(kind: HttpFailure['kind'], words: string, details: Partial<HttpFailure['details']>): HttpFailure {
    const path = this.redact.url(this.asked.path);
    return new HttpFailure(kind, this.redact(`${this.asked.method} ${path}: ${words}`), {
      ...details,
      method: this.asked.method,
      path,
    });
  }

  #body(reading: Reading): { readonly body?: Json } {
    if (reading.json === null || (reading.json === undefined && reading.text === '')) return {};
    if (reading.json !== undefined && reading.text.length <= JSON_LIMIT)
      return { body: this.redact.json(reading.json) };
    return { body: this.redact.clip(reading.text, TEXT_LIMIT) };
  }
}

/** The platform's own sentence, where its error answer has one in one of the usual places. */
function sentenceIn(json: Json, depth = 0): string | undefined {
  if (json === null || typeof json !== 'object' || depth > 2) return undefined;
  if (isArray(json)) return json.length > 0 ? sentenceIn(json[0] as Json, depth + 1) : undefined;
  for (const key of ['message', 'error_description', 'error_msg', 'msg', 'detail', 'error', 'errors']) {
    const value = json[key];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    const below = value === undefined ? undefined : sentenceIn(value, depth + 1);
    if (below) return below;
  }
  return undefined;
}

function isArray(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}

/** Where and how an answer differs from its schema, in one line. */
export function misfit(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
  reading: Reading,
): string {
  const [first] = issues;
  const path = (first?.path ?? []).map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  const what = reading.text === '' ? 'it is empty' : `it does not fit at ${path.replace(/^\./, '') || 'its top'}`;
  return `${what}: ${first?.message ?? 'unknown'}${more}`;
}
