import { setMaxListeners } from 'node:events';
import { HttpFailure, type Reply, type RequestSpec, type Verdict } from '../contract/index.ts';
import { misfit, type Reading, readAnswer } from './answer.ts';
import { sleepUntilAborted } from './clock.ts';
import { isOpen, isRead, type Job, type Judged, judge, prepareJob, shownUrl } from './job.ts';
import { proxySecrets } from './proxy.ts';
import { growingRedactor } from './redact.ts';
import { redirectNote, redirectOf } from './redirect.ts';
import { decideRetry, type RetryDecision } from './retry.ts';
import { type SignedRequest, signRequest } from './sign.ts';
import { createThrottle, HeldTooLong, type Release, type Throttle } from './throttle.ts';
import { memoryTokens, Tokens } from './tokens.ts';
import { Tracer } from './trace.ts';
import type { Client, ClientOptions, ClientStats } from './types.ts';
import { withoutQueryKeys } from './url.ts';
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
  /** What it was signed with. */
  readonly tokens: Readonly<Record<string, string>>;
}

const UNSIGNED = { sign: () => ({}) };

class HttpClient<Connection, Bucket extends string> implements Client<Bucket> {
  readonly #options: ClientOptions<Connection, Bucket>;
  readonly #throttle: Throttle<Bucket>;
  readonly #redact: ReturnType<typeof growingRedactor>;
  readonly #tokens: Tokens<Connection>;
  readonly #tracer: Tracer;
  readonly #wire: Wire;
  readonly #closing = new AbortController();
  readonly #stop: AbortSignal;
  readonly #stats = { requests: 0, writes: 0, retries: 0, waitedMs: 0 };

