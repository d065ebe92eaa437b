import { EXIT, MabangError } from '../../core/index.ts';
import type { Workspace } from '../../engine/index.ts';

type Clock = Workspace['host']['clock'];

/** What a dead process is given by everything that it still asks. */
export class Died extends Error {
  override readonly name = 'Died';
  constructor() {
    super('the process died');
  }
}

/** What befalls a process at its steps. */
export interface Blows {
  /** Before the n-th durable step, counted from 0. May throw, in the place of the step. */
  before?(step: number, name: string): void;
  /** After it. */
  after?(step: number, name: string): void;
}

/**
 * Methods of the catalogue that leave the disk as it is, or whose work is done when another is called. Everything else is a
 * durable step, so that what is added to the catalogue some day is one, too.
 */
const NO_STEP = new Set([
  ...['ledger', 'pace', 'revision', 'counts', 'products', 'product', 'productOf', 'sources', 'overrides', 'findImport'],
  ...[
    'beginImport',
    'check',
    'close',
    'runs',
    'run',
    'entriesOfRun',
    'entries',
    'states',
    'latest',
    'refused',
    'since',
    'tickets',
  ],
  // `saw` keeps what it is given in memory until the read ends.
  ...['get', 'quiet', 'live', 'rows', 'seen', 'seenAll', 'unseen', 'saw', 'flush', 'facts', 'asset', 'size'],
  ...['row', 'body', 'all'],
]);

/** Methods whose result has methods of its own that reach the disk. */
const OPENS = new Set(['ledger', 'pace', 'lock']);

/**
 * A process that can be struck: every durable step of it is counted, and it can die. As after SIGKILL, nothing that was not on
 * disk gets there any more, and nothing that had not left is sent: its catalogue and its clock, which every request asks
 * before it leaves and after its answer, refuse from then on. What lies on the wire is the platform's.
 */
export class Victim {
  readonly ws: Workspace;
  /** Names of the steps done or begun. */
  readonly steps: string[] = [];
  /** Milliseconds by which its clock is wrong. */
  skew = 0;
  /** Real milliseconds that it waits for an answer; set before it sends anything. */
  timeoutMs: number | undefined;
  blows: Blows = {};
  readonly #dying = new AbortController();
  readonly #known = new WeakMap<object, object>();

  constructor(ws: Workspace) {
    const catalogue = this.#watched(ws.catalogue);
    const timeout = () => (this.timeoutMs === undefined ? {} : { MABANG_TIMEOUT_MS: String(this.timeoutMs) });
    const host: Workspace['host'] = {
      ...ws.host,
      clock: this.#clock(ws.host.clock),
      get env() {
        return { ...ws.host.env, ...timeout() };
      },
    };
    this.ws = { ...ws, catalogue, host };
  }

  get dead(): boolean {
    return this.#dying.signal.aborted;
  }

  die(): void {
    this.#dying.abort(new Died());
  }

  /** What it does, or its death if that comes first. What it leaves behind is nobody's any more. */
  async live<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.#dying;
    let stop = () => {};
    const death = new Promise<never>((_, reject) => {
      stop = () => reject(new Died());
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    });
    try {
      return await Promise.race([work, death]);
    } finally {
      signal.removeEventListener('abort', stop);
      work.catch(() => undefined);
    }
  }

  #clock(clock: Clock): Clock {
    return {
      now: () => {
        if (this.dead) throw new Died();
        return clock.now() + this.skew;
      },
      sleep: async (ms, signal) => {
        const { signal: death } = this.#dying;
        await clock.sleep(ms, signal ? AbortSignal.any([signal, death]) : death);
      },
    };
  }

  #step<T>(name: string, work: () => T): T {
    if (this.dead) throw new Died();
    if (NO_STEP.has(name)) return work();
    const step = this.steps.push(name) - 1;
    this.blows.before?.(step, name);
    if (this.dead) throw new Died();
    const result = work();
    this.blows.after?.(step, name);
    if (this.dead) throw new Died();
    return result;
  }

  /** The same object, with every call told that it or its parts are given. */
  #watched<T extends object>(target: T): T {
    const known = this.#known.get(target);
    if (known) return known as T;
    const proxy = new Proxy(target, {
      get: (of, name) => {
        const value: unknown = Reflect.get(of, name, of);
        if (typeof name !== 'string') return value;
        if (typeof value !== 'function') return isObject(value) ? this.#watched(value) : value;
        return (...given: unknown[]) => {
          const result = this.#step(name, () => Reflect.apply(value, of, given));
          return OPENS.has(name) && isObject(result) ? this.#watched(result) : result;
        };
      },
    });
    this.#known.set(target, proxy);
    return proxy;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** As the catalogue says it when SQLite answers SQLITE_FULL: the transaction is undone. */
export function diskFull(): MabangError {
  return new MabangError('E_DISK', EXIT.busy, { en: 'the disk is full', zh: '磁盘已满' });
}

/** As the catalogue says it when SQLite answers SQLITE_BUSY. */
export function databaseLocked(): MabangError {
  return new MabangError('E_BUSY', EXIT.busy, { en: 'another process is writing', zh: '另一个进程正在写入' });
}
