import type { Diagnostic, HttpFailure, Sku } from 'mabang/contract';
import { issue } from './errors.ts';
import type { Write } from './intent.ts';
import { type Ctx, getItem } from './items.ts';
import { type Fate, rejected } from './outcomes.ts';
import { asFailure, fateOf, fateOfFailure, submit } from './submit.ts';

/** Calls under way at a time. Buckets pace them; at 5 a second and a second each, 10 are enough. */
const AT_ONCE = 10;
/** Failures in a row after which nothing more is tried. */
const PATIENCE = 5;

/**
 * SKU by SKU: parents, then what is sold, then parents that end. Throws the first failure when nothing was ever taken or
 * refused by name, so that nothing can have happened.
 */
export async function sendDirect(
  ctx: Ctx,
  writes: readonly Write[],
  told: (write: Write, fate: Fate) => void,
): Promise<void> {
  const line = new Line(ctx, told);
  for (const stage of [0, 1, 2] as const) await line.run(writes.filter((write) => write.stage === stage));
  if (line.untouched) throw line.untouched;
}

/** How often, and after how many milliseconds each, a new parent is looked for. */
const PARENT_ASKS = 12;
const PARENT_REST_MS = 10_000;

/** A SKU that is there already is tied to a parent. One that is made takes longer to show than the parent before it. */
function ties({ operation }: Write): boolean {
  return (
    operation.kind === 'patch' && operation.patches.some(({ path }) => path.endsWith('/child_parent_sku_relationship'))
  );
}

class Line {
  /** Listings whose parent SKU was not taken. */
  private readonly orphaned = new Set<string>();
  /** Parent SKUs that were made just now, by listing. */
  private readonly parents = new Map<string, Sku>();
  /** Looks for them that are under way or over. */
  private readonly looks = new Map<Sku, Promise<void>>();
  private broken: HttpFailure | undefined;
  private failures = 0;
  private reached = false;

  constructor(
    private readonly ctx: Ctx,
    private readonly told: (write: Write, fate: Fate) => void,
  ) {}

  /** The failure that kept everything from being sent. */
  get untouched(): HttpFailure | undefined {
    return this.reached ? undefined : this.broken;
  }

  async run(writes: readonly Write[]): Promise<void> {
    let next = 0;
    const worker = async () => {
      for (let write = writes[next++]; write; write = writes[next++]) await this.one(write);
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, writes.length) }, worker));
  }

  private async one(write: Write): Promise<void> {
    if (this.broken) return this.told(write, rejected('later', notSent(this.broken.message)));
    if (write.stage === 1 && write.creates && this.orphaned.has(write.code))
      return this.told(write, rejected('later', parentless(write.code)));
    const parent = write.stage === 1 && ties(write) ? this.parents.get(write.code) : undefined;
    if (parent !== undefined) await this.shown(parent);
    const fate = await this.send(write);
    if (write.stage === 0 && write.creates) {
      if (fate.status === 'applied') this.parents.set(write.code, write.sku);
      else this.orphaned.add(write.code);
    }
    this.told(write, fate);
  }

  /**
   * A SKU that is tied to a parent which Amazon does not show yet stays detached, so it waits for a while. If that was not
   * long enough, the difference shows, and the next push ties it again.
   */
  private shown(sku: Sku): Promise<void> {
    const look = this.looks.get(sku) ?? this.lookFor(sku);
    this.looks.set(sku, look);
    return look;
  }

  private async lookFor(sku: Sku): Promise<void> {
    for (let ask = 0; ask < PARENT_ASKS && !this.broken; ask++) {
      await this.ctx.rest(PARENT_REST_MS);
      if (await getItem(this.ctx, sku).catch(() => undefined)) return;
    }
  }

  private async send(write: Write): Promise<Fate> {
    try {
      const fate = fateOf(await submit(this.ctx, write));
      this.failures = 0;
      this.reached = true;
      return fate;
    } catch (error) {
      const failure = asFailure(error);
      const { fate, stop } = fateOfFailure(failure, write);
      this.failures++;
      this.reached ||= fate.status !== 'rejected' || fate.retry === 'never' || !stop;
      if (stop || this.failures >= PATIENCE) this.broken ??= failure;
      return fate;
    }
  }
}

function notSent(why: string): Diagnostic {
  return issue(
    'E_AMZ_NOT_SENT',
    { en: `not sent, because an earlier call failed: ${why}`, zh: `未发送，因为之前的请求失败：${why}` },
    { en: 'run the same command again', zh: '请重新运行同一命令' },
  );
}

export function parentless(parent: string): Diagnostic {
  return issue(
    'E_AMZ_PARENT',
    {
      en: `not sent, because the parent SKU ${parent} was not taken: a child without its parent stays detached`,
      zh: `未发送，因为父 SKU ${parent} 未被接受：没有父商品的子商品会处于脱离状态`,
    },
    { en: 'correct the parent, then run the same command again', zh: '请先更正父商品，再重新运行同一命令' },
  );
}
