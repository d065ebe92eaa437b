import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnyAdapter, Diagnostic, Money } from '../../contract/index.ts';
import type { ChannelPlan } from '../../core/index.ts';
import { decimalOf, FULL_CONSENT, moneyOf } from '../../core/index.ts';
import {
  type AdoptReport,
  adopt,
  type ChannelPushReport,
  connect,
  type DiffReport,
  diff,
  initWorkspace,
  openChannel,
  openWorkspace,
  type PushOptions,
  push,
  relist,
  validate,
  type Workspace,
} from '../../engine/index.ts';
import { EmulatorClock } from '../emulator/clock.ts';
import { pictureOf } from '../emulator/pictures.ts';
import type { Emulator, EmulatorModule, EmulatorOptions } from '../types.ts';
import { type Goods, putGoods } from './goods.ts';

/** What the suite is pointed at. */
export interface Subject {
  readonly adapter: AnyAdapter;
  readonly emulator: EmulatorModule;
}

/**
 * Emulated time runs this much faster, and jumps over what is only waiting, so that limits, delays and back-offs cost a test
 * milliseconds. Not faster still: what the processor takes for its work passes as emulated time too.
 */
const SPEED = 20;
/** An attempt is given up after this long in real time: longer than any answer here takes, be the machine ever so busy. */
const TIMEOUT_MS = 10_000;
/** For cases whose server hangs: waiting for it costs a test little, and a slow machine does no harm. */
export const IMPATIENT = { timeoutMs: 700 };
/** Between two things that a seller does: platforms may want a moment before what is new can be worked on. */
const A_WHILE_MS = 60_000;
/** Longer than any platform here works on a ticket. */
const WAIT_MS = 24 * 3_600_000;

/** In memory where the system has such a place: a catalogue waits for the disk at every commit, which proves nothing here. */
const FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export interface WorldOptions extends EmulatorOptions {
  /** Keys of the channel in `mabang.yaml`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Accounts of the platform, each with a channel of its own. Default 1. */
  readonly accounts?: number;
  /** Real milliseconds that an attempt is waited for. */
  readonly timeoutMs?: number;
  /** What stands between each process and its machine. */
  readonly machine?: (ws: Workspace) => Workspace;
}

/** A workspace in a temporary folder, a channel or several, and an emulator behind each. Everything goes through the engine, as a user's push does. */
export class World {
  readonly clock: EmulatorClock;
  readonly emulator: Emulator;
  /** Addresses of pictures that were fetched from the seller's server. */
  readonly fetched: string[] = [];
  /** Documents of the platform that were asked for, with the checksum of the copy at hand. */
  readonly documents: { readonly key: string; readonly known: string | undefined }[] = [];
  /** Processes beside the one that works, and those that were killed. */
  private readonly others: Workspace[] = [];
  private readonly alive = new Set<number>();
  private pid = 0;
  private ws: Workspace;

  private constructor(
    readonly subject: Subject,
    readonly emulators: readonly [Emulator, ...Emulator[]],
    private readonly dir: string,
    clock: EmulatorClock,
    private readonly options: Pick<WorldOptions, 'timeoutMs' | 'machine'>,
  ) {
    this.clock = clock;
    [this.emulator] = emulators;
    this.ws = this.openWorkspace();
  }

  static async open(subject: Subject, options: WorldOptions = {}): Promise<World> {
    const { settings, accounts = 1, timeoutMs, machine, ...emulated } = options;
    const clock = new EmulatorClock(emulated.speed ?? SPEED, { jumps: true });
    const start = () => subject.emulator.start({ ...emulated, clock });
    const first = await start();
    const rest = await Promise.all(Array.from({ length: accounts - 1 }, start));
    const emulators = [first, ...rest] as const;
    const dir = mkdtempSync(join(FOLDER, 'mabang-suite-'));
    initWorkspace(dir, {
      channels: emulators.map((emulator, i) => ({
        name: channelName(i),
        adapter: subject.adapter.id,
        environment: 'sandbox',
        currency: emulator.currency,
        connection: emulator.connection,
        secrets: emulator.secrets,
        settings: { ...emulator.settings, ...settings },
      })),
    });
    emulators.forEach(({ mapping }, i) => {
      if (!mapping) return;
      mkdirSync(join(dir, 'mappings'), { recursive: true });
      // JSON is YAML too.
      writeFileSync(
        join(dir, 'mappings', `${channelName(i)}.yaml`),
        JSON.stringify({ version: 1, ...mapping }, null, 2),
      );
    });
    return new World(subject, emulators, dir, clock, {
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(machine ? { machine } : {}),
    });
  }

