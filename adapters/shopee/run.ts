import {
  type Context,
  type Diagnostic,
  HttpFailure,
  type Json,
  PictureFailure,
  type Query,
  type Resend,
} from 'mabang/contract';
import type { z } from 'zod';
import {
  explained,
  isCredentials,
  issue,
  type Refused,
  refusedCall,
  type ShopeeError,
  shopeeErrorOf,
} from './errors.ts';
import type { Outcomes } from './outcomes.ts';
import type { Bucket, Connection } from './schema.ts';

export type Ctx = Context<Connection, Bucket>;

/** What became of a call. */
export type Called<T> =
  | { readonly kind: 'ok'; readonly data: T }
  | { readonly kind: 'refused'; readonly refused: Refused; readonly error?: ShopeeError; readonly body?: Json }
  | { readonly kind: 'unknown'; readonly reason: string };

/** After this many calls in a row whose fate is unclear, the platform is taken to be down. */
const MISSES = 3;

/** Listings worked on side by side: enough that calls wait for the bucket and not for each other. */
const SIDE_BY_SIDE = 6;

/** One `apply`: what has been sent, and whether to go on. */
export class Run {
  private stop: Diagnostic | undefined;
  /** Why nothing more can be sent, while nothing was. */
  private fatal: unknown;
  private reached = false;
  private misses = 0;

  constructor(
    readonly ctx: Ctx,
    readonly out: Outcomes,
  ) {}

  get stopped(): Refused | undefined {
    return this.stop && { retry: 'later', issue: this.stop };
  }

  async post<T>(path: string, body: Json, reply: z.ZodType<T>, resend: Resend): Promise<Called<T>> {
    const stopped = this.stopped;
    if (stopped) return { kind: 'refused', refused: stopped };
    try {
      const { data } = await this.ctx.http.request({ bucket: 'write', method: 'POST', path, body, reply, resend });
      this.reached = true;
      this.misses = 0;
      return { kind: 'ok', data };
    } catch (error) {
      return this.failed(error);
    }
  }

  /** A look between two writes; what it cannot tell is unknown. */
  async look<T>(path: string, query: Query, reply: z.ZodType<T>): Promise<Called<T>> {
    const stopped = this.stopped;
    if (stopped) return { kind: 'refused', refused: stopped };
    try {
      return { kind: 'ok', data: await get(this.ctx, path, query, reply) };
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error;
      return { kind: 'unknown', reason: error.message };
    }
  }

  /** Work before the write it is for: it lists nothing, so when it fails nothing has happened. */
  async attempt<T>(work: () => Promise<T>): Promise<Called<T>> {
    const stopped = this.stopped;
    if (stopped) return { kind: 'refused', refused: stopped };
    try {
      return { kind: 'ok', data: await work() };
    } catch (error) {
      if (error instanceof PictureFailure)
        return { kind: 'refused', refused: { retry: error.retry, issue: error.issue } };
      const called = this.failed(error);
      return called.kind === 'unknown' ? { kind: 'refused', refused: unanswered(called.reason) } : called;
    }
  }

  private failed(error: unknown): Exclude<Called<never>, { kind: 'ok' }> {
    if (!(error instanceof HttpFailure)) throw error;
    if (error.mayHaveHappened) {
      this.reached = true;
      if (++this.misses >= MISSES) this.stop ??= notSent(error.message);
      return { kind: 'unknown', reason: error.message };
    }
    const shopee = shopeeErrorOf(error);
    if (isShut(error, shopee)) {
      this.fatal ??= explained(error);
      this.stop ??= notSent(error.message);
      return { kind: 'refused', refused: { retry: 'later', issue: this.stop } };
    }
    this.reached = true;
    this.misses = 0;
    const { body } = error.details;
    return {
      kind: 'refused',
      refused: refusedCall(error),
      ...(shopee ? { error: shopee } : {}),
      ...(body === undefined ? {} : { body }),
    };
  }

  /** Throws what stood in the way when nothing of the batch was sent. */
  end(): void {
    if (this.fatal !== undefined && !this.reached) throw this.fatal;
  }
}

/** No other call would fare better now: no connection, no token, no quota. */
function isShut(failure: HttpFailure, error: ShopeeError | undefined): boolean {
  const { status, verdict } = failure.details;
  if (failure.kind === 'unsent' || verdict === 'throttled' || verdict === 'exhausted') return true;
  if (error) return isCredentials(error) || verdict === 'stale';
  return status === 401 || status === 403 || status === 429;
}

function unanswered(why: string): Refused {
  return {
    retry: 'later',
    issue: issue(
      'E_SHOPEE_NOT_SENT',
      { en: `not sent, because what it needs could not be had: ${why}`, zh: `未发送，因为所需的前置步骤失败：${why}` },
      { en: 'run the same command again later', zh: '请稍后重新运行同一命令' },
    ),
  };
}

function notSent(why: string): Diagnostic {
  return issue(
    'E_SHOPEE_NOT_SENT',
    {
      en: `not sent, because Shopee takes no more calls now: ${why}`,
      zh: `未发送，因为 Shopee 目前不再接受请求：${why}`,
    },
    { en: 'run the same command again later', zh: '请稍后重新运行同一命令' },
  );
}

/** A reading call. Throws the failure of the client. */
export async function get<T>(ctx: Ctx, path: string, query: Query, reply: z.ZodType<T>): Promise<T> {
  const answer = await ctx.http.request({ bucket: 'read', method: 'GET', path, query, reply, resend: 'always' });
  return answer.data;
}

/** Side by side, a few at a time, in their order. The first that throws is thrown once all that have begun are over. */
export async function sideBySide<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const failures: unknown[] = [];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined && failures.length === 0; item = queue.shift()) {
      try {
        await work(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, queue.length) }, worker));
  if (failures.length > 0) throw failures[0];
}
