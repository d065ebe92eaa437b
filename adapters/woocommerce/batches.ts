import { type Change, type Diagnostic, HttpFailure, type Json } from 'mabang/contract';
import { issue, refusalOf, type WooError, wooError } from './errors.ts';
import type { WantedImage } from './fields.ts';
import { BATCH_SIZE, IMAGE_WEIGHT } from './limits.ts';
import { Media } from './media.ts';
import type { Outcomes } from './outcomes.ts';
import type { Ctx } from './pages.ts';
import { type BatchItem, batchReply } from './schema.ts';

/** One line of a batch call. */
export interface Item {
  readonly kind: 'create' | 'update' | 'delete';
  readonly changes: readonly Change[];
  readonly images: readonly WantedImage[];
  /** Media ids of its pictures that the shop has said are none. */
  readonly bad: Set<number>;
  /** The line as it goes over the wire; for a delete the id. */
  wire(): Json;
}

/** After this many calls in a row whose fate is unclear, the shop is taken to be down. */
const MISSES = 3;

/** One `apply`: what has been sent, and whether to go on. */
export class Run {
  /** Something of the batch may have reached the shop. */
  sent = false;
  readonly media: Media;
  private misses = 0;
  private stop: Diagnostic | undefined;

  constructor(
    readonly ctx: Ctx,
    readonly out: Outcomes,
  ) {
    this.media = new Media(ctx.assets);
  }

  get stopped(): Diagnostic | undefined {
    return this.stop;
  }

  answered(): void {
    this.sent = true;
    this.misses = 0;
  }

  /**
   * What a failed call means for its changes. Throws the failure when nothing was sent before it and it did nothing: then the
   * whole batch is as it was. Gives `'smaller'` when the call was only too big.
   */
  failed(error: unknown, changes: readonly Change[], items: number): 'smaller' | undefined {
    if (!(error instanceof HttpFailure)) throw error;
    if (error.mayHaveHappened) {
      this.sent = true;
      this.out.unknown(changes, error.message);
      if (++this.misses >= MISSES) this.stop = notSent(error.message);
      return undefined;
    }
    const { status } = error.details;
    if (status === 413 && items > 1) return 'smaller';
    if (error.kind === 'unsent' || status === 401 || status === 403 || status === 429) {
      if (!this.sent) throw error;
      this.stop = notSent(error.message);
      this.out.rejected(changes, 'later', this.stop);
      return undefined;
    }
    this.sent = true;
    this.out.rejected(changes, 'never', refusalOf(error));
    return undefined;
  }
}

function notSent(why: string): Diagnostic {
  return issue(
    'E_WOO_NOT_SENT',
    { en: `not sent, because the shop stopped answering: ${why}`, zh: `未发送，因为店铺停止响应：${why}` },
    { en: 'run the same command again later', zh: '请稍后重新运行同一命令' },
  );
}

export interface Target {
  readonly of: 'products' | 'variations';
  readonly path: string;
}

export const PRODUCTS: Target = { of: 'products', path: '/wc/v3/products/batch' };

/** What the shop answered to one line. */
export type Answer = { readonly id: number } | { readonly error: WooError };

/**
 * Send items in batch calls of a size that the shop can bear. `settle` is told each answer and gives `'again'` for an item
 * that is to be sent once more.
 *
 * A new picture is sent by address in one line only; lines that show the same picture wait for the next call, where it has an
 * id. A call that creates or fetches anything is sent once; one that only sets values by id may be repeated.
 */
export async function sendItems<T extends Item>(
  run: Run,
  target: Target,
  items: readonly T[],
  settle: (item: T, answer: Answer) => Promise<'again' | undefined>,
): Promise<void> {
  let queue = [...items];
  while (queue.length > 0) {
    if (run.stopped) {
      run.out.rejected(changesOf(queue), 'later', run.stopped);
      return;
    }
    const wave = takeWave(run.media, queue, run.ctx.sizer(target.of, BATCH_SIZE).size);
    const { body, order, once } = callOf(run.media, wave);
    const rest = queue.filter((item) => !wave.includes(item));
    const reply = await post(run, target, body, wave, once);
    if (reply === 'failed') queue = rest;
    if (typeof reply === 'string') continue;
    queue = [...(await settleWave(run, order, reply, settle)), ...rest];
  }
}

