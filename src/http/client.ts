import { setMaxListeners } from 'node:events';
import type { HttpFailure, Reply, RequestSpec } from '../contract/index.ts';
import { Failures, misfit, type Reading, readAnswer } from './answer.ts';
import { ENCODINGS } from './body.ts';
import { sleepUntilAborted } from './clock.ts';
import { proxySecrets } from './proxy.ts';
import { createRedactor, type Redactor } from './redact.ts';
import { redirectNote, redirectOf } from './redirect.ts';
import { decideRetry, type RetryDecision } from './retry.ts';
import { lowerCaseNames, type SignedRequest, signRequest } from './sign.ts';
import { createThrottle, HeldTooLong, type Release, type Throttle } from './throttle.ts';
import { Tracer } from './trace.ts';
import type { Client, ClientOptions, ClientStats } from './types.ts';
import { buildUrl, withoutQueryKeys } from './url.ts';
import { type Answer, createWire, type Wire, WireError } from './wire.ts';

const TIMEOUT_MS = 60_000;
const ATTEMPTS = 5;
const MAX_BYTES = 64 * 1_048_576;
const REDIRECTS = 3;

/**
 * The HTTP client of one channel. Each request waits for its bucket, is signed with a fresh nonce and time, is sent, and is
 * made again only where that cannot do a thing twice. It resolves with an answer that fits its schema or throws `HttpFailure`;
 * no secret is in what it throws or traces.
 */
export function createClient<Connection, Bucket extends string>(
  options: ClientOptions<Connection, Bucket>,
): Client<Bucket> {
  return new HttpClient(options);
}

interface Job<Bucket extends string, T> {
  readonly spec: RequestSpec<Bucket, T>;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly failures: Failures;
}

/** An attempt that failed. `permanent`: the next one would fail the same way. */
interface Failed {
  readonly failure: HttpFailure;
  readonly permanent: boolean;
}

/** An answer with whatever could be read of it. */
interface Answered {
  readonly request: SignedRequest;
  readonly answer: Answer;
  readonly reading: Reading;
  readonly elapsedMs: number;
}

class HttpClient<Connection, Bucket extends string> implements Client<Bucket> {
  readonly #options: ClientOptions<Connection, Bucket>;
  readonly #throttle: Throttle<Bucket>;
  readonly #redact: Redactor;
  readonly #tracer: Tracer;
  readonly #wire: Wire;
  readonly #closing = new AbortController();
  readonly #stop: AbortSignal;
  readonly #stats = { requests: 0, writes: 0, retries: 0, waitedMs: 0 };

