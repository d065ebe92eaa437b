import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import {
  type AnyAdapter,
  type AttributeRequirement,
  type Batch,
  type BatchResult,
  type Diagnostic,
  defineAdapter,
  type Facet,
  type Json,
  type ListingChange,
  type Outcome,
  type RemoteListing,
  type Snapshot,
} from '../../src/contract/index.ts';
import { FULL_CONSENT, moneyOf, type Plan, type ProductPatch } from '../../src/core/index.ts';
import {
  diff,
  type Host,
  initWorkspace,
  openWorkspace,
  type PushOptions,
  push,
  type Workspace,
} from '../../src/engine/index.ts';

const source = { source: 'test', date: '2026-11-23' };
const verbs = ['create', 'update', 'end'] as const;

interface Stored {
  id: number;
  code: string;
  mark: 'ours' | 'theirs';
  snapshot: { product: Record<string, Json>; variants: Record<string, Record<string, Json>> };
}

/** A platform in memory, for what the engine does with answers that no built-in adapter gives on demand. */
export class FakePlatform {
  readonly store = new Map<number, Stored>();
  /** Called instead of doing the work, when set. */
  onApply?: ((batch: Batch, work: () => Outcome[]) => BatchResult | Promise<BatchResult>) | undefined;
  onPreview?: (batch: Batch) => Outcome[];
  onPoll?: (work: () => Outcome[]) => BatchResult | 'pending';
  facts: Record<string, Json> = {};
  applied = 0;
  private next = 1;

  constructor(
    readonly options: {
      readonly async?: boolean;
      readonly uniqueSku?: boolean;
      readonly mark?: boolean;
      readonly enumerate?: 'all' | 'by-sku';
      /** Seconds for which reads may be late, as declared; how late they are is `lateMs`. */
      readonly settles?: number;
      /** Wants a category of its own for each listing, as its documents say. */
      readonly taxonomy?: boolean;
    } = {},
  ) {}

  /** Reads show the store as it was so long ago. */
  lateMs = 0;
  now: () => number = () => 0;
  /** What it finds wrong with a listing, by code. */
  readonly issues = new Map<string, readonly Diagnostic[]>();
  /** Its documents; asking for one is noted. */
  readonly documents = new Map<string, Json>();
  readonly fetched: string[] = [];
  private readonly history: { readonly at: number; readonly store: readonly Stored[] }[] = [];

  /** What a read shows now. */
  private shown(): readonly Stored[] {
    if (this.lateMs === 0) return [...this.store.values()];
    const at = this.now() - this.lateMs;
    return this.history.findLast((one) => one.at <= at)?.store ?? [];
  }

  get adapter(): AnyAdapter {
    const facet = (unit: 'product' | 'sku', readback: 'exact' | 'rewritten' = 'exact') => ({ verbs, unit, readback });
    const limit = (value: number) => ({ value, unit: 'listings', ...source });
    return defineAdapter<Record<string, never>, 'all'>({
      contract: 1,
      id: 'fake',
      title: 'Fake',
      api: { name: 'fake', version: '1', docs: 'https://fake.example', verified: source.date },
      marketplaces: [],
      capabilities: {
        facets: {
          content: facet('product', 'rewritten'),
          price: facet('sku'),
          stock: facet('sku'),
          status: facet('product'),
        },
        enumerate: this.options.enumerate ?? 'all',
        submission: this.options.async ? 'async' : 'sync',
        dryRun: this.onPreview !== undefined,
        uniqueSku: this.options.uniqueSku ?? true,
        mark: this.options.mark ?? true,
        ...(this.options.settles ? { settles: { value: this.options.settles, unit: 'seconds', ...source } } : {}),
      },
      auth: { kind: 'bearer', secrets: [], sign: () => ({}) },
      limits: {
        buckets: { all: { perSecond: 1000, burst: 1000, concurrent: 10, ...source } },
        listingsPerApply: limit(3),
      },
      connection: z.strictObject({}),
      questions: [],
      rules: [],
      ...(this.options.taxonomy ? this.categories() : {}),
      baseUrl: () => 'http://127.0.0.1:9',
      map: (listing): Snapshot => ({
        product: { content: listing.title, status: listing.status },
        variants: Object.fromEntries(listing.variants.map((v) => [v.sku, { price: v.price.minor, stock: v.quantity }])),
      }),
      meaning: (facet, value) => {
        if (facet === 'price') return { price: { minor: Number(value), currency: 'EUR' } };
        if (facet === 'stock') return { quantity: Number(value) };
        return facet === 'content' ? { title: String(value) } : {};
      },
      describe: async () => this.facts,
      fetchRemote: (wanted) => this.read(wanted),
      apply: async (batch) => {
        this.applied++;
        const work = () => this.work(batch.listings);
        if (this.onApply) return this.onApply(batch, work);
        if (!this.options.async) return { outcomes: work() };
        return { outcomes: accepted(batch.listings), ticket: { n: this.applied } };
      },
      ...(this.onPreview ? { preview: async (batch: Batch) => ({ outcomes: this.onPreview?.(batch) ?? [] }) } : {}),
      ...(this.options.async
        ? {
            poll: async (_ticket: Json, changes: readonly ListingChange[]) => {
              const work = () => this.work(changes);
              return this.onPoll ? this.onPoll(work) : { outcomes: work() };
            },
          }
        : {}),
    });
  }