/** The answers in the order of the call; `'failed'` when its items have their outcome; `'smaller'` when it was too big. */
async function post(
  run: Run,
  target: Target,
  body: Json,
  wave: readonly Item[],
  once: boolean,
): Promise<readonly BatchItem[] | 'failed' | 'smaller'> {
  const sizer = run.ctx.sizer(target.of, BATCH_SIZE);
  try {
    const reply = await run.ctx.http.request({
      bucket: 'write',
      method: 'POST',
      path: target.path,
      body,
      reply: batchReply(target.of, count(wave)),
      resend: once ? 'unsent' : 'always',
    });
    sizer.answered(reply.elapsedMs);
    run.answered();
    return [...reply.data.create, ...reply.data.update, ...reply.data.delete];
  } catch (error) {
    if (error instanceof HttpFailure && (error.mayHaveHappened || error.details.status === 413)) sizer.tooMuch();
    return run.failed(error, changesOf(wave), wave.length) ?? 'failed';
  }
}

async function settleWave<T extends Item>(
  run: Run,
  order: readonly T[],
  answers: readonly BatchItem[],
  settle: (item: T, answer: Answer) => Promise<'again' | undefined>,
): Promise<readonly T[]> {
  const again: T[] = [];
  for (const [i, item] of order.entries()) {
    const answer = answers[i];
    if (!answer) continue;
    if ('error' in answer) {
      const error = wooError(answer.error);
      if (error && lostPicture(run.media, item, error)) again.push(item);
      else if ((await settle(item, { error: error ?? { code: 'unknown', message: '' } })) === 'again') again.push(item);
      continue;
    }
    run.media.learn(item.images, answer.images);
    if ((await settle(item, { id: answer.id })) === 'again') again.push(item);
  }
  return again;
}

/** A media item that was deleted in the shop: its picture is sent by address instead, once. */
function lostPicture(media: Media, item: Item, error: WooError): boolean {
  if (!/^woocommerce_(product|variation)_invalid_image_id$/.test(error.code)) return false;
  const id = Number(/#(\d+)/.exec(error.message)?.[1] ?? 0);
  if (id === 0 || item.bad.has(id) || !item.images.some((image) => media.idOf(image, item.bad) === id)) return false;
  item.bad.add(id);
  media.forget(item.images, id);
  return true;
}

/** The next items, as many as fit: a new picture weighs more than a product, and each is fetched by one item alone. */
function takeWave<T extends Item>(media: Media, queue: readonly T[], size: number): readonly T[] {
  const wave: T[] = [];
  const claimed = new Set<string>();
  let weight = 0;
  for (const item of queue) {
    const uploads = media.uploads(item.images, item.bad);
    if (uploads.some((url) => claimed.has(url))) continue;
    weight += 1 + IMAGE_WEIGHT * uploads.length;
    if (wave.length > 0 && (weight > size || wave.length >= BATCH_SIZE)) break;
    wave.push(item);
    for (const url of uploads) claimed.add(url);
  }
  return wave;
}

/** The body of a call, and its items in the order the answer will have. */
function callOf<T extends Item>(
  media: Media,
  wave: readonly T[],
): { readonly body: Json; readonly order: readonly T[]; readonly once: boolean } {
  const of = (kind: Item['kind']) => wave.filter((item) => item.kind === kind);
  const lines = (kind: Item['kind']) => of(kind).map((item) => item.wire());
  const body: Record<string, Json> = {};
  for (const kind of ['create', 'update', 'delete'] as const) if (of(kind).length > 0) body[kind] = lines(kind);
  return {
    body,
    order: [...of('create'), ...of('update'), ...of('delete')],
    once: wave.some((item) => item.kind === 'create' || media.uploads(item.images, item.bad).length > 0),
  };
}

function count(wave: readonly Item[]): Record<Item['kind'], number> {
  const of = (kind: Item['kind']) => wave.filter((item) => item.kind === kind).length;
  return { create: of('create'), update: of('update'), delete: of('delete') };
}

export function changesOf(items: readonly Item[]): readonly Change[] {
  return items.flatMap((item) => item.changes);
}
