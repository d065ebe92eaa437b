import type { Adapter, RequestSpec, Verdict } from '../contract/index.ts';
import { Failures, type Reading } from './answer.ts';
import { ENCODINGS } from './body.ts';
import { type Payload, payloadOf } from './content.ts';
import type { Redactor } from './redact.ts';
import { lowerCaseNames } from './sign.ts';
import type { ClientOptions } from './types.ts';
import { buildUrl } from './url.ts';
import type { Answer } from './wire.ts';

export interface Job<Bucket extends string, T> {
  readonly spec: RequestSpec<Bucket, T>;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Payload['data'];
  readonly failures: Failures;
  /** platform: signed, judged. elsewhere: neither. grant: neither, its bodies are credentials, and its 4xx is an answer. */
  readonly to: 'platform' | 'elsewhere' | 'grant';
  /** Names of the tokens it is signed with. */
  readonly tokens: readonly string[];
  /** A stale token was renewed for it once. */
  renewed: boolean;
}

/** A verdict; tokens that are not taken, by name. */
export type Judged =
  | Exclude<Verdict, { readonly kind: 'stale' }>
  | { readonly kind: 'stale'; readonly tokens: readonly string[] };

/** Everything about a request that is the same for each attempt. Throws an `unsent` failure for an address that is none. */
export async function prepareJob<Connection, Bucket extends string, T>(
  options: Pick<ClientOptions<Connection, Bucket>, 'adapter' | 'connection' | 'userAgent'>,
  redact: Redactor,
  spec: RequestSpec<Bucket, T>,
  to: Job<Bucket, T>['to'],
): Promise<Job<Bucket, T>> {
  const { adapter, connection, userAgent } = options;
  const { auth } = adapter;
  const failures = new Failures(spec, redact);
  const url =
    spec.elsewhere === undefined
      ? buildUrl(adapter.baseUrl(connection), spec.path, spec.query)
      : absoluteUrl(spec.elsewhere);
  if (typeof url === 'string') throw failures.unsent(url);
  const payload = await payloadOf(spec.body, spec.content);
  const all = auth.tokens?.map((token) => token.name) ?? [];
  const headers = {
    ...(to === 'elsewhere' ? {} : { accept: 'application/json' }),
    'accept-encoding': ENCODINGS,
    // A real locale: some servers translate their answers, and fail on the `*` that clients send by default.
    ...(to === 'elsewhere' ? {} : { 'accept-language': 'en-US' }),
    'user-agent': userAgent,
    ...(payload.type === undefined ? {} : { 'content-type': payload.type }),
    ...lowerCaseNames(spec.headers ?? {}),
  };
  return {
    spec,
    url,
    headers,
    body: payload.data,
    failures,
    to,
    tokens: to === 'platform' && all.length > 0 ? (auth.needs?.({ path: spec.path, connection }) ?? all) : [],
    renewed: false,
  };
}

/** The adapter's word on an answer of the platform, and the usual one where it has none on a token that is not taken. */
export function judge<Connection, Bucket extends string, T>(
  auth: Adapter<Connection, Bucket>['auth'],
  job: Job<Bucket, T>,
  { answer, reading }: { readonly answer: Answer; readonly reading: Reading },
): Judged | undefined {
  const { status, headers } = answer;
  if (job.to === 'grant') {
    const spoke = reading.json !== undefined && job.spec.reply.safeParse(reading.json).success;
    return status >= 400 && status < 500 && status !== 429 && spoke ? { kind: 'fine' } : undefined;
  }
  if (job.to === 'elsewhere') return undefined;
  const { method, path } = job.spec;
  const verdict = auth.judge?.({ method, path, status, headers, body: reading.json ?? null });
  if (verdict?.kind === 'stale') return { kind: 'stale', tokens: [verdict.token] };
  if (verdict === undefined && status === 401 && job.tokens.length > 0) return { kind: 'stale', tokens: job.tokens };
  return verdict;
}

/** As a message or a trace may show it: an address that was handed out is a key to what lies behind it. */
export function shownUrl<Bucket extends string, T>(job: Job<Bucket, T>, url: URL): URL {
  if (job.to === 'platform' || url.search === '') return url;
  const shown = new URL(url);
  shown.search = '';
  return shown;
}

function absoluteUrl(text: string): URL | string {
  // Neither in a message nor in a trace: such an address is a key to what lies behind it.
  if (!URL.canParse(text)) return 'the platform handed out an address that is no URL';
  const url = new URL(text);
  return url.protocol === 'https:' || url.protocol === 'http:'
    ? url
    : 'the platform handed out an address that is not http(s)';
}

/** A URL that carries no credentials of its own. */
export function isOpen(url: URL): boolean {
  return url.username === '' && url.password === '' && /^https?:$/.test(url.protocol);
}

export function isRead<Bucket extends string, T>(job: Job<Bucket, T>): boolean {
  return job.spec.method === 'GET' || job.spec.method === 'HEAD';
}