  /** Two categories, each with a document that says which attributes it takes. */
  private categories(): Pick<AnyAdapter, 'definitions' | 'taxonomy'> {
    const titles: Readonly<Record<string, string>> = { M1: 'Home > Mugs', P1: 'Home > Plates' };
    const keysOf = (category: string | undefined) => (category === undefined ? [] : [`category/${category}`]);
    return {
      definitions: {
        needed: (listing) => keysOf(listing.target.category),
        fetch: async (key, known) => {
          this.fetched.push(key);
          const body = this.documents.get(key);
          const checksum = JSON.stringify(body ?? null);
          return body === undefined ? undefined : known === checksum ? 'same' : { checksum, body };
        },
        maxAgeHours: 24,
      },
      taxonomy: {
        search: async (words) =>
          Object.entries(titles)
            .filter(([, title]) => title.toLowerCase().includes(words.toLowerCase()))
            .map(([id, title]) => ({ id, title })),
        needed: (category) => keysOf(category),
        attributes: (category, at) =>
          (at.definition(`category/${category}`) ?? undefined) as readonly AttributeRequirement[] | undefined,
      },
    };
  }

  /** Do it, as the platform would. */
  work(listings: readonly ListingChange[]): Outcome[] {
    const outcomes = this.change(listings);
    this.history.push({ at: this.now(), store: structuredClone([...this.store.values()]) });
    return outcomes;
  }

  private change(listings: readonly ListingChange[]): Outcome[] {
    return listings.flatMap((listing) => {
      let stored = [...this.store.values()].find((one) => one.code === listing.code);
      return listing.changes.map((change): Outcome => {
        if (change.verb === 'end' && change.sku === undefined) {
          if (stored) this.store.delete(stored.id);
          return { changeId: change.id, status: 'applied' };
        }
        if (!stored) {
          stored = { id: this.next++, code: listing.code, mark: 'ours', snapshot: { product: {}, variants: {} } };
          this.store.set(stored.id, stored);
        }
        if (change.verb === 'end' && change.sku !== undefined) delete stored.snapshot.variants[change.sku];
        else {
          const variants = stored.snapshot.variants;
          if (change.sku !== undefined) variants[change.sku] ??= {};
          const unit = (change.sku === undefined ? stored.snapshot.product : variants[change.sku]) ?? {};
          for (const [facet, step] of Object.entries(change.facets))
            unit[facet] = facet === 'content' ? rewrite(step.to) : step.to;
        }
        return { changeId: change.id, status: 'applied', remoteId: { id: stored.id } };
      });
    });
  }

  asked: (number | 'all')[] = [];