  constructor(options: ClientOptions<Connection, Bucket>) {
    const { adapter, clock, env, secrets, signal } = options;
    const limits = Object.values<{ readonly concurrent: number }>(adapter.limits.buckets);
    this.#options = options;
    this.#throttle = createThrottle<Bucket>(adapter.limits.buckets, clock, options.pace);
    this.#redact = growingRedactor([...Object.values(secrets), ...proxySecrets(env)]);
    this.#tokens = new Tokens({
      specs: adapter.auth.tokens ?? [],
      connection: options.connection,
      secrets,
      clock,
      store: options.tokens ?? memoryTokens(),
      learn: (values) => this.#redact.learn(values),
      ask: async (spec, { url, content, headers }) => {
        const path = URL.canParse(url) ? new URL(url).pathname : '/';
        // What rotates a secret may have done so although no answer came; a second time it would be refused.
        const resend = spec.rotates.length > 0 ? ('unsent' as const) : ('always' as const);
        const asked = { bucket: spec.bucket as Bucket, method: 'POST' as const, path, elsewhere: url, content, resend };
        const { data } = await this.#send({ ...asked, reply: spec.reply, ...(headers ? { headers } : {}) }, 'grant');
        return data;
      },
    });
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

  request<T>(spec: RequestSpec<Bucket, T>): Promise<Reply<T>> {
    return this.#send(spec, spec.elsewhere === undefined ? 'platform' : 'elsewhere');
  }

  async #send<T>(spec: RequestSpec<Bucket, T>, to: Job<Bucket, T>['to']): Promise<Reply<T>> {
    const job = await prepareJob(this.#options, this.#redact, spec, to);
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

  /** One attempt with the redirects that belong to it. Throws only when nothing more may be sent at all. */
  async #attempt<T>(job: Job<Bucket, T>, attempt: number, last: HttpFailure | undefined): Promise<Reply<T> | Failed> {
    let url = job.url;
    for (let hop = 0; ; ) {
      const result = await this.#exchange(job, url, attempt, last);
      if ('failure' in result) return result;
      const { answer, request } = result;
      const verdict = judge(this.#options.adapter.auth, job, result);
      if (verdict?.kind === 'stale' && !job.renewed) {
        // It did nothing, and is made again with a new token; not one of the attempts that a weak connection is given.
        job.renewed = true;
        for (const name of verdict.tokens) this.#tokens.spoil(name, result.tokens[name] ?? '');
        continue;
      }
      if (verdict && verdict.kind !== 'fine') return this.#judged(job, url, result, attempt, verdict);
      if (answer.status < 300 || verdict?.kind === 'fine') return this.#reply(job, url, result, attempt);
      const location = redirectOf(answer, url);
      const next = location && withoutQueryKeys(location, request.signedKeys);
      // Without credentials there is nothing that another server must not see.
      const allowed = next && (next.origin === url.origin || (job.to === 'elsewhere' && isOpen(next)));
      if (next && allowed && isRead(job) && hop++ < REDIRECTS) url = next;
      else return this.#refused(job, url, result, attempt, next);
    }
  }

  #judged<T>(job: Job<Bucket, T>, url: URL, answered: Answered, attempt: number, verdict: Judged): Failed {
    const { answer, reading } = answered;
    const kind = verdict.kind === 'unclear' ? 'unclear' : 'refused';
    const said: Verdict = verdict.kind === 'stale' ? { kind: 'refused' } : (verdict as Verdict);
    const failure =
      verdict.kind === 'stale'
        ? job.failures.status(answer, reading, this.#options.clock.now(), 'a new token was not taken either')
        : job.failures.judged(answer, reading, kind, said);
    return this.#failed(job, url, attempt, failure, false);
  }

  /** Wait, sign, send: in this order, so that what is signed is fresh. */
  async #exchange<T>(
    job: Job<Bucket, T>,
    url: URL,
    attempt: number,
    last: HttpFailure | undefined,
  ): Promise<Answered | Failed> {
    const { clock, maxBytes = MAX_BYTES, timeoutMs = TIMEOUT_MS } = this.#options;
    const entered = await this.#enterWithTokens(job, url, attempt, last);
    if ('failure' in entered) return entered;
    const { release, tokens } = entered;
    try {
      const request = this.#sign(job, url, tokens);
      if ('failure' in request) return request;
      const hidden = job.to === 'grant';
      this.#tracer.request({ ...request, url: shownUrl(job, request.url) }, attempt, hidden);
      let start = clock.now();
      const answer = await this.#wire.send(request, job.spec.timeoutMs ?? timeoutMs, () => {
        start = clock.now();
        this.#stats.requests++;
        if (!isRead(job) && job.to !== 'grant') this.#stats.writes++;
      });
      const elapsedMs = Math.max(0, clock.now() - start);
      const reading = await readAnswer(answer, maxBytes, {
        as: job.spec.answer ?? 'json',
        unzip: job.spec.unzip === true,
      });
      this.#tracer.response(
        { ...request, url: shownUrl(job, request.url) },
        attempt,
        answer,
        reading.text,
        elapsedMs,
        hidden,
      );
      return { request, answer, reading, elapsedMs, tokens };
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return this.#failed(job, url, attempt, job.failures.wire(error), error.why === 'permanent');
    } finally {
      release();
    }
  }

  /** A place on the bucket and tokens that are good when it is reached: a long queue may have outlived them. */
  async #enterWithTokens<T>(
    job: Job<Bucket, T>,
    url: URL,
    attempt: number,
    last: HttpFailure | undefined,
  ): Promise<{ readonly release: Release; readonly tokens: Readonly<Record<string, string>> } | Failed> {
    for (let turn = 1; ; turn++) {
      let fresh: Readonly<Record<string, string>> | undefined;
      if (!this.#tokens.ready(job.tokens)) {
        try {
          fresh = await this.#tokens.obtain(job.tokens);
        } catch (error) {
          if (!(error instanceof HttpFailure)) throw error;
          // The request itself was never sent, whatever became of asking for its token.
          return this.#failed(job, url, attempt, job.failures.withoutToken(error), true);
        }
      }
      const release = await this.#enter(job, url, attempt, last);
      // One that has ended while it waited for its place is renewed once; a life shorter than that is the platform's matter.
      const tokens = this.#tokens.ready(job.tokens) ?? (turn > 1 ? fresh : undefined);
      if (tokens) return { release, tokens };
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
      if (waited > 0) this.#tracer.wait(job.spec.method, shownUrl(job, url), attempt, waited, 'throttle');
    }
  }

  #sign<T>(job: Job<Bucket, T>, url: URL, tokens: Readonly<Record<string, string>>): SignedRequest | Failed {
    const { adapter, clock, connection, secrets } = this.#options;
    const { method } = job.spec;
    try {
      const { headers, body } = job;
      const auth = job.to === 'platform' ? adapter.auth : UNSIGNED;
      return signRequest({ auth, method, url, headers, body, secrets, tokens, connection, now: clock.now() });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      return { failure: job.failures.unsent(`it could not be signed: ${why}`, { cause }), permanent: true };
    }
  }

  #reply<T>(job: Job<Bucket, T>, url: URL, answered: Answered, attempt: number): Reply<T> | Failed {
    const { answer, reading, elapsedMs } = answered;
    const unreadable = (why: string) =>
      this.#failed(job, url, attempt, job.failures.unreadable(answer, reading, why), false);
    const data = reading.data ?? reading.json;
    if (data === undefined) return unreadable(reading.bad ?? 'it is not JSON');
    const parsed = job.spec.reply.safeParse(data);
    if (!parsed.success) return unreadable(misfit(parsed.error.issues, reading));
    const { 'set-cookie': _, ...headers } = answer.headers;
    return { status: answer.status, headers, data: parsed.data, elapsedMs };
  }

  #refused<T>(job: Job<Bucket, T>, url: URL, answered: Answered, attempt: number, next: URL | undefined): Failed {
    const { answer, reading } = answered;
    const { clock } = this.#options;
    const note = next ? redirectNote(url, this.#redact.url(shownUrl(job, next)), next) : undefined;
    const failure = job.failures.status(answer, reading, clock.now(), note);
    return this.#failed(job, url, attempt, failure, false);
  }

  #failed<T>(job: Job<Bucket, T>, url: URL, attempt: number, failure: HttpFailure, permanent: boolean): Failed {
    this.#tracer.failure(job.spec.method, shownUrl(job, url), attempt, failure.message, failure.details.status);
    return { failure, permanent };
  }

  #decide<T>(job: Job<Bucket, T>, failure: HttpFailure, attempt: number, permanent: boolean): RetryDecision {
    const { attempts = ATTEMPTS, clock, random = Math.random } = this.#options;
    const { retryAfterMs, verdict } = failure.details;
    const { resend, bucket } = job.spec;
    // A platform that says "too many" with another status means the same.
    const status = verdict === 'throttled' || verdict === 'exhausted' ? 429 : failure.details.status;
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
    this.#tracer.wait(job.spec.method, shownUrl(job, job.url), attempt, waitMs, why);
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