  private openWorkspace(): Workspace {
    this.pid++;
    this.alive.add(this.pid);
    const host = {
      env: { MABANG_TIMEOUT_MS: String(this.options.timeoutMs ?? TIMEOUT_MS) },
      clock: this.clock,
      pid: this.pid,
      bootId: 'suite',
      hostName: 'suite',
      alive: (other: number) => this.alive.has(other),
      version: '0.0.0-suite',
      picture: async (url: string) => {
        this.fetched.push(url);
        return pictureOf(url.replace(/\?copy=.*$/, ''));
      },
    };
    const adapter = this.watched();
    const ws = openWorkspace(this.dir, host, { ids: [adapter.id], load: async () => adapter });
    return this.options.machine?.(ws) ?? ws;
  }

  /** The adapter, with a note of each document that it reads. */
  private watched(): AnyAdapter {
    const { adapter } = this.subject;
    const { definitions } = adapter;
    if (!definitions) return adapter;
    return {
      ...adapter,
      definitions: {
        ...definitions,
        fetch: (key, known, context) => {
          this.documents.push({ key, known });
          return definitions.fetch(key, known, context);
        },
      },
    };
  }

  get catalogue(): Workspace['catalogue'] {
    return this.ws.catalogue;
  }

  get currency(): string {
    return this.emulator.currency;
  }

  money(text: string): Money {
    const money = moneyOf(text, this.currency);
    if (!money) throw new Error(`not an amount of ${this.currency}: ${text}`);
    return money;
  }

  /** The currency's own way to write an amount of whole units and hundredths: `12.90` becomes `1290` in JPY's case. */
  price(units: number): string {
    return decimalOf({ minor: units, currency: this.currency });
  }

  /** The seller imports these, some time after whatever he did before. */
  put(...goods: readonly Goods[]): void {
    this.clock.advance(A_WHILE_MS);
    putGoods(this.catalogue, goods, (text) => this.money(text));
  }

  /** One report for each channel. */
  async pushAll(options: Partial<PushOptions> = {}, by: Workspace = this.ws): Promise<readonly ChannelPushReport[]> {
    const { channels } = await push(by, {
      channels: [],
      dryRun: false,
      consent: async () => FULL_CONSENT,
      open: 'all',
      waitMs: WAIT_MS,
      ...options,
    });
    return channels;
  }

  async push(options: Partial<PushOptions> = {}): Promise<ChannelPushReport> {
    const [channel] = await this.pushAll({ channels: [channelName(0)], ...options });
    if (!channel) throw new Error('no report for the channel');
    return channel;
  }

  look(by: Workspace = this.ws): Promise<DiffReport> {
    return diff(by, { channels: [channelName(0)] });
  }

  async diff(facets?: PushOptions['facets']): Promise<ChannelPlan> {
    const report = await diff(this.ws, { channels: [channelName(0)], ...(facets ? { facets } : {}) });
    const [plan] = report.plan.channels;
    if (!plan) throw new Error(`no plan: ${JSON.stringify(report.failed)}`);
    return plan;
  }

  /** What `mabang validate --channel` finds: without a request. */
  async validate(): Promise<readonly Diagnostic[]> {
    const { findings } = await validate(this.ws, { channels: [channelName(0)] });
    return findings;
  }

  /** The adapter's own wire, with nothing of the engine's to make up for what it leaves out. */
  async connected<T>(use: (connected: ReturnType<typeof connect>) => Promise<T>): Promise<T> {
    const connected = connect(this.ws, await openChannel(this.ws, channelName(0)));
    try {
      return await use(connected);
    } finally {
      await connected.client.close();
    }
  }

  /** How many listings the adapter itself reads. */
  readAll(): Promise<number> {
    return this.connected(async ({ context }) => {
      let count = 0;
      for await (const _ of this.subject.adapter.fetchRemote('all', context)) count++;
      return count;
    });
  }

  adopt(apply: boolean): Promise<AdoptReport> {
    return adopt(this.ws, channelName(0), { apply });
  }

  /** The seller says that these products may be listed again. */
  async relist(...codes: readonly string[]): Promise<void> {
    await relist(this.ws, channelName(0), codes);
  }

  /** Time passes until whatever the platform has said yes to shows. */
  settle(): void {
    const { settles } = this.subject.adapter.capabilities;
    if (settles) this.clock.advance(settles.value * 1000);
  }

  /** A second process in the same folder, alive beside the first until the world ends. */
  another(): Workspace {
    const other = this.openWorkspace();
    this.others.push(other);
    return other;
  }

  /** The process ends here and another one starts: what was not written is gone, the lock's owner is dead. */
  restart(): void {
    this.ws.close();
    this.alive.clear();
    this.ws = this.openWorkspace();
  }

  /** As after SIGKILL: what the process holds in memory reaches no disk, and what it had open is not closed in order. */
  kill(): void {
    this.others.push(this.ws);
    this.alive.clear();
    this.ws = this.openWorkspace();
  }

  async close(): Promise<void> {
    for (const ws of [this.ws, ...this.others]) ws.close();
    await Promise.all(this.emulators.map((emulator) => emulator.close()));
    this.clock.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

function channelName(account: number): string {
  return account === 0 ? 'shop' : `shop-${account + 1}`;
}