  private async *read(
    wanted: 'all' | readonly { code: string; skus: readonly string[] }[],
  ): AsyncIterable<RemoteListing> {
    this.asked.push(wanted === 'all' ? 'all' : wanted.length);
    if (wanted === 'all' && this.options.enumerate === 'by-sku') throw new Error('this account cannot be listed');
    for (const { id, code, mark, snapshot } of this.shown()) {
      const asked =
        wanted === 'all' || wanted.some((key) => key.code === code || key.skus.some((sku) => sku in snapshot.variants));
      if (asked)
        yield {
          code,
          remoteId: { id },
          mark: this.options.mark === false ? 'none' : mark,
          snapshot: structuredClone(snapshot),
          ...(this.issues.has(code) ? { issues: this.issues.get(code) ?? [] } : {}),
        };
    }
  }

  listing(code: string): Stored | undefined {
    return [...this.store.values()].find((one) => one.code === code);
  }
}

export function accepted(listings: readonly ListingChange[]): Outcome[] {
  return listings.flatMap((l) => l.changes.map((change): Outcome => ({ changeId: change.id, status: 'accepted' })));
}

function rewrite(value: Json): Json {
  return String(value).replaceAll('&', '&amp;');
}

/** A workspace on a fake platform, with a clock that only moves when somebody sleeps or says so. */
export class Bench {
  now = Date.parse('2026-01-01T00:00:00.000Z');
  pid = 1;
  alive: (pid: number) => boolean = (pid) => pid === this.pid;
  private ws: Workspace;

  constructor(
    readonly platform: FakePlatform,
    readonly dir = mkdtempSync(join(tmpdir(), 'mabang-engine-')),
    settings: Readonly<Record<string, unknown>> = {},
  ) {
    initWorkspace(dir, {
      channels: [
        {
          name: 'shop',
          adapter: 'fake',
          environment: 'sandbox',
          currency: 'EUR',
          connection: {},
          secrets: {},
          settings,
        },
      ],
    });
    platform.now = () => this.now;
    this.ws = this.open();
  }

  private open(): Workspace {
    const host: Host = {
      env: {},
      clock: {
        now: () => this.now,
        sleep: async (ms) => {
          this.now += ms;
        },
      },
      pid: this.pid,
      bootId: 'bench',
      hostName: 'bench',
      alive: (pid) => this.alive(pid),
      version: 'test',
    };
    return openWorkspace(this.dir, host, { ids: ['fake'], load: async () => this.platform.adapter });
  }

  get workspace(): Workspace {
    return this.ws;
  }

  restart(): void {
    this.ws.close();
    this.pid++;
    this.ws = this.open();
  }

  put(
    code: string,
    title: string,
    skus: Readonly<Record<string, string>>,
    status: 'active' | 'ended' = 'active',
    more: Partial<ProductPatch> = {},
  ): void {
    const session = this.ws.catalogue.beginImport({
      file: 'sheet.csv',
      hash: `${Math.random()}`,
      mappingHash: '',
      columns: {},
      at: '2026-01-01',
    });
    for (const [sku, price] of Object.entries(skus)) {
      const money = moneyOf(price, 'EUR');
      if (!money) throw new Error(price);
      const options: Record<string, string> = Object.keys(skus).length > 1 ? { Size: sku } : {};
      const result = session.put({
        row: 1,
        product: { code, title, status, ...more },
        variant: { sku, price: money, quantity: 5, options },
        fields: [],
      });
      if ('severity' in result) throw new Error(result.message.en);
    }
    session.commit();
  }

  async push(options: Partial<PushOptions> = {}) {
    const report = await push(this.ws, {
      channels: [],
      dryRun: false,
      consent: async () => FULL_CONSENT,
      open: 'all',
      ...options,
    });
    const [channel] = report.channels;
    if (!channel) throw new Error('no channel');
    return channel;
  }

  async plan(facets?: readonly Facet[]): Promise<Plan> {
    return (await diff(this.ws, { channels: [], ...(facets ? { facets } : {}) })).plan;
  }

  close(): void {
    this.ws.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