  constructor(options: ClientOptions<Connection, Bucket>) {
    const { adapter, clock, env, secrets, signal } = options;
    const limits = Object.values<{ readonly concurrent: number }>(adapter.limits.buckets);
    this.#options = options;
    this.#throttle = createThrottle<Bucket>(adapter.limits.buckets, clock);
    this.#redact = createRedactor([...Object.values(secrets), ...proxySecrets(env)]);
    this.#tracer = new Tracer(options, this.#redact);
    this.#wire = createWire({
      env,
      maxBytes: options.maxBytes ?? MAX_BYTES,
      // One for every request that the buckets let out together: a signed request never waits for a connection and ages.
      connections: limits.reduce((sum, limit) => sum + Math.floor(limit.concurrent), 0),
    });
    // Every request that waits listens to it; hundreds at once are no leak.
    this.#stop = signal ? AbortSignal.any([this.#closing.signal, signal]) : this.#closing.signal;
    setMaxListeners(0, this.#stop);
  }

  stats(): ClientStats {
    return { ...this.#stats };
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('the client is closed'));
    await this.#wire.close();
  }

  async request<T>(spec: RequestSpec<Bucket, T>): Promise<Reply<T>> {
    const job = this.#prepare(spec);
    const reading = spec.method === 'GET' || spec.method === 'HEAD';
    let maybeDone = false;
    let last: HttpFailure | undefined;
    for (let attempt = 1; ; attempt++) {
      const result = await this.#attempt(job, attempt, last);
      if (!('failure' in result)) return result;
      const { failure, permanent } = result;
      last = maybeDone && !reading ? lessCertain(job, failure) : failure;
      maybeDone ||= failure.mayHaveHappened;
      const decision = this.#decide(job, failure, attempt, permanent);
      if ('giveUp' in decision) throw this.#givenUp(job, last, attempt, decision.giveUp);
      await this.#backOff(job, attempt, decision, last);
      this.#stats.retries++;
    }
  }

  #prepare<T>(spec: RequestSpec<Bucket, T>): Job<Bucket, T> {
    const { adapter, connection, userAgent } = this.#options;
    const failures = new Failures(spec, this.#redact);
    const url = buildUrl(adapter.baseUrl(connection), spec.path, spec.query);
    if (typeof url === 'string') throw failures.unsent(url);
    const body = spec.body === undefined ? '' : JSON.stringify(spec.body);
    const headers = {
      accept: 'application/json',
      'accept-encoding': ENCODINGS,
      // A real locale: some servers translate their answers, and fail on the `*` that clients send by default.
      'accept-language': 'en-US',
      'user-agent': userAgent,
      ...(body === '' ? {} : { 'content-type': 'application/json' }),
      ...lowerCaseNames(spec.headers ?? {}),
    };
    return { spec, url, headers, body, failures };
  }

  /** One attempt with the redirects that belong to it. Throws only when nothing more may be sent at all. */
  async #attempt<T>(job: Job<Bucket, T>, attempt: number, last: HttpFailure | undefined): Promise<Reply<T> | Failed> {
    let url = job.url;
    for (let hop = 0; ; hop++) {
      const result = await this.#exchange(job, url, attempt, last);
      if ('failure' in result) return result;
      const { answer, request } = result;
      if (answer.status < 300) return this.#reply(job, url, result, attempt);
      const location = redirectOf(answer, url);
      const next = location && withoutQueryKeys(location, request.signedKeys);
      if (next && isRead(job) && next.origin === url.origin && hop < REDIRECTS) url = next;
      else return this.#refused(job, url, result, attempt, next);
    }
  }

  /** Wait, sign, send: in this order, so that what is signed is fresh. */
  async #exchange<T>(
    job: Job<Bucket, T>,
    url: URL,
    attempt: number,
    last: HttpFailure | undefined,
  ): Promise<Answered | Failed> {
    const { clock, maxBytes = MAX_BYTES, timeoutMs = TIMEOUT_MS } = this.#options;
    const release = await this.#enter(job, url, attempt, last);
    try {
      const request = this.#sign(job, url);
      if ('failure' in request) return request;
      this.#tracer.request(request, attempt);
      let start = clock.now();
      const answer = await this.#wire.send(request, job.spec.timeoutMs ?? timeoutMs, () => {
        start = clock.now();
        this.#stats.requests++;
        if (!isRead(job)) this.#stats.writes++;
      });
      const elapsedMs = Math.max(0, clock.now() - start);
      const reading = await readAnswer(answer, maxBytes);
      this.#tracer.response(request, attempt, answer, reading.text, elapsedMs);
      return { request, answer, reading, elapsedMs };
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return this.#failed(job, url, attempt, job.failures.wire(error), error.why === 'permanent');
    } finally {
      release();
    }
  }

  async #enter<T>(job: Job<Bucket, T>, url: URL, attempt: number, last: HttpFailure | undefined): Promise<Release> {
    const { clock } = this.#options;
    const before = clock.now();
    try {
      return await this.#throttle.acquire(job.spec.bucket, this.#stop);
    } catch (error) {
      const held = error instanceof HeldTooLong ? error : undefined;
      if (!held && !this.#stop.aborted) throw error;
      const why = held ? held.message : 'stopped on request';
      if (last) throw job.failures.again(last, `not tried again: ${why}`);
      throw job.failures.unsent(why, held ? { retryAfterMs: held.ms } : { cause: this.#stop.reason });
    } finally {
      const waited = Math.max(0, clock.now() - before);
      this.#stats.waitedMs += waited;
      if (waited > 0) this.#tracer.wait(job.spec.method, url, attempt, waited, 'throttle');
    }
  }

  #sign<T>(job: Job<Bucket, T>, url: URL): SignedRequest | Failed {
    const { adapter, clock, connection, secrets } = this.#options;
    const { method } = job.spec;
    try {
      const { headers, body } = job;
      return signRequest({ auth: adapter.auth, method, url, headers, body, secrets, connection, now: clock.now() });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      return { failure: job.failures.unsent(`it could not be signed: ${why}`, { cause }), permanent: true };
    }
  }

  #reply<T>(job: Job<Bucket, T>, url: URL, answered: Answered, attempt: number): Reply<T> | Failed {
    const { answer, reading, elapsedMs } = answered;
    const unreadable = (why: string) =>
      this.#failed(job, url, attempt, job.failures.unreadable(answer, reading, why), false);
    if (reading.json === undefined) return unreadable(reading.bad ?? 'it is not JSON');
    const parsed = job.spec.reply.safeParse(reading.json);
    if (!parsed.success) return unreadable(misfit(parsed.error.issues, reading));
    const { 'set-cookie': _, ...headers } = answer.headers;
    return { status: answer.status, headers, data: parsed.data, elapsedMs };
  }

  #refused<T>(job: Job<Bucket, T>, url: URL, answered: Answered, attempt: number, next: URL | undefined): Failed {
    const { answer, reading } = answered;
    const { clock } = this.#options;
    const note = next ? redirectNote(url, this.#redact.url(next), next) : undefined;
    const failure = job.failures.status(answer, reading, clock.now(), note);
    return this.#failed(job, url, attempt, failure, false);
  }

  #failed<T>(job: Job<Bucket, T>, url: URL, attempt: number, failure: HttpFailure, permanent: boolean): Failed {
    this.#tracer.failure(job.spec.method, url, attempt, failure.message, failure.details.status);
    return { failure, permanent };
  }

  #decide<T>(job: Job<Bucket, T>, failure: HttpFailure, attempt: number, permanent: boolean): RetryDecision {
    const { attempts = ATTEMPTS, clock, random = Math.random } = this.#options;
    const { status, retryAfterMs } = failure.details;
    const { resend, bucket } = job.spec;
    const decision = decideRetry(
      {
        kind: failure.kind,
        resend,
        attempt,
        permanent,
        ...(status === undefined ? {} : { status }),
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      },
      { attempts, random },
    );
    // What one request was told holds for all of its bucket.
    const pause = retryAfterMs ?? (status === 429 && 'waitMs' in decision ? decision.waitMs : undefined);
    if (pause !== undefined && (status === 429 || status === 503)) this.#throttle.hold(bucket, clock.now() + pause);
    return decision;
  }

  async #backOff<T>(
    job: Job<Bucket, T>,
    attempt: number,
    decision: Extract<RetryDecision, { readonly waitMs: number }>,
    last: HttpFailure,
  ): Promise<void> {
    const { clock } = this.#options;
    const { waitMs, why } = decision;
    this.#tracer.wait(job.spec.method, job.url, attempt, waitMs, why);
    const before = clock.now();
    try {
      await sleepUntilAborted(clock, waitMs, this.#stop);
    } catch (error) {
      if (!this.#stop.aborted) throw error;
      throw job.failures.again(last, 'not tried again: stopped on request');
    } finally {
      this.#stats.waitedMs += Math.max(0, clock.now() - before);
    }
  }

  #givenUp<T>(
    job: Job<Bucket, T>,
    last: HttpFailure,
    attempt: number,
    why: Extract<RetryDecision, { readonly giveUp: string }>['giveUp'],
  ): HttpFailure {
    if (why === 'wait-too-long') {
      const seconds = Math.ceil((last.details.retryAfterMs ?? 0) / 1000);
      return job.failures.again(last, `it asks to be left alone for ${seconds} s`);
    }
    return attempt > 1 ? job.failures.again(last, `given up after ${attempt} attempts`) : last;
  }
}

/**
 * An earlier attempt of this write may have been carried out, so "it did not happen" is no longer true of the whole.
 * A DELETE that finds nothing to delete is the exception: whichever attempt did it, it is done.
 */
function lessCertain<Bucket extends string, T>(job: Job<Bucket, T>, failure: HttpFailure): HttpFailure {
  if (failure.mayHaveHappened) return failure;
  const { status } = failure.details;
  if (job.spec.method === 'DELETE' && (status === 404 || status === 410)) return failure;
  return job.failures.again(failure, 'an earlier attempt may have been carried out', 'unclear');
}

function isRead<Bucket extends string, T>(job: Job<Bucket, T>): boolean {
  return job.spec.method === 'GET' || job.spec.method === 'HEAD';
}
