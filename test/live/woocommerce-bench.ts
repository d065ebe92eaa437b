import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from 'mabang/contract';
import { decimalOf, FULL_CONSENT, moneyOf } from 'mabang/core';
import adapter from '../../adapters/woocommerce/index.ts';
import { type Bucket, type Connection, connection } from '../../adapters/woocommerce/schema.ts';
import type { ProductPatch, VariantPatch } from '../../src/core/index.ts';
import {
  type AdoptReport,
  adopt,
  type ChannelPushReport,
  diff,
  initWorkspace,
  openWorkspace,
  type PushOptions,
  push,
  type Workspace,
} from '../../src/engine/index.ts';
import { type Clock, createClient, realClock } from '../../src/http/index.ts';
import type { Access } from './woocommerce-buyer.ts';

/** A product of the test, in units of the shop's currency. */
export interface Goods {
  readonly product: ProductPatch;
  readonly skus: readonly (Omit<VariantPatch, 'price' | 'listPrice'> & {
    readonly price: number;
    readonly listPrice?: number;
  })[];
}

/** Milliseconds of real time for one request: a batch of 100 takes a small server half a minute at times. */
const PATIENCE = 120_000;

/** A seller's workspace with one channel, in a temporary folder, driven as the command line drives it. */
export class Bench {
  /** Milliseconds after which a batch call is given up; no limit but the client's when absent. */
  giveUp: number | undefined;
  /** The longest that a batch call took. */
  longest = 0;

  readonly workspace: Workspace;

  private constructor(
    readonly currency: string,
    readonly weightUnit: string,
    private readonly dir: string,
    clock: Clock,
  ) {
    this.workspace = openWorkspace(dir, hostOf(clock), { ids: [adapter.id], load: async () => this.impatient() });
  }

  /** Asks the shop for its currency first, as the adapter asks it. */
  static async open(access: Access, clock: Clock = realClock): Promise<Bench> {
    const settings = { url: access.url };
    const facts = await describe(access, settings, clock);
    const { currency } = facts;
    if (currency === undefined) throw new Error('the shop did not tell a currency that mabang knows');
    const dir = mkdtempSync(join(tmpdir(), 'mabang-live-'));
    initWorkspace(dir, {
      channels: [
        {
          name: 'shop',
          adapter: adapter.id,
          environment: 'live',
          currency,
          connection: settings,
          secrets: access.secrets,
        },
      ],
    });
    return new Bench(currency, String(facts.weight_unit ?? ''), dir, clock);
  }

  close(): void {
    this.workspace.close();
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** `1290` is 12.90 where the currency has cents, 1290 where it has none. */
  price(minor: number): string {
    return decimalOf({ minor, currency: this.currency });
  }

  put(...goods: readonly Goods[]): void {
    const hash = String(Math.random());
    const session = this.workspace.catalogue.beginImport({
      file: 'live',
      hash,
      mappingHash: '',
      columns: {},
      at: new Date().toISOString(),
    });
    const money = (minor: number) => moneyOf(this.price(minor), this.currency) ?? null;
    for (const { product, skus } of goods)
      for (const { price, listPrice, ...sku } of skus) {
        // What a patch does not speak of stays as it is, and the test means what it leaves out.
        const variant = {
          status: 'active' as const,
          ...sku,
          price: money(price),
          listPrice: listPrice === undefined ? null : money(listPrice),
        };
        const result = session.put({ row: 1, product: { status: 'active', ...product }, variant, fields: [] });
        if ('severity' in result) throw new Error(result.message.en);
      }
    session.commit();
  }

  async push(options: Partial<PushOptions> = {}): Promise<ChannelPushReport> {
    const consent = async () => FULL_CONSENT;
    const report = await push(this.workspace, { channels: ['shop'], dryRun: false, open: 'all', consent, ...options });
    const [channel] = report.channels;
    if (!channel) throw new Error('no report for the channel');
    return channel;
  }

  /** What a diff would change, in words: `update CODE price stock`. */
  async differences(): Promise<readonly string[]> {
    const report = await diff(this.workspace, { channels: ['shop'] });
    const [plan] = report.plan.channels;
    if (!plan) throw new Error(`no plan: ${JSON.stringify(report.failed)}`);
    return plan.listings.map(({ state, code, changes }) => {
      const what = changes.map(({ verb, sku, facets }) =>
        [verb, sku, ...Object.keys(facets)].filter(Boolean).join(' '),
      );
      return `${state} ${code}: ${what.join(', ')}`;
    });
  }

  adopt(apply: boolean): Promise<AdoptReport> {
    return adopt(this.workspace, 'shop', { apply });
  }

  /** The adapter as it is, with a client that gives batch calls up where the test says so. */
  private impatient(): typeof adapter {
    return {
      ...adapter,
      apply: (batch, context) => {
        const { giveUp } = this;
        const impatient: Context<Connection, Bucket> = {
          get at() {
            return context.at;
          },
          assets: context.assets,
          upload: (url, send) => context.upload(url, send),
          rest: (ms) => context.rest(ms),
          sizer: (name, max) => context.sizer(name, max),
          http: {
            request: async (spec) => {
              const batched = spec.path.endsWith('/batch');
              const reply = await context.http.request(
                batched && giveUp !== undefined ? { ...spec, timeoutMs: giveUp } : spec,
              );
              if (batched) this.longest = Math.max(this.longest, reply.elapsedMs);
              return reply;
            },
          },
        };
        return adapter.apply(batch, impatient);
      },
    };
  }
}

function hostOf(clock: Clock) {
  return {
    env: { MABANG_TIMEOUT_MS: String(PATIENCE) },
    clock,
    pid: process.pid,
    bootId: 'live',
    hostName: 'live',
    alive: () => true,
    version: '0.0.0-live',
  };
}

async function describe(access: Access, settings: object, clock: Clock) {
  const parsed = connection.parse(settings);
  const client = createClient<Connection, Bucket>({
    channel: 'shop',
    adapter,
    connection: parsed,
    secrets: access.secrets,
    clock,
    userAgent: 'mabang/0.0.0-live',
    env: {},
    timeoutMs: PATIENCE,
  });
  const context: Context<Connection, Bucket> = {
    http: client,
    at: { channel: 'shop', connection: parsed, currency: 'XXX', facts: {}, definition: () => undefined },
    assets: { recall: () => undefined, remember: () => undefined, forget: () => undefined },
    upload: () => Promise.reject(new Error('describe uploads nothing')),
    rest: () => Promise.resolve(),
    sizer: () => ({ size: 1, answered: () => undefined, tooMuch: () => undefined }),
  };
  try {
    return await adapter.describe(context);
  } finally {
    await client.close();
  }
}
