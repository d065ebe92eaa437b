import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnyAdapter, Money } from '../../contract/index.ts';
import type { ChannelPlan, ProductPatch, VariantPatch } from '../../core/index.ts';
import { decimalOf, FULL_CONSENT, moneyOf } from '../../core/index.ts';
import {
  type AdoptReport,
  adopt,
  type ChannelPushReport,
  connect,
  diff,
  initWorkspace,
  openChannel,
  openWorkspace,
  type PushOptions,
  push,
  type Workspace,
} from '../../engine/index.ts';
import { fastClock } from '../clock.ts';
import type { Emulator, EmulatorModule, EmulatorOptions } from '../types.ts';

/** What the suite is pointed at. */
export interface Subject {
  readonly adapter: AnyAdapter;
  readonly emulator: EmulatorModule;
}

/** A product as a case writes it down: one line a SKU. */
export interface Goods {
  readonly code: string;
  readonly title: string;
  readonly description?: string;
  readonly brand?: string;
  readonly category?: string;
  readonly images?: readonly string[];
  readonly status?: 'active' | 'paused' | 'ended';
  readonly skus: readonly GoodsSku[];
}

export interface GoodsSku {
  readonly sku: string;
  /** Plain decimal in the world's currency. */
  readonly price: string;
  readonly quantity: number;
  readonly options?: Readonly<Record<string, string>>;
  readonly image?: string;
  readonly gtin?: string;
  readonly weight?: number;
  readonly ended?: boolean;
}

/** Emulated time runs this much faster, so that limits and back-offs cost a test milliseconds. */
const SPEED = 200;
/** An attempt is given up after this long in real time, so that a server that hangs costs a test little. */
const TIMEOUT_MS = 700;

export interface WorldOptions extends EmulatorOptions {
  /** Keys of the channel in `mabang.yaml`. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A workspace in a temporary folder, one channel, and an emulator behind it. Everything goes through the engine, as a user's push does. */
export class World {
  private constructor(
    readonly subject: Subject,
    readonly emulator: Emulator,
    private readonly dir: string,
    private ws: Workspace,
    private pid: number,
  ) {}

  static async open(subject: Subject, options: WorldOptions = {}): Promise<World> {
    const { settings, ...emulated } = options;
    const emulator = await subject.emulator.start({ speed: SPEED, ...emulated });
    const dir = mkdtempSync(join(tmpdir(), 'mabang-suite-'));
    initWorkspace(dir, {
      channels: [
        {
          name: 'shop',
          adapter: subject.adapter.id,
          environment: 'sandbox',
          currency: emulator.currency,
          connection: emulator.connection,
          secrets: emulator.secrets,
          ...(settings ? { settings } : {}),
        },
      ],
    });
    return new World(subject, emulator, dir, World.workspace(subject, dir, 1), 1);
  }

  private static workspace(subject: Subject, dir: string, pid: number): Workspace {
    const host = {
      env: { MABANG_TIMEOUT_MS: String(TIMEOUT_MS) },
      clock: fastClock(SPEED),
      pid,
      bootId: 'suite',
      hostName: 'suite',
      alive: (other: number) => other === pid,
      version: '0.0.0-suite',
    };
    return openWorkspace(dir, host, { ids: [subject.adapter.id], load: async () => subject.adapter });
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

  put(...goods: readonly Goods[]): void {
    const session = this.catalogue.beginImport({
      file: 'suite',
      hash: String(Math.random()),
      mappingHash: '',
      columns: {},
      at: '2026-01-01T00:00:00.000Z',
    });
    for (const one of goods) {
      const { code, skus, ...rest } = one;
      const product: ProductPatch = {
        code,
        title: rest.title,
        description: rest.description ?? '',
        brand: rest.brand ?? null,
        category: rest.category ?? null,
        images: (rest.images ?? []).map((url) => ({ url })),
        status: rest.status ?? 'active',
      };
      for (const sku of skus) {
        const variant: VariantPatch = {
          sku: sku.sku,
          options: sku.options ?? {},
          price: this.money(sku.price),
          quantity: sku.quantity,
          gtin: sku.gtin ?? null,
          weight: sku.weight ?? null,
          images: sku.image ? [{ url: sku.image }] : [],
          status: sku.ended ? 'ended' : 'active',
        };
        const result = session.put({ row: 1, product, variant, fields: [] });
        if ('severity' in result) throw new Error(result.message.en);
      }
    }
    session.commit();
  }

  async push(options: Partial<PushOptions> = {}): Promise<ChannelPushReport> {
    const report = await push(this.ws, {
      channels: ['shop'],
      dryRun: false,
      consent: async () => FULL_CONSENT,
      open: 'all',
      ...options,
    });
    const [channel] = report.channels;
    if (!channel) throw new Error('no report for the channel');
    return channel;
  }

  async diff(facets?: PushOptions['facets']): Promise<ChannelPlan> {
    const report = await diff(this.ws, { channels: ['shop'], ...(facets ? { facets } : {}) });
    const [plan] = report.plan.channels;
    if (!plan) throw new Error(`no plan: ${JSON.stringify(report.failed)}`);
    return plan;
  }

  /** How many listings the adapter itself reads, with nothing of the engine's to make up for what it leaves out. */
  async readAll(): Promise<number> {
    const channel = await openChannel(this.ws, 'shop');
    const connected = connect(this.ws, channel);
    let count = 0;
    for await (const _ of channel.adapter.fetchRemote('all', connected.context)) count++;
    await connected.client.close();
    return count;
  }

  adopt(apply: boolean): Promise<AdoptReport> {
    return adopt(this.ws, 'shop', { apply });
  }

  /** The process dies here and another one starts: what was not written is gone, the lock's owner is dead. */
  restart(): void {
    this.ws.close();
    this.pid++;
    this.ws = World.workspace(this.subject, this.dir, this.pid);
  }

  async close(): Promise<void> {
    this.ws.close();
    await this.emulator.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
